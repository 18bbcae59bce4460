"""Which trainings are run, in which order, and when they end; and that one of them leaves nothing to the next."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from typing import Any

import pytest

np = pytest.importorskip("numpy", reason="confirm needs numpy")

from confirm_plans import location, plan  # noqa: E402

from kerasrules.confirming.judge.sequential_test import Decision  # noqa: E402
from kerasrules.confirming.plan.apply_fix import apply_fix  # noqa: E402
from kerasrules.confirming.plan.targets import CLASSES, Targets  # noqa: E402
from kerasrules.confirming.run.comparison import Comparison, PairedTrainings, TrialArm  # noqa: E402
from kerasrules.confirming.run.samples import Samples  # noqa: E402
from kerasrules.confirming.run.training_run import Clock, OutOfTime, Split, TrainingError, TrainingRun  # noqa: E402
from kerasrules.confirming.run.variant import Variant, shared_weights  # noqa: E402
from kerasrules.model.edits import Fix, InsertLayer, RemoveLayer, SetArgument  # noqa: E402

PLAN = plan("model = Sequential([Input((8,)), Dense(4, 'relu'), Dropout(0.3), Dense(1)])\nmodel.compile('adam', 'mse')")
Skill = Callable[[int], float]


class Acted:
    """A side whose runs come out as they are told to. calls: each run as (name, seed, steps)."""

    def __init__(self, name: str, skill: Skill, calls: list[tuple[str, int, int]], loss: float = 0.5) -> None:
        self.name, self.skill, self.calls, self.loss = name, skill, calls, loss
        self.plan = PLAN
        self.chunk, self.batch_limit = 50, None
        self.clock = Clock(deadline=time.monotonic() + 1e6)

    def fresh_weights(self, seed: int) -> list[list[Any]]:
        return [[] for _ in self.plan.layers]

    def weights_like(self, baseline: Any, weights: Sequence[Any], seed: int) -> Sequence[Any]:
        return weights

    def run(self, seed: int, weights: Sequence[Any], steps: int, report: Any = None) -> TrainingRun:
        self.calls.append((self.name, seed, steps))
        value = self.skill(seed)
        return TrainingRun(seed, [0, steps], [self.loss, self.loss], [0.0, value], [None, None])


def acted(
    baseline: Skill, *remedies: Skill, judged: Sequence[bool] = (), seeds: int = 8, first_seed: int = 0
) -> tuple[Comparison, list[TrialArm], list[tuple[str, int, int]]]:
    calls: list[tuple[str, int, int]] = []
    variants: Any = [Acted(f"remedy {number}", skill, calls) for number, skill in enumerate(remedies)]
    arms = [
        TrialArm(variant.name, variant, judged=judged[number] if judged else True)
        for number, variant in enumerate(variants)
    ]
    base: Any = Acted("written", baseline, calls)
    comparison = Comparison()
    trainings = PairedTrainings(base, comparison, lambda *told: None)
    trainings.compare(arms, seeds=seeds, first_seed=first_seed, steps=100)
    trainings.show([one for one in arms if not one.judged])
    return comparison, arms, calls


def never(seed: int) -> float:
    return 0.0


def always(seed: int) -> float:
    return 1.0


def stops(seed: int) -> float:
    raise TrainingError("shapes differ")


def test_four_wins_end_it() -> None:
    comparison, (arm,), calls = acted(never, always, first_seed=3)
    assert arm.decision is Decision.WINS
    assert comparison.pairs(arm) == [(0.0, 1.0)] * 4
    assert [run.seed for run in arm.runs] == [3, 4, 5, 6]
    assert comparison.pairing_holds
    # the first one once more: the same program on both sides
    assert calls.count(("written", 3, 50)) == 1
    assert len(calls) == 9


def test_eight_ties_end_it() -> None:
    _, (arm,), _ = acted(always, always)
    assert arm.decision is Decision.NEITHER
    assert len(arm.runs) == 8


def test_several_remedies_need_five() -> None:
    comparison, (first, second), _ = acted(never, always, never)
    assert first.decision is Decision.WINS
    assert len(first.runs) == 5
    assert second.decision is Decision.NEITHER
    assert len(second.runs) == 3  # and is not trained on
    assert len(comparison.baseline_runs) == 5


def test_what_is_only_shown_is_not_compared() -> None:
    comparison, (judged, shown), _ = acted(never, always, always, judged=(True, False))
    assert judged.decision is Decision.WINS
    assert len(judged.runs) == 4  # one comparison
    assert len(shown.runs) == 3
    assert [run.seed for run in shown.runs] == [run.seed for run in comparison.baseline_runs[:3]]


def test_few_seeds() -> None:
    _, (arm,), _ = acted(never, always, seeds=3)
    assert len(arm.runs) == 3
    assert arm.decision is Decision.OPEN


def test_keras_stops_as_written() -> None:
    comparison, (arm,), _ = acted(stops, always)
    assert comparison.baseline_error == "Keras raises an error in training: shapes differ"
    assert comparison.baseline_runs == []
    assert len(arm.runs) == 1  # whether the remedy trains at all
    assert arm.error is None


def test_keras_stops_with_one_remedy() -> None:
    comparison, (bad, good), calls = acted(never, stops, always)
    assert bad.error == "shapes differ"
    assert bad.runs == []
    assert len([call for call in calls if call[0] == "remedy 0"]) == 1
    assert good.decision is Decision.WINS
    assert comparison.baseline_error is None


def test_keras_stops_always() -> None:
    comparison, (arm,), _ = acted(stops, stops)
    assert comparison.baseline_error == "Keras raises an error in training: shapes differ"
    assert arm.error == "shapes differ"


def test_time_is_up() -> None:
    def late(seed: int) -> float:
        if seed == 2:
            raise OutOfTime
        return 1.0

    comparison, (arm,), _ = acted(never, late)
    assert comparison.out_of_time
    assert len(arm.runs) == 2
    assert len(comparison.pairs(arm)) == 2
    assert arm.decision is Decision.OPEN


def test_pairing_that_does_not_hold() -> None:
    """The same program twice, with other losses: chance is at work beside the seed."""
    calls: list[tuple[str, int, int]] = []

    class Loose(Acted):
        def run(self, seed: int, weights: Sequence[Any], steps: int, report: Any = None) -> TrainingRun:
            self.loss += 0.1
            return super().run(seed, weights, steps, report)

    baseline: Any = Loose("written", never, calls)
    other: Any = Acted("remedy", never, calls)
    comparison = Comparison()
    trainings = PairedTrainings(baseline, comparison, lambda *told: None)
    trainings.compare([TrialArm("", other)], seeds=8, first_seed=0, steps=9)
    assert comparison.pairing_holds is False


def test_losses_that_are_not_finite_are_alike() -> None:
    calls: list[tuple[str, int, int]] = []
    baseline: Any = Acted("written", lambda seed: -1.0, calls, loss=math.nan)
    other: Any = Acted("remedy", always, calls)
    comparison = Comparison()
    trainings = PairedTrainings(baseline, comparison, lambda *told: None)
    trainings.compare([TrialArm("", other)], seeds=8, first_seed=0, steps=9)
    assert comparison.pairing_holds is True


# ---- the time ----


class Timed(Acted):
    """A side whose steps take time, by a clock of its own."""

    now = 0.0

    def __init__(self, name: str, skill: Skill, calls: list[tuple[str, int, int]], per_step: float = 0.01) -> None:
        super().__init__(name, skill, calls)
        self.per_step = per_step
        self.clock = Clock(deadline=30.0)

    def run(self, seed: int, weights: Sequence[Any], steps: int, report: Any = None) -> TrainingRun:
        if Timed.now + steps * self.per_step > self.clock.deadline:
            Timed.now = self.clock.deadline
            raise OutOfTime
        Timed.now += steps * self.per_step
        return super().run(seed, weights, steps, report)


def timed(
    monkeypatch: pytest.MonkeyPatch, per_step: float, *fixes: Skill, baseline: Skill = never
) -> tuple[Comparison, list[TrialArm], list[tuple[str, int, int]]]:
    """A trial within 30 seconds of steps as long as this."""
    monkeypatch.setattr(Timed, "now", 0.0)
    monkeypatch.setattr(time, "monotonic", lambda: Timed.now)
    calls: list[tuple[str, int, int]] = []
    arms = [TrialArm(str(n), Timed(f"fix {n}", skill, calls, per_step)) for n, skill in enumerate(fixes)]
    comparison = Comparison()
    trainings = PairedTrainings(Timed("written", baseline, calls, per_step), comparison, lambda *told: None)
    trainings.compare(arms, seeds=16, first_seed=0, steps=None, most=300)
    return comparison, arms, calls


@pytest.mark.parametrize("per_step", [0.0001, 0.001, 0.005, 0.009])
def test_steps_do_not_depend_on_the_machine_where_the_time_is_enough(
    monkeypatch: pytest.MonkeyPatch, per_step: float
) -> None:
    comparison, (arm,), _ = timed(monkeypatch, per_step, always)
    assert comparison.steps == 300
    assert arm.decision is Decision.WINS
    assert not comparison.out_of_time


@pytest.mark.parametrize(("per_step", "steps"), [(0.02, 150), (0.03, 100), (0.05, 50)])
def test_a_slow_step_makes_the_training_shorter_and_not_the_test_weaker(
    monkeypatch: pytest.MonkeyPatch, per_step: float, steps: int
) -> None:
    comparison, (arm,), _ = timed(monkeypatch, per_step, always)
    assert comparison.steps == steps
    assert arm.decision is Decision.WINS


def test_where_time_is_short_the_likeliest_cause_is_decided_first(monkeypatch: pytest.MonkeyPatch) -> None:
    comparison, arms, calls = timed(monkeypatch, 0.015, always, always, always)
    assert arms[0].decision is Decision.WINS
    assert [len(arm.runs) for arm in arms[1:]] < [5, 5]
    firsts = [calls.index(next(call for call in calls if call[0] == f"fix {n}")) for n in range(2)]
    assert firsts[1] > max(number for number, call in enumerate(calls) if call[0] == "fix 0")
    assert comparison.steps == 150


def test_what_is_open_waits_for_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fix that needs many seeds takes no time from one that is soon decided."""

    def now_and_then(seed: int) -> float:
        return float(seed % 2)

    comparison, (slow, quick), _ = timed(monkeypatch, 0.009, now_and_then, always)
    assert quick.decision is Decision.WINS
    assert len(slow.runs) > 5 or comparison.out_of_time


