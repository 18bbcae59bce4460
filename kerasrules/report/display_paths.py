"""File names as reports for other programs write them: with `/`, relative where that can be."""

from __future__ import annotations

import os
from types import ModuleType

from kerasrules.model.record import record


@record(frozen=True)
class DisplayPaths:
    """Names of files from a folder on.

    here: the folder that relative paths begin at. root: the folder that names are to begin at, such as the project's.
    flavour: the paths' own language, `ntpath` for those of Windows.
    """

    here: str
    root: str
    flavour: ModuleType = os.path

    def plain(self, path: str) -> str:
        """The path from `root` on, or the whole path where it is not below it."""
        full = str(self.flavour.normpath(self.flavour.join(self.here, path)))
        top = str(self.flavour.normpath(self.root)).rstrip(self.flavour.sep) + self.flavour.sep
        if self.flavour.normcase(full).startswith(self.flavour.normcase(top)):
            full = full[len(top) :]
        return full.replace(self.flavour.sep, "/")

    def uri(self, path: str) -> str:
        """A relative URI reference for a path below `root`, a `file:` URI for any other."""
        plain = self.plain(path)
        if self.flavour.sep == "\\":
            if plain.startswith("//"):
                return f"file:{_quoted(plain)}"  # a share: its host stands behind the two strokes
            if plain[1:2] == ":":
                return f"file:///{plain[:2]}{_quoted(plain[2:])}"
        elif plain.startswith("/"):
            return f"file://{_quoted(plain)}"
        return _quoted(plain)


def _quoted(path: str) -> str:
    """Percent-encoded; a name that is not a text keeps its bytes."""
    from urllib.parse import quote_from_bytes

    try:
        data = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        data = path.encode("utf-8", "replace")
    return quote_from_bytes(data, safe="/")
