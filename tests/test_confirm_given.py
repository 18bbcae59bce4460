"""Data of every kind that `--data` takes: what comes out of each, and the one sentence for what cannot be read."""

from __future__ import annotations

import argparse
import os
import re
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest

np = pytest.importorskip("numpy", reason="confirm needs numpy")

from kerasrules.cli.confirm import EPILOG, data_file  # noqa: E402
from kerasrules.confirming.given import given_tables as tables  # noqa: E402
from kerasrules.confirming.given import images  # noqa: E402
from kerasrules.confirming.given.encoded_columns import MOST_CATEGORIES  # noqa: E402
from kerasrules.confirming.given.raw import RawData  # noqa: E402
from kerasrules.confirming.given.read import read  # noqa: E402
from kerasrules.confirming.given.sampling import FEWEST, MOST_BYTES, MOST_SAMPLES, sample_count, spread_rows  # noqa: E402
from kerasrules.confirming.given.vocabulary import Vocabulary  # noqa: E402
from kerasrules.confirming.given.wanted import Wanted, WantedInput  # noqa: E402
from kerasrules.confirming.plan.request import DataFile  # noqa: E402
from kerasrules.confirming.plan.targets import DataError  # noqa: E402

X = np.arange(40, dtype="float32").reshape(8, 5)
Y = np.array([0, 1] * 4)


def one(*shape: int | None, words: int | None = None) -> Wanted:
    return Wanted((WantedInput(shape or None, words),))


def given(path: Path, wanted: Wanted | None = None, **how: Any) -> RawData:
    return read(DataFile(str(path), **how), wanted or Wanted())


def refusal(path: Path, wanted: Wanted | None = None, **how: Any) -> str:
    with pytest.raises(DataError) as refused:
        given(path, wanted, **how)
    said = str(refused.value)
    assert "\n" not in said
    return said


# ---- which samples ----


@pytest.mark.parametrize(("total", "count"), [(4, 4), (10, 3), (100_000, 4000), (4001, 4000)])
def test_rows_are_spread(total: int, count: int) -> None:
    rows = spread_rows(total, count)
    assert len(set(rows.tolist())) == count
    assert sorted(rows.tolist()) == rows.tolist()
    assert rows.tolist() == spread_rows(total, count).tolist()
    assert 0 <= rows[0] <= total / count
    assert total - 1 - total / count <= rows[-1] < total
    assert np.diff(rows).max(initial=0) <= 2 * total / count


def test_large_samples_are_fewer() -> None:
    assert sample_count(10**6, (8,)) == MOST_SAMPLES
    assert sample_count(10, (8,)) == 10
    assert FEWEST < sample_count(10**6, (224, 224, 3)) < MOST_BYTES // (4 * 224 * 224 * 3) + 1
    assert sample_count(10**6, (4000, 4000, 3)) == FEWEST


# ---- arrays ----


