"""The data domain: what happens to arrays under operators, indexing, item assignment and iteration."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from kerasrules.interpreter.array_domain import lattice as fx
from kerasrules.interpreter.array_domain.dtypes import divided
from kerasrules.interpreter.array_domain.lattice import join_facts
from kerasrules.interpreter.libraries.registry import Reader
from kerasrules.interpreter.values import (
    ArrayObject,
    BranchItems,
    Dataset,
    DictValue,
    ListValue,
    LoopItems,
    SetValue,
    Union,
    Value,
    options,
)
from kerasrules.model.data import ArrayInfo, Shape
from kerasrules.model.locations import Location
from kerasrules.model.network import Tensor
from kerasrules.model.unknown import Unknown

Stat = tuple[str, ArrayObject]

_REPLACING = {"+": "plus", "-": "minus", "*": "multiplied by", "/": "divided by", "**": "to the power of"}


# ---- from values to arrays ----


def stat_of(value: Value) -> Stat | None:
    """What number of which array this is ("mean", x), or how it was made from one ("centered", x)."""
    if not isinstance(value, ArrayObject):
        return None
    derived_from = value.state.get("derived_from") or value.derived_from
    return (
        derived_from
        if isinstance(derived_from, tuple) and len(derived_from) == 2 and isinstance(derived_from[1], ArrayObject)
        else None
    )


def derive(source: ArrayObject, info: ArrayInfo, *, keep_stat: bool = False, frame: bool | None = None) -> ArrayObject:
    """A new array made from another one."""
    return ArrayObject(
        info, derived_from=stat_of(source) if keep_stat else None, frame=source.frame if frame is None else frame
    )


def flat_items(items: Value) -> tuple[tuple[Value, ...], bool]:
    """The items of a list with those that branches and loops may have added, and whether their number is known."""
    if not isinstance(items, tuple):
        return (), False
    flat: list[Value] = []
    counted = True
    for item in items:
        if isinstance(item, BranchItems):
            counted = False
            for option in item.options:
                inner, _ = flat_items(option)
                flat.extend(inner)
        elif isinstance(item, LoopItems):
            counted = False
            inner, _ = flat_items(item.items)
            flat.extend(inner)
        else:
            flat.append(item)
    return tuple(flat), counted


def _is_number(value: Value) -> bool:
    return isinstance(value, (int, float))


def _facts_of_numbers(numbers: tuple[Value, ...], count: int | None) -> ArrayInfo:
    low, high = float(min(numbers)), float(max(numbers))
    kinds = {type(number) for number in numbers}
    dtype = "float64" if float in kinds else "int64" if int in kinds else "bool"
    info = ArrayInfo(shape=(count,), dtype=dtype, low=low, high=high, bounds_attained=True)
    distinct = set(numbers)
    labels = dtype == "int64" and len(distinct) > 1 and distinct == set(range(len(distinct)))
    if labels and (count is None or count > len(distinct)):
        # 0..k-1, each several times: class labels as people write them out or append them in a loop over folders.
        info = replace(info, encoding="integer", classes=len(distinct))
    return info


def facts_of_items(items: Value) -> ArrayInfo | None:
    """The facts of `np.array(items)`; None where an item is no array."""
    flat, counted = flat_items(items)
    if not flat:
        return ArrayInfo(shape=(0,)) if counted else fx.UNKNOWN
    count = len(flat) if counted else None
    blocks = stand_by_class(items)
    numbers = tuple(option for item in flat for option in options(item))
    if all(_is_number(item) for item in numbers):
        try:
            return replace(_facts_of_numbers(numbers, count), sorted_by_class=blocks)
        except (OverflowError, ValueError):
            return fx.UNKNOWN
    parts: list[ArrayInfo] = []
    for item in flat[:4096]:
        part = as_array(item)
        if part is None:
            if isinstance(item, (Tensor, Dataset)):
                return None
            parts.append(fx.UNKNOWN)
        else:
            parts.append(part.info)
    stacked = fx.stack(parts, count)
    if stacked.encoding == "integer" and stacked.shape is not None and len(stacked.shape) > 1:
        # rows of numbers are features or codes, not one class number after the other
        stacked = replace(stacked, encoding=None, classes=None) if stacked.shape[-1] != 1 else stacked
    width = _width_of_codes(flat)
    if width is not None:
        stacked = fx.labels("one-hot", width, (count, width), stacked.dtype)
    return replace(stacked, sorted_by_class=blocks)


def _width_of_codes(rows: tuple[Value, ...]) -> int | None:
    """The number of classes where each row is written out as a one-hot code: [0, 1, 0]."""
    codes: set[tuple[Value, ...]] = set()
    for row in rows:
        code = _label_key(row)
        if not isinstance(code, tuple):
            return None
        codes.add(code)
    width = len(next(iter(codes)))
    marks = [0] * (width - 1) + [1]
    return width if width > 1 and len(codes) > 1 and all(sorted(code) == marks for code in codes) else None


_SHORT = 10
"""Fewer samples than this are an example written out, whose order says nothing."""


def stand_by_class(items: Value) -> bool:
    """Whether labels stand class after class: `[0] * n + [1] * m`, or what loops over one folder per class appended."""
    runs: list[object] = []
    total: int | None = 0
    for item in items if isinstance(items, tuple) else ():
        if isinstance(item, (LoopItems, BranchItems)):
            keys = {_label_key(inner) for inner in flat_items((item,))[0]}
            total = None
        else:
            keys = {_label_key(item)}
            total = None if total is None else total + 1
        if len(keys) != 1 or None in keys:
            return False
        key = keys.pop()
        if runs and runs[-1] == key:
            continue
        if key in runs:
            return False
        runs.append(key)
    return len(runs) > 1 and (total is None or total >= max(_SHORT, 2 * len(runs)))


def _label_key(value: Value) -> Value:
    """A label that is written out, in a form that can be compared: a number, a name or a code; None for others."""
    if _is_number(value) or (isinstance(value, str) and value):
        return value
    parts = value.items if isinstance(value, ListValue) and not isinstance(value, SetValue) else value
    if isinstance(parts, tuple) and 0 < len(parts) <= 1024 and all(_is_number(part) for part in parts):
        return parts
    if isinstance(value, ArrayObject) and value.info.shape == () and fx.is_constant(value.info):
        return value.info.low
    return None


def merged(reader: Reader, items: tuple[Value, ...]) -> Value:
    """What one item is like, of however many: arrays with their facts joined, pairs part by part, numbers as labels."""
    known = [item for item in items if not isinstance(item, Unknown)]
    if not items or len(known) < len(items):
        return next((item for item in items if isinstance(item, Unknown)), Unknown("an item of an empty list"))
    if all(item is items[0] for item in items):
        return items[0]
    found = [item.items if isinstance(item, ListValue) else item for item in items if not isinstance(item, SetValue)]
    sequences = [one for one in found if isinstance(one, tuple)]
    if len(sequences) == len(items) and len({len(one) for one in sequences}) == 1:
        parts = tuple(merged(reader, column) for column in zip(*sequences, strict=True))
        return parts if isinstance(items[0], tuple) else ListValue(parts)
    numbers = tuple(option for item in items for option in options(item))
    if all(_is_number(item) for item in numbers):
        return numbers[0] if len(set(numbers)) == 1 else ArrayObject(fx.element(_facts_of_numbers(numbers, None)))
    if all(isinstance(item, (ArrayObject, int, float, str)) for item in items):
        return ArrayObject(fx.join_all(surely_array(item).info for item in items))
    return reader.join(items)


def zipped(reader: Reader, columns: tuple[tuple[Value, ...], ...]) -> tuple[Value, ...]:
    """The items of `zip(images, labels)` for lists with parts of unknown length.

    Lists that were filled side by side keep the order of their parts; of others any item meets any other.
    """
    side_by_side = _side_by_side(columns)
    if side_by_side is not None:
        return side_by_side
    return (LoopItems((tuple(merged(reader, flat_items(column)[0]) for column in columns),)),)


def _side_by_side(columns: tuple[tuple[Value, ...], ...]) -> tuple[Value, ...] | None:
    if not columns or len({len(column) for column in columns}) != 1:
        return None
    rows: list[Value] = []
    for row in zip(*columns, strict=True):
        kinds = {type(item) if isinstance(item, (LoopItems, BranchItems)) else None for item in row}
        if kinds == {LoopItems}:
            inner = _side_by_side(tuple(item.items for item in row))
            if inner is None:
                return None
            rows.append(LoopItems(inner))
        elif kinds == {BranchItems}:
            if len({len(item.options) for item in row}) != 1:
                return None
            found = [_side_by_side(part) for part in zip(*(item.options for item in row), strict=True)]
            known = tuple(option for option in found if option is not None)
            if len(known) < len(found):
                return None
            rows.append(BranchItems(known))
        elif kinds == {None}:
            rows.append(row)
        else:
            return None
    return tuple(rows)


def unzipped(items: tuple[Value, ...]) -> tuple[ListValue, ...] | None:
    """`zip(*pairs)` for a list of pairs of unknown length: one list per part of a pair."""
    flat, _ = flat_items(items)
    rows = [row for row in (_row(item) for item in flat) if row is not None]
    if not rows or len(rows) < len(flat) or len({len(row) for row in rows}) != 1:
        return None
    return tuple(ListValue(_column_of(items, index)) for index in range(len(rows[0])))


def _row(item: Value) -> tuple[Value, ...] | None:
    inner = item.items if isinstance(item, ListValue) else item
    return inner if isinstance(inner, tuple) else None


def _column_of(items: tuple[Value, ...], index: int) -> tuple[Value, ...]:
    column: list[Value] = []
    for item in items:
        if isinstance(item, LoopItems):
            column.append(LoopItems(_column_of(item.items, index)))
        elif isinstance(item, BranchItems):
            column.append(BranchItems(tuple(_column_of(option, index) for option in item.options)))
        else:
            row = _row(item)
            column.append(Unknown("a part of something that is not known") if row is None else row[index])
    return tuple(column)


def shuffle_in_place(reader: Reader, value: Value) -> None:
    """The samples of an array, or the items of a list, come into an order that is not known."""
    if isinstance(value, ArrayObject):
        if value.info.sorted_by_class:
            set_facts(reader, value, fx.shuffled(value.info), stat_of(value))
    elif isinstance(value, ListValue):
        value_items = value.state["items"]
        flat, counted = flat_items(value_items)
        if flat and (not counted or stand_by_class(value_items)):
            reader.store.write(value, "items", (LoopItems((merged(reader, flat),)),))


def as_array(value: Value) -> ArrayObject | None:
    """The value as an array: numbers, text, lists and tuples too; None where it is not known to be one."""
    if isinstance(value, ArrayObject):
        return value
    if isinstance(value, (bool, int, float, str, bytes)):
        return ArrayObject(fx.constant(value))
    if isinstance(value, (ListValue, tuple)) and not isinstance(value, SetValue):
        info = facts_of_items(value.state["items"] if isinstance(value, ListValue) else value)
        return None if info is None else ArrayObject(info)
    if isinstance(value, Union):
        if all(_is_number(option) for option in value.options):
            return ArrayObject(fx.element(_facts_of_numbers(value.options, None)))
        parts = [as_array(option) for option in value.options]
        known = [part for part in parts if part is not None]
        return ArrayObject(fx.join_all(part.info for part in known)) if len(known) == len(parts) else None
    return None


def surely_array(value: Value) -> ArrayObject:
    """The value as an array, of which nothing may be known: for functions whose result is an array in any case."""
    return as_array(value) or ArrayObject(fx.UNKNOWN)


def facts_of(value: Value) -> ArrayInfo | Unknown:
    """What is known of a value as data for a model."""
    found = as_array(value)
    if found is not None:
        return found.info
    return value if isinstance(value, Unknown) else Unknown("not an array that is known")


def settle(value: Value) -> Value:
    """What a mapped function returned, as the element of a data set: tuples and dicts of arrays."""
    if isinstance(value, tuple):
        return tuple(settle(item) for item in value)
    if isinstance(value, DictValue):
        items = value.items
        return value if isinstance(items, Unknown) else DictValue({key: settle(item) for key, item in items.items()})
    if isinstance(value, Tensor):
        from kerasrules.interpreter.input_flow import value_of

        info = value_of(value)
        return Unknown("computed by a model") if info is None else ArrayObject(info)
    if isinstance(value, Union) and all(isinstance(option, tuple) for option in value.options):
        if len({len(option) for option in value.options}) == 1:
            return tuple(settle(_choice(column)) for column in zip(*value.options, strict=False))
        return Unknown("elements of different form")
    if isinstance(value, Unknown) or value is None:
        return value
    return as_array(value) or Unknown("not an array that is known")


def _choice(column: tuple[Value, ...]) -> Value:
    first = column[0]
    return first if all(item is first for item in column) else Union(column)


def map_structure(value: Value, change: Callable[[ArrayInfo], ArrayInfo]) -> Value:
    """A data set's element with the facts of each of its arrays changed; the arrays are new ones."""
    if isinstance(value, tuple):
        return tuple(map_structure(item, change) for item in value)
    if isinstance(value, DictValue):
        items = value.items
        if isinstance(items, Unknown):
            return value
        return DictValue({key: map_structure(item, change) for key, item in items.items()})
    if isinstance(value, ListValue):
        inner = value.items
        return value if isinstance(inner, Unknown) else ListValue(tuple(map_structure(item, change) for item in inner))
    if isinstance(value, ArrayObject):
        return ArrayObject(change(value.info))
    return value


