"""Comments that say what a value is: `x = load(path)  # kerasrules: x is (None, 128), 0..1`.

They stand on a line of the statement that binds the name, or alone on the line before it. Names that are bound: by an
assignment, a loop, a `with`, and the parameters of a function.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cached_property

from kerasrules.model.locations import Location
from kerasrules.model.record import field, record
from kerasrules.model.teaching import TaughtValue
from kerasrules.model.unknown import Unknown
from kerasrules.source.dotted_names import dotted_name
from kerasrules.source.source import TEACHING_COMMENT, Source
from kerasrules.source.suppressions.parse import comments_of
from kerasrules.source.teaching.value_words import described

_SENTENCE = re.compile(r"([^\W\d]\w*(?:\.[^\W\d]\w*)*)\s+is\s+(.+)", re.DOTALL)
_LONGEST = 500
_EXPECTED = "a comment for kerasrules says `ignore[…]`, or what a value is: `x is (None, 128), 0..1`"


@record(frozen=True)
class TaughtName:
    """What a comment says of a name. text: its words for the value. location: the comment."""

    name: str
    value: TaughtValue
    text: str
    location: Location


@record(frozen=True)
class TaughtNames:
    """All that the comments of a source say. by_target: for (line, column) of the name where it is bound, as in ast."""

    by_target: dict[tuple[int, int], TaughtName] = field(default_factory=dict)
    problems: tuple[Unknown, ...] = ()


@record(frozen=True)
class _BindingStatement:
    """A statement that binds names. first, last: its lines, without those of its body."""

    first: int
    last: int
    targets: tuple[tuple[str, int, int], ...]


def taught_names(source: Source) -> TaughtNames:
    """What the comments say, and what is wrong with those that say nothing."""
    if not source.teaches:
        return TaughtNames()
    bindings = _BindingsByLine(source)
    found: dict[tuple[int, int], TaughtName] = {}
    problems: list[Unknown] = []
    for line, (column, comment) in comments_of(source.lines).items():
        match = re.match(TEACHING_COMMENT, comment)
        if match is None:
            continue
        here = source.stretch(line, column, column + len(comment))
        binding = bindings.beside(line)
        for sentence in match.group(1).split(";"):
            try:
                if len(sentence) > _LONGEST:
                    raise ValueError(f"a comment that says what a value is has at most {_LONGEST} characters")
                taught = _said(sentence, here)
            except ValueError as error:
                problems.append(Unknown(str(error), here))
                continue
            places = [place for name, *place in binding.targets if name == taught.name] if binding else []
            if not places:
                problems.append(Unknown(f"the comment says what {taught.name} is, but nothing here binds it", here))
            found.update(((row, start), taught) for row, start in places)
    return TaughtNames(found, tuple(problems))


def _said(sentence: str, location: Location) -> TaughtName:
    match = _SENTENCE.fullmatch(sentence.strip())
    if match is None:
        raise ValueError(f"{sentence.strip()!r} is not understood: {_EXPECTED}")
    return TaughtName(match.group(1), described(match.group(2)), match.group(2).strip(), location)


class _BindingsByLine:
    """Finds the statement that a comment stands beside."""

    def __init__(self, source: Source) -> None:
        self._lines = source.lines
        self._on: dict[int, _BindingStatement] = {}
        self._first_on: dict[int, _BindingStatement] = {}
        for binding in (one for node in ast.walk(source.tree) for one in _bindings(node)):
            self._first_on.setdefault(binding.first, binding)
            for line in range(binding.first, binding.last + 1):
                known = self._on.get(line)
                if known is None or binding.last - binding.first < known.last - known.first:
                    self._on[line] = binding

    @cached_property
    def _next_code(self) -> list[int]:
        """For each line the first one below that is neither empty nor a comment; 0 where there is none."""
        found, following = [0] * (len(self._lines) + 1), 0
        for line in range(len(self._lines), 0, -1):
            found[line] = following
            if not _is_idle(self._lines[line - 1]):
                following = line
        return found

    def beside(self, line: int) -> _BindingStatement | None:
        """The innermost binding statement on a line; for a comment alone on its line, the one that comes next."""
        if line in self._on:
            return self._on[line]
        if not self._lines[line - 1].lstrip().startswith("#"):
            return None
        return self._first_on.get(self._next_code[line])


def _is_idle(text: str) -> bool:
    text = text.strip()
    return not text or text.startswith("#")


def _bindings(node: ast.AST) -> Iterator[_BindingStatement]:
    if isinstance(node, ast.Assign):
        yield _BindingStatement(node.lineno, node.end_lineno or node.lineno, tuple(_names(*node.targets)))
    elif isinstance(node, (ast.AnnAssign, ast.AugAssign)):
        yield _BindingStatement(node.lineno, node.end_lineno or node.lineno, tuple(_names(node.target)))
    elif isinstance(node, (ast.For, ast.AsyncFor)):
        yield _BindingStatement(node.lineno, node.iter.end_lineno or node.lineno, tuple(_names(node.target)))
    elif isinstance(node, (ast.With, ast.AsyncWith)):
        targets = [item.optional_vars for item in node.items if item.optional_vars is not None]
        yield _BindingStatement(node.lineno, max(node.lineno, node.body[0].lineno - 1), tuple(_names(*targets)))
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
        last = max(node.lineno, node.body[0].lineno - 1)
        parameters = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        yield _BindingStatement(first, last, tuple((one.arg, one.lineno, one.col_offset) for one in parameters))


def _names(*targets: ast.expr) -> Iterator[tuple[str, int, int]]:
    for target in targets:
        if isinstance(target, (ast.Tuple, ast.List)):
            yield from _names(*target.elts)
        elif isinstance(target, ast.Starred):
            yield from _names(target.value)
        else:
            name = dotted_name(target)
            if name is not None:
                yield name, target.lineno, target.col_offset
