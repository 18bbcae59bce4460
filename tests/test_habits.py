"""One fact is told once: what a file repeats, and what several models have in common."""

from __future__ import annotations

from pathlib import Path

import pytest

from fixtures import ALL_RULES
from kerasrules.checking.engine import check_file, check_source
from kerasrules.checking.merge import merge
from kerasrules.model.findings import Finding

HEADER = """\
import keras
import numpy as np
from keras import layers
"""


def found(text: str, *codes: str) -> list[Finding]:
    result = check_source(HEADER + text, "train.py", ALL_RULES)
    assert not result.notices
    return [one for one in result.findings if one.code in codes]


def places(finding: Finding) -> list[int]:
    """The lines that a finding names, counted from the text's first."""
    own = HEADER.count("\n")
    return [finding.location.start.line - own, *(related.location.start.line - own for related in finding.related)]


def stack(*layers: str) -> str:
    inside = "".join(f"    {layer},\n" for layer in layers)
    return f"model = keras.Sequential([\n    keras.Input((400, 400, 3)),\n{inside}])\n"


OLD = "layers.Conv2D(32, 3, 3, activation='relu')"


@pytest.mark.parametrize("count", [1, 3])
def test_a_few_places_are_findings_of_their_own(count: int) -> None:
    findings = found(stack(*[OLD] * count), "KR411")
    assert [places(one) for one in findings] == [[line] for line in range(3, 3 + count)]


def test_a_habit_is_one_finding_with_one_fix() -> None:
    [finding] = found(stack(*[OLD] * 4), "KR411")
    assert places(finding) == [3, 4, 5, 6]
    assert finding.message.endswith("The same is done in 3 more places")
    assert finding.fix is not None
    assert len(finding.fix.edits) == 8


def test_habits_of_several_kinds_are_several() -> None:
    other = OLD.replace("3, 3", "5, 5")
    assert len(found(stack(*[OLD] * 4, other), "KR411")) == 2


@pytest.mark.parametrize(("count", "findings"), [(3, 3), (4, 1)])
def test_calls_that_are_refused_for_one_reason_are_a_habit(count: int, findings: int) -> None:
    wide = "".join(f"wide_{number} = layers.Dense(3.0)\n" for number in range(count))
    found_here = found(wide + "other = layers.Input(5)\n", "KR414")
    assert len(found_here) == findings + 1
    assert {line for one in found_here for line in places(one)} == set(range(1, count + 2))


def test_a_habit_is_told_once_though_another_program_reads_a_part_of_the_file(tmp_path: Path) -> None:
    wide = "    return [layers.Dense(3.0), layers.Dense(3.0)]\n"
    parts, train = tmp_path / "parts.py", tmp_path / "a_train.py"
    parts.write_text(f"from keras import layers\ndef first():\n{wide}def second():\n{wide}")
    train.write_text("import keras\nfrom parts import second\nnet = keras.Sequential(second())\n")
    run = merge([check_file(str(path), ALL_RULES) for path in (train, parts)])
    [finding] = [one for one in run.findings if one.code == "KR414"]
    assert [finding.location.start.line, *(part.location.start.line for part in finding.related)] == [3, 3, 5, 5]


@pytest.mark.parametrize(
    ("compile", "codes"),
    [
        ('"categorical_crossentropy"', ["KR201"]),
        ("keras.losses.CategoricalCrossentropy(from_logits=True)", ["KR205"]),
    ],
)
def test_one_output_layer_is_one_fact(compile: str, codes: list[str]) -> None:
    text = f"""\
def build():
    head = layers.Dense(4, activation="sigmoid")
    return keras.Sequential([keras.Input((9,)), layers.Dense(30, activation="relu"), head])
for optimizer in ("sgd", "adam"):
    model = build()
    model.compile(optimizer, {compile})
other = build()
other.compile("adam", {compile})
"""
    [finding] = found(text, "KR201", "KR205")
    assert [finding.code] == codes
    assert places(finding)[0] == 6
    assert 8 in places(finding)


