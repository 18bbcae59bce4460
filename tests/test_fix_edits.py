"""Each kind of edit as it is written into the source: style, layout and comments stay."""

from __future__ import annotations

import pytest

from kerasrules.model.edits import (
    InsertLayer,
    RemoveArgument,
    RemoveLayer,
    RenameArgument,
    RenameMethod,
    ReplaceFunction,
    ReplaceLoss,
    ReplaceModule,
    SetArgument,
)
from kerasrules.model.locations import Location
from kerasrules.source.patches import CannotFix
from tests.editing import edited

HEAD = "from tensorflow import keras\nfrom tensorflow.keras import layers\n"


def set_(snippet, name="activation", value='"relu"'):
    return lambda at: SetArgument(at(snippet), name, value)


def model(*layers: str) -> str:
    """A Sequential model in a list, each layer on its line."""
    return HEAD + "m = keras.Sequential([\n" + "".join(f"    {layer}\n" for layer in layers) + "])\n"


# --- SetArgument -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "name", "after"),
    [
        ("regularizers.l2(0.5)", "l2", "regularizers.l2(1e-4)"),
        ("regularizers.L1L2(0.5, 0.2)", "l2", "regularizers.L1L2(0.5, 1e-4)"),
        ("regularizers.l1_l2(l1=0.5, l2=0.2)", "l1", "regularizers.l1_l2(l1=1e-4, l2=0.2)"),
        ("regularizers.L1()", "l1", "regularizers.L1(l1=1e-4)"),
    ],
)
def test_an_argument_of_a_regularizer(call, name, after):
    text = "from tensorflow.keras import regularizers\n" + model(f"layers.Dense(4, kernel_regularizer={call}),")
    assert edited(text, set_(call, name, "1e-4")) == text.replace(call, after)


@pytest.mark.parametrize(
    ("call", "after"),
    [
        ("layers.Dense(4)", 'layers.Dense(4, activation="relu")'),
        ("layers.Dense(4,)", 'layers.Dense(4, activation="relu",)'),
        ("layers.Dense( 4 )", 'layers.Dense( 4, activation="relu" )'),
        ("layers.Dense(units=4, name='a')", "layers.Dense(units=4, name='a', activation='relu')"),
        ("layers.Dense(4, 'tanh')", "layers.Dense(4, 'relu')"),
        ("layers.Dense(4, activation=None)", 'layers.Dense(4, activation="relu")'),
        ("layers.Dense(4, activation = keras.activations.tanh)", 'layers.Dense(4, activation = "relu")'),
        ("layers.Dense(4, activation=layers.LeakyReLU(0.1))", 'layers.Dense(4, activation="relu")'),
        ("layers.Dense(\n    4\n)", 'layers.Dense(\n    4,\n    activation="relu"\n)'),
        ("layers.Dense(\n    4,\n)", 'layers.Dense(\n    4,\n    activation="relu",\n)'),
        (
            "layers.Dense(  # why\n    4  # many\n    # not more\n)",
            'layers.Dense(  # why\n    4,  # many\n    activation="relu"\n    # not more\n)',
        ),
        (
            "layers.Dense(\n    4,  # many, (really)\n    # not more\n)",
            'layers.Dense(\n    4,  # many, (really)\n    activation="relu",\n    # not more\n)',
        ),
        ("layers.Dense(4,\n  name='a')", "layers.Dense(4,\n  name='a', activation='relu')"),
        (
            "layers.Dense(\n    4, name=f('a',\n    )  # end\n)",
            "layers.Dense(\n    4, name=f('a',\n    ), activation='relu'  # end\n)",
        ),
        ("layers.Dense(4, name='é😀')", "layers.Dense(4, name='é😀', activation='relu')"),
    ],
)
def test_an_argument_is_set_where_the_call_stands(call, after):
    before = f"from keras import layers, keras\nx = {call}  # said\n"
    before = before.replace("from keras import layers, keras", "import keras\nfrom keras import layers")
    assert edited(before, set_(call)) == before.replace(call, after)


def test_a_long_line_is_not_made_longer():
    call = "layers.Dense(4,\n" + " " * 30 + "kernel_initializer=keras.initializers.HeNormal(seed=1234567890))"
    after = call[:-1] + ",\n" + " " * 30 + 'activation="relu")'
    before = f"from keras import layers\nx = {call}\n"
    assert edited(before, set_(call)) == before.replace(call, after)


