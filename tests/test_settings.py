"""Settings files, the command line over them, and which rules are on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kerasrules.checking.select import Selection
from kerasrules.checking.settings import DEFAULT_EXCLUDE, Overrides, Settings, SettingsError, SettingsFinder, build


def built(table: dict[str, Any] | None = None, **overrides: Any) -> Settings:
    return build(table or {}, "", Overrides(**overrides), "pyproject.toml")


def codes(table: dict[str, Any] | None = None, **overrides: Any) -> set[str]:
    return set(built(table, **overrides).selection.codes)


def complaint(table: dict[str, Any]) -> str:
    with pytest.raises(SettingsError) as caught:
        built(table)
    return str(caught.value)


def write(folder: Path, table: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "pyproject.toml"
    path.write_text(table)
    return path


def test_errors_and_warnings_are_on_by_default() -> None:
    assert {"KR101", "KR102", "KR900", "KR902"} <= codes()


def test_select_starts_anew_and_keeps_what_says_that_nothing_was_read() -> None:
    assert codes({"select": ["KR101"]}) == {"KR101", "KR900", "KR902"}


@pytest.mark.parametrize("selector", ["KR101", "kr101", "linear-stack", "Linear-Stack"])
def test_selectors_by_code_and_name(selector: str) -> None:
    assert codes(select=(selector,)) == {"KR101", "KR900", "KR902"}


def test_selectors_by_prefix() -> None:
    chosen = codes(select=("KR1",))
    assert {"KR101", "KR102"} <= chosen
    assert all(code.startswith(("KR1", "KR9")) for code in chosen)


def test_what_cannot_be_read_may_be_ignored() -> None:
    assert codes({"ignore": ["syntax-error", "KR902"]}).isdisjoint({"KR900", "KR902"})


@pytest.mark.parametrize(
    ("table", "overrides", "on"),
    [
        ({"select": ["KR101"], "ignore": ["KR1"]}, {}, True),  # the more exact one wins
        ({"select": ["KR1"], "ignore": ["linear-stack"]}, {}, False),
        ({"select": ["KR101"], "ignore": ["linear-stack"]}, {}, False),
        ({"ignore": ["ALL"], "extend-select": ["KR1"]}, {}, True),
        ({"ignore": ["KR101"]}, {"select": ("KR1",)}, True),  # the later layer wins
        ({"ignore": ["KR101"]}, {"extend_select": ("KR101",)}, True),
        ({"select": ["KR101"]}, {"ignore": ("KR1",)}, False),
        ({"select": ["KR2"]}, {}, False),
        ({"select": []}, {}, False),
    ],
)
def test_layers_of_selectors(table: dict[str, Any], overrides: dict[str, Any], on: bool) -> None:
    assert ("KR101" in codes(table, **overrides)) is on


def test_findings_that_only_inform_are_for_who_asked() -> None:
    assert not Selection.default().wants("KR101", "info")
    assert Selection.default().wants("KR101", "warning")
    for selector in ("KR101", "KR1", "ALL"):
        assert built(extend_select=(selector,)).selection.wants("KR101", "info")
    assert not built({"select": ["KR1"], "ignore": ["KR101"]}).selection.wants("KR101", "info")


@pytest.mark.parametrize("key", ["select", "extend-select", "ignore"])
def test_an_unknown_selector_names_the_nearest(key: str) -> None:
    said = complaint({key: ["linear-stak"]})
    assert "pyproject.toml" in said
    assert key in said
    assert "'linear-stak'; did you mean 'linear-stack'?" in said


def test_an_unknown_selector_of_a_file_pattern() -> None:
    assert "KR199" in complaint({"per-file-ignores": {"a.py": ["KR199"]}})


@pytest.mark.parametrize("selector", ["", "K", "KRX", "all rules", "E501"])
def test_what_is_no_selector(selector: str) -> None:
    assert "unknown rule selector" in complaint({"select": [selector]})


@pytest.mark.parametrize(
    ("key", "nearest"),
    [("selct", "select"), ("per_file_ignores", "per-file-ignores"), ("extend_exclude", "extend-exclude")],
)
def test_an_unknown_key_names_the_nearest(key: str, nearest: str) -> None:
    said = complaint({key: []})
    assert said.startswith("pyproject.toml: ")
    assert f"{key!r}" in said
    assert f"did you mean {nearest!r}?" in said


def test_an_unknown_key_like_none_lists_all() -> None:
    assert "valid keys are baseline, cache-dir, exclude, " in complaint({"zzzzzz": 1})


@pytest.mark.parametrize(
    ("key", "value", "wanted"),
    [
        ("select", "KR101", "a list of strings, not a string ('KR101')"),
        ("ignore", [1], "a list of strings"),
        ("exclude", {}, "a list of patterns as in .gitignore, not a table"),
        ("per-file-ignores", {"a.py": "KR101"}, "a table of lists of strings"),
        ("force-exclude", 1, "true or false, not an integer (1)"),
        ("read-data", "no", "true or false"),
        ("keras-version", 3, '"2" or "3", not an integer (3)'),
        ("keras-version", "4", '"2" or "3"'),
    ],
)
def test_a_value_of_the_wrong_type(key: str, value: object, wanted: str) -> None:
    said = complaint({key: value})
    assert key in said
    assert wanted in said


def test_excludes() -> None:
    assert built().exclude == DEFAULT_EXCLUDE
    assert built({"extend-exclude": ["gen"]}, exclude=("tmp",)).exclude == (*DEFAULT_EXCLUDE, "gen", "tmp")
    assert built({"exclude": ["gen"]}).exclude == ("gen",)


def test_other_keys() -> None:
    settings = built({"force-exclude": True, "keras-version": "3", "per-file-ignores": {"t/*": ["KR1"]}})
    assert settings.force_exclude
    assert settings.keras_version == "3"
    assert settings.per_file_ignores == (("t/*", ("KR1",)),)
    assert built().keras_version is None


def test_the_nearest_file_with_our_table_holds(tmp_path: Path) -> None:
    write(tmp_path, "[tool.kerasrules]\nselect = ['KR101']")
    write(tmp_path / "a", "[project]\nname = 'x'")
    write(tmp_path / "b", "[tool.kerasrules]\nselect = ['KR102']")
    finder = SettingsFinder()
    assert "KR101" in finder.for_folder(str(tmp_path / "a" / "deep")).selection.codes
    assert "KR101" not in finder.for_folder(str(tmp_path / "b" / "deep")).selection.codes
    assert finder.for_file(str(tmp_path / "b" / "x.py")).root == str(tmp_path / "b")


def test_a_file_that_is_given_holds_everywhere(tmp_path: Path) -> None:
    write(tmp_path, "[tool.kerasrules]\nselect = ['KR101']")
    other = write(tmp_path / "other", "[tool.kerasrules]\nselect = ['KR102']")
    assert "KR101" not in SettingsFinder(config=str(other)).for_folder(str(tmp_path)).selection.codes
    assert "KR201" in SettingsFinder(isolated=True).for_folder(str(tmp_path)).selection.codes


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[tool.kerasrules\n", "not valid TOML"),
        ("[tool]\nkerasrules = 3\n", "must be a table"),
        ("[tool.kerasrules]\nselect = ['é']\n".encode("latin-1"), "not valid TOML"),
    ],
    ids=["syntax", "type", "encoding"],
)
def test_broken_files(tmp_path: Path, text: str | bytes, said: str) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(SettingsError, match=said) as caught:
        SettingsFinder().for_folder(str(tmp_path))
    assert "pyproject.toml" in str(caught.value)


def test_a_broken_file_that_does_not_speak_of_us_is_none_of_our_business(tmp_path: Path) -> None:
    write(tmp_path, "[broken\n")
    assert SettingsFinder().for_folder(str(tmp_path)).exclude == DEFAULT_EXCLUDE


def test_a_given_file_must_be_there_and_speak_of_us(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be opened"):
        SettingsFinder(config=str(tmp_path / "none.toml"))
    with pytest.raises(SettingsError, match="is missing"):
        SettingsFinder(config=str(write(tmp_path, "[project]\nname = 'x'")))


def test_selectors_of_the_command_line_are_checked() -> None:
    with pytest.raises(SettingsError, match="KR777"):
        SettingsFinder(Overrides(ignore=("KR777",)))
