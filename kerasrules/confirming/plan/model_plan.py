"""A model as a flat, picklable plan that Keras can build from: what crosses into the worker process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kerasrules.keras_api.activations import canonical_activation
from kerasrules.keras_api.layer_traits import KEEPING
from kerasrules.keras_api.operations import operation
from kerasrules.keras_api.signatures import LAYERS
from kerasrules.model.data import Shape
from kerasrules.model.locations import Location
from kerasrules.model.record import field, record, replace
from kerasrules.model.training import KerasObject, LossForm

ACTIVATIONS = ("activation", "recurrent_activation")
"""Parameters that hold an activation by its name, "linear" for None."""


def line(location: Location) -> str:
    """Where: "line 7", in a notebook "line 7 of cell 3"."""
    return f"line {location.start.line}" + (f" of cell {location.cell}" if location.cell is not None else "")


class Unbuildable(Exception):
    """The model cannot be rebuilt, with the reason for the user and where it lies."""

    def __init__(self, reason: str, location: Location | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.location = location

    def __str__(self) -> str:
        return f"{line(self.location)}: {self.reason}" if self.location is not None else self.reason

    def __reduce__(self) -> tuple[type[Unbuildable], tuple[str, Location | None]]:
        return type(self), (self.reason, self.location)


class Untouched(Unbuildable):
    """An edit that is of another model, with the reason likewise."""


@record(frozen=True)
class Slot:
    """Stands in a call's arguments for its `index`-th tensor."""

    index: int


@record(frozen=True)
class Numbers:
    """Stands in a call's arguments for an array of numbers that the program writes out, in tuples by rows."""

    rows: tuple[object, ...]


@record(frozen=True)
class CallArguments:
    """All arguments of a call, constants as they are and a Slot for each tensor."""

    args: tuple[object, ...] = ()
    kwargs: Mapping[str, object] = field(default_factory=dict)


@record(frozen=True)
class LayerPlan:
    """A layer to make. kind, class_name, config: as in `model.network.Layer`; nested layers are plans too.

    kind is "layer", "op", "backbone", or "imported" for an object that the user's own code has made, which then is
    `operation`. config holds what was written, without what equals Keras' default. words: for the user ("Dense(64)").
    """

    kind: str
    class_name: str
    config: Mapping[str, object]
    location: Location | None
    words: str
    operation: object = None

    @property
    def core(self) -> LayerPlan:
        """The layer inside a wrapper such as TimeDistributed, else the layer itself."""
        inner = self.config.get("layer")
        return inner if isinstance(inner, LayerPlan) else self

    def settable(self) -> frozenset[str]:
        """The parameters that the class has."""
        signature = LAYERS.get(self.class_name) if self.kind == "layer" else None
        return frozenset(p.name for p in signature.parameters) if signature is not None else frozenset()


@record(frozen=True)
class LayerCall:
    """One call of `layers[layer]` on tensors; tensors are numbers that each call makes anew.

    arguments: constant keywords of a layer's call. roles: the keyword of each input, None for one by position; empty
    where all are so. given: all arguments instead, of operations and of imported layers.
    shapes and parameters are what was recovered, to compare the built model with (None: unknown).
    """

    layer: int
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    shapes: tuple[Shape | None, ...]
    parameters: int | None
    location: Location
    arguments: Mapping[str, object] = field(default_factory=dict)
    roles: tuple[str | None, ...] = ()
    given: CallArguments | None = None

    def without_sizes(self) -> LayerCall:
        """The call where what was recovered of sizes no longer holds, as behind a changed layer: Keras will tell."""
        return replace(self, shapes=(None,) * len(self.shapes), parameters=None)


@record(frozen=True)
class InputPlan:
    """A model input. shape: with the batch axis; None where not even the rank is known. built_by: as in `Node`."""

    tensor: int
    shape: Shape | None
    dtype: str | None
    location: Location
    built_by: str | None = None


@record(frozen=True)
class FormulaStep:
    """A function called on positional arguments, with a Slot for each tensor. loss, form: of one that is a loss."""

    function: str
    args: tuple[object, ...]
    loss: LossPlan | None = None
    form: LossForm | None = None


@record(frozen=True)
class FormulaPlan:
    """A loss function of the program. Tensor 0 are the labels, 1 is the output, each step makes the next.

    result: the tensor that it gives. squeezes: Keras takes the last axis off the output, since the labels have none
    such; else labels and output are of one rank.
    """

    title: str
    steps: tuple[FormulaStep, ...]
    result: int
    squeezes: bool = False


