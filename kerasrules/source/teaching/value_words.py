"""The words that say what a value is, for comments and settings.

- `(None, 128), 0..1`: an array, its shape and range;
- `images in 0..1 of (224, 224, 3)`: an array of images, by the size of one;
- `(None,), integers, 10 classes`: labels;
- `(None, 28, 28), 0..255 and (None,), integers`: two arrays, as a function returns them;
- `batches of (None, 224, 224, 3), 0..1 and (None, 5), one-hot`: a dataset;
- `batches of [(None, 64) and (None, 64)] and (None,)`: one for a model with two inputs;
- `10`, `value (32, 32, 3)`: a number, any other constant of Python.
"""

from __future__ import annotations

import ast
import re

from kerasrules.model.data import ArrayInfo, Shape
from kerasrules.model.record import replace
from kerasrules.model.teaching import TaughtConstant, TaughtDataset, TaughtValue

_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?"
_RANGE = re.compile(rf"({_NUMBER})\s*(?:\.\.|…)\s*({_NUMBER})", re.IGNORECASE)
_DATASET = re.compile(r"(batches|samples)\s+of\s+(.*)", re.IGNORECASE | re.DOTALL)
_GIVES = re.compile(r"gives\s+", re.IGNORECASE)
_IMAGES = re.compile(r"images?\b[\s,]*(.*)", re.IGNORECASE | re.DOTALL)
_VALUE = re.compile(r"value\s+(.*)", re.IGNORECASE | re.DOTALL)
_CLASSES = re.compile(r"(\d+)\s+class(?:es)?", re.IGNORECASE)
_ENCODINGS = {
    "integers": "integer",
    "one-hot": "one-hot",
    "multi-hot": "multi-hot",
    "floats": "float",
    "text": "text",
}
_DTYPES = frozenset(
    f"{kind}{bits}"
    for kind, sizes in (("float", (16, 32, 64)), ("int", (8, 16, 32, 64)), ("uint", (8, 16, 32, 64)))
    for bits in sizes
) | {"bool"}
_MAX_RANK = 8
_RANK_OF_IMAGES = 4
_MAX_PARTS = 3


def described(text: str) -> TaughtValue:
    """The value that a text describes. Raises ValueError, in words for the user, where it describes none."""
    text = _GIVES.sub("", text.strip(), count=1)
    if re.fullmatch(r"[-+]?\d{1,9}", text):
        return TaughtConstant(int(text))
    value, dataset = _VALUE.fullmatch(text), _DATASET.fullmatch(text)
    if value:
        return _constant(value.group(1))
    if dataset is None:
        return _structure(text)
    element = _structure(dataset.group(2))
    if isinstance(element, tuple) and len(element) > _MAX_PARTS:
        raise ValueError("a dataset yields inputs, targets and weights, at most; write [… and …] for several inputs")
    return TaughtDataset(element, dataset.group(1).lower() == "batches")


def _constant(text: str) -> TaughtConstant:
    try:
        return TaughtConstant(_plain(ast.literal_eval(text)))
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        raise ValueError(f"{text} is no number, text, tuple, True, False or None") from None


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise ValueError


def _structure(text: str) -> TaughtValue:
    """An array, or several: `… and …`, where `[… and …]` is one of them."""
    parts = _parts(text)
    if len(parts) > 1:
        return tuple(map(_structure, parts))
    inner = re.fullmatch(r"\[(.*)\]", parts[0], re.DOTALL)
    if inner is None:
        return _array(parts[0])
    inside = _structure(inner.group(1))
    return inside if isinstance(inside, tuple) else (inside,)


def _parts(text: str) -> list[str]:
    """What stands between "and"s that are in no brackets."""
    parts, depth = [""], 0
    for word in re.split(r"(\[|\]|\s+and\s+)", text.strip(), flags=re.IGNORECASE):
        depth += (word == "[") - (word == "]")
        if word.strip().lower() == "and" and depth == 0:
            parts.append("")
        else:
            parts[-1] += word
    if depth != 0:
        raise ValueError(f"{text.strip()!r} has a bracket without its other one")
    return [part.strip() for part in parts]


