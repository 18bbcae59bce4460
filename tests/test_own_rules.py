"""Rules that users wrote: of files in a repository, of plugins; what they may not do."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import kerasrules.rule as public
from kerasrules.checking import own_rules
from kerasrules.checking.engine import check_source
from kerasrules.checking.settings import Overrides, Settings, SettingsFinder, environment_allows_own_rules
from kerasrules.checking.settings_files import SettingsError
from kerasrules.cli import main
from kerasrules.rules import INDEX, RULES, _own, registered
from kerasrules.server.analysis import Request, analyze
from kerasrules.server.options import Options

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "own-rules.md").read_text(encoding="utf-8")
TEMPLATE, TEST = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
NET = """\
import keras
import numpy as np
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
model.compile("sgd", "mse")
model.fit(np.random.rand(900, 4), np.random.rand(900, 1), epochs=9)
"""

Check = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def nothing_stays() -> Iterator[None]:
    yield
    for code in list(registered()):
        del INDEX[code], _own[code]
    own_rules._loaded.clear()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "train.py").write_text(NET)
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "keras_rules.py").write_text(TEMPLATE)
    (tmp_path / "pyproject.toml").write_text('[tool.kerasrules]\nown-rules = ["tools/keras_rules.py"]\n')
    return tmp_path


def settings_in(folder: Path, **overrides: bool) -> Settings:
    return SettingsFinder(Overrides(folders=(), **overrides)).for_folder(str(folder))  # type: ignore[arg-type]


# --- the documentation -----------------------------------------------------------------------------------------------


def test_the_template_and_its_test_work_as_documented(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("keras_rules")
    exec(TEMPLATE, module.__dict__)
    monkeypatch.setitem(sys.modules, "keras_rules", module)
    names: dict[str, object] = {}
    exec(TEST, names)
    names["test_a_model_without_a_name"]()  # type: ignore[operator]


def test_the_public_names_are_documented() -> None:
    for name in public.__all__:
        assert name == "MODEL_VERSION" or (getattr(public, name).__doc__ or "").strip(), name
    with pytest.raises(ValueError, match="cannot be read"):
        public.findings_in("x = (", RULES[0])


ARGUMENTS = """\
import keras, tensorflow as tf, numpy as np
from elsewhere import Own, thing
data = tf.data.Dataset.from_tensor_slices((np.zeros((9, 4)), np.zeros(9))).batch(3)
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
model.compile("sgd", "mse")
model.fit(data, epochs=[1, (2, tf.float32)], verbose=tf.float32, steps_per_epoch=thing(), class_weight={0: np.mean},
          callbacks=[Own(), keras.callbacks.EarlyStopping("loss", mode=np.max)], sample_weight=model.layers[0])
