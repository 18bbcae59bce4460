"""Layers that Keras 3 refuses to make."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping

from kerasrules.keras_api import removed
from kerasrules.keras_api.layer_traits import Family, of_family
from kerasrules.keras_api.refused.argument_values import fails_when_called, newly_refused_value, refused_value
from kerasrules.keras_api.refused.object_names import dropped_name, unknown_name
from kerasrules.keras_api.signatures import LAYERS, RENAMED, REQUIRED, Parameter, Signature
from kerasrules.model.unknown import Unknown

_NAMED = {
    "activation": "activation",
    "recurrent_activation": "activation",
    **{f"{part}_initializer": "initializer" for part in ("kernel", "bias", "recurrent", "depthwise", "pointwise")},
    **{f"{part}_initializer": "initializer" for part in ("beta", "gamma", "embeddings", "alpha")},
    **{f"{part}_regularizer": "regularizer" for part in ("kernel", "bias", "recurrent", "activity", "embeddings")},
    **{f"{part}_constraint": "constraint" for part in ("kernel", "bias", "recurrent", "embeddings")},
}
"""Arguments that take an object of Keras or its name."""

_MERGING = of_family(Family.MERGING)
SLASH = "its name contains a slash"

_OPEN = frozenset({"Input", "InputLayer", "Lambda", "CuDNNLSTM", "CuDNNGRU"})
"""Classes whose signatures are not those of Keras 3, or that are judged elsewhere."""


def refused_layer(
    class_name: str,
    positional: int,
    given: Mapping[str, object],
    bound: Mapping[str, object],
    complete: bool,
    knows_names: bool = True,
) -> str | None:
    """Why a layer cannot be made.

    positional: how many arguments the call passes by position. given: those that it passes by name. bound: all
    arguments by name. complete: no others are passed on by `*` or `**`. knows_names: the program adds no names of its
    own to those of activations, initializers and the like.
    """
    signature = LAYERS.get(class_name)
    if signature is None or class_name in _OPEN:
        return None
    return (
        _passed(class_name, signature, positional, given)
        or (_missing(signature, bound) if complete else None)
        or next(
            (reason for name, item in bound.items() if (reason := _value(class_name, name, item, knows_names))), None
        )
    )


def newly_refused_layer(
    class_name: str, bound: Mapping[str, object], given: Container[str], complete: bool
) -> str | None:
    """Why Keras 3 does not make a layer that Keras 2 made.

    bound: all arguments by name, defaults included. given: those that the call passes; the others as above.
    """
    stddev = bound.get("stddev")
    if class_name == "GaussianNoise" and isinstance(stddev, (int, float)) and not 0 <= stddev <= 1:
        return f"stddev must be between 0 and 1, not {stddev!r}"
    signature = LAYERS.get(class_name)
    if complete and signature is not None and (reason := _newly_missing(signature, given)) is not None:
        return reason
    found = (newly_refused_value(class_name, name, item) for name, item in bound.items())
    return next((reason for reason in found if reason is not None), None) or refused_name(bound.get("name"))


def dropped_names(bound: Mapping[str, object]) -> str | None:
    """Why Keras 3 does not make a layer, for a name that Keras 2 knew. bound: the arguments as passed, by name."""
    named = ((name, _NAMED[name], item) for name, item in bound.items() if name in _NAMED and isinstance(item, str))
    found = ((name, dropped_name(kind, item)) for name, kind, item in named)
    return next((f"{reason} (argument {name})" for name, reason in found if reason is not None), None)


def is_made(class_name: str, bound: Mapping[str, object], reason: str) -> bool:
    """Whether Keras 3 makes the layer that is refused for this reason, and fails when it is called."""
    return any(
        fails_when_called(class_name, name, item)
        and reason in (refused_value(class_name, name, item), newly_refused_value(class_name, name, item))
        for name, item in bound.items()
    )


def refused_name(name: object) -> str | None:
    """Why Keras 3 does not make a layer, a model or an optimizer of this name, as Keras 2 did."""
    return SLASH if isinstance(name, str) and "/" in name else None


def _passed(class_name: str, signature: Signature, positional: int, given: Mapping[str, object]) -> str | None:
    """An argument that is passed twice, or that the class does not have."""
    newer = [parameter for parameter in signature.positional if "3" in parameter.generations]
    twice = next((one.name for one in signature.positional[:positional] if one.name in given), None)
    if twice is not None:
        return f"{twice} is passed twice, by position and by name"
    if positional > len(signature.positional) and newer:
        return f"it takes at most {len(newer)} arguments by position, not {positional}"
    if positional and not signature.positional and class_name in _MERGING:
        return "it takes no arguments by position"
    for name in given:
        known = (name in signature or (class_name, name) in RENAMED) and (class_name, name) not in _NEVER
        gone = name in removed.LAYER_ARGUMENTS or (class_name, name) in removed.ARGUMENTS_OF_LAYER
        if not known and not gone and name not in _BASE:
            return f"there is no argument {name}"
    return None


_NEVER = frozenset(
    {(f"{kind}Conv{rank}D", "groups") for kind in ("Depthwise", "Separable") for rank in (1, 2)},
)
"""Arguments that Keras 2 passed on to a base class, where they had no meaning."""

_BASE = frozenset(
    {
        *("batch_shape", "input_length", "activity_regularizer", "implementation", "time_major", "fused", "renorm"),
        *("renorm_clipping", "renorm_momentum", "virtual_batch_size", "adjustment", "rms_scaling", "weights"),
        *("has_input_vocabulary", "dynamic", "autocast"),
        *(f"{part}_layout" for part in ("kernel", "bias", "gamma", "beta", "moving_mean", "moving_variance")),
        *(f"{part}_layout" for part in ("embeddings", "depthwise", "pointwise")),
    }
)
"""Arguments that some layer of some release took, beside those in the signatures: not all releases are known here."""


def _missing(signature: Signature, bound: Mapping[str, object]) -> str | None:
    return _first_missing(one for one in _required(signature, bound) if one.older_default is REQUIRED)


def _newly_missing(signature: Signature, given: Container[str]) -> str | None:
    return _first_missing(one for one in _required(signature, given) if one.older_default is not REQUIRED)


def _required(signature: Signature, given: Container[str]) -> Iterator[Parameter]:
    return (one for one in signature.parameters if one.default is REQUIRED and one.name not in given)


def _first_missing(parameters: Iterator[Parameter]) -> str | None:
    found = next(parameters, None)
    return None if found is None else f"the argument {found.name} is missing"


def _value(class_name: str, name: str, item: object, knows_names: bool) -> str | None:
    """What is wrong with the value of one argument."""
    if isinstance(item, Unknown):
        return None
    kind = _NAMED.get(name)
    if kind is not None:
        if isinstance(item, str):
            reason = unknown_name(kind, item) if knows_names else None
            return None if reason is None else f"{reason} (argument {name})"
        if isinstance(item, (bool, int, float)):
            return f"{name} must be {kind_words(kind)}, not {item!r}"
        return None
    return refused_value(class_name, name, item)


def kind_words(kind: str) -> str:
    """What an argument takes: "an initializer or the name of one"."""
    return f"{'an' if kind[0] in 'aio' else 'a'} {kind} or the name of one"
