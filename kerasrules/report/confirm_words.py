"""What both reports of `confirm` say: the words for a verdict, and its numbers as people read them.

A report is made of the JSON document that `confirm` prints. Whatever that omits is omitted here too: a report of
a run that was interrupted is still a report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from kerasrules.report import confirm_numbers as numbers
from kerasrules.report.one_line import one_line

BASELINE, FIXED, TOGETHER = "as written", "with the fix", "with all fixes together"
"""What the variants of a model are called."""

MEANINGS = {
    "confirmed": "The fault is real here: the fix makes the model learn better, seed by seed, or no weights could"
    " succeed as written.",
    "not confirmed": "The fix makes no relevant difference: the model learns as well without it, or something else"
    " prevents it from learning. The result says which.",
    "refuted": "The fix makes this model learn worse, seed by seed. Do not apply it here.",
    "inconclusive": "The trial cannot decide. The result says why.",
}
"""The four verdicts and what each means."""

SKILL = "Skill: 1 is perfect, 0 equals always guessing the most frequent class (or the mean), below 0 is worse."

SCOPE = "A verdict applies to this model on these data, with this optimizer and backend. It does not judge the rule."

SYNTHETIC = "No data were given, so synthetic data were used. Pass your own with --data for a verdict on them."

_BACKENDS = {"tensorflow": "TensorFlow", "jax": "JAX", "torch": "PyTorch"}


def verdicts(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The verdicts of a document, each of one trial."""
    return list(document.get("verdicts") or ())


class Conclusion(NamedTuple):
    """What the document says at its end. meanings: (verdict, sentence); next: (what to do, command or "")."""

    compared: str
    meanings: list[tuple[str, str]]
    next: list[tuple[str, str]]


def conclusion(document: Mapping[str, Any]) -> Conclusion:
    """The words that end the report; empty where the document has none."""
    found = document.get("conclusion") or {}
    meanings = [
        (one_line(str(one.get("verdict"))), one_line(f"{one.get('name')} ({one.get('code')}) {one.get('text')}."))
        for one in found.get("meanings") or ()
    ]
    steps = [
        (sentence_start(one.get("text")), one_line(str(one.get("command") or ""))) for one in found.get("next") or ()
    ]
    return Conclusion(one_line(str(found.get("compared") or "")), list(dict.fromkeys(meanings)), steps)


def sentence_start(text: Any) -> str:
    """A phrase with a capital letter at its start."""
    said = one_line(str(text or ""))
    return said[:1].upper() + said[1:]


