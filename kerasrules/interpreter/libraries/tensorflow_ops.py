"""TensorFlow's functions on data: decoding, images, one-hot codes, constants."""

from __future__ import annotations

from kerasrules.interpreter.array_domain import conversion, lattice, provenance, transfer
from kerasrules.interpreter.array_domain.dtypes import INTEGERS, dtype_name, is_float
from kerasrules.interpreter.array_domain.written_numbers import keep_numbers
from kerasrules.interpreter.libraries.common import as_data, dims, from_images, integer, origin, receiver
from kerasrules.interpreter.libraries.elementwise import cast_to
from kerasrules.interpreter.libraries.registry import Call, constants, function
from kerasrules.interpreter.values import ArrayObject, ListValue, Value
from kerasrules.model.data import A_WEIGHT, ArrayInfo, Shape
from kerasrules.model.made_up_data import is_made_up
from kerasrules.model.record import replace
from kerasrules.model.unknown import Unknown

constants({"tensorflow.newaxis": None, "tensorflow.data.AUTOTUNE": -1, "tensorflow.data.experimental.AUTOTUNE": -1})


@function(
    "tensorflow.constant",
    "tensorflow.convert_to_tensor",
    "keras.ops.convert_to_tensor",
    "keras.ops.array",
    "tensorflow.ragged.constant",
    "keras.backend.constant",
    "keras.ops.convert_to_numpy",
    "tensorflow.identity",
    "tensorflow.stop_gradient",
    "keras.ops.copy",
)
def constant(call: Call) -> Value:
    """tf.constant: float32 and int32 where nothing else is said."""
    value, position = receiver(call, "value")
    shaped = call.get("shape", position + 1) if call.name.endswith(".constant") else None
    made = _constant(call, value, position)
    return made if shaped is not None else keep_numbers(made, value)


def _constant(call: Call, value: Value, position: int) -> Value:
    found = conversion.as_array(value)
    if found is None:
        return value if isinstance(value, Unknown) else call.unknown("a tensor of an unknown value")
    shape = call.get("shape", position + 1) if call.name.endswith(".constant") else None
    if shape is not None:
        # one number, or as many as the shape has room for
        found = provenance.derive(found, replace(found.info, shape=dims(shape)))
    dtype = call.get("dtype", position)
    if dtype is not None:
        return cast_to(call, found, dtype)
    own = {"float64": "float32", "int64": "int32"}.get(found.info.dtype or "")
    plain = not isinstance(value, ArrayObject)
    info = replace(found.info, dtype=own) if own is not None and plain else lattice.opened(found.info)
    return provenance.derive(found, info, keep_derivation=True, frame=False)


@function("tensorflow.TensorShape")
def tensor_shape(call: Call) -> Value:
    """A shape is a tuple of sizes."""
    given = call.args[0] if call.args else call.kwargs.get("dims")
    items = given.items if isinstance(given, ListValue) else given
    return items if isinstance(items, tuple) else call.unknown("a shape")


@function("tensorflow.Variable", "keras.Variable", "keras.backend.variable")
def variable(call: Call) -> Value:
    """What starts with random numbers or one number for all is a weight; of its values training leaves nothing."""
    made = constant(call)
    if not isinstance(made, ArrayObject) or call.get("trainable") is False or not is_float(made.info.dtype):
        return made
    return ArrayObject(ArrayInfo(made.info.shape, made.info.dtype, origin=A_WEIGHT)) if is_made_up(made.info) else made


# ---- files and images --------------------------------------------------------------------------------------------


@function("tensorflow.io.read_file", "tensorflow.read_file", "tensorflow.io.gfile.GFile", "tensorflow.gfile.GFile")
def read_file(call: Call) -> Value:
    """The bytes of a file."""
    return ArrayObject(ArrayInfo(shape=(), dtype="string", encoding="text"))


_DECODERS = {"png": "PNG", "jpeg": "JPEG", "bmp": "BMP", "gif": "GIF", "image": "image", "and_crop_jpeg": "JPEG"}


