"""Initializers: spellings and signatures."""

from __future__ import annotations

from collections.abc import Mapping

from kerasrules.keras_api.generated import Spellings
from kerasrules.keras_api.signatures import Signature, SignatureTable

INITIALIZER_NAMES: Mapping[str, str] = Spellings("initializers", "spellings")
"""Every spelling to the class."""

INITIALIZERS: Mapping[str, Signature] = SignatureTable("initializers")

CONSTANT: frozenset[str] = frozenset({"Zeros", "Ones", "Constant"})
"""Give every weight the same value."""


def canonical_initializer(spelling: str) -> str | None:
    """The class name ("he_normal" -> "HeNormal", "zero" -> "Zeros"); None where Keras has no such initializer."""
    return INITIALIZER_NAMES.get(spelling)
