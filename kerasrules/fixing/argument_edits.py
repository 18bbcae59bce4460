"""An argument set or removed in the call where it stands."""

from __future__ import annotations

import ast
import re

import libcst

from kerasrules.fixing.consistency import check_same_role
from kerasrules.fixing.editable_program import EditableUnit
from kerasrules.fixing.fix_context import FixContext, arguments, call_at, is_open, keyword
from kerasrules.keras_api.signatures import LAYERS, canonical_layer
from kerasrules.keras_api.small_objects import parameters_of
from kerasrules.model.edits import JoinArguments, RemoveArgument, SetArgument
from kerasrules.source.patches import CannotFix, Patch

_STRING = re.compile(r'"([^"\\]*)"')


def set_argument(edit: SetArgument, context: FixContext) -> list[Patch]:
    """The keyword added, or its value changed, also where it has no name."""
    unit, call = call_at(context, edit.call)
    check_same_role(context, edit.call, edit.name)
    value = quoted(edit.value, unit)
    argument = keyword(call, edit.name) or _positional(context, unit, call, edit)
    if argument is not None:
        if argument.star:
            raise CannotFix(f"{edit.name} is passed through {argument.star}")
        check_replaceable(context, argument.value, edit.name)
        if _is_default(context, edit):
            try:
                return _removed(unit, call, argument)
            except CannotFix:
                pass  # then it is said in so many words
        if isinstance(argument.value, libcst.SimpleString):
            value = quoted(edit.value, unit, argument.value.quote)
        return [Patch(unit.number, *unit.tree.span(argument.value), value)]
    if is_open(call):
        raise CannotFix("the call receives further arguments from a list or dictionary")
    return arguments(unit, call).append(f"{edit.name}={value}")


def _is_default(context: FixContext, edit: SetArgument) -> bool:
    """Whether the value is what Keras takes where the argument is omitted."""
    classes = {layer.class_name for layer in context.layers(edit.call) if layer.kind == "layer"}
    if len(classes) != 1 or classes.isdisjoint(LAYERS):
        return False
    parameter = next((p for p in LAYERS[classes.pop()].parameters if p.name == edit.name), None)
    try:
        return parameter is not None and bool(parameter.default == ast.literal_eval(edit.value))
    except ValueError:
        return False


def _removed(unit: EditableUnit, call: libcst.Call, argument: libcst.Arg) -> list[Patch]:
    index = call.args.index(argument)
    if argument.keyword is None and any(other.keyword is None for other in call.args[index + 1 :]):
        raise CannotFix("a positional argument follows it")
    return arguments(unit, call).remove(index)


def remove_argument(edit: RemoveArgument, context: FixContext) -> list[Patch]:
    """The keyword removed."""
    unit, call = call_at(context, edit.call)
    argument = keyword(call, edit.name)
    if argument is None:
        raise CannotFix(f"{edit.name} is not a keyword argument of the call")
    return arguments(unit, call).remove(call.args.index(argument))


def join_arguments(edit: JoinArguments, context: FixContext) -> list[Patch]:
    """Parentheses around arguments that follow each other."""
    unit, call = call_at(context, edit.call)
    joined = call.args[edit.first : edit.first + edit.count]
    if len(joined) < edit.count or any(one.keyword is not None or one.star for one in call.args[: edit.first]):
        raise CannotFix("the arguments are passed in another way")
    if any(one.keyword is not None or one.star for one in joined):
        raise CannotFix("the arguments have names or come from a list")
    start, end = unit.tree.span(joined[0].value)[0], unit.tree.span(joined[-1].value)[1]
    return [Patch(unit.number, start, end, f"({unit.text[start:end]})")]


def quoted(value: str, unit: EditableUnit, quote: str | None = None) -> str:
    """Source text with plain strings in it, as the program quotes: with `quote`, else as most of its strings."""
    if quote not in {'"', "'"}:
        quote = "'" if unit.text.count("'") > unit.text.count('"') else '"'
    return _STRING.sub(
        lambda match: match.group() if quote in match.group(1) else quote + match.group(1) + quote, value
    )


def check_replaceable(context: FixContext, value: libcst.BaseExpression, what: str) -> None:
    """Raise CannotFix unless the value is written out where it stands, so that nothing else hangs on it."""
    if isinstance(value, libcst.Name) and value.value not in {"None", "True", "False"}:
        if not context.speller.is_imported(value.value):
            raise CannotFix(f"{what} is set by the variable {value.value}")
    elif isinstance(value, libcst.Attribute):
        name = dotted(value)
        if name is None or not context.speller.is_imported(name.partition(".")[0]):
            raise CannotFix(f"{what} is set by {name or 'an attribute'}")
    elif not isinstance(value, _WRITTEN_OUT) or (isinstance(value, libcst.Call) and is_open(value)):
        raise CannotFix(f"{what} is set by an expression that is evaluated elsewhere")
    else:
        for part in _parts(value):
            check_replaceable(context, part, what)


_WRITTEN_OUT = (
    libcst.SimpleString,
    libcst.Integer,
    libcst.Float,
    libcst.Name,
    libcst.UnaryOperation,
    libcst.BinaryOperation,
    libcst.Tuple,
    libcst.List,
    libcst.Call,
)


def _parts(value: libcst.BaseExpression) -> list[libcst.BaseExpression]:
    if isinstance(value, libcst.UnaryOperation):
        return [value.expression]
    if isinstance(value, libcst.BinaryOperation):
        return [value.left, value.right]
    if isinstance(value, (libcst.Tuple, libcst.List)):
        return [element.value for element in value.elements]
    if isinstance(value, libcst.Call):
        return [value.func, *(argument.value for argument in value.args)]
    return []


def dotted(node: libcst.BaseExpression) -> str | None:
    """`tf.nn.relu` as text; None for anything else."""
    if isinstance(node, libcst.Name):
        return node.value
    if isinstance(node, libcst.Attribute):
        owner = dotted(node.value)
        return None if owner is None else f"{owner}.{node.attr.value}"
    return None


def _positional(context: FixContext, unit: EditableUnit, call: libcst.Call, edit: SetArgument) -> libcst.Arg | None:
    """The argument without a name in the call: as the interpreter took it, else by the signature of what is called."""
    location = context.argument(edit.call, edit.name)
    if location is not None:
        start = unit.offset(location.start.line, location.start.column)
        for argument in call.args:
            begin, end = unit.tree.span(argument)
            if begin <= start < end:
                return argument
        raise CannotFix(f"{edit.name} is not an argument of the call")
    unnamed = [argument for argument in call.args if argument.keyword is None and not argument.star]
    if not unnamed or context.layers(edit.call):
        return None
    names = _parameters((dotted(call.func) or "").rpartition(".")[2])
    if names is None:
        raise CannotFix(f"it is unknown whether {edit.name} is among the positional arguments")
    index = names.index(edit.name) if edit.name in names else len(unnamed)
    return unnamed[index] if index < len(unnamed) else None


def _parameters(called: str) -> tuple[str, ...] | None:
    """The parameters that a layer, a callback, a regularizer or a constraint takes by position."""
    name = canonical_layer(called)
    if name is None:
        return parameters_of(called)
    return tuple(parameter.name for parameter in LAYERS[name].positional)