@record(frozen=True)
class LossPlan:
    """A loss by its snake-case name. config: arguments that differ from the default. location: as in `Loss`.

    formula: of a loss function of the program; name and from_logits are then those of the loss of Keras that takes such
    targets.
    """

    name: str
    from_logits: bool
    config: Mapping[str, object]
    location: Location
    formula: FormulaPlan | None = None

    @property
    def words(self) -> str:
        """As the program calls it."""
        return self.name if self.formula is None else self.formula.title


@record(frozen=True)
class OptimizerPlan:
    """An optimizer with the arguments that were written."""

    class_name: str
    config: Mapping[str, object]
    location: Location | None

    @property
    def words(self) -> str:
        """As a reader knows it: "SGD, learning rate 0.01"."""
        rate = self.config.get("learning_rate", self.config.get("lr"))
        if isinstance(rate, (int, float)):
            return f"{self.class_name}, learning rate {rate:g}"
        if isinstance(rate, KerasObject):
            return f"{self.class_name}, learning rate by {rate.class_name}"
        return self.class_name


@record(frozen=True)
class ModelPlan:
    """Everything that is built and compiled. kind: as in `model.network.Model`. One `LossPlan` per output.

    chose_outputs: how many classes an output has is unknown, so that its size was chosen: no real labels fit.
    """

    title: str
    kind: str
    location: Location
    inputs: tuple[InputPlan, ...]
    layers: tuple[LayerPlan, ...]
    calls: tuple[LayerCall, ...]
    outputs: tuple[int, ...]
    losses: tuple[LossPlan, ...]
    optimizer: OptimizerPlan
    output_names: tuple[str | None, ...] = ()
    parameters: int | None = None
    batch_size: int = 32
    notes: tuple[str, ...] = ()
    chose_outputs: bool = False

    def consumers(self, given: InputPlan) -> Iterator[LayerPlan]:
        """The layers that are called on an input."""
        return (self.layers[call.layer] for call in self.calls if given.tensor in call.inputs)

    def makers(self) -> Mapping[int, LayerCall]:
        """The call that each tensor comes from."""
        return {tensor: call for call in self.calls for tensor in call.outputs}

    def output_shape(self, output: int) -> Shape | None:
        """What was recovered of an output's shape."""
        call = self.makers().get(self.outputs[output])
        return None if call is None else call.shapes[call.outputs.index(self.outputs[output])]

    def positions(self, output: int) -> Shape | None:
        """The axes of an output between that of the samples and that of the units; None where unknown."""
        shape = self.output_shape(output)
        return None if shape is None else shape[1:-1]

    def units(self, output: int) -> int | None:
        """The units of an output's layer, where they were written."""
        head = self.head(output)
        config = self.layers[head.layer].core.config if head is not None else {}
        units = config.get("units", config.get("filters"))
        return units if isinstance(units, int) else None

    def head(self, output: int = 0) -> LayerCall | None:
        """The last call with weights before an output, if nothing but steps without weights lies between."""
        makers = self.makers()
        call = makers.get(self.outputs[output])
        while call is not None and not self.has_weights(call):
            if len(call.inputs) != 1:
                return None
            call = makers.get(call.inputs[0])
        return call

    def has_weights(self, call: LayerCall) -> bool:
        """Whether the call's layer is one that maps its input linearly by a kernel."""
        plan = self.layers[call.layer].core
        return plan.kind == "layer" and "kernel_initializer" in plan.settable()

    def final_activation(self, output: int) -> str | None:
        """The activation that is applied last before an output; None where that is not a plain one."""
        makers = self.makers()
        call = makers.get(self.outputs[output])
        while call is not None:
            layer = self.layers[call.layer]
            activation = layer.core.config.get("activation")
            if layer.class_name == "Softmax":
                return "softmax"
            if layer.kind == "op" and operation(layer.class_name).values not in KEEPING:
                return canonical_activation(layer.class_name)
            if isinstance(activation, str) and activation != "linear":
                return activation
            if self.has_weights(call) or layer.class_name == "Activation":
                return "linear"
            if len(call.inputs) != 1:
                return None
            call = makers.get(call.inputs[0])
        return None

    def upstream(self, output: int) -> list[tuple[LayerPlan, CallArguments | None]]:
        """The layers that an output depends on, in the order of their calls."""
        needed = {self.outputs[output]}
        found = []
        for call in reversed(self.calls):
            if needed & set(call.outputs):
                needed |= set(call.inputs)
                found.append((self.layers[call.layer], call.given))
        return found[::-1]


def changed_outputs(plan: ModelPlan, fixed: ModelPlan) -> tuple[int, ...]:
    """The outputs that a fix changes, by a layer before them or by their loss; none stand for all."""
    changed = tuple(
        output
        for output, (loss, other) in enumerate(zip(plan.losses, fixed.losses, strict=True))
        if loss != other or plan.upstream(output) != fixed.upstream(output)
    )
    return changed if len(changed) < len(plan.losses) else ()
