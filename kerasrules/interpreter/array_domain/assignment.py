"""Changes in place: item assignment, augmented assignment, shuffling."""

from __future__ import annotations

from kerasrules.interpreter.array_domain import columns, lattice
from kerasrules.interpreter.array_domain.conversion import as_array
from kerasrules.interpreter.array_domain.frame_columns import (
    all_named,
    column_key,
    is_of_cells,
    named,
    of_cells,
    of_columns,
    settle,
)
from kerasrules.interpreter.array_domain.indexing import is_full, samples_of
from kerasrules.interpreter.array_domain.iteration import merged
from kerasrules.interpreter.array_domain.operators import binary
from kerasrules.interpreter.array_domain.provenance import Derivation, derivation_of
from kerasrules.interpreter.array_domain.sequences import flat_items
from kerasrules.interpreter.array_domain.written_labels import are_sorted_by_class
from kerasrules.interpreter.heap import Heap
from kerasrules.interpreter.values import ArrayObject, ListValue, LoopItems, Value
from kerasrules.model.data import ArrayInfo
from kerasrules.model.locations import Location
from kerasrules.model.record import replace


def shuffle_in_place(heap: Heap, value: Value) -> None:
    """The samples of an array, or the items of a list, come into an order that is unknown."""
    if isinstance(value, ArrayObject):
        parts = columns.known(value) or ()
        mixed = replace(lattice.shuffled(value.info), samples=samples_of(value).mixed())
        set_info(heap, value, mixed, derivation_of(value))
        if parts:
            columns.after_change(heap, value, [lattice.shuffled(part) for part in parts])
    elif isinstance(value, ListValue):
        value_items = value.state["items"]
        flat, counted = flat_items(value_items)
        if flat and (not counted or are_sorted_by_class(value_items)):
            heap.write(value, "items", (LoopItems((merged(flat),)),))


def set_info(heap: Heap, target: ArrayObject, info: ArrayInfo, derived_from: Derivation | None = None) -> None:
    """Change what is known of an array, for all who hold it."""
    heap.write(target, "info", info if info is not target.info else replace(info))
    if derivation_of(target) != derived_from:
        heap.write(target, "derived_from", derived_from or "none")


def inplace(heap: Heap, operator: str, target: ArrayObject, value: Value, location: Location | None) -> Value:
    """`target operator= value`: the array itself changes. Returns it."""
    result = binary(operator, target, value, location)
    if not isinstance(result, ArrayObject):
        set_info(heap, target, lattice.forget_values(target.info))
        return target
    info = result.info
    if target.info.shape is not None:
        info = replace(info, shape=target.info.shape)
    set_info(heap, target, info, derivation_of(result))
    return target


def store_item(heap: Heap, target: ArrayObject, index: Value, value: Value, location: Location | None) -> None:
    """`target[index] = value`."""
    info = target.info
    if target.frame or isinstance(index, str):
        _store_column(heap, target, index, value)
        return
    found = as_array(value)
    if found is None:
        set_info(heap, target, lattice.forget_values(info), _guarded(target))
        return
    new = found.info
    parts = index if isinstance(index, tuple) else (index,)
    if all(is_full(part) for part in parts):
        set_info(heap, target, replace(new, shape=info.shape, dtype=info.dtype or new.dtype))
        return
    block = _with_block(info, parts, new)
    if block is not None:
        set_info(heap, target, block)
        return
    if target.blank:
        filled = replace(_filled(info, new), sorted_by_class=False)
        partly = any(not is_full(part) for part in parts[1:])
        blank = info.low == 0 == info.high
        if partly if blank else not lattice.are_alike((info, new)):
            filled = replace(filled, uneven=True)
        if _is_one_hot(info, parts, new) and info.shape is not None:
            # y[np.arange(n), labels] = 1
            filled = lattice.labels("one-hot", info.shape[-1], info.shape, info.dtype, new.split, samples=new.samples)
        set_info(heap, target, filled)
        return
    if derivation_of(target) is not None:
        # std[std == 0] = 1: a guard against division by zero
        set_info(heap, target, lattice.forget_values(info), _guarded(target))
        return
    inside = (
        None not in (info.low, info.high, new.low, new.high)
        and info.low <= new.low  # type: ignore[operator]
        and new.high <= info.high  # type: ignore[operator]
    )
    if inside and not all(isinstance(part, (int, slice)) for part in parts):
        # x[x > 127] = 1, and x[i] = x[i] / 255 in a loop: which values are left is unknown
        info = lattice.unattained(info)
    set_info(heap, target, info if inside else lattice.forget_values(info))


def _with_block(info: ArrayInfo, parts: tuple[Value, ...], new: ArrayInfo) -> ArrayInfo | None:
    """Labels of which a run was set to one number: `labels[200:400] = 1`."""
    vector = info.shape is not None and len(info.shape) == 1
    run = len(parts) == 1 and isinstance(parts[0], slice) and parts[0].step in (None, 1)
    if not (
        vector
        and run
        and new.shape == ()
        and lattice.is_constant(new)
        and (lattice.is_constant(info) or info.sorted_by_class)
    ):
        return None
    if info.low is None or info.high is None or new.low is None:
        return None
    low, high = min(info.low, new.low), max(info.high, new.low)
    if low == high:
        return info
    done = replace(info, low=low, high=high, bounds_attained=True, mean=None, std=None, sorted_by_class=True)
    if low == 0 and new.low == int(new.low) and (info.encoding == "integer" or high == 1):
        # the numbers from 0 on, as one writes classes
        known = info.classes if info.encoding == "integer" and info.classes is not None else 2
        done = replace(done, encoding="integer", classes=int(high) + 1 if high <= known else None)
    return done


