"""Functions and methods that move values about without changing them: reshape, transpose, concatenate, …"""

from __future__ import annotations

from kerasrules.interpreter.array_domain import (
    array_shapes,
    assignment,
    columns,
    conversion,
    lattice,
    provenance,
    sequences,
)
from kerasrules.interpreter.libraries.common import as_data, dims, elementwise, integer, items, number, receiver
from kerasrules.interpreter.libraries.registry import Call, HandlerContext, attribute, function, method
from kerasrules.interpreter.values import ArrayObject, ListValue, Value
from kerasrules.model.data import ArrayInfo, Shape
from kerasrules.model.locations import Location
from kerasrules.model.record import replace
from kerasrules.model.unknown import Unknown

GENERATOR = "numpy.random.Generator"


def _everywhere(name: str) -> tuple[str, ...]:
    return (f"numpy.{name}", f"tensorflow.{name}", f"keras.ops.{name}", f"keras.backend.{name}")


@function(*_everywhere("reshape"))
@method("array", "reshape")
def reshape(call: Call) -> Value:
    """reshape: same values; an axis of size -1 is worked out where the rest is known."""
    value, position = receiver(call)
    found = as_data(call, value)
    if found is None:
        return call.unknown("the result of reshaping an unknown value")
    if call.rest is not None:
        wanted: Value = call.unknown("a shape that is passed through *")
    elif call.receiver is not None and len(call.args) > 1:
        wanted = call.args
    else:
        wanted = call.get("shape", position, call.get("newshape", None, call.get("new_shape")))
    target = dims(wanted)
    info = found.info
    shape = array_shapes.reshaped(info.shape, target)
    if shape is not None and info.shape and shape and shape[0] is None and target is not None:
        # (-1, 28, 28, 1): the samples stay where the rest holds as many values
        rest, old = array_shapes.count(shape[1:]), array_shapes.count(info.shape[1:])
        if rest is not None and rest == old and target[0] == -1:
            shape = (info.shape[0], *shape[1:])
    return provenance.reshaped(found, replace(info, shape=shape))


@function(*_everywhere("expand_dims"))
def expand_dims(call: Call) -> Value:
    """expand_dims: an axis of size one."""
    value, position = receiver(call)
    found = as_data(call, value)
    if found is None:
        return call.unknown("the result of expanding an unknown value")
    axis = integer(call.get("axis", position, call.get("dim", None, -1)))
    shape = found.info.shape
    if shape is not None:
        if axis is None or not -len(shape) - 1 <= axis <= len(shape):
            shape = None
        else:
            location = axis if axis >= 0 else len(shape) + 1 + axis
            shape = (*shape[:location], 1, *shape[location:])
    return provenance.reshaped(found, replace(found.info, shape=shape))


@function(*_everywhere("squeeze"))
@method("array", "squeeze")
def squeeze(call: Call) -> Value:
    """squeeze: axes of size one go."""
    _, position = receiver(call)
    axis = call.get("axis", position)

    def change(info: ArrayInfo) -> ArrayInfo:
        shape = info.shape
        if shape is None:
            return info
        if axis is None:
            is_open = None in shape[1:] or info.dtype == "object"  # which numpy may make a table of
            return replace(info, shape=None if is_open else tuple(size for size in shape if size != 1))
        return replace(info, shape=array_shapes.reduced(shape, axis))

    return elementwise(call, change, keep_derivation=True)


@function("numpy.ravel", "keras.ops.ravel", "keras.backend.flatten")
@method("array", "ravel", "flatten")
def ravel(call: Call) -> Value:
    """ravel: one axis."""
    return elementwise(
        call, lambda info: replace(info, shape=(None if info.shape is None else array_shapes.count(info.shape),))
    )


@function(*_everywhere("transpose"), "keras.backend.permute_dimensions")
@method("array", "transpose")
def transpose(call: Call) -> Value:
    """transpose: axes in another order, reversed without argument."""
    value, position = receiver(call)
    found = as_data(call, value)
    if found is None:
        return call.unknown("the result of transposing an unknown value")
    if call.rest is not None:
        order: Value = call.unknown("axes that are passed through *")
    elif call.receiver is not None and len(call.args) > 1:
        order = call.args
    else:
        order = call.get("axes", position, call.get("perm"))
    made = provenance.derive(found, _transposed(found.info, order), keep_derivation=True)
    return columns.transpose(found, made) if order is None or dims(order) == (1, 0) else made


