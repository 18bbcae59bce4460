"""What the command line answers to what people type: mistakes, words of other tools, folders with nothing in them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kerasrules.checking.settings_keys import KEYS, check_table
from kerasrules.cli import VERBS, main, suggestions
from kerasrules.cli.argument_parser import parsers

ROOT = Path(__file__).parent.parent
FOUNDING = (ROOT / "fixtures" / "founding_case.py").read_text()
CLEAN = """\
from keras import Sequential, layers
model = Sequential([layers.Input((4,)), layers.Dense(8, activation="relu"), layers.Dense(1)])
model.compile("adam", "mse")
"""

Typed = Callable[..., tuple[int, str, str]]


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typed:
    """Run the command line in a folder with a program: exit status, standard output and error."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train.py").write_text(FOUNDING)

    def typed(*words: str) -> tuple[int, str, str]:
        try:
            status = main(list(words))
        except SystemExit as ended:
            status = int(ended.code or 0)
        done = capsys.readouterr()
        return status, done.out, done.err

    return typed


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("chekc train.py", "there is no verb 'chekc'; did you mean `kerasrules check train.py`?"),
        ("lint", "did you mean `kerasrules check`?"),
        ("fix train.py", "did you mean `kerasrules check --fix train.py`?"),
        ("explain KR101", "did you mean `kerasrules rule KR101`?"),
        ("quux", "'quux' is neither a verb (check, "),
        ("", "say what to do, such as `kerasrules check`"),
        ("check --selct KR1", "unknown option --selct; did you mean --select?"),
        ("check --unsafe_fixes", "did you mean --unsafe-fixes?"),
        ("check --extend-ignore KR1", "did you mean --ignore?"),
        ("check --format json", "did you mean --output-format?"),
        ("check --sarif", "did you mean --output-format sarif?"),
        ("check -fix", "unknown option -fix; did you mean --fix?"),
        ("check --fix=yes", "error: --fix takes no value"),
        ("check --quux", "error: unknown option --quux\n"),
        ("check --output-format jsno", "--output-format cannot be 'jsno'; did you mean 'json'?"),
        ("check --fail-on fatal", "--fail-on cannot be 'fatal'; it is one of info, warning, error"),
        ("check --version", "--version stands alone"),
        ("check --select KR1O1", "did you mean 'KR101'?"),
        ("check --select KR299", "run `kerasrules rule KR2` for the list of its family"),
        ("check --select linear-stak", "did you mean 'linear-stack'?"),
        ("rule softmax", "rules with this word are hidden-softmax, softmax-single-unit, "),
        ("rule KR1 KR777", "unknown rule 'KR777'"),
        ("check trian.py", "no such file or folder: trian.py; did you mean train.py?"),
        ("confirm trian.py", "did you mean train.py?"),
        ("check --exit-zero --fail-on error", "--exit-zero and --fail-on cannot be used together"),
        ("check --watch --diff", "--watch and --diff cannot be used together"),
        ("check --watch -", "--watch cannot be used with standard input"),
        ("confirm train.py quux", "unexpected argument 'quux'; it takes one file, and `kerasrules check --confirm`"),
        ("check --select train.py", "unknown rule selector 'train.py': this is a path, and rules come before it"),
        ("check *.pyy", "error: no file matches *.pyy"),
        ("check --fix-unsafe train.py", "did you mean --unsafe-fixes?"),
        ("clean train.py", "train.py is a file"),
        ("check --all", "unknown option --all; did you mean --select ALL?"),
        ("check --stat", "unknown option --stat; did you mean --statistics?"),
        ("check --dry-run", "did you mean --diff?"),
        ("check --no-color", "did you mean --color never?"),
        ("check --explain KR102", "did you mean `kerasrules rule`?"),
        ("check -o out.txt", "unknown option -o; did you mean --output-file?"),
        ("check --select KR1 KR2", "no such file or folder: KR2; several rules are one word: --select KR1,KR2"),
        ("confirm train.py --epochs 5", "unknown option --epochs; did you mean --steps?"),
        ("check train.py --symptom loss is 0.693", "argument 'is'; several words for --symptom need quotes"),
        ("check --changed-lines", "error: --changed-lines: "),
        ("ignore KR102", "did you mean `kerasrules check --ignore KR102`?"),
    ],
)
def test_a_mistake_is_answered(typed: Typed, words: str, answer: str) -> None:
    status, out, err = typed(*words.split())
    assert (status, out) == (2, "")
    assert err.startswith("error: ")
    assert answer in err


