"""KR210."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.activations import OVER_AXIS, RANGES
from kerasrules.keras_api.layer_traits import LINEAR_MAPS, RECURRENT
from kerasrules.model.edits import Fix
from kerasrules.model.findings import Effect, Finding, Severity
from kerasrules.model.program import Program
from kerasrules.rules.graph import is_class
from kerasrules.rules.heads import BINARY, CROSS_ENTROPIES, Judged, judged
from kerasrules.rules.phrasing import head_here, head_words, loss_words
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location

_SINGLE_VALUES = frozenset(RANGES) - OVER_AXIS
"""Activations that look at one value at a time: what they give does not sum to 1."""

_ABOVE_ONE = frozenset({"exponential", "softplus"})
"""No probabilities for a binary loss; a categorical one divides by their sum."""

_RECURRENT_VALUES = frozenset({"tanh", "relu", "linear", "softsign", "elu", "selu"})


class HeadRangeLoss(Rule):
    """The output layer produces values that the loss is not defined for.

    ## What it does
    Finds `poisson` on an output that may be negative, `kl_divergence` on outputs that do not sum to 1, and
    cross-entropies for probabilities on outputs that are none and are not covered by KR204: a recurrent output layer
    (its tanh), log-softmax, and exp or softplus with a binary loss.

    ## Why is this bad?
    Poisson takes the logarithm of the prediction: one negative value makes the loss NaN. Kullback-Leibler divergence
    compares two distributions; with an independent sigmoid per class it is lowest, and negative, where every output is
    1. Cross-entropy clips values outside [0, 1], so their gradient is zero.

    ## Example
    ```python
    model.add(Dense(1))
    model.compile(loss="poisson", optimizer="adam")
    ```

    ## Use instead
    ```python
    model.add(Dense(1, activation="exponential"))
    model.compile(loss="poisson", optimizer="adam")
    ```

    ## References
    - [Keras: Poisson](https://keras.io/api/losses/probabilistic_losses/#poisson-class)
    - [Keras: KLDivergence](https://keras.io/api/losses/probabilistic_losses/#kldivergence-class)
    """

    code = "KR210"
    name = "head-range-loss"
    severity = Severity.ERROR
    effect = Effect.PREVENTS
    fix_applicability = "unsafe"
    confirm = ConfirmTraits(trains=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """Raw values of layers without recurrence in a cross-entropy are KR204's."""
        for pair in judged(program):
            fault = _fault(pair) if pair.training.trained and pair.head.layer is not None else None
            if fault is not None:
                yield from one_per_location([self._report(pair, *fault)])

    def _report(self, pair: Judged, message: str, right: str) -> Finding:
        activation = str(pair.head.activation)
        does = "has no activation" if activation == "linear" else f"applies {activation}"
        edits = pair.with_activation(right)
        return self.finding(
            pair.loss.location,
            f"{loss_words(pair.loss)} {message.format(head=f'{head_words(pair.head)} {does}')}",
            related=head_here(pair.head),
            help=f'use activation="{right}" in the output layer'
            if not is_class(pair.head.node.layer, RECURRENT)
            else f'add a Dense layer with activation="{right}" after the recurrent layer',
            fix=Fix(f"Use {right} in the output layer", edits)
            if edits and not is_class(pair.head.node.layer, RECURRENT)
            else None,
        )


def _fault(pair: Judged) -> tuple[str, str] | None:
    """What is wrong, in words, and the activation that the loss wants."""
    activation = pair.head.activation
    if not isinstance(activation, str) or activation not in RANGES:
        return None
    if pair.loss.name == "poisson" and RANGES[activation][0] < 0:
        return "takes the logarithm of the prediction, but {head}. A negative value makes the loss NaN", "exponential"
    if pair.loss.name == "kl_divergence" and activation in _SINGLE_VALUES:
        return (
            "compares probability distributions, but {head}, so its values do not sum to 1. The loss is lowest, and"
            " negative, where all of them are 1",
            "softmax",
        )
    if pair.loss.name not in CROSS_ENTROPIES or pair.loss.from_logits is not False or pair.head.layer is None:
        return None
    recurrent = is_class(pair.head.layer, RECURRENT) and activation in _RECURRENT_VALUES
    weighted = is_class(pair.head.layer, LINEAR_MAPS)
    if weighted and activation == "log_softmax":
        return "expects probabilities, but {head}. None of its values is above 0", "softmax"
    if not recurrent and not (weighted and activation in _ABOVE_ONE and pair.loss.name in BINARY):
        return None
    right = "sigmoid" if pair.loss.name.startswith("binary") or pair.units == 1 else "softmax"
    return (
        "expects probabilities, but {head}. Values outside [0, 1] are clipped, so their gradient is zero",
        right,
    )
