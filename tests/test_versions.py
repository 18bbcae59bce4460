"""Programs that provide for several versions of Keras: their branches are read as alternatives."""

from __future__ import annotations

import textwrap

import pytest

from kerasrules.checking.engine import check_source
from kerasrules.checking.select import Selection
from kerasrules.checking.settings import Settings
from kerasrules.model.unknown import Unknown
from tests.reading import known, program


def found(text: str) -> list[str]:
    selection = Selection.default().layer(["KR501", "KR505"], ())
    result = check_source(textwrap.dedent(text), "model.py", Settings(selection=selection))
    assert not result.notices
    return [f"{finding.code} {finding.location.start.line}" for finding in result.findings]


MODEL = """\
import sys
import tensorflow as tf
from tensorflow import keras
m = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
"""
OLD = "keras.optimizers.SGD(lr=0.01)"
NEW = "keras.optimizers.SGD(learning_rate=0.01)"


@pytest.mark.parametrize(
    "test",
    [
        "tf.__version__ < '2.4'",
        "tf.__version__.startswith('1.')",
        "int(tf.__version__.split('.')[0]) < 2",
        "tuple(int(part) for part in tf.__version__.split('.')[:2]) < (2, 4)",
        "tuple(map(int, keras.__version__.split('.'))) < (2, 4)",
        "not keras.__version__ >= '3'",
        "'2.3' in keras.__version__",
        "version.parse(tf.__version__) < version.parse('2.4')",
        "LooseVersion(tf.VERSION) < LooseVersion('2.4')",
        "sys.version_info < (3, 9)",
        "sys.version_info[0] == 2",
        "sys.version_info.major == 2",
        "not hasattr(keras.optimizers, 'legacy')",
        "hasattr(m, 'predict_classes')",
        "len(sys.argv) > 1 and keras.__version__ < '3'",
        "keras.version() < '3'",
        "metadata.version('keras') < '3'",
        "its_version < '3'",
        "is_old",
        "is_old_too()",
    ],
)
def test_a_branch_for_other_versions_is_left_alone(test: str) -> None:
    header = MODEL + (
        "from packaging import version\nfrom distutils.version import LooseVersion\nfrom importlib import metadata\n"
        "from keras import __version__ as its_version\n"
        "is_old = keras.__version__ < '3'\ndef is_old_too():\n    return is_old\n"
    )
    assert found(f"{header}if {test}:\n    o = {OLD}\nelse:\n    o = {NEW}\nm.compile(o, 'mse')") == []
    assert found(f"{header}m.compile({OLD} if {test} else {NEW}, 'mse')") == []
    assert (
        found(f"{header}def f():\n    if {test}:\n        return {OLD}\n    return {NEW}\nm.compile(f(), 'mse')") == []
    )
    assert found(f"{header}if {test}:\n    def f():\n        return {OLD}\nelse:\n    f = None\nf()") == []
    assert found(f"{header}def f():\n    if not ({test}):\n        return {NEW}\n    return {OLD}\nf()") == []


@pytest.mark.parametrize("test", ["len(sys.argv) > 1", "nowhere.flag", "m.trainable", "hasattr(nowhere.thing(), 'x')"])
def test_other_branches_are_not(test: str) -> None:
    assert found(f"{MODEL}import nowhere\nif {test}:\n    o = {OLD}\nelse:\n    o = {NEW}") == ["KR501 7"]


