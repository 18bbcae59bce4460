"""Suppression comments for the findings of a file, as it is stored.

The result is checked before it is written: the program means the same, and the findings are suppressed.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from kerasrules.checking.engine import check_bytes
from kerasrules.model.record import field, record
from kerasrules.rules import INDEX
from kerasrules.source.load import decode, encoding_of, from_text
from kerasrules.source.patches import CannotFix, Patch
from kerasrules.source.source import Source, SourceError, SourceSkipped
from kerasrules.source.suppressions.add import SuppressionWriter
from kerasrules.source.units import units_of
from kerasrules.source.with_patches import with_patches

if TYPE_CHECKING:
    from kerasrules.checking.settings import Settings
    from kerasrules.model.findings import Finding

_NEVER = frozenset(entry.code for entry in INDEX.values() if entry.family == "files")
_NO_COMMENT = "this rule cannot be suppressed by a comment"


class NotSuppressed(NamedTuple):
    """A finding that no comment was written for, and why."""

    finding: Finding
    reason: str


@record
class AddedSuppressions:
    """A file's new content, with what was and what could not be suppressed. data None: there is nothing to write."""

    data: bytes | None
    suppressed: list[Finding] = field(default_factory=list)
    skipped: list[NotSuppressed] = field(default_factory=list)


def add_suppressions(
    data: bytes, path: str, findings: Sequence[Finding], settings: Settings, reason: str = ""
) -> AddedSuppressions:
    """Suppress the findings of one file, which is given as it is stored. reason: what each new comment says besides."""
    try:
        encoding = encoding_of(data, path)
        text = decode(data, path)
        source = from_text(text, path)
    except (SourceError, SourceSkipped) as error:
        return _nothing(findings, str(error))
    result = AddedSuppressions(None)
    patches = _patches(text, source, findings, reason, result)
    if not patches:
        return result
    try:
        new = with_patches(text, path, patches).encode(encoding)
    except CannotFix as error:
        return _nothing(findings, str(error))
    except UnicodeEncodeError:
        return _nothing(findings, f"the reason cannot be encoded in the file's encoding ({encoding})")
    left = {(finding.code, finding.location) for finding in check_bytes(new, path, settings).findings}
    if not _means_the_same(source, new, path) or any((f.code, f.location) in left for f in result.suppressed):
        return _nothing(findings, "a comment there would not suppress it")
    result.data = new
    return result


def _patches(
    text: str, source: Source, findings: Sequence[Finding], reason: str, result: AddedSuppressions
) -> list[Patch]:
    """The comments to write; the result says of every finding whether it gets one."""
    writers = {unit.number: SuppressionWriter(unit) for unit in units_of(text, source)}
    by_line: dict[tuple[int, int], list[str]] = {}
    for finding in findings:
        location = finding.location
        unit = location.cell or 0
        if finding.code in _NEVER:
            result.skipped.append(NotSuppressed(finding, _NO_COMMENT))
        elif (
            location.path != source.path
            or unit not in writers
            or (line := writers[unit].line_for(location.start.line, location.end.line)) is None
        ):
            result.skipped.append(NotSuppressed(finding, "no comment can be added there"))
        else:
            by_line.setdefault((unit, line), []).append(finding.name)
            result.suppressed.append(finding)
    return [writers[unit].patch(line, names, reason) for (unit, line), names in by_line.items()]


def _nothing(findings: Sequence[Finding], reason: str) -> AddedSuppressions:
    """Nothing is written, for this reason or because no comment can suppress the rule."""
    return AddedSuppressions(
        None, skipped=[NotSuppressed(f, _NO_COMMENT if f.code in _NEVER else reason) for f in findings]
    )


def _means_the_same(source: Source, data: bytes, path: str) -> bool:
    try:
        after = from_text(decode(data, path), path)
        return ast.dump(after.tree) == ast.dump(source.tree)
    except (SourceError, SourceSkipped, RecursionError):
        return False
