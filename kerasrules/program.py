"""The program that `reading` recovers from source and that rules, `show` and `confirm` look at.

Every part can be `Unknown`, with the reason and the place; a rule that needs such a part stays silent.

The network is a graph as in Keras: a `Layer` is an object with weights; a `Node` is one call of a layer on
tensors; a `Tensor` is an output of a node. Where the program branches on something that is not known
(`if use_dropout: x = Dropout(0.5)(x)`), the tensor that reaches the next layer is one of several: an input of a
node is therefore a tuple of *alternatives*, and a fact about the program must hold for each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from kerasrules.places import Place as Place
from kerasrules.places import Position as Position

Shape: TypeAlias = "tuple[int | None, ...]"
"""A tensor's shape with the batch axis first; None is a dimension that is not known (or any size)."""


@dataclass(frozen=True)
class Unknown:
    """A part that could not be recovered, and why. Also a value of the reader."""

    reason: str
    place: Place | None = None


@dataclass(frozen=True)
class VocabularySize(Unknown):
    """The number of words of a tokenizer that is made at `place`: `len(tokenizer.word_index)`."""


EITHER = Unknown("one of several tensors, by the branch that was taken")
"""Stands among an operation's arguments for a tensor input that has several alternatives."""


@dataclass(frozen=True, eq=False)
class Layer:
    """A layer object, or an operation that acts as one.

    kind: "layer" (a class of keras.layers; `class_name` is Keras' name, aliases resolved: MaxPool2D is MaxPooling2D),
    "op" (a function on tensors; `class_name` is its short name such as "relu", "add", "matmul", "reshape", and
    `config` holds its constant arguments), "input", "backbone" (keras.applications; `class_name` "ResNet50"),
    "custom" (a class of the program whose `call` could not be read), "unknown" (anything else that takes tensors:
    opaque to every rule), "escape" (the tensor left for code that is not in sight), "loop" (the head of a loop that
    runs an unknown number of times; opaque).

    config: for a "layer" every parameter of Keras' signature with its value as written or its default: plain Python
    constants, tuples and lists; `Unknown` where the value is not known. The key "activation" is normalised to the
    activation's snake-case name ("linear" for None), or Unknown. Wrappers (TimeDistributed, Bidirectional) hold the
    wrapped `Layer` under "layer".
    arguments: the place of each argument as written, by parameter name. positional: how many have no name there.
    """

    kind: str
    class_name: str
    place: Place
    config: Mapping[str, object] = field(default_factory=dict)
    arguments: Mapping[str, Place] = field(default_factory=dict)
    name: str | None = None
    positional: int = 0


@dataclass(eq=False)
class Tensor:
    """The `index`-th output of a node. shape None: not even the rank is known."""

    node: Node
    index: int = 0
    shape: Shape | None = None
    dtype: str | None = None


Alternatives: TypeAlias = "tuple[Tensor | Unknown, ...]"
"""What may arrive at one input: exactly one of these, never empty."""


@dataclass(eq=False)
class Node:
    """One call of a layer. `owners` are the calls of models and custom layers around it, outermost first."""

    layer: Layer
    inputs: tuple[Alternatives, ...]
    place: Place
    owners: tuple[Owner, ...] = ()
    outputs: list[Tensor] = field(default_factory=list)
    consumers: list[Node] = field(default_factory=list)
    array: Array | None = None
    """For kind "input": the data that the program feeds here in a custom loop, where known."""
    parameters: int | None = None
    """Number of weights, trainable and not; None where not known."""
    error: str | None = None
    """What Keras would say if this call cannot be built."""
    call_arguments: Mapping[str, object] = field(default_factory=dict)
    """Constant keywords of the call itself, such as `training=False`."""
    roles: tuple[str | None, ...] = ()
    """The keyword that each input is given by (None: by position); empty where all are given by position."""


@dataclass(frozen=True, eq=False)
class Owner:
    """A call of a nested model or of a layer class of the program, through which nodes came to be."""

    class_name: str
    name: str | None
    place: Place
    subject: object = None
    """What is called: the same object for each call of one model or layer."""


@dataclass(frozen=True)
class Step:
    """Something that was done to an array. kind: "scale", "standardize", "cast", "resize", "encode", …"""

    kind: str
    text: str
    place: Place | None


