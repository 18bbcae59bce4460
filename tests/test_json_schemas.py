"""The JSON schemas in `docs/schemas`: they are those of the code, and what the tool prints is valid."""

from __future__ import annotations

import json
from pathlib import Path

import confirm_documents
import pytest

from kerasrules.cli import main
from tools import json_schemas

jsonschema = pytest.importorskip("jsonschema")

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "fixtures"
PROGRAMS = [
    FIXTURES / "founding_case.py",
    *sorted(FIXTURES.glob("KR30[19]*/*.py")),
    *sorted(FIXTURES.glob("KR101*/*.py")),
]


def validator(name: str):
    schema = json.loads((ROOT / "docs" / "schemas" / f"{name}.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


def printed(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    main([str(word) for word in words])
    return capsys.readouterr().out


def test_the_schemas_are_those_of_the_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_schemas, "DIRECTORY", tmp_path / "schemas")
    assert json_schemas.main() == 0
    for path in (tmp_path / "schemas").iterdir():
        committed = json_schemas.Path(ROOT / "docs" / "schemas" / path.name).read_text(encoding="utf-8")
        assert path.read_text(encoding="utf-8") == committed, "run `python -m tools.json_schemas`"


@pytest.mark.parametrize("options", [[], ["--statistics"], ["--symptom", "loss 0.693"], ["--select", "ALL"]])
def test_reports_are_valid(capsys: pytest.CaptureFixture[str], options: list[str]) -> None:
    report = json.loads(printed(capsys, "check", "--isolated", "--output-format", "json", *options, *PROGRAMS))
    assert report["findings"]
    assert list(validator("check").iter_errors(report)) == []


def test_lines_are_valid(capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(capsys, "check", "--isolated", "--output-format", "jsonl", *PROGRAMS).splitlines()
    assert lines
    assert [error for line in lines for error in validator("finding").iter_errors(json.loads(line))] == []


def test_recovered_programs_are_valid(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    taught = tmp_path / "taught.py"
    taught.write_text("import keras\nx = load()  # kerasrules: x is (None, 8), 0..1\n" + _TWO_INPUTS)
    report = json.loads(printed(capsys, "show", "--isolated", "--output-format", "json", *PROGRAMS, taught))
    assert report["models"]
    assert report["trainings"]
    assert report["taught"]
    assert list(validator("show").iter_errors(report)) == []


def test_settings_are_valid(capsys: pytest.CaptureFixture[str]) -> None:
    settings = json.loads(printed(capsys, "check", "--show-settings", "--output-format", "json", PROGRAMS[0]))
    assert settings["settings"]["select"]
    assert list(validator("shown-settings").iter_errors(settings)) == []
    assert list(validator("settings").iter_errors(settings["settings"])) == []
    keys = json.loads(printed(capsys, "config", "--output-format", "json"))
    assert keys
    assert list(validator("config").iter_errors(keys)) == []
    assert not validator("config").is_valid({"select": {}})


_TWO_INPUTS = """\
a, b = keras.Input((8,)), keras.Input((4, 4, 1))
c = keras.layers.Concatenate()([a, keras.layers.Flatten()(b)])
model = keras.Model([a, b], [keras.layers.Dense(1)(c), keras.layers.Dense(2, "softmax")(c)])
model.compile(keras.optimizers.Adam(unknown()), ["mse", my_loss], metrics=["mae", other])
model.fit([x, x], x)
"""


def test_what_is_not_as_the_schema_says_is_refused() -> None:
    for name, wrong in (("check", {"version": 1}), ("show", {"version": "1", "models": []}), ("finding", [])):
        assert not validator(name).is_valid(wrong)


def test_documents_of_confirm_are_valid() -> None:
    assert list(validator("confirm").iter_errors(json.loads(json.dumps(confirm_documents.document())))) == []
