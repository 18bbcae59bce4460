"""The wording that rules share."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kerasrules.model.data import ArrayInfo
from kerasrules.model.findings import Related
from kerasrules.model.network import Head, Layer, Node
from kerasrules.model.training import Fit, Loss
from kerasrules.model.unknown import Unknown
from kerasrules.rules.graph import channels, unwrap

_WRITTEN_SO = {"getitem": "the index"}
"""What no name of a function stands for in the program."""


def described(layer: Layer) -> str:
    """A layer as a reader knows it: "Dense(64)", "Conv2D(32) 'stem'", "the function relu"."""
    layer = unwrap(layer)
    is_named = layer.kind != "op" and layer.name and layer.name != layer.class_name
    return sized(layer) + (f" '{layer.name}'" if is_named else "")


def sized(layer: Layer) -> str:
    """A layer without its name, and a wrapper as what it is: "Dense(64)", "TimeDistributed", "the function relu"."""
    if layer.kind == "op":
        return _WRITTEN_SO.get(layer.class_name, f"the function {layer.class_name}")
    size = channels(layer) if "layer" not in layer.config else None
    return layer.class_name + (f"({size})" if size is not None else "")


def next_one(layer: Layer, before: Layer) -> str:
    """A layer after another one: "Dense(10)", or "the next Dense(64)" where both read the same."""
    words = described(layer)
    return f"the next {words.removeprefix('the ')}" if words == described(before) else words


def listed(items: Iterable[str]) -> str:
    """Words in a row: "a", "a and b", "a, b and c"."""
    words = list(items)
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def number(value: float) -> str:
    """A value of data as people write it: 255, 0.0039."""
    return f"{value:.0f}" if 1000 <= abs(value) < 1e15 else f"{value:.3g}"


def interval(low: float | None, high: float | None) -> str:
    """A range of values: "0 to 255"."""
    return f"{'?' if low is None else number(low)} to {'?' if high is None else number(high)}"


def reach(array: ArrayInfo) -> str:
    """How far values are known to reach: "0 to 255", "0 to 255 or beyond" where only a sample of them was seen."""
    low, high = array.reached or (array.low, array.high)
    return interval(low, high) + ("" if array.bounds_attained or array.seen is None else " or beyond")


def data_words(fit: Fit) -> str:
    """What the data beside those of the training are, by the call that gets them: "the data passed to predict"."""
    return _DATA_OF_CALLS.get(fit.method, "the validation data")


_DATA_OF_CALLS = {
    "evaluate": "the data passed to evaluate",
    "predict": "the data passed to predict",
    "call": "the data of this call",
}


def units(head: Head) -> str:
    """How many outputs the head has: "one unit", "10 units"."""
    if isinstance(head.units, Unknown):
        return "an unknown number of units"
    return "one unit" if head.units == 1 else f"{head.units} units"


def head_words(head: Head) -> str:
    """The output layer: "the output layer Dense(10)"; where several make the output, what joins them."""
    if head.layer is None and head.activation == "linear":
        return f"the output of {described(head.node.layer)}"
    return f"the output layer {described(head.layer or head.node.layer)}"


def head_here(head: Head) -> list[Related]:
    """Pointers to the output layer and, where that is another layer, to its activation."""
    activation = head.activation
    if not isinstance(activation, str):
        does = ""
    else:
        does = " without activation" if activation == "linear" else f" with {activation}"
    if head.layer is None and activation == "linear":
        return [Related(f"output computed here{does}", head.location)]
    location = unwrap(head.layer).location if head.layer is not None else head.location
    if location == head.location:
        return [Related(f"output layer{does}", head.location)]
    return [Related("output layer", location), Related(f"its activation: {activation}", head.location)]


def loss_words(loss: Loss) -> str:
    """The loss with its name, and the function around it where there is one."""
    return f"{loss.name} (inside {loss.via})" if loss.via else loss.name


def pass_loss(loss: Loss, other: str) -> str:
    """What to do to have another loss of Keras: where it stands in a function of the program, its other terms stay."""
    return f"use {other} inside {loss.via}" if loss.via else f'pass loss="{other}"'


def origin_here(array: ArrayInfo) -> list[Related]:
    """A pointer to where the data come from, where that is known."""
    found = []
    if array.origin_place is not None:
        found.append(Related(f"data: {array.origin}" if array.origin else "data created here", array.origin_place))
    if array.column is not None:
        found.append(Related(array.column.text, array.column.location))
    return found


_RANGE = r" -?[\d.]+\.\.-?[\d.]+"
_RESCALING = frozenset({"scale", "scale-labels", "standardize", "shift", "center", "power"})


def origin_words(array: ArrayInfo) -> str:
    """The origin in parentheses: " (keras.datasets.mnist pixels, rescaled)", without a range that no longer holds."""
    if not array.origin:
        return ""
    origin, has_more, more = array.origin.removeprefix("labels of ").partition(" (")
    origin += f", {more.removesuffix(')')}" if has_more else ""
    rescaled = any(step.kind in _RESCALING for step in array.steps)
    return f" ({re.sub(_RANGE, '', origin)}, rescaled)" if rescaled else f" ({origin})"


def input_origin(node: Node) -> str:
    """What is said of the place where a model's input gets its shape."""
    if node.built_by is None:
        return "input declared here"
    return "built here" if node.built_by in ("build", "call") else f"built here by {node.built_by}"
