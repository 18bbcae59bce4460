"""Findings as a good compiler shows them: the source with each location marked, the consequence and the help.

error[logits-into-probability-loss]: Dense(10) has no activation, but the loss expects probabilities (KR204)
  --> train.py:12:15
   |
 9 |     layers.Dense(10),
   |     ---------------- head here
   ...
12 | model.compile(loss="categorical_crossentropy")
   |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
   |
   = help: …
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kerasrules.model.findings import Finding
from kerasrules.model.locations import Location
from kerasrules.model.record import record, replace
from kerasrules.model.rule_pages import rule_url
from kerasrules.report import explanations
from kerasrules.report.colors import Colors
from kerasrules.report.inputs import Report, SourceLines
from kerasrules.report.one_line import format_location, format_place, one_line
from kerasrules.report.summary import statistics

MAX_LINES = 3
"""How much of a place that spans many lines is shown."""

MAX_FOLDED = 8
"""How many findings are told in one line each, below the first one of their rule."""

MAX_WIDTH = 160
"""Longer lines (data written into the source) are cut around what they are shown for."""

_TAB = 4
_FIXABLE = {(True, True): " [fix]", (True, False): " [unsafe fix]", (False, False): ""}
"""The mark of a finding that `--fix`, or `--fix --unsafe-fixes`, may fix."""


@record(frozen=True)
class _Mark:
    """A stretch of one line, from `start` up to `end` (0-based, in characters), and what is said about it."""

    line: int
    start: int
    end: int
    label: str
    primary: bool


def render(report: Report) -> Iterator[str]:
    """The report, line by line."""
    if report.statistics:
        yield from statistics(report.findings)
        return
    from kerasrules.report.what_first import in_order

    for number, shown in enumerate(in_order(report.findings, explanations.causes_by_file(report.run))):
        if number:
            yield ""
        yield from _finding(shown.finding, report.sources, report.colors, shown.note, shown.again)
    explained = list(explanations.render(report.run, report.findings, report.colors))
    if explained and report.findings:
        yield ""
    yield from explained


def render_findings(findings: Sequence[Finding], sources: SourceLines, colors: Colors) -> Iterator[str]:
    """Findings with their source, an empty line between them."""
    for number, finding in enumerate(findings):
        if number:
            yield ""
        yield from _finding(finding, sources, colors)


def _finding(
    finding: Finding, sources: SourceLines, colors: Colors, first: str = "", again: Sequence[Finding] = ()
) -> Iterator[str]:
    """One finding. first: why to start with it. again: more of the same rule, told in a line each."""
    severity = finding.severity.value
    headline, consequence = split(finding.message)
    address = rule_url(finding.code, finding.name)
    title = colors.link(colors.paint(f"{severity}[{finding.name}]", severity), address)
    mark = f"({finding.code}){_FIXABLE[finding.promises_fix(unsafe=True), finding.promises_fix(unsafe=False)]}"
    yield f"{title}{colors.paint(f': {headline}', 'bold')} {colors.paint(mark, 'dim')}"

    groups = _by_file(finding, sources)
    gutter = len(str(max((mark.line for _, marks in groups for mark in marks), default=finding.location.start.line)))
    bar = colors.paint(" " * gutter + " |", "frame")
    for number, (location, marks) in enumerate(groups):
        arrow = "-->" if number == 0 else ":::"
        label = "" if marks else _label(finding, location)
        yield f"{' ' * gutter}{colors.paint(arrow, 'frame')} {format_location(location)}{label}"
        if marks:
            yield bar
            yield from _excerpt(location, marks, severity, gutter, sources, colors)
    if any(marks for _, marks in groups):
        yield bar
    for label, style, text in (
        ("start here", "bold", first),
        ("note", "bold", consequence),
        ("help", "help", finding.help),
        ("data", "bold", f"rests on {' and '.join(finding.data_files)}" if finding.data_files else ""),
        ("also", "bold", _also(again)),
        ("see", "bold", "" if colors.links else address or ""),
    ):
        if text:
            first, *rest = [one_line(line) for line in text.strip().splitlines()]
            yield f"{' ' * gutter} {colors.paint('=', 'frame')} {colors.paint(label, style)}: {first}"
            yield from (f"{' ' * gutter}   {line}" for line in rest)


def _label(finding: Finding, location: Location) -> str:
    """What is said of a place whose lines cannot be shown: a folder, an array of numbers."""
    said = [one_line(related.message) for related in finding.related if related.location == location]
    return f" {said[0]}" if said else ""


def _also(again: Sequence[Finding]) -> str:
    """What else a rule found, a line for each."""
    lines = [f"{format_place(one.location)}: {split(one.message)[0]}" for one in again[:MAX_FOLDED]]
    left = len(again) - len(lines)
    return "\n".join([*lines, f"and {left} more"] if left else lines)


def split(message: str) -> tuple[str, str]:
    """What is wrong, and what comes of it: a message's first sentence and the others."""
    parts = re.split(r"\n+|(?<=[a-z0-9)\]'\"`][.])\s+(?=[A-Z])", message.strip(), maxsplit=1)
    return one_line(parts[0]), parts[1].strip() if len(parts) > 1 else ""