@function(
    *(
        f"tensorflow.{room}decode_{kind}"
        for room in ("io.", "image.", "")
        for kind in ("png", "jpeg", "bmp", "gif", "image", "and_crop_jpeg")
        if (room, kind) != ("", "image")
    )
)
def decode(call: Call) -> Value:
    """tf.io.decode_*: uint8 pixels 0..255; decode_image can also give floats 0..1."""
    kind = call.name.rsplit("decode_", 1)[-1]
    position = 2 if kind == "and_crop_jpeg" else 1
    channels = integer(call.get("channels", position)) or None
    wanted = dtype_name(call.get("dtype", 2 if kind in {"png", "image"} else None)) or "uint8"
    rank_known = kind != "image" or call.get("expand_animations", 3, True) is False
    shape: Shape | None = (None, None, channels) if rank_known else None
    if kind == "gif":
        shape = (None, None, None, 3)
    low, high = 0.0, 255.0
    if wanted == "uint16":
        high = 65535.0
    elif is_float(wanted):
        high = 1.0
    name = _DECODERS.get(kind, "image")
    text = (
        f"pixels {lattice.spell(low)}..{lattice.spell(high)} of a {name} file"
        if name != "image"
        else (f"pixels {lattice.spell(low)}..{lattice.spell(high)} of an image file")
    )
    info = ArrayInfo(shape=shape, dtype=wanted, low=low, high=high, bounds_attained=True)
    return ArrayObject(from_images(info, text, call.location))


@function("tensorflow.io.decode_raw", "tensorflow.decode_raw")
def decode_raw(call: Call) -> Value:
    """Bytes read as numbers."""
    dtype = dtype_name(call.get("out_type", 1))
    return ArrayObject(transfer.cast(ArrayInfo(shape=(None,)), dtype))


@function("tensorflow.audio.decode_wav")
def decode_wav(call: Call) -> Value:
    """A sound as floats -1..1, and its rate."""
    sound = ArrayInfo(shape=(None, None), dtype="float32", low=-1.0, high=1.0)
    return ArrayObject(origin(sound, "samples -1..1 of a WAV file", call.location)), call.unknown("the rate of a sound")


@function("tensorflow.image.convert_image_dtype")
def convert_image_dtype(call: Call) -> Value:
    """Whole numbers become floats 0..1 by their type's largest value; floats stay as they are."""
    value, position = receiver(call, "image")
    found = as_data(call, value)
    if found is None:
        return call.unknown("the result of a conversion of an unknown image")
    info = found.info
    wanted = dtype_name(call.get("dtype", position))
    if wanted is None or info.dtype is None:
        return provenance.derive(found, lattice.forget_values(replace(info, dtype=wanted)))
    if is_float(wanted) and is_float(info.dtype):
        return provenance.derive(found, replace(info, dtype=wanted))
    if is_float(wanted) and info.dtype in INTEGERS:
        most = INTEGERS[info.dtype][1]
        scaled = transfer.arithmetic("/", info, lattice.constant(float(most)), right_constant=float(most))
        scaled = replace(scaled, dtype=wanted)
        return provenance.derive(
            found, lattice.with_step(scaled, "scale", f"divided by {most} (convert_image_dtype)", call.location)
        )
    if wanted in INTEGERS and is_float(info.dtype):
        most = INTEGERS[wanted][1]
        scaled = transfer.arithmetic("*", info, lattice.constant(float(most)), right_constant=float(most))
        result = replace(transfer.cast(scaled, wanted))
        return provenance.derive(
            found, lattice.with_step(result, "scale", f"multiplied by {most} (convert_image_dtype)", call.location)
        )
    return provenance.derive(found, lattice.forget_values(replace(info, dtype=wanted)))


def _resized(info: ArrayInfo, size: Value, *, dtype: str | None) -> ArrayInfo:
    """The facts with another height and width, which are unknown where `size` is not a pair of numbers."""
    wanted = dims(size)
    height, width = wanted if wanted is not None and len(wanted) == 2 else (None, None)
    shape = info.shape
    shape = (*shape[:-3], height, width, shape[-1]) if shape is not None and len(shape) >= 3 else None
    return replace(info, shape=shape, dtype=dtype or info.dtype)


