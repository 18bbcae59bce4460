"""Where Keras keeps the order of an image's axes, under its names of all generations."""

from __future__ import annotations

SETTERS: frozenset[str] = frozenset({"set_image_data_format", "set_image_dim_ordering"})
"""Functions of keras.backend and keras.config that change the default."""

GETTERS: frozenset[str] = frozenset({"image_data_format", "image_dim_ordering"})
