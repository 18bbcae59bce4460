"""What the interpreter notes while it runs, before it is put together as a `Program`."""

from __future__ import annotations

from collections.abc import Mapping

from kerasrules.interpreter.correlated_tests import Tests
from kerasrules.interpreter.values import Value
from kerasrules.model.data import ArrayInfo
from kerasrules.model.locations import Location
from kerasrules.model.network import Layer, Tensor
from kerasrules.model.record import field, record
from kerasrules.model.training import Loss, LossForm
from kerasrules.model.unknown import Unknown


@record(eq=False)
class FitEvent:
    """fit, evaluate, predict, train_on_batch, … with its arguments as values."""

    method: str
    location: Location
    x: Value
    y: Value
    validation: Value = None
    arguments: Mapping[str, Value] = field(default_factory=dict)
    locations: Mapping[str, Location] = field(default_factory=dict)
    order: int = 0
    model: Value = None
    in_sight: bool = True
    """Until this call the model was not given to code that is not in sight."""
    incomplete: bool = False
    """There may be more arguments, passed through `*` or `**`."""
    in_loop: bool = False
    """It stands in a loop of the program, however often that runs."""
    bound_at: Mapping[str, Location] = field(default_factory=dict)
    """As in `Fit`."""


@record(eq=False)
class CompileEvent:
    """A compile call. layers: what the model was made of when it was compiled (Sequential)."""

    model: Value
    location: Location
    loss: Value = None
    loss_location: Location | None = None
    loss_locations: Mapping[str | int, Location] = field(default_factory=dict)
    """Places of the entries of a loss dict or list that is written out in the call or assigned nearby."""
    loss_weights: Value = None
    metrics: Value = None
    metrics_location: Location | None = None
    optimizer: Value = None
    optimizer_location: Location | None = None
    layers: Value = None
    without_loss: bool = False
    """No loss is passed, or None is written in its place."""
    without_optimizer: bool = False
    """None is written in the place of the optimizer."""
    fits: list[FitEvent] = field(default_factory=list)
    loaded: bool = False
    """It came with a model that was loaded, so that there were other calls of fit before."""
    order: int = 0
    tests: Tests = ()
    """The tests on whose branches it is."""
    trainable: Mapping[Layer, Value] = field(default_factory=dict)
    own_trainable: Mapping[Value, bool | Unknown] = field(default_factory=dict)
    """The same of layers of the program's own classes, by object."""
    locations: Mapping[str, Location] = field(default_factory=dict)


@record(eq=False)
class LossEvent:
    """A loss computed on tensors: in a custom loop, or inside a custom loss function."""

    loss: Loss
    y: Value
    prediction: Tensor
    location: Location
    result: Value = None
    """The tensor that the loss is."""
    recorded: bool = True
    """Whether a gradient tape was around."""
    order: int = 0
    form: LossForm = LossForm.FUNCTION


@record(eq=False)
class GradientEvent:
    """Gradients of `targets` with respect to weights of `owners`, which are models and layers.

    others: some of the sources may be weights of what is not known. No targets: what is differentiated is data, which
    depend on no weights. frozen: all sources are weights to be trained of what was frozen there, so that they are none.
    recorded: what the tape did not see is in sight. of_all: all weights are meant that the targets depend on.
    """

    targets: tuple[Tensor, ...]
    owners: tuple[Value, ...]
    others: bool
    location: Location
    frozen: Location | None = None
    recorded: bool = False
    of_all: bool = False


@record(eq=False)
class UpdateEvent:
    """An optimizer changes weights of `owners` by the gradients of `targets`.

    No targets: it is not known of what. trainable: as `CompileEvent.trainable`. empty: it is given no gradients at all.
    """

    optimizer: Value
    targets: tuple[Tensor, ...]
    owners: tuple[Value, ...]
    location: Location
    trainable: Mapping[Layer, Value] = field(default_factory=dict)
    empty: bool = False


@record(eq=False)
class TrainableSet:
    """`owner.trainable = value`."""

    owner: Value
    value: bool | Unknown
    location: Location
    order: int


@record(eq=False)
class WeightsLoaded:
    """Weights that a model is given from a file."""

    model: Value
    order: int


@record(eq=False)
class SwapEvent:
    """Items of a list or array swapped one by one; data: as they were then, where `value` is an array.

    indices, slices: what an item is picked by; each index takes an axis away, each slice keeps one.
    """

    by: str
    value: Value
    data: ArrayInfo | None
    location: Location
    indices: int = 1
    slices: int = 0


@record(eq=False)
class DecodeEvent:
    """Predictions of `model` turned into classes."""

    kind: str
    detail: object
    location: Location
    model: Value
    order: int
    size: int | None = None
