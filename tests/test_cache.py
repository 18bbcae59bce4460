"""Results of earlier runs: the same output, nothing stale, nothing that a foreign cache could do."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kerasrules.checking import engine
from kerasrules.checking.cache import folder as cache_folder
from kerasrules.checking.cache import own_version, store
from kerasrules.checking.cache.codec import decoder_of, encode
from kerasrules.checking.cache.store import Cache
from kerasrules.checking.many_files import POOL_FROM, check_files
from kerasrules.checking.settings import Overrides, Settings, SettingsFinder
from kerasrules.cli import main
from kerasrules.cli.proposals import Proposals
from kerasrules.model.results import FileResult
from kerasrules.source.disk import digest
from tests.fixtures import FIXTURES

LINEAR = """\
from keras import Sequential, layers
model = Sequential([layers.Input((4,)), layers.Dense(8), layers.Dense(1)])
model.compile("adam", "mse")
model.fit(x, y)
"""
GOOD = LINEAR.replace("Dense(8)", 'Dense(8, activation="relu")')
USES_MODULE = """\
import keras
from units import UNITS
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(8, "relu"), keras.layers.Dense(UNITS, "softmax")])
model.compile("adam", "categorical_crossentropy")
model.fit(x, y)
"""


@pytest.fixture
def checks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[str, int]]:
    """Run `kerasrules check` with a cache: standard output, and how many files were analyzed.

    What reports analyze to try the fixes that they propose is not counted: a fix is not kept with its finding.
    """
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KERASRULES_NO_CACHE")
    analyzed: list[str] = []
    real = engine._examine

    def counted(source, settings):
        analyzed.append(source.path)
        return real(source, settings)

    monkeypatch.setattr(engine, "_examine", counted)
    tried = Proposals._tried

    def uncounted(self, path):
        before = len(analyzed)
        proposed = tried(self, path)
        del analyzed[before:]
        return proposed

    monkeypatch.setattr(Proposals, "_tried", uncounted)

    def checks(*arguments: object) -> tuple[str, int]:
        analyzed.clear()
        main(["check", "-j1", *map(str, arguments)])
        return capsys.readouterr().out, len(analyzed)

    return checks


def test_the_second_run_analyzes_nothing_and_says_the_same(tmp_path: Path, checks: Callable[..., tuple[str, int]]):
    (tmp_path / "train.py").write_text(LINEAR)
    (tmp_path / "other.py").write_text("print(1)\n")
    for form in ("full", "json", "sarif"):
        without = checks("--no-cache", "--output-format", form)[0]
        first, second = checks("--output-format", form), checks("--output-format", form)
        assert without == first[0] == second[0]
        assert second[1] == 0
    assert checks("--no-cache")[1] == 1


def test_no_keras_no_cache(tmp_path: Path, checks: Callable[..., tuple[str, int]]):
    (tmp_path / "other.py").write_text("print(1)\n")
    checks()
    assert not (tmp_path / ".kerasrules_cache").exists()


def test_what_the_folder_looks_like(tmp_path: Path, checks: Callable[..., tuple[str, int]]):
    (tmp_path / "train.py").write_text(LINEAR)
    checks()
    cache = tmp_path / ".kerasrules_cache"
    assert (cache / ".gitignore").read_text().splitlines()[-1] == "*"
    assert (cache / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55")
    [version] = [one for one in cache.iterdir() if one.is_dir()]
    [entry] = version.iterdir()
    body = entry.read_bytes().partition(b"\n")[2]
    assert json.loads(body)[2][0] == "train.py"


def test_settings_versions_and_contents_are_told_apart(
    tmp_path: Path, checks: Callable[..., tuple[str, int]], monkeypatch: pytest.MonkeyPatch
):
    file = tmp_path / "train.py"
    file.write_text(LINEAR)
    checks()
    assert checks("--ignore", "KR101")[1] == 1
    assert "KR101" not in checks("--ignore", "KR101")[0]
    assert checks()[1] == 0
    assert checks(file)[1] == 1, "the path is part of the output"
    file.write_text(GOOD)
    assert checks() == ("No findings (1 checked).\n", 1)
    assert checks()[1] == 0
    monkeypatch.setattr(store, "own_version", lambda: "0.0.0-0123456789abcdef")
    assert checks()[1] == 1


def test_modules_count_as_they_are_now(tmp_path: Path, checks: Callable[..., tuple[str, int]]):
    (tmp_path / "train.py").write_text(USES_MODULE)
    assert "softmax" not in checks("train.py")[0]
    assert checks("train.py")[1] == 0
    (tmp_path / "unrelated.py").write_text("UNITS = 1\n")
    assert checks("train.py")[1] == 0
    (tmp_path / "units.py").write_text("UNITS = 1\n")  # was looked for, and did not exist
    assert "softmax-single-unit" in checks("train.py")[0]
    assert checks("train.py")[1] == 0
    (tmp_path / "units.py").write_text("UNITS = 7\n")
    assert "softmax-single-unit" not in checks("train.py")[0]
    (tmp_path / "units.py").unlink()
    assert checks("train.py")[1] == 1


def test_data_files_count_as_they_are_now(tmp_path: Path, checks: Callable[..., tuple[str, int]]):
    (tmp_path / "train.py").write_text(
        "import pandas as pd, keras\nx = pd.read_csv('a.csv')\n"
        "model = keras.Sequential([keras.layers.Dense(1)])\nmodel.compile('adam', 'mse')\n"
        "model.fit(x.drop(columns='y').values, x['y'].values)\n"
    )
    rows = "\n".join(f"{number * 1000},{number % 7}" for number in range(1, 60))
    found = [checks()]
    (tmp_path / "a.csv").write_text(f"size,y\n{rows}\n")
    found += [checks(), checks()]
    (tmp_path / "a.csv").write_text(f"size,y\n{rows.replace('000,', '.0,')}\n")
    found += [checks(), checks()]
    assert [analyzed for _, analyzed in found] == [1, 1, 0, 1, 0]
    assert "KR301" in found[2][0]
    assert found[1][0] == found[2][0]
    assert found[3][0] == found[4][0] != found[2][0]


def test_notebooks_and_files_that_cannot_be_parsed(tmp_path: Path, checks: Callable[..., tuple[str, int]]):
    (tmp_path / "a.py").write_text("import keras\nx = (\n")
    cell = {"cell_type": "code", "source": LINEAR, "outputs": [], "metadata": {}, "execution_count": None}
    (tmp_path / "b.ipynb").write_text(json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    first, second = checks(), checks()
    assert first[0] == second[0]
    assert (first[1], second[1]) == (1, 0)
    assert "KR900" in first[0]
    assert "cell" in first[0]


def test_fixes_are_never_taken_from_a_cache(tmp_path: Path, checks: Callable[..., tuple[str, int]]):
    file = tmp_path / "train.py"
    file.write_text(LINEAR)
    checks()
    [entry] = (tmp_path / ".kerasrules_cache").glob("*/*")
    body = entry.read_bytes().partition(b"\n")[2].replace(b'\\"relu\\"', b'exec(\\"1\\")')
    assert b"exec" in body
    entry.write_bytes(digest(body).encode() + b"\n" + body)
    analyzed = checks("--fix", "--unsafe-fixes")[1]
    assert 'activation="relu"' in file.read_text()
    assert analyzed >= 2
    assert checks()[1] == 0, "what the file came to is kept"


BROKEN = {
    "empty": lambda body: b"",
    "cut": lambda body: body[: len(body) // 2],
    "no digest": lambda body: body.partition(b"\n")[2],
    "foreign": lambda body: b"\x80\x04c" + b"os\nsystem\n",
}
FORGED = {
    "other types": lambda entry: [entry[0], entry[1], ["train.py", "checked", "KR101", [], [], [], [], [], []]],
    "other file": lambda entry: [entry[0], entry[1], ["/etc/passwd", *entry[2][1:]]],
    "other place": lambda entry: json.loads(
        json.dumps(entry).replace('["train.py", [2', '["/etc/passwd", [2')  # would be shown with its lines
    ),
    "no rule": lambda entry: json.loads(json.dumps(entry).replace('"KR101"', '"KR999"')),
    "unknown question": lambda entry: [entry[0], {"run": {"/bin/true": {"": True}}}, entry[2]],
    "relative question": lambda entry: [entry[0], {"file": {"train.py": {"": True}}}, entry[2]],
    "no object": lambda entry: 7,
    "deep": lambda entry: None,
}


@pytest.mark.parametrize("how", [*BROKEN, *FORGED])
def test_an_entry_that_is_not_ours_is_as_good_as_none(tmp_path: Path, checks: Callable[..., tuple[str, int]], how: str):
    (tmp_path / "train.py").write_text(LINEAR)
    expected = checks("--output-format", "json")
    [entry] = (tmp_path / ".kerasrules_cache").glob("*/*")
    data = entry.read_bytes()
    if how in BROKEN:
        entry.write_bytes(BROKEN[how](data))
    else:
        body = json.dumps(FORGED[how](json.loads(data.partition(b"\n")[2]))).encode()
        if how == "deep":
            body = b"[" * 100_000
        entry.write_bytes(digest(body).encode() + b"\n" + body)
    assert checks("--output-format", "json") == expected
    assert checks("--output-format", "json") == (expected[0], 0)


@pytest.mark.parametrize("named", ["elsewhere", "link"])
def test_a_folder_of_somebody_else_is_left_alone(
    tmp_path: Path, checks: Callable[..., tuple[str, int]], named: str, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "train.py").write_text(LINEAR)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "mine.txt").write_text("mine")
    if named == "link":
        (tmp_path / "src" / "link").symlink_to(elsewhere)
        (elsewhere / "mine.txt").unlink()
    place = "../elsewhere" if named == "elsewhere" else "link"
    (tmp_path / "src" / "pyproject.toml").write_text(f'[tool.kerasrules]\ncache-dir = "{place}"\n')
    before = sorted(elsewhere.iterdir())
    assert checks("src")[1] == checks("src")[1] == 1
    assert main(["clean", "src"]) == 0
    assert sorted(elsewhere.iterdir()) == before


def test_where_the_settings_and_the_environment_say(
    tmp_path: Path, checks: Callable[..., tuple[str, int]], monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg" / "train.py").write_text(LINEAR)
    (tmp_path / "pkg" / "pyproject.toml").write_text('[tool.kerasrules]\ncache-dir = "kept"\n')
    checks()
    assert (tmp_path / "pkg" / "kept" / "CACHEDIR.TAG").exists()
    monkeypatch.setenv("KERASRULES_CACHE_DIR", str(tmp_path / "env" / "deep"))
    checks()
    assert (tmp_path / "env" / "deep" / "CACHEDIR.TAG").exists()
    assert checks()[1] == 0
    assert not (tmp_path / ".kerasrules_cache").exists()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written(tmp_path: Path, checks: Callable[..., tuple[str, int]]):
    (tmp_path / "train.py").write_text(LINEAR)
    tmp_path.chmod(0o555)
    try:
        first, second = checks(), checks()
    finally:
        tmp_path.chmod(0o755)
    assert first == second
    assert "KR101" in first[0]


def test_a_cache_that_is_a_file(tmp_path: Path, checks: Callable[..., tuple[str, int]]):
    (tmp_path / "train.py").write_text(LINEAR)
    (tmp_path / ".kerasrules_cache").write_text("a file\n")
    assert checks() == checks()
    assert (tmp_path / ".kerasrules_cache").read_text() == "a file\n"


def test_clean(tmp_path: Path, checks: Callable[..., tuple[str, int]], capsys: pytest.CaptureFixture[str]):
    for name in (".", "sub"):
        (tmp_path / name).mkdir(exist_ok=True)
        (tmp_path / name / "train.py").write_text(LINEAR)
    (tmp_path / "sub" / "pyproject.toml").write_text("[tool.kerasrules]\n")
    checks()
    kept = tmp_path / "sub" / ".kerasrules_cache" / "note.txt"
    kept.write_text("not of kerasrules")
    assert main(["clean"]) == 2
    assert kept.exists()
    assert "cannot be removed" in capsys.readouterr().err
    kept.unlink()
    checks()
    capsys.readouterr()
    assert main(["clean"]) == 0
    assert (
        capsys.readouterr().out == f"Removed .kerasrules_cache.\nRemoved {os.path.join('sub', '.kerasrules_cache')}.\n"
    )
    assert not list(tmp_path.rglob(".kerasrules_cache"))
    assert main(["clean"]) == 0
    assert main(["clean", "nowhere"]) == 2


def test_old_entries_go(tmp_path: Path, checks: Callable[..., tuple[str, int]], monkeypatch: pytest.MonkeyPatch):
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text(LINEAR)
    checks()
    cache = tmp_path / ".kerasrules_cache"
    old, new = sorted(cache.glob("*/*"))
    (cache / "0.0.1-0123456789abcdef").mkdir()
    os.utime(old, (1, 1))
    cache_folder.tidy(str(cache))
    assert old.exists(), "not more than once a day"
    os.utime(cache / "CACHEDIR.TAG", (1, 1))
    cache_folder.tidy(str(cache))
    assert not old.exists()
    assert new.exists()
    assert not (cache / "0.0.1-0123456789abcdef").exists()
    monkeypatch.setattr(cache_folder, "MAX_BYTES", 10)
    cache_folder.tidy(str(cache), now=True)
    assert not new.exists()


def test_the_version_follows_the_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    package = tmp_path / "kerasrules"
    (package / "rules").mkdir(parents=True)
    file = package / "rules" / "one.py"
    monkeypatch.setattr(own_version, "PACKAGE", str(package))

    def version() -> str | None:
        own_version.own_version.cache_clear()
        return own_version.own_version()

    try:
        file.write_text("a = 1\n")
        first = version()
        assert version() == first
        file.write_text("a = 12\n")
        second = version()
        record = tmp_path / f"kerasrules-{own_version.__version__}.dist-info" / "RECORD"
        record.parent.mkdir()
        record.write_text("kerasrules/rules/one.py,sha256=abc,6\n../bin/kerasrules,sha256=x,9\n")
        third = version()
        file.touch()
        assert version() == third
        record.write_text("kerasrules/rules/one.py,sha256=def,6\n../bin/kerasrules,sha256=x,9\n")
        assert len({first, second, third, version()}) == 4
        monkeypatch.setattr(own_version, "PACKAGE", str(tmp_path / "archive.zip" / "kerasrules"))
        assert version() is None
    finally:
        own_version.own_version.cache_clear()


def test_results_of_all_fixtures_survive_being_kept():
    settings = SettingsFinder(Overrides(select=("ALL",)), isolated=True).for_file("x.py")
    decode = decoder_of(FileResult)
    files = sorted(str(path) for path in Path(FIXTURES).rglob("bad_*") if path.suffix in (".py", ".ipynb"))
    assert len(files) > 150
    for path in files[::3]:
        result = engine.check_file(path, settings)
        again = decode(json.loads(json.dumps(encode(result))))
        assert again == result
        assert [finding.fix for finding in again.findings] == [finding.fix for finding in result.findings]


@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_several_processes_write_and_read_one_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    settings = Settings(cache_dir=str(tmp_path / "cache"), root=str(tmp_path))
    files = []
    for number in range(POOL_FROM + 10):
        path = tmp_path / f"f{number:03}.py"
        path.write_text(LINEAR if number % 2 else GOOD)
        files.append((str(path), settings))
    plain = check_files(files, 1)
    assert check_files(files, 2, Cache()) == plain
    assert len(list((tmp_path / "cache").glob("*/*"))) == len(files)
    monkeypatch.setattr(engine, "_examine", None)
    assert check_files(files, 2, Cache()) == plain


def test_two_runs_at_once(tmp_path: Path):
    for number in range(8):
        (tmp_path / f"f{number}.py").write_text(LINEAR)
    environment = {name: value for name, value in os.environ.items() if name != "KERASRULES_NO_CACHE"}
    command = [sys.executable, "-m", "kerasrules", "check", "-j1", "--output-format", "concise"]
    runs = [
        subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    outputs = {run.communicate()[0] for run in runs}
    assert len(outputs) == 1
    assert not list((tmp_path / ".kerasrules_cache").rglob("*.tmp"))


def test_an_interrupted_run_keeps_what_it_has_found(tmp_path: Path, checks: Callable[..., tuple[str, int]]):
    for number in range(6):
        (tmp_path / f"train{number}.py").write_text(LINEAR + f"# {number}\n")
    without = checks("--no-cache")[0]
    files = [(name, SettingsFinder().for_file(name)) for name in sorted(path.name for path in tmp_path.glob("*.py"))]

    def interrupt(result: FileResult) -> None:
        if result.path == "train2.py":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check_files(files, 1, Cache(), interrupt)
    assert checks() == (without, 3)


@pytest.mark.skipif(sys.platform == "win32", reason="no signals of this kind there")
def test_a_run_that_is_killed_leaves_a_good_cache(tmp_path: Path, checks: Callable[..., tuple[str, int]]):
    for number in range(40):
        (tmp_path / f"train{number}.py").write_text(LINEAR + f"# {number}\n")
    without = checks("--no-cache")[0]
    environment = {name: value for name, value in os.environ.items() if name != "KERASRULES_NO_CACHE"}
    environment["PYTHONPATH"] = str(Path(__file__).parent.parent)
    command = [sys.executable, "-m", "kerasrules", "check", "-j2"]
    process = subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL, start_new_session=True
    )
    while process.poll() is None and not any(tmp_path.glob(f".kerasrules_cache/*/{'?' * 32}")):
        time.sleep(0.01)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    said, analyzed = checks()
    assert said == without
    assert analyzed < 40
    assert checks() == (without, 0)


def test_a_word_in_a_comment_is_looked_at_once(
    tmp_path: Path, checks: Callable[..., tuple[str, int]], monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "a.py").write_text("import torch\nimport helpers\n# a port of the keras layer\n")
    assert checks() == ("Nothing was checked: the file does not use Keras.\n", 0)
    monkeypatch.setattr("kerasrules.checking.prefilter.concerns_keras", None)
    assert checks() == ("Nothing was checked: the file does not use Keras.\n", 0)
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "helpers.py").write_text("import keras\n")
    assert "2 checked" in checks()[0]


LOOKS = re.compile(
    r"(?<![\w.])(?:open\(|os\.(?:open|stat|lstat|listdir|scandir|access|walk)\(|glob\.i?glob\("
    r"|os\.path\.(?:exists|lexists|isfile|isdir|islink|ismount|getsize|getmtime|realpath|samefile)\()"
)
LOOKS_AND_RECORDS = {
    "source/disk.py": "what records it",
    "source/load.py": "its callers record what they read",
    "source/reading_root.py": "of folders that the user gives, which are settings",
    "source/regular_files.py": "its callers record what they read",
    "interpreter/module_finder.py": "records what it reads",
    "data_files/repository.py": "records what it reads",
    "data_files/opening.py": "for repository.py",
    "data_files/image_folder.py": "for repository.py",
    "data_files/given.py": "results that rest on a given file are not kept",
    "keras_api/generated.py": "package data",
    "interpreter/libraries/registry.py": "the package itself",
    "source/atomic_write.py": "writes",
    "source/source_texts.py": "for reports",
    "checking/suppressing.py": "records what it reads",
}


def test_whatever_looks_at_the_disk_in_an_analysis_records_it():
    """Else a cache would not notice a change there: ask through `source/disk.py`."""
    package = Path(engine.__file__).parent.parent
    rooms = ("source", "interpreter", "rules", "data_files", "keras_api", "symptoms", "model")
    files = [path for room in rooms for path in sorted((package / room).rglob("*.py"))]
    asked = ("engine", "judging", "suppressing", "certainty", "text_findings", "data_dependence")
    files += [package / "checking" / f"{name}.py" for name in asked]
    found = {path.relative_to(package).as_posix() for path in files if LOOKS.search(path.read_text(encoding="utf-8"))}
    assert found - LOOKS_AND_RECORDS.keys() == set()
