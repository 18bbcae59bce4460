"""Computes a program's statements up to its fit, as far as they are known functions of known values.

A value that is not known is UNKNOWN, and so is all that is made of it. Where the program branches or loops by such a
value, everything that is bound or changed in there becomes unknown. No code of the program is run: its functions are
walked through like the rest.
"""

from __future__ import annotations

import ast
import contextlib
import math
import operator
import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from kerasrules.confirming.own_data import keras_functions, numpy_functions, sklearn_functions
from kerasrules.confirming.own_data.cached_datasets import CachedDatasets, NotCached
from kerasrules.confirming.own_data.evaluated_values import (
    UNKNOWN,
    LibraryName,
    NotKnown,
    OwnClass,
    OwnFunction,
    OwnObject,
    is_known,
    names,
)
from kerasrules.confirming.own_data.known_functions import known_functions, moved, on_tables
from kerasrules.confirming.own_data.known_values import GivenArguments, KnownValue
from kerasrules.confirming.own_data.own_tables import ColumnValue, TableValue
from kerasrules.confirming.own_data.program_files import ProgramFiles

MOST_STEPS, MOST_SECONDS, DEEPEST = 300_000, 10.0, 30

_BINARY: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.MatMult: operator.matmul,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.BitXor: operator.xor,
}
_IN_PLACE: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.iadd,
    ast.Sub: operator.isub,
    ast.Mult: operator.imul,
    ast.Div: operator.itruediv,
    ast.FloorDiv: operator.ifloordiv,
    ast.Mod: operator.imod,
    ast.Pow: operator.ipow,
}
_COMPARED: Mapping[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
    ast.In: lambda a, b: operator.contains(b, a),
    ast.NotIn: lambda a, b: not operator.contains(b, a),
}
_SINGLE: Mapping[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Not: operator.not_,
    ast.Invert: operator.invert,
}
_BUILTINS: Mapping[str, Callable[..., Any]] = {
    call.__name__: call
    for call in (len, int, float, str, bool, list, tuple, dict, set, zip, enumerate, sum, min, max, abs, round, sorted)
} | {"reversed": lambda one: list(reversed(one)), "range": range}
_OF_PYTHON: Mapping[type, frozenset[str]] = {
    list: names("append extend insert pop reverse sort index count copy remove clear"),
    dict: names("get items keys values update pop setdefault copy"),
    str: names("lower upper strip split join replace startswith endswith lstrip rstrip splitlines format"),
    set: frozenset(("add", "update", "union", "intersection")),
    tuple: frozenset(("index", "count")),
}
_CHANGING = frozenset(
    ("shuffle", "sort", "fill", "resize", "put", "partition", "itemset", "append", "extend", "insert", "pop", "update")
)
"""What changes the array that it is called on, or is given."""
_OTHERS_CODE = names(
    "numpy pandas sklearn keras tensorflow matplotlib seaborn scipy os sys math time datetime pickle json cv2 PIL"
    " tqdm"
    " collections itertools plotly wandb IPython google torch pathlib re string warnings argparse csv urllib requests"
    " tensorflow_datasets keras_tuner kerastuner copy gc glob io logging shutil zipfile skimage imageio pydot"
    " graphviz builtins"
    " tensorboard mlflow typing functools operator statistics uuid yaml joblib h5py nltk bs4 jax tensorflow_hub"
)
"""Libraries whose functions leave the arrays alone that they are given, but for those of _CHANGING."""
_OF_OTHER_ARRAYS = frozenset(("numpy", "toarray", "todense"))
_LARGEST = 10**9


class _Left(Exception):
    """A function returns `value`."""

    def __init__(self, value: Any) -> None:
        self.value = value


class _LeftLoop(Exception):
    """`break` or, with again, `continue`."""

    def __init__(self, again: bool) -> None:
        self.again = again


class _ProgramEnd(Exception):
    """The program does not get any further, or not in the steps that are allowed."""