def fresh(value: Value) -> Value:
    """A copy that a function may change in place without changing the data set."""
    return map_structure(value, lambda info: info)


# ---- operators ----


def _root(array: ArrayObject) -> ArrayObject:
    """The array from which this one was made by taking its mean or minimum away."""
    for _ in range(4):
        derived_from = stat_of(array)
        if derived_from is None or derived_from[0] not in {"centered", "shifted"} or derived_from[1] is array:
            break
        array = derived_from[1]
    return array


def _same_data(a: ArrayObject, b: ArrayObject) -> bool:
    """Whether two numbers were computed from the same data, as far as one can tell."""
    return a is b or _root(a) is _root(b) or fx.same_values(a.info, b.info)


def _fits(array: ArrayObject, source: ArrayObject) -> bool:
    """Whether a number of `source` may stand for one of `array`: its other split, not data on another scale."""
    mine, other = array.info, source.info
    if array is source or None in (mine.low, mine.high, other.low, other.high):
        return True
    return (mine.low, mine.high) == (other.low, other.high)


def _of_numbers(operator: str, left: Value, right: Value, location: Location | None) -> ArrayObject | None:
    """The patterns that interval arithmetic cannot see: by its own maximum, mean and spread."""
    if not isinstance(left, ArrayObject) or not isinstance(right, ArrayObject):
        return None
    mine, theirs = stat_of(left), stat_of(right)
    if theirs is None:
        return None
    kind, source = theirs
    shape = fx.broadcast(left.info.shape, right.info.shape)
    if shape is None:
        shape = left.info.shape
    base = replace(left.info, shape=shape)
    if operator == "-" and kind == "min" and mine is not None and mine[0] == "max" and _same_data(mine[1], source):
        return ArrayObject(fx.arithmetic("-", left.info, right.info), derived_from=("ptp", source))
    if operator == "-" and kind in {"mean", "min"} and _fits(left, source):
        result = fx.arithmetic("-", left.info, right.info)
        text = "minus the mean" if kind == "mean" else "minus the minimum"
        result = fx.with_step(replace(result, shape=shape), "center", text, location)
        if kind == "mean":
            result = replace(result, mean=0.0, std=left.info.std)
        # pixels minus their lowest value are still pixels: the lowest is 0 where the range is tight
        return ArrayObject(result, derived_from=("centered" if kind == "mean" else "shifted", source), frame=left.frame)
    if operator != "/":
        return None
    centered = mine is not None and mine[0] == "centered" and (_same_data(mine[1], source) or source is left)
    if kind == "std" and centered:
        done = fx.with_step(fx.standardize(base), "standardize", "standardized by mean and deviation", location)
        return ArrayObject(done, frame=left.frame)
    if kind == "ptp" and mine is not None and mine[0] == "shifted" and _same_data(mine[1], source):
        whole = mine[1] is _root(left) or fx.same_values(mine[1].info, left.info)
        done = fx.ranged(base, 0.0, 1.0, bounds_attained=whole)
        done = replace(done, dtype=divided(base.dtype))
        return ArrayObject(fx.with_step(done, "scale", "scaled by minimum and maximum", location), frame=left.frame)
    if kind == "max" and (left is source or _same_data(left, source)) and _fits(left, source):
        low, high = left.info.low, left.info.high
        known = low is not None and high is not None and high > 0
        if low is not None and (low >= 0 or known):
            least = low / high if known and low is not None and high is not None else 0.0
            if low >= 0 or (left.info.bounds_attained and known):
                done = fx.ranged(base, least, 1.0, bounds_attained=left.info.bounds_attained)
                done = replace(done, dtype=divided(base.dtype))
                return ArrayObject(fx.with_step(done, "scale", "divided by its maximum", location), frame=left.frame)
    return None


