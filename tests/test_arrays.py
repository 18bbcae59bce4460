"""The data domain: operators, indexing, filling, joining; compared with numpy where it is installed."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from fake_reader import LOCATION, FakeReader, array, pixels, span

from kerasrules.interpreter.array_domain import (
    assignment,
    conversion,
    indexing,
    iteration,
    lattice,
    operators,
    sequences,
    written_labels,
)
from kerasrules.interpreter.array_domain.dtypes import promote
from kerasrules.interpreter.values import ArrayObject, BranchItems, Dataset, ListValue, LoopItems, Union
from kerasrules.model.data import ArrayInfo
from kerasrules.model.unknown import Unknown, WholeNumber


@pytest.fixture
def reader() -> Any:
    return FakeReader()


def test_division_by_a_number(reader: Any) -> None:
    result = reader.binary("/", pixels(10, 4), 255.0)
    assert span(result) == (0.0, 1.0, True)
    assert (result.info.dtype, result.info.shape) == ("float64", (10, 4))
    assert [step.text for step in result.info.steps] == ["divided by 255"]


def test_tanh_scaling(reader: Any) -> None:
    x = reader.binary("-", reader.binary("/", pixels(10), 127.5), 1)
    assert span(x) == (-1.0, 1.0, True)


def test_division_by_its_own_maximum_of_unknown_range(reader: Any) -> None:
    x = array(dtype="float32", low=0.0)
    result = reader.binary("/", x, reader.method(x, "max"))
    assert (result.info.low, result.info.high) == (0.0, 1.0)
    signed = array(dtype="float32")
    assert reader.binary("/", signed, reader.method(signed, "max")).info.high is None


def test_division_by_the_maximum_of_the_other_split(reader: Any) -> None:
    train, test = pixels(60, 4), pixels(10, 4)
    assert span(reader.binary("/", test, reader.method(train, "max"))) == (0.0, 1.0, True)


def test_a_bound_beyond_the_other_end(reader: Any) -> None:
    assert span(reader.function("numpy.maximum", array(low=-3.0, high=-1.0), 2)) == (2.0, 2.0, False)


@pytest.mark.parametrize("epsilon", [None, 1e-7, 0.01])
@pytest.mark.parametrize("axis", [None, 0])
def test_standardization(reader: Any, epsilon: float | None, axis: int | None) -> None:
    train, test = array(shape=(60, 4)), array(shape=(10, 4))
    mean, std = reader.method(train, "mean", axis=axis), reader.method(train, "std", axis=axis)
    if epsilon is not None:
        std = reader.binary("+", std, epsilon)
    for x in (train, test):
        result = reader.binary("/", reader.binary("-", x, mean), std)
        assert result.info.standardized
        assert result.info.shape == x.info.shape


def test_standardization_in_place(reader: Any) -> None:
    train, test = pixels(60, 4, dtype="float32"), pixels(10, 4, dtype="float32")
    mean = reader.method(train, "mean", axis=0)
    assignment.inplace(reader.heap, "-", train, mean, LOCATION)
    std = reader.method(train, "std", axis=0)
    assignment.inplace(reader.heap, "/", train, std, LOCATION)
    assignment.inplace(reader.heap, "-", test, mean, LOCATION)
    assignment.inplace(reader.heap, "/", test, std, LOCATION)
    assert train.info.standardized
    assert test.info.standardized


def test_mean_of_scaled_data_does_not_standardize_raw_data(reader: Any) -> None:
    raw = pixels(10, 4)
    scaled = reader.binary("/", pixels(60, 4), 255)
    mean, std = reader.method(scaled, "mean"), reader.method(scaled, "std")
    assert not reader.binary("/", reader.binary("-", raw, mean), std).info.standardized


def test_scaling_by_minimum_and_maximum(reader: Any) -> None:
    x = array(shape=(60, 4))
    low, high = reader.method(x, "min", axis=0), reader.method(x, "max", axis=0)
    result = reader.binary("/", reader.binary("-", x, low), reader.binary("-", high, low))
    assert span(result) == (0.0, 1.0, True)


def test_unsigned_numbers_wrap_round(reader: Any) -> None:
    assert span(reader.binary("*", pixels(3), 2)) == (0.0, 255.0, False)
    assert span(operators.unary("-", pixels(3), LOCATION)) == (0.0, 255.0, False)


def test_unknown_operands_leave_the_range_unknown(reader: Any) -> None:
    result = reader.binary("/", pixels(3, 2), Unknown("a number"))
    assert span(result) == (None, None, False)
    assert result.info.shape == (3, 2)


def test_comparison_is_a_mask(reader: Any) -> None:
    labels = array(shape=(5,), dtype="uint8", low=0.0, high=9.0, encoding="integer", classes=10)
    mask = reader.binary("==", labels, 3)
    assert (mask.info.dtype, mask.info.encoding, mask.info.classes) == ("bool", "integer", 2)


def test_in_place_division_is_seen_by_all_holders(reader: Any) -> None:
    x = pixels(3, dtype="float32")
    reader.heap.begin()
    assignment.inplace(reader.heap, "/", x, 255, LOCATION)
    assert span(x) == (0.0, 1.0, True)
    reader.heap.rollback()
    assert span(x) == (0.0, 255.0, True)


@pytest.mark.parametrize(
    ("index", "shape"),
    [
        (0, (28, 28)),
        (slice(None, 1000), (1000, 28, 28)),
        (slice(-10, None), (10, 28, 28)),
        ((Ellipsis, None), (60000, 28, 28, 1)),
        ((slice(None), slice(None), slice(None), None), (60000, 28, 28, 1)),
        ((slice(None), 0), (60000, 28)),
        ((slice(None), slice(0, 14), slice(None, None, 2)), (60000, 14, 14)),
        (slice(Unknown("n"), None), (None, 28, 28)),
        (None, (1, 60000, 28, 28)),
    ],
)
def test_subscript_shapes(reader: Any, index: Any, shape: Any) -> None:
    result = indexing.subscript(pixels(60000, 28, 28), index, LOCATION)
    assert result.info.shape == shape
    assert span(result) == (0.0, 255.0, True)


def test_masks_and_index_arrays(reader: Any) -> None:
    x = pixels(60, 28)
    mask = array(shape=(60,), dtype="bool")
    assert indexing.subscript(x, mask, LOCATION).info.shape == (None, 28)
    order = array(shape=(12,), dtype="int64")
    assert indexing.subscript(x, order, LOCATION).info.shape == (12, 28)
    assert indexing.subscript(x, Unknown("i"), LOCATION).info.high == 255.0


def test_columns_of_a_table_are_bounded_only(reader: Any) -> None:
    table = array(shape=(404, 13), low=0.0, high=711.0, bounds_attained=True)
    assert span(indexing.subscript(table, (slice(None), 3), LOCATION)) == (0.0, 711.0, False)


def test_one_hot_by_the_unit_matrix(reader: Any) -> None:
    labels = array(shape=(60,), dtype="uint8", encoding="integer")
    hot = indexing.subscript(reader.function("numpy.eye", 10), labels, LOCATION)
    assert (hot.info.encoding, hot.info.classes, hot.info.shape) == ("one-hot", 10, (60, 10))


def test_filling_a_blank(reader: Any) -> None:
    x = reader.function("numpy.zeros", (100, 28, 28))
    assignment.store_item(reader.heap, x, Unknown("i"), pixels(28, 28), LOCATION)
    assert span(x) == (0.0, 255.0, True)
    assert (x.info.shape, x.info.dtype, x.info.origin) == ((100, 28, 28), "float64", "pixels")
    assignment.store_item(reader.heap, x, Unknown("i"), array(low=-300.0, high=0.0), LOCATION)
    assert span(x) == (-300.0, 255.0, False)


def test_filling_with_what_is_not_known(reader: Any) -> None:
    x = reader.function("numpy.zeros", (100, 28, 28))
    assignment.store_item(reader.heap, x, 0, Unknown("a picture"), LOCATION)
    assert span(x) == (None, None, False)


def test_one_hot_by_filling(reader: Any) -> None:
    y = reader.function("numpy.zeros", (100, 10))
    rows = reader.function("numpy.arange", 100)
    assignment.store_item(reader.heap, y, (rows, array(shape=(100,), dtype="int64")), 1, LOCATION)
    assert (y.info.encoding, y.info.classes) == ("one-hot", 10)


def test_storing_into_known_data(reader: Any) -> None:
    x = pixels(10, 4)
    assignment.store_item(reader.heap, x, 0, 7, LOCATION)
    assert span(x) == (0.0, 255.0, True)
    assignment.store_item(reader.heap, x, 0, array(low=0.0, high=1000.0), LOCATION)
    assert span(x) == (None, None, False)
    assignment.store_item(reader.heap, x, slice(None), array(low=0.0, high=1.0), LOCATION)
    assert span(x) == (0.0, 1.0, False)


def test_assigned_columns_of_a_frame(reader: Any) -> None:
    frame = ArrayObject(ArrayInfo(shape=(None, None)), frame=True)
    labels = array(shape=(None,), dtype="int64", encoding="integer", classes=3, low=0.0, high=2.0)
    assignment.store_item(reader.heap, frame, "y", labels, LOCATION)
    assert indexing.subscript(frame, "y", LOCATION).info.classes == 3
    assert indexing.subscript(frame, "x", LOCATION).info.encoding is None
    chosen = indexing.subscript(frame, ListValue(("a", "b")), LOCATION)
    assert chosen.info.shape == (None, 2)


def test_lists_of_arrays(reader: Any) -> None:
    items = ListValue((pixels(8, 8, 3), pixels(8, 8, 3)))
    assert reader.function("numpy.array", items).info.shape == (2, 8, 8, 3)
    looped = ListValue((LoopItems((pixels(8, 8, 3),)),))
    result = reader.function("numpy.array", looped)
    assert result.info.shape == (None, 8, 8, 3)
    assert span(result) == (0.0, 255.0, True)
    branched = ListValue((BranchItems(((pixels(8),), (array(shape=(8,), low=0.0, high=1.0, bounds_attained=True),))),))
    assert span(reader.function("numpy.array", branched)) == (0.0, 255.0, False)


def test_class_numbers_in_a_list(reader: Any) -> None:
    looped = reader.function("numpy.array", ListValue((LoopItems((0,)), LoopItems((1,)), LoopItems((2,)))))
    assert (looped.info.encoding, looped.info.classes) == ("integer", 3)
    points = reader.function("numpy.array", ListValue((0, 1, 2, 3)))
    assert points.info.encoding is None


def test_what_is_surely_an_array(reader: Any) -> None:
    x = reader.function("numpy.array", Unknown("data"))
    assert isinstance(x, ArrayObject)
    result = reader.binary("/", reader.binary("-", x, reader.method(x, "mean")), reader.method(x, "std"))
    assert result.info.standardized
    assert isinstance(reader.function("tensorflow.cast", Unknown("perhaps a model's tensor"), "float32"), Unknown)


def test_join() -> None:
    a = ArrayInfo(
        shape=(60, 28), dtype="uint8", low=0.0, high=255.0, bounds_attained=True, split="train", augmented=True
    )
    assert lattice.join(a, a) == a
    other = replace(a, shape=(10, 28), high=1.0, split="test", augmented=False)
    joined = lattice.join(a, other)
    assert (joined.shape, joined.low, joined.high, joined.bounds_attained) == ((None, 28), 0.0, 255.0, False)
    assert (joined.split, joined.augmented) == (None, False)
    assert lattice.join(a, replace(a, low=None, high=None)).high is None


def test_iteration_and_length(reader: Any) -> None:
    x = pixels(60, 28, 28)
    assert iteration.iterate_element(x).info.shape == (28, 28)
    data = Dataset((pixels(None, 28, 28), array(encoding="integer")))
    first, second = iteration.iterate_element(data)
    assert first is not data.element[0]
    assert second.info.encoding == "integer"
    assert iteration.length(x) == 60
    assert isinstance(iteration.length(array()), Unknown)


def test_numbers_are_spelled_as_people_write_them() -> None:
    assert [lattice.spell(n) for n in (255.0, 127.5, 1 / 255, 1 / 127.5, 0.5, 0.1)] == [
        "255",
        "127.5",
        "1/255",
        "1/127.5",
        "0.5",
        "0.1",
    ]


# ---- against numpy -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(60))
def test_intervals_hold_what_numpy_computes(reader: Any, seed: int) -> None:
    np = pytest.importorskip("numpy")
    rng = random.Random(seed)

    def make() -> tuple[ArrayObject, Any]:
        dtype = rng.choice(["uint8", "int16", "int64", "float32", "float64"])
        low = rng.randint(0, 20) if dtype == "uint8" else rng.randint(-30, 20)
        high = low + rng.randint(0, 60)
        shape = rng.choice([(4, 3), (3,), (4, 1), (1, 3)])
        data = np.random.default_rng(seed).uniform(low, high, shape).astype(dtype)
        return array(shape=shape, dtype=dtype, low=float(low), high=float(high)), data

    x, data = make()
    for _ in range(4):
        operator = rng.choice(["+", "-", "*", "/", "//", "%", "**"])
        if rng.random() < 0.5 and operator != "**":
            y, other = make()
        else:
            y = other = rng.choice([2, 3, 0.5, 7, 10.0])
        flip = rng.random() < 0.3 and operator != "**"
        left, right = ((other, data), (data, other))[not flip]
        with np.errstate(all="ignore"):
            code = {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide}
            more = {"//": np.floor_divide, "%": np.mod, "**": np.power}
            try:
                data = {**code, **more}[operator](left, right)
            except (ValueError, OverflowError):
                return
        x = reader.binary(operator, y, x) if flip else reader.binary(operator, x, y)
        assert x.info.shape == data.shape
        if x.info.dtype is not None:
            assert x.info.dtype == str(data.dtype)
        finite = data[np.isfinite(data)].astype("float64")
        slack = 1e-4 * max(1.0, float(np.abs(finite).max(initial=0)))
        if x.info.low is not None and finite.size:
            assert finite.min() >= x.info.low - slack
        if x.info.high is not None and finite.size:
            assert finite.max() <= x.info.high + slack


def test_promotion_is_numpys() -> None:
    np = pytest.importorskip("numpy")
    names = ["bool", "uint8", "int8", "uint16", "int16", "int32", "uint32", "int64", "float16", "float32", "float64"]
    for left in names:
        for right in names:
            assert promote(left, right) == str(np.promote_types(left, right)), (left, right)


@pytest.mark.parametrize(
    "name", ["sqrt", "square", "abs", "exp", "log", "log1p", "tanh", "sin", "floor", "ceil", "sign"]
)
@pytest.mark.parametrize("ends", [(-3.0, 2.0), (0.5, 4.0), (-5.0, -1.0), (0.0, 1.0)])
def test_functions_of_one_value(reader: Any, name: str, ends: tuple[float, float]) -> None:
    np = pytest.importorskip("numpy")
    data = np.linspace(*ends, 101)
    info = reader.function(f"numpy.{name}", array(shape=(101,), dtype="float64", low=ends[0], high=ends[1])).info
    with np.errstate(all="ignore"):
        result = getattr(np, name)(data)
    result = result[np.isfinite(result)]
    if not result.size:
        return
    if info.low is not None:
        assert result.min() >= info.low - 1e-9
    if info.high is not None:
        assert result.max() <= info.high + 1e-9


# ---- labels class after class --------------------------------------------------------------------------------------


def _array_of(reader: Any, *parts: Any) -> ArrayObject:
    made: ArrayObject = reader.function("numpy.array", ListValue(parts))
    return made


def test_labels_of_a_loop_over_folders_stand_by_class(reader: Any) -> None:
    labels = _array_of(reader, LoopItems((0,)), LoopItems((1,)), LoopItems((2,)))
    assert labels.info.sorted_by_class
    assert (labels.info.encoding, labels.info.classes) == ("integer", 3)
    names = _array_of(reader, LoopItems(("cat",)), LoopItems(("dog",)))
    assert names.info.sorted_by_class
    codes = _array_of(reader, LoopItems((ListValue((1, 0)),)), LoopItems((ListValue((0, 1)),)))
    assert codes.info.sorted_by_class
    assert (codes.info.encoding, codes.info.classes) == ("one-hot", 2)


@pytest.mark.parametrize(
    "items",
    [
        (LoopItems((0, 1)),),
        (LoopItems((0,)),),
        (LoopItems((0,)), LoopItems((1,)), LoopItems((0,))),
        (LoopItems((Union((0, 1)),)),),
        (LoopItems((0,)), LoopItems((Unknown("a label"),))),
        (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
        (0, 0, 1, 1),
    ],
)
def test_other_lists_do_not(reader: Any, items: Any) -> None:
    assert not written_labels.are_sorted_by_class(items)


def test_blocks_stand_by_class(reader: Any) -> None:
    for size in (None, 50):
        zeros, ones = array(shape=(size,), low=0.0, high=0.0), array(shape=(size,), low=1.0, high=1.0)
        for name in ("concatenate", "hstack"):
            joined = reader.function(f"numpy.{name}", (zeros, ones))
            assert joined.info.sorted_by_class
            assert (joined.info.encoding, joined.info.classes) == ("integer", 2)
    assert reader.function("numpy.append", zeros, ones).info.sorted_by_class
    unknown = array(low=0.0, high=0.0), array(low=1.0, high=1.0)
    assert reader.function("numpy.hstack", unknown).info.sorted_by_class
    assert not reader.function("numpy.concatenate", (zeros, zeros)).info.sorted_by_class
    assert not reader.function("numpy.concatenate", (joined, joined)).info.sorted_by_class
    assert not reader.function("numpy.concatenate", (pixels(9), pixels(9))).info.sorted_by_class
    repeated = reader.function("numpy.repeat", ListValue((0, 1, 2)), 100)
    assert repeated.info.sorted_by_class
    assert repeated.info.classes == 3
    assert not reader.function("numpy.tile", ListValue((0, 1)), 100).info.sorted_by_class


def test_runs_set_in_a_blank_array(reader: Any) -> None:
    labels = reader.function("numpy.ones", (606,), dtype="int64")
    for number, run in enumerate((slice(0, 202), slice(202, 404), slice(404, None))):
        assignment.store_item(reader.heap, labels, run, number, LOCATION)
    assert labels.info.sorted_by_class
    assert (labels.info.encoding, labels.info.classes, span(labels)) == ("integer", 3, (0.0, 2.0, True))


def test_order_is_kept_or_lost(reader: Any) -> None:
    def labels() -> ArrayObject:
        return array(shape=(90,), dtype="int64", low=0.0, high=2.0, encoding="integer", classes=3, sorted_by_class=True)

    order = array(shape=(90,), dtype="int64", low=0.0)
    kept = [
        reader.function("keras.utils.to_categorical", labels()),
        reader.function("numpy.reshape", labels(), (-1, 1)),
        reader.method(labels(), "astype", "float32"),
        reader.binary("-", labels(), 1),
        reader.binary("==", labels(), 1),
        indexing.subscript(labels(), (slice(None), None), LOCATION),
        indexing.subscript(reader.function("numpy.eye", 3), labels(), LOCATION),
        reader.function("sklearn.model_selection.train_test_split", labels(), shuffle=False).items[0],
    ]
    assert all(one.info.sorted_by_class for one in kept)
    lost = [
        indexing.subscript(labels(), order, LOCATION),
        indexing.subscript(labels(), slice(0, 30), LOCATION),
        indexing.subscript(labels(), Unknown("an order"), LOCATION),
        reader.function("numpy.random.permutation", labels()),
        reader.function("sklearn.utils.shuffle", labels()),
        reader.function("sklearn.model_selection.train_test_split", labels()).items[0],
        reader.function("numpy.take", labels(), order),
        iteration.iterate_element(labels()),
    ]
    assert not any(one.info.sorted_by_class for one in lost)
    shuffled = labels()
    reader.function("numpy.random.shuffle", shuffled)
    assert not shuffled.info.sorted_by_class


def test_shuffled_lists_hold_one_item_of_each_kind(reader: Any) -> None:
    pairs = ListValue(tuple(LoopItems((ListValue((pixels(8, 8), label)),)) for label in range(10)))
    reader.function("random.shuffle", pairs)
    (run,) = pairs.state["items"]
    image, label = run.items[0].items
    assert span(image) == (0.0, 255.0, True)
    assert (label.info.encoding, label.info.classes) == ("integer", 10)
    counted = ListValue((3, 1, 2))
    reader.function("random.shuffle", counted)
    assert counted.items == (3, 1, 2)
    drawn = reader.function("random.sample", ListValue((LoopItems((0,)), LoopItems((1,)))), 5)
    assert not written_labels.are_sorted_by_class(drawn.state["items"])


def test_frames_below_each_other(reader: Any) -> None:
    frames = []
    for number in (0, 1):
        frame = ArrayObject(ArrayInfo(shape=(None, None)), frame=True)
        assignment.store_item(reader.heap, frame, "label", number, LOCATION)
        frames.append(frame)
    both = reader.function("pandas.concat", ListValue(tuple(frames)))
    assert indexing.subscript(both, "label", LOCATION).info.sorted_by_class
    mixed = reader.method(both, "sample", frac=1)
    assert not indexing.subscript(mixed, "label", LOCATION).info.sorted_by_class


# ---- rows, masks and columns ---------------------------------------------------------------------------------------


def test_rows_of_numbers_are_no_class_numbers(reader: Any) -> None:
    rows = _array_of(reader, *(ListValue(row) for row in ((0, 1, 0, 1), (1, 0, 0, 1), (1, 1, 0, 0))))
    assert (rows.info.shape, rows.info.encoding) == ((3, 4), None)
    column = _array_of(reader, ListValue((0,)), ListValue((1,)))
    assert column.info.shape == (2, 1)


def test_samples_of_some_classes(reader: Any) -> None:
    labels = array(
        shape=(90, 1), dtype="uint8", low=0.0, high=9.0, bounds_attained=True, encoding="integer", classes=10
    )
    mask = reader.method(reader.binary("<", labels, 2), "ravel")
    for index in (mask, reader.function("numpy.where", mask)[0]):
        some = indexing.subscript(labels, index, LOCATION)
        assert (some.info.bounds_attained, some.info.classes, some.info.encoding) == (False, None, "integer")


def test_values_replaced_by_a_mask_fill_the_range_no_more(reader: Any) -> None:
    x = pixels(9, 8, 8)
    assignment.store_item(reader.heap, x, reader.binary(">", x, 127), 1, LOCATION)
    assert span(x) == (0.0, 255.0, False)


def test_a_column_added_and_taken_away(reader: Any) -> None:
    frame = ArrayObject(
        ArrayInfo(shape=(569, 30), dtype="float64", low=0.0, high=4254.0, bounds_attained=True), frame=True
    )
    assignment.store_item(reader.heap, frame, "target", array(shape=(569,), encoding="integer", classes=2), LOCATION)
    assert span(frame) == (None, None, False)
    features = reader.method(frame, "drop", "target", axis=1)
    assert (features.info.shape, span(features)) == ((569, None), (0.0, 4254.0, True))
    assert span(reader.method(frame, "drop", columns="other")) == (None, None, False)
    assert reader.method(frame, "pop", "target").info.classes == 2
    assert span(frame) == (0.0, 4254.0, True)


def test_growing_from_no_samples(reader: Any) -> None:
    x = array(shape=(0, 8, 8), low=0.0, high=0.0)
    grown = reader.function("numpy.append", x, pixels(1, 8, 8), axis=0)
    assert (grown.info.shape, grown.info.origin, span(grown)) == ((None, 8, 8), "pixels", (0.0, 255.0, True))


def test_one_hot_codes_set_in_a_loop(reader: Any) -> None:
    codes = reader.function("numpy.zeros", (100, 46))
    label = array(shape=(), dtype="int64", low=0.0, high=45.0, encoding="integer", classes=46)
    assignment.store_item(reader.heap, codes, (Unknown("a count"), label), 1.0, LOCATION)
    assert (codes.info.encoding, codes.info.classes) == ("one-hot", 46)
    words = reader.function("numpy.zeros", (100, 46))
    assignment.store_item(
        reader.heap, words, (Unknown("a count"), array(shape=(None,), dtype="object", low=0.0)), 1.0, LOCATION
    )
    assert words.info.encoding is None


def test_lists_of_unknown_length_side_by_side(reader: Any) -> None:
    images, labels = (LoopItems((pixels(8, 8),)), LoopItems((pixels(8, 8),))), (LoopItems((0,)), LoopItems((1,)))
    pairs = iteration.zipped((images, labels))
    assert [run.items[0][1] for run in pairs] == [0, 1]
    back = sequences.unzipped(pairs)
    assert back is not None
    assert written_labels.are_sorted_by_class(back[1].state["items"])
    assert span(conversion.surely_array(back[0])) == (0.0, 255.0, True)
    skipped = BranchItems(((0,), ())), BranchItems(((pixels(8, 8),), ()))
    assert len(iteration.zipped(((skipped[1],), (skipped[0],)))[0].options) == 2


def test_other_lists_beside_each_other(reader: Any) -> None:
    (run,) = iteration.zipped(((LoopItems((pixels(8, 8),)),), (0, 1, 2)))
    image, label = run.items[0]
    assert span(image) == (0.0, 255.0, True)
    assert span(label) == (0.0, 2.0, True)
    assert sequences.unzipped((LoopItems(((1, 2),)), LoopItems((3,)))) is None
    assert sequences.unzipped(()) is None


def test_a_whole_number_takes_one_of_an_axis() -> None:
    table, row = array(shape=(100, 4), dtype="float64"), WholeNumber("a number of a range")
    for index, shape in ((row, (4,)), ((row, 0), ()), ((slice(None), row), (100,)), (Unknown("anything"), None)):
        taken = indexing.subscript(table, index, LOCATION)
        assert isinstance(taken, ArrayObject)
        assert taken.info.shape == shape
