"""Workflows, recipe and container name what there is: files, versions of Python, tests, requirements."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest

from kerasrules import __version__

yaml = pytest.importorskip("yaml")
tomllib = pytest.importorskip("tomllib" if sys.version_info >= (3, 11) else "tomli")

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
pytestmark = pytest.mark.skipif(not WORKFLOWS, reason="not in a checkout")


def load(path: str | Path) -> Any:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in load(path)["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_may_do_no_more_than_it_needs(path: Path) -> None:
    workflow = load(path)
    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] <= 120
    for step in steps(path):
        assert ("run" in step) != ("uses" in step)
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False
        assert "${{" not in step.get("run", ""), "an expression in a script can bring code of others into it"


def test_every_supported_python_is_tried_on_every_system() -> None:
    matrix = load(".github/workflows/tests.yml")["jobs"]["platforms"]["strategy"]["matrix"]
    classified = re.findall(r"Python :: (3\.\d+)", str(PROJECT["project"]["classifiers"]))
    assert matrix["python"] == classified
    assert matrix["system"] == ["ubuntu-latest", "macos-latest", "windows-latest"]


def test_files_that_commands_name_are_there() -> None:
    for path in WORKFLOWS:
        text = path.read_text(encoding="utf-8")
        for name in re.findall(r"\b(?:fixtures|tests|\.ci)/[\w./-]+", text):
            assert (ROOT / name).exists(), name


def test_the_container_gets_what_the_build_reads() -> None:
    kept = re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text(encoding="utf-8"), re.MULTILINE)
    wanted = {"kerasrules", "tools", "hatch_build.py", "pyproject.toml", "README.md", "LICENSE"}
    assert set(kept) == wanted
    assert all((ROOT / name).exists() for name in kept)


def test_the_recipe_asks_for_what_the_package_asks_for() -> None:
    recipe = load("packaging/conda/recipe.yaml")
    assert recipe["context"]["version"] == __version__
    requirements = recipe["requirements"]
    plain = {re.sub(r"\s", "", name).partition(";")[0] for name in PROJECT["project"]["dependencies"]}
    assert {name.replace(" ", "") for name in requirements["run"][1:]} == plain
    built = {name.replace(" ", "") for name in requirements["host"][2:]}
    assert built == set(PROJECT["build-system"]["requires"])
    assert recipe["build"]["python"]["entry_points"] == [
        f"{name} = {target}" for name, target in PROJECT["project"]["scripts"].items()
    ]
