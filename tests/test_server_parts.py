"""The parts of the language server that need no client: positions, moved lines, edits, comments, options, jobs."""

from __future__ import annotations

import ast
import asyncio
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("pygls", reason="the extra `lsp` is not installed")

from lsprotocol import types

from kerasrules.checking.settings import Overrides
from kerasrules.model.locations import Location, Position
from kerasrules.server import jobs
from kerasrules.server.analysis import Request, analyze
from kerasrules.server.documents import Documents, Text
from kerasrules.server.jobs import suppress
from kerasrules.server.line_map import LineMap
from kerasrules.server.options import Options, read, section
from kerasrules.server.positions import bare, from_client, split, to_client, units
from kerasrules.server.text_edits import text_edits
from kerasrules.server.worker_pool import JobError, WorkerPool
from kerasrules.source.source import split_lines
from kerasrules.source.suppressions.parse import Suppressions

ENCODINGS = ("utf-8", "utf-16", "utf-32")
CHARACTERS = "ab \t\r\n\x0c\x85\u2028é\u20ac\U0001f60a\ufeff"
texts = st.text(alphabet=CHARACTERS, max_size=40)
encodings = st.sampled_from(ENCODINGS)

LINEAR = """\
from keras import Sequential, layers
model = Sequential([layers.Dense(8, input_shape=(4,)), layers.Dense(1)])
"""


def item(text: str, uri: str = "file:///a.py") -> types.TextDocumentItem:
    return types.TextDocumentItem(uri, "python", 0, text)


def offset_of(lines: list[str], position: Position) -> int:
    return sum(map(len, lines[: position.line - 1])) + position.column - 1


# --- positions -------------------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(texts)
def test_lines_are_those_of_the_checker(text: str) -> None:
    assert "".join(split(text)) == text
    assert [bare(line) for line in split(text)] == split_lines(text)


@settings(deadline=None)
@given(texts, encodings, st.data())
def test_positions_there_and_back(text: str, encoding: str, data: st.DataObject) -> None:
    lines = split(text)
    line = data.draw(st.integers(1, len(lines)))
    position = Position(line, data.draw(st.integers(1, len(bare(lines[line - 1])) + 1)))
    assert from_client(to_client(position, lines[line - 1], encoding), lines, encoding) == position


@settings(deadline=None)
@given(texts, encodings)
def test_units_are_those_of_the_encoding(text: str, encoding: str) -> None:
    width = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
    assert units(text, encoding) == len(text.encode(f"{encoding}-le" if width > 1 else encoding)) // width


def test_half_of_a_surrogate_pair_has_a_length() -> None:
    assert units("\ud83d", "utf-8") == 3
    assert units("\ud83d", "utf-16") == 1


@pytest.mark.parametrize(("line", "character"), [(0, 99), (7, 0), (7, 7)])
def test_positions_beyond_the_text_are_its_ends(line: int, character: int) -> None:
    found = from_client(types.Position(line, character), ["ab\n", "c"], "utf-16")
    assert found == (Position(1, 3) if line == 0 else Position(2, 2))


# --- edits of the client's -------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(texts, texts, encodings, st.data())
def test_edits_of_the_client_are_applied_as_the_protocol_says(
    before: str, inserted: str, encoding: str, data: st.DataObject
) -> None:
    text = Text(item(before))
    lines = split(before)

    def position() -> Position:
        line = data.draw(st.integers(1, len(lines)))
        return Position(line, data.draw(st.integers(1, len(bare(lines[line - 1])) + 1)))

    start, end = sorted([position(), position()])
    span = types.Range(*(to_client(p, lines[p.line - 1], encoding) for p in (start, end)))
    text.change(types.TextDocumentContentChangePartial(span, inserted), encoding)
    wanted = before[: offset_of(lines, start)] + inserted + before[offset_of(lines, end) :]
    assert text.text == wanted
    assert text.lines == split(wanted)


