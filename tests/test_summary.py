"""What `show` recovers of real-style programs, against `model.layers` of the same programs run with the real Keras.

Each program of fixtures/summaries ends with a model called `model`.
"""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

from kerasrules.interpreter import analyze
from kerasrules.model.network import SummaryRow
from kerasrules.source.load import from_file

FILES = sorted((Path(__file__).parent.parent / "fixtures" / "summaries").glob("*.py"))
Line = tuple[str, Any, "int | None"]


def real_lines(keras: Any, model: Any) -> list[Line]:
    """Class, output shape and number of weights of each layer; no shapes in a subclass, which need not have any."""
    found: list[Line] = []
    drawn = isinstance(model, (keras.Sequential, keras.src.models.Functional))
    for layer in model.layers:
        shape: Any = None
        if drawn and layer._inbound_nodes:
            tensors = layer._inbound_nodes[-1].output_tensors
            shapes = tuple(tuple(tensor.shape) for tensor in tensors)
            shape = shapes[0] if len(shapes) == 1 else shapes
        found.append((type(layer).__name__, shape, layer.count_params()))
    return found


def recovered_lines(rows: tuple[SummaryRow, ...], shapes: bool) -> list[Line]:
    """The same of what was recovered; functions on tensors are rows of their own, but no layers."""
    names = {"Model": "Functional"}
    return [
        (names.get(row.class_name, row.class_name), row.output_shape if shapes else None, row.parameters)
        for row in rows
        if row.node is None or row.node.call_path or row.node.layer.kind != "op"
    ]


def canonical(lines: list[Line]) -> list[str]:
    """Functional models with several ways through them have no one order of layers."""
    return sorted(map(str, lines))


def test_there_are_programs():
    assert len(FILES) >= 20


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_summary(keras, path):
    real = runpy.run_path(str(path))["model"]
    model = analyze(from_file(str(path))).models[-1]
    drawn = model.kind != "subclass"
    expected, found = real_lines(keras, real), recovered_lines(model.layers, drawn)
    if model.kind != "functional":
        found = [line for line in found if line[0] != "InputLayer"]
    if model.kind == "sequential":
        assert found == expected
    assert canonical(found) == canonical(expected)
    keras.backend.clear_session()
