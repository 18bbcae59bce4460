"""Pairs of linear layers that designers put in a row on purpose, each with the design that it is known from."""

from __future__ import annotations

from kerasrules.keras_api.layer_traits import (
    CONVOLUTIONS,
    DEPTHWISE,
    TRANSPOSED,
    Family,
    ValueFlow,
    classes_with,
    of_family,
)
from kerasrules.model.network import Node, Tensor
from kerasrules.rules.graph import (
    BILINEAR,
    GraphQuery,
    Route,
    channels,
    fused_activation,
    input_channels,
    is_affine,
    is_class,
    is_pointwise,
    kernel,
    strides,
    unwrap,
)

_DENSE = of_family(Family.DENSE)
_NORMALIZED_OR_ACTIVATED = of_family(Family.NORMALIZATION, Family.ACTIVATION)
_STEPS_BACK = 4
_MEANS = classes_with(lambda traits: traits.whole and traits.values is ValueFlow.AVERAGED)


def is_bottleneck(first: Node, route: Route, last: Node) -> bool | None:
    """Whether `first` is narrower than both its neighbors, which then is a map of low rank; None where unknown."""
    mine, following, incoming = channels(first.layer), channels(last.layer), input_channels(first)
    if not _comparable(first, route, last):
        return False
    if mine is None or following is None:
        return None
    if mine >= following:
        return False
    return None if incoming is None else mine < incoming


def _comparable(first: Node, route: Route, last: Node) -> bool:
    """Whether the channels of the one are the channels that the other sees."""
    if is_class(first.layer, _DENSE) and is_class(last.layer, _DENSE):
        return True
    if is_class(first.layer, CONVOLUTIONS) and is_class(last.layer, CONVOLUTIONS):
        return True
    return is_class(last.layer, _DENSE) and any(is_class(step.layer, _MEANS) for step in route.steps)


def is_deliberate(graph: GraphQuery, first: Node, route: Route, last: Node) -> bool:
    """Whether this pair of linear layers is a known design rather than an oversight."""
    return (
        _is_frozen(first)
        or _is_frozen(last)
        or crosses_models(graph, first, last)
        or _is_code(graph, first, route, last)
        or _is_patch_embedding(first, last)
        or _is_factorised_convolution(first, last)
        or _is_projection(first, route, last)
        or _is_stem(first, route, last)
        or _smooths_sum(first)
        or _splits_heads(route)
        or _is_subpixel_convolution(route)
        or _is_bare_projection(first, route)
        or _is_low_rank(graph, first, route, last)
        or _feeds_attention_or_gate(graph, last)
        or _follows(first, BILINEAR - {"Multiply", "multiply"})
    )


def _is_frozen(node: Node) -> bool:
    """A fixed projection is not part of what is learned."""
    return unwrap(node.layer).config.get("trainable", True) is not True


def crosses_models(graph: GraphQuery, first: Node, last: Node) -> bool:
    """Generator and critic, encoder and decoder: what one model gives to another is a result in its own right."""
    of_first, of_last = _models_around(graph, first), _models_around(graph, last)
    return bool(of_first - of_last) and bool(of_last - of_first)


def _models_around(graph: GraphQuery, node: Node) -> set[int]:
    """The calls of models that the node is a part of."""
    names = {"Sequential", "Model", "Functional"} | {model.class_name for model in graph.program.models}
    return {id(owner) for owner in node.call_path if owner.class_name in names}


def _is_code(graph: GraphQuery, first: Node, route: Route, last: Node) -> bool:
    """What an encoder gives out, where a decoder reads it without a call of the encoder: PCA has a linear code."""
    if not _models_around(graph, last) - _models_around(graph, first):
        return False
    outputs = (tensor for model in graph.program.models for output in model.outputs for tensor in output)
    codes = {tensor.node.layer.location for tensor in outputs if isinstance(tensor, Tensor)}
    return any(node.layer.location in codes for node in (first, *route.steps))


def _is_patch_embedding(first: Node, last: Node) -> bool:
    """Windows that do not overlap: cut into patches (vision transformers), or learned up-sampling (U-Net)."""
    cuts = is_class(first.layer, CONVOLUTIONS) and _cuts(kernel(first.layer), strides(first.layer))
    return cuts and not (_transposed(first) and _transposed(last))


def _cuts(size: tuple[int, ...] | None, step: tuple[int, ...] | None) -> bool:
    # where one of them is unknown, so is whether the windows overlap
    return size is None or step is None or (size == step and max(size) > 1)


def _transposed(node: Node) -> bool:
    return is_class(node.layer, TRANSPOSED)


def _is_factorised_convolution(first: Node, last: Node) -> bool:
    """Xception, MobileNet: depthwise and pointwise halves of one convolution; Inception: n x 1 and 1 x n."""
    if is_class(first.layer, DEPTHWISE) or is_class(last.layer, DEPTHWISE):
        return True
    one, other = kernel(first.layer), kernel(last.layer)
    if one is None or other is None or len(one) != len(other) or len(one) < 2:
        return False
    return 1 in one and 1 in other and one != other and max(one) > 1 and max(other) > 1


def _is_projection(first: Node, route: Route, last: Node) -> bool:
    """Lateral 1x1 convolutions (feature pyramids) and the linear bottleneck of inverted residuals (MobileNetV2)."""
    if not is_pointwise(first.layer):
        return False
    if is_class(last.layer, CONVOLUTIONS) and not is_pointwise(last.layer):
        return True
    mine, incoming = channels(first.layer), input_channels(first)
    narrows = mine is None or incoming is None or mine < incoming or _follows_depthwise(first)
    # who takes the bias out because the normalization has one does not forget the activation behind it
    bare = unwrap(first.layer).config.get("use_bias") is False
    return (narrows or bare) and any(unwrap(step.layer).class_name == "BatchNormalization" for step in route.steps)