def _by_file(finding: Finding, sources: SourceLines) -> list[tuple[Location, list[_Mark]]]:
    """The finding's own file first, then others that it leads to; a notebook's cells count as files."""
    groups: dict[tuple[str, int | None], tuple[Location, dict[_Mark, None]]] = {}
    for location, label, primary in [
        (finding.location, "", True),
        *((related.location, related.message, False) for related in finding.related),
    ]:
        _, marks = groups.setdefault((location.path, location.cell), (location, {}))
        marks.update(dict.fromkeys(_marks(location, label, primary, sources)))
    return [(location, list(marks)) for location, marks in groups.values()]


def _marks(location: Location, label: str, primary: bool, sources: SourceLines) -> Iterator[_Mark]:
    """A mark for each of the first lines of a place, under its text and not under its indentation."""
    last = min(location.end.line, location.start.line + MAX_LINES - 1)
    found: list[_Mark] = []
    for number in range(location.start.line, last + 1):
        text = sources.line(location.path, location.cell, number)
        if text is None:
            continue
        indent = len(text) - len(text.lstrip())
        start = location.start.column - 1 if number == location.start.line else indent
        end = location.end.column - 1 if number == location.end.line else len(text.rstrip())
        if number == location.start.line or text.strip():
            found.append(_Mark(number, start, max(end, start + 1), "", primary))
    if found:
        cut = " (continues)" if location.end.line > last and label else ""
        found[-1] = replace(found[-1], label=label + cut)
    yield from found


def _excerpt(
    location: Location, marks: list[_Mark], severity: str, gutter: int, sources: SourceLines, colors: Colors
) -> Iterator[str]:
    previous: int | None = None
    bar = colors.paint(" " * gutter + " |", "frame")
    by_line: dict[int, list[_Mark]] = {}
    for mark in marks:
        by_line.setdefault(mark.line, []).append(mark)
    for number in sorted(by_line):
        if previous is not None and number == previous + 2:
            yield from _line(location, previous + 1, [], severity, gutter, sources, colors)
        elif previous is not None and number > previous + 1:
            yield colors.paint(" " * gutter + " ...", "frame")
        # the finding's own mark right under its line, the others after it from left to right
        here = sorted(by_line[number], key=lambda m: (not m.primary, m.start, m.end))
        yield from _line(location, number, here, severity, gutter, sources, colors)
        previous = number
    if location.end.line - location.start.line >= MAX_LINES and previous == location.start.line + MAX_LINES - 1:
        yield f"{bar} {colors.paint('...', 'dim')}"


def _line(
    location: Location,
    number: int,
    marks: Sequence[_Mark],
    severity: str,
    gutter: int,
    sources: SourceLines,
    colors: Colors,
) -> Iterator[str]:
    text = (sources.line(location.path, location.cell, number) or "").rstrip()
    shown, columns = _layout(text, marks)
    yield f"{colors.paint(f'{number:>{gutter}} |', 'frame')} {shown}".rstrip()
    for mark in marks:
        start, end = columns(mark.start), columns(mark.end)
        line = ("^" if mark.primary else "-") * max(1, end - start)
        label = f" {one_line(mark.label)}" if mark.label else ""
        painted = colors.paint(line + label, severity if mark.primary else "frame")
        yield f"{colors.paint(' ' * gutter + ' |', 'frame')} {' ' * start}{painted}"


def _layout(text: str, marks: Sequence[_Mark]) -> tuple[str, _Columns]:
    """The line as a terminal shows it, and where its characters come to stand."""
    first = 0
    if len(text) > MAX_WIDTH and marks:
        first = max(0, min(min(mark.start for mark in marks) - 40, len(text) - MAX_WIDTH))
    head = "… " if first else ""
    tail = " …" if len(text) > first + MAX_WIDTH else ""
    pieces = [_cell(character) for character in text[first : first + MAX_WIDTH]]
    offsets = [len(head)]
    for _, width in pieces:
        offsets.append(offsets[-1] + width)
    return head + "".join(piece for piece, _ in pieces) + tail, _Columns(first, offsets)


class _Columns:
    """Where a character of the source stands on the screen."""

    def __init__(self, first: int, offsets: list[int]) -> None:
        self._first = first
        self._offsets = offsets

    def __call__(self, index: int) -> int:
        beyond = index - self._first - (len(self._offsets) - 1)
        if beyond > 0:  # a place that ends after the line's last character: only by one is of use
            return self._offsets[-1] + min(beyond, 1)
        return self._offsets[max(0, index - self._first)]


def _cell(character: str) -> tuple[str, int]:
    """A character as shown, and how many columns it takes."""
    if character == "\t":
        return " " * _TAB, _TAB
    if " " <= character <= "~":
        return character, 1
    import unicodedata

    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        # what turns text around (bidi controls) must not reach the terminal
        return (character, 0) if unicodedata.category(character) != "Cf" else ("", 0)
    if not character.isprintable():
        return "\ufffd", 1
    return character, 2 if unicodedata.east_asian_width(character) in "WF" else 1
