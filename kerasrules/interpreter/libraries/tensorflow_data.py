"""tf.data: datasets and what is done to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kerasrules.interpreter.array_domain import conversion, iteration, lattice, nested_arrays, transfer
from kerasrules.interpreter.array_domain.dtypes import dtype_name, holds_objects
from kerasrules.interpreter.budget import Allowance
from kerasrules.interpreter.dataset_elements import settle
from kerasrules.interpreter.libraries.common import dims, integer, items
from kerasrules.interpreter.libraries.registry import Call, HandlerContext, attribute, function, method
from kerasrules.interpreter.structures import parts_of
from kerasrules.interpreter.values import ArrayObject, Dataset, DictValue, ListValue, Value
from kerasrules.model.data import ArrayInfo
from kerasrules.model.locations import Location
from kerasrules.model.record import replace
from kerasrules.model.unknown import Unknown


def _spread(value: Value, left: Allowance | None = None) -> tuple[Value, int | None]:
    """The element of `from_tensor_slices(value)`: first axes cut off; and how many there are."""
    left = Allowance() if left is None else left
    if not left.take():
        return Unknown("an element with too many parts"), None
    if isinstance(value, tuple):
        parts = [_spread(item, left) for item in value]
        return tuple(part for part, _ in parts), next((size for _, size in parts if size is not None), None)
    if isinstance(value, DictValue):
        inner = value.items
        if isinstance(inner, Unknown):
            return inner, None
        pairs = {key: _spread(item, left) for key, item in inner.items()}
        sizes = [size for _, size in pairs.values() if size is not None]
        return DictValue({key: part for key, (part, _) in pairs.items()}), sizes[0] if sizes else None
    found = conversion.as_array(value)
    if found is None:
        return (value if isinstance(value, Unknown) else Unknown("slices of an unknown value")), None
    shape = found.info.shape
    return ArrayObject(lattice.element(found.info)), shape[0] if shape else None


def _unstackable(given: Value) -> str | None:
    """Why arrays cannot be cut into elements together: a list is made one tensor, others need one length."""
    if any(map(holds_objects, parts_of(given))):
        return "an array has dtype=object, which cannot be made a tensor"
    if not isinstance(given, ListValue):
        shapes = [part.info.shape for part in parts_of(given) if isinstance(part, ArrayObject)]
        lengths = sorted({shape[0] for shape in shapes if shape and shape[0] is not None})
        return f"its arrays have {' and '.join(map(str, lengths))} samples" if len(lengths) > 1 else None
    parts = given.items
    if not isinstance(parts, tuple) or len(parts) > _FEW:
        return None
    shapes = [part.info.shape for part in parts if isinstance(part, ArrayObject)]
    if len(shapes) < len(parts) or not all(shape is not None and None not in shape for shape in shapes):
        return None
    return "a list is made one tensor, but its arrays have different shapes" if len(set(shapes)) > 1 else None


_FEW = 10
"""Longer lists are samples."""


@function("tensorflow.data.Dataset.from_tensor_slices")
def from_tensor_slices(call: Call) -> Value:
    """One element per sample."""
    given = call.get("tensors", 0)
    reason = _unstackable(given)
    call.context.note_refusal("tf.data.Dataset.from_tensor_slices", reason, call.location, by="TensorFlow")
    element, size = _spread(given)
    return Dataset(element, batched=False, cardinality=size, location=call.location)


@function("tensorflow.data.Dataset.from_tensors")
def from_tensors(call: Call) -> Value:
    """One element: the whole."""
    return Dataset(settle(call.get("tensors", 0)), batched=None, cardinality=1, location=call.location)


def _from_spec(value: Value, left: Allowance | None = None) -> Value:
    """The element that a signature (TensorSpec) or a structure of dtypes describes."""
    left = Allowance() if left is None else left
    parts = items(value)
    if parts is not None and left.take(len(parts)):
        return tuple(_from_spec(part, left) for part in parts)
    if isinstance(value, ArrayObject):
        return ArrayObject(value.info)
    name = dtype_name(value)
    return Unknown("the values of a generator") if name is None else ArrayObject(ArrayInfo(dtype=name))


@function("tensorflow.TensorSpec", "tensorflow.RaggedTensorSpec", "keras.KerasTensor")
def tensor_spec(call: Call) -> Value:
    """A declared shape and type."""
    return ArrayObject(ArrayInfo(shape=dims(call.get("shape", 0)), dtype=dtype_name(call.get("dtype", 1))))


def _with_spec(element: Value, spec: Value, left: Allowance | None = None) -> Value:
    """What a generator was seen to yield, with the types that the program declares."""
    left = Allowance() if left is None else left
    if isinstance(element, tuple) and isinstance(spec, tuple) and len(element) == len(spec) and left.take(len(spec)):
        return tuple(_with_spec(a, b, left) for a, b in zip(element, spec, strict=False))
    if isinstance(element, ArrayObject) and isinstance(spec, ArrayObject):
        info, declared = element.info, spec.info
        info = transfer.cast(info, declared.dtype) if declared.dtype is not None else info
        return ArrayObject(replace(info, shape=declared.shape if info.shape is None else info.shape))
    return spec if isinstance(element, Unknown) and not isinstance(spec, Unknown) else element


@function("tensorflow.data.Dataset.from_generator", for_each_option=False)
def from_generator(call: Call) -> Value:
    """The elements that a Python generator yields."""
    given = call.get("generator", 0)
    extra = items(call.get("args", 3, ())) or ()
    made = given if isinstance(given, Dataset) else call.context.call(given, extra, {}, call.node)
    element: Value = Unknown("the values of a generator", call.location)
    if isinstance(made, Dataset):
        element = settle(made.element)
    elif isinstance(made, (ArrayObject,)):
        element = iteration.iterate_element(made)
    spec = call.get("output_signature", None, call.get("output_types", 1))
    if spec is not None:
        element = _with_spec(element, _from_spec(spec))
    return Dataset(
        element, batched=False, repeated=None, location=call.location, origin="tf.data.Dataset.from_generator"
    )


@function("tensorflow.data.Dataset.list_files", "tensorflow.data.TextLineDataset", "tensorflow.data.TFRecordDataset")
def list_files(call: Call) -> Value:
    """Names of files, lines, records: text."""
    return Dataset(
        ArrayObject(ArrayInfo(shape=(), dtype="string", encoding="text")), batched=False, location=call.location
    )


@function("tensorflow.data.Dataset.range")
def range_of(call: Call) -> Value:
    """Whole numbers."""
    return Dataset(ArrayObject(ArrayInfo(shape=(), dtype="int64")), batched=False, location=call.location)


@function("tensorflow.data.Dataset.zip")
def zip_of(call: Call) -> Value:
    """Elements of several datasets side by side."""
    given = call.args if len(call.args) > 1 else call.get("datasets", 0, ())
    if isinstance(given, DictValue) and isinstance(given.items, Mapping):
        named = {key: part.element if isinstance(part, Dataset) else part for key, part in given.items.items()}
        return Dataset(DictValue(named), batched=None, location=call.location)
    parts = items(given)
    if not parts or not all(isinstance(part, Dataset) for part in parts):
        return call.unknown("a zip of unknown datasets")
    first = parts[0]
    same_batched = first.batched if len({part.batched for part in parts}) == 1 else None
    sizes = [part.cardinality for part in parts if part.cardinality is not None]
    return Dataset(
        tuple(part.element for part in parts),
        batched=same_batched,
        repeated=any(part.repeated for part in parts),
        cardinality=min(sizes) if len(sizes) == len(parts) else None,
        batch_size=first.batch_size,
        location=call.location,
        origin=first.origin,
    )


@function(
    "tensorflow.data.Dataset.sample_from_datasets",
    "tensorflow.data.experimental.sample_from_datasets",
    "tensorflow.data.Dataset.choose_from_datasets",
)
def sample_from(call: Call) -> Value:
    """Elements of several datasets in turn."""
    parts = items(call.get("datasets", 0))
    if parts is None or not parts or not all(isinstance(part, Dataset) for part in parts):
        return call.unknown("a mixture of unknown datasets")
    element = settle(call.context.join(tuple(part.element for part in parts)))
    element = nested_arrays.map_structure(element, lattice.shuffled)
    return Dataset(
        element, batched=parts[0].batched, repeated=None, batch_size=parts[0].batch_size, location=call.location
    )


def derived(dataset: Dataset, **changes: Value) -> Dataset:
    """A dataset made from another one; what Keras hung on it (class_names) is gone, and so are its `files`."""
    kept: dict[str, Value] = {
        "element": dataset.element,
        "batched": dataset.batched,
        "repeated": dataset.repeated,
        "cardinality": dataset.cardinality,
        "batch_size": dataset.batch_size,
        "location": dataset.location,
        "origin": dataset.origin,
    }
    return Dataset(**{**kept, **changes})


def is_augmented(element: Value) -> bool:
    """Whether a part of the element was changed at random."""
    return any(isinstance(part, ArrayObject) and part.info.augmented for part in parts_of(element))


def mark_augmented(call: Call, element: Value, text: str) -> Value:
    """The element with a note where it was augmented: at the call, and at the calls of functions around it."""
    locations = (call.location, *reversed(call.context.callers()))

    def note(info: ArrayInfo) -> ArrayInfo:
        if info.augmented:
            for location in locations:
                info = lattice.with_step(info, "augment", text, location)
        return info

    return nested_arrays.map_structure(element, note) if is_augmented(element) else element


def arguments_of(element: Value) -> tuple[Value, ...]:
    """An element as the arguments of a mapped function: tuples are spread."""
    copy = nested_arrays.fresh(element)
    return copy if isinstance(copy, tuple) else (copy,)


@method("dataset", "map", for_each_option=False)
def map_elements(call: Call) -> Value:
    """Each element through a function of the program."""
    dataset: Dataset = call.receiver
    function_ = call.get("map_func", 0)
    result = settle(call.context.call(function_, arguments_of(dataset.element), {}, call.node))
    if not nested_arrays.is_ordered(dataset.element):
        result = nested_arrays.unordered(result)
    if not is_augmented(dataset.element):
        result = mark_augmented(call, result, "augmented by map")
    return derived(dataset, element=result, files=dataset.files, portion=dataset.portion)


@method("dataset", "flat_map", "interleave", for_each_option=False)
def flat_map(call: Call) -> Value:
    """Each element becomes a dataset; their elements follow each other."""
    dataset: Dataset = call.receiver
    result = call.context.call(call.get("map_func", 0), arguments_of(dataset.element), {}, call.node)
    if isinstance(result, Dataset):
        element = nested_arrays.unordered(result.element)
        return derived(dataset, element=element, batched=result.batched, cardinality=None)
    return derived(dataset, element=Unknown("the result of a function on an element", call.location), cardinality=None)


@method("dataset", "apply", for_each_option=False)
def apply(call: Call) -> Value:
    """A function of the whole dataset."""
    function_ = call.get("transformation_func", 0)
    result = call.context.call(function_, (call.receiver,), {}, call.node)
    return call.receiver if isinstance(result, Unknown) and not isinstance(function_, Unknown) else result


@method("dataset", "batch", "padded_batch", "ragged_batch")
def batch(call: Call) -> Value:
    """A batch axis in front."""
    dataset: Dataset = call.receiver
    size = integer(call.get("batch_size", 0))
    drop = call.get("drop_remainder", 1 if not call.name.endswith("padded_batch") else 3, False)
    full = drop is True

    def change(info: ArrayInfo) -> ArrayInfo:
        grown = lattice.with_batch(info, size if full else None)
        if call.name.endswith("padded_batch") and grown.shape is not None:
            grown = replace(grown, low=None if grown.low is None else min(grown.low, 0.0))
        return grown

    many = None
    if dataset.cardinality is not None and size:
        many = dataset.cardinality // size if full else -(-dataset.cardinality // size)
    return derived(
        dataset,
        element=nested_arrays.map_structure(dataset.element, change),
        batched=True,
        cardinality=many,
        batch_size=size,
        files=dataset.files,
        portion=dataset.portion.batched(size),
    )


def _without_batch(element: Value) -> str | None:
    """Why the parts of an element have no batch axis to take away."""
    shapes = [part.info.shape for part in parts_of(element) if isinstance(part, ArrayObject)]
    if any(shape == () for shape in shapes):
        return "an element is a single number, which has no batch axis"
    sizes = {shape[0] for shape in shapes if shape} - {None}
    return "the parts of an element have batch axes of different lengths" if len(sizes) > 1 else None


@method("dataset", "unbatch")
def unbatch(call: Call) -> Value:
    """The batch axis goes."""
    dataset: Dataset = call.receiver
    reason = _without_batch(dataset.element)
    call.context.note_refusal("unbatch of tf.data.Dataset", reason, call.location, by="TensorFlow")
    many = None
    return derived(
        dataset,
        element=nested_arrays.map_structure(dataset.element, lattice.element),
        batched=False,
        cardinality=many,
        batch_size=None,
    )


@method("dataset", "rebatch")
def rebatch(call: Call) -> Value:
    """Batches of another size."""
    return derived(call.receiver, cardinality=None, batch_size=integer(call.get("batch_size", 0)))


@method("dataset", "shuffle")
def shuffled(call: Call) -> Value:
    """The same elements in another order."""
    dataset: Dataset = call.receiver
    anew = call.get("reshuffle_each_iteration", 2) is not False
    return derived(
        dataset,
        element=nested_arrays.map_structure(dataset.element, lattice.shuffled),
        files=dataset.files,
        portion=dataset.portion.reordered(anew=anew, buffer=integer(call.get("buffer_size", 0))),
    )


@method("dataset", "prefetch", "with_options", "prefetch_to_device", "assert_cardinality", "ignore_errors")
def unchanged(call: Call) -> Value:
    """The same elements."""
    return derived(call.receiver, files=call.receiver.files, portion=call.receiver.portion)


@method("dataset", "cache", "snapshot", "save")
def cached(call: Call) -> Value:
    """The same elements, kept, and so their order."""
    return derived(call.receiver, files=call.receiver.files, portion=call.receiver.portion.reordered())


@method("dataset", "filter", "take_while")
def filtered(call: Call) -> Value:
    """Some of the elements."""
    return derived(call.receiver, cardinality=None, portion=call.receiver.portion.some())


@method("dataset", "repeat")
def repeat(call: Call) -> Value:
    """Again and again."""
    dataset: Dataset = call.receiver
    count = call.get("count", 0)
    times = integer(count)
    if count is None or times == -1:
        return derived(dataset, repeated=True, cardinality=None, portion=dataset.portion.batched(None))
    many = None if times is None or dataset.cardinality is None else dataset.cardinality * times
    return derived(dataset, cardinality=many, portion=dataset.portion.batched(None))


@method("dataset", "take")
def take(call: Call) -> Value:
    """The first elements."""
    dataset: Dataset = call.receiver
    count = integer(call.get("count", 0))
    if count is not None and count < 0:
        return derived(dataset, portion=dataset.portion)
    many = count if dataset.cardinality is None or count is None else min(count, dataset.cardinality)
    return derived(
        dataset,
        cardinality=many if dataset.cardinality is not None or dataset.repeated else None,
        repeated=False,
        portion=dataset.portion.taken(count),
    )


@method("dataset", "skip")
def skip(call: Call) -> Value:
    """All but the first elements."""
    dataset: Dataset = call.receiver
    count = integer(call.get("count", 0))
    known = dataset.cardinality is not None and count is not None and count >= 0
    return derived(
        dataset,
        cardinality=max(0, dataset.cardinality - count) if known else None,  # type: ignore[operator]
        portion=dataset.portion.skipped(count if count is None or count >= 0 else None),
    )


@method("dataset", "shard")
def shard(call: Call) -> Value:
    """Every n-th element."""
    return derived(call.receiver, cardinality=None, portion=call.receiver.portion.some())


@method("dataset", "concatenate")
def concatenate(call: Call) -> Value:
    """One dataset after the other."""
    dataset: Dataset = call.receiver
    other = call.get("dataset", 0)
    if not isinstance(other, Dataset):
        return derived(dataset, element=Unknown("elements of several datasets", call.location), cardinality=None)
    sizes = (dataset.cardinality, other.cardinality)
    many = None if None in sizes else sum(size for size in sizes if size is not None)
    element = settle(call.context.join((dataset.element, other.element)))
    return derived(dataset, element=element, cardinality=many)


@method("dataset", "enumerate")
def enumerated(call: Call) -> Value:
    """Elements with their numbers."""
    dataset: Dataset = call.receiver
    return derived(dataset, element=(ArrayObject(ArrayInfo(shape=(), dtype="int64", low=0.0)), dataset.element))


@method("dataset", "window")
def window(call: Call) -> Value:
    """Each element becomes a dataset of its neighbors."""
    dataset: Dataset = call.receiver
    size = integer(call.get("size", 0))
    inner = derived(dataset, cardinality=size if call.get("drop_remainder", 3, False) is True else None)
    if isinstance(dataset.element, tuple):
        parts: Value = tuple(derived(dataset, element=part, cardinality=inner.cardinality) for part in dataset.element)
        return derived(dataset, element=parts, cardinality=None)
    return derived(dataset, element=inner, cardinality=None)


@method("dataset", "as_numpy_iterator", "make_one_shot_iterator", "__iter__")
def iterator(call: Call) -> Value:
    """The elements in turn."""
    return derived(call.receiver)


@method("dataset", "next", "__next__", "get_next", "get_single_element")
def next_element(call: Call) -> Value:
    """One element."""
    return iteration.iterate_element(call.receiver)


@method("dataset", "cardinality", "__len__")
def cardinality(call: Call) -> Value:
    """How many elements."""
    return iteration.length(call.receiver)


@method("dataset", "numpy")
def as_number(call: Call) -> Value:
    """Not an array."""
    return call.unknown("a dataset as an array")


@method("dataset", "reduce")
def reduce(call: Call) -> Value:
    """A number of the whole."""
    return call.unknown("a reduction of a dataset")


@function("tensorflow.data.experimental.cardinality")
def cardinality_of(call: Call) -> Value:
    """How many elements."""
    return iteration.length(call.get("dataset", 0))


@function("tensorflow.data.Options", "tensorflow.data.experimental.AutoShardPolicy")
def options(call: Call) -> Value:
    """Settings."""
    return call.unknown("options of a dataset")


@function("keras.utils.split_dataset")
def split_dataset(call: Call) -> Value:
    """Two datasets: the left one and the rest."""
    given = call.get("dataset", 0)
    if isinstance(given, Dataset):
        return derived(given, cardinality=None), derived(given, cardinality=None)
    element, _ = _spread(given)
    return Dataset(element, batched=False, location=call.location), Dataset(
        element, batched=False, location=call.location
    )


@function("tensorflow.data.experimental.make_csv_dataset")
def csv_dataset(call: Call) -> Value:
    """Rows of a CSV file."""
    features = DictValue(Unknown("the columns of an unavailable file", call.location))
    labelled = call.has("label_name")
    element: Value = (features, ArrayObject(ArrayInfo(shape=(None,)))) if labelled else features
    return Dataset(
        element, batched=True, repeated=None, batch_size=integer(call.get("batch_size", 1)), location=call.location
    )


def _attribute(name: str) -> Callable[[HandlerContext, Value, Location], Value]:
    def handler(context: HandlerContext, value: Dataset, location: Location) -> Value:
        if name in value.attributes:
            return value.attributes[name]
        return Unknown(f"the attribute {name} of a dataset", location)

    return handler


for _name in (
    "class_names",
    "file_paths",
    "class_indices",
    "num_classes",
    "classes",
    "labels",
    "samples",
    "n",
    "filenames",
    "filepaths",
    "image_shape",
    "target_size",
    "batch_index",
):
    attribute("dataset", _name)(_attribute(_name))


@attribute("dataset", "batch_size")
def batch_size(context: HandlerContext, value: Dataset, location: Location) -> Value:
    """The batch size of a Keras generator."""
    return Unknown("a batch size", location) if value.batch_size is None else value.batch_size


@attribute("dataset", "element_spec")
def element_spec(context: HandlerContext, value: Dataset, location: Location) -> Value:
    """The form of an element; its arrays know their shape and dtype."""
    return nested_arrays.fresh(value.element)


@method("dataset", "reset", "on_epoch_end", "set_processing_attrs")
def nothing(call: Call) -> Value:
    """Gives None."""
    return None
