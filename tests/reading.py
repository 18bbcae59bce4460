"""What the reader recovers from small programs, in forms that are short to compare."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import Any

from kerasrules.interpreter import analyze
from kerasrules.interpreter.context import Context
from kerasrules.model.network import Alternatives, Head, Layer, Model, Tensor
from kerasrules.model.program import Program
from kerasrules.model.training import Loss, Training
from kerasrules.model.unknown import Unknown
from kerasrules.source.load import from_text
from kerasrules.source.source import Source

HEADER = """\
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import Input, Model, Sequential, layers
from tensorflow.keras.layers import *
"""


def strictly(source: Source) -> Program:
    """Read, and let errors of library handlers through."""
    before, Context.strict = Context.strict, True
    try:
        return analyze(source)
    finally:
        Context.strict = before


def program(text: str, path: str = "-", header: str = HEADER) -> Program:
    """The program of a text, with the usual imports before it."""
    return strictly(from_text(header + textwrap.dedent(text), path))


def value(text: str, path: str = "-") -> Any:
    """What `result` is after the text, as plain data."""
    last = "\nDense(1, kernel_initializer=result)(Input((1,)))\n"
    return program(textwrap.dedent(text) + last, path).nodes[-1].layer.config["kernel_initializer"]


def known(text: str) -> Any:
    """The same, with Unknown as its reason after "?"."""
    found = value(text)
    return f"? {found.reason}" if isinstance(found, Unknown) else found


def layer(layer: Layer) -> str:
    """A layer as `Dense(10, relu)`: class, size and activation where it is not linear."""
    if layer.kind == "input":
        return "Input"
    parts = [layer.config[key] for key in ("units", "filters") if key in layer.config]
    activation = layer.config.get("activation", "linear")
    if activation != "linear" or layer.class_name == "Activation":
        parts.append(activation)
    shown = ", ".join("?" if isinstance(part, Unknown) else str(part) for part in parts)
    return f"{layer.class_name}({shown})" if shown else layer.class_name


def model(found: Program) -> Model:
    """The last model."""
    return found.models[-1]


def chain(found: Program) -> list[str]:
    """The layers of the last model in the order of the graph, without inputs."""
    return chains(found)[-1]


def chains(found: Program) -> list[list[str]]:
    """The layers of every model."""
    return [[layer(node.layer) for node in one.nodes if node.layer.kind != "input"] for one in found.models]


def flow(found: Program) -> str:
    """The graph that ends in the last model's outputs: `a > b`, `[a, b] > Add` for a merge, `(a | b)` for a branch."""
    return ", ".join(_alternatives(one) for one in model(found).outputs)


def _alternatives(found: Alternatives) -> str:
    parts = ["?" if isinstance(one, Unknown) else _tensor(one) for one in found]
    return parts[0] if len(parts) == 1 else f"({' | '.join(parts)})"


def _tensor(tensor: Tensor) -> str:
    inputs = [_alternatives(one) for one in tensor.node.inputs]
    own = layer(tensor.node.layer) + (f"#{tensor.index}" if tensor.index else "")
    if not inputs:
        return own
    return f"{inputs[0]} > {own}" if len(inputs) == 1 else f"[{', '.join(inputs)}] > {own}"


def ways(found: Program) -> set[str]:
    """Every way through the last model, as the sizes of its layers."""

    def until(tensor: Tensor | Unknown) -> set[str]:
        if isinstance(tensor, Unknown) or not tensor.node.inputs:
            return {""}
        size = str(tensor.node.layer.config.get("units", tensor.node.layer.class_name))
        return {f"{way} {size}".strip() for one in tensor.node.inputs[0] for way in until(one)}

    return {way for one in model(found).outputs[0] for way in until(one)}


def training(found: Program) -> Training:
    """The only training."""
    assert len(found.trainings) == 1, found.trainings
    return found.trainings[0]


def head(found: Program, output: int = 0) -> str:
    """The head of the only training as `softmax 10`."""
    return _head(training(found).output_losses[output].head)


def _head(head: Head | Unknown) -> str:
    if isinstance(head, Unknown):
        return "?"
    return " ".join("?" if isinstance(part, Unknown) else str(part) for part in (head.activation, head.units))


def loss(found: Program, output: int = 0) -> str:
    """The loss of the only training, with "from logits" and the function around it where there is one."""
    return _loss(training(found).output_losses[output].loss)


def _loss(loss: Loss | Unknown) -> str:
    if isinstance(loss, Unknown):
        return "?"
    logits = {True: " from logits", False: ""}.get(loss.from_logits, " from logits?")
    return loss.name + logits + (f" via {loss.via}" if loss.via else "")


def pairs(found: Program) -> list[str]:
    """Every head with its loss."""
    return [f"{_head(pair.head)}: {_loss(pair.loss)}" for one in found.trainings for pair in one.output_losses]


def reasons(parts: Iterable[object]) -> list[str]:
    """The reasons of those parts that are unknown."""
    return [part.reason for part in parts if isinstance(part, Unknown)]
