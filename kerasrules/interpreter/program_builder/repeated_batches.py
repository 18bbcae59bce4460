"""Generators and batch objects of the program that give the same batch in every turn."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kerasrules.interpreter.eval.walk import names_bound, own_nodes
from kerasrules.interpreter.turn_dependence import Dependence, TurnDependence, index_of, parameters
from kerasrules.interpreter.values import Class, Decorated, ExternalName, Function
from kerasrules.model.data_flow import RepeatedBatch
from kerasrules.source.dotted_names import dotted_name

if TYPE_CHECKING:
    pass

_BATCHES = ("Sequence", "PyDataset")
_VARYING = Dependence(varies=True)


def repeated_batches(functions: Iterable[Function], classes: Iterable[Class]) -> tuple[RepeatedBatch, ...]:
    """Those of generator functions, and of classes whose items Keras takes as batches."""
    found = [one for function in functions for one in _of_generator(function)]
    of_classes = (one for cls in classes for one in (*_of_class(cls), *_of_iterator(cls)))
    return (*found, *of_classes)


def _of_generator(function: Function) -> Iterator[RepeatedBatch]:
    """A generator with one `yield`, in a loop."""
    body = function.node.body
    assert isinstance(body, list)
    yields = [node for node in own_nodes(body) if isinstance(node, (ast.Yield, ast.YieldFrom))]
    loops = [
        node
        for node in own_nodes(body)
        if isinstance(node, (ast.For, ast.AsyncFor, ast.While)) and any(part in yields for part in own_nodes(node.body))
    ]
    if len(yields) != 1 or not isinstance(yields[0], ast.Yield) or not loops:
        return
    dependence = TurnDependence(function, function.owner if isinstance(function.owner, Class) else None)
    dependence.in_turn = False
    dependence.run(body, {})
    if len(dependence.given) != 1:
        return
    flow, given = dependence.given[0][1], yields[0]
    if flow.varies or not flow.picks:
        return
    source = function.scope.source
    bindings = [
        node for loop in loops for node in own_nodes(loop.body) if isinstance(node, (ast.Assign, ast.AugAssign))
    ]
    moved = {name for node in bindings if node.lineno > given.lineno or _advances(node) for name in _bound(node)}
    asked = {
        path for pick in flow.picks for part in ast.walk(index_of(pick)) if (path := dotted_name(part)) is not None
    }
    resets = [
        node
        for node in bindings
        if isinstance(node, ast.Assign)
        and node.lineno < given.lineno
        and not _advances(node)
        and flow.names & _bound(node) & (moved | asked if isinstance(node.value, ast.Constant) else moved)
    ]
    loops.sort(key=lambda loop: loop.lineno)
    counters = [
        loop.target.id
        for loop in loops
        if not isinstance(loop, ast.While) and isinstance(loop.target, ast.Name) and not loop.target.id.startswith("_")
    ]
    before = [node for node in resets if node.lineno < flow.picks[0].lineno]
    reset = max(before or resets, key=lambda node: node.lineno) if resets else None
    if reset is None and not counters and not any(_is_part(pick, function) for pick in flow.picks):
        return
    yield RepeatedBatch(
        name=function.name,
        by="yield",
        picked=source.location(flow.picks[0]),
        given=source.location(given),
        around=source.location(loops[0]),
        counter=min(flow.names & _bound(reset)) if reset is not None else counters[-1] if counters else None,
        reset=None if reset is None else source.location(reset),
    )


def _of_class(cls: Class) -> Iterator[RepeatedBatch]:
    """`__getitem__` that does not look at its index."""
    member = cls.state.get("__getitem__")
    function = member.function if isinstance(member, Decorated) else member
    if not isinstance(function, Function) or not _gives_batches(cls):
        return
    names = parameters(function)
    body = function.node.body
    if len(names) != 2 or not isinstance(body, list):
        return
    dependence = TurnDependence(function, cls)
    state = dict.fromkeys([names[1], *(name for name in names_bound(body) if "." in name)], _VARYING)
    dependence.run(body, state)
    flows = [flow for _, flow in dependence.given]
    if not flows or any(flow.varies for flow in flows) or not any(flow.picks for flow in flows):
        return
    source = function.scope.source
    pick = next(flow.picks[0] for flow in flows if flow.picks)
    yield RepeatedBatch(
        name=f"{cls.name}.__getitem__",
        by="return",
        picked=source.location(pick),
        given=source.location(dependence.given[-1][0]),
        around=source.location(function.node.args.args[1]),
        counter=names[1],
    )


def _of_iterator(cls: Class) -> Iterator[RepeatedBatch]:
    """`__next__` that picks by a position of the object which nothing advances."""
    function, starts = cls.state.get("__next__"), cls.state.get("__init__")
    if not isinstance(function, Function) or "__iter__" not in cls.state or not isinstance(starts, Function):
        return
    body, names = function.node.body, parameters(function)
    if not isinstance(body, list) or len(names) != 1 or len(cls.order()) > 1:
        return
    others = [node for node in cls.node.body if node not in (function.node, starts.node)]
    changed = {name for name in names_bound(part for one in others for part in _statements(one)) if "." in name}
    dependence = TurnDependence(function, cls)
    dependence.run(body, dict.fromkeys([*changed, *(name for name in names_bound(body) if "." in name)], _VARYING))
    flows = [flow for _, flow in dependence.given]
    picks = [pick for flow in flows for pick in flow.picks]
    if any(flow.varies for flow in flows) or not any(_is_part(pick, function) for pick in picks):
        return
    source = function.scope.source
    yield RepeatedBatch(
        name=f"{cls.name}.__next__",
        by="return",
        picked=source.location(picks[0]),
        given=source.location(dependence.given[-1][0]),
        around=source.location(starts.node),
        counter=None,
    )


def _statements(node: ast.stmt) -> list[ast.stmt]:
    """The statements of a method, and any other of a class itself."""
    return node.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) else [node]


def _gives_batches(cls: Class) -> bool:
    """Whether Keras takes the items of the class' objects as batches."""
    bases = [base for one in cls.order() for base in one.bases]
    return any(isinstance(base, ExternalName) and base.name.rpartition(".")[2] in _BATCHES for base in bases)