@pytest.mark.parametrize(
    ("call", "after"),
    [
        ('layers.Dense(4, "softmax")', "layers.Dense(4)"),
        ('layers.Dense(4, activation="softmax", name="a")', 'layers.Dense(4, name="a")'),
        ('layers.Dense(4, "softmax", False)', "layers.Dense(4, None, False)"),
        ('layers.Dense(\n        4,\n        activation="softmax",\n    )', "layers.Dense(\n        4,\n    )"),
        (
            'layers.Dense(\n        4,\n        activation="softmax",  # probabilities\n    )',
            "layers.Dense(\n        4,\n        # probabilities\n    )",
        ),
    ],
)
def test_a_value_that_is_the_default_is_left_out(call, after):
    before = model("keras.Input((3,)),", call)
    assert edited(before, set_(call, value="None")) == before.replace(call, after)


def test_an_argument_without_a_name_is_found_by_its_meaning():
    before = model("keras.Input((8, 8, 1)),", "layers.Conv2D(4, 3, 3),")
    after = edited(before, set_("layers.Conv2D(4, 3, 3)", "kernel_size", "(3, 3)"))
    assert after == before.replace("Conv2D(4, 3, 3)", "Conv2D(4, (3, 3), 3)")


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        ("layers.Dense(4, activation=act)", "variable act"),
        ("layers.Dense(4, activation=config.act)", "config.act"),
        ("layers.Dense(4, activation='re' 'lu')", "evaluated elsewhere"),
        ("layers.Dense(4, activation=lambda x: x)", "evaluated elsewhere"),
        ("layers.Dense(4, activation='relu' if deep else 'tanh')", "evaluated elsewhere"),
        ("layers.Dense(4, activation=pick('relu'))", "variable pick"),
        ("layers.Dense(4, **options)", "further arguments"),
        ("layers.Dense(*options)", "further arguments"),
    ],
)
def test_what_hangs_on_other_locations_is_refused(call, reason):
    before = f"from keras import layers\nx = {call}\n"
    with pytest.raises(CannotFix, match=reason):
        edited(before, set_(call))


def test_a_line_that_makes_heads_and_hidden_layers_is_refused():
    text = HEAD + (
        "def dense(x, n):\n    return layers.Dense(n)(x)\n\n"
        "i = keras.Input((4,))\nm = keras.Model(i, dense(layers.ReLU()(dense(i, 8)), 2))\n"
    )
    with pytest.raises(CannotFix, match="several layers"):
        edited(text, set_("layers.Dense(n)"))


def test_a_line_that_makes_layers_alike_is_edited():
    text = HEAD + (
        "m = keras.Sequential([keras.Input((4,))])\n"
        "for n in (8, 4):\n    m.add(layers.Dense(n))\nm.add(layers.Dense(1))\n"
    )
    assert edited(text, set_("layers.Dense(n)")) == text.replace("Dense(n)", 'Dense(n, activation="relu")')


# --- RemoveArgument, RenameArgument ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "after"),
    [
        ("f(a=1)", "f()"),
        ("f(a=1,)", "f()"),
        ("f(a=1, b=2)", "f(b=2)"),
        ("f(b=2, a=1)", "f(b=2)"),
        ("f(b=2, a=1,)", "f(b=2,)"),
        ("f(b=2,\n  a=1)", "f(b=2)"),
        ("f(b=2,\n  a=(1,\n     2))", "f(b=2)"),
        ("f(\n    a=1,\n    b=2,\n)", "f(\n    b=2,\n)"),
        ("f(\n    b=2,\n    a=1\n)", "f(\n    b=2,\n)"),
        ("f(\n    b=2,  # two\n    a=1,  # one\n)", "f(\n    b=2,  # two\n    # one\n)"),
        ("f(b=2,  # two\n  a=1)", "f(b=2,  # two\n  )"),
        ("f(a=1,  # one\n  b=2)", "f(  # one\n  b=2)"),
        ("f(*c, a=1, **d)", "f(*c, **d)"),
    ],
)
def test_an_argument_is_taken_out(call, after):
    before = f"x = {call}  # said\n"
    assert edited(before, lambda at: RemoveArgument(at(call), "a")) == before.replace(call, after)


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        ("f(1)", "not a keyword argument"),
        ("f(**a)", "not a keyword argument"),
        ("f(\n  a=[1,  # one\n  2])", "comment"),
    ],
)
def test_an_argument_is_not_taken_out_by_guess(call, reason):
    with pytest.raises(CannotFix, match=reason):
        edited(f"x = {call}\n", lambda at: RemoveArgument(at(call), "a"))