def _transposed(info: ArrayInfo, order: Value) -> ArrayInfo:
    shape = info.shape
    if shape is None:
        return info
    if order is None:
        return replace(info, shape=tuple(reversed(shape)))
    axes = dims(order)
    if axes is None or None in axes or len(axes) != len(shape):
        return replace(info, shape=None)
    return replace(
        info, shape=tuple(shape[axis] for axis in axes if axis is not None and -len(shape) <= axis < len(shape))
    )


@attribute("array", "T")
def transposed(context: HandlerContext, value: ArrayObject, location: Location) -> Value:
    """x.T"""
    made = provenance.derive(value, _transposed(value.info, None), keep_derivation=True)
    return columns.transpose(value, made)


@function(*_everywhere("swapaxes"), *_everywhere("moveaxis"), "numpy.rollaxis")
@method("array", "swapaxes")
def swapaxes(call: Call) -> Value:
    """swapaxes and moveaxis."""
    value, position = receiver(call)
    found = as_data(call, value)
    if found is None:
        return call.unknown("the result of moving axes of an unknown value")
    shape = found.info.shape
    first, second = (
        integer(call.get("axis1", position, call.get("source"))),
        integer(call.get("axis2", position + 1, call.get("destination"))),
    )
    if shape is not None:
        rank = len(shape)
        if first is None or second is None or not (-rank <= first < rank and -rank <= second < rank):
            shape = None
        else:
            sizes = list(shape)
            if call.name.endswith("swapaxes"):
                sizes[first], sizes[second] = sizes[second], sizes[first]
            else:
                sizes.insert(second % rank, sizes.pop(first % rank))
            shape = tuple(sizes)
    return provenance.derive(found, replace(found.info, shape=shape))


_SAME_SHAPE = ("flip", "roll", "fliplr", "flipud")


@function(*(spelled for name in _SAME_SHAPE for spelled in _everywhere(name)), "tensorflow.reverse")
def same_shape(call: Call) -> Value:
    """Values in another order."""
    return elementwise(call, lambda info: info)


@function(
    "numpy.sort", "numpy.random.permutation", "tensorflow.random.shuffle", "sklearn.utils.resample", "tensorflow.sort"
)
def reordered(call: Call) -> Value:
    """Samples in another order; a number gives the shuffled range below it."""
    value, _ = receiver(call)
    if not isinstance(value, ArrayObject) and integer(value) is not None:
        size = integer(value) or 0
        return ArrayObject(ArrayInfo(shape=(size,), dtype="int64", low=0.0, high=float(max(size - 1, 0))))
    if isinstance(value, Unknown) and call.name.endswith("permutation"):
        return ArrayObject(ArrayInfo(shape=(None,)))
    result = elementwise(call, lattice.shuffled)
    if call.name.endswith(("permutation", "shuffle")) and isinstance(value, ArrayObject):  # sort mixes the columns
        return columns.keep_shuffled(value, result) if isinstance(result, ArrayObject) else result
    return result


@function("numpy.random.shuffle")
@method(GENERATOR, "shuffle")
def shuffled_in_place(call: Call) -> Value:
    """Reorders its argument; the values stay."""
    assignment.shuffle_in_place(call.context.heap, call.get("x", 0))
    return None


@method("array", "sort", "setflags")
def sorted_in_place(call: Call) -> Value:
    """Reorders the array; the values stay."""
    return None


# ---- joining arrays ------------------------------------------------------------------------------------------------


def _parts(call: Call, name: str) -> tuple[list[ArrayObject], int | None] | None:
    """The arrays of the list argument, and how many."""
    value = call.get(name, 0, call.get("arrays", None, call.get("values", None, call.get("tup", None, call.get("xs")))))
    if isinstance(value, ArrayObject):
        part = lattice.element(value.info)
        # numbers are not stacked: an array of one axis holds arrays, as the column of a frame may
        return [ArrayObject(replace(part, shape=None) if part.shape == () else part)], None
    raw = value.state["items"] if isinstance(value, ListValue) else value
    flat, counted = sequences.flat_items(raw)
    if not flat:
        return None
    found = [_part(call, item) for item in flat]
    if any(part is None for part in found):
        return None
    return [part for part in found if part is not None], len(flat) if counted else None