def test_what_confirm_lacks_is_said_before_it_starts(typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib.util

    find_spec = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "numpy" else find_spec(name))
    status, out, err = typed("confirm", "--run", "train.py")
    assert (status, out) == (2, "")
    assert err.startswith("error: confirm needs numpy, which is not installed: pip install ")


def test_confirm_says_where_there_is_no_keras(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "notes.py").write_text("print('hello')\n")
    status, _, err = typed("confirm", "notes.py")
    assert (status, err) == (0, "notice: notes.py: nothing here uses Keras\n")


def test_nobody_is_told_to_delete_a_program(typed: Typed) -> None:
    status, _, err = typed("check", "--baseline", "train.py")
    assert (status, "this is no baseline" in err, "delete" in err) == (2, True, False)


def test_what_is_suggested_exists() -> None:
    for meant in suggestions.VERBS_ELSEWHERE.values():
        verb, *options = meant.split()
        assert verb in VERBS
        for option in options:
            assert option in suggestions._flags(parsers([verb])[1])


@pytest.mark.parametrize("words", ["train.py", ".", "--statistics train.py", "*.py"])
def test_a_file_is_checked_without_a_verb(typed: Typed, words: str) -> None:
    status, out, _ = typed(*words.split())
    assert status == 1
    assert "linear-conv-before-pooling" in out


def test_help_in_words(typed: Typed) -> None:
    assert typed("help")[:2] == typed("--help")[:2]
    assert typed("help", "rule")[:2] == typed("rule", "--help")[:2]
    assert typed("--version", "check")[:2] == typed("version")[:2]


def test_a_family_of_rules(typed: Typed) -> None:
    status, out, _ = typed("rule", "kr9")
    assert status == 0
    assert [line.split()[0] for line in out.splitlines()] == ["KR900", "KR901", "KR902"]
    _, out, _ = typed("rule", "KR101", "KR102")
    assert "# linear-stack (KR101)" in out
    assert "# linear-conv-before-pooling (KR102)" in out


