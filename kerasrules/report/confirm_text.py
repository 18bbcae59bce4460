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
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kerasrules.model.findings import Finding, Related, Severity
from kerasrules.model.locations import Location, Position
from kerasrules.report import confirm_numbers as numbers
from kerasrules.report import confirm_variants as variants
from kerasrules.report import confirm_words as words
from kerasrules.report import text as full
from kerasrules.report.colors import Colors
from kerasrules.report.one_line import one_line

_STYLES = {"confirmed": "error", "not confirmed": "info", "refuted": "warning", "inconclusive": "dim"}


def render(
    document: Mapping[str, Any], painted: bool, *, bars: bool | None = None, quiet: bool = False
) -> Iterator[str]:
    """The report, line by line.

    document: as `confirm --output-format json` prints it. bars: whether to draw the skill's course with block
    characters; None: where the encoding of standard output has them. quiet: without the explanations at the end.
    """
    colors = Colors(painted)
    yield from _body(document, _has_bars() if bars is None else bars, colors)
    if not quiet:
        yield ""
        yield from _explanations([document])
        yield from _summary(document, colors)
        yield from _conclusion(document, colors)


def render_all(
    documents: Sequence[Mapping[str, Any]], painted: bool, *, bars: bool | None = None, quiet: bool = False
) -> Iterator[str]:
    """The reports of several files, with the explanations once at the end; the arguments as for `render`."""
    colors = Colors(painted)
    draw = _has_bars() if bars is None else bars
    for number, document in enumerate(documents):
        if number:
            yield ""
        yield from _body(document, draw, colors)
        if not quiet:
            yield ""
            yield from _summary(document, colors)
            yield from _conclusion(document, colors)
    if not quiet and any(words.verdicts(document) for document in documents):
        yield ""
        *explained, _ = _explanations(documents)
        yield from explained


def _body(document: Mapping[str, Any], draw: bool, colors: Colors) -> Iterator[str]:
    yield from _heading(document, colors)
    yield from _findings(document, colors)
    several = len({verdict.get("model") for verdict in words.verdicts(document)}) > 1
    for block in words.blocks(document):
        yield ""
        yield from _block(block, document, several, draw, colors)
    yield from _combined(document, draw, colors)


def _has_bars() -> bool:
    try:
        numbers.sparkline([0, 1]).encode(getattr(sys.stdout, "encoding", None) or "ascii")
    except (UnicodeError, LookupError):
        return False
    return True


def _heading(document: Mapping[str, Any], colors: Colors) -> Iterator[str]:
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


def _findings(document: Mapping[str, Any], colors: Colors) -> Iterator[str]:
    """What the data themselves show, as `check` reports it, without lines of source."""
    found = [_finding(one) for one in words.own_findings(document)]
    if found:
        yield ""
        yield from full.render_findings(found, _NoSource(), colors)


class _NoSource:
    def line(self, path: str, cell: int | None, number: int) -> str | None:
        return None


def _finding(one: Mapping[str, Any]) -> Finding:
    severity = one.get("severity")
    return Finding(
        code=one_line(str(one.get("code") or "?")),
        name=one_line(str(one.get("name") or "?")),
        severity=Severity(severity) if severity in [known.value for known in Severity] else Severity.WARNING,
        message=str(one.get("message") or ""),
        location=_location(one),
        related=tuple(Related(str(also.get("message") or ""), _location(also)) for also in one.get("related") or ()),
        help=str(one.get("help") or "").strip(),
    )


def _location(one: Mapping[str, Any]) -> Location:
    extent = one.get("range") or {}
    start, end = (
        Position(*((extent.get(key) or {}).get(part) or 1 for part in ("line", "column"))) for key in ("start", "end")
    )
    return Location(str(one.get("path") or "?"), start, end, one.get("cell"))


def _block(block: words.Block, document: Mapping[str, Any], several: bool, draw: bool, colors: Colors) -> Iterator[str]:
    """A finding with the verdict on its remedy; or with several remedies, a verdict on each."""
    first, alone = block.findings[0], len(block.trials) == 1
    message, _ = full.split(str(first.get("message") or ""))
    name = words.name_of(first)
    title = _painted(first, f"[{name}]", colors) if alone else colors.paint(name, "bold")
    headline = colors.paint(f": {message.rstrip('.')}" if message else "", "bold")
    code = one_line(str(first.get("code") or "?"))
    yield f"{title}{headline} {colors.paint(f'({code})', 'dim')}"
    together = "  (fixed in the same trial)" if first.get("together") else ""
    for number, location in enumerate(words.locations(block.findings)):
        also = together if number == 1 else ""
        yield f"  {colors.paint('-->' if number == 0 else ':::', 'frame')} {location}{colors.paint(also, 'dim')}"
    if several and first.get("model"):
        yield _detail("model", first["model"], colors)
    for trial in block.trials:
        fix = one_line(str(trial.get("remedy") or ""))
        if not alone:
            yield ""
            yield f"  {_painted(trial, '', colors)}{colors.paint(f': {fix}' if fix else '', 'bold')}"
        elif fix:
            yield _detail("fix", fix, colors, "help")
        yield from _trial(trial, document, colors)
        yield from _table(variants.rows(trial), draw, colors)


