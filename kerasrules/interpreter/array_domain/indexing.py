"""Reading items and slices of arrays: `x[index]`."""

from __future__ import annotations

from kerasrules.interpreter.array_domain import array_shapes, columns, lattice
from kerasrules.interpreter.array_domain.conversion import as_array
from kerasrules.interpreter.array_domain.frame_columns import _copy_columns, of_columns, one_column, several_columns
from kerasrules.interpreter.array_domain.nested_arrays import fresh
from kerasrules.interpreter.array_domain.provenance import derivation_of, derive, note_part
from kerasrules.interpreter.array_domain.sequences import flat_items
from kerasrules.interpreter.values import ArrayObject, Dataset, ListValue, Union, Value
from kerasrules.model.data import ArrayInfo, Shape
from kerasrules.model.locations import Location
from kerasrules.model.record import replace
from kerasrules.model.sample_sets import Chosen, Rows, SampleSet
from kerasrules.model.unknown import Unknown, WholeNumber


def _slice_size(index: slice, size: int | None, axis: int) -> int | None:
    """Number of items of a slice of an axis with `size` items."""
    ends = (index.start, index.stop, index.step)
    if not all(end is None or (isinstance(end, int) and not isinstance(end, bool)) for end in ends):
        return None
    if size is not None:
        try:
            return len(range(*index.indices(size)))
        except (ValueError, OverflowError):
            return None
    start, stop, step = index.start or 0, index.stop, index.step
    if axis > 0 and stop is not None and step in (None, 1) and 0 <= start <= stop:
        # one writes the columns that are there
        return stop - start  # type: ignore[no-any-return]
    return None


def is_full(index: Value) -> bool:
    return index is Ellipsis or (
        isinstance(index, slice) and index.start is None and index.stop is None and index.step in (None, -1)
    )


def _expand(parts: tuple[Value, ...], rank: int | None) -> list[Value] | None:
    """The index with its Ellipsis written out."""
    used = sum(1 for part in parts if part is not None and part is not Ellipsis)
    if Ellipsis not in [part if part is Ellipsis else None for part in parts]:
        return list(parts)
    if rank is None:
        return None
    expanded: list[Value] = []
    done = False
    for part in parts:
        if part is Ellipsis and not done:
            expanded.extend([slice(None)] * max(rank - used, 0))
            done = True
        elif part is not Ellipsis:
            expanded.append(part)
    return expanded


def _indexed_shape(shape: Shape | None, parts: tuple[Value, ...]) -> tuple[Shape | None, bool, bool]:
    """The shape of x[parts], whether the first axis is gone, and whether only a part of the last axis was taken."""
    expanded = _expand(parts, None if shape is None else len(shape))
    if expanded is None or shape is None:
        consuming = [part for part in parts if part is not None]
        first_gone = bool(consuming) and isinstance(consuming[0], (int, WholeNumber))
        partial = any(not is_full(part) for part in consuming[1:])
        return None, first_gone, partial
    result: list[int | None] = []
    axis = 0
    first_gone = partial = False
    fancy: Shape | bool | None = False
    position = 0
    for part in expanded:
        if part is None:
            result.append(1)
            continue
        if axis >= len(shape):
            return None, first_gone, partial
        size = shape[axis]
        last = axis == len(shape) - 1 and axis > 0
        if isinstance(part, slice):
            result.append(_slice_size(part, size, axis))
            partial |= last and not is_full(part)
        elif isinstance(part, (int, WholeNumber)) and not isinstance(part, bool):
            first_gone |= axis == 0
            partial |= last
        else:
            found = as_array(part)
            if found is None or found.info.shape is None:
                return None, first_gone, partial or axis > 0
            partial |= last
            if found.info.dtype == "bool":
                rank = len(found.info.shape)
                result.append(None)
                axis += rank - 1
            elif fancy is False:
                fancy, position = found.info.shape, len(result)
            else:
                fancy = array_shapes.broadcast(fancy, found.info.shape)  # type: ignore[arg-type]
                if fancy is None:
                    return None, first_gone, partial
        axis += 1
    result.extend(shape[axis:])
    if fancy is not False and fancy is not None:
        result[position:position] = list(fancy)  # type: ignore[arg-type]
    return tuple(result), first_gone, partial


