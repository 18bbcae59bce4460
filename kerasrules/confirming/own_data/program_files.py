"""The files that a program reads, of those that lie beside it."""

from __future__ import annotations

import ast
import io
import math
import os
import random
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any, cast

import numpy as np

from kerasrules.confirming.given.arrays import read_header
from kerasrules.confirming.given.folders import class_files
from kerasrules.confirming.given.images import SUFFIXES, WantedSize, pixels
from kerasrules.confirming.given.sampling import sample_count, spread_rows
from kerasrules.confirming.own_data.evaluated_values import NotKnown, names
from kerasrules.confirming.own_data.known_values import Function, GivenArguments, KnownValue, SamplePairs
from kerasrules.confirming.own_data.own_tables import TableValue
from kerasrules.confirming.plan.targets import DataError, Values, one_hot
from kerasrules.data_files.delimited import Dialect, cells_of
from kerasrules.data_files.opening import NotReadable, kind_below, opened, opened_by_name, read_at_most
from kerasrules.data_files.repository import DataFiles
from kerasrules.interpreter.delimited_arguments import of_numpy, of_pandas
from kerasrules.interpreter.libraries.registry import Call
from kerasrules.model.data_files import DataOptions
from kerasrules.source.reading_root import ReadingRoot

_MOST_BYTES = 256 * 2**20
_LARGEST_TABLE = 24 * 2**20
"""Of a longer table lines at even distances are taken."""
_LONGEST_TABLE = 4 * 2**30
_LONGEST_LINE = 2**20
_LONGEST_TEXT = 2**16
_OF_FOLDERS = names(
    "directory labels label_mode class_names batch_size shuffle seed validation_split subset max_length"
)
_STANDARDIZING = (
    "featurewise_center",
    "samplewise_center",
    "featurewise_std_normalization",
    "samplewise_std_normalization",
    "zca_whitening",
)
_CHANNELS = {"rgb": 3, "rgba": 4, "grayscale": 1}


