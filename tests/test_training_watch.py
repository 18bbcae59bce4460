"""What a course of losses shows, and what a model that guesses would reach."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

np = pytest.importorskip("numpy", reason="targets are arrays")

from kerasrules.live.guess_loss import GuessLoss, guess_loss  # noqa: E402
from kerasrules.live.training_watch import TrainingWatch  # noqa: E402
from kerasrules.model.locations import Location, Position  # noqa: E402
from kerasrules.model.symptoms import Symptom, SymptomKind  # noqa: E402
from kerasrules.model.training import Loss  # noqa: E402

HERE = Location("model", Position(1, 1), Position(1, 1))
LN2 = GuessLoss(math.log(2), "ln 2")


def course(
    losses: Sequence[float],
    guess: GuessLoss | None = LN2,
    validation: Sequence[float] = (),
    answer: str = "",
    steps: int = 50,
    penalty: float = 0.0,
) -> list[Symptom]:
    watch = TrainingWatch(guess)
    found: list[Symptom] = []
    for number, loss in enumerate(losses):
        for batch in range(steps):
            found += watch.after_batch(batch + 1, loss)
        logs = {"loss": loss, **({"val_loss": validation[number]} if validation else {})}
        found += watch.after_epoch(logs, penalty, lambda: answer)
    return found


def test_a_loss_that_stays_at_guessing_is_told_once() -> None:
    [found] = course([0.70, 0.694, 0.693, 0.693, 0.693, 0.693])
    assert found.kind is SymptomKind.STUCK_LOSS
    assert found.seen == "after 3 epochs (150 steps) the loss is 0.693, that of guessing (ln 2)"


def test_the_same_answer_is_told_with_it() -> None:
    [found] = course([0.693] * 8, answer="0.5")
    assert found.seen.endswith("(ln 2), and every prediction is the same (0.5)")


def test_penalties_of_weights_are_not_part_of_it() -> None:
    assert [one.kind for one in course([1.693] * 4, penalty=1.0)] == [SymptomKind.STUCK_LOSS]
    assert course([1.693] * 4) == []


@pytest.mark.parametrize(
    "losses", [[0.7, 0.69, 0.6, 0.4, 0.3], [0.69, 0.66, 0.65], [3.0, 2.0, 1.5, 1.2], [0.6931, 0.6931]]
)
def test_what_is_not_stuck(losses: list[float]) -> None:
    assert course(losses) == []


def test_few_steps_show_nothing() -> None:
    assert course([0.693] * 8, steps=3) == []


def test_every_prediction_is_the_same_although_the_loss_falls() -> None:
    [found] = course([0.64, 0.54, 0.46, 0.4, 0.34], answer="1")
    assert (found.kind, found.seen) == (SymptomKind.ONE_ANSWER, "every prediction is the same (1) after epoch 3")


def test_predictions_are_looked_at_ever_less_often() -> None:
    watch, looks = TrainingWatch(None), []
    for epoch in range(1, 40):
        for batch in range(50):
            assert not list(watch.after_batch(batch, 1.0))

        def look(epoch: int = epoch) -> str:
            looks.append(epoch)
            return ""

        assert not list(watch.after_epoch({"loss": 1.0}, 0.0, look))
    assert looks == [3, 4, 8, 16, 32]


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_a_loss_that_is_no_number(bad: float) -> None:
    [found] = course([0.6, bad, bad])
    assert found.kind is SymptomKind.NOT_FINITE
    assert found.seen == f"the loss is {bad} at batch 1 of epoch 2"


def test_validation_falls_apart() -> None:
    [found] = course([0.6, 0.5, 0.4, 0.3, 0.2, 0.1], None, [0.6, 0.5, 0.7, 1.1, 1.2, 1.3])
    assert found.kind is SymptomKind.OVERFITS
    assert "from 0.5 in epoch 2 to 1.2 in epoch 5, while that of training fell to 0.2" in found.seen


def test_validation_that_only_wavers() -> None:
    assert course([0.6, 0.5, 0.4, 0.3, 0.2], None, [0.5, 1.2, 0.6, 1.3, 0.7]) == []
    assert course([0.6, 0.7, 0.8, 0.9], None, [0.5, 1.2, 1.3, 1.3]) == []  # training gets worse as well


def test_validation_that_is_no_number() -> None:
    [found] = course([0.6, 0.5], None, [0.6, math.nan])
    assert found.seen == "the validation loss is nan in epoch 2, and that of training 0.5"


# --- the loss of guessing --------------------------------------------------------------------------------------------

HALF = np.arange(400) % 2
RARE = (np.arange(400) % 10 == 0).astype("float32")
TEN = np.arange(400) % 10


@pytest.mark.parametrize(
    ("loss", "targets", "words"),
    [
        ("binary_crossentropy", HALF, "ln 2"),
        ("binary_crossentropy", RARE, "the entropy of the labels"),
        ("binary_crossentropy", np.stack([HALF, HALF], 1), "ln 2"),
        ("sparse_categorical_crossentropy", TEN, "ln 10"),
        ("categorical_crossentropy", np.eye(10)[TEN], "ln 10"),
        ("categorical_crossentropy", np.eye(12)[TEN], "ln 10"),
        ("mean_squared_error", TEN, "the variance of the targets"),
        ("mean_absolute_error", TEN, "the spread of the targets"),
    ],
)
def test_it_is_what_keras_says_of_the_best_constant(keras, loss: str, targets, words: str) -> None:
    found = guess_loss(Loss(loss, False, HERE, loss), targets)
    assert found is not None
    assert found.words == words
    constant = np.median(targets, axis=0) if loss == "mean_absolute_error" else targets.mean(axis=0)
    if loss.startswith("sparse"):
        constant = np.full(10, 0.1)
    answers = np.broadcast_to(constant, (len(targets), *np.shape(np.atleast_1d(constant))))
    shaped = targets[:, None] if targets.ndim == 1 else targets
    value = keras.losses.get(loss)(shaped.astype("float32"), answers.astype("float32"))
    assert found.value == pytest.approx(float(np.mean(value)), rel=1e-4)


@pytest.mark.parametrize(
    ("loss", "targets"),
    [
        ("binary_crossentropy", HALF[:50]),
        ("binary_crossentropy", HALF * 2 - 1),
        ("huber", TEN),
        ("mean_squared_error", np.full(400, np.nan)),
        ("sparse_categorical_crossentropy", np.array(["a"] * 400)),
    ],
)
def test_it_is_not_known(loss: str, targets) -> None:
    assert guess_loss(Loss(loss, False, HERE, loss), targets) is None
    smoothed = Loss("categorical_crossentropy", False, HERE, "c", {"label_smoothing": 0.1})
    assert guess_loss(smoothed, np.eye(10)[TEN]) is None
