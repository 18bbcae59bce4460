"""ImageDataGenerator and its flows, Tokenizer, TimeseriesGenerator."""

from __future__ import annotations

from collections.abc import Mapping

from kerasrules.interpreter.array_domain import conversion, lattice, provenance, transfer
from kerasrules.interpreter.dataset_elements import settle
from kerasrules.interpreter.libraries.common import dims, from_images, integer, items, number, origin
from kerasrules.interpreter.libraries.keras_data import folder_of, place_of
from kerasrules.interpreter.libraries.keras_network import images_as_configured
from kerasrules.interpreter.libraries.registry import Call, HandlerContext, attribute, function, method
from kerasrules.interpreter.values import ArrayObject, Dataset, DictValue, LibraryObject, ListValue, Value
from kerasrules.model.data import ArrayInfo, Shape
from kerasrules.model.locations import Location
from kerasrules.model.record import replace
from kerasrules.model.unknown import Unknown, VocabularySize

GENERATOR = "keras.preprocessing.image.ImageDataGenerator"
TOKENIZER = "keras.preprocessing.text.Tokenizer"

_POSITIONS = (
    "featurewise_center",
    "samplewise_center",
    "featurewise_std_normalization",
    "samplewise_std_normalization",
    "zca_whitening",
    "zca_epsilon",
    "rotation_range",
    "width_shift_range",
    "height_shift_range",
    "brightness_range",
    "shear_range",
    "zoom_range",
    "channel_shift_range",
    "fill_mode",
    "cval",
    "horizontal_flip",
    "vertical_flip",
    "rescale",
    "preprocessing_function",
    "data_format",
    "validation_split",
)
_AUGMENTING = (
    "rotation_range",
    "width_shift_range",
    "height_shift_range",
    "brightness_range",
    "shear_range",
    "zoom_range",
    "channel_shift_range",
    "horizontal_flip",
    "vertical_flip",
)
_CHANNELS = {"rgb": 3, "rgba": 4, "grayscale": 1}


@function(GENERATOR, "keras.legacy.preprocessing.image.ImageDataGenerator")
def image_data_generator(call: Call) -> Value:
    """The generator, with its arguments by name."""
    config = dict(zip(_POSITIONS, call.args, strict=False))
    config.update(call.kwargs)
    return LibraryObject(GENERATOR, config, call.location, incomplete=call.incomplete)


def _flag(generator: LibraryObject, name: str) -> bool | None:
    """Whether a switch is on; None where its value is unknown."""
    value = generator.config.get(name, False)
    if value is None or value is False or (isinstance(value, (int, float)) and value == 0):
        return False
    return None if isinstance(value, Unknown) else True


def _is_fixed(value: Value) -> bool:
    """Whether a range, such as `zoom_range=(0.9, 0.9)`, holds one number, which every image gets."""
    ends = value.items if isinstance(value, ListValue) else value
    return isinstance(ends, tuple) and len(ends) == 2 and isinstance(ends[0], (int, float)) and ends[0] == ends[1]


def processed(context: HandlerContext, generator: LibraryObject, pixels: ArrayInfo, call: Call) -> ArrayInfo:
    """What the generator makes of images: its function first, then rescale, then centering and scaling."""
    info = pixels
    config = generator.config
    if generator.incomplete:
        return lattice.forget_values(info)
    if any(_flag(generator, name) is True and not _is_fixed(generator.config[name]) for name in _AUGMENTING):
        info = replace(info, augmented=True)
        for location in (call.location, *reversed(context.callers())):
            info = lattice.with_step(info, "augment", "augmented by ImageDataGenerator", location)
    change = config.get("preprocessing_function")
    if change is not None:
        sample = lattice.element(info)
        given = ArrayObject(replace(sample, dtype="float32"))
        result = settle(context.call(change, (given,), {}, call.node))
        if isinstance(result, ArrayObject):
            info = replace(result.info, shape=info.shape, augmented=info.augmented or result.info.augmented)
        else:
            info = lattice.forget_values(info)
    scale = config.get("rescale")
    if scale is not None and scale != 0:
        factor = number(scale)
        if factor is None:
            info = lattice.forget_values(info)
        else:
            info = transfer.arithmetic("*", info, lattice.constant(factor), right_constant=factor)
            info = lattice.with_step(
                info, "scale", f"rescale={lattice.spell(factor)} of ImageDataGenerator", generator.location
            )
    info = replace(info, dtype="float32")
    return _centred(generator, info)


