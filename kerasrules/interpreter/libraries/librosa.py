"""librosa: sounds."""

from __future__ import annotations

from kerasrules.interpreter.libraries.common import origin
from kerasrules.interpreter.libraries.registry import Call, function
from kerasrules.interpreter.values import ArrayObject, Value
from kerasrules.model.data import ArrayInfo


@function("librosa.load")
def librosa_load(call: Call) -> Value:
    """Samples -1..1 and the rate."""
    info = ArrayInfo(shape=(None,), dtype="float32", low=-1.0, high=1.0)
    rate = call.get("sr", 1, 22050)
    return ArrayObject(origin(info, "librosa.load samples -1..1", call.location)), rate
