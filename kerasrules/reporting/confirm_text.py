"""The verdicts of `confirm` for a terminal: what was tried, on what, what came of it, and what to make of it.

confirmed[softmax-single-unit]: Dense(1) on line 7 applies softmax over a single value (KR202)
  --> train.py:7:5
   = remedy: Use sigmoid
   = result: With the remedy the model learns in every seed, as written in none.

                   skill  held-out skill  loss at start  loss at end  steps  seeds won  skill over the steps
  as written        0.00            0.00          0.693        0.693    300     0 of 5  ▁▁▁▁▁▁▁
  with the remedy   1.00            0.98          0.693       0.0310    300     5 of 5  ▁▃▆▇███
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Any

from kerasrules.findings import Finding, Related, Severity
from kerasrules.program import Place, Position
from kerasrules.reporting import confirm_words as words
from kerasrules.reporting import full
from kerasrules.reporting.colors import Colors
from kerasrules.reporting.concise import one_line
from kerasrules.reporting.excerpts import Excerpts

_STYLES = {"confirmed": "error", "not confirmed": "info", "refuted": "warning", "inconclusive": "dim"}


def render(document: dict[str, Any], painted: bool, *, bars: bool | None = None, quiet: bool = False) -> Iterator[str]:
    """The report, line by line.

    document: as `confirm --output-format json` prints it. bars: whether to draw the skill's course with block
    characters; None: where the encoding of standard output has them. quiet: without the explanations at the end.
    """
    colors = Colors(painted)
    draw = _has_bars() if bars is None else bars
    yield from _heading(document, colors)
    yield from _findings(document, colors)
    several = len({verdict.get("model") for verdict in words.verdicts(document)}) > 1
    for verdict in words.verdicts(document):
        yield ""
        yield from _verdict(verdict, document, several, draw, colors)
    yield from _combined(document, draw, colors)
    if not quiet:
        yield from _closing(document, colors)


def _has_bars() -> bool:
    try:
        words.sparkline([0, 1]).encode(getattr(sys.stdout, "encoding", None) or "ascii")
    except (UnicodeError, LookupError):
        return False
    return True


def _heading(document: dict[str, Any], colors: Colors) -> Iterator[str]:
    yield colors.paint(one_line(str(document.get("path") or "?")), "bold")
    facts = [
        ("data", words.data_words(document)),
        ("basis", words.basis_words(document)),
        ("compare", words.reference_words(document)),
    ]
    for label, text in facts:
        if text:
            yield _fact(label, text, colors)
    for note in words.notes(document):
        yield _fact("note", note, colors)


def _fact(label: str, text: str, colors: Colors) -> str:
    return f"  {colors.paint(f'{label}:', 'dim')}{' ' * (8 - len(label))} {text}"


def _findings(document: dict[str, Any], colors: Colors) -> Iterator[str]:
    """What the data themselves show, as `check` reports it, without lines of source."""
    found = [_finding(one) for one in words.own_findings(document)]
    if found:
        yield ""
        yield from full.render(found, _NoSource(), colors)


class _NoSource(Excerpts):
    def line(self, path: str, cell: int | None, number: int) -> str | None:
        return None


def _finding(one: dict[str, Any]) -> Finding:
    severity = one.get("severity")
    return Finding(
        code=one_line(str(one.get("code") or "?")),
        name=one_line(str(one.get("name") or "?")),
        severity=Severity(severity) if severity in [known.value for known in Severity] else Severity.WARNING,
        message=str(one.get("message") or ""),
        place=_place(one),
        related=tuple(Related(str(also.get("message") or ""), _place(also)) for also in one.get("related") or ()),
        help=str(one.get("help") or ""),
    )


def _place(one: dict[str, Any]) -> Place:
    extent = one.get("range") or {}
    start, end = (
        Position(*((extent.get(key) or {}).get(part) or 1 for part in ("line", "column"))) for key in ("start", "end")
    )
    return Place(str(one.get("path") or "?"), start, end, one.get("cell"))


def _verdict(
    verdict: dict[str, Any], document: dict[str, Any], several: bool, draw: bool, colors: Colors
) -> Iterator[str]:
    word = one_line(str(verdict.get("verdict")))
    style = _STYLES.get(word, "bold")
    message = one_line(str(verdict.get("message") or "")).rstrip(".")
    headline = f": {message}" if message else ""
    code = colors.paint(f"({one_line(str(verdict.get('code') or '?'))})", "dim")
    title = colors.paint(f"{word}[{words.name_of(verdict)}]", style)
    yield f"{title}{colors.paint(headline, 'bold')} {code}"
    for number, place in enumerate(words.places(verdict)):
        also = "  (mended in the same trial)" if number == 1 else ""
        yield f"  {colors.paint('-->' if number == 0 else ':::', 'frame')} {place}{colors.paint(also, 'dim')}"
    lines = [
        ("remedy", "help", verdict.get("remedy")),
        ("result", "bold", verdict.get("reason")),
        *(
            ("proof" if proof.get("decides") else "evidence", "bold", words.proof_words(proof))
            for proof in verdict.get("proofs") or ()
        ),
        ("model", "bold", verdict.get("model") if several else None),
        ("trial", "bold", words.trial_words(verdict, document)),
    ]
    for label, style, text in lines:
        if text:
            yield f"   {colors.paint('=', 'frame')} {colors.paint(label, style)}: {one_line(str(text))}"
    yield from _table(words.rows(verdict), draw, colors)


def _combined(document: dict[str, Any], draw: bool, colors: Colors) -> Iterator[str]:
    found = words.combined_rows(document)
    if found:
        remedies = ", ".join(one_line(str(one)) for one in (document.get("combined") or {}).get("remedies") or ())
        yield ""
        yield colors.paint("all remedies together", "bold") + (f": {remedies}" if remedies else "")
        yield from _table(found, draw, colors)


def _table(found: Sequence[words.Row], draw: bool, colors: Colors) -> Iterator[str]:
    if not found:
        return
    used = words.used_columns(found)
    headings = ["", *(words.COLUMNS[index] for index in used)]
    cells = [[row.label, *(row.cells()[index] for index in used)] for row in found]
    courses = [words.sparkline(words.course(row.side)) if draw else "" for row in found]
    # a single bar is no course
    drawn = any(len(course) > 1 for course in courses)
    widths = [max(map(len, column)) for column in zip(headings, *cells, strict=True)]
    yield ""
    heading = "  ".join([headings[0].ljust(widths[0]), *map(str.rjust, headings[1:], widths[1:])])
    yield f"  {colors.paint(heading + ('  skill over the steps' if drawn else ''), 'dim')}".rstrip()
    for row, course in zip(cells, courses, strict=True):
        text = "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])])
        yield f"  {text}{f'  {course}' if drawn else ''}".rstrip()


def _closing(document: dict[str, Any], colors: Colors) -> Iterator[str]:
    found = words.verdicts(document)
    yield ""
    if any(words.rows(verdict) for verdict in found):
        yield f"{words.SKILL} Numbers are medians over the seeds."
    occurring = [word for word, _ in words.tally(document) if word in words.MEANINGS]
    width = max(map(len, occurring), default=0)
    for word in occurring:
        yield f"{colors.paint(word, _STYLES[word])}{' ' * (width - len(word))}  {words.MEANINGS[word]}"
    if found:
        yield words.SCOPE
        if words.is_synthetic(document):
            yield words.SYNTHETIC
        yield ""
    if document.get("interrupted"):
        yield colors.paint("Interrupted: these are the verdicts so far.", "warning")
    time = words.time_words(document)
    yield f"{words.summary(document)}{f' ({time})' if time else ''}."
