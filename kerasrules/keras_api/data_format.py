"""Where Keras keeps the order of an image's axes, under its names of all generations."""

from __future__ import annotations

from collections.abc import Mapping

from kerasrules.model.data import Shape

SETTERS: frozenset[str] = frozenset({"set_image_data_format", "set_image_dim_ordering"})
"""Functions of keras.backend and keras.config that change the default."""

GETTERS: frozenset[str] = frozenset({"image_data_format", "image_dim_ordering"})

FORMATS: Mapping[str, str] = {
    "channels_first": "channels_first",
    "channels_last": "channels_last",
    "th": "channels_first",
    "tf": "channels_last",
}
"""The formats by their names of today and of Keras 1."""


def arranged(shape: Shape, format: str | None) -> Shape | None:
    """The shape of images, given with their channels last, in a format; None where that is unknown."""
    if len(shape) < 3 or format == "channels_last":
        return shape
    return None if format is None else (*shape[:-3], shape[-1], *shape[-3:-1])


PUTS_CHANNELS_FIRST = r"""\bdata_format\s*=\s*["']channels_first["']"""
"""A layer is told so, where its file is read as text."""
