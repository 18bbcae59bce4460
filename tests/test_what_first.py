"""Which finding of a file comes first, and which findings are held back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from reporting import report_of

from kerasrules.checking.engine import check_source
from kerasrules.checking.settings import Overrides, SettingsError, build
from kerasrules.cli import main
from kerasrules.model.findings import Confidence, Effect, Finding, Severity
from kerasrules.model.locations import Location, Position
from kerasrules.report.formats import FORMATS
from kerasrules.report.what_first import in_order
from kerasrules.rules import INDEX, load

PROGRAM = """\
import numpy as np
import keras
from keras import layers
from keras.utils import np_utils

x, y = np.load("x_std.npy"), np.load("y.npy")
model = keras.Sequential([keras.Input((8,)), layers.Dense(16, "relu"), layers.Dense(1, "softmax")])
model.compile("adam", "binary_crossentropy")
model.fit(x, y, validation_data=(x, y), epochs=20)
"""


def found(line: int, code: str = "KR204", path: str = "t.py", **more: Any) -> Finding:
    where = Location(path, Position(line, 1), Position(line, 9))
    more = {"severity": Severity.WARNING, "effect": Effect.IMPAIRS, **more}
    return Finding(code, INDEX[code].name, message=f"Fault {line}. It harms", location=where, **more)


def lines(*findings: Finding) -> list[int]:
    return [shown.finding.location.start.line for shown in in_order(findings)]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"effect": Effect.STOPS}, {"effect": Effect.PREVENTS}),
        ({"effect": Effect.PREVENTS}, {"effect": Effect.IMPAIRS, "severity": Severity.ERROR}),
        ({"effect": Effect.IMPAIRS}, {"effect": Effect.MISLEADS}),
        ({"effect": Effect.MISLEADS}, {"effect": Effect.NONE, "severity": Severity.ERROR}),
        ({"severity": Severity.ERROR}, {}),
        ({"effect": Effect.MISLEADS}, {"effect": Effect.PREVENTS, "severity": Severity.INFO}),
        ({"effect": Effect.IMPAIRS, "severity": Severity.INFO}, {"effect": Effect.NONE}),
        ({}, {"confidence": Confidence.MEDIUM}),
        ({"confidence": Confidence.MEDIUM}, {"confidence": Confidence.LOW}),
    ],
)
def test_what_explains_a_network_that_does_not_learn_comes_first(better: dict[str, Any], worse: dict[str, Any]) -> None:
    assert lines(found(1, **worse), found(2, **better)) == [2, 1]
    assert lines(found(1, **better), found(2, **worse)) == [1, 2]


def test_findings_of_one_rank_keep_their_order_and_none_is_marked() -> None:
    shown = list(in_order([found(3), found(5), found(9)]))
    assert [one.finding.location.start.line for one in shown] == [3, 5, 9]
    assert not any(one.note for one in shown)


def test_files_keep_their_order_and_each_has_its_own_start() -> None:
    shown = list(
        in_order(
            [
                found(1, path="b.py"),
                found(2, path="b.py", effect=Effect.STOPS),
                found(3, path="a.py", effect=Effect.PREVENTS),
                found(4, path="a.py"),
            ]
        )
    )
    assert [one.finding.location.start.line for one in shown] == [2, 1, 3, 4]
    assert [bool(one.note) for one in shown] == [True, False, True, False]
    assert "training stops here" in shown[0].note


def test_where_nothing_explains_it_nothing_is_marked() -> None:
    shown = list(in_order([found(1, effect=Effect.MISLEADS), found(2, "KR505", effect=Effect.NONE)]))
    assert not any(one.note for one in shown)


def test_chores_of_a_rule_are_told_once_in_a_file() -> None:
    chores = [found(line, "KR505", effect=Effect.NONE) for line in range(1, 13)]
    [first, *_] = shown = list(in_order([*chores, found(20)]))
    assert [one.finding.code for one in shown] == ["KR204", "KR505"]
    assert first.again == ()
    assert [one.location.start.line for one in shown[1].again] == list(range(2, 13))
    report = report_of([*chores, found(20)], texts={"t.py": "\n" * 30})
    text = "\n".join(FORMATS["full"].render(report))
    assert text.count("removed-api") == 1
    assert "= also: line 2: Fault 2." in text
    assert "   line 9: Fault 9." in text
    assert "   and 3 more" in text
    assert "Fault 10" not in text


def test_a_report_marks_where_to_start(tmp_path, capsys) -> None:
    path = tmp_path / "train.py"
    path.write_text(PROGRAM, encoding="utf-8")
    main(["check", "--isolated", str(path)])
    text = capsys.readouterr().out
    assert text.startswith("error[softmax-single-unit]")
    assert text.count("= start here:") == 1
    assert text.index("softmax-single-unit") < text.index("validation-is-training") < text.index("removed-api")


def test_findings_below_a_level_are_held_back(tmp_path, capsys) -> None:
    path = tmp_path / "train.py"
    path.write_text(PROGRAM, encoding="utf-8")

    def codes(*options: str) -> list[str]:
        main(["check", "--isolated", "--output-format", "concise", "--quiet", *options, str(path)])
        return [line.split()[1] for line in capsys.readouterr().out.splitlines()]

    assert codes() == ["KR505", "KR202", "KR306"]
    assert codes("--min-severity", "error") == ["KR202"]
    assert codes("--min-confidence", "high") == ["KR505", "KR202", "KR306"]


@pytest.mark.parametrize("least", Confidence)
def test_levels_of_confidence(least: Confidence) -> None:
    settings = build({"min-confidence": least.value}, "", Overrides())
    wanted = [one for one in Confidence if settings.wants(found(1, confidence=one))]
    assert wanted == list(Confidence)[: list(Confidence).index(least) + 1]
    assert not build({"min-confidence": "low"}, "", Overrides(min_confidence="high")).wants(
        found(1, confidence=Confidence.MEDIUM)
    )


@pytest.mark.parametrize("key", ["min-severity", "min-confidence"])
def test_a_level_that_does_not_exist_is_an_error(key: str) -> None:
    with pytest.raises(SettingsError, match=f"`{key}`.*must be"):
        build({key: "loud"}, "", Overrides(), "pyproject.toml")


@pytest.mark.parametrize("code", sorted(INDEX))
def test_each_rule_says_what_its_fault_does(code: str) -> None:
    [rule] = load([code])
    assert "effect" in vars(type(rule)), "a rule states its effect"


TABLE = """\
import pandas as pd
import keras
from keras import layers

