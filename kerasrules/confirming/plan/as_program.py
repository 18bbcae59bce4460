"""A plan as the `Program` that rules judge: the way back from `plan_model`, with other data than the program's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kerasrules.confirming.plan.model_plan import (
    ACTIVATIONS,
    LayerCall,
    LayerPlan,
    LossPlan,
    ModelPlan,
    Numbers,
    OptimizerPlan,
    Slot,
)
from kerasrules.interpreter.input_flow import reaching_inputs
from kerasrules.interpreter.output_layer import head_of
from kerasrules.keras_api.signatures import LAYERS, REQUIRED
from kerasrules.model.data import A_WEIGHT, ArrayInfo
from kerasrules.model.locations import Location
from kerasrules.model.network import Layer, Model, Node, Tensor
from kerasrules.model.program import Program
from kerasrules.model.record import replace
from kerasrules.model.training import Fit, Loss, Optimizer, OutputLoss, Training
from kerasrules.model.unknown import Unknown


def as_program(plan: ModelPlan, x: Sequence[ArrayInfo], y: Sequence[ArrayInfo], fit_location: Location) -> Program:
    """The program that compiles the plan's model and fits it on these arrays, one for each input and output."""
    graph = _Graph(plan)
    model = graph.model()
    fit = Fit("fit", fit_location, tuple(x), tuple(y), reaching_inputs=reaching_inputs(model, tuple(x)))
    losses = tuple(
        OutputLoss(head_of(alternatives), _loss(loss), index)
        for index, (alternatives, loss) in enumerate(zip(model.outputs, plan.losses, strict=True))
    )
    optimizer = _optimizer(plan.optimizer, plan.location)
    training = Training(plan.location, model, losses, optimizer=optimizer, fits=(fit,))
    return Program(plan.location.path, (model,), (training,), model.nodes)


class _Graph:
    """Makes the nodes and tensors of a plan."""

    def __init__(self, plan: ModelPlan) -> None:
        self._plan = plan
        self._tensors: dict[int, Tensor | ArrayInfo] = {}
        """Weights of the program's own layers, and what is computed of them alone, are arrays to the operations."""
        self._layers = [_layer(layer, plan.location) for layer in plan.layers]

    def model(self) -> Model:
        plan = self._plan
        inputs = [self._input(number) for number in range(len(plan.inputs))]
        nodes = [tensor.node for tensor in inputs]
        for call in plan.calls:
            given = [self._tensors[number] for number in call.inputs]
            if any(isinstance(one, Tensor) for one in given):
                nodes.append(self._node(call, given))
            else:
                self._tensors[call.outputs[0]] = self._weight(call, given)
        outputs = [one for number in plan.outputs if isinstance(one := self._tensors[number], Tensor)]
        return Model(
            plan.kind,
            plan.title,
            None,
            plan.location,
            tuple(inputs),
            tuple((one,) for one in outputs),
            plan.output_names,
            tuple(nodes),
            (),
        )

    def _input(self, number: int) -> Tensor:
        given = self._plan.inputs[number]
        layer = Layer("input", "InputLayer", given.location)
        node = Node(layer, (), given.location, parameters=0, built_by=given.built_by)
        tensor = self._tensors[given.tensor] = Tensor(node, 0, given.shape, given.dtype)
        node.outputs.append(tensor)
        return tensor

    def _weight(self, call: LayerCall, given: Sequence[Tensor | ArrayInfo]) -> ArrayInfo:
        is_trained = self._plan.layers[call.layer].config.get("trainable") is not False
        return ArrayInfo(call.shapes[0], origin=A_WEIGHT if is_trained and not given else None)

    def _node(self, call: LayerCall, given: Sequence[Tensor | ArrayInfo]) -> Node:
        layer = self._layers[call.layer]
        inputs = [one for one in given if isinstance(one, Tensor)]
        if call.given is not None:
            config = {**layer.config, "args": _filled(call.given.args, given)}
            config["kwargs"] = {name: _filled(value, given) for name, value in call.given.kwargs.items()}
            layer = replace(layer, config=config)
        node = Node(layer, tuple((tensor,) for tensor in inputs), call.location, parameters=call.parameters)
        node.outputs = [Tensor(node, index, shape) for index, shape in enumerate(call.shapes)]
        self._tensors.update(zip(call.outputs, node.outputs, strict=True))
        for tensor in inputs:
            if node not in tensor.node.consumers:
                tensor.node.consumers.append(node)
        return node


def _filled(value: object, inputs: Sequence[Tensor | ArrayInfo]) -> object:
    """An argument with tensors and weights in the place of slots."""
    if isinstance(value, Slot):
        return inputs[value.index]
    if isinstance(value, Numbers):
        return value.rows
    if isinstance(value, (tuple, list)):
        return type(value)(_filled(item, inputs) for item in value)
    return value


def _layer(plan: LayerPlan, default: Location) -> Layer:
    """The layer, again with Keras' defaults for what was not written."""
    kind = "custom" if plan.kind in ("imported", "weight") else plan.kind
    config = {**_defaults(plan), **plan.config}
    for name, value in config.items():
        if isinstance(value, LayerPlan):
            config[name] = _layer(value, default)
    return Layer(kind, plan.class_name, plan.location or default, config)


def _defaults(plan: LayerPlan) -> Mapping[str, object]:
    signature = LAYERS.get(plan.class_name) if plan.kind == "layer" else None
    if signature is None:
        return {}
    found = {p.name: p.default for p in signature.parameters if p.default is not REQUIRED}
    return {**found, **{name: "linear" for name in ACTIVATIONS if found.get(name, "") is None}}


def _loss(plan: LossPlan) -> Loss | Unknown:
    if plan.formula is not None:
        return Unknown("a custom loss", plan.location)
    return Loss(plan.name, plan.from_logits, plan.location, plan.name, plan.config)


def _optimizer(plan: OptimizerPlan, default: Location) -> Optimizer:
    rate = plan.config.get("learning_rate")
    known = float(rate) if isinstance(rate, (int, float)) else Unknown("a schedule")
    return Optimizer(plan.class_name, plan.location or default, known, plan.config)
