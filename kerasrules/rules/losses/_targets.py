"""Targets beside the heads and losses that they go with, as the rules on labels want them."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.activations import RANGES
from kerasrules.keras_api.losses import BINARY, CATEGORICAL
from kerasrules.keras_api.refused.target_shapes import refused_targets
from kerasrules.model.data import ArrayInfo, DataInfo, Shape
from kerasrules.model.findings import Related
from kerasrules.model.made_up_data import is_random
from kerasrules.model.network import Head
from kerasrules.model.program import Program
from kerasrules.model.record import record
from kerasrules.model.training import Fit, Loss, OutputLoss
from kerasrules.model.unknown import Unknown
from kerasrules.rules.graph import only
from kerasrules.rules.heads import SPARSE, Judged, batch_size, judged
from kerasrules.rules.label_shapes import first_batch, lacks_axes
from kerasrules.rules.phrasing import origin_here, origin_words, reach

EXPECTED_ENCODING = {**dict.fromkeys(SPARSE, "integer"), **dict.fromkeys(CATEGORICAL, "one-hot")}
"""What the targets of a loss are."""

CLOSE = 1e-3
"""Rounding of data that were scaled to an interval."""

_NOISE = 0.3
"""Labels are noised and smoothed on purpose, in GANs also a little beyond 0 and 1."""


@record(frozen=True)
class Target:
    """What one training call gives to one head, with the loss that compares the two."""

    judged: Judged
    fit: Fit
    array: ArrayInfo

    @property
    def words(self) -> str:
        """The targets with their origin: "the targets (keras.datasets.mnist labels)"."""
        return f"the targets{origin_words(self.array)}"

    @property
    def is_made_up(self) -> bool:
        """Whether random numbers stand in for the targets, or are mixed into them, as in demonstrations and GANs."""
        return is_random(self.array)

    def locations(self) -> list[Related]:
        """Pointers to the data and to the call that gives them."""
        return [*origin_here(self.array), Related("targets passed here", self.fit.location)]


def targets(program: Program, *, evaluated: bool = False) -> Iterator[Target]:
    """Every known target that a loss compares, as it came, with a known head.

    evaluated: also what is given to `evaluate`, after what is given to `fit`.
    """
    for pair in judged(program):
        if pair.pair.direct:
            yield from targets_of(pair, evaluated=evaluated)


def targets_of(pair: Judged, *, evaluated: bool = False) -> Iterator[Target]:
    """The same for one head and its loss, whatever that does with the targets first."""
    for fit in sorted(pair.training.fits, key=lambda fit: not fit.trains):
        if (fit.trains or (evaluated and fit.method == "evaluate")) and pair.pair.output < len(fit.y):
            array = fit.y[pair.pair.output]
            if not isinstance(array, Unknown):
                yield Target(pair, fit, array)


def head_range(pair: Judged) -> tuple[float, float] | None:
    """The values that the head can give; None where its activation is unknown."""
    activation = pair.head.activation
    return RANGES.get(activation) if isinstance(activation, str) else None


def surely_beyond(array: ArrayInfo, low: float, high: float) -> str | None:
    """How the array's values surely leave an interval, in words; None where they may well stay inside.

    Only intervals that the data really fill count. Standardized data have both signs, and values beyond 1.
    """
    if array.standardized:
        if low > -0.5:
            return "have mean 0, so about half of them are negative"
        return "have standard deviation 1, so many lie outside [-1, 1]" if high < 1.5 else None
    if array.reached is None:
        return None
    least, most = array.reached
    slack = CLOSE * max(1.0, most - least)
    if least < low - slack or most > high + slack:
        return f"range from {reach(array)}"
    return None


def out_of_range(target: Target) -> str | None:
    """How targets of a cross-entropy surely leave [0, 1], in words; class numbers for one-hot vectors are KR206's."""
    name = target.judged.loss.name
    if name not in BINARY | CATEGORICAL or target.is_made_up:
        return None
    if name in CATEGORICAL and target.array.encoding == "integer":
        return None
    return surely_beyond(target.array, -_NOISE, 1.0 + _NOISE)


def widths(target: Target) -> tuple[int, int, int] | None:
    """Rank of the labels, their values per sample (per position) and the head's units; None unless all are known."""
    output, labels = target.judged.head.tensor.shape, target.array.shape
    if output is None or len(output) < 2 or output[-1] is None or labels is None or not labels:
        return None
    if len(output) == 2 and len(labels) == 1:
        return 1, 1, output[-1]
    if len(labels) != len(output) or labels[1:-1] != output[1:-1] or labels[-1] is None:
        return None
    return len(labels), labels[-1], output[-1]


def widths_differ(target: Target) -> bool:
    """Whether labels and output surely have another number of values per sample."""
    found = widths(target)
    return found is not None and found[1] != found[2]


