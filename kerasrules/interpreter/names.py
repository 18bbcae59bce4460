"""Canonical names of libraries: one spelling for the many ways in which Keras and its companions are imported."""

from __future__ import annotations

import sys
from functools import lru_cache

from kerasrules.keras_api import applications, keras_one, losses, metrics, optimizers, signatures

_KERAS_ROOTS = (
    "tensorflow.compat.v1.keras",
    "tensorflow.compat.v2.keras",
    "tensorflow.python.keras",
    "tensorflow.contrib.keras",
    "tensorflow._api.v2.keras",
    "tensorflow.keras",
    "tensorflow_core.keras",
    "keras._tf_keras.keras",
    "keras.api._v1.keras",
    "keras.api._v2.keras",
    "keras.api",
    "keras.src",
    "keras_core",
    "tf_keras",
    "standalone_keras",
    # libraries that choose between Keras 2 and 3, and hand it on
    "tensorflow_model_optimization.python.core.keras.compat.keras",
    "tensorflow_probability.python.internal.tf_keras",
    "keras_tuner.backend.keras",
    "keras_tuner.src.backend.keras",
    "kerastuner.backend.keras",
    "transformers.modeling_tf_utils.keras",
    "tensorflow_core.python.keras",
    "tensorflow_core._api.v2.keras",
)
_PARTS_ON_THEIR_OWN = {"keras_preprocessing": "keras.preprocessing", "keras_applications": "keras.applications"}
"""Modules of Keras that were packages of their own."""
_TENSORFLOW_ALIASES = ("tensorflow.losses", "tensorflow.optimizers", "tensorflow.metrics", "tensorflow.initializers")
"""Short ways to modules of Keras."""
_STANDARD_ELSEWHERE = frozenset(
    [
        "aifc",
        "asynchat",
        "asyncore",
        "audioop",
        "binhex",
        "cgi",
        "cgitb",
        "chunk",
        "crypt",
        "distutils",
        "imghdr",
        "imp",
        "lib2to3",
        "mailcap",
        "msilib",
        "nis",
        "nntplib",
        "ossaudiodev",
        "pipes",
        "smtpd",
        "sndhdr",
        "spwd",
        "sunau",
        "telnetlib",
        "tomllib",
        "uu",
        "xdrlib",
    ]
)
"""Modules that some Python from 3.10 on has and others have not: each of them reads a program alike."""
_ALSO_NAMES_OF_PROJECTS = frozenset(["code", "cmd", "profile", "site", "stat", "test", "this", "token", "trace"])
"""Modules of the standard library that hardly anybody imports, and under whose names repositories keep their own."""
_STANDARD = (sys.stdlib_module_names | _STANDARD_ELSEWHERE) - _ALSO_NAMES_OF_PROJECTS
_THIRD_PARTY = frozenset(
    [
        "IPython",
        "PIL",
        "absl",
        "albumentations",
        "attr",
        "cv2",
        "google",
        "gym",
        "gymnasium",
        "h5py",
        "imageio",
        "imblearn",
        "imutils",
        "jax",
        "joblib",
        "keras",
        "keras_applications",
        "keras_cv",
        "keras_hub",
        "keras_nlp",
        "keras_preprocessing",
        "keras_tuner",
        "kerastuner",
        "librosa",
        "lightgbm",
        "matplotlib",
        "mlflow",
        "nltk",
        "numpy",
        "onnx",
        "opencv",
        "optuna",
        "pandas",
        "plotly",
        "pytest",
        "requests",
        "scipy",
        "seaborn",
        "six",
        "skimage",
        "sklearn",
        "spacy",
        "statsmodels",
        "tensorflow",
        "tensorflow_addons",
        "tensorflow_datasets",
        "tensorflow_hub",
        "tensorflow_io",
        "tensorflow_model_analysis",
        "tensorflow_model_optimization",
        "tensorflow_probability",
        "tensorflow_text",
        "torch",
        "tqdm",
        "transformers",
        "wandb",
        "xgboost",
        "yaml",
    ]
)
_WELL_KNOWN = {
    "tf": "tensorflow",
    "tensorflow": "tensorflow",
    "keras": "keras",
    "np": "numpy",
    "numpy": "numpy",
    "pd": "pandas",
    "plt": "matplotlib.pyplot",
    "Image": "PIL.Image",
    "cv2": "cv2",
    "cv": "cv2",
    "tfds": "tensorflow_datasets",
    "layers": "keras.layers",
    "models": "keras.models",
    "optimizers": "keras.optimizers",
    "losses": "keras.losses",
    "metrics": "keras.metrics",
    "callbacks": "keras.callbacks",
    "regularizers": "keras.regularizers",
    "initializers": "keras.initializers",
    "applications": "keras.applications",
    "datasets": "keras.datasets",
    "K": "keras.backend",
    "Sequential": "keras.Sequential",
    "Model": "keras.Model",
    "Input": "keras.Input",
    "to_categorical": "keras.utils.to_categorical",
    "pad_sequences": "keras.utils.pad_sequences",
    "image_dataset_from_directory": "keras.utils.image_dataset_from_directory",
    "ImageDataGenerator": "keras.preprocessing.image.ImageDataGenerator",
    "load_img": "keras.utils.load_img",
    "img_to_array": "keras.utils.img_to_array",
    "Tokenizer": "keras.preprocessing.text.Tokenizer",
    "train_test_split": "sklearn.model_selection.train_test_split",
    "StandardScaler": "sklearn.preprocessing.StandardScaler",
    "MinMaxScaler": "sklearn.preprocessing.MinMaxScaler",
    "LabelEncoder": "sklearn.preprocessing.LabelEncoder",
    "LabelBinarizer": "sklearn.preprocessing.LabelBinarizer",
    "OneHotEncoder": "sklearn.preprocessing.OneHotEncoder",
    "mnist": "keras.datasets.mnist",
    "fashion_mnist": "keras.datasets.fashion_mnist",
    "cifar10": "keras.datasets.cifar10",
    "cifar100": "keras.datasets.cifar100",
    "imdb": "keras.datasets.imdb",
    "reuters": "keras.datasets.reuters",
    "boston_housing": "keras.datasets.boston_housing",
    "concatenate": "keras.layers.concatenate",
    "math": "math",
    "os": "os",
    "partial": "functools.partial",
    "l2": "keras.regularizers.l2",
    "l1": "keras.regularizers.l1",
}


