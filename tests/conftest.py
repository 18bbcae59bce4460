"""What holds for all tests."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
from typing import Any

import pytest

# A shell starts what it runs in the background with Ctrl-C ignored, and so would every program that a test starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    with contextlib.suppress(ValueError):  # not the main thread
        signal.signal(signal.SIGINT, signal.default_int_handler)


# for TensorFlow, wherever it is imported: on the processor, and without its log
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def pytest_addoption(parser):
    parser.addoption(
        "--update-snapshots",
        action="store_true",
        help="write what the tool says of the fixtures anew, where it is compared with what it said before",
    )


def pytest_collection_finish():
    _freeze()


def _freeze():
    """Leave what is there to stay out of garbage collections: TensorFlow alone makes one take a fifth of a second."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def tensorflow() -> Any:
    module = pytest.importorskip("tensorflow", reason="the real Keras is the oracle")
    _freeze()
    return module


@pytest.fixture(scope="session")
def keras(tensorflow: Any) -> Any:
    """The oracle."""
    module = pytest.importorskip("keras", minversion="3")
    _freeze()
    return module
