"""KR512."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.data import ArrayInfo, DataInfo, Shape
from kerasrules.model.findings import Effect, Finding, Related, Severity
from kerasrules.model.network import Model, Tensor
from kerasrules.model.program import Program
from kerasrules.model.training import Fit
from kerasrules.rules.graph import is_class, unwrap
from kerasrules.rules.heads import steps_on_its_own
from kerasrules.rules.input_ranks import needed_rank
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location

_DENSE = frozenset({"Dense"})


class UnbatchedDataset(Rule):
    """A `tf.data.Dataset` that yields single samples is passed to `fit`, `evaluate` or `predict`.

    ## What it does
    Finds datasets that nothing batches and whose elements have one axis less than the model's input, or than its first
    layer needs.

    ## Why is this bad?
    Keras takes each element of a dataset for a batch: the first axis of the sample becomes the batch axis, and Keras
    raises an error because an axis is missing. `batch_size` is ignored for a dataset.

    ## Example
    ```python
    train = tf.data.Dataset.from_tensor_slices((x_train, y_train)).shuffle(1000)
    model.fit(train, epochs=5)
    ```

    ## Use instead
    ```python
    train = tf.data.Dataset.from_tensor_slices((x_train, y_train)).shuffle(1000).batch(32)
    model.fit(train, epochs=5)
    ```

    ## References
    - [TensorFlow: Dataset.batch](https://www.tensorflow.org/api_docs/python/tf/data/Dataset#batch)
    """

    code = "KR512"
    name = "unbatched-dataset"
    severity = Severity.ERROR
    effect = Effect.STOPS
    confirm = ConfirmTraits(needs_data=True, keras_raises=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """Each call that is given such a dataset."""
        yield from one_per_location(
            self._report(fit, name, data, own=training.model.kind == "subclass")
            for training in program.trainings
            if isinstance(training.model, Model) and not steps_on_its_own(training)
            for fit in training.fits
            for name, data in _unbatched(training.model, fit)
        )

    def _report(self, fit: Fit, name: str, data: DataInfo, *, own: bool) -> Finding:
        related = [Related("dataset created here", data.location)] if data.location is not None else []
        what = "the dataset" if name == "x" else "the validation dataset"
        ignored = ", and batch_size is ignored for a dataset" if "batch_size" in fit.arguments else ""
        return self.finding(
            fit.location,
            f"{what} yields single samples, but the model needs batches{ignored}. "
            # layers of any rank take what they get
            + (
                "The first axis of each sample is taken for the batch"
                if own
                else "Keras raises an error because an axis is missing"
            ),
            related=related,
            help="call batch(...) on the dataset",
        )


def _unbatched(model: Model, fit: Fit) -> Iterator[tuple[str, DataInfo]]:
    for name, arrays in (("x", fit.x), ("validation_data", fit.validation_x)):
        data = fit.arguments.get(name)
        if not isinstance(data, DataInfo) or data.batched is not False or not _yields_tensors(data):
            continue
        if len(arrays) == len(model.inputs) and all(
            isinstance(array, ArrayInfo) and array.shape is not None and _lacks_an_axis(tensor, array.shape)
            for tensor, array in zip(model.inputs, arrays, strict=True)
        ):
            yield name, data


def _yields_tensors(data: DataInfo) -> bool:
    """Whether this is a `tf.data.Dataset`, from whatever function."""
    return data.origin.startswith(("tf.data", "tfds.")) or "dataset_from_" in data.origin


def _lacks_an_axis(tensor: Tensor, sample: Shape) -> bool:
    """Whether samples have one axis less than the model reads, also where Keras adds one of size 1 behind the last."""
    if tensor.shape is None:
        readers = [unwrap(node.layer) for node in tensor.node.consumers]
        needed = [2 if is_class(layer, _DENSE) else needed_rank(layer) for layer in readers]
        return bool(needed) and all(rank == len(sample) + 1 for rank in needed)
    if len(sample) != len(tensor.shape) - 1:
        return False
    pairs = zip(sample[1:], tensor.shape[1:-1], strict=True)
    return tensor.shape[-1] != 1 or any(None not in pair and pair[0] != pair[1] for pair in pairs)
