"""The variants of a trial beside each other in numbers: as written, with the fix, with all fixes together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any, NamedTuple

from kerasrules.report import confirm_numbers as numbers
from kerasrules.report.confirm_words import BASELINE, FIXED, TOGETHER, verdicts


class VariantRow(NamedTuple):
    """One variant of a model in numbers: medians over the seeds, None where there is none."""

    label: str
    variant: Mapping[str, Any]
    steps: int | None
    won: str

    def cells(self) -> tuple[str, ...]:
        """As text, in the order of `COLUMNS`."""
        variant = self.variant
        return (
            numbers.skill(variant.get("skill")),
            numbers.skill(variant.get("held_out")),
            _loss_of(variant, "loss_start"),
            _loss_of(variant, "loss_end"),
            numbers.NOT_KNOWN if self.steps is None else str(self.steps),
            self.won,
        )


def _loss_of(variant: Mapping[str, Any], key: str) -> str:
    """A loss of a variant. JSON has no NaN: where a curve was recorded, None stands for values that are not finite."""
    recorded = any((run.get("curve") or {}).get("loss") for run in variant.get("runs") or ())
    return numbers.NOT_FINITE if variant.get(key) is None and recorded else numbers.loss(variant.get(key))


COLUMNS = ("skill", "held-out skill", "loss at start", "loss at end", "steps", "seeds won")
"""The headings of `VariantRow.cells`."""


def course(variant: Mapping[str, Any], most: int = 16) -> list[float]:
    """The skill as it developed, the median over the seeds, in at most so many steps."""
    at: dict[float, list[float]] = {}
    for run in variant.get("runs") or ():
        curve = run.get("curve") or {}
        for step, value in zip(curve.get("step") or (), curve.get("skill") or (), strict=False):
            number, when = numbers.finite(value), numbers.finite(step)
            if number is not None and when is not None:
                at.setdefault(when, []).append(number)
    values = [median(at[step]) for step in sorted(at)]
    if len(values) > most:
        values = [values[round(index * (len(values) - 1) / (most - 1))] for index in range(most)]
    return values


def rows(verdict: Mapping[str, Any]) -> list[VariantRow]:
    """The variants that were trained, to be compared line by line."""
    found = []
    total = len(verdict.get("seeds") or ())
    for label, key, wins in ((BASELINE, "as_written", "losses"), (FIXED, "remedied", "wins")):
        variant = verdict.get(key)
        if variant and _was_trained(variant):
            number = verdict.get(wins)
            won = f"{number} of {total}" if isinstance(number, int) and total else numbers.NOT_KNOWN
            found.append(VariantRow(label, variant, _steps(variant, verdict.get("steps")), won))
    if len(found) < 2:  # nobody wins alone
        found = [row._replace(won=numbers.NOT_KNOWN) for row in found]
    return found


def combined_rows(document: Mapping[str, Any]) -> list[VariantRow]:
    """The model as written beside the one with every remedy; empty where they were not tried together."""
    variant = (document.get("combined") or {}).get("remedied")
    if not variant or not _was_trained(variant):
        return []
    found = []
    written = baseline(document)
    if written:
        found.append(VariantRow(BASELINE, written, _steps(written, None), numbers.NOT_KNOWN))
    return [*found, VariantRow(TOGETHER, variant, _steps(variant, None), numbers.NOT_KNOWN)]


def baseline(document: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What all remedies together are compared with: of the variants as written the one with the most seeds."""
    codes = (document.get("combined") or {}).get("remedies") or ()
    variants = [one["as_written"] for one in verdicts(document) if one.get("as_written") and one.get("code") in codes]
    variants = variants or [one["as_written"] for one in verdicts(document) if one.get("as_written")]
    return max(variants, key=lambda variant: len(variant.get("runs") or ()), default=None)


def used_columns(found: Sequence[VariantRow]) -> list[int]:
    """Which of `COLUMNS` have anything in them."""
    cells = [row.cells() for row in found]
    return [index for index in range(len(COLUMNS)) if any(row[index] != numbers.NOT_KNOWN for row in cells)]


def _was_trained(variant: Mapping[str, Any]) -> bool:
    return bool(variant.get("runs")) or any(variant.get(key) is not None for key in ("skill", "held_out", "loss_end"))


def _steps(variant: Mapping[str, Any], otherwise: Any) -> int | None:
    steps = [run["steps"] for run in variant.get("runs") or () if isinstance(run.get("steps"), int)]
    return max(steps, default=otherwise if isinstance(otherwise, int) else None)
