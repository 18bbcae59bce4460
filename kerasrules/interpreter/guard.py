"""Parts of a program are read within a budget; one that takes more leaves what was recovered until then."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kerasrules.interpreter.budget import BudgetExceeded
from kerasrules.model.unknown import Unknown
from kerasrules.processes.limits import LimitReached
from kerasrules.source import disk

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


def guarded(ctx: Context, action: Callable[[], object], steps: int) -> bool:
    """Run within a budget of steps; False where it was used up."""
    ctx.budget.allow(steps)
    depth = len(ctx.stack.frames)
    try:
        action()
    except (BudgetExceeded, RecursionError, LimitReached) as error:
        del ctx.stack.frames[depth:]
        ctx.heap.commit(0)
        ctx.stack.call_path, ctx.stack.source = (), ctx.source
        ctx.tape.depth, ctx.comprehensions.turns = 0, 1
        what = "nested calls"
        if isinstance(error, LimitReached):
            what = error.what
            disk.depends_on_time()
        elif isinstance(error, BudgetExceeded):
            what = error.args[0]
        if not ctx.events.notices:
            ctx.events.notices.append(
                Unknown(f"analysis stopped at the {what} limit; only the part analyzed so far was checked")
            )
        return False
    return True
