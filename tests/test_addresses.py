"""The project's address, and what is to be installed, are the same wherever they stand."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from kerasrules.model.project import NEEDED_BY, REPOSITORY, how_to_install

tomllib = pytest.importorskip("tomllib" if sys.version_info >= (3, 11) else "tomli")

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ADDRESS = re.compile(r"https?://(?:[\w.-]+/)+kerasrules\b")
EXTRA = re.compile(r"kerasrules\[(\w+)\]")
SKIPPED = {"node_modules", ".git", ".venv", "__pycache__", "package-lock.json"}


def texts() -> list[Path]:
    """Whatever a user may read of the project."""
    files = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "action.yml", "pyproject.toml")]
    for folder, pattern in (
        ("docs", "*.md"),
        ("editors", "*.*"),
        ("kerasrules", "*.py"),
        ("packaging", "*"),
        (".github", "*.y*ml"),
    ):
        files += [
            file for file in (ROOT / folder).rglob(pattern) if file.is_file() and not SKIPPED.intersection(file.parts)
        ]
    return [file for file in files if file.exists()]


def test_every_address_is_that_of_the_project() -> None:
    found = {
        (match.group(), file.relative_to(ROOT).as_posix())
        for file in texts()
        for match in ADDRESS.finditer(file.read_text(encoding="utf-8", errors="ignore"))
    }
    assert {address for address, _ in found} == {REPOSITORY}, found


def test_the_addresses_of_the_package() -> None:
    assert PROJECT["urls"]["Repository"] == REPOSITORY
    assert all(address.startswith(REPOSITORY) for address in PROJECT["urls"].values())


def test_what_is_needed_is_what_the_package_asks_for() -> None:
    assert list(NEEDED_BY["confirm"]) == PROJECT["optional-dependencies"]["confirm"]
    assert set(NEEDED_BY["server"]) <= set(PROJECT["dependencies"])


def test_every_extra_that_a_page_names_exists() -> None:
    named = {name for file in texts() for name in EXTRA.findall(file.read_text(encoding="utf-8", errors="ignore"))}
    assert named <= set(PROJECT["optional-dependencies"])


def test_no_page_installs_by_a_name_that_no_index_has() -> None:
    by_name = re.compile(r"pip install (?:-\S+ )*'?kerasrules\b(?!(?:\[\w+\])? @ )")
    assert [file.name for file in texts() if by_name.search(file.read_text(encoding="utf-8", errors="ignore"))] == []


@pytest.mark.parametrize("part", NEEDED_BY)
def test_the_command_names_no_package_that_no_index_has(part: str) -> None:
    assert "kerasrules" not in how_to_install(part)


def test_the_server_is_not_loaded_with_the_rest() -> None:
    text = (
        "import sys, kerasrules.cli.check, kerasrules.cli.server; print('pygls' in sys.modules, 'attrs' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", text], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