def test_two_npy_files(tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", X)
    np.save(tmp_path / "y.npy", Y)
    found = given(tmp_path / "x.npy", more=(str(tmp_path / "y.npy"),))
    assert np.array_equal(found.x[0], X)
    assert np.array_equal(found.y[0], Y)
    assert not isinstance(found.x[0], np.memmap)
    assert "give 2 files, as in --data x.npy,y.npy" in refusal(tmp_path / "x.npy")
    np.save(tmp_path / "y.npy", Y[:7])
    assert "differ in their number of samples: 8, 7" in refusal(tmp_path / "x.npy", more=(str(tmp_path / "y.npy"),))
    np.save(tmp_path / "y.npy", np.array([None] * 8), allow_pickle=True)
    assert "Python objects" in refusal(tmp_path / "x.npy", more=(str(tmp_path / "y.npy"),))
    (tmp_path / "y.npy").write_bytes(b"no array")
    assert "cannot be read" in refusal(tmp_path / "x.npy", more=(str(tmp_path / "y.npy"),))
    (tmp_path / "y.npy").write_bytes((tmp_path / "x.npy").read_bytes()[:-20])
    assert "is not a readable .npy file" in refusal(tmp_path / "x.npy", more=(str(tmp_path / "y.npy"),))


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
@pytest.mark.parametrize("is_small", [True, False])
def test_samples_of_a_long_archive(tmp_path: Path, save: Any, is_small: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    from kerasrules.confirming.given import arrays

    if not is_small:
        monkeypatch.setattr(arrays, "_SMALL", 100)
        monkeypatch.setattr(arrays, "_CHUNK", 1000)
    x = np.arange(3 * 20_000, dtype="float64").reshape(20_000, 3)
    save(tmp_path / "d.npz", x=x, y=np.arange(20_000) % 7)
    found = given(tmp_path / "d.npz")
    rows = spread_rows(20_000, MOST_SAMPLES)
    assert np.array_equal(found.x[0], x[rows])
    assert np.array_equal(found.y[0], rows % 7)
    assert found.total == 20_000


def header(shape: tuple[int, ...], kind: str = "<f4") -> bytes:
    """What stands before the values of an .npy file."""
    text = repr({"descr": kind, "fortran_order": False, "shape": shape}).encode()
    text += b" " * (117 - len(text)) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text


@pytest.mark.parametrize(
    ("shape", "kind", "words"),
    [
        ((8, 10**9), "<f4", "ends too early"),
        ((8, 10**18), "<f4", "its shape is"),
        ((10**40,), "<f4", "its shape is"),
        ((-8, 5), "<f4", "its shape is"),
        ((8, -5), "<f4", "its shape is"),
        ((8,), "<U99999999", "ends too early"),
        ((10**12,), "|S0", "read"),
    ],
)
@pytest.mark.parametrize("suffix", ["npz", "npy"])
def test_headers_that_say_too_much(tmp_path: Path, shape: tuple[int, ...], kind: str, words: str, suffix: str) -> None:
    path = tmp_path / f"d.{suffix}"
    content = header(shape, kind) + b"\0" * 200
    if suffix == "npz":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("x.npy", content)
            archive.writestr("y.npy", content)
        assert words in refusal(path)
    else:
        path.write_bytes(content)
        assert words in refusal(path, more=(str(path),))


def test_samples_that_are_too_large(tmp_path: Path) -> None:
    for name, width in (("x", 200 * 2**20), ("y", 1)):
        with open(tmp_path / f"{name}.npy", "wb") as file:
            file.write(header((8, width)))
            file.truncate(128 + 8 * width * 4)  # takes no room on the disk
    assert "are too large" in refusal(tmp_path / "x.npy", more=(str(tmp_path / "y.npy"),))


def test_an_archive_that_unpacks_to_much_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kerasrules.confirming.given import arrays

    monkeypatch.setattr(arrays, "_LONG", 2**20)
    np.savez_compressed(tmp_path / "d.npz", x=np.zeros((1000, 1000)), y=np.arange(1000))
    assert "x in" in (said := refusal(tmp_path / "d.npz"))
    assert "unpacks to 0.0 GB of almost the same values" in said


def test_columns_one_after_the_other(tmp_path: Path) -> None:
    np.savez(tmp_path / "d.npz", x=np.asfortranarray(X), y=Y)
    assert np.array_equal(given(tmp_path / "d.npz").x[0], X)


def test_several_inputs_by_their_names(tmp_path: Path) -> None:
    np.savez(tmp_path / "d.npz", right=X + 1, left=X, kind=Y)
    two = Wanted((WantedInput(), WantedInput()), 1, names=("left", "right", "kind"))
    found = given(tmp_path / "d.npz", two)
    assert np.array_equal(found.x[1], X + 1)
    assert np.array_equal(found.y[0], Y)


def test_hdf(tmp_path: Path) -> None:
    h5py = pytest.importorskip("h5py")
    path = tmp_path / "d.h5"
    with h5py.File(path, "w") as file:
        file["x"], file["y"], file["part/kind"] = X, Y, [b"a", b"b"] * 4
        file["elsewhere"] = h5py.ExternalLink("other.h5", "/x")
        file["one"] = 3
        file.create_dataset("things", (8,), h5py.vlen_dtype("int32"))
    found = given(path)
    assert np.array_equal(found.x[0], X)
    assert np.array_equal(found.y[0], Y)
    assert given(path, names=("x", "part/kind")).y[0].tolist() == ["a", "b"] * 4
    assert "no array 'elsewhere' (it has" in refusal(path, names=("elsewhere", "y"))
    assert "Python objects" in refusal(path, names=("x", "things"))
    assert "single value" in refusal(path, names=("x", "one"))
    path.write_bytes(b"\x89HDF\r\n\x1a\n and nothing")
    assert "is not a readable HDF5 file" in refusal(path)


def test_samples_of_a_long_hdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    h5py = pytest.importorskip("h5py")
    from kerasrules.confirming.given import hdf

    monkeypatch.setattr(hdf, "_CACHE", 1000)
    with h5py.File(tmp_path / "d.h5", "w") as file:
        file.create_dataset("x", data=np.arange(9000.0)[:, None], chunks=(100, 1), compression="gzip")
        file["y"] = np.arange(9000) % 2
    found = given(tmp_path / "d.h5")
    assert found.x[0][:, 0].tolist() == spread_rows(9000, MOST_SAMPLES).tolist()


# ---- tables ----

TOWNS = "town,rooms,sold,price\nRome,2,2020-01-01,10\nOslo,,2020-01-03,20\nRome,4,2020-01-02,30\n,6,2020-01-01,40\n"


def written(folder: Path, text: str, name: str = "t.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_texts_dates_and_gaps(tmp_path: Path) -> None:
    found = given(written(tmp_path, TOWNS), target="price")
    assert found.x[0].tolist() == [[0, 0, 1, 2, 0], [0, 1, 0, 4, 2], [0, 0, 1, 4, 1], [1, 0, 0, 6, 0]]
    assert found.y[0].tolist() == [10, 20, 30, 40]
    assert found.notes == [
        "columns of text: 'town' (3) went in as a column of 0 and 1 for each value",
        "columns of dates: 'sold' went in as days since the first",
        "missing values were replaced by the median: 1 of 'rooms' (4)",
    ]
    assert found.has_plain_labels


@pytest.mark.parametrize(
    ("width", "first", "words"),
    [
        (3, [2, 2, 0], "the number of the value in alphabetical order"),
        (4, [0, 1, 2, 0], "each value but the first"),
        (5, [0, 0, 1, 2, 0], "for each value"),
        (9, [0, 0, 1, 2, 0], "for each value"),
    ],
)
def test_as_many_columns_as_the_model_takes(tmp_path: Path, width: int, first: list[int], words: str) -> None:
    found = given(written(tmp_path, TOWNS), one(width), target="price")
    assert found.x[0][0].tolist() == first
    assert words in found.notes[0]


def test_names_are_left_out(tmp_path: Path) -> None:
    rows = "".join(f"person {n},{n},{'yes' if n % 3 else 'no'}\n" for n in range(60))
    found = given(written(tmp_path, "who,age,buys\n" + rows), target="buys")
    assert found.x[0].shape == (60, 1)
    assert found.notes == ["left out: 'who' (60 different texts)"]
    assert found.y[0][:2].tolist() == ["no", "yes"]


def test_many_values_are_numbered(tmp_path: Path) -> None:
    rows = "".join(f"town {n % 30:02},{n}\n" for n in range(120))
    found = given(written(tmp_path, "town,price\n" + rows), target="price")
    assert MOST_CATEGORIES < 30
    assert found.x[0][:3].tolist() == [[0], [1], [2]]


def test_stray_texts_in_a_column_of_numbers(tmp_path: Path) -> None:
    rows = "".join(f"{'n.a.' if n == 7 else n},{n % 2}\n" for n in range(40))
    found = given(written(tmp_path, "a,y\n" + rows), target="y")
    assert found.x[0][7].tolist() == [20]
    assert "1 of 'a', 1 of them text (20)" in found.notes[0]


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("1,2,0\n3,4,1\n5,6,0\n7,8,1\n", "2"),
        ("a;b;c\n1,0;2;0\n3,0;4;1\n5,0;6;0\n7;8;1\n", "c"),
        ("a\tb\tc\n1\t2\t0\n3\t4\t1\n5\t6\t0\n7\t8\t1\n", "c"),
        ("a,b,c\n1,2,0\n3,4,1\n9,9,\n5,6,0\n7,8,1\n", "c"),
        ("a,b,c\n1,2,False\n3,4,True\n5,6,false\n7,8,TRUE\n", "c"),
        ("a,b,c\n1,2,0\n3,4,1\n5,6,0\n7,8,1\n,,\n", "c"),
    ],
)
def test_forms_of_tables(tmp_path: Path, text: str, target: str) -> None:
    found = given(written(tmp_path, text), target=target)
    assert found.x[0].tolist() == [[1, 2], [3, 4], [5, 6], [7, 8]]
    assert found.y[0].tolist() == [0, 1, 0, 1]


def test_several_targets(tmp_path: Path) -> None:
    path = written(tmp_path, "a,b,c\n1,2,0\n3,4,1\n5,6,0\n7,8,1\n")
    assert given(path, target="b,c").y[0].tolist() == [[2, 0], [4, 1], [6, 0], [8, 1]]
    found = given(path, Wanted((WantedInput(),), 2), target="b,c")
    assert [y.tolist() for y in found.y] == [[2, 4, 6, 8], [0, 1, 0, 1]]
    assert "no column 'd'" in refusal(path, target="b,d")


def test_a_long_table_is_sampled_over_all_of_it(tmp_path: Path) -> None:
    path = written(tmp_path, "a,y\n" + "".join(f"{n},{n}\n" for n in range(30_000)))
    found = given(path, target="y")
    assert len(found.x[0]) == MOST_SAMPLES
    assert found.total == 30_000
    assert np.array_equal(found.x[0][:, 0], found.y[0])
    assert (np.diff(found.y[0]) > 0).all()
    assert abs(found.y[0].mean() - 15_000) < 600
    assert np.array_equal(given(path, target="y").x[0], found.x[0])


def test_lines_at_even_distances_of_a_huge_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, "a,y\n" + "".join(f"{n:05},{n:05}\n" for n in range(30_000)))
    monkeypatch.setattr(tables, "_WHOLE", 1000)
    found = given(path, target="y")
    assert abs(found.total - 30_000) < 600
    assert abs(found.y[0].mean() - 15_000) < 600
    assert found.y[0].min() < 30 < 29_970 < found.y[0].max()
    assert "rows of " in found.notes[0]
    path = written(tmp_path, "a,y\n" + '"1\n2",3\n' * 5000)
    assert given(path, target="y").total == 5000  # from start to end: a line may be part of a row


