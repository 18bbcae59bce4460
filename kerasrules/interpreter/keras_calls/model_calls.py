"""Models and the program's own layers called on tensors."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.budget import CALL_DEPTH
from kerasrules.interpreter.joins import join
from kerasrules.interpreter.keras_calls.model_graph import ordered
from kerasrules.interpreter.structures import all_items, is_tensors, tensors_in
from kerasrules.interpreter.values import (
    MISSING,
    ArrayObject,
    Bound,
    Dataset,
    DictValue,
    Function,
    Instance,
    KerasModel,
    ListValue,
    Union,
    Value,
)
from kerasrules.model.network import Alternatives, EnclosingCall, Tensor
from kerasrules.model.unknown import Unknown

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context

_STEPS_OF_A_NODE = 5
"""What a node that is made anew counts: a model that calls the last one twice doubles them."""


class ModelCalls:
    """Calls models and objects of the program's classes."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx

    def call_model(self, model: KerasModel, arguments: Arguments, node: ast.AST) -> Value:
        """A model called on tensors."""
        args, kwargs = arguments.args, arguments.kwargs
        ctx = self.ctx
        if not args:
            args = tuple(kwargs[key] for key in ("inputs", "x") if key in kwargs)[:1]
        if not args:
            return ctx.unknown("a model called without inputs", node)
        value = args[0]
        if isinstance(value, Dataset):
            return ctx.unknown("a model called on a dataset", node)
        ctx.heap.set(model, KerasModel.reused, True)
        ctx.deferred_build.by_call(model, Arguments((value,)), node)
        outer = ctx.stack.call_path
        if len(outer) > CALL_DEPTH:
            return ctx.graph.opaque_layer(model.class_name, (value,), node, kind="unknown")
        call = EnclosingCall(model.class_name, model.name, ctx.location(node), model)
        ctx.events.note_model_call(call, value, ctx.tape.depth > 0)
        ctx.stack.call_path = (*outer, call)
        try:
            if model.form == "sequential":
                return ctx.model_graph.run_layers(model.layers, self._as_tensor(value, node), node)
            if model.backbone is not None:
                made = ctx.graph.make_node(model.backbone, tuple(ctx.graph.inputs_of(value, node)), ctx.location(node))
                made.call_arguments = {key: item for key, item in kwargs.items() if isinstance(item, (bool, Unknown))}
                return ctx.graph.result(made)
            if model.form == "functional":
                return self._replay(model, value, node)
            if model.form == "subclass" and model.instance is not None:
                return self.inline(model.instance, Arguments(args, kwargs, arguments.incomplete), node)
        finally:
            ctx.stack.call_path = outer
        return ctx.graph.opaque_layer(model.class_name, (value,), node, kind="unknown")

    def _as_tensor(self, value: Value, node: ast.AST) -> Value:
        found = self.ctx.graph.inputs_of(value, node)
        return join(tuple(found[0])) if len(found) == 1 else value

    def _replay(self, model: KerasModel, value: Value, node: ast.AST) -> Value:
        """A functional model called again: its nodes are made anew for these inputs, with the same layers."""
        ctx = self.ctx
        inputs, outputs = model.inputs, model.outputs
        sources = ctx.model_graph.leaves(inputs)
        given = ctx.graph.inputs_of(value, node)
        if not sources or not all(isinstance(source, Tensor) for source in sources) or len(sources) != len(given):
            return ctx.graph.opaque_layer(model.class_name, (value,), node, kind="custom")
        mapped: dict[Tensor, Alternatives] = dict(zip(sources, given, strict=False))
        for made in ordered(tensors_in(outputs), set(sources)):
            if made.outputs and made.outputs[0] in mapped:
                continue
            ctx.budget.take(_STEPS_OF_A_NODE)
            new_inputs = tuple(
                tuple(
                    new
                    for tensor in alternatives
                    for new in (mapped.get(tensor, (tensor,)) if isinstance(tensor, Tensor) else (tensor,))
                )
                for alternatives in made.inputs
            )
            if not made.inputs:
                continue
            outer = ctx.stack.call_path
            ctx.stack.call_path = (*outer, *made.call_path)
            copy = ctx.graph.make_node(made.layer, new_inputs, made.location)
            copy.call_arguments, copy.roles = made.call_arguments, made.roles
            ctx.stack.call_path = outer
            while len(copy.outputs) < len(made.outputs):
                copy.outputs.append(Tensor(copy, len(copy.outputs)))
            for old, new in zip(made.outputs, copy.outputs, strict=False):
                mapped[old] = (new,)
        made_anew = self.map_tensors(outputs, mapped)
        items = made_anew.items if isinstance(made_anew, ListValue) else made_anew
        # Keras gives one output as it is, also where the model was made with a list of it
        return items[0] if isinstance(items, tuple) and len(items) == 1 else made_anew

    def map_tensors(self, value: Value, mapped: Mapping[Tensor, Alternatives]) -> Value:
        """A structure of tensors with others in their place."""
        self.ctx.budget.tick()
        if isinstance(value, Tensor):
            return join(tuple(mapped.get(value, (value,))))
        if isinstance(value, tuple):
            return tuple(self.map_tensors(item, mapped) for item in value)
        if isinstance(value, ListValue):
            return ListValue(tuple(self.map_tensors(item, mapped) for item in all_items(value.state["items"])))
        if isinstance(value, DictValue) and not isinstance(value.items, Unknown):
            return DictValue({key: self.map_tensors(item, mapped) for key, item in value.items.items()})
        if isinstance(value, Union):
            return join(tuple(self.map_tensors(option, mapped) for option in value.options))
        return value

    def call_instance(self, instance: Instance, arguments: Arguments, node: ast.AST) -> Value:
        """An object of the program's own layer or model class called on tensors."""
        ctx = self.ctx
        model = instance.model
        if isinstance(model, KerasModel):
            ctx.heap.set(model, KerasModel.reused, True)
            if model.form != "subclass":
                return self.call_model(model, arguments, node)
            ctx.deferred_build.by_call(model, arguments, node)
        if instance.keras is None:
            special = instance.cls.find("__call__")
            if special is not MISSING:
                return ctx.calls.call(Bound(special, instance), arguments, node)
            special = instance.cls.find("call")
            if special is not MISSING and not instance.cls.whole:
                return self.inline(instance, arguments, node)
            return ctx.calls.opaque(ctx.unknown(f"a call of an object of {instance.cls.name}", node), arguments, node)
        outer = ctx.stack.call_path
        name = instance.state.get("name")
        title = name if isinstance(name, str) else None
        call = EnclosingCall(instance.cls.name, title, ctx.location(node), instance)
        if isinstance(model, KerasModel):
            ctx.events.note_model_call(call, next(iter(arguments.values), None), ctx.tape.depth > 0)
        ctx.stack.call_path = (*outer, call)
        try:
            result = self.inline(instance, arguments, node)
        finally:
            ctx.stack.call_path = outer
        if isinstance(result, Tensor) and any(result is one for one in arguments.args):
            result.node.passed = (*result.node.passed, call)
        return result

    def inline(self, instance: Instance, arguments: Arguments, node: ast.AST) -> Value:
        """Read `call` of the program's own layer or model with these inputs."""
        args, kwargs = arguments.args, arguments.kwargs
        ctx = self.ctx
        special = instance.cls.find("call")
        args = tuple(ctx.graph.input_of(value, node) if isinstance(value, ArrayObject) else value for value in args)
        depth = sum(frame.function is getattr(special, "node", None) for frame in ctx.stack.frames)
        if special is MISSING or not isinstance(special, Function) or depth >= 3:
            return ctx.graph.opaque_layer(instance.cls.name, args or tuple(kwargs.values())[:1], node)
        if not instance.built:
            build = instance.cls.find("build")
            # whichever branch calls a layer first, what it builds is the same
            with ctx.heap.untracked(), ctx.running_calls.suspended():
                ctx.heap.set(instance, Instance.built, True)
                if isinstance(build, Function):
                    ctx.calls.call(
                        Bound(build, instance), Arguments((self._build_shape(args[0] if args else None, node),)), node
                    )
        result = ctx.running_calls.run(instance, special, Arguments(args, kwargs, arguments.incomplete), node)
        if is_tensors(result):
            return result
        if isinstance(result, (tuple, ListValue)) and tensors_in(result):
            return result
        return ctx.graph.opaque_layer(instance.cls.name, args or tuple(kwargs.values())[:1], node)

    def _build_shape(self, value: Value, node: ast.AST) -> Value:
        if isinstance(value, Tensor) and value.shape is not None:
            return value.shape
        if isinstance(value, ListValue):
            return ListValue(tuple(self._build_shape(item, node) for item in all_items(value.state["items"])))
        if isinstance(value, tuple):
            return tuple(self._build_shape(item, node) for item in value)
        return self.ctx.unknown("the shape that a layer is built with", node)