def test_nothing_checked_does_not_read_as_clean(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    assert typed("check", "other")[1] == "No Python files or notebooks to check.\n"
    (tmp_path / "other" / "a.py").write_text("x = 1\n")
    assert typed("check", "other")[:2] == (0, "Nothing was checked: the file does not use Keras.\n")
    (tmp_path / "other" / "b.py").write_text("y = 1\n")
    assert typed("check", "other")[1] == "Nothing was checked: none of the 2 files uses Keras.\n"
    (tmp_path / "other" / "c.py").write_text(CLEAN)
    assert typed("check", "other")[1] == "No findings (1 checked, 2 without Keras).\n"
    (tmp_path / "other" / "c.py").write_text("import keras\nx = (\n")
    status, out, _ = typed("check", "--ignore", "KR9", "other/c.py", "other/a.py")
    assert (status, out) == (0, "Nothing was checked (of 2 files, 1 without Keras, 1 could not be analyzed).\n")


def test_what_was_left_out_is_told_where_nothing_is_left(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "gen").mkdir()
    (tmp_path / "train.py").rename(tmp_path / "gen" / "train.py")
    _, out, err = typed("check", "--exclude", "gen")
    assert out == "No Python files or notebooks to check.\n"
    assert err == "notice: left out by the settings or a .gitignore: gen\n"


def test_show_says_why_there_is_nothing(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    (tmp_path / "b.py").write_text("import keras\nkeras.utils.set_random_seed(1)\n")
    (tmp_path / "c.py").write_text("from keras.layers import Dense\ndef f(x):\n    return Dense(3)(x)\n")
    assert "no Keras model found: nothing here uses Keras" in typed("show", "a.py")[1]
    assert "Keras is used, but no model is made here" in typed("show", "b.py")[1]
    assert "no Keras model found: " in typed("show", "c.py")[1]
    assert typed("show", "a.py", "b.py")[2] == "notice: no Keras model found in 2 files\n"
    (tmp_path / "none").mkdir()
    assert typed("show", "none")[2] == "notice: no Python files or notebooks to show\n"


@pytest.mark.parametrize(("level", "status"), [("info", 1), ("warning", 1), ("error", 0)])
def test_fail_on(typed: Typed, level: str, status: int) -> None:
    assert typed("check", "--fail-on", level, "train.py")[0] == status


@pytest.mark.skipif(sys.platform == "win32", reason="no such interrupt there")
def test_watch(tmp_path: Path) -> None:
    program = tmp_path / "train.py"
    program.write_text(CLEAN)
    with subprocess.Popen(
        [sys.executable, "-m", "kerasrules", "check", "--watch", "."],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            assert process.stdout.readline() == "No findings (1 checked).\n"
            assert process.stderr.readline() == "Watching 1 file; Ctrl-C ends.\n"
            written = tmp_path / "train.txt"  # a file that is half written would be checked, too
            written.write_text(FOUNDING)
            written.replace(program)
            assert process.stdout.readline().startswith("warning[linear-conv-before-pooling]")
            assert process.stderr.readline() == "Watching 1 file; Ctrl-C ends.\n"
            written.write_text('[tool.kerasrules]\nignore = ["KR1"]\n')
            written.replace(tmp_path / "pyproject.toml")
            assert process.stderr.readline() == "Watching 1 file; Ctrl-C ends.\n"
            time.sleep(0.1)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=60)
        finally:
            process.kill()
    assert out.endswith("No findings (1 checked).\n")
    assert err == "\n"
    assert process.returncode == 0


# --- what the settings are -------------------------------------------------------------------------------------------


def test_config_lists_and_explains_the_keys(typed: Typed) -> None:
    _, out, _ = typed("config")
    assert [line.split()[0] for line in out.splitlines()] == list(KEYS)
    _, out, _ = typed("config", "min-severity", "exclude")
    assert 'type: "info", "warning" or "error"' in out
    assert 'default: "info"' in out
    assert 'example: min-severity = "warning"' in out
    assert json.loads(typed("config", "--output-format", "json", "select")[1])["select"]["default"] is None
    assert "did you mean 'select'?" in typed("config", "selct")[2]


def test_show_files(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "gen").mkdir()
    (tmp_path / "gen" / "x.py").write_text(CLEAN)
    assert typed("check", "--show-files")[:2] == (0, f"train.py\n{os.path.join('gen', 'x.py')}\n")
    status, out, err = typed("check", "--show-files", "--exclude", "gen", "-v")
    assert (status, out, err) == (0, "train.py\n", "left out: gen\n")


def test_show_settings_shows_what_was_taught(typed: Typed, tmp_path: Path) -> None:
    tomllib = pytest.importorskip("tomllib", reason="Python 3.11")
    taught = {
        "layers": {"acme.Gate": "Dense", "Norm": "keeps-values"},
        "losses": {"focal": "mse"},
        "loaders": {"load": ["0..1", "(None,), floats"]},
    }
    (tmp_path / "base.toml").write_text("[tool.kerasrules.layers]\nNorm = 'keeps-values'\n")
    (tmp_path / "pyproject.toml").write_text(
        "[tool.kerasrules]\nextend = 'base.toml'\nlosses = { focal = 'mse' }\n"
        "loaders = { load = ['0..1', '(None,), floats'] }\n[tool.kerasrules.layers]\nacme.Gate = 'Dense'\n"
    )
    table = tomllib.loads(typed("check", "--show-settings", "train.py")[1])["tool"]["kerasrules"]
    check_table(table, "shown")
    assert {key: table[key] for key in taught} == taught


def test_show_settings_can_be_pasted(typed: Typed, tmp_path: Path) -> None:
    tomllib = pytest.importorskip("tomllib", reason="Python 3.11")
    (tmp_path / "pyproject.toml").write_text(
        '[tool.kerasrules]\nselect = ["KR1"]\nextend-exclude = ["gen"]\nkeras-version = "3"\nunfixable = ["KR102"]\n'
    )
    words = ["check", "--show-settings", "--per-file-ignores", "a*.py:KR101,KR102", "train.py"]
    status, out, _ = typed(*words)
    assert status == 0
    assert out.startswith("# train.py: pyproject.toml, then the command line\n[tool.kerasrules]\n")
    assert "layers" not in out
    table = tomllib.loads(out)["tool"]["kerasrules"]
    check_table(table, "shown")
    assert table["per-file-ignores"] == {"a*.py": ["KR101", "KR102"]}
    assert table["exclude"][-1] == "gen"
    assert table["unfixable"] == ["KR102"]
    assert json.loads(typed(*words, "--output-format", "json")[1])["settings"] == table