@settings(deadline=None)
@given(texts, texts)
def test_a_whole_text_is_replaced(before: str, after: str) -> None:
    text = Text(item(before))
    text.change(types.TextDocumentContentChangeWholeDocument(after), "utf-16")
    assert text.lines == split(after)


# --- findings move along with their lines ----------------------------------------------------------------------------


def location(first: int, last: int) -> Location:
    return Location("a.py", Position(first, 2), Position(last, 5))


def lines_of(found: Location | None) -> tuple[int, int] | None:
    return None if found is None else (found.start.line, found.end.line)


def test_lines_move_with_what_comes_above_them() -> None:
    moved = LineMap(6)
    moved.splice(1, ["b"], ["b", "new", "new"])
    assert [lines_of(moved.location(location(n, n))) for n in range(1, 7)] == [
        (1, 1),
        (2, 2),
        (5, 5),
        (6, 6),
        (7, 7),
        (8, 8),
    ]
    assert lines_of(moved.location(location(1, 2))) == (1, 2)
    assert moved.location(location(2, 3)) is None  # lines came between
    moved.splice(0, ["a", "b"], ["b"])
    assert moved.location(location(1, 1)) is None
    assert lines_of(moved.location(location(2, 2))) == (1, 1)
    assert lines_of(moved.location(location(5, 6))) == (6, 7)


def test_a_changed_line_is_gone_until_the_next_check() -> None:
    moved = LineMap(3)
    moved.splice(1, ["b"], ["b + 1"])
    assert [lines_of(moved.location(location(n, n))) for n in (1, 2, 3)] == [(1, 1), None, (3, 3)]


@settings(deadline=None)
@given(st.lists(st.sampled_from("abc"), max_size=8), st.data())
def test_a_line_that_is_still_there_has_its_old_text(lines: list[str], data: st.DataObject) -> None:
    present = list(lines)
    moved = LineMap(len(lines))
    for _ in range(3):
        first = data.draw(st.integers(0, len(present)))
        last = data.draw(st.integers(first, len(present)))
        new = data.draw(st.lists(st.sampled_from("abc"), max_size=4))
        moved.splice(first, present[first:last], new)
        present[first:last] = new
    for number in range(1, len(lines) + 1):
        found = lines_of(moved.location(location(number, number)))
        assert found is None or present[found[0] - 1] == lines[number - 1]


# --- edits of the server's -------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(texts, texts, encodings)
def test_edits_make_the_new_text(old: str, new: str, encoding: str) -> None:
    lines = split(old)
    result = old
    for edit in reversed(text_edits(lines, new, encoding)):
        start, end = (from_client(p, lines, encoding) for p in (edit.range.start, edit.range.end))
        result = result[: offset_of(lines, start)] + edit.new_text + result[offset_of(lines, end) :]
    assert result == new


def test_edits_are_small() -> None:
    old = split("a\nDense(8)\nb\n")
    assert text_edits(old, "a\nDense(8)\nb\n", "utf-16") == []
    [edit] = text_edits(old, 'a\nDense(8, activation="relu")\nb\n', "utf-16")
    assert edit == types.TextEdit(types.Range(types.Position(1, 7), types.Position(1, 7)), ', activation="relu"')
    [edit] = text_edits(old, "a\nx\nDense(8)\nb\n", "utf-16")
    assert edit == types.TextEdit(types.Range(types.Position(1, 0), types.Position(1, 0)), "x\n")
    first, last = text_edits(old, "A\nDense(8)\nB\n", "utf-16")
    assert (first.new_text, last.new_text) == ("A", "B")


