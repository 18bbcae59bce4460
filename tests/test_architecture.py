"""The plan of the house: no circle of imports, neither of files nor of rooms. import-linter checks the layers."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "kerasrules"

FILES = {
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}


def imports_of(name: str) -> Iterator[str]:
    """The modules of the package that a module imports when it is loaded."""
    for node in at_load(ast.parse(FILES[name].read_text(encoding="utf-8")).body):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in FILES)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: relative import"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield from ([whole] if whole in FILES else [node.module] if node.module in FILES else [])


def at_load(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that run when a module is loaded: not those of functions, nor those for the type checker."""
    for node in body:
        yield node
        if isinstance(node, ast.If) and "TYPE_CHECKING" not in ast.unparse(node.test):
            yield from at_load(node.body)
        if isinstance(node, (ast.If, ast.Try)):
            yield from at_load(node.orelse)
        if isinstance(node, (ast.Try, ast.With)):
            yield from at_load(node.body)


def circle(graph: Mapping[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


GRAPH = {name: {other for other in imports_of(name) if other != name} for name in FILES}


def test_no_circle_of_files() -> None:
    assert circle(GRAPH) == []


def test_no_circle_of_rooms() -> None:
    """A room is a folder; those within a room count by themselves, against the files and folders beside them."""
    rooms: dict[str, set[str]] = {}
    for name, others in GRAPH.items():
        for other in others:
            one, two = parting(name, other)
            if one in FOLDERS and two in FOLDERS:
                rooms.setdefault(one, set()).add(two)
    assert circle(rooms) == []


FOLDERS = {name for name, path in FILES.items() if path.name == "__init__.py"}


def parting(one: str, two: str) -> tuple[str, str]:
    """The folders or files by which the paths of two modules part."""
    first, second = one.split("."), two.split(".")
    depth = next((at for at, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), len(first))
    return ".".join(first[: depth + 1]), ".".join(second[: depth + 1])


# --- names -----------------------------------------------------------------------------------------------------------

MIRRORS = {
    # what a thing of Keras is (keras_api), how its call is read (keras_calls), how it ends up in the Program
    "activations",
    "losses",
    "metrics",
    "models",
    "optimizers",
    # what a value is (values), how it is evaluated (eval) or found, what the Program says of it (model)
    "classes",
    "data",
    "functions",
    "names",
    # functions of libraries, and of Keras on tensors
    "elementwise",
    "indexing",
    "reductions",
    # what Python means (eval), and what it means for arrays (array_domain)
    "operators",
    # a verb of the command line, and what it shows
    "rule",
    # comments, and notebooks
    "parse",
}
"""Names of files that stand in two folders, where the folder says what the file does with the same thing."""


def test_no_class_name_exists_twice() -> None:
    places: dict[str, list[str]] = {}
    for name, path in FILES.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name.lstrip("_"), []).append(name)
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def test_no_file_name_exists_twice() -> None:
    places: dict[str, list[str]] = {}
    for name, path in FILES.items():
        if path.stem not in {"__init__", "__main__", *MIRRORS}:
            places.setdefault(path.stem, []).append(name)
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


SLOW_TO_IMPORT = {
    "dataclasses": "@record of model/record.py",
    **dict.fromkeys(("inspect", "pathlib", "pkgutil", "urllib.parse"), "a lazy import, or do without"),
}


def test_a_start_imports_nothing_slow() -> None:
    """`confirm` waits for Keras anyway."""
    found = [
        f"{name} imports {module}: use {SLOW_TO_IMPORT[module]}"
        for name, path in FILES.items()
        if not name.startswith("kerasrules.confirming.")
        for node in at_load(ast.parse(path.read_text(encoding="utf-8")).body)
        for module in (
            [node.module] if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names] if isinstance(node, ast.Import)
            else []
        )
        if module in SLOW_TO_IMPORT
    ]  # fmt: skip
    assert found == []
