"""What a program leads to outside of its repository is not read, and said: imports, links, data, settings."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kerasrules.checking.cache.store import Cache
from kerasrules.checking.engine import check_file
from kerasrules.checking.prefilter import concerns_keras
from kerasrules.checking.settings import Overrides, Settings, SettingsFinder
from kerasrules.model.locations import Location, Position
from kerasrules.model.record import replace
from kerasrules.server.analysis import Request, analyze
from kerasrules.source.reading_root import ReadingRoot, folders_given

BUILD = """import keras

def build():
    return keras.Sequential([keras.Input((6,)), keras.layers.Dense(3, activation="softmax"), keras.layers.Dense(1)])
"""
TRAIN = """import keras
{load}
net = build()
net.compile(loss="mae", optimizer="sgd")
"""
Check = Callable[..., tuple[int, str, str]]


def write(path: Path, text: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def link(path: Path, to: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        path.symlink_to(to)
    except OSError:
        pytest.skip("links cannot be made here")
    return path


@pytest.fixture
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that is not the user's to check, with a module in it."""
    folder = tmp_path_factory.mktemp("outside")
    write(folder / "__init__.py")
    write(folder / "net.py", BUILD)
    return folder


# --- which folder ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("there", "given", "root"),
    [
        (".git/", "a/b", "."),
        ("a/.git", ".", "a"),
        (".git/ a/pyproject.toml", "a", "."),
        ("setup.cfg", "a/b", "."),
        ("a/requirements.txt", ".", "."),
        ("", "a", "a"),
        ("a/__init__.py a/b/__init__.py", "", "."),
        ("a/b/__init__.py", "", "a"),
        ("", "", "a/b"),
    ],
)
def test_the_root_is_the_repository_or_what_the_user_gives(tmp_path: Path, there: str, given: str, root: str) -> None:
    for name in there.split():
        if name.endswith("/"):
            (tmp_path / name).mkdir(parents=True)
        else:
            write(tmp_path / name)
    (tmp_path / "a" / "b").mkdir(parents=True, exist_ok=True)
    folders = folders_given([str(tmp_path / given)] if given else [], with_current=False)
    found = ReadingRoot(str(tmp_path / "a" / "b" / "train.py"), folders)
    assert found.path == os.path.realpath(tmp_path / root)
    assert found.holds(str(tmp_path / "a" / "b"))
    assert not found.holds(str(tmp_path.parent))
    assert not found.holds(found.path + "_beside")


def test_home_is_no_root_by_chance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    program = write(tmp_path / "downloads" / "train.py")
    write(tmp_path / "pyproject.toml")
    monkeypatch.chdir(tmp_path)
    assert folders_given(["train.py"]) == ()
    assert ReadingRoot(str(program)).path == os.path.realpath(program.parent)
    assert folders_given(["."]) == (os.path.realpath(tmp_path),)


def test_a_folder_in_another_is_given_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "src").mkdir()
    monkeypatch.chdir(tmp_path)
    assert folders_given(["src", "src/missing.py"]) == (os.path.realpath(tmp_path),)


# --- modules ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("given", ["scripts", "scripts/train.py"])
def test_a_part_of_a_project_is_read_with_the_folder_that_it_is_checked_from(
    check: Check, tmp_path: Path, given: str
) -> None:
    write(tmp_path / "models" / "net.py", BUILD)
    write(tmp_path / "scripts" / "train.py", TRAIN.format(load="from models.net import build"))
    _, out, err = check(given, "--output-format", "concise")
    assert "KR" in out
    assert "outside" not in err


@pytest.mark.parametrize("given", ["inner", "inner/train.py"])
@pytest.mark.parametrize("load", ["from ...net import build", "from .... import net as build", "from ...net import *"])
def test_relative_imports_end_at_the_root(
    check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str, load: str
) -> None:
    write(tmp_path / "net.py", BUILD)
    write(tmp_path / "here" / "inner" / "train.py", TRAIN.format(load=load))
    monkeypatch.chdir(tmp_path / "here")
    _, out, err = check(given, "--output-format", "concise", "--select", "ALL")
    assert "net.py" not in out
    assert err.count("because it is outside of") == 1


def test_names_that_lead_elsewhere_are_no_modules(check: Check, tmp_path: Path, outside: Path) -> None:
    load = f'import importlib\nbuild = importlib.import_module("a.{outside}/net").build'
    write(tmp_path / "train.py", TRAIN.format(load=load))
    _, out, _ = check("train.py", "--output-format", "concise", "--select", "ALL")
    assert "net.py" not in out


