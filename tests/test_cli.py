"""The command line as its users have it: verbs, options, exit status, broken input."""

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

from kerasrules import __version__, cli

ROOT = Path(__file__).parent.parent
FOUNDING = ROOT / "fixtures" / "founding_case.py"
CLEAN = """\
from keras import Sequential, layers
model = Sequential([layers.Input((4,)), layers.Dense(8, activation="relu"), layers.Dense(1)])
model.compile("adam", "mse")
"""
LINEAR = CLEAN.replace(', activation="relu"', "")
BAD = "from keras.layers import Conv2D\nx = Conv2D(3, (3, 3)\n"

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the tool in an empty folder."""

    def run(*arguments: object, stdin: str | bytes = "", **environment: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "kerasrules", *map(str, arguments)],
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            capture_output=True,
            cwd=tmp_path,
            env=_environment(**environment),
            timeout=120,
        )
        return subprocess.CompletedProcess(done.args, done.returncode, _text(done.stdout), _text(done.stderr))

    return run


def _environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "FORCE_COLOR", "COLUMNS"}}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **more}


def _text(data: bytes) -> str:
    return data.decode("utf-8").replace("\r\n", "\n")


def write(path: Path, text: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


# --- check -----------------------------------------------------------------------------------------------------------


def test_findings_make_exit_status_1(run: Run) -> None:
    done = run("check", FOUNDING)
    assert done.returncode == 1
    assert done.stdout.count("warning[linear-conv-before-pooling]") == 3
    assert "^^^^" in done.stdout
    assert "= help: " in done.stdout
    assert done.stdout.endswith("Found 3 findings in 1 file (1 checked).\n3 fixable with --fix --unsafe-fixes.\n")
    assert done.stderr == ""
    assert "\x1b" not in done.stdout


def test_a_clean_program_makes_exit_status_0(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "clean.py", CLEAN)
    done = run("check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "No findings (1 checked).\n", "")


def test_nothing_to_check(run: Run) -> None:
    assert run("check").returncode == 0


def test_exit_zero(run: Run) -> None:
    assert run("check", "--exit-zero", FOUNDING).returncode == 0


def test_quiet_leaves_the_findings_alone(run: Run, tmp_path: Path) -> None:
    done = run("check", "-q", "--output-format", "concise", FOUNDING)
    assert len(done.stdout.splitlines()) == 3
    write(tmp_path / "clean.py", CLEAN)
    assert run("check", "-q", "clean.py").stdout == ""


def test_concise(run: Run) -> None:
    lines = run("check", "--output-format", "concise", FOUNDING).stdout.splitlines()
    assert lines[0].startswith(f"{FOUNDING}:6:15: KR102 linear-conv-before-pooling ")


def test_json(run: Run) -> None:
    done = run("check", "--output-format", "json", FOUNDING)
    report = json.loads(done.stdout)
    assert done.returncode == 1
    assert [finding["range"]["start"]["line"] for finding in report["findings"]] == [6, 9, 12]
    assert report["files"] == {"checked": 1, "without_keras": 0, "skipped": 0, "failed": 0}


def test_statistics(run: Run) -> None:
    done = run("check", "--statistics", FOUNDING)
    assert done.returncode == 1
    assert done.stdout.splitlines()[0] == "3  KR102  linear-conv-before-pooling"
    report = json.loads(run("check", "--statistics", "--output-format", "json", FOUNDING).stdout)
    assert report["statistics"] == {"KR102": 3}


def test_colours_on_demand(run: Run) -> None:
    assert "\x1b[" in run("check", "--color", "always", FOUNDING).stdout
    assert "\x1b[" in run("check", FOUNDING, FORCE_COLOR="1").stdout
    assert "\x1b[" not in run("check", "--color", "never", FOUNDING, FORCE_COLOR="1").stdout


@pytest.mark.parametrize(
    ("options", "status"),
    [
        (["--select", "KR2"], 0),
        (["--select", "KR2,linear-conv-before-pooling"], 1),
        (["--select", "KR2", "--select", "KR102"], 1),
        (["--select", "ALL", "--ignore", "KR102"], 0),
        (["--ignore", "KR1"], 0),
        (["--select", "KR2", "--extend-select", "KR102"], 1),
    ],
)
def test_choice_of_rules(run: Run, options: list[str], status: int) -> None:
    assert run("check", *options, FOUNDING).returncode == status


def test_settings_of_the_nearest_file(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", '[tool.kerasrules]\nignore = ["KR102"]\n')
    write(tmp_path / "train.py", FOUNDING.read_bytes())
    assert run("check").returncode == 0
    assert run("check", "--isolated").returncode == 1
    other = write(tmp_path / "other.toml", "[tool.kerasrules]\n")
    assert run("check", "--config", other).returncode == 1


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('selct = ["KR1"]', "unknown key 'selct' in [tool.kerasrules]; did you mean 'select'?"),
        ('select = "KR1"', "must be a list of strings"),
        ('select = ["linear-stak"]', "did you mean 'linear-stack'?"),
        ("select = [", "not valid TOML"),
    ],
)
def test_bad_settings_make_exit_status_2(run: Run, tmp_path: Path, table: str, said: str) -> None:
    write(tmp_path / "pyproject.toml", f"[tool.kerasrules]\n{table}\n")
    write(tmp_path / "train.py", CLEAN)
    done = run("check")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: pyproject.toml: ")
    assert said in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["chek"],
        ["check", "--select", "KR777"],
        ["check", "--output-format", "xml"],
        ["check", "--jobs", "0"],
        ["check", "--config", "none.toml"],
        ["check", "--config", "x.toml", "--isolated"],
        ["check", "-", "x.py"],
        ["rule"],
        ["rule", "KR777"],
        ["rule", "KR101", "--all"],
    ],
)
def test_wrong_use_makes_exit_status_2(run: Run, arguments: list[str]) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: ")
    assert "Traceback" not in done.stderr


def test_a_missing_path_is_told_after_the_rest_was_checked(run: Run) -> None:
    done = run("check", "none.py", FOUNDING)
    assert done.returncode == 2
    assert "error: no such file or folder: none.py" in done.stderr
    assert "Found 3 findings" in done.stdout


def test_several_processes_say_the_same(run: Run, tmp_path: Path) -> None:
    for number in range(40):
        write(tmp_path / f"p{number // 10}" / f"f{number}.py", FOUNDING.read_bytes() if number % 3 == 0 else CLEAN)
    one, two = (run("check", "--output-format", "json", "-j", jobs) for jobs in (1, 2))
    assert one.stdout == two.stdout
    assert json.loads(one.stdout)["files"]["checked"] == 40


def test_suppressed(run: Run, tmp_path: Path) -> None:
    text = FOUNDING.read_text().replace("input_shape=input_shape))", "input_shape=input_shape))  # noqa: KR102")
    write(tmp_path / "train.py", text)
    assert run("check", "-q", "--output-format", "concise").stdout.count("KR102") == 2
    write(tmp_path / "train.py", "# kerasrules: ignore-file[linear-conv-before-pooling]\n" + text)
    assert run("check").returncode == 0


def test_exclude(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "gen" / "train.py", FOUNDING.read_bytes())
    assert run("check").returncode == 1
    assert run("check", "--exclude", "gen").returncode == 0
    assert run("check", "--exclude", "gen", "gen/train.py").returncode == 1
    assert run("check", "--exclude", "gen", "--force-exclude", "gen/train.py").returncode == 0


def test_verbose_names_the_files(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "clean.py", CLEAN)
    assert "checked: clean.py" in run("check", "-v").stderr


# --- standard input --------------------------------------------------------------------------------------------------


def test_standard_input(run: Run) -> None:
    done = run("check", "-", "--output-format", "concise", stdin=FOUNDING.read_text())
    assert done.returncode == 1
    assert done.stdout.startswith("<stdin>:6:15: KR102")


def test_standard_input_under_a_name(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "lib" / "pyproject.toml", '[tool.kerasrules]\nignore = ["KR102"]\nexclude = ["gen.py"]\n')
    text = FOUNDING.read_text()
    assert run("check", "-", "--stdin-filename", "lib/x.py", stdin=text).returncode == 0
    done = run("check", "-", "--stdin-filename", "x.py", stdin=text)
    assert done.returncode == 1
    assert "--> x.py:6:15" in done.stdout
    assert "Conv2D(32, (3, 3), padding='same', input_shape=input_shape)" in done.stdout
    assert run("check", "--force-exclude", "-", "--stdin-filename", "lib/gen.py", stdin="x = (").returncode == 0


def test_a_notebook_through_standard_input(run: Run) -> None:
    cells = [{"cell_type": "markdown", "source": "#"}, {"cell_type": "code", "source": FOUNDING.read_text()}]
    text = json.dumps({"cells": cells})
    done = run("check", "-", "--stdin-filename", "n.ipynb", "--output-format", "concise", stdin=text)
    assert done.stdout.startswith("n.ipynb:cell 2:6:15: KR102")


def test_standard_input_that_is_no_text(run: Run) -> None:
    done = run("check", "-", stdin=b"import keras\nx = '\xe9'")
    assert done.returncode == 1
    assert "KR902" in done.stdout


# --- broken input ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("x.py", BAD, "KR900"),
        ("x.py", "import keras\n\0", "KR900"),
        ("x.py", "import keras\nprint 'Python 2'\n", "KR900"),
        ("x.py", "import keras\nx = 'é'\n".encode("latin-1"), "KR902"),
        ("x.py", "# coding: klingon\nimport keras\n", "KR902"),
        ("x.py", "import keras\nx = " + "-" * 20_000 + "1", "KR902"),
        ("x.py", "import keras\nx = " + "(" * 20_000 + ")" * 20_000, "KR900"),
        ("x.ipynb", '{"cells": [ keras', "KR902"),
        ("x.ipynb", '{"keras": 1}', "KR902"),
        ("x.ipynb", '{"cells": [{"cell_type": "code", "source": "import keras\\nx = ("}]}', "KR900"),
    ],
    ids=[
        "syntax", "null", "python2", "latin-1", "cookie", "unary", "brackets", "json", "no-cells", "cell",
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_a_finding_and_the_rest_is_checked(
    run: Run, tmp_path: Path, name: str, text: str | bytes, code: str
) -> None:
    write(tmp_path / name, text)
    write(tmp_path / "y.py", FOUNDING.read_bytes())
    done = run("check", "--output-format", "json", "--select", "KR1")
    report = json.loads(done.stdout)
    assert done.returncode == 1
    assert [finding["code"] for finding in report["findings"]] == [code, "KR102", "KR102", "KR102"]
    assert "Traceback" not in done.stderr
    full = run("check", name)
    assert full.returncode == 1
    assert f"({code})" in full.stdout
    assert "Traceback" not in full.stderr


def test_a_long_sum_is_no_crash(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "x.py", "import keras\nx = 1" + " + 1" * 20_000)
    done = run("check", "x.py")
    assert done.returncode in (0, 1, 2)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("text", ["", "\n", "# keras", "\ufeff# keras"])
def test_files_without_a_program(run: Run, tmp_path: Path, text: str) -> None:
    write(tmp_path / "x.py", text)
    assert run("check", "x.py").returncode == 0
    assert run("show", "x.py").returncode == 0


def test_a_folder_called_like_a_program(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.py").mkdir()
    assert run("check", "x.py").returncode == 0
    assert run("check").returncode == 0


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "x.py", CLEAN).chmod(0)
    done = run("check")
    assert done.returncode == 1
    assert "permission denied" in done.stdout


def test_a_source_line_that_the_terminal_cannot_show(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "x.py", "import keras\nx = '漢字' +\n")
    done = run("check", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 1
    assert "\\u6f22" in done.stdout


# --- show, rule and the rest -----------------------------------------------------------------------------------------


def test_show(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "clean.py", CLEAN)
    done = run("show", "clean.py")
    assert done.returncode == 0
    assert "Sequential" in done.stdout
    assert "Output shape" in done.stdout
    report = json.loads(run("show", "--output-format", "json", "clean.py").stdout)
    assert report["version"] == 1
    assert report["models"][0]["path"] == "clean.py"


def test_show_says_what_could_not_be_read(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "x.py", BAD)
    done = run("show", "x.py")
    assert done.returncode == 2
    assert "error: x.py:2:" in done.stderr
    assert json.loads(run("show", "--output-format", "json", "x.py").stdout)["models"] == []


@pytest.mark.parametrize("rule", ["KR902", "kr902", "unreadable-file"])
def test_rule(run: Run, rule: str) -> None:
    done = run("rule", rule)
    assert done.returncode == 0
    assert done.stdout.startswith("# unreadable-file (KR902)\n")
    assert "Why is this bad?" in done.stdout


def test_all_rules(run: Run) -> None:
    lines = run("rule", "--all").stdout.splitlines()
    assert lines == sorted(lines)
    assert any(line.split()[:3] == ["KR102", "linear-conv-before-pooling", "warning"] for line in lines)


def test_version_and_help(run: Run) -> None:
    assert run("--version").stdout == f"kerasrules {__version__}\n"
    assert "check" in run("--help").stdout
    for verb in ("check", "show", "rule"):
        assert "examples:" in run(verb, "--help").stdout


def test_a_file_without_keras_loads_neither_reader_nor_rules(tmp_path: Path) -> None:
    write(tmp_path / "x.py", "x = 1\n")
    code = (
        "import sys, kerasrules.cli as cli; status = cli.main(['check', 'x.py']);"
        "rooms = ('kerasrules.interpreter', 'kerasrules.rules.');"
        "index = {'kerasrules.rules.entry', 'kerasrules.rules.index'};"
        "print(status, [name for name in sys.modules if name.startswith(rooms) and name not in index])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=_environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "0 []", done.stdout


def test_a_small_check_loads_nothing_heavy(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "clean.py", CLEAN)
    heavy = [
        "tensorflow",
        "keras",
        "numpy",
        "libcst",
        "pathspec",
        "multiprocessing",
        "tomllib",
        "tomli",
        "rich",
        "dataclasses",
        "inspect",
        "pathlib",
        "urllib.parse",
    ]
    code = (
        "import sys, kerasrules.cli as cli; status = cli.main(['check', 'clean.py']);"
        f"print(status, [name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=_environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "0 []", done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes of this kind there")
def test_a_reader_that_has_seen_enough(run: Run, tmp_path: Path) -> None:
    for number in range(200):
        write(tmp_path / f"f{number}.py", FOUNDING.read_bytes())
    process = subprocess.Popen(
        [sys.executable, "-m", "kerasrules", "check", "-j1"],
        cwd=tmp_path, env=_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=120) == 1
    assert errors == b""


@pytest.mark.skipif(sys.platform == "win32", reason="no signals of this kind there")
def test_an_interrupt_ends_the_run(tmp_path: Path) -> None:
    # standard input that never comes keeps the tool waiting
    process = subprocess.Popen(
        [sys.executable, "-m", "kerasrules", "check", "-v", "-"],
        cwd=tmp_path, env=_environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 60
        while not _catches_interrupts(process.pid) and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(1.0)  # past the imports, which have no handler of ours
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 130
    assert b"Traceback" not in errors


def _catches_interrupts(pid: int) -> bool:
    """Whether Python has installed its handler (Linux tells; elsewhere the pause that follows must do)."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return True
    caught = next(int(line.split()[1], 16) for line in status.splitlines() if line.startswith("SigCgt"))
    return bool(caught & (1 << (signal.SIGINT - 1)))


