"""ImageDataGenerator and its flows, Tokenizer, TimeseriesGenerator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kerasrules.program import Array, Place, Shape, Unknown, VocabularySize
from kerasrules.reading import arrays
from kerasrules.reading import facts as fx
from kerasrules.reading.libraries.common import dims, integer, items, number, origin
from kerasrules.reading.registry import Call, Reader, attribute, function, method
from kerasrules.reading.values import ArrayObject, Dataset, DictValue, LibraryObject, ListValue, Value

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
    if call.incomplete:
        config["%incomplete"] = True
    return LibraryObject(GENERATOR, config, call.place)


def _flag(generator: LibraryObject, name: str) -> bool | None:
    """Whether a switch is on; None where its value is not known."""
    value = generator.config.get(name, False)
    if value is None or value is False or (isinstance(value, (int, float)) and value == 0):
        return False
    return None if isinstance(value, Unknown) else True


def processed(reader: Reader, generator: LibraryObject, pixels: Array, call: Call) -> Array:
    """What the generator makes of pictures: its function first, then rescale, then centring and scaling."""
    facts = pixels
    config = generator.config
    if "%incomplete" in config:
        return fx.forget_values(facts)
    if any(_flag(generator, name) is True for name in _AUGMENTING):
        facts = replace(facts, augmented=True)
        for place in (call.place, *reversed(reader.callers())):
            facts = fx.with_step(facts, "augment", "augmented by ImageDataGenerator", place)
    change = config.get("preprocessing_function")
    if change is not None:
        sample = fx.element(facts)
        given = ArrayObject(replace(sample, dtype="float32"))
        result = arrays.settle(reader.call(change, (given,), {}, call.node))
        if isinstance(result, ArrayObject):
            facts = replace(result.facts, shape=facts.shape, augmented=facts.augmented or result.facts.augmented)
        else:
            facts = fx.forget_values(facts)
    scale = config.get("rescale")
    if scale is not None and scale != 0:
        factor = number(scale)
        if factor is None:
            facts = fx.forget_values(facts)
        else:
            facts = fx.arithmetic("*", facts, fx.constant(factor), right_constant=factor)
            facts = fx.with_step(facts, "scale", f"rescale={fx.spell(factor)} of ImageDataGenerator", generator.place)
    facts = replace(facts, dtype="float32")
    return _centred(generator, facts)


def _centred(generator: LibraryObject, facts: Array) -> Array:
    sample = (_flag(generator, "samplewise_center"), _flag(generator, "samplewise_std_normalization"))
    feature = (_flag(generator, "featurewise_center"), _flag(generator, "featurewise_std_normalization"))
    zca = _flag(generator, "zca_whitening")
    if sample == (True, True):
        return fx.with_step(
            fx.standardize(facts), "standardize", "samplewise standardization of ImageDataGenerator", generator.place
        )
    if feature != (False, False) or zca is not False:
        fitted = generator.state.get("fitted")
        if fitted is None and sample == (False, False):
            return facts  # Keras warns and leaves the pictures as they are
        if feature == (True, True) and zca is False:
            return fx.with_step(
                fx.standardize(facts),
                "standardize",
                "featurewise standardization of ImageDataGenerator",
                generator.place,
            )
        return fx.forget_values(facts)
    return fx.forget_values(facts) if sample != (False, False) else facts


def _split(call: Call) -> str | None:
    subset = call.get("subset")
    return {"training": "train", "validation": "validation"}.get(subset) if isinstance(subset, str) else None


def _attributes(call: Call, classes: int | None, names: Value, target: Shape | None) -> Mapping[str, Value]:
    unknown = call.unknown("a number of files that are not in sight")
    known = items(names)
    indices: Value = DictValue(call.unknown("the names of folders that are not in sight"))
    if known is not None and all(isinstance(name, str) for name in known):
        indices = DictValue({name: index for index, name in enumerate(known)})
    return {
        "class_indices": indices,
        "num_classes": call.unknown("the number of folders that are not in sight") if classes is None else classes,
        "classes": ArrayObject(fx.labels("integer", classes, (None,), "int32")),
        "labels": ArrayObject(fx.labels("integer", classes, (None,), "int32")),
        "samples": unknown,
        "n": unknown,
        "filenames": ListValue(call.unknown("names of files that are not in sight")),
        "filepaths": ListValue(call.unknown("names of files that are not in sight")),
        "image_shape": call.unknown("a shape") if target is None else target,
        "target_size": call.unknown("a size") if target is None else target[:2],
    }


def _from_files(call: Call, mode: Value, target_position: int | None, color_position: int | None) -> Value:
    generator: LibraryObject = call.receiver
    size = dims(call.get("target_size", target_position, (256, 256))) or (None, None)
    color = call.get("color_mode", color_position, "rgb")
    channels = _CHANNELS.get(color) if isinstance(color, str) else None
    target = (*size, channels)
    split = _split(call)
    pixels = Array(shape=(None, *target), dtype="float32", low=0.0, high=255.0, tight=True, split=split)
    method_name = call.name.rsplit(".", 1)[-1]
    pixels = origin(pixels, f"{method_name} pixels 0..255", call.place)
    x = ArrayObject(processed(call.reader, generator, pixels, call))
    names = call.get("classes")
    known = items(names)
    classes = None if known is None else len(known)
    labels = _labels(mode, classes, split)
    if isinstance(labels, ArrayObject):
        # without shuffling the files come folder after folder
        facts = replace(labels.facts, by_class=method_name == "flow_from_directory" and call.get("shuffle") is False)
        labels = ArrayObject(origin(facts, f"labels of {method_name} (class_mode={mode!r})", call.place))
    element: Value = x
    if mode == "input":
        element = (x, ArrayObject(x.facts))
    elif mode is not None:
        element = (x, call.unknown("labels of a kind that is not known") if labels is None else labels)
    return Dataset(
        element,
        batched=True,
        repeated=True,
        batch_size=integer(call.get("batch_size", None, 32)),
        attributes=_attributes(call, classes, names, target),
        place=call.place,
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
        return ArrayObject(fx.labels("one-hot", classes, (None, classes), "float32", split))
    if mode == "binary":
        return ArrayObject(fx.labels("integer", 2, (None,), "float32", split))
    if mode == "sparse":
        return ArrayObject(fx.labels("integer", classes, (None,), "float32", split))
    return None


@method(GENERATOR, "flow_from_directory", lift=False)
def flow_from_directory(call: Call) -> Value:
    """Pictures from folders; labels are one-hot unless class_mode says otherwise."""
    return _from_files(call, call.get("class_mode", 4, "categorical"), 1, 2)


@method(GENERATOR, "flow_from_dataframe", lift=False)
def flow_from_dataframe(call: Call) -> Value:
    """Pictures from the files of a table."""
    return _from_files(call, call.get("class_mode", 8, "categorical"), 5, 6)


@method(GENERATOR, "flow", lift=False)
def flow(call: Call) -> Value:
    """Pictures from an array."""
    generator: LibraryObject = call.receiver
    data = call.get("x", 0)
    y = call.get("y", 1)
    if isinstance(data, tuple) and len(data) == 2:
        data = data[0]
    split = _split(call)
    found = arrays.as_array(data) or ArrayObject(fx.UNKNOWN)
    facts = replace(fx.rebatched(found.facts), dtype="float32", split=split or found.facts.split)
    element: Value = ArrayObject(processed(call.reader, generator, facts, call))
    if y is not None:
        label = arrays.as_array(y)
        target: Value = call.unknown("labels that are not known")
        if label is not None:
            target = ArrayObject(replace(fx.rebatched(label.facts), split=split or label.facts.split))
        element = (element, target)
    samples = found.facts.shape[0] if found.facts.shape else None
    return Dataset(
        element,
        batched=True,
        repeated=True,
        batch_size=integer(call.get("batch_size", 2, 32)),
        attributes={"n": call.unknown("a number of samples") if samples is None else samples},
        place=call.place,
        origin="ImageDataGenerator.flow",
    )


@method(GENERATOR, "fit")
def fit(call: Call) -> Value:
    """Learn mean and deviation."""
    generator: LibraryObject = call.receiver
    call.reader.store.write(generator, "fitted", call.get("x", 0))
    return None


@method(GENERATOR, "standardize", lift=False)
def standardize(call: Call) -> Value:
    """The generator's changes of values on one picture."""
    found = arrays.surely_array(call.get("x", 0))
    facts = processed(call.reader, call.receiver, fx.with_batch(found.facts, 1), call)
    return ArrayObject(replace(facts, shape=found.facts.shape, augmented=found.facts.augmented))


