"""Expressions: syntax to values."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

from kerasrules.interpreter.array_domain import indexing, iteration, operators, sequences
from kerasrules.interpreter.constants import CONSTANT_TYPES, hashable
from kerasrules.interpreter.context import UNROLL, Core, Flow
from kerasrules.interpreter.joins import join, same
from kerasrules.interpreter.names import well_known
from kerasrules.interpreter.scopes import MISSING, Scope
from kerasrules.interpreter.values import (
    MAX_LENGTH,
    ArrayObject,
    Bound,
    BranchItems,
    Class,
    Dataset,
    DictValue,
    ExternalName,
    Function,
    Instance,
    KerasModel,
    LayerObject,
    LibraryObject,
    ListValue,
    LoopItems,
    Module,
    Partial,
    SetValue,
    Union,
    Value,
    is_known,
    options,
)
from kerasrules.model.network import Tensor
from kerasrules.model.unknown import Unknown, VocabularySize

OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.MatMult: "@",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.BitOr: "|",
    ast.BitXor: "^",
    ast.BitAnd: "&",
}
COMPARISONS: dict[type[ast.AST], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
    "**": operator.pow,
    "<<": operator.lshift,
    ">>": operator.rshift,
    "|": operator.or_,
    "^": operator.xor,
    "&": operator.and_,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_UNARY: dict[type[ast.AST], Callable[[Any], Any]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Invert: operator.invert,
}
TENSOR_OPERATIONS = {
    "+": "add",
    "-": "subtract",
    "*": "multiply",
    "/": "divide",
    "//": "floor_divide",
    "%": "mod",
    "**": "power",
    "@": "matmul",
}
_LONGEST = 10_000
_LONGEST_LIST = 4096
_LARGEST = 10**12
"""Numbers and sequences beyond this are not computed: source can ask for 10**10**10."""


class Expressions(Core):
    """The value of each kind of expression."""

    turns = 1
    """Turns of the comprehensions around, multiplied: nested ones are not unrolled beyond a bound."""

    def evaluate(self, node: ast.expr, scope: Scope) -> Value:
        self.tick()
        handler = _EVALUATORS.get(type(node))
        if handler is None:
            return self.reason(f"{type(node).__name__} is not read", node)
        return handler(self, node, scope)

    def _constant(self, node: ast.Constant, scope: Scope) -> Value:
        return node.value

    def _name(self, node: ast.Name, scope: Scope) -> Value:
        return self.name(node.id, scope, node)

    def name(self, name: str, scope: Scope, node: ast.AST) -> Value:
        """What a name stands for: bound in the program, star-imported, a builtin, or a well-known name of Keras."""
        value = scope.find(name)
        if value is not MISSING:
            if isinstance(value, LazyImport):
                value = value.load(self)
            return value
        module = scope.module
        for star in reversed(module.stars):
            found = self._from_star(star, name)
            if found is not MISSING:
                return found
        if name in BUILTINS:
            return ExternalName("builtins." + name)
        known = well_known(name)
        if known is not None:
            return ExternalName(known)
        return Unknown(f"the name {name} is not defined in what was read", self.location(node))

    def _from_star(self, star: Value, name: str) -> Value:
        if isinstance(star, LazyImport):
            star = star.load(self)
        if isinstance(star, Module):
            value = star.state.get(name, MISSING)
            if value is MISSING:
                scope = star.state.get("%scope")
                for inner in reversed(scope.stars if isinstance(scope, Scope) else []):
                    value = self._from_star(inner, name)
                    if value is not MISSING:
                        break
            if isinstance(value, LazyImport):
                value = value.load(self)
            return value if not name.startswith("_") else MISSING
        if isinstance(star, ExternalName):
            from kerasrules.interpreter.names import star_member

            found = star_member(star.name, name)
            return ExternalName(found) if found else MISSING
        return MISSING

    def _attribute(self, node: ast.Attribute, scope: Scope) -> Value:
        value = self.evaluate(node.value, scope)
        return self.for_each_option(value, lambda one: self.attribute(one, node.attr, node))

    def _tuple(self, node: ast.Tuple, scope: Scope) -> Value:
        items = self._elements(node.elts, scope)
        plain = self.sequence(items)
        return plain if isinstance(plain, tuple) else self.reason("a tuple of unknown length", node)

    def _list(self, node: ast.List, scope: Scope) -> Value:
        made = ListValue(self._elements(node.elts, scope))
        made.state["%written"] = (node, self.current)
        return made

    def _set(self, node: ast.Set, scope: Scope) -> Value:
        return SetValue(self._elements(node.elts, scope))

    def _elements(self, elements: list[ast.expr], scope: Scope) -> tuple[Value, ...]:
        items: list[Value] = []
        for element in elements:
            if isinstance(element, ast.Starred):
                value = self.evaluate(element.value, scope)
                if isinstance(value, ListValue) and isinstance(value.state["items"], tuple):
                    items.extend(value.state["items"])
                    continue
                if isinstance(value, Union) and all(isinstance(o, (ListValue, tuple)) for o in value.options):
                    runs = tuple(o.state["items"] if isinstance(o, ListValue) else o for o in value.options)
                    if all(isinstance(run, tuple) for run in runs):
                        items.append(BranchItems(runs))
                        continue
                inner = self.iterate(value)
                if isinstance(inner, Unknown):
                    items.append(LoopItems((Unknown(inner.reason, self.location(element)),)))
                else:
                    items.extend(inner)
                if len(items) > MAX_LENGTH:
                    return (LoopItems((self.reason("a list too long to follow", element),)),)
            else:
                items.append(self.evaluate(element, scope))
        return tuple(items)

    def _dict(self, node: ast.Dict, scope: Scope) -> Value:
        items: dict[Any, Value] = {}
        unknown: Unknown | None = None
        for key, value in zip(node.keys, node.values, strict=False):
            content = self.evaluate(value, scope)
            if key is None:
                inner = content.items if isinstance(content, DictValue) else Unknown("not a known dict")
                if isinstance(inner, Unknown):
                    unknown = Unknown("a dict that takes in one that is not known", self.location(node))
                else:
                    items.update(inner)
                continue
            name = self.evaluate(key, scope)
            if hashable(name):
                items[name] = content
            else:
                unknown = Unknown("a dict with a key that is not known", self.location(node))
        made = DictValue(unknown if unknown is not None else items)
        made.state["%written"] = (node, self.current)
        return made

    def _joined_string(self, node: ast.JoinedStr, scope: Scope) -> Value:
        parts: list[str] = []
        known = True
        for value in node.values:
            if isinstance(value, ast.Constant):
                parts.append(str(value.value))
            elif isinstance(value, ast.FormattedValue):
                inner = self.evaluate(value.value, scope)
                spec = self.evaluate(value.format_spec, scope) if value.format_spec is not None else ""
                if isinstance(inner, (str, int, float, bool)) and isinstance(spec, str) and bounded_format(spec):
                    try:
                        parts.append(format(inner, spec))
                    except (ValueError, TypeError, OverflowError):
                        known = False
                else:
                    known = False
        if not known or sum(map(len, parts)) > _LONGEST:
            return self.reason("a string with parts that are not known", node)
        return "".join(parts)

    def _binary(self, node: ast.BinOp, scope: Scope) -> Value:
        left = self.evaluate(node.left, scope)
        right = self.evaluate(node.right, scope)
        return self.binary(OPERATORS[type(node.op)], left, right, node)

    def binary(self, operator: str, left: Value, right: Value, node: ast.AST) -> Value:
        if isinstance(left, CONSTANT_TYPES) and isinstance(right, CONSTANT_TYPES):
            return self._arithmetic(operator, left, right, node)
        if (
            isinstance(left, Tensor)
            or isinstance(right, Tensor)
            or self._tensor_choice(left)
            or self._tensor_choice(right)
        ):
            if operator in TENSOR_OPERATIONS:
                return self.operation(TENSOR_OPERATIONS[operator], (left, right), {}, node)
            return self.operation("compare", (left, right), {}, node)
        if isinstance(left, Union) or isinstance(right, Union):
            if len(options(left)) * len(options(right)) > 16:
                return self.reason("one of many possible values", node)
            return join(tuple(self.binary(operator, a, b, node) for a in options(left) for b in options(right)))
        if isinstance(left, ArrayObject) or isinstance(right, ArrayObject):
            if operator in (">", ">=", "<", "<=") and isinstance(left, ArrayObject):
                self.note_decoding(operator, left, (right,), {}, node)
            return operators.binary(operator, left, right, self.location(node))
        if operator == "+":
            added = self._concatenate(left, right, node)
            if added is not None:
                return added
        if operator == "*":
            for sequence, count in ((left, right), (right, left)):
                repeated = self._repetition(sequence, count)
                if repeated is not None:
                    return repeated
        if operator == "%" and isinstance(left, str):
            if isinstance(right, tuple) and all(isinstance(item, CONSTANT_TYPES) for item in right):
                return self._arithmetic(operator, left, right, node)
            return self.reason("a formatted string", node)
        if operator == "|" and isinstance(left, DictValue) and isinstance(right, DictValue):
            mine, theirs = left.items, right.items
            return DictValue(
                mine if isinstance(mine, Unknown) else theirs if isinstance(theirs, Unknown) else {**mine, **theirs}
            )
        if operator in ("==", "!="):
            equal = self._equal(left, right)
            if equal is not None:
                return equal if operator == "==" else not equal
        ordered = operator in ("<", "<=", ">", ">=") and isinstance(left, tuple) and isinstance(right, tuple)
        if ordered and all(isinstance(item, CONSTANT_TYPES) for item in (*left, *right)):
            return self._arithmetic(operator, left, right, node)
        for side, other, name in ((left, right, "__%s__"), (right, left, "__r%s__")):
            if isinstance(side, Instance):
                special = self.find_in_class(side.cls, name % TENSOR_OPERATIONS.get(operator, operator))
                if special is not MISSING:
                    return self.call(Bound(special, side), (other,), {}, node)
        unknown = left if isinstance(left, Unknown) else right
        if isinstance(unknown, Unknown) and not isinstance(unknown, VocabularySize):
            return unknown
        return self.reason(f"the result of {operator}", node)

    @staticmethod
    def _tensor_choice(value: Value) -> bool:
        return isinstance(value, Union) and any(isinstance(option, Tensor) for option in value.options)

    def _arithmetic(self, operator: str, left: Any, right: Any, node: ast.AST) -> Value:
        try:
            if operator == "%" and isinstance(left, (str, bytes)):
                return left % right if bounded_format(left) else self.reason("a string too long to compute", node)
            if operator == "+" and isinstance(left, (str, bytes)) and len(left) + len(right) > _LONGEST:
                return self.reason("a string too long to compute", node)
            if operator == "**" and (abs(right) > 64 or abs(left) > 10**6):
                return self.reason("a number too large to compute", node)
            if operator == "<<" and right > 64:
                return self.reason("a number too large to compute", node)
            if operator == "*" and any(isinstance(side, (str, bytes)) for side in (left, right)):
                text, times = (left, right) if isinstance(left, (str, bytes)) else (right, left)
                if len(text) * times > _LONGEST:
                    return self.reason("a string too long to compute", node)
            result = _ARITHMETIC[operator](left, right)
        except Exception:
            return self.reason(f"{operator} fails on these values", node)
        if isinstance(result, int) and abs(result) > _LARGEST and not isinstance(result, bool):
            return self.reason("a number too large to compute", node)
        return result

    @staticmethod
    def _repetition(sequence: Value, count: Value) -> Value | None:
        """`[0] * n`; where n is not known, a list of that item once or more."""
        items = sequence if isinstance(sequence, tuple) else sequence.items if isinstance(sequence, ListValue) else None
        if not isinstance(items, tuple):
            return None
        if type(count) is int and len(items) * max(count, 0) <= _LONGEST_LIST:
            return items * count if isinstance(sequence, tuple) else ListValue(items * count)
        known = isinstance(count, (int, Unknown)) and isinstance(sequence, ListValue)
        return ListValue((LoopItems(items),)) if known else None

    def _concatenate(self, left: Value, right: Value, node: ast.AST) -> Value | None:
        if isinstance(left, tuple) and isinstance(right, tuple):
            return left + right if len(left) + len(right) <= MAX_LENGTH else self.reason("a tuple too long", node)
        if isinstance(left, ListValue) and isinstance(right, ListValue):
            a, b = left.state["items"], right.state["items"]
            if isinstance(a, tuple) and isinstance(b, tuple):
                return ListValue(a + b)
            if isinstance(a, tuple) and isinstance(b, Unknown):
                return ListValue((*a, LoopItems((b,))))
        return None

    def _equal(self, left: Value, right: Value) -> bool | None:
        """Whether two values are equal, where that is sure."""
        self.tick()
        if isinstance(left, (Unknown, Union)) or isinstance(right, (Unknown, Union)):
            return None
        if isinstance(left, CONSTANT_TYPES) and isinstance(right, CONSTANT_TYPES):
            return bool(left == right)
        if isinstance(left, tuple) and isinstance(right, tuple):
            if len(left) != len(right):
                return False
            parts = [self._equal(a, b) for a, b in zip(left, right, strict=False)]
            if any(part is False for part in parts):
                return False
            return True if all(parts) else None
        if isinstance(left, ExternalName) and isinstance(right, ExternalName):
            return left == right
        if isinstance(left, ListValue) and isinstance(right, ListValue):
            if isinstance(left.items, tuple) and isinstance(right.items, tuple):
                return self._equal(left.items, right.items)
            return None
        if left is None or right is None:
            return False if not isinstance(left if right is None else right, Unknown) else None
        if isinstance(left, (Function, Class, LayerObject, KerasModel)) or isinstance(right, (Function, Class)):
            return left is right
        return None

    def _unary(self, node: ast.UnaryOp, scope: Scope) -> Value:
        value = self.evaluate(node.operand, scope)
        if isinstance(node.op, ast.Not):
            truth = self.truth(value)
            return self.reason("a condition that is not known", node) if truth is None else not truth

        def one(value: Value) -> Value:
            if isinstance(value, (bool, int, float, complex)):
                try:
                    return _UNARY[type(node.op)](int(value) if isinstance(value, bool) else value)
                except TypeError:
                    return self.reason("an operator on a value that has none", node)
            if isinstance(value, ArrayObject):
                name = {ast.USub: "-", ast.UAdd: "+", ast.Invert: "~"}[type(node.op)]
                return operators.unary(name, value, self.location(node))
            if isinstance(value, Tensor):
                return self.operation("negative" if isinstance(node.op, ast.USub) else "invert", (value,), {}, node)
            return (
                value if isinstance(value, Unknown) else self.reason("an operator on a value that is not known", node)
            )

        return join(tuple(one(option) for option in options(value)))

    def _bool_op(self, node: ast.BoolOp, scope: Scope) -> Value:
        is_or = isinstance(node.op, ast.Or)
        found: list[Value] = []
        for operand in node.values:
            value = self.evaluate(operand, scope)
            truth = self.truth(value)
            if truth is None:
                found.append(value)
                continue
            if truth is is_or:
                return join((*found, value)) if found else value
            last = value
            if operand is node.values[-1]:
                found.append(last)
        return join(tuple(found)) if found else not is_or

    def _compare(self, node: ast.Compare, scope: Scope) -> Value:
        left = self.evaluate(node.left, scope)
        result: Value = True
        for op, comparator in zip(node.ops, node.comparators, strict=False):
            right = self.evaluate(comparator, scope)
            result = self._comparison(op, left, right, node)
            if result is False:
                return False
            if not isinstance(result, bool):
                return result
            left = right
        return result

    def _comparison(self, op: ast.cmpop, left: Value, right: Value, node: ast.AST) -> Value:
        if isinstance(op, (ast.Is, ast.IsNot)):
            return self._identity(op, left, right, node)
        if isinstance(op, (ast.In, ast.NotIn)):
            contained = self._contains(left, right)
            if contained is None:
                return self.reason("a membership that is not known", node)
            return contained if isinstance(op, ast.In) else not contained
        return self.binary(COMPARISONS[type(op)], left, right, node)

    def _identity(self, op: ast.cmpop, left: Value, right: Value, node: ast.AST) -> Value:
        if isinstance(left, Union) or isinstance(right, Union):
            results = {self._is(a, b) for a in options(left) for b in options(right)}
            answer = results.pop() if len(results) == 1 else None
        else:
            answer = self._is(left, right)
        if answer is None:
            return self.reason("an identity that is not known", node)
        return answer if isinstance(op, ast.Is) else not answer

    @staticmethod
    def _is(left: Value, right: Value) -> bool | None:
        if isinstance(left, Unknown) or isinstance(right, Unknown):
            return None
        return same(left, right)

    def _contains(self, item: Value, container: Value) -> bool | None:
        if not is_known(item) or not is_known(container):
            return None
        if isinstance(container, str) and isinstance(item, str):
            return item in container
        if isinstance(container, DictValue):
            items = container.items
            if isinstance(items, Unknown) or not hashable(item):
                return None
            return item in items
        candidates = container if isinstance(container, tuple) else None
        if isinstance(container, ListValue):
            candidates = container.items if isinstance(container.items, tuple) else None
        if candidates is None:
            return None
        answers = [self._equal(item, candidate) for candidate in candidates]
        if any(answers):
            return True
        return None if any(answer is None for answer in answers) else False

    def _if_expression(self, node: ast.IfExp, scope: Scope) -> Value:
        truth = self.truth(self.evaluate(node.test, scope))
        if truth is not None:
            return self.evaluate(node.body if truth else node.orelse, scope)
        results: list[Value] = []

        def run(expression: ast.expr) -> Callable[[], Flow]:
            def body() -> Flow:
                results.append(self.evaluate(expression, scope))
                return Flow.NEXT

            return body

        self.branch([run(node.body), run(node.orelse)])
        return join(tuple(results))

    def truth(self, value: Value) -> bool | None:
        if isinstance(value, CONSTANT_TYPES):
            return bool(value)
        if isinstance(value, Union):
            answers = {self.truth(option) for option in value.options}
            return answers.pop() if len(answers) == 1 else None
        if isinstance(value, tuple):
            return bool(value)
        if isinstance(value, ListValue):
            items = value.state["items"]
            return (
                bool(items) if isinstance(items, tuple) and not any(isinstance(i, BranchItems) for i in items) else None
            )
        if isinstance(value, DictValue):
            return None if isinstance(value.items, Unknown) else bool(value.items)
        if isinstance(value, (Function, Class, LayerObject, KerasModel, ExternalName, Bound, Partial, Module, Dataset)):
            if isinstance(value, ExternalName) and value.name.startswith(("typing.TYPE_CHECKING", "os.", "sys.")):
                return False if value.name == "typing.TYPE_CHECKING" else None
            return (
                None if isinstance(value, ExternalName) and not value.name.startswith(("keras.", "builtins.")) else True
            )
        if isinstance(value, Instance):
            return True if self.find_in_class(value.cls, "__bool__") is MISSING else None
        if isinstance(value, LibraryObject):
            return True
        return None

    def _lambda(self, node: ast.Lambda, scope: Scope) -> Value:
        return self.make_function(node, scope)

    def make_function(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, scope: Scope) -> Function:
        """A function object: its defaults are evaluated now, as Python does."""
        defaults = tuple(self.evaluate(default, scope) for default in node.args.defaults)
        keyword_defaults = tuple(
            MISSING if default is None else self.evaluate(default, scope) for default in node.args.kw_defaults
        )
        return Function(node, scope, defaults, keyword_defaults)

    def _subscript(self, node: ast.Subscript, scope: Scope) -> Value:
        value = self.evaluate(node.value, scope)
        index = self.evaluate(node.slice, scope)
        return self.for_each_option(value, lambda one: self.subscript(one, index, node))

    def subscript(self, value: Value, index: Value, node: ast.AST) -> Value:
        """`value[index]`."""
        if isinstance(index, Union):
            return join(tuple(self.subscript(value, option, node) for option in index.options))
        if isinstance(value, DictValue):
            items = value.items
            if isinstance(items, Unknown):
                return items
            if not hashable(index):
                found = tuple(items.values())
                # any of the entries: useful where they agree
                return (
                    join(found)
                    if isinstance(index, Unknown) and 0 < len(found) <= 4
                    else self.reason("a key that is not known", node)
                )
            if index in items:
                return items[index]
            default = value.state.get("%default", MISSING)
            if default is not MISSING:
                made = self.call(default, (), {}, node)
                self.store.write(value, "items", {**items, index: made})
                return made
            return self.reason(f"the key {index!r} is not in the dict", node)
        if isinstance(value, (str, bytes)):
            if isinstance(index, (int, slice)):
                try:
                    return value[index]
                except (IndexError, TypeError, ValueError):
                    return self.reason("an index out of range", node)
            return self.reason("an index that is not known", node)
        if isinstance(value, tuple):
            return self._item(value, index, node)
        if isinstance(value, ListValue):
            items = value.state["items"]
            if isinstance(items, Unknown):
                return items
            if not any(isinstance(item, (BranchItems, LoopItems)) for item in items):
                picked = self._item(items, index, node)
                return ListValue(picked) if isinstance(index, slice) and isinstance(picked, tuple) else picked
            if type(index) is int:
                edge = items[0] if index == 0 else items[-1] if index == -1 else None
                if edge is not None and not isinstance(edge, (BranchItems, LoopItems)):
                    return edge
            flat = self._run(items)
            if isinstance(index, slice) and len(flat) == 1 and hasattr(flat[0], "part"):
                return ListValue((LoopItems((flat[0].slice(),)),))
            if isinstance(index, slice) and flat:
                # a part of a list is a list
                return ListValue((LoopItems((join(flat),)),))
            if flat and all(same(flat[0], item) for item in flat):
                return flat[0]
            if flat and all(isinstance(item, ArrayObject) for item in flat):
                return join(flat)
            return self.reason("an item of a list whose length is not known", node)
        if isinstance(value, (ArrayObject, Dataset)):
            return indexing.subscript(value, index, self.location(node))
        if isinstance(value, Tensor):
            return self.operation("getitem", (value, index), {}, node)
        if isinstance(value, Class):
            return value  # Generic[T]
        if isinstance(value, ExternalName):
            root, _, last = value.name.rpartition(".")
            if root in ("builtins", "typing", "collections.abc") or last[:1].isupper():
                return value  # list[int]
        if isinstance(value, Instance):
            fields = self.tuple_of(value)  # type: ignore[attr-defined]
            if fields is not None:
                return self._item(fields, index, node)
            special = self.find_in_class(value.cls, "__getitem__")
            if special is not MISSING:
                return self.call(Bound(special, value), (index,), {}, node)
        if isinstance(value, LibraryObject):
            from kerasrules.interpreter.values import Method

            return self.call(Method(value, "__getitem__"), (index,), {}, node)
        return value if isinstance(value, Unknown) else self.reason("an item of something that is not known", node)

    def _item(self, items: tuple[Value, ...], index: Value, node: ast.AST) -> Value:
        if isinstance(index, (int, slice)):
            try:
                return items[index]
            except (IndexError, TypeError, ValueError):
                return self.reason("an index out of range", node)
        if isinstance(index, Unknown) and items and len(items) <= UNROLL and all(same(items[0], i) for i in items):
            return items[0]
        return self.reason("an index that is not known", node)

    def _slice(self, node: ast.Slice, scope: Scope) -> Value:
        bounds = [None if part is None else self.evaluate(part, scope) for part in (node.lower, node.upper, node.step)]
        return slice(*bounds)

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp, scope: Scope) -> Value:
        inner = Scope(scope, scope.source, scope.module)
        items = self._generate(node.generators, inner, lambda: (self.evaluate(node.elt, inner),))
        return SetValue(items) if isinstance(node, ast.SetComp) else ListValue(items)

    def _generate(
        self, generators: list[ast.comprehension], scope: Scope, element: Callable[[], tuple[Value, ...]]
    ) -> tuple[Value, ...]:
        """The items of a comprehension; a Repeat where the number of turns is not known."""
        if not generators:
            return element()
        first, rest = generators[0], generators[1:]
        value = self.evaluate(first.iter, scope)
        turns = self.iterate(value)
        if isinstance(turns, Unknown) or len(turns) * self.turns > UNROLL * 8:
            step = iteration.iterate_element(value) if isinstance(turns, Unknown) else Unknown("a loop variable")
            self.assign(first.target, step, scope)
            for test in first.ifs:
                self.evaluate(test, scope)
            inner = self._generate(rest, scope, element)
            return (LoopItems(inner),)
        items: list[Value] = []
        outer, self.turns = self.turns, self.turns * max(1, len(turns))
        for turn in turns:
            self.assign(first.target, turn, scope)
            keep: bool | None = True
            for test in first.ifs:
                truth = self.truth(self.evaluate(test, scope))
                if truth is False:
                    keep = False
                    break
                if truth is None:
                    keep = None
            if keep is False:
                continue
            made = self._generate(rest, scope, element)
            if keep is None:
                items.append(BranchItems((made, ())))
            else:
                items.extend(made)
        self.turns = outer
        return tuple(items)

    def _dict_comprehension(self, node: ast.DictComp, scope: Scope) -> Value:
        inner = Scope(scope, scope.source, scope.module)
        pairs = self._generate(
            node.generators, inner, lambda: ((self.evaluate(node.key, inner), self.evaluate(node.value, inner)),)
        )
        if any(isinstance(pair, (BranchItems, LoopItems)) or not hashable(pair[0]) for pair in pairs):
            return DictValue(Unknown("a dict whose keys are not known", self.location(node)))
        return DictValue({pair[0]: pair[1] for pair in pairs})

    def _named(self, node: ast.NamedExpr, scope: Scope) -> Value:
        value = self.evaluate(node.value, scope)
        self.assign(node.target, value, scope)
        return value

    def _starred(self, node: ast.Starred, scope: Scope) -> Value:
        return self.evaluate(node.value, scope)

    def _await(self, node: ast.Await, scope: Scope) -> Value:
        return self.evaluate(node.value, scope)

    def _yield(self, node: ast.Yield, scope: Scope) -> Value:
        value = None if node.value is None else self.evaluate(node.value, scope)
        frame = self.frames[-1]
        if frame.yields is not None:
            frame.yields.append(value)
        return self.reason("what is sent to a generator", node)

    def _yield_from(self, node: ast.YieldFrom, scope: Scope) -> Value:
        value = self.evaluate(node.value, scope)
        frame = self.frames[-1]
        if frame.yields is not None:
            frame.yields.append(iteration.iterate_element(value))
        return self.reason("what a generator returns", node)

    def _call(self, node: ast.Call, scope: Scope) -> Value:
        function = self.evaluate(node.func, scope)
        args: list[Value] = []
        incomplete = False
        for argument in node.args:
            if isinstance(argument, ast.Starred):
                value = self.evaluate(argument.value, scope)
                spread = self.iterate(value)
                if isinstance(spread, Unknown) and isinstance(value, ListValue) and len(node.args) == 1:
                    # zip(*pairs): one list for each part of a pair
                    items = value.state["items"]
                    columns = sequences.unzipped(items) if isinstance(items, tuple) else None
                    if columns is not None and function == ExternalName("builtins.zip"):
                        return ListValue(columns)
                if isinstance(spread, Unknown):
                    incomplete = True
                else:
                    args.extend(spread)
            else:
                args.append(self.evaluate(argument, scope))
        kwargs: dict[str, Value] = {}
        for keyword in node.keywords:
            value = self.evaluate(keyword.value, scope)
            if keyword.arg is not None:
                kwargs[keyword.arg] = value
                continue
            items = value.items if isinstance(value, DictValue) else None
            if isinstance(items, Mapping):
                kwargs.update({key: item for key, item in items.items() if isinstance(key, str)})
            else:
                incomplete = True
        if incomplete:
            kwargs["%incomplete"] = True
        # one call for each function that this may be
        return self.for_each_option(function, lambda one: self.call(one, tuple(args), kwargs, node))


def bounded_format(text: str | bytes) -> bool:
    """Whether a format's widths are such as people write: `"%999999999d"` is not computed."""
    shown = text if isinstance(text, str) else text.decode("latin-1")
    return re.search(r"\d{4}|\*", shown) is None