@pytest.mark.parametrize("linked", ["net.py", "net"])
def test_links_of_modules_are_followed_inside_only(check: Check, tmp_path: Path, outside: Path, linked: str) -> None:
    (tmp_path / ".git").mkdir()
    link(tmp_path / linked, outside / "net.py" if linked == "net.py" else outside)
    load = "from net import build" if linked == "net.py" else "from net.net import build"
    train = write(tmp_path / "train.py", TRAIN.format(load=load))
    _, out, err = check("train.py", "--output-format", "concise", "--select", "ALL")
    assert "net.py" not in out
    assert f"train.py:1:1: not read, because it is outside of {os.path.realpath(tmp_path)}: net" in err
    (tmp_path / linked).unlink()
    write(tmp_path / "library" / "net.py", BUILD)
    link(tmp_path / linked, tmp_path / "library" / "net.py" if linked == "net.py" else tmp_path / "library")
    _, out, err = check(train, "--output-format", "concise")
    assert "KR" in out
    assert "outside" not in err


def test_what_runs_an_imported_model_is_judged_by_the_same_root(tmp_path: Path, outside: Path) -> None:
    text = b"from net import build\nbuild().fit(x, y)\n"
    link(tmp_path / "net.py", outside / "net.py")
    assert not concerns_keras(text, str(tmp_path / "train.py"))
    assert concerns_keras(text, str(outside / "train.py"))


def test_a_program_that_saves_a_model_is_not_looked_for_behind_links(check: Check, tmp_path: Path) -> None:
    saves = BUILD + 'net = build()\nnet.save("net.keras")\n'
    write(tmp_path / "elsewhere" / "make.py", saves)
    (tmp_path / "here" / ".git").mkdir(parents=True)
    link(tmp_path / "here" / "make.py", tmp_path / "elsewhere" / "make.py")
    load = 'net = keras.models.load_model("net.keras")\nnet.compile(loss="mae", optimizer="sgd")\n'
    write(tmp_path / "here" / "train.py", "import keras\n" + load)
    _, out, _ = check("here/train.py", "--output-format", "concise", "--select", "ALL")
    assert "make.py" not in out


# --- links below a folder --------------------------------------------------------------------------------------------


def test_links_that_lead_out_are_not_walked(check: Check, tmp_path: Path, outside: Path) -> None:
    link(tmp_path / "a.py", outside / "net.py")
    link(tmp_path / "b", outside)
    write(tmp_path / "real" / "net.py", BUILD)
    link(tmp_path / "inside", tmp_path / "real")
    _, out, err = check(".", "--output-format", "json", "--select", "ALL")
    assert {finding["path"] for finding in json.loads(out)["findings"]} == {"inside/net.py"}
    assert err.count("leads out of") == 1
    assert "a.py:1:1: the link is not followed" in err
    assert "(nor are 1 others)" in err


def test_a_link_that_is_named_is_read(check: Check, tmp_path: Path, outside: Path) -> None:
    link(tmp_path / "a.py", outside / "net.py")
    assert "a.py" in check("a.py", "--output-format", "concise", "--select", "ALL")[1]


def test_a_link_in_the_place_of_an_ignore_file_is_not_followed(check: Check, tmp_path: Path, outside: Path) -> None:
    (tmp_path / ".git").mkdir()
    write(outside / "secret", "net.py\n")
    link(tmp_path / ".gitignore", outside / "secret")
    write(tmp_path / "net.py", BUILD)
    _, out, err = check(".", "--output-format", "concise", "--select", "ALL")
    assert "net.py" in out
    assert "a link, which git does not follow" in err


# --- data ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["/etc/passwd", "../../data.csv", "link.csv", "linked/data.csv", "~/data.csv"])
def test_data_outside_are_not_read(tmp_path: Path, outside: Path, name: str) -> None:
    write(tmp_path / "data.csv", "a,b\n1,2\n")
    write(outside / "data.csv", "a,b\n1,2\n")
    folder = tmp_path / "x" / "y"
    link(folder / "link.csv", outside / "data.csv")
    link(folder / "linked", outside)
    text = f"import keras\nimport pandas as pd\nframe = pd.read_csv({name!r})\n"
    train = write(folder / "train.py", text)
    (use,) = check_file(str(train), Settings(folders=(os.path.realpath(tmp_path),))).data_files
    assert not use.was_read
    assert use.reason