@function(
    "tensorflow.image.resize",
    "tensorflow.image.resize_images",
    "tensorflow.image.resize_with_pad",
    "tensorflow.image.resize_with_crop_or_pad",
    "tensorflow.image.resize_image_with_crop_or_pad",
    "tensorflow.image.resize_image_with_pad",
    "keras.ops.image.resize",
    "keras.preprocessing.image.smart_resize",
    "keras.utils.smart_resize",
    "tensorflow.image.central_crop",
    "tensorflow.image.crop_and_resize",
    "tensorflow.image.resize_bilinear",
    "tensorflow.image.crop_to_bounding_box",
    "tensorflow.image.pad_to_bounding_box",
    "tensorflow.image.random_crop",
    "tensorflow.random_crop",
    "tensorflow.image.extract_patches",
)
def resize(call: Call) -> Value:
    """tf.image.resize: floats in the same range (nearest neighbors keep the type); crops keep everything."""
    value, position = receiver(call, "images")
    found = as_data(call, value)
    name = call.name.rsplit(".", 1)[-1]
    if found is None:
        # these functions are for images: what comes out is data, even where the image is unknown
        found = ArrayObject(lattice.UNKNOWN)
    info = found.info
    if name in {
        "resize_with_crop_or_pad",
        "resize_image_with_crop_or_pad",
        "resize_with_pad",
        "resize_image_with_pad",
        "pad_to_bounding_box",
        "crop_to_bounding_box",
    }:
        at = position + 2 if "bounding" in name else position
        size: Value = (call.get("target_height", at), call.get("target_width", at + 1))
    else:
        size = call.get("size", position)
        by_position = position + 2 if call.name == "tensorflow.image.resize" else None
        if call.get("preserve_aspect_ratio", by_position, False) is not False:
            size = Unknown("a size that depends on that of the image")
    if name in {"random_crop", "central_crop", "extract_patches", "crop_and_resize"}:
        shape = info.shape
        wanted = dims(size) if name == "random_crop" else None
        if name == "random_crop":
            shape = wanted
        elif shape is not None:
            shape = (*shape[:-3], None, None, shape[-1]) if name == "central_crop" and len(shape) >= 3 else None
        result = replace(info, shape=shape, augmented=info.augmented or name == "random_crop")
        return provenance.derive(found, result)
    whole = name in {
        "resize_with_crop_or_pad",
        "resize_image_with_crop_or_pad",
        "crop_to_bounding_box",
        "pad_to_bounding_box",
    }
    method_name = call.get("method", position + 1)
    nearest = "nearest" in str(getattr(method_name, "name", method_name)).lower() or method_name == 1
    keeps_type = whole or nearest or (call.name.startswith("keras.ops") and not is_float(info.dtype))
    return provenance.derive(found, _resized(info, size, dtype=None if keeps_type else "float32"))


@function("tensorflow.image.per_image_standardization")
def per_image_standardization(call: Call) -> Value:
    """Mean 0 and spread 1 in each image."""
    value, _ = receiver(call, "image")
    found = as_data(call, value) or ArrayObject(lattice.UNKNOWN)
    done = replace(lattice.standardize(found.info), dtype="float32")
    return provenance.derive(
        found, lattice.with_step(done, "standardize", "tf.image.per_image_standardization", call.location)
    )


_RANDOM_IMAGE = ("flip_left_right", "flip_up_down", "brightness", "contrast", "hue", "saturation", "jpeg_quality")


@function(*(f"tensorflow.image.{prefix}random_{name}" for prefix in ("", "stateless_") for name in _RANDOM_IMAGE))
def random_image(call: Call) -> Value:
    """Random changes of an image: the range stays, about."""
    value, _ = receiver(call, "image")
    found = as_data(call, value)
    if found is None:
        return call.unknown("the result of an image operation on an unknown image")
    return provenance.derive(found, replace(found.info, augmented=True))


@function(
    *(
        f"tensorflow.image.{name}"
        for name in (
            "flip_left_right",
            "flip_up_down",
            "rot90",
            "transpose",
            "adjust_brightness",
            "adjust_contrast",
            "adjust_hue",
            "adjust_saturation",
            "adjust_gamma",
            "adjust_jpeg_quality",
        )
    )
)
def changed_image(call: Call) -> Value:
    """An image changed for certain: flips keep the range, adjustments about."""
    value, _ = receiver(call, "image")
    found = as_data(call, value)
    if found is None:
        return call.unknown("the result of an image operation on an unknown image")
    info = found.info
    if call.name.endswith(("rot90", "transpose")) and info.shape is not None and len(info.shape) >= 3:
        info = replace(info, shape=(*info.shape[:-3], None, None, info.shape[-1]))
    return provenance.derive(found, info)


