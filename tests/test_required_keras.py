"""What only a newer Keras minds is information where the repository's requirements exclude that."""

from __future__ import annotations

from pathlib import Path

import pytest

from kerasrules.checking.engine import check_file
from kerasrules.checking.settings import Settings
from kerasrules.model.releases import Version
from kerasrules.source.reading_root import ReadingRoot
from kerasrules.source.required_keras import required_keras

REQUIREMENTS: list[tuple[str, str, Version | None]] = [
    ("requirements.txt", "numpy\nKeras==2.2.4\n", (2, 2, 5)),
    ("requirements.txt", "keras>=2.1.2,<2.4\n", (2, 4)),
    ("requirements.txt", "keras<3\n", (3,)),
    ("requirements.txt", "keras<=3.1\n", None),
    ("requirements.txt", "keras>=2.0\n", None),
    ("requirements.txt", "keras==3.1.0\n", None),
    ("requirements.txt", "keras-nightly==2.2\ntf-keras==2.15\n# keras==2.2\n", None),
    ("requirements.txt", "tensorflow==2.8.1\n", (2, 8, 2)),
    ("requirements.txt", "tensorflow-gpu==1.4.1\n", (2, 4)),
    ("requirements.txt", "tensorflow-gpu==1.4.1\nkeras >= 3\n", None),
    ("requirements.txt", "tensorflow~=2.6.0\n", (2, 7)),
    ("requirements.txt", "tensorflow~=2.6\n", None),
    ("requirements.txt", "tensorflow>=1.15,<2  # old\n", (2, 4)),
    ("requirements.txt", "tensorflow==1.15.*\n", (2, 4)),
    ("requirements.txt", "tensorflow==2.16.1\n", None),
    ("requirements-python3.6.txt", "Keras == 2.3.1", (2, 3, 2)),
    ("environment.yml", "  - keras=2.6.0\n", (2, 6, 1)),
    ("pyproject.toml", 'keras = {version = "^2.4.3", extras = ["standalone-keras"]}\n', (3,)),
    ("pyproject.toml", 'keras = "^3.8.0"\n', None),
    ("pyproject.toml", 'dependencies = ["keras>=3.15.0", "numpy<2"]\n', None),
    ("pyproject.toml", 'tensorflow = ">=2.6, <2.15"\n', (2, 15)),
    ("setup.py", "install_requires=['keras==2.3.1', 'h5py<3']", (2, 3, 2)),
    ("setup.py", "install_requires=['keras', 'numpy<2']", None),
    ("setup.py", 'setup(name="keras", version="1.2")', None),
    ("Pipfile", 'keras = "==2.3.1"', (2, 3, 2)),
    ("Pipfile", 'tensorflow = "*"', None),
]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "src" / "nets").mkdir(parents=True)
    return tmp_path


def excluded(repository: Path) -> Version | None:
    program = str(repository / "src" / "nets" / "train.py")
    return required_keras(program, ReadingRoot(program)).before


@pytest.mark.parametrize(("name", "text", "expected"), REQUIREMENTS)
def test_requirements(repository: Path, name: str, text: str, expected: Version | None) -> None:
    (repository / name).write_text(text)
    assert excluded(repository) == expected


def test_the_nearest_folder_decides(repository: Path) -> None:
    (repository / "requirements.txt").write_text("keras==2.2.4\n")
    (repository / "src" / "requirements.txt").write_text("numpy\n")
    assert excluded(repository) == (2, 2, 5)
    (repository / "src" / "requirements.txt").write_text("keras>=3\n")
    assert excluded(repository) is None


def test_the_newest_that_any_file_allows(repository: Path) -> None:
    (repository / "requirements.txt").write_text("keras==2.2.4\n")
    (repository / "requirements-new.txt").write_text("keras==3.4\n")
    assert excluded(repository) is None


def test_links_out_of_the_repository_are_not_followed(
    repository: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other") / "requirements.txt"
    other.write_text("keras==2.2.4\n")
    try:
        (repository / "requirements.txt").symlink_to(other)
    except OSError:
        pytest.skip("no links here")
    assert excluded(repository) is None


PROGRAM = """
import keras
from keras import layers
from keras.layers.core import Dense
layers.Dense(3, name="a/b")
layers.Dense(3, uints=3)
keras.optimizers.Adam(lr=0.01)
model = keras.Sequential([keras.Input((4,)), layers.Dense(3, activation="softmax")])
model.compile("adam", "categorical_crossentropy")
model.predict_classes(range(3))
"""


@pytest.mark.parametrize(
    ("requirement", "expected"),
    [
        ("", ["KR505 warning", "KR414 error", "KR501 warning", "KR211 warning"]),
        ("keras<3", ["KR505 warning", "KR414 error", "KR501 warning", "KR211 warning"]),
        ("keras==2.2.4", ["KR414 error"]),
        ("keras>=3", ["KR505 warning", "KR414 warning", "KR414 error", "KR501 warning", "KR211 warning"]),
    ],
)
def test_what_is_told(repository: Path, requirement: str, expected: list[str]) -> None:
    (repository / "requirements.txt").write_text(requirement)
    program = repository / "src" / "nets" / "train.py"
    program.write_text(PROGRAM)
    found = check_file(str(program), Settings()).findings
    assert [f"{one.code} {one.severity.value}" for one in found if one.severity.value != "info"] == expected


def test_the_setting_comes_first(repository: Path) -> None:
    (repository / "requirements.txt").write_text("keras==2.2.4")
    program = repository / "train.py"
    program.write_text(PROGRAM)
    found = check_file(str(program), Settings(keras_version="3")).findings
    assert "KR414 warning" in [f"{one.code} {one.severity.value}" for one in found]
