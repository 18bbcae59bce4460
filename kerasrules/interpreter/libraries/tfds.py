"""tensorflow_datasets: what the well-known image sets hold."""

from __future__ import annotations

from collections.abc import Mapping

from kerasrules.interpreter.array_domain import lattice, nested_arrays
from kerasrules.interpreter.libraries.common import integer, items, origin
from kerasrules.interpreter.libraries.registry import Call, HandlerContext, attribute, function, method
from kerasrules.interpreter.values import ArrayObject, Dataset, DictValue, LibraryObject, ListValue, Value
from kerasrules.model.data import ArrayInfo, Shape
from kerasrules.model.locations import Location
from kerasrules.model.record import record, replace
from kerasrules.model.unknown import Unknown

INFO = "tensorflow_datasets.core.DatasetInfo"
BUILDER = "tensorflow_datasets.core.DatasetBuilder"
FEATURE = "tensorflow_datasets.features.ClassLabel"
SPLIT = "tensorflow_datasets.core.SplitInfo"


@record(frozen=True)
class _Set:
    shape: Shape
    classes: int
    splits: Mapping[str, int]


_ANY: Shape = (None, None, 3)
SETS: Mapping[str, _Set] = {
    "mnist": _Set((28, 28, 1), 10, {"train": 60000, "test": 10000}),
    "fashion_mnist": _Set((28, 28, 1), 10, {"train": 60000, "test": 10000}),
    "kmnist": _Set((28, 28, 1), 10, {"train": 60000, "test": 10000}),
    "emnist": _Set((28, 28, 1), 62, {}),
    "cifar10": _Set((32, 32, 3), 10, {"train": 50000, "test": 10000}),
    "cifar100": _Set((32, 32, 3), 100, {"train": 50000, "test": 10000}),
    "svhn_cropped": _Set((32, 32, 3), 10, {"train": 73257, "test": 26032}),
    "cats_vs_dogs": _Set(_ANY, 2, {"train": 23262}),
    "tf_flowers": _Set(_ANY, 5, {"train": 3670}),
    "beans": _Set((500, 500, 3), 3, {"train": 1034, "validation": 133, "test": 128}),
    "horses_or_humans": _Set((300, 300, 3), 2, {"train": 1027, "test": 256}),
    "rock_paper_scissors": _Set((300, 300, 3), 3, {"train": 2520, "test": 372}),
    "stanford_dogs": _Set(_ANY, 120, {"train": 12000, "test": 8580}),
    "oxford_flowers102": _Set(_ANY, 102, {"train": 1020, "validation": 1020, "test": 6149}),
    "oxford_iiit_pet": _Set(_ANY, 37, {"train": 3680, "test": 3669}),
    "food101": _Set(_ANY, 101, {"train": 75750, "validation": 25250}),
    "eurosat": _Set((64, 64, 3), 10, {"train": 27000}),
    "malaria": _Set(_ANY, 2, {"train": 27558}),
    "imagenette": _Set(_ANY, 10, {"train": 9469, "validation": 3925}),
    "caltech101": _Set(_ANY, 102, {"train": 3059, "test": 6085}),
    "stl10": _Set((96, 96, 3), 10, {"train": 5000, "test": 8000}),
    "colorectal_histology": _Set((150, 150, 3), 8, {"train": 5000}),
    "patch_camelyon": _Set((96, 96, 3), 2, {"train": 262144, "validation": 32768, "test": 32768}),
}
_MORE_FIELDS = {
    "oxford_iiit_pet": ("segmentation_mask",),
}


def _name(value: Value) -> str | None:
    """The set's name without its version and configuration."""
    return value.partition(":")[0] if isinstance(value, str) else None


def _split_of(text: Value) -> str | None:
    """train, validation or test of a split as written ("train[80%:]" is held back from training)."""
    if not isinstance(text, str):
        return None
    base, _, rest = text.partition("[")
    if base == "train" and rest and not rest.startswith(":"):
        return "validation" if rest.endswith(":]") else None
    return base if base in {"train", "validation", "test"} else None


def _count(known: _Set | None, text: Value) -> int | None:
    return known.splits.get(text) if known is not None and isinstance(text, str) else None


def _element(name: str, known: _Set, supervised: Value, split: str | None, location: Location) -> Value:
    # emnist's configurations differ in the number of classes
    classes = None if name == "emnist" else known.classes
    pixels = ArrayInfo(shape=known.shape, dtype="uint8", low=0.0, high=255.0, bounds_attained=True, split=split)
    x = ArrayObject(origin(pixels, f"tfds {name} pixels 0..255", location))
    y = ArrayObject(origin(lattice.labels("integer", classes, (), "int64", split), f"tfds {name} labels", location))
    if supervised is True:
        return x, y
    if supervised is False:
        fields: dict[Value, Value] = {"image": x, "label": y}
        for more in _MORE_FIELDS.get(name, ()):
            fields[more] = ArrayObject(ArrayInfo(shape=(*known.shape[:-1], 1), dtype="uint8"))
        return DictValue(fields)
    return Unknown("elements as pairs or dicts", location)


