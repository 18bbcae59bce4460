"""KR415."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.layer_traits import ANY_CONVOLUTION
from kerasrules.model.edits import Fix, SetArgument
from kerasrules.model.findings import Confidence, Effect, Finding, Related, Severity
from kerasrules.model.network import Layer, Node, Tensor
from kerasrules.model.program import Program
from kerasrules.rules.graph import ancestors, is_class, unwrap
from kerasrules.rules.phrasing import described
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_habit
from kerasrules.rules.structure._channels_first import swapped
from kerasrules.rules.structure._map_layout import MapLayout, layout_of

_PER_CHANNEL = frozenset({"BatchNormalization", "GroupNormalization"})
_PER_POSITION = frozenset({"LayerNormalization", "RMSNormalization"})
"""Over one axis of space of an image or a volume they are no known design; over the time of a sequence they are."""
_SPATIAL = {1: ("time step",), 2: ("row", "column"), 3: ("plane", "row", "column")}


class NormalizationAxis(Rule):
    """A normalization layer runs over an axis of space where it should run over the channels.

    ## What it does
    Reports `BatchNormalization` and `GroupNormalization` on the output or input of convolutions and poolings, and
    `LayerNormalization` and `RMSNormalization` on images and volumes, whose `axis` is one of rows, columns or time
    steps: `axis=1` on a map with channels last, or the default `axis=-1` on a map with `data_format="channels_first"`.

    ## Why is this bad?
    `axis` names the channels. `axis=1` comes from PyTorch, Theano and programs with channels first. On a map of
    (batch, height, width, channels) it takes one mean, one deviation, one scale and one shift for each row of the
    image, over all channels together: the channels keep their own scales, which is what the layer should remove, and
    the weights hold for one height only. Training is slower and less stable.

    ## Example
    ```python
    x = layers.Conv2D(32, 3, padding="same")(x)
    x = layers.BatchNormalization(axis=1)(x)
    ```

    ## Use instead
    ```python
    x = layers.Conv2D(32, 3, padding="same")(x)
    x = layers.BatchNormalization()(x)
    ```

    ## References
    - [Keras: BatchNormalization layer](https://keras.io/api/layers/normalization_layers/batch_normalization/)
    - Ioffe, Szegedy: Batch normalization (2015), section 3.2
    """

    code = "KR415"
    name = "normalization-axis"
    severity = Severity.WARNING
    effect = Effect.IMPAIRS
    confidence = Confidence.MEDIUM
    fix_applicability = "unsafe"
    confirm = ConfirmTraits(trains=True, needs_data=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """Calls that Keras accepts: a height that is unknown is refused with another rule's words.

        Where the input has its channels first and the layers read it otherwise, the axis is right and KR406 speaks.
        """
        if any(map(swapped, program.nodes)):
            return
        found = (
            self._report(node, layout, axis)
            for node in program.nodes
            if node.error is None and (axis := _axis(node)) is not None
            if (layout := layout_of(node)) is not None
            and _is_misplaced(node, layout, axis)
            and _is_sure(node, layout)
            and not _may_be_of_one_channel(node, layout)
        )
        # an axis is copied from layer to layer
        yield from one_per_habit(((finding.help, finding) for finding in found), few=1)

    def _report(self, node: Node, layout: MapLayout, given: int) -> Finding:
        layer, axis = unwrap(node.layer), given % layout.axes
        space = _SPATIAL[layout.axes - 2][axis - (2 if layout.channels_first else 1)]
        where = "first" if layout.channels_first else "last"
        return self.finding(
            layer.location,
            f"{described(layer)} with axis={given} normalizes each {space} over all channels, but"
            f" {described(layout.witness)} has its channels {where}, on axis {layout.channel_axis}. The channels keep"
            " different scales",
            related=[Related(f"channels {where} here", layout.witness.location)],
            help=f"pass axis={layout.channel_axis}" if layout.channels_first else f"remove axis={given}",
            fix=_fix(layer, layout),
        )


def _axis(node: Node) -> int | None:
    """The one axis that a normalization layer is given."""
    layer = unwrap(node.layer)
    if layer.kind != "layer" or layer.class_name not in _PER_CHANNEL | _PER_POSITION:
        return None
    axis = layer.config.get("axis")
    if isinstance(axis, (list, tuple)) and len(axis) == 1:
        axis = axis[0]
    return axis if type(axis) is int else None


def _is_sure(node: Node, layout: MapLayout) -> bool:
    """Whether the channels are where the layers have them by default: an installation may set that otherwise.

    It does not where the program says so, or where the images that come in have a known number of channels there.
    """
    if "data_format" in layout.witness.arguments or layout.channels_first:
        return True
    shapes = [tensor.shape for one in ancestors(node) if one.layer.kind == "input" for tensor in one.outputs]
    return any(shape is not None and len(shape) >= layout.axes and shape[-1] for shape in shapes)


def _is_misplaced(node: Node, layout: MapLayout, axis: int) -> bool:
    of_sequences = layout.axes == 3 and unwrap(node.layer).class_name in _PER_POSITION
    return -layout.axes < axis < layout.axes and axis % layout.axes not in (0, layout.channel_axis) and not of_sequences


def _may_be_of_one_channel(node: Node, layout: MapLayout) -> bool:
    """Whether there is one channel alone, as in a spectrogram, whose rows may well be normalized each on its own.

    An input may have one where their number is unknown; a convolution hardly makes a single one.
    """
    shapes = [tensor.shape for one in node.inputs for tensor in one if isinstance(tensor, Tensor)]
    known = [shape for shape in shapes if shape is not None and len(shape) == layout.axes]
    made = any(is_class(one.layer, ANY_CONVOLUTION) for one in ancestors(node))
    return any(shape[layout.channel_axis] in ((1,) if made else (1, None)) for shape in known)


def _fix(layer: Layer, layout: MapLayout) -> Fix:
    """The channels' axis; as the default it is not written."""
    axis = "1" if layout.channels_first else "-1"
    title = "Set axis=1" if layout.channels_first else "Normalize the channels"
    return Fix(title, (SetArgument(layer.location, "axis", axis),))
