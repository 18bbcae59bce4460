"""Which loss of Keras a program's own formula computes: squared and absolute errors, cross-entropies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from kerasrules.interpreter.values import Value
from kerasrules.model.locations import Location
from kerasrules.model.network import Node, Tensor
from kerasrules.model.unknown import EITHER, Unknown

_Term: TypeAlias = "tuple[int, Value]"
"""A summand of a formula with its sign."""

_REDUCTIONS = frozenset({"mean", "sum", "sqrt", "cast", "squeeze", "reshape", "expand_dims"})
"""Operations around a loss for which it remains the same loss."""
_KEEP_PREDICTIONS = frozenset({"cast", "squeeze", "reshape", "clip", "clip_by_value", "maximum"})
_FOLLOWED = 500
"""Nodes behind a summand that are looked at."""
_NEGLIGIBLE = 1e-3
"""What is added to a probability before its logarithm is at most this."""


_RESHAPED = "the result of reshaping an unknown value"
_CONVERTED = frozenset({"a cast of an unknown value", _RESHAPED})
"""The reasons of what conversions make of unknown labels."""


def takes_as_they_are(result: Value, labels: Unknown) -> bool:
    """Whether the labels themselves stand in a formula."""
    return result is labels or any(one is labels for node in _nodes(result) for one in _arguments(node))


def _nodes(result: Value) -> Iterator[Node]:
    """The operations of a formula."""
    stack, seen = [result], set[int]()
    while stack:
        node = _operation(stack.pop())
        if node is not None and id(node) not in seen:
            seen.add(id(node))
            yield node
            stack.extend(_arguments(node))


def bare_difference(result: Value, prediction: Tensor, labels: Unknown) -> Location | None:
    """Where a formula subtracts labels, at most cast, and the prediction as it is; None where it reshapes one."""
    for node in _nodes(result):
        if node.layer.class_name in ("subtract", "squared_difference") and _operands(node, prediction, labels):
            values = set(_arguments(node))
            reshaped = any(isinstance(one, Unknown) and one.reason == _RESHAPED for one in values)
            same_rank = any(isinstance(one, Tensor) and one.shape == prediction.shape for one in values)
            return None if reshaped or not same_rank else node.location
    return None


def known_loss(result: Value, prediction: Tensor, labels: Unknown) -> str | None:
    """The name of Keras' loss whose value for the labels and the prediction the result is.

    Positive factors do not matter, nor do terms that depend on neither, such as the divergence of an encoder's output.
    """
    terms = [(sign, term) for sign, term in _terms(result, 1) if not _is_apart(term, prediction)]
    kinds = sorted(_kind(sign, term, prediction, labels) for sign, term in terms)
    return _LOSSES.get(tuple(kinds))


_LOSSES = {
    ("squared error",): "mean_squared_error",
    ("absolute error",): "mean_absolute_error",
    ("yes",): "categorical_crossentropy",
    ("no", "yes"): "binary_crossentropy",
}


def _terms(value: Value, sign: int, depth: int = 0) -> Iterator[_Term]:
    """The summands of a formula, without reductions and positive factors."""
    node = _operation(value)
    if node is None or depth > 24:
        yield sign, value
        return
    name, args = node.layer.class_name, _arguments(node)
    if name in _REDUCTIONS and args:
        yield from _terms(args[0], sign, depth + 1)
    elif name == "negative" and len(args) == 1:
        yield from _terms(args[0], -sign, depth + 1)
    elif name in ("add", "subtract") and len(args) == 2:
        yield from _terms(args[0], sign, depth + 1)
        yield from _terms(args[1], sign if name == "add" else -sign, depth + 1)
    elif name in ("multiply", "divide") and len(args) == 2 and any(_is_factor(one) for one in args):
        factor, rest = (args[0], args[1]) if _is_factor(args[0]) else (args[1], args[0])
        if name == "divide" and rest is not args[0]:
            yield sign, value
        else:
            yield from _terms(rest, sign if factor > 0 else -sign, depth + 1)
    else:
        yield sign, value


def _is_apart(term: Value, prediction: Tensor) -> bool:
    """Whether a summand surely depends neither on the prediction nor on labels, which are unknown values."""
    stack, seen = [term], set[int]()
    while stack:
        value = stack.pop()
        if value is prediction or isinstance(value, Unknown):
            return False
        if not isinstance(value, Tensor):
            continue
        node = value.node
        if id(node) in seen:
            continue
        seen.add(id(node))
        if len(seen) > _FOLLOWED or node.layer.kind in ("unknown", "custom", "loop"):
            return False
        if node.layer.kind == "op":
            stack.extend(_parts(node.layer.config))
        stack.extend(part for alternatives in node.inputs for part in alternatives)
    return True


def _parts(value: object) -> Iterator[Value]:
    """The leaves of an operation's arguments."""
    if isinstance(value, Mapping):
        value = tuple(value.values())
    if isinstance(value, (tuple, list)):
        for item in value:
            yield from _parts(item)
    else:
        yield value


