"""What the tests ask about the Keras that is installed: on Python 3.10 it is 3.12."""

from __future__ import annotations

from typing import Any


def is_before(keras: Any, *release: int) -> bool:
    """Whether it is older than a release, as (3, 13)."""
    return tuple(map(int, keras.__version__.split(".")[: len(release)])) < release
