"""Training: losses, metrics and optimizers, what fit is given, and what changes what is trained."""

from __future__ import annotations

from collections.abc import Mapping

from kerasrules.model.data import ArrayInfo
from kerasrules.model.enumeration import Enum
from kerasrules.model.locations import Location
from kerasrules.model.network import (
    Head,
    Layer,
    Model,
    ReachingInput,
    Tensor,
)
from kerasrules.model.record import field, record
from kerasrules.model.unknown import Unknown


@record(frozen=True, eq=False)
class Loss:
    """A loss as compile or a custom loop names it.

    name: Keras' snake-case function name ("sparse_categorical_crossentropy", "mean_squared_error", "huber",
    "log_cosh", "kl_divergence", …). spelling: as written ("mse"). via: a custom function around it, where there is one.
    place: the loss argument (in a dict or list, that entry; in a custom loop the loss call).
    """

    name: str
    from_logits: bool | Unknown
    location: Location
    spelling: str
    config: Mapping[str, object] = field(default_factory=dict)
    via: str | None = None
    bare_difference: Location | None = None
    """Where the program itself subtracts targets and output that nothing before brings to one rank."""


class LossForm(Enum):
    """How a program writes a loss of Keras that it computes on tensors."""

    OBJECT = "an object that is called, which gives one number"
    FUNCTION = "a function of keras.losses, one number for each sample or position"
    ELEMENTWISE = "a function of keras.backend or tf.nn, on each value"
    PARTLY = "with arguments that are not followed, such as weights of samples"


@record(frozen=True, eq=False)
class SwappedLoss:
    """A cross-entropy that gets the predictions as targets and the targets as predictions.

    by_backend: it is a function of keras.backend, whose arguments had the other order in Keras 1.
    """

    loss: Loss
    by_backend: bool = False


@record(frozen=True, eq=False)
class InnerLoss:
    """A loss of Keras inside of a loss function of the program. result: what it gives there."""

    loss: Loss
    form: LossForm
    result: Tensor


@record(frozen=True, eq=False)
class LossFormula:
    """What a loss function of the program computes from labels and an output of the model: the nodes before `result`.

    is_function: Keras brings labels and output to one rank before it calls a function, but not for a class of losses.
    """

    title: str
    labels: Tensor
    output: Tensor
    result: Tensor
    inner: tuple[InnerLoss, ...] = ()
    is_function: bool = True


@record(frozen=True, eq=False)
class OutputLoss:
    """A head with the loss that judges it. labels: what the program's fit calls give as target to this output.

    direct: the loss sees the label as it came (not re-encoded inside a custom loss).
    lost_gradient: of a loss function of the program, why no gradient gets from its result to the output.
    formula: what a loss function of the program computes, where one formula is what it does.
    """

    head: Head | Unknown
    loss: Loss | Unknown
    output: int = 0
    name: str | None = None
    direct: bool = True
    lost_gradient: LostGradient | None = None
    formula: LossFormula | None = None


@record(frozen=True, eq=False)
class Optimizer:
    """class_name: Keras' name ("Adam"). learning_rate: a number, the start of a schedule, or Unknown."""

    class_name: str
    location: Location
    learning_rate: float | Unknown
    config: Mapping[str, object] = field(default_factory=dict)
    arguments: Mapping[str, Location] = field(default_factory=dict)


@record(frozen=True, eq=False)
class Metric:
    """A metric of compile: `name` in snake case ("accuracy", "binary_accuracy", "auc")."""

    name: str
    location: Location
    config: Mapping[str, object] = field(default_factory=dict)
    output: int | None = None
    spelling: str | None = None
    """As written, where it is a text: Keras reports it under this name."""


class Overlap(Enum):
    """How the data that validate come to be those that are trained on."""

    SAME = "the same arrays, elements, or files of a folder"
    PART = "some of the samples that are trained on"
    SHARED = "some samples are in both"
    DRAWN_ANEW = "each pass shuffles all samples before they are divided"


@record(frozen=True, eq=False)
class Fit:
    """A call that feeds data.

    method: "fit", "train_on_batch", "fit_generator", "evaluate", "predict", "loop", or "call" (of the model itself,
    outside of a training step).

    x, y: one Array per input and per output (Unknown where unknown); empty tuple where the call gives none.
    """

    method: str
    location: Location
    x: tuple[ArrayInfo | Unknown, ...]
    y: tuple[ArrayInfo | Unknown, ...]
    validation_x: tuple[ArrayInfo | Unknown, ...] = ()
    validation_y: tuple[ArrayInfo | Unknown, ...] = ()
    reaching_inputs: tuple[ReachingInput, ...] = ()
    validation_reaching_inputs: tuple[ReachingInput, ...] = ()
    arguments: Mapping[str, object] = field(default_factory=dict)
    """Every argument by name: constants, tuples, lists and dicts of them, layers, tensors, `KerasObject` for callbacks
    and the like, `DataInfo` for datasets under "x" and "validation_data"; the rest is Unknown."""
    argument_locations: Mapping[str, Location] = field(default_factory=dict)
    bound_at: Mapping[str, Location] = field(default_factory=dict)
    """Where the variables that it passes as "x", "y", "validation_x" and "validation_y" were assigned last. A dataset
    stands for the targets too."""
    order: int = 0
    """Position in the program's run: compile, fit and changes of `trainable` are counted together."""
    overlap: Overlap | None = None
    """What the validation data surely have to do with the training data; None where nothing is known."""
    incomplete: bool = False
    """There may be more arguments, passed through `*` or `**`."""
    in_loop: bool = False
    """The call stands in a loop, so that it may run several times."""
    lists: tuple[str, ...] = ()
    """Which of "x" and "y" are plain Python lists with one item per sample."""
    targets_are_inputs: bool = False
    """The targets surely are the inputs themselves, as of an autoencoder."""

    @property
    def callbacks(self) -> tuple[KerasObject, ...]:
        """Those of the callbacks that are objects of Keras."""
        given = self.arguments.get("callbacks")
        items = given if isinstance(given, (list, tuple)) else (given,)
        return tuple(item for item in items if isinstance(item, KerasObject))

    @property
    def trains(self) -> bool:
        """Whether the call changes weights."""
        return self.method not in {"evaluate", "predict", "call"}


