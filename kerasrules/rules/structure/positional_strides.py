"""KR411."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.written_for import after_own_backends
from kerasrules.model.edits import Fix, SetArgument
from kerasrules.model.findings import Confidence, Effect, Finding, Severity
from kerasrules.model.network import Layer
from kerasrules.model.program import Program
from kerasrules.model.releases import Version
from kerasrules.rules.phrasing import described
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_habit
from kerasrules.rules.split_kernels import rows_and_columns

_OLD_KERNELS = frozenset({3, 5, 7, 9, 11})


class PositionalStrides(Rule):
    """The second side of a kernel, written as in Keras 1, is read as the stride.

    ## What it does
    Reports `Conv2D(n, 3, 3)` (also with 5, 7, 9 or 11): two equal odd numbers passed by position after the filters.

    ## Why is this bad?
    Keras 1 had `Convolution2D(filters, rows, columns)`. Since Keras 2 the third positional argument is the stride: each
    layer makes its output three times smaller in each direction and never sees two neighboring windows together. A
    stack of them soon has nothing left. Patch embeddings, whose stride equals their kernel on purpose, use keywords or
    even sizes and are not reported. A program written for Keras 1 gets a finding of KR505 instead, because current
    Keras rejects its other arguments.

    ## Example
    ```python
    model.add(Conv2D(32, 3, 3, activation="relu"))
    ```

    ## Use instead
    ```python
    model.add(Conv2D(32, (3, 3), activation="relu"))
    ```

    ## References
    - [Keras: Conv2D layer](https://keras.io/api/layers/convolution_layers/convolution2d/)
    - [Keras 2 release notes](https://github.com/keras-team/keras/releases/tag/2.0.0)
    """

    code = "KR411"
    name = "positional-strides"
    severity = Severity.WARNING
    effect = Effect.IMPAIRS
    confidence = Confidence.MEDIUM
    fix_applicability = "unsafe"
    confirm = ConfirmTraits(trains=True, needs_data=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """Look at how each layer is written."""
        if program.keras_one:
            return
        yield from one_per_habit(
            (rows, self._report(layer, after_own_backends(program)))
            for layer, rows, columns in rows_and_columns(program)
            if rows == columns and rows in _OLD_KERNELS
        )

    def _report(self, layer: Layer, since: Version) -> Finding:
        size = layer.config["kernel_size"]
        return self.finding(
            layer.location,
            f"{described(layer)} reads its third argument {size} as the stride, not as the second side of the kernel."
            f" Its output is {size} times smaller in each direction",
            since=since,
            help=f"pass the kernel size as ({size}, {size}), or write strides={size} if the stride is intended",
            fix=Fix(
                f"Pass the kernel size as ({size}, {size})",
                (
                    SetArgument(layer.location, "kernel_size", f"({size}, {size})"),
                    SetArgument(layer.location, "strides", "(1, 1)"),
                ),
            ),
        )
