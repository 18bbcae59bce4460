"""Libraries that read and change pictures: OpenCV, Pillow, imageio, scikit-image, matplotlib."""

from __future__ import annotations

from dataclasses import replace

from kerasrules.interpreter.array_domain import conversion, lattice, provenance, transfer
from kerasrules.interpreter.array_domain.dtypes import INTEGERS, is_float
from kerasrules.interpreter.libraries.common import dims, number, origin, receiver
from kerasrules.interpreter.libraries.registry import CONSTANTS, Call, HandlerContext, attribute, function, method
from kerasrules.interpreter.values import ArrayObject, ExternalName, Union, Value
from kerasrules.model.data import ArrayInfo
from kerasrules.model.locations import Location
from kerasrules.model.unknown import Unknown

CONSTANTS.update(
    {
        "cv2.IMREAD_COLOR": 1,
        "cv2.IMREAD_GRAYSCALE": 0,
        "cv2.IMREAD_UNCHANGED": -1,
        "cv2.NORM_MINMAX": 32,
        "cv2.NORM_L2": 4,
    }
)


def _pixels(call: Call, channels: int | None, text: str, *, rank: int | None = 3) -> ArrayObject:
    shape: tuple[int | None, ...] | None = None
    if rank == 2:
        shape = (None, None)
    elif rank == 3:
        shape = (None, None, channels)
    info = ArrayInfo(shape=shape, dtype="uint8", low=0.0, high=255.0, bounds_attained=True)
    return ArrayObject(origin(info, text, call.location))


def _name(value: Value) -> str:
    """The short name of a constant of a library."""
    return value.name.rsplit(".", 1)[-1] if isinstance(value, ExternalName) else ""


# ---- OpenCV --------------------------------------------------------------------------------------------------------


@function("cv2.imread", "cv2.imdecode")
def cv2_imread(call: Call) -> Value:
    """uint8 pixels; BGR unless grey is asked for."""
    flag = call.get("flags", 1, 1)
    flag = {"IMREAD_GRAYSCALE": 0, "IMREAD_UNCHANGED": -1, "IMREAD_COLOR": 1}.get(_name(flag), flag)
    text = f"{call.name} pixels 0..255"
    if flag == 0:
        return _pixels(call, None, text, rank=2)
    if flag == 1:
        return _pixels(call, 3, text)
    # other flags may give sixteen bits or other channels
    return ArrayObject(origin(lattice.UNKNOWN, f"{call.name} pixels", call.location))


@function("cv2.resize")
def cv2_resize(call: Call) -> Value:
    """Same values; the size is given as (width, height), and one channel loses its axis."""
    found = conversion.surely_array(call.get("src", 0))
    size = dims(call.get("dsize", 1))
    info = found.info
    width, height = size if size is not None and len(size) == 2 else (None, None)
    if info.shape is None:
        return provenance.derive(found, info)
    rest = info.shape[2:]
    return provenance.derive(found, replace(info, shape=(height, width, *(() if rest == (1,) else rest))))


@function("cv2.cvtColor")
def cv2_color(call: Call) -> Value:
    """Other colours."""
    found = conversion.surely_array(call.get("src", 0))
    code = _name(call.get("code", 1))
    shape = found.info.shape
    size = shape[:2] if shape is not None and len(shape) >= 2 else (None, None)
    if code.endswith("2GRAY"):
        return provenance.derive(found, replace(found.info, shape=size))
    if code.endswith(("2RGB", "2BGR")) and (
        "HSV" not in code and "LAB" not in code.upper() and "YCR" not in code.upper()
    ):
        return provenance.derive(found, replace(found.info, shape=(*size, 3)))
    # hue reaches 179 only; the rest is not followed
    return provenance.derive(
        found,
        replace(found.info, shape=(*size, 3), bounds_attained=False)
        if found.info.dtype == "uint8"
        else lattice.forget_values(replace(found.info, shape=(*size, 3))),
    )


