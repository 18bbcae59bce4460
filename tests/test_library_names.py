"""How the handler of a library's function is found: by its full name, and by the names that it had elsewhere."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from reading import known

from kerasrules.interpreter.libraries import registry
from kerasrules.interpreter.moved_names import documented
from kerasrules.interpreter.names import canonical, is_library

registry.load()


@pytest.mark.parametrize(
    ("name", "taken_for"),
    [
        ("scipy.sparse.rotate", "scipy.ndimage.rotate"),
        ("keras.tree.flatten", "keras.backend.flatten"),
        ("keras.__version__.split", "keras.ops.split"),
        ("tensorflow.sparse.eye", "tensorflow.eye"),
        ("tensorflow.sets.size", "tensorflow.size"),
        ("numpy.char.add", "numpy.add"),
        ("numpy.randint", "numpy.random.randint"),
        ("pandas.api.extensions.read_csv", "pandas.read_csv"),
        ("rotate", "scipy.ndimage.rotate"),
    ],
)
def test_last_part_alone_finds_nothing(name: str, taken_for: str) -> None:
    assert registry.find_function(taken_for) is not None
    assert registry.find_function(documented(canonical(name))) is None


def test_index_names_every_handler() -> None:
    """In a process of its own: which file registers what shows while they are imported for the first time."""
    code = "from tools import library_index as tool; import sys; sys.stdout.write(tool.text())"
    root = Path(__file__).parent.parent
    written = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    expected = Path(registry.__file__).with_name("handler_index.py").read_text(encoding="utf-8")
    assert written.stdout == expected, "run `python -m tools.library_index`"


def test_result_of_namesake_is_unknown() -> None:
    lines = "from scipy import ndimage, sparse\nx = tf.zeros((100, 8, 8))\n"
    assert known(lines + "result = ndimage.rotate(x, 45)") != "? the result of scipy.ndimage.rotate"
    assert known(lines + "result = sparse.rotate(x, 45)") == "? the result of scipy.sparse.rotate"


@pytest.mark.parametrize(
    ("name", "known_as"),
    [
        ("scipy.ndimage.interpolation.rotate", "scipy.ndimage.rotate"),
        ("numpy.core.fromnumeric.reshape", "numpy.reshape"),
        ("numpy.core.arange", "numpy.arange"),
        ("numpy.lib.function_base.append", "numpy.append"),
        ("sklearn.cross_validation.train_test_split", "sklearn.model_selection.train_test_split"),
        ("sklearn.preprocessing.data.StandardScaler", "sklearn.preprocessing.StandardScaler"),
        ("sklearn.preprocessing._label.LabelEncoder", "sklearn.preprocessing.LabelEncoder"),
        ("pandas.io.parsers.read_csv", "pandas.read_csv"),
        ("pandas.core.frame.DataFrame.from_dict", "pandas.DataFrame.from_dict"),
        ("keras.utils.np_utils.to_categorical", "keras.utils.to_categorical"),
        ("keras.utils.data_utils.get_file", "keras.utils.get_file"),
        ("keras.layers.K.maximum", "keras.backend.maximum"),
        ("tensorflow.keras.layers.core.K.square", "keras.backend.square"),
        ("keras.src.ops.numpy.pad", "keras.ops.pad"),
        ("tensorflow.compat.v1.reshape", "tensorflow.reshape"),
        ("tensorflow.compat.v1.keras.utils.to_categorical", "keras.utils.to_categorical"),
        ("tensorflow.python.ops.array_ops.reshape", "tensorflow.reshape"),
        ("tensorflow.python.ops.image_ops.resize_images", "tensorflow.image.resize_images"),
        ("tensorflow.experimental.numpy.ravel", "keras.ops.ravel"),
        ("tensorflow.parse_example", "tensorflow.io.parse_example"),
        ("numpy.reshape", "numpy.reshape"),
    ],
)
def test_moved_name(name: str, known_as: str) -> None:
    assert documented(canonical(name)) == known_as
    assert registry.find_function(known_as) is not None


def test_registered_names_are_those_that_are_looked_up() -> None:
    for name in registry.FUNCTIONS:
        assert documented(canonical(name)) == name
    for name in registry.CONSTANTS:
        assert canonical(name) == name


def test_one_handler_for_each_name() -> None:
    with pytest.raises(ValueError, match=r"two handlers for numpy\.reshape"):
        registry.function("numpy.reshape")(lambda call: None)
    with pytest.raises(ValueError, match="two handlers"):
        registry.method("array", "reshape")(lambda call: None)
    with pytest.raises(ValueError, match="two handlers"):
        registry.attribute("array", "shape")(lambda reader, value, location: None)


@pytest.mark.parametrize("name", ["os", "os.path", "imp", "distutils.util", "tomllib", "asyncio", "numpy", "cv2"])
def test_libraries_are_no_files_of_the_repository(name: str) -> None:
    assert is_library(name)


@pytest.mark.parametrize("name", ["test.support", "code", "profile", "utils", "models.resnet", ""])
def test_names_that_repositories_use(name: str) -> None:
    assert not is_library(name)


def test_standard_library_is_the_same_for_every_python() -> None:
    assert all(is_library(name) for name in ("cgi", "imghdr", "xdrlib", "smtpd"))
    left_out = {name for name in sys.stdlib_module_names if not is_library(name)}
    assert left_out <= {"code", "cmd", "profile", "site", "stat", "test", "this", "token", "trace"}


def test_every_module_says_what_it_models() -> None:
    names = {name for name in sys.modules if name.startswith("kerasrules.interpreter.libraries.")}
    assert {"scipy", "pandas", "opencv", "pillow", "python"} <= {name.split(".")[3] for name in names}
    assert [name for name in names if not sys.modules[name].__doc__] == []