class ProgramFiles:
    """Reads what a program names.

    given: a file that the user names, which stands for one of the same name. folders: those that the user gives.
    """

    def __init__(
        self, program: str, *, enabled: bool = True, given: str | None = None, folders: tuple[str, ...] = ()
    ) -> None:
        self._files = DataFiles(program, DataOptions(enabled), ReadingRoot(program, folders))
        self._given = given
        self.needs_tensorflow = False
        """There are images that nothing here can read but TensorFlow."""
        self.used: list[str] = []
        """The names of the files that were read."""
        self.is_thinned = False
        """Of a long table only a part of the lines was taken."""

    def functions(self) -> dict[str, Function]:
        """The functions that read files, by full name."""
        return {
            "pandas.read_csv": lambda given: self._table("pandas.read_csv", given),
            "pandas.read_table": lambda given: self._table("pandas.read_table", given),
            "numpy.loadtxt": lambda given: self._numbers("numpy.loadtxt", given),
            "numpy.genfromtxt": lambda given: self._numbers("numpy.genfromtxt", given),
            "numpy.load": self._load,
            "h5py.File": self._hdf,
            "keras.utils.image_dataset_from_directory": self._image_data_set,
            "keras.utils.text_dataset_from_directory": self._text_data_set,
            "keras.preprocessing.image.ImageDataGenerator": lambda given: ImageGenerator(self, given),
            "keras.legacy.preprocessing.image.ImageDataGenerator": lambda given: ImageGenerator(self, given),
        }

    @contextmanager
    def _opened(self, name: Any) -> Iterator[int]:
        """A file's descriptor. Raises NotKnown."""
        if not isinstance(name, str):
            raise NotKnown
        try:
            if self._given is not None and os.path.basename(name) == os.path.basename(self._given):
                with opened_by_name(self._given) as descriptor:
                    self._note(self._given)
                    yield descriptor
            else:
                with opened(*self._files.located(name)) as descriptor:
                    self._note(name)
                    yield descriptor
        except NotReadable:
            raise NotKnown from None

    def _note(self, name: str) -> None:
        if name not in self.used:
            self.used.append(name)

    def folder(self, name: Any) -> str:
        """The path of a folder. Raises NotKnown."""
        if not isinstance(name, str):
            raise NotKnown
        given = self._given.rstrip("/" + os.sep) if self._given is not None else None
        if given is not None and os.path.isdir(given) and os.path.basename(name.rstrip("/")) == os.path.basename(given):
            self._note(given)
            return given
        try:
            top, parts = self._files.located(name.rstrip("/"))
        except NotReadable:
            raise NotKnown from None
        if kind_below(top, parts) != "folder":
            raise NotKnown
        self._note(name)
        return os.path.join(top, *parts)

    # --- tables ---

    def _table(self, name: str, given: GivenArguments) -> TableValue:
        dialect = of_pandas(_call(name, given))
        if dialect is None:
            raise NotKnown
        names, cells = self._cells(given.get("filepath_or_buffer", 0), dialect)
        frame = TableValue({name: typed(column, dialect) for name, column in zip(names, cells, strict=True)})
        dtype = given.get("dtype")
        return frame if dtype is None else frame.method("astype", GivenArguments((dtype,), {}, given.apply))

    def _cells(self, name: Any, dialect: Dialect) -> tuple[list[str | int], list[list[str]]]:
        with self._opened(name) as descriptor:
            self.is_thinned = self.is_thinned or os.fstat(descriptor).st_size > _LARGEST_TABLE
            data = _thinned(descriptor)
        try:
            return cells_of(data, dialect)
        except NotReadable:
            raise NotKnown from None

    def _numbers(self, name: str, given: GivenArguments) -> Values:
        dialect = of_numpy(_call(name, given))
        if dialect is None:
            raise NotKnown
        _, cells = self._cells(given.get("fname", 0), dialect)
        array = np.stack([typed(column, dialect).astype("float64") for column in cells], axis=1)
        return np.squeeze(array)

    # --- arrays ---

    def _load(self, given: GivenArguments) -> Any:
        given.only("file", "allow_pickle", "mmap_mode")
        name = given.get("file", 0)
        with self._opened(name) as descriptor, os.fdopen(os.dup(descriptor), "rb") as stream:
            if os.fstat(descriptor).st_size > _MOST_BYTES:
                raise NotKnown
            data = stream.read(_MOST_BYTES)
            if zipfile.is_zipfile(io.BytesIO(data)):
                with zipfile.ZipFile(io.BytesIO(data)) as archive:
                    if sum(member.file_size for member in archive.infolist()) > _MOST_BYTES:
                        raise NotKnown  # a small file may hold much
                    for member in archive.infolist():
                        with archive.open(member) as part:
                            _require_values(part, member.file_size)
            else:
                _require_values(io.BytesIO(data), len(data))
            found = np.load(io.BytesIO(data), allow_pickle=False)
            return Archive({one: found[one] for one in found.files}) if hasattr(found, "files") else found

    def _hdf(self, given: GivenArguments) -> Any:
        import h5py

        if given.get("mode", 1, "r") != "r":
            raise NotKnown
        with (
            self._opened(given.get("name", 0)) as descriptor,
            os.fdopen(os.dup(descriptor), "rb") as stream,
            h5py.File(stream, "r") as file,
        ):
            return Archive(dict(_arrays(h5py, file, "", [_MOST_BYTES])))

    # --- folders ---

    def _image_data_set(self, given: GivenArguments) -> Any:
        given.only(*_OF_FOLDERS, "color_mode", "image_size", "interpolation", "data_format")
        if (
            given.get("labels", 1, "inferred") != "inferred"
            or given.get("interpolation", None, "bilinear") != "bilinear"
        ):
            raise NotKnown
        size = given.get("image_size", 6, (256, 256))
        return self.images(
            given.get("directory", 0),
            WantedSize(int(size[0]), int(size[1]), _CHANNELS[given.get("color_mode", 4, "rgb")]),
            given.get("label_mode", 2, "int"),
            names=given.get("class_names", 3),
            share=given.get("validation_split", 9),
            subset=given.get("subset", 10),
        )

    def images(
        self, name: Any, size: WantedSize, mode: Any, *, names: Any = None, share: Any = None, subset: Any = None
    ) -> Any:
        """The images of a folder, as Keras reads it. mode: how labels are encoded."""
        files, classes = self._by_class(name, SUFFIXES, names)
        count = sample_count(len(files), (size.height, size.width, size.channels))
        chosen = [files[row] for row in spread_rows(len(files), count)]
        try:
            found = [(pixels(path, size), number) for number, path in chosen]
        except DataError:
            self.needs_tensorflow = True
            raise NotKnown from None
        known = [(image, number) for image, number in found if image is not None]
        if len(known) < len(found):
            raise NotKnown  # Keras stops at one that it cannot read
        x, numbers = np.stack([image for image, _ in known]), np.array([number for _, number in known])
        return _divided(x, numbers, classes, mode, share, subset, len(files))

    def _text_data_set(self, given: GivenArguments) -> Any:
        given.only(*_OF_FOLDERS)
        files, classes = self._by_class(given.get("directory", 0), (".txt",), given.get("class_names", 3))
        texts, numbers = [], []
        for row in spread_rows(len(files), sample_count(len(files), (1,))):
            number, path = files[row]
            with open(path, "rb") as stream:
                texts.append(stream.read(_LONGEST_TEXT).decode("utf-8", "replace"))
            numbers.append(number)
        mode = given.get("label_mode", 2, "int")
        share, subset = given.get("validation_split"), given.get("subset")
        return _divided(np.array(texts), np.array(numbers), classes, mode, share, subset, len(files))

    def _by_class(self, name: Any, suffixes: tuple[str, ...], names: Any) -> tuple[list[tuple[int, str]], list[str]]:
        found = [one for one in class_files(self.folder(name), links=False) if one[1].lower().endswith(suffixes)]
        classes = sorted({one for one, _ in found}) if names is None else list(names)
        if len(classes) < 2 or not {one for one, _ in found} <= set(classes):
            raise NotKnown
        return [(classes.index(one), path) for one, path in found], classes


