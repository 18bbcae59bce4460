"""Calls of libraries whose result depends on what does not stand in the program: on files, on tables, on options.

Their handlers say what comes out in most programs, and rules of learning are right to use that. A prediction that the
program stops wants more: the program ran for its author, with a table that has another column than was thought, or with
another option on its command line. Where nothing is supposed (`ReadingOptions.supposes`), their results are unknown.
"""

from __future__ import annotations

from kerasrules.interpreter.libraries.registry import AttributeHandler, Handler
from kerasrules.interpreter.values import ArrayObject, Value
from kerasrules.model.data import ArrayInfo
from kerasrules.model.unknown import Unknown

_FILES = frozenset(
    {
        *("numpy_files", "pandas_files", "scipy"),  # tables and arrays
        *("librosa", "matplotlib", "opencv", "pillow", "scikit_image"),  # sounds and images
        *("python.argparse", "python.glob"),
        *("imblearn", "jax", "torch"),
    }
)
"""Files of handlers, each of one library."""

_NAMES = frozenset(
    {
        *("pandas.concat", "pandas.melt", "pandas.merge", "pandas.pivot_table", "array.columns", "array.index"),
        *("os.environ.get", "os.getenv"),
    }
)
"""Functions and members that depend on what is in a table, or on the user's environment."""


def is_out_of_sight(name: str, receiver: Value, handler: Handler | AttributeHandler) -> bool:
    """Whether what a handler says of a function, or of a member of receiver, rests on what the program does not say.

    Members of something that is in sight are in sight as well, as a rule.
    """
    file = handler.__module__.removeprefix(f"{__package__}.")
    return name in _NAMES or (receiver is None and file in _FILES)


def what_is_certain(result: Value, otherwise: Unknown) -> Value:
    """What is left of such a result: of a table that it is one, and whether it is a single column."""
    if isinstance(result, ArrayObject) and result.frame and result.info.shape is not None:
        return ArrayObject(ArrayInfo(shape=(None,) * len(result.info.shape)), frame=True)
    return otherwise