def _kind(sign: int, term: Value, prediction: Tensor, labels: Unknown) -> str:
    """What a summand is, or an empty text."""
    node = _operation(term)
    if node is None:
        return ""
    name, args = node.layer.class_name, _arguments(node)
    if sign > 0 and name == "squared_difference":
        return "squared error" if _operands(node, prediction, labels) else ""
    if sign > 0 and args and (name in ("square", "abs", "absolute") or (name in ("power", "pow") and args[1:] == (2,))):
        if _difference(args[0], prediction, labels):
            return "absolute error" if name.startswith("abs") else "squared error"
        return ""
    if sign > 0 and name == "multiply" and len(args) == 2:
        one, other = (_difference(each, prediction, labels) for each in args)
        return "squared error" if one * other > 0 else ""
    if sign < 0 and name == "multiply" and len(args) == 2:
        for label, other in (args, reversed(args)):
            logarithm = _operation(other)
            if logarithm is not None and logarithm.layer.class_name == "log" and _is_label(label, labels):
                return _answer(_arguments(logarithm)[0], prediction)
    return ""


def _answer(value: Value, prediction: Tensor) -> str:
    """Which answer's probability this is: the predicted one's, or that of its opposite."""
    if _is_prediction(value, prediction):
        return "yes"
    node = _operation(_without_offset(value))
    if node is not None and node.layer.class_name == "subtract":
        args = _arguments(node)
        if len(args) == 2 and args[0] == 1 and _is_prediction(args[1], prediction):
            return "no"
    return ""


def _difference(value: Value, prediction: Tensor, labels: Unknown) -> int:
    """1 for labels minus prediction, -1 for the opposite, 0 for anything else."""
    node = _operation(value)
    return _operands(node, prediction, labels) if node is not None and node.layer.class_name == "subtract" else 0


def _operands(node: Node, prediction: Tensor, labels: Unknown) -> int:
    """1 where an operation is on labels and prediction, -1 where it is on prediction and labels, 0 otherwise."""
    args = _arguments(node)
    if len(args) != 2:
        return 0
    one, other = args
    if _is_label(one, labels) and _is_prediction(other, prediction):
        return 1
    return -1 if _is_label(other, labels) and _is_prediction(one, prediction) else 0


def _is_label(value: Value, labels: Unknown) -> bool:
    """Whether this is the labels, or what arithmetic or a conversion makes of something unknown, as they are."""
    return isinstance(value, Unknown) and value is not EITHER and value.reason in (labels.reason, *_CONVERTED)


def _is_prediction(value: Value, prediction: Tensor) -> bool:
    """Whether this is the prediction, perhaps clipped or reshaped."""
    while isinstance(value, Tensor) and value is not prediction:
        value = _without_offset(value)
        if value is prediction:
            break
        node = _operation(value)
        if node is None or node.layer.class_name not in _KEEP_PREDICTIONS:
            return False
        value = next((one for one in _arguments(node) if isinstance(one, Tensor)), None)
    return value is prediction


def _without_offset(value: Value) -> Value:
    """What a tiny number was added to."""
    node = _operation(value)
    if node is not None and node.layer.class_name == "add":
        args = _arguments(node)
        for number, other in (args, reversed(args)) if len(args) == 2 else ():
            if isinstance(other, Tensor) and (
                isinstance(number, Unknown) or (_is_number(number) and 0 <= number <= _NEGLIGIBLE)
            ):
                return other
    return value


def _operation(value: Value) -> Node | None:
    is_operation = isinstance(value, Tensor) and value.node.layer.kind == "op"
    return value.node if is_operation else None


def _arguments(node: Node) -> tuple[Value, ...]:
    """The positional arguments of an operation."""
    args = node.layer.config.get("args", ())
    return args if isinstance(args, tuple) else ()


def _is_factor(value: Value) -> bool:
    return _is_number(value) and value != 0


def _is_number(value: Value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