@method(GENERATOR, "random_transform", "apply_transform")
def random_transform(call: Call) -> Value:
    """A random change of one picture: the range stays."""
    found = arrays.surely_array(call.get("x", 0))
    return ArrayObject(replace(found.facts, augmented=True))


# ---- text ----------------------------------------------------------------------------------------------------------


@function(TOKENIZER, "keras.legacy.preprocessing.text.Tokenizer")
def tokenizer(call: Call) -> Value:
    """Words to numbers; num_words keeps the most frequent ones."""
    config = dict(call.kwargs)
    if call.args:
        config["num_words"] = call.args[0]
    return LibraryObject(TOKENIZER, config, call.place)


def _tokens(receiver: LibraryObject) -> Array:
    words = receiver.config.get("num_words")
    limit = integer(words)
    high = None if limit is None else float(limit - 1)
    return Array(shape=(None,), dtype="object", low=0.0, high=high, origin="word numbers of a Tokenizer")


@method(TOKENIZER, "texts_to_sequences", "sequences_to_texts", "texts_to_sequences_generator")
def texts_to_sequences(call: Call) -> Value:
    """Lists of word numbers, below num_words."""
    if call.name.endswith("to_texts"):
        return ArrayObject(Array(shape=(None,), dtype="string", encoding="text"))
    return ArrayObject(replace(_tokens(call.receiver), origin_place=call.receiver.place))


