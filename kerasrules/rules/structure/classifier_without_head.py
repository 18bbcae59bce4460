"""KR413."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.layer_traits import CONVOLUTIONS, MAX_POOLING, RECURRENT, TRANSPOSED, Family, of_family
from kerasrules.model.data import ArrayInfo
from kerasrules.model.findings import Effect, Finding, Related, Severity
from kerasrules.model.network import Model, Node, Tensor
from kerasrules.model.program import Program
from kerasrules.model.training import Fit, Loss, Training
from kerasrules.model.unknown import Unknown
from kerasrules.rules.graph import channels, fused_activation, is_class, keeps_values, only, unwrap
from kerasrules.rules.heads import ONE_OF_MANY
from kerasrules.rules.phrasing import described, origin_here
from kerasrules.rules.rule import Rule, one_per_location
from kerasrules.rules.structure._shapes import size_words

_POOLINGS = of_family(Family.POOLING)
_BODIES = RECURRENT | of_family(Family.EMBEDDING) | (CONVOLUTIONS - TRANSPOSED)


class ClassifierWithoutHead(Rule):
    """A classifier ends with features instead of one output per class.

    ## What it does
    Reports a model trained with a categorical cross-entropy that ends in a backbone without its top, or in a recurrent
    or convolution layer, flattened or pooled, whose number of features differs from the number of classes in the
    labels, or that is a convolution with relu and max pooling, flattened.

    ## Why is this bad?
    The loss needs one probability (or logit) per class. The features of the last layer are neither: with one-hot labels
    of another width Keras raises an error, and class indices are compared with features that are not class scores.

    ## Example
    ```python
    model = keras.Sequential([
        keras.applications.MobileNetV2(include_top=False, pooling="avg"),
        layers.Dropout(0.2),
    ])
    model.compile(loss="sparse_categorical_crossentropy", optimizer="adam")
    ```

    ## Use instead
    ```python
    model = keras.Sequential([
        keras.applications.MobileNetV2(include_top=False, pooling="avg"),
        layers.Dropout(0.2),
        layers.Dense(5, activation="softmax"),
    ])
    model.compile(loss="sparse_categorical_crossentropy", optimizer="adam")
    ```

    ## References
    - [Keras: transfer learning and fine-tuning](https://keras.io/guides/transfer_learning/)
    """

    code = "KR413"
    name = "classifier-without-head"
    severity = Severity.ERROR
    effect = Effect.PREVENTS

    def check(self, program: Program) -> Iterator[Finding]:
        """Outputs that a classification loss judges in training."""
        yield from one_per_location(
            self._report(fit, pair.loss, tensor, node, target)
            for training in program.trainings
            for pair in training.output_losses
            # a last layer that passes for a head is judged by its units (KR207)
            if isinstance(pair.head, Unknown)
            if not isinstance(pair.loss, Unknown) and pair.loss.name in ONE_OF_MANY
            if pair.loss.via is None and pair.direct
            for tensor in _output(training, pair.output)
            for fit in training.fits
            if fit.trains and pair.output < len(fit.y)
            for target in (fit.y[pair.output],)
            for node in _body(tensor, target)
        )

    def _report(self, fit: Fit, loss: Loss, tensor: Tensor, node: Node, target: ArrayInfo | Unknown) -> Finding:
        classes = target.classes if isinstance(target, ArrayInfo) else None
        layer = unwrap(node.layer)
        return self.finding(
            layer.location,
            f"the model ends with the features of {described(layer)} ({size_words(tensor.shape)}), but {loss.name}"
            f" needs one output for each of the {classes} classes"
            if classes is not None
            else f"the model ends with the features of {described(layer)}, but {loss.name} needs one output per class",
            related=[
                Related(f"loss: {loss.name}", loss.location),
                *(origin_here(target) if isinstance(target, ArrayInfo) else ()),
                Related("labels passed here", fit.location),
            ],
            help=f"add a Dense layer with one unit per class and softmax after {described(layer)}",
        )


def _output(training: Training, index: int) -> Iterator[Tensor]:
    """The tensor that a loss judges, where there is no branch."""
    model = training.model
    if isinstance(model, Model) and not (model.custom_train_step or model.custom_compute_loss):
        tensor = only(model.outputs[index]) if index < len(model.outputs) else None
        if tensor is not None:
            yield tensor


def _body(tensor: Tensor, target: ArrayInfo | Unknown) -> Iterator[Node]:
    """The layer that makes the output, where that is surely no head."""
    node, pooled = tensor.node, False
    for _ in range(50):
        if is_class(node.layer, _BODIES) or node.layer.kind == "backbone":
            break
        before = only(node.inputs[0]) if len(node.inputs) == 1 else None
        if before is None or not (keeps_values(node) or is_class(node.layer, _POOLINGS)):
            return
        pooled |= is_class(node.layer, MAX_POOLING)
        node = before.node
    layer = unwrap(node.layer)
    labels = target if isinstance(target, ArrayInfo) else None
    if layer.kind == "backbone":
        if layer.config.get("include_top") is False and labels and labels.encoding in {"integer", "one-hot"}:
            yield node
        return
    width = tensor.shape[-1] if tensor.shape else None
    if labels is not None and labels.classes is not None:
        if width is not None and width != labels.classes:
            yield node
    elif pooled and fused_activation(layer) == "relu" and width is not None and width > (channels(layer) or width):
        yield node  # what max pooling leaves of each place: scores of classes are made otherwise
