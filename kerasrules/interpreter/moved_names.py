"""Names of libraries under which a function once stood, or stands inside its library, and their documented names.

`names.canonical` gives the spelling under which rules see a name (a removed module of Keras keeps its own there); this
table is only for finding what a function does. A module's entry holds for everything in it; the longest entry counts.
"""

from __future__ import annotations

from functools import lru_cache


def _modules(public: str, inside: str, *names: str) -> dict[str, str]:
    return {f"{inside}.{name}": public for name in names}


_MOVED: dict[str, str] = {
    # Keras
    "keras.backend.KerasTensor": "keras.KerasTensor",
    "keras.backend.arange": "keras.ops.arange",
    "keras.backend.common": "keras",
    "keras.backend.common.keras_tensor": "keras",
    "keras.backend.convert_to_numpy": "keras.ops.convert_to_numpy",
    "keras.backend.convert_to_tensor": "keras.ops.convert_to_tensor",
    "keras.backend.core": "keras.ops",
    "keras.backend.eye": "keras.ops.eye",
    "keras.backend.image": "keras.ops.image",
    "keras.backend.numpy": "keras.ops",
    "keras.backend.ones_like": "keras.ops.ones_like",
    "keras.backend.random": "keras.random",
    "keras.backend.tile": "keras.ops.tile",
    "keras.backend.truncated_normal": "keras.random.truncated_normal",
    "keras.backend.zeros_like": "keras.ops.zeros_like",
    "keras.legacy.backend": "keras.backend",
    "keras.ops.KerasTensor": "keras.KerasTensor",
    "keras.ops.core": "keras.ops",
    "keras.ops.numpy": "keras.ops",
    "keras.ops.random": "keras.random",
    "keras.random.random": "keras.random",
    "keras.utils.module_utils.tensorflow": "tensorflow",
    **_modules("keras.utils", "keras.preprocessing", "image_dataset", "text_dataset", "timeseries"),
    **_modules(
        "keras.utils",
        "keras.utils",
        "audio_dataset_utils",
        "data_utils",
        "dataset_utils",
        "image_dataset_utils",
        "image_utils",
        "np_utils",
        "rng_utils",
        "sequence_utils",
        "text_dataset_utils",
        "timeseries_dataset_utils",
    ),
    # TensorFlow
    "tensorflow.as_string": "tensorflow.strings.as_string",
    "tensorflow.data.experimental.choose_from_datasets": "tensorflow.data.Dataset.choose_from_datasets",
    "tensorflow.experimental.numpy": "keras.ops",
    "tensorflow.linalg.eye": "tensorflow.eye",
    "tensorflow.manip": "tensorflow",
    "tensorflow.math.negative": "tensorflow.negative",
    "tensorflow.parse_example": "tensorflow.io.parse_example",
    "tensorflow.parse_single_example": "tensorflow.io.parse_single_example",
    "tensorflow.parse_tensor": "tensorflow.io.parse_tensor",
    "tensorflow.reduce_join": "tensorflow.strings.reduce_join",
    "tensorflow.regex_replace": "tensorflow.strings.regex_replace",
    "tensorflow.substr": "tensorflow.strings.substr",
    **_modules("tensorflow.data", "tensorflow.python.data.ops", "dataset_ops", "options", "readers"),
    **_modules("tensorflow", "tensorflow.python.framework", "constant_op", "ops", "tensor", "tensor_spec"),
    **_modules(
        "tensorflow",
        "tensorflow.python.ops",
        "array_ops",
        "clip_ops",
        "manip_ops",
        "math_ops",
        "random_ops",
        "script_ops",
        "sort_ops",
        "variables",
    ),
    **_modules("tensorflow.image", "tensorflow.python.ops", "image_ops", "image_ops_impl"),
    **_modules("tensorflow.io", "tensorflow.python.ops", "parsing_ops"),
    **_modules("tensorflow.nn", "tensorflow.python.ops", "nn", "nn_impl", "nn_ops"),
    **_modules("tensorflow.strings", "tensorflow.python.ops", "string_ops"),
    "tensorflow_datasets.public_api": "tensorflow_datasets",
    # NumPy
    **{
        f"numpy.{package}{module}": "numpy"
        for package in ("core", "_core")
        for module in ("", ".fromnumeric", ".function_base", ".multiarray", ".numeric", ".shape_base", ".umath")
    },
    **_modules(
        "numpy",
        "numpy.lib",
        "arraysetops",
        "function_base",
        "index_tricks",
        "nanfunctions",
        "npyio",
        "shape_base",
        "twodim_base",
        "type_check",
        "ufunclike",
    ),
    "numpy.matlib": "numpy",
    "numpy.random.mtrand": "numpy.random",
    # SciPy
    "scipy.io.matlab": "scipy.io",
    "scipy.io.matlab.mio": "scipy.io",
    "scipy.misc.pilutil": "scipy.misc",
    **_modules("scipy.ndimage", "scipy.ndimage", "filters", "fourier", "interpolation", "measurements", "morphology"),
    # scikit-learn
    "sklearn.cross_validation": "sklearn.model_selection",
    **_modules(
        "sklearn.datasets", "sklearn.datasets", "_base", "_openml", "_samples_generator", "base", "samples_generator"
    ),
    **_modules("sklearn.decomposition", "sklearn.decomposition", "_pca", "pca"),
    **_modules("sklearn.impute", "sklearn.impute", "_base", "_knn"),
    "sklearn.model_selection._split": "sklearn.model_selection",
    **_modules("sklearn.preprocessing", "sklearn.preprocessing", "_data", "_encoders", "_label", "data", "label"),
    # pandas
    **_modules("pandas", "pandas.core", "api", "frame", "series"),
    **_modules("pandas", "pandas.core.reshape", "api", "concat", "merge", "reshape", "tile"),
    **_modules("pandas", "pandas.io", "api", "excel", "json", "parsers", "pickle"),
    # others
    "cv2.cv2": "cv2",
}


@lru_cache(maxsize=4096)
def documented(name: str) -> str:
    """The documented name of a function, given a canonical one; itself where it did not move."""
    head, tail = name, ""
    while head:
        public = _MOVED.get(head)
        if public is not None:
            return documented(public + tail)
        head, _, last = head.rpartition(".")
        tail = f".{last}{tail}"
    return name
