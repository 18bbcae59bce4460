"""Text into a Source: decoding, places, and what cannot be read."""

from __future__ import annotations

import ast
import contextlib
import os
import pickle
import sys
import warnings
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kerasrules.model.locations import Location, Position
from kerasrules.source import load
from kerasrules.source import source as sources
from kerasrules.source.load import from_bytes, from_file, from_text
from kerasrules.source.source import SourceError, SourceErrorKind, SourceSkipped
from kerasrules.source.suppressions.parse import Suppressions


def names(source: sources.Source) -> dict[str, Location]:
    return {node.id: source.location(node) for node in ast.walk(source.tree) if isinstance(node, ast.Name)}


def fails(data: bytes, path: str = "x.py") -> SourceError:
    with pytest.raises(SourceError) as caught:
        from_bytes(data, path)
    assert caught.value.location.path == path
    return caught.value


def test_locations_count_lines_and_characters_from_one() -> None:
    source = from_text("a = 1\nbb = foo(a)\n", "x.py")
    assert names(source)["foo"] == Location("x.py", Position(2, 6), Position(2, 9))


def test_columns_are_characters_where_a_line_is_not_ascii() -> None:
    source = from_text("s = 'é漢😀'; b = c\n", "x.py")
    assert names(source)["b"].start == Position(1, 12)
    assert names(source)["c"] == Location("x.py", Position(1, 16), Position(1, 17))


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="\\'\""), max_size=12))
def test_a_location_marks_its_text_whatever_stands_before_it(text: str) -> None:
    source = from_text(f"x = '{text}' + target\n", "x.py")
    location = names(source)["target"]
    assert source.lines[0][location.start.column - 1 : location.end.column - 1] == "target"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system(end: str) -> None:
    source = from_bytes(end.join(["a = 1", "b = 2", "c = 3", ""]).encode(), "x.py")
    assert names(source)["c"].start == Position(3, 1)
    assert source.lines[:3] == ["a = 1", "b = 2", "c = 3"]


def test_a_form_feed_or_line_separator_does_not_end_a_line() -> None:
    source = from_text("a = 1\n\x0c\nb = '\u2028'\nc = 3\n", "x.py")
    assert names(source)["c"].start.line == 4
    assert source.lines[3] == "c = 3"


def test_a_byte_order_mark_takes_no_column() -> None:
    assert names(from_bytes(b"\xef\xbb\xbfa = 1\n", "x.py"))["a"].start == Position(1, 1)


def test_a_declared_encoding_is_used() -> None:
    source = from_bytes("# -*- coding: latin-1 -*-\nname = 'é'; b = 1\n".encode("latin-1"), "x.py")
    assert "'é'" in source.text
    assert names(source)["b"].start == Position(2, 13)


def test_bytes_that_are_not_utf8_are_named_with_their_location() -> None:
    error = fails("# ok\nx = 'é'\n".encode("latin-1"))
    assert error.kind == SourceErrorKind.UNREADABLE
    assert error.location.start == Position(2, 6)
    assert "0xe9" in error.message
    assert "UTF-8" in error.message


def test_an_unknown_encoding() -> None:
    error = fails(b"# coding: klingon\nx = 1\n")
    assert (error.kind, "klingon" in error.message) == (SourceErrorKind.UNREADABLE, True)


@pytest.mark.parametrize("text", ["x = \0", "\0", "a = 1\n  # \0\n"])
def test_null_bytes_are_a_syntax_error(text: str) -> None:
    error = fails(text.encode())
    assert error.kind == SourceErrorKind.SYNTAX
    assert "null" in error.message
    lines = text[: text.index("\0")].split("\n")
    assert error.location.start == Position(len(lines), len(lines[-1]) + 1)


def test_a_syntax_error_has_its_location() -> None:
    error = fails("é = 1\nx = (1 +\n".encode())
    assert error.kind == SourceErrorKind.SYNTAX
    assert error.location.start == Position(2, 5)
    assert "<unknown>" not in error.message


@pytest.mark.parametrize(
    "code",
    [
        "-" * 20_000 + "1",
        "(" * 20_000 + ")" * 20_000,
        "not " * 20_000 + "x",
        "".join(" " * depth + "if x:\n" for depth in range(150)) + " " * 150 + "pass\n",
    ],
    ids=["unary", "brackets", "not", "blocks"],
)
def test_what_is_nested_too_deeply_is_an_error_and_not_a_crash(code: str) -> None:
    assert fails(code.encode()).message


def test_a_long_chain_of_operators_is_read_or_reported() -> None:
    text = "x = 1" + " + 1" * 20_000
    try:
        assert from_text(text, "x.py").tree.body
    except SourceError as error:
        assert error.kind == SourceErrorKind.UNREADABLE


