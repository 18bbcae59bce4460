"""Pasted text that is not valid Python: what is repaired, what stays, and where locations lead."""

from __future__ import annotations

import ast
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kerasrules.checking.engine import check_source
from kerasrules.checking.select import Selection
from kerasrules.checking.settings import Settings
from kerasrules.fixing import fix_text
from kerasrules.model.findings import Finding, Severity
from kerasrules.source.load import from_text
from kerasrules.source.repairs.code_mask import COMMENT, JOINED, STRING, code_mask
from kerasrules.source.repairs.pasted_text import Edit, PastedText
from kerasrules.source.repairs.repair import KINDS
from kerasrules.source.source import Source, SourceError, split_lines
from tests.test_notebooks import notebook

SETTINGS = Settings(selection=Selection.default())
HEAD = "from tensorflow import keras\nfrom tensorflow.keras import layers\n"


def read(text: str) -> Source:
    return from_text(text, "a.py")


def done(text: str) -> list[str]:
    """What was repaired."""
    return [repair.done for repair in read(text).repairs]


def lines(text: str) -> list[str]:
    """The code that was read."""
    return ast.unparse(read(text).tree).split("\n")


def findings(text: str, path: str = "a.py") -> list[Finding]:
    return list(check_source(text, path, SETTINGS).findings)


# --- characters -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        ("model.add(Dense(6, activation=‘relu’))", "model.add(Dense(6, activation='relu'))"),
        ("model.compile(loss=“mse”, optimizer=“adam”)", "model.compile(loss='mse', optimizer='adam')"),
        ("model.compile(loss=”mse”, optimizer=’adam’)", "model.compile(loss='mse', optimizer='adam')"),
        ('model.compile(loss=“mse", optimizer="adam”)', "model.compile(loss='mse', optimizer='adam')"),
        ("model.compile(loss='mse’, optimizer=“adam”)", "model.compile(loss='mse', optimizer='adam')"),
        ("print(‘it’s done’, “a ‘b’”)", "print('it’s done', 'a ‘b’')"),
        ('print(“he said "no"”)', "print(\"he said 'no'\")"),
        ("d = {“a”: “1”, ‘b’: [‘2’]}", "d = {'a': '1', 'b': ['2']}"),
        ("x = “a” if y == “b” else ‘c’", "x = 'a' if y == 'b' else 'c'"),
        ("x = “”", "x = ''"),
        ("def f():\n    “””Says\n    so.”””", 'def f():\n    """Says\n    so."""'),
        ("x = “kept’s” # isn’t code", "x = 'kept’s'"),
        ("x = 'don’t' + “y”", "x = 'don’t' + 'y'"),
        ("x\u00a0=\u00a01", "x = 1"),
        ("if\u2003x:\n\u00a0\u00a0y = 1", "if x:\n    y = 1"),
        ("x = 1\n\u200bmodel.add(Dense(3))\u200b", "x = 1\nmodel.add(Dense(3))"),
        ("mod\u00adel.fit(x)", "model.fit(x)"),
        ("\u3000\u3000x = 1\n\u3000\u3000y = 2", "x = 1\ny = 2"),
        ("x = 3 – 1", "x = 3 - 1"),
        ("x = −1 × y", "x = -1 * y"),
        ("model.add（Dense（3，activation＝'relu'））", "model.add(Dense(3, activation='relu'))"),
        ("x = “a\u00a0b”", "x = 'a\\xa0b'"),
    ],
)
def test_typographic_characters(pasted: str, meant: str) -> None:
    assert "typographic characters replaced" in done(pasted)
    assert lines(pasted) == ast.unparse(ast.parse(meant)).split("\n")


@pytest.mark.parametrize(
    "text", ["x = '“”'", "# ‘a’\n", "x = '''‘\n’'''", "x = 'a\u00a0b\u200b'", "é = 'ü – ß'", "x = 'ａ（'"]
)
def test_typographic_characters_in_strings_and_comments_stay(text: str) -> None:
    assert read(text).text == text
    assert not read(text).repairs


