"""Data files that lie beside a program: what is read of each format, and what is never opened."""

from __future__ import annotations

import io
import json
import os
import struct
import sys
import time
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kerasrules.data_files import delimited, npy
from kerasrules.data_files.delimited import Dialect, Table
from kerasrules.data_files.image_headers import size_of
from kerasrules.data_files.opening import NotReadable
from kerasrules.data_files.repository import DataFiles
from kerasrules.model.data_files import DataOptions
from kerasrules.model.locations import Location, Position

np = pytest.importorskip("numpy")

HERE = Location("train.py", Position(1, 1), Position(1, 2))


def table(text: str | bytes, *, is_whole: bool = True, **dialect: object) -> Table:
    data = text.encode() if isinstance(text, str) else text
    return delimited.read(data, is_whole, Dialect(**dialect))  # type: ignore[arg-type]


def described(found: Table) -> list[str]:
    def words(low: float | None, high: float | None) -> str:
        return "" if low is None else f" {low:g}..{high:g}"

    return [f"{one.name}: {one.kind}{words(one.low, one.high)}" for one in found.columns]


@pytest.mark.parametrize(
    ("text", "dialect", "expected"),
    [
        ("a,b,c\n1,2.5,x\n3,-1,y\n", {}, ["a: int 1..3", "b: float -1..2.5", "c: text"]),
        ("\ufeffa,b\r\n1,2\r\n", {}, ["a: int 1..1", "b: int 2..2"]),
        ("a;b\n1;2\n", {"delimiter": ";"}, ["a: int 1..1", "b: int 2..2"]),
        ("a;b\n1;2\n", {}, ["a;b: text"]),
        ("1,2\n3,4\n", {"header": None}, ["0: int 1..3", "1: int 2..4"]),
        ("1,2\n3,4\n", {"header": None, "names": ("x", "y")}, ["x: int 1..3", "y: int 2..4"]),
        ('a,b\n"x\ny",1\n"p ""q"", r",2\n', {}, ["a: text", "b: int 1..2"]),
        ("a,b\n1,\nNA,2\nnull,3\n", {}, ["a: float 1..1", "b: float 2..3"]),
        ("a,b\n?,1\n4,2\n", {"missing": delimited.MISSING | {"?"}}, ["a: float 4..4", "b: int 1..2"]),
        ("a,b\n7,1\n8,2\n", {"index": (0,)}, ["b: int 1..2"]),
        ("a,b\n7,1\n8,2\n", {"index": ("b",)}, ["a: int 7..8"]),
        ("a,b,c\n7,1,5\n8,2,6\n", {"only": ("c", "a")}, ["a: int 7..8", "c: int 5..6"]),
        ("a,b,c\n7,1,5\n8,2,6\n", {"only": (1,)}, ["b: int 1..2"]),
        ("# made by hand\na,b\n1,2\n", {"skipped": 1}, ["a: int 1..1", "b: int 2..2"]),
        ("a,b\nunits,units\n1,2\n", {"skipped": frozenset({1})}, ["a: int 1..1", "b: int 2..2"]),
        ("a,b\n1,2\n3,4\n5,6\n", {"rows": 2}, ["a: int 1..3", "b: int 2..4"]),
        ("a b\n1   2\n", {"delimiter": None}, ["a: int 1..1", "b: int 2..2"]),
        ("x,y\n9,1,2\n8,3,4\n", {}, ["x: int 1..3", "y: int 2..4"]),
        ("a,a,\n1,2,3\n", {}, ["a: int 1..1", "a.1: int 2..2", "Unnamed: 2: int 3..3"]),
        ("a\nTrue\nFalse\n", {}, ["a: bool 0..1"]),
        ("a,b\n\n1,2\n \n", {}, ["a: int 1..1", "b: int 2..2"]),
        ("a\n1_0\n2\n", {}, ["a: text"]),
    ],
)
def test_a_table_is_divided_as_pandas_does(text: str, dialect: dict[str, object], expected: list[str]) -> None:
    assert described(table(text, **dialect)) == expected
    pandas = pytest.importorskip("pandas")
    names = {"delimiter": "sep", "skipped": "skiprows", "rows": "nrows", "only": "usecols", "index": "index_col"}
    wanted = {names.get(key, key): value for key, value in dialect.items() if key != "missing"}
    wanted = {key: list(value) if isinstance(value, (tuple, frozenset)) else value for key, value in wanted.items()}
    if wanted.get("sep", ",") is None:
        wanted["sep"] = r"\s+"
    if "missing" in dialect:
        wanted["na_values"] = ["?"]
    frame = pandas.read_csv(io.BytesIO(text.encode()), **wanted)
    assert [str(name) for name in frame.columns] == [one.rpartition(": ")[0] for one in expected]


