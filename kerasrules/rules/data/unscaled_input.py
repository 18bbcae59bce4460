"""KR301."""

from __future__ import annotations

import math
from collections.abc import Iterator

from kerasrules.model.data import ArrayInfo
from kerasrules.model.edits import Fix, InsertLayer
from kerasrules.model.findings import Confidence, Effect, Finding, Severity
from kerasrules.model.network import Node, ReachingInput
from kerasrules.model.program import Program
from kerasrules.model.training import Fit, Optimizer, Training
from kerasrules.model.unknown import Unknown
from kerasrules.rules.data._reaching_inputs import (
    bounds,
    is_sensitive,
    offset_dominates,
    pointers,
    unstandardized_inputs,
)
from kerasrules.rules.graph import fused_activation, unwrap
from kerasrules.rules.phrasing import described, number, reach
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_fact, one_per_location

LIMIT = 10.0
"""Values spread from -10 to 10 still go well with Keras' default initializers and learning rates."""
TOY_LIMIT = 20.0
"""Up to here, as in toy data and small counts, only some programs are harmed."""
_DIVERGES = 2.0
"""Gradient descent on a quadratic diverges where the rate times the curvature, here the mean square, exceeds this."""


class UnscaledInput(Rule):
    """Training data reach the network on their raw, large scale.

    ## What it does
    Follows the data from their source to the first layer with weights and reports values that are known to be large,
    such as pixels from 0 to 255. Spread and offset count alike: 100 to 101 is as large as -170 to 170. It is an error
    with plain SGD, unless its learning rate is small enough, and a warning with adaptive optimizers. Values no larger
    than those from -20 to 20 are reported as information.

    ## Why is this bad?
    Initial weights and default learning rates are designed for inputs of about unit size. With inputs a hundred times
    larger, the first outputs and gradients are that much too large: with plain SGD, training usually diverges or stays
    at chance level. Adam and similar optimizers scale the steps and often succeed, more slowly. Embeddings, normalizing
    first layers and pretrained networks that rescale inside are not reported. If batch normalization directly follows
    the first layer, it removes the scale again, and the finding is information only.

    ## Example
    ```python
    (x_train, y_train), _ = keras.datasets.mnist.load_data()
    model.fit(x_train, y_train)
    ```

    ## Use instead
    ```python
    (x_train, y_train), _ = keras.datasets.mnist.load_data()
    x_train = x_train / 255.0
    model.fit(x_train, y_train)
    ```
    or `layers.Rescaling(1.0 / 255)` as the first layer.

    ## References
    - LeCun, Bottou, Orr, Müller: Efficient BackProp (1998), section 4.3
    - [Keras: Rescaling layer](https://keras.io/api/layers/preprocessing_layers/image_preprocessing/rescaling/)
    """

    code = "KR301"
    name = "unscaled-input"
    severity = Severity.WARNING
    effect = Effect.IMPAIRS
    confidence = Confidence.MEDIUM
    fix_applicability = "unsafe"
    confirm = ConfirmTraits(
        trains=True, needs_data=True, measures="feature-spread", asked_of_data=True, scalings=("data set",)
    )

    def check(self, program: Program) -> Iterator[Finding]:
        """Only a spread or a range that the data really have counts; where all is offset, KR308 speaks."""
        found = (
            (_fact(arrival), self._report(training, fit, arrival, loaded=_starts_trained(program, fit, arrival)))
            for training, fit, arrival in unstandardized_inputs(program)
            if _has_known_scale(arrival.value)
            and is_sensitive(arrival)
            and _extent(arrival) > LIMIT
            and not offset_dominates(arrival.value)
        )
        yield from one_per_location(one_per_fact(found, "the data are passed here, too"))

    def _report(self, training: Training, fit: Fit, arrival: ReachingInput, *, loaded: bool) -> Finding:
        value = arrival.value
        layer = unwrap(arrival.node.layer)
        plain = _diverges(training.optimizer, arrival)
        pixels = _are_pixels(value)
        normalised = _is_normalised(arrival.node)
        consequence = (
            "The batch normalization after it removes the scale again"
            if normalised
            else "The weights that are loaded expect the scale that they were trained on"
            if loaded
            else "With plain SGD, such inputs usually make training diverge or stay at chance level"
            if plain
            else "Inputs scaled to about [-1, 1] train faster and more reliably"
        )
        return self.finding(
            fit.location,
            f"values {_scale_words(value)} reach {described(layer)} unscaled. {consequence}",
            severity=Severity.INFO
            if normalised or loaded or _extent(arrival) <= TOY_LIMIT
            else Severity.ERROR
            if plain
            else None,
            related=pointers(arrival),
            help="give the data the scale that the weights were trained on"
            if loaded
            else "divide by 255, or start the model with layers.Rescaling(1.0 / 255)"
            if pixels
            else "standardize the data with the mean and standard deviation of the training set, for instance with"
            " layers.Normalization",
            fix=Fix("Insert Rescaling(1.0 / 255)", (InsertLayer(layer.location, "Rescaling(1.0 / 255)"),))
            if pixels and not loaded
            else None,
        )


