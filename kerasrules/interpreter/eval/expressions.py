"""Expressions: syntax to values."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from kerasrules.interpreter import split_names
from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.array_domain import iteration, loop_numbers, sequences
from kerasrules.interpreter.array_domain import operators as array_operators
from kerasrules.interpreter.budget import MAX_LITERAL
from kerasrules.interpreter.constants import hashable
from kerasrules.interpreter.eval import refused_signatures
from kerasrules.interpreter.eval.builtin_names import BUILTINS
from kerasrules.interpreter.eval.operators import OPERATORS, UNARY
from kerasrules.interpreter.joins import join
from kerasrules.interpreter.names import well_known
from kerasrules.interpreter.scopes import ComprehensionScope, Scope
from kerasrules.interpreter.stack import Flow
from kerasrules.interpreter.structures import of_known_length
from kerasrules.interpreter.values import (
    MISSING,
    ArrayObject,
    BranchItems,
    DictValue,
    ExternalName,
    LazyImport,
    ListValue,
    LoopItems,
    Method,
    SetValue,
    Union,
    Value,
    is_of_weights,
    options,
)
from kerasrules.model.network import Tensor
from kerasrules.model.unknown import InstalledVersion, Unknown
from kerasrules.source.blank_values import BLANK

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


_KERAS = frozenset({"keras", "tensorflow"})


class Expressions:
    """The value of each kind of expression."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self._tick = ctx.budget.tick
        self._evaluators: dict[type[ast.AST], Callable[[Any, Scope], Value]] = {
            ast.Constant: self._constant,
            ast.Name: self._name,
            ast.Attribute: self._attribute,
            ast.Tuple: self._tuple,
            ast.List: self._list,
            ast.Set: self._set,
            ast.Dict: self._dict,
            ast.JoinedStr: self._joined_string,
            ast.BinOp: self._binary,
            ast.UnaryOp: self._unary,
            ast.BoolOp: self._bool_op,
            ast.Compare: self._compare,
            ast.IfExp: self._if_expression,
            ast.Lambda: self._lambda,
            ast.Subscript: self._subscript,
            ast.Slice: self._slice,
            ast.ListComp: ctx.comprehensions.sequence,
            ast.SetComp: ctx.comprehensions.sequence,
            ast.GeneratorExp: ctx.comprehensions.sequence,
            ast.DictComp: ctx.comprehensions.dictionary,
            ast.NamedExpr: self._named,
            ast.Starred: self._starred,
            ast.Await: self._await,
            ast.Yield: self._yield,
            ast.YieldFrom: self._yield_from,
            ast.Call: self._call,
        }

    def evaluate(self, node: ast.expr, scope: Scope) -> Value:
        """The value of an expression."""
        self._tick()
        handler = self._evaluators.get(type(node))
        if handler is None:
            return self.ctx.unknown(f"{type(node).__name__} is not supported", node)
        return handler(node, scope)

    def _constant(self, node: ast.Constant, scope: Scope) -> Value:
        value = node.value
        if value.__class__ is int and value > MAX_LITERAL:
            return Unknown("a number beyond those that machines compute with")
        return value

    def _name(self, node: ast.Name, scope: Scope) -> Value:
        return self.name(node.id, scope, node)

    def name(self, name: str, scope: Scope, node: ast.AST) -> Value:
        """What a name stands for: bound in the program, star-imported, a builtin, or a well-known name of Keras."""
        ctx = self.ctx
        value = scope.find(name)
        if value is not MISSING:
            if isinstance(value, LazyImport):
                value = value.load(ctx)
            return value
        module = scope.module
        for star in reversed(module.stars):
            found = ctx.imports.from_star(star, name)
            if found is not MISSING:
                return found
        if name in BUILTINS:
            return ExternalName("builtins." + name)
        ctx.events.note_undefined(name)
        known = well_known(name)
        if known is not None and not (known.startswith("keras.") and _is_of_another_library(module)):
            return ExternalName(known)
        model = ctx.snippets.model_begun_before(name, scope, node)
        if model is not None:
            return model
        return Unknown(f"the name {name} is not defined in the analyzed code", ctx.location(node))

    def _attribute(self, node: ast.Attribute, scope: Scope) -> Value:
        ctx = self.ctx
        value = self.evaluate(node.value, scope)
        if not isinstance(value, Union):
            return ctx.attributes.get(value, node.attr, node)
        return ctx.branches.for_each_option(value, lambda one: ctx.attributes.get(one, node.attr, node))

    def _tuple(self, node: ast.Tuple, scope: Scope) -> Value:
        items = self._elements(node.elts, scope)
        plain = of_known_length(items)
        return plain if isinstance(plain, tuple) else self.ctx.unknown("a tuple of unknown length", node)

    def _list(self, node: ast.List, scope: Scope) -> Value:
        return ListValue(self._elements(node.elts, scope), (node, self.ctx.stack.source))

    def _set(self, node: ast.Set, scope: Scope) -> Value:
        if any(isinstance(element, (ast.Set, ast.Dict, ast.List)) for element in node.elts):
            # a set holds no set: {{choice([1, 2])}} is a template, whose place hyperas fills before the program runs
            self._elements(node.elts, scope)
            return self.ctx.unknown("a set that holds what cannot be in one", node)
        return SetValue(self._elements(node.elts, scope))

    def _elements(self, elements: list[ast.expr], scope: Scope) -> tuple[Value, ...]:
        ctx = self.ctx
        items: list[Value] = []
        for element in elements:
            if isinstance(element, ast.Starred):
                value = self.evaluate(element.value, scope)
                if isinstance(value, ListValue) and isinstance(value.state["items"], tuple):
                    items.extend(value.state["items"])
                    continue
                if isinstance(value, Union) and all(isinstance(o, (ListValue, tuple)) for o in value.options):
                    runs = tuple(o.state["items"] if isinstance(o, ListValue) else o for o in value.options)
                    if all(isinstance(run, tuple) for run in runs):
                        items.append(BranchItems(runs))
                        continue
                inner = ctx.items.iterate(value)
                if isinstance(inner, Unknown):
                    items.append(LoopItems((Unknown(inner.reason, ctx.location(element)),)))
                else:
                    items.extend(inner)
                if not ctx.budget.allows_length(len(items)):
                    return (LoopItems((ctx.unknown("a list that is too long to follow", element),)),)
            else:
                items.append(self.evaluate(element, scope))
        return tuple(items)

    def _dict(self, node: ast.Dict, scope: Scope) -> Value:
        ctx = self.ctx
        items: dict[Any, Value] = {}
        unknown: Unknown | None = None
        for key, value in zip(node.keys, node.values, strict=False):
            content = self.evaluate(value, scope)
            if key is None:
                inner = content.items if isinstance(content, DictValue) else Unknown("not a known dict")
                if isinstance(inner, Unknown):
                    unknown = Unknown("a dict merged with an unknown one", ctx.location(node))
                else:
                    items.update(inner)
                continue
            name = self.evaluate(key, scope)
            if hashable(name):
                items[name] = content
                if isinstance(name, str) and isinstance(content, str):
                    split_names.note_binding(ctx, name, content, value)
            else:
                unknown = Unknown("a dict with an unknown key", ctx.location(node))
        return DictValue(unknown if unknown is not None else items, (node, ctx.stack.source))

    def _joined_string(self, node: ast.JoinedStr, scope: Scope) -> Value:
        parts: list[str] = []
        known = True
        for value in node.values:
            if isinstance(value, ast.Constant):
                parts.append(str(value.value))
            elif isinstance(value, ast.FormattedValue):
                inner = self.evaluate(value.value, scope)
                spec = self.evaluate(value.format_spec, scope) if value.format_spec is not None else ""
                fits = isinstance(spec, str) and self.ctx.budget.allows_format(spec, ())
                if isinstance(inner, (str, int, float, bool)) and fits:
                    try:
                        parts.append(format(inner, spec))
                    except (ValueError, TypeError, OverflowError):
                        known = False
                else:
                    known = False
        if not known or not self.ctx.budget.allows_length(sum(map(len, parts))):
            return self.ctx.unknown("a string with unknown parts", node)
        return "".join(parts)

    def _binary(self, node: ast.BinOp, scope: Scope) -> Value:
        left = self.evaluate(node.left, scope)
        right = self.evaluate(node.right, scope)
        return self.ctx.operators.binary(OPERATORS[type(node.op)], left, right, node)

    def _unary(self, node: ast.UnaryOp, scope: Scope) -> Value:
        ctx = self.ctx
        value = self.evaluate(node.operand, scope)
        if isinstance(node.op, ast.Not):
            truth = ctx.operators.truth(value)
            if truth is not None:
                return not truth
            return value if isinstance(value, InstalledVersion) else ctx.unknown("an unknown condition", node)

        def one(value: Value) -> Value:
            if isinstance(value, (bool, int, float, complex)):
                try:
                    return UNARY[type(node.op)](int(value) if isinstance(value, bool) else value)
                except TypeError:
                    return ctx.unknown("an operator on a value that does not support it", node)
            if isinstance(value, ArrayObject):
                name = {ast.USub: "-", ast.UAdd: "+", ast.Invert: "~"}[type(node.op)]
                return array_operators.unary(name, value, ctx.location(node))
            if isinstance(value, Tensor) or is_of_weights(value):
                return ctx.graph.operation(
                    "negative" if isinstance(node.op, ast.USub) else "invert", (value,), {}, node
                )
            if isinstance(value, Unknown):
                return loop_numbers.unbounded(value)  # another value, though no more is known of it
            return ctx.unknown("an operator on an unknown value", node)

        return join(tuple(one(option) for option in options(value)))

    def _bool_op(self, node: ast.BoolOp, scope: Scope) -> Value:
        is_or = isinstance(node.op, ast.Or)
        found: list[Value] = []
        for operand in node.values:
            value = self._perhaps(operand, scope) if found else self.evaluate(operand, scope)
            truth = self.ctx.operators.truth(value)
            if truth is None:
                found.append(value)
                continue
            if truth is is_or:
                return join((*found, value)) if found else value
            last = value
            if operand is node.values[-1]:
                found.append(last)
        version = next((value for value in found if isinstance(value, InstalledVersion)), None)
        return version or (join(tuple(found)) if found else not is_or)

    def _perhaps(self, node: ast.expr, scope: Scope) -> Value:
        """The value of an expression that may not be evaluated."""
        with self.ctx.stack.survives():
            return self.evaluate(node, scope)

    def _compare(self, node: ast.Compare, scope: Scope) -> Value:
        left = self.evaluate(node.left, scope)
        result: Value = True
        for op, comparator in zip(node.ops, node.comparators, strict=False):
            right = self.evaluate(comparator, scope)
            result = self.ctx.operators.comparison(op, left, right, node)
            if result is False:
                return False
            if not isinstance(result, bool):
                return result
            left = right
        return result

    def _if_expression(self, node: ast.IfExp, scope: Scope) -> Value:
        ctx = self.ctx
        test = self.evaluate(node.test, scope)
        truth = ctx.operators.truth(test)
        if truth is not None:
            with ctx.stack.under(node):
                return self.evaluate(node.body if truth else node.orelse, scope)
        results: list[Value] = []
        of_version = isinstance(test, InstalledVersion)

        def run(expression: ast.expr) -> Callable[[], Flow]:
            def body() -> Flow:
                value = self.evaluate(expression, scope)
                if not ctx.stack.frames[-1].fails:
                    results.append(value)
                return Flow.NEXT

            return body

        ctx.stack.version_depth += of_version
        try:
            with ctx.stack.under(node):
                ctx.branches.evaluate([run(node.body), run(node.orelse)])
        finally:
            ctx.stack.version_depth -= of_version
        return join(tuple(results))

    def _lambda(self, node: ast.Lambda, scope: Scope) -> Value:
        return self.ctx.functions.make(node, scope)

    def _subscript(self, node: ast.Subscript, scope: Scope) -> Value:
        ctx = self.ctx
        value = self.evaluate(node.value, scope)
        index = self.evaluate(node.slice, scope)
        return ctx.branches.for_each_option(value, lambda one: ctx.items.get(one, index, node))

    def _slice(self, node: ast.Slice, scope: Scope) -> Value:
        bounds = [None if part is None else self.evaluate(part, scope) for part in (node.lower, node.upper, node.step)]
        return slice(*bounds)

    def _named(self, node: ast.NamedExpr, scope: Scope) -> Value:
        value = self.evaluate(node.value, scope)
        around = scope.around() if isinstance(scope, ComprehensionScope) else scope
        self.ctx.assignments.assign(node.target, value, around)
        return value

    def _starred(self, node: ast.Starred, scope: Scope) -> Value:
        return self.evaluate(node.value, scope)

    def _await(self, node: ast.Await, scope: Scope) -> Value:
        return self.evaluate(node.value, scope)

    def _yield(self, node: ast.Yield, scope: Scope) -> Value:
        ctx = self.ctx
        value = None if node.value is None else self.evaluate(node.value, scope)
        frame = ctx.stack.frames[-1]
        if frame.yields is not None:
            frame.yields.append(value)
        return ctx.unknown("the value sent to a generator", node)

    def _yield_from(self, node: ast.YieldFrom, scope: Scope) -> Value:
        ctx = self.ctx
        value = self.evaluate(node.value, scope)
        frame = ctx.stack.frames[-1]
        if frame.yields is not None:
            frame.yields.append(iteration.iterate_element(value))
        return ctx.unknown("the return value of a generator", node)

    def _call(self, node: ast.Call, scope: Scope) -> Value:
        ctx = self.ctx
        if ctx.stack.expects_error:
            ctx.events.expected_errors.add(ctx.location(node))
        function = self.evaluate(node.func, scope)
        args: list[Value] = []
        rest: list[Value] | None = None
        incomplete = False
        for argument in node.args:
            given = args if rest is None else rest
            if isinstance(argument, ast.Starred):
                value = self.evaluate(argument.value, scope)
                spread = ctx.items.iterate(value)
                if isinstance(spread, Unknown) and isinstance(value, ListValue) and len(node.args) == 1:
                    # zip(*pairs): one list for each part of a pair
                    items = value.state["items"]
                    columns = sequences.unzipped(items) if isinstance(items, tuple) else None
                    if columns is not None and function == ExternalName("builtins.zip"):
                        return ListValue(columns)
                if isinstance(spread, Unknown):
                    incomplete, rest = True, rest or []
                else:
                    given.extend(spread)
            elif _is_blank(argument):
                given.append(ctx.unknown("a blank", argument))
                incomplete = True
            else:
                given.append(self.evaluate(argument, scope))
        kwargs: dict[str, Value] = {}
        for keyword in node.keywords:
            is_blank = _is_blank(keyword.value)
            value = ctx.unknown("a blank", keyword.value) if is_blank else self.evaluate(keyword.value, scope)
            if keyword.arg == BLANK:
                incomplete = True
                continue
            if keyword.arg is not None:
                kwargs[keyword.arg] = value
                if isinstance(value, str):
                    split_names.note_binding(ctx, keyword.arg, value, keyword)
                continue
            items = value.items if isinstance(value, DictValue) else None
            if isinstance(items, Mapping):
                kwargs.update({key: item for key, item in items.items() if isinstance(key, str)})
            else:
                incomplete = True
        if ctx.stack.frames[-1].fails:
            return ctx.unknown("an argument that raises", node)
        arguments = Arguments(tuple(args), kwargs, incomplete, None if rest is None else tuple(rest))
        if isinstance(function, Union) and any(
            isinstance(option, Method) and isinstance(option.receiver, Unknown) for option in function.options
        ):
            ctx.events.unknown_calls.add(ctx.location(node))
        if not isinstance(function, Union):
            return self._answer(function, arguments, node)
        # one call for each function that this may be
        return ctx.branches.for_each_option(function, lambda one: self._answer(one, arguments, node))

    def _answer(self, function: Value, arguments: Arguments, node: ast.Call) -> Value:
        refusal = refused_signatures.refusal(function, arguments)
        if refusal is not None:
            return self.ctx.calls.opaque(self.ctx.unknown(refusal, node), arguments, node)
        return self.ctx.calls.call(function, arguments, node)


def _is_of_another_library(module: Scope) -> bool:
    """Whether `import *` of some library may bind any name, in a module that imports Keras nowhere."""
    stars = [star.name for star in module.stars if isinstance(star, ExternalName)]
    bound = [value.name for value in module.state.values() if isinstance(value, ExternalName)]
    return bool(stars) and not any(_KERAS.intersection(name.split(".")) for name in (*stars, *bound))


def _is_blank(argument: ast.expr) -> bool:
    """Whether an argument is still to be written: by position, it may stand for any number of them."""
    if isinstance(argument, ast.Constant):
        return argument.value is Ellipsis
    return isinstance(argument, ast.Name) and argument.id == BLANK
