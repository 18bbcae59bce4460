"""How the reader behaves: it says the same twice, runs nothing, and stays within the repository."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest
from reading import strictly

from kerasrules.report.recovered_program import render_json
from kerasrules.source.load import from_file, from_text

FIXTURES = Path(__file__).parent.parent / "fixtures"
PROGRAMS = sorted(FIXTURES.rglob("*.py"))
ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("path", PROGRAMS[::4], ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_two_readings_say_the_same(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    first, second = (render_json([strictly(from_text(text, str(path)))]) for _ in range(2))
    assert first == second


def run(code: str, folder: Path, seed: str = "0") -> str:
    """The output of a new Python process."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        capture_output=True,
        text=True,
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_order_of_hashes_does_not_matter() -> None:
    code = """
        import pathlib
        from kerasrules.interpreter import analyze
        from kerasrules.report.recovered_program import render_json
        from kerasrules.source.load import from_file
        print(render_json([analyze(from_file(str(p))) for p in sorted(pathlib.Path("fixtures").rglob("*.py"))[::6]]))
        """
    assert run(code, ROOT, "1") == run(code, ROOT, "2")


def test_reading_imports_nothing_heavy_and_opens_no_file_elsewhere(tmp_path: Path) -> None:
    repository = tmp_path / "repository"
    repository.mkdir()
    (repository / ".git").mkdir()
    (tmp_path / "outside.py").write_text("LOSS = 'mse'\n", encoding="utf-8")
    (repository / "beside.py").write_text("UNITS = 3\n", encoding="utf-8")
    (repository / "main.py").write_text(
        textwrap.dedent(
            """
            import os, subprocess, numpy as np, tensorflow as tf, libcst
            from beside import UNITS
            from outside import LOSS
            open("made.txt", "w").write("ran")
            os.system("touch made.txt")
            subprocess.run(["touch", "made.txt"])
            exec("open('made.txt', 'w')")
            __import__("antigravity")
            x = np.load("/etc/hostname")
            data = tf.keras.utils.image_dataset_from_directory("/etc")
            with open(os.path.expanduser("~/.netrc")) as f:
                secret = f.read()
            m = tf.keras.Sequential([tf.keras.layers.Dense(UNITS)])
            m.compile(loss=LOSS)
            m.fit(x, secret)
            """
        ),
        encoding="utf-8",
    )
    shown = run(
        """
        import pathlib, sys
        from kerasrules.interpreter import analyze
        from kerasrules.interpreter import libraries
        from kerasrules.source.load import from_file
        opened, done = [], []
        def hook(event, args):
            if event == "open":
                opened.append(str(args[0]))
            elif event in ("os.system", "subprocess.Popen", "socket.connect", "exec", "os.listdir", "os.scandir"):
                done.append(event)
        source = from_file("main.py")
        for _ in range(20):
            analyze(source)  # what Python loads late is loaded now, and what is compiled at its 17th use
        (pathlib.Path("beside.py")).touch()
        sys.addaudithook(hook)
        analyze(source)
        print(sorted(set(opened) - {"/dev/null"}), done)
        print([name for name in ("tensorflow", "keras", "numpy", "libcst", "antigravity") if name in sys.modules])
        """,
        repository,
    )
    assert shown.splitlines() == ["['beside.py'] []", "[]"]
    assert not (repository / "made.txt").exists()


def test_reading_leaves_the_process_as_it_was() -> None:
    before = sys.getrecursionlimit(), threading.stack_size(), threading.active_count()
    strictly(from_file(str(PROGRAMS[0])))
    assert (sys.getrecursionlimit(), threading.stack_size(), threading.active_count()) == before