def _centred(generator: LibraryObject, info: ArrayInfo) -> ArrayInfo:
    sample = (_flag(generator, "samplewise_center"), _flag(generator, "samplewise_std_normalization"))
    feature = (_flag(generator, "featurewise_center"), _flag(generator, "featurewise_std_normalization"))
    zca = _flag(generator, "zca_whitening")
    if sample == (True, True):
        return lattice.with_step(
            lattice.standardize(info),
            "standardize",
            "samplewise standardization of ImageDataGenerator",
            generator.location,
        )
    if feature != (False, False) or zca is not False:
        fitted = generator.state.get("fitted")
        if fitted is None and sample == (False, False):
            return info  # Keras warns and leaves the images as they are
        if feature == (True, True) and zca is False:
            return lattice.with_step(
                lattice.standardize(info),
                "standardize",
                "featurewise standardization of ImageDataGenerator",
                generator.location,
            )
        return lattice.forget_values(info)
    return lattice.forget_values(info) if sample != (False, False) else info


def _split(call: Call) -> str | None:
    subset = call.get("subset")
    return {"training": "train", "validation": "validation"}.get(subset) if isinstance(subset, str) else None


def _attributes(
    call: Call, classes: int | None, names: Value, target: Shape | None, size: Shape, count: int | None
) -> Mapping[str, Value]:
    unknown: Value = call.unknown("the number of files in an unavailable folder") if count is None else count
    known = items(names)
    indices: Value = DictValue(call.unknown("the names of unavailable folders"))
    if known is not None and all(isinstance(name, str) for name in known):
        indices = DictValue({name: index for index, name in enumerate(known)})
    return {
        "class_indices": indices,
        "num_classes": call.unknown("the number of unavailable folders") if classes is None else classes,
        "classes": ArrayObject(lattice.labels("integer", classes, (None,), "int32")),
        "labels": ArrayObject(lattice.labels("integer", classes, (None,), "int32")),
        "samples": unknown,
        "n": unknown,
        "filenames": ListValue(call.unknown("the names of unavailable files")),
        "filepaths": ListValue(call.unknown("the names of unavailable files")),
        "image_shape": call.unknown("a shape") if target is None else target,
        "target_size": size,
    }


def _from_files(call: Call, mode: Value, target_position: int | None, color_position: int | None) -> Value:
    generator: LibraryObject = call.receiver
    size = dims(call.get("target_size", target_position, (256, 256))) or (None, None)
    color = call.get("color_mode", color_position, "rgb")
    channels = _CHANNELS.get(color) if isinstance(color, str) else None
    target = (*size, channels)
    split = _split(call)
    told = generator.config.get("data_format", generator.config.get("dim_ordering"))
    arranged = images_as_configured(call, target, told)
    pixels = ArrayInfo(
        shape=None if arranged is None else (None, *arranged),
        dtype="float32",
        low=0.0,
        high=255.0,
        bounds_attained=True,
        split=split,
    )
    method_name = call.name.rsplit(".", 1)[-1]
    pixels = from_images(pixels, f"{method_name} pixels 0..255", call.location)
    x = ArrayObject(processed(call.context, generator, pixels, call))
    names = call.get("classes")
    folder = folder_of(call) if method_name == "flow_from_directory" else None
    place, count = None, None
    if folder is not None and names is None:
        names = ListValue(folder[0].names)
        place = place_of(folder[0].names, *folder)
        whole = split is None and not generator.incomplete and "subset" not in call.kwargs
        count = folder[0].images if whole and not call.incomplete else None
    known = items(names)
    classes = None if known is None else len(known)
    labels = _labels(mode, classes, split)
    if isinstance(labels, ArrayObject):
        # without shuffling the files come folder after folder
        info = replace(
            labels.info,
            sorted_by_class=method_name == "flow_from_directory" and call.get("shuffle") is False,
            column=place,
        )
        labels = ArrayObject(origin(info, f"labels of {method_name} (class_mode={mode!r})", call.location))
    element: Value = x
    if mode == "input":
        element = (x, ArrayObject(x.info))
    elif mode is not None:
        element = (x, call.unknown("labels of an unknown kind") if labels is None else labels)
    return Dataset(
        element,
        batched=True,
        repeated=True,
        batch_size=integer(call.get("batch_size", None, 32)),
        attributes=_attributes(call, classes, names, arranged, size, count),
        location=call.location,
        origin=method_name,
        files=_files(call),
    )


