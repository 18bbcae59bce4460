"""The GitHub Action: what its steps do on a runner, as far as that can be tried without one."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kerasrules.report.formats import FORMATS
from tests.checkout import copied_to

yaml = pytest.importorskip("yaml")

ROOT = Path(__file__).parent.parent
pytestmark = [
    pytest.mark.skipif(not (ROOT / "action.yml").exists(), reason="not in a checkout"),
    pytest.mark.skipif(shutil.which("bash") is None or os.name == "nt", reason="the steps are for bash"),
]
FAULTY = "from keras.layers import Dense\nDense(1, activation='softmax')(x)\n"


def action() -> Any:
    return yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))


def inputs() -> dict[str, str]:
    return {name: described["default"] for name, described in action()["inputs"].items()}


@pytest.fixture
def runner(tmp_path: Path) -> Path:
    """The folders of a runner, with kerasrules where the action installs it."""
    program = tmp_path / "temp" / "kerasrules" / "bin" / "kerasrules"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kerasrules "$@"\n')
    program.chmod(0o755)
    (tmp_path / "work").mkdir()
    return tmp_path


def run(runner: Path, **given: str) -> tuple[int, str, str]:
    """The step that checks, with these inputs: exit status, log and outputs."""
    step = next(step for step in action()["runs"]["steps"] if step.get("id") == "check")
    done = take(step, runner, known(given), PYTHONPATH=str(ROOT))
    return done.returncode, done.stdout + done.stderr, (runner / "outputs").read_text()


def known(given: dict[str, str]) -> dict[str, str]:
    """What expressions in the action stand for, with these inputs and the Python that actions/setup-python finds."""
    values = inputs() | {name.replace("_", "-"): value for name, value in given.items()}
    return {f"inputs.{name}": value for name, value in values.items()} | {
        "steps.python.outputs.python-path": sys.executable
    }


def take(step: Any, runner: Path, values: dict[str, str], **more: str) -> subprocess.CompletedProcess[str]:
    """Run a step's script as a runner does it."""
    environment = {
        name: re.sub(r"\$\{\{ (.*?) \}\}", lambda found: values[found[1]], text)
        for name, text in step.get("env", {}).items()
    }
    paths = {"RUNNER_TEMP": runner / "temp", "GITHUB_OUTPUT": runner / "outputs"}
    return subprocess.run(
        [step["shell"], "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=runner / "work",
        env={**os.environ, **{name: str(path) for name, path in paths.items()}, **environment, **more},
        capture_output=True,
        text=True,
        check=False,
    )


def test_findings_annotate_lines_and_fail_the_job(runner: Path) -> None:
    (runner / "work" / "net.py").write_text(FAULTY)
    status, log, outputs = run(runner)
    assert status == 1
    assert "::error" in log
    assert "net.py" in log
    assert outputs == "found=true\n"


def test_a_report_in_a_file_does_not_fail_the_job_where_so_asked(runner: Path) -> None:
    for name in ("net.py", "other.py"):
        (runner / "work" / name).write_text(FAULTY)
    given = {"format": "sarif", "output_file": "found.sarif", "fail_on": "never"}
    status, _, outputs = run(runner, paths="net.py\n$(touch hurt)", arguments="--isolated --select KR202", **given)
    assert status == 2  # the second path is a name and no command
    assert not (runner / "work" / "hurt").exists()
    (runner / "outputs").unlink()
    status, _, outputs = run(runner, paths="net.py", arguments="--isolated\n--select KR202", **given)
    assert (status, outputs) == (0, "found=false\n")
    written = json.loads((runner / "work" / "found.sarif").read_text(encoding="utf-8"))
    assert [result["ruleId"] for result in written["runs"][0]["results"]] == ["KR202"]


@pytest.mark.network
def test_all_steps_one_after_the_other(tmp_path: Path) -> None:
    """With an installation of the action's own, from a checkout of it."""
    for folder in ("temp", "work"):
        (tmp_path / folder).mkdir()
    (tmp_path / "work" / "net.py").write_text(FAULTY)
    checkout = copied_to(tmp_path / "action")
    status = 0
    for step in action()["runs"]["steps"]:
        if "uses" in step:
            assert step["uses"].startswith("actions/setup-python@")
            continue
        assert status == 0, "a runner takes no step behind one that failed"
        done = take(step, tmp_path, known({"format": "concise"}), GITHUB_ACTION_PATH=str(checkout), PYTHONPATH="")
        if any(word in done.stderr for word in ("No matching distribution", "ConnectionError")):
            pytest.skip("no package index to install from")
        status = done.returncode
    assert status == 1, done.stdout + done.stderr
    assert done.stdout.startswith("net.py:2:1: KR202 ")
    assert (tmp_path / "outputs").read_text() == "found=true\n"


def test_the_action_and_the_workflows_fit_their_schemas() -> None:
    pytest.importorskip("check_jsonschema", reason="brings the schemas of GitHub's files")
    workflows = sorted(map(str, (ROOT / ".github" / "workflows").glob("*.yml")))
    for kind, files in (("actions", ["action.yml"]), ("workflows", workflows)):
        command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.github-{kind}", *files]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_steps_take_what_they_are_given_from_the_environment() -> None:
    described = action()
    assert described["inputs"]["format"]["default"] in FORMATS
    for step in described["runs"]["steps"]:
        assert "${{" not in step.get("run", ""), "an expression in a script can bring code of others into it"
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    for name in described["inputs"]:
        assert f"inputs.{name}" in text