"""


def test_rules_get_what_they_can_name() -> None:
    kinds: set[type] = set()

    class Arguments(public.Rule):
        """The types of the arguments of fit."""

        code, name, severity = "ACME109", "arguments", public.Severity.INFO

        def check(self, program: public.Program) -> Iterator[public.Finding]:
            for training in program.trainings:
                for fit in training.fits:
                    kinds.update(types_in(dict(fit.arguments)))
            return iter(())

    public.findings_in(ARGUMENTS, Arguments)
    for path in sorted((ROOT / "fixtures").glob("KR50*/*.py")):
        public.findings_in(path.read_text(encoding="utf-8"), Arguments)
    named = {getattr(public, name) for name in public.__all__ if name != "MODEL_VERSION"}
    assert {public.DataInfo, public.KerasObject, public.Unknown} <= kinds
    assert {kind for kind in kinds if kind.__module__ != "builtins"} <= named


def types_in(value: object) -> Iterator[type]:
    yield type(value)
    inside = value.config if isinstance(value, public.KerasObject) else value
    if isinstance(inside, Mapping):
        inside = inside.values()
    elif not isinstance(inside, (tuple, list)):
        return
    for item in inside:
        yield from types_in(item)


# --- files -----------------------------------------------------------------------------------------------------------


def test_a_file_is_run_only_where_the_user_allows_it(check: Check, project: Path) -> None:
    (project / "tools" / "keras_rules.py").write_text(TEMPLATE + "\nopen('was_run', 'w').close()\n")
    status, out, err = check("train.py")
    assert (status, out) == (0, "No findings (1 checked).\n")
    assert "notice: own rules are not run without --allow-own-rules: " in err
    assert not (project / "was_run").exists()
    status, out, err = check("--allow-own-rules", "--output-format", "concise", "train.py")
    assert status == 1
    assert out.startswith("train.py:3:9: ACME101 model-without-name this model is trained, and has no name")
    assert err == ""
    assert (project / "was_run").exists()


def test_an_environment_variable_allows_it_too(check: Check, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KERASRULES_ALLOW_OWN_RULES", "1")
    assert check("train.py")[0] == 1


def test_own_rules_are_selected_suppressed_and_exported(check: Check, project: Path) -> None:
    allowed = ("--allow-own-rules", "train.py")
    assert check("--select", "ACME", *allowed)[0] == 1
    assert check("--select", "acme101", *allowed)[0] == 1
    assert check("--select", "KR1", *allowed)[0] == 0
    assert check("--ignore", "model-without-name", *allowed)[0] == 0
    assert "unknown rule selector 'ACME2'" in check("--select", "ACME2", *allowed)[2]
    document = json.loads(check("--output-format", "json", *allowed)[1])
    assert document["findings"][0]["code"] == "ACME101"
    assert '"ruleId": "ACME101"' in check("--output-format", "sarif", *allowed)[1]
    for selector in ("ACME101", "model-without-name", "ACME"):
        (project / "train.py").write_text(NET.replace("(1)])", f"(1)])  # kerasrules: ignore[{selector}]"))
        assert check(*allowed)[0] == 0


def test_own_rules_are_explained(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project)
    assert main(["rule", "ACME101"]) == 2
    assert "unknown rule 'ACME101'; own rules are not run without --allow-own-rules: " in capsys.readouterr().err
    assert main(["rule", "--allow-own-rules", "ACME101"]) == 0
    assert "Our dashboards tell models apart" in capsys.readouterr().out
    assert main(["rule", "--allow-own-rules", "--all"]) == 0
    assert "\nACME101  model-without-name " in capsys.readouterr().out


def test_settings_that_name_own_rules_hold_without_them(check: Check, project: Path) -> None:
    (project / "pyproject.toml").write_text(
        '[tool.kerasrules]\nown-rules = ["tools/keras_rules.py"]\nextend-select = ["ACME101"]\n'
        'per-file-ignores = {"tests/*" = ["ACME"]}\n'
    )
    assert check("train.py")[0] == 0
    assert check("--allow-own-rules", "train.py")[0] == 1


def test_rules_of_one_project_say_nothing_in_another(project: Path) -> None:
    (project / "other" / ".git").mkdir(parents=True)
    (project / "other" / "pyproject.toml").write_text("[tool.kerasrules]\n")
    mine, other = settings_in(project, run_files=True), settings_in(project / "other", run_files=True)
    for settings, codes in ((mine, {"ACME101"}), (other, set())):
        found = check_source(NET, "train.py", settings).findings
        assert {finding.code for finding in found if not finding.code.startswith("KR")} == codes


def test_an_alias_of_types_is_no_rule(project: Path) -> None:
    """For Python 3.10 it is a class."""
    (project / "tools" / "keras_rules.py").write_text(TEMPLATE + "\n\nPair = tuple[int, ...]\n")
    assert settings_in(project, run_files=True).own_rules


def test_a_changed_file_is_loaded_anew(project: Path) -> None:
    first = settings_in(project, run_files=True)
    (project / "tools" / "keras_rules.py").write_text(TEMPLATE.replace("and has no name", "and is nameless"))
    second = settings_in(project, run_files=True)
    assert first.own_rules != second.own_rules
    assert "is nameless" in check_source(NET, "train.py", second).findings[0].message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("import nowhere_to_be_found", "cannot be run: ModuleNotFoundError"),
        ("x = (", "cannot be run: SyntaxError"),
        ("x = 1", "has no rule: a subclass of kerasrules.rule.Rule with a code"),
        (TEMPLATE.replace("ACME101", "KR101"), "two to eight capital letters other than KR"),
        (TEMPLATE.replace("model-without-name", "linear-stack"), "the name linear-stack is taken"),
        (TEMPLATE.replace("model-without-name", "name"), "not lower-case words with hyphens"),
        (TEMPLATE.replace("    severity = Severity.WARNING\n", ""), "it has no severity"),
        (TEMPLATE.replace("def check", "def chekc"), "it has no method check"),
        (
            TEMPLATE.replace("    code =", "    model_version = 99\n    code ="),
            "version 99 of the model",
        ),
    ],
)
def test_what_is_no_rule(project: Path, text: str, said: str) -> None:
    (project / "tools" / "keras_rules.py").write_text(text)
    with pytest.raises(SettingsError) as caught:
        settings_in(project, run_files=True)
    assert said in str(caught.value)


def test_a_file_outside_of_the_repository_is_refused(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "rules.py"
    outside.write_text(TEMPLATE)
    (project / "pyproject.toml").write_text(f"[tool.kerasrules]\nown-rules = ['{outside}']\n")
    with pytest.raises(SettingsError, match="`own-rules` leads out of the repository"):
        settings_in(project, run_files=True)


def test_an_error_in_a_rule_costs_what_it_would_have_said(check: Check, project: Path) -> None:
    text = TEMPLATE.replace("for training in program.trainings", "for training in program.nothing")
    (project / "tools" / "keras_rules.py").write_text(text)
    status, _, err = check("--allow-own-rules", "train.py")
    assert status == 2
    assert "ACME101" in err


def test_rules_of_two_projects_may_have_the_same_code(project: Path) -> None:
    other = project / "other"
    other.mkdir()
    (other / "rules.py").write_text(TEMPLATE.replace("and has no name", "and is nameless"))
    (other / "pyproject.toml").write_text('[tool.kerasrules]\nown-rules = ["rules.py"]\n')
    mine, others = settings_in(project, run_files=True), settings_in(other, run_files=True)
    for settings, said in ((mine, "has no name"), (others, "is nameless"), (mine, "has no name")):
        assert said in check_source(NET, "train.py", settings).findings[0].message


def test_a_rule_that_gets_another_code_can_keep_its_name(project: Path) -> None:
    settings_in(project, run_files=True)
    (project / "tools" / "keras_rules.py").write_text(TEMPLATE.replace("ACME101", "ACME102"))
    assert settings_in(project, run_files=True).own_rules[0].codes == {"ACME102"}
    assert list(registered()) == ["ACME102"]


def test_the_environment_can_say_no(monkeypatch: pytest.MonkeyPatch) -> None:
    for value, allowed in (("", False), ("0", False), ("1", True)):
        monkeypatch.setenv("KERASRULES_ALLOW_OWN_RULES", value)
        assert environment_allows_own_rules() is allowed


def test_several_processes_have_them(project: Path) -> None:
    for number in range(30):
        (project / f"train{number}.py").write_text(NET)
    done = subprocess.run(
        [sys.executable, "-m", "kerasrules", "check", "-j2", "--allow-own-rules", "--output-format", "concise", "-q"],
        cwd=project,
        env={"PYTHONPATH": str(ROOT), "PATH": "", "KERASRULES_NO_CACHE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.count("ACME101") == 31, done.stderr


# --- plugins ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def acme(project: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An installed package with a rule, which the settings name."""
    site = project / "site"
    (site / "acme_rules-1.0.dist-info").mkdir(parents=True)
    (site / "acme_rules-1.0.dist-info" / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: acme-rules\nVersion: 1.0\n"
    )
    (site / "acme_rules-1.0.dist-info" / "entry_points.txt").write_text("[kerasrules.rules]\nacme = acme_keras_rules\n")
    (site / "acme_keras_rules.py").write_text(TEMPLATE)
    monkeypatch.syspath_prepend(str(site))
    (project / "pyproject.toml").write_text('[tool.kerasrules]\nplugins = ["acme"]\n')
    yield
    sys.modules.pop("acme_keras_rules", None)


