"""A fix as patches: each of its edits by the file that knows its kind."""

from __future__ import annotations

from itertools import combinations

from kerasrules.fixing.argument_edits import join_arguments, remove_argument, set_argument
from kerasrules.fixing.fix_context import FixContext
from kerasrules.fixing.layer_edits import insert_layer, remove_layer
from kerasrules.fixing.loss_edits import replace_loss
from kerasrules.fixing.renames import rename_argument, rename_method, replace_function, replace_module
from kerasrules.model.edits import (
    Edit,
    Fix,
    InsertLayer,
    JoinArguments,
    RemoveArgument,
    RemoveLayer,
    RenameArgument,
    RenameMethod,
    ReplaceFunction,
    ReplaceLoss,
    ReplaceModule,
    ReplaceText,
    SetArgument,
)
from kerasrules.source.patches import CannotFix, Patch, collide


def rendered(fix: Fix, context: FixContext) -> list[Patch]:
    """The patches that a fix comes to. Raises CannotFix, with the reason, where it would have to guess."""
    patches = list(dict.fromkeys(patch for edit in fix.edits for patch in _edit(edit, context)))
    if any(collide(one, other) for one, other in combinations(patches, 2)):
        raise CannotFix("its changes overlap")
    units = {unit.number: unit for unit in context.editable.units}
    if not all(units[patch.unit].is_python(patch.start, patch.end) for patch in patches):
        raise CannotFix("it would change a line that is IPython syntax")
    return patches


def _edit(edit: Edit, context: FixContext) -> list[Patch]:
    match edit:
        case SetArgument():
            return set_argument(edit, context)
        case RemoveArgument():
            return remove_argument(edit, context)
        case RenameArgument():
            return rename_argument(edit, context)
        case JoinArguments():
            return join_arguments(edit, context)
        case RenameMethod():
            return rename_method(edit, context)
        case ReplaceFunction():
            return replace_function(edit, context)
        case ReplaceModule():
            return replace_module(edit, context)
        case ReplaceLoss():
            return replace_loss(edit, context)
        case RemoveLayer():
            return remove_layer(edit, context)
        case InsertLayer():
            return insert_layer(edit, context)
        case ReplaceText():
            return replace_text(edit, context)


def replace_text(edit: ReplaceText, context: FixContext) -> list[Patch]:
    """The stretch of source, whatever it is."""
    unit = context.editable.unit(edit.location)
    start, end = edit.location.start, edit.location.end
    return [Patch(unit.number, unit.offset(start.line, start.column), unit.offset(end.line, end.column), edit.text)]
