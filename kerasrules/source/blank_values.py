"""What a course leaves for its students to fill in, and an excerpt leaves out, in code that is valid Python."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

BLANK = "____"
"""A name that nobody defines: its value is unknown."""

_STRING = r"(['\"])(?:_{3,}|\?{2,}|TODO)\1"
_NONE = r"\bNone\b[^\r\n#]{0,60}#([^\r\n]*)"
_COMMENT = r"#([^\r\n]*)"
_ASKS = (
    r"(?i)\b(?:your|insert|start|end|complete|add|more|some|other|rest of|fill in|write)"
    r"\s+(?:\w+\s+){0,3}(?:code|here)\b"
    r"|\bfill\s+(?:in|this)\b|\breplace\s+none\b|\btodo\b|^\s*(?:\.\.\.|…)"
)

_BEGIN = r"(?im)^[ \t]*#[ \t#]*start\s+(?:your\s+)?code\s+here\b"
_END = r"(?i)\s*#[ \t#]*end\s+(?:your\s+)?code\s+here\b"


_WANTS_ARGUMENTS = (
    r"(?:Dense|DenseFeatures|Embedding|GRU|LSTM|SimpleRNN|SeparableConv[12]D|Conv[123]D(?:Transpose)?|Dropout|Reshape"
    r"|compile|fit)\Z"
)
"""What nobody calls without an argument who has written all of it."""


def without_blank_values(tree: ast.Module, text: str, lines: Sequence[str]) -> ast.Module:
    """The tree of a text with names that nobody defines in place of `None  # your code here`, "____", "??", "TODO".

    So is a layer like `GRU()  # TODO`; `compile()` gets arguments of which nothing is known.
    """
    has_string = ("___" in text or "??" in text or "TODO" in text) and re.search(_STRING, text) is not None
    has_none = "None" in text and (
        any(re.search(_ASKS, found[1]) for found in re.finditer(_NONE, text)) or re.search(_BEGIN, text) is not None
    )
    has_call = "TODO" in text and re.search(r"\w\(\)", text) is not None
    if has_string or has_none or has_call:
        _BlankValues(lines).visit(tree)
    return tree


def _to_fill_in(lines: Sequence[str]) -> set[int]:
    """The lines between a comment that says where code starts and the one that says where it ends."""
    found: set[int] = set()
    begin: int | None = None
    for number, line in enumerate(lines, 1):
        if re.match(_BEGIN, line):
            begin = number
        elif begin is not None and re.match(_END, line):
            found.update(range(begin, number))
            begin = None
    return found


def _todo(lines: Sequence[str]) -> Iterator[int]:
    """The lines with a TODO beside them, or in the comment that stands right before them."""
    is_asked = False
    for number, line in enumerate(lines, 1):
        code, mark, comment = line.partition("#")
        asks = bool(mark) and re.search(r"\bTODO\b", comment) is not None
        if code.strip():
            if asks or is_asked:
                yield number
            is_asked = False
        else:
            is_asked = asks or (is_asked and bool(mark))


def asks_for_code(text: str) -> bool:
    """Whether a comment says that code belongs there, or was left out."""
    return any(re.search(_ASKS, match.group(1)) for match in re.finditer(_COMMENT, text))


class _BlankValues(ast.NodeTransformer):
    """`None` where a comment asks for code, and strings such as "___", "??" and "TODO", are unknown values.

    Between the comments where code starts and ends, sizes of a shape may be None in the solution, too.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        self._asked = {number for number, line in enumerate(lines, 1) if "None" in line and asks_for_code(line)}
        self._to_fill_in = _to_fill_in(lines) - self._asked
        self._todo = set(_todo(lines))
        self._is_unfinished = False

    def visit(self, node: ast.AST) -> ast.AST:
        """Look at simple statements as a whole."""
        simple = isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Return))
        return self._statement(node) if simple else super().visit(node)  # type: ignore[arg-type]

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        """A blank as a name that nobody defines."""
        is_blank = (
            node.lineno in self._asked | self._to_fill_in
            if node.value is None
            else isinstance(node.value, str) and _is_blank(node.value)
        )
        if not is_blank:
            return node
        return ast.copy_location(ast.Name(BLANK, ast.Load()), node)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """A call whose arguments are still to be written."""
        function = node.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        if self._is_unfinished and not (node.args or node.keywords) and re.match(_WANTS_ARGUMENTS, name):
            blank = ast.copy_location(ast.Name(BLANK, ast.Load()), node)
            if name[:1].isupper():
                return blank  # the solution may call the layer as well
            node.keywords = [ast.copy_location(ast.keyword(None, blank), node)]
        return self.generic_visit(node)  # type: ignore[return-value]

    def _statement(self, node: ast.stmt) -> ast.stmt:
        """A statement by which a comment says that it is to be finished."""
        self._is_unfinished = not self._todo.isdisjoint(range(node.lineno, (node.end_lineno or node.lineno) + 1))
        self.generic_visit(node)
        self._is_unfinished = False
        return node

    def visit_Tuple(self, node: ast.Tuple) -> ast.expr:
        """None in a shape is a size of any number."""
        if node.lineno in self._to_fill_in and any(isinstance(one, ast.Constant) for one in node.elts):
            return node
        return self.generic_visit(node)  # type: ignore[return-value]

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.expr:
        """The parts of an f-string are strings, and stay."""
        return node

    def visit_Expr(self, node: ast.Expr) -> ast.stmt:
        """A string that stands alone is a docstring."""
        return node if isinstance(node.value, ast.Constant) else self._statement(node)


def _is_blank(text: str) -> bool:
    return (len(text) > 2 and not text.strip("_")) or (len(text) > 1 and not text.strip("?")) or text == "TODO"
