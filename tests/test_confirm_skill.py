"""Skill against values that are worked out by hand, and what the arrays of labels are taken for."""

from __future__ import annotations

from typing import Any

import pytest

np = pytest.importorskip("numpy", reason="confirm needs numpy")

from kerasrules.confirming.judge.skill import WORST, Decoder, skill  # noqa: E402
from kerasrules.confirming.plan.targets import (  # noqa: E402
    CLASSES,
    MULTI_LABEL,
    VALUES,
    DataError,
    Targets,
    encoded,
    infer_targets,
    wanted_encoding,
)

PLAIN = Decoder()
LOGITS = Decoder(0.0)


def classes(*labels: int, count: int | None = None) -> Targets:
    return Targets(CLASSES, np.array(labels), count if count is not None else max(labels) + 1)


def of(predictions: Any, targets: Targets, decoder: Decoder = PLAIN) -> float:
    return skill(np.array(predictions), targets, decoder)


# ---- classes ----


def test_accuracy_above_the_majority() -> None:
    # majority 3/5; right 4/5: (0.8 - 0.6) / 0.4
    target = classes(0, 0, 0, 1, 2)
    said = np.eye(3)[[0, 0, 0, 1, 1]]
    assert of(said, target) == pytest.approx(0.5)
    assert of(np.eye(3)[[0, 0, 0, 1, 2]], target) == 1.0
    assert of(np.eye(3)[[0, 0, 0, 0, 0]], target) == 0.0
    # right 1/5: (0.2 - 0.6) / 0.4 = -1
    assert of(np.eye(3)[[2, 2, 2, 2, 2]], target) == pytest.approx(-1.0)


def test_it_is_clipped() -> None:
    # majority 9/10, nothing right: -9 without the clip
    assert of(np.eye(2)[[1] * 9 + [0]], classes(*[0] * 9, 1)) == -1.0


def test_one_unit() -> None:
    target = classes(0, 1, 0, 1)
    assert of([[0.2], [0.8], [0.4], [0.6]], target) == 1.0
    assert of([0.2, 0.8, 0.4, 0.6], target) == 1.0  # without a last axis
    assert of([[-2.0], [0.3], [-0.1], [0.2]], target) == 0.0  # logits read as probabilities
    assert of([[-2.0], [0.3], [-0.1], [0.2]], target, LOGITS) == 1.0


def test_softmax_over_one_unit_has_no_skill() -> None:
    constant = [[1.0]] * 4
    assert of(constant, classes(0, 1, 0, 1)) == 0.0
    assert of(constant, classes(0, 1, 1, 1)) == 0.0
    assert of(constant, classes(0, 0, 0, 1)) == -1.0


def test_one_unit_for_many_classes() -> None:
    """A regression on class numbers is read as the nearest number."""
    assert of([[0.1], [0.9], [2.2], [1.6]], classes(0, 1, 2, 2)) == 1.0


def test_all_of_one_class() -> None:
    assert of(np.eye(2)[[0, 0, 0]], classes(0, 0, 0, count=2)) == 0.0


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_not_finite(bad: float) -> None:
    assert of([[0.2], [0.8], [bad], [0.6]], classes(0, 1, 0, 1)) == WORST == -1.0
    assert skill(np.array([1.0, bad]), Targets(VALUES, np.array([1.0, 2.0])), PLAIN) == WORST
    assert skill(np.array([[1.0, bad]]), Targets(MULTI_LABEL, np.array([[1, 0]]), 2), PLAIN) == WORST


def test_maps() -> None:
    target = Targets(CLASSES, np.array([[[0, 1], [1, 0]], [[0, 0], [0, 1]]]), 2)
    right = np.eye(2)[target.values]
    assert of(right, target) == 1.0
    wrong = right.copy()
    wrong[0, 0, 1] = [1, 0]
    # 7 of 8, majority 5 of 8
    assert of(wrong, target) == pytest.approx((7 / 8 - 5 / 8) / (3 / 8))
    assert of(target.values[..., None] * 0.9, target) == 1.0  # one unit at every position