def _call(name: str, given: GivenArguments) -> Call:
    """The call as the reader of programs has it, which knows the arguments of these functions."""

    def plain(value: Any) -> Any:
        return tuple(map(plain, value)) if isinstance(value, (list, tuple, range)) else value

    kwargs = {key: plain(value) for key, value in given.kwargs.items()}
    return Call(cast(Any, None), name, tuple(map(plain, given.args)), kwargs, ast.Pass())


def _thinned(descriptor: int) -> bytes:
    """A table of text; of a long one some lines, drawn by chance that is the same each time. Raises NotKnown."""
    size = os.fstat(descriptor).st_size
    if size <= _LARGEST_TABLE:
        return read_at_most(descriptor, _LARGEST_TABLE)
    if size > _LONGEST_TABLE:
        raise NotKnown
    share, chance = _LARGEST_TABLE / size, random.Random(size)
    with os.fdopen(os.dup(descriptor), "rb") as stream:
        return b"".join(line for number, line in enumerate(_lines(stream)) if number < 64 or chance.random() < share)


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    """The lines of a table. Raises NotKnown where one does not end."""
    while line := stream.readline(_LONGEST_LINE):
        if len(line) == _LONGEST_LINE:
            raise NotKnown
        yield line


def _require_values(stream: IO[bytes], size: int) -> None:
    """Raise NotKnown for an array in so many bytes whose header says that it is larger: room is made for all of it."""
    try:
        header = read_header(stream, "", "")
    except DataError:
        raise NotKnown from None
    if header.size > size:
        raise NotKnown


def typed(cells: list[str], dialect: Dialect) -> Values:
    """A column as pandas types it."""
    missing = dialect.missing
    try:
        if any("_" in cell for cell in cells):
            raise ValueError
        return np.array([int(cell) for cell in cells], dtype="int64")
    except (ValueError, OverflowError):
        pass
    try:
        return np.array([math.nan if cell.strip() in missing else _float(cell) for cell in cells])
    except ValueError:
        pass
    if dialect.lenient:
        return np.array([_float_or_nan(cell) for cell in cells])
    if {"True", "False", "TRUE", "FALSE", "true", "false"}.issuperset(cells):
        return np.array([cell.lower() == "true" for cell in cells])
    return np.array([None if cell in missing else cell for cell in cells], dtype=object)


def _float(cell: str) -> float:
    if "_" in cell:
        raise ValueError
    return float(cell)