def _starts_trained(program: Program, fit: Fit, arrival: ReachingInput) -> bool:
    """Whether the layer is given weights before the training, whose own scale is not known."""
    layer = unwrap(arrival.node.layer)
    return any(
        load.order < fit.order and any(unwrap(one) is layer for one in load.layers) for load in program.weight_loads
    )


def _fact(arrival: ReachingInput) -> object:
    """The same data are one fact, however often and to whatever model they are passed.

    Data of an unknown origin are the same for the same layer only.
    """
    value = arrival.value
    place = value.origin_place or unwrap(arrival.node.layer).location
    return place, value.reached, value.mean, value.std


_FEWEST_PIXELS = 64
"""A table in a file that is as wide holds images, one in a row."""


def _are_pixels(value: ArrayInfo) -> bool:
    """Whether the values are brightnesses, which a division by 255 scales, and not measurements of such a size."""
    low, high = value.reached or (value.low, value.high)
    if low is None or high is None or low < 0 or not 200 <= high <= 256:
        return False
    shape = value.shape or ()
    wide = value.column is not None and len(shape) == 2 and (shape[1] or 0) >= _FEWEST_PIXELS
    return value.dtype == "uint8" or "pixels" in (value.origin or "") or len(shape) > 3 or wide


def _has_known_scale(value: ArrayInfo) -> bool:
    """Whether the range is one that the data fill, or their mean and spread are known, as those of normal numbers.

    Columns of a file differ in kind and have outliers: how far they reach is not how large they are.
    """
    if _moments(value) is not None:
        return True
    return value.reached is not None and (value.column is None or _are_pixels(value))


def _moments(value: ArrayInfo) -> tuple[float, float] | None:
    """Mean and spread, where only a sample is known those of the sample."""
    mean, std = value.mean, value.std
    if mean is None and value.seen is not None:
        mean, std = value.seen.mean, value.seen.std
    return None if mean is None or std is None else (mean, std)


def _scale_words(value: ArrayInfo) -> str:
    if value.reached is not None:
        return f"from {reach(value)}"
    assert value.mean is not None
    assert value.std is not None
    return f"with mean {number(value.mean)} and standard deviation {number(value.std)}"


def _mean_square(arrival: ReachingInput) -> float:
    """From the mean and the spread where they are known, else as if the values were spread evenly over the range."""
    moments = _moments(arrival.value)
    if moments is not None:
        return moments[0] * moments[0] + moments[1] * moments[1]  # a power of a float may be an error
    low, high = arrival.value.reached or bounds(arrival)
    return (low * low + low * high + high * high) / 3


def _extent(arrival: ReachingInput) -> float:
    """How far values spread evenly around 0 would reach that are as large as these: 255 for pixels from 0 to 255."""
    return math.sqrt(3 * _mean_square(arrival))


def _diverges(optimizer: Optimizer | Unknown | None, arrival: ReachingInput) -> bool:
    """Whether plain gradient descent takes steps that are too large for a single input of this size."""
    if not isinstance(optimizer, Optimizer) or optimizer.class_name != "SGD":
        return False
    rate = optimizer.learning_rate
    return not isinstance(rate, Unknown) and rate * _mean_square(arrival) > _DIVERGES


def _is_normalised(node: Node) -> bool:
    """Whether batch normalization follows at once: then the scale of the input makes no difference."""
    return (
        fused_activation(node.layer) == "linear"
        and bool(node.consumers)
        and all(unwrap(consumer.layer).class_name == "BatchNormalization" for consumer in node.consumers)
    )
