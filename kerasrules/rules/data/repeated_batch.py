"""KR316."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.data_flow import RepeatedBatch
from kerasrules.model.findings import Effect, Finding, Related, Severity
from kerasrules.model.program import Program
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location


class RepeatedBatches(Rule):
    """A generator or Sequence gives the same batch every time.

    ## What it does
    Finds generators and `__getitem__` of a `Sequence` or `PyDataset` that pick a batch out of larger data, but by
    positions that are the same in every turn: the counter is set back inside the loop, the loop's variable or the index
    is not used. Generators that draw at random, read on in a file or yield one prepared batch are not reported.

    ## Why is this bad?
    The model sees the samples of one batch only, again and again. The training loss falls quickly because the network
    learns these few samples by heart, and everything else stays as it was initialized.

    ## Example
    ```python
    while True:
        start = 0
        yield x[start : start + 32], y[start : start + 32]
        start += 32
    ```

    ## Use instead
    ```python
    start = 0
    while True:
        yield x[start : start + 32], y[start : start + 32]
        start += 32
        if start + 32 > len(x):
            start = 0
    ```

    ## References
    - [Keras: PyDataset](https://keras.io/api/utils/python_utils/#pydataset-class)
    """

    code = "KR316"
    name = "repeated-batch"
    severity = Severity.ERROR
    effect = Effect.PREVENTS
    confirm = ConfirmTraits(needs_data=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """The reader follows what each batch is made of; anything that may change from turn to turn ends it."""
        yield from one_per_location(self._report(batch) for batch in program.repeated_batches)

    def _report(self, batch: RepeatedBatch) -> Finding:
        is_item = batch.by == "return"
        if batch.reset is not None:
            cause = f"{batch.counter} is set to the same value in every round before the samples are picked by it"
            help = f"set {batch.counter} once before the loop, and advance it after each batch"
        elif batch.counter is not None:
            cause = f"the samples are not picked by {batch.counter}"
            step = batch.counter
            help = (
                f"pick the samples {step} * batch_size to ({step} + 1) * batch_size"
                if is_item
                else f"use {step} to pick"
            )
        else:
            cause = f"nothing in {'it' if is_item else 'the loop'} changes which samples are picked"
            help = "advance the position after each batch, or draw the samples at random"
        return self.finding(
            batch.reset or batch.picked,
            f"{batch.name} {batch.by}s the same batch every time: {cause}. The model trains on these samples only",
            related=[
                *([Related("the samples are picked here", batch.picked)] if batch.reset is not None else []),
                Related(f"the batch is {batch.by}ed here", batch.given),
                Related(_around(batch), batch.around),
            ],
            help=help,
        )


def _around(batch: RepeatedBatch) -> str:
    """What the location around the batch is."""
    if batch.by == "yield":
        return "the loop"
    return "the index" if batch.counter is not None else "the position is set here only"
