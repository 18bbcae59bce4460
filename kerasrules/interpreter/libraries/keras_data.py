"""keras.datasets, keras.utils and keras.preprocessing: data that Keras itself gives or prepares."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from kerasrules.interpreter.array_domain import conversion, lattice, provenance
from kerasrules.interpreter.array_domain.dtypes import dtype_name
from kerasrules.interpreter.libraries.common import as_data, dims, from_images, integer, items, number, origin, receiver
from kerasrules.interpreter.libraries.elementwise import cast_to
from kerasrules.interpreter.libraries.keras_network import images_as_configured
from kerasrules.interpreter.libraries.registry import Call, function
from kerasrules.interpreter.values import ArrayObject, Dataset, ListValue, Value
from kerasrules.model.data import ArrayInfo, FileColumn, Shape
from kerasrules.model.record import record, replace
from kerasrules.model.sample_sets import SampleSet, Share
from kerasrules.model.unknown import Unknown

if TYPE_CHECKING:
    from kerasrules.data_files.image_folder import ImageFolder

# ---- keras.datasets ------------------------------------------------------------------------------------------------


@record(frozen=True)
class _Pictures:
    shape: Shape
    classes: int
    train: int
    test: int
    column: bool = False
    """Labels come as a column (n, 1)."""


def _train_and_test(pairs: list[tuple[ArrayObject, ArrayObject]]) -> Value:
    """The training and the test part; inputs and labels of one part are of the same samples."""
    whole = SampleSet(object())
    return tuple(
        tuple(ArrayObject(replace(array.info, samples=whole.part(Share(name)))) for array in pair)
        for name, pair in zip(("train", "test"), pairs, strict=True)
    )


_PICTURES = {
    "mnist": _Pictures((28, 28), 10, 60000, 10000),
    "fashion_mnist": _Pictures((28, 28), 10, 60000, 10000),
    "cifar10": _Pictures((32, 32, 3), 10, 50000, 10000, column=True),
    "cifar100": _Pictures((32, 32, 3), 100, 50000, 10000, column=True),
}


def _pictures(name: str) -> Callable[[Call], Value]:
    known = _PICTURES[name]

    def load(call: Call) -> Value:
        classes: int | None = known.classes
        if name == "cifar100":
            mode = call.get("label_mode", 0, "fine")
            classes = {"fine": 100, "coarse": 20}.get(mode) if isinstance(mode, str) else None
        pairs = []
        for split, size in (("train", known.train), ("test", known.test)):
            pixels = ArrayInfo(
                shape=images_as_configured(call, (size, *known.shape)) if known.column else (size, *known.shape),
                dtype="uint8",
                low=0.0,
                high=255.0,
                bounds_attained=True,
                split=split,
            )
            labels = lattice.labels("integer", classes, (size, 1) if known.column else (size,), "uint8", split)
            pairs.append(
                (
                    ArrayObject(origin(pixels, f"keras.datasets.{name} pixels 0..255", call.location)),
                    ArrayObject(origin(labels, f"keras.datasets.{name} labels", call.location)),
                )
            )
        return _train_and_test(pairs)

    return load


for _name in _PICTURES:
    function(f"keras.datasets.{_name}.load_data")(_pictures(_name))


@record(frozen=True)
class _Texts:
    classes: int
    total: int
    last: int
    """The largest word number without `num_words` (with Keras' default offset of 3)."""


_TEXTS = {"imdb": _Texts(2, 50000, 88586), "reuters": _Texts(46, 11228, 30981)}


def _texts(name: str) -> Callable[[Call], Value]:
    known = _TEXTS[name]

    def load(call: Call) -> Value:
        words = call.get("num_words", 1, call.get("nb_words"))
        limit = integer(words)
        high = float(known.last) if words is None else None if limit is None else float(min(limit - 1, known.last))
        if number(call.get("index_from", None, 3)) != 3 or number(call.get("skip_top", None, 0)) != 0:
            high = None if words is None else high
        sizes: tuple[int | None, int | None] = (25000, 25000)
        if name == "reuters":
            fraction = number(call.get("test_split", 4, 0.2))
            cut = None if fraction is None else int(known.total * (1 - fraction))
            sizes = (cut, None if cut is None else known.total - cut)
        if call.has("maxlen"):
            sizes = (None, None)
        pairs = []
        for split, size in zip(("train", "test"), sizes, strict=False):
            tokens = ArrayInfo(
                shape=(size,), dtype="object", low=0.0, high=high, bounds_attained=high is not None, split=split
            )
            labels = lattice.labels("integer", known.classes, (size,), "int64", split)
            pairs.append(
                (
                    ArrayObject(origin(tokens, f"keras.datasets.{name} word indices", call.location)),
                    ArrayObject(origin(labels, f"keras.datasets.{name} labels", call.location)),
                )
            )
        return _train_and_test(pairs)

    return load


for _name in _TEXTS:
    function(f"keras.datasets.{_name}.load_data")(_texts(_name))


@function("keras.datasets.imdb.get_word_index", "keras.datasets.reuters.get_word_index")
def word_index(call: Call) -> Value:
    """Words to numbers."""
    from kerasrules.interpreter.values import DictValue

    return DictValue(Unknown("the words of a dataset", call.location))


def _table(
    call: Call,
    name: str,
    total: int,
    columns: int,
    ends: tuple[float, float] | None,
    target: tuple[float, float] | None,
    dtype: str,
    default: float,
    position: int,
) -> Value:
    fraction = number(call.get("test_split", position, default))
    cut = None if fraction is None else int(total * (1 - fraction))
    pairs = []
    for split, size in (("train", cut), ("test", None if cut is None else total - cut)):
        x = ArrayInfo(shape=(size, columns), dtype=dtype, split=split)
        y = ArrayInfo(shape=(size,), dtype=dtype, split=split, encoding="float")
        text = f"keras.datasets.{name} features"
        if ends is not None:
            x = replace(x, low=ends[0], high=ends[1], bounds_attained=True)
            text += f" {lattice.spell(ends[0])}..{lattice.spell(ends[1])}"
        if target is not None:
            y = replace(y, low=target[0], high=target[1], bounds_attained=True)
        pairs.append(
            (
                ArrayObject(origin(x, text, call.location)),
                ArrayObject(origin(y, f"keras.datasets.{name} prices", call.location)),
            )
        )
    return _train_and_test(pairs)


@function("keras.datasets.boston_housing.load_data")
def boston_housing(call: Call) -> Value:
    """506 houses: features 0..711, prices 5..50 (thousand dollars)."""
    return _table(call, "boston_housing", 506, 13, (0.0, 711.0), (5.0, 50.0), "float64", 0.2, 1)


@function("keras.datasets.california_housing.load_data")
def california_housing(call: Call) -> Value:
    """Census blocks: features up to 39320 (rooms), prices 14999..500001 dollars; a small and a large version."""
    version = call.get("version", 0, "large")
    if version == "small":
        return _table(call, "california_housing", 600, 8, None, None, "float32", 0.2, 2)
    return _table(call, "california_housing", 20640, 8, (-124.35, 39320.0), (14999.0, 500001.0), "float32", 0.2, 2)


# ---- labels --------------------------------------------------------------------------------------------------------


@function("keras.utils.to_categorical")
def to_categorical(call: Call) -> Value:
    """Integer labels to one-hot rows."""
    value = call.get("x", 0, call.get("y"))
    found = as_data(call, value) or ArrayObject(lattice.UNKNOWN)
    info = found.info
    given = call.get("num_classes", 1, call.get("nb_classes"))
    classes = integer(given)
    if given is None:
        classes = info.classes if info.encoding == "integer" else _largest(info)
    shape = info.shape
    if shape is not None:
        if len(shape) > 1 and shape[-1] == 1:
            shape = shape[:-1]
        # a last axis of unknown size may be one that goes
        shape = None if len(shape) > 1 and shape[-1] is None else (*shape, classes)
    if info.encoding in {"one-hot", "multi-hot"}:
        return ArrayObject(ArrayInfo(shape=shape, dtype=None, low=0.0, high=1.0, origin=info.origin))
    result = replace(
        lattice.labels_of(info, "one-hot", classes, shape, "float64"),
        origin=info.origin,
        origin_place=info.origin_place,
        steps=info.steps,
    )
    return ArrayObject(lattice.with_step(result, "encode", "to_categorical", call.location))


def _largest(info: ArrayInfo) -> int | None:
    """How many classes there are up to the largest number, where the array surely holds it."""
    known = info.bounds_attained and info.encoding is None and info.picture is None and "int" in (info.dtype or "")
    return int(info.high) + 1 if known and info.high is not None and (info.low or 0.0) >= 0 else None


@function("keras.utils.normalize")
def normalize(call: Call) -> Value:
    """Divided by the length along an axis: -1..1, or 0..1 where nothing is negative."""
    value, _ = receiver(call)
    found = as_data(call, value) or ArrayObject(lattice.UNKNOWN)
    low = found.info.low
    info = lattice.ranged(found.info, 0.0 if low is not None and low >= 0 else -1.0, 1.0)
    info = replace(info, dtype="float64" if info.dtype not in {"float32", "float16"} else info.dtype)
    return provenance.derive(found, lattice.with_step(info, "scale", "keras.utils.normalize", call.location))


# ---- sequences and text --------------------------------------------------------------------------------------------


@function("keras.utils.pad_sequences", "keras.preprocessing.sequence.pad_sequences")
def pad_sequences(call: Call) -> Value:
    """Sequences cut and filled to one length."""
    found = conversion.as_array(call.get("sequences", 0)) or ArrayObject(lattice.UNKNOWN)
    info = found.info
    length = integer(call.get("maxlen", 1))
    fill = number(call.get("value", 5, 0.0))
    low = None if info.low is None or fill is None else min(info.low, fill)
    high = None if info.high is None or fill is None else max(info.high, fill)
    inner = info.shape[2:] if info.shape is not None and len(info.shape) > 2 else ()
    result = replace(
        lattice.forget_values(info),
        shape=(info.shape[0] if info.shape else None, length, *inner),
        dtype=dtype_name(call.get("dtype", 2, "int32")),
        low=low,
        high=high,
        bounds_attained=info.bounds_attained and high == info.high,
    )
    return ArrayObject(lattice.with_step(result, "pad", "pad_sequences", call.location))


# ---- datasets from folders ----------------------------------------------------------------------------------------

_CHANNELS = {"rgb": 3, "rgba": 4, "grayscale": 1}


def _splits(call: Call) -> tuple[str | None, bool]:
    subset = call.get("subset")
    if subset == "both":
        return None, True
    return {"training": "train", "validation": "validation"}.get(subset) if isinstance(subset, str) else None, False


def _names(call: Call, found: ImageFolder | None) -> tuple[Value, int | None]:
    given = call.get("class_names")
    known = items(given)
    if known is not None:
        return given, len(known)
    if found is not None and given is None and call.get("labels", 1, "inferred") == "inferred":
        return ListValue(found.visible), len(found.visible)
    return ListValue(Unknown("the names of unavailable folders", call.location)), None


def _folder_labels(call: Call, mode: Value, classes: int | None, batch: Shape, split: str | None) -> Value:
    """The labels of a dataset made from folders, None where it has none."""
    if call.get("labels", 1, "inferred") is None or mode is None:
        return None
    if mode == "int":
        return ArrayObject(lattice.labels("integer", classes, batch, "int32", split))
    if mode == "binary":
        return ArrayObject(lattice.labels("integer", 2, (*batch, 1), "float32", split))
    if mode == "categorical":
        return ArrayObject(lattice.labels("one-hot", classes, (*batch, classes), "float32", split))
    return call.unknown("labels of an unknown kind")


def folder_of(call: Call) -> tuple[ImageFolder, str] | None:
    """The folder of images that the call names, where it lies in the repository."""
    name, files = call.get("directory", 0), call.context.data_files
    reader = call.name.rpartition(".")[2]
    if isinstance(name, str):
        return files.images(name, reader, call.location)
    files.note_unknown(reader, call.location)
    return None


def place_of(names: Sequence[str], found: ImageFolder, path: str) -> FileColumn:
    """What there is to see of a folder of images."""
    from kerasrules.interpreter.array_domain.measured import folder_place

    return folder_place(names, found, path)


def _batches(call: Call, found: ImageFolder | None, size: int | None) -> int | None:
    """How many batches all images of a folder give."""
    whole = call.get("subset") is None and call.get("validation_split") is None
    if found is None or found.images is None or not size or not whole or len(found.visible) < len(found.names):
        return None
    return -(-found.images // size)


def _files(call: Call) -> tuple[object, ...] | None:
    """What picks the files of a folder: its name, and the part of it that `subset` and `seed` say."""
    folder, subset, share = call.get("directory", 0), call.get("subset"), call.get("validation_split")
    if call.incomplete or not isinstance(folder, str):
        return None
    if subset is None:
        return (folder, None, None, None)
    # without a seed known to be the same, the two parts may differ
    seed = call.get("seed")
    known = isinstance(subset, str) and isinstance(share, float) and isinstance(seed, int)
    return (folder, subset, share, seed) if known else None


def _from_folder(call: Call, x: ArrayInfo, batch_position: int, folder: tuple[ImageFolder, str] | None = None) -> Value:
    mode = call.get("label_mode", 2, "int")
    size_given = call.get("batch_size", batch_position, 32)
    size = integer(size_given)
    batch: Shape = () if size_given is None else (None,)
    found, path = folder or (None, "")
    names, classes = _names(call, found)
    place = None if found is None or not found.visible else place_of(found.visible, found, path)
    split, both = _splits(call)
    results = []
    for part in ("train", "validation") if both else (split,):
        element: Value = ArrayObject(replace(x, shape=None if x.shape is None else (*batch, *x.shape), split=part))
        labels = _folder_labels(call, mode, classes, batch, part)
        if labels is not None:
            if isinstance(labels, ArrayObject):
                text = f"labels of {call.name.rsplit('.', 1)[-1]}"
                # without shuffling the files come folder after folder
                info = replace(labels.info, sorted_by_class=call.get("shuffle") is False, column=place)
                labels = ArrayObject(origin(info, text, call.location))
            element = (element, labels)
        results.append(
            Dataset(
                element,
                batched=size_given is not None,
                batch_size=size,
                cardinality=_batches(call, found, size),
                attributes={"class_names": names},
                location=call.location,
                origin=call.name.rsplit(".", 1)[-1],
                files=None if both else _files(call),
            )
        )
    return tuple(results) if both else results[0]


@function(
    "keras.utils.image_dataset_from_directory",
    "keras.preprocessing.image_dataset_from_directory",
    "keras.preprocessing.image.image_dataset_from_directory",
)
def image_dataset_from_directory(call: Call) -> Value:
    """Images 0..255 as floats; labels are whole numbers unless label_mode says otherwise."""
    mode = call.get("color_mode", 4, "rgb")
    size = dims(call.get("image_size", 6, (256, 256)))
    channels = _CHANNELS.get(mode) if isinstance(mode, str) else None
    shape = (*size, channels) if size is not None and len(size) == 2 else (None, None, channels)
    arranged = images_as_configured(call, shape, call.kwargs.get("data_format"))
    pixels = ArrayInfo(shape=arranged, dtype="float32", low=0.0, high=255.0, bounds_attained=True)
    pixels = from_images(pixels, "image_dataset_from_directory pixels 0..255", call.location)
    return _from_folder(call, pixels, 5, folder_of(call))


@function("keras.utils.text_dataset_from_directory", "keras.preprocessing.text_dataset_from_directory")
def text_dataset_from_directory(call: Call) -> Value:
    """Texts."""
    texts = ArrayInfo(shape=(), dtype="string", encoding="text")
    return _from_folder(call, origin(texts, "text_dataset_from_directory texts", call.location), 4)


@function("keras.utils.audio_dataset_from_directory")
def audio_dataset_from_directory(call: Call) -> Value:
    """Sounds -1..1."""
    length = integer(call.get("output_sequence_length", 6))
    sound = ArrayInfo(shape=(length, None), dtype="float32", low=-1.0, high=1.0)
    return _from_folder(call, origin(sound, "audio_dataset_from_directory samples -1..1", call.location), 4)


@function(
    "keras.utils.timeseries_dataset_from_array",
    "keras.preprocessing.timeseries_dataset_from_array",
    "keras.preprocessing.sequence.timeseries_dataset_from_array",
)
def timeseries_dataset_from_array(call: Call) -> Value:
    """Windows of a series, and a target for each."""
    data = conversion.surely_array(call.get("data", 0))
    targets = call.get("targets", 1)
    length = integer(call.get("sequence_length", 2))
    size_given = call.get("batch_size", 5, 128)
    batch: Shape = () if size_given is None else (None,)
    rest = data.info.shape[1:] if data.info.shape else None
    x: Value = ArrayObject(replace(data.info, shape=None if rest is None else (*batch, length, *rest)))
    if targets is not None:
        y = conversion.as_array(targets)
        label: Value = call.unknown("unknown targets")
        if y is not None:
            shape = y.info.shape
            label = ArrayObject(replace(y.info, shape=None if not shape else (*batch, *shape[1:])))
        x = (x, label)
    return Dataset(
        x,
        batched=size_given is not None,
        batch_size=integer(size_given),
        location=call.location,
        origin="timeseries_dataset_from_array",
    )


# ---- single images -----------------------------------------------------------------------------------------------


@function("keras.utils.load_img", "keras.preprocessing.image.load_img")
def load_img(call: Call) -> Value:
    """A PIL image: its pixels 0..255."""
    # Keras 2 has `grayscale` before color_mode, Keras 3 has not
    older = len(call.args) > 1 and isinstance(call.args[1], bool)
    mode = call.get("color_mode", 2 if older else 1, "rgb")
    if call.kwargs.get("grayscale") is True or (older and call.args[1] is True):
        mode = "grayscale"
    given = call.get("target_size", 3 if older else 2)
    wanted = dims(given)
    size: Shape = wanted[:2] if wanted is not None and len(wanted) >= 2 else (None, None)
    channels = _CHANNELS.get(mode) if isinstance(mode, str) else None
    # a gray PIL image has no axis for its channel; img_to_array adds it
    shape: Shape = size if channels == 1 else (*size, channels)
    pixels = ArrayInfo(shape=shape, dtype="uint8", low=0.0, high=255.0, bounds_attained=True)
    return ArrayObject(from_images(pixels, "load_img pixels 0..255", call.location))


@function("keras.utils.img_to_array", "keras.preprocessing.image.img_to_array")
def img_to_array(call: Call) -> Value:
    """An image as floats, values as they are."""
    value, _ = receiver(call, "img")
    found = as_data(call, value) or ArrayObject(lattice.UNKNOWN)
    info = found.info
    if info.shape is not None and len(info.shape) == 2:
        info = replace(info, shape=(*info.shape, 1))
    if info.shape is not None:
        format = call.kwargs.get("data_format", call.kwargs.get("dim_ordering"))
        info = replace(info, shape=images_as_configured(call, info.shape, format))
    given = call.get("dtype", 2)
    changed = ArrayObject(info)
    return cast_to(call, changed, "float32" if given is None else given)


@function("keras.utils.array_to_img", "keras.preprocessing.image.array_to_img")
def array_to_img(call: Call) -> Value:
    """An array as a PIL image; it is stretched to 0..255 unless scale=False."""
    value, _ = receiver(call, "x")
    found = as_data(call, value) or ArrayObject(lattice.UNKNOWN)
    return ArrayObject(replace(lattice.ranged(found.info, 0.0, 255.0), dtype="uint8"))


@function("keras.utils.get_file")
def get_file(call: Call) -> Value:
    """A path."""
    return call.unknown("the path of a downloaded file")
