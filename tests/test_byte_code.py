"""The byte code of all modules in one file is as good as Python's own, and does nothing where it is not."""

from __future__ import annotations

import inspect
import json
import marshal
import os
import subprocess
import sys
from importlib.util import module_from_spec
from pathlib import Path
from typing import Any

import pytest

from kerasrules import byte_code
from kerasrules.byte_code import Bundle, keep, use

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = """from keras import Sequential, layers
net = Sequential([layers.Input((4,)), layers.Dense(8), layers.Dense(1)])
net.compile("sgd", "mse")
"""
LOOK = """
import json, sys
from kerasrules import byte_code
byte_code.use()
import inspect, traceback
from kerasrules.rules import rule_of
from kerasrules.interpreter import analyze
try:
    analyze(None, None)
except Exception:
    told = traceback.format_exc()
modules = {name: type(one.__spec__.loader).__name__ for name, one in sys.modules.items() if name[:11] == "kerasrules."}
print(json.dumps([modules, told, inspect.getsource(analyze), analyze.__code__.co_filename]))
"""
WITHOUT_TYPING = """
import os, sys
os._exit = lambda status: None
sys.argv = ["kerasrules", "check", "--isolated", "-q", "--exit-zero", "net.py"]
sys.stdout = open(os.devnull, "w")
from kerasrules.__main__ import run
run()
print("typing" in sys.modules, file=sys.__stdout__)
"""


def run(*arguments: str, folder: Path, **environment: str) -> str:
    """What a Python says that keeps its byte code in a folder."""
    settings = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(folder), **environment}
    if "PYTHONDONTWRITEBYTECODE" not in environment:
        settings.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run([sys.executable, *arguments], env=settings, cwd=folder, capture_output=True, timeout=300)
    assert not done.stderr, done.stderr.decode()
    return done.stdout.decode()


def test_a_run_writes_what_the_next_one_uses(tmp_path: Path) -> None:
    (tmp_path / "net.py").write_text(PROGRAM)
    command = ("-m", "kerasrules", "check", "--isolated", "net.py")
    first = run(*command, folder=tmp_path)
    assert "KR101" in first
    [written] = tmp_path.rglob("*.bundle")
    written.unlink()
    assert run(*command, folder=tmp_path, PYTHONDONTWRITEBYTECODE="1") == first
    assert not list(tmp_path.rglob("*.bundle"))
    assert run(*command, folder=tmp_path) == first
    as_written = written.read_bytes()
    assert run(*command, folder=tmp_path) == first
    assert written.read_bytes() == as_written

    modules, told, source, file = json.loads(run("-c", LOOK, folder=tmp_path))
    assert modules["kerasrules.interpreter.interpreter"] == "_Loader"
    assert f'File "{file}", line' in told
    assert source.startswith("def analyze(")
    assert run("-c", WITHOUT_TYPING, folder=tmp_path) == "False\n"
    modules, *_ = json.loads(run("-c", LOOK, folder=tmp_path, KERASRULES_NO_BUNDLE="1"))
    assert "_Loader" not in modules.values()

    written.write_bytes(as_written[: len(as_written) // 2])
    assert run(*command, folder=tmp_path) == first
    assert len(written.read_bytes()) > len(as_written) // 2, "what is broken is written again"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "tried.py"
    path.write_text("def name():\n    return 1\n")
    return path


def bundle_of(source: Path) -> Bundle:
    code = compile(source.read_text(), str(source), "exec")
    found = source.stat()
    entry = (str(source), None, False, found.st_size, found.st_mtime_ns, 0, 0)
    return Bundle({"kerasrules.tried": entry}, [marshal.dumps((code,))])


def test_a_module_is_loaded_as_from_its_source(source: Path) -> None:
    bundle = bundle_of(source)
    spec = bundle.find_spec("kerasrules.tried")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.name() == 1
    assert module.__file__ == str(source)
    assert inspect.getsource(module) == source.read_text()
    with pytest.raises(AttributeError):
        _ = module.missing
    assert bundle.find_spec("kerasrules.other") is None


@pytest.mark.parametrize("change", ["edited", "touched", "removed"])
def test_another_source_is_loaded_by_python(source: Path, change: str) -> None:
    bundle = bundle_of(source)
    if change == "edited":
        source.write_text("def name():\n    return 22\n")
    elif change == "touched":
        os.utime(source, ns=(1, 1))
    else:
        source.unlink()
    assert bundle.find_spec("kerasrules.tried") is None


def written(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with the modules that are loaded by now."""
    import kerasrules.interpreter  # noqa: F401

    monkeypatch.setattr(byte_code, "_file", lambda: str(place))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    keep(None)
    return place


@pytest.mark.parametrize("content", [b"", b"x", *map(marshal.dumps, (1, (1, 2, 3), ((), {}, [])))])
def test_what_is_no_such_file_is_left_alone(content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = written(tmp_path / "made", monkeypatch)
    assert use() is not None
    place.write_bytes(content)
    assert use() is None


def test_code_is_kept_with_the_stamp_that_it_had(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not with that of a source which was edited after it was loaded."""
    spec = bundle_of(source).find_spec("kerasrules.tried")
    assert spec is not None
    module = module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "kerasrules.tried", module)
    before = source.stat()
    source.write_text("def name():\n    return 22\n")
    modules, _ = byte_code._collected()
    assert modules["kerasrules.tried"][3:5] == (before.st_size, before.st_mtime_ns)


@pytest.mark.parametrize(
    ("imports", "is_plain"),
    [
        ("from typing import TYPE_CHECKING, Any, TypeVar\nT = TypeVar('T')", True),
        ("from typing import Any, NamedTuple", False),
        ("import typing", False),
        ("import os", False),
    ],
)
def test_names_for_annotations_are_imported_without_typing(imports: str, is_plain: bool) -> None:
    code = compile(imports, "tried.py", "exec")
    names: dict[str, object] = {}
    exec(code, names)
    changed = byte_code._without_typing(code, names)
    assert (changed is not code) == is_plain
    as_kept: dict[str, object] = {}
    exec(changed, as_kept)
    assert as_kept.keys() == names.keys()


def test_plain_names_can_stand_wherever_types_are_written() -> None:
    names: dict[str, Any] = {}
    exec(PLAIN_TYPES.replace("typing", "kerasrules.typing_names"), names)
    assert names["Box"]().kept(3) == 3
    assert names["TYPE_CHECKING"] is False


PLAIN_TYPES = """
from __future__ import annotations
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, Concatenate, Generic, Literal, ParamSpec, Protocol, TypeAlias, TypeVar
from typing import cast, overload
T = TypeVar("T", bound="Box")
P = ParamSpec("P")
Word = Literal["one", "two"]
Table: TypeAlias = dict[tuple[int, Any], Callable[[Any], T]]
Other = Any | None | Table
class Named(Protocol[T]):
    name: ClassVar[str]
class Box(Generic[T]):
    @overload
    def kept(self, value: int) -> int: ...
    def kept(self, value: Callable[Concatenate[int, P], T]) -> Other:
        return cast("T", value)
"""


def test_code_of_another_place_or_python_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = written(tmp_path / "made", monkeypatch)
    mine, modules, chunks = marshal.loads(place.read_bytes())
    for number in range(len(mine)):
        other = (*mine[:number], "other", *mine[number + 1 :])
        place.write_bytes(marshal.dumps((other, modules, chunks)))
        assert use() is None


def test_where_nothing_can_be_written_nothing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = written(tmp_path / "missing" / "made", monkeypatch)
    assert not place.exists()
    assert list(tmp_path.iterdir()) == []
