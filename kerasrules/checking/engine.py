"""Check one program: read, ask every rule, and keep what is neither suppressed nor said twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from kerasrules.checking.certainty import confirmed
from kerasrules.checking.judging import as_told, internal_error, judge, judge_with
from kerasrules.checking.merge import within_file
from kerasrules.checking.select import Selection
from kerasrules.checking.suppressing import suppressing
from kerasrules.checking.text_findings import text_findings
from kerasrules.model.data_files import DataOptions
from kerasrules.model.findings import Finding, Severity
from kerasrules.model.locations import Location
from kerasrules.model.reading_options import ReadingOptions
from kerasrules.model.record import replace
from kerasrules.model.results import CHECKED, FAILED, SKIPPED, WITHOUT_KERAS, FileResult, Notice
from kerasrules.processes.limits import SECONDS, LimitReached, bounded
from kerasrules.rules import INDEX, code_of
from kerasrules.source import disk
from kerasrules.source.load import from_bytes, from_file, from_text, read_bytes
from kerasrules.source.source import Source, SourceError, SourceSkipped, start_of

if TYPE_CHECKING:
    from kerasrules.checking.cache.store import Cache
    from kerasrules.checking.settings import Settings
    from kerasrules.model.program import Program
    from kerasrules.model.suppressions import SuppressionUse, UnusedSelectors
    from kerasrules.model.symptoms import Explanation

UNUSED_SUPPRESSION = code_of("unused-suppression")


def check_source(text: str, path: str, settings: Settings) -> FileResult:
    """Check a program's text (of a notebook: its JSON)."""
    return _check(path, settings, lambda: from_text(text, path))


def check_bytes(data: bytes, path: str, settings: Settings) -> FileResult:
    """Check a program as it is stored. One with nothing of Keras in it is not even parsed."""
    if not _is_worth_reading(data, path, settings):
        return FileResult(path, WITHOUT_KERAS)
    return _check(path, settings, lambda: from_bytes(data, path))


def check_file(path: str, settings: Settings) -> FileResult:
    """Check one file, likewise."""
    try:
        data = read_bytes(path)
    except (SourceError, SourceSkipped) as error:
        return _wanted(_unread(path, error), settings)
    return check_bytes(data, path, settings)


def check_file_with(cache: Cache, path: str, settings: Settings) -> FileResult:
    """Check one file, unless its result is known from an earlier run."""
    data, known = without_analysis(path, settings, cache)
    if known is not None:
        return known
    from kerasrules.checking.prefilter import mentions_keras

    with disk.recording() as answers:
        if mentions_keras(data):
            result = check_bytes(data, path, settings)
        else:  # then it was looked at already whether it is worth reading
            result = _check(path, settings, lambda: from_bytes(data, path))
    cache.put(path, data, settings, result, answers)
    return result


def without_analysis(path: str, settings: Settings, cache: Cache | None) -> tuple[bytes, FileResult | None]:
    """A file's bytes, and the result where it is known without analyzing them."""
    from kerasrules.checking.prefilter import mentions_keras

    try:
        data = read_bytes(path)
    except (SourceError, SourceSkipped) as error:
        return b"", _wanted(_unread(path, error), settings)
    if cache is not None and mentions_keras(data):
        return data, cache.get(path, data, settings)
    if not _is_worth_reading(data, path, settings):
        return data, FileResult(path, WITHOUT_KERAS)
    return data, None if cache is None else cache.get(path, data, settings)


def examine_file(path: str, settings: Settings) -> tuple[Source | None, Program | None, FileResult]:
    """Check one file, and keep its source and the program, for `confirm`; None where they could not be had."""
    return _examined(path, settings, lambda: from_file(path))


def read_file(path: str, settings: Settings | None = None) -> tuple[Program | None, FileResult]:
    """The recovered program of one file, for `show`; None with the reason in the result."""
    return _within_limits(path, settings, lambda: _read_for_show(from_file(path), settings))


def read_data(data: bytes, path: str, settings: Settings | None = None) -> tuple[Program | None, FileResult]:
    """The same for a program as it is stored."""
    return _within_limits(path, settings, lambda: _read_for_show(from_bytes(data, path), settings))


def _is_worth_reading(data: bytes, path: str, settings: Settings) -> bool:
    """Whether there may be anything to say of a file."""
    from kerasrules.checking.prefilter import concerns_keras

    if concerns_keras(data, path, settings.folders):
        return True
    # where there is no Keras, every comment for it is unused; our own form names it
    return UNUSED_SUPPRESSION in settings.selection.codes and b"noqa" in data


def _read_for_show(source: Source, settings: Settings | None) -> tuple[Program | None, FileResult]:
    findings = tuple(_findings_of_text(source))
    program, notices = _read(source, ReadingOptions() if settings is None else settings.reading)
    result = FileResult(source.path, FAILED if program is None else CHECKED, findings, notices)
    return program, result if program is None else replace(result, unknown=_unread_data(program))


