"""One line for each finding: `path:line:column: CODE name message`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kerasrules.findings import Finding
from kerasrules.places import Place
from kerasrules.reporting.colors import Colors


def render(findings: Sequence[Finding], colors: Colors) -> Iterator[str]:
    """The report, line by line."""
    for finding in findings:
        code = colors.paint(finding.code, finding.severity.value)
        yield f"{location(finding.place)}: {code} {colors.paint(finding.name, 'bold')} {one_line(finding.message)}"


def location(place: Place) -> str:
    """`path:line:column`, with the cell for a notebook; editors and terminals make it a link."""
    cell = f"cell {place.cell}:" if place.cell is not None else ""
    return f"{one_line(place.path)}:{cell}{place.start.line}:{place.start.column}"


def one_line(text: str) -> str:
    """Text that stays on its line and does nothing to a terminal, whatever a file is called."""
    return "".join(c if c.isprintable() else " " if c in "\n\t" else f"\\x{ord(c):02x}" for c in text)
