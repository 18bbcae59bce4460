"""KR508."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.findings import Finding, Related, Severity
from kerasrules.model.program import Program
from kerasrules.rules.phrasing import line
from kerasrules.rules.rule import Rule, one_per_location
from kerasrules.rules.training._trainable import LateChange, late_changes


class GanDiscriminatorFrozen(Rule):
    """A model is frozen for a combined model and then trained by itself: in Keras 3 it no longer learns.

    ## What it does
    Finds the order that GAN programs were written in for years: compile the discriminator, set its `trainable` to
    False, compile the combined model, and train the discriminator by itself.

    ## Why is this bad?
    In Keras 2 each model keeps the weights that were trainable when it was compiled, so the discriminator learns by
    itself and stands still in the combined model. In Keras 3 `trainable` is read when the training function is made,
    at the first call: the discriminator is frozen by then and never learns.

    ## Example
    ```python
    discriminator.compile("adam", "binary_crossentropy")
    discriminator.trainable = False
    gan = Model(z, discriminator(generator(z)))
    gan.compile("adam", "binary_crossentropy")
    discriminator.train_on_batch(images, labels)
    ```

    ## Use instead
    A `keras.Model` with a `train_step` of its own that computes the gradients of each part, as in Keras' DCGAN
    example.

    ## References
    - [Keras: DCGAN to generate face images](https://keras.io/examples/generative/dcgan_overriding_train_step/)
    """

    code = "KR508"
    name = "gan-discriminator-frozen"
    severity = Severity.INFO

    def check(self, program: Program) -> Iterator[Finding]:
        """Only where nothing turned the layers on again before the call."""
        yield from one_per_location(
            self._report(late)
            for late in late_changes(program)
            if late.recompiled and late.change.value is False and not late.trained_before
        )

    def _report(self, late: LateChange) -> Finding:
        return self.finding(
            late.change.location,
            f"the model compiled on {line(late.training.location)} is frozen here and trained"
            f" on {line(late.fit.location)}: Keras 2 trains it as it was compiled, Keras 3 not at all",
            related=[Related("compiled here", late.training.location), Related("trained here", late.fit.location)],
            help="write the two steps in a train_step, or set trainable = True around the training of this model",
        )