@record(frozen=True, eq=False)
class KerasObject:
    """An initializer, a callback or a schedule, as an argument holds it. config: its arguments by name."""

    class_name: str
    location: Location | None = None
    config: Mapping[str, object] = field(default_factory=dict)


@record(frozen=True, eq=False)
class TrainableChange:
    """`something.trainable = value`. layers: all that it reaches; partly: only a part of each of them."""

    location: Location
    value: bool | Unknown
    layers: frozenset[Layer]
    order: int
    partly: bool = False


@record(frozen=True, eq=False)
class WeightLoad:
    """Weights that a model is given from a file. layers: all that the model has."""

    layers: frozenset[Layer]
    order: int


@record(frozen=True, eq=False)
class TunerObjective:
    """What a search of Keras Tuner compares models by: the name of a quantity that training reports."""

    quantity: str
    location: Location


@record(frozen=True, eq=False)
class PredictionDecoding:
    """Predictions turned into classes.

    kind: "argmax" (detail: the axis or None), "round" (the decimals), "predict_classes", or a comparison operator (the
    threshold). size: of the axis that argmax runs over, where known.
    """

    kind: str
    detail: object
    location: Location
    model: Model | Unknown
    order: int
    size: int | None = None


@record(frozen=True, eq=False)
class PairwiseDifference:
    """A difference or comparison of the arrays (n,) and (n, 1), of which one is made of predictions: n x n values.

    operator: as written. by_pandas: pandas computes it, which refuses such shapes.
    """

    operator: str
    predictions: ArrayInfo
    other: ArrayInfo
    location: Location
    by_pandas: bool = False


@record(frozen=True, eq=False)
class GeneratedAndReal:
    """An input of a model that gets data, and in another call or other samples what another network makes.

    So it is with the discriminator of an adversarial network. data: all that it gets and of which something is known.
    location: where it gets the first of them.
    """

    model: str
    generated: Head
    data: tuple[ArrayInfo, ...]
    location: Location


@record(frozen=True, eq=False)
class EstimatorFit:
    """A scaler, encoder, tokenizer or layer fitted on data. owner: the same number for the same object."""

    class_name: str
    method: str
    data: ArrayInfo | Unknown
    location: Location
    order: int
    owner: int


@record(frozen=True)
class LostGradient:
    """Gradients, in a hand-written training step, that surely reach none of the weights that they are taken of.

    location: where they are taken. why: "frozen" (there are no weights to be trained), "unrecorded" (no tape was around
    what the weights did), "blocked" (a step on the way has no gradient), "unrelated" (the loss does not depend on
    them), "unused" (a loss function of compile does not use the output), "empty" (the optimizer is given none).
    cause: the change of `trainable`, the call, or the step. step: its name.
    """

    location: Location
    why: str
    cause: Location | None = None
    step: str | None = None


@record(frozen=True, eq=False)
class DataSplit:
    """Samples that are split into parts: those of training and those of a test.

    arrays: what is split, of a table each column of which something is known. fitted: what was fitted on it before.
    """

    arrays: tuple[ArrayInfo, ...]
    fitted: tuple[EstimatorFit, ...]
    location: Location


@record(frozen=True, eq=False)
class Training:
    """A compile call (or a custom loop's loss) with the fits that follow it.

    place: of the compile call (of the loss call in a custom loop). model: Unknown where compile's object is unknown.
    optimizer None: not given. escapes: the compiled model leaves for code that is not in sight (returned from a
    function that nobody here calls, passed to an unknown function), so it may be trained there. loaded: the model was
    saved with this set-up and loaded, so that it was trained before, perhaps by another program.
    """

    location: Location
    model: Model | Unknown
    output_losses: tuple[OutputLoss, ...]
    metrics: tuple[Metric | Unknown, ...] = ()
    optimizer: Optimizer | Unknown | None = None
    fits: tuple[Fit, ...] = ()
    custom_loop: bool = False
    escapes: bool = False
    loaded: bool = False
    unknown: tuple[Unknown, ...] = ()
    order: int = 0
    trainable: Mapping[Layer, bool | Unknown] = field(default_factory=dict)
    """At the time of compile, for backbones and for layers whose `trainable` was set: whether they are trained.
    Unknown: partly, or unknown. Others are trained."""
    arguments: Mapping[str, Location] = field(default_factory=dict)
    """Places of compile's arguments."""
    without_loss: bool = False
    """The compile call surely passes no loss, or None as it is written there."""
    loss_weights: object = None
    """Factors of the losses as compile is given them; None: they count as they are."""

    @property
    def trained(self) -> bool:
        """Whether weights are, or may be, trained with this set-up.

        A model of which the program shows other calls only, as of a generator inside of a GAN, is left alone.
        """
        return self.custom_loop or any(fit.trains for fit in self.fits) or (self.escapes and not self.fits)
