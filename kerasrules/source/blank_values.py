"""What a course leaves for its students to fill in, and an excerpt leaves out, in code that is valid Python."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

BLANK = "____"
"""A name that nobody defines: its value is unknown."""

_STRING = r"(['\"])(?:_{3,}|\?{2,})\1"
_NONE = r"\bNone\b[^\r\n#]{0,60}#([^\r\n]*)"
_COMMENT = r"#([^\r\n]*)"
_ASKS = (
    r"(?i)\b(?:your|insert|start|end|complete|add|more|some|other|rest of|fill in|write)"
    r"\s+(?:\w+\s+){0,3}(?:code|here)\b"
    r"|\bfill\s+(?:in|this)\b|\breplace\s+none\b|\btodo\b|^\s*(?:\.\.\.|…)"
)


def without_blank_values(tree: ast.Module, text: str, lines: Sequence[str]) -> ast.Module:
    """The tree of a text with names that nobody defines in place of `None  # your code here`, "____" and "??"."""
    has_string = ("___" in text or "??" in text) and re.search(_STRING, text) is not None
    if has_string or ("None" in text and any(re.search(_ASKS, found[1]) for found in re.finditer(_NONE, text))):
        _BlankValues(lines).visit(tree)
    return tree


def asks_for_code(text: str) -> bool:
    """Whether a comment says that code belongs there, or was left out."""
    return any(re.search(_ASKS, match.group(1)) for match in re.finditer(_COMMENT, text))


class _BlankValues(ast.NodeTransformer):
    """`None` on a line whose comment asks for code, and strings such as "___" and "??", are unknown values."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._asked = {number for number, line in enumerate(lines, 1) if "None" in line and asks_for_code(line)}

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        """A blank as a name that nobody defines."""
        is_blank = (
            node.lineno in self._asked if node.value is None else isinstance(node.value, str) and _is_blank(node.value)
        )
        if not is_blank:
            return node
        return ast.copy_location(ast.Name(BLANK, ast.Load()), node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.expr:
        """The parts of an f-string are strings, and stay."""
        return node

    def visit_Expr(self, node: ast.Expr) -> ast.stmt:
        """A string that stands alone is a docstring."""
        return node if isinstance(node.value, ast.Constant) else self.generic_visit(node)  # type: ignore[return-value]


def _is_blank(text: str) -> bool:
    return (len(text) > 2 and not text.strip("_")) or (len(text) > 1 and not text.strip("?"))
