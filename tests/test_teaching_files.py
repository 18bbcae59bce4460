"""Files that say what layers, losses and loaders do: of a repository, of installed packages; what the settings say over
them, and what is an error."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kerasrules.checking.engine import check_source
from kerasrules.checking.settings import Settings, SettingsFinder
from kerasrules.checking.settings_files import SettingsError

PAGE = (Path(__file__).parent.parent / "docs" / "teaching.md").read_text(encoding="utf-8")
FILE, NAMED, SHIPPED, USED = re.findall(
    r"^```toml\n(.*?)^```$", PAGE.partition("## In a file of their own")[2], re.MULTILINE | re.DOTALL
)
PROGRAM = """\
import keras
from acme.data import load_images
from acme.layers import Projection

model = keras.Sequential([keras.Input((4,)), Projection(8), keras.layers.Dense(1)])
model.compile("sgd", "mse")
"""

Check = Callable[..., tuple[int, str, str]]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "kerasrules.toml").write_text(FILE)
    (tmp_path / "pyproject.toml").write_text(NAMED)
    return tmp_path


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The site folder with the package acme, which cannot be imported."""
    site = tmp_path / "site"
    about = site / "acme-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[kerasrules.teaching]\nacme = acme\n")
    (site / "acme").mkdir()
    (site / "acme" / "__init__.py").write_text("raise ImportError\n")
    monkeypatch.syspath_prepend(str(site))
    return site


def settings_in(folder: Path) -> Settings:
    return SettingsFinder().for_folder(str(folder))


def codes(folder: Path) -> list[str]:
    return [finding.code for finding in check_source(PROGRAM, "train.py", settings_in(folder)).findings]


def test_a_file_teaches_as_documented(project: Path) -> None:
    assert codes(project) == ["KR101"]
    (project / "pyproject.toml").unlink()
    assert codes(project) == []


def test_a_package_teaches_as_documented(project: Path, installed: Path) -> None:
    (project / "pyproject.toml").write_text(USED)
    with pytest.raises(SettingsError, match=re.escape("the package of 'acme' has no file kerasrules.toml")):
        settings_in(project)
    (installed / "acme" / "kerasrules.toml").write_text(FILE)
    assert SHIPPED.splitlines() == ['[project.entry-points."kerasrules.teaching"]', 'acme = "acme"']
    assert codes(project) == ["KR101"]
    assert settings_in(project).teaching_files == (str(installed / "acme" / "kerasrules.toml"),)
    assert "acme" not in sys.modules


@pytest.mark.parametrize(
    "said",
    [
        "[tool.kerasrules.layers]\nProjection = 'nonlinearity'",
        "[tool.kerasrules.layers]\n'acme.Projection' = 'nonlinearity'",
        "[tool.kerasrules.layers.acme.layers]\nProjection = 'nonlinearity'",
        "[tool.kerasrules.losses]\nProjection = 'mse'",
        "[tool.kerasrules.loaders]\nProjection = '10'",
    ],
)
def test_what_the_settings_say_counts_more(project: Path, said: str) -> None:
    (project / "pyproject.toml").write_text(f"{NAMED}\n{said}\n")
    found = settings_in(project).teaching
    assert "Projection" in str((found.layers, found.losses, found.loaders))
    assert "acts like Dense" not in str(found.layers)
    assert "acme.data.load_images" in found.loaders
    assert codes(project) == []


def test_of_several_files_the_later_one_counts(project: Path) -> None:
    (project / "more.toml").write_text("[tool.kerasrules.layers]\nProjection = 'nonlinearity'\n")
    for names, found in (
        ("'acme/kerasrules.toml', 'more.toml'", []),
        ("'more.toml', 'acme/kerasrules.toml'", ["KR101"]),
    ):
        (project / "pyproject.toml").write_text(f"[tool.kerasrules]\nteaching = [{names}]\n")
        assert codes(project) == found


def test_a_file_is_relative_to_the_settings_that_name_it(project: Path) -> None:
    (project / "acme" / "base.toml").write_text("[tool.kerasrules]\nteaching = ['kerasrules.toml']\n")
    (project / "pyproject.toml").write_text("[tool.kerasrules]\nextend = 'acme/base.toml'\n")
    assert codes(project) == ["KR101"]


def test_the_settings_that_hold_name_the_files(project: Path, check: Check) -> None:
    (project / "train.py").write_text(PROGRAM)
    status, shown, _ = check("--show-settings", "train.py")
    assert status == 0
    assert shown.startswith(f"# train.py: {Path('acme/kerasrules.toml')}, then pyproject.toml, then the command line\n")
    assert re.search(r'^teaching = \[\s*".*kerasrules\.toml"\s*,?\s*\]$', shown, re.MULTILINE)


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (
            "[tool.kerasrules.layers]\nGate = 'Dence'\n",
            "in [tool.kerasrules.layers], Gate: 'Dence' is no layer of Keras",
        ),
        ("[tool.kerasrules.losses]\nown = 3\n", "`losses` in [tool.kerasrules] must be a table of strings"),
        ("[tool.kerasrules]\nselect = ['KR1']\n", "`select` has no place in a file for `teaching`, which has"),
        ("[tool.kerasrules]\nown-rules = ['a.py']\n", "`own-rules` has no place in a file for `teaching`"),
        ("[layers]\nGate = 'Dense'\n", "the table [tool.kerasrules] is missing"),
        ("[tool.kerasrules", "not valid TOML"),
    ],
)
def test_what_such_a_file_says_wrong(project: Path, file: str, said: str) -> None:
    (project / "acme" / "kerasrules.toml").write_text(file)
    with pytest.raises(SettingsError, match=re.escape(said)) as error:
        settings_in(project)
    assert re.search(r"acme.kerasrules\.toml: ", str(error.value))


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ("'acme.toml'", "pyproject.toml: `teaching` names no file: "),
        ("'../stubs.toml'", "pyproject.toml: `teaching` leads out of the repository: "),
        ("'nobody'", "in `teaching`: 'nobody' is no file (*.toml) and no package that teaches"),
        ("3", "`teaching` in [tool.kerasrules] must be a list of strings"),
    ],
)
def test_names_that_lead_nowhere(project: Path, names: str, said: str) -> None:
    (project.parent / "stubs.toml").write_text(FILE)
    (project / "pyproject.toml").write_text(f"[tool.kerasrules]\nteaching = [{names}]\n")
    with pytest.raises(SettingsError, match=re.escape(said)):
        settings_in(project)


def test_a_link_leads_nowhere_else(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "stubs.toml"
    outside.write_text(FILE)
    (project / "link.toml").symlink_to(outside)
    (project / "pyproject.toml").write_text("[tool.kerasrules]\nteaching = ['link.toml']\n")
    with pytest.raises(SettingsError, match="leads out of the repository"):
        settings_in(project)
