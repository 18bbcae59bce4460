"""The four verdicts, and what each of them needs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import mean, median

from kerasrules.confirming.judge.least_skill import LEAST_SKILL
from kerasrules.confirming.judge.permutation_test import chance
from kerasrules.confirming.judge.proofs import Proof
from kerasrules.confirming.judge.sequential_test import (
    MARGIN,
    Decision,
    Tally,
    chance_beyond_margin,
    fewest_pairs,
    words_of,
)
from kerasrules.model.enumeration import Enum
from kerasrules.model.record import field, record
from kerasrules.rules import rule_of

NEAR_REFERENCE = 0.8
"""As written, a model learns well enough if it reaches this share of what a plain learner reaches."""

LOWER = 0.8
"""A loss that ends below this share of another one is told beside skills that show nothing."""

UNUSUAL = 0.05
"""What chance makes that rarely is not yet a win, and no proof of the opposite either."""

NEARLY_ALL = 0.75
"""A trial of this share of the program's steps shows what these come to, where nothing differs."""

SAME = 0.01
"""Skills that differ by no more than one sample in a hundred are the same."""


class Verdict(str, Enum):
    """What was found."""

    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not confirmed"
    REFUTED = "refuted"
    INCONCLUSIVE = "inconclusive"


@record(frozen=True)
class Length:
    """How many steps a training had, and how many the program makes (None: it trains, and how long is unknown)."""

    steps: int
    program: int | None

    @property
    def is_short(self) -> bool:
        """Whether the program surely, or perhaps, trains longer."""
        return self.program is None or self.steps < self.program

    @property
    def is_nearly_all(self) -> bool:
        """Whether what is alike now will be so at the program's end."""
        return self.program is not None and self.steps >= NEARLY_ALL * self.program

    @property
    def shown(self) -> str:
        """In how many steps, where there were nearly all."""
        if not self.is_short:
            return "as many steps as the program makes"
        return f"{self.steps} of the {self.program} steps that the program makes"

    @property
    def words(self) -> str:
        """What is missing."""
        if self.program is None:
            return f"how long the program trains is unknown, and after these {self.steps} steps the fix may win"
        return f"the program makes {self.program} steps, and later the fix may win; increase --budget"


@record
class Evidence:
    """All that was found out about one fix. The skills are those that count, one per seed."""

    code: str
    synthetic: bool
    backend: str
    comparisons: int
    seeds: int
    decision: Decision = Decision.OPEN
    tally: Tally = field(default_factory=Tally)
    baseline: Sequence[float] = ()
    fixed: Sequence[float] = ()
    reference: float | None = None
    reference_name: str = ""
    proofs: Sequence[Proof] = ()
    others_learn: str = ""
    """Another fix with which this model learned on the same data and in as many steps."""
    held_out: bool = False
    as_run: bool = False
    """The user's own program was run, with the weights that it loads."""
    memorised: bool = False
    """With the fix the training samples are learned, and nothing that carries over to others."""
    trained: float | None = None
    """The skill on the training samples with the fix; None where nothing was trained with it."""
    together: tuple[float, str] | None = None
    """The skill with this fix and all else that was tried, and what that is in words."""
    losses: tuple[float, float] | None = None
    """Where the loss ends as written and with the fix, where it is the same loss."""
    on_top: str = ""
    """That the fix wins on top of other changes, without which nothing is learned, in words."""
    none_on_top: str = ""
    """That it makes no difference there, likewise."""
    length: Length | None = None
    """How much was trained; None where that says nothing about the program."""
    out_of_time: bool = False
    """The time limit ended the trainings before they decided."""


