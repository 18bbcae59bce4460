"""The values of a program's expressions, as far as they are known functions of known values."""

from __future__ import annotations

import ast
import math
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from kerasrules.confirming.own_data import keras_functions, numpy_functions, sklearn_functions
from kerasrules.confirming.own_data.cached_datasets import CachedDatasets, NotCached
from kerasrules.confirming.own_data.callables import BUILTINS, Callables, canonical
from kerasrules.confirming.own_data.evaluated_values import (
    CANNOT,
    UNKNOWN,
    LibraryName,
    NotKnown,
    OwnClass,
    OwnFunction,
    OwnObject,
    is_known,
)
from kerasrules.confirming.own_data.known_values import GivenArguments, KnownValue
from kerasrules.confirming.own_data.operators import BINARY, COMPARED, SINGLE, check_numbers
from kerasrules.confirming.own_data.own_columns import ColumnValue
from kerasrules.confirming.own_data.own_tables import TableValue
from kerasrules.confirming.own_data.program_files import ProgramFiles
from kerasrules.confirming.own_data.side_effects import CHANGING, is_harmless

MOST_STEPS, MOST_SECONDS = 300_000, 10.0


class ProgramEnd(Exception):
    """The program does not get any further, or not in the steps that are allowed."""


class ExpressionEvaluation:
    """What an expression gives in a scope: the names around it, innermost first. A value that is not known is UNKNOWN.

    targets: the calls of which the arguments x and y are asked for. files: it may read.
    found: what they were when the call was reached for the first time; y is None where it has none.
    missing: the first built-in data set that the program loads and that is not in the cache.
    """

    def __init__(self, targets: Sequence[ast.Call], files: ProgramFiles) -> None:
        self._targets = targets
        self.found: dict[ast.Call, tuple[Any, Any]] = {}
        self._callables = Callables(files, self.apply)
        self._wholly_imported: list[str] = []
        self._spoiled: list[Any] = []
        self._steps = 0
        self._until = time.monotonic() + MOST_SECONDS
        self.missing: str | None = None

    @property
    def draws(self) -> bool:
        """Whether random numbers were drawn."""
        return self._callables.draws

    @property
    def datasets(self) -> CachedDatasets:
        """The built-in data sets that were loaded."""
        return self._callables.datasets

    def _count(self) -> None:
        self._steps += 1
        if self._steps > MOST_STEPS or (self._steps % 1000 == 0 and time.monotonic() > self._until):
            raise ProgramEnd

    def _walk(self, function: OwnFunction | OwnClass, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """What a function of the program returns, or an object of its class."""
        raise NotImplementedError

    def _tried(self, node: ast.expr, scope: list[dict[str, Any]]) -> Any:
        """The value of an expression, UNKNOWN where that is not known."""
        try:
            return self._value(node, scope)
        except NotCached as error:
            self.missing = self.missing or error.name
        except CANNOT:
            pass
        return UNKNOWN

    def _value(self, node: ast.expr, scope: list[dict[str, Any]]) -> Any:
        """Raises NotKnown, and what Python and NumPy raise."""
        self._count()
        found = self._of(node, scope)
        if isinstance(found, np.ndarray):
            numpy_functions.check_result(found)
        if self._spoiled and any(_root(found) is one for one in self._spoiled):
            raise NotKnown
        return found

    def _of(self, node: ast.expr, scope: list[dict[str, Any]]) -> Any:
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name):
            return self._named(node.id, scope)
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            items = list(self._items(node.elts, scope))
            return items if isinstance(node, ast.List) else tuple(items) if isinstance(node, ast.Tuple) else set(items)
        if isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            return {self._value(key, scope): self._tried(value, scope) for key, value in pairs if key is not None}
        if isinstance(node, ast.Call):
            return self._call(node, scope)
        if isinstance(node, ast.Attribute):
            return self._attribute(self._value(node.value, scope), node.attr)
        if isinstance(node, ast.Subscript):
            return self._item(self._value(node.value, scope), self._index(node.slice, scope))
        if isinstance(node, (ast.BinOp, ast.UnaryOp, ast.Compare, ast.BoolOp, ast.IfExp)):
            return self._operation(node, scope)
        if isinstance(node, (ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp)):
            return self._comprehension(node, scope)
        if isinstance(node, ast.Lambda):
            return self._function(node, scope)
        if isinstance(node, ast.JoinedStr):
            return "".join(str(self._known(part, scope)) for part in node.values)
        if isinstance(node, ast.FormattedValue):
            return self._known(node.value, scope)
        raise NotKnown

    def _known(self, node: ast.expr, scope: list[dict[str, Any]]) -> Any:
        found = self._value(node, scope)
        if not is_known(found):
            raise NotKnown
        return found

    def _items(self, nodes: Iterable[ast.expr], scope: list[dict[str, Any]]) -> Iterator[Any]:
        for node in nodes:
            if isinstance(node, ast.Starred):
                yield from self._iterated(self._known(node.value, scope))
            else:
                yield self._tried(node, scope)

    @staticmethod
    def _iterated(value: Any) -> Iterable[Any]:
        if isinstance(value, (list, tuple, dict, set, range, str, np.ndarray, zip, enumerate)) or _is_iterator(value):
            return list(value) if isinstance(value, (list, dict, set)) else value
        if isinstance(value, (ColumnValue, TableValue)):
            return value
        raise NotKnown

    @staticmethod
    def _truth(value: Any) -> bool | None:
        if not is_known(value) or isinstance(value, (OwnObject, OwnFunction, OwnClass, LibraryName, KnownValue)):
            return None
        try:
            return bool(value)
        except (ValueError, TypeError):
            return None

    def _named(self, name: str, scope: list[dict[str, Any]]) -> Any:
        for level in scope:
            if name in level:
                if level[name] is UNKNOWN:
                    raise NotKnown
                return level[name]
        if name in BUILTINS:
            return BUILTINS[name]
        whole = (f"{module}.{name}" for module in ("builtins", *self._wholly_imported))
        for one in whole:
            if self._callables.knows(one):
                return LibraryName(one)
        raise NotKnown

    def _operation(
        self, node: ast.BinOp | ast.UnaryOp | ast.Compare | ast.BoolOp | ast.IfExp, scope: list[dict[str, Any]]
    ) -> Any:
        if isinstance(node, ast.BinOp):
            left, right = self._known(node.left, scope), self._known(node.right, scope)
            check_numbers(node.op, left, right)
            return BINARY[type(node.op)](left, right)
        if isinstance(node, ast.UnaryOp):
            return SINGLE[type(node.op)](self._known(node.operand, scope))
        if isinstance(node, ast.Compare):
            if len(node.ops) != 1:
                raise NotKnown
            left, right = self._known(node.left, scope), self._known(node.comparators[0], scope)
            return COMPARED[type(node.ops[0])](left, right)
        if isinstance(node, ast.IfExp):
            chosen = self._truth(self._value(node.test, scope))
            if chosen is None:
                raise NotKnown
            return self._value(node.body if chosen else node.orelse, scope)
        found: Any = None
        for part in node.values:
            found = self._known(part, scope)
            if bool(found) is isinstance(node.op, ast.Or):
                break
        return found

    def _comprehension(
        self, node: ast.ListComp | ast.GeneratorExp | ast.SetComp | ast.DictComp, scope: list[dict[str, Any]]
    ) -> Any:
        inner: list[dict[str, Any]] = [{}, *scope]
        found: list[Any] = []

        def fill(number: int) -> None:
            if number == len(node.generators):
                if isinstance(node, ast.DictComp):
                    found.append((self._known(node.key, inner), self._value(node.value, inner)))
                else:
                    found.append(self._known(node.elt, inner))
                return
            part = node.generators[number]
            for item in self._iterated(self._known(part.iter, inner)):
                self._count()
                self._bind(part.target, item, inner)
                chosen = [self._truth(self._value(test, inner)) for test in part.ifs]
                if None in chosen:
                    raise NotKnown
                if all(chosen):
                    fill(number + 1)

        fill(0)
        return dict(found) if isinstance(node, ast.DictComp) else set(found) if isinstance(node, ast.SetComp) else found

    def _index(self, node: ast.expr, scope: list[dict[str, Any]]) -> Any:
        if isinstance(node, ast.Slice):
            parts = (node.lower, node.upper, node.step)
            return slice(*(None if part is None else self._known(part, scope) for part in parts))
        if isinstance(node, ast.Tuple):
            return tuple(self._index(one, scope) for one in node.elts)
        return self._known(node, scope)

    def _item(self, owner: Any, index: Any) -> Any:
        if isinstance(owner, (list, tuple, dict, str, range, np.ndarray, KnownValue)) or (
            sklearn_functions.is_bunch(owner)
        ):
            if isinstance(owner, np.ndarray):
                index = tuple(map(_bare, index)) if isinstance(index, tuple) else _bare(index)
            if isinstance(owner, np.ndarray) and self._callables.datasets.thinned:
                index = self._callables.datasets.part_of(len(owner), index)
            found = owner[index]
            if found is UNKNOWN:
                raise NotKnown
            return found
        raise NotKnown

    def _attribute(self, owner: Any, name: str) -> Any:
        if isinstance(owner, LibraryName):
            full = canonical(f"{owner.name}.{name}")
            if full.startswith(("numpy.", "math.")) and full.count(".") == 1:
                try:
                    return math.pi if full == "math.pi" else numpy_functions.constant(name)
                except NotKnown:
                    pass
            return LibraryName(f"{owner.name}.{name}")
        if isinstance(owner, OwnObject):
            found = owner.attributes[name] if name in owner.attributes else owner.of.find(name)
            if isinstance(found, OwnFunction) and name not in owner.attributes:
                return OwnFunction(found.node, found.scope, owner, found.defaults, found.keyword_defaults)
        elif isinstance(owner, OwnClass):
            found = owner.find(name)
        elif (
            (isinstance(owner, np.ndarray) and name in numpy_functions.ARRAY_ATTRIBUTES)
            or (sklearn_functions.is_bunch(owner) and name in owner)
            or (sklearn_functions.is_estimator(owner) and name in sklearn_functions.ATTRIBUTES)
            or (isinstance(owner, keras_functions.WordNumbers) and name in keras_functions.TOKENIZER_ATTRIBUTES)
        ):
            found = getattr(owner, name)
        elif isinstance(owner, KnownValue):
            found = owner.attribute(name)
        else:
            raise NotKnown
        if found is UNKNOWN:
            raise NotKnown
        return found

    def _bind(self, target: ast.expr, value: Any, scope: list[dict[str, Any]]) -> None:
        if isinstance(target, ast.Name):
            scope[0][target.id] = value
        elif isinstance(target, (ast.Tuple, ast.List)):
            self._unpack(target.elts, value, scope)
        elif isinstance(target, ast.Attribute):
            owner = self._tried(target.value, scope)
            if isinstance(owner, OwnObject):
                owner.attributes[target.attr] = value
            elif isinstance(owner, TableValue) and target.attr in owner and is_known(value):
                owner[target.attr] = value
            elif target.attr == "shape" and isinstance(owner, np.ndarray) and is_known(value):
                owner.shape = value
            else:
                self._forget(owner)
        elif isinstance(target, ast.Subscript):
            owner = self._tried(target.value, scope)
            try:
                if not is_known(value):
                    raise NotKnown
                owner[self._index(target.slice, scope)] = value
            except CANNOT:
                self._forget(owner)

    def _unpack(self, targets: Sequence[ast.expr], value: Any, scope: list[dict[str, Any]]) -> None:
        try:
            items = list(value) if value is not UNKNOWN else [UNKNOWN] * len(targets)
        except TypeError:
            items = []
        if len(items) != len(targets) or any(isinstance(one, ast.Starred) for one in targets):
            items = [UNKNOWN] * len(targets)
        for target, item in zip(targets, items, strict=True):
            self._bind(target.value if isinstance(target, ast.Starred) else target, item, scope)

    def _forget(self, value: Any) -> None:
        """What this object holds is unknown from now on, under whatever name."""
        if isinstance(value, OwnObject):
            value.attributes = dict.fromkeys(value.attributes, UNKNOWN)
        elif isinstance(value, list):
            value[:] = [UNKNOWN]
        elif isinstance(value, dict):
            value.update(dict.fromkeys(value, UNKNOWN))
        elif isinstance(value, (np.ndarray, KnownValue)) or sklearn_functions.is_estimator(value):
            self._spoiled.append(_root(value))

    def _call(self, node: ast.Call, scope: list[dict[str, Any]]) -> Any:
        if node in self._targets and node not in self.found:
            x, y = self._argument(node, 0, "x", scope), self._argument(node, 1, "y", scope)
            self.found[node] = _kept(x), _kept(y)
            if len(self.found) == len(self._targets):
                raise ProgramEnd
        function, owner, name = self._called(node.func, scope)
        args = list(self._items(node.args, scope))
        kwargs = {
            keyword.arg: self._tried(keyword.value, scope) for keyword in node.keywords if keyword.arg is not None
        }
        if isinstance(function, (OwnFunction, OwnClass)):
            return self._walk(function, args, kwargs)
        is_complete = all(keyword.arg is not None for keyword in node.keywords)
        if function is not None and is_complete and all(map(is_known, [*args, *kwargs.values()])):
            if name == "reshape" and self._callables.datasets.thinned:
                args = [self._thinned(one) for one in args]
            try:
                return function(*args, **kwargs)
            except CANNOT:
                if isinstance(owner, KnownValue) and (name in CHANGING or "inplace" in kwargs):
                    self._forget(owner)
                raise
        if "inplace" in kwargs:
            self._forget(owner)
        if name in CHANGING or not is_harmless(owner):
            for value in (*args, *kwargs.values(), owner):
                self._forget(value)
        raise NotKnown

    def _argument(self, node: ast.Call, number: int, name: str, scope: list[dict[str, Any]]) -> Any:
        given = next((keyword.value for keyword in node.keywords if keyword.arg == name), None)
        if given is None and len(node.args) > number and not any(isinstance(one, ast.Starred) for one in node.args):
            given = node.args[number]
        if given is None and number == 0:
            given = next((keyword.value for keyword in node.keywords if keyword.arg == "generator"), None)
        return None if given is None else self._tried(given, scope)

    def _thinned(self, size: Any) -> Any:
        """The first size of a reshape to all samples of a data set, of which a part was taken."""
        if isinstance(size, int):
            return self._callables.datasets.thinned.get(size, size)
        if isinstance(size, tuple) and size and isinstance(size[0], int):
            return (self._callables.datasets.thinned.get(size[0], size[0]), *size[1:])
        return size

    def _called(self, node: ast.expr, scope: list[dict[str, Any]]) -> tuple[Any, Any, str]:
        """What is called (None: unknown), of what object or module, and its name."""
        if not isinstance(node, ast.Attribute):
            function = self._tried(node, scope)
            if isinstance(function, LibraryName):
                return self._callables.function(function.name), function, function.name.rpartition(".")[2]
            if isinstance(function, KnownValue):
                return self._callables.given_to(function.called), function, ""
            known = isinstance(function, (OwnFunction, OwnClass)) or callable(function)
            name = node.id if isinstance(node, ast.Name) else ""
            return (function if known else None), function if known else LibraryName(name), name
        owner, name = self._tried(node.value, scope), node.attr
        if isinstance(owner, LibraryName):
            return self._callables.function(f"{owner.name}.{name}"), LibraryName(f"{owner.name}.{name}"), name
        if isinstance(owner, (OwnObject, OwnClass)):
            try:
                return self._attribute(owner, name), owner, name
            except NotKnown:
                return None, owner, name
        return self._callables.method(owner, name), owner, name

    def apply(self, function: Any, *args: Any) -> Any:
        """Call what the program gives to be called. Raises NotKnown."""
        if isinstance(function, LibraryName):
            function = self._callables.function(function.name)
        if isinstance(function, (OwnFunction, OwnClass)):
            found = self._walk(function, list(args), {})
        elif isinstance(function, KnownValue):
            found = function.called(GivenArguments(args, {}, self.apply))
        elif callable(function):
            found = function(*args)
        else:
            raise NotKnown
        if not is_known(found):
            raise NotKnown
        return found

    def _function(self, node: ast.FunctionDef | ast.Lambda, scope: list[dict[str, Any]]) -> OwnFunction:
        defaults = [self._tried(one, scope) for one in node.args.defaults]
        keyword_defaults = [UNKNOWN if one is None else self._tried(one, scope) for one in node.args.kw_defaults]
        return OwnFunction(node, tuple(scope), None, defaults, keyword_defaults)


def _is_iterator(value: Any) -> bool:
    return type(value).__name__ in ("generator", "dict_keys", "dict_values", "dict_items", "list_iterator", "map")


def _kept(value: Any) -> Any:
    """A value as it is now, whatever the program does to it later."""
    if isinstance(value, KnownValue):
        return value.kept()
    if isinstance(value, (list, tuple)):
        return [_kept(one) for one in value]
    return value.copy() if isinstance(value, np.ndarray) else value


def _root(value: Any) -> Any:
    """The array that a view is of."""
    while isinstance(value, np.ndarray) and value.base is not None:
        value = value.base
    return value


def _bare(index: Any) -> Any:
    return index.values if isinstance(index, ColumnValue) else index
