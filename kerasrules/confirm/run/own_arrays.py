"""The arrays that stand in the program itself: numbers, and what plain NumPy functions make of them.

Nothing of the program is run. The arguments of its fit are computed here, from names that are bound once and from
functions that are known; where anything else is among them, there are no own arrays.
"""

from __future__ import annotations

import ast
import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any

import numpy as np

from kerasrules.confirm.plan.targets import Values, one_hot
from kerasrules.model.locations import Location

MOST_NUMBERS = 2_000_000
_LARGEST = 1e9
_IN_PLACE = {
    "sort",
    "fill",
    "resize",
    "put",
    "partition",
    "itemset",
    "append",
    "extend",
    "insert",
    "reverse",
    "shuffle",
}
"""What changes the array that it is called on, or is given."""

_MADE = ("arange", "linspace", "zeros", "ones", "eye", "full", "logspace")
_CHANGED = ("array", "asarray", "float32", "float64", "int32", "int64", "reshape", "expand_dims", "squeeze", "ravel")
_JOINED = ("concatenate", "stack", "vstack", "hstack", "column_stack", "transpose", "repeat", "tile")
_MATHS = ("sin", "cos", "tan", "tanh", "exp", "log", "log1p", "sqrt", "square", "abs", "power", "sum", "mean", "round")
_FUNCTIONS = frozenset({*_MADE, *_CHANGED, *_JOINED, *_MATHS})
_METHODS = frozenset({"reshape", "astype", "flatten", "ravel", "copy", "transpose", "sum", "mean", "std", "min", "max"})
_TYPES = frozenset({"float32", "float64", "int32", "int64", "float16", "uint8", "newaxis", "pi", "e"})
_GENERATORS = frozenset({"make_circles", "make_moons", "make_blobs", "make_classification", "make_regression"})
"""Of sklearn.datasets: they compute samples from a few numbers."""

_OPERATIONS: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.FloorDiv: lambda a, b: a // b,
    ast.Mod: lambda a, b: a % b,
    ast.Pow: lambda a, b: np.power(np.asarray(a, "float64"), b),
    ast.MatMult: lambda a, b: a @ b,
}


class NotOwn(Exception):
    """Something that is not known here."""


def own_arrays(text: str, fit: Location, inputs: int, outputs: int) -> tuple[list[Values], list[Values]] | None:
    """Inputs and targets of the fit call at this place; None where they are not wholly known."""
    try:
        tree = ast.parse(text)
        call = next(node for node in ast.walk(tree) if isinstance(node, ast.Call) and _is_at(node, fit))
        with np.errstate(all="ignore"):
            values = _Arrays(tree)
            return values.several(_argument(call, 0, "x"), inputs), values.several(_argument(call, 1, "y"), outputs)
    except (NotOwn, StopIteration, SyntaxError, ImportError):
        return None
    except (ValueError, TypeError, ArithmeticError, IndexError, AttributeError, MemoryError, RecursionError):
        return None  # the program itself stops there, or means something else


def _is_at(node: ast.Call, place: Location) -> bool:
    return (node.lineno, node.col_offset + 1) == (place.start.line, place.start.column) and (
        node.end_lineno == place.end.line
    )


def _argument(call: ast.Call, number: int, name: str) -> ast.expr:
    given = next((keyword.value for keyword in call.keywords if keyword.arg == name), None)
    if given is None and len(call.args) > number:
        given = call.args[number]
    if given is None or any(isinstance(argument, ast.Starred) for argument in call.args):
        raise NotOwn
    return given


