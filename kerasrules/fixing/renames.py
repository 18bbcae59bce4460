"""Names that have changed, written as they are now: arguments, methods, modules."""

from __future__ import annotations

import libcst

from kerasrules.fixing.fix_context import FixContext, call_at, is_open, keyword
from kerasrules.model.edits import RenameArgument, RenameMethod, ReplaceFunction, ReplaceModule
from kerasrules.source.patches import CannotFix, Patch


def rename_argument(edit: RenameArgument, context: FixContext) -> list[Patch]:
    """The keyword by its new name."""
    unit, call = call_at(context, edit.call)
    argument = keyword(call, edit.name)
    if argument is None or argument.keyword is None:
        raise CannotFix(f"{edit.name} is not a keyword argument of the call")
    if keyword(call, edit.new) is not None:
        raise CannotFix(f"the call already passes {edit.new}")
    return [Patch(unit.number, *unit.tree.span(argument.keyword), edit.new)]


def rename_method(edit: RenameMethod, context: FixContext) -> list[Patch]:
    """The method by its new name, where its arguments surely mean the same."""
    unit, call = call_at(context, edit.call)
    if not isinstance(call.func, libcst.Attribute):
        raise CannotFix("the method is called under another name")
    if is_open(call) or sum(argument.keyword is None for argument in call.args) > 1:
        raise CannotFix(f"{edit.new} takes its arguments in a different order, and some are positional here")
    return [Patch(unit.number, *unit.tree.span(call.func.attr), edit.new)]


def replace_function(edit: ReplaceFunction, context: FixContext) -> list[Patch]:
    """The function by another name, as the program has imported it."""
    unit, call = call_at(context, edit.call)
    if is_open(call) or [argument.keyword for argument in call.args] != [None]:
        raise CannotFix(f"the call has other arguments than {edit.function} takes")
    text = context.speller.imported(edit.function, edit.call)
    if text is None:
        raise CannotFix(f"the program has no name for {edit.function} here")
    return [Patch(unit.number, *unit.tree.span(call.func), text)]


def replace_module(edit: ReplaceModule, context: FixContext) -> list[Patch]:
    """The module of a `from … import`."""
    unit = context.editable.unit(edit.statement)
    module = unit.tree.find(edit.statement, libcst.ImportFrom).module
    if module is None:
        raise CannotFix("the import names no module")
    return [Patch(unit.number, *unit.tree.span(module), edit.module)]
