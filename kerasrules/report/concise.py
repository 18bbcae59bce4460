"""One line for each finding: `path:line:column: CODE name message`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kerasrules.model.findings import Finding
from kerasrules.model.locations import Location
from kerasrules.report.colors import Colors


def render(findings: Sequence[Finding], colors: Colors) -> Iterator[str]:
    """The report, line by line."""
    for finding in findings:
        code = colors.paint(finding.code, finding.severity.value)
        name = colors.paint(finding.name, "bold")
        yield f"{format_location(finding.location)}: {code} {name} {one_line(finding.message)}"


def format_location(location: Location) -> str:
    """`path:line:column`, with the cell for a notebook; editors and terminals make it a link."""
    cell = f"cell {location.cell}:" if location.cell is not None else ""
    return f"{one_line(location.path)}:{cell}{location.start.line}:{location.start.column}"


def one_line(text: str) -> str:
    """Text that stays on its line and does nothing to a terminal, whatever a file is called."""
    return "".join(c if c.isprintable() else " " if c in "\n\t" else f"\\x{ord(c):02x}" for c in text)
