"""KR218."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from kerasrules.keras_api.shapes.merging import makes_table
from kerasrules.keras_api.written_for import written_for
from kerasrules.model.data import Shape
from kerasrules.model.findings import Effect, Finding, Related, Severity
from kerasrules.model.locations import Location
from kerasrules.model.program import Program
from kerasrules.model.releases import KERAS_THREE
from kerasrules.model.training import PairwiseDifference
from kerasrules.rules.heads import batch_size, judged
from kerasrules.rules.label_shapes import first_batch
from kerasrules.rules.losses._targets import Target, targets_of
from kerasrules.rules.phrasing import head_here, origin_here
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_fact, one_per_location


class BroadcastDifference(Rule):
    """Predictions of shape (n, 1) are subtracted from targets of shape (n,), which gives n x n values.

    ## What it does
    Finds a difference, or a comparison with `==` and `!=`, of the predictions of a model with one output unit and an
    array with a single axis: in code that evaluates predictions, in the loss of a training step of your own, and in the
    `call` method of a `Loss` class. A loss *function* that is passed to compile is fine: Keras gives the targets the
    missing axis before it calls the function.

    ## Why is this bad?
    Broadcasting pairs every prediction with every target. The mean of the n x n squares depends on the mean of the
    targets and their spread, not on whether each prediction is near its own target. As a metric it reports a wrong
    number. As a loss it trains every output toward the mean of all targets, and nothing fails. pandas does not
    broadcast: it raises an error.

    ## Example
    ```python
    y_test = np.load("prices.npy")  # (1000,)
    mse = np.mean((y_test - model.predict(x_test)) ** 2)
    ```

    ## Use instead
    ```python
    y_test = np.load("prices.npy")  # (1000,)
    mse = np.mean((y_test - model.predict(x_test).ravel()) ** 2)
    ```

    ## References
    - [NumPy: broadcasting](https://numpy.org/doc/stable/user/basics.broadcasting.html)
    - [Keras: custom losses](https://keras.io/api/losses/#creating-custom-losses)
    """

    code = "KR218"
    name = "broadcast-difference"
    severity = Severity.ERROR
    effect = Effect.PREVENTS
    confirm = ConfirmTraits(needs_data=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """Only shapes that both are known: a single sample is no fault."""
        yield from one_per_location(
            [
                *one_per_fact(
                    ((_arrays(found), self._report(found)) for found in program.pairwise_differences),
                    "the same arrays here, too",
                ),
                *(self._report_loss(target, place) for target, place in _losses(program)),
            ]
        )

    def _report(self, found: PairwiseDifference) -> Finding:
        flat, column = _spelled(found.other.shape), _spelled(found.predictions.shape)
        what = "subtracting" if found.operator == "-" else "comparing"
        consequence = f"pairs each value with each other one and gives {_size(found)} values"
        effect = Effect.MISLEADS
        if found.by_pandas:
            consequence, effect = "makes pandas raise an error", Effect.STOPS
        return self.finding(
            found.location,
            f"the predictions have shape {column} and the other array {flat}: {what} them {consequence}",
            effect=effect,
            related=[*origin_here(found.other), *origin_here(found.predictions)],
            help="give both the same shape, for instance with model.predict(...).ravel()",
        )

    def _report_loss(self, target: Target, place: Location) -> Finding:
        pair = target.judged
        made = pair.loss.via or "the loss"
        return self.finding(
            place,
            f"{made} subtracts the output of shape {_spelled(pair.head.tensor.shape)} and targets of shape"
            f" {_spelled(target.array.shape)}, which pairs each output with every target of the batch. Every output is"
            " trained toward the mean of the targets",
            related=[
                *head_here(pair.head),
                *([] if pair.training.custom_loop else [Related("loss passed here", pair.loss.location)]),
                *(origin_here(target.array) if pair.training.custom_loop else target.locations()),
            ],
            help="reshape the targets first, for instance with tf.reshape(y_true, tf.shape(y_pred))",
        )


def _arrays(found: PairwiseDifference) -> Hashable:
    """Which two arrays meet, as far as their origins and shapes tell."""
    return tuple((one.origin_place or found.location, one.shape) for one in (found.predictions, found.other))


def _losses(program: Program) -> Iterator[tuple[Target, Location]]:
    """Targets and outputs that the program itself subtracts as they are, and where."""
    for pair in judged(program):
        place = pair.loss.bare_difference
        # Keras 2 gives the targets the axis before it calls any loss of compile
        if place is None or (not pair.training.custom_loop and written_for(program).are_before(KERAS_THREE)):
            continue
        for target in targets_of(pair):
            labels = target.array.shape
            if labels and makes_table(first_batch(labels, batch_size(target.fit)), pair.head.tensor.shape):
                yield target, place


def _spelled(shape: Shape | None) -> str:
    """A shape as Python writes it, with n for the number of samples where that is unknown."""
    sizes = ["n" if size is None else str(size) for size in shape or ()]
    return f"({', '.join(sizes)}{',' if len(sizes) == 1 else ''})"


def _size(found: PairwiseDifference) -> str:
    rows, columns = (shape[0] if shape else None for shape in (found.predictions.shape, found.other.shape))
    return f"{rows or columns or 'n'} x {columns or rows or 'n'}"
