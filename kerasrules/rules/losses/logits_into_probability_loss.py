"""KR204."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.layer_traits import LINEAR_MAPS
from kerasrules.model.edits import Fix
from kerasrules.model.findings import Effect, Finding, Severity
from kerasrules.model.program import Program
from kerasrules.rules.graph import is_class, unwrap
from kerasrules.rules.heads import BINARY, CROSS_ENTROPIES, ONE_OF_MANY, Judged, judged
from kerasrules.rules.losses._targets import out_of_range, targets_of
from kerasrules.rules.phrasing import head_here, head_words, loss_words
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_fact, one_per_location

_NO_PROBABILITIES = frozenset(
    {"linear", "tanh", "softsign", "gelu", "silu", "mish"}
    | {"relu", "relu6", "leaky_relu", "prelu", "elu", "celu", "selu"}
)


class LogitsIntoProbabilityLoss(Rule):
    """A loss that expects probabilities receives the raw values of the output layer.

    ## What it does
    Finds an output layer without activation, or with one that does not produce probabilities (relu, tanh), whose loss
    is a cross-entropy with `from_logits=False`, the default. A model that is compiled but never trained is left alone.

    ## Why is this bad?
    The loss takes the logarithm of its input. Values outside [0, 1] are not probabilities: Keras clips them, and where
    it clips the loss is flat and the gradient is zero, so the network gets stuck or learns only by accident.

    ## Example
    ```python
    model.add(Dense(10))
    model.compile(loss="sparse_categorical_crossentropy", optimizer="adam")
    ```

    ## Use instead
    ```python
    model.add(Dense(10))
    model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True), optimizer="adam")
    ```
    or
    ```python
    model.add(Dense(10, activation="softmax"))
    model.compile(loss="sparse_categorical_crossentropy", optimizer="adam")
    ```

    ## References
    - [Keras: probabilistic losses](https://keras.io/api/losses/probabilistic_losses/)
    """

    code = "KR204"
    name = "logits-into-probability-loss"
    severity = Severity.ERROR
    effect = Effect.PREVENTS
    fix_applicability = "unsafe"
    confirm = ConfirmTraits(trains=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """Layers with weights, or what can surely be any number: what else ends a model may well be probabilities.

        Where the targets are no probabilities, the loss is the fault, and KR215 speaks.
        """
        found = (
            (unwrap(pair.head.node.layer).location, self._report(pair))
            for pair in judged(program)
            if pair.training.trained
            and pair.head.activation in _NO_PROBABILITIES
            and (
                pair.head.activation == "linear" if pair.head.layer is None else is_class(pair.head.layer, LINEAR_MAPS)
            )
            and pair.loss.name in CROSS_ENTROPIES
            and pair.loss.from_logits is False
            and not (pair.pair.direct and any(out_of_range(target) for target in targets_of(pair)))
        )
        yield from one_per_location(one_per_fact(found, "so does the loss here"))

    def _report(self, pair: Judged) -> Finding:
        linear = pair.head.activation == "linear"
        right = "sigmoid" if pair.loss.name in BINARY or pair.units == 1 else "softmax"
        by_loss = pair.with_loss(pair.loss.name, True) if linear else ()
        edits = by_loss or pair.with_activation(right)
        description = "Pass from_logits=True to the loss" if by_loss else f"Use {right} in the output layer"
        does = "has no activation" if linear else f"applies {pair.head.activation}"
        wanted = f"apply {right} to it" if pair.head.layer is None else f'use activation="{right}" in the output layer'
        on_logits = "pass from_logits=True to the loss"
        if pair.by_torch:
            on_logits = "replace the loss with torch.nn.BCEWithLogitsLoss"
        consequence = (
            "PyTorch raises an error for values outside [0, 1]"
            if pair.by_torch
            else "Values outside [0, 1] are clipped, so their gradient is zero"
        )
        help = f"{on_logits}, or {wanted}" if linear else wanted
        if pair.units == 1 and pair.loss.name in ONE_OF_MANY:
            edits, consequence = (), "Of a single value the loss is 0 whatever the weights are"
            help = "use one unit for each class with softmax; for two classes, binary_crossentropy and sigmoid will do"
        return self.finding(
            pair.loss.location,
            f"{loss_words(pair.loss)} expects probabilities, but {head_words(pair.head)} {does}. {consequence}",
            related=head_here(pair.head),
            help=help,
            fix=Fix(description, edits) if edits else None,
        )
