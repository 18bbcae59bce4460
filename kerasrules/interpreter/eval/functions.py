"""Functions of the program: made, entered with their arguments, left with what they return."""

from __future__ import annotations

import ast
from collections import Counter
from typing import TYPE_CHECKING

from kerasrules.interpreter import split_names
from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.array_domain import nested_arrays
from kerasrules.interpreter.budget import BLIND_CALLS, BLIND_RECURSION, CALL_DEPTH, MAX_LENGTH, MAX_RECURSION, Allowance
from kerasrules.interpreter.eval.expected_errors import is_expected_to_fail
from kerasrules.interpreter.joins import join, join_deltas
from kerasrules.interpreter.scopes import Scope
from kerasrules.interpreter.stack import Flow, Frame
from kerasrules.interpreter.structures import parts_of, tensors_in
from kerasrules.interpreter.values import (
    MISSING,
    PYTHON_GENERATOR,
    ArrayObject,
    Dataset,
    DictValue,
    Function,
    KerasModel,
    LayerObject,
    ListValue,
    Value,
)
from kerasrules.model.locations import Location
from kerasrules.model.network import Tensor
from kerasrules.model.unknown import Unknown

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


def _offer(result: Value) -> None:
    """Note the tensors that a function returns beside others."""
    if isinstance(result, (tuple, ListValue, DictValue)):
        tensors = tensors_in(result)
        for tensor in tensors if len(tensors) > 1 else ():
            tensor.node.offered = True


