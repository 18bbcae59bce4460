"""The pages, the README and the changelog say what is so: nothing in them has drifted from the rules and the tool."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import fields
from pathlib import Path

import pytest

from kerasrules import __version__
from kerasrules.checking.engine import check_source
from kerasrules.checking.select import Selection
from kerasrules.checking.settings import Settings
from kerasrules.cli import main
from kerasrules.rules import RULES
from tools import rule_pages as document

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMPARISON = (ROOT / "docs" / "comparison.md").read_text(encoding="utf-8")
PAGES = sorted((ROOT / "docs" / "rules").glob("*.md"))
HEADINGS = ("What it does", "Why is this bad?", "Example", "Use instead", "References")
SHOWN = ("What it reports", "What it leaves alone")
RENEW = "run `python -m tools.rule_pages` and look at the difference"

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def without_code(text):
    return re.sub(r"^```.*?^```$|`[^`\n]*`", "", text, flags=re.MULTILINE | re.DOTALL)


# ---- the rules' pages ----------------------------------------------------------------------------------------------


def test_pages_are_as_written(tmp_path):
    assert document.main([str(tmp_path)]) == 0
    fresh = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    committed = {path.name: path.read_text(encoding="utf-8") for path in PAGES}
    assert sorted(fresh) == sorted(committed), RENEW
    assert [name for name in fresh if fresh[name] != committed[name]] == [], RENEW


def test_old_pages_are_removed_and_others_kept(tmp_path):
    for name in ("KR101-old-name.md", "notes.md"):
        (tmp_path / name).write_text("", encoding="utf-8")
    document.write(tmp_path)
    assert not (tmp_path / "KR101-old-name.md").exists()
    assert (tmp_path / "notes.md").exists()


def test_nothing_is_written_outside_a_checkout(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(document, "FIXTURES", tmp_path / "fixtures")
    assert document.main([str(tmp_path)]) == 2
    assert list(tmp_path.iterdir()) == []
    assert "checkout" in capsys.readouterr().err


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_page_has_its_headings(rule):
    text = document.page(rule)
    # what the tool says of files that are no programs needs no program to show
    wanted = HEADINGS if rule.always_selected else HEADINGS + SHOWN
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert [heading for heading in headings if heading not in ("Fix safety", "Options")] == list(wanted)
    assert text.startswith(f"# {rule.name} ({rule.code})\n")
    assert text.count("```") % 2 == 0
    if not rule.always_selected:
        reports, leaves = text.partition("## What it reports")[2].split("## What it leaves alone")
        assert re.search(rf"# expect:.*{rule.code}", reports.partition("```python")[2])
        assert "# expect:" not in leaves


def test_the_index_has_every_rule():
    for rule in RULES:
        row = f"| [{rule.code}]({rule.code}-{rule.name}.md) | {rule.name} | {rule.severity.value} | {rule.summary} |"
        assert row in document.index().splitlines()


@pytest.mark.parametrize(
    "page",
    [
        *(ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")),
        *sorted((ROOT / "docs").glob("*.md")),
        *(ROOT / "docs" / "developers").glob("*.md"),
        *PAGES,
    ],
    ids=lambda page: page.name,
)
def test_relative_links_resolve(page):
    targets = [link for link in LINK.findall(without_code(page.read_text(encoding="utf-8"))) if "://" not in link]
    assert [link for link in targets if not (page.parent / link.partition("#")[0]).exists()] == []


# ---- the README ----------------------------------------------------------------------------------------------------


def test_the_readme_is_short_and_leads_on():
    """The first finding is on the first screen, and what comes after it is a page."""
    lines = README.splitlines()
    assert len(lines) <= 90
    assert max(number for number, line in enumerate(lines) if line == "```text") < 30
    linked = {target.partition("#")[0] for target in LINK.findall(README)}
    assert {"docs/rules/README.md", "docs/usage.md", "docs/editors.md", "docs/ci.md", "docs/confirm.md"} <= linked


def test_pages_are_renewed_in_the_checkout(monkeypatch, tmp_path):
    comparison = tmp_path / "comparison.md"
    comparison.write_text("# T\n\n- [KR101](rules/old.md) old\n\nend\n", encoding="utf-8")
    monkeypatch.setattr(document, "COMPARISON", comparison)
    monkeypatch.setattr(document, "DIRECTORY", tmp_path / "rules")
    assert document.main([]) == 0
    assert "- [KR101](rules/KR101-linear-stack.md) linear-stack\n" in comparison.read_text(encoding="utf-8")
    assert len(list((tmp_path / "rules").iterdir())) == len(RULES) + 1


@pytest.mark.parametrize(("page", "number"), [("README.md", 1), ("docs/usage.md", 2)])
def test_what_a_page_quotes_is_what_the_tool_prints(page, number, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    blocks = BLOCK.findall((ROOT / page).read_text(encoding="utf-8"))
    quotes = [(blocks[before - 1], text) for before, (kind, text) in enumerate(blocks) if kind == "text"]
    assert len(quotes) == number
    for (kind, command), quoted in quotes:
        assert kind == "console"
        arguments = shlex.split(command.rpartition("kerasrules ")[2])
        assert main([arguments[0], "--isolated", "--color", "never", *arguments[1:]]) == (arguments[0] == "check")
        printed = capsys.readouterr().out
        location = 0
        parts = [part.strip("\n") for part in quoted.split("\n…\n")]
        for part in parts:
            assert part in printed[location:], "the page quotes what the tool does not print"
            location = printed.index(part, location) + len(part)
        assert printed.startswith(parts[0])
        assert printed.rstrip("\n").endswith(parts[-1])


# ---- the comparison ------------------------------------------------------------------------------------------------


def test_the_comparison_locations_every_rule():
    mentioned = set(re.findall(r"\[(KR\d{3})\]\(rules/", COMPARISON))
    assert mentioned == {rule.code for rule in RULES if not rule.code.startswith("KR9")}


def test_the_comparison_goes_through_all_codes_of_neuralint():
    assert re.findall(r"^\| (f\d{3}) \|", COMPARISON, re.MULTILINE) == [f"f{n:03}" for n in range(1, 28)]


def chain(*layers, loss=None, trained=False):
    lines = ["import numpy as np", "import keras", "from keras.layers import *", "model = keras.Sequential(["]
    lines += [f"    {layer}," for layer in layers]
    lines.append("])")
    if loss:
        lines.append(f"model.compile('adam', {loss})")
    if trained:
        lines.append("model.fit(np.load('x.npy'), np.load('y.npy'))")
    return "\n".join(lines) + "\n"


MNIST = """\
import keras
from keras.layers import *
(x, y), _ = keras.datasets.mnist.load_data()
x = x.reshape({shape}) / 255.0
model = keras.Sequential([keras.Input((28, 28, 1)), Conv2D(8, 3, activation="relu"), {flatten}Dense(10, "softmax")])
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(x, y)
"""
DENSE, CONV = "Dense(8, activation='relu')", "Conv2D(8, 5, activation='relu')"
VECTOR, PICTURE, SOFTMAX = "keras.Input((20,))", "keras.Input((8, 8, 1))", "Dense(10, activation='softmax')"
FROM_LOGITS = "keras.losses.CategoricalCrossentropy(from_logits=True)"
NEURALINT = [
    ("f001", "KR309", MNIST.format(shape="-1, 784", flatten="Flatten(), ")),
    ("f001", "KR309", chain("keras.Input((28, 28))", CONV, "Flatten()", SOFTMAX)),
    ("f001", "KR414", chain(PICTURE, "Flatten()", CONV, SOFTMAX)),
    ("f001", "KR414", chain(VECTOR, DENSE, "Conv1D(8, 3, activation='relu')", "Flatten()", SOFTMAX)),
    ("f003", "KR103", chain(VECTOR, "Dense(8, activation='tanh')", "Activation('tanh')", SOFTMAX)),
    ("f004", "KR502", chain(VECTOR, "Dense(8, 'relu', kernel_initializer='zeros')", SOFTMAX)),
    ("f005", "KR602", chain(VECTOR, "Dense(8)", "BatchNormalization()", "ReLU()", SOFTMAX)),
    ("f006", "KR603", chain(VECTOR, DENSE, "Dropout(0.5)", "BatchNormalization()", SOFTMAX)),
    ("f008", "KR204", chain(VECTOR, DENSE, "Dense(10)", loss="'categorical_crossentropy'", trained=True)),
    ("f009", "KR101", chain(VECTOR, "Dense(30)", SOFTMAX)),
    ("f009", "KR102", chain(PICTURE, "Conv2D(8, 3)", "MaxPooling2D()", "Flatten()", SOFTMAX)),
    ("f009", "KR106", chain("keras.Input((9, 2))", "LSTM(8, activation=None)", SOFTMAX)),
    ("f011", "KR402", MNIST.format(shape="-1, 28, 28, 1", flatten="")),
    ("f012", "KR204", chain(VECTOR, DENSE, "Dense(1)", loss="'binary_crossentropy'", trained=True)),
    ("f013", "KR401", chain(PICTURE, CONV, "MaxPooling2D()", CONV, "Flatten()", SOFTMAX)),
    ("f015", "KR205", chain(VECTOR, DENSE, SOFTMAX, loss=FROM_LOGITS, trained=True)),
    ("f017", "KR202", chain(VECTOR, DENSE, "Dense(1, activation='softmax')", loss="'binary_crossentropy'")),
    ("f019", "KR408", chain(VECTOR, DENSE, "Dense(1, 'relu')", SOFTMAX, loss="'categorical_crossentropy'")),
    ("f020", "KR201", chain(VECTOR, DENSE, "Dense(1, 'sigmoid')", loss="'categorical_crossentropy'")),
    ("f020", "KR202", chain(VECTOR, DENSE, "Dense(1, 'softmax')", loss="'categorical_crossentropy'")),
    ("f020", "KR203", chain(VECTOR, DENSE, SOFTMAX, loss="'binary_crossentropy'")),
    ("f020", "KR210", chain(VECTOR, DENSE, "Dense(1)", loss="'poisson'", trained=True)),
    ("f021", "KR404", chain(VECTOR, "Dense(49, 'relu')", "Reshape((7, 8, 1))", "Flatten()", SOFTMAX)),
]


@pytest.mark.parametrize(("check", "code", "text"), NEURALINT, ids=lambda value: value[:5])
def test_what_the_comparison_says_is_covered(check, code, text):
    row = next(line for line in COMPARISON.splitlines() if line.startswith(f"| {check} |"))
    assert f"[{code}]" in row
    settings = Settings(selection=Selection.default().layer((code,)))
    assert {finding.code for finding in check_source(text, "program.py", settings).findings} == {code}


def test_every_covered_check_of_neuralint_is_tried():
    rows = [line for line in COMPARISON.splitlines() if re.match(r"\| f\d{3} \|", line)]
    named = {(row[2:6], code) for row in rows for code in re.findall(r"\[(KR\d{3})\]", row)}
    assert named == {(check, code) for check, code, _ in NEURALINT}


# ---- editors -------------------------------------------------------------------------------------------------------


def test_every_setting_of_the_editor_is_documented_with_its_default():
    from kerasrules.server.options import Options, read

    text = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \|", text, re.MULTILINE)
    given = {name: json.loads(default.strip("`")) for name, default in rows if default.startswith("`")}
    assert read(given) == (Options(), [])
    assert [name for name, _ in rows if name not in given] == ["select"]
    assert len(rows) == len(fields(Options))


def test_the_extension_has_the_servers_settings_and_documents_them():
    from kerasrules.server.options import Options, read

    folder = ROOT / "editors" / "vscode"
    package = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    properties = package["contributes"]["configuration"]["properties"]
    defaults = {name.removeprefix("kerasrules."): entry["default"] for name, entry in properties.items()}
    text = (folder / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `kerasrules\.([\w.]+)` \| `(.*?)` \|", text, re.MULTILINE)
    assert {name: json.loads(default) for name, default in rows} == defaults
    del defaults["trace.server"]
    assert read(defaults) == (Options(), [])
    assert len(defaults) == len(fields(Options)) + 1  # the path is the client's own
    assert package["version"] == __version__


# ---- the changelog -------------------------------------------------------------------------------------------------


def test_the_changelog_names_every_family_of_rules():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    families = {rule.code[:3] for rule in RULES} - {"KR9"}
    assert families == set(re.findall(r"\bKR\d\b", text))
