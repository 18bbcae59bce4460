"""Layers, models, losses, metrics and optimizers of Keras."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, ClassVar

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.heap import Field, HeapObject, Join
from kerasrules.interpreter.values.base import AbstractValue, HeapValue, Value
from kerasrules.interpreter.values.classes import Instance
from kerasrules.interpreter.values.data import ArrayObject
from kerasrules.interpreter.values.gradients import ModelWeight
from kerasrules.model.data import Shape
from kerasrules.model.locations import Location
from kerasrules.model.network import Layer, Node
from kerasrules.model.record import record, replace
from kerasrules.model.training import Loss, Metric, Optimizer

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


class LayerObject(HeapValue):
    """A layer of Keras that was made but perhaps not yet called. state: "trainable", user attributes."""

    kind = "layer"
    __slots__ = ("layer", "wrapped")

    def __init__(self, layer: Layer, wrapped: Value = None) -> None:
        super().__init__()
        self.layer = layer
        self.wrapped = wrapped
        """For a Lambda its function, for wrappers the inner layer's value."""

    def attribute(self, ctx: Context, name: str, node: ast.AST) -> Value:
        """What was set on it, its arguments, its calls."""
        return ctx.layers.attribute(self, name, node)

    def set_attribute(self, ctx: Context, name: str, new: Value, node: ast.AST) -> None:
        """Set an attribute; one that is an argument changes the layer."""
        ctx.heap.write(self, name, new)
        if name == "trainable":
            ctx.attributes.note_trainable(self, new, node)
        elif name in self.layer.config:
            ctx.layers.change(self, name, new)
        else:
            ctx.graph.let_go(new, node)  # such as weights that another network gives

    def call(self, ctx: Context, arguments: Arguments, node: ast.AST) -> Value:
        """On tensors: a node of the graph."""
        return ctx.layers.call(self, arguments, node)

    def call_method(self, ctx: Context, name: str, arguments: Arguments, node: ast.AST) -> Value:
        """A method of Keras' Layer."""
        return ctx.layers.call_method(self, name, arguments, node)

    def truth(self, ctx: Context) -> bool | None:
        """A layer is true."""
        return True


class LayerConfig(HeapObject):
    """The arguments of a layer as state, so that what a branch changes in them is undone."""

    kind = "layer config"
    __slots__ = ()

    def __init__(self, layer: Layer) -> None:
        super().__init__()
        self.state = layer.config  # type: ignore[assignment]
        # what it writes to is older than itself
        self.born = 0


@record(frozen=True)
class InputShape:
    """Stands for one input of a model that is built on it. shape None: not even the rank is known."""

    shape: Shape | None


@record(frozen=True, eq=False)
class BuiltOn:
    """What a model that declares no input was built on.

    arguments: those of its `call`, with an `InputShape` for each tensor. method: the call that built it: "fit",
    "build", "call" for `model(x)`, …
    """

    arguments: Arguments
    method: str
    location: Location


