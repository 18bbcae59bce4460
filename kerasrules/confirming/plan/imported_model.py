"""A model that the user's own code has built, as a `Program`: what the interpreter makes of source, from the object.

The rules and the planner then work on it as on any other program. A layer whose class is not Keras' own keeps the
object itself, to be made again by its own `from_config`. Lines are those on which the code made each layer.
"""

from __future__ import annotations

import inspect
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from types import FrameType
from typing import Any, Protocol

from kerasrules.confirming.plan.compiled_loss import compiled_loss
from kerasrules.confirming.plan.model_plan import ACTIVATIONS, CallArguments, Slot
from kerasrules.interpreter.output_layer import head_of
from kerasrules.keras_api.activations import canonical_activation
from kerasrules.keras_api.metrics import canonical_metric
from kerasrules.keras_api.signatures import LAYERS, REQUIRED
from kerasrules.model.locations import Location, Position
from kerasrules.model.network import Layer, Model, Node, SummaryRow, Tensor
from kerasrules.model.program import Program
from kerasrules.model.record import field, record, replace
from kerasrules.model.training import KerasObject, Metric, Optimizer, OutputLoss, Training
from kerasrules.model.unknown import Unknown
from kerasrules.source.relative_paths import relative_path


@record(frozen=True, eq=False)
class ImportedLayer(Layer):
    """A layer or an operation that is not Keras' own: the object itself, to be made again or to be called."""

    operation: object = None


@record(eq=False)
class ImportedNode(Node):
    """A call of such an object, which is opaque but for its arguments."""

    given: CallArguments = field(default_factory=CallArguments)


class UnusableModel(Exception):
    """The user's code gives nothing that can be examined, in words for them."""


class LayerPlaces(Protocol):
    """Knows where the parts of a model were made."""

    def location(self, layer: Any, default: Location) -> Location:
        """Where a layer, an operation or the model was made."""


class CreationLines:
    """Remembers by which call of the user's code each layer is made, from `watch` on."""

    def __init__(self, root: str) -> None:
        """root: the folder of Keras itself, whose own lines do not count."""
        self._root = root + os.sep
        self._made: dict[int, tuple[str, Position, Position]] = {}
        self._kept: list[Any] = []
        """The layers, so that no other one gets the number of one that is gone."""

    def watch(self, layer_class: Any) -> None:
        """Note the line whenever a layer of this class is made."""
        original = layer_class.__init__
        made = self._made

        def noted(layer: Any, *args: Any, **kwargs: Any) -> None:
            if id(layer) not in made:
                where = self._line()
                if where is not None:
                    made[id(layer)] = where
                    self._kept.append(layer)
            original(layer, *args, **kwargs)

        layer_class.__init__ = noted

    def _line(self) -> tuple[str, Position, Position] | None:
        frame: FrameType | None = sys._getframe(2)
        while frame is not None:
            path = frame.f_code.co_filename
            if not path.startswith((self._root, "<")) and os.path.abspath(path) != os.path.abspath(__file__):
                return path, *_extent(frame)
            frame = frame.f_back
        return None

    def location(self, layer: Any, default: Location) -> Location:
        """Where the layer was made."""
        found = self._made.get(id(layer))
        if found is None:
            return default
        return Location(_short(found[0]), found[1], found[2])