# --- comments that silence -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "lines", "wanted"),
    [
        ("x = 1\n", (1, 1), "x = 1  # kerasrules: ignore[rule] TODO: why\n"),
        ("x = 1", (1, 1), "x = 1  # kerasrules: ignore[rule] TODO: why"),
        ("x = 1  \r\ny\r\n", (1, 1), "x = 1  # kerasrules: ignore[rule] TODO: why\r\ny\r\n"),
        ("x = 1  # why\n", (1, 1), "x = 1  # why  # kerasrules: ignore[rule] TODO: why\n"),
        (
            "x = 1  # kerasrules: ignore[other] old\n",
            (1, 1),
            "x = 1  # kerasrules: ignore[other, rule] old\n",
        ),
        ("x = 1  # noqa: KR101\n", (1, 1), "x = 1  # noqa: KR101  # kerasrules: ignore[rule] TODO: why\n"),
        ("x = '#'\n", (1, 1), "x = '#'  # kerasrules: ignore[rule] TODO: why\n"),
        ("x = \\\n  1\n", (1, 2), "x = \\\n  1  # kerasrules: ignore[rule] TODO: why\n"),
        ("x = '''\na\n''' + 1\n", (1, 3), "x = '''\na\n''' + 1  # kerasrules: ignore[rule] TODO: why\n"),
        ("x = '''\na\n'''\n", (1, 2), None),
        ("x = f'''\n{a}\n'''\n", (1, 2), None),
        ("x = f'''\n{a}\n'''\n", (1, 3), "x = f'''\n{a}\n'''  # kerasrules: ignore[rule] TODO: why\n"),
        ("x = 1\n", (3, 3), None),
    ],
)
def test_a_comment_is_written_where_one_can_stand(text: str, lines: tuple[int, int], wanted: str | None) -> None:
    made = suppress(text, False, *lines, "rule")
    assert (made.text, made.reason) == (wanted or text, "" if wanted else "no comment can be added on these lines")
    if wanted is not None:
        assert ast.dump(ast.parse(wanted)) == ast.dump(ast.parse(text))
        assert any(Suppressions.read(split_lines(wanted)).suppressing("KR101", ("rule",), *lines))


def test_a_comment_in_a_cell_with_magics() -> None:
    text = "%matplotlib inline\n!ls it's\nx = 1"
    assert suppress(text, True, 3, 3, "rule").text == text + "  # kerasrules: ignore[rule] TODO: why"


# --- the editor's settings -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "settings",
    [
        {"ignore": ["KR1"]},
        {"kerasrules": {"ignore": "KR1"}},
        {"settings": {"ignore": ["KR1", " "]}},
        {"settings": {"kerasrules": {"ignore": ["KR1"], "select": None}}},
    ],
)
def test_our_section_is_found_however_a_client_sends_it(settings: object) -> None:
    found = section(settings)
    assert found is not None
    assert read(found) == (Options(ignore=("KR1",)), [])


def test_no_settings() -> None:
    assert section(None) is section([]) is section({}) is None
    assert section({"kerasrules": {}}) == {}


def test_what_a_client_keeps_for_itself_is_none_of_ours() -> None:
    assert read({"path": "/bin/kerasrules", "trace": {"server": "off"}}) == (Options(), [])


def test_wrong_settings_are_named_and_the_others_hold() -> None:
    options, problems = read({"inlayHint": True, "unsafeFixes": 1, "run": "onSave", "select": ["KR1", 2]})
    assert options == Options(run="onSave")
    assert [problem.partition(";")[0] for problem in problems] == [
        "unknown setting 'inlayHint'",
        "setting 'unsafeFixes' must be true or false, not 1",
        "setting 'select' must be a list of rules, not ['KR1', 2]",
    ]
    assert "did you mean 'inlayHints'" in problems[0]


# --- documents -------------------------------------------------------------------------------------------------------


def test_the_innermost_folder_is_a_files_own(tmp_path: Path) -> None:
    folders = [types.WorkspaceFolder(p.as_uri(), "f") for p in (tmp_path / "a", tmp_path, tmp_path / "a" / "b")]
    documents = Documents(folders=folders)
    assert documents.folder_of(str(tmp_path / "a" / "b" / "c.py")) == str(tmp_path / "a" / "b")
    assert documents.folder_of(str(tmp_path / "ab" / "c.py")) == str(tmp_path)
    assert documents.folder_of(str(tmp_path.parent / "c.py")) == ""
    assert documents.folder_of("") == str(tmp_path / "a")