def test_an_error_of_our_own_is_told_apart_from_findings(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def explode(*arguments: object) -> None:
        raise RuntimeError("odd")

    monkeypatch.setattr("kerasrules.checking.many_files.check_files", explode)
    assert cli.main(["check", str(FOUNDING)]) == 2
    assert "internal error (RuntimeError); please report" in capsys.readouterr().err


def test_an_error_in_one_rule_makes_exit_status_2_where_there_are_no_findings(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def explode(*arguments: object) -> None:
        raise RuntimeError("odd")

    monkeypatch.setattr("kerasrules.interpreter.analyze", explode)
    path = write(tmp_path / "clean.py", CLEAN)
    assert cli.main(["check", str(path)]) == 2
    assert "internal error in the interpreter (RuntimeError: odd); please report" in capsys.readouterr().err
    assert cli.main(["check", "-v", str(path)]) == 2
    assert "Traceback" in capsys.readouterr().err


# ---- JSON Lines, and how far a run is ------------------------------------------------------------------------------


def test_json_lines_are_the_findings_of_json(check, tmp_path):
    for name in ("b.py", "a.py", "good.py"):
        (tmp_path / name).write_text(LINEAR if name != "good.py" else "print(1)\n")
    as_json = json.loads(check("--output-format", "json")[1])["findings"]
    lines = [json.loads(line) for line in check("--output-format", "jsonl")[1].splitlines()]
    # fixes are tried where the whole run is known
    assert lines == [{key: value for key, value in finding.items() if key != "fix"} for finding in as_json]
    assert len(lines) == 2
    check("--write-baseline")
    assert check("--output-format", "jsonl")[1] == ""
    assert check("--output-format", "jsonl", "--no-baseline")[0] == 1


def test_json_lines_come_while_the_run_goes_on(check, tmp_path, monkeypatch, capsys):
    from kerasrules.checking import engine

    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text(LINEAR)
    before = {}
    real = engine.check_file

    def noted(path, settings):
        before[path] = capsys.readouterr().out
        return real(path, settings)

    monkeypatch.setattr(engine, "check_file", noted)
    check("--output-format", "jsonl")
    assert before["a.py"] == ""
    assert json.loads(before["b.py"])["path"] == "a.py"


def test_progress_is_shown_on_a_terminal_and_cleared(check, tmp_path, monkeypatch):
    from kerasrules.cli import file_counter

    (tmp_path / "a.py").write_text(LINEAR)
    assert check()[2] == ""
    monkeypatch.setattr(file_counter, "AFTER", 0.0)
    assert check()[2] == "", "standard error is no terminal"
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    shown = check("--color", "never")[2]
    assert shown.startswith("\r1 of 1 files\r")
    assert shown.endswith("\r")
    assert check("--quiet")[2] == ""