def subscript(value: Value, index: Value, location: Location | None) -> Value:
    """`value[index]` of an array, or of a data generator of Keras (one batch)."""
    if isinstance(value, Dataset):
        return fresh(value.element)
    if not isinstance(value, ArrayObject):
        return Unknown("an item of an unknown value", location)
    info = value.info
    derived_from = derivation_of(value)
    if isinstance(index, str):
        return one_column(value, index)
    if value.frame and type(index) is int and info.shape is not None and len(info.shape) == 2:
        # df.iloc[0], or df[0] of a table without column names
        return derive(value, replace(of_columns(info, None), shape=(None,)))
    if isinstance(index, ListValue):
        names, counted = flat_items(index.state["items"])
        if names and any(isinstance(name, str) for name in names):
            return several_columns(value, names, counted)
        if isinstance(index.state["items"], Unknown) and value.frame:
            return derive(value, of_columns(info, -1))
        if value.frame and info.shape is not None and len(info.shape) == 2:
            # columns of df[[1]], rows of df.iloc[[1]]
            return derive(value, replace(of_columns(info, -1), shape=(None, None)))
    if isinstance(index, (Unknown, Union)):
        if value.frame:
            return derive(value, replace(lattice.unattained(info), shape=None, encoding=None, classes=None))
        one = isinstance(index, WholeNumber) and bool(info.shape)
        shape = info.shape[1:] if one and info.shape else None
        item = replace(lattice.shuffled(info), shape=shape)
        picked = _picked(item if shape else lattice.opened(item), info, one, False)
        picked = replace(lattice.of_part(picked), samples=samples_of(value).part(Chosen(index)))
        return derive(value, picked, keep_derivation=derived_from is not None)
    if value.frame and isinstance(index, ArrayObject) and index.info.dtype != "bool":
        # names of columns, or, for df.loc and df.iloc, of rows
        count = index.info.shape[0] if index.info.shape and index.info.dtype in ("object", "string") else None
        picked = of_columns(info, -1 if count is None else count)
        named = index.info.dtype in ("object", "string") and info.shape is not None
        return derive(value, picked if named else replace(picked, shape=None))
    parts = (index or (Ellipsis,)) if isinstance(index, tuple) else (index,)
    if value.frame and len(parts) == 2 and isinstance(parts[1], (str, ListValue)):
        rows = subscript(value, parts[0], location)
        return subscript(rows, parts[1], location) if isinstance(rows, ArrayObject) else rows
    shape, first_gone, partial = _indexed_shape(info.shape, parts)
    result = _of_picked_columns(value, parts, shape) or _of_picked_row(value, parts, shape)
    if result is None:
        result = _picked(replace(info, shape=shape), info, first_gone, partial)
        # of all samples in another order, every column is still there
        some = any(not is_full(part) and part is not None and not isinstance(part, ArrayObject) for part in parts)
        result = lattice.of_part(result) if some else result
    if info.sorted_by_class and not _keeps_order(parts[0]):
        result = replace(result, sorted_by_class=False)
    if info.encoding == "integer" and _selects(parts[0]):
        result = replace(lattice.unattained(result), classes=None)
    result = _of_rows(result, parts[0])
    if shape == () or (first_gone and info.shape is None):
        result = lattice.opened(result)
    codes = as_array(parts[0]) if info.encoding == "one-hot" and info.shape and len(parts) == 1 else None
    if codes is not None and codes.info.sorted_by_class and info.shape is not None and info.shape[0] == info.shape[-1]:
        # np.eye(10)[labels]
        result = replace(result, sorted_by_class=True)
    result = replace(result, samples=_taken(value, parts[0]))
    result_object = derive(value, result, keep_derivation=True)
    result_object.is_list = value.is_list and isinstance(parts[0], slice)
    _take_columns(value, result_object, parts)
    if isinstance(parts[0], slice) and not is_full(parts[0]) and all(is_full(part) for part in parts[1:]):
        note_part(result_object, value)
    if value.frame and len(parts) == 1:
        _copy_columns(value, result_object, lambda column: replace(_of_rows(column, parts[0]), shape=(None,)))
    return result_object


def _of_picked_columns(array: ArrayObject, parts: tuple[Value, ...], shape: Shape | None) -> ArrayInfo | None:
    """The facts of `table[:, index]` where the columns are known one by one."""
    rank = None if array.info.shape is None else len(array.info.shape)
    expanded = _expand(parts, rank)
    if not expanded or len(expanded) != rank or shape is None:
        return None
    parts = tuple(expanded)
    if not all(isinstance(part, slice) for part in parts[:-1]):
        return None
    picked = columns.picked(array, _positions(parts[-1]))
    return None if picked is None else replace(_of_rows(picked, parts[0]), shape=shape)


