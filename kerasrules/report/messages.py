"""A finding's message as programs that know nothing of cells get it."""

from __future__ import annotations

from kerasrules.model.findings import Finding
from kerasrules.model.inert import inert


def message(finding: Finding) -> str:
    """What the finding says, with the cell's number and line where it stands in a notebook."""
    location = finding.location
    where = f" (cell {location.cell}, line {location.start.line})" if location.cell is not None else ""
    return clean(finding.message.strip()) + where


def clean(text: str) -> str:
    """Text without what does something where it is shown, and without what no encoding has: names can hold both."""
    return inert(text, keep="\n\t")
