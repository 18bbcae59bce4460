"""What one file may take of time and memory, whatever it is that takes them."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterator

import pytest

from kerasrules.checking import engine, judging
from kerasrules.checking.settings import Overrides, build
from kerasrules.model.findings import Finding, Severity
from kerasrules.model.program import Program
from kerasrules.processes import limits
from kerasrules.processes.limits import LimitReached, MemoryUsedUp, TimeUsedUp, bounded

NET = """import keras
import sys
net = keras.Sequential([keras.Input((6,)), keras.layers.Dense(3), keras.layers.Dense(1)])
net.compile(loss="mae", optimizer="sgd")
"""


def endless() -> None:
    while True:
        pass


def test_work_gives_what_it_gives_and_raises_what_it_raises() -> None:
    assert bounded(lambda: threading.current_thread().name) == "kerasrules-file"
    with pytest.raises(ZeroDivisionError):
        bounded(lambda: 1 // 0)


def test_work_inside_of_bounded_work_is_just_done() -> None:
    def outer() -> tuple[int, int]:
        return threading.get_ident(), bounded(threading.get_ident)

    assert len(set(bounded(outer))) == 1


def test_endless_work_is_interrupted() -> None:
    with pytest.raises(TimeUsedUp):
        bounded(endless, seconds=0.2)


def test_what_is_interrupted_may_go_on_and_is_interrupted_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MORE_SECONDS", 0.1)
    interrupted = []

    def work() -> str:
        for part in range(3):
            try:
                endless()
            except LimitReached:
                interrupted.append(part)
        return "done"

    assert bounded(work, seconds=0.1) == "done"
    assert interrupted == [0, 1, 2]


def test_work_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PATIENCE", 0.2)
    with pytest.raises(TimeUsedUp):
        bounded(lambda: time.sleep(5))


@pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="the platform does not say what a process has")
def test_work_that_takes_much_memory_is_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MEMORY", 50_000_000)
    monkeypatch.setattr(limits, "owns_process", True)

    def hoard() -> None:
        held = []
        while True:
            held.append(bytearray(100_000))

    with pytest.raises(MemoryUsedUp):
        bounded(hoard)


class Endless:
    """A stand-in for a rule that never ends."""

    code, name, severity, stops_everywhere = "KR102", "endless", Severity.ERROR, False

    def check(self, program: Program) -> Iterator[Finding]:
        endless()
        yield from ()


class Quick:
    """A stand-in for another."""

    code, name, severity, stops_everywhere = "KR101", "linear-stack", Severity.ERROR, False

    def check(self, program: Program) -> Iterator[Finding]:
        yield Finding(self.code, self.name, self.severity, "found", program.nodes[0].location)


def test_a_rule_that_takes_too_long_costs_only_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SECONDS", 0.5)
    monkeypatch.setattr(judging, "load", lambda codes: (Endless(), Quick()))
    monkeypatch.setattr(engine, "bounded", lambda work, seconds: bounded(work, 1.0))
    result = engine.check_source(NET, "net.py", build({}, os.getcwd(), Overrides()))
    assert [finding.code for finding in result.findings] == ["KR101"]
    assert [notice.message for notice in result.notices] == [
        "KR102 was not checked: that takes more time than a file may"
    ]


def test_a_file_that_takes_too_long_in_other_ways_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "bounded", lambda work, seconds: bounded(work, 0.2))
    monkeypatch.setattr(engine, "_examine", lambda source, settings: endless())
    result = engine.check_source(NET, "net.py", build({}, os.getcwd(), Overrides()))
    assert result.status == "failed"
    assert [notice.message for notice in result.notices] == [
        "the file was not checked: that takes more time than a file may"
    ]


def test_rules_are_interrupted_so_often_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    class Slow(Endless):
        def check(self, program: Program) -> Iterator[Finding]:
            asked.append(program)
            raise TimeUsedUp
            yield

    monkeypatch.setattr(judging, "load", lambda codes: (Slow(), Slow(), Slow(), Slow()))
    result = engine.check_source(NET, "net.py", build({}, os.getcwd(), Overrides()))
    assert len(asked) == 2
    assert result.notices[-1].message == "the rules after it were not checked either"


def test_code_whose_tree_would_be_too_large_is_left_out() -> None:
    # its parts are counted as they can be without a tree, and each takes about a kilobyte while one is made
    table = NET + "x = [" + "1, " * 800_000 + "]\n"
    cells = [{"cell_type": "code", "metadata": {}, "source": part} for part in (NET, table)]
    for text, name in ((table, "net.py"), (json.dumps({"cells": cells, "nbformat": 4}), "net.ipynb")):
        result = engine.check_source(text, name, build({}, os.getcwd(), Overrides()))
        assert result.status == "skipped"
        assert "parts; the limit is 700,000" in result.notices[0].message


MODEL = "i = keras.Input((3,))\nm = keras.Model(i, keras.layers.Dense(3)(i))\n"
DOUBLING = {
    "text": 's = "ab" * 20_000\n' + "s = s.join(s)\n" * 4,
    "nested tuples": "a, b = (1,), (1,)\n" + "a = (a, a)\nb = (b, b)\n" * 24 + "c = a if len(sys.argv) > 1 else b\n",
    "metrics": "a = {}\n" + 'a = {"p": a, "q": a}\n' * 24 + 'net.compile(loss="mae", metrics=a)\n',
    "models in models": MODEL + "i = keras.Input((3,))\nm = keras.Model(i, m(m(i)))\n" * 24,
    "classes": "".join(f"class C{n}:\n    def go(self, a):\n        return a\n" for n in range(1500)),
    "a line that is not ASCII": 'name = "ü"; ' + "g(2); " * 20_000 + "\n",
    "a slice beyond the machine": 'import pandas\nt = pandas.read_csv("t.csv")\nt.iloc[:, : 10**30].values[:, 1:]\n',
    "comments": "# kerasrules: ignore[KR101]\n" * 5000,
}


@pytest.mark.parametrize("kind", DOUBLING)
def test_what_doubles_in_each_line_is_bounded(kind: str) -> None:
    # without the bounds each takes minutes or gigabytes
    result = engine.check_source(NET + DOUBLING[kind], "net.py", build({}, os.getcwd(), Overrides()))
    assert "KR101" in {finding.code for finding in result.findings}
    assert not any(notice.internal for notice in result.notices)


def test_limits_of_the_process_are_as_they_were_after_work_in_many_threads() -> None:
    import sys
    from concurrent.futures import ThreadPoolExecutor

    from kerasrules.checking.settings import Settings

    before = sys.getrecursionlimit(), threading.stack_size()
    deep = NET + "x = " + "(" * 80 + "1" + ")" * 80 + "\n" + "y = " + "+".join(["1"] * 900) + "\n"
    with ThreadPoolExecutor(8) as threads:
        results = list(threads.map(lambda _: engine.check_source(deep, "net.py", Settings()), range(24)))
    assert {len(result.findings) for result in results} == {1}
    assert (sys.getrecursionlimit(), threading.stack_size()) == before
