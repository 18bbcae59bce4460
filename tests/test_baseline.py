"""Fingerprints and baselines: accepted findings stay accepted while the file around them changes, and no others."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kerasrules.checking import baseline
from kerasrules.checking.baseline import BaselineError
from kerasrules.checking.engine import check_source
from kerasrules.checking.fingerprints import Fingerprint, Fingerprints, normalized
from kerasrules.checking.select import Selection
from kerasrules.checking.settings import Settings
from kerasrules.report.formats import FORMATS
from kerasrules.source.source_texts import SourceTexts

PROGRAM = """\
from keras import Sequential, layers


def build(units):
    model = Sequential([layers.Input((4,)), layers.Dense(8, name="a"), layers.Dense(1)])
    return model


model = build(3)
model.compile("adam", "mse")
"""


def fingerprints(text: str, path: str = "t.py") -> list[Fingerprint]:
    findings = check_source(text, path, Settings(selection=Selection.default())).findings
    made = Fingerprints(SourceTexts({path: text}))
    return [made.of(finding) for finding in findings]


def notebook(*cells: str) -> str:
    return json.dumps({"cells": [{"cell_type": "code", "source": cell} for cell in cells]})


# --- fingerprints ----------------------------------------------------------------------------------------------------

[ORIGINAL] = fingerprints(PROGRAM)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("def build", "# a comment\n\n\ndef build"),
        ('8, name="a"', "8,name='a'"),
        ('8, name="a"', '\n        8,  # units\n        name="a",\n    '),
        ("layers.Dense(1)]", "\n layers.Dense(2)]"),
        ("    model = ", "    if units:\n        pass\n    model = "),
        ("    return model", "    return  model  # done"),
        ("def build(units):", "@decorated\ndef build(units, more=1):"),
        ("\n", "\r\n"),
    ],
)
def test_a_fingerprint_outlives(old: str, new: str) -> None:
    text = PROGRAM.replace(old, new)
    assert text != PROGRAM
    assert fingerprints(text) == [ORIGINAL]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("8, name", "9, name"),
        ("def build(", "def make("),
        ("    model = ", "    net = "),
        ('name="a"', 'name="b"'),
    ],
)
def test_a_fingerprint_tells_apart(old: str, new: str) -> None:
    [changed] = fingerprints(PROGRAM.replace(old, new))
    assert changed.digest != ORIGINAL.digest


def test_the_scope_is_where_the_finding_stands() -> None:
    assert ORIGINAL.scope == "build.model"
    nested = (
        "from keras import Model, layers\n\nclass Net(Model):\n    def __init__(self):\n        super().__init__()\n"
        "        self.head = layers.Dense(1, 'softmax')\n    def call(self, x):\n        return self.head(x)\n"
    )
    assert [found.scope for found in fingerprints(nested)] == ["Net.__init__.head"]
    added = (
        "from keras import Sequential, layers\nm = Sequential()\n"
        "m.add(layers.Dense(3, input_shape=(4,)))\nm.add(layers.Dense(1))\n"
    )
    assert [found.scope for found in fingerprints(added)] == ["m"]


def test_a_notebook_has_the_fingerprints_of_its_script() -> None:
    first, second = PROGRAM.split("\n\n\n", 1)
    assert fingerprints(notebook(first, second), "n.ipynb") == [ORIGINAL]
    assert fingerprints(notebook("%matplotlib inline", first, "", "!ls", "%%time\n" + second), "n.ipynb") == [ORIGINAL]


def test_a_file_that_cannot_be_parsed_has_them_too() -> None:
    [one] = fingerprints("import keras\nx = (\n")
    [two] = fingerprints("import keras\n\n\nx  =  (\n")
    [other] = fingerprints("import keras\ny = (\n")
    assert one == two != other
    assert one.scope == ""


def test_equal_findings_are_numbered() -> None:
    text = PROGRAM.replace(
        "[layers.Input((4,)), ", '[layers.Input((4,)), layers.Dense(8, name="a"), layers.Dense(8, "relu"), '
    )
    findings = check_source(text, "t.py", Settings()).findings
    made = Fingerprints(SourceTexts({"t.py": text})).distinct(findings)
    assert len(findings) == 2
    assert [one.digest for one in made] == [f"{ORIGINAL.digest}:1", f"{ORIGINAL.digest}:2"]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("f(1,2)", "f( 1,\n  2,\n)"),
        ("f('a')", 'f("a")'),
        ("x[ 1 ]", "x[1]"),
        ("f('''a\n''')", 'f("a\\n")'),
    ],
)
def test_layout_is_no_part_of_source(one: str, two: str) -> None:
    assert normalized(one) == normalized(two)


def test_an_f_string_is_the_same_in_every_python() -> None:
    source = "f(f'a{b !r}{c:>{d}} {{', rf\"x\\n{y}\", 1,)"
    assert normalized(source) == "f ( f'a{b !r}{c:>{d}} {{' , rf\"x\\n{y}\" , 1 )"


def test_what_is_no_whole_code_is_taken_as_it_is() -> None:
    assert normalized("f( 'a' ") == normalized("f( 'a'   ")
    assert normalized("not x") != normalized("notx")
    assert normalized("") == ""


# --- the file --------------------------------------------------------------------------------------------------------


def put(path: Path, text: str = PROGRAM) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def entries(path: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(path.read_text(encoding="utf-8"))["findings"]
    return found


USUAL = ".kerasrules-baseline.json"
GONE = "notice: 1 baselined finding in {} no longer occurs; run `kerasrules check --write-baseline` to remove it\n"


def test_from_writing_to_shrinking(check: Callable[..., Any], tmp_path: Path) -> None:
    put(tmp_path / "src" / "t.py")
    put(tmp_path / "n é.ipynb", notebook(PROGRAM))
    assert check("--write-baseline") == (0, f"Recorded 2 findings in {USUAL}.\n", "")
    assert check() == (0, "No findings (2 checked). 2 more in the baseline.\n", "")
    put(tmp_path / "src" / "t.py", "# moved\n" + PROGRAM + "x = layers.Dense(1, 'softmax')(layers.Input((3,)))\n")
    status, out, err = check("--output-format", "concise")
    assert (status, err) == (1, "")
    assert [line.split()[1] for line in out.splitlines()[:-2]] == ["KR202"]
    summary = "Found 1 finding in 1 file (2 checked). 2 more in the baseline.\n"
    assert out.endswith(f"{summary}1 fixable with --fix --unsafe-fixes.\n")
    put(tmp_path / "src" / "t.py", "import keras\n")
    assert check() == (0, "No findings (2 checked). 1 more in the baseline.\n", GONE.format(USUAL))
    assert check("-q") == (0, "", "")
    assert check("--write-baseline")[0] == 0
    assert [entry["path"] for entry in entries(tmp_path / USUAL)] == ["n é.ipynb"]
    assert check()[2] == ""
    (tmp_path / "n é.ipynb").unlink()
    assert check()[2] == GONE.format(USUAL)


def test_one_entry_is_one_line_and_sorted(check: Callable[..., Any], tmp_path: Path) -> None:
    for name in ("b.py", "a/c.py", "a.py"):
        put(tmp_path / name)
    check("--write-baseline")
    text = (tmp_path / USUAL).read_text(encoding="utf-8")
    assert [entry["path"] for entry in entries(tmp_path / USUAL)] == ["a.py", "a/c.py", "b.py"]
    assert len([line for line in text.splitlines() if '"path"' in line]) == 3
    assert text.endswith("\n")
    assert entries(tmp_path / USUAL)[0] == {
        "path": "a.py",
        "rule": "KR101",
        "name": "linear-stack",
        "scope": "build.model",
        "fingerprint": ORIGINAL.digest,
        "count": 1,
    }
    check("--write-baseline")
    assert (tmp_path / USUAL).read_text(encoding="utf-8") == text


def test_equal_findings_are_counted(check: Callable[..., Any], tmp_path: Path) -> None:
    twice = PROGRAM.replace(
        "[layers.Input((4,)), ", '[layers.Input((4,)), layers.Dense(8, name="a"), layers.Dense(8, "relu"), '
    )
    put(tmp_path / "t.py", twice)
    check("--write-baseline")
    assert [entry["count"] for entry in entries(tmp_path / USUAL)] == [2]
    put(
        tmp_path / "t.py",
        twice.replace(
            "[layers.Input((4,)), ", '[layers.Input((4,)), layers.Dense(8, name="a"), layers.Dense(8, "relu"), '
        ),
    )
    assert check()[0] == 1
    put(tmp_path / "t.py")
    assert check()[2] == GONE.format(USUAL)


def test_a_named_file(check: Callable[..., Any], tmp_path: Path) -> None:
    put(tmp_path / "t.py")
    assert check("--write-baseline", "--baseline", "ci/b.json")[0] == 2  # there is no such folder
    (tmp_path / "ci").mkdir()
    assert (
        check("--write-baseline", "--baseline", "ci/b.json")[1]
        == f"Recorded 1 finding in {os.path.join('ci', 'b.json')}.\n"
    )
    assert [entry["path"] for entry in entries(tmp_path / "ci" / "b.json")] == ["../t.py"]
    assert check("--baseline", "ci/b.json")[0] == 0
    assert check()[0] == 1
    assert check("--baseline", "ci/b.json", "--isolated")[0] == 0


def test_the_settings_name_it(check: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "pyproject.toml", '[tool.kerasrules]\nbaseline = "ci.json"\n')
    put(tmp_path / "sub" / "t.py")
    status, _, err = check()
    assert (status, err) == (
        2,
        "error: ci.json: no such baseline; create it with `kerasrules check --write-baseline`\n",
    )
    check("--write-baseline")
    assert check()[0] == 0
    monkeypatch.chdir(tmp_path / "sub")
    assert check()[0] == 0
    assert check(str(tmp_path))[0] == 0
    assert check("--no-baseline")[0] == 1
    assert check("--isolated")[0] == 1


def test_each_project_has_its_own(check: Callable[..., Any], tmp_path: Path) -> None:
    for name in ("one", "two"):
        put(tmp_path / name / "pyproject.toml", "[tool.kerasrules]\n")
        put(tmp_path / name / "t.py")
    assert check("one", "--write-baseline")[0] == 0
    assert os.listdir(tmp_path / "one") != os.listdir(tmp_path / "two")
    status, out, _ = check("--output-format", "concise")
    assert status == 1
    assert out.startswith(os.path.join("two", "t.py"))
    assert check("--write-baseline")[0] == 0
    assert check()[0] == 0


def test_fixing_alone_does_not_make_findings_gone(check: Callable[..., Any], tmp_path: Path) -> None:
    put(tmp_path / "t.py")
    check("--write-baseline")
    status, _, err = check("--fix-only")
    assert (status, err) == (0, "")


def test_what_a_run_cannot_judge_is_kept(check: Callable[..., Any], tmp_path: Path) -> None:
    put(tmp_path / "a.py")
    put(tmp_path / "b.py")
    check("--write-baseline")
    put(tmp_path / "a.py", "import keras\n")
    put(tmp_path / "b.py", "import keras\nx = (\n")
    # b.py cannot be read, so it may still hold what it held
    assert check("b.py")[2] == ""
    assert check("--select", "KR2", "a.py")[2] == ""
    assert check("--write-baseline", "b.py")[1] == f"Recorded 3 findings in {USUAL}.\n"
    assert check("--write-baseline", "a.py")[1] == f"Recorded 2 findings in {USUAL}.\n"
    assert [entry["rule"] for entry in entries(tmp_path / USUAL)] == ["KR101", "KR900"]


def test_standard_input(
    check: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import io
    import sys

    put(tmp_path / "t.py")
    check("--write-baseline")

    def piped(*arguments: str) -> int:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(("\n" + PROGRAM).encode())))
        return check("-", *arguments)[0]

    assert piped("--stdin-filename", "t.py") == 0
    assert piped("--stdin-filename", "u.py") == 1
    assert piped("--write-baseline") == 2
    assert piped("--write-baseline", "--stdin-filename", "u.py") == 0
    assert [entry["path"] for entry in entries(tmp_path / USUAL)] == ["t.py", "u.py"]


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_shows_what_is_held(check: Callable[..., Any], tmp_path: Path, name: str) -> None:
    put(tmp_path / "t.py")
    check("--write-baseline")
    status, out, _ = check("--output-format", name)
    assert status == 0
    assert "KR101" not in out
    if name == "json":
        assert json.loads(out)["baseline"] == 1


GOOD = {"path": "t.py", "rule": "KR101", "name": "linear-stack", "scope": "", "fingerprint": "0" * 16, "count": 1}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not valid JSON"),
        ("{", "not valid JSON"),
        ("<<<<<<< HEAD\n{}\n", "not valid JSON"),
        ("[" * 100_000, "not valid JSON"),
        ("[]", "not a baseline: `version` is missing"),
        ("{}", "not a baseline: `version` is missing"),
        ('{"version": 2, "findings": []}', "its version is 2, but this kerasrules supports version 1"),
        ('{"version": "1", "findings": []}', "its version is '1'"),
        ('{"version": true, "findings": []}', "its version is True"),
        ('{"version": 1}', "`findings` must be a list"),
        ('{"version": 1, "findings": [3]}', "entry 1 of `findings` must have path, rule,"),
        (json.dumps({"version": 1, "findings": [GOOD, {**GOOD, "count": 0}]}), "entry 2 of `findings`"),
        (json.dumps({"version": 1, "findings": [{**GOOD, "count": True}]}), "entry 1 of `findings`"),
        (json.dumps({"version": 1, "findings": [{**GOOD, "fingerprint": 7}]}), "entry 1 of `findings`"),
    ],
    ids=range(14),
)
def test_what_is_no_baseline(check: Callable[..., Any], tmp_path: Path, text: str, said: str) -> None:
    put(tmp_path / "t.py")
    put(tmp_path / "b.json", text)
    with pytest.raises(BaselineError):
        baseline.load(str(tmp_path / "b.json"))
    for more in ([], ["--write-baseline"]):
        status, out, err = check("--baseline", "b.json", *more)
        assert (status, out) == (2, "")
        assert err.startswith("error: b.json: ")
        assert said in err
    assert (tmp_path / "b.json").read_text(encoding="utf-8") == text


def test_bytes_that_are_no_text(check: Callable[..., Any], tmp_path: Path) -> None:
    put(tmp_path / "t.py")
    (tmp_path / "b.json").write_bytes(b"\xff\xfe{")
    assert check("--baseline", "b.json")[0] == 2
    (tmp_path / "b.json").unlink()
    (tmp_path / "b.json").mkdir()
    assert "cannot be opened" in check("--baseline", "b.json")[2]


@pytest.mark.parametrize(
    "arguments", [["--baseline", "b.json", "--no-baseline"], ["--write-baseline", "--no-baseline"]]
)
def test_wrong_use(check: Callable[..., Any], arguments: list[str]) -> None:
    assert check(*arguments)[0] == 2
