"""Fixes under bad conditions: `python -m tests.fuzz.fix_trials --kills 100 --saves 100 --pairs 20`.

A process that fixes a folder is killed at a random moment, others save the same files meanwhile, or two fix at once.
Afterwards no file is anything but what somebody wrote whole, and after the next run nothing else lies about.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from kerasrules import cli
from tests.fixtures import text_of
from tests.snapshots import fixtures_with_fixes

FIX = ("check", "-j1", "--fix-only", "--unsafe-fixes", "--select", "ALL", ".")
MARK = "# saved by hand, number {}\n"


class Lost(AssertionError):
    """A file is neither what it was nor what it should be."""


class Folder:
    """A folder with programs that can be fixed, and what they are afterwards."""

    def __init__(self, path: Path, number: int) -> None:
        self.path = path
        fixtures = fixtures_with_fixes()
        chosen = fixtures[:: len(fixtures) // number][:number]
        self.before = {f"net{at}.py": text_of(fixture).encode() for at, fixture in enumerate(chosen)}
        self.write()
        child(self.path, FIX).wait()
        fixed = self.contents()
        # some are found in the fixtures' own folder alone
        self.before = {name: content for name, content in self.before.items() if fixed[name] != content}
        self.after = {name: fixed[name] for name in self.before}
        assert len(self.before) > number / 2, "nothing was fixed"

    def write(self) -> None:
        """Everything as it was, without a cache."""
        shutil.rmtree(self.path, ignore_errors=True)
        self.path.mkdir()
        for name, content in self.before.items():
            (self.path / name).write_bytes(content)

    def contents(self) -> Mapping[str, bytes]:
        """What is in the files now."""
        return {name: (self.path / name).read_bytes() for name in self.before}

    def litter(self) -> list[str]:
        """What lies about that no program is, the cache's own files apart."""
        known = {*self.before, ".gitignore", "CACHEDIR.TAG"}
        found = [path for path in self.path.rglob("*") if path.is_file() and path.name not in known]
        return [str(path) for path in found if path.name.endswith(".tmp") or path.parent == self.path]


class Child:
    """A process that is forked from this one, which has imported everything already."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> int:
        """The exit status, negative for a signal."""
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def forked(work: Callable[[], int]) -> Child:
    """Do some work in a process of its own."""
    pid = os.fork()
    if pid:
        return Child(pid)
    status = 99
    try:
        status = work()
    finally:
        os._exit(status)


def child(folder: Path, arguments: tuple[str, ...]) -> Child:
    """Run the command in a folder."""

    def work() -> int:
        os.chdir(folder)
        os.environ.pop("KERASRULES_NO_CACHE", None)
        with contextlib.redirect_stdout(io.StringIO()), open(os.devnull, "w") as nowhere:
            os.dup2(nowhere.fileno(), 2)
            return cli.main(arguments)

    return forked(work)


def killed(folder: Folder, chance: random.Random, seconds: float) -> int:
    """Kill a run at a random moment, and let another follow. seconds: how long a run takes. How many files it fixed."""
    folder.write()
    running = child(folder.path, FIX)
    time.sleep(chance.uniform(0.0, seconds))
    running.kill()
    running.wait()
    fixed = 0
    for name, content in folder.contents().items():
        fixed += content == folder.after[name]
        if content not in (folder.before[name], folder.after[name]):
            raise Lost(f"{name} after a kill: {content!r}")
    child(folder.path, FIX).wait()
    _is_done(folder)
    return fixed


def saved(folder: Folder, chance: random.Random, seconds: float) -> int:
    """Save a file again and again, as an editor does, while it is fixed: the last save stands, fixed or not."""
    folder.write()
    running = child(folder.path, FIX)
    name = chance.choice(list(folder.before))
    path, number = folder.path / name, 0
    whole = chance.random() < 0.5
    deadline = time.monotonic() + chance.uniform(0.0, seconds)
    while time.monotonic() < deadline:
        number += 1
        content = folder.before[name] + MARK.format(number).encode()
        if whole:
            beside = path.with_name("editor")
            beside.write_bytes(content)
            beside.replace(path)
        else:
            path.write_bytes(content)
        time.sleep(chance.uniform(0.0, 0.005))
    running.wait()
    mark = MARK.format(number).encode()
    if number and mark not in path.read_bytes():
        raise Lost(f"the last of {number} saves of {name}, {'whole' if whole else 'in place'}")
    for other, content in folder.contents().items():
        if other != name and content != folder.after[other]:
            raise Lost(f"{other} was not fixed beside a save of {name}")
    if folder.litter():
        raise Lost(f"left behind: {folder.litter()}")
    return number


def both(folder: Folder, chance: random.Random, seconds: float) -> int:
    """Two runs fix the same files."""
    folder.write()
    first = child(folder.path, FIX)
    time.sleep(chance.uniform(0.0, seconds / 2))
    second = child(folder.path, FIX)
    statuses = first.wait(), second.wait()
    if not set(statuses) <= {0, 1, 2}:
        raise Lost(f"two at once ended with {statuses}")
    for name, content in folder.contents().items():
        if content not in (folder.before[name], folder.after[name]):
            raise Lost(f"{name} after two at once: {content!r}")
    child(folder.path, FIX).wait()
    _is_done(folder)
    return 2 in statuses


def _is_done(folder: Folder) -> None:
    if folder.contents() != folder.after:
        raise Lost("the next run does not fix the rest")
    if folder.litter():
        raise Lost(f"left behind: {folder.litter()}")


TRIALS = {"kills": killed, "saves": saved, "pairs": both}


def trials(path: Path, wanted: Mapping[str, int], seed: int = 1, files: int = 6) -> dict[str, list[int]]:
    """Do so many of each. Raises Lost."""
    folder = Folder(path, files)
    folder.write()
    began = time.monotonic()
    child(path, FIX).wait()
    seconds = time.monotonic() - began
    done: dict[str, list[int]] = {}
    for name, number in wanted.items():
        chance = random.Random(f"{name} {seed}")
        done[name] = [TRIALS[name](folder, chance, seconds) for _ in range(number)]
    return done


def main() -> int:
    """Try, tell, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.fix_trials")
    for name in TRIALS:
        parser.add_argument(f"--{name}", metavar="N", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    import kerasrules.fixing.apply  # once here, instead of in each child

    assert kerasrules.fixing.apply
    with tempfile.TemporaryDirectory() as scratch:
        for name in TRIALS:
            done = trials(Path(scratch, "programs"), {name: getattr(options, name)}, options.seed)[name]
            print(f"{name}: {len(done)} done, nothing lost; {sum(map(bool, done))} met the other at work", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
