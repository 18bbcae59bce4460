"""The words that end the report: what was compared, what it means, and what to type next."""

from __future__ import annotations

import shlex
from typing import Any

import pytest
from confirm_documents import flat, founding, learned, verdict

from kerasrules.cli.argument_parser import parsers
from kerasrules.confirming.judge import conclusion
from kerasrules.confirming.judge.conclusion import conclude
from kerasrules.confirming.plan.request import ConfirmOptions, DataFile, ModelFactory

NO_DATA = "synthetic data cannot decide this, because it depends on your data. Pass a sample with --data"
TOO_SHORT = "the fix won all of 2 pairs of trainings so far: the time limit was reached; increase --budget"


def said(*verdicts: Any, options: ConfirmOptions = ConfirmOptions(), fixable: str = "KR202") -> Any:  # noqa: B008
    return conclude("train.py", "600 samples of (8,)", verdicts, options, {fixable})


def meaning(**changes: Any) -> str:
    (found,) = said(verdict(**changes))["meanings"]
    return str(found["text"])


def commands(*verdicts: Any, **more: Any) -> list[str]:
    return [step["command"] for step in said(*verdicts, **more)["next"]]


def test_what_was_compared() -> None:
    text = said(verdict())["compared"]
    assert "trained on 600 samples of (8,): 5 pairs of trainings for each fix, up to 300 steps long" in text
    assert "same weights" in text
    assert "4 to 5 pairs" in said(verdict(), verdict(seeds=[0, 1, 2, 3], code="KR101"))["compared"]
    assert "1 pair of" in said(verdict(seeds=[0]))["compared"]
    assert said(verdict(as_written=None, remedied=None))["compared"] == "Nothing was trained."
    assert said()["compared"] == "There was nothing to compare."


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "keeps this model from learning: skill 0.00 as written, 0.85 with the fix"),
        ({"as_written": learned(5, 0.6)}, "holds this model back: skill 0.52 as written"),
        ({"as_written": None, "remedied": None}, "is a real fault of this program"),
        ({"verdict": "refuted", "as_written": learned(5), "remedied": flat(5)}, "is right as it is: the fix makes"),
        ({"verdict": "not confirmed", "as_written": learned(5)}, "does no harm here: the model learns as well"),
        ({"verdict": "not confirmed", "remedied": flat(5)}, "is not what keeps this model from learning"),
        ({"verdict": "inconclusive", "reason": NO_DATA}, "depends on your data, and synthetic data cannot tell"),
        ({"verdict": "inconclusive", "reason": TOO_SHORT}, "was not decided within the time limit"),
        (
            {"verdict": "inconclusive", "reason": "the outcome depends on the seed: of 8 pairs; increase --budget"},
            "was not decided: the fix helps from some seeds and not from others: skill 0.00 as written",
        ),
        ({"verdict": "inconclusive", "reason": "neither variant learned"}, "could not be decided"),
    ],
)
def test_what_it_means(changes: dict[str, Any], words: str) -> None:
    assert meaning(**changes).startswith(words)


def test_a_trial_is_told_once_and_several_fixes_are_told_apart() -> None:
    found = founding()["conclusion"]["meanings"]
    assert [(one["code"], one["verdict"]) for one in found] == [
        ("KR308", "not confirmed"),
        ("KR308", "confirmed"),
        ("KR102", "not confirmed"),
    ]
    assert found[1]["text"].endswith("with the fix (fix: standardize each sample)")
    assert "(fix:" not in found[2]["text"]


def test_a_confirmed_fix_is_applied() -> None:
    assert commands(verdict()) == ["kerasrules check --fix --unsafe-fixes --select KR202 train.py"]
    (step,) = said(verdict(code="KR301", remedy="Standardize each feature"))["next"]
    assert step == {"text": "in the program, before fit: standardize each feature (KR301)", "command": ""}


def test_what_depends_on_data_is_decided_on_data() -> None:
    undecided = verdict(verdict="inconclusive", reason=NO_DATA)
    assert commands(undecided) == ["kerasrules confirm train.py --run", "kerasrules confirm train.py --data sample.npz"]
    assert commands(undecided, options=ConfirmOptions(runs_program=True)) == []


def test_what_could_not_be_rebuilt_is_run() -> None:
    undecided = verdict(verdict="inconclusive", reason="the model could not be rebuilt: line 3")
    assert commands(undecided) == ["kerasrules confirm train.py --run"]


def test_more_time_or_seeds_are_asked_for_in_the_same_way() -> None:
    data = DataFile("my data.csv", (), "price")
    slow = verdict(verdict="inconclusive", reason=TOO_SHORT)
    assert commands(slow, options=ConfirmOptions(data=data)) == [
        "kerasrules confirm train.py --data 'my data.csv' --target price --budget 120"
    ]
    few = verdict(verdict="inconclusive", reason="a decision takes at least 4: increase --seeds")
    named = ConfirmOptions(data=DataFile("d.npz", ("a", "b")))
    assert commands(few, options=named) == ["kerasrules confirm train.py --data d.npz:a,b --seeds 16"]
    imported = ConfirmOptions(imported=ModelFactory("train", "build", {}, (), frozenset()))
    assert commands(slow, options=imported) == ["kerasrules confirm train.py --import train:build --budget 120"]
    own = conclude("train.py", "", [slow], ConfirmOptions(runs_program=True), (), ("--epochs", "5"))
    assert own["next"][0]["command"] == "kerasrules confirm train.py --run --budget 120 -- --epochs 5"


def test_what_does_no_harm_may_be_silenced() -> None:
    harmless = verdict(verdict="not confirmed", as_written=learned(5))
    assert commands(harmless) == ["kerasrules check --add-ignores --select KR202 train.py"]
    assert commands(verdict(verdict="not confirmed")) == []  # it does not learn as written: who knows
    assert commands(harmless, verdict(remedy="Another")) == [
        "kerasrules check --fix --unsafe-fixes --select KR202 train.py"
    ]


def test_where_nothing_was_tested() -> None:
    assert commands() == ["kerasrules check train.py"]


@pytest.mark.parametrize(
    "found",
    [
        verdict(),
        verdict(verdict="inconclusive", reason=NO_DATA),
        verdict(verdict="inconclusive", reason=TOO_SHORT),
        verdict(verdict="not confirmed"),
    ],
)
def test_every_command_can_be_typed(found: Any) -> None:
    for command in commands(found):
        _, *arguments = shlex.split(command)
        parsers(arguments)[0].parse_args(arguments)


def test_the_least_skill_is_that_of_the_test() -> None:
    pytest.importorskip("numpy", reason="confirm needs numpy")
    from kerasrules.confirming.judge import sequential_test

    assert conclusion.LEAST_SKILL == sequential_test.LEAST_SKILL
