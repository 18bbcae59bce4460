"""Programs of several files: modules of the repository are read when they are used."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from reading import chain, head, loss, pairs, strictly, training

from kerasrules.interpreter.module_finder import MAX_MODULES
from kerasrules.model.program import Program
from kerasrules.model.unknown import Unknown
from kerasrules.source.load import from_file

BUILD = """
from keras import Sequential, layers
UNITS = 3
def build(units=UNITS):
    return Sequential([layers.Dense(units, input_shape=(4,)), layers.Dense(1, activation="sigmoid")])
"""
USE = "m = {}\nm.compile(loss='mse')\nm.fit(x, y)\n"


def read(folder: Path, files: dict[str, str], main: str = "main.py") -> Program:
    (folder / ".git").mkdir()
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
    return strictly(from_file(str(folder / main)))


@pytest.mark.parametrize(
    ("text", "call"),
    [
        ("from net import build", "build()"),
        ("import net", "net.build()"),
        ("import net as n", "n.build()"),
        ("from net import *", "build()"),
        ("from net import build as make", "make(3)"),
        ("def late():\n    from net import build\n    return build()", "late()"),
        ("try:\n    from net import build\nexcept ImportError:\n    build = None", "build()"),
        ("if flag():\n    import net\n    net.build(7)\n    raise SystemExit\nimport net", "net.build()"),
    ],
)
def test_a_module_beside(tmp_path: Path, text: str, call: str) -> None:
    found = read(tmp_path, {"net.py": BUILD, "main.py": text + "\n" + USE.format(call)})
    assert chain(found)[-2:] == ["Dense(3)", "Dense(1, sigmoid)"]
    assert (head(found), loss(found)) == ("sigmoid 1", "mean_squared_error")
    assert training(found).location.path.endswith("main.py")


@pytest.mark.parametrize(
    ("text", "call"),
    [
        ("from pkg.net import build", "build()"),
        ("from pkg import net", "net.build()"),
        ("import pkg.net", "pkg.net.build()"),
        ("import pkg", "pkg.build()"),
        ("from pkg import build", "build()"),
        ("from pkg import *", "build()"),
        ("from pkg.sub.deep import make", "make()"),
        ("import pkg.sub.deep as d", "d.make()"),
    ],
)
def test_a_package(tmp_path: Path, text: str, call: str) -> None:
    files = {
        "pkg/__init__.py": "from .net import build\n",
        "pkg/net.py": BUILD,
        "pkg/sub/__init__.py": "",
        "pkg/sub/deep.py": "from ..net import build, UNITS\ndef make():\n    return build(UNITS)\n",
        "main.py": text + "\n" + USE.format(call),
    }
    found = read(tmp_path, files)
    assert pairs(found) == ["sigmoid 1: mean_squared_error"]


@pytest.mark.parametrize(
    "inside", ["from . import net", "from pkg import net", "from . import net as net", "import pkg.net"]
)
def test_a_package_that_imports_its_modules(tmp_path: Path, inside: str) -> None:
    for call in ("pkg.net.build()", "net.build()", "again.build()", "other.net.build()"):
        folder = tmp_path / call
        folder.mkdir()
        files = {"pkg/__init__.py": f"{inside}\n", "pkg/net.py": BUILD, "other/__init__.py": "from pkg import *\n"}
        main = "import pkg, other\nfrom pkg import net\nfrom pkg import *\nimport pkg.net as again\n" + USE.format(call)
        assert pairs(read(folder, {**files, "main.py": main})) == ["sigmoid 1: mean_squared_error"]


def test_a_name_of_one_of_many_modules(tmp_path: Path) -> None:
    """Modules that do not give the name are not read, so that the bound on them is not reached."""
    names = [f"part{number}" for number in range(MAX_MODULES + 5)]
    given = ["", "__all__ = ['other']\nfrom .net import build\n", "__all__ = [*other.__all__]\n", "def other(): pass\n"]
    parts = {f"pkg/{name}.py": given[number % 4] for number, name in enumerate(names)}
    stars = "".join(f"from .{name} import *\n" for name in ("net", *names))
    package = {"pkg/__init__.py": stars, "pkg/net.py": f"__all__ = ['build']\n{BUILD}", **parts}
    found = read(tmp_path, {**package, "main.py": "from pkg import build\n" + USE.format("build()")})
    assert (head(found), loss(found)) == ("sigmoid 1", "mean_squared_error")


def test_relative_imports_of_the_read_file(tmp_path: Path) -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/net.py": BUILD,
        "pkg/config.py": "LOSS = 'mae'\n",
        "pkg/train/__init__.py": "",
        "pkg/train/run.py": "from ..net import build\nfrom .. import config\nm = build()\n"
        "m.compile(loss=config.LOSS)\n",
    }
    assert pairs(read(tmp_path, files, "pkg/train/run.py")) == ["sigmoid 1: mean_absolute_error"]


def test_compiled_in_another_file(tmp_path: Path) -> None:
    files = {
        "net.py": BUILD,
        "training.py": "def run(model, x, y):\n    model.compile(loss='mse')\n    model.fit(x, y)\n",
        "main.py": "from net import build\nfrom training import run\nrun(build(), 1, 2)\n",
    }
    found = read(tmp_path, files)
    assert pairs(found) == ["sigmoid 1: mean_squared_error"]
    assert training(found).location.path.endswith("training.py")
    assert training(found).trained


def test_classes_and_constants_of_other_files(tmp_path: Path) -> None:
    files = {
        "base.py": "class Base:\n    units = 2\n    def build(self):\n        return self.make(self.units)\n",
        "config.py": "from dataclasses import dataclass\n@dataclass\nclass Config:\n    act: str = 'tanh'\n"
        "C = Config()\n",
        "main.py": """
            from keras import Sequential
            from keras.layers import Dense
            from base import Base
            import config
            class Net(Base):
                def make(self, n):
                    return Sequential([Dense(n, config.C.act)])
            m = Net().build()
            """,
    }
    assert chain(read(tmp_path, files)) == ["Dense(2, tanh)"]


def test_modules_that_import_each_other(tmp_path: Path) -> None:
    files = {
        "a.py": "import b\nfrom b import late\nUNITS = 3\ndef build():\n    return b.build(UNITS)\n",
        "b.py": "import a\nfrom a import missing\nfrom keras import Sequential, layers\n"
        "def build(n):\n    return Sequential([layers.Dense(n)])\ndef late():\n    return a.UNITS\n",
        "main.py": "import a\nm = a.build()\n",
    }
    assert chain(read(tmp_path, files)) == ["Dense(3)"]
    assert chain(strictly(from_file(str(tmp_path / "a.py")))) == ["Dense(3)"]


def test_a_file_that_imports_itself(tmp_path: Path) -> None:
    text = (
        "import main\nfrom main import m as n\nfrom keras import Sequential, layers\nm = Sequential([layers.Dense(3)])"
    )
    assert chain(read(tmp_path, {"main.py": text})) == ["Dense(3)"]


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"net.py": "def build(:\n"},
        {"net.py": "raise ImportError\n"},
        {"net.py": "\0"},
        {"net.py": "other = 1\n"},
        {"net/__init__.py": ""},
    ],
    ids=["missing", "broken", "raises", "binary", "without the name", "a package without it"],
)
def test_a_module_that_gives_nothing(tmp_path: Path, files: dict[str, str]) -> None:
    found = training(
        read(tmp_path, {**files, "main.py": "import keras\nfrom net import build\n" + USE.format("build()")})
    )
    assert isinstance(found.model, Unknown)
    assert found.model.reason
    assert found.model.location is not None
    assert [pair.loss.name for pair in found.output_losses] == ["mean_squared_error"]  # type: ignore[union-attr]


def test_files_outside_the_repository_are_not_read(tmp_path: Path) -> None:
    outside = tmp_path / "net.py"
    outside.write_text(BUILD, encoding="utf-8")
    inner = tmp_path / "repository"
    inner.mkdir()
    found = training(read(inner, {"main.py": "import keras\nfrom net import build\n" + USE.format("build()")}))
    assert isinstance(found.model, Unknown)


NETS = """
from keras import Sequential, layers
TABLE = {}
def register(name):
    def enter(function):
        TABLE[name] = function
        return function
    return enter
