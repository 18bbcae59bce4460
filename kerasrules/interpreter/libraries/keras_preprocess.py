"""`preprocess_input` of keras.applications on arrays, and what each kind of it does to a range."""

from __future__ import annotations

from collections.abc import Mapping

from kerasrules.interpreter.array_domain import provenance
from kerasrules.interpreter.array_domain.imagenet_scaling import preprocessed
from kerasrules.interpreter.libraries.common import as_data, receiver
from kerasrules.interpreter.libraries.registry import Call, function
from kerasrules.interpreter.values import Value
from kerasrules.keras_api.applications import modes

FAMILIES: Mapping[str, str] = {"imagenet_utils": "caffe", **modes()}
"""What the `preprocess_input` of each module of keras.applications does (imagenet_utils: without its `mode`)."""


def family_of(name: str) -> str | None:
    """The kind of `keras.applications.<module>.preprocess_input`, by the function's canonical name."""
    parts = name.split(".")
    return FAMILIES.get(parts[-2]) if len(parts) >= 2 and parts[-1] == "preprocess_input" else None


@function(*(f"keras.applications.{module}.preprocess_input" for module in FAMILIES))
def preprocess_input(call: Call) -> Value:
    """The function of an application's module."""
    value, _ = receiver(call)
    found = as_data(call, value)
    family = family_of(call.name)
    mode = call.get("mode", 2, "caffe") if call.name.endswith("imagenet_utils.preprocess_input") else family
    if mode not in {"caffe", "tf", "torch", "none"}:
        return call.unknown("an unknown kind of preprocessing")
    if found is None:
        return call.unknown("the result of preprocessing an unknown image")
    module = call.name.split(".")[-2]
    return provenance.derive(found, preprocessed(found.info, str(mode), call.location, f"{module}.preprocess_input"))
