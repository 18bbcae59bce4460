"""`check --confirm`: what `confirm` says of each checked file whose findings have a remedy."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kerasrules.cli.confirm_jobs import complain_of, read_job, run_job
from kerasrules.cli.verbs import add_trial, write
from kerasrules.model.record import field, record

if TYPE_CHECKING:
    import argparse

    from kerasrules.checking.settings import Settings
    from kerasrules.model.confirm_document import ConfirmDocument
    from kerasrules.model.results import LintRun


def declare(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    group = parser.add_argument_group("training")
    group.add_argument(
        "--confirm", action="store_true", help="train the models of fixable findings with and without each fix"
    )
    add_trial(group)


@record
class Confirmations:
    """The documents of `confirm`, one for each file.

    failed: Keras is missing, or the worker broke down or had to be ended.
    """

    documents: list[ConfirmDocument] = field(default_factory=list)
    failed: bool = False
    interrupted: bool = False


def confirm(found: Sequence[tuple[str, Settings]], checked: LintRun, options: argparse.Namespace) -> Confirmations:
    """Confirm file by file, in one worker process; what goes wrong with one file does not keep the next from it."""
    from kerasrules.confirming.plan.request import ConfirmOptions
    from kerasrules.confirming.run.session import Session, WorkerError

    result = Confirmations()
    wanted = {finding.location.path for finding in checked.findings if finding.fix is not None}
    quiet = options.quiet or options.output_format == "json"
    with Session(options.backend, device=options.device) as session:
        for path, settings in found:
            if path not in wanted:
                continue
            job = read_job(path, settings.without_own_rules(), ConfirmOptions(budget=options.budget))
            try:
                result.documents.append(run_job(session, job, quiet))
            except WorkerError as error:
                complain_of(error, path)
                result.failed = True
                if not error.internal:
                    break  # Keras is not there: it will not be for the next file
            if result.documents and result.documents[-1]["interrupted"]:
                result.interrupted = True
                break
        result.failed = result.failed or session.gave_up
    return result


def report(result: Confirmations, options: argparse.Namespace) -> None:
    """Print what was found, file by file."""
    from kerasrules.report import colors, confirm_text

    painted = colors.choose(options.color, sys.stdout).on
    write(confirm_text.render_all(result.documents, painted, quiet=options.quiet))
