"""What was pasted together with code: what a program printed, markup, and prose."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator

from kerasrules.source.repairs.code_mask import STRING, code_mask
from kerasrules.source.repairs.pasted_text import Edit, lines_of

_PRINTED = re.compile(
    r"""[ \t]*(?:
    Epoch[ ]\d+(?:/\d+)?:?\s*$
    | \d+/\d+[ ]*(?:\[|━|-[ ])
    | Train[ ]on[ ]\d+[ ]samples
    | Model:[ ]"
    | Layer[ ]\(type\)
    | \w+[ ]\([A-Z]\w+\)[ ]+[\[(]
    | (?:(?:Total|Trainable|Non-trainable)[ ]params):
    | [_=─━┏┃┡├└│┗╇┴┼]{10,}
    | (?:Using|Found)[ ][\w\d]+[ ](?:backend|images)
    | Traceback[ ]\(most[ ]recent[ ]call[ ]last\)
    | [A-Z]\w*(?:Error|Exception|Warning):[ ]
    | W?\d{4}[ -]\d\d
    | (?:```|~~~)
    | [.:⋮…][ ]?\.?\s*$  # dots, one on each line, for what is not shown
    )""",
    re.VERBOSE,
)
_POINTER = re.compile(r"(?<=[ \t])<[-=]{2,}(?=[ \t>]|$)|←")
"""An arrow from a remark to the code before it."""
_WORDS_AT_LEAST = 3
_KEYWORDS = frozenset(keyword.kwlist)
_CODE = re.compile(r"[=()\[\]{}\"#\\@<>+*/|&]")
_TRACEBACK = re.compile(r"[ \t]*Traceback \(most recent call last\)")


def output_and_prose(text: str) -> Iterator[Edit]:
    """Training logs, tables of `summary()`, tracebacks, Markdown's code fences, and sentences between the code."""
    mask = code_mask(text)
    in_traceback = False
    for line in lines_of(text):
        if not line.text.strip():
            continue
        is_code = mask[line.start] == STRING
        printed = not is_code and (_PRINTED.match(line.text) is not None or _is_prose(line.text))
        if in_traceback and not printed and line.indent:
            printed = True  # the frames; the line of the exception is not indented
        else:
            in_traceback = printed and _TRACEBACK.match(line.text) is not None
        if printed:
            yield Edit(line.start, line.start + len(line.text), "")
        else:
            yield from _remark(line.start, mask[line.start : line.start + len(line.text)])


def _is_prose(line: str) -> bool:
    """Whether a line is a sentence: words, and none of the characters that code is made of."""
    text = line.strip()
    if not text[:1].isupper() or _CODE.search(text):
        return False
    words = text.split()
    return len(words) >= _WORDS_AT_LEAST and words[0] not in _KEYWORDS


def _remark(start: int, code: str) -> Iterator[Edit]:
    """A remark behind code, as a comment."""
    pointer = _POINTER.search(code)
    if pointer is not None:
        yield Edit(start + pointer.start(), start + pointer.start() + 1, "#")
