"""The manual page and the completions that an installation brings."""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kerasrules import cli
from kerasrules.cli.argument_parser import parsers
from tools import shell_files

pytest.importorskip("shtab")
pytest.importorskip("argparse_manpage")


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return shell_files.files()


def options() -> dict[str, set[str]]:
    """The long options of each verb."""
    return {
        verb: {flag for action in parsers([verb])[1]._actions for flag in action.option_strings if flag[:2] == "--"}
        for verb in cli.VERBS
    }


def test_the_manual_has_every_verb_and_option(made: dict[str, str]) -> None:
    page = made[shell_files.MANUAL].replace("\\-", "-")
    for verb, flags in options().items():
        assert f"COMMAND \\fI\\,'kerasrules {verb}'" in page
        assert [flag for flag in flags - {"--help"} if flag not in page] == []
    assert "EXIT STATUS" in page.upper()


def test_the_manual_can_be_read(made: dict[str, str], tmp_path: Path) -> None:
    if shutil.which("man") is None or shutil.which("groff") is None:
        pytest.skip("there is no man")
    page = tmp_path / "kerasrules.1"
    page.write_text(made[shell_files.MANUAL], encoding="utf-8")
    done = subprocess.run(["man", "--warnings", "-l", str(page)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0
    assert "find faults in Keras models" in done.stdout


@pytest.mark.parametrize("shell", shell_files.COMPLETIONS)
def test_a_completion_has_every_verb_and_option(shell: str, made: dict[str, str]) -> None:
    script = made[shell_files.COMPLETIONS[shell]]
    for flags in options().values():
        assert [flag for flag in flags if flag not in script] == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["kerasrules", "che"], "check"),
        (["kerasrules", "check", "--min-sev"], "--min-severity"),
        (["kerasrules", "check", "--output-format", "sar"], "sarif"),
        (["kerasrules", "check", "train"], "train.py"),
        (["kerasrules", "confirm", "--seed"], "--seeds"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_bash_completes(words: list[str], expected: str, made: dict[str, str], tmp_path: Path) -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("there is no bash")
    script = made[shell_files.COMPLETIONS["bash"]]
    function = re.search(r"complete .*-F (\w+) kerasrules", script)
    assert function is not None
    (tmp_path / "complete.sh").write_text(script, encoding="utf-8")
    (tmp_path / "train.py").touch()
    asked = " ".join(f"'{word}'" for word in words)
    lines = [
        "source ./complete.sh",
        f"COMP_WORDS=({asked})",
        f"COMP_CWORD={len(words) - 1}",
        function[1],
        "echo ${COMPREPLY[@]}",
    ]
    done = subprocess.run([bash, "-c", "; ".join(lines)], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert expected in done.stdout.split(), done.stderr


def test_values_that_an_option_takes_are_offered(made: dict[str, str]) -> None:
    # a metavar in place of choices would hide them from the shell
    check = parsers(["check"])[1]
    formats = next(action for action in check._actions if "--output-format" in action.option_strings)
    assert isinstance(formats, argparse.Action)
    assert formats.choices is not None
    assert all(f"{name}" in made[shell_files.COMPLETIONS["zsh"]] for name in formats.choices)
