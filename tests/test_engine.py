"""Checking one program and many: what is kept, what is silenced, and what breaks nothing else."""

from __future__ import annotations

import ast
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kerasrules.checking.engine import check_file, check_source
from kerasrules.checking.many_files import POOL_FROM, check_files
from kerasrules.checking.merge import merge
from kerasrules.checking.settings import Overrides, Settings, build
from kerasrules.model.findings import Finding, Related, Severity
from kerasrules.model.locations import Location, Position
from kerasrules.model.network import Layer, Node
from kerasrules.model.program import Program
from kerasrules.model.reading_options import ReadingOptions
from kerasrules.model.results import FileResult
from kerasrules.model.unknown import Unknown
from kerasrules.source.load import from_file, from_text
from kerasrules.source.source import Source

TEXT = "from keras.layers import Dense\nx = Dense(1)\ny = Dense(\n    2,\n)\n"


class Talker:
    """A stand-in for a rule: a finding at every call of Dense."""

    code = "KR101"
    name = "linear-stack"
    severity = Severity.ERROR
    stops_everywhere = True

    def __init__(self, report: Callable[[Node], Iterator[Finding]] | None = None) -> None:
        self.report = report or (lambda node: iter([self.finding(node.location)]))

    def finding(self, location: Location, code: str = "KR101", severity: Severity = Severity.ERROR) -> Finding:
        return Finding(code, self.name, severity, "a message", location)

    def check(self, program: Program) -> Iterator[Finding]:
        for node in program.nodes:
            yield from self.report(node)


