"""Which calls change what they are given."""

from __future__ import annotations

from typing import Any

from kerasrules.confirming.own_data.evaluated_values import LibraryName, OwnClass, OwnFunction, OwnObject, names

CHANGING = frozenset(
    ("shuffle", "sort", "fill", "resize", "put", "partition", "itemset", "append", "extend", "insert", "pop", "update")
)
"""What changes the array that it is called on, or is given."""
_OTHERS_CODE = names(
    "numpy pandas sklearn keras tensorflow matplotlib seaborn scipy os sys math time datetime pickle json cv2 PIL"
    " tqdm"
    " collections itertools plotly wandb IPython google torch pathlib re string warnings argparse csv urllib requests"
    " tensorflow_datasets keras_tuner kerastuner copy gc glob io logging shutil zipfile skimage imageio pydot"
    " graphviz builtins"
    " tensorboard mlflow typing functools operator statistics uuid yaml joblib h5py nltk bs4 jax tensorflow_hub"
)
"""Libraries whose functions leave the arrays alone that they are given, but for those of CHANGING."""


def is_harmless(owner: Any) -> bool:
    """Whether a call leaves the values alone that it is given: of a library, or of an object of Keras or the like."""
    if isinstance(owner, LibraryName):
        head = owner.name.partition(".")[0]
        return "." not in owner.name or head in _OTHERS_CODE
    return not isinstance(owner, (OwnFunction, OwnClass, OwnObject))