def test_an_argument_is_renamed():
    call = "Adam(lr = 1e-3 , decay=0)"
    before = f"x = {call}\n"
    after = edited(before, lambda at: RenameArgument(at(call), "lr", "learning_rate"))
    assert after == before.replace("lr =", "learning_rate =")
    for call, reason in (
        ("Adam(lr=1, learning_rate=2)", "already passes learning_rate"),
        ("Adam(1)", "not a keyword argument"),
    ):
        with pytest.raises(CannotFix, match=reason):
            edited(f"x = {call}\n", lambda at, call=call: RenameArgument(at(call), "lr", "learning_rate"))


# --- RenameMethod, ReplaceFunction, ReplaceModule ---------------------------------------------------------------------


def test_a_method_is_renamed():
    call = "m.parts[0] . fit_generator(\n    data,  # all\n    epochs=3)"
    text = f"h = {call}\n"
    assert edited(text, lambda at: RenameMethod(at(call), "fit")) == text.replace("fit_generator", "fit")
    for call, reason in (
        ("m.fit_generator(data, 3)", "in a different order"),
        ("m.fit_generator(*data)", "in a different order"),
        ("train(data)", "under another name"),
    ):
        with pytest.raises(CannotFix, match=reason):
            edited(f"{call}\n", lambda at, call=call: RenameMethod(at(call), "fit"))


@pytest.mark.parametrize(
    ("head", "new"),
    [
        ("import numpy", "numpy.random.shuffle"),
        ("import numpy as np", "np.random.shuffle"),
        ("import numpy.random as npr", "npr.shuffle"),
        ("from numpy.random import shuffle as mix", "mix"),
    ],
)
def test_a_function_is_replaced(head, new):
    text = f"import random\n{head}\nrandom . shuffle(x  # all\n)\n"
    after = edited(text, lambda at: ReplaceFunction(at("random . shuffle(x  # all\n)"), "numpy.random.shuffle"))
    assert after == text.replace("random . shuffle", new)


@pytest.mark.parametrize(
    ("head", "call", "reason"),
    [
        ("import random", "random.shuffle(x)", "no name for numpy.random.shuffle"),
        ("import numpy as np\nnp = 3", "random.shuffle(x)", "no name for numpy.random.shuffle"),
        ("import numpy as np", "random.shuffle(x, key)", "other arguments"),
        ("import numpy as np", "random.shuffle(x=x)", "other arguments"),
    ],
)
def test_a_function_is_not_replaced_by_guess(head, call, reason):
    with pytest.raises(CannotFix, match=reason):
        edited(f"{head}\n{call}\n", lambda at: ReplaceFunction(at(call), "numpy.random.shuffle"))


def test_a_module_is_replaced():
    for statement in (
        "from keras.layers.core import Dense",
        "from keras.layers.core import (\n    Dense,  # d\n    Dropout as D,\n)",
        "from keras.layers.core import *",
    ):
        text = f"if 1:\n    {statement}  # said\n"
        after = edited(text, lambda at, statement=statement: ReplaceModule(at(statement), "keras.layers"))
        assert after == text.replace("keras.layers.core", "keras.layers")


# --- ReplaceLoss -----------------------------------------------------------------------------------------------------


def replaced(imports: str, loss: str, name="sparse_categorical_crossentropy", from_logits=None) -> str:
    """A program's imports and the beginning of its call of compile up to the end of its loss, which is replaced."""
    before, after = f"{imports}\nm.compile('adam', loss=", ", metrics=[])  # said\n"

    def edit(at):
        location = at(before + loss)
        start = at(before).end
        return ReplaceLoss(Location(location.path, start, location.end), name, from_logits)

    return edited(before + loss + after, edit).removesuffix(after)


