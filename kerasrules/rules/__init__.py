"""The rules, one file each, and the index of them.

A rule's file is loaded when the rule is wanted: to know codes, names and severities, as the settings must, takes only
the index, which is written from the files. `RULES` holds one instance of each rule, sorted by code.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from kerasrules.rules.index import INDEX as SHIPPED

if TYPE_CHECKING:
    from kerasrules.rules.entry import RuleEntry
    from kerasrules.rules.rule import Rule

    RULES: tuple[Rule, ...]

__all__ = ["INDEX", "RULES", "code_of", "forget", "load", "register", "registered", "rule_of"]

INDEX: dict[str, RuleEntry] = dict(SHIPPED)
"""Every rule by its code: the shipped ones, and behind them those that users wrote, once they are registered."""
_own: dict[str, Rule] = {}


def register(rule: Rule) -> None:
    """Make a rule known that a user wrote; one with the same code, from before its file was changed, is replaced."""
    from kerasrules.rules.entry import RuleEntry

    _own[rule.code] = rule
    INDEX[rule.code] = RuleEntry(
        rule.code, rule.name, rule.family, rule.severity.value, "none", former_names=rule.former_names
    )


def forget(rule: Rule) -> None:
    """Make a rule that a user wrote unknown, unless another one has taken its code."""
    if _own.get(rule.code) is rule:
        del _own[rule.code], INDEX[rule.code]


def registered() -> Collection[str]:
    """The codes of rules that users wrote."""
    return _own.keys()


def load(codes: Collection[str]) -> tuple[Rule, ...]:
    """One instance of each of these rules, sorted by code."""
    return tuple(rule_of(code) for code in INDEX if code in codes)


def rule_of(code: str) -> Rule:
    """The one instance of a rule; KeyError for a code that no rule has."""
    return _own[code] if code in _own else _shipped(code)


@cache
def _shipped(code: str) -> Rule:
    module = import_module(INDEX[code].module)
    rule: type[Rule] = next(
        cls for cls in vars(module).values() if isinstance(cls, type) and vars(cls).get("code") == code
    )
    return rule()


def code_of(name: str) -> str | None:
    """The code of the rule that has this name, or had it once; None if there is none."""
    return next((entry.code for entry in INDEX.values() if name in entry.names), None)


def __getattr__(name: str) -> object:
    if name == "RULES":
        return load(SHIPPED)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
