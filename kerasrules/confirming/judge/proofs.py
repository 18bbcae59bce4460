"""Facts that need no training, in words: what the numbers measured on an untrained model say."""

from __future__ import annotations

from kerasrules.model.record import record

CANNOT, CAN = 0.6, 0.9
"""A ceiling up to the first proves that no weights succeed; that with the fix must reach the second."""
STRAIGHT = 1e-4
"""Below this residual a map is linear, but for rounding."""
FLAT_SPREAD = 0.05
USUAL = (0.4, 2.5)
"""Losses before training between these shares of what is due are as they should be."""


@record(frozen=True)
class Proof:
    """A fact that needs no training, in words and numbers. decides: it alone confirms the finding."""

    name: str
    text: str
    baseline: float | None = None
    fixed: float | None = None
    decides: bool = False


def head_ceiling(loss: str, baseline: float, fixed: float) -> Proof:
    """The best skill that any network below the head can have."""
    decides = baseline <= CANNOT and fixed >= CAN
    said = (
        f"no weights can succeed: even with a free choice of its inputs, this output with {loss} "
        f"reaches a skill of {baseline:.2f}, and {fixed:.2f} with the fix"
        if decides
        else f"with a free choice of its inputs, the output reaches a skill of {baseline:.2f} with {loss}, "
        f"and {fixed:.2f} with the fix"
    )
    return Proof("head-ceiling", said, baseline, fixed, decides)


def affinity(baseline: float, fixed: float | None) -> Proof:
    """How far what the head gets is from a linear map of the input."""
    straight = "is one linear map of the input" if baseline < STRAIGHT else "is not linear in the input"
    return Proof("affinity", f"residual of linearity: the input of the output layer {straight}", baseline, fixed)


def feature_spread(baseline: float, fixed: float | None) -> Proof:
    """How much what the head gets differs from sample to sample."""
    same = "hardly differ between samples" if baseline < FLAT_SPREAD else "differ between samples"
    words = f"relative spread before training: the features that the output layer receives {same}"
    return Proof("feature-spread", words, baseline, fixed)


def loss_at_start(due: float, baseline: float, fixed: float | None) -> Proof:
    """The loss before training beside that of a model that knows nothing yet."""
    odd = "" if USUAL[0] < baseline / due < USUAL[1] else ", far from the expected value"
    words = f"loss before training{odd}: an untrained model should have {due:.2f}"
    return Proof("loss-at-start", words, baseline, fixed)