def own_findings(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What the data themselves show, without what a verdict speaks of."""

    def key(one: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(str(one.get(part)) for part in ("code", "path", "cell", "range"))

    tried = {key(verdict) for verdict in verdicts(document)}
    return [one for one in document.get("findings") or () if key(one) not in tried]


def name_of(verdict: Mapping[str, Any]) -> str:
    """The rule's name; its code where there is no name."""
    return one_line(str(verdict.get("name") or verdict.get("code") or "?"))


class Block(NamedTuple):
    """What is shown as one.

    findings: those of a rule that the same trial fixed, each a verdict of the document. trials: a verdict for each
    remedy that was tried on them.
    """

    findings: list[Mapping[str, Any]]
    trials: list[Mapping[str, Any]]


def blocks(document: Mapping[str, Any]) -> list[Block]:
    """The verdicts, each trial once, and the remedies for the same findings beside one another."""
    trials: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for verdict in verdicts(document):
        tried = bool(verdict.get("together") or verdict.get("seeds") or verdict.get("as_written"))
        # what could not be tried, for the same reason, needs no words for each
        spots = frozenset(_spots(verdict)) if tried else None
        same = tuple(str(verdict.get(part)) for part in ("code", "path", "model", "remedy", "verdict", "reason"))
        trials.setdefault((*same, spots), []).append(verdict)
    found: dict[tuple[Any, ...], Block] = {}
    for findings in trials.values():
        locations = tuple(
            str((one.get("path"), one.get("cell"), one.get("range"), one.get("message"))) for one in findings
        )
        key = (findings[0].get("code"), findings[0].get("model"), locations)
        found.setdefault(key, Block(findings, [])).trials.append(findings[0])
    return list(found.values())


def _spots(verdict: Mapping[str, Any]) -> Iterator[tuple[Any, Any]]:
    """(cell, line) of each finding that a trial fixed."""
    yield verdict.get("cell"), ((verdict.get("range") or {}).get("start") or {}).get("line")
    for one in verdict.get("together") or ():
        yield one.get("cell"), one.get("line")


def sentence(text: Any) -> str:
    """A reason or message as a sentence on its own; a name at its start is left as it is written."""
    said = one_line(str(text or "")).strip()
    first = said.partition(" ")[0]
    if first.isalpha() and first.islower():
        said = said[0].upper() + said[1:]
    return said if not said or said[-1] in ".!?…" else f"{said}."


def locations(findings: Sequence[Mapping[str, Any]]) -> list[str]:
    """`path:line:column` of each finding, then `path:line` of those that were fixed too but have no verdict here."""
    found, known = [], set()
    for one in findings:
        start = (one.get("range") or {}).get("start") or {}
        found.append(_located(one.get("path"), one.get("cell"), start.get("line"), start.get("column")))
        known.add(next(_spots(one)))
    for one in findings:
        for cell, line in _spots(one):
            if (cell, line) not in known:
                found.append(_located(one.get("path"), cell, line, None))
                known.add((cell, line))
    return list(dict.fromkeys(found))


def _located(path: Any, cell: Any, line: Any, column: Any) -> str:
    parts = [one_line(str(path if path is not None else "?"))]
    parts += [f"cell {cell}"] if cell is not None else []
    return ":".join([*parts, *(str(number) for number in (line, column) if number is not None)])


def backend(name: Any) -> str:
    """A backend by the name that its makers write."""
    return _BACKENDS.get(str(name), one_line(str(name)))


def is_synthetic(document: Mapping[str, Any]) -> bool:
    """Whether anything was trained on synthetic data."""
    data = document.get("data") or {}
    return data.get("source") == "synthetic" and bool(data.get("samples"))


def data_words(document: Mapping[str, Any]) -> str:
    """What the models were trained on, in a line; empty where nothing was."""
    data = document.get("data") or {}
    words = one_line(str(data.get("words") or ""))
    if not words:
        samples = data.get("samples")
        if not isinstance(samples, int) or samples < 1:
            return ""
        words = numbers.counted(samples, "sample")
        words += f" from {one_line(str(data['path']))}" if data.get("path") else ""
    if is_synthetic(document) and "synthetic" not in words:
        words += ", synthetic"
    held_out = data.get("held_out")
    if isinstance(held_out, int) and held_out > 0 and "held out" not in words:
        words += f"; {held_out} held out"
    return words


def basis_words(document: Mapping[str, Any]) -> str:
    """Backend and Keras, in a line."""
    keras = f", Keras {one_line(str(document['keras']))}" if document.get("keras") else ""
    return f"{backend(document.get('backend') or 'backend unknown')}{keras}"


def reference_words(document: Mapping[str, Any]) -> str:
    """What a simple learner reaches on the same data; empty where none was asked."""
    reference = document.get("reference")
    if not reference:
        return ""
    held_out = (
        "" if reference.get("held_out") is None else f" ({numbers.skill(reference['held_out'])} on held-out samples)"
    )
    name = one_line(str(reference.get("name") or "a simple learner"))
    return f"{name} reaches skill {numbers.skill(reference.get('skill'))} on these data{held_out}"


def trial_words(verdict: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    """What one trial rests on beside what is the same in the whole document."""
    parts = []
    if verdict.get("optimizer"):
        parts.append(one_line(str(verdict["optimizer"])))
    seeds = list(verdict.get("seeds") or ())
    if seeds:
        parts.append(seeds_words(seeds))
    if verdict.get("ties"):
        parts.append(f"{numbers.counted(verdict['ties'], 'seed')} without a winner")
    if verdict.get("data") and verdict["data"] != (document.get("data") or {}).get("source"):
        parts.append("synthetic data" if verdict["data"] == "synthetic" else "data from a file")
    if verdict.get("backend") and verdict["backend"] != document.get("backend"):
        parts.append(backend(verdict["backend"]))
    if verdict.get("seconds"):
        parts.append(numbers.seconds(verdict["seconds"]))
    return "; ".join(parts)


def seeds_words(seeds: Sequence[Any]) -> str:
    """`seed 7`, `seeds 0 to 4`, or `seeds 1, 5`."""
    whole = len(seeds) > 2 and all(isinstance(seed, int) for seed in seeds)
    if whole and list(seeds) == list(range(seeds[0], seeds[0] + len(seeds))):
        return f"seeds {seeds[0]} to {seeds[-1]}"
    return f"seed{'s' * (len(seeds) != 1)} {one_line(', '.join(str(seed) for seed in seeds))}"


def proof_words(proof: Mapping[str, Any]) -> str:
    """A proof's sentence and its numbers, where the sentence does not say them."""
    text = one_line(str(proof.get("text") or proof.get("name") or "?"))
    sides = (("as_written", BASELINE), ("remedied", FIXED))
    said = [f"{numbers.brief(proof.get(key))} {label}" for key, label in sides if proof.get(key) is not None]
    return f"{text} ({', '.join(said)})" if said and FIXED not in text else text


def tally(document: Mapping[str, Any]) -> list[tuple[str, int]]:
    """How often each verdict was given, each trial counted once, in the order of `MEANINGS`."""
    number = Counter(str(trial.get("verdict")) for block in blocks(document) for trial in block.trials)
    known = [(word, number.pop(word)) for word in MEANINGS if number[word]]
    return known + sorted((word, count) for word, count in number.items() if count)


def summary(document: Mapping[str, Any]) -> str:
    """`3 verdicts: 1 confirmed, 2 not confirmed`."""
    found = tally(document)
    if not found:
        return "No finding was tested"
    words = ", ".join(f"{count} {one_line(word)}" for word, count in found)
    return f"{numbers.counted(sum(count for _, count in found), 'verdict')}: {words}"


def time_words(document: Mapping[str, Any]) -> str:
    """`7.2 s: import 2.9 s, build 0.2 s`; empty where it is unknown."""
    if document.get("seconds") is None:
        return ""
    timing = document.get("timing") or {}
    parts = ", ".join(f"{one_line(str(name))} {numbers.seconds(value)}" for name, value in timing.items())
    return f"{numbers.seconds(document['seconds'])}{f': {parts}' if parts else ''}"


def notes(document: Mapping[str, Any]) -> list[str]:
    """What else is to be known, each once: of the data, then of the run."""
    found: Iterable[Any] = [*((document.get("data") or {}).get("notes") or ()), *(document.get("notes") or ())]
    return list(dict.fromkeys(one_line(str(note)) for note in found))
