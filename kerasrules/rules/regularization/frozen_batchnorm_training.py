"""KR605."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.findings import Confidence, Effect, Finding, Related, Severity
from kerasrules.model.network import Layer, Model, Node
from kerasrules.model.program import Program
from kerasrules.model.training import Optimizer, Training
from kerasrules.rules.graph import unwrap
from kerasrules.rules.phrasing import described, number
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location

_WITHOUT_BATCHNORM = frozenset({"VGG16", "VGG19"})
_PLAIN = frozenset({"SGD"})
_UNFROZEN = {"plain": 1e-2, "adaptive": 1e-3}
"""Learning rates from which on fine-tuning of an unfrozen network is reported."""
_NEVER_FROZEN = {"plain": 2e-2, "adaptive": 1e-2}


class FrozenBatchnormTraining(Rule):
    """Pretrained weights are trained at a learning rate that destroys them.

    ## What it does
    Finds a network of `keras.applications` with ImageNet weights that is

    - trained frozen first, then unfrozen and trained further at a learning rate of 0.001 or more (0.01 for plain SGD),
      with its batch normalization in training mode (the call lacks `training=False`), or
    - never frozen at all and trained at 0.01 or more (0.02 for plain SGD) together with a new, random head.

    ## Why is this bad?
    Transfer learning depends on the pretrained features. Large steps overwrite them within a few batches; the gradients
    of a new head, which are large and random at first, do the same. Unfreezing also puts batch normalization into
    training mode: its averages are replaced by those of small batches of new data. `training=False` in the call keeps
    them.

    ## Example
    ```python
    x = base(inputs)
    ...
    base.trainable = True
    model.compile(keras.optimizers.Adam(5e-3), "categorical_crossentropy")
    model.fit(train)
    ```

    ## Use instead
    ```python
    x = base(inputs, training=False)
    ...
    base.trainable = True
    model.compile(keras.optimizers.Adam(1e-5), "categorical_crossentropy")
    model.fit(train)
    ```

    ## References
    - [Keras: transfer learning and fine-tuning](https://keras.io/guides/transfer_learning/)
    """

    code = "KR605"
    name = "frozen-batchnorm-training"
    severity = Severity.WARNING
    effect = Effect.PREVENTS
    confidence = Confidence.MEDIUM
    confirm = ConfirmTraits(needs_data=True, needs_pretrained_weights=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """Each compile with a known learning rate, and the networks that are trained with it."""
        yield from one_per_location(
            finding
            for training in program.trainings
            if isinstance(training.optimizer, Optimizer) and any(fit.trains for fit in training.fits)
            for finding in self._of_training(program, training, training.optimizer)
        )

    def _of_training(self, program: Program, training: Training, optimizer: Optimizer) -> Iterator[Finding]:
        rate = optimizer.learning_rate
        if not isinstance(rate, float):
            return
        kind = "plain" if optimizer.class_name in _PLAIN else "adaptive"
        for node in _pretrained(training):
            layer = unwrap(node.layer)
            if training.trainable.get(layer, True) is not True:
                continue
            if _was_frozen(program, training, layer):
                batchnorm = layer.class_name not in _WITHOUT_BATCHNORM
                if batchnorm and node.call_arguments.get("training") is not False and rate >= _UNFROZEN[kind]:
                    yield self._unfrozen(training, optimizer, layer, rate)
            elif rate >= _NEVER_FROZEN[kind]:
                yield self._never_frozen(training, optimizer, layer, rate)

    def _unfrozen(self, training: Training, optimizer: Optimizer, layer: Layer, rate: float) -> Finding:
        return self.finding(
            training.location,
            f"{described(layer)} is unfrozen and trained further with {optimizer.class_name} at {number(rate)}. Such"
            " large steps overwrite the pretrained weights, and its batch normalization starts over",
            related=[Related("pretrained network", layer.location)],
            help=f"fine-tune at 1e-5 to 1e-4, and call {layer.class_name} with training=False",
        )

    def _never_frozen(self, training: Training, optimizer: Optimizer, layer: Layer, rate: float) -> Finding:
        return self.finding(
            training.location,
            f"the pretrained weights of {described(layer)} are never frozen and are trained with"
            f" {optimizer.class_name} at {number(rate)}. The first steps of the new head overwrite them",
            related=[Related("pretrained network", layer.location)],
            help="set trainable = False on it and train the head first, then fine-tune at 1e-5 to 1e-4",
        )


def _pretrained(training: Training) -> Iterator[Node]:
    """The networks of keras.applications with weights of ImageNet in a model."""
    if isinstance(training.model, Model):
        for node in training.model.nodes:
            layer = unwrap(node.layer)
            if layer.kind == "backbone" and layer.config.get("weights", "imagenet") == "imagenet":
                yield node


def _was_frozen(program: Program, training: Training, layer: Layer) -> bool:
    """Whether the head was trained before while this network was frozen."""
    return any(
        earlier.order < training.order
        and earlier.trainable.get(layer) is False
        and any(fit.trains for fit in earlier.fits)
        for earlier in program.trainings
    )
