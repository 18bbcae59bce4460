"""Files, names and folders made to hang, flood or deceive the program: each is told, and the others are checked."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
NET = """import keras
net = keras.Sequential([keras.Input((6,)), keras.layers.Dense(3{}), keras.layers.Dense(1)])
net.compile(loss="mae", optimizer="sgd")
"""
FORMATS = ("full", "concise", "json", "sarif", "github", "gitlab", "junit", "checkstyle", "rdjson")
NAMES = [
    "first\\n::error file=setup.py,line=1::not from kerasrules",
    "carriage\\r::warning::x",
    "escape\\x1b[31mred\\x1b[0m",
    "title\\x1b]0;owned\\x07",
    "bell\\x07",
    "back\\x08\\x08\\x08space",
    "right to left \\u202e gnp.exe",
    "isolate \\u2066 x \\u2069",
    "mark \\u200f \\u061c",
    "zero\\u200bwidth",
    "line\\u2028separator",
    "paragraph\\u2029separator",
    "next\\x85line",
    "csi \\x9b31m",
    "null \\x00 byte",
    "delete \\x7f",
    "##vso[task.setvariable variable=x]y\\n##[error]z",
    "%0A::error::x",
    "]]> & <b> \\x01",
    "tag \\U000e0041",
]
ACTIVE = {
    *map(chr, range(32)),
    *map(chr, range(127, 160)),
    *"\u202e\u2066\u2069\u200f\u061c\u200b\u2028\u2029\U000e0041",
}

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the tool in an empty folder."""

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "kerasrules", *map(str, arguments)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
        return subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=environment, timeout=120)

    return run


@pytest.mark.parametrize("format", FORMATS)
def test_names_in_a_program_do_nothing_where_they_are_shown(run: Run, tmp_path: Path, format: str) -> None:
    for number, name in enumerate(NAMES):
        (tmp_path / f"net{number}.py").write_text(NET.format(f', name="{name}"'), encoding="utf-8")
    done = run("check", "--output-format", format, ".")
    assert "KR101" in done.stdout
    assert not ACTIVE.intersection(done.stdout + done.stderr) - {"\n"}
    shown = [line for line in done.stdout.splitlines() if line.lstrip().startswith(("::", "##"))]
    assert all(line.startswith("::error title=kerasrules") for line in shown)


@pytest.mark.skipif(sys.platform == "win32", reason="no such names there")
@pytest.mark.parametrize("format", FORMATS)
def test_names_of_files_do_nothing_where_they_are_shown(run: Run, tmp_path: Path, format: str) -> None:
    # a line end in a name is data in formats that are read by programs
    for name in NAMES:
        name = name.encode().decode("unicode_escape").replace("\0", "").replace("/", "-")
        (tmp_path / f"{name}.py").write_text(NET.format(""), encoding="utf-8")
        (tmp_path / f"{name} broken.py").write_bytes(b"import keras\nname = '\xff'\n")
    done = run("check", "--output-format", format, "--verbose", ".")
    assert "KR101" in done.stdout
    assert not ACTIVE.intersection(done.stdout + done.stderr) - {"\n"}
    assert not [line for line in done.stderr.splitlines() if line.lstrip().startswith(("::", "##"))]
    shown = [line for line in done.stdout.splitlines() if line.lstrip().startswith(("::", "##"))]
    assert all(line.startswith("::error title=kerasrules") for line in shown)


@pytest.mark.parametrize("codec", ["rot13", "hex", "zlib", "base64", "undefined", "punycode", "idna", "unicode_escape"])
def test_codecs_that_give_no_text(run: Run, tmp_path: Path, codec: str) -> None:
    (tmp_path / "a.py").write_text(f"# coding: {codec}\n# keras\nname = '\\\\'\n")
    (tmp_path / "b.py").write_text(NET.format(""))
    done = run("check", "--output-format", "concise", ".")
    assert "b.py:2:44: KR101" in done.stdout
    assert "internal error" not in done.stderr