@dataclass(frozen=True)
class Array:
    """What is known of an array (or of the elements of a data set): None is not known.

    low, high: an interval that all values lie in. tight: the data really come near both ends (pixels, counts), so that
    one may say "reaches 255"; otherwise the interval is only a bound.
    standardized: mean ≈ 0 and spread ≈ 1 by construction (StandardScaler, (x-mean)/std, Normalization).
    mean, std: where the source gives them (random normals, declared sensors).
    encoding: for labels "integer" (0..classes-1), "one-hot", "multi-hot", "float" (regression targets), "text".
    shape: includes the sample axis first (None where not known).
    split: "train", "validation", "test" where the source says so.
    augmented: random image transformations lie on the way.
    by_class: labels that stand class after class, as a loop over folders or concatenated blocks leave them.
    origin, origin_place: in words a reader knows ("keras.datasets.mnist pixels"), and where.
    """

    shape: Shape | None = None
    dtype: str | None = None
    low: float | None = None
    high: float | None = None
    tight: bool = False
    standardized: bool = False
    mean: float | None = None
    std: float | None = None
    encoding: str | None = None
    classes: int | None = None
    split: str | None = None
    augmented: bool = False
    by_class: bool = False
    origin: str | None = None
    origin_place: Place | None = None
    steps: tuple[Step, ...] = ()
    predictor: object = field(default=None, compare=False)
    """The `Model` (while reading: the reader's own object) whose predictions these are."""


@dataclass(frozen=True, eq=False)
class Model:
    """A recovered model. kind: "sequential", "functional", "subclass", "application".

    outputs: one tuple of alternatives per output. nodes: those between inputs and outputs in topological order.
    layers: the rows of `model.summary()` in its order (nested models and custom layers are one row).
    """

    kind: str
    class_name: str
    name: str | None
    place: Place
    inputs: tuple[Tensor, ...]
    outputs: tuple[Alternatives, ...]
    output_names: tuple[str | None, ...]
    nodes: tuple[Node, ...]
    layers: tuple[Row, ...]
    custom_train_step: bool = False
    custom_compute_loss: bool = False
    complete: bool = True
    """False where a part is not known; `unknown` then says which."""
    unknown: tuple[Unknown, ...] = ()
    reused: bool = False
    """Called on tensors or wrapped by another model afterwards: its outputs are not the end of the network."""


@dataclass(frozen=True, eq=False)
class Row:
    """A row of the summary table."""

    class_name: str
    name: str | None
    place: Place
    output_shape: Shape | tuple[Shape, ...] | None
    parameters: int | None
    activation: str | None
    node: Node | None = None


@dataclass(frozen=True, eq=False)
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
    place: Place
    tensor: Tensor
    axis: int | Unknown = -1
    after: tuple[Node, ...] = ()


@dataclass(frozen=True, eq=False)
class Loss:
    """A loss as compile or a custom loop names it.

    name: Keras' snake-case function name ("sparse_categorical_crossentropy", "mean_squared_error", "huber",
    "log_cosh", "kl_divergence", …). spelling: as written ("mse"). via: a custom function around it, where there is one.
    place: the loss argument (in a dict or list, that entry; in a custom loop the loss call).
    """

    name: str
    from_logits: bool | Unknown
    place: Place
    spelling: str
    config: Mapping[str, object] = field(default_factory=dict)
    via: str | None = None


@dataclass(frozen=True, eq=False)
class Pair:
    """A head with the loss that judges it. labels: what the program's fit calls give as target to this output.

    direct: the loss sees the label as it came (not re-encoded inside a custom loss).
    """

    head: Head | Unknown
    loss: Loss | Unknown
    output: int = 0
    name: str | None = None
    direct: bool = True


@dataclass(frozen=True, eq=False)
class Optimizer:
    """class_name: Keras' name ("Adam"). learning_rate: a number, the start of a schedule, or Unknown."""

    class_name: str
    place: Place
    learning_rate: float | Unknown
    config: Mapping[str, object] = field(default_factory=dict)
    arguments: Mapping[str, Place] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Metric:
    """A metric of compile: `name` in snake case ("accuracy", "binary_accuracy", "auc")."""

    name: str
    place: Place
    config: Mapping[str, object] = field(default_factory=dict)
    output: int | None = None
    spelling: str | None = None
    """As written, where it is a text: Keras reports it under this name."""


@dataclass(frozen=True, eq=False)
class Arrival:
    """A value on its way into the model: `value` is what reaches `node`, the first layer that computes with it.

    node is the first layer with weights, or the backbone. source is the data as fit got it.
    """

    node: Node
    value: Array
    source: Array
    input: int = 0


@dataclass(frozen=True, eq=False)
class Fit:
    """A call that feeds data. method: "fit", "train_on_batch", "fit_generator", "evaluate", "predict", "loop".

    x, y: one Array per input and per output (Unknown where not known); empty tuple where the call gives none.
    """

    method: str
    place: Place
    x: tuple[Array | Unknown, ...]
    y: tuple[Array | Unknown, ...]
    validation_x: tuple[Array | Unknown, ...] = ()
    validation_y: tuple[Array | Unknown, ...] = ()
    arrivals: tuple[Arrival, ...] = ()
    validation_arrivals: tuple[Arrival, ...] = ()
    arguments: Mapping[str, object] = field(default_factory=dict)
    """Every argument by name: constants plain, the rest Unknown. Data as `DataInfo` under "x" and "validation_data"."""
    argument_places: Mapping[str, Place] = field(default_factory=dict)
    order: int = 0
    """Position in the program's run: compile, fit and changes of `trainable` are counted together."""
    validates_on_training_data: bool = False
    """The validation data surely are the training data: the same arrays, or the same files of a folder."""
    lists: tuple[str, ...] = ()
    """Which of "x" and "y" are plain Python lists with one item per sample."""

    @property
    def trains(self) -> bool:
        """Whether the call changes weights."""
        return self.method not in {"evaluate", "predict"}