def _operand(value: Value) -> tuple[ArrayInfo, object]:
    """The facts of an operand, and the number itself where it is one."""
    if isinstance(value, (bool, int, float)):
        return fx.constant(value), value
    found = as_array(value)
    return (fx.UNKNOWN if found is None else found.info), None


def _describe(operator: str, left: Value, right: Value) -> str | None:
    verb = _REPLACING.get(operator)
    if verb is None:
        return None
    if isinstance(right, (bool, int, float)):
        return f"{verb} {fx.spell(right)}"
    if isinstance(left, (bool, int, float)):
        return f"{fx.spell(left)} {operator} it"
    return f"{verb} another array" if isinstance(right, ArrayObject) else f"{verb} something unknown"


def binary(reader: Reader, operator: str, left: Value, right: Value, location: Location | None) -> Value:
    """`left operator right` where at least one side is an array."""
    special = _of_numbers(operator, left, right, location)
    if special is not None:
        return special
    a, a_constant = _operand(left)
    b, b_constant = _operand(right)
    frame = any(isinstance(side, ArrayObject) and side.frame for side in (left, right))
    result = fx.arithmetic(operator, a, b, left_constant=a_constant, right_constant=b_constant)
    for side, other in ((a, right), (b, left)):
        # an operand of which nothing is known is most often a number or of the same shape
        if result.shape is None and as_array(other) is None and side.shape is not None and operator != "@":
            result = replace(result, shape=side.shape)
    neutral = isinstance(left, ArrayObject) and b_constant is not None and fx.is_neutral(operator, b)
    if neutral:
        return ArrayObject(result, derived_from=stat_of(left), frame=frame)
    derived_from: Stat | None = None
    if operator in fx.ARITHMETIC:
        text = _describe(operator, left, right)
        if text is not None:
            labels = isinstance(left, ArrayObject) and a.encoding in {"integer", "one-hot"}
            scales = "scale-labels" if labels and operator == "/" else "scale"
            kind = scales if operator in {"*", "/"} else "shift" if operator in {"+", "-"} else "power"
            result = fx.with_step(result, kind, text, location)
        if operator == "**" and b_constant == 0.5 and (stat_of(left) or ("",))[0] == "var":
            derived_from = ("std", stat_of(left)[1])  # type: ignore[index]
        elif operator in {"+", "-"} and b_constant is not None and isinstance(left, ArrayObject):
            mine = stat_of(left)
            # a guard against division by zero, however large it is written
            is_spread = mine is not None and mine[0] in {"std", "max", "ptp"}
            derived_from = mine if is_spread and abs(b_constant) <= 0.1 else None  # type: ignore[arg-type]
    return ArrayObject(result, derived_from=derived_from, frame=frame)


