"""kerasrules: reads Keras programs without running them and says why the network cannot learn as written.

The public functions of `kerasrules.api` and `kerasrules.live` can be imported from here. They are loaded when they are
first used, so that the command line starts without them.
"""

from __future__ import annotations

import os
import sys

if sys.argv[:1] == ["-m"] and sys.orig_argv[1:3] == ["-m", "kerasrules"]:
    # Python looks into the current folder first, and that is the user's: a random.py in it is not to be run
    sys.path[:] = [entry for entry in sys.path if entry not in ("", os.getcwd())]

from kerasrules.version import __version__

TYPE_CHECKING = False  # as type checkers know it; `typing` takes longer to load than all that a start needs of this
if TYPE_CHECKING:
    from typing import Any

    from kerasrules.api import check_file, check_paths, check_source, fix_source, read_program
    from kerasrules.live import CannotExamine, check, confirm

_OF_LIVE = ("CannotExamine", "check", "confirm")

__all__ = [
    "CannotExamine",
    "__version__",
    "check",
    "check_file",
    "check_paths",
    "check_source",
    "confirm",
    "fix_source",
    "read_program",
]


def __getattr__(name: str) -> Any:
    if name in _OF_LIVE:
        from kerasrules import live

        return getattr(live, name)
    if name in __all__:
        from kerasrules import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def load_ipython_extension(shell: Any) -> None:
    """`%load_ext kerasrules` in IPython or Jupyter."""
    from kerasrules.live.notebook_extension import load

    load(shell)


def unload_ipython_extension(shell: Any) -> None:
    """`%unload_ext kerasrules`."""
    from kerasrules.live.notebook_extension import unload

    unload(shell)
