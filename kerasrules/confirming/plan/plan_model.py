"""The plan of a compiled model, from what was recovered of the program.

Nothing is guessed. Where a part that the plan needs is unknown, `Unbuildable` says which and on which line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kerasrules.confirming.plan.imported_model import ImportedLayer, ImportedNode
from kerasrules.confirming.plan.loss_formula import plan_formula, targets_of
from kerasrules.confirming.plan.model_plan import (
    CallArguments,
    InputPlan,
    LayerCall,
    LayerPlan,
    LossPlan,
    ModelPlan,
    Numbers,
    OptimizerPlan,
    Slot,
    Unbuildable,
    line,
)
from kerasrules.confirming.plan.post_order import post_order
from kerasrules.confirming.plan.weight_plans import OwnWeights, require_function
from kerasrules.interpreter.own_calls import beyond_graph
from kerasrules.keras_api.applications import APPLICATIONS
from kerasrules.keras_api.losses import CATEGORICAL, SPARSE
from kerasrules.keras_api.signatures import LAYERS, REQUIRED
from kerasrules.model.data import A_WEIGHT, ArrayInfo, DataInfo
from kerasrules.model.locations import Location
from kerasrules.model.network import Layer, Model, Node, Tensor
from kerasrules.model.record import replace
from kerasrules.model.training import Fit, KerasObject, Loss, Optimizer, OutputLoss, Training
from kerasrules.model.unknown import Unknown
from kerasrules.rules.phrasing import sized

IRRELEVANT = frozenset(
    {"name", "input_shape", "batch_input_shape", "batch_size", "weights", "seed", "dtype", "autocast", "dynamic"}
    | {"quantization_config", "lora_rank", "lora_alpha", "conv_op", "implementation", "unroll", "use_cudnn"}
    | {"force_generator", "rng_type", "input_length"}
)
"""Arguments that make no difference to what the model can learn; unknown ones are left at their defaults."""

CHOSEN: Mapping[str, int] = {"units": 32, "filters": 16, "output_dim": 16, "input_dim": 20_000}
"""Sizes inside of a network that a program may leave open: whatever they are, its faults are the same."""

CLASSES = 5
"""How many, where the program does not tell."""

_LEFT_OUT = ("bias_initializer", "_regularizer", "_constraint")
"""Arguments without which a network is much the same."""

_OPAQUE = {
    "custom": "this custom layer could not be analyzed",
    "loop": "a loop here runs an unknown number of times",
    "escape": "the tensor passes through unknown code",
}


def plan_model(training: Training) -> ModelPlan:
    """The plan of a compiled model. Raises `Unbuildable`."""
    model = training.model
    if isinstance(model, Unknown):
        raise Unbuildable(f"the compiled model is unknown: {model.reason}", model.location or training.location)
    if model.custom_train_step or model.custom_compute_loss:
        raise Unbuildable(f"{model.class_name} has a custom training step", model.location)
    if not model.complete and model.unknown:
        raise Unbuildable(model.unknown[0].reason, model.unknown[0].location or model.location)
    return _Planner(model, training).plan()


def plan_optimizer(training: Training) -> ModelPlan | None:
    """The optimizer of a model that cannot be rebuilt, in a small one; None where it is unknown itself."""
    if not isinstance(training.optimizer, Optimizer):
        return None
    nothing = Model("sequential", "", None, training.location, (), (), (), (), ())
    try:
        return optimizer_alone(_Planner(nothing, training).optimizer(), training.location)
    except Unbuildable:
        return None


def optimizer_alone(optimizer: OptimizerPlan, place: Location) -> ModelPlan:
    """The smallest model with the optimizer: it shows whether Keras makes the optimizer, whatever the model is."""
    where = optimizer.location or place
    return ModelPlan(
        f"{optimizer.class_name} on {line(where)}",
        "sequential",
        place,
        (InputPlan(0, (None, 1), "float32", where),),
        (LayerPlan("layer", "Dense", {"units": 1}, None, "Dense(1)"),),
        (LayerCall(0, (0,), (1,), ((None, 1),), 2, where),),
        (1,),
        (LossPlan("mean_squared_error", False, {}, where),),
        optimizer,
    )


class _Slots:
    """Slots for the tensors of an operation. numbers: of its inputs, then also of the weights that it uses."""

    def __init__(self, numbers: list[int]) -> None:
        self._numbers = numbers
        self._inputs = iter(range(len(numbers)))

    def of_input(self) -> Slot:
        """The one for the next input."""
        return Slot(next(self._inputs))

    def of(self, number: int) -> Slot:
        """One for another tensor."""
        self._numbers.append(number)
        return Slot(len(self._numbers) - 1)


class _Planner:
    """Walks one model's graph and numbers its layers and tensors."""

    def __init__(self, model: Model, training: Training) -> None:
        self.model = model
        self.training = training
        self.layers: list[LayerPlan] = []
        self.numbers: dict[int, int] = {}
        self.tensors: dict[tuple[int, int], int] = {}
        self.calls: list[LayerCall] = []
        self.notes: list[str] = []
        self.weights = OwnWeights(self.layers, self.calls, self.notes, self._tensor, training.trainable)
        self.chose_outputs = False

    def plan(self) -> ModelPlan:
        model = self.model
        if not model.outputs:
            raise Unbuildable("its output could not be recovered", model.location)
        outputs = [self._only(alternatives, model.location) for alternatives in model.outputs]
        nodes = post_order([tensor.node for tensor in outputs], self._feeds)
        _require_whole(nodes)
        given = {id(tensor.node) for tensor in model.inputs}
        inputs = [self._input(tensor) for tensor in model.inputs]
        for node in nodes:
            if id(node) in given:
                continue
            if node.layer.kind == "input":
                raise Unbuildable("it depends on an input that is not an input of the model", node.location)
            self.calls.append(self._call(node))
        losses = self._losses(len(outputs))
        if self.training.custom_loop:
            self.notes.append("the program trains in a loop of its own; here Keras' usual training step was used")
        title = f"{model.class_name}" + (f" '{model.name}'" if model.name and model.name != model.class_name else "")
        return ModelPlan(
            f"{title} on {line(model.location)}",
            model.kind,
            model.location,
            tuple(inputs),
            tuple(self.layers),
            tuple(self.calls),
            tuple(self.tensors[id(tensor.node), tensor.index] for tensor in outputs),
            losses,
            self.optimizer(),
            model.output_names,
            _total(self.calls),
            self._batch_size(),
            tuple(dict.fromkeys(self.notes)),
            self.chose_outputs,
        )

    def _feeds(self, node: Node) -> list[Node]:
        return [self._only(one, node.location).node for one in node.inputs]

    @staticmethod
    def _only(alternatives: tuple[Tensor | Unknown, ...], location: Location) -> Tensor:
        if len(alternatives) != 1:
            raise Unbuildable("the layers here depend on an unknown branch", location)
        tensor = alternatives[0]
        if isinstance(tensor, Unknown):
            raise Unbuildable(f"unknown: {tensor.reason}", tensor.location or location)
        return tensor

    def _tensor(self, maker: object, index: int = 0) -> int:
        """The number of a tensor. maker: a node of the program, or a weight."""
        return self.tensors.setdefault((id(maker), index), len(self.tensors))

    def _input(self, tensor: Tensor) -> InputPlan:
        node = tensor.node
        return InputPlan(self._tensor(node, tensor.index), tensor.shape, tensor.dtype, node.location, node.built_by)

    def _call(self, node: Node) -> LayerCall:
        layer = node.layer
        if layer.kind not in ("layer", "op", "backbone") and not isinstance(layer, ImportedLayer):
            raise Unbuildable(_OPAQUE.get(layer.kind, "the called object is unknown"), node.location)
        number = self.numbers.get(id(layer))
        if number is None:
            number = self.numbers[id(layer)] = len(self.layers)
            self.layers.append(self._plan(layer))
        numbers = [self._tensor(t.node, t.index) for t in (self._only(one, node.location) for one in node.inputs)]
        outputs = tuple(self._tensor(node, index) for index in range(max(1, len(node.outputs))))
        shapes = tuple(tensor.shape for tensor in node.outputs) or (None,)
        arguments = self._call_arguments(node) if layer.kind != "op" else {}
        given = self._all_arguments(node, numbers)
        inputs = tuple(numbers)
        return LayerCall(number, inputs, outputs, shapes, node.parameters, node.location, arguments, node.roles, given)

    @staticmethod
    def _call_arguments(node: Node) -> dict[str, object]:
        """The constant keywords of a call. Whether it is in training mode is for fit to say where it is unknown."""
        found = {}
        for name, value in node.call_arguments.items():
            if not isinstance(value, Unknown):
                found[name] = value
            elif name != "training":
                reason = f"{name} in the call of {sized(node.layer)} is unknown: {value.reason}"
                raise Unbuildable(reason, value.location or node.location)
        return found

    def _all_arguments(self, node: Node, inputs: list[int]) -> CallArguments | None:
        """How an operation, or an imported layer, is called. inputs: its tensors; those of weights are added."""
        if isinstance(node, ImportedNode):
            return node.given
        layer = node.layer
        if layer.kind != "op":
            return None
        given = [self._only(one, node.location) for one in node.inputs]
        require_function(layer.class_name, layer.config.get("kwargs", {}), node.location)
        if layer.class_name == "batch_dot" and any(tensor.shape is None or len(tensor.shape) > 3 for tensor in given):
            raise Unbuildable("earlier releases of Keras differ in batch_dot of more than three axes", node.location)
        sizes = _sizes_after_reshape(node)
        if sizes is not None:
            return CallArguments((Slot(0), (-1, *sizes)))
        slots = _Slots(inputs)
        args = self._argument(layer.config.get("args", ()), layer, slots)
        kwargs = self._argument(layer.config.get("kwargs", {}), layer, slots)
        assert isinstance(args, (tuple, list))
        assert isinstance(kwargs, Mapping)
        return CallArguments(tuple(args), kwargs)

    def _plan(self, layer: Layer) -> LayerPlan:
        if layer.kind == "op":
            of_whom = {name: value for name, value in layer.config.items() if name in ("family", "module")}
            return LayerPlan("op", layer.class_name, of_whom, layer.location, sized(layer))
        if isinstance(layer, ImportedLayer):
            return LayerPlan("imported", layer.class_name, {}, layer.location, layer.class_name, layer.operation)
        config = self._backbone(layer) if layer.kind == "backbone" else dict(self._written(layer))
        if not self._is_trained(layer):
            config["trainable"] = False
        return LayerPlan(layer.kind, layer.class_name, config, layer.location, sized(layer))

    def _is_trained(self, layer: Layer) -> bool:
        """What the layer's `trainable` is when the model is compiled."""
        known = self.training.trainable.get(layer, layer.config.get("trainable", True))
        if not isinstance(known, Unknown):
            return bool(known)
        if layer.kind != "backbone":
            raise Unbuildable(f"whether {sized(layer)} is trained is unknown: {known.reason}", known.location)
        self.notes.append(f"all of {layer.class_name} is trained here: partial freezing is not rebuilt")
        return True

    def _written(self, layer: Layer) -> Iterator[tuple[str, object]]:
        signature = LAYERS.get(layer.class_name)
        if signature is None:
            raise Unbuildable(f"{layer.class_name} is not a layer of Keras", layer.location)
        defaults = {parameter.name: parameter.default for parameter in signature.parameters}
        required = {p.name for p in signature.parameters if p.default is REQUIRED}
        for name, value in layer.config.items():
            if name in IRRELEVANT or (name == "input_dim" and name not in required):
                if name == "weights" and value is not None:
                    self.notes.append(f"{sized(layer)} starts with random weights here, not with the given ones")
                continue
            if isinstance(value, Layer) and value.kind != "layer":
                raise Unbuildable(f"the layer inside {layer.class_name} is unknown", value.location)
            if name not in layer.arguments and name in defaults and _same(value, defaults[name]):
                continue  # Keras' own default, also one that is no literal
            if isinstance(value, Unknown) and name.endswith(_LEFT_OUT):
                self.notes.append(f"{name} of {sized(layer)} is unknown: none was taken")
                continue
            size = self._chosen(layer, name) if isinstance(value, Unknown) else None
            if size is not None:
                self.notes.append(f"{name} of {sized(layer)} is unknown: {size} was taken")
                yield name, size
                continue
            yield name, self._constant(value, layer, name)

    def _chosen(self, layer: Layer, name: str) -> int | None:
        """A size that the program leaves open; that of an output only where it is the number of classes."""
        pair = next((pair for pair in self.training.output_losses if _is_head(layer, pair)), None)
        if pair is None:
            return CHOSEN.get(name)
        loss = pair.loss
        counts_classes = isinstance(loss, Loss) and loss.name in CATEGORICAL | SPARSE
        if name not in ("units", "filters") or not counts_classes:
            return None
        self.chose_outputs = True
        given = (fit.y[pair.output] for fit in self.training.fits if fit.trains and pair.output < len(fit.y))
        return next((one.classes for one in given if isinstance(one, ArrayInfo) and one.classes), CLASSES)

    def _backbone(self, layer: Layer) -> dict[str, object]:
        config: dict[str, object] = {}
        application = APPLICATIONS.get(layer.class_name)
        parameters = application.signature.parameters if application is not None else ()
        defaults = {parameter.name: parameter.default for parameter in parameters}
        for name, value in layer.config.items():
            if name == "weights":
                if value is not None:
                    self.notes.append(f"{layer.class_name} starts with random weights here, not with pretrained ones")
            elif name not in ("name", "model_name", "input_tensor") and not _same(value, defaults.get(name, defaults)):
                config[name] = self._constant(value, layer, name)
        return config

    def _constant(self, value: object, layer: Layer, name: str) -> object:
        if isinstance(value, Unknown):
            reason = f"{name} of {sized(layer)} is unknown: {value.reason}"
            raise Unbuildable(reason, value.location or layer.location)
        if isinstance(value, Layer) and value.kind == "layer":
            return self._plan(value)
        if isinstance(value, KerasObject):
            return KerasObject(
                value.class_name, value.location, {k: self._constant(v, layer, k) for k, v in value.config.items()}
            )
        if isinstance(value, (list, tuple)):
            return type(value)(self._constant(item, layer, name) for item in value)
        if isinstance(value, Mapping):
            return {key: self._constant(item, layer, name) for key, item in value.items()}
        if isinstance(value, ArrayInfo) and value.origin == A_WEIGHT:
            raise Unbuildable(f"{name} of {sized(layer)} is a variable of the program's own", layer.location)
        if isinstance(value, (ArrayInfo, Tensor, Node)):
            raise Unbuildable(f"{name} of {sized(layer)} is an array", layer.location)
        return value

    def _argument(self, value: object, layer: Layer, slots: _Slots) -> object:
        """An operation's argument, with its tensors replaced by slots in the order in which the node has them."""
        if isinstance(value, Tensor):
            return slots.of_input()
        if isinstance(value, ArrayInfo) and value.weight is not None:
            return slots.of(self.weights.tensor(value, layer))
        if isinstance(value, ArrayInfo) and value.numbers is not None:
            return Numbers(value.numbers)
        if isinstance(value, Mapping):
            return {key: self._argument(item, layer, slots) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return type(value)(self._argument(item, layer, slots) for item in value)
        if isinstance(value, slice):
            return slice(*(self._constant(part, layer, "a slice") for part in (value.start, value.stop, value.step)))
        return self._constant(value, layer, "an argument")

    def _losses(self, outputs: int) -> tuple[LossPlan, ...]:
        found: dict[int, LossPlan] = {}
        for pair in self.training.output_losses:
            found.setdefault(pair.output, self._loss(pair))
        if sorted(found) != list(range(outputs)):
            missing = next(index for index in range(outputs) if index not in found)
            raise Unbuildable(f"no loss is known for output {missing + 1}", self.training.location)
        return tuple(found[index] for index in range(outputs))

    def _loss(self, pair: OutputLoss) -> LossPlan:
        loss = pair.loss
        own = self._own_loss(pair)
        if own is not None:
            return own
        if isinstance(loss, Unknown):
            raise Unbuildable(f"the loss is unknown: {loss.reason}", loss.location or self.training.location)
        if loss.via is not None:
            raise Unbuildable(f"the loss is computed inside {loss.via}", loss.location)
        if isinstance(loss.from_logits, Unknown):
            raise Unbuildable("whether the loss expects logits is unknown", loss.location)
        return LossPlan(loss.name, loss.from_logits, self._loss_config(loss), loss.location)

    def _own_loss(self, pair: OutputLoss) -> LossPlan | None:
        """A loss function of the program, where all of it was read."""
        given = [fit.y[pair.output] for fit in self.training.fits if fit.trains and pair.output < len(fit.y)]
        labels = next((one.shape for one in given if isinstance(one, ArrayInfo) and one.shape is not None), None)
        formula = plan_formula(pair.formula, labels) if pair.formula is not None else None
        if formula is None:
            return None
        self.notes.append(f"the loss {formula.title} was rebuilt from the operations that were read of it")
        if isinstance(pair.loss, Loss):
            return LossPlan(pair.loss.name, pair.loss.from_logits is True, {}, pair.loss.location, formula)
        name, from_logits = targets_of(formula, None if isinstance(pair.head, Unknown) else pair.head.activation)
        return LossPlan(name, from_logits, {}, pair.loss.location or self.training.location, formula)

    @staticmethod
    def _loss_config(loss: Loss) -> dict[str, object]:
        config: dict[str, object] = {}
        for name, value in loss.config.items():
            if name in ("from_logits", "name", "reduction", "dtype"):
                continue
            if isinstance(value, Unknown):
                raise Unbuildable(f"{name} of the loss is unknown: {value.reason}", value.location or loss.location)
            config[name] = value
        return config

    def optimizer(self) -> OptimizerPlan:
        """With the arguments that were written."""
        optimizer = self.training.optimizer
        if optimizer is None:
            return OptimizerPlan("RMSprop", {}, None)
        if isinstance(optimizer, Unknown):
            raise Unbuildable(
                f"the optimizer is unknown: {optimizer.reason}", optimizer.location or self.training.location
            )
        return OptimizerPlan(optimizer.class_name, self._optimizer_config(optimizer), optimizer.location)

    def _optimizer_config(self, optimizer: Optimizer) -> dict[str, object]:
        config: dict[str, object] = {}
        holder = Layer("layer", optimizer.class_name, optimizer.location)
        for name, value in optimizer.config.items():
            if name in ("name", "jit_compile") or (name == "learning_rate" and isinstance(value, Unknown)):
                continue
            if isinstance(value, Unknown) and name not in optimizer.arguments:
                continue
            config[name] = self._constant(value, holder, name)
        if "learning_rate" not in config and "lr" not in config:
            if isinstance(optimizer.learning_rate, Unknown):
                reason = f"the learning rate is unknown: {optimizer.learning_rate.reason}"
                raise Unbuildable(reason, optimizer.learning_rate.location or optimizer.location)
            config["learning_rate"] = optimizer.learning_rate
        if "lr" in config and "learning_rate" not in optimizer.arguments:
            config.pop("learning_rate", None)
        return config

    def _batch_size(self) -> int:
        for fit in self.training.fits:
            if fit.trains:
                size = _batch_size(fit)
                if size is not None:
                    return size
        return 32


def _require_whole(nodes: Sequence[Node]) -> None:
    """Raises `Unbuildable` where a layer or model of the program does more than the graph that was read of it."""
    masked = any(_makes_mask(node.layer) for node in nodes)
    for subject in dict.fromkeys(call.subject for node in nodes for call in (*node.call_path, *node.passed)):
        more = beyond_graph(subject, masked)
        if more is not None:
            raise Unbuildable(*more)


def _makes_mask(layer: Layer) -> bool:
    inner = layer.config.get("layer")
    if isinstance(inner, Layer):
        return _makes_mask(inner)
    return layer.class_name == "Masking" or layer.config.get("mask_zero") is True


def with_current_names(plan: ModelPlan) -> ModelPlan:
    """The plan with an optimizer that current Keras makes, where it is written for an earlier version."""
    optimizer, config, notes = plan.optimizer, dict(plan.optimizer.config), []
    if "lr" in config:
        config["learning_rate"] = config.pop("lr")
        notes.append(f"lr of {optimizer.class_name} was used as learning_rate")
    if config.pop("decay", 0.0):
        notes.append(f"decay of {optimizer.class_name} was ignored: Keras 3 does not have it")
    if config == optimizer.config:
        return plan
    return replace(plan, optimizer=replace(optimizer, config=config), notes=(*plan.notes, *notes))


def _is_head(layer: Layer, pair: OutputLoss) -> bool:
    return not isinstance(pair.head, Unknown) and pair.head.layer is layer


def _sizes_after_reshape(node: Node) -> tuple[int | None, ...] | None:
    """Of a reshape whose result is known but for its first axis: the others, however the program computes them."""
    shape = node.outputs[0].shape if node.outputs else None
    if node.layer.class_name != "reshape" or len(node.inputs) != 1 or not shape or None in shape[1:]:
        return None
    return shape[1:]


def _batch_size(fit: Fit) -> int | None:
    given = fit.arguments.get("batch_size")
    data = fit.arguments.get("x")
    if given is None and isinstance(data, DataInfo):
        given = data.batch_size
    return given if isinstance(given, int) and not isinstance(given, bool) and given > 0 else None


def _total(calls: Sequence[LayerCall]) -> int | None:
    """The weights of all layers, each counted once."""
    counts = {call.layer: call.parameters for call in calls}
    known = [count for count in counts.values() if count is not None]
    return sum(known) if len(known) == len(counts) else None


def _same(value: object, default: object) -> bool:
    return value is default or (type(value) is type(default) and value == default)