def unary(reader: Reader, operator: str, value: Value, location: Location | None) -> Value:
    """`-x`, `+x`, `~x` of an array."""
    if not isinstance(value, ArrayObject):
        return Unknown("not an array that is known", location)
    if operator == "-":
        return derive(value, fx.with_step(fx.negated(value.info), "scale", "negated", location))
    if operator == "+":
        return derive(value, value.info, keep_stat=True)
    if operator == "~" and value.info.dtype == "bool":
        return derive(value, value.info)
    if operator == "not":
        return Unknown("the truth of an array", location)
    return derive(value, fx.forget_values(value.info))


def set_facts(reader: Reader, target: ArrayObject, info: ArrayInfo, derived_from: Stat | None = None) -> None:
    """Change what is known of an array, for all who hold it."""
    reader.store.write(target, "info", info)
    if stat_of(target) != derived_from:
        reader.store.write(target, "derived_from", derived_from or "none")


def inplace(reader: Reader, operator: str, target: ArrayObject, value: Value, location: Location | None) -> Value:
    """`target operator= value`: the array itself changes. Returns it."""
    result = binary(reader, operator, target, value, location)
    if not isinstance(result, ArrayObject):
        set_facts(reader, target, fx.forget_values(target.info))
        return target
    info = result.info
    if target.info.shape is not None:
        info = replace(info, shape=target.info.shape)
    set_facts(reader, target, info, stat_of(result))
    return target


