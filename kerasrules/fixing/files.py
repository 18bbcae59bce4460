"""Files fixed on disk: read, fixed, and put in the old one's place in one step."""

from __future__ import annotations

from collections.abc import Sequence

from kerasrules.checking.settings import Settings
from kerasrules.fixing import Fixed, SkippedFix, fix_text
from kerasrules.model.findings import Finding
from kerasrules.model.record import record
from kerasrules.source.atomic_write import atomic_write
from kerasrules.source.load import decode, encoding_of, read_bytes
from kerasrules.source.regular_files import reason_of
from kerasrules.source.source import SourceError, SourceSkipped


@record(frozen=True)
class FixedFile:
    """What came of one file: before and after, as it is stored. problem: why it could not be read or written."""

    path: str
    before: bytes
    after: bytes
    fixed: Fixed
    problem: str = ""

    @property
    def changed(self) -> bool:
        """Whether there is anything to write."""
        return self.before != self.after


def fix_file(path: str, settings: Settings, findings: Sequence[Finding], *, write: bool) -> FixedFile:
    """Fix the findings of a file; with `write` False, only say what it would come to."""
    try:
        data = read_bytes(path)
    except (SourceError, SourceSkipped) as error:
        return _failed(path, b"", settings, findings, str(error))
    result = fix_bytes(data, path, settings, findings)
    if write and result.changed:
        try:
            atomic_write(path, result.after, expected=data)
        except OSError as error:
            return _failed(path, data, settings, findings, f"the file cannot be written: {reason_of(error)}")
    return result


def fix_bytes(data: bytes, path: str, settings: Settings, findings: Sequence[Finding]) -> FixedFile:
    """Fix the findings of a program as it is stored."""
    try:
        text, encoding = decode(data, path), encoding_of(data, path)
    except SourceError as error:
        return _failed(path, data, settings, findings, str(error))
    try:
        result = fix_text(text, path, settings, findings, unsafe=settings.unsafe_fixes)
    except Exception as error:  # whatever it is, the other files are to be fixed
        problem = f"internal error ({type(error).__name__}: {error}); please report"
        return _failed(path, data, settings, findings, problem)
    if result.text == text:
        return FixedFile(path, data, data, result)
    try:
        return FixedFile(path, data, result.text.encode(encoding), result)
    except UnicodeEncodeError:
        return _failed(path, data, settings, findings, f"the fix cannot be encoded in the file's encoding ({encoding})")


def _failed(path: str, data: bytes, settings: Settings, findings: Sequence[Finding], problem: str) -> FixedFile:
    wanted = (finding for finding in findings if finding.is_fixable(unsafe=settings.unsafe_fixes))
    return FixedFile(path, data, data, Fixed("", (), tuple(SkippedFix(one, problem) for one in wanted)), problem)
