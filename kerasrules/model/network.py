"""The network: a graph as in Keras.

A `Layer` is an object with weights; a `Node` is one call of a layer on tensors; a `Tensor` is an output of a node.
Where the program branches on an unknown value (`if use_dropout: x = Dropout(0.5)(x)`), the tensor that
reaches the next layer is one of several: an input of a node is therefore a tuple of *alternatives*, and a fact about
the program must hold for each.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from kerasrules.model.data import A_WEIGHT, ArrayInfo, Shape
from kerasrules.model.locations import Location
from kerasrules.model.record import field, record
from kerasrules.model.unknown import Unknown


@record(frozen=True, eq=False)
class Layer:
    """A layer object, or an operation that acts as one.

    kind: "layer" (a class of keras.layers; `class_name` is Keras' name, aliases resolved: MaxPool2D is MaxPooling2D),
    "op" (a function on tensors; `class_name` is its short name such as "relu", "add", "matmul", "reshape", and
    `config` holds its constant arguments), "input", "backbone" (keras.applications; `class_name` "ResNet50"),
    "custom" (a class of the program whose `call` could not be read), "unknown" (anything else that takes tensors:
    opaque to every rule), "escape" (the tensor left for code that is not in sight), "loop" (the head of a loop that
    runs an unknown number of times; opaque).

    config: for a "layer" every parameter of Keras' signature with its value as written or its default: plain Python
    constants, tuples and lists; `Unknown` where the value is unknown. The key "activation" is normalized to the
    activation's snake-case name ("linear" for None), or Unknown. Wrappers (TimeDistributed, Bidirectional) hold the
    wrapped `Layer` under "layer".
    arguments: the place of each argument as written, by parameter name. positional: how many have no name there.
    constants: the place of the module's constant that an argument is, where it is passed by its name.
    """

    kind: str
    class_name: str
    location: Location
    config: Mapping[str, object] = field(default_factory=dict)
    arguments: Mapping[str, Location] = field(default_factory=dict)
    name: str | None = None
    positional: int = 0
    constants: Mapping[str, Location] = field(default_factory=dict)

    @property
    def takes_weight(self) -> bool:
        """Whether this is an operation on a weight that the program made itself, with `add_weight` for instance."""
        args, kwargs = self.config.get("args", ()), self.config.get("kwargs", {})
        given = [*(args if isinstance(args, tuple) else ()), *(kwargs.values() if isinstance(kwargs, dict) else ())]
        return self.kind == "op" and any(isinstance(one, ArrayInfo) and one.origin == A_WEIGHT for one in given)


@record(eq=False)
class Tensor:
    """The `index`-th output of a node. shape None: not even the rank is known."""

    node: Node
    index: int = 0
    shape: Shape | None = None
    dtype: str | None = None


Alternatives: TypeAlias = "tuple[Tensor | Unknown, ...]"
"""What may arrive at one input: exactly one of these, never empty."""


@record(eq=False)
class Node:
    """One call of a layer. `owners` are the calls of models and custom layers around it, outermost first."""

    layer: Layer
    inputs: tuple[Alternatives, ...]
    location: Location
    call_path: tuple[EnclosingCall, ...] = ()
    outputs: list[Tensor] = field(default_factory=list)
    consumers: list[Node] = field(default_factory=list)
    array: ArrayInfo | None = None
    """For kind "input": the data that the program feeds here in a custom loop, where known."""
    built_by: str | None = None
    """For kind "input" of a model that declares none: the call whose data gave it its shape ("fit", "predict", "build",
    "call" for `model(x)`); the layer's location is that call."""
    parameters: int | None = None
    """Number of weights, trainable and not; None where unknown."""
    error: str | None = None
    """What Keras would say if this call cannot be built."""
    call_arguments: Mapping[str, object] = field(default_factory=dict)
    """Constant keywords of the call itself, such as `training=False`."""
    recorded: bool = False
    """A gradient tape was around when the call was made."""
    without_gradient: bool = False
    """It was made where nothing is recorded: in `torch.no_grad()` or `tape.stop_recording()`."""
    offered: bool = False
    """A function of the program returned its output beside others, or uses it on a branch that was not taken: it may
    be there for other callers."""
    conditions: frozenset[int] = frozenset()
    """The branches, here and in callers, that it stands in: what is made without them is also made otherwise."""
    passed: tuple[EnclosingCall, ...] = ()
    """Calls of the program's own layers that gave its output back as they got it."""
    roles: tuple[str | None, ...] = ()
    """The keyword that each input is given by (None: by position); empty where all are given by position."""


@record(frozen=True, eq=False)
class EnclosingCall:
    """A call of a nested model or of a layer class of the program, through which nodes came to be."""

    class_name: str
    name: str | None
    location: Location
    subject: object = None
    """What is called: the same object for each call of one model or layer."""


@record(frozen=True, eq=False)
class LayerInCall:
    """A layer that is made and called whenever `call` of a class of the program runs, which does not keep it."""

    layer: Layer
    class_name: str


@record(frozen=True, eq=False)
class Model:
    """A recovered model. kind: "sequential", "functional", "subclass", "application".

    outputs: one tuple of alternatives per output. nodes: those between inputs and outputs in topological order.
    layers: the rows of `model.summary()` in its order (nested models and custom layers are one row).
    """

    kind: str
    class_name: str
    name: str | None
    location: Location
    inputs: tuple[Tensor, ...]
    outputs: tuple[Alternatives, ...]
    output_names: tuple[str | None, ...]
    nodes: tuple[Node, ...]
    layers: tuple[SummaryRow, ...]
    custom_train_step: bool = False
    custom_compute_loss: bool = False
    complete: bool = True
    """False where a part is unknown; `unknown` then says which."""
    unknown: tuple[Unknown, ...] = ()
    reused: bool = False
    """Called on tensors or wrapped by another model afterwards: its outputs are not the end of the network."""
    made_after: Node | None = None
    """The last call of a layer before the model was made."""


@record(frozen=True, eq=False)
class SummaryRow:
    """A row of the summary table."""

    class_name: str
    name: str | None
    location: Location
    output_shape: Shape | tuple[Shape, ...] | None
    parameters: int | None
    activation: str | None
    node: Node | None = None


@record(frozen=True, eq=False)
class Head:
    """What produces a model output: the last layer with weights (or the op) and the activation that is applied to it.

    activation: snake-case name ("linear" where there is none), or Unknown.
    units: size of the last axis (Dense units, Conv filters), or Unknown. axis: of softmax, -1 by default.
    layer: the layer with the weights; None where the output is made by something else.
    node: the node that yields the final activation; place: where to point (the layer that sets the activation).
    after: steps after the activation that keep values (Flatten, Reshape, Dropout, …).
    """

    activation: str | Unknown
    units: int | Unknown
    layer: Layer | None
    node: Node
    location: Location
    tensor: Tensor
    axis: int | Unknown = -1
    after: tuple[Node, ...] = ()


@record(frozen=True, eq=False)
class ReachingInput:
    """A value on its way into the model: `value` is what reaches `node`, the first layer that computes with it.

    node is the first layer with weights, or the backbone. source is the data as fit got it.
    """

    node: Node
    value: ArrayInfo
    source: ArrayInfo
    input: int = 0
