"""KR302."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.data import Step
from kerasrules.model.edits import Fix, RemoveLayer
from kerasrules.model.findings import Effect, Finding, Related, Severity
from kerasrules.model.network import ReachingInput
from kerasrules.model.program import Program
from kerasrules.model.training import Fit
from kerasrules.rules.data._reaching_inputs import bounds, is_sensitive, pointers, reaching_inputs
from kerasrules.rules.graph import unwrap
from kerasrules.rules.phrasing import described, interval
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location

WIDTH = 0.02
"""No image that is scaled once has all its values in an interval so narrow."""

_PIXEL_FACTORS = ("255", "127.5", "256")


class DoublyScaledInput(Rule):
    """Training data are scaled to a small range twice.

    ## What it does
    Follows the data from their source to the first layer with weights and reports values that were scaled twice, so
    that all of them lie in an interval no wider than 0.02: pixels divided by 255 in one step and again by a `Rescaling`
    layer, by `ImageDataGenerator(rescale=...)` or by a second helper.

    ## Why is this bad?
    All inputs look nearly the same to the network. The bias outweighs the data, gradients to the first layer are
    hundreds of times too small, and training stays at chance level for a long time.

    ## Example
    ```python
    x_train = x_train / 255.0
    model = keras.Sequential([layers.Rescaling(1.0 / 255), layers.Conv2D(32, 3, activation="relu"), ...])
    ```

    ## Use instead
    ```python
    model = keras.Sequential([layers.Rescaling(1.0 / 255), layers.Conv2D(32, 3, activation="relu"), ...])
    ```
    with the raw pixels.

    ## References
    - [Keras: Rescaling layer](https://keras.io/api/layers/preprocessing_layers/image_preprocessing/rescaling/)
    """

    code = "KR302"
    name = "doubly-scaled-input"
    severity = Severity.ERROR
    effect = Effect.PREVENTS
    fix_applicability = "unsafe"
    confirm = ConfirmTraits(trains=True, needs_data=True, measures="feature-spread")

    def check(self, program: Program) -> Iterator[Finding]:
        """Pretrained networks are KR303's."""
        yield from one_per_location(
            self._report(fit, arrival, scalings)
            for _, fit, arrival in reaching_inputs(program)
            if (is_sensitive(arrival) or _is_untrained_backbone(arrival))
            and bounds(arrival)[1] - bounds(arrival)[0] <= WIDTH
            and (scalings := _scalings(arrival))
        )

    def _report(self, fit: Fit, arrival: ReachingInput, scalings: list[Step]) -> Finding:
        layer = unwrap(arrival.node.layer)
        again = scalings[-1]
        in_model = again.location is not None and again.text.startswith("Rescaling")
        return self.finding(
            fit.location,
            f"the data are scaled more than once ({'; '.join(step.text for step in scalings)}), so only values from"
            f" {interval(*bounds(arrival))} reach {described(layer)}. All inputs look nearly the same to the network"
            if len(scalings) > 1
            else f"the data are already small and are scaled again ({again.text}), so only values from"
            f" {interval(*bounds(arrival))} reach {described(layer)}. All inputs look nearly the same to the network",
            related=[
                *pointers(arrival),
                *(
                    Related(f"scaled here: {step.text}", step.location)
                    for step in scalings
                    if step.location is not None
                ),
            ],
            help="scale the data once: remove one of the two steps"
            if len(scalings) > 1
            else "scale the data once: remove this step",
            fix=Fix("Remove the second scaling", (RemoveLayer(again.location),))
            if in_model and again.location is not None
            else None,
        )


def _scalings(arrival: ReachingInput) -> list[Step]:
    """The steps that scaled, if there are two, or one that is meant for pixels of data that are none."""
    steps = [step for step in arrival.value.steps if step.kind == "scale"]
    if len(steps) == 1 and not any(factor in steps[0].text for factor in _PIXEL_FACTORS):
        return []
    return steps


def _is_untrained_backbone(arrival: ReachingInput) -> bool:
    layer = unwrap(arrival.node.layer)
    return layer.kind == "backbone" and layer.config.get("weights", "imagenet") is None