# --- sessions and listings --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        (">>> x = f()\n>>> x\n<keras.Model object at 0x7f>\n>>> y = 1", "x = f()\nx\ny = 1"),
        (">>> for i in x:\n...     y = i\n...\n>>> z = 1", "for i in x:\n    y = i\nz = 1"),
        ("import keras\n>>> m.fit(x)\nEpoch 1/3\n - loss: nan\n", "import keras\nm.fit(x)"),
        ("    >>> x = 1\n    >>> y = 2\n", "x = 1\ny = 2"),
        (">>>\n>>> x = (1,\n...      2)", "x = (1, 2)"),
        ("In [1]: x = 1\n\nIn [2]: if x:\n   ...:     y = 2\n   ...: \n", "x = 1\nif x:\n    y = 2"),
        (
            "In [12]:\nmodel.fit(x)\ny = 1\nOut[12]:\n<keras.callbacks.History>\n\nIn [13]:\nz = 1",
            "model.fit(x)\ny = 1\nz = 1",
        ),
        ("In [ ]: x = 1\nIn [*]: y = 1", "x = 1\ny = 1"),
    ],
)
def test_prompts(pasted: str, meant: str) -> None:
    assert done(pasted)[0] == "prompts removed"
    assert lines(pasted) == ast.unparse(ast.parse(meant)).split("\n")


def test_prompts_in_a_docstring_are_none() -> None:
    text = '"""\n>>> x = 1\n"""\nprint “a”\n'
    assert done(text) == ["typographic characters replaced", "Python 2 syntax converted"]
    assert ">>> x = 1" in read(text).text


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        ("1 import keras\n2\n3 def f():\n4     return 1", "import keras\ndef f():\n    return 1"),
        ("12: x = 1\n13: if x:\n14:     y = 2", "x = 1\nif x:\n    y = 2"),
        (" 9. x = 1\n10. y = 2", "x = 1\ny = 2"),
        ("1| x = f(1,\n2|       2)\n3| y = 1", "x = f(1, 2)\ny = 1"),
        ("  1\tx = 1\n  2\tif x:\n  3\t    y = 2", "x = 1\nif x:\n    y = 2"),
        ("1 x = [1,\n2      2,\n3      3,\n4      4,\n 5, 6]\n5 y = 1\n", "x = [1, 2, 3, 4, 5, 6]\ny = 1"),
    ],
)
def test_line_numbers(pasted: str, meant: str) -> None:
    assert done(pasted) == ["line numbers removed"]
    assert lines(pasted) == ast.unparse(ast.parse(meant)).split("\n")


@pytest.mark.parametrize("text", ["1 x\n1 y\n", "3 x\n2 y\n", "1 x = 1\ny = 2\nz = 3\n", "7 x\n", "10 a\n20 b\n30 c\n"])
def test_numbers_that_are_no_line_numbers(text: str) -> None:
    with pytest.raises(SourceError):
        read(text)


@pytest.mark.parametrize(
    "printed",
    [
        "Epoch 1/5\n60000/60000 [=====>....] - ETA: 2s - loss: 0.3\n",
        "Epoch 1/5\n1875/1875 ━━━━━━━━━━ 3s 1ms/step - loss: 0.3\n",
        'Model: "sequential"\n______________________\nLayer (type)      Output Shape   Param #\n'
        "======================\ndense_1 (Dense)   (None, 3)   12\nTotal params: 12\nTrainable params: 12\n",
        "Train on 60 samples, validate on 20 samples\n",
        'Traceback (most recent call last):\n  File "a.py", line 3, in <module>\n    f(x y\nValueError: it’s (3, 4\n',
        "Using TensorFlow backend.\n",
        "```\n",
        "The problem is that accuracy is always about 0.5, and I don’t see why.\n",
        "And the output:\n",
        ".\n.\n. .\n",
    ],
)
def test_what_a_program_printed_is_left_out(printed: str) -> None:
    text = f"model.fit(x)\n{printed}y = 2\n"
    assert done(text) == ["program output and prose left out"]
    assert lines(text) == ["model.fit(x)", "y = 2"]


def test_a_remark_with_an_arrow_is_a_comment() -> None:
    text = "model.fit(x)   <-- this line fails\nif a <-1:\n    b = 2  # <--- c\ny = 2 ← it’s here\n"
    assert lines(text) == ["model.fit(x)", "if a < -1:", "    b = 2", "y = 2"]


def test_a_numbered_session() -> None:
    assert lines("1. >>> import keras\n2. >>> x = 1\n") == ["import keras", "x = 1"]