def _part(call: Call, item: Value) -> ArrayObject | None:
    """One of the arrays; of rows of different things, such as an image and its label, nothing holds for all values."""
    ragged = isinstance(item, ListValue) and conversion.is_ragged(item)
    return ArrayObject(lattice.UNKNOWN) if ragged else as_data(call, item)


def _unknown_parts(call: Call) -> Value:
    if call.name.startswith("numpy."):
        return ArrayObject(lattice.UNKNOWN)
    return call.unknown("built from unknown parts")


def _origins(parts: list[ArrayObject], info: ArrayInfo) -> ArrayInfo:
    """The concatenation's history: of each part, where they differ."""
    origins = list(dict.fromkeys(part.info.origin for part in parts if part.info.origin is not None))
    if info.origin is None and 1 < len(origins) <= 3:
        return replace(info, origin=" and ".join(origins), origin_place=parts[0].info.origin_place)
    return info


def concatenated(parts: list[ArrayObject], axis: int | None, counted: bool) -> ArrayInfo:
    """The facts of arrays laid one after the other."""
    if axis is not None and len(parts) > 1:
        # np.append in a loop starts with no samples; how many turns there are is unknown
        filled = [part for part in parts if not _is_empty(part.info.shape, axis)]
        if filled and len(filled) < len(parts):
            parts, counted = filled, False
    joined = _origins(parts, lattice.join_all(part.info for part in parts))
    if joined.encoding is None and all(part.info.encoding == "integer" for part in parts):
        joined = replace(joined, encoding="integer")
    shapes = [part.info.shape for part in parts]
    known = [shape for shape in shapes if shape is not None]
    shape: Shape | None = None
    if known and len({len(one) for one in known}) == 1 and known[0] and axis is not None:
        rank = len(known[0])
        if -rank <= axis < rank:
            along = axis % rank
            sizes: list[int | None] = []
            for index in range(rank):
                column = [one[index] for one in known]
                if index == along:
                    total = sum(size for size in column if size is not None)
                    sizes.append(total if counted and len(known) == len(shapes) and None not in column else None)
                else:
                    sizes.append(next((size for size in column if size is not None), None))
            shape = tuple(sizes)
            if along != 0 or rank == 1:
                joined = replace(joined, classes=joined.classes if along == 0 else None)
            if along > 0 and joined.encoding in {"one-hot", "integer"}:
                joined = replace(joined, encoding=None, classes=None)
    # an end of the whole is reached where one part reaches it
    whole = lattice.gathered([part.info for part in parts], many=False)
    joined = replace(joined, shape=shape, bounds_attained=whole.bounds_attained, uneven=whole.uneven)
    return _in_blocks([part.info for part in parts], joined) if axis == 0 and counted else joined


def _joined(parts: list[ArrayObject], axis: int | None, counted: bool) -> ArrayObject:
    """Arrays laid one after the other, with what is known of each column of a table."""
    made = ArrayObject(concatenated(parts, axis, counted))
    if axis == 0:
        provenance.note_joined(made, parts)
    shape = made.info.shape
    if shape is None or len(shape) != 2 or axis is None or not -2 <= axis < 2:
        return made
    parts = [part for part in parts if not _is_empty(part.info.shape, axis)]
    found = [columns.of_each(part) for part in parts]
    known = [one for one in found if one is not None]
    if not known or len(known) < len(found) or any(part.info.shape and len(part.info.shape) != 2 for part in parts):
        return made
    if axis in (1, -1):
        return columns.note(made, [column for one in known for column in one]) if counted else made
    if len({len(one) for one in known}) != 1 or not any(columns.known(part) for part in parts):
        return made
    return columns.note(made, [lattice.gathered(column, many=False) for column in zip(*known, strict=True)])


def _is_empty(shape: Shape | None, axis: int) -> bool:
    return shape is not None and -len(shape) <= axis < len(shape) and shape[axis] == 0


