"""What holds for all tests."""

from __future__ import annotations

import contextlib
import signal

# A shell starts what it runs in the background with Ctrl-C ignored, and so would every program that a test starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    with contextlib.suppress(ValueError):  # not the main thread
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser):
    parser.addoption(
        "--update-snapshots",
        action="store_true",
        help="write what the tool says of the fixtures anew, where it is compared with what it said before",
    )
