"""Ask the rules what they say of a program."""

from __future__ import annotations

import contextlib
from functools import cache, partial
from typing import TYPE_CHECKING

from kerasrules.checking.certainty import unrefuted
from kerasrules.checking.intentions import as_meant
from kerasrules.model.findings import Finding
from kerasrules.model.inert import inert
from kerasrules.model.record import replace
from kerasrules.model.releases import Releases
from kerasrules.model.results import Notice
from kerasrules.processes.limits import LimitReached
from kerasrules.rules import INDEX, load, registered
from kerasrules.source import disk
from kerasrules.source.source import start_of

if TYPE_CHECKING:
    from kerasrules.checking.settings import Settings
    from kerasrules.model.program import Program


_MOST_INTERRUPTED = 2
"""Rules that may be interrupted in one file: each has had a second, and the file its time before."""


def judge(program: Program, codes: frozenset[str]) -> list[Finding]:
    """What these rules say of a program that did not come from a file; errors of a rule cost only what it says."""
    findings: list[Finding] = []
    for rule in load(codes):
        with contextlib.suppress(Exception):
            findings.extend(rule.check(program))
    return findings


def as_told(program: Program, settings: Settings) -> Program:
    """The program with what the user's settings say of it and of rules."""
    return replace(
        program,
        keras_version=settings.keras_version,
        requirements=None if settings.alone else cache(partial(_requirements, program.path, settings.folders)),
        rule_options=dict(settings.rule_options),
    )


def _requirements(path: str, folders: tuple[str, ...]) -> Releases:
    from kerasrules.source.reading_root import ReadingRoot
    from kerasrules.source.required_keras import required_keras

    return required_keras(path, ReadingRoot(path, folders))


def judge_with(program: Program, settings: Settings, every_rule: bool) -> tuple[list[Finding], tuple[Notice, ...]]:
    """What the selected rules say, or all of them. An error of a rule costs what that rule would have said."""
    program = as_told(program, settings)
    if settings.own_rules:
        from kerasrules.checking.own_rules import ensure

        ensure(settings.own_rules)
    findings: list[Finding] = []
    notices: list[Notice] = []
    interrupted = 0
    for rule in load(INDEX if every_rule else settings.selection.codes):
        if interrupted == _MOST_INTERRUPTED:
            notices.append(Notice("the rules after it were not checked either", start_of(program.path)))
            break
        try:
            said = rule.check(program)
            findings.extend(unrefuted(said, program) if rule.stops_everywhere else said)
        except LimitReached as error:
            disk.depends_on_time()
            interrupted += 1
            reason = f"{rule.code} was not checked: that takes more {error.what} than a file may"
            notices.append(Notice(reason, start_of(program.path)))
        except Exception as error:
            failed = own_error if rule.code in registered() else internal_error
            notices.append(failed(rule.code, error, program.path))
    if program.taught:
        from kerasrules.checking.taught_findings import marked

        findings = marked(findings, program.taught)
    return [_inert(finding) for finding in as_meant(findings, program)], tuple(notices)


def _inert(finding: Finding) -> Finding:
    """What a finding says, safe to show: the names in it are the program's, which may be anybody's."""
    texts = (finding.message, finding.help, *(one.message for one in finding.related))
    if all(map(str.isprintable, texts)):
        return finding
    related = tuple(replace(one, message=inert(one.message)) for one in finding.related)
    return replace(finding, message=inert(finding.message), help=inert(finding.help), related=related)


def internal_error(where: str, error: Exception, path: str) -> Notice:
    """What the user is told of an error of kerasrules itself. where: in which of its parts."""
    return _failure(f"internal error in {where} ({_said(error)}); please report", error, path)


def own_error(code: str, error: Exception, path: str) -> Notice:
    """The same of a rule that users wrote: they can mend it."""
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    place = "" if frame is None else f" in {frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}"
    return _failure(f"the rule {code} failed ({_said(error)}{place}), so its findings are missing", error, path)


def _said(error: Exception) -> str:
    said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return said[:200]


def _failure(message: str, error: Exception, path: str) -> Notice:
    import traceback

    return Notice(message, start_of(path), internal=True, detail="".join(traceback.format_exception(error)))
