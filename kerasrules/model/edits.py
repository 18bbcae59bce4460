"""Fixes: edits of the source in the terms of the program."""

from __future__ import annotations

from typing import TypeAlias

from kerasrules.model.locations import Location
from kerasrules.model.record import record


@record(frozen=True)
class SetArgument:
    """Give the call at `call` the keyword `name` with the source text `value`, replacing what it has."""

    call: Location
    name: str
    value: str


@record(frozen=True)
class RemoveArgument:
    """Take the keyword `name` out of the call at `call`."""

    call: Location
    name: str


@record(frozen=True)
class RenameArgument:
    """Call the keyword `name` of the call at `call` by its `new` name; its value stays."""

    call: Location
    name: str
    new: str


@record(frozen=True)
class JoinArguments:
    """Make one tuple of `count` arguments without names, from number `first` on, of the call at `call`."""

    call: Location
    first: int
    count: int


@record(frozen=True)
class RenameMethod:
    """Call the method `new` where the call at `call` names another one, with one argument at most without a name."""

    call: Location
    new: str


@record(frozen=True)
class ReplaceFunction:
    """Call the function with the full name `function` at `call`, with the one argument without a name that it has."""

    call: Location
    function: str


@record(frozen=True)
class ReplaceModule:
    """Import the same names from `module` where the `from … import` at `statement` names another one."""

    statement: Location
    module: str


@record(frozen=True)
class ReplaceLoss:
    """Use another loss in the compile call (or loss dict, list) at `argument`.

    `loss` is Keras' snake-case name; `from_logits` None leaves that argument at its default.
    """

    argument: Location
    loss: str
    from_logits: bool | None = None


@record(frozen=True)
class RemoveLayer:
    """Remove the layer made at `call`."""

    call: Location


@record(frozen=True)
class InsertLayer:
    """Put a new layer, as source text such as `Rescaling(1.0 / 255)`, before or after the one made at `call`."""

    call: Location
    layer: str
    before: bool = True


@record(frozen=True)
class ReplaceText:
    """Put `text` in place of exactly this stretch of source, such as a comment."""

    location: Location
    text: str


Edit: TypeAlias = (
    "SetArgument | RemoveArgument | RenameArgument | JoinArguments | RenameMethod | ReplaceFunction"
    " | ReplaceModule | ReplaceLoss | RemoveLayer | InsertLayer | ReplaceText"
)


def place_of(edit: Edit) -> Location:
    """The call, argument, statement or text that an edit changes."""
    if isinstance(edit, ReplaceLoss):
        return edit.argument
    if isinstance(edit, ReplaceModule):
        return edit.statement
    return edit.location if isinstance(edit, ReplaceText) else edit.call


@record(frozen=True)
class Fix:
    """What would fix a finding, in the program's terms: written by `fixing`, tried by `confirm`.

    withheld: the user does not want it written. elsewhere: it changes another file than the one that was checked, where
    the fault may not show by itself.
    """

    description: str
    edits: tuple[Edit, ...]
    safe: bool = False
    withheld: bool = False
    elsewhere: bool = False
