"""KR308."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.data import SampleSpread
from kerasrules.model.edits import Fix, InsertLayer
from kerasrules.model.findings import Confidence, Effect, Finding, Severity
from kerasrules.model.network import ReachingInput
from kerasrules.model.program import Program
from kerasrules.model.training import Fit
from kerasrules.rules.data._reaching_inputs import is_sensitive, offset_dominates, pointers
from kerasrules.rules.graph import fused_activation, unwrap
from kerasrules.rules.phrasing import described, number
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location

WITHIN = 0.1
"""Samples that differ by less than this share of the whole spread within themselves are little but their offset."""


class OffsetDominatedInput(Rule):
    """The mean of the training data is many times larger than their standard deviation.

    ## What it does
    Reports data whose mean and standard deviation are known where they reach the first layer with weights, and whose
    mean is more than ten times the standard deviation. Of images and series in a file (`kerasrules confirm --data`) it
    also reports samples whose means differ more than ten times as far as the values within a sample.

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
    effect = Effect.IMPAIRS
    confidence = Confidence.MEDIUM
    fix_applicability = "unsafe"
    confirm = ConfirmTraits(
        trains=True, needs_data=True, measures="feature-spread", asked_of_data=True, scalings=("data set", "sample")
    )

    def check(self, program: Program) -> Iterator[Finding]:
        """Both numbers must be known; data without any spread are synthesized for a test."""
        yield from one_per_location(
            finding
            for training in program.trainings
            for fit in training.fits
            if fit.trains
            for arrival in fit.reaching_inputs
            if is_sensitive(arrival)
            for finding in self._of_arrival(fit, arrival)
        )

    def _of_arrival(self, fit: Fit, arrival: ReachingInput) -> Iterator[Finding]:
        mean, std, samples = arrival.value.mean, arrival.value.std, arrival.value.sample_spread
        if mean is None or std is None:
            return
        if offset_dominates(arrival.value) and not _is_centred(arrival):
            yield self._report(fit, arrival, mean, std)
        elif samples is not None and samples.within < WITHIN * min(std, samples.between):
            yield self._report_samples(fit, arrival, samples)

    def _report_samples(self, fit: Fit, arrival: ReachingInput, samples: SampleSpread) -> Finding:
        return self.finding(
            fit.location,
            f"values that differ by {number(samples.between)} between samples, but only by {number(samples.within)}"
            f" within a sample, reach {described(arrival.node.layer)}. The network sees little more than the mean of"
            " each sample",
            related=pointers(arrival),
            help="subtract the mean of each sample and divide by its standard deviation",
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
    """Whether batch normalization follows the layer at once and takes the constant part out."""
    node = arrival.node
    return (
        fused_activation(node.layer) == "linear"
        and bool(node.consumers)
        and all(unwrap(consumer.layer).class_name == "BatchNormalization" for consumer in node.consumers)
    )
