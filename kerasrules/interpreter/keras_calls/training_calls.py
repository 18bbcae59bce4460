"""Training: what compile, fit and their like say."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.array_domain.nested_arrays import unordered
from kerasrules.interpreter.correlated_tests import RunRelation, relation
from kerasrules.interpreter.eval.bindings import bindings_of_data
from kerasrules.interpreter.eval.call_syntax import entry_locations, keyword_locations, named_locations
from kerasrules.interpreter.events import CompileEvent, DecodeEvent, FitEvent, WeightsLoaded
from kerasrules.interpreter.heap import HeapObject
from kerasrules.interpreter.keras_calls.other_libraries import may_be_of_keras
from kerasrules.interpreter.keras_calls.own_train_steps import OwnTrainSteps
from kerasrules.interpreter.keras_calls.refused_calls import RefusedCalls
from kerasrules.interpreter.keras_calls.refused_data import RefusedData
from kerasrules.interpreter.structures import parts_of, tensors_in
from kerasrules.interpreter.values import (
    ARRAY_VERBS,
    MISSING,
    PYTHON_GENERATOR,
    ArrayObject,
    Bound,
    Dataset,
    Instance,
    KerasModel,
    LibraryObject,
    Union,
    Value,
    options,
)
from kerasrules.model.data import ArrayInfo
from kerasrules.model.network import Layer, Tensor
from kerasrules.model.program import ApiUse
from kerasrules.model.record import replace
from kerasrules.model.unknown import Unknown

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


COMPILED_LOSS = "compiled_loss"
"""The operation that stands for the loss of compile in a training step of the program's own."""


_COMPILE = ("optimizer", "loss", "metrics", "loss_weights", "weighted_metrics")


_FIT = ("x", "y", "batch_size", "epochs", "verbose", "callbacks", "validation_split", "validation_data", "shuffle")


_EVALUATE = ("x", "y", "batch_size", "verbose", "sample_weight", "steps")


_FITS = {
    "fit": _FIT,
    "fit_generator": ("x", "steps_per_epoch", "epochs", "verbose", "callbacks", "validation_data"),
    "train_on_batch": ("x", "y"),
    "evaluate": _EVALUATE,
    "evaluate_generator": ("x",),
    "test_on_batch": ("x", "y"),
    "predict": ("x", "batch_size", "verbose", "steps"),
    "predict_generator": ("x",),
    "predict_on_batch": ("x",),
}


_FITS_ONE = {
    "fit_generator": ("x", "samples_per_epoch", "epochs", "verbose", "callbacks", "validation_data"),
    "evaluate_generator": ("x", "val_samples"),
    "predict_generator": ("x", "val_samples"),
}
"""Those that were different in Keras 1."""
_EPOCHS_ONE = 10
"""Of its `fit`, by default."""


_OF_SEVERAL = "a branch may be for one of several models only"


_METHOD_NAMES = {
    "evaluate_generator": "evaluate",
    "test_on_batch": "evaluate",
    "predict_generator": "predict",
    "predict_on_batch": "predict",
}


