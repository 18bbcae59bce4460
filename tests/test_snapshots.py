"""Every word, range and related place of the findings in the fixtures is as it was, or was changed on purpose.

`pytest tests/test_snapshots.py --update-snapshots` writes them anew; then the diff tells what has changed for a user.
"""

from __future__ import annotations

import difflib

import pytest

from tests.fixtures import FOLDERS, all_findings
from tests.snapshots import SNAPSHOTS, fixtures_with_fixes, rendered, snapshot_path

RENEW = "run `pytest tests/test_snapshots.py --update-snapshots` if that is what you mean, and look at the diff"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_what_is_said_of_the_fixtures(folder, request):
    path, now = snapshot_path(folder), rendered(folder)
    if request.config.getoption("--update-snapshots"):
        path.write_text(now, encoding="utf-8")
        return
    assert path.exists(), f"{path.name} is missing: {RENEW}"
    before = path.read_text(encoding="utf-8")
    if now != before:
        diff = difflib.unified_diff(before.splitlines(), now.splitlines(), path.name, "now", lineterm="")
        pytest.fail("\n".join([f"What is said has changed: {RENEW}", *diff]), pytrace=False)


def test_no_snapshot_is_left_of_what_is_gone(request):
    left = set(SNAPSHOTS.glob("*")) - {snapshot_path(folder) for folder in FOLDERS}
    if request.config.getoption("--update-snapshots"):
        for path in left:
            path.unlink()
    else:
        assert not left, RENEW


def test_the_snapshots_know_what_has_a_fix():
    """The tests of fixes are collected by what the snapshots say."""
    files = {path for folder in FOLDERS for path in folder.glob("*.py")}
    assert set(fixtures_with_fixes()) == {
        path for path in files if any(finding.fix is not None for finding in all_findings(path))
    }