def _float_or_nan(cell: str) -> float:
    try:
        return _float(cell)
    except ValueError:
        return math.nan


class Archive(KnownValue):
    """Arrays by name."""

    METHODS = frozenset({"keys", "close", "get"})
    ATTRIBUTES = frozenset({"files"})

    def __init__(self, arrays: dict[str, Values]) -> None:
        self._arrays = arrays
        self.files = list(arrays)

    def __getitem__(self, name: str) -> Values:
        return self._arrays[name]

    def method(self, name: str, given: GivenArguments) -> Any:
        """Call one of METHODS."""
        return self.files if name == "keys" else self._arrays.get(given.args[0]) if name == "get" else None


def _arrays(h5py: Any, group: Any, before: str, left: list[int]) -> Iterator[tuple[str, Values]]:
    """All arrays of a file, within a number of bytes; what lies in other files is not read."""
    for name in list(group)[:500]:
        one = group[name] if isinstance(group.get(name, getlink=True), h5py.HardLink) else None
        if isinstance(one, h5py.Dataset):
            left[0] -= int(one.size or 0) * one.dtype.itemsize
            if left[0] < 0:
                raise NotKnown
            if not one.is_virtual and not one.external and not one.dtype.hasobject:
                yield before + name, one[()]
        elif isinstance(one, h5py.Group) and before.count("/") < 4:
            yield from _arrays(h5py, one, f"{before}{name}/", left)


def _divided(x: Values, numbers: Values, classes: list[str], mode: Any, share: Any, subset: Any, total: int) -> Any:
    """The samples with their labels; with a share for validation, the part that is asked for."""
    labels: dict[Any, Callable[[], Values]] = {
        "int": lambda: numbers.astype("int32"),
        "sparse": lambda: numbers.astype("float32"),
        "binary": lambda: numbers.astype("float32")[:, None],
        "categorical": lambda: one_hot(numbers, len(classes)),
    }
    parts = (x,) if mode is None else (x, labels[mode]())
    if share is None:
        return SamplePairs(parts, tuple(classes), total=total)
    order = np.random.RandomState(0).permutation(len(x))
    count = len(x) - int(float(share) * len(x))
    halves = [
        SamplePairs(tuple(part[rows] for part in parts), tuple(classes), total=round(total * len(rows) / len(x)))
        for rows in (order[:count], order[count:])
    ]
    if subset == "both":
        return tuple(halves)
    return halves[0 if subset == "training" else 1]


class ImageGenerator(KnownValue):
    """`ImageDataGenerator`: its scaling is followed; what it changes at random is left out."""

    METHODS = frozenset({"flow_from_directory", "flow"})

    def __init__(self, files: ProgramFiles, given: GivenArguments) -> None:
        if given.args or any(given.get(name) for name in _STANDARDIZING):
            raise NotKnown
        self._files = files
        self._scale = given.get("rescale")
        self._function = given.get("preprocessing_function")
        self._share = given.get("validation_split")

    def method(self, name: str, given: GivenArguments) -> Any:
        """Call one of METHODS."""
        subset = given.get("subset")
        if name == "flow":
            parts = tuple(np.asarray(given.get(key, place)) for place, key in enumerate(("x", "y")))
            if subset is not None or any(part.dtype.kind == "O" for part in parts):
                raise NotKnown
            return self._changed(SamplePairs(parts), given)
        size = given.get("target_size", 1, (256, 256))
        mode = given.get("class_mode", 4, "categorical")
        found = self._files.images(
            given.get("directory", 0),
            WantedSize(int(size[0]), int(size[1]), _CHANNELS[given.get("color_mode", 2, "rgb")], smooth=False),
            "sparse" if mode == "binary" else mode,
            names=given.get("classes", 3),
            share=self._share if subset is not None else None,
            subset=subset,
        )
        return self._changed(found, given)

    def _changed(self, pairs: SamplePairs, given: GivenArguments) -> SamplePairs:
        x = pairs.parts[0]
        if self._function is not None:
            x = given.apply(self._function, x.astype("float32"))
        if self._scale:
            x = (x * self._scale).astype("float32")
        return SamplePairs((x, *pairs.parts[1:]), pairs.class_names, total=pairs.total)
