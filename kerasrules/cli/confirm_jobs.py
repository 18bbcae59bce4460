"""What `confirm` and `check --confirm` share: a file becomes a job, and a job a document."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from kerasrules.cli.verbs import UsageError, complain
from kerasrules.model.record import replace

if TYPE_CHECKING:
    from kerasrules.check.settings import Settings
    from kerasrules.confirm.plan.program_job import ProgramJob
    from kerasrules.confirm.plan.request import ConfirmOptions
    from kerasrules.confirm.plan.trials import Job
    from kerasrules.confirm.run.session import Session, WorkerError
    from kerasrules.model.confirm_document import ConfirmDocument
    from kerasrules.model.findings import Finding
    from kerasrules.model.results import FileResult


def read_job(path: str, settings: Settings, options: ConfirmOptions) -> Job:
    """The program's models and findings. Raises UsageError where the file cannot be read."""
    from kerasrules.check.engine import check_and_read
    from kerasrules.confirm.plan.trials import plan_trials

    program, checked = check_and_read(path, settings)
    if program is None:
        raise unreadable(path, checked)
    of_models = [finding for finding in checked.findings if is_of_model(finding)]
    return replace(plan_trials(program, of_models, options), text=_text(path))


def unreadable(path: str, checked: FileResult) -> UsageError:
    """What is to be raised over a file that was not read."""
    problems = [finding.message for finding in checked.findings] + [notice.message for notice in checked.notices]
    return UsageError(f"{path} cannot be read: {problems[0] if problems else 'unknown reason'}")


def is_of_model(finding: Finding) -> bool:
    """Whether a finding is about a model or its training, and not about the file."""
    from kerasrules.rules import rule_of

    return rule_of(finding.code).family != "files"


def _text(path: str) -> str:
    """A script's text; of a notebook none, whose lines are those of its cells."""
    from kerasrules.source.load import decode, read_bytes

    return "" if path.endswith(".ipynb") else decode(read_bytes(path), path)


def run_job(session: Session, job: Job | ProgramJob, quiet: bool) -> ConfirmDocument:
    """The document of a job; how far it is can be seen meanwhile. Raises WorkerError."""
    from kerasrules.report.confirm_progress import Progress

    with Progress(quiet=quiet) as progress:
        return session.run(job, progress.update)


def complain_of(error: WorkerError, path: str = "") -> None:
    """Tell why there is no document."""
    complain("error", f"{path}: {error}" if path else str(error))
    if error.detail:
        sys.stderr.write(error.detail + "\n")
