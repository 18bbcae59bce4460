"""docs/live.md says what is so: its programs run, and print what it quotes."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("tensorflow", reason="models in memory are those of Keras")

TEXT = (Path(__file__).parent.parent / "docs" / "live.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def without_numbers(text: str) -> str:
    """Names of layers are numbered over all tests of a process."""
    return re.sub(r"(model:\d+):\d+", r"\1", re.sub(r"(dense|sequential|input_layer)(_\d+)?", r"\1", text))


def test_its_programs_print_what_it_quotes(keras: Any) -> None:
    scope: dict[str, Any] = {}
    printed = ""
    for kind, text in BLOCK.findall(TEXT):
        if kind == "python":
            output = io.StringIO()
            with contextlib.redirect_stdout(output):
                exec(text, scope)
            printed = without_numbers(output.getvalue())
        elif kind == "text":
            for line in without_numbers(text).splitlines():
                assert re.sub(r"^ *\S*\^+$|^ *\| *[-^].*", "", line) in printed, line


def test_every_use_of_the_magic_is_one() -> None:
    from kerasrules.live.notebook_extension import _parsed

    uses = re.findall(r"`%kerasrules ([^`]*)`", TEXT)
    assert len(uses) >= 5
    for use in uses:
        assert _parsed(use).verb in ("check", "confirm")