@pytest.mark.parametrize("shape", [(4, 2, 3), (3, 2), (5,), (4, 3, 2)])
def test_another_shape_than_asked_has_no_skill(shape: tuple[int, ...]) -> None:
    assert of(np.zeros(shape), classes(0, 1, 0, 1)) == WORST


# ---- labels ----


def test_multi_label() -> None:
    target = Targets(MULTI_LABEL, np.array([[1, 0], [1, 1], [0, 0], [1, 0]]), 2)
    # majority per label: 3/4 and 3/4; right 7/8: (0.875 - 0.75) / 0.25
    said = np.array([[0.9, 0.1], [0.9, 0.9], [0.1, 0.1], [0.2, 0.2]])
    assert of(said, target) == pytest.approx(0.5)
    assert of(target.values, target) == 1.0
    assert of(np.tile([0.9, 0.1], (4, 1)), target) == 0.0
    assert of(np.zeros((4, 3)), target) == WORST


# ---- values ----


def test_r_squared() -> None:
    target = Targets(VALUES, np.array([[1.0], [2.0], [3.0], [4.0]]))
    assert of([[1.0], [2.0], [3.0], [4.0]], target) == 1.0
    assert of([[2.5]] * 4, target) == 0.0
    # squared errors 1 in all of 5
    assert of([1.0, 2.0, 3.0, 5.0], target) == pytest.approx(0.8)
    assert of([[100.0]] * 4, target) == -1.0
    assert of([[1e300]] * 4, target) == -1.0


def test_r_squared_of_several_values() -> None:
    """Each is taken from its own mean: an offset between them explains nothing."""
    target = Targets(VALUES, np.array([[0.0, 100.0], [2.0, 102.0]]))
    assert of([[1.0, 101.0]] * 2, target) == 0.0
    assert of([[0.0, 100.0], [2.0, 100.0]], target) == pytest.approx(0.0)
    assert of(target.values, target) == 1.0


def test_constant_values() -> None:
    assert of([[1.0], [3.0]], Targets(VALUES, np.array([[2.0], [2.0]]))) == 0.0


def test_values_of_another_shape() -> None:
    assert of(np.zeros((2, 3)), Targets(VALUES, np.zeros((2, 2)))) == WORST


@pytest.mark.parametrize(
    ("activation", "loss", "from_logits", "threshold"),
    [
        ("sigmoid", "binary_crossentropy", False, 0.5),
        ("sigmoid", "binary_crossentropy", True, 0.5),  # TensorFlow's Keras undoes it
        ("linear", "binary_crossentropy", True, 0.0),
        (None, "binary_crossentropy", True, 0.0),
        ("linear", "binary_crossentropy", False, 0.5),
        ("tanh", "hinge", False, 0.0),
        ("linear", "squared_hinge", False, 0.0),
    ],
)
def test_threshold(activation: str | None, loss: str, from_logits: bool, threshold: float) -> None:
    assert Decoder.of(activation, loss, from_logits).threshold == threshold


# ---- what an array of labels is ----

BCE, SPARSE, ONE_HOT, MSE = (
    "binary_crossentropy",
    "sparse_categorical_crossentropy",
    "categorical_crossentropy",
    "mean_squared_error",
)


