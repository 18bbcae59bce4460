"""Operators: arithmetic, comparison, membership and truth of values."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.array_domain import iteration, lattice, loop_numbers, provenance
from kerasrules.interpreter.array_domain import operators as array_operators
from kerasrules.interpreter.budget import BudgetExceeded, allows_number, allows_power, allows_shift
from kerasrules.interpreter.constants import CONSTANT_TYPES, hashable
from kerasrules.interpreter.joins import join, same
from kerasrules.interpreter.values import (
    MISSING,
    AbstractValue,
    ArrayObject,
    Bound,
    Class,
    DictValue,
    ExternalName,
    Function,
    Gradient,
    Instance,
    KerasModel,
    LayerObject,
    ListValue,
    LoopItems,
    Union,
    Value,
    foreign,
    is_known,
    is_of_weights,
    options,
    within,
)
from kerasrules.model.network import Tensor
from kerasrules.model.record import replace
from kerasrules.model.unknown import InstalledVersion, Unknown, VocabularySize

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


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


UNARY: dict[type[ast.AST], Callable[[Any], Any]] = {
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


class Operators:
    """What operators make of values."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx

    def binary(self, operator: str, left: Value, right: Value, node: ast.AST) -> Value:
        """`left operator right`."""
        if operator in ("-", "==", "!="):
            self.ctx.events.note_difference(operator, left, right, self.ctx.location(node))
        return self._binary(operator, left, right, node)

    def _binary(self, operator: str, left: Value, right: Value, node: ast.AST) -> Value:
        ctx = self.ctx
        if isinstance(left, CONSTANT_TYPES) and isinstance(right, CONSTANT_TYPES):
            return self._arithmetic(operator, left, right, node)
        if (
            isinstance(left, Tensor)
            or isinstance(right, Tensor)
            or self._tensor_choice(left)
            or self._tensor_choice(right)
        ):
            if operator in TENSOR_OPERATIONS:
                return ctx.graph.operation(TENSOR_OPERATIONS[operator], (left, right), {}, node)
            if operator in (">", ">=", "<", "<="):
                ctx.tensors.note_decoding(operator, left, (right,), {}, node)
            return ctx.graph.operation("compare", (left, right), {"operator": operator}, node)
        if operator in TENSOR_OPERATIONS and (is_of_weights(left) or is_of_weights(right)):
            return ctx.graph.operation(TENSOR_OPERATIONS[operator], (left, right), {}, node)
        if isinstance(left, Union) or isinstance(right, Union):
            if len(options(left)) * len(options(right)) > 16:
                return ctx.unknown("one of many possible values", node)
            return join(tuple(self._binary(operator, a, b, node) for a in options(left) for b in options(right)))
        if operator == "+" and isinstance(left, ListValue) and isinstance(right, ArrayObject) and right.info.predictor:
            return ctx.unknown("a list and predictions, which may be a list too", node)
        of_lists = self._of_lists(operator, left, right)
        if of_lists is not None:
            return of_lists
        if isinstance(left, ArrayObject) or isinstance(right, ArrayObject):
            if operator in (">", ">=", "<", "<=") and isinstance(left, ArrayObject):
                ctx.events.note_decoding(operator, left, (right,), {}, ctx.location(node))
            made = array_operators.binary(operator, left, right, ctx.location(node))
            known = (ArrayObject, ListValue, *CONSTANT_TYPES)
            if (
                not isinstance(made, ArrayObject)
                or made.info.shape is None
                or all(isinstance(one, known) for one in (left, right))
                or ctx.supposes
            ):
                return made
            return ArrayObject(replace(made.info, shape=None))  # what is unknown may have more axes
        if isinstance(left, Gradient) or isinstance(right, Gradient):
            return left if isinstance(left, Gradient) else right
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
            return ctx.unknown("a formatted string", node)
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
                special = side.cls.find(name % TENSOR_OPERATIONS.get(operator, operator))
                if special is not MISSING:
                    return ctx.calls.call(Bound(special, side), Arguments((other,)), node)
        counted = loop_numbers.computed(operator, left, right)
        if counted is not None:
            return counted
        unknown = left if isinstance(left, Unknown) else right
        if isinstance(unknown, Unknown) and not isinstance(unknown, VocabularySize):
            return loop_numbers.unbounded(unknown)  # another value, though no more is known of it
        return ctx.unknown(f"the result of {operator}", node)

    @staticmethod
    def _tensor_choice(value: Value) -> bool:
        return isinstance(value, Union) and any(isinstance(option, Tensor) for option in value.options)

    def _arithmetic(self, operator: str, left: Any, right: Any, node: ast.AST) -> Value:
        ctx = self.ctx
        try:
            if not self._allows(operator, left, right):
                return ctx.unknown("a value too large to compute", node)
            result = _ARITHMETIC[operator](left, right)
        except BudgetExceeded:
            raise
        except Exception:
            return ctx.unknown(f"{operator} fails on these values", node)
        if not allows_number(result):
            return ctx.unknown("a number too large to compute", node)
        return result

    def _allows(self, operator: str, left: Any, right: Any) -> bool:
        """Whether the result is of a size that people compute with."""
        budget = self.ctx.budget
        if isinstance(left, (str, bytes)) or isinstance(right, (str, bytes)):
            if operator == "%":
                return budget.allows_format(left, right if isinstance(right, tuple) else (right,))
            if operator == "+":
                return budget.allows_length(len(left) + len(right))
            if operator == "*":
                text, times = (left, right) if isinstance(left, (str, bytes)) else (right, left)
                return budget.allows_length(len(text) * max(times, 0))
            return True
        if operator == "**":
            return allows_power(left, right)
        return operator != "<<" or allows_shift(right)

    def _of_lists(self, operator: str, left: Value, right: Value) -> Value | None:
        """`a + b` and `a * n` of lists that are known as arrays of their items: they become longer, not larger."""
        sides = (left, right)
        are_lists = all(isinstance(side, ListValue) or _is_list(side) for side in sides)
        if operator == "+" and are_lists and any(isinstance(side, ArrayObject) for side in sides):
            return ListValue(within(self.ctx.budget, tuple(run for side in sides for run in _runs(side))))
        if operator == "*":
            for sequence, count in ((left, right), (right, left)):
                if _is_list(sequence) and isinstance(count, (int, Unknown)) and isinstance(sequence, ArrayObject):
                    info = sequence.info
                    size = info.shape[0] if info.shape else None
                    known = size is not None and type(count) is int and count > 0
                    longer = lattice.rebatched(info, size * count if known else None)  # type: ignore[operator]
                    return provenance.listed(ArrayObject(longer))
        return None

    def _repetition(self, sequence: Value, count: Value) -> Value | None:
        """`[0] * n`; where n is unknown, a list of that item once or more."""
        items = sequence if isinstance(sequence, tuple) else sequence.items if isinstance(sequence, ListValue) else None
        if not isinstance(items, tuple):
            return None
        if type(count) is int and self.ctx.budget.allows_repeated(len(items) * max(count, 0)):
            return items * count if isinstance(sequence, tuple) else ListValue(items * count)
        known = isinstance(count, (int, Unknown)) and isinstance(sequence, ListValue)
        return ListValue((LoopItems(items),)) if known else None

    def _concatenate(self, left: Value, right: Value, node: ast.AST) -> Value | None:
        if isinstance(left, tuple) and isinstance(right, tuple):
            both = within(self.ctx.budget, left + right)
            return self.ctx.unknown("a tuple too long", node) if isinstance(both, Unknown) else both
        if isinstance(left, ListValue) and isinstance(right, ListValue):
            a, b = left.state["items"], right.state["items"]
            if isinstance(a, tuple) and isinstance(b, tuple):
                return ListValue(within(self.ctx.budget, a + b))
            if isinstance(a, tuple) and isinstance(b, Unknown):
                return ListValue((*a, LoopItems((b,))))
        return None

    def _equal(self, left: Value, right: Value) -> bool | None:
        """Whether two values are equal, where that is sure."""
        self.ctx.budget.tick()
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

    def comparison(self, op: ast.cmpop, left: Value, right: Value, node: ast.AST) -> Value:
        """`left op right` for one comparison, identity or membership."""
        for side in (left, right):
            if isinstance(side, InstalledVersion):
                return side
        if isinstance(op, (ast.Is, ast.IsNot)):
            return self._identity(op, left, right, node)
        if isinstance(op, (ast.In, ast.NotIn)):
            contained = self._contains(left, right)
            if contained is None:
                return self.ctx.unknown("an unknown membership test", node)
            return contained if isinstance(op, ast.In) else not contained
        if isinstance(op, (ast.Eq, ast.NotEq)) and _is_input(left) and _is_input(right):
            return (left is right) is isinstance(op, ast.Eq)
        return self.binary(COMPARISONS[type(op)], left, right, node)

    def _identity(self, op: ast.cmpop, left: Value, right: Value, node: ast.AST) -> Value:
        if isinstance(left, Union) or isinstance(right, Union):
            results = {self._is(a, b) for a in options(left) for b in options(right)}
            answer = results.pop() if len(results) == 1 else None
        else:
            answer = self._is(left, right)
        if answer is None:
            return self.ctx.unknown("an unknown identity test", node)
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

    def truth(self, value: Value) -> bool | None:
        """Whether a value is true in an `if`; None where unknown."""
        if isinstance(value, AbstractValue):
            return value.truth(self.ctx)
        return foreign(value).truth(self.ctx, value)


def _is_input(value: Value) -> bool:
    """Whether a value is an input of a model, which programs look for in a list of them: equal is the same."""
    return isinstance(value, Tensor) and value.node.layer.kind == "input"


def _is_list(value: Value) -> bool:
    return isinstance(value, ArrayObject) and value.is_list and value.info.shape != ()


def _runs(value: Value) -> tuple[Value, ...]:
    """The items of a list, those of unknown number as a run."""
    if isinstance(value, ListValue):
        items = value.state["items"]
        return items if isinstance(items, tuple) else (LoopItems((items,)),)
    return (LoopItems((iteration.iterate_element(value),)),)
