"""A layer put in or removed, in whichever style the model is written."""

from __future__ import annotations

import re

import libcst

from kerasrules.fixing.argument_edits import dotted
from kerasrules.fixing.consistency import SHAPES, check_same_neighbours, declares_input
from kerasrules.fixing.editable_program import EditableUnit
from kerasrules.fixing.fix_context import FixContext, arguments, call_at, keyword
from kerasrules.fixing.layer_position import AddedToModel, CalledOnTensor, InLayerList, layer_position
from kerasrules.model.edits import InsertLayer, RemoveLayer
from kerasrules.model.locations import Location
from kerasrules.source.patches import CannotFix, Patch

_LAYER = re.compile(r"(\w+)\((.*)\)", re.DOTALL)
_SIMPLE = (libcst.Name, libcst.Attribute, libcst.Call, libcst.Subscript)


def insert_layer(edit: InsertLayer, context: FixContext) -> list[Patch]:
    """The layer before (or behind) the one at a place, with whatever is to be imported for it."""
    match = _LAYER.fullmatch(edit.layer)
    if match is None:
        raise CannotFix(f"{edit.layer} is not a layer call")
    check_same_neighbours(context, edit.call)
    unit, call = call_at(context, edit.call)
    position = layer_position(context, edit.call)
    spelling = context.speller.spell("layers", match.group(1), edit.call, dotted(call.func))
    given = [match.group(2)] if match.group(2) else []
    patches = list(spelling.patches)
    if edit.before and declares_input(context, edit.call):
        if isinstance(position, CalledOnTensor):
            raise CannotFix("the layer declares its own input and is also called on a tensor")
        shape, moved = _moved_shape(unit, call)
        given.append(shape)
        patches += moved
    new = f"{spelling.text}({', '.join(given)})"
    if isinstance(position, InLayerList):
        return [*patches, *position.items.insert(position.index + (not edit.before), new)]
    if isinstance(position, AddedToModel):
        return [*patches, _line(position.unit, position.statement, f"{position.adding}({new})", edit.before)]
    return [*patches, *_around(position, new, edit.before)]


def remove_layer(edit: RemoveLayer, context: FixContext) -> list[Patch]:
    """The layer at a place removed; what was called on its result is called on its input."""
    check_same_neighbours(context, edit.call)
    if declares_input(context, edit.call):
        raise CannotFix("the layer declares the input shape of the model")
    position = layer_position(context, edit.call)
    if isinstance(position, InLayerList):
        if len(position.items.spans) == 1:
            raise CannotFix("it is the only layer in its list")
        if not isinstance(_at(context, edit.call), libcst.Element):
            raise CannotFix("the layer is stored in a variable")
        return position.items.remove(position.index)
    if isinstance(position, AddedToModel):
        return [_without(position.unit, position.statement, position.alone)]
    if not position.made:
        raise CannotFix("the layer is stored in a variable")
    return _bypassed(position)


def _at(context: FixContext, location: Location) -> libcst.CSTNode:
    return context.editable.unit(location).tree.path(location, libcst.Call)[-2]


def _moved_shape(unit: EditableUnit, call: libcst.Call) -> tuple[str, list[Patch]]:
    """The input's shape as an argument of the new first layer, and the patches that take it from the old one."""
    for name in ("input_length", "batch_size", "input_dtype"):
        if keyword(call, name) is not None:
            raise CannotFix(f"{name} would have to move to the new first layer")
    for name in SHAPES:
        argument = keyword(call, name)
        if argument is not None:
            value = unit.tree.text(argument.value)
            if "\n" in value or "\r" in value:
                raise CannotFix(f"{name} would have to move to the new first layer, and it spans several lines")
            value = _bracketed(argument.value, value)
            text = f"input_shape=({value},)" if name == "input_dim" else f"{name}={value}"
            return text, arguments(unit, call).remove(call.args.index(argument))
    raise CannotFix("the model's input shape would have to move to the new first layer")


def _bracketed(node: libcst.BaseExpression, text: str) -> str:
    """A value as written, with the brackets that the syntax tree keeps apart from it."""
    brackets = len(node.lpar) if hasattr(node, "lpar") else 0
    return f"({text})" if brackets else text


def _line(unit: EditableUnit, statement: libcst.SimpleStatementLine, text: str, before: bool) -> Patch:
    """A separate line before or behind a statement."""
    start, end = unit.tree.span(statement)
    line = unit.indentation(start) + text
    if before:
        at = unit.line_start(start)
        return Patch(unit.number, at, at, line + unit.newline)
    at = unit.after_line(end)
    ended = at > unit.line_end(end)
    return Patch(unit.number, at, at, line + unit.newline if ended else unit.newline + line)


def _without(unit: EditableUnit, statement: libcst.SimpleStatementLine, alone: bool) -> Patch:
    """A statement removed, its line with it; a comment behind it stays, and so does a block that had no other."""
    start, end = unit.tree.span(statement)
    if unit.tree.comments(start, end):
        raise CannotFix("the code to remove contains a comment")
    rest = unit.text[end : unit.line_end(end)]
    if unit.text[unit.line_start(start) : start].strip() or (rest.strip() and not rest.lstrip().startswith("#")):
        raise CannotFix("it shares its line with other statements")
    if alone:
        return Patch(unit.number, start, end, "pass")
    if rest.strip():
        return Patch(unit.number, start, end + len(rest) - len(rest.lstrip()), "")
    return Patch(unit.number, unit.line_start(start), unit.after_line(end), "")


def _around(position: CalledOnTensor, new: str, before: bool) -> list[Patch]:
    """`x = new(x)` on its own line where the call is `x = layer(x)`, else `new()` around the argument or the call."""
    unit, argument = position.unit, position.call.args[0]
    if isinstance(argument.value, (libcst.List, libcst.Tuple)):
        raise CannotFix("the layer is called on several tensors")
    text = unit.tree.text(argument)
    if position.statement is not None and position.target is not None and (text == position.target or not before):
        return [_line(unit, position.statement, f"{position.target} = {new}({position.target})", before)]
    start, end = unit.tree.span(argument if before else position.call)
    return [Patch(unit.number, start, start, f"{new}("), Patch(unit.number, end, end, ")")]


def _bypassed(position: CalledOnTensor) -> list[Patch]:
    """`layer(x)` becomes `x`."""
    unit = position.unit
    first, *others = position.call.args
    if any(argument.keyword is None or argument.keyword.value not in {"training", "mask"} for argument in others):
        raise CannotFix("the layer is called with further arguments")
    start, end = unit.tree.span(position.call)
    begin, behind = unit.tree.span(first)
    if unit.tree.comments(start, begin) or unit.tree.comments(behind, end):
        raise CannotFix("the code to remove contains a comment")
    if position.statement is not None and unit.text[begin:behind] == position.target:
        return [_without(unit, position.statement, position.alone)]
    bare = isinstance(first.value, _SIMPLE) or first.value.lpar
    opening, closing = ("", "") if bare else ("(", ")")
    return [Patch(unit.number, start, begin, opening), Patch(unit.number, behind, end, closing)]
