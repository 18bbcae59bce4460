"""Data files: what is read from them, and the one sentence that each broken one gets."""

from __future__ import annotations

import os
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

np = pytest.importorskip("numpy", reason="confirm needs numpy")

from kerasrules.confirming.given.raw import RawData  # noqa: E402
from kerasrules.confirming.given.read import read as read_given  # noqa: E402
from kerasrules.confirming.given.wanted import Wanted, WantedInput  # noqa: E402
from kerasrules.confirming.plan.request import DataFile  # noqa: E402
from kerasrules.confirming.plan.targets import DataError  # noqa: E402

X = np.arange(40, dtype="float32").reshape(8, 5)
Y = np.array([0, 1] * 4)
Save = Callable[..., Path]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    """Save arrays as an .npz."""

    def save(**arrays: Any) -> Path:
        path = tmp_path / "data.npz"
        np.savez(path, **arrays)
        return path

    return save


@pytest.fixture
def table(tmp_path: Path) -> Callable[[str], Path]:
    """Write a CSV."""

    def table(text: str) -> Path:
        path = tmp_path / "data.csv"
        path.write_text(text, encoding="utf-8", newline="")
        return path

    return table


def wanted(inputs: int, outputs: int, width: int | None = None) -> Wanted:
    return Wanted((WantedInput((width,) if width is not None else None),) * inputs, outputs)


def read(file: DataFile, inputs: int, outputs: int, width: int | None = None) -> tuple[list[Any], list[Any], list[str]]:
    found: RawData = read_given(file, wanted(inputs, outputs, width))
    return found.x, found.y, found.notes


def refusal(path: Path, *names: str, target: str | None = None, inputs: int = 1, outputs: int = 1) -> str:
    with pytest.raises(DataError) as refused:
        read(DataFile(str(path), names, target), inputs, outputs)
    said = str(refused.value)
    assert path.name in said
    assert "\n" not in said
    return said


# ---- .npz ----


def test_x_and_y(save: Save) -> None:
    xs, ys, notes = read(DataFile(str(save(x=X, y=Y))), 1, 1)
    assert np.array_equal(xs[0], X)
    assert np.array_equal(ys[0], Y)
    assert notes == []


def test_named_arrays(save: Save) -> None:
    path = save(images=X, labels=Y, other=Y)
    xs, ys, _ = read(DataFile(str(path), ("images", "labels")), 1, 1)
    assert np.array_equal(xs[0], X)
    assert np.array_equal(ys[0], Y)


def test_several_inputs_and_outputs_in_their_order(save: Save) -> None:
    path = save(a=X, b=X + 1, c=Y)
    xs, ys, _ = read(DataFile(str(path), ("b", "a", "c")), 2, 1)
    assert np.array_equal(xs[0], X + 1)
    assert np.array_equal(ys[0], Y)


@pytest.mark.parametrize("names", [("images", "labels"), ("X", "Y"), ("X_train", "y_train"), ("train_x", "train_y")])
def test_names_in_use(save: Save, names: tuple[str, str]) -> None:
    xs, ys, _ = read(DataFile(str(save(**{names[0]: X, names[1]: Y, "other": Y}))), 1, 1)
    assert np.array_equal(xs[0], X)
    assert np.array_equal(ys[0], Y)


def test_missing_array(save: Save) -> None:
    said = refusal(save(pictures=X, kinds=Y))
    assert "no array 'x' (it has pictures, kinds)" in said
    assert "data.npz:images,labels" in said
    assert "no array 'lables' (it has images, labels)" in refusal(save(images=X, labels=Y), "images", "lables")


def test_no_arrays(save: Save) -> None:
    assert "no array 'x' (it has nothing)" in refusal(save())


@pytest.mark.parametrize(("names", "inputs", "outputs"), [((), 2, 1), (("x",), 1, 1), (("x", "y", "y"), 1, 1)])
def test_number_of_names(save: Save, names: tuple[str, ...], inputs: int, outputs: int) -> None:
    assert "name the arrays in this order" in refusal(save(x=X, y=Y), *names, inputs=inputs, outputs=outputs)


