"""KR406."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.written_for import after_own_backends
from kerasrules.model.findings import Effect, Finding, Related, Severity
from kerasrules.model.network import Node
from kerasrules.model.program import Program
from kerasrules.model.releases import Version
from kerasrules.rules.graph import only, unwrap
from kerasrules.rules.phrasing import described, input_origin
from kerasrules.rules.rule import Rule, one_per_location
from kerasrules.rules.structure._channels_first import asks_format, input_shape, swapped


class ChannelOrder(Rule):
    """The input puts channels first, while the layers expect them last.

    ## What it does
    Reports an input of (3, H, W) or (1, H, W) whose first layer is a two-dimensional convolution with a kernel of
    several pixels in each direction and `data_format="channels_last"`, the default.

    ## Why is this bad?
    Keras reads (3, 64, 64) as an image 3 pixels high with 64 channels. The kernel slides over colors and columns and
    mixes rows as if they were colors. The model often builds and trains, but it cannot see the structure of the image.
    This order is usual in PyTorch and was in Theano.

    ## Example
    ```python
    model.add(Conv2D(32, 3, padding="same", input_shape=(3, 64, 64)))
    ```

    ## Use instead
    ```python
    model.add(Conv2D(32, 3, padding="same", input_shape=(64, 64, 3)))
    ```

    ## References
    - [Keras: Conv2D layer, data_format](https://keras.io/api/layers/convolution_layers/convolution2d/)
    """

    code = "KR406"
    name = "channel-order"
    severity = Severity.WARNING
    effect = Effect.PREVENTS

    def check(self, program: Program) -> Iterator[Finding]:
        """First layers on declared inputs, where the program does not touch the default order and is not of Keras 1."""
        if asks_format(program) or program.keras_one:
            return
        since = after_own_backends(program)
        yield from one_per_location(self._report(node, since) for node in program.nodes if swapped(node))

    def _report(self, node: Node, since: Version) -> Finding:
        layer = unwrap(node.layer)
        shape = input_shape(node)
        height, width, depth = shape
        tensor = only(node.inputs[0])
        made = tensor.node.location if tensor is not None else layer.location
        return self.finding(
            layer.location,
            f"{described(layer)} reads the input ({height}, {width}, {depth}) as an image {height} pixel"
            f"{'s' if height > 1 else ''} high with {depth} channels, because its data_format is channels_last. The"
            " kernel mixes rows of pixels as if they were colors",
            related=[Related(input_origin(tensor.node), made)] if tensor is not None and made != layer.location else [],
            since=since,
            help=f"reorder the data and the input to ({width}, {depth}, {height}); data_format="
            f'"channels_first" in {described(layer)} and the layers after it works only on a GPU',
        )
