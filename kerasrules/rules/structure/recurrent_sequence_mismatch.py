"""KR405."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.edits import Fix, SetArgument
from kerasrules.model.findings import Effect, Finding, Related, Severity
from kerasrules.model.network import Layer, Node
from kerasrules.model.program import Program
from kerasrules.rules.graph import unwrap
from kerasrules.rules.phrasing import described, head_words, next_one, origin_here
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location
from kerasrules.rules.structure._label_ranks import RankMismatch, rank_mismatches, sequence_source
from kerasrules.rules.structure._refusals import Refusal, refusals, shrinking_recurrent
from kerasrules.rules.structure._shapes import sequence_layer, size_words


class RecurrentSequenceMismatch(Rule):
    """A recurrent layer returns its last output where the sequence is needed, or the reverse.

    ## What it does
    Reports a recurrent layer without `return_sequences=True` whose output goes into a layer that works on sequences
    (another recurrent layer, Conv1D, TimeDistributed), and one with it whose whole sequence reaches the output layer
    while the labels of the training call are known to be one per sample.

    ## Why is this bad?
    Without `return_sequences=True` a recurrent layer returns only its last output, a vector; the next recurrent layer
    needs a sequence, and Keras raises "expected ndim=3, found ndim=2". With it, a Dense after the last recurrent layer
    makes a prediction at each step: Keras raises an error because labels and predictions differ in shape, or compares
    the one label with every step.

    ## Example
    ```python
    model = keras.Sequential([
        keras.Input((60, 1)),
        layers.LSTM(50),
        layers.LSTM(50),
        layers.Dense(1),
    ])
    ```

    ## Use instead
    ```python
    model = keras.Sequential([
        keras.Input((60, 1)),
        layers.LSTM(50, return_sequences=True),
        layers.LSTM(50),
        layers.Dense(1),
    ])
    ```

    ## References
    - [Keras: working with RNNs](https://keras.io/guides/working_with_rnns/)
    """

    code = "KR405"
    name = "recurrent-sequence-mismatch"
    severity = Severity.ERROR
    effect = Effect.PREVENTS
    fix_applicability = "mixed"
    confirm = ConfirmTraits(trains=True, keras_raises=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """Both directions."""
        yield from one_per_location([*self._stacked(program), *self._flat(program)])

    def _stacked(self, program: Program) -> Iterator[Finding]:
        for node in refusals(program, Refusal.SEQUENCE):
            source = shrinking_recurrent(node)
            layer = sequence_layer(source.layer) if source is not None else None
            if layer is not None:
                yield self._report_stacked(node, layer)

    def _report_stacked(self, node: Node, layer: Layer) -> Finding:
        after = unwrap(node.layer)
        return self.finding(
            layer.location,
            f"{described(layer)} returns only its last output, but {next_one(after, layer)} needs the whole sequence."
            " Keras cannot build the model",
            effect=Effect.STOPS,
            related=[Related(f"{described(after)} needs a sequence", after.location)],
            help=f"add return_sequences=True to {described(layer)}",
            fix=Fix("Set return_sequences=True", (SetArgument(layer.location, "return_sequences", "True"),), safe=True),
        )

    def _flat(self, program: Program) -> Iterator[Finding]:
        for one in rank_mismatches(program):
            source = sequence_source(one.node)
            layer = sequence_layer(source.layer) if source is not None else None
            if layer is not None:
                yield self._report_flat(one, layer)

    def _report_flat(self, one: RankMismatch, layer: Layer) -> Finding:
        return self.finding(
            layer.location,
            f"{described(layer)} returns its whole sequence to {head_words(one.head)}, which outputs"
            f" {size_words(one.output)} per sample, but the labels have {one.label_words}. The model makes a separate"
            f" prediction at every step{one.consequence}",
            related=[
                Related("the output layer predicts at every step", one.head.location),
                *origin_here(one.labels),
                Related("labels passed here", one.fit.location),
            ],
            help=f"remove return_sequences=True from {described(layer)}, or pool over the steps before the output"
            " layer",
            fix=Fix("Set return_sequences=False", (SetArgument(layer.location, "return_sequences", "False"),)),
        )
