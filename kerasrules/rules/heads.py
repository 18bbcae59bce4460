"""Heads and the losses that judge them, as the rules on losses want them."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api import losses, torch_training
from kerasrules.keras_api.losses import BINARY, CATEGORICAL
from kerasrules.model.data import ArrayInfo, DataInfo
from kerasrules.model.edits import Edit, RemoveLayer, ReplaceLoss, SetArgument
from kerasrules.model.network import Head, Model
from kerasrules.model.program import Program
from kerasrules.model.record import record
from kerasrules.model.training import Fit, Loss, Metric, OutputLoss, Training
from kerasrules.model.unknown import Unknown
from kerasrules.rules.graph import unwrap

SPARSE = losses.SPARSE - {"categorical_generalized_cross_entropy"}
"""The other one does without logarithms: what a rule says of a cross-entropy is not true of it."""

PROBABILITIES = frozenset({"sigmoid", "softmax"})
"""Activations that make probabilities."""

CROSS_ENTROPIES = losses.CROSS_ENTROPIES
ONE_OF_MANY = CATEGORICAL | SPARSE
__all__ = [
    "BINARY",
    "CATEGORICAL",
    "CROSS_ENTROPIES",
    "ONE_OF_MANY",
    "PROBABILITIES",
    "SPARSE",
    "Judged",
    "batch_size",
    "judged",
    "steps_on_its_own",
    "takes_probabilities_for_logits",
    "with_activation",
]


@record(frozen=True)
class Judged:
    """A head and a loss that both are known, with the training that binds them."""

    training: Training
    pair: OutputLoss
    head: Head
    loss: Loss

    @property
    def units(self) -> int | None:
        """Size of the head's last axis, where known."""
        return None if isinstance(self.head.units, Unknown) else self.head.units

    @property
    def over_last_axis(self) -> bool:
        """Whether a softmax of the head surely runs over its units."""
        return self.head.axis == -1

    @property
    def by_torch(self) -> bool:
        """Whether the loss is one of PyTorch's: they have no `from_logits`."""
        return self.loss.spelling in torch_training.LOSS_CLASSES or self.loss.spelling in torch_training.LOSS_FUNCTIONS

    def labels(self) -> Iterator[ArrayInfo]:
        """What the training calls give this output as target, where known."""
        for fit in self.training.fits:
            if fit.trains and self.pair.output < len(fit.y):
                target = fit.y[self.pair.output]
                if not isinstance(target, Unknown):
                    yield target

    def is_multi_label(self) -> bool:
        """Whether its labels are known to hold several classes for a sample."""
        return any(target.encoding == "multi-hot" for target in self.labels())

    def metrics(self) -> Iterator[Metric]:
        """The metrics of compile that judge this output."""
        model = self.training.model
        is_only = isinstance(model, Model) and len(model.outputs) == 1
        for metric in self.training.metrics:
            if isinstance(metric, Metric) and (
                metric.output == self.pair.output or (metric.output is None and is_only)
            ):
                yield metric

    def with_activation(self, name: str) -> tuple[Edit, ...]:
        """The edits that give the head another activation ("linear" for none), as far as they can be written."""
        return with_activation(self.head, name)

    def with_loss(self, name: str, from_logits: bool | None = None) -> tuple[Edit, ...]:
        """The edit that puts another loss in place, where the loss is compile's argument and nothing else."""
        if self.training.custom_loop or self.loss.via is not None:
            return ()
        return (ReplaceLoss(self.loss.location, name, from_logits),)


def takes_probabilities_for_logits(pair: Judged) -> bool:
    """Whether a cross-entropy expects logits of a head that gives probabilities.

    Where one unit is the fault itself, KR201 and KR202 speak.
    """
    return (
        pair.head.activation in PROBABILITIES
        and pair.loss.name in CROSS_ENTROPIES
        and pair.loss.from_logits is True
        and not (pair.units == 1 and (pair.head.activation == "softmax" or pair.loss.name in ONE_OF_MANY))
    )


def with_activation(head: Head, name: str) -> tuple[Edit, ...]:
    """The edits that give a head another activation ("linear" for none), as far as they can be written."""
    layer = unwrap(head.node.layer)
    if layer.kind != "layer":
        return ()
    if "activation" in layer.config and not (name == "linear" and layer.class_name == "Activation"):
        value = "None" if name == "linear" else f'"{name}"'
        return (SetArgument(layer.location, "activation", value),)
    return (RemoveLayer(layer.location),) if name == "linear" else ()


_DEFAULT_BATCH = 32


def batch_size(fit: Fit) -> int | None:
    """How many samples a batch of the call has; None where that is unknown."""
    data, given = fit.arguments.get("x"), fit.arguments.get("batch_size", _DEFAULT_BATCH)
    if isinstance(data, DataInfo):
        return data.batch_size
    if fit.incomplete or fit.method not in ("fit", "evaluate", "predict"):
        return None
    return _DEFAULT_BATCH if given is None else given if type(given) is int else None


def steps_on_its_own(training: Training) -> bool:
    """Whether the model takes its training steps itself, and so may change labels and outputs before the loss."""
    model = training.model
    own = isinstance(model, Model) and (model.custom_train_step or model.custom_compute_loss)
    return own and not training.custom_loop


def _is_of_a_library(program: Program, training: Training) -> bool:
    """Whether another module compiles the model, and nothing in sight trains it: the loss may be of no account there.

    What the module builds itself is judged where it is checked.
    """
    trains = training.custom_loop or any(fit.trains for fit in training.fits)
    return training.location.path != program.path and not trains


def judged(program: Program) -> Iterator[Judged]:
    """Every pair of which both sides are known, except where the model reads its loss in its own way."""
    for training in program.trainings:
        if steps_on_its_own(training) or _is_of_a_library(program, training):
            continue
        for pair in training.output_losses:
            if not isinstance(pair.head, Unknown) and not isinstance(pair.loss, Unknown):
                yield Judged(training, pair, pair.head, pair.loss)
