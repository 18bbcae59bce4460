"""`preprocess_input` of keras.applications on arrays, and what each kind of it does to a range."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kerasrules.interpreter.array_domain import arrays
from kerasrules.interpreter.array_domain import lattice as fx
from kerasrules.interpreter.array_domain.dtypes import is_float
from kerasrules.interpreter.libraries.common import as_data, receiver
from kerasrules.interpreter.libraries.registry import Call, function
from kerasrules.interpreter.values import Value
from kerasrules.keras_api.applications import MODULES, preprocessing_mode
from kerasrules.model.data import ArrayInfo
from kerasrules.model.locations import Location

FAMILIES: Mapping[str, str] = {
    "imagenet_utils": "caffe",
    **{module: mode for module in MODULES for mode in [preprocessing_mode(module)] if mode is not None},
}
"""What the `preprocess_input` of each module of keras.applications does (imagenet_utils: without its `mode`)."""

_CAFFE = (103.939, 116.779, 123.68)
_TORCH_MEAN = (0.485, 0.456, 0.406)
_TORCH_STD = (0.229, 0.224, 0.225)


def family_of(name: str) -> str | None:
    """The kind of `keras.applications.<module>.preprocess_input`, by the function's canonical name."""
    parts = name.split(".")
    return FAMILIES.get(parts[-2]) if len(parts) >= 2 and parts[-1] == "preprocess_input" else None


def preprocessed(info: ArrayInfo, family: str, location: Location | None, text: str = "preprocess_input") -> ArrayInfo:
    """The facts after preprocessing of a family."""
    if family == "none":
        return info
    dtype = info.dtype if is_float(info.dtype) else "float32" if info.dtype is not None else None
    known = info.low is not None and info.high is not None
    low, high = info.low or 0.0, info.high or 0.0
    done = fx.forget_values(info)
    if known:
        if family == "caffe":
            ends = low - max(_CAFFE), high - min(_CAFFE)
        elif family == "tf":
            ends = low / 127.5 - 1, high / 127.5 - 1
        else:
            lows = [(low / 255 - mean) / std for mean, std in zip(_TORCH_MEAN, _TORCH_STD, strict=False)]
            highs = [(high / 255 - mean) / std for mean, std in zip(_TORCH_MEAN, _TORCH_STD, strict=False)]
            ends = min(lows), max(highs)
        done = fx.ranged(info, *ends, bounds_attained=info.bounds_attained)
    return fx.with_step(replace(done, dtype=dtype), "preprocess", f"{text} ({family})", location)


@function(*(f"keras.applications.{module}.preprocess_input" for module in FAMILIES))
def preprocess_input(call: Call) -> Value:
    """The function of an application's module."""
    value, _ = receiver(call)
    found = as_data(call, value)
    family = family_of(call.name)
    mode = call.get("mode", 2, "caffe") if call.name.endswith("imagenet_utils.preprocess_input") else family
    if mode not in {"caffe", "tf", "torch", "none"}:
        return call.unknown("a kind of preprocessing that is not known")
    if found is None:
        return call.unknown("a preprocessed picture that is not known")
    module = call.name.split(".")[-2]
    return arrays.derive(found, preprocessed(found.info, str(mode), call.location, f"{module}.preprocess_input"))