def _painted(verdict: Mapping[str, Any], after: str, colors: Colors) -> str:
    word = one_line(str(verdict.get("verdict")))
    return colors.paint(word + after, _STYLES.get(word, "bold"))


def _trial(verdict: Mapping[str, Any], document: Mapping[str, Any], colors: Colors) -> Iterator[str]:
    reason = verdict.get("reason")
    if reason:
        yield _detail("result", reason, colors)
    for proof in verdict.get("proofs") or ():
        if proof.get("text") != reason:  # the proof that decides may be the reason itself
            yield _detail("proof" if proof.get("decides") else "evidence", words.proof_words(proof), colors)
    trial = words.trial_words(verdict, document)
    if trial:
        yield _detail("trial", trial, colors)


def _detail(label: str, text: Any, colors: Colors, style: str = "bold") -> str:
    return f"   {colors.paint('=', 'frame')} {colors.paint(label, style)}: {one_line(str(text))}"


def _combined(document: Mapping[str, Any], draw: bool, colors: Colors) -> Iterator[str]:
    found = variants.combined_rows(document)
    if found:
        remedies = ", ".join(one_line(str(one)) for one in (document.get("combined") or {}).get("remedies") or ())
        yield ""
        yield colors.paint("with all fixes together", "bold") + (f": {remedies}" if remedies else "")
        yield from _table(found, draw, colors)


def _table(found: Sequence[variants.VariantRow], draw: bool, colors: Colors) -> Iterator[str]:
    if not found:
        return
    used = variants.used_columns(found)
    headings = ["", *(variants.COLUMNS[index] for index in used)]
    cells = [[row.label, *(row.cells()[index] for index in used)] for row in found]
    courses = [numbers.sparkline(variants.course(row.variant)) if draw else "" for row in found]
    # a single bar is no course
    drawn = any(len(course) > 1 for course in courses)
    widths = [max(map(len, column)) for column in zip(headings, *cells, strict=True)]
    yield ""
    heading = "  ".join([headings[0].ljust(widths[0]), *map(str.rjust, headings[1:], widths[1:])])
    yield f"  {colors.paint(heading + ('  skill over the steps' if drawn else ''), 'dim')}".rstrip()
    for row, course in zip(cells, courses, strict=True):
        text = "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])])
        yield f"  {text}{f'  {course}' if drawn else ''}".rstrip()


def _explanations(documents: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """What the numbers mean, and an empty line after it; nothing where there are none."""
    given = [verdict for document in documents for verdict in words.verdicts(document)]
    if any(variants.rows(verdict) for verdict in given):
        yield f"{words.SKILL} Numbers are medians over the seeds."
    if given:
        yield words.SCOPE
        if any(map(words.is_synthetic, documents)):
            yield words.SYNTHETIC
        yield ""


def _conclusion(document: Mapping[str, Any], colors: Colors) -> Iterator[str]:
    """In words: what was compared, what it means, and what to type next."""
    found = words.conclusion(document)
    if found.compared:
        yield ""
        yield f"{colors.paint('What was compared', 'bold')}"
        yield f"  {found.compared}"
    if found.meanings:
        yield ""
        yield colors.paint("What it means", "bold")
        width = max(len(verdict) for verdict, _ in found.meanings)
        for verdict, text in found.meanings:
            word = colors.paint(verdict, _STYLES.get(verdict, "bold"))
            yield f"  {word}{' ' * (width - len(verdict))}  {text}"
    if found.next:
        yield ""
        yield colors.paint("What to do next", "bold")
        for text, command in found.next:
            yield f"  {text}{':' if command else ''}"
            if command:
                yield f"      {colors.paint(command, 'help')}"


def _summary(document: Mapping[str, Any], colors: Colors) -> Iterator[str]:
    if document.get("interrupted"):
        yield colors.paint("Interrupted: these are the verdicts so far.", "warning")
    time = words.time_words(document)
    yield f"{words.summary(document)}{f' ({time})' if time else ''}."
