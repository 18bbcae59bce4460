"""A file is written whole or not at all."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from kerasrules.source import atomic_write as writing
from kerasrules.source.atomic_write import FileChanged, atomic_write
from kerasrules.source.regular_files import FileRefused


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


def test_what_was_changed_meanwhile_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"saved in an editor")
    with pytest.raises(FileChanged, match="changed meanwhile"):
        atomic_write(str(file), b"new", expected=b"old")
    assert (file.read_bytes(), os.listdir(tmp_path)) == (b"saved in an editor", ["a"])
    atomic_write(str(file), b"new", expected=b"saved in an editor")
    assert file.read_bytes() == b"new"


def test_a_file_with_several_names_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"old")
    os.link(file, tmp_path / "b")
    with pytest.raises(FileRefused, match="other names"):
        atomic_write(str(file), b"new")
    assert (tmp_path / "b").read_bytes() == file.read_bytes() == b"old"


@pytest.mark.skipif(sys.platform == "win32", reason="no such owners there")
def test_a_file_whose_owner_cannot_be_kept_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"old")
    stat_of = os.stat

    def of_another(path: str) -> os.stat_result:
        found = stat_of(path)
        return os.stat_result((*found[:4], found.st_uid + 1, *found[5:])) if path.endswith("a") else found

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(writing.os, "stat", of_another)
    monkeypatch.setattr(writing.os, "chown", refuse)
    with pytest.raises(FileRefused, match="belongs to another"):
        atomic_write(str(file), b"new")
    assert (file.read_bytes(), os.listdir(tmp_path)) == (b"old", ["a"])


@pytest.mark.skipif(os.name != "posix", reason="whether a process runs cannot be asked there")
def test_what_a_killed_writer_left_is_removed(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    (tmp_path / f".a.{ended.pid}.tmp").write_bytes(b"half")
    (tmp_path / f".a.{os.getppid()}.tmp").write_bytes(b"of a writer that runs")
    atomic_write(str(tmp_path / "a"), b"new")
    assert sorted(os.listdir(tmp_path)) == [f".a.{os.getppid()}.tmp", "a"]
