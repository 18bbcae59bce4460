"""KR313."""

from __future__ import annotations

import math
from collections.abc import Iterator

from kerasrules.keras_api.activations import OVER_AXIS, RANGES
from kerasrules.model.data import ArrayInfo
from kerasrules.model.edits import Fix
from kerasrules.model.findings import Confidence, Effect, Finding, Related, Severity
from kerasrules.model.made_up_data import is_random
from kerasrules.model.network import Head
from kerasrules.model.program import Program
from kerasrules.model.training import GeneratedAndReal
from kerasrules.rules.heads import with_activation
from kerasrules.rules.phrasing import head_words, interval, origin_here, origin_words
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location

_SLACK = 0.1
"""Data such as 0.02 to 0.98 still fill the range from 0 to 1."""


class GeneratorRange(Rule):
    """A generator outputs another range than the real data that the discriminator gets.

    ## What it does
    Compares the activation of a generator's output layer (tanh gives -1 to 1, sigmoid 0 to 1) with the range of the
    real samples that the same discriminator gets. Real data of unknown range and generators with a linear output are
    not reported.

    ## Why is this bad?
    The discriminator can tell real from generated samples by their range alone. Where the real values lie beyond the
    range of the activation, the generator can never produce them. Where they fill only half of it, pixels scaled to
    0..1 against tanh for instance, the generator first has to learn to avoid the other half, and its output layer
    saturates or must work in one arm of the activation.

    ## Example
    ```python
    generator.add(Dense(784, activation="tanh"))
    x_train = x_train / 255.0
    ```

    ## Use instead
    ```python
    generator.add(Dense(784, activation="tanh"))
    x_train = x_train / 127.5 - 1.0
    ```

    ## References
    - [Radford et al.: Unsupervised Representation Learning with Deep Convolutional Generative Adversarial
      Networks](https://arxiv.org/abs/1511.06434)
    - [TensorFlow: Deep Convolutional Generative Adversarial Network](https://www.tensorflow.org/tutorials/generative/dcgan)
    """

    code = "KR313"
    name = "generator-range"
    severity = Severity.WARNING
    effect = Effect.IMPAIRS
    confidence = Confidence.MEDIUM
    fix_applicability = "unsafe"
    confirm = ConfirmTraits(needs_data=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """Only where all real data whose range is known differ from what the generator can give."""
        yield from one_per_location(
            self._report(found, data, ends)
            for found in program.generated_and_real
            if (ends := _ends(found.generated)) is not None and (data := _on_another_range(found, ends)) is not None
        )

    def _report(self, found: GeneratedAndReal, data: ArrayInfo, ends: tuple[float, float]) -> Finding:
        head = found.generated
        right = _activation_for(data)
        edits = with_activation(head, right) if right is not None else ()
        return self.finding(
            head.location,
            f"{head_words(head)} gives values from {interval(*ends)} ({head.activation}), but the real samples"
            f"{origin_words(data)} that the same discriminator gets {_range_words(data)}. It can tell them apart by"
            " their range alone",
            related=[*origin_here(data), Related("the discriminator gets real samples here", found.location)],
            help=f"scale the real samples to {interval(*ends)}"
            + (f', or use activation="{right}"' if right is not None else ""),
            fix=Fix(f"Use {right}, which has the range of the real samples", edits) if edits else None,
        )


def _ends(head: Head) -> tuple[float, float] | None:
    """The range of an activation that is bounded on both sides; None for any other."""
    activation = head.activation
    ends = RANGES.get(activation) if isinstance(activation, str) and activation not in OVER_AXIS else None
    return ends if ends is not None and all(map(math.isfinite, ends)) else None


def _on_another_range(found: GeneratedAndReal, ends: tuple[float, float]) -> ArrayInfo | None:
    """The first of the real data, where all of known range leave that of the activation or fill half of it."""
    known = [data for data in found.data if _range_words(data) is not None]
    return known[0] if known and all(_differs(data, *ends) for data in known) else None


def _range_words(data: ArrayInfo) -> str | None:
    """The range of data in words; None where it is unknown, or where random or equal numbers stand in for them."""
    if is_random(data):
        return None
    if data.standardized:
        return "have mean 0 and standard deviation 1"
    if not data.bounds_attained or data.low == data.high:
        return None
    return f"range from {interval(data.low, data.high)}"


def _differs(data: ArrayInfo, low: float, high: float) -> bool:
    if data.standardized or data.low is None or data.high is None:
        return True
    slack = _SLACK * (high - low)
    fills_half = data.high - data.low <= (high - low) / 2 + slack
    return data.low < low - slack or data.high > high + slack or fills_half


def _activation_for(data: ArrayInfo) -> str | None:
    """The activation that has the range of the data."""
    for name in ("sigmoid", "tanh"):
        if not data.standardized and (data.low, data.high) == RANGES[name]:
            return name
    return None
