"""What coordinator and child tell each other: pickled over the child's standard input and output."""

from __future__ import annotations

from kerasrules.confirm.plan.program_job import Texts
from kerasrules.confirm.run.reference import Reference
from kerasrules.confirm.run.training_run import TrainingRun
from kerasrules.model.record import record
from kerasrules.rules.rule import ScalingKind


@record(frozen=True)
class RunProgram:
    """The first message to a child: what to run. seconds: of processor time, for each core.

    scratch: a folder for temporary files.
    """

    file: str
    folder: str
    arguments: tuple[str, ...]
    texts: Texts
    seed: int
    seconds: float
    scratch: str


@record(frozen=True)
class Train:
    """Train from the weights that a seed draws. seconds: until it has to be over. chunk: steps between two looks.

    encodings, classes: for each output, how the labels are encoded, and whether they are classes whatever the loss.
    """

    seed: int
    steps: int
    seconds: float
    encodings: tuple[str | None, ...] = ()
    classes: tuple[bool, ...] = ()
    scaling: ScalingKind | None = None
    chunk: int = 50


@record(frozen=True)
class AskReference:
    """Ask for what a simple learner reaches on the same data."""

    seed: int
    encodings: tuple[str | None, ...] = ()


@record(frozen=True)
class Contained:
    """What the child is isolated by, in words."""

    words: str


@record(frozen=True)
class ReachedFit:
    """The program has called fit. line: where, in its file. words: the data. losses: Keras' names, None for others.

    steps: how many the program would make, None where that is unknown.
    """

    line: int | None
    words: str
    samples: int
    held_out: int
    losses: tuple[str | None, ...]
    optimizer: str
    model: str
    steps: int | None
    keras: str
    backend: str
    notes: tuple[str, ...] = ()


@record(frozen=True)
class Stopped:
    """The program ended before it came to fit. words: how, for the user. line: where, in its file."""

    words: str
    line: int | None = None
    detail: str = ""
    raised: bool = False
    """Its own code, or Keras, raised an error."""


@record(frozen=True)
class TrainedSoFar:
    """A training as far as it is."""

    run: TrainingRun


@record(frozen=True)
class Trained:
    """A training to its end."""

    run: TrainingRun


@record(frozen=True)
class NotTrained:
    """A training that stopped. out_of_time, or the error in one line."""

    error: str
    out_of_time: bool = False


@record(frozen=True)
class ReferenceFound:
    """What a simple learner reaches; None where it cannot be asked."""

    reference: Reference | None


Reply = Contained | ReachedFit | Stopped | TrainedSoFar | Trained | NotTrained | ReferenceFound
