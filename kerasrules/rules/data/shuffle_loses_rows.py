"""KR315."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.data_flow import RowSwap
from kerasrules.model.edits import Fix, ReplaceFunction
from kerasrules.model.findings import Effect, Finding, Severity
from kerasrules.model.program import Program
from kerasrules.rules.phrasing import origin_here
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location


class ShuffleLosesRows(Rule):
    """random.shuffle on a numpy array of several axes loses rows.

    ## What it does
    Finds `random.shuffle` (also of a `random.Random`) on numpy arrays of two or more axes, and the same swap written by
    hand: `x[i], x[j] = x[j], x[i]`. Lists, pandas objects and arrays of one axis are not reported.

    ## Why is this bad?
    `random.shuffle` swaps items with `x[i], x[j] = x[j], x[i]`. A row of a numpy array is a view, not a copy: when
    `x[j]` is written, the row to put there has been overwritten already. One of the two rows then stands there twice,
    and the other one is gone. Repeated for every position, this loses about half of the rows, and the model trains on
    copies of the rest.

    ## Example
    ```python
    random.shuffle(rows)
    ```

    ## Use instead
    ```python
    np.random.shuffle(rows)
    ```
    or, for samples and labels in two arrays, one permutation for both:
    ```python
    order = np.random.permutation(len(x))
    x, y = x[order], y[order]
    ```

    ## Fix safety
    `np.random.shuffle` uses the random numbers of numpy, which `random.seed` does not seed. No fix is offered where the
    program shuffles other data with `random` too, because their order may have to be the same.

    ## References
    - [Python: random.shuffle](https://docs.python.org/3/library/random.html#random.shuffle)
    - [NumPy: copies and views](https://numpy.org/doc/stable/user/basics.copies.html)
    """

    code = "KR315"
    name = "shuffle-loses-rows"
    severity = Severity.ERROR
    effect = Effect.PREVENTS
    fix_applicability = "unsafe"
    confirm = ConfirmTraits(needs_data=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """The items must surely be arrays themselves; numbers and the items of a list are no views."""
        yield from one_per_location(self._report(swap) for swap in program.row_swaps if swap.item_axes > 0)

    def _report(self, swap: RowSwap) -> Finding:
        by_hand = swap.by == "assignment"
        shape = swap.data.shape
        axes = f"an array with {len(shape)} axes" if shape is not None else "an array with several axes"
        return self.finding(
            swap.location,
            f"this swaps rows of {axes}, which are views: the second one is overwritten before it is copied, and one of"
            " the two is lost"
            if by_hand
            else f"random.shuffle swaps the rows of {axes} in place, but they are views: rows overwrite each other, and"
            " about half of them are lost, replaced by copies of the rest",
            related=origin_here(swap.data),
            help="swap copies: x[[i, j]] = x[[j, i]]"
            if by_hand
            else "use np.random.shuffle, or one np.random.permutation to index samples and labels alike",
            fix=Fix("Shuffle with numpy", (ReplaceFunction(swap.location, "numpy.random.shuffle"),))
            if swap.alone and not by_hand
            else None,
        )
