"""What coordinator and child tell each other over the child's standard input and output.

What the child is told comes pickled. Its replies are lines of JSON: the user's program runs in that process and could
write to the same stream, and nothing that it writes there may be carried out.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from kerasrules.confirming.plan.program_job import ProgramVersion
from kerasrules.confirming.run.reference import Reference
from kerasrules.confirming.run.training_run import TrainingRun
from kerasrules.model.record import record
from kerasrules.rules.rule import ScalingKind


@record(frozen=True)
class RunProgram:
    """The first message to a child: what to run."""

    file: str
    arguments: tuple[str, ...]
    version: ProgramVersion
    seed: int


@record(frozen=True)
class Train:
    """Train from the weights that a seed draws. seconds: until it has to be over. chunk: steps between two looks.

    encodings, classes: for each output, how the labels are encoded, and whether they are classes whatever the loss.
    scaling: of the inputs. standard_targets: the numbers that are predicted get mean 0 and spread 1.
    """

    seed: int
    steps: int
    seconds: float
    encodings: tuple[str | None, ...] = ()
    classes: tuple[bool, ...] = ()
    scaling: ScalingKind | None = None
    chunk: int = 50
    standard_targets: bool = False


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

    steps: how many the program would make, None where that is unknown. mark: what tells the training from others, as
    far as configurations and the data tell it. can_scale: its inputs and targets can be scaled before it trains.
    predicts_values: all targets are numbers.
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
    mark: str = ""
    can_scale: bool = True
    predicts_values: bool = False


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


_KINDS: dict[str, type[Any]] = {
    kind.__name__: kind for kind in (Contained, ReachedFit, Stopped, TrainedSoFar, Trained, NotTrained, ReferenceFound)
}


def as_line(reply: Reply) -> bytes:
    """A reply as the child sends it, sealed."""
    return json.dumps({"kind": type(reply).__name__, **asdict(reply)}, default=_plain).encode()


def reply_of(line: bytes) -> Reply | None:
    """The reply that a line holds; None for anything else."""
    try:
        fields = json.loads(line)
        kind = _KINDS[fields.pop("kind")]
        if "run" in fields:
            fields["run"] = TrainingRun(**fields["run"])
        if fields.get("reference") is not None:
            fields["reference"] = Reference(**fields["reference"])
        reply: Reply = kind(**{name: tuple(one) if isinstance(one, list) else one for name, one in fields.items()})
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return reply


def _plain(value: Any) -> object:
    """What JSON does not know: numbers of numpy."""
    return value.item()