# ---- indexing ----


def _slice_size(index: slice, size: int | None, axis: int) -> int | None:
    """Number of items of a slice of an axis with `size` items."""
    ends = (index.start, index.stop, index.step)
    if not all(end is None or (isinstance(end, int) and not isinstance(end, bool)) for end in ends):
        return None
    if size is not None:
        try:
            return len(range(*index.indices(size)))
        except ValueError:
            return None
    start, stop, step = index.start or 0, index.stop, index.step
    if axis > 0 and stop is not None and step in (None, 1) and 0 <= start <= stop:
        # one writes the columns that are there
        return stop - start  # type: ignore[no-any-return]
    return None


def _is_full(index: Value) -> bool:
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
        first_gone = bool(consuming) and isinstance(consuming[0], int)
        partial = any(not _is_full(part) for part in consuming[1:])
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
            partial |= last and not _is_full(part)
        elif isinstance(part, int) and not isinstance(part, bool):
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
                fancy = fx.broadcast(fancy, found.info.shape)  # type: ignore[arg-type]
                if fancy is None:
                    return None, first_gone, partial
        axis += 1
    result.extend(shape[axis:])
    if fancy is not False and fancy is not None:
        result[position:position] = list(fancy)  # type: ignore[arg-type]
    return tuple(result), first_gone, partial


def column_key(name: Value) -> str:
    """The key under which a frame keeps a column that the program assigned."""
    return f"[{name!r}]"


def _column(value: ArrayObject, name: Value) -> Value:
    known = value.state.get(column_key(name))
    if isinstance(known, ArrayObject):
        return known
    derived_from = stat_of(value)
    if derived_from is not None and derived_from[0] == "describe" and name in {"mean", "std", "min", "max"}:
        return ArrayObject(fx.UNKNOWN, derived_from=(str(name), derived_from[1]), frame=True)
    if not value.frame:
        # a part of a file with several arrays
        return derive(value, replace(fx.forget_values(value.info), shape=None))
    return derive(value, _of_columns(value.info, None))