@pytest.mark.parametrize(
    ("imports", "loss", "after"),
    [
        ("import keras", "'mse'", "'sparse_categorical_crossentropy'"),
        ("import keras", '"""mse"""', '"""sparse_categorical_crossentropy"""'),
        ("import keras", "keras.losses.mse", "keras.losses.sparse_categorical_crossentropy"),
        ("import keras", "keras.losses.MeanSquaredError()", "keras.losses.SparseCategoricalCrossentropy()"),
        (
            "import tensorflow as tf",
            "tf.keras.losses.CategoricalCrossentropy(from_logits=True, name='a')",
            "tf.keras.losses.SparseCategoricalCrossentropy(name='a')",
        ),
        (
            "from keras import losses as L",
            "L.CategoricalCrossentropy(\n    name='a',  # said so\n)",
            "L.SparseCategoricalCrossentropy(\n    name='a',  # said so\n)",
        ),
    ],
)
def test_a_loss_is_replaced_in_its_own_style(imports, loss, after):
    assert replaced(imports, loss) == f"{imports}\nm.compile('adam', loss={after}"


def test_an_imported_loss_is_imported_under_its_new_name():
    imports = "from keras.losses import (\n    binary_crossentropy,\n    mse,  # squares\n)"
    assert replaced(imports, "binary_crossentropy", "categorical_crossentropy") == (
        "from keras.losses import (\n    binary_crossentropy,\n    categorical_crossentropy,\n    mse,  # squares\n)\n"
        "m.compile('adam', loss=categorical_crossentropy"
    )


SPARSE = "SparseCategoricalCrossentropy(from_logits=True)"


@pytest.mark.parametrize(
    ("imports", "after_imports", "spelled"),
    [
        ("import keras", None, f"keras.losses.{SPARSE}"),
        ("import tensorflow as tf", None, f"tf.keras.losses.{SPARSE}"),
        ("from tensorflow import keras as K", None, f"K.losses.{SPARSE}"),
        ("from keras import layers, losses", None, f"losses.{SPARSE}"),
        ("from keras import layers", "from keras import layers, losses", f"losses.{SPARSE}"),
        (
            "from tensorflow.keras import models, layers",
            "from tensorflow.keras import models, layers, losses",
            f"losses.{SPARSE}",
        ),
        (
            "from keras.layers import Dense\nimport numpy as np",
            "from keras.layers import Dense\n"
            "from keras.losses import SparseCategoricalCrossentropy\nimport numpy as np",
            SPARSE,
        ),
        (
            "from keras.losses import BinaryCrossentropy",
            "from keras.losses import BinaryCrossentropy, SparseCategoricalCrossentropy",
            SPARSE,
        ),
        ("from keras.losses import SparseCategoricalCrossentropy as S", None, "S(from_logits=True)"),
        ("from keras.losses import *", None, SPARSE),
        ("import tensorflow as tf\nkl = tf.keras.losses", None, f"kl.{SPARSE}"),
        (
            "import tensorflow as tf\nfrom keras.layers import (\n    Dense,\n)",
            "import tensorflow as tf\nfrom keras.layers import (\n    Dense,\n)\n"
            "from keras.losses import SparseCategoricalCrossentropy",
            SPARSE,
        ),
        ("import numpy as np", None, SPARSE),
        (
            "try:\n    import keras\nexcept ImportError:\n    from tensorflow import keras",
            None,
            f"keras.losses.{SPARSE}",
        ),
    ],
)
def test_from_logits_makes_an_object_in_the_style_of_the_imports(imports, after_imports, spelled):
    after = replaced(imports, '"mse"', from_logits=True)
    assert after == f"{after_imports or imports}\nm.compile('adam', loss={spelled}"


def test_an_import_inside_a_function_serves_there_and_nowhere_else():
    text = (
        "def build(m):\n    from keras import losses\n    m.compile('adam', 'mse')\n\n"
        "import keras\nn.compile('adam', 'mae')\n"
    )
    within = edited(text, lambda at: ReplaceLoss(at("'mse'"), "mean_squared_error", True))
    assert "m.compile('adam', losses.MeanSquaredError(from_logits=True))" in within
    outside = edited(text, lambda at: ReplaceLoss(at("'mae'"), "mean_squared_error", True))
    assert "n.compile('adam', keras.losses.MeanSquaredError(from_logits=True))" in outside