@register("small")
def build_small(units=3):
    return Sequential([layers.Dense(units, input_shape=(4,)), layers.Dense(1, activation="sigmoid")])
@register("large")
def build_large(units=9):
    return Sequential([layers.Dense(units, input_shape=(4,)), layers.Dense(1, activation="tanh")])
class Kind:
    known = {}
    def __init_subclass__(cls, title=None):
        Kind.known[title or cls.__name__] = cls
    @classmethod
    def make(cls, name):
        return cls.known[name]().build()
class Small(Kind):
    make_net = staticmethod(build_small)
    def build(self):
        return self.make_net()
class Other(Small, title="other"):
    def build(self):
        return super().build()
    @classmethod
    def make(cls, name):
        return super().make(name)
"""


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("nets.TABLE['small']()", {"sigmoid 1"}),
        ("nets.TABLE[name()]()", {"sigmoid 1", "tanh 1"}),
        ("{'a': nets.build_small, 'b': nets.build_large}[name()]()", {"sigmoid 1", "tanh 1"}),
        ("getattr(nets, 'build_small')()", {"sigmoid 1"}),
        ("globals()['build_large']()", {"tanh 1"}),
        ("globals().get('build_large')()", {"tanh 1"}),
        ("vars(nets)['build_large']()", {"tanh 1"}),
        ("importlib.import_module('nets').build_small()", {"sigmoid 1"}),
        ("importlib.import_module('.nets', __package__).build_small()", {"sigmoid 1"}),
        ("__import__('nets').build_small()", {"sigmoid 1"}),
        ("nets.Kind.make('Small')", {"sigmoid 1"}),
        ("nets.Other.make('other')", {"sigmoid 1"}),
    ],
)
def test_builders_found_by_name(tmp_path: Path, call: str, expected: set[str]) -> None:
    main = "import importlib, nets\nfrom nets import *\n"
    found = read(tmp_path, {"nets.py": NETS, "main.py": main + USE.format(call)})
    assert {pair.split(":")[0] for pair in pairs(found)} == expected
