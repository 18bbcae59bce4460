"""KR606."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.data import ArrayInfo
from kerasrules.model.findings import Effect, Finding, Related, Severity
from kerasrules.model.locations import Location
from kerasrules.model.network import Model
from kerasrules.model.program import Program
from kerasrules.model.training import Fit, Training
from kerasrules.model.unknown import Unknown
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location


class AugmentationOnValidation(Rule):
    """Validation images are augmented at random like the training images.

    ## What it does
    Finds validation and evaluation data that pass through the random augmentation of training: an `ImageDataGenerator`
    that augments and also creates the validation flow (with `subset="validation"` too), or a `.map` with random flips,
    brightness or augmentation layers over all splits.

    ## Why is this bad?
    Augmentation makes training harder on purpose. Validation should measure performance on unchanged images; on
    augmented ones the score differs from run to run and is usually too low, and early stopping and checkpoints follow
    the noise.

    ## Example
    ```python
    datagen = ImageDataGenerator(rescale=1 / 255, rotation_range=30, horizontal_flip=True)
    train = datagen.flow_from_directory("data/train")
    val = datagen.flow_from_directory("data/val")
    model.fit(train, validation_data=val)
    ```

    ## Use instead
    ```python
    datagen = ImageDataGenerator(rescale=1 / 255, rotation_range=30, horizontal_flip=True)
    train = datagen.flow_from_directory("data/train")
    val = ImageDataGenerator(rescale=1 / 255).flow_from_directory("data/val")
    model.fit(train, validation_data=val)
    ```

    ## References
    - [Keras: image classification from scratch](https://keras.io/examples/vision/image_classification_from_scratch/)
    """

    code = "KR606"
    name = "augmentation-on-validation"
    severity = Severity.WARNING
    effect = Effect.MISLEADS
    confirm = ConfirmTraits(needs_data=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """Where both parts are known to be changed at random, by a training in Keras' own way."""
        yield from one_per_location(
            self._report(fit, location, others)
            for training in program.trainings
            if not training.custom_loop and not _is_own(training)
            for fit in training.fits
            for location, others in _augmented(training, fit)
        )

    def _report(self, fit: Fit, location: Location, others: list[Location]) -> Finding:
        uses = "validation" if fit.trains else "evaluation"
        return self.finding(
            location,
            f"the {uses} images are augmented at random here, like the training images. The scores describe harder"
            " images and differ from run to run",
            related=[
                *(Related("random augmentation", other) for other in others),
                Related(f"used for {uses} here", fit.location),
            ],
            help=f"create the {uses} data without augmentation",
        )


def _is_own(training: Training) -> bool:
    """Whether the model trains in its own way: contrastive learning needs the random changes everywhere."""
    return isinstance(training.model, Model) and training.model.custom_train_step


def _augmented(training: Training, fit: Fit) -> Iterator[tuple[Location, list[Location]]]:
    if fit.method == "predict":
        return
    taught = fit.x if fit.trains else tuple(data for one in training.fits if one.trains for data in one.x)
    if not any(isinstance(data, ArrayInfo) and data.augmented for data in taught):
        return
    for data in fit.validation_x if fit.trains else fit.x:
        if isinstance(data, Unknown) or not data.augmented:
            continue
        locations = _augmented_at(data)
        shared = {location for one in taught if isinstance(one, ArrayInfo) for location in _augmented_at(one)}
        # the calls around are named innermost first: the first that the training data do not share is to be changed
        location = next((location for location in locations if location not in shared), None)
        if location is not None or locations:
            location = location or locations[0]
            yield location, locations[: locations.index(location)]


def _augmented_at(data: ArrayInfo) -> list[Location]:
    """Where the data are changed at random, and the calls around it."""
    return [step.location for step in data.steps if step.kind == "augment" and step.location is not None]
