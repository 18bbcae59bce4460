"""What an edit is rendered from: the editable program, the one that was read of it, and how it spells names."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

import libcst

from kerasrules.fixing.comma_list import CommaList
from kerasrules.fixing.editable_program import EditableProgram, EditableUnit
from kerasrules.model.locations import Location
from kerasrules.model.network import Layer, Node, Tensor
from kerasrules.model.program import Program
from kerasrules.model.training import Optimizer

if TYPE_CHECKING:
    from kerasrules.fixing.speller import Speller


class FixContext:
    """One reading of a program, with what several edits ask of it."""

    def __init__(self, editable: EditableProgram, program: Program) -> None:
        self.editable = editable
        self.program = program
        self._nodes: dict[Location, list[Node]] = {}
        for node in program.nodes:
            for layer in _with_inner(node.layer):
                self._nodes.setdefault(layer.location, []).append(node)

    @cached_property
    def speller(self) -> Speller:
        """How the program spells what it has of Keras."""
        from kerasrules.fixing.speller import Speller

        return Speller(self.editable)

    def nodes(self, location: Location) -> list[Node]:
        """The calls of the layers that are made at a place, as the models that they are parts of have them.

        Without those that come from calling a whole model again, and of a pretrained network without its own making.
        """
        return [node for layer in self.layers(location) for node in self.nodes_of(layer)]

    def nodes_of(self, layer: Layer) -> list[Node]:
        """Likewise of one layer."""
        nodes = self._nodes[layer.location]
        own = [node for node in nodes if layer in _with_inner(node.layer)]
        if layer.kind == "backbone" and any(node.location != layer.location for node in own):
            own = [node for node in own if node.location != layer.location]
        outermost = min(len(node.call_path) for node in own)
        return [node for node in own if len(node.call_path) == outermost]

    def layers(self, location: Location) -> list[Layer]:
        """The layers that are made at a place, each once; the input that comes with one is none."""
        nodes = [node for node in self._nodes.get(location, []) if node.layer.kind != "input"]
        layers = (layer for node in nodes for layer in _with_inner(node.layer) if layer.location == location)
        return list(dict.fromkeys(layers))

    def argument(self, location: Location, name: str) -> Location | None:
        """Where the argument of a layer or optimizer that is made at a place stands, also without its name."""
        for layer in self.layers(location):
            if name in layer.arguments:
                return layer.arguments[name]
        for training in self.program.trainings:
            optimizer = training.optimizer
            if isinstance(optimizer, Optimizer) and optimizer.location == location and name in optimizer.arguments:
                return optimizer.arguments[name]
        return None

    @cached_property
    def _heads(self) -> set[int]:
        outputs = (t for model in self.program.models for alternatives in model.outputs for t in alternatives)
        return {id(tensor) for tensor in outputs if isinstance(tensor, Tensor)}

    def ends_model(self, node: Node) -> bool:
        """Whether a node yields an output of a model."""
        return any(id(tensor) in self._heads for tensor in node.outputs)


def _with_inner(layer: Layer) -> Iterable[Layer]:
    """A layer and those that it wraps."""
    while isinstance(layer, Layer):
        yield layer
        inner = layer.config.get("layer")
        if not isinstance(inner, Layer):
            break
        layer = inner


def arguments(unit: EditableUnit, call: libcst.Call) -> CommaList:
    """The arguments of a call as items."""
    spans = [unit.tree.span(argument) for argument in call.args]
    begin, _ = unit.tree.span(call.whitespace_before_args)
    _, end = unit.tree.span(call)
    return CommaList(unit, spans, begin, end - 1)


def keyword(call: libcst.Call, name: str) -> libcst.Arg | None:
    """The argument that a call gives by this name."""
    return next((arg for arg in call.args if arg.keyword is not None and arg.keyword.value == name), None)


def is_open(call: libcst.Call) -> bool:
    """Whether a call spreads a list or a dictionary over its arguments."""
    return any(arg.star for arg in call.args)


def call_at(context: FixContext, location: Location) -> tuple[EditableUnit, libcst.Call]:
    """The call at a place and the unit that it is in. Raises CannotFix."""
    unit = context.editable.unit(location)
    return unit, unit.tree.find(location, libcst.Call)
