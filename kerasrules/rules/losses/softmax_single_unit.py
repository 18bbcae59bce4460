"""KR202."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.layer_traits import LINEAR_MAPS
from kerasrules.model.edits import Edit, Fix, SetArgument
from kerasrules.model.findings import Effect, Finding, Related, Severity
from kerasrules.model.network import Layer, Node, Tensor
from kerasrules.model.program import Program
from kerasrules.model.unknown import Unknown
from kerasrules.rules.graph import argument, channels, fused_activation, is_class, pure_activation, unwrap
from kerasrules.rules.heads import CROSS_ENTROPIES, ONE_OF_MANY, Judged, judged
from kerasrules.rules.losses._targets import WITHOUT_OUTPUT, labels_without_output
from kerasrules.rules.phrasing import described, head_here, head_words, loss_words
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location


class SoftmaxSingleUnit(Rule):
    """Softmax is applied over an axis of size 1.

    ## What it does
    Finds softmax over a single value: a Dense layer of one unit with softmax, a softmax layer whose axis has size 1, or
    an output of one logit with a categorical cross-entropy with `from_logits=True`, which applies the softmax itself.

    ## Why is this bad?
    Softmax divides each value by the sum over the axis. A single value is divided by itself: the result is 1.0 for
    every input and any weights, and the network always predicts the same. (On the TensorFlow backend the *loss* may
    still fall, because Keras computes it from the values before the softmax; the predictions are constant all the
    same.)

    ## Example
    ```python
    model.add(Dense(1, activation="softmax"))
    model.compile(loss="binary_crossentropy", optimizer="adam")
    ```

    ## Use instead
    ```python
    model.add(Dense(1, activation="sigmoid"))
    model.compile(loss="binary_crossentropy", optimizer="adam")
    ```

    ## References
    - [Keras: softmax](https://keras.io/api/layers/activations/#softmax-function)
    """

    code = "KR202"
    name = "softmax-single-unit"
    severity = Severity.ERROR
    effect = Effect.PREVENTS
    fix_applicability = "unsafe"
    confirm = ConfirmTraits(trains=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """Look at each softmax; a loss that judges it is told of too."""
        losses = {unwrap(pair.head.node.layer): pair for pair in judged(program)}
        yield from one_per_location(
            [
                *(
                    self._report(node, losses.get(unwrap(node.layer)))
                    for node in program.nodes
                    if _is_over_one_value(node)
                ),
                *(self._report_loss(pair) for pair in judged(program) if _is_over_one_logit(pair)),
            ]
        )

    def _report_loss(self, pair: Judged) -> Finding:
        """A loss with `from_logits=True` applies the softmax itself."""
        edits = pair.with_loss("binary_crossentropy", from_logits=True)
        return self.finding(
            pair.loss.location,
            f"{loss_words(pair.loss)} with from_logits=True applies softmax over the single value of"
            f" {head_words(pair.head)}. A value divided by itself is 1.0, so the loss is 0 and there is no gradient"
            + (f". Label 1 has no output: {WITHOUT_OUTPUT}" if labels_without_output(pair) else ""),
            related=head_here(pair.head),
            help="use one unit for each class; for two classes, BinaryCrossentropy(from_logits=True) will do",
            fix=Fix("Use binary_crossentropy", edits) if edits else None,
        )

    def _report(self, node: Node, pair: Judged | None) -> Finding:
        layer = unwrap(node.layer)
        classes = _classes(pair)
        return self.finding(
            layer.location,
            f"{described(layer)} applies softmax over a single value. A value divided by itself is 1.0, so the output"
            " is the same for every input and any weights"
            + (f". Label 1 has no output: {WITHOUT_OUTPUT}" if pair and labels_without_output(pair) else ""),
            related=[
                *(Related(f"{described(unwrap(one))} outputs the single value", one.location) for one in _source(node)),
                *([Related(f"loss: {pair.loss.name}", pair.loss.location)] if pair is not None else []),
            ],
            help=f"use {classes} units, one for each class"
            if classes is not None
            else 'use one unit for each class; for two classes, one unit with activation="sigmoid" and'
            " binary_crossentropy will do",
            fix=_sigmoid(layer, pair) if classes is None else _unit_for_each(layer, pair, classes),
        )


def _classes(pair: Judged | None) -> int | None:
    """How many classes the labels are known to have, where they are more than two."""
    is_known = pair is not None and pair.loss.name in CROSS_ENTROPIES
    counts = {labels.classes for labels in pair.labels()} if pair is not None and is_known else set()
    count = counts.pop() if len(counts) == 1 else None
    return count if count is not None and count > 2 else None


def _sigmoid(layer: Layer, pair: Judged | None) -> Fix | None:
    if "activation" not in layer.config:
        return None
    edits: tuple[Edit, ...] = (SetArgument(layer.location, "activation", '"sigmoid"'),)
    if pair is not None and pair.loss.name in ONE_OF_MANY:
        edits += pair.with_loss("binary_crossentropy")
    return Fix("Use sigmoid", edits)


def _unit_for_each(layer: Layer, pair: Judged | None, classes: int) -> Fix | None:
    if "units" not in layer.config or pair is None or pair.loss.name not in ONE_OF_MANY:
        return None
    return Fix(f"Set units={classes}", (SetArgument(layer.location, "units", str(classes)),))


def _is_over_one_logit(pair: Judged) -> bool:
    return (
        pair.units == 1
        and pair.head.activation == "linear"
        and pair.loss.name in ONE_OF_MANY
        and pair.loss.from_logits is True
    )


def _is_over_one_value(node: Node) -> bool:
    layer = unwrap(node.layer)
    if is_class(layer, LINEAR_MAPS):
        shape = node.outputs[0].shape if node.outputs else None
        certain = layer.class_name == "Dense" or (shape is not None and shape[-1] == 1)
        return fused_activation(layer) == "softmax" and channels(layer) == 1 and certain
    if pure_activation(layer) != "softmax" or len(node.inputs) != 1:
        return False
    axis = layer.config.get("axis", -1) if layer.kind == "layer" else argument(layer, "axis", 1, -1)
    return isinstance(axis, int) and all(_size_is_one(tensor, axis) for tensor in node.inputs[0])


def _size_is_one(tensor: Tensor | Unknown, axis: int) -> bool:
    """Whether the axis, which is not that of the samples, surely has size 1."""
    if isinstance(tensor, Unknown):
        return False
    if tensor.shape is None:
        return axis == -1 and unwrap(tensor.node.layer).class_name == "Dense" and channels(tensor.node.layer) == 1
    rank = len(tensor.shape)
    return rank >= 2 and -rank < axis < rank and axis != 0 and tensor.shape[axis] == 1


def _source(node: Node) -> list[Layer]:
    """The layer whose output a softmax on its own is applied to."""
    before = [tensor.node for alternatives in node.inputs for tensor in alternatives if isinstance(tensor, Tensor)]
    alone = "activation" not in unwrap(node.layer).config or unwrap(node.layer).class_name == "Activation"
    return [one.layer for one in before if alone and one.layer.kind == "layer"][:1]
