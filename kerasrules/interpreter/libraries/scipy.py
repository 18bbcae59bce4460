"""SciPy: files of MATLAB, sounds, resampled images."""

from __future__ import annotations

from kerasrules.interpreter.array_domain import conversion, lattice, provenance
from kerasrules.interpreter.libraries.common import origin, receiver
from kerasrules.interpreter.libraries.registry import Call, function, method
from kerasrules.interpreter.values import ArrayObject, LibraryObject, ListValue, Value
from kerasrules.model.record import replace

MAT_FILE = "scipy.io.loadmat"
"""The class of what `loadmat` returns: a dict whose names stand in the file alone."""


@function("scipy.io.loadmat")
def loadmat(call: Call) -> Value:
    """loadmat: a dict of arrays, and three entries about the file itself."""
    known = call.get("mdict", 1)
    if known is not None:
        return call.unknown("a dict that loadmat adds to")
    return LibraryObject(MAT_FILE, {}, call.location)


@method(MAT_FILE, "__getitem__", "get", "pop")
def variable(call: Call) -> Value:
    """A variable of the file: an array of which nothing is known but its origin."""
    name = call.get("key", 0)
    if name in ("__header__", "__version__"):
        return ArrayObject(lattice.constant(""))
    if name == "__globals__":
        return ListValue(call.unknown("the global variables of a MATLAB file"))
    shown = f"[{name!r}]" if isinstance(name, str) else ""
    return ArrayObject(origin(lattice.UNKNOWN, f"scipy.io.loadmat{shown}", call.location))


@method(MAT_FILE, "keys")
def names(call: Call) -> Value:
    """The names of the variables."""
    return ListValue(call.unknown("the names in a MATLAB file"))


@function("scipy.io.wavfile.read")
def wav_read(call: Call) -> Value:
    """The rate and the samples."""
    return call.unknown("the rate of a sound"), ArrayObject(lattice.UNKNOWN)


@function("scipy.ndimage.zoom", "scipy.ndimage.rotate", "scipy.ndimage.gaussian_filter")
def ndimage(call: Call) -> Value:
    """Images resampled: about the same range."""
    value, _ = receiver(call, "input")
    found = conversion.surely_array(value)
    same = call.name.endswith("filter")
    return provenance.derive(found, replace(found.info, shape=found.info.shape if same else None))
