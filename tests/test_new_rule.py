"""The scaffold of a rule: what it writes is a rule that the tool knows, and nothing that exists is overwritten."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import new_rule

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("KR101", "some-fault"), "KR101 is taken by linear-stack"),
        (("KR199", "linear-stack"), "linear-stack is taken by KR101"),
        (("KR599", "steps"), "a name is several lower-case words"),
        (("KR499", "learning-rate"), "learning-rate is taken by KR501"),
        (("KR1", "some-fault"), "a code is KR and three digits"),
        (("KR199", "Some_Fault"), "a name is several lower-case words"),
        (("KR199", "some-fault", "--family", "losses"), "KR1xx belong to the family activations"),
        (("KR799", "some-fault"), "name a new one with --family"),
        (("KR799", "some-fault", "--family", "losses"), "name a new one with --family"),
    ],
)
def test_what_is_taken_or_odd_is_refused(arguments, problem, capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(new_rule, "ROOT", tmp_path)
    assert new_rule.main([*arguments, "--severity", "warning"]) == 2
    assert problem in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("code", "family"), [("KR599", "training"), ("KR799", "inference")], ids=["known family", "new family"]
)
def test_a_new_rule_is_known_to_the_tool(code, family, tmp_path):
    for name in ("kerasrules", "tools"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "docs").mkdir()
    shutil.copy(ROOT / "docs" / "comparison.md", tmp_path / "docs")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}

    def run(*arguments):
        done = subprocess.run(
            [sys.executable, "-m", *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    printed = run("tools.new_rule", code, "some-fault", "--severity", "info", "--family", family).splitlines()
    assert f"kerasrules/rules/{family}/some_fault.py" in printed
    assert all((tmp_path / path).is_file() for path in printed)
    assert f"| {code} |" in (tmp_path / f"docs/rules/{code}-some-fault.md").read_text(encoding="utf-8")
    assert f"[{code}]({code}-some-fault.md)" in (tmp_path / "docs" / "rules" / "README.md").read_text(encoding="utf-8")
    assert f"[{code}](rules/{code}-some-fault.md)" in (tmp_path / "docs/comparison.md").read_text(encoding="utf-8")
    assert run("kerasrules", "rule", "some-fault").startswith(f"# some-fault ({code})\n\n{family} · info · ")
    assert "No findings" in run("kerasrules", "check", "--select", code, f"fixtures/{code}_some_fault")


def test_no_mark_of_the_scaffold_is_left():
    written = [
        *ROOT.glob("kerasrules/rules/*/*.py"),
        *ROOT.glob("fixtures/KR*/*.py"),
        *ROOT.glob("docs/rules/*.md"),
    ]
    assert [path.name for path in written if "TODO" in path.read_text(encoding="utf-8")] == []
