"""`check --fix` and its kin as their users have them: files, standard input, exit status, broken and guarded files."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from kerasrules.fixing import files
from kerasrules.source.atomic_write import atomic_write
from tests import test_cli
from tests.test_cli import CLEAN, Run, write

run = test_cli.run  # a fixture
SAFE = """\
from keras import Sequential, layers, optimizers
m = Sequential([layers.Input((4,)), layers.Dense(8, activation="relu"), layers.Dense(1)])
m.compile(optimizers.Adam(lr=0.001), "mse")  # squares
"""
SAFE_AFTER = SAFE.replace("lr=", "learning_rate=")
UNSAFE = """\
from keras import Sequential, layers
m = Sequential([layers.Input((4,)), layers.Dense(8), layers.Dense(1)])
"""
UNSAFE_AFTER = UNSAFE.replace("Dense(8)", 'Dense(8, activation="relu")')


def test_fix_mends_what_is_safe_and_reports_what_is_left(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "safe.py", SAFE)
    write(tmp_path / "unsafe.py", UNSAFE)
    done = run("check", "--fix", "--output-format", "concise")
    assert done.returncode == 1
    assert (tmp_path / "safe.py").read_text() == SAFE_AFTER
    assert (tmp_path / "unsafe.py").read_text() == UNSAFE
    assert done.stdout.splitlines()[0].startswith("unsafe.py:2:37: KR101 ")
    assert done.stdout.splitlines()[1:] == [
        "Fixed 1 finding (1 more with --unsafe-fixes).",
        "Found 1 finding in 1 file (2 checked).",
    ]
    done = run("check", "--fix", "--unsafe-fixes")
    assert (tmp_path / "unsafe.py").read_text() == UNSAFE_AFTER
    assert (done.returncode, done.stdout) == (0, "Fixed 1 finding.\nNo findings (2 checked).\n")
    done = run("check", "--fix", "--unsafe-fixes")
    assert (done.returncode, done.stdout) == (0, "Nothing fixed.\nNo findings (2 checked).\n")


def test_without_fix_nothing_is_written_and_the_mark_says_what_could_be(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "safe.py", SAFE)
    write(tmp_path / "unsafe.py", UNSAFE)
    done = run("check")
    assert "(KR501) [fix]\n" in done.stdout
    assert "(KR101) [unsafe fix]\n" in done.stdout
    assert done.stdout.endswith("1 fixable with --fix (1 more with --unsafe-fixes).\n")
    assert run("check", "--unsafe-fixes").stdout.endswith("2 fixable with --fix.\n")
    assert (tmp_path / "safe.py").read_text() == SAFE


def test_settings_can_want_unsafe_fixes(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", "[tool.kerasrules]\nunsafe-fixes = true\n")
    write(tmp_path / "a.py", UNSAFE)
    assert run("check", "--fix", "--no-unsafe-fixes").returncode == 1
    assert (tmp_path / "a.py").read_text() == UNSAFE
    assert run("check", "--fix").returncode == 0
    assert (tmp_path / "a.py").read_text() == UNSAFE_AFTER


def test_fix_only_reports_nothing(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "safe.py", SAFE)
    write(tmp_path / "unsafe.py", UNSAFE)
    done = run("check", "--fix-only")
    assert (done.returncode, done.stdout) == (0, "Fixed 1 finding (1 more with --unsafe-fixes).\n")
    assert (tmp_path / "safe.py").read_text() == SAFE_AFTER


def test_diff_writes_nothing(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "safe.py", SAFE)
    write(tmp_path / "unsafe.py", UNSAFE)
    done = run("check", "--diff")
    assert done.returncode == 1
    assert done.stdout == (
        "--- safe.py\n+++ safe.py\n@@ -1,3 +1,3 @@\n"
        + "".join(f" {line}\n" for line in SAFE.splitlines()[:2])
        + f"-{SAFE.splitlines()[2]}\n+{SAFE_AFTER.splitlines()[2]}\n"
    )
    assert done.stderr == "Would fix 1 finding (1 more with --unsafe-fixes).\n"
    assert (tmp_path / "safe.py").read_text() == SAFE
    assert run("check", "--diff", "--exit-zero").returncode == 0
    done = run("check", "--diff", "unsafe.py")
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_the_diff_can_be_applied(run: Run, tmp_path: Path) -> None:
    text = UNSAFE.replace("\n", "\r\n").removesuffix("\r\n")
    write(tmp_path / "a.py", text)
    done = subprocess.run(
        [sys.executable, "-m", "kerasrules", "check", "--diff", "--unsafe-fixes", "a.py"],
        cwd=tmp_path,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
        check=False,
    )
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "apply", "-p0", "-"], input=done.stdout, cwd=tmp_path, check=True)
    assert (tmp_path / "a.py").read_bytes().decode() == text.replace("Dense(8)", 'Dense(8, activation="relu")')


def test_standard_input_comes_back_mended(run: Run) -> None:
    done = run("check", "--fix", "-", stdin=SAFE + UNSAFE)
    assert done.stdout == SAFE_AFTER + UNSAFE
    assert done.returncode == 1
    assert done.stderr.endswith(
        "Fixed 1 finding (1 more with --unsafe-fixes).\nFound 1 finding in 1 file (1 checked).\n"
    )
    done = run("check", "--fix-only", "--unsafe-fixes", "-q", "-", stdin=UNSAFE.encode("utf-8-sig"))
    assert (done.returncode, done.stdout, done.stderr) == (0, "\ufeff" + UNSAFE_AFTER, "")
    done = run("check", "--diff", "-", stdin=SAFE)
    assert (done.returncode, done.stdout.count("+m.compile")) == (1, 1)


@pytest.mark.parametrize("text", ["x = (\n", "import keras\nx = 1\n", ""])
def test_standard_input_without_anything_to_fix_comes_back(run: Run, text: str) -> None:
    assert run("check", "--fix", "--stdin-filename", "a.py", "-", stdin=text).stdout == text


def test_json_stays_json(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "safe.py", SAFE)
    done = run("check", "--fix", "--output-format", "json")
    assert json.loads(done.stdout)["findings"] == []
    assert (tmp_path / "safe.py").read_text() == SAFE_AFTER


def test_what_is_not_fixed_is_said_with_the_reason(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "a.py", UNSAFE.replace("Dense(8)", "Dense(8, activation=act)").replace("m =", "act = None\nm ="))
    done = run("check", "--fix", "--unsafe-fixes")
    assert "notice: a.py:3:37: KR101 linear-stack is not fixed: activation is set by the variable act" in done.stderr
    assert done.stdout.endswith("Nothing fixed.\nFound 1 finding in 1 file (1 checked).\n")
    assert run("check", "--fix", "--unsafe-fixes", "-q").stderr == ""


def test_a_fix_in_another_file_is_made_there_or_not_at_all(run: Run, tmp_path: Path) -> None:
    helper = "from keras import layers\ndef hidden(x):\n    return layers.Dense(8)(x)\n"
    write(tmp_path / "nets.py", helper)
    write(
        tmp_path / "a.py",
        "from keras import Input, Model, layers\nfrom nets import hidden\n"
        "i = Input((4,))\nm = Model(i, layers.Dense(1)(hidden(i)))\n",
    )
    done = run("check", "--fix", "--unsafe-fixes", "a.py")
    assert "nets.py:3:12: KR101 linear-stack is not fixed: the code to change is in another file" in done.stderr
    assert (tmp_path / "nets.py").read_text() == helper
    assert done.returncode == 1
    # nor is it promised
    told = run("check", "a.py").stdout
    assert "KR101" in told
    assert "fix" not in told.partition("help:")[0]
    assert "fixable" not in told


def test_notebooks_are_fixed_in_their_cell(run: Run, tmp_path: Path) -> None:
    cells = [
        {"cell_type": "code", "source": ["%matplotlib inline\n", "!pip list\n", SAFE], "outputs": [{"a": 1.50}]},
        {"cell_type": "markdown", "source": SAFE},
        {"cell_type": "code", "source": "%%writefile b.py\n" + SAFE},
        {"cell_type": "code", "source": "%%bash\npip list"},
    ]
    text = json.dumps({"cells": cells, "nbformat": 4}, indent=3)
    write(tmp_path / "a.ipynb", text)
    done = run("check", "--fix")
    assert (done.returncode, done.stdout) == (0, "Fixed 1 finding.\nNo findings (1 checked).\n")
    assert (tmp_path / "a.ipynb").read_text() == text.replace("lr=", "learning_rate=", 1)


# --- files -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8-sig", "latin-1", "utf-8"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encoding_and_line_ends_stay(run: Run, tmp_path: Path, encoding: str, end: str) -> None:
    text = ("# -*- coding: latin-1 -*-\n" if encoding == "latin-1" else "") + SAFE.replace("squares", "Fläche")
    write(tmp_path / "a.py", text.replace("\n", end).encode(encoding))
    assert run("check", "--fix").returncode == 0
    after = text.replace("lr=", "learning_rate=").replace("\n", end)
    assert (tmp_path / "a.py").read_bytes() == after.encode(encoding)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_mode_and_links_stay(run: Run, tmp_path: Path) -> None:
    real = write(tmp_path / "real" / "a.py", SAFE)
    real.chmod(0o751)
    (tmp_path / "link.py").symlink_to(real)
    assert run("check", "--fix", "link.py").returncode == 0
    assert (tmp_path / "link.py").is_symlink()
    assert real.read_text() == SAFE_AFTER
    assert stat.S_IMODE(real.stat().st_mode) == 0o751
    assert [path.name for path in real.parent.iterdir()] == ["a.py"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everything")
def test_a_file_that_may_not_be_written(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "a.py", SAFE).chmod(0o444)
    write(tmp_path / "b.py", SAFE)
    done = run("check", "--fix")
    assert done.returncode == 2
    assert "error: a.py: no fix applied: the file cannot be written: permission denied" in done.stderr
    assert (tmp_path / "a.py").read_text() == SAFE
    assert (tmp_path / "b.py").read_text() == SAFE_AFTER


def test_a_file_that_cannot_be_written_does_not_end_the_run(monkeypatch, tmp_path, capsys):
    from kerasrules.cli import main

    def refuse(path: str, data: bytes, expected: bytes | None = None) -> None:
        if path.endswith("a.py"):
            raise PermissionError(13, "Permission denied", path)
        atomic_write(path, data, expected)

    monkeypatch.setattr(files, "atomic_write", refuse)
    first, second = write(tmp_path / "a.py", SAFE), write(tmp_path / "b.py", SAFE)
    assert main(["check", "--isolated", "--fix", str(first), str(second)]) == 2
    assert f"{first}: no fix applied: the file cannot be written: permission denied" in capsys.readouterr().err
    assert (first.read_text(), second.read_text()) == (SAFE, SAFE_AFTER)


def test_an_error_of_ours_does_not_end_the_run(monkeypatch, tmp_path, capsys):
    from kerasrules.cli import main

    fix_text = files.fix_text

    def broken(text, path, *given, **more):
        if path.endswith("a.py"):
            raise ZeroDivisionError("oh")
        return fix_text(text, path, *given, **more)

    monkeypatch.setattr(files, "fix_text", broken)
    first, second = write(tmp_path / "a.py", SAFE), write(tmp_path / "b.py", SAFE)
    assert main(["check", "--isolated", "--fix", str(first), str(second)]) == 2
    assert f"{first}: no fix applied: internal error (ZeroDivisionError: oh); please report" in capsys.readouterr().err
    assert (first.read_text(), second.read_text()) == (SAFE, SAFE_AFTER)


def test_a_write_that_fails_leaves_the_old_file_and_no_other(monkeypatch, tmp_path):
    path = write(tmp_path / "a.py", SAFE)
    for name in ("replace", "fsync", "chmod"):
        with monkeypatch.context() as patch:
            patch.setattr(os, name, lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
            with pytest.raises(OSError, match="No space left"):
                atomic_write(str(path), b"new")
        assert path.read_text() == SAFE
        assert list(tmp_path.iterdir()) == [path]


def test_what_the_encoding_cannot_hold_is_not_written(monkeypatch, tmp_path):
    from kerasrules.checking.settings import Settings
    from kerasrules.fixing import Fixed

    path = write(tmp_path / "a.py", b"# coding: latin-1\nx = 1\n")
    monkeypatch.setattr(files, "fix_text", lambda text, *_, **__: Fixed(text + "# \u20ac\n", (), ()))
    done = files.fix_file(str(path), Settings(), (), write=True)
    assert done.problem == "the fix cannot be encoded in the file's encoding (iso-8859-1)"
    assert path.read_bytes() == b"# coding: latin-1\nx = 1\n"


def test_libcst_is_imported_only_where_something_is_fixed(tmp_path: Path) -> None:
    write(tmp_path / "clean.py", CLEAN)
    write(tmp_path / "unsafe.py", UNSAFE)
    code = "import sys; from kerasrules.cli import main; main(sys.argv[1:]); print('libcst' in sys.modules)"
    for arguments, imported in (
        (["check", "unsafe.py"], "False"),
        (["check", "--fix", "clean.py", "unsafe.py"], "False"),
        (["check", "--diff", "--unsafe-fixes", "unsafe.py"], "True"),
    ):
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
            check=True,
        )
        assert done.stdout.splitlines()[-1] == imported
