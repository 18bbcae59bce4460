"""A model in memory as the lines that would make it: what findings about it point at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kerasrules.confirming.plan.imported_model import graph_of
from kerasrules.keras_api.signatures import LAYERS
from kerasrules.model.locations import Location, Position

PATH = "model"
NOWHERE = Location(PATH, Position(1, 1), Position(1, 1))
"""For what has no line."""
_OMITTED = frozenset({"name", "trainable", "dtype"})
_LONGEST = 60


class ModelSketch:
    """Lines like those of a program, and where in them each part of the model stands. Reports take it as a source."""

    def __init__(self, model: Any, graph: Any) -> None:
        self._lines: list[str] = []
        self._known: dict[int, Location] = {}
        title = f"{type(model).__name__}(name={model.name!r})"
        self._known[id(model)] = self._written("model = ", title)
        for operation in _operations(graph):
            text = _call(operation)
            self._known[id(operation)] = self._written(f"{operation.name} = ", text, _shape(operation))
        self.compile = self._written("model.", _compile(model)) if getattr(model, "compiled", False) else self.model
        self.fit = self.compile

    @property
    def model(self) -> Location:
        """Where the model is made."""
        return Location(PATH, Position(1, 1), Position(1, len(self._lines[0]) + 1))

    def add_fit(self, arguments: str, words: str) -> None:
        """Write down what the model is fitted on."""
        self.fit = self._written("model.", f"fit({arguments})", words)

    def location(self, layer: Any, default: Location) -> Location:
        """Where a layer, an operation or the model stands."""
        return self._known.get(id(layer), default)

    def line(self, path: str, cell: int | None, number: int) -> str | None:
        """One line, for reports."""
        return self._lines[number - 1] if path == PATH and 1 <= number <= len(self._lines) else None

    def _written(self, before: str, text: str, comment: str = "") -> Location:
        self._lines.append(f"{before}{text}{f'  # {comment}' if comment else ''}")
        start = Position(len(self._lines), len(before) + 1)
        return Location(PATH, start, Position(start.line, start.column + len(text)))


def _operations(graph: Any, *, is_nested: bool = False) -> Iterator[Any]:
    """Layers and operations in the order in which they run, those of nested models too."""
    for operation in graph.operations:
        inner = graph_of(operation)
        if inner is not None:
            yield from _operations(inner, is_nested=True)
        elif not (is_nested and type(operation).__name__ == "InputLayer"):
            yield operation


def _call(operation: Any) -> str:
    name = type(operation).__name__
    if name == "InputLayer":
        return f"Input({tuple(operation.batch_shape)[1:]})"
    return f"{name}({', '.join(_arguments(name, operation))})"


def _arguments(name: str, operation: Any) -> Iterator[str]:
    """Those that are not Keras' defaults, as far as they can be written."""
    signature = LAYERS.get(name)
    if signature is None:
        return
    try:
        config: Mapping[str, Any] = operation.get_config()
    except Exception:  # of a layer of the user's own
        return
    defaults = {parameter.name: parameter.default for parameter in signature.parameters}
    for parameter, value in config.items():
        value = list(value) if isinstance(value, tuple) else value
        default = defaults.get(parameter, value)
        default = list(default) if isinstance(default, tuple) else default
        if isinstance(value, list) and isinstance(default, int):
            default = [default] * len(value)
        plain = isinstance(value, (str, int, float, list))
        if plain and parameter in defaults and parameter not in _OMITTED and value not in (default, "linear"):
            yield f"{parameter}={_spelled(value)}"


def _spelled(value: Any) -> str:
    text = repr(value if not isinstance(value, list) else tuple(value))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _shape(operation: Any) -> str:
    try:
        return str(tuple(operation.output.shape))
    except (AttributeError, ValueError):  # several outputs, or called more than once
        return ""


def _compile(model: Any) -> str:
    optimizer = model.optimizer
    rate = optimizer.get_config().get("learning_rate")
    words = f"{type(optimizer).__name__}({f'learning_rate={rate:.4g}' if isinstance(rate, (int, float)) else ''})"
    return f"compile({words}, loss={_loss(getattr(model, 'loss', None))})"


def _loss(loss: Any) -> str:
    if loss is None or isinstance(loss, str):
        return repr(loss)
    if isinstance(loss, Mapping):
        return "{" + ", ".join(f"{key!r}: {_loss(one)}" for key, one in loss.items()) + "}"
    if isinstance(loss, (list, tuple)):
        return f"[{', '.join(map(_loss, loss))}]"
    if hasattr(loss, "get_config"):
        logits = "from_logits=True" if loss.get_config().get("from_logits") else ""
        return f"{type(loss).__name__}({logits})"
    return str(getattr(loss, "__name__", type(loss).__name__))
