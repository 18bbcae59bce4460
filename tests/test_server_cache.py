"""What the server knows already it does not read again: unchanged programs, in memory and in the cache of `check`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from kerasrules.checking import engine
from kerasrules.checking.cache import folder as cache_folder
from kerasrules.checking.cache.store import Cache
from kerasrules.checking.settings import Overrides
from kerasrules.model.results import FileResult
from kerasrules.server import analysis, recent
from kerasrules.server.analysis import Analysis, Request, analyze

USES_MODULE = """\
from keras import Sequential, layers
from parts import make
model = Sequential([layers.Input((4,)), *make()])
model.compile("adam", "mse")
model.fit(x, y)
"""
LINEAR = "from keras import layers\ndef make():\n    return [layers.Dense(8), layers.Dense(1)]\n"
GOOD = LINEAR.replace("Dense(8)", "Dense(8, 'relu')")


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The programs that were read, in a process that knows nothing yet."""
    found: list[str] = []
    examine = engine.examine

    def counted(text: str, path: str, settings: object) -> object:
        found.append(path)
        return examine(text, path, settings)  # type: ignore[arg-type]

    monkeypatch.setattr(engine, "examine", counted)
    monkeypatch.setattr(analysis, "_recent", recent.Recent())
    monkeypatch.delenv("KERASRULES_NO_CACHE", raising=False)
    return found


@pytest.fixture
def request_of(tmp_path: Path) -> Callable[..., Request]:
    (tmp_path / "parts.py").write_text(LINEAR)
    (tmp_path / "train.py").write_text(USES_MODULE)

    def request(text: str = USES_MODULE, is_saved: bool = True, **more: bool) -> Request:
        given = {"in_workspace": True, **more}
        return Request(
            text, str(tmp_path / "train.py"), str(tmp_path), overrides=Overrides(), is_saved=is_saved, **given
        )

    return request


def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis, "_recent", recent.Recent())


def codes(said: Analysis) -> list[str]:
    return [finding.code for finding in said.findings]


def test_what_did_not_change_is_not_read_again(
    tmp_path: Path, read: list[str], request_of: Callable[..., Request]
) -> None:
    first = analyze(request_of(is_saved=False))
    assert codes(first) == ["KR101"]
    assert analyze(request_of(is_saved=False)) is first
    edited = USES_MODULE.replace("adam", "sgd")
    analyze(request_of(edited, is_saved=False))
    assert analyze(request_of(is_saved=False)) is first  # taken back
    assert len(read) == 2
    (tmp_path / "parts.py").write_text(GOOD)
    assert codes(analyze(request_of(is_saved=False))) == []
    (tmp_path / "pyproject.toml").write_text("[tool.kerasrules]\nextend-select = ['ALL']\n")
    analyze(request_of(is_saved=False))
    assert len(read) == 4


def test_only_a_few_are_kept(read: list[str], request_of: Callable[..., Request]) -> None:
    for number in range(recent.KEPT + 1):
        analyze(request_of(USES_MODULE + f"# {number}\n", is_saved=False))
    read.clear()
    analyze(request_of(USES_MODULE + f"# {recent.KEPT}\n", is_saved=False))
    assert not read
    analyze(request_of(USES_MODULE + "# 0\n", is_saved=False))
    assert read


def test_a_saved_program_is_known_from_an_earlier_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: list[str], request_of: Callable[..., Request]
) -> None:
    first = analyze(request_of())
    assert first.lines  # the finding is about the module
    forget(monkeypatch)
    assert analyze(request_of()) == first
    assert len(read) == 1
    (tmp_path / "parts.py").write_text(GOOD)
    forget(monkeypatch)
    assert codes(analyze(request_of())) == []
    assert len(read) == 2


@pytest.mark.parametrize(
    "given", [{"is_saved": False}, {"in_workspace": False}], ids=["an unsaved text", "a file of no folder"]
)
def test_what_leaves_nothing_on_disk(
    tmp_path: Path, read: list[str], request_of: Callable[..., Request], given: dict[str, bool]
) -> None:
    analyze(request_of(**given))
    assert read
    assert not (tmp_path / ".kerasrules_cache").exists()


def test_the_environment_switches_it_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: list[str], request_of: Callable[..., Request]
) -> None:
    monkeypatch.setenv("KERASRULES_NO_CACHE", "1")
    analyze(request_of())
    assert read
    assert not (tmp_path / ".kerasrules_cache").exists()
    assert cache_folder.is_switched_off()


@pytest.mark.parametrize(
    "more", [None, Overrides(), SimpleNamespace()], ids=["nothing", "of another kind", "no record"]
)
def test_what_is_kept_beside_a_result_is_checked(
    monkeypatch: pytest.MonkeyPatch, read: list[str], request_of: Callable[..., Request], more: object
) -> None:
    put = Cache.put

    def put_other(self: Cache, *given: object) -> None:
        put(self, *given[:5], more)  # type: ignore[arg-type]

    monkeypatch.setattr(Cache, "put", put_other)
    first = analyze(request_of())
    forget(monkeypatch)
    assert analyze(request_of()) == first
    assert len(read) == 2


def test_an_entry_of_the_server_serves_check(
    monkeypatch: pytest.MonkeyPatch, read: list[str], request_of: Callable[..., Request]
) -> None:
    asked = request_of()
    first = analyze(asked)
    settings = analysis.settings_of(asked)
    assert not isinstance(settings, Analysis)
    known = Cache().get(asked.path, asked.text.encode(), settings)
    assert isinstance(known, FileResult)
    assert known.findings == first.findings