def _dataset(call: Call, name: str | None, text: Value, supervised: Value, batch: Value) -> Value:
    base = None if name is None else name.partition("/")[0]
    known = SETS.get(base or "")
    element: Value = call.unknown("elements of an unknown dataset")
    if known is not None and base is not None:
        element = _element(base, known, supervised, _split_of(text), call.location)
    elif supervised is True:
        element = (call.unknown("inputs of an unknown dataset"), call.unknown("unknown labels"))
    dataset = Dataset(
        element,
        batched=False,
        cardinality=_count(known, text),
        location=call.location,
        origin=f"tfds.load({name!r})" if name is not None else "tfds.load",
    )
    size = integer(batch)
    if size == -1:
        # the whole split as one batch
        return nested_arrays.map_structure(element, lambda info: lattice.with_batch(info, _count(known, text)))
    if size is not None and size > 0:
        grown = nested_arrays.map_structure(element, lambda info: lattice.with_batch(info, None))
        return replace(dataset, element=grown, batched=True, batch_size=size, cardinality=None)
    return dataset


def _loaded(call: Call, name: str | None, split: Value, supervised: Value, batch: Value) -> Value:
    base = None if name is None else name.partition("/")[0]
    known = SETS.get(base or "")
    if split is None:
        names = tuple(known.splits) if known is not None and known.splits else ("train", "test", "validation")
        return DictValue({text: _dataset(call, name, text, supervised, batch) for text in names})
    if isinstance(split, DictValue) and isinstance(split.items, Mapping):
        return DictValue({key: _dataset(call, name, text, supervised, batch) for key, text in split.items.items()})
    parts = items(split)
    if parts is not None:
        made = tuple(_dataset(call, name, text, supervised, batch) for text in parts)
        return made if isinstance(split, tuple) else ListValue(made)
    return _dataset(call, name, split, supervised, batch)


@function("tensorflow_datasets.load")
def load(call: Call) -> Value:
    """tfds.load: one dataset per split, with the facts of the well-known image sets."""
    name = _name(call.get("name", 0))
    supervised = call.get("as_supervised", 6, False)
    data = _loaded(call, name, call.get("split", 1), supervised, call.get("batch_size", 3))
    with_info = call.get("with_info", 9, False)
    if with_info is True:
        return data, LibraryObject(INFO, {"name": name}, call.location)
    return data if with_info is False else call.unknown("a dataset with or without its info object")


@function("tensorflow_datasets.builder")
def builder(call: Call) -> Value:
    """tfds.builder"""
    return LibraryObject(BUILDER, {"name": _name(call.get("name", 0))}, call.location)


@method(BUILDER, "download_and_prepare")
def prepare(call: Call) -> Value:
    """Gives None."""
    return None


@method(BUILDER, "as_dataset")
def as_dataset(call: Call) -> Value:
    """The dataset of a builder."""
    receiver: LibraryObject = call.receiver
    return _loaded(
        call,
        receiver.config["name"],
        call.get("split", 0),
        call.get("as_supervised", 4, False),
        call.get("batch_size", 1),
    )


@attribute(BUILDER, "info")
def info(context: HandlerContext, value: LibraryObject, location: Location) -> Value:
    """The description."""
    return LibraryObject(INFO, value.config, location)


def _known(value: LibraryObject) -> _Set | None:
    name = value.config.get("name")
    base = name.partition("/")[0] if isinstance(name, str) else ""
    return None if base == "emnist" else SETS.get(base)


@attribute(INFO, "features")
def features(context: HandlerContext, value: LibraryObject, location: Location) -> Value:
    """info.features["label"].num_classes"""
    known = _known(value)
    if known is None:
        return Unknown("the features of an unknown dataset", location)
    label = LibraryObject(FEATURE, {"num_classes": known.classes}, location)
    image = LibraryObject(FEATURE, {"shape": known.shape}, location)
    return DictValue({"label": label, "image": image})


@attribute(FEATURE, "num_classes")
def num_classes(context: HandlerContext, value: LibraryObject, location: Location) -> Value:
    """How many classes."""
    return value.config.get("num_classes", Unknown("not a label", location))


@attribute(FEATURE, "names")
def names(context: HandlerContext, value: LibraryObject, location: Location) -> Value:
    """The names of the classes: as many as there are classes."""
    count = value.config.get("num_classes")
    unknown = Unknown("the name of a class", location)
    if isinstance(count, int):
        return ListValue(tuple(unknown for _ in range(count)))
    return ListValue(Unknown("the names of classes", location))


@attribute(FEATURE, "shape")
def feature_shape(context: HandlerContext, value: LibraryObject, location: Location) -> Value:
    """The shape of an image."""
    shape = value.config.get("shape")
    if not isinstance(shape, tuple):
        return Unknown("the shape of a feature", location)
    return tuple(Unknown("a size that differs", location) if size is None else size for size in shape)


@attribute(INFO, "splits")
def splits(context: HandlerContext, value: LibraryObject, location: Location) -> Value:
    """info.splits["train"].num_examples"""
    known = _known(value)
    if known is None:
        return Unknown("the splits of an unknown dataset", location)
    return DictValue(
        {key: LibraryObject(SPLIT, {"num_examples": size}, location) for key, size in known.splits.items()}
    )


@attribute(SPLIT, "num_examples")
def num_examples(context: HandlerContext, value: LibraryObject, location: Location) -> Value:
    """How many."""
    return value.config["num_examples"]


@function("tensorflow_datasets.as_numpy")
def as_numpy(call: Call) -> Value:
    """The same elements as arrays."""
    return call.args[0] if call.args else call.unknown("no dataset")


@function("tensorflow_datasets.disable_progress_bar", "tensorflow_datasets.show_examples")
def nothing(call: Call) -> Value:
    """Gives None."""
    return None
