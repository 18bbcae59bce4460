"""Values that a comment describes: `x = load(path)  # kerasrules: x is (None, 128), 0..1`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from kerasrules.interpreter.array_domain import lattice
from kerasrules.interpreter.scopes import Scope
from kerasrules.interpreter.taught.described import value_of
from kerasrules.interpreter.values import ArrayObject, Value
from kerasrules.model.data import ArrayInfo, Shape
from kerasrules.model.network import Tensor
from kerasrules.model.record import replace
from kerasrules.model.teaching import TaughtConstant, TaughtUse
from kerasrules.model.unknown import Unknown

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context
    from kerasrules.source.source import Source
    from kerasrules.source.teaching.comments import TaughtName, TaughtNames


class TaughtValues:
    """What the comments of the sources that are read say of the names bound there."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.problems: dict[Unknown, None] = {}
        """Comments that say nothing, or what the code contradicts."""
        self._by_source: dict[str, TaughtNames] = {}
        if ctx.source.teaches:
            self._names(ctx.source)

    def assigned(self, target: ast.expr, value: Value) -> Value:
        """What is bound to a target: the value, or what a comment says of it."""
        if isinstance(target, (ast.Name, ast.Attribute)):
            said = self._names(self.ctx.stack.source).by_target.get((target.lineno, target.col_offset))
            if said is not None:
                return self._as_said(said, value)
        return value

    def parameters(self, parameters: ast.arguments, scope: Scope) -> None:
        """Bind the parameters of a function that a comment describes."""
        by_target = self._names(scope.source).by_target
        for one in (*parameters.posonlyargs, *parameters.args, *parameters.kwonlyargs):
            said = by_target.get((one.lineno, one.col_offset))
            if said is not None:
                scope.state[one.arg] = self._as_said(said, scope.state.get(one.arg))

    def _names(self, source: Source) -> TaughtNames:
        """What the comments of a source say. Most sources have none, and that costs no import."""
        known = self._by_source.get(source.path)
        if known is None:
            from kerasrules.source.teaching.comments import taught_names

            known = self._by_source[source.path] = taught_names(source)
            self.problems.update(dict.fromkeys(known.problems))
        return known

    def _as_said(self, said: TaughtName, value: Value) -> Value:
        """The value with what the comment says of it. What the code shows counts more than what contradicts it."""
        ctx = self.ctx
        taught = said.value
        contradiction = None
        if isinstance(value, Tensor):
            contradiction = _tell_tensor(value, taught)
        elif isinstance(taught, TaughtConstant):
            known = isinstance(value, (bool, int, float, str))
            contradiction = repr(value) if known and value != taught.value else None
        elif isinstance(taught, ArrayInfo) and isinstance(value, ArrayObject):
            contradiction = _contradicted(taught, value.info)
        if contradiction is not None:
            problem = f"the comment says that {said.name} is {said.text}, but the code shows {contradiction}"
            self.problems.setdefault(Unknown(problem, said.location))
            return value
        ctx.taught.setdefault(TaughtUse(said.name, f"is {said.text}", said.location))
        if isinstance(value, Tensor):
            return value
        made = value_of(taught, f"the comment on {said.name}", said.location)
        if isinstance(made, ArrayObject) and isinstance(value, ArrayObject):
            return ArrayObject(_joined(value.info, made.info), frame=value.frame)
        return made


def _tell_tensor(tensor: Tensor, taught: object) -> str | None:
    """Give a tensor the shape that a comment says, where none is known; else what contradicts it."""
    if not isinstance(taught, ArrayInfo) or taught.shape is None:
        return "a tensor of the network, of which only the shape can be told: write `(None, 128)`"
    if tensor.shape is None:
        tensor.shape = taught.shape
        return None
    return None if _fit(taught.shape, tensor.shape) else f"the shape {tensor.shape}"


def _contradicted(taught: ArrayInfo, known: ArrayInfo) -> str | None:
    """What the code shows of an array that cannot be as described, in words."""
    if taught.shape is not None and known.shape is not None and not _fit(taught.shape, known.shape):
        return f"the shape {known.shape}"
    if taught.encoding is not None and known.encoding not in (None, taught.encoding):
        return f"{known.encoding} labels"
    reached = known.reached
    if taught.low is not None and taught.high is not None and reached is not None:
        low, high = reached
        if low < taught.low or high > taught.high:
            return f"the range {lattice.spell(low)} to {lattice.spell(high)}"
    return None


def _fit(one: Shape, other: Shape) -> bool:
    return len(one) == len(other) and all(a == b or a is None or b is None for a, b in zip(one, other, strict=True))


def _joined(known: ArrayInfo, said: ArrayInfo) -> ArrayInfo:
    """What is said, and of what nothing is said, what is known."""
    shape = said.shape or known.shape
    if said.shape is not None and known.shape is not None:
        shape = tuple(one if one is not None else other for one, other in zip(said.shape, known.shape, strict=True))
    told = replace(
        known,
        shape=shape,
        dtype=said.dtype or known.dtype,
        encoding=said.encoding or known.encoding,
        classes=said.classes or known.classes,
        origin=said.origin,
        origin_place=said.origin_place,
    )
    if said.low is None and not said.standardized:
        return told
    return replace(
        lattice.forget_values(told),
        low=said.low,
        high=said.high,
        bounds_attained=said.bounds_attained,
        standardized=said.standardized,
        mean=said.mean,
        std=said.std,
        encoding=told.encoding,
        classes=told.classes,
    )