def _in_blocks(parts: list[ArrayInfo], joined: ArrayInfo) -> ArrayInfo:
    """Labels of one class after those of another: np.concatenate([np.zeros(n), np.ones(m)])."""
    ordered = [part for part in parts if part.sorted_by_class]
    constants = {part.low for part in parts if lattice.is_constant(part)}
    shape = joined.shape
    # np.zeros(len(files)) may have any rank as far as one can see; blocks of one number each are labels
    vector = shape is None or len(shape) == 1 or (len(shape) == 2 and shape[1] == 1)
    several = all(part.shape is None or (part.shape and part.shape[0] != 1) for part in parts)
    known = all(part.sorted_by_class or lattice.is_constant(part) for part in parts)
    if not (vector and several and known and len(ordered) <= 1 and len(constants) + 2 * len(ordered) > 1):
        return replace(joined, sorted_by_class=False)
    if not ordered and constants == {float(index) for index in range(len(constants))}:
        joined = replace(joined, encoding="integer", classes=len(constants), bounds_attained=True)
    return replace(joined, sorted_by_class=True)


@function(*_everywhere("concatenate"), "tensorflow.concat", "numpy.concat")
def concatenate(call: Call) -> Value:
    """concatenate along an axis."""
    found = _parts(call, "arrays")
    if found is None:
        return _unknown_parts(call)
    default = -1 if call.name.startswith(("keras.ops", "keras.backend")) and "concatenate" not in call.name else 0
    axis = call.get("axis", 1, default)
    parts, counted = found
    if axis is None:
        return ArrayObject(replace(concatenated(parts, 0, False), shape=(None,)))
    return _joined(parts, integer(axis), counted is not None)


@function("numpy.vstack", "numpy.row_stack", "keras.ops.vstack")
def vstack(call: Call) -> Value:
    """vstack: rows below each other."""
    found = _parts(call, "tup")
    if found is None:
        return ArrayObject(lattice.UNKNOWN)
    parts, counted = found
    rows = [_at_least_2d(part, 0) for part in parts]
    made = _joined(rows, 0, counted is not None)
    vectors = counted is not None and all(part.info.shape is not None and len(part.info.shape) == 1 for part in parts)
    return columns.note_rows(made, [part.info for part in parts]) if vectors else made


@function("numpy.hstack", "keras.ops.hstack")
def hstack(call: Call) -> Value:
    """hstack: columns beside each other; vectors one after the other."""
    found = _parts(call, "tup")
    if found is None:
        return ArrayObject(lattice.UNKNOWN)
    parts, counted = found
    ranks = [None if part.info.shape is None else len(part.info.shape) for part in parts]
    # np.zeros(len(files)): labels of one class
    blocks = all(rank is None and lattice.is_constant(part.info) for rank, part in zip(ranks, parts, strict=True))
    flat = blocks or all(rank is not None and rank <= 1 for rank in ranks)
    return _joined(parts, 0 if flat else 1, counted is not None)


@function("numpy.column_stack", "numpy.c_")
def column_stack(call: Call) -> Value:
    """column_stack: vectors as columns."""
    found = _parts(call, "tup")
    made = (
        ArrayObject(lattice.UNKNOWN)
        if found is None
        else _joined([_at_least_2d(part, 1) for part in found[0]], 1, found[1] is not None)
    )
    if isinstance(made, ArrayObject):
        call.context.heap.set(made, ArrayObject.least_rank, 2)
    return made


def _at_least_2d(part: ArrayObject, axis: int) -> ArrayObject:
    shape = part.info.shape
    if shape is None or len(shape) != 1:
        return part
    return ArrayObject(replace(part.info, shape=(1, *shape) if axis == 0 else (*shape, 1)))


@function("numpy.dstack")
def dstack(call: Call) -> Value:
    """dstack: along the third axis."""
    found = _parts(call, "tup")
    if found is None:
        return ArrayObject(lattice.UNKNOWN)
    parts, counted = found
    grown = [
        ArrayObject(replace(part.info, shape=(*part.info.shape, 1)))
        if part.info.shape is not None and len(part.info.shape) == 2
        else part
        for part in parts
    ]
    return ArrayObject(concatenated(grown, 2, counted is not None))


