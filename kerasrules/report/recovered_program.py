"""What was recovered from a program: a table like `model.summary()`, or JSON."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from kerasrules.model.as_json import location_object, range_object
from kerasrules.model.data import ArrayInfo, Shape
from kerasrules.model.network import Head, Model, SummaryRow, Tensor
from kerasrules.model.program import Program
from kerasrules.model.teaching import TaughtUse
from kerasrules.model.training import Fit, Loss, Metric, Optimizer, Training
from kerasrules.model.unknown import Unknown
from kerasrules.report.colors import Colors
from kerasrules.report.json import dumps
from kerasrules.report.one_line import format_location, one_line

if TYPE_CHECKING:
    from kerasrules.model.report_documents import (
        InputObject,
        OutputLayerObject,
        RecoveredLossObject,
        RecoveredModelObject,
        ShowDocument,
        TaughtObject,
        TrainingObject,
        UnknownObject,
    )

VERSION = 1
_HEADINGS = ("Layer (class)", "Output shape", "Param #", "Activation", "Line")
_RIGHT = (False, False, True, False, True)


# --- table -----------------------------------------------------------------------------------------------------------


def render_table(programs: Sequence[Program], colors: Colors) -> Iterator[str]:
    """The report for people, line by line."""
    for number, program in enumerate(programs):
        if number:
            yield ""
        yield colors.paint(one_line(program.path), "bold")
        models = _models([program])
        if not models and not program.trainings:
            yield f"  no Keras model found: {_why_none(program)}"
        for model in models:
            yield ""
            yield from _model(model, colors)
        for training in program.trainings:
            yield ""
            yield from _training(training, colors)
        yield from _taught(program.taught, colors)
        yield from _unknown("not read", program.unknown, colors)


def _why_none(program: Program) -> str:
    if program.nodes:
        return "layers are called, but no model that could be recovered is made of them"
    return "Keras is used, but no model is made here" if program.uses else "nothing here uses Keras"


def _model(model: Model, colors: Colors) -> Iterator[str]:
    title = f"{model.class_name} {one_line(model.name)!r}" if model.name else model.class_name
    complete = "" if model.complete else ", partially recovered"
    yield f"  {colors.paint(title, 'bold')} ({model.kind}{complete}) at {format_location(model.location)}"
    rows = [_cells(row) for row in model.layers]
    if rows:
        widths = [max(map(_width, column)) for column in zip(_HEADINGS, *rows, strict=True)]
        yield "    " + colors.paint(_joined(_HEADINGS, widths), "bold")
        yield "    " + colors.paint("  ".join("─" * width for width in widths), "dim")
        for row in rows:
            yield "    " + _joined(row, widths)
    counted = [row.parameters for row in model.layers]
    total = sum(number for number in counted if number is not None)
    if counted and None not in counted:
        yield f"    Total params: {total:,}"
    elif counted:
        yield f"    Total params: at least {total:,} ({counted.count(None)} of {len(counted)} layers unknown)"
    yield from _unknown("unknown", model.unknown, colors, "    ")


def _cells(row: SummaryRow) -> tuple[str, ...]:
    name = f"{one_line(row.name)} ({row.class_name})" if row.name else row.class_name
    shape = output_shape(row.output_shape)
    parameters = "?" if row.parameters is None else f"{row.parameters:,}"
    return (name, shape, parameters, row.activation or "", str(row.location.start.line))


def _joined(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [
        " " * (width - _width(cell)) + cell if right else cell + " " * (width - _width(cell))
        for cell, width, right in zip(cells, widths, _RIGHT, strict=True)
    ]
    return "  ".join(padded).rstrip()


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _training(training: Training, colors: Colors) -> Iterator[str]:
    kind = "custom loop" if training.custom_loop else "compile"
    of = training.model.class_name if isinstance(training.model, Model) else ""
    yield f"  {colors.paint(kind, 'bold')}{f' of {of}' if of else ''} at {format_location(training.location)}"
    for pair in training.output_losses:
        name = f" {pair.name!r}" if pair.name else f" {pair.output + 1}" if len(training.output_losses) > 1 else ""
        yield f"    output layer{name}: {_head(pair.head)}"
        yield f"    loss{name}: {_loss(pair.loss)}"
    if training.optimizer is not None:
        yield f"    optimizer: {_optimizer(training.optimizer)}"
    if training.metrics:
        yield f"    metrics: {', '.join(map(_metric, training.metrics))}"
    for fit in training.fits:
        yield from _fit(fit)
    if not training.trained:
        yield "    not trained in this file"
    reasons = [training.model] if isinstance(training.model, Unknown) else []
    yield from _unknown("unknown", (*reasons, *training.unknown), colors, "    ")


def _head(head: Head | Unknown) -> str:
    if isinstance(head, Unknown):
        return _why(head)
    name = head.layer.class_name if head.layer else head.node.layer.class_name
    units = (
        "unknown number of units" if isinstance(head.units, Unknown) else f"{head.units} unit{'s' * (head.units != 1)}"
    )
    activation = _why(head.activation) if isinstance(head.activation, Unknown) else head.activation
    return f"{name}, {units}, {activation} (line {head.location.start.line})"


def _loss(loss: Loss | Unknown) -> str:
    if isinstance(loss, Unknown):
        return _why(loss)
    logits = (
        "from_logits unknown" if isinstance(loss.from_logits, Unknown) else "from logits" if loss.from_logits else ""
    )
    details = [detail for detail in (logits, f"through {loss.via}" if loss.via else "") if detail]
    return loss.name + (f" ({', '.join(details)})" if details else "")


def _optimizer(optimizer: Optimizer | Unknown) -> str:
    if isinstance(optimizer, Unknown):
        return _why(optimizer)
    rate = optimizer.learning_rate
    return f"{optimizer.class_name}, learning rate {'unknown' if isinstance(rate, Unknown) else f'{rate:g}'}"


def _metric(metric: Metric | Unknown) -> str:
    return _why(metric) if isinstance(metric, Unknown) else metric.name


def _fit(fit: Fit) -> Iterator[str]:
    yield f"    {fit.method} at line {fit.location.start.line}"
    for number, value in enumerate(_inputs(fit), 1):
        yield f"      input{f' {number}' if len(_inputs(fit)) > 1 else ''}: {array_facts(value)}"
    for number, value in enumerate(fit.y, 1):
        yield f"      target{f' {number}' if len(fit.y) > 1 else ''}: {array_facts(value)}"


def array_facts(array: ArrayInfo | Unknown) -> str:
    """What is known of data, in words."""
    if isinstance(array, Unknown):
        return _why(array)
    facts = [f"range {_interval(array.low, array.high)}"]
    if array.standardized:
        facts = ["mean 0, standard deviation 1"]
    if array.shape is not None:
        facts.append(f"shape {_shape(array.shape)}")
    if array.encoding:
        facts.append(f"{array.encoding}{f', {array.classes} classes' if array.classes else ''}")
    if array.origin:
        line = f", line {array.origin_place.start.line}" if array.origin_place else ""
        facts.append(f"from {one_line(array.origin)}{line}")
    return "; ".join(facts)


def _interval(low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return "unknown"
    return f"{'?' if low is None else f'{low:g}'} to {'?' if high is None else f'{high:g}'}"


def _taught(uses: Sequence[TaughtUse], colors: Colors) -> Iterator[str]:
    for use in uses:
        where = f"line {use.location.start.line}"
        yield f"  {colors.paint('taught', 'bold')}: {one_line(use.name)} {one_line(use.meaning)} ({where})"


def _unknown(title: str, unknown: Sequence[Unknown], colors: Colors, indent: str = "  ") -> Iterator[str]:
    for part in unknown:
        where = f" (line {part.location.start.line})" if part.location else ""
        yield f"{indent}{colors.paint(title, 'warning')}: {one_line(part.reason)}{where}"


def _why(unknown: Unknown) -> str:
    return f"unknown ({one_line(unknown.reason)})"


def output_shape(shape: Shape | tuple[Shape, ...] | None) -> str:
    """One shape, or those of several outputs."""
    if shape is None:
        return "?"
    if shape and all(isinstance(part, tuple) for part in shape):
        return "[" + ", ".join(_shape(part) for part in shape if isinstance(part, tuple)) + "]"
    return _shape(tuple(size for size in shape if not isinstance(size, tuple)))


def _shape(shape: Shape) -> str:
    """As `model.summary()` writes it."""
    return f"({', '.join(map(str, shape))}{',' * (len(shape) == 1)})"


# --- JSON ------------------------------------------------------------------------------------------------------------


def render_json(programs: Sequence[Program]) -> str:
    """The report for programs."""
    models = _models(programs)
    index = {id(model): number for number, model in enumerate(models)}
    document: ShowDocument = {
        "version": VERSION,
        "models": [_model_object(model) for model in models],
        "trainings": [_training_object(training, index) for program in programs for training in program.trainings],
        "taught": [_taught_object(use) for program in programs for use in program.taught],
    }
    return dumps(document)


def _taught_object(use: TaughtUse) -> TaughtObject:
    return {"name": use.name, "meaning": use.meaning, **location_object(use.location)}


def _models(programs: Sequence[Program]) -> list[Model]:
    """Every model once, those of trainings too: one that was made in another file is in no list of models."""
    models: dict[int, Model] = {}
    for program in programs:
        for model in (*program.models, *(t.model for t in program.trainings)):
            if isinstance(model, Model):
                models.setdefault(id(model), model)
    return list(models.values())


def _model_object(model: Model) -> RecoveredModelObject:
    return {
        "name": model.name,
        "class": model.class_name,
        "kind": model.kind,
        **location_object(model.location),
        "complete": model.complete,
        "layers": [
            {
                "class": row.class_name,
                "name": row.name,
                "range": range_object(row.location),
                "output_shape": _plain(row.output_shape),
                "parameters": row.parameters,
                "activation": row.activation,
            }
            for row in model.layers
        ],
        "outputs": [
            {"name": name, "shape": _tensor_shape(output)}
            for name, output in zip(model.output_names, model.outputs, strict=False)
        ],
        "unknown": [_unknown_object(part) for part in model.unknown],
    }


def _tensor_shape(output: tuple[Tensor | Unknown, ...]) -> Any:
    """The shape of an output, where all its alternatives agree."""
    shapes = {part.shape if isinstance(part, Tensor) else None for part in output}
    return _plain(shapes.pop()) if len(shapes) == 1 else None


def _training_object(training: Training, index: dict[int, int]) -> TrainingObject:
    fit = next((fit for fit in training.fits if fit.trains), None)
    optimizer = training.optimizer
    return {
        **location_object(training.location),
        "model": index.get(id(training.model)),
        "heads": [_head_object(pair.head) for pair in training.output_losses if isinstance(pair.head, Head)],
        "losses": [_loss_object(pair.loss) for pair in training.output_losses if isinstance(pair.loss, Loss)],
        "optimizer": {
            "class": optimizer.class_name,
            "learning_rate": None if isinstance(optimizer.learning_rate, Unknown) else _finite(optimizer.learning_rate),
            "range": range_object(optimizer.location),
        }
        if isinstance(optimizer, Optimizer)
        else None,
        "metrics": [
            {"name": metric.name, "range": range_object(metric.location)}
            for metric in training.metrics
            if isinstance(metric, Metric)
        ],
        "fit": range_object(fit.location) if fit else None,
        "input": _input_object(fit) if fit else None,
        "unknown": [_unknown_object(part) for part in _unknown_parts(training)],
    }


def _unknown_parts(training: Training) -> Iterator[Unknown]:
    """All that could not be recovered of a training, each once."""
    pairs = [part for pair in training.output_losses for part in (pair.head, pair.loss)]
    parts = (training.model, *pairs, training.optimizer, *training.metrics, *training.unknown)
    yield from dict.fromkeys(part for part in parts if isinstance(part, Unknown))


def _head_object(head: Head) -> OutputLayerObject:
    return {
        "class": head.layer.class_name if head.layer else head.node.layer.class_name,
        "activation": None if isinstance(head.activation, Unknown) else head.activation,
        "units": None if isinstance(head.units, Unknown) else head.units,
        "range": range_object(head.location),
    }


def _loss_object(loss: Loss) -> RecoveredLossObject:
    return {
        "name": loss.name,
        "from_logits": None if isinstance(loss.from_logits, Unknown) else loss.from_logits,
        "range": range_object(loss.location),
    }


def _input_object(fit: Fit) -> InputObject | None:
    """The range that the first layer with weights sees; before any of it is known, nothing."""
    array = next((value for value in _inputs(fit) if isinstance(value, ArrayInfo)), None)
    if array is None or (array.low is None and array.high is None and array.origin is None):
        return None
    return {"low": _finite(array.low), "high": _finite(array.high), "origin": array.origin}


def _inputs(fit: Fit) -> Sequence[ArrayInfo | Unknown]:
    """What reaches the model's first layers; where that is unknown, what the call is given."""
    return [arrival.value for arrival in fit.reaching_inputs] or fit.x


def _unknown_object(unknown: Unknown) -> UnknownObject:
    return {"reason": unknown.reason, "range": range_object(unknown.location) if unknown.location else None}


def _finite(number: float | None) -> float | None:
    """JSON has no infinity."""
    return number if number is not None and abs(number) < float("inf") else None


def _plain(shape: Shape | tuple[Shape, ...] | None) -> Any:
    return None if shape is None else [list(part) if isinstance(part, tuple) else part for part in shape]