def test_from_logits_of_an_object_is_set_and_taken_back():
    imports = "import keras"
    for loss, from_logits, after in (
        (f"keras.losses.{SPARSE}", False, "keras.losses.SparseCategoricalCrossentropy()"),
        ("keras.losses.SparseCategoricalCrossentropy()", True, f"keras.losses.{SPARSE}"),
        (
            "keras.losses.SparseCategoricalCrossentropy(from_logits=False)",
            True,
            f"keras.losses.{SPARSE}",
        ),
    ):
        assert replaced(imports, loss, from_logits=from_logits).endswith(f"loss={after}")


@pytest.mark.parametrize(
    ("loss", "reason"),
    [
        ("criterion", "variable or function criterion"),
        ("lambda y, p: 0", "evaluated elsewhere"),
        ("own.losses.mse", "not one of the losses"),
        ("keras.losses.Huber(delta=2.0)", "no argument delta"),
        ("keras.losses.BinaryCrossentropy(True)", "positional arguments"),
        ("keras.losses.BinaryCrossentropy(**options)", "list or dictionary"),
        ("keras.losses.BinaryCrossentropy(from_logits=logits)", "evaluated elsewhere"),
        ("make()", "variable or function make"),
    ],
)
def test_a_loss_that_is_made_elsewhere_is_left_alone(loss, reason):
    with pytest.raises(CannotFix, match=reason):
        replaced("import keras", loss)


# --- InsertLayer -----------------------------------------------------------------------------------------------------


def inserted(text: str, snippet: str, layer="Flatten()", before=True) -> str:
    return edited(text, lambda at: InsertLayer(at(snippet), layer, before))


def test_a_layer_goes_into_a_list():
    text = model("keras.Input((4, 4)),", "layers.ReLU(),  # bends", "layers.Dense(1)  # head")
    after = text.replace("    layers.Dense", "    layers.Flatten(),\n    layers.Dense")
    assert inserted(text, "layers.Dense(1)") == after
    assert inserted(text, "layers.ReLU()", before=False) == after
    behind = text.replace("layers.Dense(1)  # head", "layers.Dense(1),  # head\n    layers.Flatten()")
    assert inserted(text, "layers.Dense(1)", before=False) == behind


def test_a_layer_goes_into_a_list_on_one_line_and_into_a_tuple():
    text = HEAD + "m = keras.Sequential((keras.Input((4, 4)), layers.Dense(1)))\n"
    assert inserted(text, "layers.Dense(1)") == text.replace("layers.Dense", "layers.Flatten(), layers.Dense")
    assert inserted(text, "layers.Dense(1)", before=False) == text.replace("Dense(1)", "Dense(1), layers.Flatten()")


def test_a_layer_is_appended_to_a_list_of_layers():
    text = HEAD + "s = [keras.Input((4, 4))]\n# the head\ns.append(layers.Dense(1))  # one\nm = keras.Sequential(s)\n"
    after = text.replace("s.append(lay", "s.append(layers.Flatten())\ns.append(lay")
    assert inserted(text, "layers.Dense(1)") == after


def test_a_layer_is_added_in_tabs_and_behind():
    text = HEAD + (
        "def f():\n\tm = keras.Sequential()\n\tm.add(keras.Input((4, 4)))\n"
        "\tm.add(layers.Dense(1))  # one\n\treturn m\nf()\n"
    )
    before = text.replace("\tm.add(lay", "\tm.add(layers.Flatten())\n\tm.add(lay")
    assert inserted(text, "layers.Dense(1)") == before
    behind = text.replace("# one\n", "# one\n\tm.add(layers.Flatten())\n")
    assert inserted(text, "layers.Dense(1)", before=False) == behind


def test_a_layer_behind_the_last_line_without_a_line_end():
    text = HEAD + "m = keras.Sequential([keras.Input((4, 4))])\nm.add(layers.Dense(1))"
    assert inserted(text, "layers.Dense(1)", before=False) == text + "\nm.add(layers.Flatten())"


def functional(line: str) -> str:
    return HEAD + f"i = keras.Input((4, 4))\nx = layers.ReLU()(i)\n{line}\nm = keras.Model(i, x)\n"


