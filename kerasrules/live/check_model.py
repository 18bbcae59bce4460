"""`kerasrules.check(model, x, y)`: the findings of a model and arrays that are in memory."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kerasrules.checking.settings import Settings
    from kerasrules.live.live_findings import LiveFindings
    from kerasrules.live.live_program import HowItFits
    from kerasrules.live.sampled_arrays import SampledArrays
    from kerasrules.model.findings import Finding
    from kerasrules.model.program import Program


def check(
    model: Any,
    x: Any = None,
    y: Any = None,
    *,
    batch_size: int | None = None,
    epochs: int | None = None,
    select: Iterable[str] | None = None,
    ignore: Iterable[str] = (),
) -> LiveFindings:
    """The findings of a Keras model, compiled or not, and of the data that it is to be fitted on.

    x, y: as fit takes them: arrays, tables, tensors, structures of these, or a dataset, of which the first batches are
    drawn. batch_size, epochs: likewise, where they are known. select, ignore: rules by code, prefix or name; else the
    settings of the nearest pyproject.toml hold. The model is not changed, and nothing is trained.

    Raises CannotExamine where the model or the data cannot be looked at.
    """
    from kerasrules.live.errors import in_words
    from kerasrules.live.live_program import HowItFits
    from kerasrules.live.sampled_arrays import sample
    from kerasrules.live.undisturbed import undisturbed

    with in_words(), undisturbed():
        data = None if x is None else sample(x, y)
    return check_sampled(model, data, HowItFits(batch_size, epochs), settings_of(select, ignore))


def check_sampled(model: Any, data: SampledArrays | None, how: HowItFits, settings: Settings) -> LiveFindings:
    """The same for samples that were drawn. Raises CannotExamine."""
    from kerasrules.live.errors import in_words
    from kerasrules.live.live_findings import LiveFindings
    from kerasrules.live.live_program import live_program

    with in_words():
        found = live_program(model, data, how)
    subject = f"{type(model).__name__} {model.name!r}"
    return LiveFindings(subject, judged(found.program, settings), found.sketch, found.notes)


def settings_of(select: Iterable[str] | None, ignore: Iterable[str]) -> Settings:
    """The settings that hold in the current folder, with these selectors."""
    from kerasrules.checking.settings import Overrides, SettingsFinder

    overrides = Overrides(select=None if select is None else tuple(select), ignore=tuple(ignore))
    return SettingsFinder(overrides).for_file("model.py")


def judged(program: Program, settings: Settings) -> list[Finding]:
    """What the selected rules say of a program."""
    from kerasrules.checking.judging import judge

    return [finding for finding in judge(program, settings.selection.codes) if settings.wants(finding)]
