"""What holds for all tests."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kerasrules.cli import main

# A shell starts what it runs in the background with Ctrl-C ignored, and so would every program that a test starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    with contextlib.suppress(ValueError):  # not the main thread
        signal.signal(signal.SIGINT, signal.default_int_handler)


# what one test finds must not come from another; those of the cache switch it on
os.environ["KERASRULES_NO_CACHE"] = "1"

# for TensorFlow, wherever it is imported: on the processor, and without its log
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def pytest_addoption(parser):
    parser.addoption(
        "--update-snapshots",
        action="store_true",
        help="write what the tool says of the fixtures anew, where it is compared with what it said before",
    )

    parser.addoption(
        "--every",
        type=int,
        default=1,
        metavar="N",
        help="of tests with more than 40 cases, run every Nth: another set in each version of Python",
    )


MANY = 40
"""Tests with more cases than this differ little from case to case."""


def pytest_collection_modifyitems(config, items):
    step = config.getoption("--every")
    if step == 1:
        return
    cases = Counter(_function(item) for item in items)
    met: Counter[str] = Counter()
    kept, left = [], []
    for item in items:
        name = _function(item)
        met[name] += 1
        is_of_this_version = (met[name] + sys.version_info.minor) % step == 0
        (kept if cases[name] <= MANY or is_of_this_version else left).append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = kept


def _function(item):
    return item.nodeid.partition("[")[0]


def pytest_collection_finish():
    _freeze()


def _freeze():
    """Leave what is there to stay out of garbage collections: TensorFlow alone makes one take a fifth of a second."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Run `kerasrules check` in an empty folder: exit status, standard output and error."""
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)

    def check(*arguments: object) -> tuple[int, str, str]:
        status = main(["check", *map(str, arguments)])
        done = capsys.readouterr()
        return status, done.out, done.err

    return check


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