@function(*_everywhere("stack"))
def stack(call: Call) -> Value:
    """stack: a new axis."""
    found = _parts(call, "arrays")
    if found is None:
        return _unknown_parts(call)
    parts, counted = found
    axis = integer(call.get("axis", 1, 0))
    stacked = lattice.stack((part.info for part in parts), counted, axis or 0)
    stacked = _origins(parts, stacked)
    made = ArrayObject(stacked if axis is not None else replace(stacked, shape=None))
    infos = [part.info for part in parts]
    return made if counted is None else columns.note_stacked(made, infos, axis)


@function("numpy.append")
def append(call: Call) -> Value:
    """numpy.append: flat without an axis."""
    first, second = conversion.surely_array(call.get("arr", 0)), conversion.surely_array(call.get("values", 1))
    axis = call.get("axis", 2)
    if first.info.shape == (0,):
        return ArrayObject(
            replace(second.info, shape=(None,) if axis is None else lattice.rebatched(second.info).shape)
        )
    if axis is None:
        return ArrayObject(replace(concatenated([first, second], 0, True), shape=(None,)))
    return _joined([first, second], integer(axis), True)


@function("numpy.repeat", "numpy.tile", "keras.ops.repeat", "keras.ops.tile", "tensorflow.tile", "tensorflow.repeat")
@method("array", "repeat")
def repeat(call: Call) -> Value:
    """repeat and tile: the same values more often."""
    value, position = receiver(call)
    found = as_data(call, value)
    if found is None:
        return call.unknown("the result of repeating an unknown value")
    info = found.info
    times = dims(call.get("repeats", position, call.get("reps", None, call.get("multiples"))))
    shape = info.shape
    if call.name.endswith("tile"):
        if shape is not None and times is not None and len(times) == len(shape):
            shape = tuple(None if a is None or b is None else a * b for a, b in zip(shape, times, strict=False))
        else:
            shape = None
    else:
        axis = integer(call.get("axis", position + 1))
        if shape is not None and axis is not None and -len(shape) <= axis < len(shape):
            sizes = list(shape)
            size = sizes[axis]
            factor = times[0] if times is not None and len(times) == 1 else None
            sizes[axis] = None if size is None or factor is None else size * factor
            shape = tuple(sizes)
        else:
            shape = (None,) if axis is None else None
    result = replace(info, shape=shape)
    if call.name.endswith("tile"):
        result = lattice.shuffled(result)
    elif _is_each_class_once(value, found) and not call.has("axis", position + 1):
        # np.repeat([0, 1], [n, m])
        numbers = info.low == 0 and info.high is not None and info.shape == (info.high + 1,)
        classes = int(info.high) + 1 if numbers and info.high is not None else None
        result = replace(
            result, sorted_by_class=True, encoding="integer" if numbers else info.encoding, classes=classes
        )
    return provenance.derive(found, result)


def _is_each_class_once(value: Value, found: ArrayObject) -> bool:
    """Whether these are the numbers or names of classes, each once."""
    given = items(value)
    if given is not None:
        return len(given) > 1 and all(isinstance(one, (int, str)) for one in given) and len(set(given)) == len(given)
    info = found.info
    whole = info.dtype is not None and "int" in info.dtype and info.encoding is None
    return whole and info.low == 0 and info.high is not None and info.high > 0 and info.shape == (info.high + 1,)


@function("numpy.pad", "keras.ops.pad", "tensorflow.pad")
def pad(call: Call) -> Value:
    """pad: zeros round about, or the constant given."""
    value, position = receiver(call)
    found = as_data(call, value)
    if found is None:
        return call.unknown("the result of padding an unknown value")
    info = found.info
    widths = items(call.get("pad_width", position, call.get("paddings")))
    shape: Shape | None = None
    if info.shape is not None and widths is not None and len(widths) == len(info.shape):
        sizes: list[int | None] = []
        for size, width in zip(info.shape, widths, strict=False):
            ends = dims(width)
            known = ends is not None and len(ends) == 2 and None not in ends and size is not None
            sizes.append(
                size + sum(end for end in ends if end is not None) if known and size is not None and ends else None
            )
        shape = tuple(sizes)
    mode = call.get("mode", position + 1, "constant")
    result = replace(info, shape=shape)
    if isinstance(mode, str) and mode.lower() == "constant":
        filler = number(call.get("constant_values", None, 0))
        border = replace(lattice.UNKNOWN if filler is None else lattice.constant(filler), shape=None, dtype=None)
        joined = lattice.join(replace(result, shape=None, dtype=None), border)
        bounds_attained = info.bounds_attained and (joined.low, joined.high) == (info.low, info.high)
        result = replace(result, low=joined.low, high=joined.high, bounds_attained=bounds_attained)
    return provenance.derive(found, result)


