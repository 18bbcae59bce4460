"""A model and arrays in memory as the `Program` that rules judge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kerasrules.confirming.judge.measured_arrays import measured_input, measured_targets
from kerasrules.confirming.plan.compiled_loss import compiled_loss
from kerasrules.confirming.plan.imported_model import program_of_graph
from kerasrules.confirming.plan.targets import DataError, Values, infer_targets
from kerasrules.confirming.run.program.array_structures import leaves
from kerasrules.interpreter.input_flow import reaching_inputs
from kerasrules.live.live_graph import live_graph
from kerasrules.live.sampled_arrays import SampledArrays
from kerasrules.live.sketch import ModelSketch
from kerasrules.model.data import ArrayInfo, SampleRange
from kerasrules.model.network import Model
from kerasrules.model.program import Program
from kerasrules.model.record import record, replace
from kerasrules.model.training import Fit, Loss, Training
from kerasrules.model.unknown import Unknown


@record(frozen=True)
class LiveProgram:
    """A program with the lines that its places are in. notes: what could not be looked at, in words."""

    program: Program
    sketch: ModelSketch
    notes: tuple[str, ...] = ()
    input_names: tuple[str, ...] = ()
    output_names: tuple[str, ...] = ()


@record(frozen=True)
class HowItFits:
    """Arguments of fit besides the data, where they are known."""

    batch_size: int | None = None
    epochs: int | None = None


def live_program(model: Any, data: SampledArrays | None, how: HowItFits) -> LiveProgram:
    """The program that compiles this model and fits it on these data. Raises UnusableModel."""
    with live_graph(model, None if data is None else data.x) as graph:
        sketch = ModelSketch(model, graph)
        names = [tensor.name for tensor in graph.inputs]
        if data is not None:
            sketch.add_fit("x" if data.y is None or data.batch is not None else "x, y", _words(data))
        program = program_of_graph(model, graph, sketch, sketch.compile)
    if not program.trainings:
        return LiveProgram(program, sketch, ("the model is not compiled: its loss, optimizer and data are not judged",))
    if data is None:
        return LiveProgram(program, sketch)
    training, notes = _fitted(program.trainings[0], model, data, names, how, sketch)
    outputs = tuple(str(name) for name in training.model.output_names) if isinstance(training.model, Model) else ()
    return LiveProgram(replace(program, trainings=(training,)), sketch, tuple(notes), tuple(names), outputs)


def _fitted(
    training: Training, model: Any, data: SampledArrays, names: Sequence[str], how: HowItFits, sketch: ModelSketch
) -> tuple[Training, list[str]]:
    graph = training.model
    assert isinstance(graph, Model)
    notes: list[str] = []
    x = tuple(_measured(array, data) for array in in_order(data.x, names))
    y: list[ArrayInfo | Unknown] = []
    if data.y is not None:
        for index, array in enumerate(in_order(data.y, [str(name) for name in graph.output_names])):
            try:
                y.append(_target(array, graph, model, index, data))
            except (DataError, IndexError) as error:
                y.append(Unknown(str(error)))
                notes.append(f"the targets were not judged: {error}")
    arguments = {"batch_size": data.batch or how.batch_size or 32}
    if how.epochs is not None:
        arguments["epochs"] = how.epochs
    fit = Fit(
        "fit",
        sketch.fit,
        x,
        tuple(y),
        reaching_inputs=reaching_inputs(graph, x),
        arguments=arguments,
        incomplete=how.epochs is None or data.batch is not None,
    )
    return replace(training, fits=(fit,), escapes=False), notes


def in_order(structure: Any, names: Sequence[str]) -> list[Values]:
    """The arrays in the order of the model's inputs or outputs, where a dict names them."""
    if isinstance(structure, Mapping) and set(structure) == set(names):
        return [structure[name] for name in names]
    return leaves(structure)


def _measured(array: Values, data: SampledArrays) -> ArrayInfo:
    return _of_sample(measured_input(array, "x"), array, data)


def _target(array: Values, graph: Model, model: Any, index: int, data: SampledArrays) -> ArrayInfo:
    loss = compiled_loss(model, index, graph.location)
    shape = next((tensor.shape for tensor in graph.outputs[index] if not isinstance(tensor, Unknown)), None)
    name = loss.name if isinstance(loss, Loss) else ""
    targets = infer_targets(array, name, None, None if shape is None else shape[1:-1])
    found = measured_targets(targets, shape[-1] if shape else None, "y")
    return _of_sample(replace(found, dtype=str(array.dtype)), array, data)


def _of_sample(info: ArrayInfo, array: Values, data: SampledArrays) -> ArrayInfo:
    """The facts with the shape of all samples; what was measured of a part bounds nothing."""
    info = replace(info, shape=(data.total, *array.shape[1:]))
    if data.is_whole or info.low is None or info.high is None:
        return info
    seen = SampleRange(info.low, info.high, info.mean, info.std)
    return replace(info, low=None, high=None, mean=None, std=None, bounds_attained=False, seen=seen, classes=None)


def _words(data: SampledArrays) -> str:
    """Shapes, types and ranges, for the comment in the sketch."""
    parts = [f"x: {', '.join(_described(data.x, data))}"]
    parts += [] if data.y is None else [f"y: {', '.join(_described(data.y, data))}"]
    return "; ".join(parts) + ("" if data.is_whole else f", measured on {len(leaves(data.x)[0])} samples")


def _described(structure: Any, data: SampledArrays) -> Iterator[str]:
    for array in leaves(structure):
        extent = f" {array.min():.4g} to {array.max():.4g}" if array.dtype.kind in "iufb" and array.size else ""
        yield f"{(data.total, *array.shape[1:])} {array.dtype}{extent}"
