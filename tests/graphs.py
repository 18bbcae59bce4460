"""A tiny builder of programs by hand: the rules are tested without the reader."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kerasrules.keras_api import shapes, signatures
from kerasrules.model.data import ArrayInfo
from kerasrules.model.findings import Finding
from kerasrules.model.locations import Location, Position
from kerasrules.model.network import Head, Layer, Model, Node, ReachingInput, Tensor
from kerasrules.model.program import Program
from kerasrules.model.training import Fit, Loss, Optimizer, OutputLoss, Training
from kerasrules.model.unknown import Unknown
from kerasrules.rules import RULES


class Graph:
    """Layers and calls, each on a line of its own."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.models: list[Model] = []
        self.trainings: list[Training] = []
        self._line = 0

    def location(self) -> Location:
        self._line += 1
        return Location("model.py", Position(self._line, 1), Position(self._line, 9))

    def input(self, *shape: int | None) -> Tensor:
        node = Node(Layer("input", "InputLayer", self.location()), (), self.location())
        return self._output(node, (None, *shape))

    def layer(self, class_name: str, **config: Any) -> Layer:
        """A layer of Keras with its defaults filled in."""
        bound = dict(signatures.bind(signatures.LAYERS[class_name], (), config))
        if "activation" in bound and bound["activation"] is None:
            bound["activation"] = "linear"
        return Layer("layer", class_name, self.location(), bound, name=config.get("name"))

    def call(self, layer: Layer, *inputs: Tensor | tuple[Tensor | Unknown, ...]) -> Tensor:
        """Call a layer; a tuple is one input with several alternatives."""
        alternatives = tuple(item if isinstance(item, tuple) else (item,) for item in inputs)
        node = Node(layer, alternatives, self.location())
        for one in alternatives:
            for tensor in one:
                if isinstance(tensor, Tensor) and node not in tensor.node.consumers:
                    tensor.node.consumers.append(node)
        first = alternatives[0][0]
        shape = first.shape if isinstance(first, Tensor) else None
        if layer.kind == "layer":
            given = tuple(one[0].shape if isinstance(one[0], Tensor) else None for one in alternatives)
            shape = shapes.infer(layer.class_name, layer.config, given).outputs[0]
        return self._output(node, shape)

    def add(self, class_name: str, *inputs: Tensor | tuple[Tensor | Unknown, ...], **config: Any) -> Tensor:
        """Make a layer and call it."""
        return self.call(self.layer(class_name, **config), *inputs)

    def chain(self, tensor: Tensor, *layers: tuple[str, dict[str, Any]] | str) -> Tensor:
        """Layer after layer."""
        for item in layers:
            class_name, config = (item, {}) if isinstance(item, str) else item
            tensor = self.add(class_name, tensor, **config)
        return tensor

    def op(self, name: str, *args: Any, **kwargs: Any) -> Tensor:
        layer = Layer("op", name, self.location(), {"args": args, "kwargs": kwargs})
        return self.call(layer, *(arg for arg in args if isinstance(arg, Tensor)))

    def other(self, kind: str, class_name: str, *inputs: Tensor, **config: Any) -> Tensor:
        return self.call(Layer(kind, class_name, self.location(), config), *inputs)

    def model(self, *outputs: Tensor, **info: Any) -> Model:
        model = Model(
            kind="functional",
            class_name="Model",
            name=None,
            location=self.location(),
            inputs=(),
            outputs=tuple((tensor,) for tensor in outputs),
            output_names=(None,) * len(outputs),
            nodes=tuple(self.nodes),
            layers=(),
            **info,
        )
        self.models.append(model)
        return model

    def head(self, tensor: Tensor, **info: Any) -> Head:
        """The head that a layer with weights and its own activation makes."""
        layer = tensor.node.layer
        found: dict[str, Any] = {
            "activation": layer.config.get("activation", "linear"),
            "units": layer.config.get("units", layer.config.get("filters", Unknown("not written"))),
            "layer": layer,
            "node": tensor.node,
            "location": layer.location,
            "tensor": tensor,
        }
        return Head(**{**found, **info})

    def loss(self, name: str, from_logits: bool | Unknown = False, **info: Any) -> Loss:
        return Loss(name, from_logits, self.location(), info.pop("spelling", name), **info)

    def fit(self, y: ArrayInfo | Unknown | None = None, **info: Any) -> Fit:
        return Fit("fit", self.location(), (), (y,) if y is not None else (), **info)

    def train(self, head: Head | Unknown, loss: Loss | Unknown, *fits: Fit, **info: Any) -> Training:
        """One output bound to one loss, and trained once where nothing else is said."""
        optimizer = Optimizer(info.pop("optimizer", "Adam"), self.location(), info.pop("rate", 0.001))
        training = Training(
            location=self.location(),
            model=info.pop("model", Unknown("not needed")),
            output_losses=(OutputLoss(head, loss),),
            optimizer=optimizer,
            fits=fits,
            **{"escapes": not fits, **info},
        )
        self.trainings.append(training)
        return training

    def arrival(self, tensor: Tensor, value: ArrayInfo) -> ReachingInput:
        return ReachingInput(tensor.node, value, value)

    def program(self) -> Program:
        return Program("model.py", tuple(self.models), tuple(self.trainings), tuple(self.nodes))

    def findings(self, *codes: str) -> list[Finding]:
        """What the rules with these codes (all where there are none) say."""
        program = self.program()
        return [finding for rule in RULES if not codes or rule.code in codes for finding in rule.check(program)]

    def found(self, *codes: str) -> list[tuple[str, str]]:
        """The same in short: code and severity."""
        return [(finding.code, finding.severity.value) for finding in self.findings(*codes)]

    def _output(self, node: Node, shape: Iterable[int | None] | None) -> Tensor:
        tensor = Tensor(node, 0, None if shape is None else tuple(shape))
        node.outputs.append(tensor)
        self.nodes.append(node)
        return tensor


def dense(units: int, activation: str = "linear", **config: Any) -> tuple[str, dict[str, Any]]:
    return "Dense", {"units": units, "activation": activation, **config}


def conv(filters: int, size: int = 3, activation: str = "linear", **config: Any) -> tuple[str, dict[str, Any]]:
    return "Conv2D", {"filters": filters, "kernel_size": size, "activation": activation, "padding": "same", **config}
