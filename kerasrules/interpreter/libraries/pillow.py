"""Pillow: image files, and the images that are made of them."""

from __future__ import annotations

from kerasrules.interpreter.array_domain import conversion, lattice, provenance
from kerasrules.interpreter.libraries.common import dims, pixels
from kerasrules.interpreter.libraries.registry import Call, HandlerContext, attribute, function, method
from kerasrules.interpreter.values import ArrayObject, Value
from kerasrules.model.data import ArrayInfo
from kerasrules.model.locations import Location
from kerasrules.model.record import replace
from kerasrules.model.unknown import Unknown


@function("PIL.Image.open")
def pil_open(call: Call) -> Value:
    """An image file: mostly 0..255; its channels depend on the file."""
    return pixels(call, None, "PIL.Image.open pixels 0..255", rank=None)


@function("PIL.Image.fromarray")
def pil_fromarray(call: Call) -> Value:
    """An array as an image."""
    found = conversion.surely_array(call.get("obj", 0))
    return provenance.derive(found, found.info if found.info.dtype is not None else replace(found.info, dtype=None))


@method("array", "convert")
def pil_convert(call: Call) -> Value:
    """image.convert(mode): "L" one channel without axis, "RGB" three."""
    mode = call.get("mode", 0)
    info = call.receiver.info
    shape = info.shape
    size = shape[:2] if shape is not None and len(shape) >= 2 else (None, None)
    channels = {"RGB": 3, "RGBA": 4, "CMYK": 4, "YCbCr": 3, "HSV": 3}
    if mode == "L":
        return provenance.derive(call.receiver, replace(info, shape=size))
    if isinstance(mode, str) and mode in channels:
        return provenance.derive(call.receiver, replace(info, shape=(*size, channels[mode])))
    if mode == "1":
        return ArrayObject(ArrayInfo(shape=size, dtype="bool", low=0.0, high=1.0, bounds_attained=True))
    return provenance.derive(call.receiver, lattice.forget_values(replace(info, shape=None, dtype=None)))


def pil_resize(call: Call, size: Value) -> Value:
    """image.resize((width, height))"""
    info = call.receiver.info
    wanted = dims(size)
    width, height = wanted if wanted is not None and len(wanted) == 2 else (None, None)
    shape = info.shape
    return provenance.derive(call.receiver, replace(info, shape=None if shape is None else (height, width, *shape[2:])))


@method("array", "resize")
def resize_method(call: Call) -> Value:
    """Pillow's resize; numpy's own works in place and gives None, which nobody uses."""
    return pil_resize(call, call.get("size", 0))


@method("array", "crop", "thumbnail", "rotate", "transpose_image", "filter_image")
def pil_change(call: Call) -> Value:
    """Images cut or turned."""
    info = call.receiver.info
    shape = info.shape
    return provenance.derive(call.receiver, replace(info, shape=None if shape is None else (None, None, *shape[2:])))


@method("array", "getdata")
def pil_getdata(call: Call) -> Value:
    """The pixels one after the other."""
    info = call.receiver.info
    rest = info.shape[2:] if info.shape is not None else None
    return provenance.derive(call.receiver, replace(info, shape=None if rest is None else (None, *rest)))


@method("array", "load", "close", "verify", "show", "save", "__enter__")
def pil_nothing(call: Call) -> Value:
    """`with Image.open(…) as image` gives the image; the others nothing that is used."""
    return call.receiver if call.name.endswith("__enter__") else None


@attribute("array", "mode", "format")
def pil_mode(context: HandlerContext, value: ArrayObject, location: Location) -> Value:
    """The kind of an image."""
    return Unknown("the type of an unavailable image", location)


@function("PIL.ImageOps.fit", "PIL.ImageOps.pad")
def pil_fit(call: Call) -> Value:
    """An image cut to a size."""
    found = conversion.surely_array(call.get("image", 0))
    wanted = dims(call.get("size", 1))
    width, height = wanted if wanted is not None and len(wanted) == 2 else (None, None)
    shape = found.info.shape
    return provenance.derive(found, replace(found.info, shape=None if shape is None else (height, width, *shape[2:])))


@function("PIL.ImageOps.grayscale", "PIL.ImageOps.invert", "PIL.ImageOps.equalize", "PIL.ImageOps.exif_transpose")
def pil_ops(call: Call) -> Value:
    """Images recoloured."""
    found = conversion.surely_array(call.get("image", 0))
    shape = found.info.shape
    if call.name.endswith("grayscale"):
        shape = shape[:2] if shape is not None else (None, None)
    return provenance.derive(found, replace(found.info, shape=shape))
