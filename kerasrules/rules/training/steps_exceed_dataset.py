"""KR506."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.data import DataInfo
from kerasrules.model.findings import Effect, Finding, Related, Severity
from kerasrules.model.program import Program
from kerasrules.model.record import record
from kerasrules.model.training import Fit
from kerasrules.rules.rule import Rule, one_per_location


class StepsExceedDataset(Rule):
    """The training call asks for more batches than exist, for no epochs, or sets an ignored batch size.

    ## What it does
    Finds `steps_per_epoch` beyond the number of batches of a dataset that does not repeat, `batch_size` together with a
    dataset or generator, and `epochs=0`.

    ## Why is this bad?
    A `tf.data.Dataset` that does not repeat ends after its last batch: Keras 2 then stops training altogether, Keras 3
    ends the epoch, and the requested steps are never run. A dataset is already batched, so `batch_size` is ignored.
    With `epochs=0` nothing is trained.

    ## Example
    ```python
    train = tf.data.Dataset.from_tensor_slices((x_train, y_train)).batch(100)
    model.fit(train, epochs=5, steps_per_epoch=6000)
    ```

    ## Use instead
    ```python
    train = tf.data.Dataset.from_tensor_slices((x_train, y_train)).batch(100)
    model.fit(train, epochs=5)
    ```

    ## References
    - [Keras: model training APIs, fit](https://keras.io/api/models/model_training_apis/)
    """

    code = "KR506"
    name = "steps-exceed-dataset"
    former_names = ("steps",)
    severity = Severity.WARNING
    effect = Effect.IMPAIRS

    def check(self, program: Program) -> Iterator[Finding]:
        """Also for models of which nothing else is known."""
        fits = [fit for training in program.trainings for fit in training.fits]
        yield from one_per_location(
            self._report(fit, name, fault)
            for fit in [*fits, *(fit for _, fit in program.uncompiled)]
            if fit.trains and fit.method != "loop"
            for name, fault in (
                ("steps_per_epoch", _too_many(fit)),
                ("batch_size", _ignored(fit)),
                ("epochs", _none(fit)),
            )
            if fault is not None
        )

    def _report(self, fit: Fit, name: str, fault: _ArgumentFault) -> Finding:
        data = fit.arguments.get("x")
        related = [Related(f"{name} passed here", fit.argument_locations.get(name, fit.location))]
        if isinstance(data, DataInfo) and data.location is not None:
            related.append(Related("dataset created here", data.location))
        return self.finding(fit.location, fault.message, effect=fault.effect, related=related, help=fault.help)


@record(frozen=True)
class _ArgumentFault:
    message: str
    help: str
    effect: Effect = Effect.IMPAIRS


def _number(fit: Fit, name: str) -> int | None:
    value = fit.arguments.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


_ENDING = ("tf.data", "image_dataset_from_directory")
"""The origins of data sets that end where their data do."""


def _too_many(fit: Fit) -> _ArgumentFault | None:
    data, steps = fit.arguments.get("x"), _number(fit, "steps_per_epoch")
    if steps is None or not isinstance(data, DataInfo) or data.cardinality is None:
        return None
    if data.repeated is not False or data.batched is not True or not data.origin.startswith(_ENDING):
        return None
    if steps <= data.cardinality:
        return None
    return _ArgumentFault(
        f"steps_per_epoch is {steps}, but the dataset has {data.cardinality} batches and does not repeat. Keras 2 stops"
        " training there; Keras 3 ends each epoch early",
        f"remove steps_per_epoch, use at most {data.cardinality}, or call repeat() on the dataset",
    )


def _ignored(fit: Fit) -> _ArgumentFault | None:
    data, size = fit.arguments.get("x"), _number(fit, "batch_size")
    if size is None or not isinstance(data, DataInfo) or data.batched is False:
        return None
    batched = f"already batched ({data.batch_size})" if data.batch_size else "already batched"
    source = data.origin if data.origin.startswith("a ") else f"the {data.origin}"
    if data.batch_size == size:
        return None
    return _ArgumentFault(
        f"batch_size={size} is ignored because {source} is {batched}",
        "set the batch size where the dataset is created",
        # the batches may well have the size that the call asks for
        Effect.MISLEADS if data.batch_size else Effect.NONE,
    )


def _none(fit: Fit) -> _ArgumentFault | None:
    if _number(fit, "epochs") != 0 or (_number(fit, "initial_epoch") or 0) > 0:
        return None
    return _ArgumentFault("epochs is 0, so nothing is trained", "train for at least one epoch", Effect.PREVENTS)