# --- jobs and their processes ----------------------------------------------------------------------------------------


def request(text: str, path: Path) -> Request:
    return Request(text, str(path), str(path.parent), True, Overrides())


def test_an_error_of_the_reader_is_a_problem_and_no_clean_result(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import kerasrules.interpreter

    def fail(source: object, data: object) -> None:
        raise ValueError("boom")

    monkeypatch.setattr(kerasrules.interpreter, "analyze", fail)
    analysis = analyze(request(LINEAR, tmp_path / "a.py"))
    assert "internal error in the interpreter (ValueError: boom)" in analysis.problem
    assert analysis.findings == ()


def test_a_text_that_no_person_wrote_is_not_read(tmp_path: Path) -> None:
    analysis = analyze(request("import keras\n" + "x = 1\n" * 1_000_000, tmp_path / "a.py"))
    assert [notice.message for notice in analysis.notices] == ["skipped: the text has more than 5 MB"]


def test_variants_of_a_layer_are_counted_where_there_are_many(tmp_path: Path) -> None:
    text = """\
import keras
from keras import layers
def block(x, n):
    return layers.Dense(n, activation="relu")(x)
x = keras.Input((8,))
for n in (1, 2, 3, 4, 5):
    x = block(x, n)
"""
    info = {fact.location.start.line: fact for fact in analyze(request(text, tmp_path / "a.py")).facts if fact.is_call}
    assert info[4].shape == "(None, 1) or (None, 2) or (None, 3) or … (5 variants)"


def test_mending_where_the_settings_leave_the_file_out(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.kerasrules]\nexclude = ['a.py']\n")
    mended = jobs.apply_fixes(request(LINEAR, tmp_path / "a.py"), None, True)
    assert mended == jobs.Edited(LINEAR, "the settings exclude this file")


def test_what_a_job_says_comes_back(tmp_path: Path) -> None:
    async def run() -> None:
        workers = WorkerPool()
        workers.warm_up()
        analysis, mended = await asyncio.gather(
            workers.run(jobs.analyze, request(LINEAR, tmp_path / "a.py")),
            workers.run(jobs.suppress, LINEAR, False, 2, 2, "linear-stack"),
        )
        assert [finding.code for finding in analysis.findings] == ["KR101"]
        assert analysis.findings[0].fix is not None
        assert "ignore[linear-stack]" in mended.text
        with pytest.raises(JobError, match="TypeError") as caught:
            await workers.run(jobs.analyze)
        assert re.search(r"^Traceback", caught.value.detail)
        workers.close()
        with pytest.raises(JobError, match="shutting down"):
            await workers.run(jobs.ready)

    asyncio.run(run())


def test_a_job_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from kerasrules.server import worker_pool as module

    async def run() -> None:
        workers = WorkerPool()
        await workers.run(jobs.ready)
        monkeypatch.setattr(module, "LIMIT", 0.05)
        with pytest.raises(JobError, match="took more than"):
            await workers.run(
                jobs.analyze, request(LINEAR + "model.add(layers.Dense(8))\n" * 20_000, tmp_path / "a.py")
            )
        monkeypatch.setattr(module, "LIMIT", 60.0)
        assert await workers.run(jobs.ready) is None
        workers.close()

    asyncio.run(run())


def test_a_job_that_is_not_wanted_makes_room(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from kerasrules.server import worker_pool as module

    async def run() -> None:
        monkeypatch.setattr(module, "PATIENCE", 0.05)
        workers = WorkerPool()
        slow = request(LINEAR + "model.add(layers.Dense(8))\n" * 20_000, tmp_path / "a.py")
        running = [asyncio.ensure_future(workers.run(jobs.analyze, slow)) for _ in range(module.MOST + 2)]
        await asyncio.sleep(0.5)
        for job in running:
            job.cancel()
        assert await workers.run(jobs.ready) is None
        workers.close()

    asyncio.run(run())
