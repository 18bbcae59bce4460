"""Models and arrays that are in memory: `check` and `confirm` in a session, a notebook or a training.

Keras is not imported by importing this: whoever has a model has imported it.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kerasrules.live.check_model import check
    from kerasrules.live.confirm_model import confirm
    from kerasrules.live.errors import CannotExamine

__all__ = ["CannotExamine", "check", "confirm"]

_HOMES = {"CannotExamine": "errors", "check": "check_model", "confirm": "confirm_model"}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f"kerasrules.live.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
