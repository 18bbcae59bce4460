"""What holds for any program, notebook and settings file, whatever is in it. Each function raises AssertionError."""

from __future__ import annotations

import ast
import io
import json
import re
import tokenize
import warnings
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from kerasrules.checking import engine
from kerasrules.checking.cache.codec import decoder_of, encode
from kerasrules.checking.fingerprints import Fingerprints
from kerasrules.checking.merge import merge
from kerasrules.checking.settings import Overrides, SettingsError, SettingsFinder
from kerasrules.fixing import Fixed, fix_text
from kerasrules.model.findings import Finding
from kerasrules.model.results import FileResult
from kerasrules.report import recovered_program
from kerasrules.report.colors import Colors
from kerasrules.report.display_paths import DisplayPaths
from kerasrules.report.formats import FORMATS
from kerasrules.report.inputs import Report
from kerasrules.rules import load
from kerasrules.source.file_positions import FilePositions
from kerasrules.source.source_texts import SourceTexts
from tests.fixtures import ALL_RULES

JSON = ("json", "sarif", "gitlab", "rdjson")
XML = ("junit", "checkstyle")
_SILENCING = re.compile(r"kerasrules:|noqa")


def checked(text: str, path: str) -> FileResult:
    """A check tells of no error of its own; what it says stands in the file, and comes back from a cache as it was."""
    result = engine.check_source(text, path, ALL_RULES)
    assert result.status in ("checked", "failed", "skipped"), result.status
    assert not [notice for notice in result.notices if notice.internal], result.notices
    _places_lie_inside(text, path, result)
    assert decoder_of(FileResult)(json.loads(json.dumps(encode(result)))) == result
    return result


def _places_lie_inside(text: str, path: str, result: FileResult) -> None:
    texts = SourceTexts({path: text})
    locations = [finding.location for finding in result.findings]
    locations += [related.location for finding in result.findings for related in finding.related]
    for where in locations:
        if where.path != path:
            continue
        lines = texts.lines(path, where.cell) or ("",)
        for place in (where.start, where.end):
            assert 1 <= place.line <= len(lines), (where, len(lines))
            assert 1 <= place.column <= len(lines[place.line - 1]) + 1, (where, lines[place.line - 1])
        assert (where.start.line, where.start.column) <= (where.end.line, where.end.column), where


def is_reported_in_every_format(text: str, path: str, result: FileResult) -> None:
    """Every format takes the findings, and those for programs are valid."""
    run = merge([result])
    sources = SourceTexts({path: text})
    for name, form in FORMATS.items():
        report = Report(
            run,
            run.findings,
            sources=sources,
            stored=FilePositions(sources),
            paths=DisplayPaths("/work", "/work"),
            fingerprints=lambda: Fingerprints(sources).distinct(run.findings),
            rules=load,
            colors=Colors(name == "full"),
        )
        shown = "\n".join(form.render(report)).encode("utf-8", "backslashreplace").decode()
        if name in JSON:
            json.loads(shown)
        elif name == "jsonl":
            assert [json.loads(line) for line in shown.splitlines()] or not run.findings
        elif name in XML:
            ElementTree.fromstring(shown)


def can_be_shown(text: str, path: str) -> None:
    """`show` prints what was recovered, and the editor's hovers and trials can be made of it."""
    from kerasrules.confirming.plan.request import ConfirmOptions
    from kerasrules.confirming.plan.trials import plan_trials
    from kerasrules.confirming.run.source_job import is_of_model
    from kerasrules.server.analysis import Request, analyze

    _, program, result = engine.examine(text, path, ALL_RULES)
    if program is None:
        return
    json.loads(recovered_program.render_json([program]))
    assert all(isinstance(line, str) for line in recovered_program.render_table([program], Colors(False)))
    plan_trials(program, [finding for finding in result.findings if is_of_model(finding)], ConfirmOptions())
    found = analyze(Request(text, path, "/", False, Overrides()))
    assert "internal" not in found.problem, found.problem
    assert not [notice for notice in found.notices if notice.internal], found.notices


