"""KR603."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.findings import Finding, Related, Severity
from kerasrules.program import Layer, Node, Program
from kerasrules.rules._graph import core
from kerasrules.rules._rule import Rule, one_per_place
from kerasrules.rules._words import at
from kerasrules.rules.dropout_rate import DROPOUTS


class DropoutBeforeBatchnorm(Rule):
    """Dropout sits directly before batch normalisation.

    ## What it does
    Finds dropout layers whose output goes straight into BatchNormalization.

    ## Why is this bad?
    Dropout keeps the mean of its input in training, but not the variance: that is larger by 1 / (1 - rate). Batch
    normalisation learns this larger variance and uses it at inference, where nothing is dropped and the variance is the
    smaller one. The outputs of the network shift between training and use, and accuracy suffers a little.

    ## Example
    ```python
    x = Dropout(0.5)(x)
    x = BatchNormalization()(x)
    ```

    ## Use instead
    ```python
    x = BatchNormalization()(x)
    x = Dropout(0.5)(x)
    ```

    ## References
    - Li, Chen, Hu, Yang: Understanding the disharmony between dropout and batch normalization by variance shift (2019)
    """

    code = "KR603"
    name = "dropout-before-batchnorm"
    severity = Severity.INFO

    def check(self, program: Program) -> Iterator[Finding]:
        """Where the rate is known to be more than nothing."""
        yield from one_per_place(
            self._report(core(node.layer), core(consumer.layer))
            for node in program.nodes
            if _drops(node)
            for consumer in node.consumers
            if core(consumer.layer).kind == "layer" and core(consumer.layer).class_name == "BatchNormalization"
        )

    def _report(self, layer: Layer, behind: Layer) -> Finding:
        return self.finding(
            layer.place,
            f"{at(layer)} changes the variance that {at(behind)} learns: without dropout, at inference, it is another",
            related=[Related("normalised here", behind.place)],
            help="put the dropout after the normalisation",
        )


def _drops(node: Node) -> bool:
    layer = core(node.layer)
    rate = layer.config.get("rate")
    return layer.kind == "layer" and layer.class_name in DROPOUTS and isinstance(rate, (int, float)) and rate > 0