def _of_columns(info: ArrayInfo, count: int | None) -> ArrayInfo:
    """Facts of some columns of a frame: one (None) or several. What holds for all columns holds for them."""
    shape = info.shape
    samples = shape[0] if shape else None
    columns: Shape = (samples,) if count is None else (samples, count if count >= 0 else None)
    if shape is not None and len(shape) == 1:
        # row["label"], row[["a", "b"]]
        columns = () if count is None else (count if count >= 0 else None,)
    return replace(
        info,
        shape=columns,
        bounds_attained=False,
        encoding=None,
        classes=None,
    )


def subscript(reader: Reader, value: Value, index: Value, location: Location | None) -> Value:
    """`value[index]` of an array, or of a data generator of Keras (one batch)."""
    if isinstance(value, Dataset):
        return fresh(value.element)
    if not isinstance(value, ArrayObject):
        return Unknown("an item of something that is not known", location)
    info = value.info
    derived_from = stat_of(value)
    if isinstance(index, str):
        return _column(value, index)
    if isinstance(index, ListValue):
        names, counted = flat_items(index.state["items"])
        if names and any(isinstance(name, str) for name in names):
            return _columns(value, names, counted)
        if isinstance(index.state["items"], Unknown) and value.frame:
            return derive(value, _of_columns(info, -1))
        if value.frame and info.shape is not None and len(info.shape) == 2:
            # columns of df[[1]], rows of df.iloc[[1]]
            return derive(value, replace(_of_columns(info, -1), shape=(None, None)))
    if isinstance(index, (Unknown, Union)):
        if value.frame:
            return derive(value, replace(info, shape=None, bounds_attained=False, encoding=None, classes=None))
        picked = _picked(replace(fx.shuffled(info), shape=None), info, False, False)
        return derive(value, picked, keep_stat=derived_from is not None)
    parts = index if isinstance(index, tuple) else (index,)
    if value.frame and len(parts) == 2 and isinstance(parts[1], (str, ListValue)):
        rows = subscript(reader, value, parts[0], location)
        return subscript(reader, rows, parts[1], location) if isinstance(rows, ArrayObject) else rows
    shape, first_gone, partial = _indexed_shape(info.shape, parts)
    result = _picked(replace(info, shape=shape), info, first_gone, partial)
    if info.sorted_by_class and not _keeps_order(parts[0]):
        result = replace(result, sorted_by_class=False)
    if info.encoding == "integer" and _selects(parts[0]):
        result = replace(result, bounds_attained=False, classes=None)
    codes = as_array(parts[0]) if info.encoding == "one-hot" and info.shape and len(parts) == 1 else None
    if codes is not None and codes.info.sorted_by_class and info.shape is not None and info.shape[0] == info.shape[-1]:
        # np.eye(10)[labels]
        result = replace(result, sorted_by_class=True)
    result_object = derive(value, result, keep_stat=True)
    if value.frame and len(parts) == 1:
        _copy_columns(value, result_object, lambda column: replace(column, shape=(None,)))
    return result_object


SELECTED = "positions found by a condition"
"""Origin of what np.where(condition) gives."""


def _selects(index: Value) -> bool:
    """Whether the samples are picked by a condition, as those of two classes out of ten."""
    if not isinstance(index, ArrayObject):
        return False
    return index.info.dtype == "bool" or index.info.origin == SELECTED


def _keeps_order(index: Value) -> bool:
    """Whether the samples picked are all of them, or those of a mask, in their order."""
    return _is_full(index) or index is None or (isinstance(index, ArrayObject) and index.info.dtype == "bool")


def _columns(value: ArrayObject, names: tuple[Value, ...], counted: bool) -> Value:
    known = [value.state.get(column_key(name)) for name in names]
    info = _of_columns(value.info, len(names) if counted else -1)
    if all(isinstance(column, ArrayObject) for column in known):
        joined = fx.join_all(column.info for column in known if isinstance(column, ArrayObject))
        info = replace(joined, shape=info.shape, encoding=None, classes=None)
    result = derive(value, info)
    for name, column in zip(names, known, strict=False):
        if isinstance(column, ArrayObject):
            result.state[column_key(name)] = column
    return result


def _copy_columns(source: ArrayObject, target: ArrayObject, change: Callable[[ArrayInfo], ArrayInfo]) -> None:
    for key, column in source.state.items():
        if key.startswith("[") and isinstance(column, ArrayObject):
            target.state[key] = ArrayObject(change(column.info), frame=True)
    if isinstance(source.state.get("base"), ArrayInfo):
        target.state["base"] = source.state["base"]


