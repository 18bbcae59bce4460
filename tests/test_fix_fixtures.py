"""Every fix of every fixture: what comes of it is read again, and nothing else has changed."""

from __future__ import annotations

import difflib
import io
import json
import re
import tokenize
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from kerasrules.checking.engine import check_source
from kerasrules.fixing import Fixed, fix_text
from kerasrules.rules import RULES
from tests.fixtures import ALL_RULES, FOLDERS, all_findings, name, text_of
from tests.snapshots import fixtures_with_fixes

SILENCING = re.compile(r"kerasrules:|noqa")
WITH_FIXES = fixtures_with_fixes()
each_with_fixes = pytest.mark.parametrize("path", WITH_FIXES, ids=name)


@cache
def fixed_fixture(path: Path) -> Fixed:
    """The fixture with all its fixes, the unsafe ones too."""
    return fix_text(text_of(path), str(path), ALL_RULES, unsafe=True)


def counted(found) -> Counter[str]:
    return Counter(finding.code for finding in found)


def comments(text: str) -> Counter[str]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return Counter(token.string for token in tokens if token.type == tokenize.COMMENT)


def as_notebook(text: str) -> str:
    """The program as a notebook: a cell with a magic, and the program in one cell."""
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ["# é\n"]},
        {"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": [], "source": "%matplotlib inline\n1"},
        {"cell_type": "code", "execution_count": 2, "metadata": {}, "outputs": [], "source": text.splitlines(True)},
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}, indent=1) + "\n"


@cache
def fixed_notebook(path: Path) -> Fixed:
    return fix_text(as_notebook(text_of(path)), "n.ipynb", ALL_RULES, unsafe=True)


@each_with_fixes
def test_a_fix_clears_its_finding_and_brings_no_other(path):
    text, before, fixed = text_of(path), all_findings(path), fixed_fixture(path)
    assert set(fixed.applied) | {one.finding for one in fixed.skipped} == {
        finding for finding in before if finding.is_fixable(unsafe=True)
    }
    assert not [one.reason for one in fixed.skipped if "internal" in one.reason or "read" in one.reason]
    after = check_source(fixed.text, str(path), ALL_RULES).findings
    assert counted(before) - counted(after) >= counted(fixed.applied)
    assert not counted(after) - counted(before)
    lost = comments(text) - comments(fixed.text)
    if "KR901" in {finding.code for finding in fixed.applied}:  # what it mends are the silencing comments themselves
        lost = Counter({comment: n for comment, n in lost.items() if not SILENCING.search(comment)})
    assert not lost
    assert bool(fixed.applied) == (fixed.text != text)
    again = fix_text(fixed.text, str(path), ALL_RULES, after, unsafe=True)
    assert (again.text, again.applied) == (fixed.text, ())


@each_with_fixes
def test_a_notebook_is_mended_as_the_script_is(path):
    fixed, notebook = fixed_fixture(path), fixed_notebook(path)
    assert notebook.text == as_notebook(fixed.text)
    assert len(notebook.applied) == len(fixed.applied)


@each_with_fixes
def test_a_fix_with_windows_line_ends_is_the_same(path):
    windows = fix_text(text_of(path).replace("\n", "\r\n"), str(path), ALL_RULES, unsafe=True)
    assert windows.text == fixed_fixture(path).text.replace("\n", "\r\n")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_what_has_no_fix_stays_as_it_is(folder):
    """One fixture of each rule stands for the others."""
    for path in sorted(set(folder.glob("*.py")) - set(WITH_FIXES))[:1]:
        assert fixed_fixture(path) == Fixed(text_of(path), (), ())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_says_whether_it_can_be_fixed(rule):
    """A rule that says that it has fixes has a bad fixture that is mended; one without has no fix in any."""
    bad = [path for folder in FOLDERS if folder.name.startswith(rule.code) for path in folder.glob("bad_*.py")]
    fixes = [found.fix for path in bad for found in all_findings(path) if found.code == rule.code and found.fix]
    mended = [path for path in {*bad} & {*WITH_FIXES} if rule.code in counted(fixed_fixture(path).applied)]
    assert bool(mended) == (rule.fix_applicability != "none")
    assert bool(fixes) == (rule.fix_applicability != "none")
    if rule.fix_applicability in {"safe", "unsafe"}:
        assert {fix.safe for fix in fixes} == {rule.fix_applicability == "safe"}


def test_only_what_is_changed_is_changed():
    """Without the lines that a fix takes out or puts in, nothing is left of the difference."""
    changed = 0
    for path in WITH_FIXES:
        text, fixed = text_of(path), fixed_fixture(path)
        matcher = difflib.SequenceMatcher(None, text.splitlines(True), fixed.text.splitlines(True), autojunk=False)
        lines = sum(max(b - a, d - c) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal")
        edits = sum(len(finding.fix.edits) for finding in fixed.applied)
        assert lines <= 2 * edits, path
        changed += lines
    assert changed > 100


def test_safe_fixes_leave_the_unsafe_alone():
    for path in WITH_FIXES:
        fixed = fix_text(text_of(path), str(path), ALL_RULES, all_findings(path))
        assert all(finding.fix.safe for finding in fixed.applied)


def test_notebooks_stay_valid():
    nbformat = pytest.importorskip("nbformat", reason="nbformat is not installed")
    for path in WITH_FIXES:
        nbformat.validate(nbformat.reads(fixed_notebook(path).text, 4))