class Functions:
    """Runs functions of the program."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.entered: set[int] = set()
        """Functions (by id of their syntax) that were called by the program."""
        self.calling_cells: dict[Location, set[int]] = {}
        """The cells of a notebook that call a function, by its place."""
        self._blind: Counter[int] = Counter()
        """How often each of them was called without anything of the network."""
        self._generators: dict[int, Function] = {}

    def make(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, scope: Scope) -> Function:
        """A function object: its defaults are evaluated now, as Python does."""
        ctx = self.ctx
        defaults = tuple(ctx.expressions.evaluate(default, scope) for default in node.args.defaults)
        keyword_defaults = tuple(
            MISSING if default is None else ctx.expressions.evaluate(default, scope)
            for default in node.args.kw_defaults
        )
        positional = [*node.args.posonlyargs, *node.args.args]
        for argument, default in zip(positional[len(positional) - len(defaults) :], defaults, strict=True):
            if isinstance(default, str):
                split_names.note_binding(ctx, argument.arg, default, argument)
        made = Function(node, scope, defaults, keyword_defaults, of_one_version=ctx.stack.is_of_one_version)
        if not isinstance(node, ast.Lambda) and "yield" in scope.source.text and _is_generator(node):
            self._generators.setdefault(id(node), made)
        return made

    @property
    def generators(self) -> tuple[Function, ...]:
        """The generators that the program defines, each once."""
        return tuple(self._generators.values())

    def enter(self, function: Function, arguments: Arguments, node: ast.AST) -> Value:
        """Run a function's body with these arguments."""
        args = arguments.args
        ctx = self.ctx
        syntax = function.node
        self.entered.add(id(syntax))
        if ctx.stack.cell is not None:
            body = function.scope.source.location(syntax)
            self.calling_cells.setdefault(body, set()).add(ctx.stack.cell)
        again = sum(frame.function is syntax for frame in ctx.stack.frames)
        is_too_deep = len(ctx.stack.frames) > CALL_DEPTH or again >= MAX_RECURSION
        if not is_too_deep and _is_blind(arguments):
            self._blind[id(syntax)] += 1
            is_too_deep = again >= BLIND_RECURSION or self._blind[id(syntax)] > BLIND_CALLS
        if is_expected_to_fail(syntax):
            return ctx.unknown("a test that is expected to fail", node)
        if _is_too_many(arguments, syntax.args):
            return ctx.unknown(f"{function.name} takes fewer arguments than it gets", node)
        if is_too_deep:
            return ctx.calls.opaque(ctx.unknown("calls that are nested too deeply", node), arguments, node)
        outer = ctx.stack.source
        scope = Scope(function.scope, function.scope.source, function.scope.module)
        self._bind(function, arguments, scope, node)
        if scope.source.teaches:
            ctx.taught_values.parameters(syntax.args, scope)
        frame = Frame(
            syntax,
            owner=function.owner,
            self=args[0] if args else None,
            call=ctx.location(node),
            of_one_version=function.of_one_version,
        )
        ctx.stack.source = function.scope.source
        ctx.stack.frames.append(frame)
        frame.base = ctx.heap.level
        ctx.heap.begin()
        try:
            if isinstance(syntax, ast.Lambda):
                frame.value = ctx.expressions.evaluate(syntax.body, scope)
                flow = Flow.STOP if ctx.stack.takes_failure() else Flow.RETURN
            else:
                if "yield" in ctx.stack.source.text and _is_generator(syntax):
                    frame.yields = []
                flow = ctx.statements.execute(syntax.body, scope)
        except BaseException:
            ctx.heap.commit(frame.base)
            raise
        finally:
            ctx.stack.frames.pop()
            ctx.stack.source = outer
        result = self._result(frame, flow, node)
        _offer(result)
        if frame.guarded and ctx.stack.frames[-1].function is not None:
            # where it gives nothing new, it was called to check
            checks = result is None or any(result is one for one in arguments.values)
            ctx.stack.frames[-1].guarded |= checks
        return result

    def _result(self, frame: Frame, flow: Flow, node: ast.AST) -> Value:
        ctx = self.ctx
        if frame.exits:
            own = ctx.heap.rollback()
            ends = [delta for delta, _ in frame.exits]
            ctx.heap.apply(join_deltas(ends if flow is Flow.STOP else [*ends, own]))
        else:
            ctx.heap.commit()
        if frame.yields is not None:
            return self._generated(frame.yields, node)
        if flow is Flow.STOP and not frame.exits:
            ctx.stack.fail(frame.raised)
        values = [value for _, value in frame.exits]
        if flow is Flow.RETURN:
            values.append(frame.value)
        elif not values:
            return None
        # falling off the end beside returns is nearly always an error path: the caller uses what is returned
        return join(tuple(values))

    def _generated(self, yields: list[Value], node: ast.AST) -> Value:
        if not yields:
            return ListValue(())

        parts = Allowance(MAX_LENGTH)

        def has_data(value: Value) -> bool:
            items = value.items if isinstance(value, ListValue) else value
            if isinstance(items, tuple):
                return parts.take(len(items)) and any(has_data(item) for item in items)
            if isinstance(value, ListValue):
                return False
            return isinstance(value, (ArrayObject, Unknown))

        if any(has_data(value) for value in yields):
            return Dataset(
                nested_arrays.unordered(join(tuple(yields))),
                batched=None,
                repeated=None,
                location=self.ctx.location(node),
                origin=PYTHON_GENERATOR,
            )
        return ListValue(tuple(yields))

    def _bind(self, function: Function, arguments: Arguments, scope: Scope, node: ast.AST) -> None:
        """Bind parameters as Python does; what the call does not give and has no default is unknown."""
        ctx = self.ctx
        args, parameters = arguments.args, function.node.args
        names = [argument.arg for argument in (*parameters.posonlyargs, *parameters.args)]
        incomplete = arguments.incomplete
        left = dict(arguments.kwargs)
        state = scope.state
        for name, value in zip(names, args, strict=False):
            state[name] = value
        defaults = dict(zip(names[len(names) - len(function.defaults) :], function.defaults, strict=False))
        defaults.update(
            (argument.arg, default)
            for argument, default in zip(parameters.kwonlyargs, function.keyword_defaults, strict=False)
            if default is not MISSING
        )
        for name in (*names[len(args) :], *(argument.arg for argument in parameters.kwonlyargs)):
            if name in left:
                state[name] = left.pop(name)
            elif incomplete:
                state[name] = ctx.unknown(f"the argument {name} is passed through * or **", node)
            elif name in defaults:
                state[name] = defaults[name]
            else:
                state[name] = ctx.unknown(f"the argument {name} of {function.name} is missing", node)
        extra, is_open = args[len(names) :], arguments.rest is not None
        if arguments.rest is not None:
            lost = (*extra, *arguments.rest)  # at which positions they come is unknown
            ctx.graph.let_go(lost, node)
            ctx.calls.escape_models(lost)
        if parameters.vararg is not None:
            state[parameters.vararg.arg] = (
                ctx.unknown("arguments passed through *", node) if is_open or (incomplete and not extra) else extra
            )
        if parameters.kwarg is not None:
            rest = {key: value for key, value in left.items() if key not in names}
            state[parameters.kwarg.arg] = DictValue(
                ctx.unknown("arguments passed through **", node) if incomplete else rest
            )


def _is_too_many(arguments: Arguments, parameters: ast.arguments) -> bool:
    """Whether a call gives more positional arguments than there are parameters, which Python refuses."""
    if parameters.vararg is not None or arguments.incomplete:
        return False
    return len(arguments.args) > len(parameters.posonlyargs) + len(parameters.args)


def _is_blind(arguments: Arguments) -> bool:
    """Whether some arguments are unknown and none holds a part of a network."""
    values = (*arguments.args, *arguments.kwargs.values())
    return any(isinstance(value, Unknown) for value in values) and not any(
        isinstance(part, (Tensor, KerasModel, LayerObject)) for value in values for part in parts_of(value)
    )


def _is_generator(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    cached: bool | None = getattr(node, "_kerasrules_generator", None)
    if cached is None:
        cached = False
        stack: list[ast.AST] = list(node.body)
        while stack:
            inner = stack.pop()
            if isinstance(inner, (ast.Yield, ast.YieldFrom)):
                cached = True
                break
            if not isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
                stack.extend(ast.iter_child_nodes(inner))
        node._kerasrules_generator = cached  # type: ignore[union-attr]
    return cached
