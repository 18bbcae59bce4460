"""Where a rule's documentation can be read."""

from __future__ import annotations

DOCUMENTATION: str | None = None
"""The address of the published rule pages, with `{name}` for the rule's name. None: they are not published."""


def rule_url(name: str) -> str | None:
    """The address of a rule's page, where there is one."""
    return DOCUMENTATION.format(name=name) if DOCUMENTATION else None