@pytest.mark.parametrize(
    ("line", "after"),
    [
        ("x = layers.Dense(1)(x)", "x = layers.Flatten()(x)\nx = layers.Dense(1)(x)"),
        ("h = x = layers.Dense(1)(x)", "h = x = layers.Dense(1)(layers.Flatten()(x))"),
        ("x = layers.Dense(1)(layers.ReLU()(i))", "x = layers.Dense(1)(layers.Flatten()(layers.ReLU()(i)))"),
        ("x = layers.Dense(1)(  # said\n    x)", "x = layers.Flatten()(x)\nx = layers.Dense(1)(  # said\n    x)"),
        ("d = layers.Dense(1); x = d(x)", "d = layers.Dense(1); x = d(layers.Flatten()(x))"),
        ("d = layers.Dense(1)\nx = d(x)", "d = layers.Dense(1)\nx = layers.Flatten()(x)\nx = d(x)"),
    ],
)
def test_a_layer_goes_before_one_that_is_called(line, after):
    text = functional(line)
    assert inserted(text, "layers.Dense(1)") == text.replace(line, after)


def test_a_layer_goes_behind_one_that_is_called():
    text = functional("x = layers.Dense(1)(x)")
    assert inserted(text, "layers.Dense(1)", before=False) == text.replace(
        "Dense(1)(x)\n", "Dense(1)(x)\nx = layers.Flatten()(x)\n"
    )
    text = functional("x = layers.ReLU()(layers.Dense(1)(x))")
    assert inserted(text, "layers.Dense(1)", before=False) == text.replace(
        "layers.Dense(1)(x)", "layers.Flatten()(layers.Dense(1)(x))"
    )


SHAPES = [
    ("input_shape=(4, 4)", "input_shape=(4, 4)"),
    ("input_shape=(size)", "input_shape=(size)"),
    ("batch_input_shape=(8, 4, 4)", "batch_input_shape=(8, 4, 4)"),
    ("input_dim=4", "input_shape=(4,)"),
]


@pytest.mark.parametrize(("said", "moved"), SHAPES)
def test_the_input_shape_moves_to_the_new_first_layer(said, moved):
    text = HEAD + f"size = (4, 4)\nm = keras.Sequential([\n    layers.Dense(2, {said}, name='a'),\n])\n"
    after = text.replace(f"    layers.Dense(2, {said}", f"    layers.Rescaling(0.1, {moved}),\n    layers.Dense(2")
    assert inserted(text, f"layers.Dense(2, {said}, name='a')", "Rescaling(0.1)") == after
    text = HEAD + f"size = (4, 4)\nm = keras.Sequential()\nm.add(layers.Dense(2, {said}))\n"
    after = text.replace(
        f"m.add(layers.Dense(2, {said}", f"m.add(layers.Rescaling(0.1, {moved}))\nm.add(layers.Dense(2"
    )
    assert inserted(text, f"layers.Dense(2, {said})", "Rescaling(0.1)") == after


def test_an_input_shape_behind_an_input_stays():
    text = model("keras.Input((4,)),", "layers.Dense(2, input_shape=(4,)),")
    assert inserted(text, "layers.Dense(2, input_shape=(4,))", "Rescaling(0.1)") == text.replace(
        "    layers.Dense", "    layers.Rescaling(0.1),\n    layers.Dense"
    )


@pytest.mark.parametrize(
    ("text", "snippet", "reason"),
    [
        (
            model("layers.LSTM(2, input_dim=4, input_length=3),"),
            "layers.LSTM(2, input_dim=4, input_length=3)",
            "input_length",
        ),
        (
            HEAD + "m = keras.Sequential([layers.Dense(n) for n in (2, 3)])\n",
            "layers.Dense(n)",
            "several layers|does not stand",
        ),
        (
            HEAD + "m = keras.Sequential()\nfor n in (3, 2):\n    m.add(layers.Dense(n, input_shape=(4,)))\n",
            "layers.Dense(n, input_shape=(4,))",
            "several layers",
        ),
        (
            functional("x = layers.Dense(1)(x); y = 2").replace(
                "x = layers.Dense(1)(x)", "m2 = keras.Sequential(); m2.add(layers.Dense(1, input_shape=(4,)))"
            ),
            "layers.Dense(1, input_shape=(4,))",
            "on its own line",
        ),
        (functional("x = layers.Concatenate()([x, i])"), "layers.Concatenate()", "several tensors"),
        (functional("self.d = layers.Dense(1)\nx = self.d(x)"), "layers.Dense(1)", "self.d|is unknown"),
        (functional("d = layers.Dense(4)\nx = d(x)\nx = d(x)"), "layers.Dense(4)", "not clear where|several"),
        ("from keras import layers\nd = layers.Dense(4)\n", "layers.Dense(4)", "is unknown"),
    ],
)
def test_a_layer_is_not_inserted_by_guess(text, snippet, reason):
    with pytest.raises(CannotFix, match=reason):
        inserted(text, snippet)


