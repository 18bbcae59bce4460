"""What a finding can be known by again after the file around it has changed.

A fingerprint is made of the rule, of where the finding stands (the class and function around it, and the variable that
the statement assigns or works on) and of the source that it marks, without its layout. Moving lines, formatting and
renaming the file leave it as it is; another rule, another function or another call makes another one.
"""

from __future__ import annotations

import ast
import hashlib
import io
import re
import tokenize
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kerasrules.model.record import replace
from kerasrules.model.results import Fingerprint
from kerasrules.processes.python_parser import module_tree

if TYPE_CHECKING:
    from kerasrules.model.findings import Finding
    from kerasrules.model.locations import Location
    from kerasrules.source.source_texts import SourceTexts

VERSION = 1
"""Part of every fingerprint: those of another way to make them are never taken for ours."""

_LAYOUT = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


class Fingerprints:
    """Makes fingerprints. The source is read again, each file once."""

    def __init__(self, texts: SourceTexts) -> None:
        self._texts = texts
        self._trees: dict[tuple[str, int | None], ast.Module | None] = {}

    def of(self, finding: Finding) -> Fingerprint:
        """The fingerprint of one finding. Findings that look alike in one scope have the same."""
        location = finding.location
        scope = self._scope(location)
        parts = (str(VERSION), finding.code, scope, normalized(self._snippet(location)))
        return Fingerprint(scope, hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:16])

    def distinct(self, findings: Iterable[Finding]) -> list[Fingerprint]:
        """A fingerprint for each finding, numbered where several of one file have the same: `0123456789abcdef:2`."""
        seen: Counter[tuple[str, str]] = Counter()
        fingerprints: list[Fingerprint] = []
        for finding in findings:
            fingerprint = self.of(finding)
            alike = finding.location.path, fingerprint.digest
            seen[alike] += 1
            fingerprints.append(replace(fingerprint, digest=f"{fingerprint.digest}:{seen[alike]}"))
        return fingerprints

    def _snippet(self, location: Location) -> str:
        """The marked source; the whole line where nothing is marked."""
        lines = self._texts.lines(location.path, location.cell)
        marked = list(lines[location.start.line - 1 : location.end.line])
        if not marked or location.start == location.end:
            return marked[0] if marked else ""
        marked[-1] = marked[-1][: location.end.column - 1]
        marked[0] = marked[0][location.start.column - 1 :]
        return "\n".join(marked)

    def _scope(self, location: Location) -> str:
        key = (location.path, location.cell)
        if key not in self._trees:
            self._trees[key] = _parsed("\n".join(self._texts.lines(*key)), is_cell=location.cell is not None)
        tree = self._trees[key]
        return ".".join(_names_around(tree, location.start.line)) if tree else ""


def normalized(source: str) -> str:
    """Source without what a formatter may change: white space, comments, quotes, trailing commas."""
    parts: list[str] = []
    try:
        for text in _tokens(source):
            if text in {")", "]", "}"} and parts and parts[-1] == ",":
                parts.pop()
            parts.append(text)
    except (tokenize.TokenError, SyntaxError):
        return re.sub(r"\s+", "", source)
    return " ".join(parts)


def _tokens(source: str) -> Iterator[str]:
    """The tokens that mean something. An f-string is one of them, as it was before Python 3.12."""
    lines = source.split("\n")
    opened: list[tuple[int, int]] = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        kind = tokenize.tok_name[token.type]
        if kind.endswith("STRING_START"):
            opened.append(token.start)
        elif kind.endswith("STRING_END"):
            start = opened.pop()
            if not opened:
                yield _between(lines, start, token.end)
        elif not opened and token.type not in _LAYOUT:
            yield _string(token.string) if token.type == tokenize.STRING else token.string


def _between(lines: list[str], start: tuple[int, int], end: tuple[int, int]) -> str:
    marked = lines[start[0] - 1 : end[0]]
    marked[-1] = marked[-1][: end[1]]
    marked[0] = marked[0][start[1] :]
    return "\n".join(marked)


def _string(token: str) -> str:
    """A string by its value, so that its quotes do not matter."""
    try:
        value = ast.literal_eval(token)
    except (ValueError, SyntaxError):
        return token  # an f-string
    return repr(value)


def _parsed(text: str, is_cell: bool) -> ast.Module | None:
    if is_cell:
        from kerasrules.source.repairs.magics import mask

        text = mask(text.replace("\u00a0", " "))
    try:
        return module_tree(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _names_around(tree: ast.Module, line: int) -> list[str]:
    names: list[str] = []
    body: list[ast.stmt] | None = tree.body
    while body:
        around = next((node for node in body if _first_line(node) <= line <= (node.end_lineno or node.lineno)), None)
        if around is None:
            break
        if isinstance(around, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.append(around.name)
        body = _statements_in(around)
        if not body:
            names += _subject(around)
    return names


def _first_line(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _statements_in(node: ast.stmt) -> list[ast.stmt]:
    """All statements of a block, of its branches and handlers too; none of a simple statement."""
    inside: list[ast.stmt] = []
    for name in ("body", "orelse", "finalbody"):
        inside += getattr(node, name, ())
    for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
        inside += part.body
    return inside


def _subject(statement: ast.stmt) -> list[str]:
    """The variable that a statement assigns (`model = …`) or works on (`model.add(…)`)."""
    target: ast.expr | None = None
    if isinstance(statement, ast.Assign):
        target = statement.targets[0]
    elif isinstance(statement, (ast.AnnAssign, ast.AugAssign)):
        target = statement.target
    elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        called = statement.value.func
        target = called.value if isinstance(called, ast.Attribute) else None
    while isinstance(target, (ast.Attribute, ast.Subscript)):
        if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == "self":
            return [target.attr]
        target = target.value
    return [target.id] if isinstance(target, ast.Name) else []