def _follows_depthwise(node: Node) -> bool:
    """Whether the input comes out of a depthwise convolution, normalized and activated: a block of MobileNetV3."""
    for _ in range(_STEPS_BACK):
        before = node.inputs[0] if len(node.inputs) == 1 else ()
        if len(before) != 1 or not isinstance(before[0], Tensor):
            return False
        node = before[0].node
        if is_class(node.layer, DEPTHWISE):
            return True
        if node.layer.kind == "layer" and not is_class(node.layer, _NORMALIZED_OR_ACTIVATED):
            return False
    return False


def _is_stem(first: Node, route: Route, last: Node) -> bool:
    """Generators and decoders (DCGAN): a Dense layer that lays out the first feature map."""
    reshaped = any(unwrap(step.layer).class_name in {"Reshape", "reshape"} for step in route.steps)
    return is_class(first.layer, _DENSE) and reshaped and is_class(last.layer, CONVOLUTIONS)


def _smooths_sum(first: Node) -> bool:
    """A convolution on a sum of feature maps: the outputs of a feature pyramid, which heads share."""
    before = [tensor.node for alternatives in first.inputs for tensor in alternatives if isinstance(tensor, Tensor)]
    sums = all(unwrap(node.layer).class_name in ("Add", "add") for node in before)
    return bool(before) and sums and is_class(first.layer, CONVOLUTIONS)


def _splits_heads(route: Route) -> bool:
    """Multi-head attention and its kin: the axis of units is split and moved before the next layer sees it."""
    passed = {unwrap(step.layer).class_name for step in route.steps}
    return bool(passed & {"Reshape", "reshape"}) and bool(passed & {"Permute", "transpose"})


def _is_subpixel_convolution(route: Route) -> bool:
    """ESPCN, EDSR: a convolution makes the pixels of a larger image, and the next one reads that image."""
    return any(step.layer.kind == "op" and step.layer.class_name == "depth_to_space" for step in route.steps)


def _is_bare_projection(first: Node, route: Route) -> bool:
    """Patch merging, low-rank factors (LoRA): who takes the bias out of a Dense layer means it as a projection."""
    bare = is_class(first.layer, _DENSE) and unwrap(first.layer).config.get("use_bias") is False
    return bare and all(unwrap(step.layer).class_name != "BatchNormalization" for step in route.steps)


def is_shared(graph: GraphQuery, firsts: list[Node], lasts: list[Node]) -> bool:
    """Whether either layer is also called with other partners: what is shared over inputs cannot be merged.

    firsts and lasts: for each pair one of each. A nested model's own definition is no call with another partner.
    """
    mine, theirs = {id(node.layer) for node in firsts}, {id(node.layer) for node in lasts}
    partners = [{id(last.layer) for one, last in zip(firsts, lasts, strict=True) if one is first} for first in firsts]
    if any(partner != theirs for partner in partners):
        return True
    for node in graph.program.nodes:
        if id(node.layer) in theirs and not _takes(node, mine) and not _follows(node, frozenset()):
            return True
    return False


def _takes(node: Node, layers: set[int]) -> bool:
    """Whether the node takes, perhaps after affine steps and joins, what one of the layers gives."""
    todo, seen = [node], {id(node)}
    while todo:
        for alternatives in todo.pop().inputs:
            for tensor in alternatives:
                before = tensor.node if isinstance(tensor, Tensor) else None
                if before is None or id(before) in seen:
                    continue
                if id(before.layer) in layers:
                    return True
                seen.add(id(before))
                if is_affine(before) or len(before.inputs) > 1:
                    todo.append(before)
    return False


def _is_low_rank(graph: GraphQuery, first: Node, route: Route, last: Node) -> bool:
    """Low-rank factors of convolutions do without a bias; PCA and reduced-rank regression are linear throughout."""
    if is_bottleneck(first, route, last) is False:
        return False
    if unwrap(first.layer).config.get("use_bias") is False or _says_linear(first):
        return True
    ends = graph.routes(last, is_affine)
    return (
        _follows(first, frozenset())
        and fused_activation(last.layer) == "linear"
        and all(end.end is None for end in ends)
    )


def _says_linear(node: Node) -> bool:
    """Whether the program itself passes activation="linear": the code of an autoencoder, as PCA has it."""
    layer = unwrap(node.layer)
    return layer.config.get("activation") == "linear" and "activation" in layer.arguments


def _follows(node: Node, names: frozenset[str]) -> bool:
    """Whether the node takes, after affine steps, what layers or functions of these names give.

    For attention this is the output projection. Without names: whether it takes the model's inputs.
    """
    todo, seen, met = [node], {id(node)}, not names
    while todo:
        for alternatives in todo.pop().inputs:
            for tensor in alternatives:
                before = tensor.node if isinstance(tensor, Tensor) else None
                if before is None:
                    return False
                if unwrap(before.layer).class_name in names:
                    met = True
                elif before.layer.kind == "input" and not names:
                    continue
                elif not is_affine(before):
                    return False
                elif id(before) not in seen:
                    seen.add(id(before))
                    todo.append(before)
    return met


def _feeds_attention_or_gate(graph: GraphQuery, last: Node) -> bool:
    """Queries, keys, values and gated units: linear maps whose results are multiplied with one another."""
    routes = graph.routes(last, is_affine)
    return any(route.end is not None and unwrap(route.end.layer).class_name in BILINEAR for route in routes)