def without_columns(value: ArrayObject, gone: tuple[Value, ...]) -> ArrayInfo | None:
    """The facts of a frame before the program added columns, where just these are taken away again."""
    base = value.state.get("base")
    added = {key for key in value.state if key.startswith("[") and key.endswith("]")}
    if not isinstance(base, ArrayInfo) or not added or added != {column_key(name) for name in gone}:
        return None
    return replace(base, shape=(value.info.shape[0], None) if value.info.shape else None)


def copy_columns(
    source: ArrayObject, target: ArrayObject, change: Callable[[ArrayInfo], ArrayInfo] = lambda info: info
) -> None:
    """Give a frame that was made from another one its columns."""
    _copy_columns(source, target, change)


def _picked(result: ArrayInfo, before: ArrayInfo, first_gone: bool, partial: bool) -> ArrayInfo:
    """What a part of an array keeps of the whole."""
    rank = None if before.shape is None else len(before.shape)
    if partial and (rank is None or rank <= 2):
        # columns of a table have ranges of their own, channels of a picture share one
        result = replace(result, bounds_attained=False, mean=None, std=None)
        if before.encoding in {"one-hot", "multi-hot"} or (
            before.encoding == "integer" and before.shape is not None and before.shape[-1] != 1
        ):
            result = replace(result, encoding=None, classes=None)
    if first_gone and before.encoding == "integer":
        result = replace(result, bounds_attained=False)
    return result


# ---- item assignment ----


def store_item(reader: Reader, target: ArrayObject, index: Value, value: Value, location: Location | None) -> None:
    """`target[index] = value`."""
    info = target.info
    if target.frame or isinstance(index, str):
        _store_column(reader, target, index, value)
        return
    found = as_array(value)
    if found is None:
        set_facts(reader, target, fx.forget_values(info), _guarded(target))
        return
    new = found.info
    parts = index if isinstance(index, tuple) else (index,)
    if all(_is_full(part) for part in parts):
        set_facts(reader, target, replace(new, shape=info.shape, dtype=info.dtype or new.dtype))
        return
    block = _with_block(info, parts, new)
    if block is not None:
        set_facts(reader, target, block)
        return
    if target.blank:
        filled = replace(_filled(info, new), sorted_by_class=False)
        if _is_one_hot(info, parts, new) and info.shape is not None:
            # y[np.arange(n), labels] = 1
            filled = fx.labels("one-hot", info.shape[-1], info.shape, info.dtype, new.split)
        set_facts(reader, target, filled)
        return
    if stat_of(target) is not None:
        # std[std == 0] = 1: a guard against division by zero
        set_facts(reader, target, fx.forget_values(info), _guarded(target))
        return
    inside = (
        None not in (info.low, info.high, new.low, new.high)
        and info.low <= new.low  # type: ignore[operator]
        and new.high <= info.high  # type: ignore[operator]
    )
    if inside and any(isinstance(part, ArrayObject) and part.info.dtype == "bool" for part in parts):
        # x[x > 127] = 1: which values are left is not known
        info = replace(info, bounds_attained=False)
    set_facts(reader, target, info if inside else fx.forget_values(info))


