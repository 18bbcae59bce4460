"""KR901: comments that silence nothing, and the edits that take them out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kerasrules.checking import engine
from kerasrules.checking.engine import check_source
from kerasrules.checking.many_files import check_files
from kerasrules.checking.select import Selection
from kerasrules.checking.settings import Settings
from kerasrules.model.edits import ReplaceText
from kerasrules.model.findings import Finding
from kerasrules.model.results import Notice

CODE = ("KR901",)
HEAD = "from keras import Sequential, layers\n"


def settings(select: tuple[str, ...] | None = None, extend: tuple[str, ...] = CODE, **more: object) -> Settings:
    return Settings(selection=Selection.default().layer(select, extend), **more)  # type: ignore[arg-type]


def unused(text: str, path: str = "t.py", **chosen: tuple[str, ...]) -> list[Finding]:
    return [f for f in check_source(text, path, settings(**chosen)).findings if f.code == "KR901"]


def mended(text: str) -> str:
    """The text after all edits, as whoever renders `ReplaceText` has to apply them."""
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    edits = [edit for finding in unused(text) if finding.fix for edit in finding.fix.edits]
    for edit in sorted(edits, key=lambda edit: edit.location.start, reverse=True):
        assert isinstance(edit, ReplaceText)
        start, end = (starts[p.line - 1] + p.column - 1 for p in (edit.location.start, edit.location.end))
        text = text[:start] + edit.text + text[end:]
    return text


def program(comment: str, units: str = "8") -> str:
    """A model of two layers; without an activation in the first it is one linear map."""
    return (
        f"{HEAD}model = Sequential([\n    layers.Input((4,)),\n    layers.Dense({units}),{comment}\n"
        "    layers.Dense(1),\n])\n"
    )


NEEDED = [
    "  # kerasrules: ignore",
    "  # kerasrules: ignore[linear-stack]",
    "  # kerasrules: ignore[Linear-Stack] reason",
    "  # kerasrules: ignore[KR101, KR1]",
    "  # noqa: KR101",
    "  # noqa: E501, kr101",
    "  # noqa",
]
RELU = '8, "relu"'


@pytest.mark.parametrize("comment", NEEDED)
def test_what_is_needed_stays(comment: str) -> None:
    assert unused(program(comment)) == []


@pytest.mark.parametrize("comment", NEEDED[:-1])
def test_what_is_not_needed_goes(comment: str) -> None:
    text = program(comment, RELU)
    [finding] = unused(text)
    assert text.split("\n")[3][finding.location.start.column - 1 :].startswith("#")
    assert finding.severity.value == "info"
    assert unused(mended(text)) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("  # kerasrules: ignore[linear-stack]", ""),
        ("  # kerasrules: ignore[linear-stack]   ", ""),
        ("  # kerasrules: ignore[linear-stack] the reason", "  # the reason"),
        ("  # kerasrules: ignore[linear-stack]: the reason", "  # the reason"),
        ("  # text  # kerasrules: ignore[linear-stack]", "  # text"),
        ("  # kerasrules: ignore[linear-stack]  # type: ignore", "  # type: ignore"),
        ("  # kerasrules: ignore[linear-stack, KR2]", ""),
        ("  # noqa: KR101", ""),
        ("  # noqa: E501,KR101", "  # noqa: E501"),
        ("  # noqa: KR101, E501, KR102  # fmt: skip", "  # noqa: E501  # fmt: skip"),
        ("  # noqa: KR101 reason", "  # reason"),
        ("  # noqa:E501 KR101", "  # noqa:E501"),
    ],
)
def test_the_edit(before: str, after: str) -> None:
    assert mended(program(before, RELU)) == program(after, RELU)


def test_a_part_of_a_list() -> None:
    text = program("  # kerasrules: ignore[KR2, linear-stack, steps] reason")
    [finding] = unused(text)
    assert finding.message.startswith("`KR2`, `steps` in `# kerasrules: ignore[")
    assert mended(text) == program("  # kerasrules: ignore[linear-stack] reason")


def test_a_line_of_its_own_goes_whole() -> None:
    text = f"{HEAD}# kerasrules: ignore-file[KR3]\n  # noqa: KR101\nx = 1"
    assert mended(text) == f"{HEAD}x = 1"
    last = f"{HEAD}x = 1\n# kerasrules: ignore-file[KR3]"
    assert mended(last) == f"{HEAD}x = 1\n"


def test_a_name_that_is_no_rule() -> None:
    [finding] = unused(program("  # kerasrules: ignore[linear-stak]"))
    assert finding.message == "unknown rule `linear-stak`; did you mean 'linear-stack'?"
    assert finding.fix is None
    [finding] = unused(program("  # kerasrules: ignore[linear-stack, zzzz]"))
    assert finding.message.startswith("unknown rule `zzzz`; ")
    [finding] = unused(program("  # noqa: KR777"))
    assert "unknown rule `KR777`" in finding.message


def test_every_rule_is_run_to_judge() -> None:
    # what is selected decides on what is reported, not on what a comment is good for
    assert unused(program("  # kerasrules: ignore[linear-stack]"), select=CODE) == []
    [finding] = unused(program("  # kerasrules: ignore[linear-stack]", RELU), select=CODE)
    assert finding.code == "KR901"
    assert {f.code for f in check_source(program(""), "t.py", settings(select=CODE)).findings} == set()


def test_a_comment_for_a_rule_that_is_off() -> None:
    text = (
        f"{HEAD}model = Sequential([\n    layers.Input((4,)),\n    layers.Dense(8, 'relu'),\n"
        "    layers.Dropout(0.5),{}\n    layers.BatchNormalization(),\n    layers.Dense(1),\n])\n"
    )
    [finding] = check_source(text.format(""), "t.py", settings(("dropout-before-batchnorm",), ())).findings
    assert finding.location.start.line == 5
    assert unused(text.format("  # kerasrules: ignore[dropout-before-batchnorm]")) == []


def test_it_is_off_unless_it_is_asked_for() -> None:
    text = program("  # kerasrules: ignore[KR2]")
    codes = {finding.code for finding in check_source(text, "t.py", Settings()).findings}
    assert codes == {"KR101"}


@pytest.mark.parametrize(
    "comment",
    [
        "  # kerasrules: ignore[KR2, unused-suppression]",
        "  # kerasrules: ignore[KR2]  # noqa: KR901",
        "  # noqa: KR202, KR901",
        "  # kerasrules: ignore[KR901]",
    ],
)
def test_a_comment_can_say_that_it_may_stay(comment: str) -> None:
    assert unused(program(comment)) == []
    assert unused("# kerasrules: ignore-file[unused-suppression]\n" + program("  # noqa: KR202")) == []


def test_nothing_is_said_of_files_that_were_not_read_whole() -> None:
    cells = [program("  # kerasrules: ignore[linear-stack]", RELU), "x = ("]
    text = json.dumps({"cells": [{"cell_type": "code", "source": cell} for cell in cells]})
    assert unused(text, "n.ipynb") == []
    assert unused("import keras  # noqa: KR101\nx = (") == []


def test_in_a_notebook_the_location_is_one_of_the_cell() -> None:
    cells = ["%matplotlib inline\nimport keras", "x = 1  # noqa: KR101\n# kerasrules: ignore[KR2]"]
    text = json.dumps({"cells": [{"cell_type": "code", "source": cell} for cell in cells]})
    first, second = unused(text, "n.ipynb")
    assert (first.location.cell, first.location.start.line, first.location.start.column) == (2, 1, 8)
    assert (second.location.cell, second.location.start.line) == (2, 2)
    assert second.fix is not None
    [edit] = second.fix.edits
    assert isinstance(edit, ReplaceText)
    assert (edit.location.start.line, edit.location.end.line) == (
        2,
        2,
    )  # the cell's last line: it has no end to take out


def test_a_comment_that_another_program_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("parts.py").write_text(
        "from keras import layers\n\ndef body(x, activation):\n"
        "    return layers.Dense(8, activation=activation)(x)  # kerasrules: ignore[linear-stack, KR2]\n"
    )
    Path("train.py").write_text(
        "from keras import Model, layers\nfrom parts import body\nx = layers.Input((4,))\n"
        "y = layers.Dense(1)(body(x, None))\nmodel = Model(x, y)\nmodel.compile('adam', 'mse')\n"
    )
    chosen = settings()
    alone = check_files([("parts.py", chosen)]).findings
    together = check_files([("parts.py", chosen), ("train.py", chosen)]).findings
    [one], [other] = ([f for f in found if f.code == "KR901"] for found in (alone, together))
    assert one.message.startswith("`# kerasrules: ignore[linear-stack, KR2]`")
    assert other.message.startswith("`KR2` in ")
    assert [f.code for f in together] == ["KR901"]


@pytest.mark.parametrize(("listed", "status"), [("linear-stack, KR2", 1), ("linear-stack", 0)])
def test_a_fix_keeps_what_another_program_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], listed: str, status: int
) -> None:
    from kerasrules.cli import main

    monkeypatch.chdir(tmp_path)
    parts = (
        "from keras import layers\n\ndef body(x, activation):\n"
        f"    return layers.Dense(8, activation=activation)(x)  # kerasrules: ignore[{listed}]\n"
    )
    Path("parts.py").write_text(parts)
    Path("train.py").write_text(
        "from keras import Model, layers\nfrom parts import body\nx = layers.Input((4,))\n"
        "model = Model(x, layers.Dense(1)(body(x, None)))\nmodel.compile('adam', 'mse')\n"
    )
    assert main(["check", "--extend-select", "KR901", "--fix", "--output-format", "concise"]) == status
    assert ("`KR2` in " in capsys.readouterr().out) == bool(status)
    # the file alone would have the whole comment go
    assert Path("parts.py").read_text() == parts


def test_a_file_without_keras(tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text("x = 1  # noqa: KR101\ny = 2  # noqa: E501\n")
    run = check_files([(str(tmp_path / "x.py"), settings())])
    assert [(f.code, f.location.start.line) for f in run.findings] == [("KR901", 1)]
    assert check_files([(str(tmp_path / "x.py"), Settings())]).findings == ()


def test_files_can_be_left_out_of_it() -> None:
    text = program("  # noqa: KR202", RELU)
    chosen = settings(per_file_ignores=(("t.py", CODE),))
    assert check_source(text, "t.py", chosen).findings == ()


def test_nothing_is_said_of_a_program_that_was_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    text = program("  # kerasrules: ignore[KR2]")
    assert len(unused(text)) == 1
    read = engine._read
    notice = Notice("reading takes more steps than the bound allows", engine.start_of("t.py"))
    monkeypatch.setattr(engine, "_read", lambda source, data: (read(source, data)[0], (notice,)))
    assert unused(text) == []