@function(
    "cv2.GaussianBlur",
    "cv2.medianBlur",
    "cv2.blur",
    "cv2.bilateralFilter",
    "cv2.flip",
    "cv2.rotate",
    "cv2.warpAffine",
    "cv2.equalizeHist",
    "cv2.bitwise_not",
    "cv2.copyMakeBorder",
    "cv2.threshold",
    "cv2.Canny",
    "cv2.dilate",
    "cv2.erode",
    "cv2.morphologyEx",
    "cv2.fastNlMeansDenoisingColored",
    "cv2.addWeighted",
    "cv2.undistort",
    "cv2.warpPerspective",
)
def cv2_filter(call: Call) -> Value:
    """Pictures changed by a filter: about the same range."""
    found = conversion.surely_array(call.get("src", 0))
    kept = provenance.derive(
        found, replace(found.info, shape=found.info.shape if "Blur" in call.name or "flip" in call.name else None)
    )
    if call.name.endswith("threshold"):
        return call.unknown("the threshold"), ArrayObject(lattice.forget_values(kept.info))
    if call.name.endswith(("addWeighted", "copyMakeBorder")):
        return ArrayObject(lattice.forget_values(kept.info))
    return kept


@function("cv2.normalize")
def cv2_normalize(call: Call) -> Value:
    """Stretched to an interval with NORM_MINMAX."""
    found = conversion.surely_array(call.get("src", 0))
    low, high = number(call.get("alpha", 2, 1.0)), number(call.get("beta", 3, 0.0))
    kind = call.get("norm_type", 4)
    if (kind == 32 or _name(kind) == "NORM_MINMAX") and low is not None and high is not None:
        info = lattice.ranged(found.info, min(low, high), max(low, high), bounds_attained=True)
        return provenance.derive(
            found, lattice.with_step(replace(info, dtype=None), "scale", "cv2.normalize", call.location)
        )
    return provenance.derive(found, lattice.forget_values(found.info))


@method("cv2.VideoCapture", "read")
def video_read(call: Call) -> Value:
    """Whether there was a picture, and the picture."""
    return call.unknown("whether a frame was read"), _pixels(call, 3, "pixels 0..255 of a video")


@function("cv2.VideoCapture")
def video(call: Call) -> Value:
    """A video."""
    from kerasrules.interpreter.values import LibraryObject

    return LibraryObject("cv2.VideoCapture", {}, call.location)


# ---- Pillow --------------------------------------------------------------------------------------------------------


@function("PIL.Image.open")
def pil_open(call: Call) -> Value:
    """A picture file: mostly 0..255; its channels depend on the file."""
    return _pixels(call, None, "PIL.Image.open pixels 0..255", rank=None)


@function("PIL.Image.fromarray")
def pil_fromarray(call: Call) -> Value:
    """An array as a picture."""
    found = conversion.surely_array(call.get("obj", 0))
    return provenance.derive(found, found.info if found.info.dtype is not None else replace(found.info, dtype=None))


@method("array", "convert")
def pil_convert(call: Call) -> Value:
    """image.convert(mode): "L" one channel without axis, "RGB" three."""
    mode = call.get("mode", 0)
    info = call.receiver.info
    shape = info.shape
    size = shape[:2] if shape is not None and len(shape) >= 2 else (None, None)
    channels = {"RGB": 3, "RGBA": 4, "CMYK": 4, "YCbCr": 3, "HSV": 3}
    if mode == "L":
        return provenance.derive(call.receiver, replace(info, shape=size))
    if isinstance(mode, str) and mode in channels:
        return provenance.derive(call.receiver, replace(info, shape=(*size, channels[mode])))
    if mode == "1":
        return ArrayObject(ArrayInfo(shape=size, dtype="bool", low=0.0, high=1.0, bounds_attained=True))
    return provenance.derive(call.receiver, lattice.forget_values(replace(info, shape=None, dtype=None)))


def pil_resize(call: Call, size: Value) -> Value:
    """image.resize((width, height))"""
    info = call.receiver.info
    wanted = dims(size)
    width, height = wanted if wanted is not None and len(wanted) == 2 else (None, None)
    shape = info.shape
    return provenance.derive(call.receiver, replace(info, shape=None if shape is None else (height, width, *shape[2:])))


@method("array", "resize")
def resize_method(call: Call) -> Value:
    """Pillow's resize; numpy's own works in place and gives None, which nobody uses."""
    return pil_resize(call, call.get("size", 0))


@method("array", "crop", "thumbnail", "rotate", "transpose_image", "filter_image")
def pil_change(call: Call) -> Value:
    """Pictures cut or turned."""
    info = call.receiver.info
    shape = info.shape
    return provenance.derive(call.receiver, replace(info, shape=None if shape is None else (None, None, *shape[2:])))