def _splitter(call: Call) -> Value:
    value, position = receiver(call)
    found = as_data(call, value)
    if found is None:
        return call.unknown("parts of an unknown value")
    pieces = integer(call.get("indices_or_sections", position, call.get("num_or_size_splits")))
    if pieces is None or not 0 < pieces <= 64:
        return call.unknown("an unknown number of parts")
    axis = integer(call.get("axis", position + 1, 0))
    shape = found.info.shape
    if shape is not None and axis is not None and -len(shape) <= axis < len(shape):
        sizes = list(shape)
        size = sizes[axis]
        sizes[axis] = None if size is None or size % pieces else size // pieces
        shape = tuple(sizes)
    else:
        shape = None
    known = columns.known(found) if shape is not None and len(shape) == 2 and axis in (1, -1) else None
    if known is not None and len(known) % pieces == 0:
        size = len(known) // pieces
        split = [known[start : start + size] for start in range(0, len(known), size)]
        infos = [replace(one[0] if size == 1 else columns.joined(one), shape=shape, samples=None) for one in split]
        made = [provenance.derive(found, info) for info in infos]
        return ListValue(tuple(columns.note(one, part) for one, part in zip(made, split, strict=True)))
    info = replace(lattice.of_part(found.info), shape=shape, samples=None)
    return ListValue(tuple(provenance.derive(found, info) for _ in range(pieces)))


for _name in ("numpy.split", "numpy.array_split", "tensorflow.split", "keras.ops.split"):
    function(_name)(_splitter)


@function("numpy.delete", "numpy.take", "keras.ops.take", "tensorflow.gather", "numpy.compress", "numpy.extract")
def part(call: Call) -> Value:
    """Some of the samples."""
    _, position = receiver(call)
    index = call.get("indices", position)
    picked = conversion.as_array(index)

    def change(info: ArrayInfo) -> ArrayInfo:
        if not call.name.endswith(("take", "gather")):
            return replace(lattice.rebatched(lattice.of_part(info)), samples=None)
        info = replace(lattice.shuffled(info), samples=None)
        # numpy takes from the flat array where no axis is given, TensorFlow from the first one
        axis = call.get("axis", position + 1, 0 if call.name.endswith("gather") else None)
        # indices that are not known are a vector of them, as one has for samples
        inner = (None,) if picked is None or picked.info.shape is None else picked.info.shape
        if inner == () or axis not in (0, None):
            info = lattice.of_part(info)  # samples in another order may well be all of them
        if axis is None:
            return replace(info, shape=inner)
        if info.shape is None or type(axis) is not int or not 0 <= axis < len(info.shape):
            return replace(info, shape=None)
        return replace(info, shape=(*info.shape[:axis], *inner, *info.shape[axis + 1 :]))

    return elementwise(call, change)


@function(*_everywhere("broadcast_to"))
def broadcast_to(call: Call) -> Value:
    """broadcast_to a shape."""
    _, position = receiver(call)
    shape = dims(call.get("shape", position))
    return elementwise(call, lambda info: replace(info, shape=shape))


@function("numpy.atleast_2d", "numpy.atleast_1d", "numpy.atleast_3d")
def atleast(call: Call) -> Value:
    """atleast_1d and its like."""
    wanted = int(call.name[-2])

    def change(info: ArrayInfo) -> ArrayInfo:
        shape = info.shape
        if shape is None or len(shape) >= wanted:
            return info
        return replace(info, shape=(1,) * (wanted - len(shape)) + shape if wanted < 3 else None)

    return elementwise(call, change, keep_derivation=True)
