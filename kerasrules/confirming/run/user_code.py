"""The user's own code that builds a model, under watch: what it does besides ends it, in words for the user."""

from __future__ import annotations

import importlib
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from kerasrules.confirming.plan.imported_model import CreationLines, UnusableModel, call_factory
from kerasrules.confirming.plan.request import ModelFactory

LONGEST = 30.0
"""Seconds that importing and building may take, or as long as the budget is."""
_TRAINING = ("fit", "train_on_batch", "fit_generator")


class UserCode(Exception):
    """The code that was to build the model failed. detail: where."""

    def __init__(self, message: str, detail: str = "") -> None:
        super().__init__(message)
        self.detail = detail


class _CutShort(BaseException):
    """The code is not to go on; no `except Exception` of its own catches this."""


def imported_model(asked: ModelFactory, lines: CreationLines, budget: float) -> Any:
    """The model that the user's code builds. Raises UserCode."""
    import keras

    title = f"{asked.module}:{asked.name}"
    sys.path[:0] = asked.folders
    doing = f"importing {asked.module}"
    try:
        with _limited(max(LONGEST, budget)), _without_training(keras.Model), _without_input():
            found = getattr(importlib.import_module(asked.module), asked.name)
            doing = f"calling {title}"
            return found if isinstance(found, keras.Model) else call_factory(found, asked.arguments)
    except UnusableModel as error:
        raise UserCode(f"{title}: {error}") from None
    except KeyboardInterrupt:
        raise
    except _CutShort as stop:
        raise UserCode(f"{doing} {stop}") from None
    except EOFError:
        raise UserCode(f"{doing} waits for input") from None
    except SystemExit as stop:
        raise UserCode(f"{doing} ends the program (status {stop.code})") from None
    except BaseException as error:
        said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        raise UserCode(f"{title} failed: {said[:300]}", traceback.format_exc(limit=-4)) from None


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """End what takes longer, where the platform has alarms."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def too_long(number: int, frame: FrameType | None) -> None:
        raise _CutShort(f"took longer than {seconds:g} s")

    before = signal.signal(signal.SIGALRM, too_long)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _without_training(model_class: Any) -> Iterator[None]:
    """A model that is to be examined is not trained before."""
    own = {name: getattr(model_class, name) for name in _TRAINING if hasattr(model_class, name)}

    def refused(name: str) -> Callable[..., None]:
        def train(*args: Any, **kwargs: Any) -> None:
            frame = sys._getframe(1)
            where = f"{os.path.basename(frame.f_code.co_filename)}, line {frame.f_lineno}"
            raise _CutShort(
                f"trains a model ({name} in {where}): put that under `if __name__ == '__main__':`, or into a function"
            )

        return train

    for name in own:
        setattr(model_class, name, refused(name))
    try:
        yield
    finally:
        for name, method in own.items():
            setattr(model_class, name, method)


@contextmanager
def _without_input() -> Iterator[None]:
    """Nobody is there to answer: input() raises EOFError."""
    before = sys.stdin
    with open(os.devnull, encoding="utf-8") as nothing:
        sys.stdin = nothing
        try:
            yield
        finally:
            sys.stdin = before