def judge(found: Evidence) -> tuple[Verdict, str]:
    """The verdict with its reason in words."""
    rule = rule_of(found.code).confirm
    proof = next((proof for proof in found.proofs if proof.decides), None)
    if proof is not None:
        return _proved(found, proof)
    if rule.needs_pretrained_weights and not found.as_run:
        return Verdict.INCONCLUSIVE, "the finding concerns pretrained weights, and the model was rebuilt without them"
    if not found.baseline:
        return Verdict.INCONCLUSIVE, "the time limit was reached before the first pair of trainings; increase --budget"
    if found.synthetic and rule.needs_data:
        return Verdict.INCONCLUSIVE, (
            "synthetic data cannot decide this, because it depends on your data. Pass a sample with --data"
        )
    sides = f"{_skill(found.baseline)} as written, {_skill(found.fixed)} with the fix"
    if found.decision is Decision.WINS:
        won = _share(found.tally.wins, found.tally)
        text = f"the fix won {won} of trainings: skill {sides}{_by_chance(found.baseline, found.fixed)}"
        return Verdict.CONFIRMED, text + _loss_of_winner(found)
    if found.decision is Decision.LOSES:
        if found.synthetic:
            return Verdict.INCONCLUSIVE, f"on synthetic data the fix did worse (skill {sides}); your data may differ"
        lost = _share(found.tally.losses, found.tally)
        text = f"the fix lost {lost} of trainings: skill {sides}{_by_chance(found.fixed, found.baseline)}"
        if found.length is not None and found.length.is_short:
            return Verdict.INCONCLUSIVE, f"in {found.length.steps} steps {text}; {found.length.words}"
        return Verdict.REFUTED, text
    learned, fixed = median(found.baseline), median(found.fixed)
    if max(learned, fixed) < LEAST_SKILL:
        return _neither(found)
    if found.decision is Decision.OPEN and found.tally.wins == found.tally.pairs:
        needed = fewest_pairs(found.comparisons)
        pause = "the time limit was reached; increase --budget" if found.out_of_time else "increase --seeds"
        return Verdict.INCONCLUSIVE, (
            f"the fix won {_share(found.tally.wins, found.tally)} of trainings so far, skill {sides}, but a decision"
            f" takes at least {needed}: {pause}"
        )
    if found.tally.wins or found.tally.losses:
        is_near = learned >= NEAR_REFERENCE * max(found.reference or 0.0, fixed)
        if is_near and chance_beyond_margin(found.baseline, found.fixed) > UNUSUAL:
            return Verdict.NOT_CONFIRMED, _learns(found, sides)
        return Verdict.INCONCLUSIVE, _depends_on_seed(found, sides)
    if learned >= 2 * LEAST_SKILL and _is_same(found):
        return Verdict.NOT_CONFIRMED, _on_backend(found, f"the fix makes no difference, pair by pair: skill {sides}")
    if learned >= NEAR_REFERENCE * max(found.reference or 0.0, 0.0):
        return Verdict.NOT_CONFIRMED, _learns(found, sides)
    if found.length is not None and found.length.is_nearly_all and not found.others_learn:
        return Verdict.NOT_CONFIRMED, _on_backend(
            found,
            f"in {found.length.shown}, the fix makes no difference: skill {sides}; {found.reference_name}"
            f" reaches {found.reference:.2f}, so something else holds the model back",
        )
    return _alone(found, sides)


def _proved(found: Evidence, proof: Proof) -> tuple[Verdict, str]:
    """A proof says that the model as written cannot learn; the fix must let it, alone or on top of other changes."""
    best = max([*found.fixed, *([found.trained] if found.trained is not None else [])], default=None)
    if best is None or best >= LEAST_SKILL:
        return Verdict.CONFIRMED, proof.text
    if found.together is not None and found.together[0] >= LEAST_SKILL:
        skill, words = found.together
        return Verdict.CONFIRMED, f"{proof.text}. The fix alone is not enough: {words}, the skill is {skill:.2f}"
    return Verdict.INCONCLUSIVE, (
        f"{proof.text}. But with the fix the model learned nothing either (skill {best:.2f}): something else holds it"
        " back, too"
    )