@method(TOKENIZER, "texts_to_matrix", "sequences_to_matrix")
def texts_to_matrix(call: Call) -> Value:
    """A row of word marks per text."""
    receiver: LibraryObject = call.receiver
    mode = call.get("mode", 1, "binary")
    shape = (None, integer(receiver.config.get("num_words")))
    facts = Array(shape=shape, dtype="float64", low=0.0, high=1.0 if mode in {"binary", "freq"} else None)
    return ArrayObject(origin(facts, "word marks of a Tokenizer", call.place))


@method(TOKENIZER, "fit_on_texts", "fit_on_sequences")
def fit_on_texts(call: Call) -> Value:
    """Learn the words."""
    call.reader.store.write(call.receiver, "fitted", call.get("texts", 0))
    return None


@attribute(TOKENIZER, "word_index", "index_word", "word_counts")
def word_index(reader: Reader, value: LibraryObject, place: Place) -> Value:
    """The words; how many is not known."""
    return DictValue(VocabularySize("the words of texts that are not in sight", value.place))


@attribute(TOKENIZER, "num_words")
def num_words(reader: Reader, value: LibraryObject, place: Place) -> Value:
    """The argument."""
    return value.config.get("num_words")


# ---- series --------------------------------------------------------------------------------------------------------


@function("keras.preprocessing.sequence.TimeseriesGenerator", "keras.utils.TimeseriesGenerator")
def timeseries_generator(call: Call) -> Value:
    """Windows of a series, and the target that follows each."""
    data, targets = arrays.surely_array(call.get("data", 0)), arrays.surely_array(call.get("targets", 1))
    length = integer(call.get("length", 2))
    rate = integer(call.get("sampling_rate", 3, 1))
    steps = length // rate if length is not None and rate else None
    x = replace(data.facts, shape=(None, steps, *data.facts.shape[1:]) if data.facts.shape else None)
    size = integer(call.get("batch_size", None, 128))
    element = (ArrayObject(x), ArrayObject(fx.rebatched(targets.facts)))
    return Dataset(
        element, batched=True, repeated=False, batch_size=size, place=call.place, origin="TimeseriesGenerator"
    )
