"""The fixes that reports carry: applied as they say, each does what `--fix` would, in every format."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from kerasrules import cli
from kerasrules.cli import proposals

SCRIPT = """\
from keras import layers, models
é = "ö"; model = models.Sequential([layers.Input((4,)), layers.Dense(8, activation="relu"), layers.Dense(1, activation="softmax")])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
"""  # noqa: E501
TWO = """\
from keras import layers, models
model = models.Sequential([
    layers.Input((4,)),
    layers.Dense(8),
    layers.Dense(6),
    layers.Dense(1, activation="sigmoid"),
])
model.compile("adam", "binary_crossentropy")
"""


def notebook(code: str) -> str:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ["A model"]},
        *(
            {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": part}
            for part in ([code.splitlines(keepends=True)[0]], code.splitlines(keepends=True)[1:])
        ),
    ]
    return json.dumps(
        {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}, indent=1, ensure_ascii=False
    )


PROGRAMS = {
    "train.py": SCRIPT,
    "bom.py": "\ufeff" + SCRIPT,
    "windows.py": SCRIPT.replace("\n", "\r\n"),
    "two.py": TWO,
    "book.ipynb": notebook(SCRIPT),
    "two.ipynb": notebook(TWO),
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def report(form: str, name: str, capsys: pytest.CaptureFixture[str]) -> Any:
    assert cli.main(["check", "--isolated", "--no-cache", "--output-format", form, name]) in (0, 1)
    return json.loads(capsys.readouterr().out)


def written(here: Path, name: str) -> str:
    (here / name).write_bytes(PROGRAMS[name].encode())
    return PROGRAMS[name]


def replaced(text: str, edits: list[tuple[int, int, int, int, str]]) -> str:
    """The text with edits from (line, column) to (line, column), as lines and columns are counted by whoever edits."""
    bom = "\ufeff" if text.startswith("\ufeff") else ""
    lines = text.removeprefix(bom).split("\n")

    def offset(line: int, column: int) -> int:
        return sum(len(one) + 1 for one in lines[: line - 1]) + column - 1

    found = text.removeprefix(bom)
    for line, column, end_line, end_column, new in sorted(edits, reverse=True):
        found = found[: offset(line, column)] + new + found[offset(end_line, end_column) :]
    return bom + found


def left(here: Path, name: str, text: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What is still found in a text under the name, in the order of the report."""
    (here / name).write_bytes(text.encode())
    return [finding["code"] for finding in report("json", name, capsys)["findings"]]


def one_less(before: list[str], code: str, after: list[str]) -> bool:
    return code in before and after.count(code) < before.count(code) and len(after) < len(before)


@pytest.mark.parametrize("name", [name for name in PROGRAMS if name.endswith(".py")])
def test_edits_in_json(name: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = written(here, name)
    findings = report("json", name, capsys)["findings"]
    codes = [finding["code"] for finding in findings]
    fixes = [(finding["code"], finding["fix"]) for finding in findings if "fix" in finding]
    assert fixes
    for code, fix in fixes:
        assert fix["description"]
        assert {edit["path"] for edit in fix["edits"]} == {name}
        edits = [
            (*edit["range"]["start"].values(), *edit["range"]["end"].values(), edit["text"]) for edit in fix["edits"]
        ]
        assert one_less(codes, code, left(here, name, replaced(text, edits), capsys))


@pytest.mark.parametrize("name", ["book.ipynb", "two.ipynb"])
def test_edits_of_cells_in_json(name: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = written(here, name)
    findings = report("json", name, capsys)["findings"]
    codes = [finding["code"] for finding in findings]
    fixes = [(finding["code"], finding["fix"]) for finding in findings if "fix" in finding]
    assert fixes
    for code, fix in fixes:
        document = json.loads(text)
        for cell in {edit["cell"] for edit in fix["edits"]}:
            edits = [
                (*edit["range"]["start"].values(), *edit["range"]["end"].values(), edit["text"])
                for edit in fix["edits"]
                if edit["cell"] == cell
            ]
            source = "".join(document["cells"][cell - 1]["source"])
            document["cells"][cell - 1]["source"] = replaced(source, edits)
        assert one_less(codes, code, left(here, name, json.dumps(document), capsys))


@pytest.mark.parametrize("name", PROGRAMS)
def test_fixes_in_sarif(name: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = written(here, name)
    results = report("sarif", name, capsys)["runs"][0]["results"]
    codes = [result["ruleId"] for result in results]
    fixed = [(result["ruleId"], fix) for result in results for fix in result.get("fixes", ())]
    assert fixed
    for code, fix in fixed:
        [change] = fix["artifactChanges"]
        assert unquote(change["artifactLocation"]["uri"]) == name
        edits = [(*part["deletedRegion"].values(), part["insertedContent"]["text"]) for part in change["replacements"]]
        assert one_less(codes, code, left(here, name, replaced(text, edits), capsys))


@pytest.mark.parametrize("name", PROGRAMS)
def test_suggestions_in_rdjson(name: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = written(here, name)
    found = report("rdjson", name, capsys)["diagnostics"]
    codes = [one["code"]["value"] for one in found]
    suggested = [(one["code"]["value"], one["suggestions"]) for one in found if "suggestions" in one]
    assert suggested
    lines = text.removeprefix("\ufeff").split("\n")

    def characters(at: dict[str, int]) -> tuple[int, int]:
        return at["line"], len(lines[at["line"] - 1].encode()[: at["column"] - 1].decode()) + 1

    for code, [suggestion] in suggested:
        start, end = characters(suggestion["range"]["start"]), characters(suggestion["range"]["end"])
        after = replaced(text, [(*start, *end, suggestion["text"])])
        assert one_less(codes, code, left(here, name, after, capsys))


def test_a_fix_that_would_not_help_is_not_proposed(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # the layer that would have to change is in another file
    (here / "parts.py").write_text(
        "from keras import layers\ndef head():\n    return layers.Dense(1, activation='softmax')\n"
    )
    (here / "train.py").write_text(
        "from keras import layers, models\nfrom parts import head\n"
        "model = models.Sequential([layers.Input((4,)), layers.Dense(8, activation='relu'), head()])\n"
        "model.compile('adam', 'binary_crossentropy')\n"
    )
    findings = report("json", "train.py", capsys)["findings"]
    assert findings
    assert not any("fix" in finding for finding in findings)


def test_so_many_are_tried(here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    written(here, "train.py")
    monkeypatch.setattr(proposals, "MOST", 0)
    assert not any("fix" in finding for finding in report("json", "train.py", capsys)["findings"])


def test_what_is_typed_without_a_name(here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: Any) -> None:
    import io
    import sys
    from types import SimpleNamespace

    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(SCRIPT.encode()), isatty=lambda: False))
    assert cli.main(["check", "--isolated", "--output-format", "json", "-"]) == 1
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert any("fix" in finding for finding in findings)
