"""What a fix would change, as a unified diff that `patch` and `git apply` take."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import unified_diff

from kerasrules.report.colors import Colors
from kerasrules.report.one_line import one_line

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_STYLES = {"-": "error", "+": "help", "@": "info"}


def diff(before: str, after: str, path: str, colors: Colors) -> Iterator[str]:
    """The lines of the diff, each with its line end."""
    old, new = _LINE.findall(before), _LINE.findall(after)
    for number, line in enumerate(unified_diff(old, new, one_line(path), one_line(path))):
        body = line.rstrip("\r\n")
        style = "bold" if number < 2 else _STYLES.get(line[:1], "")
        yield (colors.paint(body, style) if style else body) + line[len(body) :]
        if body == line:
            yield "\n\\ No newline at end of file\n"