def _files(call: Call) -> tuple[object, ...] | None:
    """What picks the files of a folder: its name, and the part of it that `subset` says."""
    folder, subset = call.get("directory", 0), call.get("subset")
    share = call.receiver.config.get("validation_split", 0.0)
    if not call.name.endswith("flow_from_directory") or call.incomplete or not isinstance(folder, str):
        return None
    if subset is None:
        return (folder, None, None)
    return (folder, subset, share) if isinstance(subset, str) and isinstance(share, float) else None


def _labels(mode: Value, classes: int | None, split: str | None) -> Value:
    if mode == "categorical":
        return ArrayObject(lattice.labels("one-hot", classes, (None, classes), "float32", split))
    if mode == "binary":
        # of more than two folders Keras makes the numbers 0, 1, 2, … all the same
        return ArrayObject(lattice.labels("integer", max(classes or 2, 2), (None,), "float32", split))
    if mode == "sparse":
        return ArrayObject(lattice.labels("integer", classes, (None,), "float32", split))
    return None


@method(GENERATOR, "flow_from_directory", for_each_option=False)
def flow_from_directory(call: Call) -> Value:
    """Images from folders; labels are one-hot unless class_mode says otherwise."""
    return _from_files(call, call.get("class_mode", 4, "categorical"), 1, 2)


@method(GENERATOR, "flow_from_dataframe", for_each_option=False)
def flow_from_dataframe(call: Call) -> Value:
    """Images from the files of a table."""
    return _from_files(call, call.get("class_mode", 8, "categorical"), 5, 6)


@method(GENERATOR, "flow", for_each_option=False)
def flow(call: Call) -> Value:
    """Images from an array."""
    generator: LibraryObject = call.receiver
    data = call.get("x", 0)
    y = call.get("y", 1)
    if isinstance(data, tuple) and len(data) == 2:
        data = data[0]
    split = _split(call)
    found = conversion.as_array(data) or ArrayObject(lattice.UNKNOWN)
    info = replace(lattice.rebatched(found.info), dtype="float32", split=split or found.info.split)
    element: Value = ArrayObject(processed(call.context, generator, info, call))
    if y is not None:
        label = conversion.as_array(y)
        target: Value = call.unknown("unknown labels")
        if label is not None:
            target = ArrayObject(replace(lattice.rebatched(label.info), split=split or label.info.split))
        element = (element, target)
    samples = found.info.shape[0] if found.info.shape else None
    return Dataset(
        element,
        batched=True,
        repeated=True,
        batch_size=integer(call.get("batch_size", 2, 32)),
        attributes={"n": call.unknown("a number of samples") if samples is None else samples},
        location=call.location,
        origin="ImageDataGenerator.flow",
    )


@method(GENERATOR, "fit")
def fit(call: Call) -> Value:
    """Learn mean and deviation."""
    generator: LibraryObject = call.receiver
    call.context.heap.write(generator, "fitted", call.get("x", 0))
    return None


@method(GENERATOR, "standardize", for_each_option=False)
def standardize(call: Call) -> Value:
    """The generator's changes of values on one image."""
    found = conversion.surely_array(call.get("x", 0))
    info = processed(call.context, call.receiver, lattice.with_batch(found.info, 1), call)
    return ArrayObject(replace(info, shape=found.info.shape, augmented=found.info.augmented))


