"""KR409."""

from __future__ import annotations

import math
from collections.abc import Iterator

from kerasrules.keras_api.layer_traits import Family, of_family
from kerasrules.model.data import ArrayInfo
from kerasrules.model.edits import Fix, SetArgument
from kerasrules.model.findings import Effect, Finding, Related, Severity
from kerasrules.model.network import ReachingInput
from kerasrules.model.program import Program
from kerasrules.model.training import Fit
from kerasrules.model.unknown import VocabularySize
from kerasrules.rules.graph import unwrap
from kerasrules.rules.phrasing import described, origin_here
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location

_EMBEDDINGS = of_family(Family.EMBEDDING)
_CONSEQUENCE = "For such ids, TensorFlow raises an error on CPU and returns zeros on GPU"


class EmbeddingVocabulary(Rule):
    """An embedding has fewer rows than there are token ids.

    ## What it does
    Compares `input_dim` of an Embedding with the largest id that its input can contain, known from `num_words` of a
    dataset or tokenizer, from `max_tokens`, or from `len(tokenizer.word_index)`.

    ## Why is this bad?
    Every id must be smaller than `input_dim`. For a larger one, TensorFlow raises an error on CPU and silently returns
    a vector of zeros on GPU. Tokenizer numbers words from 1, because 0 is reserved for padding: for `n` words the
    embedding needs `n + 1` rows.

    ## Example
    ```python
    vocabulary = len(tokenizer.word_index)
    model.add(layers.Embedding(vocabulary, 64))
    ```

    ## Use instead
    ```python
    vocabulary = len(tokenizer.word_index) + 1
    model.add(layers.Embedding(vocabulary, 64))
    ```

    ## References
    - [Keras: Embedding layer](https://keras.io/api/layers/core_layers/embedding/)
    - [TensorFlow: tf.gather on out-of-bound indices](https://www.tensorflow.org/api_docs/python/tf/gather)
    """

    code = "KR409"
    name = "embedding-vocabulary"
    severity = Severity.ERROR
    effect = Effect.STOPS
    stops_everywhere = False
    fix_applicability = "unsafe"
    confirm = ConfirmTraits(trains=True, keras_raises=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """Token ids that training calls bring to an Embedding."""
        for_each = (
            self._judge(fit, arrival)
            for training in program.trainings
            for fit in training.fits
            for arrival in (*fit.reaching_inputs, *fit.validation_reaching_inputs)
            if arrival.node.layer.kind == "layer" and arrival.node.layer.class_name in _EMBEDDINGS
        )
        yield from one_per_location(finding for finding in for_each if finding is not None)

    def _judge(self, fit: Fit, arrival: ReachingInput) -> Finding | None:
        layer = unwrap(arrival.node.layer)
        rows, ids = layer.config.get("input_dim"), arrival.value
        if isinstance(rows, VocabularySize):
            same = ids.origin_place is not None and ids.origin_place == rows.location
            if not same or ids.high is not None:
                return None
            return self.finding(
                layer.location,
                f"{described(layer)} has as many rows as the tokenizer has words, but word ids start at 1, so the last"
                f" word has no row. {_CONSEQUENCE}",
                related=[*origin_here(ids), Related("token ids passed here", fit.location)],
                help="use len(tokenizer.word_index) + 1",
            )
        largest = _largest(ids)
        if type(rows) is not int or largest is None or rows > largest:
            return None
        surely = ids.reached is not None
        reach = f"reach {largest}" if surely else f"may reach {largest}"
        return self.finding(
            layer.location,
            f"{described(layer)} has rows for ids below {rows}, but the token ids {reach}. {_CONSEQUENCE}",
            severity=self.severity if surely else Severity.WARNING,
            related=[*origin_here(ids), Related("token ids passed here", fit.location)],
            help=f"use input_dim={largest + 1}, or keep fewer words in the data",
            fix=Fix(f"Set input_dim={largest + 1}", (SetArgument(layer.location, "input_dim", str(largest + 1)),)),
        )


def _largest(ids: ArrayInfo) -> int | None:
    """The largest id; floats are cut off to ids, and random ones stay below their upper end.

    The bound of a part of values from different sources tells nothing of that part.
    """
    high = ids.high if ids.seen is None else ids.seen.high
    if high is None or (ids.uneven and ids.reached is None):
        return None
    whole = (ids.dtype or "int").startswith(("int", "uint", "bool"))
    return int(high) if whole or ids.seen is not None else math.ceil(high) - 1
