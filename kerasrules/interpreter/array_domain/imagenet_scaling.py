"""What each kind of `preprocess_input` of keras.applications does to a range of pixels."""

from __future__ import annotations

from kerasrules.interpreter.array_domain import lattice
from kerasrules.interpreter.array_domain.dtypes import is_float
from kerasrules.model.data import ArrayInfo
from kerasrules.model.locations import Location
from kerasrules.model.record import replace

_CAFFE = (103.939, 116.779, 123.68)
_TORCH_MEAN = (0.485, 0.456, 0.406)
_TORCH_STD = (0.229, 0.224, 0.225)


def preprocessed(info: ArrayInfo, family: str, location: Location | None, text: str = "preprocess_input") -> ArrayInfo:
    """The facts after preprocessing of a family."""
    if family == "none":
        return info
    dtype = info.dtype if is_float(info.dtype) else "float32" if info.dtype is not None else None
    known = info.low is not None and info.high is not None
    low, high = info.low or 0.0, info.high or 0.0
    done = lattice.forget_values(info)
    if known:
        if family == "caffe":
            ends = low - max(_CAFFE), high - min(_CAFFE)
        elif family == "tf":
            ends = low / 127.5 - 1, high / 127.5 - 1
        else:
            lows = [(low / 255 - mean) / std for mean, std in zip(_TORCH_MEAN, _TORCH_STD, strict=False)]
            highs = [(high / 255 - mean) / std for mean, std in zip(_TORCH_MEAN, _TORCH_STD, strict=False)]
            ends = min(lows), max(highs)
        done = lattice.ranged(info, *ends, bounds_attained=info.bounds_attained)
    return lattice.with_step(replace(done, dtype=dtype), "preprocess", f"{text} ({family})", location)