# --- indentation ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pasted",
    [
        "    import keras\n    if x:\n        y = 1\n",
        "\timport keras\n\tif x:\n\t\ty = 1\n",
        "\n    # a comment\n    import keras\n# another\n    if x:\n        y = 1\n",
        "import keras\n    if x:\n        y = 1\n",
    ],
)
def test_indentation_of_the_whole(pasted: str) -> None:
    assert done(pasted) == ["indentation removed"]
    assert lines(pasted) == ["import keras", "if x:", "    y = 1"]


@pytest.mark.parametrize(
    "pasted",
    [
        "def build(self):\n        return 1\n\n    def train(self):\n        return 2\n",
        "  def build(self):\n\t\treturn 1\n\n\tdef train(self):\n\t\treturn 2\n",
        "      def build(self):\n        return 1\n\n    def train(self):\n        return 2\n",
    ],
    ids=["lost", "of another kind", "deeper"],
)
def test_a_first_line_that_lost_its_place_beside_the_others(pasted: str) -> None:
    assert done(pasted) == ["indentation removed"]
    assert [line for line in lines(pasted) if line] == [
        "def build(self):",
        "    return 1",
        "def train(self):",
        "    return 2",
    ]


def test_a_block_of_the_first_line_is_left_in_it() -> None:
    assert lines("  if ready:\n      train()\n      save()\n") == ["if ready:", "    train()", "    save()"]
    assert lines("    train()\n    save()\nshow()\n") == ["train()", "save()", "show()"]


def test_an_indented_cell_is_nothing_to_tell_of() -> None:
    text = notebook("a = 1", "    import keras\n    b = 2\n", "In [1]: c = 3", ">>> d = 4\n>>> e = 5")
    source = from_text(text, "n.ipynb")
    assert all(repair.is_expected for repair in source.repairs)
    assert len(source.tree.body) == 6
    assert findings(text, "n.ipynb") == []


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        ("if x:\n        y = 1\n\tz = 2", "if x:\n    y = 1\n    z = 2"),
        ("if x:\n    y = 1\n\tz = 2\nw = 1", "if x:\n    y = 1\n    z = 2\nw = 1"),
    ],
)
def test_tabs_and_spaces(pasted: str, meant: str) -> None:
    assert done(pasted) == ["tabs replaced by spaces"]
    assert lines(pasted) == meant.split("\n")


# --- Python 2 ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        ("print x", "print(x)"),
        ("print 'loss: %f' % loss", "print('loss: %f' % loss)"),
        ('print"a"', "print('a')"),
        ("print 'a', b,  # c", "print('a', b)"),
        ("print x.shape; y = 1", "print(x.shape)\ny = 1"),
        ("if x: print y\nelse: print z", "if x:\n    print(y)\nelse:\n    print(z)"),
        ("print 'a' \\\n  'b'", "print('ab')"),
        ("print f(1,\n  2)", "print(f(1, 2))"),
        ('print """a\nb""" % c', "print('a\\nb' % c)"),
        ("print\nprint x\nprint(y), z", "print\nprint(x)\n(print(y), z)"),
        ("print >>sys.stderr, x, y\nprint z", "print(sys.stderr, x, y)\nprint(z)"),
        (
            "print {1: 2}\nprint ~x\nprint not x\nprint lambda: x",
            "print({1: 2})\nprint(~x)\nprint(not x)\nprint(lambda: x)",
        ),
        ("try:\n    f()\nexcept ValueError, e:\n    print e", "try:\n    f()\nexcept ValueError as e:\n    print(e)"),
        ("try:\n    f()\nexcept (A, B), e: pass", "try:\n    f()\nexcept (A, B) as e:\n    pass"),
        ("raise ValueError, 'no' # c", "raise ValueError('no')"),
        ("exec 'x = 1'", "exec('x = 1')"),
        ("exec code in ns", "exec(code in ns)"),
        ("if a <> 3: b = 1", "if a != 3:\n    b = 1"),
        ("os.chmod(p, 0777)", "os.chmod(p, 511)"),
        ("x = date(2019, 01, 08)", "x = date(2019, 1, 8)"),
        ("x = 10L + 0xFF", "x = 10 + 255"),
        ("x = `y` + `z`", "x = repr(y) + repr(z)"),
        ("x = ur'a'", "x = 'a'"),
        ("print u'a', 'print x'", "print(u'a', 'print x')"),
    ],
)
def test_python2(pasted: str, meant: str) -> None:
    assert done(pasted) == ["Python 2 syntax converted"]
    assert lines(pasted) == ast.unparse(ast.parse(meant)).split("\n")