@lru_cache(maxsize=8192)
def canonical(name: str) -> str:
    """The canonical spelling of a dotted name of a library."""
    for root in _KERAS_ROOTS:
        if name == root or name.startswith(root + "."):
            name = "keras" + name[len(root) :]
            return canonical(name)
    top, dot, rest = name.partition(".")
    if top in _PARTS_ON_THEIR_OWN:
        return canonical(_PARTS_ON_THEIR_OWN[top] + dot + rest)
    if name.startswith(("tensorflow.compat.v1.", "tensorflow.compat.v2.")):
        name = "tensorflow." + name[len("tensorflow.compat.v1.") :]
    for alias in _TENSORFLOW_ALIASES:
        if name == alias or name.startswith(alias + "."):
            return canonical("keras" + name[len("tensorflow") :])
    if not name.startswith("keras."):
        return name
    head, _, last = name.rpartition(".")
    parts = name.split(".")
    if "layers" in parts[:-1] or "engine" in parts[:-1]:
        if "K" in parts:  # modules of layers import the backend under this name
            return canonical(".".join(["keras.backend", *parts[parts.index("K") + 1 :]]))
        if last in ("Input",):
            return "keras.Input"
        if last in ("Model", "Sequential"):
            return "keras." + last
        layer = signatures.canonical_layer(last)
        if layer is not None:
            return "keras.layers." + layer
        if last in signatures.LAYER_FUNCTIONS:
            return "keras.layers." + last
        return name
    if last in ("Model", "Sequential", "Input", "Layer") and len(parts) <= 4 and "applications" not in parts:
        return "keras.layers.Layer" if last == "Layer" else "keras." + last
    if head == "keras.models" and last in ("Functional",):
        return "keras.Model"
    if "applications" in parts[:-1] and last in applications.APPLICATIONS:
        return "keras.applications." + last
    if head == "keras" and last in ("InputLayer",):
        return "keras.layers.InputLayer"
    return name


def is_library(module: str) -> bool:
    """Whether a top-level module is a library that kerasrules has heard of (and never a file of the repository)."""
    top = module.split(".", 1)[0]
    return top in _THIRD_PARTY or top in _STANDARD


@lru_cache(maxsize=2048)
def well_known(name: str) -> str | None:
    """What an undefined name means in a snippet that was pasted without its imports."""
    if name in _WELL_KNOWN:
        return _WELL_KNOWN[name]
    layer = signatures.canonical_layer(name)
    if layer is not None and name[:1].isupper():
        return "keras.Input" if layer == "Input" else "keras.layers." + layer
    if name[:1].isupper():
        if name in applications.APPLICATIONS:
            return "keras.applications." + name
        if losses.canonical_loss(name) is not None and not name.isupper():
            return "keras.losses." + name
        if optimizers.canonical_optimizer(name) is not None:
            return "keras.optimizers." + name
        if (
            metrics.canonical_metric(name) is not None
            and not name.isupper()
            and name not in ("Mean", "Sum", "Accuracy")
        ):
            return "keras.metrics." + name
    return None


def star_member(module: str, name: str) -> str | None:
    """What `from module import *` gives for a name, where that is known."""
    last = module.rpartition(".")[2]
    if module == "keras" or module.startswith("keras."):
        known = well_known(name)
        if last == "keras" or module == "keras":
            if name in (
                "layers",
                "models",
                "optimizers",
                "losses",
                "datasets",
                "utils",
                "backend",
                "applications",
                "metrics",
                "callbacks",
                "regularizers",
                "initializers",
                "activations",
                "preprocessing",
                "ops",
                "constraints",
            ):
                return "keras." + name
            return known if known in ("keras.Sequential", "keras.Model", "keras.Input") else None
        if known is None:
            if last == "layers" and (name in signatures.LAYER_FUNCTIONS or name in keras_one.LAYERS):
                return "keras.layers." + name
            if last == "losses" and losses.canonical_loss(name) is not None:
                return "keras.losses." + name
            return None
        if known.startswith(f"keras.{last}.") or (last == "layers" and known == "keras.Input"):
            return known
        if last == "models" and known in ("keras.Sequential", "keras.Model"):
            return known
        if last == "layers" and known == "keras.Input":
            return known
        return known if known.startswith("keras.") and last in known.split(".") else None
    if module == "numpy" and name in ("array", "zeros", "ones", "reshape", "arange", "random", "argmax", "mean", "std"):
        return "numpy." + name
    return None