@method("array", "getdata")
def pil_getdata(call: Call) -> Value:
    """The pixels one after the other."""
    info = call.receiver.info
    rest = info.shape[2:] if info.shape is not None else None
    return provenance.derive(call.receiver, replace(info, shape=None if rest is None else (None, *rest)))


@method("array", "load", "close", "verify", "show", "save", "__enter__")
def pil_nothing(call: Call) -> Value:
    """`with Image.open(…) as image` gives the picture; the others nothing that is used."""
    return call.receiver if call.name.endswith("__enter__") else None


@attribute("array", "mode", "format")
def pil_mode(context: HandlerContext, value: ArrayObject, location: Location) -> Value:
    """The kind of a picture."""
    return Unknown("the type of an unavailable image", location)


@function("PIL.ImageOps.fit", "PIL.ImageOps.pad")
def pil_fit(call: Call) -> Value:
    """A picture cut to a size."""
    found = conversion.surely_array(call.get("image", 0))
    wanted = dims(call.get("size", 1))
    width, height = wanted if wanted is not None and len(wanted) == 2 else (None, None)
    shape = found.info.shape
    return provenance.derive(found, replace(found.info, shape=None if shape is None else (height, width, *shape[2:])))


@function("PIL.ImageOps.grayscale", "PIL.ImageOps.invert", "PIL.ImageOps.equalize", "PIL.ImageOps.exif_transpose")
def pil_ops(call: Call) -> Value:
    """Pictures recoloured."""
    found = conversion.surely_array(call.get("image", 0))
    shape = found.info.shape
    if call.name.endswith("grayscale"):
        shape = shape[:2] if shape is not None else (None, None)
    return provenance.derive(found, replace(found.info, shape=shape))


# ---- others --------------------------------------------------------------------------------------------------------


@function(
    "imageio.imread",
    "imageio.v2.imread",
    "imageio.v3.imread",
    "skimage.io.imread",
    "scipy.misc.imread",
    "scipy.ndimage.imread",
)
def imread(call: Call) -> Value:
    """uint8 pixels; skimage's as_gray makes floats 0..1 of coloured files."""
    grey = call.get("as_gray", 1 if call.name.startswith("skimage") else None, call.get("as_grey", None, False))
    if grey is not False:
        return ArrayObject(origin(ArrayInfo(shape=(None, None)), f"{call.name} pixels", call.location))
    return _pixels(call, None, f"{call.name} pixels 0..255", rank=None)


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


_FOUND = "names of files "


@function("glob.glob", "glob.iglob")
def glob(call: Call) -> Value:
    """The names of files that are not in sight; what the pattern says of them is kept."""
    pattern = call.get("pathname", 0)
    info = ArrayInfo(shape=(None,), dtype="string", encoding="text")
    return ArrayObject(origin(info, _FOUND + pattern, call.location) if isinstance(pattern, str) else info)


def _file_name(value: Value) -> str | None:
    """A file's name, or the pattern by which it was found."""
    if isinstance(value, ArrayObject) and (value.info.origin or "").startswith(_FOUND):
        return (value.info.origin or "").removeprefix(_FOUND)
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
            return ArrayObject(origin(info, "matplotlib imread of a PNG file 0..1", call.location))
        if endings <= {"jpg", "jpeg", "bmp"}:
            return _pixels(call, None, f"{call.name} pixels 0..255", rank=None)
    return ArrayObject(origin(lattice.UNKNOWN, "matplotlib imread", call.location))


@function("scipy.io.wavfile.read")
def wav_read(call: Call) -> Value:
    """The rate and the samples."""
    return call.unknown("the rate of a sound"), ArrayObject(lattice.UNKNOWN)


@function("librosa.load")
def librosa_load(call: Call) -> Value:
    """Samples -1..1 and the rate."""
    info = ArrayInfo(shape=(None,), dtype="float32", low=-1.0, high=1.0)
    rate = call.get("sr", 1, 22050)
    return ArrayObject(origin(info, "librosa.load samples -1..1", call.location)), rate


@function("scipy.ndimage.zoom", "scipy.ndimage.rotate", "scipy.ndimage.gaussian_filter")
def ndimage(call: Call) -> Value:
    """Pictures resampled: about the same range."""
    value, _ = receiver(call, "input")
    found = conversion.surely_array(value)
    same = call.name.endswith("filter")
    return provenance.derive(found, replace(found.info, shape=found.info.shape if same else None))
