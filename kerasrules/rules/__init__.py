"""The rules, one file each, and the index of them.

A rule's file is loaded when the rule is wanted: to know codes, names and severities, as the settings must, takes only
the index, which is written from the files. `RULES` holds one instance of each rule, sorted by code.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from kerasrules.rules.index import INDEX

if TYPE_CHECKING:
    from kerasrules.rules.rule import Rule

    RULES: tuple[Rule, ...]

__all__ = ["INDEX", "RULES", "code_of", "load", "rule_of"]


def load(codes: Collection[str]) -> tuple[Rule, ...]:
    """One instance of each of these rules, sorted by code."""
    return tuple(rule_of(code) for code in INDEX if code in codes)


@cache
def rule_of(code: str) -> Rule:
    """The one instance of a rule; KeyError for a code that no rule has."""
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
        return load(INDEX)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