def test_a_bad_line_of_gitignore_is_told_and_skipped(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("output\\\n!\n[z-a]\nleft_out.py\n")
    for name in ("net.py", "left_out.py"):
        (tmp_path / name).write_text(NET.format(""))
    done = run("check", "--output-format", "concise", ".")
    assert done.stdout.startswith("net.py:2:44: KR101")
    assert "left_out" not in done.stdout
    assert ".gitignore:1:1: not a pattern, and skipped" in done.stderr


def test_a_folder_that_is_named_is_checked_though_it_is_ignored(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("out/\n")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "net.py").write_text(NET.format(""))
    assert run("check", ".").returncode == 0
    assert run("check", "out").returncode == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a = " + "[" * 5000, "nested too deeply"),
        ("[tool.kerasrules]\na" + ".a" * 50_000 + " = 1", "a key has more than 500 parts"),
        ('[tool.kerasrules]\nexclude = ["[z-a]"]\n', "`exclude` in [tool.kerasrules] must be"),
        ('[tool.kerasrules]\nbaseline = "\\u0000"\n', "`baseline` in [tool.kerasrules] must be a path"),
    ],
)
def test_bad_settings_are_told_in_a_line(run: Run, tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text + "\n# kerasrules\n")
    (tmp_path / "net.py").write_text(NET.format(""))
    done = run("check", ".")
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_settings_with_a_byte_order_mark_are_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('\ufeff[tool.kerasrules]\nignore = ["KR101"]\n', encoding="utf-8")
    (tmp_path / "net.py").write_text(NET.format(""))
    assert run("check", ".").returncode == 0


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files there")
@pytest.mark.parametrize("special", ["net.py", "pyproject.toml", ".gitignore", ".kerasrules-baseline.json"])
def test_a_pipe_under_a_files_name_is_refused(run: Run, tmp_path: Path, special: str) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "other.py").write_text(NET.format(""))
    os.mkfifo(tmp_path / special)
    given = ["--baseline", special] if "baseline" in special else []
    done = run("check", *given, special if special == "net.py" else "other.py", "other.py", ".")
    assert "not a regular file" in done.stderr + done.stdout
    assert "internal error" not in done.stderr


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no such device there")
def test_an_output_that_is_full_is_told_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "net.py").write_text(NET.format(""))
    with open("/dev/full", "w") as full:
        command = [sys.executable, "-m", "kerasrules", "check", "net.py"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, cwd=tmp_path, env=environment)
    assert (done.returncode, done.stderr) == (2, "error: the output: No space left on device\n")


# those that Python itself imports for `python -m`, before it comes to any program, are not among them
MODULES = (
    *("abc", "argparse", "ast", "base64", "bisect", "copy", "dataclasses", "difflib", "enum", "gc", "glob", "hashlib"),
    *("heapq", "json", "keras", "libcst", "logging", "math", "numpy", "pathspec", "pickle", "queue", "random", "re"),
    *("shutil", "signal", "socket", "string", "struct", "subprocess", "tempfile", "tensorflow", "textwrap"),
    *("threading", "time", "token", "tokenize", "tomllib", "typing", "unicodedata", "uuid"),
)


@pytest.mark.parametrize(
    "arguments", [("check", "--select", "ALL"), ("show",), ("check", "--fix", "--unsafe-fixes", "--diff")]
)
def test_modules_beside_the_program_are_not_run(run: Run, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    for name in MODULES:
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'a').write('{name} ')\n")
    (tmp_path / "net.py").write_text(NET.format(""))
    done = run(*arguments, "net.py")
    assert not (tmp_path / "ran").exists(), (tmp_path / "ran").read_text()
    assert "Dense" in done.stdout


def test_modules_beside_the_program_are_not_run_by_confirm(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("keras")
    for name in MODULES:
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'a').write('{name} ')\n")
    data = "import numpy as np\nx = np.random.rand(64, 6)\ny = x.sum(axis=1)\n"
    (tmp_path / "net.py").write_text(data + NET.format("") + "net.fit(x, y, epochs=2)\n")
    done = run("confirm", "net.py", "--budget", "3")
    assert not (tmp_path / "ran").exists(), (tmp_path / "ran").read_text()
    assert "KR101" in done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGKILL])
def test_workers_end_with_the_process_that_asked_them(tmp_path: Path, by: signal.Signals) -> None:
    for number in range(60):
        (tmp_path / f"net{number}.py").write_text(NET.format("") + "x = [" + "1, " * 60_000 + "]\n" * 1)
    command = [sys.executable, "-m", "kerasrules", "check", "-j", "2", "."]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    asked = subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while len(_children(asked.pid)) < 2 and asked.poll() is None:
        time.sleep(0.02)
    workers = _children(asked.pid)
    asked.send_signal(by)
    asked.wait()
    assert workers
    for _ in range(300):
        if not any(map(_runs, workers)):
            return
        time.sleep(0.1)
    raise AssertionError("a worker is still there after 30 s")


def _children(process: int) -> list[int]:
    with open(f"/proc/{process}/task/{process}/children") as file:
        return [int(word) for word in file.read().split()]


def _runs(process: int) -> bool:
    try:
        with open(f"/proc/{process}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