def test_data_of_several_models_are_one_fact() -> None:
    text = """\
(x, y), _ = keras.datasets.boston_housing.load_data()
y = y * 1000.0
for units in (8, 16):
    model = keras.Sequential([layers.Dense(units, activation="relu"), layers.Dense(1)])
    model.compile("adam", "mse")
    model.fit(x, y, epochs=20)
other = keras.Sequential([layers.Dense(64, activation="relu"), layers.Dense(64, activation="relu"), layers.Dense(1)])
other.compile("sgd", "mse")
other.fit(x, y, epochs=20)
"""
    inputs, targets = found(text, "KR301"), found(text, "KR310")
    assert [len(inputs), len(targets)] == [1, 1]
    for finding in (*inputs, *targets):
        assert {6, 9} <= set(places(finding))


def test_data_of_two_sources_are_two_facts() -> None:
    text = """\
(x, y), _ = keras.datasets.mnist.load_data()
(u, v), _ = keras.datasets.fashion_mnist.load_data()
model = keras.Sequential([layers.Flatten(), layers.Dense(64, "relu"), layers.Dense(10, "softmax")])
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(x, y, epochs=5)
model.fit(u, v, epochs=5)
"""
    assert len(found(text, "KR301")) == 2


REGRESSION = """\
(x, y), _ = keras.datasets.boston_housing.load_data()
model = keras.Sequential([layers.Dense(64, activation="relu"), layers.Dense(1)])
model.compile("adam", "binary_crossentropy")
model.fit(x / 100.0, {targets}, epochs=20)
"""


@pytest.mark.parametrize(("targets", "code"), [("y", "KR215"), ("(y > 20).astype(int)", "KR204")])
def test_targets_that_are_no_probabilities_are_the_fault(targets: str, code: str) -> None:
    assert [one.code for one in found(REGRESSION.format(targets=targets), "KR204", "KR215")] == [code]


@pytest.mark.parametrize(("units", "codes"), [(1, ["KR408"]), (30, ["KR101"])])
def test_a_layer_that_is_to_go_needs_no_activation(units: int, codes: list[str]) -> None:
    text = f"""\
x, y = np.load("x.npy"), np.load("y.npy")
model = keras.Sequential([
    keras.Input((20,)),
    layers.Dense(50, activation="relu"),
    layers.Dense({units}),
    layers.Dense(9, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(x, y, epochs=20)
"""
    assert [one.code for one in found(text, "KR101", "KR408")] == codes


@pytest.mark.parametrize(("logits", "codes"), [(True, ["KR205"]), (False, ["KR103"])])
def test_a_second_softmax_is_one_fact(logits: bool, codes: list[str]) -> None:
    text = f"""\
model = keras.Sequential([keras.Input((20,)), layers.Dense(9, activation="softmax"), layers.Softmax()])
model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits={logits}))
"""
    [finding] = found(text, "KR103", "KR205")
    assert [finding.code] == codes
    assert finding.fix is not None
    assert len(finding.fix.edits) == (2 if logits else 1)


@pytest.mark.parametrize(("count", "findings"), [(3, 3), (5, 1)])
def test_biases_before_a_normalization_are_a_habit(count: int, findings: int) -> None:
    blocks = ["layers.Conv2D(8, 3)", "layers.BatchNormalization()", "layers.ReLU()"] * count
    found_here = found(stack(*blocks), "KR602")
    assert len(found_here) == findings
    fixes = [one.fix for one in found_here if one.fix is not None]
    assert sum(len(fix.edits) for fix in fixes) == count


def test_a_rate_that_all_builders_of_a_file_have_is_told_once() -> None:
    builder = """
def build_{0}():
    i = keras.Input((9,))
    x = keras.layers.Dense({1}, activation="relu")(i)
    return keras.Model(i, keras.layers.Dense(3)(keras.layers.Dropout(0.8)(x)))
build_{0}()
"""
    text = "".join(builder.format(name, 8 + at) for at, name in enumerate("abcd"))
    (finding,) = found(text, "KR601")
    assert finding.message.endswith("The same is done in 3 more places")


def test_an_initializer_that_is_a_constant_is_told_there() -> None:
    hidden = "layers.Dense(64, activation='relu', kernel_initializer=START)"
    text = f"""
START = "zeros"
model = keras.Sequential([keras.Input((20,)), {hidden},
    {hidden}, layers.Dense(3, activation="softmax")])
model.compile("adam", "sparse_categorical_crossentropy")
"""
    (finding,) = found(text, "KR502")
    assert [one.message for one in finding.related][:1] == ["passed here"]
