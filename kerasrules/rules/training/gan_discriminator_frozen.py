"""KR508."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.findings import Effect, Finding, Related, Severity
from kerasrules.model.program import Program
from kerasrules.rules.rule import Rule, one_per_location
from kerasrules.rules.training._late_changes import LateChange, late_changes


class GanDiscriminatorFrozen(Rule):
    """A model is frozen for a combined model and then trained on its own: in Keras 3 it no longer learns.

    ## What it does
    Finds the order that GAN programs used for years: compile the discriminator, set its `trainable` to False, compile
    the combined model, and train the discriminator on its own. With `keras-version = "2"` it is information.

    ## Why is this bad?
    In Keras 2 each model keeps the weights that were trainable when it was compiled, so the discriminator learns on its
    own and stays fixed in the combined model. In Keras 3 `trainable` is read when the training function is built, at
    the first call: the discriminator is frozen by then and never learns.

    ## Example
    ```python
    discriminator.compile("adam", "binary_crossentropy")
    discriminator.trainable = False
    gan = Model(z, discriminator(generator(z)))
    gan.compile("adam", "binary_crossentropy")
    discriminator.train_on_batch(images, labels)
    ```

    ## Use instead
    A `keras.Model` with a custom `train_step` that computes the gradients of each part, as in Keras' DCGAN example.

    ## References
    - [Keras: DCGAN to generate face images](https://keras.io/examples/generative/dcgan_overriding_train_step/)
    """

    code = "KR508"
    name = "gan-discriminator-frozen"
    severity = Severity.WARNING
    effect = Effect.PREVENTS

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
            "the model is frozen here after it was compiled, and then trained. Keras 2 trains it as it was compiled;"
            " Keras 3 does not train it at all",
            since=(3,),
            related=[Related("compiled here", late.training.location), Related("trained here", late.fit.location)],
            help="write both steps in a custom train_step, or set trainable = True while this model is trained",
        )
