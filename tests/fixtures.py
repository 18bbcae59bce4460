"""The fixtures, `fixtures/KR…/bad_*.py` and `good_*.py`, and what all rules find in one."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kerasrules.checking.engine import check_source
from kerasrules.checking.select import Selection
from kerasrules.checking.settings import Settings
from kerasrules.model.findings import Finding

FIXTURES = Path(__file__).parent.parent / "fixtures"
FOLDERS = sorted(FIXTURES.glob("KR*"))
FILES = sorted(FIXTURES.glob("KR*/*.py"))
ALL_RULES = Settings(selection=Selection.default().layer(None, ["ALL"]))
"""The rules too that are off by default."""


def name(path: Path) -> str:
    """The fixture's name in the name of a test."""
    return f"{path.parent.name}/{path.stem}"


@cache
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def all_findings(path: Path) -> tuple[Finding, ...]:
    """What all rules find in the fixture."""
    return check_source(text_of(path), str(path), ALL_RULES).findings