@function(
    "tensorflow.image.rgb_to_grayscale",
    "tensorflow.image.grayscale_to_rgb",
    "tensorflow.image.rgb_to_hsv",
    "keras.ops.image.rgb_to_grayscale",
)
def color(call: Call) -> Value:
    """Other colors: one channel or three."""
    value, _ = receiver(call, "images")
    found = as_data(call, value)
    if found is None:
        return call.unknown("the result of a color conversion on an unknown image")
    shape = found.info.shape
    channels = 1 if call.name.endswith("rgb_to_grayscale") else 3
    info = replace(found.info, shape=None if not shape else (*shape[:-1], channels))
    return provenance.derive(found, lattice.forget_values(info) if "hsv" in call.name else info)


# ---- labels and text -----------------------------------------------------------------------------------------------


@function("tensorflow.one_hot", "keras.ops.one_hot", "keras.backend.one_hot")
def one_hot(call: Call) -> Value:
    """tf.one_hot(labels, depth)"""
    value = call.get("indices", 0, call.get("x"))
    depth = integer(call.get("depth", 1, call.get("num_classes")))
    found = conversion.as_array(value)
    shape = None if found is None or found.info.shape is None else (*found.info.shape, depth)
    split = None if found is None else found.info.split
    dtype = dtype_name(call.get("dtype")) or "float32"
    info = lattice.labels(
        "one-hot",
        depth,
        shape,
        dtype,
        split,
        samples=None if found is None else found.info.samples,
        sorted_by_class=found is not None and found.info.sorted_by_class,
    )
    return ArrayObject(lattice.with_step(info, "encode", "one-hot encoded", call.location))


@function(
    "tensorflow.strings.split",
    "tensorflow.strings.regex_replace",
    "tensorflow.strings.lower",
    "tensorflow.strings.join",
    "tensorflow.strings.substr",
    "tensorflow.strings.as_string",
    "tensorflow.strings.strip",
    "tensorflow.strings.unicode_split",
    "tensorflow.string_split",
    "tensorflow.compat.as_text",
    "tensorflow.strings.reduce_join",
)
def text(call: Call) -> Value:
    """Text."""
    return ArrayObject(ArrayInfo(dtype="string", encoding="text"))


@function("tensorflow.strings.to_number")
def to_number(call: Call) -> Value:
    """Numbers read from text."""
    value, position = receiver(call)
    found = conversion.as_array(value)
    dtype = dtype_name(call.get("out_type", position)) or "float32"
    return ArrayObject(ArrayInfo(shape=None if found is None else found.info.shape, dtype=dtype))


@function(
    "tensorflow.io.parse_tensor",
    "tensorflow.io.parse_single_example",
    "tensorflow.io.parse_example",
    "tensorflow.py_function",
    "tensorflow.numpy_function",
    "tensorflow.py_func",
)
def parsed(call: Call) -> Value:
    """What a file or a Python function gives."""
    return call.unknown("read from an unavailable record")


@function("tensorflow.ensure_shape")
def ensure_shape(call: Call) -> Value:
    """tf.ensure_shape: the shape as declared."""
    value, position = receiver(call)
    found = as_data(call, value)
    if found is None:
        return call.unknown("an unknown value")
    return provenance.derive(found, replace(found.info, shape=dims(call.get("shape", position))))


@function("tensorflow.image.total_variation", "tensorflow.image.ssim", "tensorflow.image.psnr")
def measure(call: Call) -> Value:
    """Numbers about images."""
    return ArrayObject(lattice.UNKNOWN)


@function(
    "tensorflow.math.l2_normalize", "tensorflow.nn.l2_normalize", "tensorflow.linalg.normalize", "keras.ops.normalize"
)
def l2_normalize(call: Call) -> Value:
    """Divided by the length: -1..1."""
    value, _ = receiver(call)
    found = as_data(call, value)
    if found is None:
        return call.unknown("the result of normalizing an unknown value")
    low = found.info.low
    info = lattice.ranged(found.info, 0.0 if low is not None and low >= 0 else -1.0, 1.0)
    info = lattice.with_step(info, "scale", "divided by its norm", call.location)
    result = provenance.derive(found, info)
    return (result, ArrayObject(ArrayInfo(low=0.0))) if call.name.endswith("linalg.normalize") else result