class LazyImport:
    """A name bound by an import of the repository's own code, read when it is used."""

    def __init__(self, module: str, name: str | None, level: int, scope: Scope) -> None:
        self.module, self.name, self.level, self.scope = module, name, level, scope
        self.value: Value = MISSING

    def load(self, reader: Core) -> Value:
        """The module or the name in it."""
        if self.value is MISSING:
            self.value = Unknown(f"{self.module} imports itself")
            module = reader.resolve_import(self.module, self.level, self.scope)
            if self.name is None:
                self.value = module
            else:
                self.value = reader.attribute(module, self.name, ast.Pass())
        return self.value


BUILTINS = frozenset(
    [
        "abs",
        "all",
        "any",
        "bool",
        "bytes",
        "callable",
        "classmethod",
        "complex",
        "dict",
        "dir",
        "divmod",
        "enumerate",
        "filter",
        "float",
        "format",
        "frozenset",
        "getattr",
        "globals",
        "hasattr",
        "hash",
        "id",
        "input",
        "int",
        "isinstance",
        "issubclass",
        "iter",
        "len",
        "list",
        "locals",
        "map",
        "max",
        "min",
        "next",
        "object",
        "open",
        "ord",
        "chr",
        "pow",
        "print",
        "property",
        "range",
        "repr",
        "reversed",
        "round",
        "set",
        "setattr",
        "slice",
        "sorted",
        "staticmethod",
        "str",
        "sum",
        "super",
        "tuple",
        "type",
        "vars",
        "zip",
        "Exception",
        "ValueError",
        "TypeError",
        "KeyError",
        "RuntimeError",
        "NotImplementedError",
        "ImportError",
        "AttributeError",
        "AssertionError",
        "StopIteration",
        "IndexError",
        "OSError",
        "FileNotFoundError",
        "__import__",
        "delattr",
        "memoryview",
        "bytearray",
        "exit",
        "quit",
        "NotImplemented",
        "Warning",
        "DeprecationWarning",
        "UserWarning",
        "KeyboardInterrupt",
        "ModuleNotFoundError",
    ]
)