def _guarded(target: ArrayObject) -> Derivation | None:
    derived_from = derivation_of(target)
    return derived_from if derived_from is not None and derived_from[0] in {"std", "max", "ptp", "mean"} else None


def _is_one_hot(blank: ArrayInfo, parts: tuple[Value, ...], new: ArrayInfo) -> bool:
    """Whether one 1 is set in each row of a blank matrix."""
    if blank.shape is None or not len(blank.shape) == len(parts) == 2 or not new.low == new.high == 1:
        return False
    # out[i, label] = 1 in a loop over labels
    label = parts[1]
    of_a_loop = isinstance(label, ArrayObject) and label.info.shape == () and label.info.encoding == "integer"
    return of_a_loop or all(isinstance(part, ArrayObject) and part.info.dtype != "bool" for part in parts)


def _filled(blank: ArrayInfo, new: ArrayInfo) -> ArrayInfo:
    """A blank array of zeros in which items are being set: their history, their range and 0."""
    low, high = new.low, new.high
    if blank.low == 0 == blank.high and blank.origin is None and not blank.steps:
        hull_low = None if low is None else min(low, 0.0)
        hull_high = None if high is None else max(high, 0.0)
        result = replace(
            new,
            shape=blank.shape,
            dtype=blank.dtype or new.dtype,
            low=hull_low,
            high=hull_high,
            bounds_attained=new.bounds_attained and (hull_low, hull_high) == (low, high),
            mean=None,
            std=None,
        )
        return replace(result, bounds_attained=True) if low == high == 1 else result
    joined = lattice.join(replace(blank, shape=None, dtype=None), replace(new, shape=None, dtype=None))
    return replace(joined, shape=blank.shape, dtype=blank.dtype)


def _new_column(frame: ArrayInfo, found: ArrayObject | None, value: Value) -> ArrayObject:
    """What a frame holds under a name to which this was assigned."""
    if found is None:
        return ArrayObject(lattice.UNKNOWN, frame=True)
    if is_of_cells(found):
        return found
    info = found.info
    if info.shape == ():
        return ArrayObject(replace(info, shape=(frame.shape[0] if frame.shape else None,)), frame=True)
    if info.shape is not None and len(info.shape) > 1 and isinstance(value, ListValue):
        # a list of arrays: each entry is one
        return of_cells(lattice.element(info))
    return ArrayObject(info, frame=True)


def remove_column(heap: Heap, frame: ArrayObject, name: Value) -> None:
    """`del frame[name]`."""
    whole = all_named(frame)
    heap.delete(frame, column_key(name))
    settle(heap, frame, None if whole is None else len(named(frame)))


def rename_columns(heap: Heap, frame: ArrayObject, names: Value) -> None:
    """`frame.columns = names`."""
    found, whole = named(frame), all_named(frame)
    fresh = names.items if isinstance(names, ListValue) else names
    order = list(found.values())
    for key in found:
        heap.delete(frame, key)
    parts = columns.known(frame)
    agree = parts is not None and [column.info for column in order] == list(parts)
    if whole is not None and agree and isinstance(fresh, tuple) and len(fresh) == len(order):
        for name, column in zip(fresh, order, strict=True):
            heap.write(frame, column_key(name), column)


def _store_column(heap: Heap, target: ArrayObject, index: Value, value: Value) -> None:
    info = target.info
    found = as_array(value)
    whole = all_named(target)
    if isinstance(index, str):
        heap.write(target, column_key(index), _new_column(info, found, value))
        shape = info.shape
        if shape is not None and len(shape) == 2:
            shape = (shape[0], None)
        if not any(key.startswith("[") for key in target.state if key != column_key(index)):
            heap.write(target, "base", info)
        if whole is not None:
            settle(heap, target, len(named(target)))
            return
        set_info(heap, target, replace(lattice.forget_values(info), shape=shape))
        return
    names = flat_items(index.state["items"])[0] if isinstance(index, ListValue) else ()
    for name in names:
        if isinstance(name, str):
            part = lattice.UNKNOWN if found is None else of_columns(found.info, None)
            heap.write(target, column_key(name), ArrayObject(part, frame=True))
    if names and whole is not None and all(isinstance(name, str) for name in names):
        settle(heap, target, len(named(target)))
        return
    known = named(target)
    if not names:
        for key in [key for key in target.state if key.startswith("[")]:
            heap.delete(target, key)
    column = index[1] if isinstance(index, tuple) and len(index) == 2 else None
    if isinstance(column, str) and column_key(column) not in known and info.shape is not None and len(info.shape) == 2:
        info = replace(info, shape=(info.shape[0], None))  # df.loc[rows, "new"] = value
    set_info(heap, target, lattice.forget_values(info))
