"""Where a layer stands in its model: in a list, in a call of `add`, or called on a tensor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst

from kerasrules.fixing.comma_list import CommaList
from kerasrules.fixing.editable_program import EditableUnit
from kerasrules.fixing.fix_context import FixContext
from kerasrules.model.locations import Location
from kerasrules.model.record import record
from kerasrules.source.patches import CannotFix


@record(frozen=True)
class InLayerList:
    """An element of a list or tuple of layers. items: all of them; index: which one this is."""

    unit: EditableUnit
    items: CommaList
    index: int


@record(frozen=True)
class AddedToModel:
    """`model.add(layer)` or `layers.append(layer)`, a separate statement.

    adding: the text before the bracket, `model.add`. alone: all that its block holds.
    """

    unit: EditableUnit
    statement: libcst.SimpleStatementLine
    adding: str
    alone: bool


@record(frozen=True)
class CalledOnTensor:
    """`layer(x)`. call: that call; made: the layer itself is made there, and not kept in a variable.

    target: the variable that the result is bound to, where that is the whole statement. alone: likewise.
    """

    unit: EditableUnit
    call: libcst.Call
    made: bool
    statement: libcst.SimpleStatementLine | None
    target: str | None
    alone: bool


LayerPosition = InLayerList | AddedToModel | CalledOnTensor


def layer_position(context: FixContext, location: Location) -> LayerPosition:
    """The position of the layer that is made at a location. Raises CannotFix where it is none of these."""
    unit = context.editable.unit(location)
    path = unit.tree.path(location, libcst.Call)
    position = _position(unit, path, made=True)
    if position is not None:
        return position
    holder = path[-2]
    if not isinstance(holder, libcst.Assign):
        raise CannotFix(
            "the layer does not stand in a list, in a call of add or before the tensor that it is called on"
        )
    variable = _variable(holder)
    if variable is None:
        raise CannotFix(f"the layer is stored in {unit.tree.text(holder.targets[-1].target)}")
    uses = [use for use in _uses(unit.tree.module, variable) if isinstance(use[-1], libcst.Name)]
    positions = [found for use in uses if (found := _position(unit, use, made=False)) is not None]
    if len(positions) != 1 or len(context.layers(location)) != 1:
        raise CannotFix(f"the layer is stored in the variable {variable}, and it is unclear where it is used")
    return positions[0]


def _position(unit: EditableUnit, path: Sequence[libcst.CSTNode], made: bool) -> LayerPosition | None:
    node, parent = path[-1], path[-2]
    if isinstance(parent, libcst.Call) and parent.func is node:
        return _called(unit, path[:-1], made)
    holder = path[-3] if len(path) > 2 else None
    if isinstance(parent, libcst.Element) and isinstance(holder, (libcst.List, libcst.Tuple)):
        return InLayerList(unit, _elements(unit, holder), holder.elements.index(parent))
    if isinstance(parent, libcst.Arg) and isinstance(holder, libcst.Call) and holder.func is not node:
        return _added(unit, path[:-2])
    return None


def _added(unit: EditableUnit, path: Sequence[libcst.CSTNode]) -> AddedToModel | None:
    call = path[-1]
    if not isinstance(call, libcst.Call) or len(call.args) != 1 or call.args[0].star:
        return None
    func = call.func
    if not isinstance(func, libcst.Attribute) or func.attr.value not in {"add", "append"}:
        return None
    statement = path[-3] if len(path) > 3 and isinstance(path[-2], libcst.Expr) else None
    if not isinstance(statement, libcst.SimpleStatementLine) or len(statement.body) != 1:
        raise CannotFix("the call of add is not a separate statement on its own line")
    return AddedToModel(unit, statement, unit.tree.text(func), _is_alone(path[-4]))


def _called(unit: EditableUnit, path: Sequence[libcst.CSTNode], made: bool) -> CalledOnTensor:
    call = path[-1]
    assert isinstance(call, libcst.Call)
    if not call.args or call.args[0].star or call.args[0].keyword is not None:
        raise CannotFix("the tensor is not the first argument of the layer call")
    holder, statement = path[-2], path[-3] if len(path) > 3 else None
    if (
        isinstance(holder, libcst.Assign)
        and isinstance(statement, libcst.SimpleStatementLine)
        and len(statement.body) == 1
        and len(holder.targets) == 1
        and isinstance(holder.targets[0].target, libcst.Name)
    ):
        return CalledOnTensor(unit, call, made, statement, holder.targets[0].target.value, _is_alone(path[-4]))
    return CalledOnTensor(unit, call, made, None, None, False)


def _is_alone(block: libcst.CSTNode) -> bool:
    return isinstance(block, libcst.IndentedBlock) and len(block.body) == 1


def _elements(unit: EditableUnit, holder: libcst.List | libcst.Tuple) -> CommaList:
    begin, end = unit.tree.span(holder)
    if isinstance(holder, libcst.List):
        begin, end = begin + 1, end - 1
    elif holder.rpar:
        end = unit.tree.span(holder.rpar[0])[1] - 1
    return CommaList(unit, [unit.tree.span(element) for element in holder.elements], begin, end)


def _variable(assignment: libcst.Assign) -> str | None:
    """The variable that is all the assignment's target."""
    [target, *others] = assignment.targets
    return target.target.value if isinstance(target.target, libcst.Name) and not others else None


def _uses(module: libcst.Module, name: str) -> Iterator[list[libcst.CSTNode]]:
    """The paths to all nodes that are this name."""
    todo: list[list[libcst.CSTNode]] = [[module]]
    while todo:
        path = todo.pop()
        node = path[-1]
        if isinstance(node, libcst.Name):
            if node.value == name:
                yield path
            continue
        todo += [
            [*path, child] for child in node.children if not isinstance(child, libcst.BaseParenthesizableWhitespace)
        ]