def test_a_line_without_end(tmp_path: Path) -> None:
    path = written(tmp_path, "a,y\n" + "1," * 600_000)
    assert "line 2: the line is longer than" in refusal(path, target="y")


def test_columns_without_end(tmp_path: Path) -> None:
    path = written(tmp_path, "a" + "," * 120_000 + "\n" + "1" + "," * 120_000)
    assert "120,001 columns; no more than 100,000 are read" in refusal(path, target="a")


def test_many_columns_have_fewer_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_MOST_CELLS", 300)
    path = written(tmp_path, "a,b,y\n" + "1,2,3\n" * 500)
    assert len(given(path, target="y").y[0]) == 100


def test_parquet(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    from datetime import date

    columns = {
        "town": ["Rome", "Oslo", "Rome", None],
        "rooms": [2, None, 4, 6],
        "sold": [date(2020, 1, day) for day in (1, 3, 2, 1)],
        "price": [10.0, 20.0, 30.0, 40.0],
    }
    path = tmp_path / "t.parquet"
    parquet.write_table(pyarrow.table(columns), path)
    found = given(path, target="price")
    assert found.x[0].tolist() == [[0, 0, 1, 2, 0], [0, 1, 0, 4, 2], [0, 0, 1, 4, 1], [1, 0, 0, 6, 0]]
    assert "no column 'prize'" in refusal(path, target="prize")
    parquet.write_table(pyarrow.table({"a": [[1], [2]], "y": [1, 2]}), path)
    assert "holds lists" in refusal(path, target="y")
    path.write_bytes(b"PAR1 and nothing")
    assert "is not a readable parquet file" in refusal(path, target="y")


def test_parquet_without_a_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    for name in ("pyarrow", "pyarrow.parquet", "pandas"):
        monkeypatch.setitem(sys.modules, name, None)
    assert "pip install pyarrow" in refusal(written(tmp_path, "PAR1", "t.parquet"), target="y")


# ---- folders ----


def png(path: Path, side: int, brightness: int) -> None:
    rows = b"".join(b"\0" + bytes([brightness] * side * 3) for _ in range(side))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    )