def test_what_there_is_when_the_time_is_up_is_judged_as_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seven of eight: not enough for a look in between, and enough for the last one."""

    def often(seed: int) -> float:
        return 0.0 if seed == 2 else 0.5 + 0.05 * (seed % 3)

    comparison, (arm,), _ = timed(monkeypatch, 0.0062, often)
    assert comparison.out_of_time or arm.decision is Decision.WINS
    assert arm.decision is Decision.WINS


def test_skill_on_held_out_samples_decides() -> None:
    assert TrainingRun(0, [0], [1.0], [0.9], [0.2]).deciding == 0.2


# ---- the parts that samples are split into ----


def some(count: int) -> Samples:
    return Samples([np.zeros((count, 3))], [Targets(CLASSES, np.zeros(count, int), 2)], "file", "")


@pytest.mark.parametrize(("count", "kept"), [(4, 0), (59, 0), (60, 15), (100, 25), (4000, 1000), (100_000, 1000)])
def test_split(count: int, kept: int) -> None:
    split = Split.of(some(count), 0)
    assert len(split.held_out) == kept
    assert sorted([*split.train, *split.held_out]) == list(range(count))
    again, other = Split.of(some(count), 0), Split.of(some(count), 1)
    assert np.array_equal(again.train, split.train)
    assert not np.array_equal(other.train, split.train)


# ---- real sides ----


def data() -> Samples:
    random = np.random.default_rng(0)
    x = random.normal(size=(200, 12, 3)).astype("float32")
    return Samples([x], [Targets(CLASSES, (x[:, :, 0].mean(axis=1) > 0).astype("int64"), 2)], "file", "")


RICH = plan(
    "model = Sequential([Input((12, 3)), Conv1D(6, 3), BatchNormalization(), ReLU(), Dropout(0.4), GRU(5),\n"
    "    Dense(4, 'relu'), Dense(1, 'sigmoid')])\n"
    "model.compile(keras.optimizers.Adam(keras.optimizers.schedules.ExponentialDecay(0.01, 20, 0.5)),\n"
    "    'binary_crossentropy')"
)


def test_a_run_leaves_nothing_to_the_next(keras: Any) -> None:
    """Weights, moving averages, momentum, schedules and what dropout draws from begin anew."""
    variant = Variant(RICH, data(), [None], Clock())
    weights = variant.fresh_weights(0)
    first = variant.run(0, weights, 60)
    between = variant.run(1, variant.fresh_weights(1), 60)
    again = variant.run(0, weights, 60)
    np.testing.assert_allclose(again.losses, first.losses, rtol=1e-5)
    assert again.skills == first.skills
    assert between.losses != first.losses
    assert first.steps == [0, 50, 60]
    assert first.losses[-1] < first.losses[0]
    # and another side of the same program gives the same
    other = Variant(RICH, data(), [None], Clock())
    drawn = shared_weights(RICH, weights, RICH, other.fresh_weights(0))
    np.testing.assert_allclose(other.run(0, drawn, 60).losses, first.losses, rtol=1e-4)


def test_weights_are_drawn_by_the_seed(keras: Any) -> None:
    variant = Variant(RICH, data(), [None], Clock())
    one, same, other = variant.fresh_weights(5), variant.fresh_weights(5), variant.fresh_weights(6)
    flat = [[w for layer in drawn for w in layer] for drawn in (one, same, other)]
    assert all(np.array_equal(a, b) for a, b in zip(flat[0], flat[1], strict=True))
    assert not all(np.array_equal(a, b) for a, b in zip(flat[0], flat[2], strict=True))


def test_weights_are_drawn_without_building_the_model_anew(keras: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    variant = Variant(RICH, data(), [None], Clock())
    monkeypatch.setattr("kerasrules.confirming.run.variant.build", None)
    kernels = [variant.fresh_weights(seed)[0][0] for seed in range(2)]
    assert kernels[0].std() == pytest.approx(kernels[1].std(), rel=0.5)
    assert not np.array_equal(*kernels)
    assert "watching" not in keras.layers.Layer.add_weight.__qualname__


def test_a_loss_whose_shapes_fit_in_the_programs_batches_alone(keras: Any) -> None:
    variant = Variant(RICH, data(), [None], Clock())
    labels, predictions = np.arange(6.0), np.zeros((6, 2))
    loss = keras.losses.MeanSquaredError()
    variant.batch_size = 1
    assert variant._loss(loss, labels, predictions) == pytest.approx(np.mean(labels**2))
    variant.batch_size = 3
    with pytest.raises(TrainingError):
        variant._loss(loss, labels, predictions)


def test_sides_share_what_the_remedy_leaves_as_it_is(keras: Any) -> None:
    def shared(*edits: Any) -> list[bool]:
        fixed = apply_fix(RICH, Fix("", edits))
        variants = [Variant(one, data(), [None], Clock()) for one in (RICH, fixed)]
        ours, theirs = (variant.fresh_weights(seed) for seed, variant in enumerate(variants))
        chosen = shared_weights(RICH, ours, fixed, theirs)
        return [
            bool(own) and all(np.array_equal(a, b) for a, b in zip(own, one, strict=True))
            for own, one in zip(ours, chosen, strict=False)
        ]

    weighty = [True, True, False, False, True, True, True]  # ReLU and Dropout have none
    assert shared(SetArgument(location(RICH, "Dense"), "activation", '"tanh"')) == weighty
    assert shared(RemoveLayer(location(RICH, "Dropout"))) == weighty
    assert shared(InsertLayer(location(RICH, "Dense"), "BatchNormalization()")) == weighty
    wider = shared(SetArgument(location(RICH, "Dense"), "units", "9"))
    assert wider == [True, True, False, False, True, False, False]
    drawn_else = shared(SetArgument(location(RICH, "Dense"), "kernel_initializer", '"he_normal"'))
    assert drawn_else == [True, True, False, False, True, False, True]


def test_a_run_ends_with_the_time(keras: Any) -> None:
    variant = Variant(RICH, data(), [None], Clock(deadline=0.0))
    with pytest.raises(OutOfTime):
        variant.run(0, variant.fresh_weights(0), 60)


def test_what_keras_refuses_in_training_is_one_line(keras: Any) -> None:
    found = plan("model = Sequential([Input((12, 3)), Dense(2)])\nmodel.compile('sgd', 'categorical_crossentropy')")
    variant = Variant(found, data(), ["integer"], Clock())
    with pytest.raises(TrainingError) as stopped:
        variant.run(0, variant.fresh_weights(0), 5)
    assert "\n" not in str(stopped.value)
    assert len(str(stopped.value)) > 10
