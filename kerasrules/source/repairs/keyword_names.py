"""Keywords of Python that a program uses as names, as in `in = Input(shape=(3,))`, `lambda = 0.01`, `f(async=True)`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from keyword import kwlist

from kerasrules.source.repairs.code_mask import COMMENT, JOINED, code_mask
from kerasrules.source.repairs.pasted_text import Edit

_KEYWORDS = "|".join(sorted(set(kwlist) - {"None", "True", "False"}))
_SPACE = rf"[ \t\f{JOINED}]*"
_ASSIGNED = re.compile(rf"^[ \t\f]*({_KEYWORDS}){_SPACE}=(?!=)", re.MULTILINE)
_LATER = re.compile(rf"(?:[(,]{_SPACE}(async|await)(?={_SPACE}=(?!=))|\.{_SPACE}(async|await)\b)", re.MULTILINE)


def later_keywords(text: str) -> Iterator[Edit]:
    """Arguments and members named by what is a keyword since Python 3.7 only: what runs on an older one is no fault."""
    for match in _LATER.finditer(code_mask(text)):
        end = match.end(match.lastindex or 0)
        yield Edit(end, end, "_")


def keyword_names(text: str) -> Iterator[Edit]:
    """A keyword that a value is assigned to, there and wherever it stands in the place of a value."""
    mask = code_mask(text)
    for name in dict.fromkeys(_ASSIGNED.findall(mask)):
        begins = rf"^[ \t\f]*({name})(?={_SPACE}(?:=(?!=)|\.|\[))"
        within = rf"[=(\[{{,:+\-*/%|&^~@<>]{_SPACE}({name})(?={_SPACE}(?:[=)\]}},.+\-*/%|&^@<>\[;{COMMENT}]|$))"
        for match in re.finditer(f"{begins}|{within}", mask, re.MULTILINE):
            start, end = match.span(1 if match.group(1) else 2)
            yield Edit(start, end, f"{name}_")
