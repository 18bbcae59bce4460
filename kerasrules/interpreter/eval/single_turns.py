"""Loops whose body always ends them in their first round, and what they fill until then."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kerasrules.interpreter.eval.walk import SCOPES, own_nodes
from kerasrules.interpreter.scopes import Scope
from kerasrules.interpreter.values import ArrayObject, Dataset, DictValue, ExternalName, ListValue, Value
from kerasrules.model.data_flow import SingleTurnLoop
from kerasrules.model.record import record

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context

LoopNode = ast.For | ast.AsyncFor | ast.While
_FILLING = frozenset({"append", "extend", "add", "insert", "update"})
_LOOPS = (ast.For, ast.AsyncFor, ast.While)


@record(frozen=True)
class _Shape:
    """What the syntax of a loop says. end: the statement that always ends it, None where it may go on."""

    end: ast.Return | ast.Break | None
    last: bool = False
    containers: tuple[ast.expr, ...] = ()
    numbered: bool = False
    """Items are stored under positions that change from round to round, or rounds are counted."""
    other_end: bool = False
    """A condition ends it too, which would be of no use if one round were meant."""


def note(ctx: Context, node: LoopNode, items: Value, scope: Scope) -> None:
    """Note a loop that surely ends in its first round though it fills what was empty before. items: it runs over."""
    shape = _shape_of(node)
    if shape.end is None or not shape.containers or _is_meant_once(ctx, node, items, scope):
        return
    empty = [one for one in shape.containers if _is_empty(ctx.expressions.evaluate(one, scope))]
    if not empty:
        return
    names = tuple(dict.fromkeys(map(ast.unparse, empty)))
    returned = shape.end.value if isinstance(shape.end, ast.Return) else None
    ctx.events.single_turns.append(
        SingleTurnLoop(
            ctx.location(shape.end),
            ctx.location(node),
            names,
            by_return=isinstance(shape.end, ast.Return),
            last=shape.last,
            meant_for_more=shape.numbered
            or shape.other_end
            or (returned is not None and not _gives_batches(items) and _mentions(returned, names)),
        )
    )


def _is_meant_once(ctx: Context, node: LoopNode, items: Value, scope: Scope) -> bool:
    """Whether it runs over one item, or over what one takes the first item of: `os.walk`, `dataset.take(1)`."""
    if isinstance(node, ast.While):
        return False
    known = ctx.items.iterate(items)
    if isinstance(known, tuple) and len(known) <= 1:
        return True
    if isinstance(items, Dataset) and items.cardinality == 1:
        return True
    if not isinstance(node.iter, ast.Call):
        return False
    function = node.iter.func
    if isinstance(function, ast.Attribute) and function.attr in ("take", "walk"):
        return True
    value = ctx.expressions.evaluate(function, scope) if isinstance(function, ast.Name) else None
    return isinstance(value, ExternalName) and value.name in ("os.walk", "itertools.islice")


def _gives_batches(items: Value) -> bool:
    """Whether a loop runs over batches of data, the first of which one may want to have alone."""
    if isinstance(items, Dataset) and items.origin in ("enumerate", "zip"):
        return any(isinstance(part, (tuple, ArrayObject)) for part in items.element)
    return isinstance(items, Dataset)


def _is_empty(value: Value) -> bool:
    """Whether a container was made to be filled: an empty list, zeros."""
    if isinstance(value, ArrayObject):
        return value.blank or (value.info.shape is not None and 0 in value.info.shape)
    return isinstance(value, (ListValue, DictValue)) and not value.items and value.items is not None


def _mentions(node: ast.expr, names: tuple[str, ...]) -> bool:
    return any(isinstance(part, (ast.Name, ast.Attribute)) and ast.unparse(part) in names for part in ast.walk(node))


def _shape_of(node: LoopNode) -> _Shape:
    """The loop's syntax, looked at once."""
    cached: _Shape | None = getattr(node, "_kerasrules_shape", None)
    if cached is None:
        end = _end_of(node.body)
        cached = _Shape(end) if end is None else _with_end(node, end)
        node._kerasrules_shape = cached  # type: ignore[union-attr]
    return cached


def _with_end(node: LoopNode, end: ast.Return | ast.Break) -> _Shape:
    if any(isinstance(part, ast.Continue) for part in _of_loop(node.body)):
        return _Shape(None)
    inside = list(own_nodes(node.body))
    stores = [part for part in inside if isinstance(part, ast.Subscript) and isinstance(part.ctx, ast.Store)]
    counters = {
        part.target.id
        for part in inside
        if isinstance(part, ast.AugAssign)
        and isinstance(part.target, ast.Name)
        and isinstance(part.value, ast.Constant)
    }
    turning = counters | {part.id for part in _targets(node)}
    filled = [part.value for part in stores]
    filled += [
        part.func.value
        for part in inside
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr in _FILLING
    ]
    filled += [found for part in inside for found in _extended(part)]
    return _Shape(
        end,
        last=node.body[-1] is end,
        containers=tuple(part for part in filled if isinstance(part, (ast.Name, ast.Attribute))),
        numbered=bool(counters)
        or any(isinstance(part, ast.Name) and part.id in turning for store in stores for part in ast.walk(store.slice)),
        other_end=any(isinstance(part, (ast.Break, ast.Return)) and part is not end for part in _of_loop(node.body)),
    )


def _end_of(body: list[ast.stmt]) -> ast.Return | ast.Break | None:
    """The return or break that every way through the statements comes to; None where there is another way."""
    for statement in body:
        if isinstance(statement, (ast.Return, ast.Break)):
            return statement
        if isinstance(statement, (ast.Raise, ast.Continue)):
            return None
        if isinstance(statement, (ast.With, ast.AsyncWith)):
            end = _end_of(statement.body)
        elif isinstance(statement, ast.If):
            end = _end_of(statement.body) and _end_of(statement.orelse)
        else:
            end = None
        if end is not None:
            return end
    return None


def _of_loop(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """The breaks and continues that are this loop's own, and the returns."""
    stack: list[tuple[ast.AST, bool]] = [(statement, True) for statement in body]
    while stack:
        node, own = stack.pop()
        if isinstance(node, ast.Return) or (own and isinstance(node, (ast.Break, ast.Continue))):
            yield node
        if not isinstance(node, SCOPES):
            inner = own and not isinstance(node, _LOOPS)
            stack.extend(
                (child, inner)
                for child in ast.iter_child_nodes(node)
                if isinstance(child, (ast.stmt, ast.excepthandler))
            )


def _targets(node: LoopNode) -> Iterator[ast.Name]:
    if not isinstance(node, ast.While):
        yield from (part for part in ast.walk(node.target) if isinstance(part, ast.Name))


def _extended(node: ast.AST) -> Iterator[ast.expr]:
    """What a statement makes longer by itself: `x = np.vstack([x, row])`, `files += more`."""
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add) and not isinstance(node.value, ast.Constant):
        yield node.target
    elif isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
        name = node.targets[0].id
        if any(isinstance(part, ast.Name) and part.id == name for part in ast.walk(node.value)):
            yield node.targets[0]