class Payload:
    """Writes a file when it is unpickled."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.write_text, (self.target, "unpickled"))


@pytest.mark.parametrize("name", ["x", "y"])
def test_objects_are_never_unpickled(save: Save, tmp_path: Path, name: str) -> None:
    trap = tmp_path / "trap"
    objects = np.array([Payload(trap), *[None] * 7], dtype=object)
    said = refusal(save(**{"x": X, "y": Y, name: objects}))
    assert said.startswith(f"{name} in ")
    assert "Python objects" in said
    assert not trap.exists()
    pickle.loads(pickle.dumps(Payload(trap)))
    assert trap.exists()  # it would have


def test_a_pickle_under_the_name_of_an_npz(tmp_path: Path) -> None:
    trap, path = tmp_path / "trap", tmp_path / "data.npz"
    path.write_bytes(pickle.dumps(Payload(trap)))
    assert "is not a readable .npz file" in refusal(path)
    assert not trap.exists()


def test_ragged_lists(save: Save) -> None:
    ragged = np.array([[1, 2], [3]] * 4, dtype=object)
    assert "padding" in refusal(save(x=ragged, y=Y))


def test_one_array_under_the_name_of_an_npz(tmp_path: Path) -> None:
    path = tmp_path / "data.npz"
    with open(path, "wb") as stream:
        np.save(stream, X)
    assert "contains one array; save x and y together with numpy.savez" in refusal(path)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 and nothing", b"text"])
def test_no_npz(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "data.npz"
    path.write_bytes(data)
    assert "is not a readable .npz file" in refusal(path)


def test_cut_and_damaged(save: Save) -> None:
    path = save(x=np.random.default_rng(0).normal(size=(100, 50)), y=np.zeros(100))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert "is not a readable .npz file" in refusal(path)
    path.write_bytes(whole[:2000] + b"\xff" * 100 + whole[2100:])
    assert "Python objects" not in refusal(path)  # a wrong checksum


def test_damaged_compressed(tmp_path: Path) -> None:
    path = tmp_path / "data.npz"
    np.savez_compressed(path, x=np.random.default_rng(0).normal(size=(100, 50)), y=np.zeros(100))
    whole = path.read_bytes()
    path.write_bytes(whole[:2000] + b"\xff" * 100 + whole[2100:])
    refusal(path)


def test_an_array_that_is_cut_within(tmp_path: Path) -> None:
    from io import BytesIO

    path, stream = tmp_path / "data.npz", BytesIO()
    np.save(stream, X)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x.npy", stream.getvalue()[:-40])
        archive.writestr("y.npy", stream.getvalue())
    said = refusal(path)
    assert "Python objects" not in said
    assert "x" in said


def test_a_member_that_is_no_array(tmp_path: Path) -> None:
    path = tmp_path / "data.npz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x", b"hello")
        archive.writestr("y", b"hello")
    assert "x in " in refusal(path)


def test_lengths(save: Save) -> None:
    assert "differ in their number of samples: 8, 7" in refusal(save(x=X, y=Y[:7]))
    assert "differ in their number of samples: 8, 0" in refusal(save(x=X, y=np.array(3)))


@pytest.mark.parametrize("count", [0, 1, 3])
def test_too_few(save: Save, count: int) -> None:
    assert "too few samples" in refusal(save(x=X[:count], y=Y[:count]))


@pytest.mark.parametrize(("value", "word"), [(np.nan, "NaN"), (np.inf, "infinite"), (-np.inf, "infinite")])
def test_not_finite(save: Save, value: float, word: str) -> None:
    x = X.copy()
    x[2, 3] = x[5, 0] = value
    said = refusal(save(x=x, y=Y))
    assert f"2 of the inputs in {save(x=x, y=Y)} are not finite (the first, {word}, in sample 2, position 3)" in said
    y = Y.astype("float64")
    y[4] = value
    assert f"1 of the labels in {save(x=X, y=y)} are not finite (the first, {word}, in sample 4)" in refusal(
        save(x=X, y=y)
    )


@pytest.mark.parametrize(
    ("array", "word"),
    [
        (X.astype("complex64"), "complex"),
        (X.astype("str"), "numbers are needed"),
        (X.astype("S"), "numbers are needed"),
        (np.zeros(8, dtype=[("a", "f4"), ("b", "i4")]), "records"),
        (np.arange(8).astype("datetime64[D]"), "numbers are needed"),
        (np.zeros((8, 0)), "empty"),
    ],
)
def test_inputs_that_are_no_numbers(save: Save, array: Any, word: str) -> None:
    assert word in refusal(save(x=array, y=Y))


@pytest.mark.parametrize("dtype", ["bool", "uint8", "int64", "float16", "float64", "longdouble", ">f4", ">i8"])
def test_numbers_of_every_kind(save: Save, dtype: str) -> None:
    """What comes out is something that every backend takes."""
    xs, _, _ = read(DataFile(str(save(x=(X % 2).astype(dtype), y=Y))), 1, 1)
    assert np.array_equal(xs[0], X % 2)
    assert xs[0].dtype.isnative
    assert xs[0].dtype.itemsize <= 8


def test_text_labels(save: Save) -> None:
    _, ys, _ = read(DataFile(str(save(x=X, y=np.array(["a", "b"] * 4)))), 1, 1)
    assert ys[0].tolist() == ["a", "b"] * 4


def test_no_file(tmp_path: Path) -> None:
    assert "no such file" in refusal(tmp_path / "none.npz")
    assert "no such file" in refusal(tmp_path / "none.csv", target="y")


def test_a_folder(tmp_path: Path) -> None:
    for name in ("data.npz", "data.csv"):
        (tmp_path / name).mkdir()
        refusal(tmp_path / name, target="y")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_unreadable(save: Save) -> None:
    path = save(x=X, y=Y)
    path.chmod(0)
    assert "Permission denied" in refusal(path)


# ---- .csv ----

ROWS = "a,b,price\n1,2,10\n3,4.5,20\n5,6,30\n7,8,40\n"


def test_table(table: Callable[[str], Path]) -> None:
    xs, ys, notes = read(DataFile(str(table(ROWS)), (), "price"), 1, 1)
    assert xs[0].tolist() == [[1, 2], [3, 4.5], [5, 6], [7, 8]]
    assert ys[0].tolist() == [10, 20, 30, 40]
    assert notes == []


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + ROWS,  # as spreadsheets save
        ROWS.replace("\n", "\r\n"),
        ROWS.replace("a,b", ' a , "b" '),
        ROWS.replace("\n3,", "\n\n3,"),
        ROWS.rstrip("\n"),
        ROWS.replace("10", '"10"'),
    ],
)
def test_forms_of_tables(table: Callable[[str], Path], text: str) -> None:
    xs, ys, _ = read(DataFile(str(table(text)), (), "price"), 1, 1)
    assert xs[0].shape == (4, 2)
    assert ys[0].tolist() == [10, 20, 30, 40]


def test_target_in_the_middle(table: Callable[[str], Path]) -> None:
    xs, ys, _ = read(DataFile(str(table(ROWS)), (), "b"), 1, 1)
    assert xs[0].tolist() == [[1, 10], [3, 20], [5, 30], [7, 40]]
    assert ys[0].tolist() == [2, 4.5, 6, 8]


def test_classes_by_name(table: Callable[[str], Path]) -> None:
    _, ys, _ = read(DataFile(str(table("a,kind\n1,cat\n2,dog\n3,cat\n4, dog \n")), (), "kind"), 1, 1)
    assert ys[0].tolist() == ["cat", "dog", "cat", "dog"]


@pytest.mark.parametrize(
    ("text", "target", "word"),
    [
        (ROWS, "prize", "no column 'prize' (it has a, b, price)"),
        ("", "y", "no column 'y' (it has none)"),
        ("a,y\n", "y", "no rows below its header"),
        ("y\n1\n2\n3\n4\n", "y", "no column other than 'y'"),
        ("a,y\n1,2\n3\n5,6\n7,8\n", "y", "line 3: 1 values for 2 columns"),
        ("a,y\n1,2\n3,4,5\n5,6\n7,8\n", "y", "line 3: 3 values for 2 columns"),
        ("a,y\n\n\n1,2\n3\n5,6\n7,8\n", "y", "line 5: 1 values for 2 columns"),
        ("a,y\n1,2\n1e99,4\n5,6\n7,8\n", "y", "infinite"),
        ("a,y\n1,2\n3,inf\n5,6\n7,8\n", "y", "1 of the labels"),
        ("a,y\n1,\n3,\n5,\n7,\n", "y", "column 'y' of "),
        ("a,y\nu,1\nv,2\n" + "".join(f"w{n},3\n" for n in range(60)), "y", "none of the columns 'a' can be used"),
        ("a,y,y\n1,2,3\n1,2,3\n1,2,3\n1,2,3\n", "y", "2 columns 'y'"),
        ("a,y\n1,2\n", "y", "too few samples"),
    ],
)
def test_broken_tables(table: Callable[[str], Path], text: str, target: str, word: str) -> None:
    assert word in refusal(table(text), target=target)


def test_no_target(table: Callable[[str], Path]) -> None:
    assert "--target COLUMN" in refusal(table(ROWS))


def test_a_table_has_one_input_and_one_target(table: Callable[[str], Path]) -> None:
    said = refusal(table(ROWS), target="price", inputs=2)
    assert "2 inputs and 1 output" in said
    assert ".npz" in said
    assert "for each output" in refusal(table(ROWS), target="price", outputs=3)


def test_other_encodings(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_bytes("größe,y\n1,2\n".encode("latin-1"))
    assert "cannot be read as CSV" in refusal(path, target="y")
    path.write_bytes(b"a,y\n1,\x00\n")
    refusal(path, target="y")
