"""KR408."""

from __future__ import annotations

import math
from collections.abc import Iterator

from kerasrules.model.findings import Confidence, Effect, Finding, Severity
from kerasrules.model.network import Node
from kerasrules.model.program import Program
from kerasrules.rules.graph import channels, input_channels, is_affine, is_class, only, pure_activation, unwrap
from kerasrules.rules.heads import CROSS_ENTROPIES, ONE_OF_MANY, Judged, judged
from kerasrules.rules.phrasing import described, head_here, head_words
from kerasrules.rules.rule import Rule, one_per_location

_DENSE = frozenset({"Dense"})
"""EinsumDense has no one number of units that could be narrow."""
_WIDE = 8


class NarrowBottleneck(Rule):
    """All information about the input must pass through one hidden unit of a classifier.

    ## What it does
    Reports a hidden Dense of one unit between wider layers on the only path to a classifier with three or more classes,
    or with a softmax over a number of classes that is unknown. A hidden layer with fewer units than the binary
    logarithm of the number of classes is reported too, as information down to an eighth of the classes.

    ## Why is this bad?
    A single number cannot separate many classes: they have to lie one after the other on a line, and with a relu half
    of the line is zero. Such a model trains far worse than one of the same depth without the layer, which is usually a
    leftover of a binary output. Codes of autoencoders, attention scores and gates are intended and are not reported.

    ## Example
    ```python
    layers.Dense(256, activation="relu"),
    layers.Dense(1, activation="relu"),
    layers.Dense(10, activation="softmax"),
    ```

    ## Use instead
    ```python
    layers.Dense(256, activation="relu"),
    layers.Dense(64, activation="relu"),
    layers.Dense(10, activation="softmax"),
    ```

    ## References
    - Tishby, Zaslavsky: Deep Learning and the Information Bottleneck Principle (2015)
    """

    code = "KR408"
    name = "narrow-bottleneck"
    former_names = ("bottleneck",)
    severity = Severity.WARNING
    effect = Effect.IMPAIRS
    confidence = Confidence.MEDIUM

    def check(self, program: Program) -> Iterator[Finding]:
        """Walk back from each classifying head through layers with one input and one consumer."""
        yield from one_per_location(
            self._report(node, one) for one in judged(program) if _classifies(one) for node in _narrow(one)
        )

    def _report(self, node: Node, one: Judged) -> Finding:
        layer = unwrap(node.layer)
        width = channels(layer)
        few = "a single number" if width == 1 else f"{width} numbers"
        classes = "all classes" if one.units is None else f"{one.units} classes"
        grave = width == 1 or (width is not None and 8 * width < (one.units or 0))
        return self.finding(
            layer.location,
            f"everything that {head_words(one.head)} learns about the input passes through"
            f" {described(layer)}: {few} for {classes}",
            severity=None if grave else Severity.INFO,
            related=head_here(one.head),
            help=f"remove {described(layer)} or give it more units",
        )


def _classifies(one: Judged) -> bool:
    """Whether the head tells three or more classes apart; how many there are need not be known of a softmax."""
    if one.units is not None:
        return one.units >= 3 and one.loss.name in ONE_OF_MANY
    return one.head.activation == "softmax" and one.over_last_axis and one.loss.name in CROSS_ENTROPIES


def _narrow(one: Judged) -> Iterator[Node]:
    """Hidden Dense layers on the only way to the head that are narrower than what is before and behind them."""
    node = one.head.tensor.node
    behind: float = 0
    for _ in range(200):
        tensor = only(node.inputs[0]) if len(node.inputs) == 1 else None
        if tensor is None or len(tensor.node.consumers) != 1:
            return
        if is_class(node.layer, _DENSE):
            behind = channels(node.layer) or math.inf
        node = tensor.node
        if is_class(node.layer, _DENSE):
            width, before = channels(node.layer), input_channels(node)
            narrow = width is not None and (width == 1 or 2**width < (one.units or 0))
            flat = tensor.shape is not None and len(tensor.shape) == 2
            if narrow and flat and width is not None and behind > width and before is not None and before >= _WIDE:
                yield node
        elif not is_affine(node) and pure_activation(node.layer) is None:
            return
