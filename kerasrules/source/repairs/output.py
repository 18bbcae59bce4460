"""What a program printed, and the markup around code, pasted together with it."""

from __future__ import annotations

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
    )""",
    re.VERBOSE,
)
_TRACEBACK = re.compile(r"[ \t]*Traceback \(most recent call last\)")


def printed_output(text: str) -> Iterator[Edit]:
    """Training logs, tables of `summary()`, tracebacks and Markdown's code fences."""
    mask = code_mask(text)
    in_traceback = False
    for line in lines_of(text):
        if not line.text.strip():
            continue
        printed = _PRINTED.match(line.text) is not None and mask[line.start] != STRING
        if in_traceback and not printed and line.indent:
            printed = True  # the frames; the line of the exception is not indented
        else:
            in_traceback = printed and _TRACEBACK.match(line.text) is not None
        if printed:
            yield Edit(line.start, line.start + len(line.text), "")
