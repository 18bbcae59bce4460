"""KR207."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.edits import Fix, SetArgument
from kerasrules.model.findings import Effect, Finding, Severity
from kerasrules.model.made_up_data import is_random
from kerasrules.model.program import Program
from kerasrules.rules.graph import unwrap
from kerasrules.rules.heads import SPARSE, Judged
from kerasrules.rules.losses._targets import WITHOUT_OUTPUT, Target, classes_compared, targets
from kerasrules.rules.phrasing import head_words, reach, units
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location


class ClassCountMismatch(Rule):
    """The number of output units differs from the number of classes in the labels.

    ## What it does
    Compares the units of the output layer with the number of classes where the labels reveal it: `keras.datasets`,
    `to_categorical(y, num_classes)`, `class_names`, loaders of scikit-learn, and class indices that are counted from 1
    or lie outside of the output layer. More units than classes with a sparse loss
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
    effect = Effect.STOPS
    stops_everywhere = False
    fix_applicability = "unsafe"
    confirm = ConfirmTraits(keras_raises=True, asked_of_data=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """Where a single unit is the fault, KR201 and KR202 speak; another encoding is KR206's."""
        found = list(targets(program, evaluated=True))
        yield from one_per_location(
            [
                *(
                    self._report(target, target.judged.units, target.array.classes)
                    for target in found
                    if target.judged.units is not None
                    and target.array.classes is not None
                    and target.judged.units != target.array.classes
                    and classes_compared(target)
                    and _matters(target, target.judged.units, target.array.classes)
                ),
                *(self._report_labels(target, *labels) for target in found if (labels := _outside(target)) is not None),
            ]
        )

    def _report_labels(self, target: Target, count: int, low: int, high: int) -> Finding:
        """Class indices that are not counted from 0, or that the data simply do not keep to."""
        head = target.judged.head
        indices = f"indices from 0 to {count - 1}" if count > 1 else "index 0 alone"
        last = low >= 0 and high == count
        one_based = low == 1 and last and target.array.bounds_attained
        missing = f"Label {count}" if last else f"Label {low}" if low == high else f"Labels outside 0 to {count - 1}"
        layer = head.layer if head.layer is not None else head.node.layer
        return self.finding(
            unwrap(layer).location,
            f"{head_words(head)} has {units(head)}, for class {indices}, but {target.words} range"
            f" from {reach(target.array)}. {missing}"
            f" {'have' if missing.startswith('Labels') else 'has'} no output unit: {WITHOUT_OUTPUT}",
            related=target.locations(),
            help="subtract 1 from the labels"
            if one_based
            else f"use {count + 1} units in the output layer, or number the classes from 0"
            if last
            else "number the classes from 0, for instance with LabelEncoder",
        )

    def _report(self, target: Target, count: int, classes: int) -> Finding:
        head = target.judged.head
        sparse = target.judged.loss.name in SPARSE
        if not sparse:
            consequence = "The shapes of labels and output differ, so Keras raises an error"
        elif count < classes:
            labels = f"Label {count} has" if count == classes - 1 else f"Labels {count} to {classes - 1} have"
            consequence = f"{labels} no output unit: {WITHOUT_OUTPUT}"
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


def _matters(target: Target, count: int, classes: int) -> bool:
    """Not where units are to spare: for random labels, for those of evaluate among those of the training."""
    if count < classes or target.judged.loss.name not in SPARSE:
        return True
    return target.fit.trains and not is_random(target.array)


def _outside(target: Target) -> tuple[int, int, int] | None:
    """Units, smallest and largest label, where whole numbers of no known class count leave the units."""
    pair, array = target.judged, target.array
    if pair.loss.name not in SPARSE or pair.units is None or array.classes is not None:
        return None
    if pair.units < 2 and pair.head.activation in ("sigmoid", "softmax"):
        return None  # KR201 and KR202 tell of it
    if array.reached is None or not ("int" in (array.dtype or "") or array.seen is not None):
        return None
    low, high = array.reached
    whole = low == int(low) and high == int(high)  # of a sample the type is unknown
    if not whole or array.encoding not in (None, "integer") or (low >= 0 and high < pair.units):
        return None
    return pair.units, int(low), int(high)


def _remedy(pair: Judged, classes: int) -> Fix | None:
    if pair.head.layer is None:
        return None
    layer = unwrap(pair.head.layer)
    name = next((key for key in ("units", "filters") if key in layer.config), None)
    if layer.kind != "layer" or name is None:
        return None
    return Fix(f"Set {name}={classes}", (SetArgument(layer.location, name, str(classes)),))
