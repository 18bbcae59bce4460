"""The playground: kerasrules in a page, which a browser runs by itself.

    python -m tools.playground FOLDER --pyodide node_modules/pyodide

The folder can be served by any web server, as it is: nothing runs there, and the page asks for nothing else.
`npm install pyodide` gets Pyodide, which is Python for browsers.
"""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path, PurePosixPath

from kerasrules import __version__
from kerasrules.model.project import REPOSITORY

ROOT = Path(__file__).parent.parent.parent
PAGE = Path(__file__).parent / "page"
RUNTIME = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
"""What a page needs of the npm package."""
FOR_BROWSERS = ("index.html", "playground.css", "playground.js", "worker.js")
NOT_NEEDED = ("kerasrules/cli", "kerasrules/confirming", "kerasrules/keras", "kerasrules/live", "kerasrules/server")
"""Rooms that a page does not enter. They would be most of what has to be loaded."""
EXAMPLES = {
    "A CNN that does not learn": "founding_case.py",
    "Softmax over one unit": "KR202_softmax_single_unit/bad_head.py",
    "Dense layers that collapse": "KR101_linear_stack/bad_sequential.py",
    "Pixels from 0 to 255": "KR301_unscaled_input/bad_directory.py",
    "LSTM after LSTM": "KR405_recurrent_sequence_mismatch/bad_stack_in_loop.py",
    "Probabilities taken for logits": "KR205_probabilities_into_logits_loss/bad_softmax.py",
}
"""Titles and files of `fixtures`."""
EXPECTED = re.compile(r" *# (?:expect:|related).*")
"""What a fixture says for its test."""


def build(folder: Path, pyodide: Path, rules: str | None = None) -> None:
    """Write the playground into a folder.

    rules: the address of the rules' pages, seen from the playground. Raises FileNotFoundError where `pyodide` is no
    copy of Pyodide.
    """
    missing = [name for name in RUNTIME if not (pyodide / name).is_file()]
    if missing:
        raise FileNotFoundError(f"{pyodide} is no copy of Pyodide: it has no {missing[0]}")
    (folder / "pyodide").mkdir(parents=True, exist_ok=True)
    for name in RUNTIME:
        shutil.copyfile(pyodide / name, folder / "pyodide" / name)
    for name in FOR_BROWSERS:
        shutil.copyfile(PAGE / name, folder / name)
    with zipfile.ZipFile(folder / "packages.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for place, file in packages():
            archive.write(file, place)
    examples = [
        {"title": title, "text": EXPECTED.sub("", (ROOT / "fixtures" / place).read_text(encoding="utf-8"))}
        for title, place in EXAMPLES.items()
    ]
    about = {"version": __version__, "repository": REPOSITORY, "rules": rules, "examples": examples}
    (folder / "about.json").write_text(json.dumps(about, indent=1), encoding="utf-8")


def packages() -> Iterator[tuple[str, Path]]:
    """The files that Python needs in the page, and their places there."""
    yield "playground_answers.py", PAGE / "answers.py"
    yield "libcst/native.py", PAGE / "native.py"
    for package in ("kerasrules", "pathspec", "libcst"):
        spec = find_spec(package)
        assert spec is not None
        assert spec.origin is not None
        parent = Path(spec.origin).parent.parent
        for file in sorted((parent / package).rglob("*")):
            place = PurePosixPath(file.relative_to(parent).as_posix())
            if file.is_file() and is_needed(place):
                yield str(place), file


def is_needed(place: PurePosixPath) -> bool:
    """Whether a file of a package is looked at in a page."""
    if place.suffix in (".pyc", ".so", ".pyd", ".pyi") or "tests" in place.parts:
        return False
    return not any(place.is_relative_to(room) for room in NOT_NEEDED)