def compared_shapes(target: Target) -> tuple[Shape, Shape] | None:
    """The shapes of targets and output in the first batch, where both are known."""
    labels, output = target.array.shape, target.judged.head.tensor.shape
    if labels is None or not labels or output is None or len(output) < 2 or target.judged.loss.via is not None:
        return None
    data = target.fit.arguments.get("x")
    if isinstance(data, DataInfo) and data.batched is not True:
        return None
    labels = first_batch(labels, batch_size(target.fit))
    return labels, (labels[0], *output[1:])


def labels_without_output(pair: Judged) -> bool:
    """Whether class indices surely leave the units of the head, where each wants one of its own."""
    if pair.loss.name not in SPARSE or pair.units is None:
        return False
    count = pair.units
    return any(
        label.bounds_attained
        and label.encoding in (None, "integer")
        and ((label.low is not None and label.low < 0) or (label.high is not None and label.high > count - 1))
        for label in pair.labels()
    )


WITHOUT_OUTPUT = "TensorFlow raises an error on CPU and returns NaN on GPU"
"""What comes of such labels."""


def refused_shapes(target: Target) -> str | None:
    """Why the loss cannot compare the targets with the output; None where it can, or may."""
    shapes = compared_shapes(target)
    return None if shapes is None else refused_targets(target.judged.loss.name, *shapes)


def sample_words(shape: Shape) -> str:
    """What one sample of this shape holds: "one value", "10 values", "28 x 28 values"."""
    sizes = shape[1:]
    if all(size == 1 for size in sizes) and len(sizes) < 2:
        return "one value"
    return f"{' x '.join('?' if size is None else str(size) for size in sizes)} values"


def encoding_differs(target: ArrayInfo, pair: OutputLoss, loss: Loss) -> bool:
    """Whether the labels surely have the encoding that the loss does not expect."""
    expected = EXPECTED_ENCODING.get(loss.name)
    if expected == "one-hot" and target.encoding == "integer":
        return isinstance(pair.head, Unknown) or pair.head.units != 1
    if expected == "integer" and target.encoding == "one-hot":
        return not _may_be_one_column(target, pair)
    return False


def _may_be_one_column(target: ArrayInfo, pair: OutputLoss) -> bool:
    """LabelBinarizer turns two classes into one column of 0 and 1, which a sparse loss takes."""
    binarized = any("LabelBinarizer" in step.text for step in target.steps)
    return binarized and target.classes is None and not (isinstance(pair.head, Head) and _more_than_two(pair.head))


def _more_than_two(head: Head) -> bool:
    return isinstance(head.units, int) and head.units > 2


def classes_compared(target: Target) -> bool:
    """Whether the loss sets the head's units against the labels' classes, and no other rule has more to say."""
    pair, encoding = target.judged, target.array.encoding
    if pair.loss.name in SPARSE:
        single = pair.units == 1 and pair.head.activation in ("sigmoid", "softmax")
        return encoding == "integer" and target.array.bounds_attained and not single
    if pair.loss.name in CATEGORICAL | BINARY:
        return encoding in ("one-hot", "multi-hot") and not (pair.units == 1 and pair.loss.name in CATEGORICAL)
    return False


def is_told_elsewhere(target: Target) -> bool:
    """Whether another rule tells why these targets do not go with the output: KR206, KR207, KR402 or KR405."""
    pair, array = target.judged, target.array
    if encoding_differs(array, pair.pair, pair.loss):
        return True
    if (
        array.classes is not None
        and pair.units is not None
        and pair.units != array.classes
        and classes_compared(target)
    ):
        return pair.loss.name not in SPARSE
    output = pair.head.tensor.shape or ()
    return _is_dense_on_positions(pair.head) and lacks_axes(output, array.shape or (), pair.loss.name in SPARSE)


def _is_dense_on_positions(head: Head) -> bool:
    """Whether the head is a Dense that predicts at each of several positions."""
    node = head.tensor.node
    for _ in range(50):
        if node.layer is head.layer:
            shape = node.outputs[0].shape if node.outputs else None
            return node.layer.class_name == "Dense" and shape is not None and len(shape) > 2
        tensor = only(node.inputs[0]) if len(node.inputs) == 1 else None
        if tensor is None:
            return False
        node = tensor.node
    return False


def lacks_targets(fit: Fit) -> bool:
    """Whether a call that compares outputs with targets surely gets arrays of inputs alone."""
    if fit.method not in ("fit", "evaluate", "train_on_batch") or fit.incomplete or fit.y or not fit.x:
        return False
    data = fit.arguments.get("x")
    if fit.arguments.get("y") is not None or (isinstance(data, DataInfo) and not data.origin.startswith("tf.data")):
        return False
    return _are_known(fit.x)


def validates_without_targets(fit: Fit) -> bool:
    """Whether the validation data surely are arrays of inputs alone, and training has targets."""
    data = fit.arguments.get("validation_data")
    if fit.method != "fit" or fit.incomplete or fit.validation_y or not fit.validation_x or not fit.y:
        return False
    return _are_known(fit.validation_x) and not isinstance(data, DataInfo)


def _are_known(arrays: tuple[ArrayInfo | Unknown, ...]) -> bool:
    return all(isinstance(array, ArrayInfo) and array.shape is not None for array in arrays)
