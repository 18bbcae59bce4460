"""A notebook's JSON after a change in a cell: the changed characters of its source, and not a byte besides."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kerasrules.source.patches import Patch, patched
from kerasrules.source.with_patches import with_patches

CODE = st.text(st.sampled_from('ab\n"\\é😀\t/'), min_size=1, max_size=14)
LINES = re.compile(r"[^\n]*\n|[^\n]+")


def notebook(codes: list[str], as_list: bool, indent: int | None, escaped: bool) -> str:
    cells = [
        {
            "cell_type": "code",
            "outputs": [{"text": ']}"[', "number": -1.50e3, "none": None}],
            "source": LINES.findall(code) if as_list else code,
        }
        for code in codes
    ]
    return json.dumps({"cells": cells, "nbformat": 4}, indent=indent, ensure_ascii=escaped) + "\n"


@settings(deadline=None)
@given(
    codes=st.lists(CODE, min_size=1, max_size=3),
    as_list=st.booleans(),
    indent=st.sampled_from([None, 1, 4]),
    escaped=st.booleans(),
    data=st.data(),
)
def test_the_code_is_what_was_asked_for_and_the_rest_is_as_it_was(codes, as_list, indent, escaped, data):
    number = data.draw(st.integers(1, len(codes)))
    code = codes[number - 1]
    start = data.draw(st.integers(0, len(code)))
    end = data.draw(st.integers(start, len(code)))
    patch = Patch(number, start, end, data.draw(st.text(st.sampled_from("xy\né"), max_size=5)))
    wanted = patched(code, [patch])
    after = with_patches(notebook(codes, as_list, indent, escaped), "n.ipynb", [patch])
    source = json.loads(after)["cells"][number - 1]["source"]
    if as_list and wanted:
        assert source == LINES.findall(wanted)
    assert "".join(source) == wanted
    before = notebook(codes, as_list, indent, escaped)
    shows_its_style = escaped == (before.isascii() and "\\u" in before)
    if wanted and (shows_its_style or patch.text.isascii()):
        assert after == notebook([*codes[: number - 1], wanted, *codes[number:]], as_list, indent, escaped)


@settings(deadline=None)
@given(CODE, st.data())
def test_several_patches_of_one_cell(code, data):
    cuts = sorted(data.draw(st.sets(st.integers(0, len(code)), max_size=4)))
    patches = [Patch(1, at, at, data.draw(st.sampled_from(["x", "x\n", "\nx"]))) for at in cuts]
    after = json.loads(with_patches(notebook([code], True, 1, False), "n.ipynb", patches))["cells"][0]["source"]
    assert after == LINES.findall(patched(code, patches))


@pytest.mark.parametrize(
    ("before", "patch", "after"),
    [
        # escapes that no writer of ours would choose stay
        (r'{"cells":[{"source":"a\u0020\/ b"}]}', (0, 1, "c"), r'{"cells":[{"source":"c\u0020\/ b"}]}'),
        (r'{"cells":[{"source":["\ud83d\ude00 a"]}]}', (2, 3, "é"), r'{"cells":[{"source":["\ud83d\ude00 \u00e9"]}]}'),
        # format 3
        ('{"worksheets":[{"cells":[{"input":"a"}]}]}', (1, 1, "b"), '{"worksheets":[{"cells":[{"input":"ab"}]}]}'),
        # of a key that comes twice the last counts
        ('{"cells":[{"source":"a","source":"b"}]}', (0, 1, "c"), '{"cells":[{"source":"a","source":"c"}]}'),
        # lines that are not split as they should be, odd white space, a byte order mark
        (
            '\ufeff{ "cells" :[ {"source" : [ "a\\nb" , "c" ]} ] }\r\n',
            (3, 4, "d"),
            '\ufeff{ "cells" :[ {"source" : [ "a\\nb" , "d" ]} ] }\r\n',
        ),
    ],
)
def test_what_other_writers_make(before, patch, after):
    before, after = (
        re.sub(r'\[ ?{ ?(?="source|"input)', r'\g<0>"cell_type":"code",', text) for text in (before, after)
    )
    assert with_patches(before, "n.ipynb", [Patch(1, *patch)]) == after
