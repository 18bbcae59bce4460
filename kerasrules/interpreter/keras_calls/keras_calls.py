"""Which call of Keras makes what."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.structures import tensors_in
from kerasrules.interpreter.values import MISSING, ExternalName, KerasModel, LibraryObject, MetricObject, Value, plain
from kerasrules.keras_api import (
    activations,
    applications,
    data_format,
    initializers,
    losses,
    metrics,
    optimizers,
    signatures,
    small_objects,
)
from kerasrules.keras_api.declared_input import declared_shape
from kerasrules.model.network import Tensor
from kerasrules.model.training import Metric

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


class KerasCalls:
    """Calls functions and classes of Keras."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx

    def call(self, name: str, arguments: Arguments, node: ast.AST) -> Value:
        """What a call of Keras makes, or MISSING where it is not one that the interpreter models."""
        args = arguments.args
        ctx = self.ctx
        if name == "keras.backend.image_data_format":
            # what Keras is installed with; a program that sets it otherwise says so
            changed = any(use.name.rpartition(".")[2] in data_format.SETTERS for use in ctx.events.api_uses)
            return ctx.unknown("the image data format", node) if changed else "channels_last"
        if name == "tensorflow.GradientTape":
            return LibraryObject(name, {}, ctx.location(node))
        last = name.rpartition(".")[2]
        if last in losses.LOGIT_FUNCTIONS and name.startswith("tensorflow."):
            return ctx.losses.call_logit_loss(last, arguments, node)
        if not name.startswith("keras."):
            return MISSING
        if name == "keras.Input":
            return self._input(arguments, node)
        if name == "keras.Sequential":
            return ctx.models.make_sequential(arguments, node)
        if name in ("keras.Model", "keras.models.Functional"):
            return ctx.models.make_functional(arguments, node)
        parts = name.split(".")
        if parts[1] == "layers" and len(parts) == 3:
            if last in signatures.LAYER_FUNCTIONS:
                return ctx.layers.call_functional(last, arguments, node)
            if last in signatures.LAYERS:
                return ctx.layers.make(last, arguments, node)
            return MISSING
        if parts[1] == "applications" and last in applications.APPLICATIONS:
            return ctx.models.make_application(last, arguments, node)
        if last == "load_model" or last in ("model_from_json", "model_from_yaml"):
            model = KerasModel("unknown", "Model", ctx.location(node))
            ctx.models.add(model)
            return model
        if last == "clone_model" and args:
            return ctx.unknown("a cloned model", node)
        if parts[1] in ("activations",) and last in ("get", "deserialize") and args:
            return self._get_activation(args[0], node)
        if parts[1] == "losses" and last in ("get", "deserialize") and args:
            return ctx.losses.value(args[0], ctx.location(node))
        if parts[1] == "optimizers" and last in ("get", "deserialize") and args:
            return ctx.optimizers.value(args[0], ctx.location(node)) or ctx.unknown("an optimizer", node)
        return self._keras_object(name, parts, last, arguments, node)

    def _keras_object(
        self,
        name: str,
        parts: list[str],
        last: str,
        arguments: Arguments,
        node: ast.AST,
    ) -> Value:
        args, kwargs = arguments.args, arguments.kwargs
        ctx = self.ctx
        if parts[1] in ("losses", "objectives", "metrics", "backend"):
            canonical = losses.canonical_loss(last)
            if parts[1] != "backend" and canonical is not None and last in losses.CLASSES and parts[1] != "metrics":
                return ctx.losses.make(last, canonical, arguments, node)
            if canonical is not None and last not in losses.CLASSES and tensors_in(arguments.values):
                return ctx.losses.call_function(last, canonical, arguments, node, backend=parts[1] == "backend")
        if parts[1] == "metrics" and last in metrics.METRIC_CLASSES:
            metric_name = metrics.canonical_metric(last) or last
            signature = metrics.metric_signature(last)
            config = {
                key: plain(value)
                for key, value in (signatures.bind(signature, args, kwargs) if signature else kwargs).items()
            }
            return MetricObject(Metric(metric_name, ctx.location(node), config))
        if parts[1] == "optimizers":
            if "schedules" in parts or last in optimizers.SCHEDULES:
                return ctx.optimizers.schedule(last, arguments, node)
            canonical_name = optimizers.canonical_optimizer(last)
            if canonical_name is not None:
                return ctx.optimizers.make(canonical_name, arguments, node)
        if parts[1] in ("initializers", "callbacks", "regularizers", "constraints") and len(parts) == 3:
            return self._small_object(parts[1], last, arguments, node)
        return MISSING

    def _small_object(
        self,
        module: str,
        last: str,
        arguments: Arguments,
        node: ast.AST,
    ) -> Value:
        """An initializer, regularizer, constraint or callback, which rules look into and `confirm` makes again."""
        args, kwargs = arguments.args, arguments.kwargs
        if arguments.incomplete:
            return MISSING
        if module == "initializers":
            initializer = initializers.canonical_initializer(last)
            if initializer is None:
                return MISSING
            bound: Mapping[str, object] = signatures.bind(initializers.INITIALIZERS[initializer], args, kwargs)
            return LibraryObject(f"keras.{module}.{initializer}", bound, self.ctx.location(node))
        found = small_objects.find(module, last)
        if found is None:
            return MISSING
        name, parameters = found
        bound = {**dict(zip(parameters, args, strict=False)), **kwargs}
        return LibraryObject(f"keras.{module}.{name}", bound, self.ctx.location(node))

    def _input(self, arguments: Arguments, node: ast.AST) -> Value:
        kwargs = arguments.kwargs
        ctx = self.ctx
        tensor = kwargs.get("tensor")
        if isinstance(tensor, Tensor):
            return tensor
        shape = declared_shape(ctx.layers.make("Input", arguments, node).layer)
        name = kwargs.get("name")
        dtype = kwargs.get("dtype")
        return ctx.graph.input_tensor(
            shape, node, name if isinstance(name, str) else None, dtype if isinstance(dtype, str) else None
        )

    def _get_activation(self, value: Value, node: ast.AST) -> Value:
        if isinstance(value, str):
            known = activations.canonical_activation(value)
            return (
                ExternalName("keras.activations." + known)
                if known is not None
                else self.ctx.unknown("an activation by name", node)
            )
        return value if value is not None else ExternalName("keras.activations.linear")