df = pd.read_csv("digits.csv")
x, y = df.drop("label", axis=1).values, df["label"].values
model = keras.Sequential([keras.Input((64,)), layers.Dense(32, "relu"), layers.Dense(10, "softmax")])
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(x, y, epochs=10)
"""


def test_where_nothing_is_found_it_is_told_why_that_is_worth_little(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    for number in range(5):
        (tmp_path / f"t{number}.py").write_text(TABLE, encoding="utf-8")
    (tmp_path / "other.py").write_text("import os\n", encoding="utf-8")
    assert main(["check", "--isolated", "-j", "1", "."]) == 0
    counts, *notes, last = capsys.readouterr().out.splitlines()
    assert counts == "No findings (5 checked, 1 without Keras)."
    assert len(notes) == 3
    told = "the range of the inputs is not known (read_csv of digits.csv, which is not here): `kerasrules check --data"
    assert notes[0].startswith(f"t0.py:5:6: {told}")
    assert last == "2 more files: `kerasrules show` tells what is not known"
    assert main(["check", "--isolated", "--quiet", "."]) == 0
    assert capsys.readouterr().out == ""
    main(["check", "--isolated", "--output-format", "json", "t0.py", "other.py"])
    report = json.loads(capsys.readouterr().out)
    assert report["files"] == {"checked": 1, "without_keras": 1, "skipped": 0, "failed": 0}
    [note] = report["unknown"]
    assert note["path"] == "t0.py"
    assert "read_csv of digits.csv" in note["message"]


DATASET = """\
import keras
import numpy as np
import tensorflow as tf
from keras import layers

images, labels = np.zeros((6000, 20)), np.zeros((6000, 1))
data = tf.data.Dataset.from_tensor_slices((images, labels))
model = keras.Sequential([keras.Input((20,)), layers.Dense(30, activation="relu"), layers.Dense(1)])
model.compile("adam", "mse")
"""


@pytest.mark.parametrize(
    ("fit", "effect"),
    [
        ("model.fit(data.batch(100), epochs=5, steps_per_epoch=6000)", Effect.IMPAIRS),
        ("model.fit(data.batch(100), epochs=5, batch_size=32)", Effect.MISLEADS),
        ("model.fit(data.batch(n), epochs=5, batch_size=32)", Effect.NONE),
        ("model.fit(images, labels, epochs=0)", Effect.PREVENTS),
    ],
)
def test_the_effect_of_an_argument_of_fit_is_that_of_its_fault(fit: str, effect: Effect) -> None:
    found = check_source(f"{DATASET}n = int(input())\n{fit}\n", "train.py", build({}, "", Overrides()))
    assert [one.effect for one in found.findings if one.code == "KR506"] == [effect]
