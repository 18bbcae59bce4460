"""Matplotlib: image files."""

from __future__ import annotations

from kerasrules.interpreter.array_domain import lattice
from kerasrules.interpreter.libraries.common import from_images, origin, pixels
from kerasrules.interpreter.libraries.python.glob import FOUND
from kerasrules.interpreter.libraries.registry import Call, function
from kerasrules.interpreter.values import ArrayObject, Union, Value
from kerasrules.model.data import ArrayInfo


def _file_name(value: Value) -> str | None:
    """A file's name, or the pattern by which it was found."""
    if isinstance(value, ArrayObject) and (value.info.origin or "").startswith(FOUND):
        return (value.info.origin or "").removeprefix(FOUND)
    return value if isinstance(value, str) else None


@function("matplotlib.pyplot.imread", "matplotlib.image.imread")
def plt_imread(call: Call) -> Value:
    """PNG files give floats 0..1, others uint8 0..255; where the kind of file is not in sight neither is the range."""
    path = call.get("fname", 0)
    names = [_file_name(option) for option in (path.options if isinstance(path, Union) else (path,))]
    endings = {name.lower().rsplit(".", 1)[-1] for name in names if name is not None and "." in name}
    if len(endings) == 1 and None not in names:
        if endings == {"png"}:
            info = ArrayInfo(shape=None, dtype="float32", low=0.0, high=1.0, bounds_attained=True)
            return ArrayObject(from_images(info, "matplotlib imread of a PNG file 0..1", call.location))
        if endings <= {"jpg", "jpeg", "bmp"}:
            return pixels(call, None, f"{call.name} pixels 0..255", rank=None)
    return ArrayObject(origin(lattice.UNKNOWN, "matplotlib imread", call.location))
