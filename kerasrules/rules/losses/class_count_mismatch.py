"""KR207."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.losses import BINARY, CATEGORICAL
from kerasrules.model.edits import Fix, SetArgument
from kerasrules.model.findings import Finding, Severity
from kerasrules.model.program import Program
from kerasrules.rules.graph import unwrap
from kerasrules.rules.heads import SPARSE, Judged
from kerasrules.rules.losses._targets import Target, targets
from kerasrules.rules.phrasing import head_words, units
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location


class ClassCountMismatch(Rule):
    """The number of output units differs from the number of classes in the labels.

    ## What it does
    Compares the units of the output layer with the number of classes where the labels reveal it: `keras.datasets`,
    `to_categorical(y, num_classes)`, `class_names`, loaders of scikit-learn. More units than classes with a sparse loss
    are reported as information only: the extra outputs stay unused.

    ## Why is this bad?
    With one-hot labels the shapes differ and Keras raises an error. With class indices, label 9 has no output in a
    layer of 9 units (0 to 8): TensorFlow raises an error on CPU and returns NaN on GPU.

    ## Example
    ```python
    (x_train, y_train), _ = keras.datasets.mnist.load_data()
    model.add(Dense(9, activation="softmax"))
    model.compile(loss="sparse_categorical_crossentropy", optimizer="adam")
    ```

    ## Use instead
    ```python
    (x_train, y_train), _ = keras.datasets.mnist.load_data()
    model.add(Dense(10, activation="softmax"))
    model.compile(loss="sparse_categorical_crossentropy", optimizer="adam")
    ```

    ## References
    - [Keras: probabilistic losses](https://keras.io/api/losses/probabilistic_losses/)
    - [tf.nn.sparse_softmax_cross_entropy_with_logits](https://www.tensorflow.org/api_docs/python/tf/nn/sparse_softmax_cross_entropy_with_logits)
    """

    code = "KR207"
    name = "class-count-mismatch"
    severity = Severity.ERROR
    fix_applicability = "unsafe"
    confirm = ConfirmTraits(keras_raises=True, asked_of_data=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """Where a single unit is the fault, KR201 and KR202 speak; another encoding is KR206's."""
        yield from one_per_location(
            self._report(target, target.judged.units, target.array.classes)
            for target in targets(program)
            if target.judged.units is not None
            and target.array.classes is not None
            and target.judged.units != target.array.classes
            and _is_compared(target)
        )

    def _report(self, target: Target, count: int, classes: int) -> Finding:
        head = target.judged.head
        sparse = target.judged.loss.name in SPARSE
        if not sparse:
            consequence = "The shapes of labels and output differ, so Keras raises an error"
        elif count < classes:
            labels = f"Label {count} has" if count == classes - 1 else f"Labels {count} to {classes - 1} have"
            consequence = f"{labels} no output unit: TensorFlow raises an error on CPU and returns NaN on GPU"
        elif classes == count - 1:
            consequence = f"Output {classes} is never the right class"
        else:
            consequence = f"Outputs {classes} to {count - 1} are never the right class"
        layer = head.layer if head.layer is not None else head.node.layer
        return self.finding(
            unwrap(layer).location,
            f"{head_words(head)} has {units(head)}, but {target.words} have {classes} classes. {consequence}",
            severity=Severity.INFO if sparse and count > classes else None,
            related=target.locations(),
            help=f"use {classes} units in the output layer",
            fix=_remedy(target.judged, classes),
        )


def _is_compared(target: Target) -> bool:
    """Whether the loss sets the head's units against the labels' classes, and no other rule has more to say."""
    pair, encoding = target.judged, target.array.encoding
    if pair.loss.name in SPARSE:
        single = pair.units == 1 and pair.head.activation in ("sigmoid", "softmax")
        return encoding == "integer" and target.array.bounds_attained and not single
    if pair.loss.name in CATEGORICAL | BINARY:
        return encoding in ("one-hot", "multi-hot") and not (pair.units == 1 and pair.loss.name in CATEGORICAL)
    return False


def _remedy(pair: Judged, classes: int) -> Fix | None:
    if pair.head.layer is None:
        return None
    layer = unwrap(pair.head.layer)
    name = next((key for key in ("units", "filters") if key in layer.config), None)
    if layer.kind != "layer" or name is None:
        return None
    return Fix(f"Set {name}={classes}", (SetArgument(layer.location, name, str(classes)),))
