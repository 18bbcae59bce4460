"""A program in several files has the findings that it has in one file, at the same statements."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from split_programs import STYLES, CannotSplit, Writer, parts, split

from fixtures import FIXTURES
from kerasrules.api import check_paths
from kerasrules.checking.settings import Settings


def _programs() -> list[Path]:
    """The first faulty fixture of each rule that can be cut."""
    chosen: list[Path] = []
    for folder in sorted(FIXTURES.iterdir()):
        for path in sorted(folder.glob("bad_*.py")):
            try:
                parts(path.read_text(encoding="utf-8"))
            except (CannotSplit, SyntaxError):
                continue
            chosen.append(path)
            break
    return chosen


PROGRAMS = _programs()


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.__name__)
def test_findings_are_those_of_one_file(tmp_path: Path, style: Callable[[Writer], None]) -> None:
    differing: list[str] = []
    compared = 0
    for number, path in enumerate(PROGRAMS):
        text = path.read_text(encoding="utf-8")
        try:
            files = split(text, style)
        except CannotSplit:
            continue
        folder = tmp_path / str(number)
        for name, written in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(written.text, encoding="utf-8")
        (folder / "setup.py").touch()
        compared += 1
        whole = {(one.code, one.location.start.line) for one in check_paths([str(path)], Settings()).findings}
        of_parts: set[tuple[str, int]] = set()
        for one in check_paths([str(folder)], Settings()).findings:
            written = files[Path(one.location.path).relative_to(folder).as_posix()]
            of_parts.add((one.code, written.origins[one.location.start.line - 1]))
        if whole != of_parts:
            differing.append(f"{path.name}: {sorted(whole)} is {sorted(of_parts)}")
    assert compared > 20
    assert not differing