def test_tabs_that_are_valid_stay() -> None:
    assert done("def f():\n\tprint 1\n\tif x:\n\t    print 2\n") == ["Python 2 syntax converted"]
    assert "tabs replaced by spaces" in done("def f():\n\tx = 1\n        y = 2\n\tprint x\n")


# --- blanks -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        ("def build():\n    # YOUR CODE HERE\n\nx = 1", "def build():\n    pass\nx = 1"),
        (
            "class A(Layer):\n    def call(self, x):  # override\n        # your code\n",
            "class A(Layer):\n\n    def call(self, x):\n        pass",
        ),
        ("for x in y:\n    # TODO\n    \nelse:\n    z = 1", "for x in y:\n    pass\nelse:\n    z = 1"),
        ("x = # YOUR CODE HERE\ny = 1", "x = ____\ny = 1"),
        ("model.add(Dense(units=, activation=))", "model.add(Dense(units=____, activation=____))"),
        (
            "model.compile(\n    loss=,  # choose one\n    optimizer='adam')",
            "model.compile(loss=____, optimizer='adam')",
        ),
        ("x = np.??(x, axis=??)  # why?", "x = np.____(x, axis=____)"),
        ("y = f(??=0.1, b='??')", "y = f(____=0.1, b=____)"),
        ("SIZE = ?\ny = Dense(?, activation=?)  # why?", "SIZE = ____\ny = Dense(____, activation=____)"),
        ("return <YOUR CODE: student.implement_me()>", "return ____"),
        ("x = <all characters of the text>\ny = f(\n    <YOUR CODE>, 2 < 3)", "x = ____\ny = f(____, 2 < 3)"),
        ("<YOUR CODE: don't forget the activation>\nx = a < b > c", "____\nx = a < b > c"),
        ("x = a + < Create your model >", "x = a + ____"),
        ("f(a,\n  [TODO Dense layer to output classes]\n)", "f(a, ____)"),
        ("numbers = <dictionary of symbol -> its number (from 0)>", "numbers = ____"),
        ("x = raise NotImplementedError('not done') # TODO", "x = ____"),
        ("model.fit(x, epochs=3, ...)", "model.fit(x, epochs=3, **_)"),
        ("model.fit(x, epochs=3, …)", "model.fit(x, epochs=3, **_)"),
    ],
)
def test_blanks(pasted: str, meant: str) -> None:
    assert done(pasted)[-1] == "blanks filled with unknown values"
    assert lines(pasted) == meant.split("\n")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("in = Input((3,))\ny = Dense(2)(in)", "in_ = Input((3,)); y = Dense(2)(in_)"),
        ("for x in a:\n    in = x[in]", "for x in a:;     in_ = x[in_]"),
        ("lambda = 0.1\nf(l=lambda, g=lambda x: x * lambda)", "lambda_ = 0.1; f(l=lambda_, g=lambda x: x * lambda_)"),
        ("class = y.max()\nclass[0] += 'class'", "class_ = y.max(); class_[0] += 'class'"),
    ],
)
def test_keywords_that_are_used_as_names(text: str, meant: str) -> None:
    assert lines(text) == meant.replace("; ", "\n").split("\n")
    (finding,) = findings(HEAD + text)
    assert (finding.code, finding.severity) == ("KR900", Severity.ERROR)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("net.cuda(async=True)\nf(a, await = 2)", "net.cuda(async_=True); f(a, await_=2)"),
        ("x = pool.async(f)\nasync_ = 1", "x = pool.async_(f); async_ = 1"),
    ],
)
def test_names_that_became_keywords_later_are_no_fault(text: str, meant: str) -> None:
    assert lines(text) == meant.split("; ")
    (finding,) = findings(HEAD + text)
    assert (finding.code, finding.severity) == ("KR900", Severity.INFO)