@pytest.mark.parametrize(
    ("imports", "layer", "after_imports", "spelled"),
    [
        ("from keras.layers import Dense, Input", "Dense", "from keras.layers import Dense, Flatten, Input", "Flatten"),
        ("from keras.layers import Input, Dense", "Dense", "from keras.layers import Input, Dense, Flatten", "Flatten"),
        (
            "from tensorflow.keras.layers import \\\n    Input, \\\n    Dense",
            "Dense",
            "from tensorflow.keras.layers import \\\n    Input, \\\n    Dense, Flatten",
            "Flatten",
        ),
        ("from keras.layers import *", "Dense", None, "Flatten"),
        ("from keras.layers import Dense as D, Flatten as F", "D", None, "F"),
        ("import tensorflow as tf", "tf.keras.layers.Dense", None, "tf.keras.layers.Flatten"),
        ("from keras import layers as L", "L.Dense", None, "L.Flatten"),
        ("import keras.layers", "keras.layers.Dense", None, "keras.layers.Flatten"),
        ("import tensorflow.keras.layers as kl", "kl.Dense", None, "kl.Flatten"),
        ("import numpy as np", "Dense", None, "Flatten"),
        ("import numpy as np", "layers.Dense", None, "layers.Flatten"),
    ],
)
def test_a_new_layer_is_spelled_as_its_neighbour(imports, layer, after_imports, spelled):
    text = f"{imports}\nm = Sequential()\nm.add({layer}(2, input_shape=(4, 4)))\nm.add({layer}(1))\n"
    text = text.replace("Sequential()", "keras.Sequential()") if "import keras" in imports else text
    if "tensorflow" in imports:
        text = text.replace("m = Sequential()", "from tensorflow.keras import Sequential\nm = Sequential()")
    elif imports.startswith("from keras"):
        text = text.replace("m = Sequential()", "from keras import Sequential\nm = Sequential()")
    after = inserted(text, f"{layer}(1)")
    assert after == text.replace(imports, after_imports or imports).replace(
        f"m.add({layer}(1))", f"m.add({spelled}())\nm.add({layer}(1))"
    )


def test_a_name_is_imported_behind_the_last_import():
    imports = "from keras.layers.core import Dense\nif 1:\n    from keras import Sequential\n"
    text = f"{imports}m = Sequential()\nm.add(Dense(2, input_shape=(4, 4)))\nm.add(Dense(1))\n"
    after = inserted(text, "Dense(1)")
    assert after.startswith("from keras.layers.core import Dense\nfrom keras.layers import Flatten\nif 1:\n")


def test_a_name_that_is_taken_is_not_used():
    text = (
        "from keras.layers import Dense\nfrom keras import Sequential\nFlatten = 3\n"
        "m = Sequential()\nm.add(Dense(2, input_shape=(4, 4)))\nm.add(Dense(1))\n"
    )
    after = inserted(text, "Dense(1)")
    assert "from keras import Sequential\nfrom keras import layers\n" in after
    assert "m.add(layers.Flatten())" in after


# --- RemoveLayer -----------------------------------------------------------------------------------------------------


def removed(text: str, snippet="layers.Dropout(0.5)") -> str:
    return edited(text, lambda at: RemoveLayer(at(snippet)))


@pytest.mark.parametrize(
    ("line", "after"),
    [
        ("    layers.Dropout(0.5),\n", ""),
        ("    layers.Dropout(0.5),  # half\n", "    # half\n"),
        ("    layers.Dropout(0.5)\n", ""),
    ],
)
def test_a_layer_is_taken_out_of_a_list(line, after):
    text = HEAD + f"m = keras.Sequential([\n    keras.Input((4,)),\n    layers.Dense(1),\n{line}])\n"
    assert removed(text) == text.replace(line, after)


