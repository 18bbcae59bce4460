"""What nobody calls: functions and classes read with unknown parameters."""

from __future__ import annotations

import ast
from functools import partial
from typing import TYPE_CHECKING

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.budget import ROOT_BUDGET, VARIANTS
from kerasrules.interpreter.guard import guarded
from kerasrules.interpreter.stack import Frame
from kerasrules.interpreter.structures import models_in
from kerasrules.interpreter.values import (
    MISSING,
    Class,
    Decorated,
    Function,
    Instance,
    KerasModel,
    LazyImport,
    LibraryObject,
    Value,
    options,
)
from kerasrules.model.unknown import Unknown
from kerasrules.source.syntax_nodes import walk

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


_OF_KERAS = frozenset({"get_config", "from_config", "compute_output_shape", "compute_mask", "build"})
"""Methods that Keras itself calls, at its own time."""


class Uncalled:
    """Reads what the program does not call."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.variants: dict[str, int] = {}
        """How many functions that only call this one were read."""

    def read(self) -> None:
        """Read functions and classes that the program does not use, with unknown parameters."""
        ctx = self.ctx
        definitions = [
            n for n in ctx.source.tree.body if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        ]
        definitions += [
            inner
            for n in ctx.source.tree.body
            if isinstance(n, (ast.If, ast.Try, ast.With))
            for inner in walk(n)
            if isinstance(inner, (ast.FunctionDef, ast.ClassDef)) and inner.name in ctx.scope.state
        ]
        if not definitions:
            return
        used: set[str] = set()
        for node in definitions:
            used |= _names_read(node) - {node.name}
        elsewhere: set[str] = set()
        for n in ctx.source.tree.body:
            if not isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                elsewhere |= _names_read(n)
        # those that nothing refers to come first: they call the others with real arguments
        for only_free in (True, False):
            for node in definitions:
                if only_free and node.name in used:
                    continue
                if ctx.budget.is_used_up:
                    return
                value = ctx.scope.state.get(node.name)
                guarded(ctx, partial(self._root, node, value, node.name in used or node.name in elsewhere), ROOT_BUDGET)

    def _root(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, value: Value, is_used: bool) -> None:
        """is_used: the program refers to it, so that a call or a derived class may give other than the defaults."""
        if isinstance(value, LazyImport):
            return
        if isinstance(node, ast.ClassDef):
            if isinstance(value, Class) and value.node is node:
                self._class_root(value, node, is_used)
            return
        if id(node) in self.ctx.functions.entered:
            return
        for option in options(value):
            function = option.function if isinstance(option, Decorated) else option
            if isinstance(function, Function) and function.node is node:
                target = _forwards_to(node)
                if target is not None:
                    self.variants[target] = self.variants.get(target, 0) + 1
                    if self.variants[target] > VARIANTS:
                        continue
                self._function_root(function, node, is_used=is_used)

    def _function_root(
        self, function: Function, node: ast.AST, bound: tuple[Value, ...] = (), *, is_used: bool = False
    ) -> Value:
        """Read a function as unknown code would call it, and let go what it returns."""
        ctx = self.ctx
        ctx.stack.frames, ctx.stack.began = [Frame()], ctx.events.next_order()
        arguments = open_arguments(ctx, function, len(bound), is_used).after(*bound)
        result = ctx.calls.call(function, arguments, node)
        escape(ctx, result, node)
        return result

    def _class_root(self, cls: Class, node: ast.ClassDef, is_used: bool) -> None:
        ctx = self.ctx
        ctx.stack.frames, ctx.stack.began = [Frame()], ctx.events.next_order()
        init = cls.find("__init__")
        instances = [one for one, given in ctx.classes.instances_of(cls) if not _overrides(given, init)]
        if instances and (len(instances) == 1 or ctx.supposes):
            instance = instances[0]
        else:
            if init is MISSING and cls.has_fields:
                arguments = _open_fields(ctx, cls, is_used)
            else:
                arguments = open_arguments(ctx, init, 1, is_used) if isinstance(init, Function) else Arguments()
            made = ctx.classes.instantiate(cls, arguments, node)
            if not isinstance(made, Instance):
                return
            instance = made
            model = instance.model
            if isinstance(model, KerasModel):
                ctx.heap.set(model, KerasModel.escaped, True)
        if instance.keras is None:
            for member in list(instance.state.values()):
                for model in models_in(member):
                    ctx.heap.set(model, KerasModel.escaped, True)
        for name, member in list(cls.state.items()):
            function = member.function if isinstance(member, Decorated) else member
            if not isinstance(function, Function) or id(function.node) in ctx.functions.entered or name == "__init__":
                continue
            if instance.keras is not None and name in _OF_KERAS:
                continue
            if instance.keras is not None and name == "call":
                if instance.keras == "layer" and instance.cls.find("call") is member:
                    self._read_layer(instance, function)
                continue
            bound: tuple[Value, ...] = (instance,)
            if isinstance(member, Decorated):
                bound = () if member.how == "static" else (cls,) if member.how == "class" else (instance,)
            self._function_root(function, function.node, bound)
        for member in list(instance.state.values()) if not instances else ():
            for model in models_in(member):
                ctx.heap.set(model, KerasModel.escaped, True)

    def _read_layer(self, instance: Instance, function: Function) -> None:
        """A layer of the program that is never called here: its `call` on unknown inputs."""
        ctx = self.ctx
        result = ctx.running_calls.run(instance, function, open_arguments(ctx, function, 1), function.node)
        escape(ctx, result, function.node)


def open_arguments(ctx: Context, function: Function, skip: int = 0, is_used: bool = False) -> Arguments:
    """Arguments for a function that nobody calls: what has no default, or None or a flag, can be anything.

    is_used: it is called out of sight, so that the other defaults tell nothing either.
    """
    is_used |= not ctx.defaults
    arguments = function.node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    first_default = len(positional) - len(function.defaults)
    args: list[Value] = []
    for index, argument in enumerate(positional[skip:], skip):
        default = function.defaults[index - first_default] if index >= first_default else MISSING
        args.append(_open(ctx, argument.arg, MISSING if is_used else default, function))
    kwargs = {
        argument.arg: _open(ctx, argument.arg, MISSING if is_used else default, function)
        for argument, default in zip(arguments.kwonlyargs, function.keyword_defaults, strict=False)
    }
    return Arguments(tuple(args), kwargs, incomplete=arguments.kwarg is not None)


def _open_fields(ctx: Context, cls: Class, is_used: bool) -> Arguments:
    """Arguments for a data class of which nobody makes objects: its fields are like parameters."""
    is_used |= not ctx.defaults
    fields: dict[str, Value] = {}
    for one in reversed(cls.order()):
        for name in one.annotations:
            default = cls.find(name)
            described = isinstance(default, LibraryObject) and default.cls == "dataclasses.field"
            if described and (default.config.get("init") is False or not (is_used or not ctx.supposes)):
                continue  # it is made with the others, or as it is described
            fields[name] = _open(ctx, name, MISSING if is_used else default, cls)
    return Arguments((), fields)


def _overrides(given: Arguments, init: Value) -> bool:
    """Whether an object was made otherwise than by default: what nobody calls on it may be meant for others."""
    if not isinstance(init, Function):
        return False
    parameters = init.node.args
    required = len(parameters.posonlyargs) + len(parameters.args) - len(init.defaults) - 1
    names = {argument.arg for argument in (*parameters.posonlyargs, *parameters.args)[-len(init.defaults) :]}
    return len(given.args) > required or (bool(init.defaults) and not names.isdisjoint(given.kwargs))


def _open(ctx: Context, name: str, default: Value, function: Function | Class) -> Value:
    if default is MISSING or default is None or isinstance(default, bool) or not ctx.supposes:
        return Unknown(f"the parameter {name} of {function.name}, which is never called here")
    ctx.took_default = True
    return default


def _names_read(node: ast.AST) -> set[str]:
    """The names that a statement uses, in functions and classes in it, too."""
    return {one.id for one in walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)}


def _forwards_to(node: ast.FunctionDef | ast.AsyncFunctionDef) -> str | None:
    """The name of the function that a function's whole body is a call of."""
    last = node.body[-1]
    simple = len(node.body) <= 4 and all(
        isinstance(one, (ast.Expr, ast.Assign, ast.AugAssign)) for one in node.body[:-1]
    )
    if simple and isinstance(last, ast.Return) and isinstance(last.value, ast.Call):
        return last.value.func.id if isinstance(last.value.func, ast.Name) else None
    return None


def escape(ctx: Context, value: Value, node: ast.AST) -> None:
    """Tensors and models that a function gives back to code that is not in sight."""
    ctx.graph.let_go(value, node)
    for model in models_in(value):
        ctx.heap.set(model, KerasModel.escaped, True)