def _array(text: str) -> ArrayInfo:
    info = ArrayInfo()
    images = _IMAGES.fullmatch(text)
    if images:
        text = re.sub(r"\s*\b(?:in|of)\s+", ",", images.group(1)).lstrip(",")
    for fact in _facts(text):
        info = _with(info, fact)
    if images and info.shape is not None and len(info.shape) < _RANK_OF_IMAGES:
        info = replace(info, shape=(None, *info.shape))
    return _consistent(info)


def _facts(text: str) -> list[str]:
    """The parts between commas that stand outside of parentheses."""
    facts = [fact.strip() for fact in re.split(r",(?![^(]*\))", text)]
    if not facts or not all(facts) or text.count("(") != text.count(")"):
        raise ValueError(f"{text.strip()!r} describes no array; write its shape, range or labels: (None, 128), 0..1")
    return facts


def _with(info: ArrayInfo, fact: str) -> ArrayInfo:
    word = fact.lower()
    if fact.startswith("("):
        return replace(info, shape=_shape(fact))
    between = _RANGE.fullmatch(fact)
    if between:
        low, high = float(between.group(1)), float(between.group(2))
        if low >= high:
            raise ValueError(f"the range {fact} ends before it begins")
        return replace(info, low=low, high=high, bounds_attained=True)
    classes = _CLASSES.fullmatch(fact)
    if classes:
        return replace(info, classes=int(classes.group(1)))
    if word in _ENCODINGS:
        return replace(info, encoding=_ENCODINGS[word])
    if word in _DTYPES:
        return replace(info, dtype=word)
    if word == "standardized":
        return replace(info, standardized=True, mean=0.0, std=1.0)
    raise ValueError(
        f"{fact!r} is not understood; write a shape such as (None, 128), a range such as 0..1, a type such as float32,"
        f" `standardized`, {', '.join(f'`{one}`' for one in _ENCODINGS)}, or `10 classes`"
    )


def _shape(text: str) -> Shape:
    sizes: list[int | None] = []
    for size in text.strip("()").split(","):
        word = size.strip()
        if re.fullmatch(r"\d{1,9}", word):
            sizes.append(int(word))
        elif word.lower() in ("none", "?"):
            sizes.append(None)
        elif word or text.count(",") != 1:
            raise ValueError(f"{text} is no shape; its sizes are whole numbers, or None where any fits")
    if "," not in text or not 1 <= len(sizes) <= _MAX_RANK:
        raise ValueError(f"{text} is no shape; write one with the axis of samples first: (None, 128), (None,)")
    return tuple(sizes)


def _consistent(info: ArrayInfo) -> ArrayInfo:
    """The facts with what follows from them; what contradicts itself is refused."""
    ranged, classes = info.low is not None, info.classes
    if info.standardized and ranged:
        raise ValueError("standardized data have no range of their own; write one of both")
    if classes is not None:
        if info.encoding not in ("integer", "one-hot", "multi-hot"):
            raise ValueError(f"{classes} classes of what? Write `integers, {classes} classes` or `one-hot`")
        if classes < 2:
            raise ValueError("labels have two classes at least")
    if info.encoding == "integer" and classes is not None and not ranged:
        return replace(info, low=0.0, high=float(classes - 1), bounds_attained=True)
    if info.encoding in ("one-hot", "multi-hot"):
        width = info.shape[-1] if info.shape else None
        if classes is not None and width is not None and classes != width:
            raise ValueError(f"{info.encoding} labels of {classes} classes have {classes} columns, not {width}")
        info = replace(info, classes=classes or width)
        return info if ranged else replace(info, low=0.0, high=1.0, bounds_attained=True)
    return info
