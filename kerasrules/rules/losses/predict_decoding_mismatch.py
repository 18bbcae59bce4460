"""KR211."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.findings import Effect, Finding, Severity
from kerasrules.model.network import Model
from kerasrules.model.program import Program
from kerasrules.model.record import replace
from kerasrules.model.training import PredictionDecoding
from kerasrules.rules.heads import BINARY, Judged, judged
from kerasrules.rules.phrasing import head_here, head_words
from kerasrules.rules.rule import Rule, one_per_habit, one_per_location

_COMPARISONS = frozenset({">", ">=", "<", "<="})


class PredictDecodingMismatch(Rule):
    """Predictions are converted to classes in a way that does not match the output layer.

    ## What it does
    Follows `model.predict` to `argmax`, a comparison or `round`, and reports argmax over a single output, a threshold
    of 0.5 on logits, and rounding of a softmax. Also reports `predict_classes`, which was removed.

    ## Why is this bad?
    The argmax of a single value is 0: every sample gets class 0 however well the network has learned. A logit above 0.5
    is a probability above 0.62, so some of the positives are lost. A rounded softmax assigns no class to samples whose
    best class stays below 0.5. `predict_classes` was removed in TensorFlow 2.6.

    ## Example
    ```python
    model.add(Dense(1, activation="sigmoid"))
    classes = np.argmax(model.predict(x), axis=1)
    ```

    ## Use instead
    ```python
    model.add(Dense(1, activation="sigmoid"))
    classes = (model.predict(x) > 0.5).astype("int32")
    ```

    ## References
    - [Keras: model training APIs, predict](https://keras.io/api/models/model_training_apis/)
    - [TensorFlow 2.6 release notes](https://github.com/tensorflow/tensorflow/releases/tag/v2.6.0)
    """

    code = "KR211"
    name = "predict-decoding-mismatch"
    severity = Severity.WARNING
    effect = Effect.MISLEADS

    def check(self, program: Program) -> Iterator[Finding]:
        """Only models with one output, whose predictions are the values of the head."""
        pairs: dict[int, list[Judged]] = {}
        for pair in judged(program):
            if isinstance(pair.training.model, Model) and len(pair.training.model.outputs) == 1:
                pairs.setdefault(id(pair.training.model), []).append(pair)
        found = [
            finding
            for decoding in program.prediction_decodings
            for finding in self._of(decoding, pairs.get(id(decoding.model), []), program.keras_one)
        ]
        told = (_of_all_models(finding, found) for finding in one_per_location(found))
        yield from one_per_habit(((finding.message, finding.help), finding) for finding in told)

    def _of(self, decoding: PredictionDecoding, pairs: list[Judged], keras_one: bool) -> Iterator[Finding]:
        faults = [_fault(decoding, pair, keras_one) for pair in pairs]
        if faults and all(fault is not None for fault in faults):
            for pair, fault in zip(pairs, faults, strict=True):
                if fault is not None:
                    message, help = fault
                    yield self.finding(
                        decoding.location,
                        message,
                        related=head_here(pair.head),
                        help=help,
                        removed_in=(2, 6) if message == _GONE else (),
                    )


_GONE = "predict_classes was removed in TensorFlow 2.6"


def _of_all_models(finding: Finding, found: list[Finding]) -> Finding:
    """A finding in a function that several models are passed to, with what is right for each of them."""
    same = [one for one in found if (one.location, one.message) == (finding.location, finding.message)]
    helps = list(dict.fromkeys(one.help for one in same))
    if len(helps) == 1:
        return finding
    return replace(finding, help=f"{' or '.join(helps).replace(' or use ', ' or ')}, as the model's output layer asks")


def _fault(decoding: PredictionDecoding, pair: Judged, keras_one: bool) -> tuple[str, str] | None:
    """What is wrong with reading this head so, and what to do."""
    activation = pair.head.activation
    logits = activation == "linear" and pair.loss.name in BINARY and pair.loss.from_logits is True
    threshold = "(predictions > 0)" if logits else "(predictions > 0.5)"
    if decoding.kind == "argmax" and decoding.size == 1:
        return (
            f"argmax over a single value is always 0, and {head_words(pair.head)} has one unit. Every sample gets"
            " class 0",
            f'use {threshold}.astype("int32")',
        )
    if decoding.kind in _COMPARISONS and decoding.detail == 0.5 and logits:
        return (
            f"0.5 is a threshold for probabilities, but {head_words(pair.head)} outputs logits, whose decision"
            " threshold is 0",
            "compare with 0, or apply sigmoid to the predictions first",
        )
    if decoding.kind == "round" and decoding.detail in (None, 0) and activation == "softmax" and (pair.units or 0) > 2:
        return (
            f"rounding the softmax of {head_words(pair.head)} assigns no class where the largest of {pair.units}"
            " probabilities is below 0.5",
            "take the class with argmax(axis=-1), which gives its index",
        )
    gone = decoding.kind == "predict_classes" and not keras_one
    return _removed(pair, threshold) if gone else None


def _removed(pair: Judged, threshold: str) -> tuple[str, str]:
    """What predict_classes did, and how predict is read instead."""
    if pair.units != 1:
        return _GONE, "use model.predict(x).argmax(axis=-1)"
    right = f'{threshold.replace("predictions", "model.predict(x)")}.astype("int32")'
    if pair.head.activation in ("sigmoid", "linear"):
        return _GONE, f"use {right}"
    applied = f"{head_words(pair.head)} applies {pair.head.activation}"
    return f"{_GONE}. It compared the output with 0.5, but {applied}", f"use sigmoid in the output layer, then {right}"
