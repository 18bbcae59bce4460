"""A fix applied to a plan: the same edits that `fixing` writes into the source."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterable, Mapping

from kerasrules.confirming.plan.model_plan import (
    ACTIVATIONS,
    LayerCall,
    LayerPlan,
    LossPlan,
    ModelPlan,
    Unbuildable,
    Untouched,
)
from kerasrules.keras_api.activations import canonical_activation
from kerasrules.keras_api.signatures import LAYERS, bind
from kerasrules.model.edits import (
    Edit,
    Fix,
    InsertLayer,
    RemoveArgument,
    RemoveLayer,
    RenameArgument,
    ReplaceLoss,
    SetArgument,
)
from kerasrules.model.locations import Location
from kerasrules.model.record import replace
from kerasrules.model.training import KerasObject

_OPERATORS: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}


def apply_fix(plan: ModelPlan, fix: Fix) -> ModelPlan:
    """The plan with the edits of the fix, of which some may be of other models.

    Raises `Untouched` where all are, and `Unbuildable` where an edit cannot be made.
    """
    others: list[Untouched] = []
    for edit in fix.edits:
        try:
            plan = _apply(plan, edit)
        except Untouched as error:
            others.append(error)
    if others and len(others) == len(fix.edits):
        raise others[0]
    return plan


def apply_fixes(plan: ModelPlan, fixes: Iterable[Fix]) -> ModelPlan:
    """The plan with all of them. Several findings may have the same fix, as where `fit` is called again and again."""
    done: list[Fix] = []
    for fix in fixes:
        if fix not in done:
            plan = apply_fix(plan, fix)
            done.append(fix)
    return plan


def _apply(plan: ModelPlan, edit: Edit) -> ModelPlan:
    if isinstance(edit, SetArgument):
        return _set_argument(plan, edit)
    if isinstance(edit, ReplaceLoss):
        return _replace_loss(plan, edit)
    if isinstance(edit, RemoveLayer):
        return _remove(plan, edit.call)
    if isinstance(edit, InsertLayer):
        return _insert(plan, edit)
    if isinstance(edit, RenameArgument):
        return _with_names(plan, edit.call, {edit.name: edit.new})
    if isinstance(edit, RemoveArgument):
        return _with_names(plan, edit.call, {edit.name: None})
    raise Unbuildable("this fix changes only the source text")


def _set_argument(plan: ModelPlan, edit: SetArgument) -> ModelPlan:
    value = constant(edit.value)
    if plan.optimizer.location == edit.call:
        config = {**plan.optimizer.config, edit.name: value}
        if repr(config) == repr(plan.optimizer.config):  # 0 is not 0.0
            raise Untouched("the fix changes nothing in this model", edit.call)
        return replace(plan, optimizer=replace(plan.optimizer, config=config))
    layers = tuple(_with_argument(layer, edit.call, edit.name, value) for layer in plan.layers)
    if layers == plan.layers:
        raise Untouched("the fix changes nothing in this model", edit.call)
    calls = tuple(call.without_sizes() for call in plan.calls)
    return replace(plan, layers=layers, calls=calls, parameters=None)


def _with_argument(layer: LayerPlan, location: Location, name: str, value: object) -> LayerPlan:
    """The layer, changed if it (or a layer or regularizer that it holds) was made at this place."""
    if layer.location == location and layer.kind in ("layer", "backbone"):
        if name in ACTIVATIONS:
            value = "linear" if value is None else canonical_activation(str(value)) or value
        return replace(layer, config={**layer.config, name: value})
    config = {
        key: _with_argument(item, location, name, value)
        if isinstance(item, LayerPlan)
        else replace(item, config={**item.config, name: value})
        if isinstance(item, KerasObject) and item.location == location
        else item
        for key, item in layer.config.items()
    }
    return replace(layer, config=config) if config != layer.config else layer


def _with_names(plan: ModelPlan, call: Location, names: Mapping[str, str | None]) -> ModelPlan:
    """The plan with other names of arguments in a call; those whose new name is None are gone."""

    def renamed(config: Mapping[str, object]) -> Mapping[str, object]:
        new = {names.get(name, name): value for name, value in config.items()}
        return {name: value for name, value in new.items() if name is not None}

    layers = tuple(
        replace(layer, config=renamed(layer.config)) if layer.location == call else layer for layer in plan.layers
    )
    optimizer = plan.optimizer
    if optimizer.location == call:
        optimizer = replace(optimizer, config=renamed(optimizer.config))
    if (layers, optimizer) == (plan.layers, plan.optimizer):
        raise Untouched("the fix changes nothing in this model", call)
    return replace(plan, layers=layers, optimizer=optimizer)


def _replace_loss(plan: ModelPlan, edit: ReplaceLoss) -> ModelPlan:
    def replaced(loss: LossPlan) -> LossPlan:
        if loss.location != edit.argument:
            return loss
        logits = bool(edit.from_logits)
        config = loss.config if edit.loss == loss.name else {}
        return LossPlan(edit.loss, logits, config, loss.location)

    losses = tuple(map(replaced, plan.losses))
    if losses == plan.losses:
        raise Untouched("the fix changes no loss of this model", edit.argument)
    return replace(plan, losses=losses)


def _remove(plan: ModelPlan, location: Location) -> ModelPlan:
    """Leave out each call of the layers made here: what came in goes on."""
    gone = {
        number
        for number, layer in enumerate(plan.layers)
        if layer.location == location or any(call.layer == number and call.location == location for call in plan.calls)
    }
    removed = [call for call in plan.calls if call.layer in gone]
    if not removed or any(len(call.inputs) != 1 or len(call.outputs) != 1 for call in removed):
        is_here = any(_is_or_wraps(layer, location) for layer in plan.layers)
        refused = Unbuildable if is_here else Untouched
        raise refused("the layer to remove is not a single step of this model", location)
    stands_for: dict[int, int] = {}
    for call in removed:
        stands_for[call.outputs[0]] = stands_for.get(call.inputs[0], call.inputs[0])
    first = next(index for index, call in enumerate(plan.calls) if call.layer in gone)
    calls = tuple(
        # as with a new layer, sizes may differ from here on
        replace(
            call if index < first else call.without_sizes(),
            inputs=tuple(stands_for.get(tensor, tensor) for tensor in call.inputs),
        )
        for index, call in enumerate(plan.calls)
        if call.layer not in gone
    )
    outputs = tuple(stands_for.get(tensor, tensor) for tensor in plan.outputs)
    return replace(plan, calls=calls, outputs=outputs, parameters=None)


def _insert(plan: ModelPlan, edit: InsertLayer) -> ModelPlan:
    new = replace(layer_from_source(edit.layer, edit.call), location=None)  # no further edit of that call is about it
    number = len(plan.layers)
    next_tensor = 1 + max(
        [plan_input.tensor for plan_input in plan.inputs] + [t for call in plan.calls for t in call.outputs]
    )
    calls: list[LayerCall] = []
    renamed: dict[int, int] = {}
    found = False
    for call in plan.calls:
        # behind an inserted layer sizes may differ from what was recovered
        known = call.without_sizes() if found else call
        call = replace(known, inputs=tuple(renamed.get(tensor, tensor) for tensor in known.inputs))
        made_here = _is_or_wraps(plan.layers[call.layer], edit.call)
        if not made_here:
            calls.append(call)
            continue
        crossing = call.inputs if edit.before else call.outputs
        if len(crossing) != 1:
            side = f"before a call with {len(crossing)} inputs" if edit.before else "after one with several outputs"
            raise Unbuildable(f"no layer can be inserted {side}", call.location)
        found = True
        tensor, next_tensor = next_tensor, next_tensor + 1
        if edit.before:
            calls.append(LayerCall(number, call.inputs, (tensor,), (None,), None, edit.call))
            calls.append(replace(call.without_sizes(), inputs=(tensor,)))
        else:
            calls.append(call)
            calls.append(LayerCall(number, call.outputs, (tensor,), (None,), None, edit.call))
            renamed[call.outputs[0]] = tensor
    if not found:
        raise Untouched("the position for the new layer is not in this model", edit.call)
    outputs = tuple(renamed.get(tensor, tensor) for tensor in plan.outputs)
    return replace(plan, layers=(*plan.layers, new), calls=tuple(calls), outputs=outputs, parameters=None)


def _is_or_wraps(layer: LayerPlan, location: Location) -> bool:
    return layer.location == location or (layer.core is not layer and _is_or_wraps(layer.core, location))


def layer_from_source(text: str, location: Location) -> LayerPlan:
    """The layer that a source text such as `Rescaling(1.0 / 255)` makes."""
    call = _parsed(text)
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.func.id not in LAYERS:
        raise Unbuildable(f"{text} is not a layer", location)
    keywords = {keyword.arg: _value(keyword.value) for keyword in call.keywords if keyword.arg is not None}
    given = {"name"} | set(keywords)
    signature = LAYERS[call.func.id]
    given |= {parameter.name for parameter, _ in zip(signature.positional, call.args, strict=False)}
    bound = bind(signature, [_value(argument) for argument in call.args], keywords)
    config = {name: value for name, value in bound.items() if name in given and name != "name"}
    return LayerPlan("layer", call.func.id, config, location, f"the new {call.func.id}")


def constant(text: str) -> object:
    """The value of a source text made of constants and arithmetic. Raises ValueError for anything else."""
    return _value(_parsed(text))


def _parsed(text: str) -> ast.expr:
    try:
        return ast.parse(text, mode="eval").body
    except SyntaxError:
        raise ValueError(f"{text} is not an expression") from None


def _value(node: ast.expr) -> object:
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, (ast.Tuple, ast.List)):
        items = [_value(item) for item in node.elts]
        return tuple(items) if isinstance(node, ast.Tuple) else items
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = _value(node.operand)
        if isinstance(value, (int, float)):
            return -value
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        left, right = _value(node.left), _value(node.right)
        if isinstance(left, (int, float)) and isinstance(right, (int, float)):
            try:
                return _OPERATORS[type(node.op)](left, right)
            except ArithmeticError as error:
                raise ValueError(f"{ast.unparse(node)} has no value: {error}") from None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.args:
        config = {keyword.arg: _value(keyword.value) for keyword in node.keywords if keyword.arg is not None}
        return KerasObject(node.func.id, None, config)
    raise ValueError(f"{ast.unparse(node)} is not a constant")
