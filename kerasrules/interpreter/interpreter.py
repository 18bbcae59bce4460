"""The interpreter as a whole: runs a module, then the functions and classes that nobody calls."""

from __future__ import annotations

import gc
from itertools import groupby
from typing import TYPE_CHECKING

from kerasrules.interpreter.budget import ROOT_BUDGET, STEP_BUDGET, BudgetExceeded
from kerasrules.interpreter.composition import compose
from kerasrules.interpreter.eval.uncalled import Uncalled
from kerasrules.interpreter.guard import guarded
from kerasrules.interpreter.program_builder import ProgramBuilder
from kerasrules.model.program import Program
from kerasrules.model.reading_options import ReadingOptions
from kerasrules.model.unknown import Unknown
from kerasrules.processes.limits import LimitReached, bounded, deep_recursion

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context
    from kerasrules.source.source import Source

_RECURSION = 20_000


def run(ctx: Context) -> None:
    """Run the module's body, then what nobody calls."""
    guarded(ctx, lambda: _run_module(ctx), STEP_BUDGET * 7 // 10)
    ctx.stack.cell = None
    Uncalled(ctx).read()


def _run_module(ctx: Context) -> None:
    """Run the module's body. An error ends a cell of a notebook; people run the next ones all the same."""
    if not ctx.source.cells:
        ctx.statements.execute(ctx.source.tree.body, ctx.scope)
        return
    for number, cell in groupby(ctx.source.tree.body, lambda statement: ctx.location(statement).cell):
        ctx.stack.cell = number
        ctx.statements.execute(list(cell), ctx.scope)


def analyze(source: Source, options: ReadingOptions = ReadingOptions()) -> Program:  # noqa: B008
    """Recover the program of a source. Never raises for what the source says; bounded in steps and depth.

    options: which data files beside it are looked at, and what the user says of code that cannot be read.
    """

    def work() -> Program:
        collecting = gc.isenabled()
        # nothing that is made here becomes garbage before the end, and what can be made is bounded
        gc.disable()
        try:
            with deep_recursion(_RECURSION):
                return _program(source, options)
        except (BudgetExceeded, RecursionError, LimitReached) as error:
            what = error.what if isinstance(error, LimitReached) else "step"
            return Program(source.path, notices=(Unknown(f"analysis of this file stopped at the {what} limit"),))
        finally:
            if collecting:
                gc.enable()

    return bounded(work)


def _program(source: Source, options: ReadingOptions) -> Program:
    ctx = compose(source, options)
    run(ctx)
    if ctx.keras_one.is_noticed():
        first, ctx = ctx, compose(source, options)
        ctx.keras_one.begin(first.keras_one)
        ctx.supposed = first.supposed
        run(ctx)
    elif ctx.keras_one.depends_on_release(options.alone):
        first, ctx = ctx, compose(source, options)
        ctx.keras_one.keeps_own_layers = True
        ctx.supposed = first.supposed
        run(ctx)
    ctx.budget.allow_more(ROOT_BUDGET)
    return ProgramBuilder(ctx).program()
