"""Enumerations: as in module `enum`, with a faster start.

Type checkers see those of the standard library.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from enum import Enum, IntEnum, auto
else:
    from kerasrules.model.light_enum import Enum, IntEnum, auto

__all__ = ["Enum", "IntEnum", "auto"]
