"""The operators of Python, and which of their uses are not computed because they would take too much."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from kerasrules.confirming.own_data import numpy_functions
from kerasrules.confirming.own_data.evaluated_values import NotKnown

_LARGEST = 10**9

BINARY: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
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
IN_PLACE: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.iadd,
    ast.Sub: operator.isub,
    ast.Mult: operator.imul,
    ast.Div: operator.itruediv,
    ast.FloorDiv: operator.ifloordiv,
    ast.Mod: operator.imod,
    ast.Pow: operator.ipow,
}
COMPARED: Mapping[type[ast.cmpop], Callable[[Any, Any], Any]] = {
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
SINGLE: Mapping[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Not: operator.not_,
    ast.Invert: operator.invert,
}


def check_numbers(kind: ast.operator, left: Any, right: Any) -> None:
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