_EVALUATORS: dict[type[ast.AST], Callable[[Any, Any, Scope], Value]] = {
    ast.Constant: Expressions._constant,
    ast.Name: Expressions._name,
    ast.Attribute: Expressions._attribute,
    ast.Tuple: Expressions._tuple,
    ast.List: Expressions._list,
    ast.Set: Expressions._set,
    ast.Dict: Expressions._dict,
    ast.JoinedStr: Expressions._joined_string,
    ast.BinOp: Expressions._binary,
    ast.UnaryOp: Expressions._unary,
    ast.BoolOp: Expressions._bool_op,
    ast.Compare: Expressions._compare,
    ast.IfExp: Expressions._if_expression,
    ast.Lambda: Expressions._lambda,
    ast.Subscript: Expressions._subscript,
    ast.Slice: Expressions._slice,
    ast.ListComp: Expressions._comprehension,
    ast.SetComp: Expressions._comprehension,
    ast.GeneratorExp: Expressions._comprehension,
    ast.DictComp: Expressions._dict_comprehension,
    ast.NamedExpr: Expressions._named,
    ast.Starred: Expressions._starred,
    ast.Await: Expressions._await,
    ast.Yield: Expressions._yield,
    ast.YieldFrom: Expressions._yield_from,
    ast.Call: Expressions._call,
}
