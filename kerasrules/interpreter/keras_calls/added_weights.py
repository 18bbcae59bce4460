"""Weights that layers of the program make by `add_weight`, and what is computed of them alone."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.values import Instance, ModelWeight, Value, WeightValue, plain
from kerasrules.keras_api.operations import infer_op
from kerasrules.model.data import A_WEIGHT, ArrayInfo
from kerasrules.model.own_weights import OwnWeight, WeightOperation

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context

_NAME_FIRST = ("name", "shape", "dtype", "initializer", "regularizer", "trainable", "constraint")
_SHAPE_FIRST = ("shape", "initializer", "dtype", "trainable", "autocast", "regularizer", "constraint")
"""The parameters by position, in Keras 2 and in Keras 3."""
_SETTING = frozenset(
    [
        *("assign", "assign_add", "assign_sub", "moving_average_update"),
        *("set_value", "update", "update_add", "update_sub"),
    ]
)


def added_weight(ctx: Context, receiver: Instance, arguments: Arguments, node: ast.AST) -> Value:
    """What `self.add_weight(shape=…)` gives."""
    by_name = arguments.args and (arguments.args[0] is None or isinstance(arguments.args[0], str))
    given = arguments.by_name(_NAME_FIRST if by_name else _SHAPE_FIRST)
    trained = given.get("trainable", True)
    if not isinstance(trained, bool) and trained is not None:
        return ctx.unknown("a weight of which it is unknown whether it is trained", node)
    name = given.get("name")
    config = {key: plain(value) for key, value in given.items() if key != "name"}
    config["trainable"] = trained is not False
    weight = OwnWeight(receiver.cls.name, name if isinstance(name, str) else None, config, ctx.location(node))
    if config["trainable"]:
        return ModelWeight(receiver, made=ArrayInfo(weight.shape, origin=A_WEIGHT, weight=weight))
    return WeightValue(ArrayInfo(weight.shape, weight=weight))


def weight_info(value: Value) -> ArrayInfo | None:
    """What an operation of the graph has as its argument for a weight; None for other values."""
    if isinstance(value, ModelWeight):
        return value.made or ArrayInfo(origin=A_WEIGHT)
    return value.made if isinstance(value, WeightValue) else None


def computed(
    ctx: Context, name: str, args: tuple[object, ...], kwargs: Mapping[str, object], node: ast.AST
) -> WeightValue | None:
    """The one result of an operation on weights alone; None where there is none among its arguments.

    args, kwargs: as in the config of the operation.
    """
    if all(one.weight is None for one in _infos((*args, *kwargs.values()))):
        return None
    outputs = infer_op(name, args, kwargs, ()).outputs
    if len(outputs) != 1:
        return None
    # its origin is not A_WEIGHT: the softmax of a weight has not any values
    return WeightValue(ArrayInfo(outputs[0], weight=WeightOperation(name, args, kwargs, ctx.location(node))))


def _infos(values: tuple[object, ...]) -> list[ArrayInfo]:
    """Arrays among arguments, in lists too."""
    found: list[ArrayInfo] = []
    for value in values:
        if isinstance(value, ArrayInfo):
            found.append(value)
        elif isinstance(value, (tuple, list)):
            found += _infos(tuple(value))
    return found


def note_setting(ctx: Context, function: str, arguments: Arguments, node: ast.AST) -> None:
    """Note a weight that a function such as `K.update` sets."""
    if function not in _SETTING or not arguments.args:
        return
    made = weight_info(arguments.args[0])
    if made is not None and isinstance(made.weight, OwnWeight):
        made.weight.changes.append(ctx.location(node))