@dataclass(frozen=True, eq=False)
class KerasObject:
    """An initializer, a callback or a schedule, as an argument holds it. config: its arguments by name."""

    class_name: str
    place: Place | None = None
    config: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class DataInfo:
    """What a data set that is given to fit is, beside its arrays.

    cardinality: its number of batches, or of samples where it is not batched.
    """

    origin: str
    batched: bool | None
    repeated: bool | None
    cardinality: int | None
    batch_size: int | None
    place: Place | None


@dataclass(frozen=True, eq=False)
class TrainableChange:
    """`something.trainable = value`. layers: all that it reaches; partly: only a part of each of them."""

    place: Place
    value: bool | Unknown
    layers: frozenset[Layer]
    order: int
    partly: bool = False


@dataclass(frozen=True, eq=False)
class Use:
    """A name of Keras or TensorFlow that the program uses. kind: "import", "call" or "method" (of a model).

    name: as the program spells it after resolving renamed imports ("keras.utils.np_utils", "predict_classes").
    keywords: names of keyword arguments with their places.
    """

    kind: str
    name: str
    place: Place
    keywords: Mapping[str, Place] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Decoding:
    """Predictions turned into classes.

    kind: "argmax" (detail: the axis or None), "round" (the decimals), "predict_classes", or a comparison operator (the
    threshold). size: of the axis that argmax runs over, where known.
    """

    kind: str
    detail: object
    place: Place
    model: Model | Unknown
    order: int
    size: int | None = None


@dataclass(frozen=True, eq=False)
class Fitting:
    """A scaler, encoder, tokenizer or layer fitted on data. owner: the same number for the same object."""

    class_name: str
    method: str
    data: Array | Unknown
    place: Place
    order: int
    owner: int


@dataclass(frozen=True, eq=False)
class Training:
    """A compile call (or a custom loop's loss) with the fits that follow it.

    place: of the compile call (of the loss call in a custom loop). model: Unknown where compile's object is not known.
    optimizer None: not given. escapes: the compiled model leaves for code that is not in sight (returned from a
    function that nobody here calls, passed to an unknown function), so it may be trained there.
    """

    place: Place
    model: Model | Unknown
    pairs: tuple[Pair, ...]
    metrics: tuple[Metric | Unknown, ...] = ()
    optimizer: Optimizer | Unknown | None = None
    fits: tuple[Fit, ...] = ()
    custom_loop: bool = False
    escapes: bool = False
    unknown: tuple[Unknown, ...] = ()
    order: int = 0
    trainable: Mapping[Layer, bool | Unknown] = field(default_factory=dict)
    """At the time of compile, for backbones and for layers whose `trainable` was set: whether they are trained.
    Unknown: partly, or not known. Others are trained."""
    arguments: Mapping[str, Place] = field(default_factory=dict)
    """Places of compile's arguments."""

    @property
    def trained(self) -> bool:
        """Whether weights are, or may be, trained with this set-up."""
        return self.custom_loop or self.escapes or any(fit.trains for fit in self.fits)


@dataclass(frozen=True, eq=False)
class Program:
    """All that was recovered from one file (with what it reads from its neighbours)."""

    path: str
    models: tuple[Model, ...] = ()
    trainings: tuple[Training, ...] = ()
    nodes: tuple[Node, ...] = ()
    """Every node made anywhere, also in functions that return tensors to code that is not in sight."""
    unknown: tuple[Unknown, ...] = ()
    notices: tuple[Unknown, ...] = ()
    """What the user should hear of: the step budget was reached, …"""
    uncompiled: tuple[tuple[Model, Fit], ...] = ()
    """fit, evaluate and train_on_batch of models that no compile in sight reached before."""
    trainable_changes: tuple[TrainableChange, ...] = ()
    uses: tuple[Use, ...] = ()
    decodings: tuple[Decoding, ...] = ()
    fittings: tuple[Fitting, ...] = ()

    keras_version: str | None = None
    """"2" or "3" where the user said which one the program is for."""

    def layer_nodes(self) -> Iterator[tuple[Layer, list[Node]]]:
        """Each layer object with all its calls, in the order of first use."""
        calls: dict[Layer, list[Node]] = {}
        for node in self.nodes:
            calls.setdefault(node.layer, []).append(node)
        yield from calls.items()