def leaves(folder: Path) -> Path:
    for number in range(3):
        png(folder / "oak" / f"{number}.png", 6, 200)
        png(folder / "ash" / f"{number}.png", 6, 100)
    return folder


@pytest.mark.parametrize("part", ["", "train"])
def test_images(tmp_path: Path, part: str) -> None:
    pytest.importorskip("PIL")
    leaves(tmp_path / "leaves" / part)
    if part:
        leaves(tmp_path / "leaves" / "test")
    found = given(tmp_path / "leaves", one(4, 4, 3))
    assert found.x[0].shape == (6, 4, 4, 3)
    assert found.x[0][:, 0, 0, 0].tolist() == [100, 100, 100, 200, 200, 200]
    assert found.y[0].tolist() == [0, 0, 0, 1, 1, 1]
    assert "classes by the names of their folders: 0 ash, 1 oak" in found.notes
    assert any("the folder train was read" in note for note in found.notes) == bool(part)
    assert given(tmp_path / "leaves", one(None, None, 1)).x[0].shape == (6, 6, 6, 1)
    assert given(tmp_path / "leaves", one(3, 4, 5)).x[0].shape == (6, 3, 4, 5)
    assert "not images" in refusal(tmp_path / "leaves", one(4))


def test_broken_images_are_left_out(tmp_path: Path) -> None:
    pytest.importorskip("PIL")
    path = leaves(tmp_path / "leaves")
    (path / "oak" / "2.png").write_bytes(b"no image")
    found = given(path, one(4, 4, 3))
    assert len(found.x[0]) == 5
    assert found.notes[0].startswith("1 images of ")
    for file in path.rglob("*.png"):
        file.write_bytes(b"no image")
    assert "6 of 6 images cannot be read" in refusal(path, one(4, 4, 3))