def _is_same(found: Evidence) -> bool:
    """Whether both sides came out alike in every pair, as where Keras undoes what the rule is about."""
    return all(abs(one - other) <= SAME for one, other in zip(found.baseline, found.fixed, strict=True))


def _learns(found: Evidence, sides: str) -> str:
    better = median(found.baseline) > median(found.fixed) + MARGIN
    words = f"as written, the model learns these data {'better than' if better else 'as well as'} with the fix"
    return _on_backend(found, f"{words}: skill {sides}")


def _on_backend(found: Evidence, words: str) -> str:
    if rule_of(found.code).confirm.undone_by_tensorflow and found.backend == "tensorflow":
        words += (
            ". On the TensorFlow backend Keras undoes the activation before this loss; on JAX and torch it does not"
        )
    return words


def _neither(found: Evidence) -> tuple[Verdict, str]:
    if found.on_top:
        return Verdict.CONFIRMED, found.on_top
    if found.none_on_top:
        return Verdict.NOT_CONFIRMED, _on_backend(found, found.none_on_top)
    if found.others_learn:
        return Verdict.NOT_CONFIRMED, (
            f"this fix alone is not enough: neither variant learned, while {found.others_learn} the model does"
        )
    if found.held_out and (found.reference is None or found.reference < LEAST_SKILL):
        start = "with the fix it can memorize the training samples, but " if found.memorised else ""
        words = f"{start}no variant has any skill on held-out samples"
        tail = f", and neither has {found.reference_name}" if found.reference_name else ""
        return Verdict.INCONCLUSIVE, f"{words}{tail}: the data may contain no signal for this model"
    hint = f"; {found.reference_name} reaches {found.reference:.2f}" if found.reference else ""
    if found.together is not None and found.together[0] >= LEAST_SKILL:
        skill, words = found.together
        hint += f"; {words}, the skill is {skill:.2f}"
    if found.losses is not None and found.losses[1] < LOWER * found.losses[0]:
        hint += f"; the loss ends at {found.losses[1]:.3g} with the fix and at {found.losses[0]:.3g} as written"
    return Verdict.INCONCLUSIVE, f"neither variant learned anything in this many steps{hint}"


def _alone(found: Evidence, sides: str) -> tuple[Verdict, str]:
    if found.others_learn:
        return Verdict.NOT_CONFIRMED, f"this fix makes no difference: skill {sides}; {found.others_learn} it does"
    return Verdict.INCONCLUSIVE, (
        f"this fix alone is not enough: skill {sides}, while {found.reference_name} reaches {found.reference:.2f}"
    )


def _depends_on_seed(found: Evidence, sides: str) -> str:
    counted = found.tally
    draw = [one for one in (counted.ties + counted.unlearned,) if one]
    text = (
        f"the outcome depends on the seed: of {len(found.baseline)} pairs of trainings the fix won {counted.wins},"
        f" lost {counted.losses}{f' and tied {draw[0]}' if draw else ''}: skill {sides}"
    )
    better = mean(found.fixed) > mean(found.baseline)
    text += _by_chance(*((found.baseline, found.fixed) if better else (found.fixed, found.baseline)))
    return f"{text}. More seeds may decide: increase --budget" if found.out_of_time else text


def _by_chance(lower: Sequence[float], higher: Sequence[float]) -> str:
    """How likely such a difference is without a cause."""
    return f" ({words_of(chance(lower, higher))})"


def _loss_of_winner(found: Evidence) -> str:
    """What the loss, a second witness, says of a fix that won by skill."""
    if found.losses is None or not all(map(math.isfinite, found.losses)):
        return ""
    before, after = found.losses
    if after > before:
        return f". The loss does not show that: it ends at {before:.3g} as written and at {after:.3g} with the fix"
    return ""


def _share(count: int, tally: Tally) -> str:
    total = tally.pairs + tally.unlearned
    return f"all of {count} pairs" if count == total else f"{count} of {total} pairs"


def _skill(values: Sequence[float]) -> str:
    return f"{median(values):.2f}" if values else "none"