@pytest.mark.parametrize("path", ["a.py", "n.ipynb"])
@pytest.mark.parametrize(
    ("line", "severity"),
    [
        ("data = load( # YOUR CODE HERE )", Severity.INFO),
        ("if data  # TODO: which?", Severity.INFO),
        ("data = load(  # the images", Severity.ERROR),
    ],
)
def test_what_does_not_parse_beside_a_comment_that_asks_for_code_is_no_fault(
    path: str, line: str, severity: Severity
) -> None:
    text = HEAD + line + "\n"
    (finding,) = findings(text if path == "a.py" else notebook(text), path)
    assert (finding.code, finding.severity) == ("KR900", severity)


@pytest.mark.parametrize(
    "text",
    [
        "def f():\nx = 1\n",
        "x =\n",
        "for x in y:\n",
        "f(x\n",
        "if x\n    # TODO\n",
        "x = <>\n",
        "<div>\n</div>\n",
        "(a\n <b> c d)\n",
    ],
)
def test_what_is_merely_wrong_is_an_error(text: str) -> None:
    with pytest.raises(SourceError):
        read(text)


@pytest.mark.parametrize(
    "text",
    [
        "model = None  # YOUR CODE HERE",
        "model = None # replace None",
        'model = "____"',
        'model = "??"',
        "model = '''TODO'''",
        "model = None  # TODO: build it",
    ],
)
def test_a_value_to_be_filled_in_is_unknown(text: str) -> None:
    assert lines(text) == ["model = ____"]
    assert read(text).text == text


@pytest.mark.parametrize(
    "text", ["x = None  # no data yet", 'x = name.split("__")', '"""____"""', "x = None\n# your code"]
)
def test_other_values_stay(text: str) -> None:
    assert ast.dump(read(text).tree) == ast.dump(ast.parse(text))


def test_none_between_the_marks_of_an_exercise_is_a_blank() -> None:
    text = (
        "### START CODE HERE ###\nmodel.compile(\n    loss=None,\n)\nx = Input((None, 3))\n### END CODE HERE ###\n"
        "y = None"
    )
    assert lines(text) == ["model.compile(loss=____)", "x = Input((None, 3))", "y = None"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = GRU()  # TODO: how many?", "x = ____"),
        ("# TODO: an embedding\n# of 8\nx = Flatten()(\n    Embedding()(x)\n)", "x = Flatten()(____(x))"),
        ("# TODO\nmodel.compile()", "model.compile(**____)"),
        ("x = GRU()", "x = GRU()"),
        ("y = 1  # TODO\nx = GRU()", "y = 1\nx = GRU()"),
        ("x = Net()  # TODO: a larger one", "x = Net()"),
        ("x = GRU(3)  # TODO: more", "x = GRU(3)"),
    ],
)
def test_arguments_that_are_to_be_written(text: str, expected: str) -> None:
    assert "\n".join(lines(text)) == expected


@pytest.mark.parametrize("text", ["def None():\n    pass", "model.None(x)", "layer.None = x", "None = x"])
def test_none_as_a_name_is_a_blank(text: str) -> None:
    assert lines(text) == text.replace("None", "____").split("\n")
    assert all(one.is_expected for one in read(text).repairs)


def test_nothing_is_told_of_what_a_blank_stands_for() -> None:
    rest = "model = keras.Model(inputs, keras.layers.Dense(3, ??='relu')(inputs))\n"
    branch = "inputs = keras.Input((8,))\nx = keras.layers.Dense(4)(inputs)\n"
    assert [one.code for one in findings(HEAD + branch + rest.replace("??", "activation"))] == ["KR407"]
    assert [one for one in findings(HEAD + branch + rest) if one.code != "KR900"] == []


def test_a_blank_may_stand_for_several_arguments() -> None:
    text = (
        HEAD + "inputs = keras.Input((8, 8, 3))\nx = keras.layers.Conv2D(??)(inputs)\nx = keras.layers.Dense(??)(x)\n"
    )
    assert (
        findings(text + "model = keras.Model(inputs, keras.layers.Dense(3)(x))\nmodel.compile(??)\nmodel.fit(??)\n")
        == []
    )


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("x = ?", []),
        ("x = ??", []),
        ("??", []),
        ("x =  # YOUR CODE HERE", []),
        ("def build():\n    # TODO: build it\n", []),
        ("Dense(units=, activation='relu')", ["KR900"]),
        ("x = <YOUR CODE>", []),
        ("x = f([TODO: the output layer])", []),
        ("x = raise NotImplementedError('not done')", []),
        ("x = ??\nprint x", ["KR900"]),
    ],
)
def test_blanks_that_are_marked_are_no_fault(line: str, found: list[str]) -> None:
    assert [one.code for one in findings(HEAD + line + "\ny = 1\n")] == found


