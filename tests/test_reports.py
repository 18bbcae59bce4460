"""Each output format, from findings made by hand."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest
from reporting import report_of

from kerasrules.checking.merge import merge
from kerasrules.model.data import ArrayInfo
from kerasrules.model.findings import Finding, Related, Severity
from kerasrules.model.locations import Location, Position
from kerasrules.model.network import Head, Layer, Model, Node, ReachingInput, SummaryRow, Tensor
from kerasrules.model.program import Program
from kerasrules.model.results import FileResult, LintRun
from kerasrules.model.training import Fit, Loss, Metric, Optimizer, OutputLoss, Training
from kerasrules.model.unknown import Unknown
from kerasrules.report import colors, recovered_program, summary
from kerasrules.report.formats import FORMATS

PLAIN = colors.Colors(False)
TEXT = """\
model = Sequential([
    Dense(64, activation="relu"),
    Dense(10),
])

model.compile("adam", loss="categorical_crossentropy")
"""


def location(
    line: int, column: int, end_line: int, end_column: int, path: str = "t.py", cell: int | None = None
) -> Location:
    return Location(path, Position(line, column), Position(end_line, end_column), cell)


def finding(where: Location, message: str = "Something is wrong", *related: Related, **more: Any) -> Finding:
    more = {"severity": Severity.ERROR, **more}
    return Finding("KR204", "logits-into-probability-loss", message=message, location=where, related=related, **more)


def rendered(found: Finding, text: str = TEXT, paint: colors.Colors = PLAIN) -> str:
    return "\n".join(FORMATS["full"].render(report_of([found], texts={"t.py": text}, colors=paint)))


def test_full_shows_both_locations_in_the_order_of_lines() -> None:
    found = finding(
        location(6, 23, 6, 54),
        "Dense(10) has no activation, but the loss expects probabilities. It is cut off at 0 and 1.",
        Related("head here", location(3, 5, 3, 14)),
        help='loss=CategoricalCrossentropy(from_logits=True)\nor activation="softmax"',
    )
    assert rendered(found) == (
        "error[logits-into-probability-loss]: "
        "Dense(10) has no activation, but the loss expects probabilities. (KR204)\n"
        " --> t.py:6:23\n"
        "  |\n"
        "3 |     Dense(10),\n"
        "  |     --------- head here\n"
        "  ...\n"
        '6 | model.compile("adam", loss="categorical_crossentropy")\n'
        "  |                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
        "  |\n"
        "  = note: It is cut off at 0 and 1.\n"
        "  = help: loss=CategoricalCrossentropy(from_logits=True)\n"
        '    or activation="softmax"'
    )


def test_a_single_line_between_is_shown() -> None:
    shown = rendered(finding(location(3, 5, 3, 14), "m", Related("first", location(1, 1, 1, 6))))
    assert "  |\n1 | model" in shown
    assert '2 |     Dense(64, activation="relu"),' in shown
    assert "..." not in shown


def test_marks_on_one_line_stand_below_each_other() -> None:
    shown = rendered(finding(location(6, 23, 6, 54), "m", Related("the optimizer", location(6, 15, 6, 21))))
    assert shown.splitlines()[-3:-1] == [
        "  |                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^",
        "  |               ------ the optimizer",
    ]


def test_a_long_location_is_cut_and_its_indentation_is_not_marked() -> None:
    text = "model = Sequential([\n    Dense(1),\n    Dense(2),\n    Dense(3),\n])\n"
    shown = rendered(finding(location(1, 9, 5, 3)), text)
    assert "3 |     Dense(2),\n  |     ^^^^^^^^^\n  | ...\n" in shown
    assert "Dense(3)" not in shown


def test_tabs_wide_and_combining_characters_are_aligned() -> None:
    text = "\tx = '漢字e\u0301', Dense(1)\n"
    column = text.index("Dense") + 1
    lines = rendered(finding(location(1, column, 1, column + 8)), text).splitlines()
    assert lines[3].startswith("1 |     x = '漢字e\u0301', Dense(1)")
    # tab 4, two wide characters one more each, the accent none
    assert lines[4] == "  | " + " " * (4 + len("x = '漢字e', ") + 2) + "^" * 8


def test_what_a_terminal_would_act_on_is_not_passed_on() -> None:
    text = "x = '\x1b[31m\u202e'; Dense(1)\n"
    column = text.index("Dense") + 1
    shown = rendered(finding(location(1, column, 1, column + 8), "odd \x1b[0m name"), text)
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_very_long_lines_are_cut_around_the_location() -> None:
    text = "x = [" + "0, " * 5000 + "Dense(1)]\n"
    column = text.index("Dense") + 1
    lines = rendered(finding(location(1, column, 1, column + 8)), text).splitlines()
    assert all(len(line) < 200 for line in lines)
    assert lines[3].index("Dense(1)") == lines[4].index("^^^^^^^^")


@pytest.mark.parametrize(
    "where", [location(99, 1, 99, 5), location(6, 500, 6, 600), location(7, 1, 7, 1), location(1, 1, 99, 9)]
)
def test_locations_beyond_the_text_break_nothing(where: Location) -> None:
    assert f"t.py:{where.start.line}:" in rendered(finding(where))


def test_locations_in_other_files_have_their_own_block() -> None:
    found = finding(location(1, 1, 1, 6), "m", Related("the head", location(2, 3, 2, 8, "gone.py")))
    assert " ::: gone.py:2:3" in rendered(found)


def test_colours_add_nothing_but_colour() -> None:
    found = finding(location(6, 23, 6, 54), "One. Two.", Related("head", location(3, 5, 3, 14)), help="mend it")
    painted = rendered(found, paint=colors.Colors(True))
    assert re.sub(r"\x1b\[[\d;]*m", "", painted) == rendered(found)
    assert painted != rendered(found)


@pytest.mark.parametrize(
    ("when", "environment", "terminal", "on"),
    [
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"FORCE_COLOR": "0"}, False, False),
        ("auto", {"TERM": "dumb"}, True, False),
    ],
)
def test_when_there_is_colour(
    monkeypatch: pytest.MonkeyPatch, when: str, environment: dict[str, str], terminal: bool, on: bool
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    stream = io.StringIO()
    monkeypatch.setattr(stream, "isatty", lambda: terminal)
    assert colors.choose(when, stream).on is on


def test_concise_is_one_line_for_each_finding() -> None:
    found = [finding(location(6, 23, 6, 54), "One.\nTwo."), finding(location(2, 1, 2, 3, "n.ipynb", 4), "Three")]
    assert list(FORMATS["concise"].render(report_of(found))) == [
        "t.py:6:23: KR204 logits-into-probability-loss One. Two.",
        "n.ipynb:cell 4:2:1: KR204 logits-into-probability-loss Three",
    ]


def test_json_has_the_promised_form() -> None:
    found = finding(location(6, 23, 7, 4, "n.ipynb", 2), "M", Related("head", location(3, 5, 3, 14)), help="H")
    run = merge(
        [FileResult("n.ipynb", "checked", (found,)), FileResult("b.py", "failed"), FileResult("c.py", "skipped")]
    )
    report = json.loads(*FORMATS["json"].render(report_of(run.findings, run)))
    [shown] = report["findings"]
    url = shown.pop("url")
    assert url is None or url.startswith("https://")
    assert shown == {
        "code": "KR204",
        "name": "logits-into-probability-loss",
        "severity": "error",
        "confidence": "high",
        "effect": "none",
        "message": "M",
        "path": "n.ipynb",
        "cell": 2,
        "range": {"start": {"line": 6, "column": 23}, "end": {"line": 7, "column": 4}},
        "related": [
            {
                "message": "head",
                "path": "t.py",
                "cell": None,
                "range": {"start": {"line": 3, "column": 5}, "end": {"line": 3, "column": 14}},
            }
        ],
        "help": "H",
        "data_files": [],
    }
    assert report["files"] == {"checked": 1, "without_keras": 0, "skipped": 1, "failed": 1}
    assert report["version"] == 1


def test_summary() -> None:
    found = finding(location(1, 1, 1, 2))
    run = merge(
        [
            FileResult("t.py", "checked", (found,)),
            FileResult("b.py"),
            FileResult("c.py", "failed"),
            FileResult("d.py", "skipped"),
        ]
    )
    assert summary.summary(run, [found]) == "Found 1 finding in 1 file (2 checked, 1 skipped, 1 not analyzed)."
    assert summary.summary(merge([FileResult("t.py")]), []) == "No findings (1 checked)."
    assert "No Python files" in summary.summary(LintRun(), [])


def test_statistics_count_by_rule() -> None:
    other = Finding("KR101", "linear-stack", Severity.ERROR, "m", location(1, 1, 1, 2))
    assert list(summary.statistics([other] + [finding(location(1, 1, 1, 2))] * 2)) == [
        "2  KR204  logits-into-probability-loss",
        "1  KR101  linear-stack",
    ]


# --- show ------------------------------------------------------------------------------------------------------------


def program() -> Program:
    """A model of two layers that is compiled and fitted."""
    dense = Layer("layer", "Dense", location(2, 5, 2, 33))
    last = Layer("layer", "Dense", location(3, 5, 3, 14))
    node, end = Node(dense, (), dense.location), Node(last, (), last.location)
    tensor = Tensor(end, shape=(None, 10))
    model = Model(
        "sequential",
        "Sequential",
        None,
        location(1, 9, 4, 3),
        (),
        ((tensor,),),
        (None,),
        (node, end),
        (
            SummaryRow("Dense", "dense", dense.location, (None, 64), 50240, "relu", node),
            SummaryRow("Dense", "漢字", last.location, ((None, 10), (None, None)), None, None, end),
        ),
        complete=False,
        unknown=(Unknown("a layer of unknown class", location(3, 5, 3, 14)),),
    )
    head = Head("linear", 10, last, end, last.location, tensor)
    loss = Loss("categorical_crossentropy", False, location(6, 23, 6, 54), "categorical_crossentropy")
    pixels = ArrayInfo(
        (60000, 784), "uint8", 0.0, 255.0, True, origin="keras.datasets.mnist", origin_place=location(5, 1, 5, 2)
    )
    labels = ArrayInfo((60000,), encoding="integer", classes=10)
    fit = Fit(
        "fit", location(7, 1, 7, 20), (pixels,), (labels,), reaching_inputs=(ReachingInput(node, pixels, pixels),)
    )
    training = Training(
        location(6, 1, 6, 55),
        model,
        (
            OutputLoss(head, loss),
            OutputLoss(Unknown("a second head"), Unknown("its loss", location(6, 2, 6, 3)), 1, "aux"),
        ),
        (Metric("accuracy", location(6, 9, 6, 10)), Unknown("some metric")),
        Optimizer("Adam", location(6, 15, 6, 21), 0.001),
        (fit,),
    )
    return Program("t.py", (model,), (training,), (node, end), (Unknown("exec(…)", location(9, 1, 9, 2)),))


def test_the_table_of_show() -> None:
    shown = "\n".join(recovered_program.render_table([program()], PLAIN))
    assert "    dense (Dense)  (None, 64)                   50,240  relu           2" in shown
    assert "    漢字 (Dense)   [(None, 10), (None, None)]        ?                 3" in shown
    assert "Total params: at least 50,240 (1 of 2 layers unknown)" in shown
    assert "unknown: a layer of unknown class (line 3)" in shown
    assert "output layer 1: Dense, 10 units, linear (line 3)" in shown
    assert "loss 1: categorical_crossentropy" in shown
    assert "output layer 'aux': unknown (a second head)" in shown
    assert "optimizer: Adam, learning rate 0.001" in shown
    assert "metrics: accuracy, unknown (some metric)" in shown
    assert "input: range 0 to 255; shape (60000, 784); from keras.datasets.mnist, line 5" in shown
    assert "target: range unknown; shape (60000,); integer, 10 classes" in shown
    assert "not read: exec(…) (line 9)" in shown


def test_the_json_of_show() -> None:
    report = json.loads(recovered_program.render_json([program(), program()]))
    assert report["version"] == 1
    assert len(report["models"]) == 2
    [model, _] = report["models"]
    assert (model["name"], model["path"], model["cell"]) == (None, "t.py", None)
    assert model["layers"][0] == {
        "class": "Dense",
        "name": "dense",
        "range": {"start": {"line": 2, "column": 5}, "end": {"line": 2, "column": 33}},
        "output_shape": [None, 64],
        "parameters": 50240,
        "activation": "relu",
    }
    assert model["layers"][1]["output_shape"] == [[None, 10], [None, None]]
    assert model["outputs"] == [{"name": None, "shape": [None, 10]}]
    assert [training["model"] for training in report["trainings"]] == [0, 1]
    training = report["trainings"][0]
    assert training["range"]["start"] == {"line": 6, "column": 1}
    [head] = training["heads"]
    assert (head["class"], head["activation"], head["units"]) == ("Dense", "linear", 10)
    [loss] = training["losses"]
    assert (loss["name"], loss["from_logits"]) == ("categorical_crossentropy", False)
    assert training["fit"]["start"]["line"] == 7
    assert training["input"] == {"low": 0.0, "high": 255.0, "origin": "keras.datasets.mnist"}
    assert [part["reason"] for part in training["unknown"]] == ["a second head", "its loss", "some metric"]
    assert training["unknown"][0]["range"] is None


def test_show_without_a_model() -> None:
    assert "no Keras model found" in "\n".join(recovered_program.render_table([Program("t.py")], PLAIN))
    shown = json.loads(recovered_program.render_json([Program("t.py")]))
    assert shown == {"version": 1, "models": [], "trainings": [], "taught": []}


def test_infinities_do_not_break_the_json() -> None:
    array = ArrayInfo(low=float("-inf"), high=float("nan"), origin="somewhere")
    fit = Fit("fit", location(1, 1, 1, 2), (array,), ())
    sgd = Optimizer("SGD", location(1, 1, 1, 2), float("nan"))
    training = Training(location(1, 1, 1, 2), Unknown("no model"), (), optimizer=sgd, fits=(fit,))
    [shown] = json.loads(recovered_program.render_json([Program("t.py", trainings=(training,))]))["trainings"]
    assert shown["input"] == {"low": None, "high": None, "origin": "somewhere"}
    assert shown["model"] is None
    assert shown["optimizer"]["learning_rate"] is None