class KerasModel(HeapValue):
    """A model. state: "trainable", user attributes."""

    kind = "model"
    __slots__ = ("backbone", "class_name", "input_tensor", "instance", "location", "made_after")
    form: Field[str] = Field("unknown", Join.SAME)
    """"sequential", "functional", "subclass", "application" or "unknown"."""
    name: Field[str | None] = Field(None, Join.SAME)
    layers: Field[tuple[Value, ...]] = Field((), Join.SEQUENCE)
    """For Sequential: values and `BranchItems`."""
    inputs: Field[Value] = Field(None)
    outputs: Field[Value] = Field(None)
    """For functional models: the tensors that they were made of."""
    popped: Field[int] = Field(0, Join.SAME)
    """How many layers were taken off its list of layers, but not off what it computes."""
    built_on: Field[Value] = Field(None)
    """The `BuiltOn` of the first call that gave it inputs of known shape, where it declares none."""
    compiled: Field[Value] = Field(None)
    """The latest compile call."""
    escaped: Field[bool] = Field(False, Join.ANY)
    """Whether it was given to code that is not in sight."""
    reused: Field[bool] = Field(False, Join.ANY)
    """Whether it was called as a part of something else."""
    standard_loss: Field[bool] = Field(False, Join.ANY)
    """Whether a `train_step` of its own gives labels and output to compile's loss as they are."""

    def __init__(self, form: str, class_name: str, location: Location, name: str | None = None) -> None:
        super().__init__()
        self.fields.update({KerasModel.form: form, KerasModel.name: name})
        self.class_name, self.location = class_name, location
        self.instance: Instance | None = None
        self.backbone: Layer | None = None
        """For an application: the backbone as one layer."""
        self.input_tensor: Value = None
        """For an application: what it was told to start with."""
        self.made_after: Node | None = None
        """The last call of a layer before it was made."""

    def attribute(self, ctx: Context, name: str, node: ast.AST) -> Value:
        """What was set on it, or what Keras gives."""
        return ctx.model_members.attribute(self, self, name, node)

    def set_attribute(self, ctx: Context, name: str, new: Value, node: ast.AST) -> None:
        """Set an attribute; models whose list of layers is set are not followed."""
        if name in ("layers", "compiled"):
            ctx.heap.set(self, KerasModel.layers, (ctx.unknown("the layers of the model were set", node),))
            return
        if name == "outputs" and ctx.model_layers.end_earlier(self):
            return
        ctx.heap.write(self, name, new)
        if name == "trainable":
            ctx.attributes.note_trainable(self, new, node)

    def call(self, ctx: Context, arguments: Arguments, node: ast.AST) -> Value:
        """On tensors: its layers once more."""
        return ctx.model_calls.call_model(self, arguments, node)

    def call_method(self, ctx: Context, name: str, arguments: Arguments, node: ast.AST) -> Value:
        """compile, fit, add, …"""
        return ctx.model_members.call_method(self, name, arguments, node)

    def truth(self, ctx: Context) -> bool | None:
        """A model is true."""
        return True


class ComparesPredictions(AbstractValue):
    """What is called on labels and predictions: losses and metrics."""

    __slots__ = ()

    def call(self, ctx: Context, arguments: Arguments, node: ast.AST) -> Value:
        """On labels and predictions."""
        return ctx.losses.call(self, arguments, node)

    def call_method(self, ctx: Context, name: str, arguments: Arguments, node: ast.AST) -> Value:
        """`loss.call(y, p)` is `loss(y, p)`; a metric's `update_state(y, p)` likewise."""
        if name in ("call", "__call__", "update_state"):
            return ctx.losses.call(self, arguments, node)
        return super().call_method(ctx, name, arguments, node)


@record(frozen=True, eq=False)
class LossObject(ComparesPredictions):
    """A loss as a value. function: for custom ones, the Function."""

    loss: Loss
    kind: ClassVar[str] = "loss"


@record(frozen=True, eq=False)
class MetricObject(ComparesPredictions):
    """A metric as a value."""

    metric: Metric
    kind: ClassVar[str] = "metric"


@record(frozen=True, eq=False)
class OptimizerObject(AbstractValue):
    """An optimizer as a value."""

    optimizer: Optimizer
    kind: ClassVar[str] = "optimizer"

    def call_method(self, ctx: Context, name: str, arguments: Arguments, node: ast.AST) -> Value:
        """Updates of weights, and what is done to losses and gradients on the way."""
        return ctx.gradients.call_method(self, name, arguments, node)


@record(frozen=True, eq=False)
class TorchLoss(LossObject):
    """A loss of PyTorch: it takes the prediction first."""

    def call(self, ctx: Context, arguments: Arguments, node: ast.AST) -> Value:
        """On predictions and targets."""
        given = arguments.by_name(("input", "target"))
        return ctx.losses.call(
            self._for(given.get("target")), Arguments((given.get("target"), given.get("input"))), node
        )

    def _for(self, target: Value) -> TorchLoss:
        """The loss for these targets: cross-entropy takes class numbers, or one probability for each class."""
        encoding = target.info.encoding if isinstance(target, ArrayObject) else None
        if self.loss.name == "sparse_categorical_crossentropy" and encoding == "one-hot":
            return replace(self, loss=replace(self.loss, name="categorical_crossentropy"))
        return self


@record(frozen=True, eq=False)
class TorchOptimizer(OptimizerObject):
    """An optimizer of PyTorch, made with the weights of `owners`."""

    owners: tuple[Value, ...] = ()

    def call_method(self, ctx: Context, name: str, arguments: Arguments, node: ast.AST) -> Value:
        """`step` changes its weights by the gradients that `backward` left there."""
        if name == "step":
            ctx.gradients.update(self, tuple(ModelWeight(owner) for owner in self.owners), node)
        return ctx.unknown(f"the result of {name}", node)
