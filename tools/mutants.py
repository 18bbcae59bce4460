"""Small faults put into the code at random: tests that notice none of them look at nothing.

    python -m tools.mutants kerasrules/interpreter --number 30 --seed 1 -- tests/test_scoping.py tests/test_fixtures.py

Each fault stands alone in a copy of the repository, where pytest runs the tests named after `--` until one fails. What
survives is either equal (the program does the same) or shows that a test is missing. Exit status 1: some survived.
"""

from __future__ import annotations

import argparse
import ast
import copy
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
COPIED = ("kerasrules", "tests", "fixtures", "docs", "tools", "pyproject.toml", "README.md", "CHANGELOG.md")

FLIPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
}
REMOVABLE = (ast.Expr, ast.Assign, ast.AugAssign, ast.Delete, ast.Raise, ast.Break, ast.Continue)


@dataclass(frozen=True)
class Mutant:
    """One fault. before, after: the text at `start` to `end`, which are offsets in the file's UTF-8."""

    path: Path
    line: int
    start: int
    end: int
    before: str
    after: str

    def __str__(self) -> str:
        before, after = (" ".join(text.split()) for text in (self.before, self.after))
        return f"{self.path}:{self.line}: {before} -> {after}"

    def write(self, folder: Path) -> None:
        """Put the fault into the file below the folder."""
        text = (folder / self.path).read_bytes()
        (folder / self.path).write_bytes(text[: self.start] + self.after.encode() + text[self.end :])


def mutants(path: Path) -> Iterator[Mutant]:
    """All faults that could be put into a file."""
    data = (ROOT / path).read_bytes()
    offsets = [0]
    for line in data.splitlines(keepends=True):
        offsets.append(offsets[-1] + len(line))
    for node in _code(ast.parse(data)):
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        start = offsets[node.lineno - 1] + node.col_offset
        end = offsets[node.end_lineno - 1] + node.end_col_offset
        before = data[start:end].decode()
        for after in _changed(node):
            yield Mutant(path, node.lineno, start, end, before, after)


def _code(node: ast.AST) -> Iterator[ast.stmt | ast.expr]:
    """Statements and expressions that do something: no annotations, docstrings, imports and declarations of names."""
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or _is_declaration(child):
                continue
            if isinstance(child, (ast.stmt, ast.expr)):
                yield child
            yield from _code(child)


def _is_declaration(node: ast.AST) -> bool:
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.If):
        return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    if isinstance(node, ast.Assign):
        return any(isinstance(target, ast.Name) and target.id.startswith("__") for target in node.targets)
    return isinstance(node, (ast.Import, ast.ImportFrom, ast.JoinedStr))


def _changed(node: ast.stmt | ast.expr) -> Iterator[str]:
    """The texts that could stand in the node's place."""
    other: Any = copy.deepcopy(node)
    if isinstance(node, ast.Compare):
        for position, operator in enumerate(node.ops):
            other.ops = [*node.ops[:position], FLIPPED[type(operator)](), *node.ops[position + 1 :]]
            yield f"({ast.unparse(other)})"
    elif isinstance(node, (ast.BoolOp, ast.BinOp)) and type(node.op) in FLIPPED:
        other.op = FLIPPED[type(node.op)]()
        yield f"({ast.unparse(other)})"
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield f"({ast.unparse(node.operand)})"
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield str(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield f"({node.value + 1})"
        yield f"({node.value - 1})"
    elif isinstance(node, ast.Call) and len(node.args) > 1 and not isinstance(node.args[1], ast.Starred):
        other.args = [node.args[1], node.args[0], *node.args[2:]]
        if ast.dump(node.args[0]) != ast.dump(node.args[1]):
            yield ast.unparse(other)
    elif isinstance(node, ast.IfExp):
        yield f"({ast.unparse(node.body)})"
        yield f"({ast.unparse(node.orelse)})"
    elif isinstance(node, ast.Return) and node.value is not None and not isinstance(node.value, ast.Constant):
        yield "return None"
    elif isinstance(node, REMOVABLE):
        yield "pass"


def draw(paths: list[str], number: int, seed: int) -> list[Mutant]:
    """Faults drawn at random, in the order in which they are drawn."""
    files = [file for path in paths for file in ([Path(path)] if path.endswith(".py") else _files(Path(path)))]
    found = [mutant for file in files for mutant in mutants(file)]
    return random.Random(seed).sample(found, min(number, len(found)))


def _files(folder: Path) -> list[Path]:
    return sorted(path.relative_to(ROOT) for path in (ROOT / folder).rglob("*.py"))


def outcome(folder: Path, mutant: Mutant, tests: list[str], limit: float) -> str | None:
    """The test that fails on the mutant, in words; None where it survives."""
    original = (folder / mutant.path).read_bytes()
    mutant.write(folder)
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--no-header", "--tb=no", *tests]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=limit)
    except subprocess.TimeoutExpired:
        return "not done in time"
    finally:
        (folder / mutant.path).write_bytes(original)
    if done.returncode == 0:
        return None
    failed = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return failed[0].split(" - ")[0] if failed else f"pytest ended with {done.returncode}"


def main() -> int:
    """Draw, try, and say what survived."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", help="files, or folders of them, to put faults into")
    parser.add_argument("--number", type=int, default=30)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--limit", type=float, default=300.0, help="seconds for the tests of one mutant")
    arguments = sys.argv[1:]
    split = arguments.index("--") if "--" in arguments else len(arguments)
    options, tests = parser.parse_args(arguments[:split]), arguments[split + 1 :]
    survived = 0
    with tempfile.TemporaryDirectory(prefix="mutants-") as name:
        folder = Path(name)
        for part in COPIED:
            copied = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
            copied(ROOT / part, folder / part)
        for mutant in draw(options.paths, options.number, options.seed):
            told = outcome(folder, mutant, tests, options.limit)
            survived += told is None
            print("SURVIVED" if told is None else "killed  ", mutant, f"  [{told}]" if told else "", flush=True)
    print(f"{survived} survived")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