def test_data_are_looked_for_up_to_the_folder_that_is_given(tmp_path: Path) -> None:
    write(tmp_path / "data" / "a.csv", "a,b\n" + "1,2\n" * 9)
    train = write(tmp_path / "x" / "train.py", 'import keras\nimport pandas as pd\nframe = pd.read_csv("data/a.csv")\n')
    assert check_file(str(train), Settings(folders=(os.path.realpath(tmp_path),))).data_files[0].was_read
    assert not check_file(str(train), Settings()).data_files[0].was_read


# --- baselines, settings, the cache ----------------------------------------------------------------------------------


@pytest.mark.parametrize("named", ["../baseline.json", "{outside}/baseline.json", "linked.json"])
def test_a_baseline_in_another_place_is_refused(check: Check, tmp_path: Path, outside: Path, named: str) -> None:
    write(outside / "baseline.json", '{"version": 1, "findings": []}')
    write(tmp_path.parent / "baseline.json", '{"version": 1, "findings": []}')
    link(tmp_path / "linked.json", outside / "baseline.json")
    where = named.format(outside=outside)
    write(tmp_path / "pyproject.toml", f"[tool.kerasrules]\nbaseline = {json.dumps(where)}\n")
    write(tmp_path / "net.py", BUILD)
    for option in ((), ("--write-baseline",)):
        status, _, err = check(".", *option)
        assert status == 2
        assert "`baseline` leads out of the repository" in err
    assert check(".", "--baseline", where)[0] != 2
    (tmp_path.parent / "baseline.json").unlink()


def test_a_link_in_the_place_of_the_usual_baseline_is_refused(check: Check, tmp_path: Path, outside: Path) -> None:
    write(outside / "secret.json", '{"version": 1, "findings": []}')
    link(tmp_path / ".kerasrules-baseline.json", outside / "secret.json")
    write(tmp_path / "net.py", BUILD)
    status, _, err = check(".")
    assert status == 2
    assert ".kerasrules-baseline.json: it is a link that leads out of the repository" in err


def test_settings_behind_a_link_are_refused(check: Check, tmp_path: Path, outside: Path) -> None:
    write(outside / "pyproject.toml", '[tool.kerasrules]\nignore = ["ALL"]\n')
    link(tmp_path / "sub" / "pyproject.toml", outside / "pyproject.toml")
    write(tmp_path / "sub" / "net.py", BUILD)
    status, _, err = check(".")
    assert status == 2
    assert "it is a link that leads out of the repository" in err


def test_no_entry_of_a_cache_shows_what_is_outside(
    tmp_path: Path, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    program = write(tmp_path / "net.py", BUILD + "net = build()\n")
    settings = replace(SettingsFinder(Overrides(select=("ALL",))).for_file("net.py"), cache_dir=str(tmp_path / "cache"))
    result = check_file("net.py", settings)
    assert result.findings
    data, cache = program.read_bytes(), Cache()
    secret = write(outside / "secret", "password\n")

    def kept(path: str, listed: str) -> bool:
        there = Location(path, Position(1, 1), Position(1, 9))
        moved = replace(result, findings=tuple(replace(one, location=there) for one in result.findings))
        cache.put("net.py", data, settings, moved, {("text", listed, ""): None})
        return cache.get("net.py", data, settings) is not None

    missing = str(tmp_path / "missing.py")
    assert kept(missing, missing)
    assert not kept(str(secret), str(secret) + "/missing")
    link(tmp_path / "link.py", secret)
    assert not kept("link.py", missing)


# --- the server ------------------------------------------------------------------------------------------------------


def test_each_folder_of_a_workspace_is_a_root(tmp_path: Path) -> None:
    write(tmp_path / "one" / "net.py", BUILD)
    text = TRAIN.format(load="from net import build")
    for folder, finds in (("one", True), ("two", False)):
        path = write(tmp_path / folder / "sub" / "train.py", text)
        request = Request(text, str(path), str(tmp_path / folder), True, Overrides())
        assert bool(analyze(request).findings) == finds
    text = TRAIN.format(load="from ...one.net import build")
    path = write(tmp_path / "two" / "sub" / "train.py", text)
    (notice,) = analyze(Request(text, str(path), str(tmp_path / "two"), True, Overrides())).notices
    assert f"outside of {os.path.realpath(tmp_path / 'two')}: ...one.net" in notice.message
