"""Arrays that a call gives and that Keras does not take together, whatever the model makes of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kerasrules.keras_api.layer_traits import LINEAR_MAPS, RECURRENT, Family, of_family
from kerasrules.model.data import ArrayInfo, DataInfo
from kerasrules.model.network import Model
from kerasrules.model.record import record
from kerasrules.model.training import Fit
from kerasrules.model.unknown import Unknown
from kerasrules.rules.data._sample_relations import are_apart
from kerasrules.rules.graph import is_class

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
    yield from _texts(model, fit)
    if not isinstance(fit.arguments.get("x"), DataInfo):
        yield from _samples("", fit.x, fit.y, cut=_splits(fit))
        yield from _inputs(model, fit)
        yield from _outputs(model, fit)
    if not isinstance(fit.arguments.get("validation_data"), DataInfo):
        yield from _samples("validation ", fit.validation_x, fit.validation_y)


def _texts(model: Model, fit: Fit) -> Iterator[ArraysFault]:
    """Text for a model that computes with numbers from its first layer on."""
    for array in fit.x:
        if isinstance(array, ArrayInfo) and array.encoding == "text" and _is_numeric(model):
            yield ArraysFault(
                "x is text, but no layer of the model reads text. Keras raises an error",
                "turn the text into numbers first, for instance with TextVectorization or StringLookup",
                (array,),
            )
            return


def _is_numeric(model: Model) -> bool:
    """Whether no layer of a model could take text."""
    known = model.complete and model.kind in ("functional", "sequential") and bool(model.nodes)
    return known and all(
        node.layer.kind == "input" or is_class(node.layer, _NUMERIC) for node in model.nodes if node.layer.kind != "op"
    )


_NUMERIC = (
    LINEAR_MAPS
    | RECURRENT
    | of_family(Family.ACTIVATION, Family.EMBEDDING, Family.MERGING, Family.NOISE, Family.NORMALIZATION, Family.POOLING)
    | of_family(Family.RESHAPING)
)


def _splits(fit: Fit) -> bool:
    """Whether the last samples are set aside for validation."""
    split = fit.arguments.get("validation_split")
    return isinstance(split, float) and split > 0


def _samples(
    words: str, x: Sequence[ArrayInfo | Unknown], y: Sequence[ArrayInfo | Unknown], *, cut: bool = False
) -> Iterator[ArraysFault]:
    """Each array has one item for each sample. cut: the arrays are cut to the length of the first one.

    Arrays of other samples are KR314's.
    """
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
            own = f"each sample needs its own {'target' if name != first else 'item in each'}"
            consequence = f"Keras raises an error because {own}"
            if cut and count > samples:
                consequence = f"With validation_split, Keras ignores the last {count - samples}, but {own}"
            yield ArraysFault(
                f"{first} has {many}, {other}. {consequence}",
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
