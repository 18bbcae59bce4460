"""KR301."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.edits import Fix, InsertLayer
from kerasrules.model.findings import Finding, Severity
from kerasrules.model.network import Node, ReachingInput
from kerasrules.model.program import Program
from kerasrules.model.training import Fit, Optimizer, Training
from kerasrules.rules.data._reaching_inputs import bounds, is_sensitive, pointers, reaching_inputs
from kerasrules.rules.graph import fused_activation, unwrap
from kerasrules.rules.phrasing import described, interval
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location

LIMIT = 10.0
"""Values of this size still go well with Keras' default initializers and learning rates."""


class UnscaledInput(Rule):
    """Training data reach the network on their raw, large scale.

    ## What it does
    Follows the data from their source to the first layer with weights and reports values that are known to exceed about
    -10 to 10, such as pixels from 0 to 255. It is an error with plain SGD and a warning with adaptive optimizers.

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
    fix_applicability = "unsafe"
    confirm = ConfirmTraits(
        trains=True, needs_data=True, measures="feature-spread", asked_of_data=True, scalings=("data set",)
    )

    def check(self, program: Program) -> Iterator[Finding]:
        """Only ranges that the data really fill count."""
        yield from one_per_location(
            self._report(training, fit, arrival)
            for training, fit, arrival in reaching_inputs(program)
            if arrival.value.bounds_attained and is_sensitive(arrival) and max(map(abs, bounds(arrival))) > LIMIT
        )

    def _report(self, training: Training, fit: Fit, arrival: ReachingInput) -> Finding:
        low, high = bounds(arrival)
        layer = unwrap(arrival.node.layer)
        plain = isinstance(training.optimizer, Optimizer) and training.optimizer.class_name == "SGD"
        pixels = low >= 0 and 200 <= high <= 256
        normalised = _is_normalised(arrival.node)
        consequence = (
            "The batch normalization after it removes the scale again"
            if normalised
            else "With plain SGD, such inputs usually make training diverge or stay at chance level"
            if plain
            else "Inputs scaled to about [-1, 1] train faster and more reliably"
        )
        return self.finding(
            fit.location,
            f"values from {interval(low, high)} reach {described(layer)} unscaled. {consequence}",
            severity=Severity.INFO if normalised else Severity.ERROR if plain else None,
            related=pointers(arrival),
            help="divide by 255, or start the model with layers.Rescaling(1.0 / 255)"
            if pixels
            else "standardize the data with the mean and standard deviation of the training set, for instance with"
            " layers.Normalization",
            fix=Fix("Insert Rescaling(1.0 / 255)", (InsertLayer(layer.location, "Rescaling(1.0 / 255)"),))
            if pixels
            else None,
        )


def _is_normalised(node: Node) -> bool:
    """Whether batch normalization follows at once: then the scale of the input makes no difference."""
    return (
        fused_activation(node.layer) == "linear"
        and bool(node.consumers)
        and all(unwrap(consumer.layer).class_name == "BatchNormalization" for consumer in node.consumers)
    )
