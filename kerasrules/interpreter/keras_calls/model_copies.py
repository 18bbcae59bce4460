"""Copies of models: `clone_model(model)`, and what `load_model(path)` gives of a model that was saved there."""

from __future__ import annotations

import ast
import os
from typing import TYPE_CHECKING

from kerasrules.interpreter.event_log import EventLog
from kerasrules.interpreter.events import CompileEvent, TrainableSet
from kerasrules.interpreter.joins import join
from kerasrules.interpreter.keras_calls.model_graph import ordered
from kerasrules.interpreter.structures import tensors_in
from kerasrules.interpreter.values import (
    BranchItems,
    DictValue,
    KerasModel,
    LayerObject,
    LibraryObject,
    LoopItems,
    Union,
    Value,
    options,
)
from kerasrules.model.network import Alternatives, Layer, Node, Tensor
from kerasrules.model.record import replace
from kerasrules.model.unknown import Unknown

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


_CONFIG = "keras.Model.config"
"""The class of what `get_config` returns."""
_DEPTH = 5
"""Models in models are copied so deep."""


class ModelCopies:
    """Makes models like others, with layers of their own."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self._saved: dict[str, list[KerasModel]] = {}
        """The models that were saved, by path. What one branch saves another may load: files are not undone."""
        self._unknown: set[str] = set()
        """The paths under which something was saved of which nothing is known."""
        self._runs_other = False

    # ---- saving and loading ----

    def note_saved(self, model: Value, path: Value) -> None:
        """`model.save(path)`, or a checkpoint of it."""
        for one in options(model) if isinstance(path, str) else ():
            if isinstance(one, KerasModel):
                saved = self._saved.setdefault(os.path.normpath(path), [])
                if one not in saved:
                    saved.append(one)
            elif isinstance(one, Unknown):
                self._unknown.add(os.path.normpath(path))

    def load(self, path: Value, compiled: Value, node: ast.AST) -> Value:
        """The model that the program, or another one beside it, saved under a path."""
        if not isinstance(path, str):
            return self._from_elsewhere(node)
        path = os.path.normpath(path)
        if path in self._unknown:
            return self._from_elsewhere(node)
        if path not in self._saved:
            self._run_program_that_saves(path)
        saved = self._saved.get(path, [])
        copies = [self.copy(model, node, with_compile=compiled is not False) for model in saved]
        whole = copies and all(isinstance(one, KerasModel) for one in copies)
        return join(tuple(copies)) if whole else self._from_elsewhere(node)

    def _from_elsewhere(self, node: ast.AST) -> KerasModel:
        model = KerasModel("unknown", "Model", self.ctx.location(node))
        self.ctx.models.add(model)
        return model

    def _run_program_that_saves(self, path: str) -> None:
        """Run the only program beside this one that saves a model under a path, for nothing but that model."""
        ctx = self.ctx
        source = None if self._runs_other else ctx.imports.finder.program_that_saves(path, ctx.stack.source.path)
        if source is None:
            return
        self._runs_other = True
        # what it trains is told where it is checked itself
        events, ctx.events = ctx.events, EventLog()
        made, ctx.models.made = ctx.models.made, []
        nodes = len(ctx.graph.nodes)
        try:
            ctx.imports.run(source)
        finally:
            self._runs_other = False
            ctx.events, ctx.models.made = events, made
            del ctx.graph.nodes[nodes:]

    # ---- copying ----

    def configuration(self, model: Value, node: ast.AST) -> Value:
        """What `model.get_config()` and `model.to_json()` return."""
        return LibraryObject(_CONFIG, {"model": model}, self.ctx.location(node))

    def configured(self, value: Value, node: ast.AST) -> Value | None:
        """A model made from the configuration of another, or from a dict that holds it; None where it is unknown."""
        parts = (
            value,
            *(value.items.values() if isinstance(value, DictValue) and isinstance(value.items, dict) else ()),
        )
        for part in parts:
            if isinstance(part, LibraryObject) and part.cls == _CONFIG:
                return self.copy(part.config["model"], node)
        return None

    def copy(self, model: KerasModel, node: ast.AST, *, with_compile: bool = False, depth: int = 0) -> Value:
        """A model of the same layers, with weights of its own; unknown for a class of the program's own."""
        ctx = self.ctx
        if model.form not in ("sequential", "functional", "application") or depth > _DEPTH:
            return ctx.unknown("a copy of a model of the program's own class", node)
        made = KerasModel(model.form, model.class_name, ctx.location(node), model.name)
        layers: dict[Layer, Layer] = {}
        if model.form == "sequential":
            items = tuple(self._item(item, layers, node, depth) for item in model.layers)
            ctx.heap.set(made, KerasModel.layers, items)
            ctx.heap.set(made, KerasModel.built_on, model.built_on)
        elif model.form == "functional":
            inputs, outputs = self._graph(model, layers)
            ctx.heap.set(made, KerasModel.inputs, inputs)
            ctx.heap.set(made, KerasModel.outputs, outputs)
        elif model.backbone is not None:
            made.backbone, made.input_tensor = self._layer(model.backbone, layers), None
        # code that is not in sight may have compiled it
        ctx.heap.set(made, KerasModel.escaped, model.escaped)
        ctx.models.add(made)
        self._keep_trainable(layers, node)
        if with_compile:
            # one of several models is compiled by a call on all of them, as far as it is this one
            again = tuple(self._compiled_again(one, made) for one in options(model.compiled))
            ctx.heap.set(made, KerasModel.compiled, join(again))
        return made

    def _compiled_again(self, record: Value, made: KerasModel) -> Value:
        """How the copy is compiled, given one way in which its model may be."""
        if not isinstance(record, CompileEvent):
            return record
        order = self.ctx.events.next_order()
        again = replace(record, model=made, layers=made.layers, fits=[], loaded=True, order=order)
        self.ctx.events.compiles.append(again)
        return again

    def _item(self, item: Value, layers: dict[Layer, Layer], node: ast.AST, depth: int) -> Value:
        """A copy of an item of a Sequential."""
        if isinstance(item, LayerObject):
            return LayerObject(self._layer(item.layer, layers), item.wrapped)
        if isinstance(item, KerasModel):
            return self.copy(item, node, depth=depth + 1)
        if isinstance(item, LoopItems):
            return LoopItems(tuple(self._item(one, layers, node, depth) for one in item.items))
        if isinstance(item, BranchItems):
            return BranchItems(
                tuple(tuple(self._item(one, layers, node, depth) for one in run) for run in item.options)
            )
        if isinstance(item, Union):
            return join(tuple(self._item(one, layers, node, depth) for one in item.options))
        return item

    def _layer(self, layer: Layer, layers: dict[Layer, Layer]) -> Layer:
        if layer not in layers:
            layers[layer] = replace(layer, config=dict(layer.config))
        return layers[layer]

    def _graph(self, model: KerasModel, layers: dict[Layer, Layer]) -> tuple[Value, Value]:
        """The graph of a functional model once more, with other layers."""
        ctx = self.ctx
        mapped: dict[Tensor, Alternatives] = {}
        starts = set(tensors_in(model.inputs))
        for made in ordered(tensors_in(model.outputs), starts):
            start = made.layer.kind == "input" or any(tensor in starts for tensor in made.outputs)
            inputs = () if start else tuple(self._mapped(one, mapped) for one in made.inputs)
            layer = made.layer if start else self._layer(made.layer, layers)
            outer, ctx.stack.call_path = ctx.stack.call_path, made.call_path
            copy = self._input(made) if start else ctx.graph.make_node(layer, inputs, made.location)
            ctx.stack.call_path = outer
            copy.call_arguments, copy.roles = made.call_arguments, made.roles
            while len(copy.outputs) < len(made.outputs):
                copy.outputs.append(Tensor(copy, len(copy.outputs)))
            mapped.update({old: (new,) for old, new in zip(made.outputs, copy.outputs, strict=False)})
        ends = ctx.model_calls.map_tensors
        return ends(model.inputs, mapped), ends(model.outputs, mapped)

    def _input(self, made: Node) -> Node:
        start = made.outputs[0]
        layer = Layer("input", "InputLayer", made.location, {"shape": start.shape}, {}, made.layer.name)
        copy = Node(layer, (), made.location, made.call_path)
        copy.parameters = 0
        copy.outputs = [Tensor(copy, one.index, one.shape, one.dtype) for one in made.outputs]
        self.ctx.graph.nodes.append(copy)
        return copy

    @staticmethod
    def _mapped(alternatives: Alternatives, mapped: dict[Tensor, Alternatives]) -> Alternatives:
        return tuple(
            new for one in alternatives for new in (mapped.get(one, (one,)) if isinstance(one, Tensor) else (one,))
        )

    def _keep_trainable(self, layers: dict[Layer, Layer], node: ast.AST) -> None:
        """What is frozen stays frozen in the copy."""
        ctx = self.ctx
        for old, value in ctx.training.trainable_now().items():
            if old in layers and value is not True:
                known = value if isinstance(value, bool) else Unknown("trainable of a copied layer", ctx.location(node))
                owner = LayerObject(layers[old])
                ctx.heap.write(owner, "trainable", value)
                ctx.events.trainable_sets.append(
                    TrainableSet(owner, known, ctx.location(node), ctx.events.next_order())
                )
