"""Another loss in place of one: a string stays a string, a function a function and an object an object.

Only `from_logits=True` makes an object of the others, as neither a string nor a function can say it.
"""

from __future__ import annotations

import libcst

from kerasrules.fixing.argument_edits import dotted
from kerasrules.fixing.editable_program import EditableUnit
from kerasrules.fixing.fix_context import FixContext, arguments, is_open, keyword
from kerasrules.keras_api.losses import CLASSES, canonical_loss, loss_signature
from kerasrules.model.edits import ReplaceLoss
from kerasrules.source.patches import CannotFix, Patch

_CLASS_OF = {function: name for name, function in CLASSES.items()}


def replace_loss(edit: ReplaceLoss, context: FixContext) -> list[Patch]:
    """The loss at a place replaced in its own style."""
    unit = context.editable.unit(edit.argument)
    loss = unit.tree.expression(edit.argument)
    if isinstance(loss, libcst.Call):
        return _object(edit, context, unit, loss)
    if isinstance(loss, libcst.SimpleString):
        if edit.from_logits:
            return _with_logits(edit, context, unit, loss, None)
        return [Patch(unit.number, *unit.tree.span(loss), f"{loss.prefix}{loss.quote}{edit.loss}{loss.quote}")]
    spelled = _known(context, loss)
    if edit.from_logits:
        return _with_logits(edit, context, unit, loss, spelled)
    name = edit.loss if spelled.rpartition(".")[2] not in CLASSES else _class(edit.loss)
    return _renamed(edit, context, unit, loss, spelled, name)


def _object(edit: ReplaceLoss, context: FixContext, unit: EditableUnit, call: libcst.Call) -> list[Patch]:
    spelled = _known(context, call.func)
    if is_open(call):
        raise CannotFix("the loss receives its arguments from a list or dictionary")
    if any(argument.keyword is None for argument in call.args):
        raise CannotFix("the loss receives positional arguments")
    patches: list[Patch] = []
    if canonical_loss(spelled.rpartition(".")[2]) != edit.loss:
        name = _class(edit.loss)
        signature = loss_signature(name)
        for argument in call.args:
            if argument.keyword is not None and (signature is None or argument.keyword.value not in signature):
                raise CannotFix(f"{name} has no argument {argument.keyword.value}")
        patches += _renamed(edit, context, unit, call.func, spelled, name)
    said = keyword(call, "from_logits")
    if said is None:
        return [*patches, *(arguments(unit, call).append("from_logits=True") if edit.from_logits else [])]
    if not isinstance(said.value, libcst.Name) or said.value.value not in {"True", "False"}:
        raise CannotFix("from_logits is evaluated elsewhere")
    if edit.from_logits:
        return [*patches, Patch(unit.number, *unit.tree.span(said.value), "True")]
    return [*patches, *arguments(unit, call).remove(call.args.index(said))]


def _with_logits(
    edit: ReplaceLoss, context: FixContext, unit: EditableUnit, loss: libcst.BaseExpression, like: str | None
) -> list[Patch]:
    spelling = context.speller.spell("losses", _class(edit.loss), edit.argument, like)
    new = Patch(unit.number, *unit.tree.span(loss), f"{spelling.text}(from_logits=True)")
    return [new, *spelling.patches]


def _renamed(
    edit: ReplaceLoss, context: FixContext, unit: EditableUnit, node: libcst.BaseExpression, spelled: str, name: str
) -> list[Patch]:
    """Another name in the place of one, with the module before it where there is one."""
    if isinstance(node, libcst.Attribute):
        return [Patch(unit.number, *unit.tree.span(node.attr), name)]
    spelling = context.speller.spell("losses", name, edit.argument, spelled)
    return [Patch(unit.number, *unit.tree.span(node), spelling.text), *spelling.patches]


def _known(context: FixContext, node: libcst.BaseExpression) -> str:
    """The spelling of a loss of Keras. Raises CannotFix for anything else that may stand there."""
    spelled = dotted(node)
    if spelled is None:
        raise CannotFix("the loss is an expression that is evaluated elsewhere")
    resolved = context.speller.resolve(spelled)
    if resolved is None and context.speller.is_pasted() and canonical_loss(spelled.rpartition(".")[2]) is not None:
        return spelled
    if resolved is None and "." not in spelled:
        raise CannotFix(f"the loss is the variable or function {spelled}")
    if resolved is None or resolved.rpartition(".")[0] != "keras.losses":
        raise CannotFix(f"{spelled} is not one of the losses in keras.losses")
    return spelled


def _class(loss: str) -> str:
    name = _CLASS_OF.get(loss)
    if name is None:
        raise CannotFix(f"{loss} has no class")
    return name