@pytest.mark.parametrize(
    ("data", "dialect", "reason"),
    [
        (b"a,b\n1,2\n1,2,3,4\n", {}, "longer than the first"),
        (b"", {}, "no row of column names"),
        (b"a,b\n", {}, "no rows"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", {}, "not a text"),
        (b"a\n\xff\xfe\n", {}, "not a text in utf-8"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", {}, "Git LFS"),
        (b"a\n1\n", {"encoding": "utf-16"}, "encoding"),
        (b"a\n1\n", {"encoding": "rot13"}, "encoding"),
        (b"a\n" + b"x" * 200_000, {}, "field larger"),
        (b"a,b\n1,2\n", {"only": ("c",)}, "no column 'c'"),
        (b"1 2\n3\n", {"delimiter": None, "header": None, "numbers_only": True}, "different lengths"),
        (b"1 x\n", {"delimiter": None, "header": None, "numbers_only": True}, "no numbers"),
        (b",".join(b"a" for _ in range(5000)) + b"\n1\n", {}, "too many columns"),
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(data: bytes, dialect: dict[str, object], reason: str) -> None:
    with pytest.raises(NotReadable, match=reason):
        table(data, **dialect)


def test_of_a_long_table_the_first_rows_are_looked_at() -> None:
    found = table("a\n" + "\n".join(map(str, range(5000))), is_whole=False)
    assert (found.rows, found.looked_at, found.columns[0].high) == (None, 2000, 1999)
    assert table("a\n1\n2\n3", is_whole=False).looked_at == 1  # the last line, and a row that may go on, are left out
    with pytest.raises(NotReadable, match="line that is too long"):
        table("a" * 2000, is_whole=False)


def test_columns_know_where_their_names_stand() -> None:
    found = table('id,"a,b",c\n1,2,3\n')
    assert found.places == ((1, 1), (1, 4), (1, 10))


def stored(array: object) -> npy.StoredArray:
    stream = io.BytesIO()
    np.save(stream, np.asarray(array), allow_pickle=True)
    stream.seek(0)
    return npy.read(stream.read)


@pytest.mark.parametrize("dtype", ["uint8", "int16", ">i4", "int64", "uint64", "float16", "float32", ">f8", "bool"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_an_array_is_measured_as_numpy_does(dtype: str, order: str) -> None:
    array = np.array([[0, 1], [5, 3], [7, 2]]).astype(dtype, order=order)  # type: ignore[call-overload]
    found = stored(array)
    assert (found.shape, found.dtype, found.is_whole) == ((3, 2), np.dtype(dtype).newbyteorder("=").name, True)
    assert found.values is not None
    assert (found.values.low, found.values.high) == (array.min(), array.max())
    assert [one.high for one in found.columns] == array.max(axis=0).tolist()


def test_arrays_that_are_not_followed() -> None:
    assert stored(np.array(["a", "b"])).dtype is None
    assert stored(np.zeros(3, dtype=[("x", "f4")])).shape == (3,)
    assert stored(np.zeros((0, 4))).shape == (0, 4)
    large = stored(np.arange(300_000, dtype="float32"))
    assert large.values is not None
    assert (large.is_whole, large.looked_at, large.values.high) == (False, 262_144, 262_143)
    with pytest.raises(NotReadable, match="Python objects"):
        stored(np.array([{}, None]))


@given(st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_broken_headers_are_refused(rest: bytes) -> None:
    for start in (b"", b"\x93NUMPY\x01\x00", b"\x93NUMPY\x02\x00" + struct.pack("<I", len(rest))):
        with suppress(NotReadable):
            npy.read(io.BytesIO(start + rest).read)


class Files:
    """A repository in a folder, and what a program in it reads."""

    def __init__(self, root: Path, program: str = "train.py", *, enabled: bool = True) -> None:
        (root / ".git").mkdir(exist_ok=True)
        self.files = DataFiles(str(root / program), DataOptions(enabled))

    def reason(self, name: str) -> str:
        """Why a table was not read; empty where it was."""
        self.files.table(name, "read_csv", HERE, Dialect())
        return list(self.files.uses)[-1].reason


def test_a_name_is_looked_for_up_to_the_top(tmp_path: Path) -> None:
    (tmp_path / "src" / "deep").mkdir(parents=True)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "d.csv").write_text("a\n1\n")
    assert Files(tmp_path, "src/deep/train.py").reason("data/d.csv") == ""
    assert Files(tmp_path, "src/deep/train.py").reason("./data//d.csv") == ""
    (tmp_path / "src" / "data").mkdir()
    (tmp_path / "src" / "data" / "d.csv").write_text("a\n2\n")
    assert "one of 2 files" in Files(tmp_path, "src/deep/train.py").reason("data/d.csv")
    assert "is not here" in Files(tmp_path, "src/deep/train.py").reason("e.csv")


def test_without_a_repository_only_the_own_folder_counts(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "d.csv").write_text("a\n1\n")
    files = DataFiles(str(tmp_path / "sub" / "train.py"))
    assert files.table("d.csv", "read_csv", HERE, Dialect()) is None
    assert DataFiles("<stdin>").table("d.csv", "read_csv", HERE, Dialect()) is None


def test_nothing_but_regular_files_below_the_repository_is_opened(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.csv").write_text("a\n1\n")
    root = tmp_path / "repo"
    root.mkdir()
    (root / "link.csv").symlink_to(outside / "secret.csv")
    (root / "inside.csv").write_text("a\n1\n")
    (root / "own.csv").symlink_to(root / "inside.csv")
    (root / "folder").symlink_to(outside)
    (root / "table.csv").mkdir()
    os.mkfifo(root / "pipe.csv")
    started = time.perf_counter()
    for name, reason in {
        "link.csv": "not a regular file",
        "own.csv": "not a regular file",
        "folder/secret.csv": "not a regular file",
        "table.csv": "not a regular file",
        "pipe.csv": "not a regular file",
        "../outside/secret.csv": "..",
        "sub/../../outside/secret.csv": "..",
        str(outside / "secret.csv"): "absolute",
        "~/secret.csv": "absolute",
        "https://example.org/a.csv": "not a file",
        "inside.csv/x": "not here",
        "a\0b": "not here",
        "": "not here",
        "x" * 300: "not here",
    }.items():
        assert reason in Files(root).reason(name), name
    assert Files(root).reason("inside.csv") == ""
    assert time.perf_counter() - started < 5


NAMES = st.lists(
    st.sampled_from(["..", ".", "a", "link", "up", "d.csv", "l.csv", "secret.csv", "/", "~", "outside", "\0", ""]),
    min_size=1,
    max_size=6,
).map("/".join)


@given(NAMES)
@settings(max_examples=300, deadline=None)
def test_no_name_leads_outside(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    top = tmp_path_factory.getbasetemp() / "property"
    root = top / "repo"
    if not root.exists():
        (root / "a").mkdir(parents=True)
        (top / "outside").mkdir()
        for path in (top / "secret.csv", top / "d.csv", top / "outside" / "d.csv", top / "outside" / "secret.csv"):
            path.write_text("secret\n1\n")
        for path in (root / "d.csv", root / "a" / "d.csv"):
            path.write_text("public\n1\n")
        (root / "link").symlink_to(top / "outside")
        (root / "a" / "up").symlink_to(top)
        (root / "a" / "l.csv").symlink_to(top / "secret.csv")
    opened: list[str] = []
    _WATCHED.append(opened)
    try:
        found = Files(root, "a/train.py").files.table(name, "read_csv", HERE, Dialect())
    finally:
        _WATCHED.remove(opened)
    assert found is None or [column.name for column in found[0].columns] == ["public"]
    # below the repository one name after the other is opened, relative to the folder before it
    assert all(path in (str(root), str(root / "a")) or os.sep not in path for path in opened), opened
    assert not {"..", "link", "up", "l.csv", "secret.csv"}.intersection(opened)


_WATCHED: list[list[str]] = []


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and _WATCHED and isinstance(arguments[0], str):
        _WATCHED[-1].append(arguments[0])


sys.addaudithook(_watch)


def test_what_is_read_is_bounded(tmp_path: Path) -> None:
    with open(tmp_path / "huge.csv", "wb") as file:
        file.write(b"a,b\n" + b"1,2\n" * 600_000)
        file.truncate(1 << 32)  # four gigabytes, mostly holes
    (tmp_path / "line.csv").write_bytes(b"a" * 3_000_000)
    files = Files(tmp_path)
    started = time.process_time()
    found = files.files.table("huge.csv", "read_csv", HERE, Dialect())
    assert found is not None
    assert found[0].rows is None
    assert "too long" in files.reason("line.csv")
    assert time.process_time() - started < 2


def test_an_archive_is_looked_at_without_unpacking_it(tmp_path: Path) -> None:
    np.savez_compressed(tmp_path / "d.npz", x=np.zeros((4000, 4000), "uint8"), y=np.arange(6), o=np.array([None]))
    found = Files(tmp_path).files.arrays("d.npz", "load", HERE)
    assert found is not None
    arrays = dict(found[0].arrays)
    assert arrays["x"] is not None
    assert arrays["y"] is not None
    assert (arrays["x"].shape, arrays["x"].is_whole, arrays["y"].is_whole, arrays["o"]) == (
        (4000, 4000),
        False,
        True,
        None,
    )
    with zipfile.ZipFile(tmp_path / "many.npz", "w") as archive:
        for number in range(100):
            archive.writestr(f"{number}.npy", b"")
    (tmp_path / "broken.npz").write_bytes(b"PK\x05\x06")
    (tmp_path / "text.npz").write_text("no archive")
    for name in ("many.npz", "broken.npz", "text.npz"):
        assert Files(tmp_path).files.arrays(name, "load", HERE) is None


def png(width: int, height: int, channels: int) -> bytes:
    color = {1: 0, 3: 2, 4: 6}[channels]
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">IIBBBBB", width, height, 8, color, 0, 0, 0)


JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF" + b"\0" * 10 + b"\xff\xc0\0\x11\x08\0\x1e\0\x28\x03" + b"\0" * 20


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (png(40, 30, 3), (30, 40, 3)),
        (png(40, 30, 1), (30, 40, 1)),
        (JPEG, (30, 40, 3)),
        (b"GIF89a\x28\0\x1e\0", (30, 40, None)),
        (b"BM" + b"\0" * 16 + struct.pack("<iiHH", 40, -30, 1, 24), (30, 40, None)),
        (png(0, 30, 3), None),
        (b"\xff\xd8\xff\xe0\xff\xff", None),
        (b"", None),
        (b"GIF89a", None),
    ],
)
def test_the_size_of_an_image_is_in_its_header(data: bytes, size: tuple[int, int, int | None] | None) -> None:
    found = size_of(data)
    assert (None if found is None else (found.height, found.width, found.channels)) == size


@given(st.sampled_from([b"", b"\xff\xd8", png(1, 1, 3)[:8], b"BM", b"GIF87a"]), st.binary(max_size=80))
@settings(max_examples=300, deadline=None)
def test_broken_images_have_no_size(start: bytes, rest: bytes) -> None:
    size_of(start + rest)


def images(root: Path, *names: str, count: int = 3) -> None:
    for name in names:
        (root / name).mkdir(parents=True)
        for number in range(count):
            (root / name / f"{number}.PNG").write_bytes(png(40, 30, 3))


def test_a_folder_of_images(tmp_path: Path) -> None:
    images(tmp_path / "train", "cats", "dogs", ".cache")
    (tmp_path / "train" / "notes.txt").write_text("")
    found = Files(tmp_path).files.images("train", "flow_from_directory", HERE)
    assert found is not None
    assert (found[0].names, found[0].visible, found[0].images) == ((".cache", "cats", "dogs"), ("cats", "dogs"), 9)
    assert {(size.height, size.width) for size in found[0].sizes} == {(30, 40)}
    (tmp_path / "train" / "cats" / "more").mkdir()
    os.utime(tmp_path / "train", (1, 1))
    again = Files(tmp_path).files.images("train", "flow_from_directory", HERE)
    assert again is not None
    assert again[0].images is None  # there may be more in the folder of the folder


def test_folders_that_are_not_looked_at(tmp_path: Path) -> None:
    images(tmp_path / "outside", "cats")
    root = tmp_path / "repo"
    images(root / "one", "cats", "dogs")
    images(root / "empty", "cats", "dogs", count=0)
    (root / "flat").mkdir()
    (root / "link").symlink_to(tmp_path / "outside")
    (root / "one" / "link").symlink_to(tmp_path / "outside" / "cats")
    for name, reason in {
        "empty": "without images",
        "flat": "no folders",
        "link": "not a folder",
        "one": "symbolic links",
        "../outside": "..",
        "one/cats/0.PNG": "not a folder",
    }.items():
        files = Files(root).files
        assert files.images(name, "flow_from_directory", HERE) is None
        assert reason in list(files.uses)[-1].reason, name


def test_switched_off_nothing_is_opened(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text("a\n1\n")
    assert "read-data" in Files(tmp_path, enabled=False).reason("d.csv")


def test_what_the_program_writes_is_of_another_run(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text("a\n1\n")
    files = Files(tmp_path)
    files.files.note_written("./d.csv")
    assert "written" in files.reason("d.csv")


def test_there_is_a_limit_to_the_files_of_a_program(tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / f"{number}.csv").write_text("a\n1\n")
    files = Files(tmp_path)
    reasons = [files.reason(f"{number}.csv") for number in range(20)]
    assert reasons[:16] == [""] * 16
    assert all("too many" in reason for reason in reasons[16:])


def test_the_reading_of_a_changed_file_is_new(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text("a\n1\n")
    first = Files(tmp_path).files.table("d.csv", "read_csv", HERE, Dialect())
    (tmp_path / "d.csv").write_text("a\n1\n22\n")
    second = Files(tmp_path).files.table("d.csv", "read_csv", HERE, Dialect())
    assert first is not None
    assert second is not None
    assert (first[0].rows, second[0].rows) == (1, 2)


def test_starting_costs_nothing() -> None:
    """Nothing of a format is imported before a file of it is named."""
    load = "import kerasrules.interpreter.libraries.registry as registry, sys, json; registry.load()"
    code = f"{load}; print(json.dumps(sorted(sys.modules)))"
    import subprocess

    modules = json.loads(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout)
    assert not {"kerasrules.data_files.delimited", "kerasrules.data_files.repository", "csv", "zipfile"}.intersection(
        modules
    )
