"""`check --add-ignores`: comments that silence findings, and nothing else changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kerasrules.checking.add_suppressions import AddedSuppressions, add_suppressions
from kerasrules.checking.engine import check_bytes
from kerasrules.checking.settings import Settings

HEAD = "from keras import Sequential, layers\n"
STACK = "model = Sequential([layers.Input((4,)), {}, layers.Dense(1)])\n"


def ignored(data: str | bytes, path: str = "t.py", reason: str = "") -> AddedSuppressions:
    stored = data.encode() if isinstance(data, str) else data
    findings = check_bytes(stored, path, Settings()).findings
    assert findings
    return add_suppressions(stored, path, findings, Settings(), reason)


def changed(text: str, reason: str = "") -> str:
    result = ignored(HEAD + text, reason=reason)
    assert not result.skipped
    assert result.data is not None
    assert check_bytes(result.data, "t.py", Settings()).findings == ()
    return result.data.decode().removeprefix(HEAD)


IGNORE = "# kerasrules: ignore[linear-stack]"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (STACK.format("layers.Dense(8)"), STACK.format("layers.Dense(8)")[:-1] + f"  {IGNORE}\n"),
        ("m = Sequential([\n  layers.Input((4,)),\n  layers.Dense(8),\n  layers.Dense(1)])", None),
        (STACK.format("layers.Dense(8)")[:-1] + "  # text", None),
        (STACK.format("layers.Dense(8)")[:-1] + "  # noqa: E501  ", None),
    ],
)
def test_a_comment_behind_the_line(before: str, after: str | None) -> None:
    found = changed(before)
    assert found.count(IGNORE) == 1
    assert found.replace(f"  {IGNORE}", "") == before.rstrip(" ")
    if after is not None:
        assert found == after


def test_the_reason_is_written() -> None:
    assert changed(STACK.format("layers.Dense(8)"), "low rank").endswith(f"  {IGNORE} low rank\n")


@pytest.mark.parametrize(
    ("comment", "after"),
    [
        ("# kerasrules: ignore[KR3] why", "# kerasrules: ignore[KR3, linear-stack] why"),
        ("# kerasrules: ignore[]", IGNORE),
        ("# text  # kerasrules: ignore[ steps , ]", "# text  # kerasrules: ignore[ steps, linear-stack , ]"),
    ],
)
def test_an_own_comment_is_extended(comment: str, after: str) -> None:
    line = STACK.format("layers.Dense(8)")[:-1]
    assert changed(f"{line}  {comment}\n", "new") == f"{line}  {after}\n"


def test_several_findings_of_one_line_share_a_comment() -> None:
    text = "x = layers.Dense(8)(layers.Input((4,)));  y = layers.Dense(1, 'softmax')(x)\n"
    assert changed(text).endswith("# kerasrules: ignore[linear-stack, softmax-single-unit]\n")


@pytest.mark.parametrize(
    ("call", "line"),
    [
        ("layers.Dense(\n        8,\n    )", 0),
        ("layers.Dense(8, name='''a\nb''')", 1),
        ("layers.Dense(8, name=f'''a\n{1}\nb''')", 2),
        ("layers.Dense \\\n  (8)", 1),
        ("layers.Dense(8,  # kerasrules: ignore[KR3]\n        name='a')", 0),
        ("layers.Dense(8,\n        name='a')  # kerasrules: ignore[KR3]\n    ", 1),
    ],
)
def test_a_line_of_the_location_where_a_comment_can_stand(call: str, line: int) -> None:
    before = STACK.format(call)
    first = before[: before.index("layers.Dense")].count("\n")
    after = changed(before).split("\n")
    assert [number for number, text in enumerate(after) if "linear-stack" in text] == [first + line]


def test_where_no_comment_can_stand_it_is_refused() -> None:
    result = ignored(HEAD + "x = layers.Dense(8)(layers.Input((4,))); \\\ny = layers.Dense(1)(x)\n")
    assert result.data is None
    [refused] = result.skipped
    assert refused.reason == "no comment can be added there"


def test_what_a_comment_cannot_silence() -> None:
    result = ignored("import keras\nx = (\n")
    assert result.data is None
    assert len(result.skipped) == 1
    cells = ["import keras\nx = (", STACK.format("layers.Dense(8)")]
    text = json.dumps({"cells": [{"cell_type": "code", "source": HEAD + cell} for cell in cells]})
    result = ignored(text, "n.ipynb")
    assert [refused.finding.code for refused in result.skipped] == ["KR900"]
    assert [finding.code for finding in result.suppressed] == ["KR101"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
def test_bytes_of_other_lines_stay(end: str, encoding: str) -> None:
    cookie = "# -*- coding: latin-1 -*-\n" if encoding == "latin-1" else ""
    text = (cookie + "# é\n\f" + HEAD + STACK.format("layers.Dense(8)") + "x = 'é'  \n\n").replace("\n", end)
    result = ignored(text.encode(encoding), reason="déjà vu")
    assert result.data is not None
    assert result.data.decode(encoding) == text.replace("layers.Dense(1)])", f"layers.Dense(1)])  {IGNORE} déjà vu", 1)


def test_a_reason_that_the_file_cannot_hold() -> None:
    text = "# coding: latin-1\n" + HEAD + STACK.format("layers.Dense(8)")
    result = ignored(text, reason="漢字")
    assert result.data is None
    assert "latin-1" in result.skipped[0].reason or "iso-8859-1" in result.skipped[0].reason


@pytest.mark.parametrize("indent", [None, 1, "\t"])
@pytest.mark.parametrize("ascii", [True, False])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_in_a_notebook_only_the_cell_changes(indent: int | str | None, ascii: bool, bom: bytes) -> None:
    code = f"%matplotlib inline\n{HEAD}{STACK.format('layers.Dense(8)')}print('é')"
    document = {
        "metadata": {"z": 1, "a": [1.50, "é"]},
        "cells": [
            {"source": ["# é"], "cell_type": "markdown"},
            {"outputs": [{"text": "é\u2028"}], "source": code.splitlines(keepends=True), "cell_type": "code"},
        ],
    }
    before = json.dumps(document, indent=indent, ensure_ascii=ascii).replace("1.5", "1.50") + "\n\n"
    result = ignored(bom + before.encode(), "n.ipynb", reason="é")
    assert result.data is not None
    reason = "\\u00e9" if ascii else "é"
    assert result.data == bom + before.replace("layers.Dense(1)])", f"layers.Dense(1)])  {IGNORE} {reason}").encode()
    assert check_bytes(result.data, "n.ipynb", Settings()).findings == ()


def test_a_change_that_would_not_help_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    from kerasrules.checking import add_suppressions as module

    monkeypatch.setattr(module, "_means_the_same", lambda *_: False)
    result = ignored(HEAD + STACK.format("layers.Dense(8)"))
    assert result.data is None
    assert result.skipped[0].reason == "a comment there would not suppress it"


# --- through the command line ----------------------------------------------------------------------------------------


def test_all_findings_are_silenced(check: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(HEAD + STACK.format("layers.Dense(8)"))
    (tmp_path / "b.py").write_text(HEAD)
    assert check("--add-ignores", "--reason", "for now") == (0, "Suppressed 1 finding in 1 file.\n", "")
    assert check()[0] == 0
    assert (tmp_path / "a.py").read_text().endswith(f"{IGNORE} for now\n")
    assert check("--extend-select", "KR901")[0] == 0


def test_a_report_for_programs_stays_one(check: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(HEAD + STACK.format("layers.Dense(8)"))
    status, out, err = check("--add-ignores", "--output-format", "json")
    assert (status, err) == (0, "Suppressed 1 finding in 1 file.\n")
    assert json.loads(out)["findings"] == []


def test_what_is_left_is_reported(check: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import keras\nx = (\n")
    (tmp_path / "b.py").write_text(HEAD + STACK.format("layers.Dense(8)"))
    status, out, err = check("--add-ignores", "--output-format", "concise")
    assert status == 1
    assert out.startswith("Suppressed 1 finding in 1 file.\na.py:2:5: KR900")
    assert err == "notice: a.py:2:5: KR900 is not suppressed: this rule cannot be suppressed by a comment\n"


def test_a_module_that_was_not_named_is_not_changed(check: Callable[..., Any], tmp_path: Path) -> None:
    parts = "from keras import layers\n\ndef body(x):\n    return layers.Dense(8)(x)\n"
    (tmp_path / "parts.py").write_text(parts)
    (tmp_path / "train.py").write_text(
        "from keras import Model, layers\nfrom parts import body\nx = layers.Input((4,))\n"
        "model = Model(x, layers.Dense(1)(body(x)))\n"
    )
    status, _, err = check("--add-ignores", "train.py")
    assert status == 1
    assert "its file was not checked in this run" in err
    assert (tmp_path / "parts.py").read_text() == parts
    assert check("--add-ignores")[0] == 0
    assert (tmp_path / "parts.py").read_text() == parts[:-1] + f"  {IGNORE}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--add-ignores", "-"],
        ["--reason", "x"],
        ["--add-ignores", "--reason", "a\nb"],
        ["--add-ignores", "--reason", "# noqa"],
        ["--add-ignores", "--write-baseline"],
    ],
)
def test_wrong_use(check: Callable[..., Any], arguments: list[str]) -> None:
    status, out, err = check(*arguments)
    assert (status, out) == (2, "")
    assert err.startswith("error: ")