class Evaluation:
    """Walks through a module. targets: the calls of which the arguments x and y are asked for. files: it may read.

    found: what they were when the call was reached for the first time; y is None where it has none.
    missing: the first built-in data set that the program loads and that is not in the cache.
    """

    def __init__(self, tree: ast.Module, targets: Sequence[ast.Call], files: ProgramFiles) -> None:
        self._tree, self._targets = tree, targets
        self.found: dict[ast.Call, tuple[Any, Any]] = {}
        self._random = np.random.RandomState(0)
        self._python_random = random.Random(0)
        self._keras = keras_functions.functions(self._random)
        self._known_functions = known_functions(files)
        self._wholly_imported: list[str] = []
        self.draws = False
        """Whether random numbers were drawn."""
        self._spoiled: list[Any] = []
        self._steps = self._depth = 0
        self._until = time.monotonic() + MOST_SECONDS
        self.datasets = CachedDatasets()
        self.missing: str | None = None

    def run(self) -> None:
        """Walk as far as the last of the calls, or as the program can be followed."""
        if not self._targets:
            return
        with np.errstate(all="ignore"), contextlib.suppress(_ProgramEnd, _Left, _LeftLoop, RecursionError, MemoryError):
            self._run(self._tree.body, [{"__name__": "__main__"}])

    # --- statements ---

    def _run(self, body: Iterable[ast.stmt], scope: list[dict[str, Any]]) -> None:
        for statement in body:
            self._count()
            self._statement(statement, scope)

    def _count(self) -> None:
        self._steps += 1
        if self._steps > MOST_STEPS or (self._steps % 1000 == 0 and time.monotonic() > self._until):
            raise _ProgramEnd

    def _statement(self, node: ast.stmt, scope: list[dict[str, Any]]) -> None:
        if isinstance(node, ast.Assign):
            value = self._tried(node.value, scope)
            for target in node.targets:
                self._bind(target, value, scope)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            self._bind(node.target, self._tried(node.value, scope), scope)
        elif isinstance(node, ast.AugAssign):
            self._change(node, scope)
        elif isinstance(node, ast.Expr):
            self._tried(node.value, scope)
        elif isinstance(node, ast.If):
            self._branch(node, scope)
        elif isinstance(node, (ast.For, ast.While)):
            self._loop(node, scope)
        elif isinstance(node, ast.FunctionDef):
            scope[0][node.name] = self._function(node, scope) if not node.decorator_list else UNKNOWN
        elif isinstance(node, ast.ClassDef):
            scope[0][node.name] = self._class(node, scope)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            scope[0].update(_imported(node))
            if isinstance(node, ast.ImportFrom) and node.names[0].name == "*" and not node.level:
                self._wholly_imported.append(str(node.module))
        elif isinstance(node, ast.With):
            for item in node.items:
                value = self._tried(item.context_expr, scope)
                if item.optional_vars is not None:
                    is_itself = isinstance(value, (OwnObject, KnownValue))
                    self._bind(item.optional_vars, value if is_itself else UNKNOWN, scope)
            self._run(node.body, scope)
        elif isinstance(node, ast.Try):
            self._run([*node.body, *node.orelse, *node.finalbody], scope)
        elif isinstance(node, ast.Return):
            raise _Left(None if node.value is None else self._tried(node.value, scope))
        elif isinstance(node, (ast.Break, ast.Continue)):
            raise _LeftLoop(isinstance(node, ast.Continue))
        elif isinstance(node, ast.Raise):
            raise _ProgramEnd
        elif isinstance(node, ast.Global):
            scope[0].update({name: scope[-1].get(name, UNKNOWN) for name in node.names})
        elif isinstance(node, ast.Delete):
            for target in node.targets:
                owner = self._tried(target.value, scope) if isinstance(target, ast.Subscript) else None
                if isinstance(target, ast.Name):
                    scope[0].pop(target.id, None)
                elif isinstance(owner, TableValue) and isinstance(target, ast.Subscript):
                    del owner[self._index(target.slice, scope)]
                else:
                    self._spoil([node], scope)

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
            except _CANNOT:
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

    def _change(self, node: ast.AugAssign, scope: list[dict[str, Any]]) -> None:
        reading = ast.copy_location(_as_read(node.target), node.target)
        before, value = self._tried(reading, scope), self._tried(node.value, scope)
        try:
            if not (is_known(before) and is_known(value)) or type(node.op) not in _IN_PLACE:
                raise NotKnown
            _check_numbers(node.op, before, value)
            after = _IN_PLACE[type(node.op)](before, value)
        except _CANNOT:
            self._forget(before)
            after = UNKNOWN
        self._bind(node.target, after, scope)

    def _branch(self, node: ast.If, scope: list[dict[str, Any]]) -> None:
        chosen = self._truth(self._tried(node.test, scope))
        if chosen is None:
            self._spoil([*node.body, *node.orelse], scope)
            self._run(next((part for part in (node.body, node.orelse) if self._holds_target(part)), []), scope)
        else:
            self._run(node.body if chosen else node.orelse, scope)

    @staticmethod
    def _truth(value: Any) -> bool | None:
        if not is_known(value) or isinstance(value, (OwnObject, OwnFunction, OwnClass, LibraryName, KnownValue)):
            return None
        try:
            return bool(value)
        except (ValueError, TypeError):
            return None

    def _loop(self, node: ast.For | ast.While, scope: list[dict[str, Any]]) -> None:
        try:
            if isinstance(node, ast.While):
                self._while(node, scope)
            else:
                for item in self._iterated(self._value(node.iter, scope)):
                    self._count()
                    self._bind(node.target, item, scope)
                    try:
                        self._run(node.body, scope)
                    except _LeftLoop as left:
                        if not left.again:
                            return
            self._run(node.orelse, scope)
        except _CANNOT:
            self._spoil([node], scope)
            if self._holds_target([node]):
                self._run(node.body, scope)

    def _while(self, node: ast.While, scope: list[dict[str, Any]]) -> None:
        while (going := self._truth(self._tried(node.test, scope))) is not False:
            if going is None:
                raise NotKnown
            self._count()
            try:
                self._run(node.body, scope)
            except _LeftLoop as left:
                if not left.again:
                    return

    @staticmethod
    def _iterated(value: Any) -> Iterable[Any]:
        if isinstance(value, (list, tuple, dict, set, range, str, np.ndarray, zip, enumerate)) or _is_iterator(value):
            return list(value) if isinstance(value, (list, dict, set)) else value
        if isinstance(value, (ColumnValue, TableValue)):
            return value
        raise NotKnown

    def _holds_target(self, body: Sequence[ast.stmt]) -> bool:
        wanted = {target for target in self._targets if target not in self.found}
        return any(node in wanted for part in body for node in ast.walk(part))

    def _spoil(self, body: Sequence[ast.stmt], scope: list[dict[str, Any]]) -> None:
        """Everything that is bound or may be changed in there is unknown from now on."""
        for part in body:
            for node in ast.walk(part):
                if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                    scope[0][node.id] = UNKNOWN
                elif isinstance(node, (ast.Subscript, ast.Attribute)) and not isinstance(node.ctx, ast.Load):
                    self._forget_names(node.value, scope)
                elif isinstance(node, ast.Call):
                    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                    in_place = any(keyword.arg == "inplace" for keyword in node.keywords)
                    if name in _CHANGING or in_place or not _is_harmless(self._found(node.func, scope)):
                        self._forget_names(node, scope)

    def _found(self, node: ast.expr, scope: list[dict[str, Any]]) -> Any:
        """What a function is, without a step of evaluation."""
        if isinstance(node, ast.Name):
            return next((level[node.id] for level in scope if node.id in level), _BUILTINS.get(node.id, UNKNOWN))
        if isinstance(node, ast.Attribute):
            owner = self._found(node.value, scope)
            return LibraryName(f"{owner.name}.{node.attr}") if isinstance(owner, LibraryName) else UNKNOWN
        return UNKNOWN

    def _forget_names(self, node: ast.AST, scope: list[dict[str, Any]]) -> None:
        for one in ast.walk(node):
            if isinstance(one, ast.Name):
                for level in scope:
                    if one.id in level:
                        self._forget(level[one.id])
                        break

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

    # --- expressions ---

    def _tried(self, node: ast.expr, scope: list[dict[str, Any]]) -> Any:
        """The value of an expression, UNKNOWN where that is not known."""
        try:
            return self._value(node, scope)
        except NotCached as error:
            self.missing = self.missing or error.name
        except _CANNOT:
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

    def _named(self, name: str, scope: list[dict[str, Any]]) -> Any:
        for level in scope:
            if name in level:
                if level[name] is UNKNOWN:
                    raise NotKnown
                return level[name]
        if name in _BUILTINS:
            return _BUILTINS[name]
        whole = (f"{module}.{name}" for module in ("builtins", *self._wholly_imported))
        for one in whole:
            if moved(_canonical(one)) in self._known_functions:
                return LibraryName(one)
        raise NotKnown

    def _operation(
        self, node: ast.BinOp | ast.UnaryOp | ast.Compare | ast.BoolOp | ast.IfExp, scope: list[dict[str, Any]]
    ) -> Any:
        if isinstance(node, ast.BinOp):
            left, right = self._known(node.left, scope), self._known(node.right, scope)
            _check_numbers(node.op, left, right)
            return _BINARY[type(node.op)](left, right)
        if isinstance(node, ast.UnaryOp):
            return _SINGLE[type(node.op)](self._known(node.operand, scope))
        if isinstance(node, ast.Compare):
            if len(node.ops) != 1:
                raise NotKnown
            left, right = self._known(node.left, scope), self._known(node.comparators[0], scope)
            return _COMPARED[type(node.ops[0])](left, right)
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
            if isinstance(owner, np.ndarray) and self.datasets.thinned:
                index = self.datasets.part_of(len(owner), index)
            found = owner[index]
            if found is UNKNOWN:
                raise NotKnown
            return found
        raise NotKnown

    def _attribute(self, owner: Any, name: str) -> Any:
        if isinstance(owner, LibraryName):
            full = _canonical(f"{owner.name}.{name}")
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

    # --- calls ---

    def _call(self, node: ast.Call, scope: list[dict[str, Any]]) -> Any:
        if node in self._targets and node not in self.found:
            x, y = self._argument(node, 0, "x", scope), self._argument(node, 1, "y", scope)
            self.found[node] = _kept(x), _kept(y)
            if len(self.found) == len(self._targets):
                raise _ProgramEnd
        function, owner, name = self._called(node.func, scope)
        args = list(self._items(node.args, scope))
        kwargs = {
            keyword.arg: self._tried(keyword.value, scope) for keyword in node.keywords if keyword.arg is not None
        }
        if isinstance(function, (OwnFunction, OwnClass)):
            return self._walk(function, args, kwargs)
        is_complete = all(keyword.arg is not None for keyword in node.keywords)
        if function is not None and is_complete and all(map(is_known, [*args, *kwargs.values()])):
            if name == "reshape" and self.datasets.thinned:
                args = [self._thinned(one) for one in args]
            try:
                return function(*args, **kwargs)
            except _CANNOT:
                if isinstance(owner, KnownValue) and (name in _CHANGING or "inplace" in kwargs):
                    self._forget(owner)
                raise
        if "inplace" in kwargs:
            self._forget(owner)
        if name in _CHANGING or not _is_harmless(owner):
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
            return self.datasets.thinned.get(size, size)
        if isinstance(size, tuple) and size and isinstance(size[0], int):
            return (self.datasets.thinned.get(size[0], size[0]), *size[1:])
        return size

    def _called(self, node: ast.expr, scope: list[dict[str, Any]]) -> tuple[Any, Any, str]:
        """What is called (None: unknown), of what object or module, and its name."""
        if not isinstance(node, ast.Attribute):
            function = self._tried(node, scope)
            if isinstance(function, LibraryName):
                return self._library(function.name), function, function.name.rpartition(".")[2]
            if isinstance(function, KnownValue):
                return self._given_to(function.called), function, ""
            known = isinstance(function, (OwnFunction, OwnClass)) or callable(function)
            name = node.id if isinstance(node, ast.Name) else ""
            return (function if known else None), function if known else LibraryName(name), name
        owner, name = self._tried(node.value, scope), node.attr
        if isinstance(owner, LibraryName):
            return self._library(f"{owner.name}.{name}"), LibraryName(f"{owner.name}.{name}"), name
        if isinstance(owner, (OwnObject, OwnClass)):
            try:
                return self._attribute(owner, name), owner, name
            except NotKnown:
                return None, owner, name
        return self._method(owner, name), owner, name

    def _given_to(self, call: Callable[[GivenArguments], Any]) -> Callable[..., Any]:
        """A function that takes its arguments together, as one that takes them one by one."""
        return lambda *args, **kwargs: call(GivenArguments(args, kwargs, self.apply))

    def apply(self, function: Any, *args: Any) -> Any:
        """Call what the program gives to be called. Raises NotKnown."""
        if isinstance(function, LibraryName):
            function = self._library(function.name)
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

    def _method(self, owner: Any, name: str) -> Any:
        """A method of a value that is known; None where it is not known here."""
        if isinstance(owner, KnownValue):
            if name not in owner.METHODS:
                return None
            return self._given_to(lambda given: owner.method(name, given))
        allowed = (
            (isinstance(owner, np.ndarray) and name in numpy_functions.ARRAY_METHODS | _OF_OTHER_ARRAYS)
            or name in _OF_PYTHON.get(type(owner), ())
            or (sklearn_functions.is_estimator(owner) and name in sklearn_functions.METHODS)
            or (isinstance(owner, keras_functions.WordNumbers) and name in keras_functions.TOKENIZER_METHODS)
            or (type(owner).__module__.startswith("scipy.sparse") and name in ("toarray", "todense"))
            or (isinstance(owner, np.generic) and name in ("item", "astype", "tolist"))
        )
        if allowed:
            if isinstance(owner, np.ndarray) and name in _OF_OTHER_ARRAYS:  # a tensor is an array here
                return lambda: owner
            return getattr(owner, name, None)
        if isinstance(owner, (np.random.RandomState, np.random.Generator)):
            self.draws = True
            return numpy_functions.random_method(owner, name)
        return None

    def _library(self, name: str) -> Callable[..., Any] | None:
        full = _canonical(name)
        head, _, rest = full.partition(".")
        self.draws = self.draws or "random." in full
        known = self._known_functions.get(moved(full))
        if known is not None:
            return self._given_to(known)
        if full.startswith("keras.datasets.") and full.endswith(".load_data"):
            data_set = full.split(".")[2]
            return lambda *args, **kwargs: self.datasets.load(data_set, args, kwargs)
        if head == "numpy":
            function = numpy_functions.function(rest, self._random)
            return None if function is None else on_tables(function)
        if head == "sklearn":
            function = sklearn_functions.function(rest)
            return None if function is None else on_tables(function)
        if head == "math":
            return numpy_functions.MATHS.get(rest)
        if head == "random" and rest in (
            "random",
            "uniform",
            "randint",
            "choice",
            "gauss",
            "sample",
            "shuffle",
            "seed",
        ):
            return getattr(self._python_random, rest)  # type: ignore[no-any-return]
        if full in ("copy.copy", "copy.deepcopy"):
            return lambda value: value.copy() if isinstance(value, (np.ndarray, list, dict)) else value
        function = self._keras.get(full)
        return None if function is None else on_tables(function)

    def _walk(self, function: OwnFunction | OwnClass, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """What a function of the program returns, or an object of its class."""
        if self._depth >= DEEPEST:
            raise _ProgramEnd
        if isinstance(function, OwnClass):
            made = OwnObject(function)
            start = function.find("__init__")
            if isinstance(start, OwnFunction):
                self._walk(
                    OwnFunction(start.node, start.scope, made, start.defaults, start.keyword_defaults), args, kwargs
                )
            return made
        node = function.node
        if function.owner is not None:
            args = [function.owner, *args]
        inner = [self._parameters(function, args, kwargs), *function.scope]
        self._depth += 1
        try:
            if isinstance(node, ast.Lambda):
                return self._value(node.body, inner)
            if any(isinstance(one, (ast.Yield, ast.YieldFrom)) for one in ast.walk(node)):
                raise NotKnown
            self._run(node.body, inner)
        except _Left as left:
            if left.value is UNKNOWN:
                raise NotKnown from None
            return left.value
        finally:
            self._depth -= 1
        return None

    @staticmethod
    def _parameters(function: OwnFunction, args: list[Any], kwargs: dict[str, Any]) -> dict[str, Any]:
        given = function.node.args
        names = [one.arg for one in (*given.posonlyargs, *given.args)]
        found: dict[str, Any] = dict.fromkeys((*names, *(one.arg for one in given.kwonlyargs)), UNKNOWN)
        if function.defaults:
            found.update(zip(names[-len(function.defaults) :], function.defaults, strict=True))
        found.update(
            (one.arg, value)
            for one, value in zip(given.kwonlyargs, function.keyword_defaults, strict=True)
            if value is not None
        )
        found.update(zip(names, args, strict=False))
        extra = {name: value for name, value in kwargs.items() if name not in found}
        found.update({name: value for name, value in kwargs.items() if name in found})
        if given.vararg is not None:
            found[given.vararg.arg] = tuple(args[len(names) :])
        if given.kwarg is not None:
            found[given.kwarg.arg] = extra
        return found

    def _function(self, node: ast.FunctionDef | ast.Lambda, scope: list[dict[str, Any]]) -> OwnFunction:
        defaults = [self._tried(one, scope) for one in node.args.defaults]
        keyword_defaults = [UNKNOWN if one is None else self._tried(one, scope) for one in node.args.kw_defaults]
        return OwnFunction(node, tuple(scope), None, defaults, keyword_defaults)

    def _class(self, node: ast.ClassDef, scope: list[dict[str, Any]]) -> OwnClass:
        own: list[dict[str, Any]] = [{}, *scope]
        self._run(node.body, own)
        methods = {
            name: OwnFunction(value.node, tuple(scope), None, value.defaults, value.keyword_defaults)
            if isinstance(value, OwnFunction)
            else value
            for name, value in own[0].items()
        }
        bases = (self._tried(base, scope) for base in node.bases)
        return OwnClass(methods, [base for base in bases if isinstance(base, OwnClass)])


_CANNOT = (
    NotKnown,
    ValueError,
    TypeError,
    ArithmeticError,
    LookupError,
    AttributeError,
    ImportError,
    AssertionError,
    NotImplementedError,
    np.linalg.LinAlgError,
)
"""What tells that a value cannot be computed: the program itself stops there, or means something else."""


def _is_iterator(value: Any) -> bool:
    return type(value).__name__ in ("generator", "dict_keys", "dict_values", "dict_items", "list_iterator", "map")


def _is_harmless(owner: Any) -> bool:
    """Whether a call leaves the values alone that it is given: of a library, or of an object of Keras or the like."""
    if isinstance(owner, LibraryName):
        head = owner.name.partition(".")[0]
        return "." not in owner.name or head in _OTHERS_CODE
    return not isinstance(owner, (OwnFunction, OwnClass, OwnObject))


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


def _as_read(target: ast.expr) -> ast.expr:
    if isinstance(target, ast.Name):
        return ast.Name(target.id, ast.Load())
    if isinstance(target, ast.Attribute):
        return ast.Attribute(target.value, target.attr, ast.Load())
    assert isinstance(target, ast.Subscript)
    return ast.Subscript(target.value, target.slice, ast.Load())


def _check_numbers(kind: ast.operator, left: Any, right: Any) -> None:
    """Raise NotKnown for what would take long or much memory: large whole numbers, long lists, large arrays."""
    whole = isinstance(kind, ast.Pow) and isinstance(left, int) and isinstance(right, int)
    if whole and (abs(right) > 64 or abs(left) > _LARGEST):
        raise NotKnown
    if isinstance(left, (list, tuple, str)) or isinstance(right, (list, tuple, str)):
        sizes = [len(one) if isinstance(one, (list, tuple, str)) else one for one in (left, right)]
        if isinstance(kind, ast.Mult) and (
            not all(isinstance(one, int) for one in sizes) or sizes[0] * sizes[1] > 1_000_000
        ):
            raise NotKnown
    shapes = [one.shape for one in (left, right) if isinstance(one, np.ndarray)]
    paired = len(shapes) == 2 and not isinstance(kind, ast.MatMult)
    if paired and math.prod(np.broadcast_shapes(*shapes)) > numpy_functions.MOST_NUMBERS:
        raise NotKnown
    if any(isinstance(one, np.ndarray) and one.dtype.kind == "O" for one in (left, right)):
        raise NotKnown


def _imported(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, LibraryName]]:
    for alias in node.names:
        if isinstance(node, ast.Import):
            head = alias.name.partition(".")[0]
            yield alias.asname or head, LibraryName(alias.name if alias.asname else head)
        elif alias.name != "*":
            home = f"{'.' * node.level}{node.module or ''}"
            yield alias.asname or alias.name, LibraryName(f"{home}.{alias.name}")


def _canonical(name: str) -> str:
    for start in ("tensorflow.compat.v1.", "tensorflow.compat.v2."):
        if name.startswith(start):
            name = f"tensorflow.{name[len(start) :]}"
    for start in ("tensorflow.python.keras.", "tensorflow.keras.", "tf_keras.", "tensorflow.contrib.keras."):
        if name.startswith(start):
            return f"keras.{name[len(start) :]}"
    return name