def test_a_layer_is_taken_out_of_a_list_on_one_line():
    text = HEAD + "m = keras.Sequential([keras.Input((4,)), layers.Dropout(0.5), layers.Dense(1)])\n"
    assert removed(text) == text.replace(" layers.Dropout(0.5),", "")
    text = HEAD + "m = keras.Sequential([keras.Input((4,)), layers.Dense(1), layers.Dropout(0.5)])\n"
    assert removed(text) == text.replace(", layers.Dropout(0.5)", "")


@pytest.mark.parametrize(
    ("lines", "after"),
    [
        ("m.add(layers.Dropout(0.5))\n", ""),
        ("m.add(\n    layers.Dropout(0.5)\n)\n", ""),
        ("m.add(layers.Dropout(0.5))  # half\n", "# half\n"),
        ("if deep:\n    m.add(layers.Dropout(0.5))  # half\n", "if deep:\n    pass  # half\n"),
    ],
)
def test_a_layer_is_no_longer_added(lines, after):
    text = HEAD + f"m = keras.Sequential([keras.Input((4,))])\n{lines}m.add(layers.Dense(1))\n"
    assert removed(text) == text.replace(lines, after)


@pytest.mark.parametrize(
    ("line", "after"),
    [
        ("x = layers.Dropout(0.5)(x)\n", ""),
        ("x = layers.Dropout(0.5)(x)  # half\n", "# half\n"),
        ("y = layers.Dropout(0.5)(x, training=True)\n", "y = x\n"),
        ("x = layers.Dense(1)(layers.Dropout(0.5)(x))\n", "x = layers.Dense(1)(x)\n"),
        ("x = layers.Dropout(0.5)(x + x) * 2\n", "x = (x + x) * 2\n"),
    ],
)
def test_a_layer_is_no_longer_called(line, after):
    text = functional(line.removesuffix("\n"))
    assert removed(text) == text.replace(line, after)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (HEAD + "m = keras.Sequential([layers.Dropout(0.5)])\n", "only layer"),
        (functional("d = layers.Dropout(0.5)\nx = d(x)"), "stored in a variable"),
        (functional("x = layers.Dropout(0.5)(x  # said\n)"), "comment"),
        (functional("x = layers.Dropout(0.5)(x, y)"), "further arguments|not known"),
        (functional("x = 1; x = layers.Dropout(0.5)(i)").replace("i)\nm", "i)\nm"), None),
    ],
)
def test_a_layer_is_not_taken_out_by_guess(text, reason):
    if reason is None:
        assert removed(text) == text.replace("layers.Dropout(0.5)(i)", "i")
        return
    with pytest.raises(CannotFix, match=reason):
        removed(text)


def test_a_first_layer_that_says_the_input_shape_stays():
    text = model("layers.Dropout(0.5, input_shape=(4,)),", "layers.Dense(1),")
    with pytest.raises(CannotFix, match="input shape of the model"):
        removed(text, "layers.Dropout(0.5, input_shape=(4,))")


# --- text as it is stored --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_mark_stay(end, mark):
    text = mark + model("keras.Input((4, 4)),", "layers.Dense(2),  # ä", "layers.Dense(1),").replace("\n", end)
    after = inserted(text, "layers.Dense(1)")
    assert after == text.replace("    layers.Dense(1)", f"    layers.Flatten(),{end}    layers.Dense(1)")
    assert edited(text, set_("layers.Dense(2)")) == text.replace("Dense(2)", 'Dense(2, activation="relu")')


def test_a_decorated_function_with_form_feeds_and_tabs():
    text = HEAD + "\f\n@decorated(\n\tlayers.Dense(1))\ndef f(x):\n\treturn (layers.Dense(2))(x)\n"
    assert edited(text, set_("layers.Dense(2)")) == text.replace("Dense(2)", 'Dense(2, activation="relu")')
    assert edited(text, set_("layers.Dense(1)")) == text.replace("Dense(1)", 'Dense(1, activation="relu")')


def test_edits_of_one_call_and_of_calls_in_each_other():
    text = HEAD + "x = layers.TimeDistributed(layers.Conv2D(4, 3, 3))\n"
    after = edited(
        text,
        set_("layers.Conv2D(4, 3, 3)", "activation"),
        set_("layers.TimeDistributed(layers.Conv2D(4, 3, 3))", "name", '"a"'),
    )
    assert after == text.replace("4, 3, 3))", '4, 3, 3, activation="relu"), name="a")')