@method(GENERATOR, "random_transform", "apply_transform")
def random_transform(call: Call) -> Value:
    """A random change of one image: the range stays."""
    found = conversion.surely_array(call.get("x", 0))
    return ArrayObject(replace(found.info, augmented=True))


# ---- text ----------------------------------------------------------------------------------------------------------


@function(TOKENIZER, "keras.legacy.preprocessing.text.Tokenizer")
def tokenizer(call: Call) -> Value:
    """Words to numbers; num_words keeps the most frequent ones."""
    config = {"num_words" if name == "nb_words" else name: value for name, value in call.kwargs.items()}
    if call.args:
        config["num_words"] = call.args[0]
    call.context.events.tokenizers[call.location] += 1
    return LibraryObject(TOKENIZER, config, call.location)


def _tokens(receiver: LibraryObject) -> ArrayInfo:
    words = receiver.config.get("num_words")
    limit = integer(words)
    high = None if limit is None else float(limit - 1)
    return ArrayInfo(shape=(None,), dtype="object", low=0.0, high=high, origin="word indices of a Tokenizer")


@method(TOKENIZER, "texts_to_sequences", "sequences_to_texts", "texts_to_sequences_generator")
def texts_to_sequences(call: Call) -> Value:
    """Lists of word indices, below num_words."""
    if call.name.endswith("to_texts"):
        return ArrayObject(ArrayInfo(shape=(None,), dtype="string", encoding="text"))
    return provenance.listed(ArrayObject(replace(_tokens(call.receiver), origin_place=call.receiver.location)))


@method(TOKENIZER, "texts_to_matrix", "sequences_to_matrix")
def texts_to_matrix(call: Call) -> Value:
    """A row of word marks per text."""
    receiver: LibraryObject = call.receiver
    mode = call.get("mode", 1, "binary")
    shape = (None, integer(receiver.config.get("num_words")))
    info = ArrayInfo(shape=shape, dtype="float64", low=0.0, high=1.0 if mode in {"binary", "freq"} else None)
    return ArrayObject(origin(info, "word marks of a Tokenizer", call.location))


@method(TOKENIZER, "fit_on_texts", "fit_on_sequences")
def fit_on_texts(call: Call) -> Value:
    """Learn the words."""
    call.context.heap.write(call.receiver, "fitted", call.get("texts", 0))
    return None


@attribute(TOKENIZER, "word_index", "index_word", "word_counts")
def word_index(context: HandlerContext, value: LibraryObject, location: Location) -> Value:
    """The words; how many is unknown."""
    name = "words"  # the same dict at each look: the program may add words
    if not isinstance(value.state.get(name), DictValue):
        reason = "the words of texts that are not in sight"
        # of several tokenizers that one line makes, the place does not tell whose words they are
        is_one = context.events.tokenizers[value.location] == 1
        size = VocabularySize(reason, value.location) if is_one else Unknown(reason, value.location)
        context.heap.write(value, name, DictValue(size))
    return value.state[name]


@attribute(TOKENIZER, "num_words")
def num_words(context: HandlerContext, value: LibraryObject, location: Location) -> Value:
    """The argument."""
    return value.config.get("num_words")


# ---- series --------------------------------------------------------------------------------------------------------


@function("keras.preprocessing.sequence.TimeseriesGenerator", "keras.utils.TimeseriesGenerator")
def timeseries_generator(call: Call) -> Value:
    """Windows of a series, and the target that follows each."""
    data, targets = conversion.surely_array(call.get("data", 0)), conversion.surely_array(call.get("targets", 1))
    length = integer(call.get("length", 2))
    rate = integer(call.get("sampling_rate", 3, 1))
    steps = length // rate if length is not None and rate else None
    x = replace(data.info, shape=(None, steps, *data.info.shape[1:]) if data.info.shape else None)
    size = integer(call.get("batch_size", None, 128))
    element = (ArrayObject(x), ArrayObject(lattice.rebatched(targets.info)))
    return Dataset(
        element, batched=True, repeated=False, batch_size=size, location=call.location, origin="TimeseriesGenerator"
    )
