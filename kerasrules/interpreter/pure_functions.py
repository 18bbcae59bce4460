"""Functions and methods that give the same for the same arguments, and those that change their object by these."""

from __future__ import annotations

_ITERATORS = ("enumerate", "filter", "map", "reversed", "zip")
PURE_BUILTINS = frozenset(
    [
        *("abs", "all", "any", "bool", "dict", "divmod", "float", "frozenset", "int", "isinstance", "len", "list"),
        *("max", "min", "print", "range", "round", "set", "slice", "sorted", "str", "sum", "tuple", *_ITERATORS),
    ]
)
PURE_METHODS = frozenset(
    [
        *("all", "any", "argmax", "argmin", "argsort", "astype", "clip", "convert", "copy", "count", "crop", "cumsum"),
        *("decode", "dot", "encode", "endswith", "expand_dims", "flatten", "format", "head", "index", "items", "join"),
        *("keys", "lower", "max", "mean", "min", "numpy", "prod", "ravel", "repeat", "replace", "reshape", "resize"),
        *("rotate", "round", "rsplit", "rstrip", "split", "squeeze", "startswith", "std", "strip", "sum", "swapaxes"),
        *("take", "texts_to_sequences", "to_numpy", "toarray", "todense", "tolist", "transform", "transpose", "upper"),
        *("values", "view"),
    ]
)
CHANGING_METHODS = frozenset(
    [
        *("add", "append", "clear", "extend", "fill", "insert", "itemset", "put", "remove", "reverse", "setdefault"),
        *("sort", "update"),
    ]
)
_PURE_ROOTS = frozenset(
    [
        *("PIL", "copy", "cv2", "imageio", "json", "keras", "math", "matplotlib", "numpy", "operator", "os", "pandas"),
        *("scipy", "skimage", "tensorflow"),
    ]
)
"""Libraries whose functions give the same for the same arguments, but for what their names say."""
_OF_CHANCE = ("random", "flow", "shuffle", "dropout", "augment", "sample", "predict", "next", "popen")
"""Parts of names of functions that give something else each time, or that read on."""


def is_pure(name: str, *, once: bool) -> bool:
    """Whether a function gives the same for the same arguments. once: it is called but once, and not to be read on."""
    root, _, rest = name.partition(".")
    if root == "builtins":
        return rest in PURE_BUILTINS and not (once and rest in _ITERATORS)
    if once and root in ("numpy", "random", "sklearn"):
        return True
    return root in _PURE_ROOTS and not any(word in rest.lower() for word in _OF_CHANCE)
