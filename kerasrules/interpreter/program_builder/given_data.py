"""The data that the user names by hand, in the place of those of a training call of which nothing is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kerasrules.interpreter.array_domain import measured
from kerasrules.model.data import ArrayInfo
from kerasrules.model.network import Model
from kerasrules.model.record import replace
from kerasrules.model.training import Fit
from kerasrules.model.unknown import Unknown

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


def with_given_data(ctx: Context, fit: Fit, model: Model | Unknown) -> Fit:
    """The call with the columns of the user's table, where it surely feeds one input and nothing is known of that."""
    if not isinstance(model, Model) or len(model.inputs) != 1 or not fit.trains or fit.incomplete:
        return fit
    if len(fit.x) != 1 or len(fit.y) > 1 or not all(map(_says_nothing, fit.x)):
        return fit
    given, target = ctx.data_files.given_table(), ctx.data_files.given_target
    if given is None or target is None:
        return fit
    features, labels = measured.features_and_target(*given, target, ArrayInfo(origin=f"--data {given[1]}"))
    if features is None or labels is None:
        return fit
    y = (labels,) if fit.y and all(map(_says_nothing, fit.y)) else fit.y
    return replace(fit, x=(features,), y=y)


def _says_nothing(array: ArrayInfo | Unknown) -> bool:
    """Whether neither the values of an array are known nor what was done to them."""
    if isinstance(array, Unknown):
        return True
    known = array.standardized or array.mean is not None or array.encoding is not None or bool(array.steps)
    return not known and array.low is None and array.high is None and array.seen is None
