"""Images as arrays of the size that a model takes: by Pillow, or by TensorFlow where that is what is there."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from kerasrules.confirming.plan.targets import DataError, Values
from kerasrules.data_files.image_headers import MAX_BYTES, size_of
from kerasrules.model.data import Shape
from kerasrules.model.record import record

SUFFIXES = (".bmp", ".gif", ".jpeg", ".jpg", ".png", ".webp", ".tif", ".tiff")
_MOST_BYTES = 64 * 2**20
_MOST_PIXELS = 50_000_000
_LARGEST_OPEN = 96
"""So large a side is taken where the model takes any size."""


@record(frozen=True)
class WantedSize:
    """channels_first: the model takes them so. smooth: interpolated, as `image_dataset_from_directory` does."""

    height: int
    width: int
    channels: int = 3
    channels_first: bool = False
    smooth: bool = True


def image_size(shape: Shape | None, first: str) -> WantedSize:
    """The size that a model of this input takes; where it is open, that of the first image, within bounds."""
    if shape is None:
        shape = (None, None, None)
    if len(shape) == 2:
        shape = (*shape, 1)
    if len(shape) != 3:
        raise DataError(f"the model takes inputs of shape {shape}, which are not images")
    is_first = shape[0] in (1, 3) and shape[-1] not in (1, 3, 4)
    channels = shape[0] if is_first else shape[-1]
    height, width = shape[1:] if is_first else shape[:2]
    if height is None or width is None:
        with open(first, "rb") as stream:
            found = size_of(stream.read(MAX_BYTES))
        own = (found.height, found.width) if found is not None else (_LARGEST_OPEN, _LARGEST_OPEN)
        height, width = (side or min(real, _LARGEST_OPEN) for side, real in zip((height, width), own, strict=True))
    if channels not in (1, 3, 4, None):
        raise DataError(f"the model takes inputs with {channels} channels, which images do not have")
    return WantedSize(height, width, channels or 3, is_first)


def pixels(path: str, size: WantedSize) -> Values | None:
    """The pixels of an image from 0 to 255, channels last; None where it cannot be read. Raises DataError."""
    try:
        from PIL import Image
    except ImportError:
        return _by_tensorflow(path, size)
    mode = {1: "L", 3: "RGB", 4: "RGBA"}[size.channels]
    try:
        with Image.open(path) as image:
            if image.width * image.height > _MOST_PIXELS:
                return None
            resized = image.convert(mode)
            if resized.size != (size.width, size.height):
                way = Image.Resampling.BILINEAR if size.smooth else Image.Resampling.NEAREST
                resized = resized.resize((size.width, size.height), way)
            array: Values = np.asarray(resized, dtype="float32")
    except Exception:  # of the library for broken files, without a common class
        return None
    return array[..., None] if array.ndim == 2 else array


def _by_tensorflow(path: str, size: WantedSize) -> Values | None:
    tensorflow: Any = sys.modules.get("tensorflow")
    if tensorflow is None:
        raise DataError(f"{path} needs Pillow, which is not installed: pip install pillow")
    try:
        with open(path, "rb") as stream:
            data = stream.read(_MOST_BYTES)
        image = tensorflow.io.decode_image(data, channels=size.channels, expand_animations=False)
        way = "bilinear" if size.smooth else "nearest"
        array: Values = tensorflow.image.resize(image, (size.height, size.width), method=way).numpy()
    except Exception:
        return None
    return array.astype("float32")
