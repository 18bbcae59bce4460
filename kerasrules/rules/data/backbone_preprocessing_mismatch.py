"""KR303."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from kerasrules.keras_api.applications import APPLICATIONS, Application
from kerasrules.model.data import Step
from kerasrules.model.edits import Fix, InsertLayer
from kerasrules.model.findings import Effect, Finding, Related, Severity
from kerasrules.model.locations import Location
from kerasrules.model.made_up_data import is_made_up
from kerasrules.model.network import ReachingInput
from kerasrules.model.program import Program
from kerasrules.model.record import record
from kerasrules.model.training import Fit
from kerasrules.rules.data._reaching_inputs import bounds, pointers
from kerasrules.rules.graph import unwrap
from kerasrules.rules.phrasing import described, interval
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location

TOLERANCE = 0.25
"""A range fits if neither end is off by more than this part of the expected width."""

_RESCALINGS = {
    ((0.0, 255.0), (-1.0, 1.0)): "Rescaling(1.0 / 127.5, offset=-1.0)",
    ((0.0, 255.0), (0.0, 1.0)): "Rescaling(1.0 / 255)",
    ((0.0, 1.0), (-1.0, 1.0)): "Rescaling(2.0, offset=-1.0)",
    ((0.0, 1.0), (0.0, 255.0)): "Rescaling(255.0)",
    ((-1.0, 1.0), (0.0, 255.0)): "Rescaling(127.5, offset=127.5)",
}
"""What takes the range that arrives to the range that is wanted."""


class BackbonePreprocessingMismatch(Rule):
    """Images reach a pretrained network in a different range than the one it was trained on.

    ## What it does
    Follows the images from their source to a network of `keras.applications` with pretrained weights, in training and
    in `predict`, and compares their range with the one that the weights were trained on. Networks with `weights=None`
    have no such range.

    ## Why is this bad?
    Pretrained features fit inputs like those they were trained on. The families differ: EfficientNet, EfficientNetV2,
    MobileNetV3, ConvNeXt and RegNet rescale inside the model and expect raw pixels from 0 to 255; MobileNet,
    MobileNetV2, Inception, Xception and ResNetV2 expect -1 to 1; VGG and ResNet expect colors with ImageNet's mean
    subtracted; DenseNet expects ImageNet's mean and standard deviation. Given another range, the network still runs,
    but its features are poor, and accuracy stays below what it could be.

    ## Example
    ```python
    base = keras.applications.EfficientNetB0(include_top=False, weights="imagenet")
    train = train.map(lambda x, y: (x / 255.0, y))
    ```

    ## Use instead
    ```python
    base = keras.applications.EfficientNetB0(include_top=False, weights="imagenet")
    ```
    with raw pixels; for other families the `preprocess_input` of the network's own module.

    ## References
    - [Keras Applications](https://keras.io/api/applications/)
    """

    code = "KR303"
    name = "backbone-preprocessing-mismatch"
    severity = Severity.WARNING
    effect = Effect.IMPAIRS
    fix_applicability = "unsafe"
    confirm = ConfirmTraits(needs_data=True, needs_pretrained_weights=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """Only ranges that the images really fill count; where they are not known, a step that is taken twice does."""
        found: dict[tuple[Location, Interval], list[_FedImages]] = {}
        twice: list[Finding] = []
        trained: set[Location] = set()
        for fit, arrival in _arrivals(program):
            application = _pretrained(arrival)
            value = arrival.value
            if application is None or is_made_up(value):
                continue
            steps = _preprocessings(arrival)
            if value.low is None and not value.standardized and len(steps) > 1:
                twice.append(self._report_twice(fit, arrival, steps))
            wanted = application.input_range(arrival.node.layer.config)
            place = unwrap(arrival.node.layer).location
            if fit.trains and value.bounds_attained:
                trained.add(place)
            elif place in trained and value.bounds_attained and (place, bounds(arrival)) not in found:
                continue  # predictions get another range than training, which is a fault of its own
            if value.bounds_attained and not value.standardized and wanted and _differs(bounds(arrival), wanted):
                key = (place, bounds(arrival))
                found.setdefault(key, []).append(_FedImages(fit, arrival, application, wanted))
        yield from one_per_location([*(self._report(*fed) for fed in found.values()), *twice])

    def _report_twice(self, fit: Fit, arrival: ReachingInput, steps: list[Step]) -> Finding:
        layer = unwrap(arrival.node.layer)
        return self.finding(
            fit.location,
            f"the images pass through preprocess_input {len(steps)} times before they reach {described(layer)}, whose"
            " pretrained weights expect it once. On another range its features are poor",
            related=[
                *(Related(f"{step.text.split(' ')[0]}", step.location) for step in steps if step.location is not None),
                *pointers(arrival),
            ],
            help="call preprocess_input once, in the model or on the data",
        )

    def _report(self, first: _FedImages, *others: _FedImages) -> Finding:
        """One finding for all calls that feed images of this range to this network."""
        fit, arrival, application, wanted = first.fit, first.arrival, first.application, first.wanted
        layer = unwrap(arrival.node.layer)
        elsewhere = {other.fit.location: other.fit.method for other in others if other.fit.location != fit.location}
        inside = application.scales_inside(layer.config) is True
        rescaling = _RESCALINGS.get((bounds(arrival), wanted))
        right = (
            "remove the rescaling before it"
            if inside and any(step.kind == "scale" for step in arrival.value.steps)
            else "pass raw pixels from 0 to 255"
            if inside
            else f"apply keras.applications.{application.module}.preprocess_input to pixels from 0 to 255"
        )
        wants = (
            "raw pixels from 0 to 255 (it rescales them itself)"
            if inside
            else f"values from about {interval(round(wanted[0], 1), round(wanted[1], 1))}"
        )
        return self.finding(
            fit.location,
            f"values from {interval(*bounds(arrival))} reach {described(layer)}, whose pretrained weights expect"
            f" {wants}. On another range its features are poor",
            related=[
                *pointers(arrival),
                *(Related(f"{method} gets such images too", location) for location, method in elsewhere.items()),
            ],
            help=right,
            fix=Fix(f"Insert {rescaling}", (InsertLayer(layer.location, rescaling),))
            if rescaling is not None
            else None,
        )


Interval: TypeAlias = "tuple[float, float]"


@record(frozen=True)
class _FedImages:
    """Images that a call brings to a pretrained network in a range that it was not trained on."""

    fit: Fit
    arrival: ReachingInput
    application: Application
    wanted: Interval


def _arrivals(program: Program) -> Iterator[tuple[Fit, ReachingInput]]:
    """What reaches first layers in training, and in predictions of networks that are used as they came."""
    fits: list[Fit] = [fit for _, fit in program.uncompiled]
    for training in program.trainings:
        taught = [fit for fit in training.fits if fit.trains]
        # trained weights fit the range that they were trained on, which may not be in sight
        fits += taught if taught or training.escapes else training.fits
    for fit in sorted(fits, key=lambda fit: not fit.trains):
        for arrival in fit.reaching_inputs:
            yield fit, arrival


def _preprocessings(arrival: ReachingInput) -> list[Step]:
    """The calls of preprocess_input on the way, but for those that change nothing."""
    return [step for step in arrival.value.steps if step.kind == "preprocess" and not step.text.endswith("(none)")]


def _pretrained(arrival: ReachingInput) -> Application | None:
    """The network of keras.applications that the images reach, if it surely has pretrained weights of ImageNet."""
    layer = unwrap(arrival.node.layer)
    if layer.kind != "backbone" or layer.config.get("weights", "imagenet") != "imagenet":
        return None
    return APPLICATIONS.get(layer.class_name)


def _differs(given: tuple[float, float], wanted: tuple[float, float]) -> bool:
    width = wanted[1] - wanted[0]
    return any(abs(one - other) > TOLERANCE * width for one, other in zip(given, wanted, strict=True))
