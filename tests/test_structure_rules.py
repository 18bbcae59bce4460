"""The rules on shapes and structure (KR4xx) on small programs: severities, places, one finding per fault, silence."""

from __future__ import annotations

from textwrap import dedent

import pytest

from kerasrules.interpreter import analyze
from kerasrules.model.edits import SetArgument
from kerasrules.model.findings import Finding
from kerasrules.rules import RULES
from kerasrules.source.load import from_text

IMPORTS = "import keras\nfrom keras import layers, ops\n"


def findings(text: str, *codes: str) -> list[Finding]:
    program = analyze(from_text(IMPORTS + dedent(text), "model.py"))
    chosen = codes or ("KR4",)
    return [finding for rule in RULES if rule.code.startswith(chosen) for finding in rule.check(program)]


def found(text: str, *codes: str) -> list[tuple[str, int, str]]:
    """Code, line without the imports, severity."""
    return [(one.code, one.location.start.line - 2, one.severity.value) for one in findings(text, *codes)]


def sequential(shape: str, *items: str) -> str:
    return "model = keras.Sequential([\n" + "".join(f"{item},\n" for item in (f"keras.Input({shape})", *items)) + "])\n"


CASES = {
    "what follows a refusal is a consequence": (
        sequential("(8, 8, 1)", "layers.Conv2D(4, 9)", "layers.Conv2D(4, 9)", "layers.Reshape((3, 3))"),
        [("KR401", 3, "error")],
    ),
    "two paths, two faults": (
        """
        a, b = keras.Input((8, 8, 1)), keras.Input((9,))
        x = layers.Conv2D(4, 9)(a)
        y = layers.Reshape((2, 4))(b)
        model = keras.Model([a, b], [x, y])
        """,
        [("KR401", 3, "error"), ("KR404", 4, "error")],
    ),
    "one line in a loop is one finding": (
        """
        for size in (4, 5, 6):
            x = layers.MaxPooling2D(8)(keras.Input((size, size, 1)))
        """,
        [("KR401", 3, "error")],
    ),
    "one of several tensors may fit": (
        """
        def build(small):
            inputs = keras.Input((32, 32, 1))
            x = layers.MaxPooling2D(16)(inputs) if small else inputs
            return keras.Model(inputs, layers.Conv2D(4, 5)(x))
        """,
        [],
    ),
    "an option that is taken or not": (
        """
        def build(flag):
            inputs = keras.Input((4, 4, 1))
            if flag:
                x = layers.Conv2D(4, 5)(inputs)
                return keras.Model(inputs, x)
            return keras.Model(inputs, inputs)
        """,
        [("KR401", 5, "error")],
    ),
    "a question about the tensor": (
        """
        def build(size):
            inputs = keras.Input((4, 4, 1))
            if inputs.shape[1] > size:
                return layers.Conv2D(4, 5)(inputs)
            return inputs
        """,
        [],
    ),
    "shapes of data are not judged": (
        """
        import numpy as np
        x = layers.Conv2D(4, 5)(np.zeros((1, 3, 3, 1)))
        """,
        [],
    ),
    "a declared input of the wrong rank is another rule's": (
        sequential("(28, 28)", "layers.Conv2D(4, 5)"),
        [],
    ),
    "concatenation along another axis": (
        """
        a, b = keras.Input((8, 4)), keras.Input((8, 6))
        model = keras.Model([a, b], [layers.Concatenate()([a, b]), layers.Concatenate(axis=1)([a, b])])
        """,
        [("KR403", 3, "error")],
    ),
    "a sequence is wanted through a normalisation": (
        sequential("(9, 4)", "layers.GRU(8)", "layers.LayerNormalization()", "layers.Conv1D(4, 3)"),
        [("KR405", 3, "error")],
    ),
    "a sequence is wanted, whatever is wrong with the input": (
        sequential("(9, 4, 2)", "layers.GRU(8)", "layers.Dropout(0.1)", "layers.GRU(4)"),
        [("KR405", 3, "error")],
    ),
    "wrong rank behind a recurrent layer that keeps steps": (
        sequential("(9, 4)", "layers.GRU(8, return_sequences=True)", "layers.Flatten()", "layers.GRU(8)"),
        [("KR414", 5, "error")],
    ),
    "few units for the classes": (
        sequential("(90,)", "layers.Dense(32, 'relu')", "layers.Dense(2, 'relu')", "layers.Dense(10, 'softmax')")
        + "model.compile('adam', 'sparse_categorical_crossentropy')",
        [("KR408", 4, "info")],
    ),
    "a shape that is said twice": (
        "model = keras.Sequential()\n"
        "model.add(layers.Dense(4, input_shape=(3,)))\n"
        "model.add(layers.Dense(4, input_shape=(4,)))\n"
        "model.add(layers.Dense(4, input_dim=3))\n",
        [("KR410", 3, "info"), ("KR410", 4, "info")],
    ),
    "pooling first, channels first": (
        sequential("(3, 64, 64)", "layers.MaxPooling2D(2)", "layers.Conv2D(8, 3)"),
        [("KR406", 3, "warning")],
    ),
    "a picture three pixels high": (sequential("(3, 64, 5)", "layers.Conv2D(8, 3)"), []),
    "a custom layer that is called on another width": (
        """
        class Twin(layers.Layer):
            def __init__(self):
                super().__init__()
                self.dense = layers.Dense(4)
            def call(self, x):
                return self.dense(x)
        twin, a, b = Twin(), keras.Input((3,)), keras.Input((5,))
        one = twin(a)
        two = twin(b)
        """,
        [("KR412", 10, "error")],
    ),
    "a layer with weights on a single number per sample": (
        """
        dense, a, b = layers.Dense(4), keras.Input(()), keras.Input((5,))
        one, two = dense(a), dense(b)
        """,
        [("KR414", 2, "error")],
    ),
    "dropout behind an unused layer": (
        """
        inputs = keras.Input((8,))
        x = layers.Dense(4, "relu")(inputs)
        y = layers.Dropout(0.1)(layers.Dense(3, "relu")(x))
        model = keras.Model(inputs, x)
        """,
        [("KR407", 4, "warning")],
    ),
    "the last of an unused chain": (
        """
        inputs = keras.Input((8,))
        x = layers.Dense(4, "relu")(inputs)
        x = layers.Dense(5, "relu")(x)
        x = layers.Dense(6, "relu")(x)
        x = layers.Dense(1)(inputs)
        model = keras.Model(inputs, x)
        """,
        [("KR407", 5, "warning")],
    ),
    "outputs that are not known": (
        """
        inputs = keras.Input((8,))
        x = layers.Dense(4, "relu")(inputs)
        y = layers.Dense(5, "relu")(x)
        model = keras.Model(inputs, x)
        other = keras.Model(inputs, somewhere[y])
        """,
        [],
    ),
    "a tensor looked at by a function": (
        """
        inputs = keras.Input((8,))
        x = layers.Dense(4, "relu")(inputs)
        y = layers.Dense(5, "relu")(x)
        watch = keras.backend.function([inputs], [y])
        model = keras.Model(inputs, x)
        """,
        [],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_structure(name):
    text, expected = CASES[name]
    assert found(text) == expected


def vocabulary(rows: str, words: str = "num_words=1000") -> str:
    return f"""
        from keras.preprocessing.text import Tokenizer
        from keras.utils import pad_sequences
        import numpy as np
        tok = Tokenizer({words})
        tok.fit_on_texts(texts)
        x = pad_sequences(tok.texts_to_sequences(texts), maxlen=9)
        model = keras.Sequential([keras.Input((9,)), layers.Embedding({rows}, 4), layers.Flatten(), layers.Dense(1)])
        model.compile("adam", "mse")
        model.fit(x, np.load("y.npy"))
        """


@pytest.mark.parametrize(
    ("rows", "words", "severities"),
    [
        ("999", "num_words=1000", ["warning"]),
        ("1000", "num_words=1000", []),
        ("len(tok.word_index)", "", ["error"]),
        ("len(tok.word_index) + 1", "", []),
        ("1 + len(tok.word_index)", "", []),
        ("len(tok.word_index)", "num_words=1000", []),
        ("len(other.word_index)", "", []),
        ("min(50, len(tok.word_index))", "", []),
    ],
)
def test_vocabulary(rows, words, severities):
    assert [severity for _, _, severity in found(vocabulary(rows, words), "KR409")] == severities


def test_a_stack_has_a_safe_remedy():
    (finding,) = findings(sequential("(9, 4)", "layers.LSTM(8)", "layers.LSTM(8)"))
    assert finding.fix is not None
    assert finding.fix.safe
    assert finding.fix.edits == (SetArgument(finding.location, "return_sequences", "True"),)


def test_old_kernels_get_a_tuple():
    (finding,) = findings(sequential("(90, 90, 1)", "layers.Conv2D(8, 3, 3)"), "KR411")
    assert finding.fix is not None
    assert [(edit.name, edit.value) for edit in finding.fix.edits if isinstance(edit, SetArgument)] == [
        ("kernel_size", "(3, 3)"),
        ("strides", "(1, 1)"),
    ]


def test_messages_name_sizes():
    (finding,) = findings(
        """
        a, b = keras.Input((8, 4)), keras.Input((8, 6))
        model = keras.Model([a, b], layers.Add()([a, b]))
        """
    )
    assert "8 x 4 and 8 x 6" in finding.message
    words = [related.message for related in finding.related]
    assert words == ["InputLayer outputs 8 x 4", "InputLayer outputs 8 x 6"]


NAMES = "class Settings:\n    names = []\n"


def test_a_size_of_a_list_that_is_filled_elsewhere_is_not_zero():
    assert found(NAMES + "x = layers.Dense(len(Settings.names))(keras.Input((4,)))") == []
    assert found("x = layers.Dense(0)(keras.Input((4,)))") == [("KR414", 1, "error")]


def test_a_call_that_raises_is_told_once():
    text = """
    class Both(layers.Layer):
        def call(self, x):
            return x[:, :, :, 0] + x[:, :, :, 1]
    i = keras.Input((3, 4))
    m = keras.Model(i, Both()(i))
    """
    assert found(text) == [("KR414", 4, "error")]


def test_an_index_is_written_as_no_function():
    (finding,) = findings("x = layers.Dense(4)(keras.Input((8,)))[:, 0, :]", "KR414")
    assert finding.message.startswith("the index fails: Too many indices")


def test_outputs_that_depend_on_what_is_not_known():
    text = """
    i = keras.Input((40,))
    e = layers.Embedding(100, 8)(i)
    m = keras.Model(i, layers.Dense(1)({}))
    """
    assert found(text.format("elsewhere"), "KR407") == []
    assert found(text.format("layers.Flatten()(i)"), "KR407") == [("KR407", 3, "warning")]


def test_recurrent_layers_of_older_keras_take_their_width_from_input_dim():
    assert found("m = keras.Sequential([layers.LSTM(8, input_shape=(1,), input_dim=1)])", "KR309") == []


def test_names_that_another_library_registers():
    text = 'def half(x):\n    return x / 2\nx = layers.Activation("half")(keras.Input((4,)))'
    assert [code for code, *_ in found(text)] == ["KR414"]
    assert found("import other\n@other.register_keras_custom_object\n" + text) == []
