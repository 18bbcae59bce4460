"""IPython's own syntax, masked: `%magic`, `!shell`, `name?` and cells in another language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from kerasrules.source.repairs.pasted_text import Edit, lines_of
from kerasrules.source.source import SourceError, parse, split_lines

# Cell magics whose body is Python that runs in the notebook's own namespace; the body of any other is not ours.
_PYTHON_CELL_MAGICS = {
    "time",
    "timeit",
    "capture",
    "prun",
    "memit",
    "mprun",
    "lprun",
    "python",
    "python3",
    "kerasrules",
}
_MAGIC = re.compile(r"\s*(?:%|!|\?(?!\?*\s*(?:#|$))|,|;|/)")  # a line of question marks is a blank
# Line magics that run the statement behind their options, as it stands
_TIMED = re.compile(
    r"""(?P<magic>\s*%(?:
    time
    | (?P<timeit>timeit)(?:[ \t]+-(?:[nrp][ \t]*\d+|[tcqo]+(?=[ \t])))*
    | prun(?:[ \t]+-(?:[lsTD][ \t]*[^\s-]\S*|[rq]+(?=[ \t])))*
    )[ \t]+)(?=[^\s-])""",
    re.VERBOSE,
)
_HELP = re.compile(r"\s*[\w.*]+\s*\?\??\s*(?:#.*)?$")
_ASSIGNED = re.compile(r"([\w.,\s\[\]*]+=\s*)([!%].*)$")
# "automagic": what IPython runs as a command although no % stands before it
_COMMAND = re.compile(
    r"\s*(?:pip3?|conda|mamba|apt-get|apt|cd|ls|cat|mkdir|rm|cp|mv|pwd|wget|git|unzip)\s+(?:[^\s=(.,+*/%|&<>:\[]|\.\.?(?:/|\s*$))"
)
_STRING = re.compile(r"[rRbBuUfF]{0,3}('''|\"\"\"|'|\")")


def mask(code: str) -> str:
    """The cell with everything that is IPython's replaced by Python that says nothing, line for line.

    What stays keeps its columns: a call, or the statement that a magic runs.
    """
    lines = split_lines(code)
    # Colab takes comments before it
    first = next(
        (index for index, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")), None
    )
    if first is not None and lines[first].lstrip().startswith("%%"):
        words = lines[first].split()[0][2:]
        if words.rstrip("!") not in _PYTHON_CELL_MAGICS:
            return "\n".join([""] * len(lines))
        lines[first] = ""
    masked: list[str] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        replaced = _masked(line)
        if replaced is not None:
            masked.append(replaced)
            while lines[index].endswith("\\") and index + 1 < len(lines):
                masked.append("")  # a shell command goes on over the line's end
                index += 1
            index += 1
            continue
        end = _statement_end(lines, index)
        masked.extend(lines[index:end])
        index = end
    return "\n".join(masked)


def _masked(line: str) -> str | None:
    """What stands for a line that begins a statement, or None where it is Python."""
    if not line.strip():
        return None
    indent = line[: len(line) - len(line.lstrip())]
    timed = _timed_statement(line)
    if timed is not None:
        return timed
    if _MAGIC.match(line) or _HELP.match(line) or _COMMAND.match(line):
        return indent + "pass"
    assigned = _ASSIGNED.match(line)
    if assigned and "==" not in assigned.group(1):
        return assigned.group(1) + "get_ipython()"
    return None


def _timed_statement(line: str) -> str | None:
    """A line with `%time`, `%timeit` or `%prun` that keeps its statement, and every column; None for any other line.

    What `%timeit` runs binds its names in a function of its own, so that only an expression is left as it stands.
    """
    match = _TIMED.match(line)
    if match is None:
        return None
    magic, statement = match["magic"], line[match.end() :]
    indent = magic[: magic.index("%")]
    kept = f"pass;{' ' * (len(magic) - len(indent) - len('pass;'))}{statement}"
    try:
        body = parse(kept, [kept], "").body
    except SourceError:
        return None
    if match["timeit"] and not all(isinstance(one, (ast.Expr, ast.Pass)) for one in body):
        return None
    return indent + kept


def _statement_end(lines: Sequence[str], start: int) -> int:
    """The line after the logical line that begins at `start`: strings, brackets and backslashes carry on."""
    depth = 0
    quote = ""
    for number in range(start, len(lines)):
        line = lines[number]
        at = 0
        while at < len(line):
            if quote:
                at, quote = _skip_string(line, at, quote)
                continue
            character = line[at]
            opening = _STRING.match(line, at) if character in "rRbBuUfF'\"" else None
            if opening and not (at and (line[at - 1].isalnum() or line[at - 1] == "_") and character not in "'\""):
                quote = opening.group(1)
                at = opening.end()
                continue
            if character == "#":
                break
            depth += (character in "([{") - (character in ")]}")
            at += 1
        if len(quote) == 1 and not line.endswith("\\"):
            quote = ""  # a string that is not closed on its line: an error, which the parser will report
        if not quote and depth <= 0 and not line.endswith("\\"):
            return number + 1
    return len(lines)


def _skip_string(line: str, at: int, quote: str) -> tuple[int, str]:
    while at < len(line):
        if line[at] == "\\":
            at += 2
        elif line.startswith(quote, at):
            return at + len(quote), ""
        else:
            at += 1
    return at, quote


def ipython_syntax(text: str) -> Iterator[Edit]:
    """The lines of a text that `mask` replaces."""
    for line, masked in zip(lines_of(text), split_lines(mask(text)), strict=True):
        if line.text != masked:
            yield Edit(line.start, line.start + len(line.text), masked)
