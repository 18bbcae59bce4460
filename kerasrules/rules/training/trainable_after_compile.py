"""KR503."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.findings import Effect, Finding, Related, Severity
from kerasrules.model.program import Program
from kerasrules.rules.rule import Rule, one_per_location
from kerasrules.rules.training._late_changes import LateChange, late_changes


class TrainableAfterCompile(Rule):
    """Layers are frozen or unfrozen after compile, and the model is trained without compiling again.

    ## What it does
    Follows `trainable = …` of layers and models between `compile` and `fit`. If the model was already trained since its
    compile, it is a warning; before the first training call it is information only, because Keras 3 respects it there.

    ## Why is this bad?
    The trainable weights are fixed when the training function is built: in Keras 2 by `compile`, in Keras 3 by the
    first `fit` after it. A later change has no effect: a base that was unfrozen for fine-tuning stays frozen, and one
    that was frozen keeps learning.

    ## Example
    ```python
    base.trainable = False
    model.compile("adam", "binary_crossentropy")
    model.fit(train)
    base.trainable = True
    model.fit(train)
    ```

    ## Use instead
    ```python
    base.trainable = False
    model.compile("adam", "binary_crossentropy")
    model.fit(train)
    base.trainable = True
    model.compile(keras.optimizers.Adam(1e-5), "binary_crossentropy")
    model.fit(train)
    ```

    ## References
    - [Keras: transfer learning and fine-tuning](https://keras.io/guides/transfer_learning/)
    """

    code = "KR503"
    name = "trainable-after-compile"
    severity = Severity.WARNING
    effect = Effect.PREVENTS

    def check(self, program: Program) -> Iterator[Finding]:
        """Where another model with these layers is compiled in between, as in a GAN, KR508 speaks."""
        yield from one_per_location(self._report(late) for late in late_changes(program) if not late.recompiled)

    def _report(self, late: LateChange) -> Finding:
        does = "unfreezes" if late.change.value else "freezes"
        consequence = (
            "The change has no effect until the model is compiled again"
            if late.trained_before
            else "In Keras 2 the change has no effect until the model is compiled again"
        )
        return self.finding(
            late.change.location,
            f"this {does} layers after the model was compiled. {consequence}",
            severity=None if late.trained_before else Severity.INFO,
            related=[
                Related("compiled here", late.training.location),
                Related("trained here without compiling again", late.fit.location),
            ],
            help="call compile again before this training call",
        )
