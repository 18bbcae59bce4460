"""Outputs with more axes than the labels have, as the rules on flat heads want them."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.refused.target_shapes import refused_targets
from kerasrules.model.data import ArrayInfo, Shape
from kerasrules.model.network import Head, Model, Node
from kerasrules.model.program import Program
from kerasrules.model.record import record
from kerasrules.model.training import Fit, Loss
from kerasrules.model.unknown import Unknown
from kerasrules.rules.graph import only
from kerasrules.rules.heads import SPARSE, Judged, batch_size, judged
from kerasrules.rules.label_shapes import first_batch, lacks_axes
from kerasrules.rules.structure._shapes import passed_on, sequence_layer, sets_format, shape_of

_ONE_NUMBER = "one number per sample"


@record(frozen=True)
class RankMismatch:
    """A head Dense (its call is `node`) on a tensor with more axes than a sample's label has."""

    head: Head
    node: Node
    loss: Loss
    fit: Fit
    labels: ArrayInfo
    received: Shape
    output: Shape

    @property
    def label_words(self) -> str:
        """What a label is: "one number per sample"."""
        shape = self.labels.shape or ()
        if len(shape) == 1 or shape[1:] == (1,):
            return _ONE_NUMBER
        return f"{' x '.join('?' if size is None else str(size) for size in shape[1:])} numbers per sample"

    @property
    def consequence(self) -> str:
        """What Keras does with such labels, as a sentence; empty where it goes on."""
        size = batch_size(self.fit)
        labels, output = first_batch(self.labels.shape or (), size), first_batch(self.output, size)
        refused = refused_targets(self.loss.name, labels, (labels[0] if labels else None, *output[1:]))
        if refused is None:
            return ""
        if len(self.output) == 3 and self.output[-1] == 1 and self.label_words == _ONE_NUMBER:
            # a column of labels is compared with every step; some releases make a column of a flat row
            return ". Keras 3 raises an error on the first batch; Keras 2 may compare each of them with the label"
        return ". Keras raises an error on the first batch"


def rank_mismatches(program: Program) -> Iterator[RankMismatch]:
    """Every output whose labels surely cannot have its shape for want of axes."""
    for one in judged(program) if not sets_format(program) else ():
        output = one.head.tensor.shape
        node = _call(one)
        if output is None or node is None or not one.pair.direct or one.loss.via is not None:
            continue
        received = shape_of(node.inputs[0])
        if received is None or len(received) < 3 or len(output) < 3 or _is_called_otherwise(one, len(output)):
            continue
        for fit in one.training.fits:
            if (not fit.trains and fit.method != "evaluate") or one.pair.output >= len(fit.y):
                continue
            labels = fit.y[one.pair.output]
            if isinstance(labels, Unknown) or labels.shape is None:
                continue
            if lacks_axes(output, labels.shape, one.loss.name in SPARSE) and not _input_differs(one, fit):
                yield RankMismatch(one.head, node, one.loss, fit, labels, received, output)


def _is_called_otherwise(one: Judged, rank: int) -> bool:
    """Whether a loop calls the model on another shape than it declares, which is KR309's to say."""
    model = one.training.model
    if not one.training.custom_loop or not isinstance(model, Model) or len(model.outputs) != 1:
        return False
    declared = shape_of(model.outputs[0])
    return declared is not None and len(declared) != rank


def sequence_source(node: Node) -> Node | None:
    """The recurrent layer whose sequence reaches the node, through nothing but Dense and its like."""
    tensor = only(node.inputs[0])
    if tensor is None:
        return None
    source = passed_on(tensor).node
    layer = sequence_layer(source.layer)
    return source if layer is not None and layer.config.get("return_sequences") is True else None


def _call(one: Judged) -> Node | None:
    """The call of the head's Dense, where steps with one input lead from it to the output."""
    layer = one.head.layer
    if layer is None or layer.kind != "layer" or layer.class_name != "Dense":
        return None
    node = one.head.tensor.node
    for _ in range(50):
        if node.layer is layer:
            return node
        tensor = only(node.inputs[0]) if len(node.inputs) == 1 else None
        if tensor is None:
            return None
        node = tensor.node
    return None


def _input_differs(one: Judged, fit: Fit) -> bool:
    """Whether the axes are those of a declared input that the data do not have: then that is the fault (KR309)."""
    model = one.training.model
    inputs = model.inputs if isinstance(model, Model) else ()
    return any(
        isinstance(array, ArrayInfo)
        and array.shape is not None
        and tensor.shape is not None
        and tensor.node.layer.kind == "input"
        and len(array.shape) != len(tensor.shape)
        for tensor, array in zip(inputs, fit.x, strict=False)
    )
