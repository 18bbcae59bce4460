"""What is known of a rule without loading its file."""

from __future__ import annotations

from kerasrules.model.record import record


@record(frozen=True)
class RuleEntry:
    """A rule's row in the index: attributes of the rule's class, and `trains` of its ConfirmTraits."""

    code: str
    name: str
    family: str
    severity: str
    fix_applicability: str
    trains: bool = False
    always_selected: bool = False
    former_names: tuple[str, ...] = ()
    preview: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that selectors and comments may use."""
        return (self.name, *self.former_names)

    @property
    def module(self) -> str:
        """The rule's file: that of `linear-stack` is `linear_stack.py` in its family's folder."""
        return f"kerasrules.rules.{self.family}.{self.name.replace('-', '_')}"
