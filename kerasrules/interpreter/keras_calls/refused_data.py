"""Data that fit and its like refuse, whatever the model computes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.array_domain.dtypes import holds_objects
from kerasrules.interpreter.structures import parts_of
from kerasrules.interpreter.values import ArrayObject, Dataset, DictValue, KerasModel, LayerObject, ListValue, Value
from kerasrules.keras_api.declared_input import DECLARING
from kerasrules.model.locations import Location
from kerasrules.model.network import Tensor
from kerasrules.model.unknown import Unknown

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context

_FEEDING = frozenset({"fit", "evaluate", "predict", "train_on_batch", "test_on_batch", "predict_on_batch"})
_NAMED_BY_KERAS = r"(input|keras_tensor)(_|\d|$)"
"""Names that an input may have that is given none."""


class RefusedData:
    """Notes data that a call cannot take."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx

    def note(
        self, model: KerasModel, method: str, given: Mapping[str, Value], arguments: Arguments, location: Location
    ) -> None:
        """given: the arguments by name, datasets in place of generators. arguments: as the call passes them."""
        for reason in (
            *_of_kind(method, given, arguments),
            *_beside_dataset(method, given),
            *_weights(method, given),
            *_split(method, given),
        ):
            self.ctx.note_refusal(method, reason, location)
        # a None that was computed may be what is left of something unknown
        missing = "x" not in given and isinstance(given.get("y"), ArrayObject) and not arguments.incomplete
        if missing and model.form in ("sequential", "functional") and model.instance is None:
            self.ctx.note_refusal(method, "it receives y, but no x", location)
        if method in _FEEDING:
            self.ctx.note_refusal(method, _by_name(model, given.get("x")), location, newly=True)


def _of_kind(method: str, given: Mapping[str, Value], arguments: Arguments) -> Iterator[str]:
    """Data of a kind that Keras does not take: a text, a number, the shape of an array, Python objects."""
    x, y = arguments.get("x", 0), given.get("y")
    if isinstance(x, (str, bool, int, float)):
        yield f"x must be an array or a dataset, not {x!r}"
    elif isinstance(x, tuple) and x and all(type(item) is int for item in x):
        yield f"x must be an array or a dataset, not the tuple {x!r}"
    if method in ("fit", "evaluate") and isinstance(y, (int, float, str)) and isinstance(x, ArrayObject):
        yield f"y must be an array, not {y!r}"
    for name in ("x", "y") if method in _FEEDING and not isinstance(x, Dataset) else ():
        if any(map(holds_objects, parts_of(given.get(name)))):
            yield f"{name} has dtype=object, and its items cannot be converted to numbers of one kind"


def _weights(method: str, given: Mapping[str, Value]) -> Iterator[str]:
    """Weights for another number of samples."""
    x, weight = given.get("x"), given.get("sample_weight")
    if method not in ("fit", "evaluate") or not isinstance(x, ArrayObject) or not isinstance(weight, ArrayObject):
        return
    samples, weights = (array.info.shape[0] if array.info.shape else None for array in (x, weight))
    if samples is not None and weights is not None and samples != weights:
        yield f"sample_weight has {weights} items, but x has {samples} samples"


def _split(method: str, given: Mapping[str, Value]) -> Iterator[str]:
    """So large a part for validation that nothing is left."""
    x, split = given.get("x"), given.get("validation_split")
    samples = x.info.shape[0] if isinstance(x, ArrayObject) and x.info.shape else None
    if method == "fit" and samples and isinstance(split, float) and 0 < split < 1 and int(samples * (1 - split)) == 0:
        yield f"validation_split={split!r} leaves none of the {samples} samples to train on"


def _beside_dataset(method: str, given: Mapping[str, Value]) -> Iterator[str]:
    """What cannot be passed beside a dataset or generator."""
    if not isinstance(given.get("x"), Dataset):
        return
    for name in ("y", "sample_weight"):
        value = given.get(name)
        if value is not None and not isinstance(value, Unknown):
            what = "targets" if name == "y" else "weights"
            yield f"{name} cannot be passed together with a dataset, whose batches hold the {what}"
    split = given.get("validation_split")
    if isinstance(split, float) and split > 0 and method == "fit":
        yield "validation_split needs arrays, and cannot divide a dataset"


def _by_name(model: KerasModel, x: Value) -> str | None:
    """Data passed by names that no input has."""
    if isinstance(x, Dataset):
        x = x.element[0] if isinstance(x.element, tuple) and x.element else x.element
    inputs = _input_names(model)
    if not isinstance(x, DictValue) or isinstance(x.items, Unknown) or not inputs:
        return None
    keys = [key for key in x.items if isinstance(key, str)]
    if not keys or len(keys) < len(x.items):
        return None
    if all(
        name in keys if name is not None else any(re.match(_NAMED_BY_KERAS, key) for key in keys) for name in inputs
    ):
        return None
    named = [repr(name) for name in inputs if name is not None]
    whose = f"whose inputs are named {', '.join(named)}" if named else "whose input has no name of its own"
    return f"the data have the keys {', '.join(map(repr, keys))}, but not those of the model, {whose}"


def _input_names(model: KerasModel) -> tuple[str | None, ...]:
    """The names of the inputs as the program gives them; empty where they are not known, or the data may be a dict."""
    if model.instance is not None:
        return ()
    if model.form == "sequential":
        first = model.layers[0] if model.layers else None
        if isinstance(first, Tensor):
            return (first.node.layer.name,) if first.node.layer.kind == "input" else ()
        return (None,) if isinstance(first, LayerObject) and _declares(first.layer.config) else ()
    inputs = model.inputs.items if isinstance(model.inputs, ListValue) else model.inputs
    inputs = (inputs,) if isinstance(inputs, Tensor) else inputs
    if model.form != "functional" or not isinstance(inputs, tuple):
        return ()
    if not all(isinstance(one, Tensor) and one.node.layer.kind == "input" for one in inputs):
        return ()
    return tuple(one.node.layer.name for one in inputs)


def _declares(config: Mapping[str, object]) -> bool:
    return any(config.get(name) is not None for name in DECLARING)
