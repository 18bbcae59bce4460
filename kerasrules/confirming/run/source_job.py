"""From a program's source to the job of its trials, and the document where there is nothing to try."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kerasrules.confirming.plan.trials import Job, plan_trials
from kerasrules.confirming.run.document import document
from kerasrules.rules import rule_of

if TYPE_CHECKING:
    from kerasrules.confirming.plan.request import ConfirmOptions
    from kerasrules.model.confirm_document import ConfirmDocument
    from kerasrules.model.findings import Finding
    from kerasrules.model.program import Program
    from kerasrules.source.source import Source


def source_job(
    source: Source,
    program: Program,
    findings: Iterable[Finding],
    options: ConfirmOptions,
    *,
    reads_files: bool = True,
    folders: tuple[str, ...] = (),
) -> Job:
    """The trials of these findings, on the program's own data where they are known.

    reads_files: whether files beside the program may be read, as the settings say. folders: those that the user gives.
    """
    job = plan_trials(program, [finding for finding in findings if is_of_model(finding)], options)
    try:
        from kerasrules.confirming.run.foreseen import foresee
        from kerasrules.confirming.run.own_samples import ProgramText
    except ImportError:  # without numpy there is no Keras: the worker tells what to install
        return job
    cells = tuple((cell.number, cell.first_line) for cell in source.cells)
    return foresee(job, ProgramText(source.text, cells, source.path, reads_files, folders))


def is_of_model(finding: Finding) -> bool:
    """Whether a finding is about a model or its training, and not about the file."""
    return rule_of(finding.code).family != "files"


def without_trials(job: Job, backend: str) -> ConfirmDocument | None:
    """The document of a job in which there is nothing to try, for which no Keras is needed; None where there is."""
    if job.models or job.options.imported is not None:
        return None
    return document(job, [], backend, None, {}, 0.0)