def examine(text: str, path: str, settings: Settings) -> tuple[Source | None, Program | None, FileResult]:
    """`check_source` with the source and program, for whoever applies fixes; None where they could not be had."""
    return _examined(path, settings, lambda: from_text(text, path))


def _examined(
    path: str, settings: Settings, load_source: Callable[[], Source]
) -> tuple[Source | None, Program | None, FileResult]:
    read: list[Source] = []

    def work() -> tuple[Program | None, FileResult]:
        read.append(load_source())
        return _examine(read[0], settings)

    program, result = _within_limits(path, settings, work)
    return read[0] if read else None, program, result


def _check(path: str, settings: Settings, load: Callable[[], Source]) -> FileResult:
    return _within_limits(path, settings, lambda: _examine(load(), settings))[1]


def _within_limits(
    path: str, settings: Settings | None, work: Callable[[], tuple[Program | None, FileResult]]
) -> tuple[Program | None, FileResult]:
    """Read and judge one file with the time and memory that it may take; what stops that is said in the result."""
    try:
        return bounded(work, min(SECONDS, (settings and settings.seconds) or SECONDS))
    except (SourceError, SourceSkipped) as error:
        result = _unread(path, error)
        return None, result if settings is None else _wanted(result, settings)
    except LimitReached as error:
        disk.depends_on_time()
        notice = Notice(f"the file was not checked: that takes more {error.what} than a file may", start_of(path))
        return None, FileResult(path, FAILED, notices=(notice,))


def _wanted(result: FileResult, settings: Settings) -> FileResult:
    return replace(result, findings=tuple(f for f in result.findings if _is_wanted(f, result.path, settings)))


def _examine(source: Source, settings: Settings) -> tuple[Program | None, FileResult]:
    path = source.path
    findings = list(_findings_of_text(source))
    program, notices = _read(source, settings.reading)
    elsewhere: list[Finding] = []
    seeks_unused = UNUSED_SUPPRESSION in settings.selection.codes
    every_rule = seeks_unused or bool(settings.symptoms)
    whole = not source.errors and not notices
    if program is not None:
        judged, complaints = judge_with(program, settings, every_rule=every_rule)
        again = partial(_said_otherwise, source, settings)
        supposing_nothing = replace(settings.reading, supposes=False)
        judged = list(confirmed(judged, program, partial(again, supposing_nothing), settings.alone))
        if any(finding.since or finding.removed_in for finding in judged):
            from kerasrules.checking.older_keras import as_written_for

            judged = list(as_written_for(judged, as_told(program, settings)))
        if program.took_default:
            from kerasrules.checking.default_values import beyond_defaults

            judged = list(beyond_defaults(judged, partial(again, replace(settings.reading, defaults=False))))
        notices += complaints
        whole = whole and not complaints
        if any(use.was_read for use in program.data_files) and (judged or source.suppressions.all):
            from kerasrules.checking.data_dependence import marked

            without_data, _ = _read(source, replace(settings.reading, data=DataOptions(enabled=False)))
            elsewhere = [] if without_data is None else judge_with(without_data, settings, every_rule=every_rule)[0]
            judged = marked(judged, elsewhere, program.data_files)
        findings += judged
        # elsewhere, where a data file is or is not, other findings may need a comment
        whole = whole and not any(use.depends_on_place for use in program.data_files)
    unused: tuple[UnusedSelectors, ...] = ()
    uses: frozenset[SuppressionUse] = frozenset()
    if seeks_unused:
        from kerasrules.checking.unused_suppressions import finding_of, uses_of
        from kerasrules.checking.unused_suppressions import unused as unused_of

        everywhere = (*findings, *elsewhere)
        uses = frozenset(use for finding in everywhere for use in uses_of(finding, suppressing(finding, source)))
        if whole:  # else a comment may be for what could not be read
            unused = tuple(unused_of(source, uses, not settings.refused_rules))
    kept: dict[tuple[str, Location], Finding] = {}
    hints: list[Finding] = []
    for finding in sorted(findings, key=within_file):
        if next(suppressing(finding, source), None) is not None:
            continue
        if _is_wanted(finding, path, settings):
            kept.setdefault((finding.code, finding.location), _with_fix_marked(finding, path, settings))
        elif settings.symptoms and _is_hint(finding, path, settings):
            hints.append(finding)
    if unused:
        wanted = (finding for finding in map(finding_of, unused) if _is_wanted(finding, path, settings))
        kept.update(((finding.code, finding.location), finding) for finding in wanted)
    explained = () if program is None else _explained(program, source, settings, [*kept.values(), *hints])
    causes = {code for one in explained for code in one.causes}
    kept.update({(hint.code, hint.location): hint for hint in hints if hint.code in causes})
    found = tuple(sorted(kept.values(), key=within_file))
    if program is None:
        return None, FileResult(path, FAILED, found, notices, unused, uses)
    unknown = _unknown_facts(program)
    taught = frozenset(use.entry for use in program.taught if use.entry)
    return program, FileResult(
        path, CHECKED, found, notices, unused, uses, program.data_files, unknown, explained, taught
    )