def test_exercises_in_scripts_leave_values_out() -> None:
    exercise = HEAD + "## Model\n# TODO Write a simple convolutional network\n\n\nmodel =\n\n## Learning\nx = 1\n"
    assert [(one.code, one.severity) for one in findings(exercise)] == [("KR900", Severity.INFO)]
    assert [(one.code, one.severity) for one in findings(exercise.replace("TODO", ""))] == [("KR900", Severity.ERROR)]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("x = ", Severity.INFO),
        ("a, model.b =\n\nx = y = \nz = 1", Severity.INFO),
        ("def loss(y):\n    mean =  \n    return mean", Severity.INFO),
        ("x += ", Severity.ERROR),
        ("x == ", Severity.ERROR),
        ("f(x =\n", Severity.ERROR),
    ],
)
def test_exercises_in_notebooks_leave_values_out(cell: str, expected: Severity) -> None:
    assert [(one.code, one.severity) for one in findings(notebook(HEAD, cell), "n.ipynb")] == [("KR900", expected)]


# --- the text as a whole ----------------------------------------------------------------------------------------------

PASTED = [
    HEAD + "model.add(layers.Dense(6, activation=‘relu’))\nprint “a”, ‘b’\n",
    ">>> model.add(layers.Dense(6))\n>>> print model, x\n<model>\n>>> model.fit(x)\n",
    " 9 print model\n10 if model:\n11     \u200bmodel.fit(x)\n12 try:\n13     a = `x`; print y\n14 except A, e: b\n",
    "    %matplotlib inline\n    x\u00a0=\u00a0model.fit(y)\n    print >>f, x\n    é = ‘é’; z = model\n",
    "In [3]: model.fit(x,\n   ...:           epochs=3, ...); y\n",
    "def f(x): # c\n    # YOUR CODE\ny = f(x=, z=w)\n\tif a:\n\t    b",
]


def names(source: Source) -> Iterator[ast.Name]:
    made = {"repr", "print", "exec", "____", "_", "get_ipython"}
    return (node for node in ast.walk(source.tree) if isinstance(node, ast.Name) and node.id not in made)


@pytest.mark.parametrize("text", PASTED[:5])
def test_locations_are_those_of_the_text_as_written(text: str) -> None:
    source = read(text)
    written = text.split("\n")
    assert len(source.lines) == len(written)
    for node in names(source):
        location = source.location(node)
        assert written[location.start.line - 1][location.start.column - 1 : location.end.column - 1] == node.id


def test_locations_in_cells() -> None:
    cells = PASTED[:5]
    source = from_text(notebook(*cells), "n.ipynb")
    assert source.errors == ()
    for node in names(source):
        location = source.location(node)
        assert location.cell is not None
        written = cells[location.cell - 1].split("\n")[location.start.line - 1]
        assert written[location.start.column - 1 : location.end.column - 1] == node.id


PIECES = [
    *(
        "x = 1",
        "print x",
        "‘",
        "’",
        "“",
        '"',
        "'",
        "'''",
        ">>> ",
        "... ",
        "In [3]: ",
        "   ...: ",
        "Out[3]: ",
        "1 ",
        "2: ",
    ),
    *(
        "\n",
        "\n",
        "\r\n",
        "\t",
        "    ",
        "\u00a0",
        "\u200b",
        "#",
        "(",
        ")",
        "[",
        "]",
        "=",
        ",",
        "...",
        "…",
        "`",
        "<>",
        "0777",
    ),
    *(
        "except X, e:",
        "def f():",
        "# YOUR CODE HERE",
        "Epoch 1/3",
        "Traceback (most recent call last):",
        "\\",
        ":",
        "é",
        "%x",
        "in = ",
        "lambda = ",
    ),
]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_repairs_keep_lines_and_never_crash(text: str) -> None:
    for kind in KINDS:
        pasted = PastedText(text)
        pasted.apply(kind.find(pasted.text))
        assert len(split_lines(pasted.text)) == len(split_lines(text))
    try:
        source = read(text)
    except SourceError as error:
        assert 1 <= error.location.start.line <= text.count("\n") + text.count("\r") + 1
        return
    for node in ast.walk(source.tree):
        location = source.location(node)
        assert (location.start.line, location.start.column) <= (location.end.line, location.end.column)


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_what_parses_is_never_changed(text: str) -> None:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return
    source = read(text.removeprefix("\ufeff"))
    assert source.repairs == ()
    assert source.text == text
    assert ast.dump(source.tree) == ast.dump(tree)


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_the_mask_has_the_length_of_the_text(text: str) -> None:
    mask = code_mask(text)
    assert len(mask) == len(text)
    assert all(a == b or b in STRING + COMMENT + JOINED for a, b in zip(text, mask, strict=True))