@pytest.mark.parametrize("text", ["", "\n", "# only a comment", "\x0c", "\\\n"])
def test_almost_empty_files(text: str) -> None:
    try:
        source = from_text(text, "x.py")
    except SourceError as error:
        assert (text, error.kind) == ("\\\n", SourceErrorKind.SYNTAX)
    else:
        assert source.location(source.tree) == Location("x.py", Position(1, 1), Position(1, 1))


def test_warnings_of_the_parser_stay_inside() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        from_text(r"x = '\d'; y = 1 is 1", "x.py")


@given(st.text())
def test_any_text_is_read_or_reported(text: str) -> None:
    try:
        source = from_text(text, "x.py")
    except SourceError as error:
        assert 1 <= error.location.start.line <= max(1, len(sources.split_lines(text)))
        assert error.location.start <= error.location.end
        return
    for node in ast.walk(source.tree):
        location = source.location(node)
        assert location.start <= location.end


@given(st.binary())
def test_any_bytes_are_read_or_reported(data: bytes) -> None:
    for path in ("x.py", "x.ipynb"):
        with contextlib.suppress(SourceError, SourceSkipped):
            from_bytes(data, path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        from_file(str(tmp_path / "none.py"))
    assert caught.value.kind == SourceErrorKind.UNREADABLE


def test_a_folder_in_place_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "x.py").mkdir()
    with pytest.raises(SourceError, match=r"it is a folder|denied"):
        from_file(str(tmp_path / "x.py"))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "x.py"
    path.write_text("import keras")
    path.chmod(0)
    with pytest.raises(SourceError, match="permission"):
        from_file(str(path))


def test_a_file_that_is_too_large_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "MAX_SOURCE_BYTES", 10)
    path = tmp_path / "x.py"
    path.write_text("import keras\n")
    with pytest.raises(SourceSkipped, match="MB"):
        from_file(str(path))


def test_an_error_survives_the_way_between_processes() -> None:
    error = fails(b"x = (")
    again = pickle.loads(pickle.dumps(error))
    assert (again.message, again.location, again.kind) == (error.message, error.location, error.kind)


@pytest.mark.skipif(sys.version_info >= (3, 11), reason="later versions check the depth themselves")
def test_lines_that_would_end_an_old_python_are_refused() -> None:
    assert fails(b"x = a" + b".b" * 150_000).kind == SourceErrorKind.UNREADABLE


def silenced(
    text: str, code: str = "KR101", name: str = "linear-stack", line: int = 1, last: int | None = None
) -> bool:
    return any(Suppressions.read(text.split("\n")).suppressing(code, (name,), line, last or line))


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("# kerasrules: ignore[linear-stack] a low-rank map", True),
        ("# kerasrules: ignore[KR101]", True),
        ("# kerasrules:ignore[ kr101 , KR2 ]", True),
        ("# kerasrules: ignore[KR1]", True),
        ("# kerasrules: ignore", True),
        ("# the head  # kerasrules: ignore[linear-stack]", True),
        ("# kerasrules: ignore[KR2]", False),
        ("# kerasrules: ignore[hidden-softmax]", False),
        ("# kerasrules: ignore[]", False),
        ("# kerasrules: ignored", False),
        ("# noqa", True),
        ("# NOQA", True),
        ("# noqa: KR101", True),
        ("# noqa:E501,KR101", True),
        ("# noqa: E501 KR101", True),
        ("# noqa: KR101 because", True),
        ("# noqa: E501", False),
        ("# noqa: KR102", False),
        ("# noqa: a reason but no code", False),
        ("# noqax", False),
        ("# ignore", False),
    ],
)
def test_comments_that_silence(comment: str, expected: bool) -> None:
    assert silenced(f"x = Dense(3)  {comment}") is expected


def test_a_comment_on_any_line_of_the_finding_counts_and_on_no_other() -> None:
    text = "x = Dense(\n    3,  # noqa: KR101\n)\ny = 1"
    assert silenced(text, line=1, last=3)
    assert not silenced(text, line=4)


def test_a_comment_for_the_whole_file() -> None:
    text = "# kerasrules: ignore-file[KR1] generated\nx = 1\ny = 2"
    assert silenced(text, line=3)
    assert not silenced(text, "KR201", "sigmoid-head-categorical-loss", line=3)


def test_text_in_a_string_is_no_comment() -> None:
    assert not silenced("x = '# noqa'")
    assert not silenced("x = '''\n# kerasrules: ignore-file\n'''", line=1, last=3)