def is_fixed_well(text: str, path: str, result: FileResult) -> Fixed | None:
    """A fix leaves a program that can be read, says nothing new, loses no comment, and is done after one run."""
    if not any(finding.is_fixable(unsafe=True) for finding in result.findings):
        return None
    fixed = fix_text(text, path, ALL_RULES, result.findings, unsafe=True)
    reasons = [one.reason for one in fixed.skipped]
    assert not [reason for reason in reasons if "internal" in reason], reasons
    assert bool(fixed.applied) == (fixed.text != text)
    assert set(fixed.applied) <= set(result.findings)
    if not fixed.applied:
        return fixed
    assert _parses(fixed.text, path) or not _parses(text, path), "it cannot be parsed any longer"
    assert _line_ends(fixed.text) <= _line_ends(text), "other line ends"
    assert fixed.text.startswith("\ufeff") == text.startswith("\ufeff")
    after = checked(fixed.text, path)
    brought = _counted(after.findings) - _counted(result.findings)
    assert not brought, brought
    fixable = {finding.code for finding in result.findings if finding.is_fixable(unsafe=True)}
    newly = {finding.code for finding in after.findings if finding.is_fixable(unsafe=True)} - fixable
    if not newly and "run --fix again" not in " ".join(reasons):  # one fix may make another finding's possible
        again = fix_text(fixed.text, path, ALL_RULES, after.findings, unsafe=True)
        assert (again.text, again.applied) == (fixed.text, ()), "a second run changes more"
    if path.endswith(".ipynb"):
        _only_sources_differ(text, fixed.text)
    elif not any(_SILENCING.search(comment) for comment in _comments(text)):
        lost = _comments(text) - _comments(fixed.text)
        assert not lost, lost
    return fixed


def touches_what_it_is_told(text: str, path: str, findings: Iterable[Finding]) -> None:
    """A fix of one finding alone is no fix of others that have nothing to do with it, and none is no change."""
    assert fix_text(text, path, ALL_RULES, (), unsafe=True).text == text
    safe = fix_text(text, path, ALL_RULES, tuple(findings))
    assert all(finding.fix is not None and finding.fix.safe for finding in safe.applied)
    for finding in list(findings)[:2]:
        fixed = fix_text(text, path, ALL_RULES, (finding,), unsafe=True)
        assert set(fixed.applied) <= {finding}


def settings_are_read_or_refused(path: Path) -> None:
    """A file of settings is taken, or refused in one line that names it."""
    try:
        settings = SettingsFinder(config=str(path)).for_file("net.py")
    except SettingsError as error:
        assert path.name in str(error), error
        assert "\n" not in str(error), error
        return
    result = engine.check_source(_NET, "net.py", settings)
    assert not [notice for notice in result.notices if notice.internal], result.notices


_NET = """import keras
net = keras.Sequential([keras.Input((6,)), keras.layers.Dense(3), keras.layers.Dense(1)])
net.compile("sgd")
"""


def _parses(text: str, path: str) -> bool:
    """Whether Python takes a script, or JSON a notebook."""
    try:
        if path.endswith(".ipynb"):
            json.loads(text, strict=False)
        else:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                ast.parse(text.removeprefix("\ufeff"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _line_ends(text: str) -> set[str]:
    return {end for end in ("\r\n", "\n", "\r") if end in text}


def _counted(findings: Iterable[Finding]) -> Counter[str]:
    return Counter(finding.code for finding in findings)


def _comments(text: str) -> Counter[str]:
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text, newline=None).readline))
    except (tokenize.TokenError, SyntaxError):
        return Counter()
    return Counter(token.string for token in tokens if token.type == tokenize.COMMENT)


def _only_sources_differ(before: str, after: str) -> None:
    """All of a notebook but the code of its cells is what it was, byte for byte and in the same way of writing."""
    assert _without_sources(before) == _without_sources(after)


def _without_sources(text: str) -> tuple[Any, str]:
    document = json.loads(text.removeprefix("\ufeff"), strict=False)
    held = document.get("cells") or [cell for sheet in document.get("worksheets", ()) for cell in sheet["cells"]]
    for cell in held:
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            cell.pop("source", None), cell.pop("input", None)
    return document, text[-2:]
