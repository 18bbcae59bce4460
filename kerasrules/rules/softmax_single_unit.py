"""KR202."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.findings import Edit, Finding, Related, Remedy, SetArgument, Severity
from kerasrules.program import Layer, Node, Program, Tensor, Unknown
from kerasrules.rules._graph import WEIGHT_LINEAR, argument, channels, core, fused_activation, is_class, pure_activation
from kerasrules.rules._heads import ONE_OF_MANY, Judged, judged
from kerasrules.rules._rule import Rule, one_per_place
from kerasrules.rules._words import described, line


class SoftmaxSingleUnit(Rule):
    """Softmax is applied over an axis of size 1.

    ## What it does
    Finds softmax over a single value: a Dense layer of one unit with softmax, or a softmax layer whose axis has size 1.

    ## Why is this bad?
    Softmax divides each value by the sum over the axis. A single value is divided by itself: the result is 1.0 for
    every input and any weights, and the network always predicts the same. (On the TensorFlow backend the *loss* may
    still fall, because Keras takes the values before the softmax for it; the predictions are constant all the same.)

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
    fix = "unsafe"
    confirmable = True

    def check(self, program: Program) -> Iterator[Finding]:
        """Look at each softmax; a loss that judges it is told of too."""
        losses = {core(pair.head.node.layer): pair for pair in judged(program)}
        yield from one_per_place(
            self._report(node, losses.get(core(node.layer))) for node in program.nodes if _is_over_one_value(node)
        )

    def _report(self, node: Node, pair: Judged | None) -> Finding:
        layer = core(node.layer)
        edits: tuple[Edit, ...] = ()
        if "activation" in layer.config:
            edits = (SetArgument(layer.place, "activation", '"sigmoid"'),)
            if pair is not None and pair.loss.name in ONE_OF_MANY:
                edits += pair.with_loss("binary_crossentropy")
        return self.finding(
            layer.place,
            f"{described(layer)} on {line(layer.place)} applies softmax over a single value: a value divided by itself"
            " is 1.0, so the output is the same for every input and any weights",
            related=[
                *(Related(f"{described(core(one))} gives the single value", one.place) for one in _source(node)),
                *([Related(f"the loss: {pair.loss.name}", pair.loss.place)] if pair is not None else []),
            ],
            help='for two classes use one unit with activation="sigmoid" and binary_crossentropy, or two units with'
            " softmax",
            remedy=Remedy("Use sigmoid", edits) if edits else None,
        )


def _is_over_one_value(node: Node) -> bool:
    layer = core(node.layer)
    if is_class(layer, WEIGHT_LINEAR):
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
        return axis == -1 and core(tensor.node.layer).class_name == "Dense" and channels(tensor.node.layer) == 1
    rank = len(tensor.shape)
    return rank >= 2 and -rank < axis < rank and axis != 0 and tensor.shape[axis] == 1


def _source(node: Node) -> list[Layer]:
    """The layer whose output a softmax on its own is applied to."""
    before = [tensor.node for alternatives in node.inputs for tensor in alternatives if isinstance(tensor, Tensor)]
    alone = "activation" not in core(node.layer).config or core(node.layer).class_name == "Activation"
    return [one.layer for one in before if alone and one.layer.kind == "layer"][:1]
