"""KR215."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.findings import Effect, Finding, Severity
from kerasrules.model.program import Program
from kerasrules.rules.losses._targets import Target, out_of_range, targets
from kerasrules.rules.phrasing import head_here, head_words, loss_words
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location


class TargetOutOfRange(Rule):
    """A cross-entropy receives targets that are not probabilities.

    ## What it does
    Finds `binary_crossentropy` and `categorical_crossentropy` where the targets are known to leave [0, 1]: pixels from
    0 to 255 in an autoencoder, labels -1 and 1, several class indices for a single unit, standardized values.

    ## Why is this bad?
    Cross-entropy compares two probabilities. With a target of 3 it decreases without bound as the output is driven to
    1, and it falls below 0: the loss no longer measures how good the network is, and the best answer is not the target.

    ## Example
    ```python
    (x_train, _), _ = keras.datasets.mnist.load_data()
    autoencoder.compile(loss="binary_crossentropy", optimizer="adam")
    autoencoder.fit(x_train / 255.0, x_train)
    ```

    ## Use instead
    ```python
    (x_train, _), _ = keras.datasets.mnist.load_data()
    x_train = x_train / 255.0
    autoencoder.compile(loss="binary_crossentropy", optimizer="adam")
    autoencoder.fit(x_train, x_train)
    ```

    ## References
    - [Keras: probabilistic losses](https://keras.io/api/losses/probabilistic_losses/)
    """

    code = "KR215"
    name = "target-out-of-range"
    severity = Severity.ERROR
    effect = Effect.PREVENTS
    confirm = ConfirmTraits(asked_of_data=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """Class numbers where one-hot vectors are expected are KR206's."""
        yield from one_per_location(
            self._report(target, beyond) for target in targets(program) if (beyond := out_of_range(target)) is not None
        )

    def _report(self, target: Target, beyond: str) -> Finding:
        pair = target.judged
        classes = target.array.encoding == "integer" and target.array.classes is not None
        return self.finding(
            pair.loss.location,
            f"{loss_words(pair.loss)} with {head_words(pair.head)} expects targets from 0 to 1, but {target.words}"
            f" {beyond}. The loss can fall below 0 and no longer measures how good the predictions are",
            related=[*head_here(pair.head), *target.locations()],
            help=f'use {target.array.classes} softmax units with loss="sparse_categorical_crossentropy"'
            if classes
            else "scale the targets to [0, 1], or use a regression loss",
        )
