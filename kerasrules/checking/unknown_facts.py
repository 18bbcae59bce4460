"""What could not be known of a program, so that its having no findings is worth little, and what the user can do."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.data import ArrayInfo
from kerasrules.model.data_files import DataFileUse
from kerasrules.model.network import Model
from kerasrules.model.program import Program
from kerasrules.model.results import Notice
from kerasrules.model.training import Training
from kerasrules.model.unknown import Unknown
from kerasrules.rules.phrasing import listed

MOST = 3
"""So many names are told."""
_RESULT = "the result of "
_READ = frozenset({"keras", "tensorflow", "numpy", "builtins"})
"""What of these is not known cannot be told either."""


def unknown_facts(program: Program) -> Iterator[Notice]:
    """A note for each unread file that inputs of training calls come from, and one for a model that is not known."""
    yield from unread_data(program)
    for training in program.trainings:
        names = list(dict.fromkeys(_to_be_taught(training))) if training.trained else []
        if names:
            key = names[0][0]
            told = listed([name for _, name in names[:MOST]] + (["others"] if len(names) > MOST else []))
            yield Notice(
                f"what is trained here is known in part, as {told} {'is' if len(names) == 1 else 'are'} not in sight:"
                f" `kerasrules config {key}` says how to tell what {'it is' if len(names) == 1 else 'they are'}",
                training.location,
            )
            return
        if training.trained and isinstance(training.model, Unknown):
            yield Notice(
                f"the model that is trained here is not known ({training.model.reason}): `kerasrules show"
                f" {_quoted(program.path)}` lists what was recovered",
                training.location,
            )
            return


def _to_be_taught(training: Training) -> Iterator[tuple[str, str]]:
    """The losses and layers of other libraries, each with the setting that says what it is."""
    for pair in training.output_losses:
        if isinstance(pair.loss, Unknown):
            yield from (("losses", name) for name in _outside(pair.loss))
    if isinstance(training.model, Model):
        yield from (("layers", name) for part in training.model.unknown for name in _outside(part))


def _outside(part: Unknown) -> Iterator[str]:
    """The function or class of another library whose result it is."""
    name = part.reason.removeprefix(_RESULT)
    if name != part.reason and "." in name and name.partition(".")[0] not in _READ:
        yield name


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


def _quoted(word: str) -> str:
    """A word as a shell takes it."""
    from shlex import quote

    return quote(word)


def _is_unknown(array: ArrayInfo) -> bool:
    return array.reached is None and not array.standardized and array.low is None and array.high is None


def _why(use: DataFileUse) -> str:
    return f"{use.reader} of {use.name or 'a file'}, which {use.reason}"


def _advice(use: DataFileUse, program: str) -> str:
    name = use.name.replace("\\", "/").rpartition("/")[2] or "FILE"
    return f"`kerasrules check --data {_quoted(name)} {_quoted(program)}`"