def _with_block(info: ArrayInfo, parts: tuple[Value, ...], new: ArrayInfo) -> ArrayInfo | None:
    """Labels of which a run was set to one number: `labels[200:400] = 1`."""
    vector = info.shape is not None and len(info.shape) == 1
    run = len(parts) == 1 and isinstance(parts[0], slice) and parts[0].step in (None, 1)
    if not (
        vector and run and new.shape == () and fx.is_constant(new) and (fx.is_constant(info) or info.sorted_by_class)
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


def _guarded(target: ArrayObject) -> Stat | None:
    derived_from = stat_of(target)
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
    joined = join_facts(replace(blank, shape=None, dtype=None), replace(new, shape=None, dtype=None))
    return replace(joined, shape=blank.shape, dtype=blank.dtype)


def _store_column(reader: Reader, target: ArrayObject, index: Value, value: Value) -> None:
    info = target.info
    found = as_array(value)
    if isinstance(index, str):
        if found is None:
            found = ArrayObject(fx.UNKNOWN, frame=True)
        column = found.info
        if column.shape == ():
            column = replace(column, shape=(info.shape[0] if info.shape else None,))
        reader.store.write(target, column_key(index), ArrayObject(column, frame=True))
        shape = info.shape
        if shape is not None and len(shape) == 2:
            shape = (shape[0], None)
        if not any(key.startswith("[") for key in target.state if key != column_key(index)):
            reader.store.write(target, "base", info)
        set_facts(reader, target, replace(fx.forget_values(info), shape=shape))
        return
    names = flat_items(index.state["items"])[0] if isinstance(index, ListValue) else ()
    for name in names:
        if isinstance(name, str):
            part = fx.UNKNOWN if found is None else _of_columns(found.info, None)
            reader.store.write(target, column_key(name), ArrayObject(part, frame=True))
    if not names:
        for key in [key for key in target.state if key.startswith("[")]:
            reader.store.delete(target, key)
    set_facts(reader, target, fx.forget_values(info))


# ---- iteration and length ----


def iterate_element(reader: Reader, value: Value) -> Value:
    """What one turn of `for … in value` gives, for data whose length is not known."""
    if isinstance(value, ArrayObject):
        if value.frame and value.info.shape is not None and len(value.info.shape) == 2:
            return Unknown("a column's name")
        return ArrayObject(fx.element(value.info))
    if isinstance(value, Dataset):
        return fresh(value.element)
    if isinstance(value, ListValue):
        items, _ = flat_items(value.state["items"])
        return reader.join(items) if items else Unknown("an item of a list that is not known")
    if isinstance(value, tuple):
        return reader.join(value) if value else Unknown("an item of an empty tuple")
    if isinstance(value, DictValue) and isinstance(value.items, Mapping):
        return reader.join(tuple(value.items)) if value.items else Unknown("a key of an empty dict")
    return Unknown("what it yields is not known")


def length(reader: Reader, value: Value) -> Value:
    """`len(value)` of an array or a data set."""
    if isinstance(value, ArrayObject):
        shape = value.info.shape
        if shape and shape[0] is not None:
            return shape[0]
        return Unknown("the length of data that is not in sight")
    if isinstance(value, Dataset):
        if value.cardinality is not None and not value.repeated:
            return value.cardinality
        return Unknown("the length of a data set that is not in sight")
    return Unknown("the length is not known")


def builtin(reader: Reader, name: str, args: tuple[Value, ...], location: Location | None) -> Value:
    """A built-in function of Python (float, int, abs, round, max, min, sum, len) called with an array first."""
    value = args[0]
    if not isinstance(value, ArrayObject):
        return Unknown("not an array that is known", location)
    if name == "len":
        return length(reader, value)
    if name in {"float", "int"}:
        info = fx.cast(value.info, "float64" if name == "float" else "int64")
        return derive(value, replace(info, shape=()), keep_stat=True, frame=False)
    if name == "abs":
        return derive(value, fx.monotone(value.info, "abs"))
    if name == "round":
        return derive(value, fx.monotone(value.info, "round"))
    if name in {"max", "min"} and len(args) == 1:
        return reduction(value, name, None, False)
    return ArrayObject(fx.UNKNOWN)


def reduction(value: ArrayObject, kind: str, axis: Value, keepdims: Value) -> ArrayObject:
    """`value.max(axis)` and its like: the number with the memory of what it is a number of."""
    info = value.info
    plain_axis = axis.items if isinstance(axis, ListValue) else axis
    shape = fx.reduced(info.shape, plain_axis, keepdims is True)
    if value.frame and axis is None and info.shape is not None and len(info.shape) == 2:
        shape = info.shape[1:]
    if isinstance(plain_axis, Unknown):
        shape = None
    low, high = info.low, info.high
    dtype = info.dtype
    base = ArrayInfo(
        shape=shape, split=info.split, augmented=info.augmented, origin=info.origin, origin_place=info.origin_place
    )
    whole = axis is None and info.bounds_attained
    if kind in {"max", "min"}:
        end = high if kind == "max" else low
        result = replace(base, dtype=dtype, low=end if whole else low, high=end if whole else high)
    elif kind in {"mean", "median", "average"}:
        result = replace(base, dtype=divided(dtype), low=low, high=high)
        kind = "mean"
    elif kind in {"std", "var"}:
        spread = None if low is None or high is None else (high - low) / 2
        result = replace(
            base,
            dtype=divided(dtype),
            low=0.0,
            high=None if spread is None else spread if kind == "std" else spread**2,
        )
    elif kind == "ptp":
        result = replace(base, dtype=dtype, low=0.0, high=None if low is None or high is None else high - low)
    elif kind in {"any", "all"}:
        result = replace(base, dtype="bool", low=0.0, high=1.0)
    else:
        result = replace(base, low=0.0 if low is not None and low >= 0 else None)
    return ArrayObject(result, derived_from=(kind, value), frame=value.frame and shape != ())


__all__ = [
    "as_array",
    "binary",
    "builtin",
    "copy_columns",
    "derive",
    "facts_of",
    "facts_of_items",
    "flat_items",
    "fresh",
    "inplace",
    "iterate_element",
    "join_facts",
    "length",
    "map_structure",
    "merged",
    "reduction",
    "set_facts",
    "settle",
    "shuffle_in_place",
    "stand_by_class",
    "stat_of",
    "store_item",
    "subscript",
    "surely_array",
    "unary",
    "unzipped",
    "without_columns",
    "zipped",
]
