"""Sessions pasted with their prompts, and listings pasted with their line numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from kerasrules.source.repairs.code_mask import STRING, code_mask
from kerasrules.source.repairs.pasted_text import Edit, TextLine, lines_of

_CLASSIC = re.compile(r"[ \t]*(?:>>>|\.\.\.)(?: |(?=\t|$))")
_CLASSIC_FIRST = re.compile(r"[ \t]*>>>")
_IN = re.compile(r"[ \t]*In ?\[\s*(?:[\d*]+\s*)?\]:[ ]?")
_CONTINUED = re.compile(r"[ \t]*\.{3,}: ?")
_OUT = re.compile(r"[ \t]*Out ?\[\s*\d+\s*\]:")
_NUMBER = re.compile(r"([ \t]*)(\d{1,5})(?:[ \t]*[:.|)\]])?(?=[ \t]|$)")
_NUMBERED_AT_LEAST = 0.8
"""The share of a listing's lines that carry a number; the others are lines that were wrapped."""


def prompts(text: str) -> Iterator[Edit]:
    """The prompts of Python's and IPython's shells, and what these printed between them."""
    if ">>>" in text:
        mask = code_mask(text)
        lines = list(lines_of(text))
        starts = (n for n, line in enumerate(lines) if _CLASSIC_FIRST.match(line.text) and mask[line.start] != STRING)
        first = next(starts, None)
        if first is not None:
            yield from _classic(lines[first:])
            return
    if "In" in text:
        lines = list(lines_of(text))
        if any(_IN.match(line.text) for line in lines):
            yield from _ipython(lines)


def _classic(lines: list[TextLine]) -> Iterator[Edit]:
    for line in lines:
        prompt = _CLASSIC.match(line.text)
        yield _without(line, len(prompt.group()) if prompt else len(line.text))


def _ipython(lines: list[TextLine]) -> Iterator[Edit]:
    is_output = False
    for line in lines:
        prompt = _IN.match(line.text)
        if prompt or not line.text.strip():
            is_output = False
        elif _OUT.match(line.text):
            is_output = True
        if is_output:
            yield _without(line, len(line.text))
        elif prompt := prompt or _CONTINUED.match(line.text):
            yield _without(line, len(prompt.group()))


def line_numbers(text: str) -> Iterator[Edit]:
    """Numbers before the lines of a listing, one more on each, with what separates them from the code."""
    lines = [line for line in lines_of(text) if line.text.strip()]
    found = [(line, match) for line in lines if (match := _NUMBER.match(line.text))]
    if len(found) < 2 or len(found) < _NUMBERED_AT_LEAST * len(lines):
        return
    steps = [later - earlier for earlier, later in pairwise(int(match.group(2)) for _, match in found)]
    if any(step < 1 for step in steps) or steps.count(1) < _NUMBERED_AT_LEAST * len(steps):
        return
    code = [(line, match, line.text[match.end() :]) for line, match in found]
    gaps = [len(rest) - len(rest.lstrip(" \t")) for _, _, rest in code if rest.strip()]
    for line, match, rest in code:
        yield _without(line, match.end() + (min(gaps) if gaps and rest.strip() else len(rest)))


def _without(line: TextLine, count: int) -> Edit:
    """The line without its first characters."""
    return Edit(line.start, line.start + count, "")
