"""What a rule says: a finding, its severity, the places it names and the remedy it proposes."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from kerasrules.places import Place


class Severity(str, Enum):
    """How bad it is, in the words that the reports and editors use."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True)
class Related:
    """A second place that the finding rests on, with what there is to see."""

    message: str
    place: Place


@dataclass(frozen=True)
class SetArgument:
    """Give the call at `call` the keyword `name` with the source text `value`, replacing what it has."""

    call: Place
    name: str
    value: str


@dataclass(frozen=True)
class RemoveArgument:
    """Take the keyword `name` out of the call at `call`."""

    call: Place
    name: str


@dataclass(frozen=True)
class RenameArgument:
    """Call the keyword `name` of the call at `call` by its `new` name; its value stays."""

    call: Place
    name: str
    new: str


@dataclass(frozen=True)
class RenameMethod:
    """Call the method `new` where the call at `call` names another one, with one argument at most without a name."""

    call: Place
    new: str


@dataclass(frozen=True)
class ReplaceModule:
    """Import the same names from `module` where the `from … import` at `statement` names another one."""

    statement: Place
    module: str


@dataclass(frozen=True)
class ReplaceLoss:
    """Use another loss in the compile call (or loss dict, list) at `argument`.

    `loss` is Keras' snake-case name; `from_logits` None leaves that argument at its default.
    """

    argument: Place
    loss: str
    from_logits: bool | None = None


@dataclass(frozen=True)
class RemoveLayer:
    """Take out the layer made at `call`."""

    call: Place


@dataclass(frozen=True)
class InsertLayer:
    """Put a new layer, as source text such as `Rescaling(1.0 / 255)`, before or after the one made at `call`."""

    call: Place
    layer: str
    before: bool = True


@dataclass(frozen=True)
class ReplaceText:
    """Put `text` in place of exactly this stretch of source, such as a comment."""

    place: Place
    text: str


Edit: TypeAlias = (
    "SetArgument | RemoveArgument | RenameArgument | RenameMethod | ReplaceModule"
    " | ReplaceLoss | RemoveLayer | InsertLayer | ReplaceText"
)


@dataclass(frozen=True)
class Remedy:
    """What would mend a finding, in the program's terms: written by `fixing`, tried by `confirm`."""

    description: str
    edits: tuple[Edit, ...]
    safe: bool = False


@dataclass(frozen=True)
class Finding:
    """One fault at one place. `help` is the remedy in words."""

    code: str
    name: str
    severity: Severity
    message: str
    place: Place
    related: tuple[Related, ...] = ()
    help: str = ""
    remedy: Remedy | None = field(default=None, compare=False)