class _Arrays:
    """Computes expressions of a module."""

    def __init__(self, tree: ast.Module) -> None:
        self._bound = Counter(_bindings(tree))
        self._changed = set(_changed(tree))
        self._values = dict(_assigned(tree))
        self._modules, self._names = _imports(tree)
        self._known: dict[str, Any] = {}

    def several(self, node: ast.expr, count: int) -> list[Values]:
        """One array for each input or output."""
        nodes = node.elts if count > 1 and isinstance(node, (ast.List, ast.Tuple)) else [node]
        found = [np.asarray(self.value(one)) for one in nodes]
        if len(found) != count or any(one.ndim == 0 or one.dtype.kind not in "iufb" for one in found):
            raise NotOwn
        if not all(np.isfinite(one).all() for one in found):
            raise NotOwn
        return found

    def value(self, node: ast.expr) -> Any:
        """Raises NotOwn, and what NumPy raises."""
        found = self._value(node)
        if isinstance(found, np.ndarray) and found.size > MOST_NUMBERS:
            raise NotOwn
        return found

    def _value(self, node: ast.expr) -> Any:
        if isinstance(node, ast.Constant) and (node.value is None or isinstance(node.value, (int, float, str))):
            return node.value
        if isinstance(node, (ast.List, ast.Tuple)):
            items = [self.value(item) for item in node.elts]
            return items if isinstance(node, ast.List) else tuple(items)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
            value = self.value(node.operand)
            return -value if isinstance(node.op, ast.USub) else value
        if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
            left, right = _number(self.value(node.left)), _number(self.value(node.right))
            return _OPERATIONS[type(node.op)](left, right)
        if isinstance(node, ast.Name):
            return self._named(node.id)
        if isinstance(node, ast.Attribute):
            if isinstance(node.value, ast.Name) and self._modules.get(node.value.id) == "numpy" and node.attr in _TYPES:
                return getattr(np, node.attr)
            if node.attr == "T":
                return np.asarray(self.value(node.value)).T
        if isinstance(node, ast.Subscript):
            return np.asarray(self.value(node.value))[self._index(node.slice)]
        if isinstance(node, ast.Call):
            return self._called(node)
        raise NotOwn

    def _named(self, name: str) -> Any:
        if self._bound[name] != 1 or name in self._changed or name not in self._values:
            raise NotOwn
        if name not in self._known:
            node, part = self._values[name]
            whole = self.value(node)
            self._known[name] = whole if part is None else whole[part]
        return self._known[name]

    def _index(self, node: ast.expr) -> Any:
        if isinstance(node, ast.Slice):
            return slice(*(None if part is None else self.value(part) for part in (node.lower, node.upper, node.step)))
        if isinstance(node, ast.Tuple):
            return tuple(self._index(one) for one in node.elts)
        if isinstance(node, ast.Constant) and node.value is Ellipsis:
            return Ellipsis
        return self.value(node)

    def _called(self, node: ast.Call) -> Any:
        if any(keyword.arg is None for keyword in node.keywords) or any(isinstance(a, ast.Starred) for a in node.args):
            raise NotOwn
        args = [self.value(argument) for argument in node.args]
        kwargs = {str(keyword.arg): self.value(keyword.value) for keyword in node.keywords}
        home, name = self._function(node.func)
        if home == "numpy" and name in _FUNCTIONS:
            if name in _MADE and _asked_for(args) > MOST_NUMBERS:
                raise NotOwn
            return getattr(np, name)(*args, **kwargs)
        if home.startswith("sklearn.datasets") and name in _GENERATORS:
            if _asked_for([*args, *kwargs.values()]) > MOST_NUMBERS:
                raise NotOwn
            return getattr(import_module("sklearn.datasets"), name)(*args, **{"random_state": 0, **kwargs})
        if home.startswith("tensorflow") and name in ("constant", "convert_to_tensor"):
            return np.asarray(args[0])
        if name == "to_categorical" and "keras" in home:
            numbers = np.asarray(args[0]).astype("int64")
            classes = (args[1:] or [kwargs.get("num_classes")])[0] or int(numbers.max()) + 1
            return one_hot(numbers.reshape(len(numbers)), int(classes))
        if not home and isinstance(node.func, ast.Attribute) and name in _METHODS:
            return getattr(np.asarray(self.value(node.func.value)), name)(*args, **kwargs)
        raise NotOwn

    def _function(self, node: ast.expr) -> tuple[str, str]:
        """The module and name of a function; of a method of an array no module."""
        if isinstance(node, ast.Name):
            home, _, name = self._names.get(node.id, "").rpartition(".")
            if not name:
                raise NotOwn
            return home, name
        if isinstance(node, ast.Attribute):
            holder: ast.expr = node.value
            rest = ""
            while isinstance(holder, ast.Attribute):
                rest = f".{holder.attr}{rest}"
                holder = holder.value
            first = holder.id if isinstance(holder, ast.Name) else ""
            module = self._modules.get(first) or self._names.get(first)
            return (f"{module}{rest}" if module else ""), node.attr
        raise NotOwn


def _number(value: Any) -> Any:
    if isinstance(value, (list, tuple, str)) or value is None:
        raise NotOwn  # a list times a number is a longer list
    if isinstance(value, int) and abs(value) > _LARGEST:
        raise NotOwn
    return value


def _asked_for(sizes: Sequence[Any]) -> float:
    """How many numbers a function may make, at most."""
    flat = [abs(float(one)) for one in np.ravel([s for s in sizes if isinstance(s, (int, float))]) if one]
    shapes = [one for size in sizes if isinstance(size, (list, tuple)) for one in size if isinstance(one, int)]
    return max(max(flat, default=1.0), float(math.prod(abs(one) for one in shapes)))


def _assigned(tree: ast.Module) -> Iterator[tuple[str, tuple[ast.expr, int | None]]]:
    """What names stand for at the top of the module: an expression, or a part of it."""
    for statement in tree.body:
        if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
            continue
        target = statement.targets[0]
        if isinstance(target, ast.Name):
            yield target.id, (statement.value, None)
        elif isinstance(target, ast.Tuple):
            for number, one in enumerate(target.elts):
                if isinstance(one, ast.Name):
                    yield one.id, (statement.value, number)


def _bindings(tree: ast.Module) -> Iterator[str]:
    """Every place where a name gets a value."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
        elif isinstance(node, ast.alias):
            yield node.asname or node.name.partition(".")[0]


def _changed(tree: ast.Module) -> Iterator[str]:
    """Names whose arrays may be changed in place: by an index, by a method, or by a function of the program."""
    own = {node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))}
    for node in ast.walk(tree):
        if isinstance(node, (ast.Subscript, ast.Attribute)) and not isinstance(node.ctx, ast.Load):
            yield from (one.id for one in ast.walk(node.value) if isinstance(one, ast.Name))
        elif isinstance(node, ast.Call):
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            if name in _IN_PLACE or name in own or any(keyword.arg == "out" for keyword in node.keywords):
                yield from (one.id for one in ast.walk(node) if isinstance(one, ast.Name))


def _imports(tree: ast.Module) -> tuple[dict[str, str], dict[str, str]]:
    """Modules by the name that they have here, and what is imported from modules."""
    modules, names = {}, {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                modules[alias.asname or alias.name.partition(".")[0]] = (
                    alias.name if alias.asname else alias.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.update({alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names})
    return modules, names
