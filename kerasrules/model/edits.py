"""Fixes: edits of the source in the terms of the program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from kerasrules.model.locations import Location


@dataclass(frozen=True)
class SetArgument:
    """Give the call at `call` the keyword `name` with the source text `value`, replacing what it has."""

    call: Location
    name: str
    value: str


@dataclass(frozen=True)
class RemoveArgument:
    """Take the keyword `name` out of the call at `call`."""

    call: Location
    name: str


@dataclass(frozen=True)
class RenameArgument:
    """Call the keyword `name` of the call at `call` by its `new` name; its value stays."""

    call: Location
    name: str
    new: str


@dataclass(frozen=True)
class RenameMethod:
    """Call the method `new` where the call at `call` names another one, with one argument at most without a name."""

    call: Location
    new: str


@dataclass(frozen=True)
class ReplaceModule:
    """Import the same names from `module` where the `from … import` at `statement` names another one."""

    statement: Location
    module: str


@dataclass(frozen=True)
class ReplaceLoss:
    """Use another loss in the compile call (or loss dict, list) at `argument`.

    `loss` is Keras' snake-case name; `from_logits` None leaves that argument at its default.
    """

    argument: Location
    loss: str
    from_logits: bool | None = None


@dataclass(frozen=True)
class RemoveLayer:
    """Remove the layer made at `call`."""

    call: Location


@dataclass(frozen=True)
class InsertLayer:
    """Put a new layer, as source text such as `Rescaling(1.0 / 255)`, before or after the one made at `call`."""

    call: Location
    layer: str
    before: bool = True


@dataclass(frozen=True)
class ReplaceText:
    """Put `text` in place of exactly this stretch of source, such as a comment."""

    location: Location
    text: str


Edit: TypeAlias = (
    "SetArgument | RemoveArgument | RenameArgument | RenameMethod | ReplaceModule"
    " | ReplaceLoss | RemoveLayer | InsertLayer | ReplaceText"
)


@dataclass(frozen=True)
class Fix:
    """What would fix a finding, in the program's terms: written by `fixing`, tried by `confirm`."""

    description: str
    edits: tuple[Edit, ...]
    safe: bool = False