def _bound(node: ast.Assign | ast.AugAssign) -> set[str]:
    """The names and attributes that an assignment binds."""
    return names_bound(node.targets if isinstance(node, ast.Assign) else [node.target])


def _advances(node: ast.Assign | ast.AugAssign) -> bool:
    """Whether an assignment changes what a name held: `i += 1`, `i = i + 1`."""
    read = {dotted_name(part) for part in ast.walk(node.value)}
    return isinstance(node, ast.AugAssign) or bool(read & _bound(node))


def _is_part(pick: ast.Subscript | ast.Call, function: Function) -> bool:
    """Whether surely not all items are picked: up to a number that is not their count, `x[:batch_size]`.

    Also item by item, in a loop over `range(batch_size)`.
    """
    index = index_of(pick)
    ends: list[ast.expr | None] = []
    if isinstance(index, ast.Slice):
        ends = [index.lower, index.upper]
    for loop in own_nodes(function.node.body if isinstance(function.node.body, list) else []):
        if (
            isinstance(index, ast.Name)
            and isinstance(loop, (ast.For, ast.comprehension))
            and dotted_name(loop.target) == index.id
            and isinstance(loop.iter, ast.Call)
            and dotted_name(loop.iter.func) == "range"
        ):
            ends += loop.iter.args
    given = [end for end in ends if end is not None and not isinstance(end, (ast.Constant, ast.UnaryOp))]
    return bool(given) and not any(_counts(end, function) for end in given)


def _counts(end: ast.expr, function: Function) -> bool:
    """Whether a number comes from how many items there are."""
    parts = list(ast.walk(end))
    names = {part.id for part in parts if isinstance(part, ast.Name)}
    tree = function.scope.source.tree
    for node in own_nodes([*tree.body, *(function.node.body if isinstance(function.node.body, list) else [])]):
        if isinstance(node, ast.Assign) and names & _bound(node):
            parts += ast.walk(node.value)
    return any(
        (isinstance(part, ast.Name) and part.id == "len") or (isinstance(part, ast.Attribute) and part.attr == "shape")
        for part in parts
    )
