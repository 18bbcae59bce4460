"""Many mutants, one after the other: each is tried, and what fails is told apart, made small and kept."""

from __future__ import annotations

import random
import re
import resource
import signal
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

from tests.fuzz import properties
from tests.fuzz.notebook_mutants import notebook, notebook_mutant
from tests.fuzz.program_mutants import mutant
from tests.fuzz.settings_mutants import settings_file

SCRIPT, NOTEBOOK, SETTINGS = "/nowhere/net.py", "/nowhere/net.ipynb", "pyproject.toml"
LIMIT = 10.0
"""Seconds of processor time that one check may take at most."""
HANGS_AFTER = 120
"""Seconds after which the trial of one input is given up."""
SMALLER_WITHIN = 30.0
"""Seconds in which an input that fails is made smaller."""

RARELY = 0.01

Trial = Callable[[str, random.Random], None]


class Hangs(AssertionError):
    """An input was not done with in time."""


class Slow(AssertionError):
    """An input took more processor time than it may."""


def program_trial(text: str, chance: random.Random) -> None:
    """All that holds for a script; what costs most is tried for a part of them."""
    _trial(text, SCRIPT, chance)


def notebook_trial(text: str, chance: random.Random) -> None:
    """All that holds for a notebook."""
    _trial(text, NOTEBOOK, chance)


def settings_trial(folder: Path) -> Trial:
    """What holds for settings; the folder is for their file."""

    def trial(text: str, chance: random.Random) -> None:
        file = folder / SETTINGS
        file.write_bytes(text.encode("utf-8", "surrogatepass"))
        properties.settings_are_read_or_refused(file)

    return trial


def _trial(text: str, path: str, chance: random.Random) -> None:
    began = time.process_time()
    result = properties.checked(text, path)
    took = time.process_time() - began
    if took > LIMIT:
        raise Slow(f"a check took {took:.0f} s")
    if result.findings and chance.random() < 0.3:
        properties.is_reported_in_every_format(text, path, result)
    if chance.random() < 0.05:
        properties.can_be_shown(text, path)
    if chance.random() < 0.5:
        properties.is_fixed_well(text, path, result)
    if chance.random() < 0.05:
        properties.touches_what_it_is_told(text, path, result.findings)


class Campaign:
    """Inputs that are made from a seed and a number, and what came of them. keep: the folder for those that fail."""

    def __init__(
        self,
        name: str,
        ending: str,
        make: Callable[[random.Random], str],
        trial: Trial,
        keep: Path,
        most_of_a_kind: int = 3,
    ) -> None:
        self._name = name
        self._ending = ending
        self._make = make
        self._trial = trial
        self._keep = keep
        self._most = most_of_a_kind
        self.done = 0
        self.slowest = (0.0, 0)
        self.kinds: Counter[str] = Counter()

    def run(self, seed: int, numbers: range, until: float) -> None:
        """Try these inputs, until a time on the monotonic clock."""
        signal.signal(signal.SIGALRM, _hangs)
        for number in numbers:
            if time.monotonic() > until:
                return
            text = self._make(random.Random(f"{self._name} {seed} {number}"))
            began = time.process_time()
            kind = self._fails(text, number)
            self.slowest = max(self.slowest, (time.process_time() - began, number))
            self.done += 1
            if kind is not None:
                self._note(kind, text, number)

    def line(self) -> str:
        """What came of it, in a line."""
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        slowest, number = self.slowest
        failed = "; ".join(f"{count} x {kind}" for kind, count in self.kinds.most_common()) or "nothing failed"
        tried = f"{self.done} tried, slowest {slowest:.1f} s (number {number}), peak {memory:.0f} MB"
        return f"{self._name}: {tried}: {failed}"

    def _fails(self, text: str, number: int) -> str | None:
        """What kind of failure an input is, if it is one."""
        signal.alarm(HANGS_AFTER)
        try:
            self._trial(text, random.Random(number))
        except Exception as error:
            return _kind(error)
        finally:
            signal.alarm(0)
        return None

    def _note(self, kind: str, text: str, number: int) -> None:
        self.kinds[kind] += 1
        if self.kinds[kind] > self._most:
            return
        if not kind.startswith(("Hangs", "Slow")):
            text = smaller(text, lambda one: self._fails(one, number) == kind, SMALLER_WITHIN)
        self._keep.mkdir(parents=True, exist_ok=True)
        file = self._keep / f"{self._name}_{number}{self._ending}"
        file.write_bytes(text.encode("utf-8", "surrogatepass"))
        print(f"{file}: {kind}", flush=True)


def _hangs(number: int, frame: FrameType | None) -> None:
    raise Hangs(f"{HANGS_AFTER} s")


def _kind(error: Exception) -> str:
    """The error with its place, without what differs from one input to the next."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "kerasrules" in frame.filename]
    place = f"{Path(frames[-1].filename).name}:{frames[-1].name}" if frames else "?"
    said = re.sub(r"'.*?'|\".*?\"|\d+", "…", str(error).partition("\n")[0])[:100]
    internal = re.search(r"internal error.*?(?=[;:(]) ?\(?(\w+)", str(error))
    return f"{type(error).__name__} {place} {internal.group() if internal else said}"


def smaller(text: str, fails: Callable[[str], bool], seconds: float) -> str:
    """A part of the text that fails, too: lines are left out, and then characters, as long as there is time."""
    until = time.monotonic() + seconds
    for pieces in (text.splitlines(keepends=True), None):
        parts: Sequence[str] = list(text) if pieces is None else pieces
        size = max(1, len(parts) // 2)
        while time.monotonic() < until:
            at, before = 0, len(parts)
            while at < len(parts) and time.monotonic() < until:
                shorter = [*parts[:at], *parts[at + size :]]
                if fails("".join(shorter)):
                    parts = shorter
                else:
                    at += size
            if size == 1 and len(parts) == before:
                break
            size = max(1, size // 2)
        text = "".join(parts)
    return text


def campaigns(
    programs: Sequence[str], growing: Sequence[str], notebooks: Sequence[str], keep: Path, scratch: Path
) -> dict[str, Campaign]:
    """One for each kind of file. programs, notebooks: what the mutants are made of; growing: rarely made, as they take
    the time of ten others.
    """

    def a_program(chance: random.Random) -> str:
        return mutant(chance.choice(growing if chance.random() < RARELY else programs), chance, programs)

    def a_notebook(chance: random.Random) -> str:
        if notebooks and chance.random() < 0.3:
            made = chance.choice(notebooks)
        else:
            made = notebook(chance.choice(programs), chance)
        return notebook_mutant(made, chance, programs)

    return {
        "programs": Campaign("programs", ".py", a_program, program_trial, keep),
        "notebooks": Campaign("notebooks", ".ipynb", a_notebook, notebook_trial, keep),
        "settings": Campaign("settings", ".toml", settings_file, settings_trial(scratch), keep),
    }
