"""Files mended on disk: read, mended, and put in the old one's place in one step."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass

from kerasrules.findings import Finding
from kerasrules.fixing import Fixed, Withdrawn, fix_text, is_fixable
from kerasrules.settings import Settings
from kerasrules.sources import SourceError, SourceSkipped, decode, encoding_of, read_bytes


@dataclass(frozen=True)
class FixedFile:
    """What came of one file: before and after as text. problem: why it could not be read or written."""

    path: str
    before: str
    after: str
    fixed: Fixed
    problem: str = ""

    @property
    def changed(self) -> bool:
        """Whether there is anything to write."""
        return self.before != self.after


def fix_file(path: str, settings: Settings, findings: Sequence[Finding], *, unsafe: bool, write: bool) -> FixedFile:
    """Mend a file's findings; `write` False leaves the file alone and tells what would come of it."""
    try:
        data = read_bytes(path)
    except (SourceError, SourceSkipped) as error:
        return _failed(path, findings, unsafe, str(error))
    mended = fix_bytes(data, path, settings, findings, unsafe=unsafe)
    if write and mended.changed and not mended.problem:
        encoding = encoding_of(data, path)
        try:
            replace_file(path, mended.after.encode(encoding))
        except UnicodeEncodeError:
            return _failed(path, findings, unsafe, f"the file's encoding, {encoding}, cannot hold the fix")
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            return _failed(path, findings, unsafe, f"the file cannot be written: {reason}")
    return mended


def fix_bytes(data: bytes, path: str, settings: Settings, findings: Sequence[Finding], *, unsafe: bool) -> FixedFile:
    """Mend the findings of a program as it is stored."""
    try:
        text = decode(data, path)
    except SourceError as error:
        return _failed(path, findings, unsafe, str(error))
    fixed = fix_text(text, path, settings, findings, unsafe=unsafe)
    return FixedFile(path, text, fixed.text, fixed)


def replace_file(path: str, data: bytes) -> None:
    """Give a file new contents all at once, so that whatever happens it has the old ones or the new ones.

    A symbolic link stays one, and what it leads to is replaced; mode bits stay. Raises OSError, also for a file that
    may not be written: that its folder may would be enough to replace it, but is not what was asked for.
    """
    target = os.path.realpath(path)
    with open(target, "r+b") as file:
        mode = os.fstat(file.fileno()).st_mode
    handle, temporary = tempfile.mkstemp(prefix=f".{os.path.basename(target)[:100]}.", dir=os.path.dirname(target))
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, mode & 0o7777)
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise


def _failed(path: str, findings: Sequence[Finding], unsafe: bool, problem: str) -> FixedFile:
    withdrawn = tuple(Withdrawn(finding, problem) for finding in findings if is_fixable(finding, unsafe=unsafe))
    return FixedFile(path, "", "", Fixed("", (), withdrawn), problem)
