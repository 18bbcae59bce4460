"""Calls: functions of the program are entered with their arguments, everything else goes to who knows it."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from kerasrules.interpreter.context import CALL_DEPTH, Core, Flow, Frame
from kerasrules.interpreter.events import DecodeEvent
from kerasrules.interpreter.joins import join, join_deltas
from kerasrules.interpreter.libraries import registry
from kerasrules.interpreter.moved_names import documented
from kerasrules.interpreter.scopes import MISSING, Scope
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
    Method,
    MetricObject,
    Partial,
    Union,
    Value,
)
from kerasrules.model.locations import Location
from kerasrules.model.network import Tensor
from kerasrules.model.program import ApiUse
from kerasrules.model.training import EstimatorFit
from kerasrules.model.unknown import Unknown

MAX_RECURSION = 8
_DECODERS = frozenset({"argmax", "round", "rint", "around", "round_"})
_FITTERS = frozenset({"fit", "fit_transform", "partial_fit", "fit_on_texts", "fit_on_sequences"})
_PLAIN = ("builtins.", "functools.", "itertools.", "collections.", "copy.", "operator.", "typing.", "math.")
"""Handlers of these take any value, tensors of the graph too."""
_HARMLESS = (
    "builtins.",
    "keras.utils.",
    "keras.callbacks.",
    "keras.backend.",
    "keras.models.save_model",
    "keras.saving.",
    "tensorflow.saved_model.",
    "tensorflow.train.",
    "tensorflow.lite.",
    "matplotlib.",
    "sklearn.metrics.",
    "os.",
    "json.",
    "pickle.",
    "joblib.",
    "logging.",
    "time.",
    "visualkeras.",
    "tf2onnx.",
    "tensorflowjs.",
    "numpy.",
    "pandas.",
)
"""Library functions that take a model and do not train or extend it."""


class Calls(Core):
    """Who answers a call."""

    def call(self, function: Value, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST) -> Value:
        self.tick()
        if isinstance(function, Union):
            return self.for_each_option(function, lambda one: self.call(one, args, kwargs, node))
        kind = getattr(function, "kind", "")
        if kind == "function":
            return self.enter(function, args, kwargs, node)
        if kind == "bound":
            return self.call(function.function, (function.self, *args), kwargs, node)
        if kind == "partial":
            return self.call(function.function, (*function.args, *args), {**function.kwargs, **kwargs}, node)
        if kind == "class":
            return self.instantiate(function, args, kwargs, node)
        if kind == "ref":
            incomplete = "%incomplete" in kwargs
            clean = {key: value for key, value in kwargs.items() if key != "%incomplete"} if incomplete else kwargs
            return self.external(function.name, args, clean, node, incomplete)
        if kind == "layer":
            return self.call_layer(function, args, kwargs, node)
        if kind == "model":
            return self.call_model(function, args, kwargs, node)
        if kind == "instance":
            return self.call_instance(function, args, kwargs, node)
        if kind == "method":
            return self.call_method(function, args, kwargs, node)
        if kind == "decorated":
            return self.call(function.function, args, kwargs, node)
        if kind in ("loss", "metric"):
            return self.call_loss(function, args, kwargs, node)
        if kind == "library":
            return self.handle_method(function, "__call__", args, kwargs, node)
        reason = (
            function if isinstance(function, Unknown) else self.reason("a call of something that is not known", node)
        )
        return self.opaque(reason, args, kwargs, node)

    def opaque(self, reason: Unknown, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST) -> Value:
        """A call that cannot be followed: tensors come out as something unknown, models may be trained there."""
        self.escape_models((*args, *kwargs.values()))
        if self.tensors_in((*args, *kwargs.values())):
            return self.operation("unknown", (*args, *kwargs.values()), {}, node, kind="unknown")
        for value in (*args, *kwargs.values()):
            if isinstance(value, ListValue) and isinstance(value.state["items"], tuple) and not value.state["items"]:
                self.store.write(
                    value, "items", Unknown("a list that was passed to code that is not known", reason.location)
                )
        return reason if reason.location is not None else Unknown(reason.reason, self.location(node))

    def escape_models(self, values: tuple[Value, ...]) -> None:
        """Models that leave for code that is not in sight."""
        for model in self.models_in(values):
            model.state["%escaped"] = True

    # ---- functions of the program ----

    def enter(self, function: Function, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST) -> Value:
        """Run a function's body with these arguments."""
        syntax = function.node
        self.entered.add(id(syntax))
        again = sum(frame.function is syntax for frame in self.frames)
        if len(self.frames) > CALL_DEPTH or again >= MAX_RECURSION:
            return self.opaque(self.reason("calls that are nested too deeply", node), args, kwargs, node)
        outer = self.current
        scope = Scope(function.scope, function.scope.source, function.scope.module)
        self._bind(function, args, kwargs, scope, node)
        frame = Frame(syntax, owner=function.owner, self=args[0] if args else None, call=self.location(node))
        self.current = function.scope.source
        self.frames.append(frame)
        frame.base = self.store.level
        try:
            if isinstance(syntax, ast.Lambda):
                return self.evaluate(syntax.body, scope)
            if _is_generator(syntax):
                frame.yields = []
            self.store.open()
            flow = self.execute(syntax.body, scope)
        except BaseException:
            self.store.merge(frame.base)
            raise
        finally:
            self.frames.pop()
            self.current = outer
        return self._result(frame, flow, node)

    def iterate(self, value: Value) -> tuple[Value, ...] | Unknown:
        if isinstance(value, tuple):
            return value
        if isinstance(value, ListValue):
            return value.items
        if isinstance(value, DictValue):
            return value.items if isinstance(value.items, Unknown) else tuple(value.items)
        if isinstance(value, str) and len(value) <= 256:
            return tuple(value)
        if isinstance(value, Instance):
            fields = self.tuple_of(value)
            if fields is not None:
                return fields
            special = self.find_in_class(value.cls, "__iter__")
            if special is not MISSING:
                return self.iterate(self.call(Bound(special, value), (), {}, ast.Pass()))
        if isinstance(value, Unknown):
            return value
        return Unknown("the items of something that is not known")

    def tuple_of(self, value: Instance) -> tuple[Value, ...] | None:
        """The fields of a named tuple in their order; None for other objects."""
        if not any(isinstance(base, ExternalName) and base.name == "typing.NamedTuple" for base in value.cls.bases):
            return None
        return tuple(value.state.get(name) for name in value.cls.state.get("%annotations", ()))

    def _result(self, frame: Frame, flow: Flow, node: ast.AST) -> Value:
        if frame.exits:
            own = self.store.close()
            ends = [delta for delta, _ in frame.exits]
            self.store.apply(join_deltas(ends if flow is Flow.STOP else [*ends, own]))
        else:
            self.store.merge()
        if frame.yields is not None:
            return self._generated(frame.yields, node)
        values = [value for _, value in frame.exits]
        if flow is Flow.RETURN:
            values.append(frame.value)
        elif not values:
            return None
        # falling off the end beside returns is nearly always an error path: the caller uses what is returned
        return join(tuple(values))

    def _generated(self, yields: list[Value], node: ast.AST) -> Value:
        if not yields:
            return ListValue(())

        def has_data(value: Value) -> bool:
            if isinstance(value, tuple):
                return any(has_data(item) for item in value)
            if isinstance(value, ListValue):
                return isinstance(value.items, tuple) and any(has_data(item) for item in value.items)
            return isinstance(value, (ArrayObject, Unknown))

        if any(has_data(value) for value in yields):
            return Dataset(
                join(tuple(yields)),
                batched=None,
                repeated=None,
                location=self.location(node),
                origin="a Python generator",
            )
        return ListValue(tuple(yields))

    def _bind(
        self, function: Function, args: tuple[Value, ...], kwargs: Mapping[str, Value], scope: Scope, node: ast.AST
    ) -> None:
        """Bind parameters as Python does; what the call does not give and has no default is unknown."""
        arguments = function.node.args
        names = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args)]
        incomplete = "%incomplete" in kwargs
        left = {key: value for key, value in kwargs.items() if key != "%incomplete"}
        state = scope.state
        for name, value in zip(names, args, strict=False):
            state[name] = value
        defaults = dict(zip(names[len(names) - len(function.defaults) :], function.defaults, strict=False))
        defaults.update(
            (argument.arg, default)
            for argument, default in zip(arguments.kwonlyargs, function.keyword_defaults, strict=False)
            if default is not MISSING
        )
        for name in (*names[len(args) :], *(argument.arg for argument in arguments.kwonlyargs)):
            if name in left:
                state[name] = left.pop(name)
            elif incomplete:
                state[name] = self.reason(f"the argument {name} is passed on by * or **", node)
            elif name in defaults:
                state[name] = defaults[name]
            else:
                state[name] = self.reason(f"the argument {name} of {function.name} is not given", node)
        if arguments.vararg is not None:
            extra = args[len(names) :]
            state[arguments.vararg.arg] = (
                self.reason("arguments passed on by *", node) if incomplete and not extra else extra
            )
        if arguments.kwarg is not None:
            rest = {key: value for key, value in left.items() if key not in names}
            state[arguments.kwarg.arg] = DictValue(
                self.reason("arguments passed on by **", node) if incomplete else rest
            )

    # ---- libraries ----

    def external(
        self, name: str, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST, incomplete: bool
    ) -> Value:
        if name.startswith(("keras.", "tensorflow.")):
            self.uses.append(ApiUse("call", name, self.location(node), keyword_locations(self, node)))
        own = self.keras(name, args, kwargs, node, incomplete)
        if own is not MISSING:
            return own
        known = documented(name)
        entry = registry.find_function(known)
        plain = name.startswith(_PLAIN)
        if not plain and self.tensors_in((*args, *kwargs.values())):
            return self.tensor_function(name, args, kwargs, node)
        if entry is not None:
            return self._handle(entry, known, args, kwargs, node, None, incomplete)
        if not name.startswith(_HARMLESS):
            self.escape_models((*args, *kwargs.values()))
        return self.reason(f"the result of {name}", node)

    def _handle(
        self,
        entry: registry.Entry,
        name: str,
        args: tuple[Value, ...],
        kwargs: Mapping[str, Value],
        node: ast.AST,
        receiver: Value,
        incomplete: bool,
    ) -> Value:
        last = name.rpartition(".")[2]
        if last in _DECODERS:
            self.note_decoding(
                last, receiver if receiver is not None else args[0] if args else None, args, kwargs, node
            )

        def run(args: tuple[Value, ...], kwargs: Mapping[str, Value]) -> Value:
            call = registry.Call(self, name, args, kwargs, node, receiver, incomplete)
            try:
                return entry.handler(call)
            except registry.MissingArgument as error:
                return self.reason(f"the result of {name}: {error}", node)
            except (
                ValueError,
                TypeError,
                KeyError,
                IndexError,
                AttributeError,
                ZeroDivisionError,
                OverflowError,
            ) as error:
                if self.strict:
                    raise
                return self.reason(f"the result of {name} ({type(error).__name__})", node)

        if not entry.for_each_option:
            return run(args, kwargs)
        # one call for each thing that the first uncertain argument may be
        for key, value in (*enumerate(args), *kwargs.items()):
            if isinstance(value, Union):

                def with_one(one: Value, key: object = key) -> Value:
                    changed = tuple(one if position == key else old for position, old in enumerate(args))
                    named = {name: one if name == key else old for name, old in kwargs.items()}
                    return self._handle(entry, name, changed, named, node, receiver, incomplete)

                return self.for_each_option(value, with_one)
        return run(args, kwargs)

    strict = False
    """Raise errors of handlers (in tests) rather than go on with an unknown value."""

    def call_method(self, method: Method, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST) -> Value:
        """A method of something that is not the program's own."""
        receiver, name = method.receiver, method.name
        if isinstance(receiver, KerasModel) or (isinstance(receiver, Instance) and receiver.keras is not None):
            return self.model_method(receiver, name, args, kwargs, node)
        if isinstance(receiver, Tensor):
            return self.tensor_method(receiver, name, args, kwargs, node)
        if isinstance(receiver, LayerObject):
            return self.layer_method(receiver, name, args, kwargs, node)
        if isinstance(receiver, (LossObject, MetricObject)) and name in ("call", "__call__"):
            return self.call_loss(receiver, args, kwargs, node)
        if isinstance(receiver, (Function, Bound, Partial)):
            return (
                self.call(receiver, args, kwargs, node)
                if name in ("python_function", "__call__")
                else self.reason(f"the method {name} of a function", node)
            )
        if isinstance(receiver, Unknown):
            return self.unknown_method(receiver, name, args, kwargs, node)
        return self.handle_method(receiver, name, args, kwargs, node)

    def handle_method(
        self, receiver: Value, name: str, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST
    ) -> Value:
        """A method that a library handler knows."""
        incomplete = "%incomplete" in kwargs
        clean = {key: value for key, value in kwargs.items() if key != "%incomplete"} if incomplete else kwargs
        kinds = [kind_of(receiver)]
        if isinstance(receiver, LibraryObject) and name in _FITTERS:
            data = args[0] if args else kwargs.get("X", kwargs.get("texts"))
            self.note_fitting(receiver.cls.rpartition(".")[2], name, data, receiver, node)
        if isinstance(receiver, LibraryObject):
            kinds.append("library")
        for kind in kinds:
            entry = registry.find_method(kind, name)
            if entry is not None:
                data = isinstance(receiver, (ArrayObject, Dataset))
                if data and self.tensors_in((*args, *clean.values())):
                    break
                return self._handle(entry, f"{kind}.{name}", args, clean, node, receiver, incomplete)
        if isinstance(receiver, (ArrayObject, Dataset, LibraryObject)):
            self.escape_models((*args, *clean.values()))
        return self.reason(f"the method {name} of {kinds[0]}", node)

    # ---- events ----

    def note_decoding(
        self, kind: str, value: Value, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST
    ) -> None:
        """Predictions turned into classes."""
        if not isinstance(value, ArrayObject) or value.info.predictor is None:
            return
        detail: object = None
        if kind == "argmax":
            rest = args if args and args[0] is not value else args[1:]
            axis = kwargs.get("axis", rest[0] if rest else None)
            detail = axis if axis is None or isinstance(axis, int) else Unknown("the axis")
        elif kind in _DECODERS:
            rest = args if args and args[0] is not value else args[1:]
            detail = kwargs.get("decimals", rest[0] if rest else None)
        elif args and not isinstance(args[0], ArrayObject):
            detail = args[0]
        kind = {"argmax": "argmax", "round": "round", "rint": "round", "around": "round", "round_": "round"}.get(
            kind, kind
        )
        shape = value.info.shape
        known = type(detail) is int and shape is not None and -len(shape) <= detail < len(shape)
        size = shape[detail] if known and shape is not None and isinstance(detail, int) else None
        self.decoded.append(
            DecodeEvent(kind, detail, self.location(node), value.info.predictor, self.next_order(), size)
        )

    def note_fitting(self, class_name: str, method: str, data: Value, owner: Value, node: ast.AST) -> None:
        """A scaler, encoder or layer fitted on data."""
        info = data.info if isinstance(data, ArrayObject) else Unknown("data that are not known")
        self.fitted.append(owner)
        number = next(index for index, one in enumerate(self.fitted) if one is owner)
        self.estimator_fits.append(
            EstimatorFit(class_name, method, info, self.location(node), self.next_order(), number)
        )

    # ---- given by the parts that know Keras ----

    def keras(
        self, name: str, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST, incomplete: bool
    ) -> Value:
        """What a call of Keras makes, or MISSING where it is not one that the reader models."""
        self._elsewhere()

    def call_loss(self, loss: Value, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST) -> Value:
        """A loss object called on labels and predictions."""
        self._elsewhere()

    def model_method(
        self, receiver: Value, name: str, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST
    ) -> Value:
        """A method of a model (or layer) that Keras gives."""
        self._elsewhere()

    def layer_method(
        self, receiver: LayerObject, name: str, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST
    ) -> Value:
        """A method of a Keras layer."""
        self._elsewhere()

    def unknown_method(
        self, receiver: Unknown, name: str, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST
    ) -> Value:
        """A method of something that is not known: perhaps a model."""
        self._elsewhere()

    def tensor_method(
        self, receiver: Tensor, name: str, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST
    ) -> Value:
        """A method of a tensor of the graph."""
        self._elsewhere()

    def tensor_function(self, name: str, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST) -> Value:
        """A library function called on tensors of the graph."""
        self._elsewhere()


def keyword_locations(reader: Core, node: ast.AST) -> Mapping[str, Location]:
    """Where the keyword arguments of a call stand."""
    if not isinstance(node, ast.Call) or not node.keywords:
        return {}
    return {keyword.arg: reader.location(keyword.value) for keyword in node.keywords if keyword.arg is not None}


def kind_of(value: Value) -> str:
    """The registry's name for what a value is."""
    if isinstance(value, LibraryObject):
        return value.cls
    kind = getattr(value, "kind", None)
    return kind if isinstance(kind, str) else type(value).__name__


def _is_generator(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    cached: bool | None = getattr(node, "_kerasrules_generator", None)
    if cached is None:
        cached = False
        stack: list[ast.AST] = list(node.body)
        while stack:
            inner = stack.pop()
            if isinstance(inner, (ast.Yield, ast.YieldFrom)):
                cached = True
                break
            if not isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
                stack.extend(ast.iter_child_nodes(inner))
        node._kerasrules_generator = cached  # type: ignore[union-attr]
    return cached
