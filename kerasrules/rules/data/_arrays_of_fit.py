"""Arrays that a call gives and that Keras does not take together, whatever the model makes of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kerasrules.model.data import ArrayInfo, DataInfo
from kerasrules.model.network import Model
from kerasrules.model.record import record
from kerasrules.model.training import Fit
from kerasrules.model.unknown import Unknown
from kerasrules.rules.data._sample_relations import are_apart

_FEEDING = frozenset({"fit", "evaluate", "predict"})


@record(frozen=True)
class ArraysFault:
    """What is wrong, in words that a sentence starts with, and what to do about it. data: where they come from."""

    message: str
    help: str
    data: tuple[ArrayInfo, ...] = ()


def faults_of_arrays(model: Model, fit: Fit) -> Iterator[ArraysFault]:
    """Arrays with different numbers of samples, or too many or few for the model."""
    if fit.method not in _FEEDING or fit.incomplete or fit.lists:
        return
    if not isinstance(fit.arguments.get("x"), DataInfo):
        yield from _samples("", fit.x, fit.y)
        yield from _inputs(model, fit)
        yield from _outputs(model, fit)
    if not isinstance(fit.arguments.get("validation_data"), DataInfo):
        yield from _samples("validation ", fit.validation_x, fit.validation_y)


def _samples(words: str, x: Sequence[ArrayInfo | Unknown], y: Sequence[ArrayInfo | Unknown]) -> Iterator[ArraysFault]:
    """Each array has one item for each sample; arrays of other samples are KR314's."""
    if are_apart(x, y):
        return
    counted = [
        (name, array, array.shape[0])
        for name, arrays in ((f"{words}x", x), (f"{words}y", y))
        for array in arrays
        if isinstance(array, ArrayInfo) and array.shape and array.shape[0] is not None
    ]
    for name, array, count in counted[1:]:
        first, data, samples = counted[0]
        if count != samples:
            many = f"{samples} {'sample' if samples == 1 else 'samples'}"
            other = f"but {name} has {count}" if name != first else f"and another one has {count}"
            yield ArraysFault(
                f"{first} has {many}, {other}. Keras raises an error because each sample needs its own"
                f" {'target' if name != first else 'item in each'}",
                "give x and y the same number of samples",
                (data, array),
            )
            return


def _inputs(model: Model, fit: Fit) -> Iterator[ArraysFault]:
    """A list has one array for each input."""
    count, given = len(model.inputs), len(fit.x)
    # Sequential takes the first of several arrays
    if model.kind != "functional" or not model.complete or not fit.x or not count:
        return
    if given == count or (given == 1 and isinstance(fit.x[0], Unknown)):
        return
    one = "one array" if given == 1 else f"{given} arrays"
    yield ArraysFault(
        f"{fit.method} receives {one}, but the model has {count} input{'' if count == 1 else 's'}. Keras raises an"
        " error",
        "pass one array for each input",
        tuple(array for array in fit.x[:1] if isinstance(array, ArrayInfo)),
    )


def _outputs(model: Model, fit: Fit) -> Iterator[ArraysFault]:
    """A list of targets has one array for each output."""
    count, given = len(model.outputs), len(fit.y)
    if model.kind in ("functional", "sequential") and model.complete and count == 1 and given > 1:
        yield ArraysFault(
            f"{fit.method} receives {given} arrays of targets, but the model has one output. Keras raises an error",
            "pass one array of targets",
        )
