"""OpenCV: images that are read, resized, recoloured and filtered."""

from __future__ import annotations

from kerasrules.interpreter.array_domain import conversion, lattice, provenance
from kerasrules.interpreter.libraries.common import dims, integer, number, origin, pixels, short_name
from kerasrules.interpreter.libraries.registry import Call, constants, function, method
from kerasrules.interpreter.values import ArrayObject, LibraryObject, Value
from kerasrules.model.data import ArrayInfo
from kerasrules.model.record import replace

_BINARY = (0, 1)
"""cv2.THRESH_BINARY and its inverse, without the flags that choose the threshold."""

constants(
    {
        "cv2.IMREAD_COLOR": 1,
        "cv2.IMREAD_GRAYSCALE": 0,
        "cv2.IMREAD_UNCHANGED": -1,
        "cv2.NORM_MINMAX": 32,
        "cv2.NORM_L2": 4,
        "cv2.THRESH_BINARY": 0,
        "cv2.THRESH_BINARY_INV": 1,
        "cv2.THRESH_TRUNC": 2,
        "cv2.THRESH_TOZERO": 3,
        "cv2.THRESH_TOZERO_INV": 4,
        "cv2.THRESH_OTSU": 8,
        "cv2.THRESH_TRIANGLE": 16,
    }
)


@function("cv2.imread", "cv2.imdecode")
def cv2_imread(call: Call) -> Value:
    """uint8 pixels; BGR unless gray is asked for."""
    flag = call.get("flags", 1, 1)
    flag = {"IMREAD_GRAYSCALE": 0, "IMREAD_UNCHANGED": -1, "IMREAD_COLOR": 1}.get(short_name(flag), flag)
    text = f"{call.name} pixels 0..255"
    if flag == 0:
        return pixels(call, None, text, rank=2)
    if flag == 1:
        return pixels(call, 3, text)
    # other flags may give sixteen bits or other channels
    return ArrayObject(origin(lattice.UNKNOWN, f"{call.name} pixels", call.location))


@function("cv2.resize")
def cv2_resize(call: Call) -> Value:
    """Same values; the size is given as (width, height), and one channel loses its axis."""
    found = conversion.surely_array(call.get("src", 0))
    size = dims(call.get("dsize", 1))
    info = found.info
    width, height = size if size is not None and len(size) == 2 else (None, None)
    if info.shape is None:
        return provenance.derive(found, info)
    rest = info.shape[2:]
    return provenance.derive(found, replace(info, shape=(height, width, *(() if rest == (1,) else rest))))


@function("cv2.cvtColor")
def cv2_color(call: Call) -> Value:
    """Other colors."""
    found = conversion.surely_array(call.get("src", 0))
    code = short_name(call.get("code", 1))
    shape = found.info.shape
    size = shape[:2] if shape is not None and len(shape) >= 2 else (None, None)
    if code.endswith("2GRAY"):
        return provenance.derive(found, replace(found.info, shape=size))
    if code.endswith(("2RGB", "2BGR")) and (
        "HSV" not in code and "LAB" not in code.upper() and "YCR" not in code.upper()
    ):
        return provenance.derive(found, replace(found.info, shape=(*size, 3)))
    # hue reaches 179 only; the rest is not followed
    return provenance.derive(
        found,
        lattice.unattained(replace(found.info, shape=(*size, 3)))
        if found.info.dtype == "uint8"
        else lattice.forget_values(replace(found.info, shape=(*size, 3))),
    )


@function(
    "cv2.GaussianBlur",
    "cv2.medianBlur",
    "cv2.blur",
    "cv2.bilateralFilter",
    "cv2.flip",
    "cv2.rotate",
    "cv2.warpAffine",
    "cv2.equalizeHist",
    "cv2.bitwise_not",
    "cv2.copyMakeBorder",
    "cv2.Canny",
    "cv2.dilate",
    "cv2.erode",
    "cv2.morphologyEx",
    "cv2.fastNlMeansDenoisingColored",
    "cv2.addWeighted",
    "cv2.undistort",
    "cv2.warpPerspective",
)
def cv2_filter(call: Call) -> Value:
    """Images changed by a filter: about the same range."""
    found = conversion.surely_array(call.get("src", 0))
    kept = provenance.derive(
        found, replace(found.info, shape=found.info.shape if "Blur" in call.name or "flip" in call.name else None)
    )
    if call.name.endswith(("addWeighted", "copyMakeBorder")):
        return ArrayObject(lattice.forget_values(kept.info))
    return kept


@function("cv2.threshold")
def cv2_threshold(call: Call) -> Value:
    """The threshold, and the image: of two values with THRESH_BINARY, else the values on one side of it."""
    found = _channels(conversion.surely_array(call.get("src", 0)))
    kind = integer(call.get("type", 3))
    highest = number(call.get("maxval", 2)) if kind is not None and kind & 7 in _BINARY else None
    made = lattice.forget_values(found.info) if highest is None else _two_valued(call, found, highest)
    return call.unknown("the threshold"), provenance.derive(found, made)


@function("cv2.adaptiveThreshold")
def cv2_adaptive_threshold(call: Call) -> Value:
    """An image of two values."""
    found = _channels(conversion.surely_array(call.get("src", 0)))
    highest = number(call.get("maxValue", 1))
    return provenance.derive(
        found, lattice.forget_values(found.info) if highest is None else _two_valued(call, found, highest)
    )


def _channels(image: ArrayObject) -> ArrayObject:
    """An image as OpenCV gives it back: without the axis of one channel."""
    shape = image.info.shape
    unsure = shape is not None and len(shape) == 3 and shape[2] in (1, None)
    return provenance.derive(image, replace(image.info, shape=None)) if unsure else image


def _two_valued(call: Call, found: ArrayObject, highest: float) -> ArrayInfo:
    """Black and white; white of another brightness than that of image files is another scale."""
    info = lattice.ranged(found.info, 0.0, highest, bounds_attained=found.info.bounds_attained)
    return info if highest == 255 else lattice.with_step(info, "scale", call.name, call.location)


@function("cv2.normalize")
def cv2_normalize(call: Call) -> Value:
    """Stretched to an interval with NORM_MINMAX."""
    found = conversion.surely_array(call.get("src", 0))
    low, high = number(call.get("alpha", 2, 1.0)), number(call.get("beta", 3, 0.0))
    kind = call.get("norm_type", 4)
    if (kind == 32 or short_name(kind) == "NORM_MINMAX") and low is not None and high is not None:
        info = lattice.ranged(found.info, min(low, high), max(low, high), bounds_attained=True)
        return provenance.derive(
            found, lattice.with_step(replace(info, dtype=None), "scale", "cv2.normalize", call.location)
        )
    return provenance.derive(found, lattice.forget_values(found.info))


@method("cv2.VideoCapture", "read")
def video_read(call: Call) -> Value:
    """Whether there was an image, and the image."""
    return call.unknown("whether a frame was read"), pixels(call, 3, "pixels 0..255 of a video")


@function("cv2.VideoCapture")
def video(call: Call) -> Value:
    """A video."""
    return LibraryObject("cv2.VideoCapture", {}, call.location)
