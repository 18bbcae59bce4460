"""What could not be known of a program, so that its having no findings is worth little, and what the user can do."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from kerasrules.model.data import ArrayInfo
from kerasrules.model.data_files import DataFileUse
from kerasrules.model.program import Program
from kerasrules.model.results import Notice
from kerasrules.model.unknown import Unknown


def unknown_facts(program: Program) -> Iterator[Notice]:
    """A note for each unread file that inputs of training calls come from, and one for a model that is not known."""
    yield from unread_data(program)
    for training in program.trainings:
        if training.trained and isinstance(training.model, Unknown):
            yield Notice(
                f"the model that is trained here is not known ({training.model.reason}): `kerasrules show"
                f" {shlex.quote(program.path)}` lists what was recovered",
                training.location,
            )
            return


def unread_data(program: Program) -> Iterator[Notice]:
    """A note for each unread file that the inputs of training calls come from."""
    unread = {use.location: use for use in program.data_files if not use.was_read and not use.is_switched_off}
    if not unread:
        return
    told: dict[DataFileUse, None] = {}
    for training in program.trainings:
        for fit in training.fits:
            for array in fit.x if fit.trains else ():
                if isinstance(array, ArrayInfo) and array.origin_place in unread and _is_unknown(array):
                    told[unread[array.origin_place]] = None
    for use in told:
        message = f"the range of the inputs is not known ({_why(use)}): {_advice(use, program.path)} can tell"
        yield Notice(message, use.location)


def _is_unknown(array: ArrayInfo) -> bool:
    return array.reached is None and not array.standardized and array.low is None and array.high is None


def _why(use: DataFileUse) -> str:
    return f"{use.reader} of {use.name or 'a file'}, which {use.reason}"


def _advice(use: DataFileUse, program: str) -> str:
    name = use.name.replace("\\", "/").rpartition("/")[2] or "FILE"
    return f"`kerasrules check --data {shlex.quote(name)} {shlex.quote(program)}`"
