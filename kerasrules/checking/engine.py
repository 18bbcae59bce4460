"""Check one program, or many: read, ask every rule, and keep what is neither suppressed nor said twice."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from kerasrules.checking.certainty import confirmed, unrefuted
from kerasrules.checking.intentions import as_meant
from kerasrules.checking.merge import merge, within_file
from kerasrules.checking.select import Selection
from kerasrules.checking.text_findings import text_findings
from kerasrules.model.data_files import DataOptions
from kerasrules.model.findings import Finding, Severity
from kerasrules.model.inert import inert
from kerasrules.model.locations import Location
from kerasrules.model.reading_options import ReadingOptions
from kerasrules.model.record import replace
from kerasrules.model.results import CHECKED, FAILED, SKIPPED, WITHOUT_KERAS, FileResult, LintRun, Notice
from kerasrules.processes.limits import SECONDS, LimitReached, bounded
from kerasrules.rules import INDEX, code_of, load
from kerasrules.source import disk
from kerasrules.source.load import from_bytes, from_file, from_text, read_bytes
from kerasrules.source.source import Source, SourceError, SourceSkipped, start_of
from kerasrules.source.suppressions.parse import Suppressions

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from kerasrules.checking.cache.store import Cache
    from kerasrules.checking.settings import Settings
    from kerasrules.model.program import Program
    from kerasrules.model.suppressions import Suppression, SuppressionUse, UnusedSelectors
    from kerasrules.model.symptoms import Explanation

UNUSED_SUPPRESSION = code_of("unused-suppression")

POOL_FROM = 24
"""Fewer files that are to be analyzed are read faster by one process than a pool takes to start."""
MANY_LEFT = 1_000
POOL_AFTER = 0.3
"""Where as many files are left after as many seconds, looking for those with Keras in them is worth a pool, too."""


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
    data, known = _without_analysis(path, settings, cache)
    if known is not None:
        return known
    with disk.recording() as answers:
        result = check_bytes(data, path, settings)
    cache.put(path, data, settings, result, answers)
    return result


def _without_analysis(path: str, settings: Settings, cache: Cache | None) -> tuple[bytes, FileResult | None]:
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


def check_files(
    files: Sequence[tuple[str, Settings]],
    jobs: int = 0,
    cache: Cache | None = None,
    progress: Callable[[FileResult], object] | None = None,
) -> LintRun:
    """Check files, each with its settings, in several processes where that is worth it. jobs 0: one per core.

    cache: results of earlier runs. progress: is called with the result of each file, in their order.
    """
    results: list[FileResult] = []
    for result in results_of(files, jobs, cache):
        results.append(result)
        if progress is not None:
            progress(result)
    return merge(results)


def results_of(
    files: Sequence[tuple[str, Settings]], jobs: int = 0, cache: Cache | None = None
) -> Iterator[FileResult]:
    """The result of each file as soon as it is there, in their order."""
    workers = min(jobs or _cores(), len(files) // 8)
    if workers < 2 or len(files) < POOL_FROM:
        for path, settings in files:
            yield _check_one(path, settings, cache)
        return
    # what is known, or has no Keras, needs no pool
    ahead: list[FileResult | None] = []
    unknown, started = 0, time.perf_counter()
    for number, (path, settings) in enumerate(files, 1):
        known = _without_analysis(path, settings, cache)[1]
        if known is not None and not unknown:
            yield known
            continue
        ahead.append(known)
        unknown += known is None
        left = len(files) - number
        if unknown == POOL_FROM or (left > MANY_LEFT and time.perf_counter() - started > POOL_AFTER):
            yield from _check_in_processes(files[number - len(ahead) :], workers, cache)
            return
    for (path, settings), known in zip(files[len(files) - len(ahead) :], ahead, strict=True):
        yield _check_one(path, settings, cache) if known is None else known


def _check_one(path: str, settings: Settings, cache: Cache | None) -> FileResult:
    return check_file(path, settings) if cache is None else check_file_with(cache, path, settings)


def check_and_read(path: str, settings: Settings) -> tuple[Program | None, FileResult]:
    """Check one file, and keep the recovered program too."""
    return examine_file(path, settings)[1:]


def examine_file(path: str, settings: Settings) -> tuple[Source | None, Program | None, FileResult]:
    """The same with the source, for `confirm`; None where they could not be had."""
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

    if concerns_keras(data, path):
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
        judged, complaints = _judge(program, settings, every_rule=every_rule)
        again = confirmed(judged, program, lambda codes: _supposing_nothing(source, settings, codes), settings.alone)
        judged = list(again)
        notices += complaints
        whole = whole and not complaints
        if any(use.was_read for use in program.data_files) and (judged or source.suppressions.all):
            from kerasrules.checking.data_dependence import marked

            without_data, _ = _read(source, replace(settings.reading, data=DataOptions(enabled=False)))
            elsewhere = [] if without_data is None else _judge(without_data, settings, every_rule=every_rule)[0]
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
        uses = frozenset(use for finding in everywhere for use in uses_of(finding, _suppressing(finding, source)))
        if whole:  # else a comment may be for what could not be read
            unused = tuple(unused_of(source, uses))
    kept: dict[tuple[str, Location], Finding] = {}
    hints: list[Finding] = []
    for finding in sorted(findings, key=within_file):
        if next(_suppressing(finding, source), None) is not None:
            continue
        if _is_wanted(finding, path, settings):
            kept.setdefault((finding.code, finding.location), finding)
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
    return program, FileResult(path, CHECKED, found, notices, unused, uses, program.data_files, unknown, explained)


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
        return None, (_internal_error("the interpreter", error, source.path),)
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


def judge(program: Program, codes: frozenset[str]) -> list[Finding]:
    """What these rules say of a program that did not come from a file; errors of a rule cost only what it says."""
    findings: list[Finding] = []
    for rule in load(codes):
        with contextlib.suppress(Exception):
            findings.extend(rule.check(program))
    return findings


def _judge(program: Program, settings: Settings, every_rule: bool) -> tuple[list[Finding], tuple[Notice, ...]]:
    """What the selected rules say, or all of them. An error of a rule costs what that rule would have said."""
    program = replace(program, keras_version=settings.keras_version)
    findings: list[Finding] = []
    notices: list[Notice] = []
    for rule in load(INDEX if every_rule else settings.selection.codes):
        try:
            said = rule.check(program)
            findings.extend(unrefuted(said, program) if rule.stops_everywhere else said)
        except LimitReached as error:
            disk.depends_on_time()
            reason = f"{rule.code} was not checked: that takes more {error.what} than a file may"
            notices.append(Notice(reason, start_of(program.path)))
        except Exception as error:
            notices.append(_internal_error(rule.code, error, program.path))
    if program.taught:
        from kerasrules.checking.taught_findings import marked

        findings = marked(findings, program.taught)
    return [_inert(finding) for finding in as_meant(findings, program)], tuple(notices)


def _inert(finding: Finding) -> Finding:
    """What a finding says, safe to show: the names in it are the program's, which may be anybody's."""
    texts = (finding.message, finding.help, *(one.message for one in finding.related))
    if all(text.isascii() and text.isprintable() for text in texts):
        return finding
    related = tuple(replace(one, message=inert(one.message)) for one in finding.related)
    return replace(finding, message=inert(finding.message), help=inert(finding.help), related=related)


def _supposing_nothing(source: Source, settings: Settings, codes: frozenset[str]) -> list[Finding]:
    """What rules say of a program of which only that is known which it says itself."""
    program, _ = _read(source, replace(settings.reading, supposes=False))
    return [] if program is None else judge(replace(program, keras_version=settings.keras_version), codes)


def _internal_error(where: str, error: Exception, path: str) -> Notice:
    import traceback

    said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    detail = "".join(traceback.format_exception(error))
    return Notice(
        f"internal error in {where} ({said[:200]}); please report", start_of(path), internal=True, detail=detail
    )


def _unread(path: str, error: SourceError | SourceSkipped) -> FileResult:
    if isinstance(error, SourceSkipped):
        return FileResult(path, SKIPPED, notices=(Notice(f"skipped: {error}", start_of(path)),))
    return FileResult(path, FAILED, tuple(text_findings([error], ())))


def _findings_of_text(source: Source) -> Iterator[Finding]:
    """What is to be said of code that could not be parsed as it stands. Most could, and that costs no import."""
    return text_findings(source.errors, source.repairs) if source.errors or source.repairs else iter(())


def _is_wanted(finding: Finding, path: str, settings: Settings) -> bool:
    if not settings.wants(finding):
        return False
    if finding.location.path != path and _leaves_out(settings, finding.location.path):
        return False
    return not any(
        finding.code in _expanded(selectors) and _matches(finding.location.path, settings.root, pattern)
        for pattern, selectors in settings.per_file_ignores
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


def _suppressing(finding: Finding, source: Source) -> Iterator[Suppression]:
    """The comments that suppress a finding."""
    location = finding.location
    if location.path == source.path:
        if location.cell is not None:
            programs = (source, *source.modules.values())
            found = next((one for one in programs if any(cell.number == location.cell for cell in one.cells)), None)
            if found is None:
                return iter(())  # in a cell that was dropped
            source = found
        suppressions = source.suppressions
        first, last = source.line_of(location.start, location.cell), source.line_of(location.end, location.cell)
    else:
        suppressions = _suppressions_of(location.path)
        first, last = location.start.line, location.end.line
    return suppressions.suppressing(finding.code, INDEX[finding.code].names, first, last)


def _suppressions_of(path: str) -> Suppressions:
    """Those of another module, which a program was read with."""
    disk.reads(os.path.abspath(path))
    try:
        status = os.stat(path)
    except OSError:
        return Suppressions()
    return _stored_suppressions(os.path.abspath(path), status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=256)
def _stored_suppressions(path: str, _changed: int, _size: int) -> Suppressions:
    """The same, as long as the file is as it was: fixes and editors change it."""
    try:
        return from_file(path).suppressions
    except (SourceError, SourceSkipped):
        return Suppressions()


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))  # what a container or taskset leaves us
    return os.cpu_count() or 1


def _check_in_processes(
    files: Sequence[tuple[str, Settings]], workers: int, cache: Cache | None
) -> Iterator[FileResult]:
    from collections import deque
    from concurrent.futures.process import BrokenProcessPool

    _load_what_workers_need(files)
    size = max(1, min(25, len(files) // (workers * 4)))
    chunks = [files[start : start + size] for start in range(0, len(files), size)]
    done = 0
    pool = _pool(workers, cache)
    try:
        # results wait for those of the files before them: a few chunks ahead are enough to keep all workers busy
        ahead = workers * 8
        futures = deque(pool.submit(_check_chunk, chunk) for chunk in chunks[:ahead])
        while futures:
            yield from futures.popleft().result()
            done += 1
            if done + len(futures) < len(chunks):
                futures.append(pool.submit(_check_chunk, chunks[done + len(futures)]))
    except BrokenProcessPool:
        pass  # some file ended a worker, and with it the pool: which one is found out below
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)  # Ctrl-C: the user waits for nothing more
        raise
    pool.shutdown()
    for chunk in chunks[done:]:
        for path, settings in chunk:
            yield _check_alone(path, settings, cache)


def _load_what_workers_need(files: Sequence[tuple[str, Settings]]) -> None:
    """Once, before they are forked, instead of once in each of them."""
    from kerasrules.interpreter import load_handlers

    load_handlers()
    load(frozenset().union(*{settings.selection.codes for _, settings in files}))


def _check_chunk(files: Sequence[tuple[str, Settings]]) -> list[FileResult]:
    return [_check_one(path, settings, _worker_cache) for path, settings in files]


def _check_alone(path: str, settings: Settings, cache: Cache | None) -> FileResult:
    """Check a file in a separate process, which it may end."""
    from concurrent.futures.process import BrokenProcessPool

    with _pool(1, cache) as pool:
        try:
            return pool.submit(_check_chunk, [(path, settings)]).result()[0]
        except BrokenProcessPool:
            message = "internal error: the process analyzing this file died (out of memory or stack?); please report"
            return FileResult(path, FAILED, notices=(Notice(message, start_of(path), internal=True),))


def _pool(workers: int, cache: Cache | None) -> Executor:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # forking is ten times faster to start than a fresh interpreter, and safe here: there is one thread so far
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else None)
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin_worker, initargs=(os.getpid(), cache))


_worker_cache: Cache | None = None


def _begin_worker(parent: int, cache: Cache | None) -> None:
    """Begin the life of a worker, which ends quietly, and with its parent."""
    import signal

    from kerasrules.processes.helpers import end_with_parent

    global _worker_cache
    _worker_cache = cache
    end_with_parent(parent)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # at Ctrl-C end at once, without a traceback
