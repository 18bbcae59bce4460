"""KR308."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.edits import Fix, InsertLayer
from kerasrules.model.findings import Finding, Severity
from kerasrules.model.network import ReachingInput
from kerasrules.model.program import Program
from kerasrules.model.training import Fit
from kerasrules.rules.data._reaching_inputs import is_sensitive, pointers
from kerasrules.rules.graph import fused_activation, unwrap
from kerasrules.rules.phrasing import described, number
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location

RATIO = 10.0
"""How many times its spread the mean may be."""


class OffsetDominatedInput(Rule):
    """The mean of the training data is many times larger than their standard deviation.

    ## What it does
    Reports data whose mean and standard deviation are known where they reach the first layer with weights, and whose
    mean is more than ten times the standard deviation.

    ## Why is this bad?
    All samples look nearly alike to the network: the first layer outputs the same large number for each, with a small
    difference that carries all the information. The gradients act on the constant part, and training stays at the mean
    or at chance level. Changing the activation or the optimizer does not help; subtracting the mean does.

    ## Example
    ```python
    pressure = rng.normal(loc=1013.0, scale=2.0, size=(5000, 8))
    model.fit(pressure, y)
    ```

    ## Use instead
    ```python
    pressure = (pressure - pressure.mean(axis=0)) / pressure.std(axis=0)
    model.fit(pressure, y)
    ```
    or a `Normalization` layer that is adapted to the training data.

    ## References
    - LeCun, Bottou, Orr, Müller: Efficient BackProp (1998), section 4.3
    """

    code = "KR308"
    name = "offset-dominated-input"
    severity = Severity.WARNING
    fix_applicability = "unsafe"
    confirm = ConfirmTraits(trains=True, needs_data=True, measures="feature-spread")

    def check(self, program: Program) -> Iterator[Finding]:
        """Both numbers must be known; data without any spread are made up for a test."""
        yield from one_per_location(
            self._report(fit, arrival, arrival.value.mean, arrival.value.std)
            for training in program.trainings
            for fit in training.fits
            if fit.trains
            for arrival in fit.reaching_inputs
            if is_sensitive(arrival)
            and arrival.value.mean is not None
            and arrival.value.std is not None
            and 0 < arrival.value.std * RATIO < abs(arrival.value.mean)
            and not _is_centred(arrival)
        )

    def _report(self, fit: Fit, arrival: ReachingInput, mean: float, std: float) -> Finding:
        layer = unwrap(arrival.node.layer)
        return self.finding(
            fit.location,
            f"values with mean {number(mean)} and standard deviation {number(std)} reach {described(layer)}. All"
            " samples look alike to the network",
            related=pointers(arrival),
            help="subtract the mean and divide by the standard deviation, for instance with a Normalization layer"
            " adapted to the training data",
            fix=Fix("Insert BatchNormalization", (InsertLayer(layer.location, "BatchNormalization()"),)),
        )


def _is_centred(arrival: ReachingInput) -> bool:
    """Whether batch normalisation follows the layer at once and takes the constant part out."""
    node = arrival.node
    return (
        fused_activation(node.layer) == "linear"
        and bool(node.consumers)
        and all(unwrap(consumer.layer).class_name == "BatchNormalization" for consumer in node.consumers)
    )
