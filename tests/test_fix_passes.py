"""What is done with rendered fixes: together, in passes, checked again, withdrawn."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kerasrules.checking import engine
from kerasrules.checking.select import Selection
from kerasrules.checking.settings import Settings
from kerasrules.fixing import Fixed, apply, fix_text, render
from kerasrules.model.edits import Fix, SetArgument
from kerasrules.model.findings import Finding
from kerasrules.source.patches import Patch, collide, moved, patched

PATH = "a.py"
DEEP = "from keras import Sequential, layers\nm = Sequential([\n    layers.Input((4,)),\n" + "".join(
    f"    layers.Dense({n}),  # {n}\n    layers.Dense({n}, activation='gelu'),\n" for n in range(40, 10, -1)
)
DEEP += "])\n"


def check(text: str, settings: Settings | None = None) -> tuple[Finding, ...]:
    return engine.check_source(text, PATH, settings or Settings()).findings


def fix(text: str, findings=None, unsafe=True, settings: Settings | None = None) -> Fixed:
    return fix_text(text, PATH, settings or Settings(), findings, unsafe=unsafe)


def with_remedy(finding: Finding, *edits) -> Finding:
    return replace(finding, fix=Fix("", edits))


def test_many_findings_are_mended_together_with_few_readings(monkeypatch):
    findings = check(DEEP)
    assert len(findings) > 20
    readings = []
    examine = engine.examine
    monkeypatch.setattr(engine, "examine", lambda *given: readings.append(given) or examine(*given))
    fixed = fix(DEEP, findings)
    assert len(fixed.applied) == len(findings)
    assert not fixed.skipped
    assert len(readings) == 2  # as it was and as it is
    assert check(fixed.text) == ()


def test_the_time_for_a_file_has_an_end(monkeypatch):
    monkeypatch.setattr(apply, "MOST_SECONDS", -1.0)
    fixed = fix(DEEP)
    assert fixed.text == DEEP
    assert {one.reason for one in fixed.skipped} == {"the time for the fixes of one file is used up; run --fix again"}


def test_only_the_given_findings_are_mended():
    findings = check(DEEP)
    fixed = fix(DEEP, findings[3:5])
    assert fixed.applied == findings[3:5]
    assert fixed.text.count("relu") == 2
    assert fix(DEEP, []) == Fixed(DEEP, (), ())


def test_a_safe_fix_is_made_without_asking_and_an_unsafe_one_is_not():
    text = DEEP + 'from keras.optimizers import Adam\nm.compile(Adam(lr=0.01), "mse")\n'
    fixed = fix(text, unsafe=False)
    assert fixed.text == text.replace("lr=", "learning_rate=")
    assert [finding.code for finding in fixed.applied] == ["KR501"]
    assert fixed.skipped == ()


def test_what_cannot_be_read_has_nothing_to_mend():
    assert fix("x = (\nlayers.Dense(\n") == Fixed("x = (\nlayers.Dense(\n", (), ())
    assert fix_text("{", "a.ipynb", Settings(), unsafe=True).text == "{"


def test_findings_of_an_older_text_are_withdrawn():
    findings = check(DEEP)
    fixed = fix("\n\nx = 1\n", findings[:1])
    assert fixed.text == "\n\nx = 1\n"
    assert [one.reason for one in fixed.skipped] == ["the text has changed since it was checked"]


def test_one_bad_fix_among_many_is_withdrawn_alone(monkeypatch):
    findings = check(DEEP)
    bad = findings[7]
    monkeypatch.setattr(apply, "rendered", _sabotaged(bad, lambda patch: patch._replace(text=", activation=")))
    fixed = fix(DEEP)
    assert [one.finding for one in fixed.skipped] == [bad]
    assert fixed.skipped[0].reason.startswith("the fixed file cannot be read: ")
    assert len(fixed.applied) == len(findings) - 1


def test_a_fix_that_does_not_help_is_withdrawn(monkeypatch):
    bad = check(DEEP)[0]
    monkeypatch.setattr(apply, "rendered", _sabotaged(bad, lambda patch: patch._replace(text=", name='a'")))
    fixed = fix(DEEP)
    assert [(one.finding, one.reason) for one in fixed.skipped] == [(bad, "the finding would remain")]


def test_a_fix_that_brings_another_finding_is_withdrawn():
    text = (
        "import numpy as np\nfrom keras import Sequential, layers\n"
        "m = Sequential([layers.Input((4,)), layers.Dense(8), layers.Dense(1)])\n"
        "m.compile('adam', 'mse')\nm.fit(np.load('x.npy'), np.load('y.npy'))\n"
    )
    [finding] = check(text)
    bad = with_remedy(finding, SetArgument(finding.location, "activation", '"softmax"'))
    good = fix(text, [finding])
    assert [one.code for one in good.applied] == ["KR101"]
    settings = Settings(selection=Selection.default().layer(["KR101"]))
    bad_rendered = _with_remedy_of(bad)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(apply, "rendered", bad_rendered)
        fixed = fix(text, [finding], settings=settings)
    assert fixed.text == text
    assert fixed.skipped[0].reason == "it would introduce another finding: hidden-softmax (KR104)"


def test_an_error_of_ours_is_withdrawn_and_named(monkeypatch):
    findings = check(DEEP)

    def broken(fix, context):
        if fix is findings[0].fix or fix.edits == findings[0].fix.edits:
            raise ZeroDivisionError("oh")
        return render.rendered(fix, context)

    monkeypatch.setattr(apply, "rendered", broken)
    fixed = fix(DEEP)
    assert [one.reason for one in fixed.skipped] == ["internal error (ZeroDivisionError: oh); please report"]
    assert len(fixed.applied) == len(findings) - 1


def test_a_notebook_whose_source_cannot_be_written_is_left_alone():
    """A list of lines with a number in it is read without it, and cannot be written back."""
    text = '{"cells": [{"cell_type": "code", "source": ["from keras.optimizers import Adam\\n", 1, "o = Adam(lr=1)"]}]}'
    fixed = fix_text(text, "a.ipynb", Settings())
    assert fixed.text == text
    assert [one.reason for one in fixed.skipped] == ["the cell's source is no list of lines"]


def test_fixes_that_collide_take_turns():
    text = (
        "from keras.layers import Dense\nfrom keras import Input, Model\nfrom keras.datasets import mnist, cifar10\n"
        "(x, y), _ = mnist.load_data()\nx = x.reshape(-1, 784)\ni = Input((784,))\n"
        "m = Model(i, Dense(10)(Dense(8, activation='relu')(i)))\n"
        "m.compile('adam', 'sparse_categorical_crossentropy')\nm.fit(x, y)\n"
    )
    fixed = fix(text)
    assert {finding.code for finding in fixed.applied} == {"KR204", "KR301"}
    assert "from keras.layers import Dense, Rescaling\n" in fixed.text
    assert "SparseCategoricalCrossentropy(from_logits=True)" in fixed.text
    assert check(fixed.text) == ()


def test_a_suppressed_finding_is_left_alone():
    text = DEEP.replace("layers.Dense(40),  # 40", "layers.Dense(40),  # kerasrules: ignore")
    assert "layers.Dense(40),  # kerasrules: ignore\n" in fix(text).text


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        ((0, 2, "a"), (2, 3, "b"), False),
        ((0, 2, "a"), (2, 2, "b"), True),
        ((1, 1, "a"), (1, 1, "b"), True),
        ((1, 1, "a"), (1, 1, "a"), False),
        ((0, 3, "a"), (1, 2, "b"), True),
        ((0, 1, "a"), (2, 3, "b"), False),
    ],
)
def test_collisions(one, other, wanted):
    assert collide(Patch(0, *one), Patch(0, *other)) is wanted
    assert collide(Patch(0, *other), Patch(0, *one)) is wanted
    assert not collide(Patch(1, *one), Patch(2, *other))


def test_positions_move_with_the_text():
    text = "abcdef"
    patches = [Patch(0, 1, 1, "XX"), Patch(0, 3, 5, "")]
    after = patched(text, patches)
    assert after == "aXXbcf"
    for offset, letter in enumerate(text):
        if letter in after:
            assert after.index(letter) in moved(offset, patches)


def _sabotaged(finding: Finding, spoil):
    """Rendering that spoils the patches of one finding."""

    def rendered(fix, context):
        patches = render.rendered(fix, context)
        same = fix.edits == finding.fix.edits
        return [spoil(patch) for patch in patches] if same else patches

    return rendered


def _with_remedy_of(finding: Finding):
    return lambda fix, context: render.rendered(finding.fix, context)
