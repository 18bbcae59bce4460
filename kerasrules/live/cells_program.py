"""The cells that a notebook has run, checked and confirmed as `kerasrules check` and `confirm` do with its file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from kerasrules.live.errors import CannotExamine, in_words
from kerasrules.live.live_findings import LiveFindings
from kerasrules.source.notebook.compose import notebook_json
from kerasrules.source.source_texts import SourceTexts

if TYPE_CHECKING:
    from kerasrules.checking.settings import Settings
    from kerasrules.live.live_verdicts import LiveVerdicts

PATH = "notebook.ipynb"
"""What these cells are called; files that they name are looked for beside it, in the current folder."""


def check_cells(texts: Sequence[str | None], settings: Settings, only: int | None = None) -> LiveFindings:
    """The findings in cells, by their number from 1. only: in this one; those before it are what it builds on."""
    from kerasrules.checking.engine import check_source

    text = notebook_json(texts)
    result = check_source(text, PATH, settings)
    found = [finding for finding in result.findings if only in (None, finding.location.cell)]
    notes = [notice.message for notice in (*result.notices, *result.unknown)] if only is None else []
    run = sum(one is not None for one in texts)
    subject = f"{run} executed cell{'s' * (run != 1)}" if only is None else f"In [{only}]"
    return LiveFindings(subject, found, SourceTexts({PATH: text}), list(dict.fromkeys(notes)))


def confirm_cells(
    texts: Sequence[str | None],
    settings: Settings,
    on_event: Callable[[dict[str, Any]], None],
    **options: Any,
) -> LiveVerdicts:
    """The verdicts on the findings in cells: their models are rebuilt from the source, and nothing of them is run.

    options: of `ConfirmOptions`. Raises CannotExamine.
    """
    from kerasrules.checking.engine import examine
    from kerasrules.confirming.plan.request import ConfirmOptions
    from kerasrules.confirming.run.source_job import source_job
    from kerasrules.live.live_verdicts import LiveVerdicts
    from kerasrules.live.workers import WORKER

    text = notebook_json(texts)
    source, program, result = examine(text, PATH, settings)
    if source is None or program is None:
        raise CannotExamine(
            "; ".join([*(one.message for one in result.findings), *(one.message for one in result.notices)])
        )
    job = source_job(source, program, result.findings, ConfirmOptions(**options))
    with in_words():
        document = WORKER.run(job, on_event)
    return LiveVerdicts(document, SourceTexts({PATH: text}))
