"""Public programs to measure on: pinned, fetched once, and kept in a folder.

What is fetched is read and never run.
"""

from __future__ import annotations

import ast
import hashlib
import shutil
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

KERAS_IO = "https://github.com/keras-team/keras-io"
KERAS_IO_COMMIT = "ac7f64cb542cb0c76245ba77a55fe447dc562d01"
TF_MODELS = "tf-models-official==2.20.0"
TF_MODELS_SHA256 = "0bf173f9ea83e1a83f983b35fe515e9d9bfd294b27538f6e8806afeb5a069150"


def keras_io(folder: Path, source: str = KERAS_IO) -> None:
    """The examples and guides of keras.io: programs of some 200 lines, most of which build and train one model."""

    def git(*arguments: str) -> None:
        subprocess.run(["git", "-C", str(folder), *arguments], check=True, stdout=subprocess.DEVNULL)

    folder.mkdir(parents=True)
    git("init", "--quiet")
    git("remote", "add", "origin", source)
    # without the images and notebooks, which are a hundred times as large as the programs
    git("sparse-checkout", "set", "--no-cone", "/examples/**/*.py", "/guides/**/*.py")
    git("fetch", "--quiet", "--depth", "1", "--filter", "blob:none", "origin", KERAS_IO_COMMIT)
    git("-c", "advice.detachedHead=false", "checkout", "--quiet", KERAS_IO_COMMIT)


def tf_models(folder: Path) -> None:
    """The TensorFlow Model Garden as on PyPI: a library of models, in 1,200 files that import each other."""
    loads = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    subprocess.run([*loads, "--dest", str(folder), TF_MODELS], check=True)
    (wheel,) = folder.glob("*.whl")
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != TF_MODELS_SHA256:
        raise SystemExit(f"{wheel} is not the file that was measured before")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)


CORPORA: dict[str, Callable[[Path], None]] = {"keras-io": keras_io, "tf-models": tf_models}


def fetched(name: str, folder: Path) -> Path:
    """The folder that a corpus is in; it is fetched where it is not there."""
    there, beside = folder / name, folder / f"{name}.part"
    if not there.exists():
        shutil.rmtree(beside, ignore_errors=True)
        CORPORA[name](beside)
        beside.rename(there)
    return there


def programs(folder: Path, most: int = 0) -> list[str]:
    """The Python files below a folder that this Python can parse. most: as many of them, from all over the folder."""
    found = [str(path) for path in sorted(folder.resolve().rglob("*.py")) if path.is_file() and _parses(path)]
    return found[:: max(1, len(found) // most)][:most] if most else found


def _parses(path: Path) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(path.read_bytes())
        except (SyntaxError, ValueError, RecursionError):
            return False
    return True


def lines_of(files: Sequence[str]) -> int:
    """How many lines they have together."""
    return sum(Path(file).read_bytes().count(b"\n") for file in files)
