"""Settings that extend others, per-file-ignores and fixes of rules, rules in preview; the schema of all keys."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kerasrules.checking.discovery import leaves_out
from kerasrules.checking.settings import Overrides, Settings, SettingsFinder, build
from kerasrules.checking.settings_files import SettingsError
from kerasrules.checking.settings_keys import KEYS
from kerasrules.checking.settings_schema import schema
from kerasrules.model.record import replace
from kerasrules.rules import INDEX

Check = Callable[..., tuple[int, str, str]]

FOUNDING = (Path(__file__).parent.parent / "fixtures" / "founding_case.py").read_text()


def write(path: Path, lines: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"[tool.kerasrules]\n{lines}\n")
    return path


@pytest.fixture(autouse=True)
def repository(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()


def settings_in(folder: Path, **overrides: object) -> Settings:
    return SettingsFinder(Overrides(**overrides)).for_folder(str(folder))  # type: ignore[arg-type]


# --- extend ----------------------------------------------------------------------------------------------------------


def test_what_a_file_does_not_say_is_taken_from_the_one_it_extends(tmp_path: Path) -> None:
    write(
        tmp_path / "base.toml",
        'select = ["KR1"]\nkeras-version = "3"\nmin-severity = "warning"\n[tool.kerasrules.layers]\nA = "Dense"',
    )
    write(tmp_path / "middle.toml", 'extend = "base.toml"\nextend-select = ["KR2"]\nmin-severity = "info"')
    write(
        tmp_path / "app" / "pyproject.toml",
        'extend = "../middle.toml"\nignore = ["KR102"]\n[tool.kerasrules.layers]\nB = "Dense"',
    )
    settings = settings_in(tmp_path / "app")
    assert {"KR101", "KR201"} <= settings.selection.codes
    assert settings.selection.codes.isdisjoint({"KR102", "KR301"})
    assert settings.keras_version == "3"
    assert settings.least[0].value == "info"
    assert set(settings.teaching.layers) == {"A", "B"}
    assert [Path(source).name for source in settings.sources] == ["base.toml", "middle.toml", "pyproject.toml"]


def test_paths_are_relative_to_the_file_that_names_them(tmp_path: Path) -> None:
    write(
        tmp_path / "base.toml",
        'baseline = "accepted.json"\ncache-dir = "cache"\nextend-exclude = ["/app/gen"]\n'
        'per-file-ignores = {"app/a.py" = ["KR1"]}',
    )
    write(tmp_path / "app" / "pyproject.toml", 'extend = "../base.toml"\nextend-exclude = ["/own"]')
    settings = settings_in(tmp_path / "app")
    assert settings.baseline == str(tmp_path / "accepted.json")
    assert settings.cache_dir == str(tmp_path / "cache")
    left_out = {
        name for name in ("gen", "own", "venv", "src") if leaves_out(settings, str(tmp_path / "app" / name / "x.py"))
    }
    assert left_out == {"gen", "own", "venv"}
    ignores = [(one.root, one.per_file_ignores) for one in settings.all_patterns if one.per_file_ignores]
    assert ignores == [(str(tmp_path), (("app/a.py", ("KR1",)),))]


def test_exclude_takes_the_place_of_that_of_the_extended_file(tmp_path: Path) -> None:
    write(tmp_path / "base.toml", 'exclude = ["a"]\nextend-exclude = ["b"]')
    write(tmp_path / "app" / "pyproject.toml", 'extend = "../base.toml"\nexclude = ["c"]')
    settings = settings_in(tmp_path / "app")
    assert {pattern for one in settings.all_patterns for pattern in one.exclude} == {"b", "c"}


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('extend = "none.toml"', "`extend` names no file"),
        ('extend = "pyproject.toml"', "`extend` leads in a circle: "),
        ('extend = "../loop.toml"', "`extend` leads in a circle: "),
        ('extend = "../bad.toml"', "bad.toml: unknown key 'selct'"),
        ('extend = "../other.toml"', "the table [tool.kerasrules] is missing"),
        ("extend = 3", "`extend` in [tool.kerasrules] must be a path, not an integer (3)"),
    ],
)
def test_what_cannot_be_extended(tmp_path: Path, lines: str, said: str) -> None:
    write(tmp_path / "loop.toml", 'extend = "app/pyproject.toml"')
    write(tmp_path / "bad.toml", "selct = []")
    (tmp_path / "other.toml").write_text("[tool.ruff]\n")
    write(tmp_path / "app" / "pyproject.toml", lines)
    with pytest.raises(SettingsError, match=r".*toml: .*") as caught:
        settings_in(tmp_path / "app")
    assert said in str(caught.value)


def test_a_chain_stays_in_the_repository(tmp_path: Path) -> None:
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    write(tmp_path / "base.toml", "ignore = []")
    write(tmp_path / "repo" / "base.toml", 'keras-version = "3"')
    path = write(tmp_path / "repo" / "app" / "pyproject.toml", 'extend = "../base.toml"')
    assert settings_in(path.parent, folders=()).keras_version == "3"
    write(path, 'extend = "../../base.toml"')
    with pytest.raises(SettingsError, match="`extend` leads out of the repository: name it on the command line"):
        settings_in(path.parent, folders=())
    assert SettingsFinder(config=str(path)).for_folder(str(tmp_path)).sources  # who names it wants it


# --- files, fixes, preview -------------------------------------------------------------------------------------------


def test_per_file_ignores_of_the_command_line(check: Check, tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    for name in ("tests/a.py", "b.py"):
        (tmp_path / name).write_text(FOUNDING)
    write(tmp_path / "tests" / "pyproject.toml", "")
    _, out, _ = check("--output-format", "concise", "-q", "--per-file-ignores", "tests/*:KR2,KR102")
    assert {line.partition(":")[0] for line in out.splitlines()} == {"b.py"}
    assert "must be PATTERN:RULES" in check_complaint(check, "tests/*")
    assert "unknown rule selector 'KR777'" in check_complaint(check, "tests/*:KR777")


def check_complaint(check: Check, value: str) -> str:
    status, _, err = check("--per-file-ignores", value)
    assert status == 2
    return err


@pytest.mark.parametrize(
    ("options", "marked"),
    [
        ([], True),
        (["--unfixable", "KR102"], False),
        (["--unfixable", "ALL", "--fixable", "KR102"], True),
        (["--fixable", "KR505"], False),
        (["--fixable", "KR1", "--unfixable", "linear-conv-before-pooling"], False),
    ],
)
def test_fixable_and_unfixable(check: Check, tmp_path: Path, options: list[str], marked: bool) -> None:
    program = tmp_path / "train.py"
    program.write_text(FOUNDING)
    _, out, _ = check(*options, "train.py")
    assert ("[unsafe fix]" in out) is marked
    check("--fix", "--unsafe-fixes", *options, "train.py")
    assert (program.read_text() != FOUNDING) is marked


def test_confirm_still_tries_a_fix_that_is_not_to_be_applied(tmp_path: Path) -> None:
    from kerasrules.checking.engine import check_source

    settings = build({"unfixable": ["ALL"]}, str(tmp_path), Overrides())
    findings = check_source(FOUNDING, "train.py", settings).findings
    assert findings
    assert not any(finding.is_fixable(unsafe=True) for finding in findings)
    assert all(finding.fix is not None and finding.fix.edits for finding in findings)


def test_rules_in_preview_are_off_until_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(INDEX, "KR101", replace(INDEX["KR101"], preview=True))  # type: ignore[arg-type]

    def codes(table: dict[str, object] | None = None, **overrides: object) -> frozenset[str]:
        return build(table or {}, "", Overrides(**overrides), "x.toml").selection.codes  # type: ignore[arg-type]

    assert "KR101" not in codes()
    assert "KR101" not in codes(select=("KR1",))
    assert "KR101" in codes(preview=True)
    assert "KR101" in codes({"preview": True})
    assert "KR101" not in codes({"preview": True}, preview=False)
    with pytest.raises(SettingsError, match="'linear-stack' is a rule in preview"):
        codes({"extend-select": ["linear-stack"]})


# --- the schema ------------------------------------------------------------------------------------------------------


def test_the_schema_takes_what_the_settings_take() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    tomllib = pytest.importorskip("tomllib", reason="Python 3.11")
    validator = jsonschema.Draft7Validator(schema())
    jsonschema.Draft7Validator.check_schema(schema())
    assert set(schema()["properties"]) == set(KEYS)
    for name, key in KEYS.items():
        table = tomllib.loads(f"{name} = {key.example}")
        assert key.type.fits(table[name]), name
        assert list(validator.iter_errors(table)) == [], name
        assert key.default is None or key.type.fits(key.default), name
    for wrong in ({"selct": []}, {"select": "KR1"}, {"preview": 1}, {"min-severity": "loud"}, {"layers": {"A": 1}}):
        assert not validator.is_valid(wrong), wrong
        with pytest.raises(SettingsError):
            build(wrong, "", Overrides(), "x.toml")


def test_the_committed_schema_is_that_of_the_keys() -> None:
    path = Path(__file__).parent.parent / "docs" / "schemas" / "settings.json"
    assert json.loads(path.read_text(encoding="utf-8")) == schema(), "run `python -m tools.json_schemas`"


def test_the_settings_of_the_documentation_are_valid() -> None:
    import re

    jsonschema = pytest.importorskip("jsonschema")
    tomllib = pytest.importorskip("tomllib", reason="Python 3.11")
    validator = jsonschema.Draft7Validator(schema())
    root = Path(__file__).parent.parent
    seen = 0
    for page in (root / "README.md", *(root / "docs").glob("*.md")):
        for block in re.findall(r"^```toml\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
            table = tomllib.loads(block).get("tool", {}).get("kerasrules")
            if table is not None:
                seen += 1
                assert list(validator.iter_errors(table)) == [], page
    assert seen >= 3
