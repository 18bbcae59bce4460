"""KR510."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kerasrules.model.findings import Effect, Finding, Related, Severity
from kerasrules.model.program import Program
from kerasrules.model.training import LostGradient, Training
from kerasrules.rules.phrasing import described
from kerasrules.rules.rule import Rule, one_per_location
from kerasrules.rules.training._blocked_layers import Blocked, blocked_layers
from kerasrules.rules.training._frozen_models import FrozenFit, frozen_fits
from kerasrules.rules.training._other_losses import adds_losses, has_no_other_loss

_NO_GRADIENTS = "No gradient reaches them, and the step raises an error"
_WORDS: Mapping[str, tuple[str, str, str]] = {
    "frozen": (
        "the gradients are taken of trainable weights, but everything here is frozen: there are none, and Keras raises"
        " an error when they are applied",
        "frozen here",
        "set trainable = True before this training step, or remove the freezing",
    ),
    "unrecorded": (
        f"what leads from the weights to the loss is computed where no gradients are recorded. {_NO_GRADIENTS}",
        "not recorded here",
        "call the model and compute the loss inside of the tape's with block, and not under no_grad",
    ),
    "blocked": (
        "{step} lets no gradient through from the loss to the weights: all gradients are None or 0, and the weights do"
        " not change",
        "{step} is here",
        "compute the loss from the model's output itself; use {step} for metrics only",
    ),
    "unrelated": (
        f"the loss does not depend on the weights whose gradients are taken. {_NO_GRADIENTS}",
        "",
        "compute the loss from the output of the model that is updated: call it, as predict returns arrays",
    ),
    "unused": (
        "the loss function does not use the output of the model. No gradient reaches the weights, and fit raises an"
        " error",
        "",
        "compute the loss from its second argument, the output of the model",
    ),
    "empty": (
        "the optimizer is given no gradients, so it updates nothing, and Keras raises an error",
        "",
        "pass the gradients together with model.trainable_variables",
    ),
}
_STEPS = {
    "compare": "a comparison",
    "numpy": "the conversion to a NumPy array",
    "cast": "the cast to whole numbers",
    "astype": "the cast to whole numbers",
}


class NoGradient(Rule):
    """The weights that are to be trained cannot change: no gradient reaches them, or all of them are frozen.

    ## What it does
    Reports hand-written training steps in which a gradient is taken of weights that cannot get one: the model is
    called, or the loss computed, outside of the gradient tape or under `torch.no_grad()`; the loss does not depend on
    them, as after `predict`; `stop_gradient`, `argmax`, `round`, a comparison, a cast to whole numbers or a NumPy array
    lies on every way between; they are the trainable weights of a frozen model; the optimizer gets an empty list. It
    also reports loss functions of the program that are passed to `compile` and let no gradient through, such as a score
    of rounded predictions, `fit` on a model of which every layer was frozen before `compile`, and layers that all ways
    to the outputs lead from through such an operation.

    ## Why is this bad?
    The gradients are None or 0. Keras raises "No gradients provided for any variable", or trains for all its epochs
    without changing a weight.

    ## Example
    ```python
    predictions = model(x, training=True)
    with tf.GradientTape() as tape:
        loss = loss_fn(y, predictions)
    gradients = tape.gradient(loss, model.trainable_variables)
    ```

    ## Use instead
    ```python
    with tf.GradientTape() as tape:
        predictions = model(x, training=True)
        loss = loss_fn(y, predictions)
    gradients = tape.gradient(loss, model.trainable_variables)
    ```

    ## References
    - [TensorFlow: gradients and automatic differentiation](https://www.tensorflow.org/guide/autodiff)
    - [Keras: transfer learning and fine-tuning](https://keras.io/guides/transfer_learning/)
    """

    code = "KR510"
    name = "no-gradient"
    severity = Severity.ERROR
    effect = Effect.PREVENTS

    def check(self, program: Program) -> Iterator[Finding]:
        """Steps of the program's own, and calls of fit."""
        yield from one_per_location(
            [
                *(self._of_step(lost) for lost in program.lost_gradients),
                *(self._of_step(lost) for lost in _of_losses(program)),
                *(self._of_fit(frozen) for frozen in frozen_fits(program)),
                *(self._of_layers(blocked) for blocked in blocked_layers(program)),
            ]
        )

    def _of_step(self, lost: LostGradient) -> Finding:
        message, cause, help = _WORDS[lost.why]
        step = _STEPS.get(lost.step or "", lost.step or "")
        return self.finding(
            lost.location,
            message.format(step=step),
            related=[Related(cause.format(step=step), lost.cause)] if lost.cause is not None else [],
            help=help.format(step=step),
        )

    def _of_fit(self, frozen: FrozenFit) -> Finding:
        return self.finding(
            frozen.fit.location,
            "every layer of the model was frozen before it was compiled, so training changes no weight",
            related=[Related("frozen here", place) for place in frozen.places[:3]],
            help="leave the layers that are to learn trainable, such as the output layer",
        )

    def _of_layers(self, blocked: Blocked) -> Finding:
        step, layers = blocked.step, blocked.layers
        name = _STEPS.get(step.layer.class_name, step.layer.class_name)
        more = f" and {len(layers) - 1} more layers" if len(layers) > 2 else ""
        more = f" and {described(layers[1])}" if len(layers) == 2 else more
        return self.finding(
            step.location,
            f"{name} lets no gradient through to {described(layers[0])}{more} before it, so training never changes"
            f" {'its' if len(layers) == 1 else 'their'} weights",
            severity=Severity.WARNING,
            related=[Related("keeps the weights that it starts with", layer.location) for layer in layers[:3]],
            help=f"pass on what {name} is computed from, such as the probabilities instead of the class",
        )


def _of_losses(program: Program) -> Iterator[LostGradient]:
    """The loss functions of the program without a gradient, where the model has no other loss."""
    for training in () if adds_losses(program) else program.trainings:
        lost = [pair.lost_gradient for pair in training.output_losses]
        if None not in lost and _may_train(training) and has_no_other_loss(training):
            yield from (one for one in lost if one is not None)


def _may_train(training: Training) -> bool:
    return any(fit.trains for fit in training.fits) or not training.fits