@pytest.mark.usefixtures("acme")
def test_a_plugin_that_the_settings_name(project: Path) -> None:
    settings = settings_in(project)
    assert [finding.code for finding in check_source(NET, "train.py", settings).findings] == ["ACME101"]
    (project / "pyproject.toml").write_text('[tool.kerasrules]\nplugins = ["acne"]\n')
    with pytest.raises(SettingsError, match="there is no plugin 'acne'; installed are acme"):
        settings_in(project)


@pytest.mark.usefixtures("acme")
def test_a_plugin_needs_no_permission_in_an_editor(project: Path) -> None:
    analysis = analyze(Request(NET, str(project / "train.py"), str(project), True, Options().overrides))
    assert [finding.code for finding in analysis.findings] == ["ACME101"]
    assert analysis.own_rules["ACME101"].summary == "A model that is trained has no name."


def test_settings_without_own_rules_look_for_none() -> None:
    code = (
        "import sys, kerasrules.checking.settings as s; s.SettingsFinder(isolated=True).for_file('a.py');"
        "print([n for n in sys.modules if n in ('importlib.metadata', 'kerasrules.checking.own_rules', 'hashlib')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_a_comment_for_a_rule_that_may_not_be_run_stays(check: Check, project: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(project)
    (project / "train.py").write_text(NET.replace("(1)])", "(1)])  # kerasrules: ignore[ACME101] old"))
    assert check("--select", "ALL", "train.py")[0] == 0
    (project / "pyproject.toml").write_text("[tool.kerasrules]\n")
    status, out, _ = check("--select", "ALL", "train.py")
    assert status == 1
    assert "unknown rule `ACME101`" in out


def test_a_rule_that_fails_is_named_with_its_place(check: Check, project: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(project)
    faulty = TEMPLATE.replace("for training in program.trainings:", "for training in program.trainings.all:")
    (project / "tools" / "keras_rules.py").write_text(faulty)
    status, _, told = check("--allow-own-rules", "train.py")
    assert status == 2
    assert "the rule ACME101 failed (AttributeError" in told
    assert "keras_rules.py:" in told
    assert "please report" not in told