def test_only_the_branch_and_what_it_calls() -> None:
    text = f"{MODEL}def f():\n    return {OLD}\nif keras.__version__ < '3':\n    m.compile(f(), 'mse')\n"
    assert found(text) == []
    assert found(text + "m.compile(f(), 'mse')\n") == ["KR501 6"]
    assert found(text + f"o = {OLD}\n") == ["KR501 9"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # another import follows where one fails, and its uses are right in either case
        (
            "try:\n    from keras.utils.generic_utils import get_custom_objects\n"
            "except ImportError:\n    from keras.utils import get_custom_objects\n"
            "get_custom_objects().update(a=1)",
            [],
        ),
        (
            "if keras.__version__ < '2.13':\n    from keras.layers import core\n"
            "else:\n    from keras import layers as core\nd = core.Dense(3)",
            [],
        ),
        (
            "try:\n    from keras.layers import merge\nexcept ImportError:\n    merge = None\n"
            "if merge:\n    x = merge([keras.Input((3,)), keras.Input((3,))])",
            [],
        ),
        # an argument, a method
        (f"try:\n    o = {OLD}\nexcept TypeError:\n    o = {NEW}", []),
        (f"try:\n    o = {OLD}\nexcept:\n    o = {NEW}", []),
        (f"try:\n    o = {OLD}\nexcept (ValueError, TypeError):\n    pass", []),
        ("try:\n    m.fit_generator(None)\nexcept AttributeError:\n    m.fit(None)", []),
        # no fallback
        (f"try:\n    o = {OLD}\nexcept KeyboardInterrupt:\n    o = None", ["KR501 6"]),
        (f"try:\n    o = {OLD}\nexcept Exception as e:\n    print(e)", ["KR501 6"]),
        (f"try:\n    o = {OLD}\nfinally:\n    print()", ["KR501 6"]),
        (f"def main():\n    o = {OLD}\ntry:\n    main()\nexcept Exception as e:\n    print(e)", ["KR501 6"]),
    ],
)
def test_fallbacks(text: str, expected: list[str]) -> None:
    assert found(MODEL + text) == expected


def test_both_branches_are_read() -> None:
    text = """
        if tf.__version__ < "2":
            n = 3
        else:
            n = 4
        m = Sequential([Input((2,)), Dense(n)])
        m.compile("adam", "mse")
        """
    (training,) = program(text).trainings
    units = training.model.nodes[-1].layer.config["units"]
    assert isinstance(units, Unknown)


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("keras.backend.something.SIZE", "int", "? a type"),
        ("nowhere.size()", "int", "? nowhere was not found"),
        ("nowhere.size", "int", "? a type"),
        ("nowhere.size", "(int, float)", "? a type"),
        ("nowhere.size", "list", "? a type"),
        ("nowhere.size", "dict", "? a type"),
        ("nowhere.size", "tuple", "? a type"),
        ("int", "str", False),
        ("(1, 2)", "int", False),
        ("[1]", "list", True),
        ("{1}", "list", False),
        ("{1: 2}", "(list, dict)", True),
        ("3", "(int, float)", True),
    ],
)
def test_whether_a_name_of_a_library_is_a_number_is_not_known(name: str, kind: str, expected: object) -> None:
    found = known(f"import nowhere\nresult = isinstance({name}, {kind})")
    assert found == expected or (isinstance(expected, str) and str(found).startswith("?"))


@pytest.mark.parametrize(
    "text",
    [
        "from tensorflow_model_optimization.python.core.keras.compat import keras",
        "from tensorflow_model_optimization.python.core.keras import compat\nkeras = compat.keras",
        "from tensorflow_probability.python.internal import tf_keras as keras",
        "from keras_tuner.backend import keras",
        "from keras_tuner.src.backend import keras",
        "import tf_keras as keras",
        "from tensorflow.python import keras",
        "from tensorflow_core import keras",
        "import keras_core as keras",
        "import tensorflow.compat.v1 as tf\nkeras = tf.keras",
        "try:\n    import tf_keras as keras\nexcept ImportError:\n    from tensorflow import keras",
        "import tensorflow as tf\nkeras = tf.keras if tf.__version__ < '2.16' else __import__('tf_keras')",
    ],
)
def test_keras_that_another_library_hands_on(text: str) -> None:
    layers = "m = keras.Sequential([keras.layers.Dense(3, input_shape=(2,))])\nm.compile('sgd', 'mse')"
    (training,) = program(f"{text}\n{layers}", header="").trainings
    assert training.model.nodes[-1].parameters == 9


@pytest.mark.parametrize(
    ("imports", "told"),
    [
        ("import tf_keras", []),
        ("from tf_keras import layers", []),
        ("from tensorflow_probability.python.internal import tf_keras", []),
        ("try:\n    import tf_keras\nexcept ImportError:\n    tf_keras = None", []),
        ("import keras\nimport tf_keras", ["KR414"]),
        ("from tensorflow.keras import layers\nimport tf_keras", ["KR414"]),
    ],
)
def test_a_program_that_imports_the_package_of_keras_two(imports, told):
    text = f"{imports}\nmodel = tf_keras.Sequential([tf_keras.layers.Input(shape=12), tf_keras.layers.Dense(3)])\n"
    settings = Settings(selection=Selection.default().layer(("KR414",)))
    assert [one.code for one in check_source(text, "program.py", settings).findings if one.code == "KR414"] == told
