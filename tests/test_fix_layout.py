"""Calls and lists in any layout: what is put in or taken out is just that, and no comment goes with it."""

from __future__ import annotations

import ast
import io
import tokenize
from collections import Counter

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kerasrules.model.edits import InsertLayer, RemoveArgument, RemoveLayer, SetArgument
from kerasrules.source.patches import CannotFix
from tests.editing import edited

SPACE = st.sampled_from(["", "", " ", "\n", "\n        ", "  # a, (b)\n  ", "\n\t# c\n\t", " \\\n "])
VALUES = st.sampled_from(["1", "'s,)'", "(2, 3)", "[4,\n  5]", "f(6, 'x')", "(7)", "x if y else z", '"""a\n#b"""', "é"])


@st.composite
def sequences(draw, items, opening: str, closing: str) -> str:
    """Items between brackets, with white space and comments anywhere, perhaps with a comma at the end."""
    parts = [opening]
    for number, item in enumerate(items):
        if number:
            parts += (draw(SPACE), ",")
        parts += (draw(SPACE), item)
    if items and draw(st.booleans()):
        parts += (draw(SPACE), ",")
    return "".join([*parts, draw(SPACE), closing])


def comments(text: str) -> Counter[str]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return Counter(token.string for token in tokens if token.type == tokenize.COMMENT)


def call_of(text: str) -> ast.Call:
    return next(n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Call) and ast.unparse(n.func) == "L")


def is_python(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


@settings(deadline=None)
@given(st.lists(VALUES, max_size=3), st.data())
def test_an_argument_is_put_in(values, data):
    items = [f"a{number}={value}" for number, value in enumerate(values)]
    call = "L" + data.draw(sequences(items, "(", ")"))
    text = f"if 1:\n    x = {call}  # end\n    y = 2\n"
    assume(is_python(text))
    after = edited(text, lambda at: SetArgument(at(call), "new", '"relu"'))
    wanted = call_of(text)
    wanted.keywords.append(ast.keyword("new", ast.Constant("relu")))
    assert ast.dump(call_of(after)) == ast.dump(wanted)
    assert comments(after) == comments(text)
    assert _without(after, "new", "relu") == _without(text, "new", "relu")


@settings(deadline=None)
@given(st.lists(VALUES, min_size=1, max_size=4), st.data())
def test_an_argument_is_taken_out(values, data):
    items = [f"a{number}={value}" for number, value in enumerate(values)]
    number = data.draw(st.integers(0, len(items) - 1))
    call = "L" + data.draw(sequences(items, "(", ")"))
    text = f"if 1:\n    x = {call}  # end\n    y = 2\n"
    assume(is_python(text))
    try:
        after = edited(text, lambda at: RemoveArgument(at(call), f"a{number}"))
    except CannotFix as refusal:
        assert "comment" in str(refusal)
        return
    wanted = call_of(text)
    del wanted.keywords[number]
    assert ast.dump(call_of(after)) == ast.dump(wanted)
    assert comments(after) == comments(text)
    assert ast.dump(ast.parse(after).body[0].body[1]) == ast.dump(ast.parse(text).body[0].body[1])


LAYERS = ["layers.Input((4, 4))", "layers.Dense(1)", "layers.Dropout(0.5)", "layers.ReLU()"]


@settings(deadline=None)
@given(st.permutations(LAYERS[1:]), st.booleans(), st.data())
def test_a_layer_is_put_in_and_taken_out_of_a_list(order, in_list, data):
    items = [LAYERS[0], *order]
    model = data.draw(sequences(items, *("[]" if in_list else "()")))
    text = f"from keras import Sequential, layers\nm = Sequential({model})  # end\n"
    assume(is_python(text))
    before = data.draw(st.booleans())
    after = edited(text, lambda at: InsertLayer(at("layers.Dense(1)"), "Flatten()", before))
    index = items.index("layers.Dense(1)") + (not before)
    assert _layers(after) == [*items[:index], "layers.Flatten()", *items[index:]]
    assert comments(after) == comments(text)
    try:
        after = edited(text, lambda at: RemoveLayer(at("layers.Dropout(0.5)")))
    except CannotFix as refusal:
        assert "comment" in str(refusal)
        return
    assert _layers(after) == [item for item in items if "Dropout" not in item]
    assert comments(after) == comments(text)


def _layers(text: str) -> list[str]:
    [call] = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Call) and ast.unparse(n.func) == "Sequential"]
    return [ast.unparse(element) for element in call.args[0].elts]


def _without(text: str, *words: str) -> str:
    """The text without white space, commas and the words that are put in."""
    kept = "".join(character for character in text if not character.isspace() and character not in ",=\"'")
    for word in words:
        kept = kept.replace(word, "")
    return kept
