"""Losses, metrics, optimizers; compile and fit; and which call of Keras makes what."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from kerasrules.interpreter.eval.calls import keyword_locations
from kerasrules.interpreter.events import CompileEvent, DecodeEvent, FitEvent, LossEvent
from kerasrules.interpreter.keras_calls.models import Models, declared_shape, ordered
from kerasrules.interpreter.names import FUNCTIONAL_LAYERS
from kerasrules.interpreter.scopes import MISSING
from kerasrules.interpreter.values import (
    ArrayObject,
    Bound,
    Dataset,
    DictValue,
    ExternalName,
    Function,
    Instance,
    KerasModel,
    LayerObject,
    LibraryObject,
    ListValue,
    LossObject,
    MetricObject,
    OptimizerObject,
    Partial,
    Value,
    options,
    plain,
)
from kerasrules.keras_api import activations, applications, initializers, losses, metrics, optimizers, signatures
from kerasrules.model.data import ArrayInfo
from kerasrules.model.locations import Location
from kerasrules.model.network import Layer, Tensor
from kerasrules.model.program import ApiUse
from kerasrules.model.training import Loss, Metric, Optimizer
from kerasrules.model.unknown import Unknown

_LOGIT_LOSSES = {
    "sigmoid_cross_entropy_with_logits": "binary_crossentropy",
    "weighted_cross_entropy_with_logits": "binary_crossentropy",
    "softmax_cross_entropy_with_logits": "categorical_crossentropy",
    "softmax_cross_entropy_with_logits_v2": "categorical_crossentropy",
    "sparse_softmax_cross_entropy_with_logits": "sparse_categorical_crossentropy",
}
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
# parameters in order (keras/src/regularizers/regularizers.py and constraints/constraints.py)
_PENALTIES: Mapping[str, tuple[str, ...]] = {
    "L1": ("l1",),
    "L2": ("l2",),
    "L1L2": ("l1", "l2"),
    "OrthogonalRegularizer": ("factor", "mode"),
    "MaxNorm": ("max_value", "axis"),
    "MinMaxNorm": ("min_value", "max_value", "rate", "axis"),
    "NonNeg": (),
    "UnitNorm": ("axis",),
}
_SPELLINGS = {
    "l1": "L1",
    "l2": "L2",
    "l1_l2": "L1L2",
    "l1l2": "L1L2",
    "orthogonal_regularizer": "OrthogonalRegularizer",
    "max_norm": "MaxNorm",
    "maxnorm": "MaxNorm",
    "min_max_norm": "MinMaxNorm",
    "non_neg": "NonNeg",
    "nonneg": "NonNeg",
    "unit_norm": "UnitNorm",
    "unitnorm": "UnitNorm",
}
_CALLBACKS = {
    "EarlyStopping": ("monitor", "min_delta", "patience", "verbose", "mode"),
    "ModelCheckpoint": ("filepath", "monitor", "verbose", "save_best_only", "save_weights_only", "mode"),
    "ReduceLROnPlateau": ("monitor", "factor", "patience", "verbose", "mode"),
    "LearningRateScheduler": ("schedule", "verbose"),
    "TensorBoard": ("log_dir",),
    "CSVLogger": ("filename", "separator", "append"),
    "TerminateOnNaN": (),
    "History": (),
}
"""Callbacks that rules look into, with their first parameters."""

_METHOD_NAMES = {
    "evaluate_generator": "evaluate",
    "test_on_batch": "evaluate",
    "predict_generator": "predict",
    "predict_on_batch": "predict",
}


class Training(Models):
    """What compile and fit say."""

    # ---- calls of Keras ----

    def keras(
        self, name: str, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST, incomplete: bool
    ) -> Value:
        if name == "keras.backend.image_data_format":
            # what Keras is installed with; a program that sets it otherwise says so
            changed = any(use.name.endswith("set_image_data_format") for use in self.uses)
            return self.reason("the image data format", node) if changed else "channels_last"
        if name == "tensorflow.GradientTape":
            return LibraryObject(name, {}, self.location(node))
        last = name.rpartition(".")[2]
        if last in _LOGIT_LOSSES and name.startswith("tensorflow."):
            return self._logit_loss(last, args, kwargs, node)
        if not name.startswith("keras."):
            return MISSING
        if name == "keras.Input":
            return self._input(args, kwargs, node, incomplete)
        if name == "keras.Sequential":
            return self.make_sequential(args, kwargs, node)
        if name in ("keras.Model", "keras.models.Functional"):
            return self.make_functional(args, kwargs, node)
        parts = name.split(".")
        if parts[1] == "layers" and len(parts) == 3:
            if last in FUNCTIONAL_LAYERS:
                return self.functional_layer(last, args, kwargs, node)
            if last in signatures.LAYERS:
                return self.make_layer(last, args, kwargs, node, incomplete)
            return MISSING
        if parts[1] == "applications" and last in applications.APPLICATIONS:
            return self.make_application(last, args, kwargs, node, incomplete)
        if last == "load_model" or last in ("model_from_json", "model_from_yaml"):
            model = KerasModel("unknown", "Model", self.location(node))
            model.state["layers"] = ()
            self._made(model)
            return model
        if last == "clone_model" and args:
            return self.reason("a cloned model", node)
        if parts[1] in ("activations",) and last in ("get", "deserialize") and args:
            return self._get_activation(args[0], node)
        if parts[1] == "losses" and last in ("get", "deserialize") and args:
            return self.loss_value(args[0], self.location(node))
        if parts[1] == "optimizers" and last in ("get", "deserialize") and args:
            return self.optimizer_value(args[0], self.location(node)) or self.reason("an optimizer", node)
        return self._keras_object(name, parts, last, args, kwargs, node, incomplete)

    def _keras_object(
        self,
        name: str,
        parts: list[str],
        last: str,
        args: tuple[Value, ...],
        kwargs: Mapping[str, Value],
        node: ast.AST,
        incomplete: bool,
    ) -> Value:
        if parts[1] in ("losses", "objectives", "metrics", "backend"):
            canonical = losses.canonical_loss(last)
            if parts[1] != "backend" and canonical is not None and last in losses.CLASSES and parts[1] != "metrics":
                return self._make_loss(last, canonical, args, kwargs, node, incomplete)
            if canonical is not None and last not in losses.CLASSES and self.tensors_in((*args, *kwargs.values())):
                return self._loss_function(last, canonical, args, kwargs, node, backend=parts[1] == "backend")
        if parts[1] == "metrics" and last in metrics.METRIC_CLASSES:
            metric_name = metrics.canonical_metric(last) or last
            signature = metrics.metric_signature(last)
            config = {
                key: plain(value)
                for key, value in (signatures.bind(signature, args, kwargs) if signature else kwargs).items()
            }
            return MetricObject(Metric(metric_name, self.location(node), config))
        if parts[1] == "optimizers":
            if "schedules" in parts or last in optimizers.SCHEDULES:
                return self._schedule(last, args, kwargs, node)
            canonical_name = optimizers.canonical_optimizer(last)
            if canonical_name is not None:
                return self._make_optimizer(canonical_name, args, kwargs, node, incomplete)
        if parts[1] in ("initializers", "callbacks", "regularizers", "constraints") and len(parts) == 3:
            return self._small_object(parts[1], last, args, kwargs, node, incomplete)
        return MISSING

    def _small_object(
        self,
        module: str,
        last: str,
        args: tuple[Value, ...],
        kwargs: Mapping[str, Value],
        node: ast.AST,
        incomplete: bool,
    ) -> Value:
        """An initializer, regularizer, constraint or callback, which rules look into and `confirm` makes again."""
        name = initializers.canonical_initializer(last) if module == "initializers" else _SPELLINGS.get(last, last)
        plain_objects = _CALLBACKS if module == "callbacks" else _PENALTIES
        if name is None or incomplete or (module != "initializers" and name not in plain_objects):
            return MISSING
        if module != "initializers":
            bound: Mapping[str, object] = {**dict(zip(plain_objects[name], args, strict=False)), **kwargs}
        else:
            bound = signatures.bind(initializers.INITIALIZERS[name], args, kwargs)
        return LibraryObject(f"keras.{module}.{name}", bound, self.location(node))

    def _input(self, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST, incomplete: bool) -> Value:
        tensor = kwargs.get("tensor")
        if isinstance(tensor, Tensor):
            return tensor
        shape = declared_shape(self.make_layer("Input", args, kwargs, node, incomplete).layer)
        name = kwargs.get("name")
        dtype = kwargs.get("dtype")
        return self.input_tensor(
            shape, node, name if isinstance(name, str) else None, dtype if isinstance(dtype, str) else None
        )

    def _get_activation(self, value: Value, node: ast.AST) -> Value:
        if isinstance(value, str):
            known = activations.canonical_activation(value)
            return (
                ExternalName("keras.activations." + known)
                if known is not None
                else self.reason("an activation by name", node)
            )
        return value if value is not None else ExternalName("keras.activations.linear")

    # ---- losses ----

    def _make_loss(
        self,
        last: str,
        canonical: str,
        args: tuple[Value, ...],
        kwargs: Mapping[str, Value],
        node: ast.AST,
        incomplete: bool,
    ) -> Value:
        signature = losses.loss_signature(last)
        bound = signatures.bind(signature, args, kwargs) if signature is not None else dict(kwargs)
        config = {key: plain(value) for key, value in bound.items()}
        from_logits = config.get("from_logits", False)
        known: bool | Unknown = from_logits if isinstance(from_logits, bool) else Unknown("from_logits is not known")
        if incomplete and "from_logits" not in kwargs:
            known = self.reason("from_logits may be passed on by **", node)
        return LossObject(Loss(canonical, known, self.location(node), last, config))

    def _loss_function(
        self,
        last: str,
        canonical: str,
        args: tuple[Value, ...],
        kwargs: Mapping[str, Value],
        node: ast.AST,
        backend: bool,
    ) -> Value:
        """`keras.losses.binary_crossentropy(y, p)` called on tensors."""
        signature = losses.loss_signature(canonical)
        bound = dict(signatures.bind(signature, args, kwargs)) if signature is not None else {}
        if backend:
            names = ("target", "output", "from_logits")
            bound = {**dict(zip(names, args, strict=False)), **kwargs}
        y = bound.get("y_true", bound.get("target", args[0] if args else None))
        prediction = bound.get("y_pred", bound.get("output", args[1] if len(args) > 1 else None))
        from_logits = bound.get("from_logits", False)
        loss = Loss(
            canonical,
            from_logits if isinstance(from_logits, bool) else Unknown("from_logits is not known"),
            self.location(node),
            last,
            {key: plain(value) for key, value in bound.items() if key not in ("y_true", "y_pred")},
        )
        self._note_loss(loss, y, prediction, node)
        return self.operation(canonical, (y, prediction), {}, node, kind="unknown")

    def _logit_loss(self, last: str, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST) -> Value:
        """`tf.nn.…_cross_entropy_with_logits(labels=…, logits=…)`."""
        y = kwargs.get("labels", args[0] if args else None)
        logits = kwargs.get("logits", args[1] if len(args) > 1 else None)
        if not self.tensors_in(logits):
            return self.reason("a loss", node)
        loss = Loss(_LOGIT_LOSSES[last], True, self.location(node), last)
        self._note_loss(loss, y, logits, node)
        return self.operation(last, (y, logits), {}, node, kind="unknown")

    def _note_loss(self, loss: Loss, y: Value, prediction: Value, node: ast.AST) -> None:
        for option in options(prediction):
            if isinstance(option, Tensor):
                call = LossEvent(loss, y, option, self.location(node))
                if self.loss_sink is not None:
                    self.loss_sink.append(call)
                elif self.tape_depth > 0:
                    self.loss_calls.append(call)

    def call_loss(self, loss: Value, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST) -> Value:
        y = kwargs.get("y_true", args[0] if args else None)
        prediction = kwargs.get("y_pred", args[1] if len(args) > 1 else None)
        if isinstance(loss, LossObject) and self.tensors_in(prediction):
            made = loss.loss
            here = Loss(made.name, made.from_logits, self.location(node), made.spelling, made.config, made.via)
            self._note_loss(here, y, prediction, node)
            return self.operation(made.name, (y, prediction), {}, node, kind="unknown")
        return self.reason("a loss value", node)

    def loss_value(self, value: Value, location: Location) -> Value:
        """A loss as compile takes it: LossObject, None, the program's own callable, or Unknown."""
        if value is None or isinstance(value, (LossObject, Unknown)):
            return value
        if isinstance(value, str):
            canonical = losses.canonical_loss(value)
            if canonical is None:
                return Unknown(f"{value!r} is not a loss of Keras", location)
            return LossObject(Loss(canonical, False, location, value, _defaults(canonical)))
        if isinstance(value, ExternalName):
            last = value.name.rpartition(".")[2]
            canonical = (
                losses.canonical_loss(last)
                if value.name.startswith(("keras.losses", "keras.metrics", "keras.objectives"))
                else None
            )
            if canonical is None:
                return Unknown(f"the loss {value.name}", location)
            # a class that was not called is refused by Keras, but what is meant is clear
            return LossObject(Loss(canonical, False, location, last, _defaults(canonical)))
        if isinstance(value, Partial) and isinstance(value.function, ExternalName):
            inner = self.loss_value(value.function, location)
            if isinstance(inner, LossObject):
                from_logits = value.kwargs.get("from_logits", inner.loss.from_logits)
                known: bool | Unknown = from_logits if isinstance(from_logits, bool) else Unknown("from_logits")
                config = {**inner.loss.config, **{key: plain(item) for key, item in value.kwargs.items()}}
                if value.args:
                    return Unknown("a loss with positional arguments fixed", location)
                return LossObject(Loss(inner.loss.name, known, location, inner.loss.spelling, config))
        if isinstance(value, (Function, Bound, Instance, Partial)):
            return value
        return Unknown("the loss is not known", location)

    # ---- optimizers ----

    def _schedule(self, last: str, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST) -> Value:
        signature = optimizers.SCHEDULES.get(last)
        bound = signatures.bind(signature, args, kwargs) if signature is not None else dict(kwargs)
        return LibraryObject(
            "keras.schedule",
            {key: plain(value) for key, value in bound.items()} | {"%class": last},
            self.location(node),
        )

    def _rate(self, value: Value) -> float | Unknown:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return float(value)
        if isinstance(value, LibraryObject) and value.cls == "keras.schedule":
            start = value.config.get(
                optimizers.SCHEDULE_START.get(str(value.config.get("%class")), "initial_learning_rate")
            )
            if isinstance(start, (list, tuple)) and start:
                start = start[0]
            if isinstance(start, (int, float)):
                return float(start)
            return Unknown("the learning rate comes from a schedule", value.location)
        return Unknown("the learning rate is not known")

    def _make_optimizer(
        self, name: str, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST, incomplete: bool
    ) -> Value:
        signature = optimizers.optimizer_signature(name)
        bound = signatures.bind(signature, args, kwargs) if signature is not None else dict(kwargs)
        rate = bound.get("learning_rate")
        if "lr" in kwargs:
            rate = kwargs["lr"]
        config = {key: plain(value) for key, value in bound.items()}
        locations = self._argument_locations(signature, node) if signature is not None else {}
        given = incomplete and "learning_rate" not in kwargs and not args
        return OptimizerObject(
            Optimizer(
                name,
                self.location(node),
                self.reason("passed on by **", node) if given else self._rate(rate),
                config,
                locations,
            )
        )

    def optimizer_value(self, value: Value, location: Location) -> OptimizerObject | Unknown | None:
        """An optimizer as compile takes it."""
        if value is None:
            return None
        if isinstance(value, OptimizerObject):
            return value
        if isinstance(value, str):
            name = optimizers.canonical_optimizer(value)
            rate = optimizers.default_learning_rate(name) if name is not None else None
            if name is not None:
                return OptimizerObject(
                    Optimizer(name, location, rate if rate is not None else Unknown("no default rate"))
                )
        if isinstance(value, ExternalName) and value.name.startswith("keras.optimizers."):
            return self.optimizer_value(value.name.rpartition(".")[2], location)
        return value if isinstance(value, Unknown) else Unknown("the optimizer is not known", location)

    # ---- compile and fit ----

    def training_method(
        self,
        model: KerasModel,
        receiver: Value,
        name: str,
        args: tuple[Value, ...],
        kwargs: Mapping[str, Value],
        node: ast.AST,
    ) -> Value:
        self.uses.append(ApiUse("method", name, self.location(node), keyword_locations(self, node)))
        if name == "compile":
            self._compile(receiver, model, args, kwargs, node)
            return None
        if name == "predict_classes":
            self.decoded.append(DecodeEvent(name, None, self.location(node), model, self.next_order()))
        if name in ("compute_loss", "compiled_loss"):
            self._own_step_takes_loss(model, name, args, kwargs)
        if name in _FITS:
            return self._fit(model, name, args, kwargs, node)
        return MISSING

    def _compile(
        self,
        receiver: Value,
        model: KerasModel | None,
        args: tuple[Value, ...],
        kwargs: Mapping[str, Value],
        node: ast.AST,
    ) -> None:
        given = {**dict(zip(_COMPILE, args, strict=False)), **kwargs}
        locations = self._keyword_locations(node, _COMPILE)
        incomplete = "%incomplete" in kwargs
        record = CompileEvent(model if model is not None else receiver, self.location(node))
        record.loss = given.get("loss", self.reason("the loss is passed on by **", node) if incomplete else None)
        record.loss_location = locations.get("loss", record.location)
        record.loss_locations = self._entry_locations(record.loss)
        record.metrics, record.metrics_location = given.get("metrics"), locations.get("metrics")
        default = self.reason("the optimizer is passed on by **", node) if incomplete else "rmsprop"
        record.optimizer = given.get("optimizer", default if model is not None or "loss" in given else None)
        record.optimizer_location = locations.get("optimizer", record.location)
        record.locations, record.order = locations, self.next_order()
        record.trainable = self._trainable_now()
        if model is not None:
            record.layers = model.state.get("layers")
            self.store.write(model, "compiled", record)
        self.compiled.append(record)

    def _trainable_now(self) -> Mapping[Layer, Value]:
        """For each layer whose `trainable` was set, directly or through a model around it: what it is now."""
        found: dict[Layer, Value] = {}
        for change in self.changes:
            # the object's own state tells, not the last change: that may be of a branch
            owner = change.owner
            now = owner.state.get("trainable", True)
            value = now if isinstance(now, bool) else Unknown("trainable depends on a branch", change.location)
            if getattr(owner, "part", False) and change.value is True:
                value = Unknown("only a part is trained", change.location)
            for layer in self.layers_of(owner):
                before = found.get(layer)
                found[layer] = (
                    value if before is None or not getattr(owner, "part", False) else Unknown("partly", change.location)
                )
        return found

    def layers_of(self, owner: Value) -> list[Layer]:
        """The layers that an object with `trainable` holds."""
        if isinstance(owner, LayerObject):
            return [owner.layer]
        model = owner.state.get("%model") if isinstance(owner, Instance) else owner
        if not isinstance(model, KerasModel):
            return []
        if model.form == "application":
            return [model.args["layer"]]
        return list({node.layer: None for node in ordered(self.tensors_in(self.ends(model)[1]), set())})

    def _keyword_locations(self, node: ast.AST, names: tuple[str, ...]) -> Mapping[str, Location]:
        locations: dict[str, Location] = {}
        if isinstance(node, ast.Call):
            for name, argument in zip(names, node.args, strict=False):
                if isinstance(argument, ast.Starred):
                    break
                locations[name] = self.location(argument)
            locations.update(keyword_locations(self, node))
        return locations

    def _entry_locations(self, value: Value) -> Mapping[str | int, Location]:
        """Where the entries of a dict or list literal stand."""
        written = value.state.get("%written") if isinstance(value, (DictValue, ListValue)) else None
        if written is None:
            return {}
        syntax, source = written
        if isinstance(syntax, ast.Dict):
            return {
                key.value: source.location(item)
                for key, item in zip(syntax.keys, syntax.values, strict=False)
                if isinstance(key, ast.Constant) and isinstance(key.value, str)
            }
        return {index: source.location(item) for index, item in enumerate(syntax.elts)}

    def _fit(
        self, model: KerasModel, name: str, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST
    ) -> Value:
        given = {**dict(zip(_FITS[name], args, strict=False)), **kwargs}
        if "generator" in given:
            given["x"] = given.pop("generator")
        for key in ("x", "validation_data"):
            if key in given:
                given[key] = self._batches(given[key], node)
        call = FitEvent(
            _METHOD_NAMES.get(name, name),
            self.location(node),
            given.get("x", self.reason("the data are passed on by **", node) if "%incomplete" in kwargs else None),
            given.get("y"),
            given.get("validation_data"),
            given,
            self._keyword_locations(node, _FITS[name]),
            self.next_order(),
            model,
            not model.state.get("%escaped"),
        )
        records = [one for one in options(model.state.get("compiled")) if isinstance(one, CompileEvent)]
        for record in records:
            record.fits.append(call)
        if not records:
            self.fits.append(call)
        if call.method == "predict":
            output = self.ends(model)[1] if model.form in ("functional", "sequential") else None
            return ArrayObject(
                ArrayInfo(
                    shape=output.shape if isinstance(output, Tensor) else None,
                    origin="the model's predictions",
                    origin_place=self.location(node),
                    predictor=model,
                )
            )
        return self.reason(f"the result of {name}", node)

    def _own_step_takes_loss(
        self, model: KerasModel, name: str, args: tuple[Value, ...], kwargs: Mapping[str, Value]
    ) -> None:
        """A `train_step` of the program's own that gives labels and output to compile's loss as they are."""
        given = {
            **dict(zip(("y", "y_pred") if name == "compiled_loss" else ("x", "y", "y_pred"), args, strict=False)),
            **kwargs,
        }
        labels, prediction = given.get("y", given.get("y_true")), self.tensors_in(given.get("y_pred"))
        untouched = isinstance(labels, Unknown) and labels.reason.startswith("the parameter ")
        own = all(
            tensor.node.call_path and tensor.node.call_path[0].class_name == model.class_name for tensor in prediction
        )
        if untouched and prediction and own:
            model.state["%standard_loss"] = True

    def _batches(self, value: Value, node: ast.AST) -> Value:
        """A `keras.utils.Sequence` or PyDataset of the program as the batches that it gives; others as they are."""
        if not isinstance(value, Instance):
            return value
        special = self.find_in_class(value.cls, "__getitem__")
        if special is MISSING:
            return value
        element = self.call(Bound(special, value), (self.reason("the number of a batch", node),), {}, node)
        return Dataset(element, batched=True, location=value.location, origin=value.cls.name)

    def unknown_method(
        self, receiver: Unknown, name: str, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST
    ) -> Value:
        if (
            name in ("compile", *_FITS, "summary", "add")
            and isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
        ):
            model = self.only_builder(node.func.value)
            if model is not None:
                return self.model_method(model, name, args, kwargs, node)
        if name == "compile" and ({"loss", "optimizer"} & set(kwargs)):
            self._compile(receiver, None, args, kwargs, node)
            return None
        return self.opaque(receiver, args, kwargs, node)

    def only_builder(self, name: ast.expr) -> Value | None:
        """The model of the only function that builds one, where a snippet uses a name that it does not assign."""
        self._elsewhere()


def _defaults(canonical: str) -> dict[str, object]:
    signature = losses.loss_signature(canonical)
    if signature is None:
        return {}
    return {key: value for key, value in signatures.bind(signature, (), {}).items() if key not in ("y_true", "y_pred")}
