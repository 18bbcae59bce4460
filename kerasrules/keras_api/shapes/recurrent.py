"""Recurrent layers, their cells and the wrappers that run over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kerasrules.keras_api.shapes.convolution import check_space, joined, output_size, spatial_rank, split
from kerasrules.keras_api.shapes.dimensions import (
    BuildError,
    Config,
    Inputs,
    Number,
    ShapeFunction,
    channels_first,
    first,
    flag,
    only_if,
    padding_mode,
    plus,
    positive,
    rank_unknown,
    require_rank,
    times,
    value,
    whole,
)
from kerasrules.keras_api.shapes.inference import Inference
from kerasrules.model.data import Shape
from kerasrules.model.network import Layer

GATES: Mapping[str, int] = {"SimpleRNN": 1, "GRU": 3, "LSTM": 4, "CuDNNGRU": 3, "CuDNNLSTM": 4}


def cell_weights(kind: str, config: Config, width: Number) -> Number:
    """Weights of one cell on inputs of the given width."""
    units = whole(config, "units")
    if units is not None and units <= 0:
        raise BuildError(f"Received an invalid value for argument `units`, expected a positive integer, got {units}")
    gates = GATES[kind]
    bias: Number = only_if(flag(config, "use_bias", True), units)
    if kind == "GRU":
        # reset_after keeps the biases of input and state apart.
        separate = flag(config, "reset_after", True)
        bias = times(bias, None if separate is None else 2 if separate else 1)
    elif kind.startswith("CuDNN"):
        bias = times(2, units)
    return times(gates, plus(times(units, plus(width, units)), bias))


def states(kind: str) -> int:
    """Number of states of one cell."""
    return 2 if kind.endswith("LSTM") else 1


def sequence_output(
    config: Config, batch: Number, steps: Number, width: Number, state_widths: Sequence[Number], weights: Number
) -> Inference:
    """What return_sequences and return_state make of a run."""
    sequences, state = flag(config, "return_sequences", False), flag(config, "return_state", False)
    output: Shape | None = None
    if sequences is not None:
        output = (batch, steps, width) if sequences else (batch, width)
    if state is None:
        return Inference((None,), weights)
    extra: tuple[Shape | None, ...] = tuple((batch, size) for size in state_widths) if state else ()
    return Inference((output, *extra), weights)


def recurrent(class_name: str, config: Config, inputs: Inputs) -> Inference:
    """SimpleRNN, GRU, LSTM and their CuDNN kin."""
    units = whole(config, "units")
    shape = first(inputs)
    if shape is not None:
        try:
            require_rank(class_name, shape, exact=3)
        except BuildError as error:
            raise BuildError(str(error), recurrent(class_name, config, (None,)).outputs) from None
    batch, steps, width = shape if shape is not None else (None, None, None)
    weights = cell_weights(class_name, config, width)
    if flag(config, "time_major", False) is not False:
        return Inference((None,), weights)
    return sequence_output(config, batch, steps, units, [units] * states(class_name), weights)


def cell_facts(cell: object, width: Number) -> tuple[Number, Number, list[Number]] | None:
    """Output width, weights and state widths of a cell or a list of cells; None for one that is unknown."""
    cells = cell if isinstance(cell, tuple | list) else None
    if isinstance(cell, Layer) and cell.class_name == "StackedRNNCells":
        inner = cell.config.get("cells")
        cells = inner if isinstance(inner, tuple | list) else None
    if cells is not None:
        total: Number = 0
        sizes: list[Number] = []
        for item in cells:
            found = cell_facts(item, width)
            if found is None:
                return None
            width, weights, more = found
            total = plus(total, weights)
            sizes += more
        return width, total, sizes
    if isinstance(cell, Layer) and cell.class_name.removesuffix("Cell") in GATES and cell.class_name.endswith("Cell"):
        kind = cell.class_name.removesuffix("Cell")
        units = whole(cell.config, "units")
        return units, cell_weights(kind, cell.config, width), [units] * states(kind)
    return None


def nested_states(cell: object) -> bool:
    """Whether the states come as one list per cell rather than one tensor per state."""
    return isinstance(cell, tuple | list) or (isinstance(cell, Layer) and cell.class_name == "StackedRNNCells")


def over_cells(class_name: str, config: Config, inputs: Inputs) -> Inference:
    """RNN with given cells."""
    shape = first(inputs)
    cell = value(config, "cell")
    facts = cell_facts(cell, shape[-1] if shape is not None and len(shape) == 3 else None)
    if facts is None or (shape is not None and len(shape) != 3):
        return Inference((None,))
    width, weights, state_widths = facts
    batch, steps = (shape[0], shape[1]) if shape is not None else (None, None)
    return sequence_output(config, batch, steps, width, state_widths, weights)


def single_cell(class_name: str, config: Config, inputs: Inputs) -> Inference:
    """A cell called on its own: one step; its states are the further outputs."""
    shape = first(inputs)
    kind = class_name.removesuffix("Cell")
    units = whole(config, "units")
    weights = cell_weights(kind, config, shape[-1] if shape else None)
    one = (shape[0] if shape else None, units)
    return Inference((one,) * (1 + states(kind)), weights)


def convolutional(class_name: str, config: Config, inputs: Inputs) -> Inference:
    """ConvLSTM1D to ConvLSTM3D."""
    rank = spatial_rank(class_name)
    kernel, strides = positive(config, "kernel_size", rank), positive(config, "strides", rank, 1)
    dilation, padding = positive(config, "dilation_rate", rank, 1), padding_mode(config)
    filters, first_channels = whole(config, "filters"), channels_first(config)
    sequences, state = flag(config, "return_sequences", False), flag(config, "return_state", False)
    shape = first(inputs)
    if shape is not None:
        require_rank(class_name, shape, exact=rank + 3)
    channels: Number = None
    step: Shape = rank_unknown(rank + 2)
    if shape is not None and first_channels is not None:
        step = (shape[0], *shape[2:])
        lead, space, channels = split(step, rank, first_channels)
        axes = zip(space, kernel, strides, (padding,) * rank, dilation, strict=True)
        new_space = tuple(output_size(*axis) for axis in axes)
        check_space(class_name, step, new_space)
        step = joined(lead, new_space, filters, first_channels)
    bias = only_if(flag(config, "use_bias", True), times(4, filters))
    weights = plus(times(*kernel, plus(channels, filters), filters, 4), bias)
    if sequences is None or state is None:
        return Inference((None,), weights)
    steps = shape[1] if shape is not None else None
    output = (step[0], steps, *step[1:]) if sequences else step
    return Inference((output, step, step) if state else (output,), weights)


FUNCTIONS: Mapping[str, ShapeFunction] = {
    **dict.fromkeys(GATES, recurrent),
    **{f"{kind}Cell": single_cell for kind in ("SimpleRNN", "GRU", "LSTM")},
    **{f"ConvLSTM{rank}D": convolutional for rank in (1, 2, 3)},
    "RNN": over_cells,
}
