"""KR307."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.data import ArrayInfo, DataInfo
from kerasrules.model.findings import Confidence, Effect, Finding, Severity
from kerasrules.model.program import Program
from kerasrules.model.training import Fit
from kerasrules.model.unknown import Unknown
from kerasrules.rules.phrasing import number, origin_here
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location


class UnshuffledSplit(Rule):
    """Data sorted by class are split or trained on in this order.

    ## What it does
    Finds `validation_split` and `shuffle=False` on arrays whose labels are known to be sorted by class (concatenated
    blocks, a loop over folders), and training data read from folders with `shuffle=False`.

    ## Why is this bad?
    `validation_split` takes the *last* samples, before any shuffling. If these all belong to one class, the validation
    score describes only that class, and training sees little or nothing of it. With `shuffle=False` each batch contains
    one class: the network learns to predict that class, then the next one.

    ## Example
    ```python
    x = np.concatenate([cats, dogs])
    y = np.concatenate([np.zeros(len(cats)), np.ones(len(dogs))])
    model.fit(x, y, validation_split=0.2)
    ```

    ## Use instead
    ```python
    x = np.concatenate([cats, dogs])
    y = np.concatenate([np.zeros(len(cats)), np.ones(len(dogs))])
    x, x_val, y, y_val = train_test_split(x, y, test_size=0.2, stratify=y)
    model.fit(x, y, validation_data=(x_val, y_val))
    ```

    ## References
    - [Keras: validation_split](https://keras.io/api/models/model_training_apis/)
    """

    code = "KR307"
    name = "unshuffled-split"
    severity = Severity.WARNING
    effect = Effect.IMPAIRS
    confidence = Confidence.MEDIUM
    confirm = ConfirmTraits(needs_data=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """Only labels whose order is known; a series in time has no classes."""
        yield from one_per_location(
            self._report(fit, labels, consequence)
            for training in program.trainings
            for fit in training.fits
            if fit.trains
            for labels in fit.y
            if isinstance(labels, ArrayInfo) and labels.sorted_by_class
            for consequence in _consequences(fit, labels)
        )

    def _report(self, fit: Fit, labels: ArrayInfo, consequence: str) -> Finding:
        return self.finding(
            fit.location,
            f"the labels are sorted by class, and {consequence}",
            related=origin_here(labels),
            help="shuffle samples and labels together first, or split with train_test_split(..., stratify=y)",
        )


def _consequences(fit: Fit, labels: ArrayInfo) -> Iterator[str]:
    """What the order does in this call."""
    if isinstance(fit.arguments.get("x"), DataInfo):
        yield "the dataset yields them in this order. Whole batches contain a single class"
        return
    share = fit.arguments.get("validation_split")
    if _is_number(share) and fit.arguments.get("validation_data") is None:
        taken = f"validation_split={number(float(str(share)))} takes the last samples"
        yield f"{taken}. These are the last class, or little else"
    elif fit.arguments.get("shuffle") is False and not _fill_one_batch(fit, labels):
        yield "shuffle=False trains in this order. Whole batches contain a single class"


def _fill_one_batch(fit: Fit, labels: ArrayInfo) -> bool:
    """Whether a batch may hold all of the samples, as where a loop passes real and generated ones together."""
    samples, size = labels.shape[0] if labels.shape else None, fit.arguments.get("batch_size")
    size = 32 if size is None else size
    if samples is None or not isinstance(size, int):
        return fit.in_loop
    return samples <= size


def _is_number(share: object) -> bool:
    return not isinstance(share, Unknown) and isinstance(share, (int, float)) and 0 < share < 1
