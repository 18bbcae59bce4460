"""What a user sees of a training that goes wrong, and what explains it."""

from __future__ import annotations

from kerasrules.model.enumeration import Enum
from kerasrules.model.record import record


class SymptomKind(str, Enum):
    """What is seen in the numbers of a training, or in its predictions."""

    STUCK_LOSS = "stuck-loss"
    """The loss does not fall."""
    NOT_FINITE = "not-finite"
    """The loss is nan or infinite."""
    ZERO_LOSS = "zero-loss"
    NEGATIVE_LOSS = "negative-loss"
    HUGE_LOSS = "huge-loss"
    STUCK_ACCURACY = "stuck-accuracy"
    """The accuracy does not rise."""
    ONE_ANSWER = "one-answer"
    """The model predicts the same for every sample."""
    OVERFITS = "overfits"
    """Validation is far worse than training."""
    TOO_GOOD = "too-good"
    """Validation is better than the model does on other data."""
    SHAPE_ERROR = "shape-error"
    """Keras refuses data or layers whose shapes do not fit together."""


@record(frozen=True)
class Symptom:
    """One of them. value: of the loss or accuracy (0..1), where there is one. seen: in words, such as "loss 0.693".

    cell: the notebook's cell whose saved output shows it, counted from 1 among all cells.
    """

    kind: SymptomKind
    value: float | None
    seen: str
    cell: int | None = None


@record(frozen=True)
class Explanation:
    """A symptom in a program. meaning: what the number says about this head and loss, or "".

    facts: what of the program explains it although no rule reports it. causes: codes of the findings in this file that
    explain it, the best first. look_at: what to look at besides.
    """

    symptom: Symptom
    meaning: str
    facts: tuple[str, ...]
    causes: tuple[str, ...]
    look_at: tuple[str, ...]
