"""What the verdicts come to, in words for somebody who reads them first: what was compared, what follows, what to type.

Made of the document's own objects, so that the reports in text, HTML and JSON say the same.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Collection, Iterable, Iterator, Sequence

from kerasrules.confirming.judge.least_skill import LEAST_SKILL
from kerasrules.confirming.plan.request import ConfirmOptions
from kerasrules.model.confirm_document import ConclusionObject, MeaningObject, StepObject, VariantObject, VerdictObject
from kerasrules.rules import rule_of

MORE_TIME = 4
"""So many times the budget is proposed where it was too short."""
_OPTION = re.compile(r"--[a-z]+")
_UNDECIDED = {
    "--data": "depends on your data, and synthetic data cannot tell",
    "--budget": "was not decided within the time limit",
    "--seeds": "was not decided with so few seeds",
}


def conclude(
    path: str,
    data_words: str,
    verdicts: Sequence[VerdictObject],
    options: ConfirmOptions,
    fixable: Collection[str],
    arguments: Sequence[str] = (),
) -> ConclusionObject:
    """The conclusion of a document. fixable: the rules whose fix `check --fix` can write into the program."""
    told = list(_once(verdicts))
    codes = [verdict["code"] for verdict in told]
    return {
        "compared": _compared(verdicts, data_words),
        "meanings": [_meaning(verdict, is_one_of_several=codes.count(verdict["code"]) > 1) for verdict in told],
        "next": list(_next(path, told, options, fixable, arguments)),
    }


def _once(verdicts: Sequence[VerdictObject]) -> Iterator[VerdictObject]:
    """Each trial once: the findings that were fixed together came to the same."""
    seen = set()
    for verdict in verdicts:
        key = (verdict["code"], verdict["model"], verdict["remedy"], verdict["verdict"], verdict["reason"])
        if key not in seen:
            seen.add(key)
            yield verdict


def _compared(verdicts: Sequence[VerdictObject], data_words: str) -> str:
    trained = [verdict for verdict in verdicts if verdict["as_written"] is not None and verdict["remedied"] is not None]
    if not trained:
        return "Nothing was trained." if verdicts else "There was nothing to compare."
    pairs = sorted({len(verdict["seeds"]) for verdict in trained})
    each = f"{pairs[0]}" if len(pairs) == 1 else f"{pairs[0]} to {pairs[-1]}"
    most = max(verdict["steps"] for verdict in trained)
    data = f" on {data_words}" if data_words else ""
    return (
        f"The model as written and the model with each fix were trained{data}: {each} pair{'s' * (pairs[-1] != 1)} of"
        f" trainings for each fix, up to {most} steps long. Both of a pair start from the same weights and see the same"
        " batches."
    )


def _meaning(verdict: VerdictObject, *, is_one_of_several: bool) -> MeaningObject:
    """is_one_of_several: several fixes of the rule were tried, so that it must be said which one this is."""
    text = _text(verdict)
    if is_one_of_several and verdict["remedy"]:
        text += f" (fix: {verdict['remedy'][0].lower()}{verdict['remedy'][1:]})"
    return {"code": verdict["code"], "name": verdict["name"], "verdict": verdict["verdict"], "text": text}


def _text(verdict: VerdictObject) -> str:
    sides = [deciding_skill(verdict[key]) for key in ("as_written", "remedied")]
    before, after = sides
    numbers = "" if before is None or after is None else f": skill {before:.2f} as written, {after:.2f} with the fix"
    if verdict["verdict"] == "confirmed":
        if before is None or after is None or after < LEAST_SKILL:
            return "is a real fault of this program"
        return f"{'keeps this model from learning' if before < LEAST_SKILL else 'holds this model back'}{numbers}"
    if verdict["verdict"] == "refuted":
        return f"is right as it is: the fix makes this model worse{numbers}"
    if verdict["verdict"] == "not confirmed":
        if before is not None and before < LEAST_SKILL:
            return f"is not what keeps this model from learning, or not alone{numbers}"
        return f"does no harm here: the model learns as well without the fix{numbers}"
    if "depends on the seed" in verdict["reason"]:
        return f"was not decided: the fix helps from some seeds and not from others{numbers}"
    named = _OPTION.findall(verdict["reason"])
    return next((words for option, words in _UNDECIDED.items() if option in named), "could not be decided")


def deciding_skill(variant: VariantObject | None) -> float | None:
    """The skill that a verdict goes by: on the samples held out, where there are some."""
    if variant is None:
        return None
    return variant["skill"] if variant["held_out"] is None else variant["held_out"]


def _next(
    path: str,
    verdicts: Sequence[VerdictObject],
    options: ConfirmOptions,
    fixable: Collection[str],
    arguments: Sequence[str],
) -> Iterator[StepObject]:
    """What to do, each with the command where there is one; the most useful first."""
    if options.data is not None and options.data.title:
        return  # a model in memory: no command knows it
    if not verdicts:
        yield _step("look at everything that was found in the program", "check", path)
    confirmed = [verdict for verdict in verdicts if verdict["verdict"] == "confirmed"]
    undecided = [verdict for verdict in verdicts if verdict["verdict"] == "inconclusive"]
    yield from _apply(path, confirmed, fixable)
    yield from _decide(path, undecided, options, arguments)
    others = set(_codes(confirmed)) | set(_codes(undecided))
    harmless = [code for code in _codes(filter(_is_harmless, verdicts)) if code not in others]
    if harmless:
        text = "keep the program as it is, and silence what does no harm"
        yield _step(text, "check", "--add-ignores", "--select", ",".join(harmless), path)


def _apply(path: str, confirmed: Sequence[VerdictObject], fixable: Collection[str]) -> Iterator[StepObject]:
    """Written by the tool where it can be, else by hand."""
    codes = [code for code in _codes(confirmed) if code in fixable]
    if codes:
        text = f"apply the confirmed fix{'es' * (len(codes) > 1)}"
        yield _step(text, "check", "--fix", "--unsafe-fixes", "--select", ",".join(codes), path)
    for verdict in confirmed:
        if verdict["code"] not in fixable and verdict["remedy"]:
            remedy = f"{verdict['remedy'][0].lower()}{verdict['remedy'][1:]}"
            place = "in the program, before fit" if rule_of(verdict["code"]).confirm.changes_data else "in the program"
            yield {"text": f"{place}: {remedy} ({verdict['code']})", "command": ""}


def _decide(
    path: str, undecided: Sequence[VerdictObject], options: ConfirmOptions, arguments: Sequence[str]
) -> Iterator[StepObject]:
    """The reasons name the option that helps."""
    named = {option for verdict in undecided for option in _OPTION.findall(verdict["reason"])}
    again = ["confirm", path, *_same(options)]
    rest = ["--", *arguments] if arguments else []
    if "--budget" in named:
        yield _step("decide with more time", *again, "--budget", f"{MORE_TIME * options.budget:g}", *rest)
    elif "--seeds" in named:
        yield _step("decide with more seeds", *again, "--seeds", "16", *rest)
    if options.runs_program or options.imported is not None:
        return
    is_rebuilt = not any("could not be rebuilt" in verdict["reason"] for verdict in undecided)
    if "--data" in named or not is_rebuilt:
        text = "decide on the program's own data (this runs the program up to its first fit)"
        yield _step(text, "confirm", path, "--run")
    if "--data" in named and is_rebuilt:
        text = "or on a sample of your data, arrays x and y as passed to fit"
        yield _step(text, "confirm", path, "--data", "sample.npz")


def _is_harmless(verdict: VerdictObject) -> bool:
    """Whether the model learns as it is written."""
    learned = deciding_skill(verdict["as_written"])
    is_cleared = verdict["verdict"] in ("refuted", "not confirmed")
    return is_cleared and learned is not None and learned >= LEAST_SKILL


def _codes(verdicts: Iterable[VerdictObject]) -> list[str]:
    return list(dict.fromkeys(verdict["code"] for verdict in verdicts))


def _step(text: str, *words: str) -> StepObject:
    return {"text": text, "command": " ".join(["kerasrules", *map(shlex.quote, words)])}


def _same(options: ConfirmOptions) -> Iterator[str]:
    """The options that make a second run one of the same kind."""
    if options.runs_program:
        yield "--run"
    if options.imported is not None:
        yield from ("--import", f"{options.imported.module}:{options.imported.name}")
        if options.imported.arguments:
            yield from ("--kwargs", json.dumps(options.imported.arguments))
    if options.data is not None:
        names = f":{','.join(options.data.names)}" if options.data.names else ""
        yield from ("--data", f"{','.join(options.data.paths)}{names}")
        if options.data.target is not None:
            yield from ("--target", options.data.target)
