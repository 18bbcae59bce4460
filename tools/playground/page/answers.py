"""What the playground asks of kerasrules. Text in, JSON out; offsets are those of JavaScript's strings."""

from __future__ import annotations

import json
from typing import Any

from kerasrules.checking import engine
from kerasrules.checking.settings import Settings
from kerasrules.fixing import fix_text
from kerasrules.model.findings import Finding
from kerasrules.model.locations import Location, Position
from kerasrules.model.record import replace
from kerasrules.report import recovered_program
from kerasrules.report.colors import Colors
from kerasrules.report.diffs import diff

PATH = "program.py"
PLAIN = Colors(False)


def settings() -> Settings:
    """Those that a program without any has. Nothing but the text is looked at: there is nothing else."""
    return replace(Settings(), alone=True)


def check(text: str) -> str:
    """Findings, notices, and the recovered program as a table."""
    _, program, result = engine.examine(text, PATH, settings())
    offsets = Offsets(text)
    table = "" if program is None else "\n".join(recovered_program.render_table([program], PLAIN))
    answer = {
        "status": result.status,
        "findings": [finding_object(finding, offsets) for finding in result.findings],
        "notices": [notice.message for notice in result.notices],
        "model": table,
    }
    return json.dumps(answer)


def fix(text: str, number: int | None, unsafe: bool) -> str:
    """The text with one finding fixed, or (None) all of them; unsafe: also by what changes the program."""
    found = list(engine.examine(text, PATH, settings())[2].findings)
    wanted = found if number is None else [found[number]]
    fixed = fix_text(text, PATH, settings(), wanted, unsafe=unsafe)
    reasons = sorted({f"{skipped.finding.name}: {skipped.reason}" for skipped in fixed.skipped})
    lines = list(diff(text, fixed.text, PATH, PLAIN))
    return json.dumps({"text": fixed.text, "fixed": len(fixed.applied), "skipped": reasons, "diff": lines})


def finding_object(finding: Finding, offsets: Offsets) -> dict[str, Any]:
    """What the page shows of a finding."""
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "message": finding.message,
        "help": finding.help,
        "line": finding.location.start.line,
        "range": offsets.range(finding.location),
        "related": [
            {"message": related.message, "line": related.location.start.line, "range": offsets.range(related.location)}
            for related in finding.related
        ],
        "fix": "safe" if finding.is_fixable(unsafe=False) else "unsafe" if finding.is_fixable(unsafe=True) else "",
    }


class Offsets:
    """Where lines and columns are in a text, counted in UTF-16 code units."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + units(line) + 1)

    def of(self, position: Position) -> int:
        """The offset of a position, both of which may lie behind the end."""
        number = min(position.line, len(self._lines)) - 1
        return self._starts[number] + units(self._lines[number][: position.column - 1])

    def range(self, location: Location) -> list[int]:
        """Start and end."""
        return [self.of(location.start), self.of(location.end)]


def units(text: str) -> int:
    """Code units of a text."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