def _of_picked_row(array: ArrayObject, parts: tuple[Value, ...], shape: Shape | None) -> ArrayInfo | None:
    """The facts of `array[index]` where the items along the first axis are known one by one."""
    rows = columns.known_rows(array)
    if rows is None or not parts or type(parts[0]) is not int or not -len(rows) <= parts[0] < len(rows):
        return None
    return replace(rows[parts[0]], shape=shape) if all(map(is_full, parts[1:])) else None


def _take_columns(source: ArrayObject, target: ArrayObject, parts: tuple[Value, ...]) -> None:
    """Give a part of a table the columns that were taken."""
    known = columns.known(source)
    shape = source.info.shape
    if known is None or shape is None or target.info.shape is None or len(target.info.shape) != len(shape):
        return
    if not all(isinstance(part, (slice, ArrayObject)) for part in parts[: len(shape) - 1]):
        return
    index = parts[-1] if len(parts) == len(shape) else slice(None)
    positions = _positions(index)
    if len(parts) < len(shape):
        kept = [_picked(one, one, False, False) for one in known]
        if _selects(parts[0]):
            kept = [replace(lattice.unattained(one), classes=None) for one in kept]
        columns.note(target, [_of_rows(one, parts[0]) for one in kept])
    elif isinstance(positions, slice):
        columns.note(target, [_of_rows(one, parts[0]) for one in known[positions]])
    elif isinstance(positions, tuple) and all(-len(known) <= one < len(known) for one in positions):
        columns.note(target, [_of_rows(known[one], parts[0]) for one in positions])


def _positions(index: Value) -> Value:
    """An index of columns as Python's own."""
    if isinstance(index, ListValue) and isinstance(index.items, tuple):
        return index.items if all(type(item) is int for item in index.items) else None
    if isinstance(index, slice):
        ends = (index.start, index.stop, index.step)
        return index if all(end is None or type(end) is int for end in ends) else None
    return index if isinstance(index, int) else None


def samples_of(array: ArrayObject) -> SampleSet:
    """The samples that an array holds; of one that comes from nowhere, its own."""
    return array.info.samples or SampleSet(array)


def _taken(array: ArrayObject, index: Value) -> SampleSet | None:
    """The samples that the first index leaves; None where it leaves one."""
    if is_full(index):
        return samples_of(array)
    if isinstance(index, slice):
        if index.step not in (None, 1):
            return None
        size = array.info.shape[0] if array.info.shape else None
        start, stop = (
            size + end if type(end) is int and end < 0 and size is not None and size + end >= 0 else end
            for end in (index.start, index.stop)
        )
        return samples_of(array).part(Rows(start or None, stop))
    if isinstance(index, ArrayObject) and index.info.shape != ():
        return samples_of(array).part(Chosen(index, index.info.samples))
    return None


SELECTED = "positions found by a condition"
"""Origin of what np.where(condition) gives."""


def _selects(index: Value) -> bool:
    """Whether the samples are picked by a condition, as those of two classes out of ten."""
    if not isinstance(index, ArrayObject):
        return False
    return index.info.dtype == "bool" or index.info.origin == SELECTED


def _of_rows(info: ArrayInfo, rows: Value) -> ArrayInfo:
    """The facts of some rows of a table.

    Which values of a file are among them is unknown where a condition picks them, and of a table that is sorted.
    """
    if _selects(rows) or (info.sorted_by_class and not is_full(rows)):
        info = lattice.some_samples(info)
    return info if _keeps_order(rows) else lattice.shuffled(info)


def _keeps_order(index: Value) -> bool:
    """Whether the samples picked are all of them, or those of a mask, in their order."""
    return is_full(index) or index is None or (isinstance(index, ArrayObject) and index.info.dtype == "bool")


def _picked(result: ArrayInfo, before: ArrayInfo, first_gone: bool, partial: bool) -> ArrayInfo:
    """What a part of an array keeps of the whole."""
    rank = None if before.shape is None else len(before.shape)
    if partial and (rank is None or rank <= 2):
        # columns of a table have ranges of their own, channels of an image share one
        if not lattice.is_even(before):
            result = replace(lattice.unattained(result), mean=None, std=None)
        result = lattice.complete(result)
        if before.encoding in {"one-hot", "multi-hot"} or (
            before.encoding == "integer" and before.shape is not None and before.shape[-1] != 1
        ):
            result = replace(result, encoding=None, classes=None)
    if first_gone and before.encoding == "integer":
        result = lattice.unattained(result)
    return result
