"""The project's address, and what is to be installed, are the same wherever they stand."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kerasrules import cli
from kerasrules.model import rule_pages
from kerasrules.model.project import NEEDED_BY, REPOSITORY, how_to_install

tomllib = pytest.importorskip("tomllib" if sys.version_info >= (3, 11) else "tomli")

ROOT = Path(__file__).parent.parent
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = SETTINGS["project"]
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


def test_readme_on_a_package_index_links_to_the_repository() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for said in SETTINGS["tool"]["hatch"]["metadata"]["hooks"]["fancy-pypi-readme"]["substitutions"]:
        text = re.sub(said["pattern"], said["replacement"], text)
    kinds = []
    for mark, target in re.findall(r"(!?)\[[^\]]*\]\(([^)]+)\)", text):
        kind = "raw" if mark else "blob"
        place, _, path = target.partition(f"/{kind}/main/")
        assert place == REPOSITORY, target
        assert (ROOT / path.partition("#")[0]).is_file(), target
        kinds.append(kind)
    assert kinds.count("raw") == 3
    assert kinds.count("blob") > 10


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


PAGE = "https://docs.example.org/rules/KR202-softmax-single-unit.html"
PROGRAM = "from keras.layers import Dense\nDense(1, activation='softmax')(x)\n"


def linked(monkeypatch: pytest.MonkeyPatch, path: Path, *arguments: str, **environment: str) -> str:
    """The report of a program for people, on a terminal of this kind."""
    for name in (*environment, "TERM_PROGRAM", "VTE_VERSION", "WT_SESSION", "DOMTERM", "KONSOLE_VERSION", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    path.write_text(PROGRAM, encoding="utf-8")
    stream = Terminal()
    monkeypatch.setattr(sys, "stdout", stream)
    assert cli.main(["check", "--isolated", "--no-cache", *arguments, str(path)]) == 1
    return stream.getvalue()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_that_shows_links_gets_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TERM", "xterm")
    here = {rule_pages.VARIABLE: "https://docs.example.org/"}
    shown = linked(monkeypatch, tmp_path / "t.py", VTE_VERSION="7000", **here)
    assert f"\x1b]8;;{PAGE}\x1b\\" in shown
    assert "see" not in re.sub(r"\x1b\S*", "", shown)
    plain = linked(monkeypatch, tmp_path / "t.py", **here)
    assert "\x1b]8" not in plain
    assert PAGE in plain
    assert "\x1b]8" not in linked(monkeypatch, tmp_path / "t.py", VTE_VERSION="7000", **{rule_pages.VARIABLE: ""})
    assert "\x1b]8" not in linked(
        monkeypatch, tmp_path / "t.py", "--output-format", "concise", VTE_VERSION="7000", **here
    )


def test_the_address_of_a_page_is_that_of_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(rule_pages.VARIABLE, raising=False)
    assert rule_pages.rule_url("KR202", "softmax-single-unit") is None
    monkeypatch.setenv(rule_pages.VARIABLE, "https://docs.example.org/")
    assert rule_pages.rule_url("KR202", "softmax-single-unit") == PAGE
    assert (ROOT / "docs" / "rules" / PAGE.rpartition("/")[2].replace(".html", ".md")).exists()