def _is_hint(finding: Finding, path: str, settings: Settings) -> bool:
    """Whether a finding is left out for being merely informative: it may explain what a user asks about."""
    code = finding.code
    merely_informs = Severity.INFO.value in (finding.severity.value, INDEX[code].severity)
    asked = replace(settings, selection=Selection(settings.selection.codes | {code}, frozenset({code})))
    return merely_informs and _is_wanted(finding, path, asked)


def _explained(
    program: Program, source: Source, settings: Settings, found: Sequence[Finding]
) -> tuple[Explanation, ...]:
    """What explains the symptoms that the user asks about, or that the notebook's saved output shows."""
    if not (settings.symptoms or source.outputs):
        return ()
    from kerasrules.symptoms.asked import explanations

    return explanations(program, settings.symptoms, source.outputs, found)


def _read(source: Source, options: ReadingOptions) -> tuple[Program | None, tuple[Notice, ...]]:
    """The program, and what the interpreter has to say. An error of the interpreter costs this file, not the run."""
    from kerasrules.interpreter import analyze

    try:
        program = analyze(source, options)
    except Exception as error:  # whatever it is, the other files are to be checked
        return None, (internal_error("the interpreter", error, source.path),)
    told = (*program.notices, *program.teaching_problems)
    return program, tuple(Notice(n.reason, n.location or start_of(source.path)) for n in told)


def _unread_data(program: Program) -> tuple[Notice, ...]:
    """What is not known for want of a data file. Most programs name none, and that costs no import."""
    if not program.data_files:
        return ()
    from kerasrules.checking.unknown_facts import unread_data

    return tuple(unread_data(program))


def _unknown_facts(program: Program) -> tuple[Notice, ...]:
    """Why it may be worth little that nothing is found. Most files train nothing, and that costs no import."""
    if not program.trainings:
        return ()
    from kerasrules.checking.unknown_facts import unknown_facts

    return tuple(unknown_facts(program))


def _said_otherwise(
    source: Source, settings: Settings, reading: ReadingOptions, codes: frozenset[str]
) -> list[Finding]:
    """What rules, by their codes, say of the program where it is read in another way."""
    program, _ = _read(source, reading)
    return [] if program is None else judge(as_told(program, settings), codes)


def _unread(path: str, error: SourceError | SourceSkipped) -> FileResult:
    if isinstance(error, SourceSkipped):
        return FileResult(path, SKIPPED, notices=(Notice(f"skipped: {error}", start_of(path)),))
    return FileResult(path, FAILED, tuple(text_findings([error], (), {})))


def _findings_of_text(source: Source) -> Iterator[Finding]:
    """What is to be said of code that could not be parsed as it stands. Most could, and that costs no import."""
    if not (source.errors or source.repairs):
        return iter(())
    return text_findings(source.errors, source.repairs, source.ended_well)


def _is_wanted(finding: Finding, path: str, settings: Settings) -> bool:
    if not settings.wants(finding):
        return False
    if finding.location.path != path and _leaves_out(settings, finding.location.path):
        return False
    return not any(
        finding.code in _expanded(selectors) and _matches(finding.location.path, patterns.root, pattern)
        for patterns in settings.all_patterns
        for pattern, selectors in patterns.per_file_ignores
    )


def _with_fix_marked(finding: Finding, path: str, settings: Settings) -> Finding:
    """The finding; with a fix that the user does not want, or one of another file than this, it says so."""
    fix = finding.fix
    if fix is None:
        return finding
    from kerasrules.model.edits import place_of

    withheld = fix.withheld or finding.code in settings.unfixable
    elsewhere = any(place_of(edit).path != path for edit in fix.edits)
    return (
        replace(finding, fix=replace(fix, withheld=withheld, elsewhere=elsewhere)) if withheld or elsewhere else finding
    )


def _expanded(selectors: Iterable[str]) -> frozenset[str]:
    from kerasrules.checking.select import expand

    return frozenset().union(*map(expand, selectors))


def _leaves_out(settings: Settings, path: str) -> bool:
    """Whether a module that the program imports is none that the user wants to hear of."""
    from kerasrules.checking.discovery import leaves_out

    return leaves_out(settings, path)


def _matches(path: str, root: str, pattern: str) -> bool:
    from kerasrules.checking.discovery import matches

    return matches(path, root, pattern)