class TrainingCalls:
    """Notes compile and fit calls."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.refused = RefusedCalls(ctx)
        self.refused_data = RefusedData(ctx)
        self.own_steps = OwnTrainSteps(ctx)

    def call_method(
        self,
        model: KerasModel,
        receiver: Value,
        name: str,
        arguments: Arguments,
        node: ast.AST,
    ) -> Value:
        """compile, fit and their like, or MISSING."""
        ctx = self.ctx
        keywords = keyword_locations(ctx, node)
        ctx.events.note_use(ApiUse("method", name, ctx.location(node), keywords, ctx.stack.is_of_one_version))
        if model.form != "unknown":  # a model that was loaded may be of a class with other arguments
            self.refused.note_call(name, arguments, node)
        if name == "compile":
            self._compile(receiver, model, arguments, node)
            return None
        if name == "load_weights":
            ctx.events.weights_loaded.append(WeightsLoaded(model, ctx.events.next_order()))
        if name == "predict_classes":
            ctx.events.decodings.append(DecodeEvent(name, None, ctx.location(node), model, ctx.events.next_order()))
        if name in ("compute_loss", "compiled_loss"):
            self.own_steps.note_compiled_loss(model, name, arguments)
            prediction = tensors_in(arguments.values)
            return ctx.graph.operation(COMPILED_LOSS, tuple(prediction), {}, node, kind="unknown")
        if name in _FITS:
            return self._fit(model, name, arguments, node)
        return MISSING

    def _compile(
        self,
        receiver: Value,
        model: KerasModel | None,
        arguments: Arguments,
        node: ast.AST,
    ) -> None:
        ctx = self.ctx
        given = arguments.by_name(_COMPILE)
        locations = named_locations(ctx, node, _COMPILE)
        incomplete = arguments.incomplete
        record = CompileEvent(model if model is not None else receiver, ctx.location(node))
        record.loss = given.get("loss", ctx.unknown("the loss is passed through **", node) if incomplete else None)
        if ctx.stack.doubtful_choices:
            record.loss = Unknown(_OF_SEVERAL, record.location)
        record.loss_location = locations.get("loss", record.location)
        record.loss_locations = entry_locations(record.loss)
        record.loss_weights = given.get("loss_weights", ctx.unknown("passed through **", node) if incomplete else None)
        record.metrics = given.get("metrics", ctx.unknown("passed through **", node) if incomplete else None)
        record.metrics_location = locations.get("metrics")
        default = ctx.unknown("the optimizer is passed through **", node) if incomplete else "rmsprop"
        record.optimizer = given.get("optimizer", default if model is not None or "loss" in given else None)
        record.optimizer_location = locations.get("optimizer", record.location)
        record.without_loss = not incomplete and ("loss" not in given or _is_none(node, "loss"))
        record.without_optimizer = _is_none(node, "optimizer")
        record.locations, record.order, record.tests = locations, ctx.events.next_order(), ctx.stack.tests
        record.trainable, record.own_trainable = self.trainable_now(), self.own_trainable_now()
        if model is not None:
            record.layers = model.layers
            ctx.heap.set(model, KerasModel.compiled, record)
        ctx.events.compiles.append(record)
        self.refused.note_compile(record)

    def trainable_now(self) -> Mapping[Layer, Value]:
        """For each layer whose `trainable` was set, directly or through a model around it: what it is now."""
        ctx = self.ctx
        found: dict[Layer, Value] = {}
        for change in ctx.events.trainable_sets:
            # the object's own state tells, not the last change: that may be of a branch
            owner = change.owner
            now = owner.state.get("trainable", True)
            value = now if isinstance(now, bool) else Unknown("trainable depends on a branch", change.location)
            if getattr(owner, "part", False) and change.value is True:
                value = Unknown("only a part is trained", change.location)
            for layer in ctx.model_graph.layers_of(owner):
                before = found.get(layer)
                found[layer] = (
                    value if before is None or not getattr(owner, "part", False) else Unknown("partly", change.location)
                )
        return found

    def own_trainable_now(self) -> Mapping[Value, bool | Unknown]:
        """The same for objects of the program's own classes of layers."""
        found: dict[Value, bool | Unknown] = {}
        for change in self.ctx.events.trainable_sets:
            owner = change.owner
            if isinstance(owner, Instance) and owner.model is None:
                now = owner.state.get("trainable", True)
                found[owner] = now if isinstance(now, bool) else Unknown("it depends on a branch", change.location)
        return found

    def trainable_of(self, owner: HeapObject, node: ast.AST, made: Value = True) -> Value:
        """`owner.trainable`: as it was made or set, unless something that holds its layers was set later."""
        ctx = self.ctx
        sets = ctx.events.trainable_sets
        own = next((change.order for change in reversed(sets) if change.owner is owner), -1)
        later = [change.owner for change in sets if change.order > own and change.owner is not owner]
        if later:
            layers = frozenset(ctx.model_graph.layers_of(owner))
            if any(not layers.isdisjoint(ctx.model_graph.layers_of(one)) for one in later):
                return ctx.unknown("whether it is trainable: it was set on what holds it", node)
        return owner.state.get("trainable", made)

    def _fit(self, model: KerasModel, name: str, arguments: Arguments, node: ast.AST) -> Value:
        ctx = self.ctx
        parameters = _FITS_ONE.get(name, _FITS[name]) if ctx.keras_one.reads else _FITS[name]
        given = arguments.by_name(parameters)
        for old, new in (("generator", "x"), ("nb_epoch", "epochs")):
            if old in given:
                given[new] = given.pop(old)
        if ctx.keras_one.reads and name == "fit" and not arguments.incomplete:
            given.setdefault("epochs", _EPOCHS_ONE)
        for key in ("x", "validation_data"):
            if key in given:
                given[key] = self._batches(given[key], node)
        compiled = [one for one in options(model.compiled) if isinstance(one, CompileEvent)]
        related = [(one, relation(one.tests, ctx.stack.tests)) for one in compiled]
        records = [one for one, how in related if how is not RunRelation.EXCLUDED] or compiled
        mixed = len(records) > 1 and any(how is RunRelation.RELATED for _, how in related)
        if ctx.stack.doubtful_choices or mixed:
            doubtful = [key for key in ("x", "y", "validation_data") if given.get(key) is not None]
            given.update((key, ctx.unknown(_OF_SEVERAL, node)) for key in doubtful)
        self.refused_data.note(model, name, given, arguments, ctx.location(node))
        call = FitEvent(
            _METHOD_NAMES.get(name, name),
            ctx.location(node),
            given.get("x", ctx.unknown("the data are passed through **", node) if arguments.incomplete else None),
            given.get("y"),
            given.get("validation_data"),
            given,
            named_locations(ctx, node, parameters),
            ctx.events.next_order(),
            model,
            not model.escaped,
            arguments.incomplete,
            ctx.stack.in_loop,
            bindings_of_data(ctx, node, parameters),
        )
        ctx.deferred_build.by_data(model, call.x, name, node)
        self._note_checkpoints(model, given.get("callbacks"))
        expected = ctx.stack.expected_errors > 0  # then it does not train
        for record in () if expected else records:
            record.fits.append(call)
            if call.method == "fit" or call.method == "train_on_batch":
                self.refused.note_training(model, record)
        if not records and not expected:
            ctx.events.fits.append(call)
        if model.form == "unknown":
            ctx.events.unknown_calls.add(call.location)
        if name in ("fit", "fit_generator", "train_on_batch"):
            self.own_steps.by_fit(model, call.x, call.y, node)
        if call.method == "predict":
            output = ctx.model_graph.ends(model)[1] if model.form in ("functional", "sequential") else None
            shape = output.shape if isinstance(output, Tensor) else None
            samples = call.x.info.shape if isinstance(call.x, ArrayObject) else None
            return ArrayObject(
                ArrayInfo(
                    shape=(samples[0], *shape[1:]) if shape and samples else shape,
                    origin="the model's predictions",
                    origin_place=ctx.location(node),
                    predictor=model,
                    predicted=True,
                )
            )
        return ctx.unknown(f"the result of {name}", node)

    def optimizer_of(self, model: KerasModel, node: ast.AST) -> Value:
        """`model.optimizer`: what the latest compile was given."""
        compiled = model.compiled
        if isinstance(compiled, CompileEvent) and not isinstance(compiled.optimizer, Union):
            found = self.ctx.optimizers.value(compiled.optimizer, compiled.optimizer_location or compiled.location)
            if found is not None:
                return found
        return self.ctx.unknown("the optimizer of a model", node)

    def loss_of(self, model: KerasModel, node: ast.AST) -> Value:
        """`model.loss`: what the latest compile was given."""
        compiled = model.compiled
        known = isinstance(compiled, CompileEvent) and not isinstance(compiled.loss, (Union, Unknown))
        return compiled.loss if known else self.ctx.unknown("the loss of a model", node)

    def _note_checkpoints(self, model: KerasModel, callbacks: Value) -> None:
        """The files in which `ModelCheckpoint` saves the whole model."""
        for one in parts_of(callbacks):
            is_checkpoint = isinstance(one, LibraryObject) and one.cls == "keras.callbacks.ModelCheckpoint"
            if is_checkpoint and one.config.get("save_weights_only", False) is False:
                self.ctx.model_copies.note_saved(model, one.config.get("filepath"))

    def _batches(self, value: Value, node: ast.AST) -> Value:
        """A `keras.utils.Sequence`, PyDataset or generator of the program as the batches that it gives."""
        ctx = self.ctx
        if isinstance(value, Dataset) and value.origin == PYTHON_GENERATOR:
            return replace(value, batched=True)
        if not isinstance(value, Instance):
            return value
        special = value.cls.find("__getitem__")
        if special is MISSING:
            return value
        index = ctx.unknown("the index of a batch", node)
        with ctx.stack.survives():
            element = ctx.calls.call(Bound(special, value), Arguments((index,)), node)
        return Dataset(unordered(element), batched=True, location=value.location, origin=value.cls.name)

    def unknown_method(self, receiver: Unknown, name: str, arguments: Arguments, node: ast.AST) -> Value:
        """A method of an unknown value: perhaps a model; what arrays alone can do gives an array."""
        if name in ARRAY_VERBS and not tensors_in(arguments.values):
            return self.ctx.libraries.call_method(ArrayObject(ArrayInfo()), name, arguments, node)
        kwargs = arguments.kwargs
        ctx = self.ctx
        if name == "save":
            ctx.model_copies.note_saved(receiver, arguments.get("filepath", 0))
        if (
            name in ("compile", *_FITS, "summary", "add")
            and isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
        ):
            model = ctx.snippets.only_builder(node.func.value)
            if model is not None:
                return ctx.model_members.call_method(model, name, arguments, node)
        if name == "compile" and ({"loss", "optimizer"} & set(kwargs)):
            if may_be_of_keras(ctx.events, arguments):
                self._compile(receiver, None, arguments, node)
            return None
        return ctx.calls.opaque(receiver, arguments, node)


def _is_none(node: ast.AST, name: str) -> bool:
    """Whether the call has None as it is written for a keyword."""
    return isinstance(node, ast.Call) and any(
        keyword.arg == name and isinstance(keyword.value, ast.Constant) and keyword.value.value is None
        for keyword in node.keywords
    )