def test_images_without_a_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "PIL", None)
    monkeypatch.setitem(sys.modules, "tensorflow", None)
    assert "pip install pillow" in refusal(leaves(tmp_path / "leaves"), one(4, 4, 3))


def test_images_by_tensorflow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    pytest.importorskip("tensorflow")
    monkeypatch.setitem(sys.modules, "PIL", None)
    found = given(leaves(tmp_path / "leaves"), one(4, 4, 3))
    assert found.x[0][:, 0, 0, 0].tolist() == [100, 100, 100, 200, 200, 200]


def test_texts(tmp_path: Path) -> None:
    for name, text in (("good", "What a day!"), ("bad", "never again, never")):
        for number in range(3):
            path = tmp_path / "reviews" / name / f"{number}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    found = given(tmp_path / "reviews", one(4, words=50))
    assert found.x[0].tolist() == [[2, 4, 2, 0]] * 3 + [[6, 3, 5, 0]] * 3
    assert found.y[0].tolist() == [0, 0, 0, 1, 1, 1]
    assert "does not start with an Embedding" in refusal(tmp_path / "reviews", one(4))


def test_words() -> None:
    known = Vocabulary.of(["to be or not to be", "To be!"], 4)
    rows, note = known.padded(["be to", "or"], None)
    assert rows.tolist() == [[2, 3], [1, 0]]
    assert "2 of which are known" in note


