"""KR214."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.edits import Fix
from kerasrules.model.findings import Confidence, Effect, Finding, Severity
from kerasrules.model.program import Program
from kerasrules.rules.heads import CATEGORICAL
from kerasrules.rules.losses._targets import Target, targets
from kerasrules.rules.phrasing import head_here, head_words, loss_words
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location


class SoftmaxMultiLabel(Rule):
    """A softmax output layer is trained on labels that may contain several classes per sample.

    ## What it does
    Finds a softmax output with `categorical_crossentropy` whose targets are multi-hot (`MultiLabelBinarizer`,
    `MultiHot` and `StringLookup(output_mode="multi_hot")` layers).

    ## Why is this bad?
    Softmax distributes a total of 1 among the classes. If a sample has three classes, no output can give all three more
    than a third each, and a threshold of 0.5 finds none of them.

    ## Example
    ```python
    y = MultiLabelBinarizer().fit_transform(tags)
    model.add(Dense(12, activation="softmax"))
    model.compile(loss="categorical_crossentropy", optimizer="adam")
    ```

    ## Use instead
    ```python
    y = MultiLabelBinarizer().fit_transform(tags)
    model.add(Dense(12, activation="sigmoid"))
    model.compile(loss="binary_crossentropy", optimizer="adam")
    ```

    ## References
    - [Keras: multi-label text classification](https://keras.io/examples/nlp/multi_label_classification/)
    """

    code = "KR214"
    name = "softmax-multi-label"
    severity = Severity.WARNING
    effect = Effect.IMPAIRS
    confidence = Confidence.MEDIUM
    fix_applicability = "unsafe"
    confirm = ConfirmTraits(trains=True, asked_of_data=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """With a binary loss KR203 speaks."""
        yield from one_per_location(
            self._report(target)
            for target in targets(program)
            if target.array.encoding == "multi-hot"
            and target.judged.head.activation == "softmax"
            and target.judged.over_last_axis
            and target.judged.loss.name in CATEGORICAL
        )

    def _report(self, target: Target) -> Finding:
        pair = target.judged
        edits = (*pair.with_activation("sigmoid"), *pair.with_loss("binary_crossentropy"))
        return self.finding(
            pair.loss.location,
            f"{loss_words(pair.loss)} is used with {head_words(pair.head)} and softmax, but {target.words} may contain"
            " several classes per sample. With softmax, their probabilities share a total of 1",
            related=[*head_here(pair.head), *target.locations()],
            help='use activation="sigmoid" and loss="binary_crossentropy"',
            fix=Fix("Use sigmoid and binary_crossentropy", edits) if len(edits) == 2 else None,
        )