def test_line_ends_of_two_kinds_stay_two() -> None:
    assert lines(">>> x = (1,\r...\n... 2)") == ["x = (1, 2)"]
    assert read(">>> x\rprinted\n>>> print y\n").tree.body[-1].lineno == 3


def test_edits_that_overlap_are_made_once() -> None:
    pasted = PastedText("abc def\nx")
    assert pasted.apply([Edit(0, 3, ""), Edit(1, 2, "z"), Edit(8, 9, "xyz")]) == [1, 2]
    assert pasted.text == " def\nxyz"
    assert (pasted.columns[1].start(2), pasted.columns[1].end(5)) == (5, 8)
    assert (pasted.columns[2].start(1), pasted.columns[2].end(4)) == (1, 2)


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "'''",
            '"',
            "\\'''\n",
            "‘",
            "’'",
            "“””",
            "`",
            "print ",
            "print >>f, x\n",
            "except ",
            "0",
            "0777 ",
            "#",
            "(",
            "\u200b",
        ),
        *(
            ">>> x\n",
            "1 x\n",
            "In [1]: x\n",
            "x = # your code here ",
            "f(a=1, ..., ",
            "Traceback (most recent call last):\n x\n",
        ),
        *(
            "def f():\n # c\n",
            "    ",
            "\t",
            " x\n",
            "; ",
            ";print ",
            "None # ",
            "'\\",
            "in = ",
            "lambda = f(lambda)\n",
            '“a" ',
            "\u00a0\n",
            "x, ",
            "=",
            "\\\n",
            "%",
        ),
    ],
)
def test_repairs_take_linear_time(unit: str) -> None:
    def seconds(size: int) -> float:
        text = (unit * (size // len(unit) + 1))[:size]
        begin = time.process_time()
        for kind in KINDS:
            PastedText(text).apply(kind.find(text))
        return time.process_time() - begin

    seconds(1000)
    short, long = (min(seconds(size) for _ in range(3)) for size in (3_000, 24_000))
    assert long < 0.1 or long < 24 * short


# --- what the user is told --------------------------------------------------------------------------------------------


def test_one_note_tells_of_all_repairs() -> None:
    [note] = findings(HEAD + "print ‘a’\nprint ‘b’\n%time x\n")
    assert (note.code, note.severity, note.location.start.line) == ("KR900", Severity.INFO, 3)
    assert note.message == (
        "not valid Python 3 as written; analyzed after repairs: typographic characters replaced (2 lines), "
        "IPython syntax left out (1 line), Python 2 syntax converted (2 lines)"
    )


def test_one_error_tells_of_all_cells_that_were_dropped() -> None:
    text = notebook("import keras", "x = (", "print ‘a’", "y = = 1")
    [error] = findings(text, "n.ipynb")
    assert (error.code, error.severity, error.location.cell) == ("KR900", Severity.ERROR, 2)
    assert [related.location.cell for related in error.related] == [4]


def test_the_error_that_is_told_is_the_one_that_remains() -> None:
    [error] = findings(HEAD + "print ‘a’\nx = 3 3\n")
    assert (error.severity, error.location.start.line) == (Severity.ERROR, 4)


CURLY = HEAD + (
    "model = keras.Sequential([\n    layers.Dense(8, activation=‘relu’),\n"
    "    layers.Dense(3, activation=‘sigmoid’),\n])\n"
    "model.compile(loss=“categorical_crossentropy”, optimizer=“adam”)\n"
)


def test_rules_speak_of_repaired_code_and_fixes_refuse() -> None:
    found = {finding.code: finding for finding in findings(CURLY)}
    assert set(found) == {"KR201", "KR900"}
    assert found["KR201"].location.start.line == 7
    fixed = fix_text(CURLY, "a.py", SETTINGS, [found["KR201"]], unsafe=True)
    assert fixed.text == CURLY
    assert [skipped.reason for skipped in fixed.skipped] == ["the code is not valid Python 3 as written"]


def test_suppressions_work_in_repaired_code() -> None:
    ignored = CURLY.replace("“adam”)", "“adam”)  # kerasrules: ignore[KR201]")
    assert [finding.code for finding in findings(ignored)] == ["KR900"]
    assert findings("# kerasrules: ignore-file[KR900]\n" + ignored) == []


# --- what is missing --------------------------------------------------------------------------------------------------


def test_a_model_whose_constructor_is_missing() -> None:
    text = 'model.add(LSTM(80, input_shape=(40, 12)))\nmodel.add(Dense(4, activation="sigmoid"))\n'
    [found] = findings(text + 'model.compile(loss="categorical_crossentropy", optimizer="adam")\n')
    assert found.code == "KR201"
    assert findings(text + "model.fit(train_data, train_label)\n") == []


@pytest.mark.parametrize("text", ["seen.add(Dense(3))\nseen.fit(x)\n", "seen.add(item)\nseen.fit(x, epochs=3)\n"])
def test_what_is_added_to_something_unknown(text: str) -> None:
    assert findings(text) == []


FIT = "x = np.zeros((8, 4))\n"
FIT += "model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])\n{}model.fit(x, x[:, :1])\n"


@pytest.mark.parametrize(
    "text",
    [
        FIT.format(""),  # no imports: the excerpt begins later
        "import numpy as np\nimport keras\n" + FIT.format("# YOUR CODE HERE\n"),
        "import numpy as np\nimport keras\n" + FIT.format("# ... compile as before\n"),
        "import numpy as np\nimport keras\nprint(history)\n" + FIT.format(""),
    ],
)
def test_an_excerpt_without_compile(text: str) -> None:
    assert [finding.code for finding in findings(text)] == []


def test_a_whole_program_without_compile() -> None:
    text = "import numpy as np\nimport keras\n" + FIT.format("")
    assert [finding.code for finding in findings(text)] == ["KR504"]


def test_a_notebook_without_the_cell_that_compiles() -> None:
    text = notebook("import numpy as np\nimport keras\n" + FIT.format(""), "x = (")
    assert [finding.code for finding in findings(text, "n.ipynb")] == ["KR900"]


MODULE = "%%writefile {}\nimport keras\ndef build():\n    return keras.Sequential([\n        keras.Input((4,)),\n"
MODULE += "        keras.layers.Dense(3, activation='sigmoid')])\n"


@pytest.mark.parametrize(
    ("path", "imported"),
    [
        ("model.py", "from model import build"),
        ("./model.py", "from model import *"),
        ("code/model.py", "from code.model import build"),
        ("$folder/model.py", "from model import build"),
        ("my/model.py", "import sys\nsys.path.append('my')\nfrom model import build"),
        ("-a 'model.py'", "from model import build"),
        ("model.py", "import model\nbuild = model.build"),
    ],
)
def test_cells_that_write_a_file_are_modules(path: str, imported: str) -> None:
    use = f"{imported}\nmodel = build()\nmodel.compile('adam', 'categorical_crossentropy')"
    [found] = findings(notebook(MODULE.format(path), use), "n.ipynb")
    assert (found.code, found.location.cell, found.location.start.line) == ("KR201", 2, 3 + imported.count("\n"))
    assert [(related.location.cell, related.location.start.line) for related in found.related] == [(1, 6)]
    quiet = use.replace("_crossentropy')", "_crossentropy')  # kerasrules: ignore")
    assert findings(notebook(MODULE.format(path), quiet), "n.ipynb") == []


def test_files_that_are_no_modules_and_that_are_written_again() -> None:
    source = from_text(
        notebook(
            "%%writefile a.py\nx = 1", "%%writefile b.txt\nx y z", "%%writefile a.py\nx = 2", "%%file -a a.py\ny = 3"
        ),
        "n.ipynb",
    )
    assert list(source.modules) == ["a"]
    assert ast.unparse(source.modules["a"].tree) == "x = 2\ny = 3"
    assert source.tree.body == []