@pytest.mark.parametrize(
    ("labels", "loss", "kind", "count", "encoding"),
    [
        ([0, 1, 2, 1], SPARSE, CLASSES, 3, "integer"),
        ([[0], [1], [2], [1]], SPARSE, CLASSES, 3, "integer"),
        ([0.0, 1.0, 1.0, 0.0], BCE, CLASSES, 2, "integer"),
        ([True, False, True, True], BCE, CLASSES, 2, "integer"),
        ([[1, 0, 0], [0, 0, 1]], ONE_HOT, CLASSES, 3, "one-hot"),
        ([[1, 0, 0], [0, 0, 1]], SPARSE, CLASSES, 3, "one-hot"),  # the user's fault is seen as what it is
        ([[1, 1, 0], [0, 0, 1]], BCE, MULTI_LABEL, 3, "multi-hot"),
        ([0.2, 0.8, 0.5, 0.1], BCE, VALUES, 0, "float"),
        ([[0.5, 0.5], [0.1, 0.9]], ONE_HOT, VALUES, 0, "float"),
        ([-1, 1, 1, -1], "hinge", CLASSES, 2, "integer"),
        ([-1, 1, 1, -1], BCE, VALUES, 0, "float"),
        ([1, 2, 3, 4], MSE, VALUES, 0, "float"),
        ([[0, 1], [1, 0]], MSE, VALUES, 0, "float"),
        (["cat", "dog", "cat", "ant"], SPARSE, CLASSES, 3, "integer"),
        ([[[0, 1], [1, 0]]], SPARSE, CLASSES, 2, "integer"),  # a map of class numbers
        ([[[0, 1], [1, 0]]], ONE_HOT, CLASSES, 2, "one-hot"),  # a map of vectors
    ],
)
def test_recognised(labels: Any, loss: str, kind: str, count: int, encoding: str) -> None:
    found = infer_targets(np.array(labels), loss, None)
    assert (found.kind, found.classes, found.encoding) == (kind, count, encoding)


def test_what_the_program_says_of_its_labels_goes_first() -> None:
    assert infer_targets(np.array([0, 1, 2]), MSE, "integer").kind == CLASSES
    assert infer_targets(np.array([0, 1, 2]), MSE, "float").kind == VALUES


def test_minus_one_and_one_become_classes() -> None:
    assert infer_targets(np.array([-1, 1, -1]), "hinge", None).values.tolist() == [0, 1, 0]


def test_names_are_numbered_in_order() -> None:
    found = infer_targets(np.array(["b", "a", "c", "a"]), ONE_HOT, None)
    assert found.values.tolist() == [1, 0, 2, 0]


def test_text_in_several_columns_is_refused() -> None:
    with pytest.raises(DataError, match="strings of shape"):
        infer_targets(np.array([["a", "b"], ["c", "d"]]), SPARSE, None)
    assert infer_targets(np.array([["a"], ["b"]]), SPARSE, None).classes == 2


@pytest.mark.parametrize("labels", [np.zeros((4, 0)), np.zeros((0,))])
def test_empty_labels_are_refused(labels: Any) -> None:
    with pytest.raises(DataError, match="empty"):
        infer_targets(labels, SPARSE, None)


def test_numbers_beyond_any_class() -> None:
    """Identifiers given as labels: said, instead of vectors that no memory holds."""
    with pytest.raises(DataError, match=r"class 999999999"):
        infer_targets(np.array([0, 1, 999_999_999]), ONE_HOT, None)


# ---- encodings ----


@pytest.mark.parametrize(
    ("loss", "units", "expected"),
    [(SPARSE, 3, "integer"), (ONE_HOT, 3, "one-hot"), (BCE, 1, "integer"), (BCE, 3, "one-hot"), (MSE, 3, "one-hot"),
     ("hinge", 1, "integer"), ("kl_divergence", 3, "one-hot")],
)  # fmt: skip
def test_wanted(loss: str, units: int, expected: str) -> None:
    assert wanted_encoding(loss, units) == expected


def test_encoded() -> None:
    target = classes(0, 2, 1)
    assert encoded(target, "integer", 3).tolist() == [0, 2, 1]
    assert encoded(target, "one-hot", 3).tolist() == [[1, 0, 0], [0, 0, 1], [0, 1, 0]]
    assert encoded(target, "one-hot", 4).shape == (3, 4)  # a head with units to spare
    assert encoded(target, "one-hot", 2).shape == (3, 3)  # one with too few: Keras will say so
    assert encoded(Targets(VALUES, np.array([1, 2])), "one-hot", 3).dtype == np.float32
    assert encoded(Targets(MULTI_LABEL, np.array([[1, 0]]), 2), "integer", 2).tolist() == [[1.0, 0.0]]


def test_encoded_maps() -> None:
    target = Targets(CLASSES, np.array([[[0, 1], [2, 0]]]), 3)
    assert encoded(target, "one-hot", 3).shape == (1, 2, 2, 3)
    assert np.array_equal(encoded(target, "one-hot", 3).argmax(axis=-1), target.values)
