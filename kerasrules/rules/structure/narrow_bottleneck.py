"""KR408."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.findings import Confidence, Effect, Finding, Severity
from kerasrules.model.network import Node
from kerasrules.model.program import Program
from kerasrules.rules.bottlenecks import is_too_narrow, narrow_layers
from kerasrules.rules.graph import channels, unwrap
from kerasrules.rules.heads import Judged, judged
from kerasrules.rules.phrasing import described, head_here, head_words
from kerasrules.rules.rule import Rule, one_per_location


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
        yield from one_per_location(self._report(node, one) for one in judged(program) for node in narrow_layers(one))

    def _report(self, node: Node, one: Judged) -> Finding:
        layer = unwrap(node.layer)
        width = channels(layer)
        few = "a single number" if width == 1 else f"{width} numbers"
        classes = "all classes" if one.units is None else f"{one.units} classes"
        return self.finding(
            layer.location,
            f"everything that {head_words(one.head)} learns about the input passes through"
            f" {described(layer)}: {few} for {classes}",
            severity=None if is_too_narrow(node, one) else Severity.INFO,
            related=head_here(one.head),
            help=f"remove {described(layer)} or give it more units",
        )
