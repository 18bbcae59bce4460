"""The loop that docs/agents.md gives to programs: check, apply the edits of a fix, check again."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kerasrules import check_file

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "agents.md"
pytestmark = pytest.mark.skipif(not PAGE.exists(), reason="not in a checkout")

HEAD = "from keras import layers, models\n"
BODY = """\
name = "é😀"; model = models.Sequential([layers.Input((4,)), layers.Dense(8), layers.Dense(1, activation="softmax")])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
"""
CELLS = [
    {"cell_type": "markdown", "metadata": {}, "source": ["A model"]},
    *(
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": code}
        for code in (HEAD, BODY)
    ),
]
PROGRAMS = {
    "train.py": HEAD + BODY,
    "windows.py": (HEAD + BODY).replace("\n", "\r\n"),
    "book.ipynb": json.dumps({"cells": CELLS, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_loop_of_the_page_ends_without_findings(name: str, tmp_path: Path) -> None:
    (program,) = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    as_here = program.replace('["kerasrules",', f'[{sys.executable!r}, "-m", "kerasrules",')
    assert as_here != program
    (tmp_path / "loop.py").write_text(as_here, encoding="utf-8")
    file = tmp_path / name
    file.write_bytes(PROGRAMS[name].encode())
    before = {finding.code for finding in check_file(str(file)).findings}
    assert before == {"KR101", "KR202"}
    done = subprocess.run(
        [sys.executable, "loop.py", name],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.count("applied:") == 2
    assert check_file(str(file)).findings == ()
    if name == "windows.py":
        assert file.read_bytes().count(b"\r\n") == file.read_bytes().count(b"\n") == 3


def test_the_skill_says_when_it_is_for() -> None:
    text = (ROOT / "editors" / "agent-skill" / "SKILL.md").read_text(encoding="utf-8")
    found = re.match(r"---\nname: ([a-z-]+)\ndescription: (.+)\n---\n", text)
    assert found is not None
    assert found.group(1) == "kerasrules"
    assert len(found.group(2)) <= 1024
