"""What the interpreter makes of expressions with libraries, in a form that is short to write down.

    facts("np.zeros((2, 3)) + 1")           "(2, 3) float64 1..1!"

An array is its shape, type and range (`!`: both ends are there), then what else is known of it. `?` is not known.
`agrees` compares a value with what the library itself computes. The files in library_values/ are tables of such lines.
"""

from __future__ import annotations

import textwrap
from typing import Any

from reading import strictly

from kerasrules.interpreter.libraries import registry
from kerasrules.interpreter.values import (
    ArrayObject,
    BranchItems,
    Dataset,
    DictValue,
    ExternalName,
    LibraryObject,
    ListValue,
    LoopItems,
    SetValue,
    Union,
    Value,
)
from kerasrules.model.data import ArrayInfo
from kerasrules.model.unknown import Unknown
from kerasrules.source.load import from_text

_kept: list[Value] = []


@registry.function("probe.keep", for_each_option=False)
def _keep(call: registry.Call) -> Value:
    _kept.append(call.args[0])
    return None


def evaluate(expression: str, setup: str = "") -> Value:
    """The value of an expression after some lines."""
    _kept.clear()
    strictly(from_text(f"import probe\n{textwrap.dedent(setup)}\nprobe.keep({expression})\n", "-"))
    assert len(_kept) == 1, f"{expression} is evaluated {len(_kept)} times"
    return _kept[0]


def facts(expression: str, setup: str = "") -> str:
    """The value of an expression after some lines, in short."""
    return show(evaluate(expression, setup))


def show(value: Value) -> str:
    """A value in short."""
    if isinstance(value, Unknown):
        return "?"
    if isinstance(value, ArrayObject):
        return _show_array(value)
    if isinstance(value, tuple):
        return f"({', '.join(map(show, value))}{',' if len(value) == 1 else ''})"
    if isinstance(value, SetValue):
        return "{?}" if isinstance(value.items, Unknown) else f"{{{', '.join(map(show, value.items))}}}"
    if isinstance(value, ListValue):
        items = value.state["items"]
        return "[?]" if isinstance(items, Unknown) else f"[{', '.join(map(show, items))}]"
    if isinstance(value, BranchItems):
        return "either " + " or ".join(f"[{', '.join(map(show, option))}]" for option in value.options)
    if isinstance(value, LoopItems):
        return f"any number of [{', '.join(map(show, value.items))}]"
    if isinstance(value, DictValue):
        items = value.items
        if isinstance(items, Unknown):
            return "{?: ?}"
        return "{" + ", ".join(f"{key!r}: {show(item)}" for key, item in items.items()) + "}"
    if isinstance(value, Dataset):
        return _show_dataset(value)
    if isinstance(value, LibraryObject):
        return f"<{value.cls}>"
    if isinstance(value, ExternalName):
        return value.name
    if isinstance(value, Union):
        return " | ".join(map(show, value.options))
    return repr(value)


def _show_array(value: ArrayObject) -> str:
    info = value.info
    words = [
        "?" if info.shape is None else str(info.shape).replace("None", "?"),
        info.dtype or "?",
        f"{_number(info.low)}..{_number(info.high)}{'!' if info.bounds_attained else ''}",
    ]
    if info.standardized:
        words.append("standardized")
    if info.mean is not None or info.std is not None:
        words.append(f"mean={_number(info.mean)} std={_number(info.std)}")
    if info.encoding is not None:
        words.append(f"{info.encoding}/{'?' if info.classes is None else info.classes}")
    words.extend(name for name in ("augmented", "sorted_by_class") if getattr(info, name))
    if info.split is not None:
        words.append(info.split)
    if value.frame:
        words.append("frame")
    if info.origin is not None:
        words.append(f"of {info.origin}")
    return " ".join(words)


def _show_dataset(value: Dataset) -> str:
    words = [show(value.element)]
    if value.batched:
        words.append(f"batches of {'?' if value.batch_size is None else value.batch_size}")
    words.append("for ever" if value.repeated else f"{'?' if value.cardinality is None else value.cardinality} times")
    return f"<{', '.join(words)}>"


def _number(value: float | None) -> str:
    return "?" if value is None else f"{value:.4g}"


def agrees(value: Value, real: Any, *, ends: bool = True) -> bool:
    """Whether what is known of a value is true of the array (number, list, …) that the library computes.

    ends: where both ends of the range are said to be there, they are.
    """
    import numpy

    if isinstance(value, Unknown):
        return True
    if isinstance(value, ListValue):
        value = value.items
    if isinstance(value, tuple):
        return len(value) == len(real) and all(
            agrees(one, other, ends=ends) for one, other in zip(value, real, strict=True)
        )
    if not isinstance(value, ArrayObject):
        return bool(value == real)
    return _holds(value.info, numpy.asarray(real), ends)


def _holds(info: ArrayInfo, real: Any, ends: bool) -> bool:
    if info.shape is not None and (
        len(info.shape) != real.ndim
        or any(size is not None and size != there for size, there in zip(info.shape, real.shape, strict=True))
    ):
        return False
    if info.dtype not in (None, "string", str(real.dtype)):
        return False
    if not real.size or real.dtype.kind not in "biuf":
        return True
    low, high = float(real.min()), float(real.max())
    slack = 1e-6 * max(abs(low), abs(high), 1)
    if (info.low is not None and low < info.low - slack) or (info.high is not None and high > info.high + slack):
        return False
    if ends and info.bounds_attained and info.low is not None and info.high is not None:
        near = 0.05 * (info.high - info.low) + slack
        return low <= info.low + near and high >= info.high - near
    return True
