"""What all rules say of the fixtures, as text to be read in a diff: `tests/snapshots/KR101.txt` is of KR101's fixtures.

A fixture in which nothing is found is not named there.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kerasrules.model.findings import Finding
from kerasrules.model.locations import Location
from tests.fixtures import FOLDERS, all_findings

SNAPSHOTS = Path(__file__).parent / "snapshots"
FIX = "    fix "


def snapshot_path(folder: Path) -> Path:
    """Where it is pinned what is said of the fixtures in a rule's folder; a rule may be renamed, its code stays."""
    return SNAPSHOTS / f"{folder.name[:5]}.txt"


def rendered(folder: Path) -> str:
    """What all rules say of the fixtures in the folder now."""
    files = {path: all_findings(path) for path in sorted(folder.glob("*.py"))}
    return "\n".join(_of_file(path, findings) for path, findings in files.items() if findings)


def fixtures_with_fixes() -> list[Path]:
    """The fixtures in which a finding has a fix, as the snapshots have it: known without checking anything."""
    found: dict[Path, None] = {}
    for folder in filter(lambda folder: snapshot_path(folder).exists(), FOLDERS):
        path = folder
        for line in snapshot_path(folder).read_text(encoding="utf-8").splitlines():
            if line and not line.startswith(" "):
                path = folder / line
            elif line.startswith(FIX):
                found[path] = None
    return list(found)


def _of_file(path: Path, findings: tuple[Finding, ...]) -> str:
    return "\n".join([path.name, *(line for finding in findings for line in _lines(finding, path)), ""])


def _lines(finding: Finding, path: Path) -> Iterator[str]:
    yield f"  {_range(finding.location, path)} {finding.code} {finding.name} {finding.severity.value}"
    yield f"    {finding.message}"
    for related in finding.related:
        yield f"    at {_range(related.location, path)}: {related.message}"
    if finding.help:
        yield f"    help: {finding.help}"
    if finding.fix is not None:
        yield f"{FIX}({'safe' if finding.fix.safe else 'unsafe'}): {finding.fix.description}"


def _range(location: Location, path: Path) -> str:
    """Lines and columns, after the file's name where it is not the fixture itself."""
    start, end = location.start, location.end
    file = "" if location.path == str(path) else f"{Path(location.path).relative_to(path.parent)}:"
    return f"{file}{start.line}:{start.column}-{end.line}:{end.column}"