def test_strings_of_an_archive(tmp_path: Path) -> None:
    np.savez(tmp_path / "d.npz", x=np.array(["good day", "bad day"] * 4), y=Y)
    assert given(tmp_path / "d.npz", one(3, words=9)).x[0][:2].tolist() == [[4, 2, 0], [3, 2, 0]]


def test_folders_without_classes(tmp_path: Path) -> None:
    assert "must hold a folder for each class" in refusal(tmp_path)
    png(tmp_path / "oak" / "1.png", 4, 9)
    assert "(it has oak)" in refusal(tmp_path, one(4, 4, 3))
    two = Wanted((WantedInput(), WantedInput()))
    assert "2 inputs" in refusal(tmp_path, two)


# ---- what is no data ----


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this platform has no pipes in its file system")
@pytest.mark.parametrize("name", ["d.npz", "d.npy", "d.csv", "d.h5", "d.parquet"])
def test_pipes_and_devices(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    assert "neither a file nor a folder" in refusal(tmp_path / name, target="y")
    assert "neither a file nor a folder" in refusal(Path("/dev/zero"), target="y")


def test_size_of_images() -> None:
    with pytest.raises(DataError, match="5 channels"):
        images.image_size((8, 8, 5), "")
    assert images.image_size((28, 28), "").channels == 1
    assert images.image_size((3, 8, 9), "").channels_first


# ---- the commands of the documentation ----

DOCUMENTED = sorted(
    {
        match[1] + (f" --target {match[2]}" if match[2] else "")
        for text in ((Path(__file__).parent.parent / "docs/confirm.md").read_text(encoding="utf-8"), EPILOG)
        for match in re.finditer(r"(?<!-- )--data ([\w/:]+[\w./:,]*)(?: --target ([\w,]+))?", text)
    }
)


def test_there_are_commands() -> None:
    assert len(DOCUMENTED) >= 8


@pytest.mark.parametrize("command", DOCUMENTED)
def test_commands_of_the_documentation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    """Each `--data` that the documentation shows is taken, with data of that kind."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "elsewhere").mkdir()
    data, _, target = command.partition(" --target ")
    path, _, named = data.partition(":")
    names = named.split(",") if named else ["x", "y"]
    wanted = one(5)
    if path.endswith(".npz"):
        np.savez(path, **dict(zip(names, (X, Y), strict=True)))
    elif path.endswith(".h5"):
        h5py = pytest.importorskip("h5py")
        with h5py.File(path, "w") as file:
            for name, array in zip(names, (X, Y), strict=True):
                file[name] = array
    elif path.endswith(".npy"):
        for name, array in zip(path.split(","), (X, Y), strict=True):
            np.save(name, array)
    elif path.endswith(".csv"):
        columns = ["a", "b", *(target or "price").split(",")]
        row = ",".join("1234"[: len(columns)])
        written(tmp_path, "\n".join([",".join(columns), *[row] * 5]), path)
    else:
        pytest.importorskip("PIL")
        leaves(tmp_path / path)
        wanted = one(4, 4, 3)
    given_file = data_file(argparse.Namespace(data=data, target=target or None))
    assert given_file is not None
    if given_file.needs_target:
        return  # it stands for a file of the program
    found = read(given_file, wanted)
    assert len(found.x) == len(found.y) == 1
