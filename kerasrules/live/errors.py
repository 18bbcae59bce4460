"""Why a model or data in memory cannot be looked at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class CannotExamine(ValueError):
    """The model or the data cannot be checked or confirmed, with the reason for the user."""


@contextmanager
def in_words() -> Iterator[None]:
    """Whatever of kerasrules itself gives up here gives up in these words."""
    from kerasrules.confirming.plan.imported_model import UnusableModel
    from kerasrules.confirming.plan.targets import DataError
    from kerasrules.confirming.run.session import WorkerError

    try:
        yield
    except (UnusableModel, DataError, WorkerError) as error:
        detail = getattr(error, "detail", "")
        raise CannotExamine(f"{error}\n{detail}" if detail else str(error)) from None
