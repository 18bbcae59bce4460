"""A file is written whole or not at all."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from kerasrules.source import atomic_write as writing
from kerasrules.source.atomic_write import atomic_write


def test_a_new_file(tmp_path: Path) -> None:
    atomic_write(str(tmp_path / "a"), b"x")
    assert (tmp_path / "a").read_bytes() == b"x"
    assert os.listdir(tmp_path) == ["a"]


@pytest.mark.skipif(sys.platform == "win32", reason="no such permissions there")
def test_permissions_and_links_stay(tmp_path: Path) -> None:
    file, link = tmp_path / "a", tmp_path / "b"
    file.write_bytes(b"old")
    file.chmod(0o750)
    link.symlink_to(file)
    atomic_write(str(link), b"new")
    assert link.is_symlink()
    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o750


def test_a_failure_leaves_the_old_content_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"old")

    def fails(*_: object) -> None:
        raise OSError("no")

    monkeypatch.setattr(writing.os, "replace", fails)
    with pytest.raises(OSError, match="no"):
        atomic_write(str(file), b"new")
    assert file.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a"]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        atomic_write(str(tmp_path / "none" / "a"), b"x")


@pytest.mark.skipif(not os.path.exists("/dev/null"), reason="no such device there")
def test_what_is_no_regular_file_is_written_to() -> None:
    atomic_write("/dev/null", b"x")
    assert not stat.S_ISREG(os.stat("/dev/null").st_mode)