def _extent(frame: FrameType) -> tuple[Position, Position]:
    """Where the call that a frame is in begins and ends; before Python 3.11 only its line is known."""
    positions = getattr(frame.f_code, "co_positions", None)
    found = next(islice(positions(), frame.f_lasti // 2, None), None) if positions is not None else None
    if found is None or None in found:
        return Position(frame.f_lineno, 1), Position(frame.f_lineno, 1)
    line, end_line, column, end_column = found
    return Position(line, column + 1), Position(end_line, end_column + 1)


class _Places:
    """Gives each thing a place of its own, as fixes name what they change by its place.

    What one call makes, as in a loop or in a function that is called again, ends one column further each time.
    """

    def __init__(self) -> None:
        self._given: Counter[Location] = Counter()

    def own(self, place: Location) -> Location:
        """The place, told from those given before."""
        again = self._given[place]
        self._given[place] += 1
        return replace(place, end=replace(place.end, column=place.end.column + again)) if again else place


def _short(path: str) -> str:
    base = os.environ.get("KERASRULES_FOLDER", os.getcwd())
    below = os.path.abspath(path).startswith(base + os.sep)
    return relative_path(path, base) if below else path


def program_of(model: Any, lines: LayerPlaces, location: Location) -> Program:
    """The program that consists of this compiled model. Raises UnusableModel."""
    import keras

    if not isinstance(model, keras.Model):
        raise UnusableModel(f"it returns {type(model).__name__}, not a keras.Model")
    if not getattr(model, "compiled", False):
        raise UnusableModel("the model is not compiled: confirm needs its loss and optimizer")
    graph = graph_of(model)
    if graph is None:
        raise UnusableModel("a subclassed model is not a graph of layers, so no fix can be applied to it")
    return program_of_graph(model, graph, lines, location)


def graph_of(model: Any) -> Any:
    """The functional model that a model, or a layer that is one, consists of; None where it is no graph of layers."""
    graph = getattr(model, "_functional", None) or model  # a Sequential holds a functional model
    return graph if hasattr(graph, "operations") and getattr(graph, "outputs", None) else None


def program_of_graph(model: Any, graph: Any, lines: LayerPlaces, location: Location) -> Program:
    """The program that consists of a model whose layers make this graph; without a training if it is not compiled."""
    return _ImportedModel(model, graph, lines, location).program()


class _ImportedModel:
    def __init__(self, model: Any, graph: Any, lines: LayerPlaces, location: Location) -> None:
        self.model, self.graph, self.lines, self.location = model, graph, lines, location
        self.layers: dict[int, Layer] = {}
        self.frozen: list[Any] = []
        self.nodes: list[Node] = []
        self.places = _Places()

    def program(self) -> Program:
        inputs = [self._input(tensor) for tensor in self.graph.inputs]
        outputs = self._walk(self.graph, inputs)
        rows = tuple(
            SummaryRow(n.layer.class_name, n.layer.name, n.layer.location, n.outputs[0].shape, n.parameters, None, n)
            for n in self.nodes
        )
        kind = "sequential" if type(self.model).__name__ == "Sequential" else "functional"
        model = Model(
            kind,
            type(self.model).__name__,
            None,
            self.lines.location(self.model, self.location),
            tuple(inputs),
            tuple((tensor,) for tensor in outputs),
            tuple(self.model.output_names) if hasattr(self.model, "output_names") else (None,) * len(outputs),
            tuple(self.nodes),
            rows,
            custom_train_step=_is_own(self.model, "train_step"),
            custom_compute_loss=_is_own(self.model, "compute_loss"),
        )
        if not getattr(self.model, "compiled", False):
            return Program(self.location.path, (model,), (), tuple(self.nodes), keras_version="3")
        pairs = tuple(
            OutputLoss(head_of((tensor,)), compiled_loss(self.model, index, self.places.own(self.location)), index)
            for index, tensor in enumerate(outputs)
        )
        training = Training(
            self.location,
            model,
            pairs,
            tuple(self._metrics()),
            self._optimizer(),
            escapes=True,
            trainable={self.layers[id(layer)]: False for layer in self.frozen},
        )
        return Program(self.location.path, (model,), (training,), tuple(self.nodes), keras_version="3")

    def _input(self, tensor: Any) -> Tensor:
        location = self.places.own(self.lines.location(tensor._keras_history.operation, self.location))
        layer = Layer("input", "InputLayer", location, {"shape": tuple(tensor.shape)}, {}, tensor.name)
        node = Node(layer, (), location, parameters=0)
        made = Tensor(node, 0, tuple(tensor.shape), str(tensor.dtype))
        node.outputs.append(made)
        self.nodes.append(node)
        return made

    def _walk(self, graph: Any, inputs: Sequence[Tensor]) -> list[Tensor]:
        """The outputs of a graph on these tensors; nested models are walked into."""
        known: dict[int, Tensor] = {id(own): given for own, given in zip(graph.inputs, inputs, strict=True)}
        for operation, node in _calls(graph):
            arguments = node.arguments.keras_tensors
            if all(id(tensor) in known for tensor in node.output_tensors):
                continue
            given = [known[id(tensor)] for tensor in arguments]
            inner = graph_of(operation)
            if inner is not None:
                made = self._walk(inner, given)
            else:
                made = self._node(operation, node, given)
            for tensor, result in zip(node.output_tensors, made, strict=True):
                known[id(tensor)] = result
        return [known[id(tensor)] for tensor in graph.outputs]

    def _node(self, operation: Any, call: Any, inputs: Sequence[Tensor]) -> list[Tensor]:
        layer = self.layers.get(id(operation))
        if layer is None:
            layer = self.layers[id(operation)] = self._layer(operation)
            if not getattr(operation, "trainable", True):
                self.frozen.append(operation)
        given = tuple((tensor,) for tensor in inputs)
        node = (
            ImportedNode(layer, given, layer.location, given=_arguments(call))
            if isinstance(layer, ImportedLayer)
            else Node(layer, given, layer.location)
        )
        node.parameters = operation.count_params() if hasattr(operation, "count_params") else 0
        node.outputs = [
            Tensor(node, index, tuple(tensor.shape), str(tensor.dtype))
            for index, tensor in enumerate(call.output_tensors)
        ]
        for tensor in inputs:
            if node not in tensor.node.consumers:
                tensor.node.consumers.append(node)
        self.nodes.append(node)
        return node.outputs

    def _layer(self, operation: Any) -> Layer:
        name = type(operation).__name__
        location = self.places.own(self.lines.location(operation, self.location))
        # keras.ops has classes of the same names, such as Multiply
        if name in LAYERS and type(operation).__module__.startswith("keras.src.layers."):
            config, locations = _config(name, operation.get_config(), location)
            if not any(isinstance(value, Unknown) for key, value in config.items() if key in locations):
                return Layer("layer", name, location, config, locations, operation.name)
        return ImportedLayer("custom", name, location, name=operation.name, operation=operation)

    def _metrics(self) -> Iterator[Metric]:
        """Those that compile was given by name, where they are for all outputs."""
        compiled = getattr(self.model, "_compile_config", None)
        given = compiled.config.get("metrics") if compiled is not None else None
        for spelling in given if isinstance(given, (list, tuple)) and len(self.graph.outputs) == 1 else ():
            name = canonical_metric(spelling) if isinstance(spelling, str) else None
            if name is not None:
                yield Metric(name, self.places.own(self.location), spelling=spelling)

    def _optimizer(self) -> Optimizer | Unknown:
        optimizer = self.model.optimizer
        config = dict(optimizer.get_config())
        rate = config.pop("learning_rate", None)
        if not isinstance(rate, (int, float)):
            return Unknown("the learning rate follows a schedule", self.location)
        config = {k: v for k, v in config.items() if k not in ("name", "loss_scale_factor") and v is not None}
        location = self.places.own(self.location)
        locations = {"learning_rate": location}
        return Optimizer(
            type(optimizer).__name__, location, float(rate), {**config, "learning_rate": float(rate)}, locations
        )


def _is_own(model: Any, method: str) -> bool:
    """Whether a method is not that of Keras."""
    return not str(getattr(getattr(type(model), method, None), "__module__", "keras.")).startswith("keras.")


def _calls(graph: Any) -> list[tuple[Any, Any]]:
    """(operation, node) in the order in which the graph is run."""
    found = []
    for depth in sorted(graph._nodes_by_depth, reverse=True):
        for node in graph._nodes_by_depth[depth]:
            if node.arguments.keras_tensors:
                found.append((node.operation, node))
    return found


def _config(name: str, given: Mapping[str, Any], location: Location) -> tuple[dict[str, object], dict[str, Location]]:
    """The arguments by parameter, as the interpreter gives them, and where those are that differ from the default."""
    config: dict[str, object] = {}
    locations: dict[str, Location] = {}
    for parameter in LAYERS[name].parameters:
        value = given.get(parameter.name, parameter.default)
        if value is REQUIRED:
            continue
        if parameter.name in given:
            value = _plain(value, parameter.name)
        if parameter.name in ACTIVATIONS and not isinstance(value, Unknown):
            value = "linear" if value is None else canonical_activation(str(value)) or Unknown("an activation")
        config[parameter.name] = value
        if parameter.name in given and value != parameter.default:
            locations[parameter.name] = location
    return config, locations


def _plain(value: Any, name: str) -> object:
    if isinstance(value, Mapping):
        if name.endswith(("initializer", "regularizer", "constraint")) and "class_name" in value:
            return KerasObject(str(value["class_name"]), None, dict(value.get("config", {})))
        if name == "dtype":
            return None
        return Unknown(f"{name} is an object")
    if isinstance(value, (list, tuple)):
        return tuple(_plain(item, name) for item in value)
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return Unknown(f"{name} is an object")


def _arguments(call: Any) -> CallArguments:
    """How an object is called, tensors replaced by their number."""
    numbers = {id(tensor): index for index, tensor in enumerate(call.arguments.keras_tensors)}

    def filled(value: Any) -> Any:
        if id(value) in numbers:
            return Slot(numbers[id(value)])
        if isinstance(value, (list, tuple)):
            return type(value)(filled(item) for item in value)
        return value

    return CallArguments(
        tuple(filled(item) for item in call.arguments.args),
        {name: filled(item) for name, item in call.arguments.kwargs.items()},
    )


def call_factory(factory: Callable[..., Any], arguments: Mapping[str, Any]) -> Any:
    """What the user's callable gives for these keyword arguments. Raises UnusableModel."""
    try:
        inspect.signature(factory).bind(**arguments)
    except TypeError as error:
        raise UnusableModel(f"it cannot be called this way: {error}") from None
    except ValueError:
        pass  # no signature to look at
    return factory(**arguments)
