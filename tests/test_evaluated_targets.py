"""Targets that only evaluate gets: what they do to its result, not to training."""

from __future__ import annotations

import pytest

from kerasrules.checking.engine import check_source
from kerasrules.checking.select import Selection
from kerasrules.checking.settings import Settings
from kerasrules.model.findings import Effect, Finding, Severity


def said(text: str, code: str) -> list[Finding]:
    """What one rule says of a program's text."""
    found = check_source(text, "program.py", Settings(selection=Selection.default().layer((code,)))).findings
    return [finding for finding in found if finding.code == code]


def regression(units: int, *calls: str) -> str:
    return "\n".join(
        (
            "import keras",
            "import numpy as np",
            f"model = keras.Sequential([keras.Input((4,)), keras.layers.Dense({units})])",
            'model.compile("adam", "mse")',
            "x = np.random.rand(10, 4)",
            *calls,
        )
    )


@pytest.mark.parametrize(
    ("units", "trained", "evaluated", "words", "help"),
    [
        (1, 1, 3, "the one unit is compared by evaluate with all of them at once", "one value per sample"),
        (3, 3, 1, "every unit is compared by evaluate with the same value", "3 values per sample"),
    ],
)
def test_only_evaluated(units, trained, evaluated, words, help):
    calls = (f"model.fit(x, np.random.rand(10, {trained}))", f"model.evaluate(x, np.random.rand(10, {evaluated}))")
    (finding,) = said(regression(units, *calls), "KR213")
    assert (finding.severity, finding.effect) == (Severity.WARNING, Effect.MISLEADS)
    assert finding.message.endswith(f"{words}, so the result does not tell how good the model is")
    assert finding.help == f"give evaluate targets with {help}"


def test_trained_too():
    calls = ("model.evaluate(x, np.random.rand(10, 3))", "model.fit(x, np.random.rand(10, 3))")
    (finding,) = said(regression(1, *calls), "KR213")
    assert (finding.severity, finding.effect) == (Severity.ERROR, Effect.PREVENTS)
    assert "trained toward" in finding.message


def test_refused_by_evaluate():
    (finding,) = said(regression(2, "model.evaluate(x, np.random.rand(10, 3))"), "KR213")
    assert finding.severity is Severity.ERROR
    assert "Keras raises an error" in finding.message


def classes(*calls: str) -> str:
    return "\n".join(
        (
            "import keras",
            "(x, y), _ = keras.datasets.mnist.load_data()",
            "layers = [keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(12, 'softmax')]",
            "model = keras.Sequential(layers)",
            'model.compile("adam", "sparse_categorical_crossentropy")',
            *calls,
        )
    )


def test_outputs_for_classes_that_evaluate_does_not_get():
    assert said(classes("import mine", "model.fit(*mine.data())", "model.evaluate(x / 255, y)"), "KR207") == []
    (finding,) = said(classes("model.fit(x / 255, y)"), "KR207")
    assert finding.severity is Severity.INFO


def test_classes_that_have_no_output_also_stop_evaluate():
    text = classes("import mine", "model.fit(*mine.data())", "model.evaluate(x / 255, y)").replace("12", "9")
    (finding,) = said(text, "KR207")
    assert finding.severity is Severity.ERROR
