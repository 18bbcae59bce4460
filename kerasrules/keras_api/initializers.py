"""Initializers: spellings and signatures."""

from __future__ import annotations

from collections.abc import Mapping

from kerasrules.keras_api import _keras2, _keras3
from kerasrules.keras_api.signatures import Signature, SignatureTable

INITIALIZER_NAMES: Mapping[str, str] = {**_keras2.INITIALIZER_NAMES, **_keras3.INITIALIZER_NAMES}
"""Every spelling to the class."""

INITIALIZERS: Mapping[str, Signature] = SignatureTable(_keras2.INITIALIZERS, _keras3.INITIALIZERS)

CONSTANT: frozenset[str] = frozenset({"Zeros", "Ones", "Constant"})
"""Give every weight the same value."""


def canonical_initializer(spelling: str) -> str | None:
    """The class name ("he_normal" -> "HeNormal", "zero" -> "Zeros"); None where Keras has no such initializer."""
    return INITIALIZER_NAMES.get(spelling)
