"""Comments that silence a finding, written into a text."""

from __future__ import annotations

import io
import re
import tokenize

from kerasrules.server.positions import bare, split

REASON = "TODO: why"
_LISTED = re.compile(r"(#\s*kerasrules:\s*ignore\s*\[[^\]]*[^\]\s,])(\s*,?\s*\])", re.IGNORECASE)


def add_ignore(text: str, is_cell: bool, first_line: int, last_line: int, name: str) -> str | None:
    """The text with a comment that silences the rule `name` on the first of these lines that can hold one, or None.

    A comment of ours that is there already gets the name too. Lines count from 1.
    """
    lines = split(text)
    comments, closed = _comments(text, is_cell)
    for number in range(first_line, min(last_line, len(lines)) + 1):
        line = bare(lines[number - 1])
        end = lines[number - 1][len(line) :]
        if number in comments:
            column = comments[number]
            comment, listed = _LISTED.subn(rf"\1, {name}\2", line[column:], count=1)
            if not listed:
                comment = f"{comment.rstrip()}  {_comment(name)}"
            lines[number - 1] = line[:column] + comment + end
            return "".join(lines)
        if number not in closed:
            lines[number - 1] = f"{line.rstrip()}  {_comment(name)}{end}"
            return "".join(lines)
    return None


def _comment(name: str) -> str:
    return f"# kerasrules: ignore[{name}] {REASON}"


def _comments(text: str, is_cell: bool) -> tuple[dict[int, int], set[int]]:
    """The column (from 0) of each line's comment; the lines that can hold none, as a string goes on over their end."""
    if is_cell:
        from kerasrules.source.notebook.parse import mask

        text = mask(text)
    lines = [bare(line) for line in split(text)]
    comments: dict[int, int] = {}
    closed = {number for number, line in enumerate(lines, 1) if line.endswith("\\")}
    starts: list[int] = []  # of f-strings that are open, which Python 3.12 tells in parts
    try:
        for token in tokenize.generate_tokens(io.StringIO("\n".join(lines) + "\n").readline):
            kind = tokenize.tok_name[token.type]
            if kind == "COMMENT":
                comments[token.start[0]] = token.start[1]
            elif kind.endswith("STRING_START"):
                starts.append(token.start[0])
            elif kind.endswith("STRING_END") and starts:
                closed.update(range(starts.pop(), token.end[0]))
            elif kind == "STRING":
                closed.update(range(token.start[0], token.end[0]))
    except (tokenize.TokenError, SyntaxError):
        closed.update(range(1, len(lines) + 1))  # nothing is known of where its strings end
    return comments, closed
