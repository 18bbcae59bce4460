"""One training: the rows it is made on, what it gave, and the time that it may take."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from statistics import mean

import numpy as np

from kerasrules.confirming.plan.targets import Values
from kerasrules.confirming.run.samples import FEWEST_TO_HOLD_OUT, Samples
from kerasrules.model.record import field, record, replace

MOST_HELD_OUT = 1000
LEARNED = 0.96
"""From this skill on a training cannot be beaten by more than the margin."""


class OutOfTime(Exception):
    """The budget is used up."""


class TrainingError(Exception):
    """Keras raises an error in training or prediction: a fact about the program, said in one line.

    how: what happened, as a phrase that the error's own words complete.
    """

    def __init__(self, words: str, how: str = "Keras raises an error in training") -> None:
        super().__init__(words)
        self.how = how


@record(frozen=True)
class Split:
    """Rows of the samples: to train on, kept apart (may be empty), and those of either that the skill is taken on."""

    train: Values
    held_out: Values

    @classmethod
    def of(cls, samples: Samples, seed: int) -> Split:
        """A quarter is kept apart, if that is enough to tell anything."""
        order = np.random.default_rng([seed, 1]).permutation(samples.count)
        kept = min(MOST_HELD_OUT, samples.count // 4) if samples.count >= FEWEST_TO_HOLD_OUT else 0
        return cls(order[kept:], order[:kept])


@record
class TrainingRun:
    """What one training gave. held_out is None where nothing was kept apart; losses are NaN where Keras' were."""

    seed: int
    steps: list[int] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    skills: list[float] = field(default_factory=list)
    held_out_skills: list[float | None] = field(default_factory=list)
    seconds: float = 0.0
    output_skills: list[list[float]] = field(default_factory=list)
    output_held_out: list[list[float]] = field(default_factory=list)
    """At each look the skills of the outputs one by one, where these were taken; the others are their means."""

    def of(self, outputs: Sequence[int]) -> TrainingRun:
        """The same run as some of the outputs show it; none stand for all."""
        if not outputs or not self.output_skills:
            return self
        skills = [mean(look[output] for output in outputs) for look in self.output_skills]
        held: list[float | None] = [mean(look[output] for output in outputs) for look in self.output_held_out]
        return replace(self, skills=skills, held_out_skills=held or self.held_out_skills)

    @property
    def has_learned(self) -> bool:
        """Whether it has learned all that the margin can tell, seen twice in a row: then it may stop."""
        recent = [self.skills[-2:], [one for one in self.held_out_skills[-2:] if one is not None]]
        return all(min(seen, default=1.0) >= LEARNED for seen in recent)

    @property
    def skill(self) -> float:
        """On training samples, at the end."""
        return self.skills[-1]

    @property
    def held_out(self) -> float | None:
        """On samples kept apart, at the end."""
        return self.held_out_skills[-1]

    @property
    def deciding(self) -> float:
        """The skill that counts: on samples kept apart where there are some."""
        return self.skills[-1] if self.held_out_skills[-1] is None else self.held_out_skills[-1]


@record
class Clock:
    """How long what took, and when everything must be over."""

    deadline: float = math.inf
    build: float = 0.0
    trace: float = 0.0
    train: float = 0.0

    def check(self) -> None:
        """Raise OutOfTime after the deadline."""
        if time.monotonic() > self.deadline:
            raise OutOfTime
