"""Signatures of keras.layers, merged over the generations of Keras, and binding of calls to them."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence

from kerasrules.keras_api.generated import GENERATIONS, Row, Spellings, facts, rows
from kerasrules.model.record import record, replace
from kerasrules.model.unknown import Unknown


class _Required:
    """The default of a parameter that has none."""

    def __repr__(self) -> str:
        return "REQUIRED"


REQUIRED = _Required()
OPAQUE = Unknown("the default is not a literal")

RENAMED: Mapping[tuple[str, str], str] = {
    ("LeakyReLU", "alpha"): "negative_slope",
    ("RandomBrightness", "scale"): "factor",
}
"""Keyword spellings that Keras itself takes as another parameter: (class, keyword) -> parameter."""

EXTRA_BASE: tuple[Row, ...] = (
    ("*input_dim", None),
    ("*input_shape", None),
    ("*batch_input_shape", None),
    ("*batch_size", None),
    ("*weights", None),
    ("*trainable", True),
    ("*name", None),
    ("*dtype", None),
    ("*autocast", True),
    ("*dynamic", False),
)
"""Keywords that a layer of one generation or the other takes without naming them."""

_CUDNN = (
    ("units",),
    ("kernel_initializer", "glorot_uniform"),
    ("recurrent_initializer", "orthogonal"),
    ("bias_initializer", "zeros"),
)
_CUDNN_END = (
    ("kernel_regularizer", None),
    ("recurrent_regularizer", None),
    ("bias_regularizer", None),
    ("activity_regularizer", None),
    ("kernel_constraint", None),
    ("recurrent_constraint", None),
    ("bias_constraint", None),
    ("return_sequences", False),
    ("return_state", False),
    ("go_backwards", False),
    ("stateful", False),
)

OLDER: Mapping[str, tuple[Row, ...]] = {
    # tf.compat.v1.keras.layers and Keras 2.0-2.3 (keras/layers/cudnn_recurrent.py).
    "CuDNNGRU": _CUDNN + _CUDNN_END,
    "CuDNNLSTM": (*_CUDNN, ("unit_forget_bias", True), *_CUDNN_END),
}
"""Classes that neither generated table has."""


@record(frozen=True)
class Parameter:
    """One parameter. default: a plain constant, `REQUIRED`, or an `Unknown` where it is not a literal.

    generations: the Keras generations that have it, of "2" and "3" (both: "23"). older_default: the one that Keras 2
    has where Keras 3 requires the argument.
    """

    name: str
    default: object = REQUIRED
    keyword_only: bool = False
    generations: str = "23"
    older_default: object = REQUIRED


@record(frozen=True)
class Signature:
    """The parameters of a class or function, positional ones first and in order."""

    name: str
    parameters: tuple[Parameter, ...]

    @functools.cached_property
    def positional(self) -> tuple[Parameter, ...]:
        """Parameters that can be given by position."""
        return tuple(parameter for parameter in self.parameters if not parameter.keyword_only)

    @functools.cached_property
    def defaults(self) -> Mapping[str, object]:
        """What is taken for parameters that are not given: of Keras 2 where it alone has a default."""
        found = ((one.name, one.older_default if one.default is REQUIRED else one.default) for one in self.parameters)
        return {name: default for name, default in found if default is not REQUIRED}

    @functools.cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(parameter.name for parameter in self.parameters)

    def __contains__(self, name: object) -> bool:
        return name in self._names


def decode(name: str, older: Sequence[Row] | None, newer: Sequence[Row] | None) -> Signature:
    """A signature from the generated rows of Keras 2 and 3; where they differ the newer one leads.

    A parameter that only Keras 2 has keeps its place behind the newer ones if it stands there in Keras 2, so that
    `LeakyReLU(0.3)` and `Embedding(10, 4, "uniform", None)` bind in either generation.
    """
    found: dict[str, Parameter] = {}
    lead = newer if newer is not None else older or ()
    known_older = {row[0].lstrip("*"): _parameter(row, "2") for row in older or ()}
    for row in lead:
        plain = row[0].lstrip("*")
        generations = ("2" if plain in known_older else "") + ("3" if newer is not None else "")
        parameter = _parameter(row, generations)
        if parameter.default is REQUIRED and plain in known_older:
            parameter = replace(parameter, older_default=known_older[plain].default)
        found[plain] = parameter
    for row in older or ():
        plain = row[0].lstrip("*")
        if plain not in found and RENAMED.get((name, plain)) not in found:
            parameter = _parameter(row, "2")
            default = None if parameter.default is REQUIRED else parameter.default
            found[plain] = Parameter(plain, default, True, "2")
    return Signature(name, tuple(found.values()))


def _parameter(row: Row, generations: str) -> Parameter:
    default = REQUIRED if len(row) == 1 else OPAQUE if row[1] is ... else row[1]
    return Parameter(row[0].lstrip("*"), default, row[0].startswith("*"), generations)


class SignatureTable(Mapping[str, Signature]):
    """Signatures of one kind by name, read and decoded when first asked for.

    more: signatures that no generation's data has. base: parameters that all but the `closed` ones take besides.
    """

    def __init__(
        self,
        kind: str,
        table: str = "classes",
        *,
        more: Mapping[str, tuple[Row, ...]] | None = None,
        base: tuple[Row, ...] = (),
        closed: frozenset[str] = frozenset(),
    ) -> None:
        self._kind, self._table = kind, table
        self._more, self._base, self._closed = more or {}, base, closed
        self._decoded: dict[str, Signature] = {}

    @functools.cached_property
    def _names(self) -> frozenset[str]:
        tables = (facts(self._kind, generation)[self._table] for generation in GENERATIONS)
        return frozenset(self._more).union(*tables)

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __getitem__(self, name: str) -> Signature:
        if name not in self._decoded:
            if name not in self._names:
                raise KeyError(name)
            older, newer = (rows(self._kind, self._table, name, generation) for generation in GENERATIONS)
            found = decode(name, self._more.get(name, older), newer)
            if name not in self._closed:
                known = {parameter.name for parameter in found.parameters}
                extra = tuple(_parameter(row, "23") for row in self._base if row[0].lstrip("*") not in known)
                found = Signature(name, found.parameters + extra)
            self._decoded[name] = found
        return self._decoded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._names))

    def __len__(self) -> int:
        return len(self._names)


LAYERS: Mapping[str, Signature] = SignatureTable(
    "layers", more=OLDER, base=EXTRA_BASE, closed=frozenset({"Input", "InputLayer"})
)
"""Every class of keras.layers by its canonical name, and "Input"."""

LAYER_ALIASES: Mapping[str, str] = Spellings(
    "layers",
    "aliases",
    # Keras 1 and 2.0 names that old programs still use with today's parameters.
    {"Convolution3D": "Conv3D", "Deconvolution2D": "Conv2DTranspose", "Deconvolution3D": "Conv3DTranspose"},
)

LAYER_FUNCTIONS: Mapping[str, str] = Spellings("layers", "functions")
"""Functions of keras.layers that make a layer and call it: "add" -> "Add"."""


def canonical_layer(name: str) -> str | None:
    """Keras' name of a layer class: "MaxPool2D" -> "MaxPooling2D"; None where there is no such layer."""
    if name in LAYER_ALIASES:
        return LAYER_ALIASES[name]
    return name if name in LAYERS else None


def bind(signature: Signature, args: Sequence[object], kwargs: Mapping[str, object]) -> dict[str, object]:
    """Arguments by parameter name, with defaults for those not given: of Keras 2 where it alone has one.

    A required parameter that is not given is absent. Keywords that the signature does not have are kept under their
    own name; positional arguments beyond the last parameter are dropped (Keras rejects such a call).
    """
    bound = dict(signature.defaults)
    for parameter, value in zip(signature.positional, args, strict=False):
        bound[parameter.name] = value
    for name, value in kwargs.items():
        bound[name] = value
        renamed = RENAMED.get((signature.name, name))
        if renamed is not None and renamed not in kwargs:
            bound[renamed] = value
    return bound
