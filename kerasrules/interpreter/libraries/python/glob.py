"""The module glob: names of files."""

from __future__ import annotations

from kerasrules.interpreter.array_domain import provenance
from kerasrules.interpreter.libraries.common import origin
from kerasrules.interpreter.libraries.registry import Call, function
from kerasrules.interpreter.values import ArrayObject, Value
from kerasrules.model.data import ArrayInfo

FOUND = "names of files "


@function("glob.glob", "glob.iglob")
def glob(call: Call) -> Value:
    """The names of files that are not in sight; what the pattern says of them is kept."""
    pattern = call.get("pathname", 0)
    info = ArrayInfo(shape=(None,), dtype="string", encoding="text")
    return provenance.listed(
        ArrayObject(origin(info, FOUND + pattern, call.location) if isinstance(pattern, str) else info)
    )
