"""What `confirm` and `check --confirm` share: a file becomes a job, and a job a document."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from kerasrules.cli.verbs import UsageError, complain

if TYPE_CHECKING:
    from kerasrules.checking.settings import Settings
    from kerasrules.confirming.plan.program_job import ProgramJob
    from kerasrules.confirming.plan.request import ConfirmOptions
    from kerasrules.confirming.plan.trials import Job
    from kerasrules.confirming.run.session import Session, WorkerError
    from kerasrules.model.confirm_document import ConfirmDocument
    from kerasrules.model.results import FileResult


def read_job(path: str, settings: Settings, options: ConfirmOptions) -> Job:
    """The program's models and findings. Raises UsageError where the file cannot be read."""
    from kerasrules.checking.engine import examine_file
    from kerasrules.confirming.run.source_job import source_job

    source, program, checked = examine_file(path, settings)
    if source is None or program is None:
        raise unreadable(path, checked)
    if not program.uses and not program.models:
        complain("notice", f"{path}: nothing here uses Keras")
    job = source_job(
        source, program, checked.findings, options, reads_files=settings.read_data, folders=settings.folders
    )
    data = options.data
    if data is not None and data.needs_target and all(model.own is None for model in job.models):
        raise UsageError(f"{data.path} needs --target COLUMN, the column to predict")
    return job


def unreadable(path: str, checked: FileResult) -> UsageError:
    """What is to be raised over a file that was not read."""
    problems = [finding.message for finding in checked.findings] + [notice.message for notice in checked.notices]
    return UsageError(f"{path} cannot be read: {problems[0] if problems else 'unknown reason'}")


def run_job(session: Session, job: Job | ProgramJob, quiet: bool) -> ConfirmDocument:
    """The document of a job; how far it is can be seen meanwhile. Raises WorkerError.

    Keras is imported only where there is something to try.
    """
    from kerasrules.confirming.plan.trials import Job
    from kerasrules.confirming.run.source_job import without_trials
    from kerasrules.report.confirm_progress import Progress

    untried = without_trials(job, session.backend) if isinstance(job, Job) else None
    if untried is not None:
        return untried
    with Progress(quiet=quiet) as progress:
        return session.run(job, progress.update)


def complain_of(error: WorkerError, path: str = "") -> None:
    """Tell why there is no document."""
    complain("error", f"{path}: {error}" if path else str(error))
    if error.detail:
        sys.stderr.write(error.detail + "\n")
