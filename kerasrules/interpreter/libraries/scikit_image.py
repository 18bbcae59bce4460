"""scikit-image, imageio and what SciPy once had of them: image files, resizing, conversion to floats."""

from __future__ import annotations

from kerasrules.interpreter.array_domain import conversion, lattice, provenance, transfer
from kerasrules.interpreter.array_domain.dtypes import INTEGERS, is_float
from kerasrules.interpreter.libraries.common import dims, origin, pixels
from kerasrules.interpreter.libraries.registry import Call, function
from kerasrules.interpreter.values import ArrayObject, Value
from kerasrules.model.data import ArrayInfo
from kerasrules.model.record import replace


@function(
    "imageio.imread",
    "imageio.v2.imread",
    "imageio.v3.imread",
    "skimage.io.imread",
    "scipy.misc.imread",
    "scipy.ndimage.imread",
)
def imread(call: Call) -> Value:
    """uint8 pixels; skimage's as_gray makes floats 0..1 of colored files."""
    grey = call.get("as_gray", 1 if call.name.startswith("skimage") else None, call.get("as_grey", None, False))
    if grey is not False:
        return ArrayObject(origin(ArrayInfo(shape=(None, None)), f"{call.name} pixels", call.location))
    return pixels(call, None, f"{call.name} pixels 0..255", rank=None)


@function("scipy.misc.imresize")
def imresize(call: Call) -> Value:
    """Pixels, to which other numbers are stretched."""
    found = conversion.surely_array(call.get("arr", 0))
    wanted = dims(call.get("size", 1))
    rank = found.info.shape
    shape = None if wanted is None or rank is None or len(wanted) != 2 else (*wanted, *rank[2:])
    done = replace(found.info, shape=shape, dtype="uint8")
    if found.info.dtype != "uint8":
        done = lattice.ranged(done, 0.0, 255.0, bounds_attained=found.info.dtype is not None)
        done = lattice.with_step(done, "scale", f"stretched to 0..255 ({call.name})", call.location)
    return provenance.derive(found, done)


@function("skimage.transform.resize", "skimage.transform.rescale")
def skimage_resize(call: Call) -> Value:
    """Floats; whole numbers are brought to 0..1 unless preserve_range."""
    found = conversion.surely_array(call.get("image", 0))
    info = found.info
    wanted = dims(call.get("output_shape", 1)) if call.name.endswith("resize") else None
    shape = wanted
    if wanted is not None and len(wanted) == 2:
        # what is not given stays: the channels
        shape = None if info.shape is None else (*wanted, *info.shape[2:])
    keep = call.get("preserve_range", None, False)
    if keep is True:
        return provenance.derive(found, replace(info, shape=shape, dtype="float64"))
    if keep is not False:
        return provenance.derive(found, lattice.forget_values(replace(info, shape=shape, dtype="float64")))
    return provenance.derive(found, _as_float(call, replace(info, shape=shape)))


def _as_float(call: Call, info: ArrayInfo) -> ArrayInfo:
    """skimage's conversion of whole numbers to floats."""
    if info.dtype in INTEGERS and INTEGERS[info.dtype][0] == 0:
        most = float(INTEGERS[info.dtype][1])
        scaled = replace(transfer.arithmetic("/", info, lattice.constant(most), right_constant=most), dtype="float64")
        return lattice.with_step(scaled, "scale", f"divided by {lattice.spell(most)} ({call.name})", call.location)
    if is_float(info.dtype):
        return info
    return lattice.forget_values(replace(info, dtype="float64"))


@function("skimage.img_as_float", "skimage.util.img_as_float", "skimage.img_as_float32", "skimage.util.img_as_float32")
def img_as_float(call: Call) -> Value:
    """Whole numbers to floats 0..1."""
    found = conversion.surely_array(call.get("image", 0))
    return provenance.derive(found, _as_float(call, found.info))


@function("skimage.color.rgb2gray")
def rgb2gray(call: Call) -> Value:
    """One channel as floats 0..1."""
    found = conversion.surely_array(call.get("rgb", 0, call.get("image")))
    shape = found.info.shape
    return provenance.derive(found, _as_float(call, replace(found.info, shape=shape[:-1] if shape else None)))
