"""Every remedy of every fixture: what comes of it is read again, and nothing else has changed."""

from __future__ import annotations

import difflib
import io
import json
import re
import tokenize
from collections import Counter
from pathlib import Path

import pytest

from kerasrules.check.engine import check_source
from kerasrules.check.select import Selection
from kerasrules.check.settings import Settings
from kerasrules.fixing import fix_text, is_fixable
from kerasrules.model.findings import Finding
from kerasrules.rules import RULES
from tests.test_fixtures import FIXTURES

SILENCING = re.compile(r"kerasrules:|noqa")
FILES = sorted(FIXTURES.glob("KR*/*.py"))
ALL = Settings(selection=Selection.default().layer(None, ["ALL"]))


def findings(text: str, path: str) -> tuple[Finding, ...]:
    return check_source(text, path, ALL).findings


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


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_fix_clears_its_finding_and_brings_no_other(path):
    text = path.read_text(encoding="utf-8")
    before = findings(text, str(path))
    fixed = fix_text(text, str(path), ALL, unsafe=True)
    assert set(fixed.applied) | {one.finding for one in fixed.skipped} == {
        finding for finding in before if is_fixable(finding, unsafe=True)
    }
    assert not [one.reason for one in fixed.skipped if "internal" in one.reason or "read" in one.reason]
    after = findings(fixed.text, str(path))
    assert counted(before) - counted(after) >= counted(fixed.applied)
    assert not counted(after) - counted(before)
    lost = comments(text) - comments(fixed.text)
    if "KR901" in {finding.code for finding in fixed.applied}:  # what it mends are the silencing comments themselves
        lost = Counter({comment: n for comment, n in lost.items() if not SILENCING.search(comment)})
    assert not lost
    assert bool(fixed.applied) == (fixed.text != text)
    again = fix_text(fixed.text, str(path), ALL, unsafe=True)
    assert (again.text, again.applied) == (fixed.text, ())


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_notebook_is_mended_as_the_script_is(path):
    text = path.read_text(encoding="utf-8")
    fixed = fix_text(text, str(path), ALL, unsafe=True)
    notebook = as_notebook(text)
    mended = fix_text(notebook, "n.ipynb", ALL, unsafe=True)
    assert mended.text == as_notebook(fixed.text)
    assert len(mended.applied) == len(fixed.applied)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_fix_with_windows_line_ends_is_the_same(path):
    text = path.read_text(encoding="utf-8")
    fixed = fix_text(text, str(path), ALL, unsafe=True)
    windows = fix_text(text.replace("\n", "\r\n"), str(path), ALL, unsafe=True)
    assert windows.text == fixed.text.replace("\n", "\r\n")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_says_whether_it_can_be_fixed(rule):
    """A rule with `fix` has a bad fixture that is mended; one without has no remedy in any."""
    folder = FIXTURES / f"{rule.code}_{rule.name.replace('-', '_')}"
    remedies, mended = [], 0
    for path in sorted(folder.glob("bad_*.py")):
        text = path.read_text(encoding="utf-8")
        remedies += [f.fix for f in findings(text, str(path)) if f.code == rule.code and f.fix is not None]
        mended += any(f.code == rule.code for f in fix_text(text, str(path), ALL, unsafe=True).applied)
    assert (mended > 0) == (rule.fix_applicability != "none")
    assert bool(remedies) == (rule.fix_applicability != "none")
    if rule.fix_applicability in {"safe", "unsafe"}:
        assert {fix.safe for fix in remedies} == {rule.fix_applicability == "safe"}


def test_only_what_is_changed_is_changed():
    """Without the lines that a fix takes out or puts in, nothing is left of the difference."""
    changed = 0
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        fixed = fix_text(text, str(path), ALL, unsafe=True)
        matcher = difflib.SequenceMatcher(None, text.splitlines(True), fixed.text.splitlines(True), autojunk=False)
        lines = sum(max(b - a, d - c) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal")
        edits = sum(len(finding.fix.edits) for finding in fixed.applied)
        assert lines <= 2 * edits, path
        changed += lines
    assert changed > 100


def test_safe_fixes_leave_the_unsafe_alone():
    for path in FILES:
        text = Path(path).read_text(encoding="utf-8")
        fixed = fix_text(text, str(path), ALL)
        assert all(finding.fix.safe for finding in fixed.applied)


def test_notebooks_stay_valid():
    nbformat = pytest.importorskip("nbformat", reason="nbformat is not installed")
    for path in FILES:
        notebook = as_notebook(path.read_text(encoding="utf-8"))
        mended = fix_text(notebook, "n.ipynb", ALL, unsafe=True)
        if mended.applied:
            nbformat.validate(nbformat.reads(mended.text, 4))
