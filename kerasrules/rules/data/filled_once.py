"""KR319."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.data_flow import SingleTurnLoop
from kerasrules.model.edits import Fix, ReplaceText
from kerasrules.model.findings import Effect, Finding, Related, Severity
from kerasrules.model.locations import Location, Position
from kerasrules.model.program import Program
from kerasrules.rules.phrasing import listed
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location


class FilledOnce(Rule):
    """The loop that fills the data ends in its first round.

    ## What it does
    Finds loops that fill a list or an array which was empty before, but in which every path ends in a `return` or
    `break`, so that there is no second round. The loop must show that more rounds are meant: it counts them, stores
    items under changing positions, has another exit under a condition, or returns a list that was made to be filled.
    Loops that only take the first item (`os.walk`, `dataset.take(1)`, a `break` after one batch) are not reported.

    ## Why is this bad?
    Only the first file, batch or folder gets into the data. The rest of an array that was made with `np.zeros` stays
    zeros, and the model trains on those as if they were samples. Mostly the `return` is indented by one level too much.

    ## Example
    ```python
    for batch in batches:
        features[i * 32 : (i + 1) * 32] = base.predict(batch)
        i += 1
        return features
    ```

    ## Use instead
    ```python
    for batch in batches:
        features[i * 32 : (i + 1) * 32] = base.predict(batch)
        i += 1
    return features
    ```

    ## Fix safety
    The fix moves the `return` behind the loop, which is what the indentation mostly was meant to say.

    ## References
    - [Python: break, and the end of loops](https://docs.python.org/3/tutorial/controlflow.html#break-and-continue-statements)
    """

    code = "KR319"
    name = "filled-once"
    severity = Severity.ERROR
    effect = Effect.PREVENTS
    fix_applicability = "unsafe"
    confirm = ConfirmTraits(needs_data=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """A loop that ends at once may be meant to; it must show by itself that it is not."""
        yield from one_per_location(self._report(loop) for loop in program.single_turn_loops if loop.meant_for_more)

    def _report(self, loop: SingleTurnLoop) -> Finding:
        end = "return" if loop.by_return else "break"
        hold = "hold" if len(loop.filled) > 1 else "holds"
        return self.finding(
            loop.location,
            f"this {end} ends the loop in its first round, so {listed(loop.filled)}"
            f" {hold} only the items of that round, and the others are missing",
            related=[Related("the loop", loop.loop)],
            help="move the return behind the loop: indent it one level less"
            if loop.by_return
            else "remove the break, or put it under a condition",
            fix=_behind(loop),
        )


def _behind(loop: SingleTurnLoop) -> Fix | None:
    """The return with the loop's indentation, where nothing stands behind it in the loop."""
    start = loop.location.start
    if not loop.by_return or not loop.last or loop.location.end.line != start.line:
        return None
    indentation = Location(loop.location.path, Position(start.line, loop.loop.start.column), start, loop.location.cell)
    return Fix("Move the return behind the loop", (ReplaceText(indentation, ""),))