def read_dense(source: Source, options: ReadingOptions | None = None) -> Program:
    """A stand-in for the reader: every call of Dense is a node."""
    calls = [n for n in ast.walk(source.tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
    locations = [source.location(call) for call in calls if ast.unparse(call.func) == "Dense"]
    return Program(
        source.path, nodes=tuple(Node(Layer("layer", "Dense", location), (), location) for location in locations)
    )


def use_rules(monkeypatch: pytest.MonkeyPatch, *rules: Talker) -> None:
    """Let these stand for all rules."""
    chosen = "kerasrules.checking.judging.load"
    monkeypatch.setattr(chosen, lambda codes: [rule for rule in rules if rule.code in codes])


@pytest.fixture(autouse=True)
def stand_ins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kerasrules.interpreter.analyze", read_dense)
    use_rules(monkeypatch, Talker())


def settings(**table: object) -> Settings:
    return build({key.replace("_", "-"): value for key, value in table.items()}, os.getcwd(), Overrides())


def lines(result: FileResult) -> list[int]:
    return [finding.location.start.line for finding in result.findings]


def test_findings_in_the_order_of_the_source() -> None:
    result = check_source(TEXT, "x.py", settings())
    assert (result.status, lines(result), result.notices) == ("checked", [2, 3], ())


def test_one_finding_for_each_rule_and_location(monkeypatch: pytest.MonkeyPatch) -> None:
    talker = Talker()
    talker.report = lambda node: iter([talker.finding(node.location)] * 3)
    use_rules(monkeypatch, talker)
    assert lines(check_source(TEXT, "x.py", settings())) == [2, 3]


@pytest.mark.parametrize(("message", "left"), [("a slash", ["a.py"]), ("a slash in Dense(2)", ["a.py", "b.py"])])
def test_a_place_that_a_finding_in_the_same_words_names_is_told_once(message: str, left: list[str]) -> None:
    def finding(path: str, words: str, *others: str) -> Finding:
        places = {name: Location(name, Position(1, 1), Position(1, 2)) for name in (path, *others)}
        related = tuple(Related("one, too", places[name]) for name in others)
        return Finding("KR414", "unbuildable-layer", Severity.INFO, words, places[path], related)

    results = [
        FileResult("a.py", "checked", (finding("a.py", "a slash", "b.py", "c.py"),)),
        FileResult("b.py", "checked", (finding("b.py", message, "d.py"),)),
    ]
    assert [one.location.path for one in merge(results).findings] == left


@pytest.mark.parametrize(
    ("comment", "left"),
    [
        ("# kerasrules: ignore[linear-stack] on purpose", [3]),
        ("# noqa: KR101", [3]),
        ("# noqa: KR102", [2, 3]),
        ("# kerasrules: ignore-file[KR1]", []),
    ],
)
def test_comments_silence(comment: str, left: list[int]) -> None:
    assert lines(check_source(TEXT.replace("Dense(1)", f"Dense(1)  {comment}"), "x.py", settings())) == left


def test_a_comment_within_the_finding_silences_it() -> None:
    assert lines(check_source(TEXT.replace("2,", "2,  # noqa: KR101"), "x.py", settings())) == [2]


def test_settings_choose() -> None:
    assert lines(check_source(TEXT, "x.py", settings(ignore=["KR101"]))) == []
    assert lines(check_source(TEXT, "x.py", settings(select=["KR102"]))) == []


@pytest.mark.parametrize(
    ("pattern", "left"), [("demo/", 0), ("x.py", 0), ("demo/*.py", 0), ("*.ipynb", 2), ("tests/**", 2)]
)
def test_per_file_ignores(pattern: str, left: int) -> None:
    result = check_source(TEXT, "demo/x.py", settings(per_file_ignores={pattern: ["linear-stack"]}))
    assert len(result.findings) == left


def test_findings_that_only_inform_are_shown_to_who_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    talker = Talker()
    talker.report = lambda node: iter([talker.finding(node.location, severity=Severity.INFO)])
    use_rules(monkeypatch, talker)
    assert lines(check_source(TEXT, "x.py", settings())) == []
    assert lines(check_source(TEXT, "x.py", settings(extend_select=["KR101"]))) == [2, 3]


def test_a_rule_that_breaks_costs_only_what_it_would_have_said(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Talker()
    broken.code = "KR102"

    def explode(node: Node) -> Iterator[Finding]:
        yield broken.finding(node.location, "KR102")
        raise RuntimeError("no such thing")

    broken.report = explode
    use_rules(monkeypatch, broken, Talker())
    result = check_source(TEXT, "x.py", settings())
    assert [finding.code for finding in result.findings] == ["KR101", "KR102", "KR101"]
    [notice] = result.notices
    assert notice.internal
    assert notice.message == "internal error in KR102 (RuntimeError: no such thing); please report"
    assert "explode" in notice.detail


@pytest.mark.parametrize("error", [ValueError("odd"), RecursionError(), MemoryError()])
def test_a_reader_that_breaks_costs_only_its_file(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def explode(source: Source, options: ReadingOptions) -> Program:
        raise error

    monkeypatch.setattr("kerasrules.interpreter.analyze", explode)
    result = check_source(TEXT, "x.py", settings())
    assert (result.status, result.findings) == ("failed", ())
    assert result.notices[0].internal
    assert "the interpreter" in result.notices[0].message


def test_what_the_reader_has_to_say_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    notices = (Unknown("the step budget was reached"),)
    monkeypatch.setattr("kerasrules.interpreter.analyze", lambda source, data: Program(source.path, notices=notices))
    [notice] = check_source(TEXT, "x.py", settings()).notices
    assert (notice.message, notice.location.path, notice.internal) == ("the step budget was reached", "x.py", False)


def test_a_syntax_error_is_a_finding() -> None:
    result = check_source("import keras\nx = (", "x.py", settings(select=["KR101"]))
    assert result.status == "failed"
    [finding] = result.findings
    assert (finding.code, finding.name, finding.severity) == ("KR900", "syntax-error", Severity.ERROR)
    assert finding.help
    assert check_source("import keras\nx = (", "x.py", settings(ignore=["KR900"])).findings == ()


def test_a_bad_cell_is_a_finding_and_the_rest_is_checked() -> None:
    cells = [{"cell_type": "code", "source": text} for text in ("x = (", "\nDense(1)", "Dense(2)  # noqa: KR101")]
    result = check_source(json.dumps({"cells": cells}), "n.ipynb", settings())
    assert result.status == "checked"
    assert [(f.code, f.location.cell, f.location.start.line) for f in result.findings] == [
        ("KR900", 1, 1),
        ("KR101", 2, 2),
    ]


def test_a_file_without_a_sign_of_keras_is_not_parsed(tmp_path: Path) -> None:
    path = tmp_path / "x.py"
    path.write_text("print 'Python 2'")
    assert check_file(str(path), settings()) == FileResult(str(path), "without_keras")


def test_a_finding_in_another_file_obeys_the_comments_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "models.py"
    other.write_text("Dense(1)  # noqa: KR101\nDense(2)\n")
    text = other.read_text()
    talker = Talker()
    talker.report = lambda node: iter(
        talker.finding(found.location) for found in read_dense(from_text(text, str(other))).nodes
    )
    use_rules(monkeypatch, talker)
    train = tmp_path / "train.py"
    train.write_text(TEXT)
    run = check_files([(str(train), settings()), (str(other), settings())], jobs=1)
    assert [(f.location.path, f.location.start.line) for f in run.findings] == [(str(other), 2)]


@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")  # pytest-xdist has threads of its own
@pytest.mark.parametrize("jobs", [1, 2])
def test_many_files_are_the_same_in_one_process_and_in_several(tmp_path: Path, jobs: int) -> None:
    files = []
    for number in range(POOL_FROM + 10):
        path = tmp_path / f"f{number:03}.py"
        path.write_text("import keras\nx = (" if number % 10 == 3 else TEXT)
        files.append((str(path), settings()))
    run = check_files(files, jobs=jobs)
    assert [result.path for result in run.results] == [path for path, _ in files]
    assert (run.count("checked"), run.count("failed")) == (30, 4)
    assert [f.location.path for f in run.findings] == sorted(f.location.path for f in run.findings)
    assert len(run.findings) == 64


def end_the_process(source: Source, options: ReadingOptions) -> Program:
    if source.path.endswith("f007.py"):
        os._exit(9)
    return read_dense(source)


@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")  # pytest-xdist has threads of its own
@pytest.mark.skipif(not hasattr(os, "fork"), reason="the stand-in only reaches forked processes")
def test_a_file_that_ends_its_process_costs_only_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kerasrules.interpreter.analyze", end_the_process)
    files = []
    for number in range(POOL_FROM):
        path = tmp_path / f"f{number:03}.py"
        path.write_text(TEXT)
        files.append((str(path), settings()))
    run = check_files(files, jobs=2)
    assert [os.path.basename(result.path) for result in run.results if result.status == "failed"] == ["f007.py"]
    assert run.count("checked") == len(files) - 1
    assert [notice.internal for notice in run.notices] == [True]


def test_a_module_has_one_name_however_it_was_reached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("train.py", "models.py", "apart.py"):
        Path(name).write_text(TEXT)

    def read_all(source: Source, options: ReadingOptions) -> Program:
        """What a reader that follows imports finds: the modules' places have absolute paths."""
        others = [] if source.path != "train.py" else [str(tmp_path / "models.py"), str(tmp_path / "apart.py")]
        nodes = [node for path in (source.path, *others) for node in read_dense(from_file(path)).nodes]
        return Program(source.path, nodes=tuple(nodes))

    monkeypatch.setattr("kerasrules.interpreter.analyze", read_all)
    run = check_files([("models.py", settings()), ("train.py", settings())], jobs=1)
    assert [(f.location.path, f.location.start.line) for f in run.findings] == [
        ("models.py", 2), ("models.py", 3), ("train.py", 2), ("train.py", 3), ("apart.py", 2), ("apart.py", 3)
    ]  # fmt: skip
    without = settings(extend_exclude=["apart.py"])
    assert {f.location.path for f in check_files([("train.py", without)], jobs=1).findings} == {"train.py", "models.py"}
