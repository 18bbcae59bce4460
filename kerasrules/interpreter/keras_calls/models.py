"""Models: made, grown, called, looked into."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from kerasrules.interpreter.context import CALL_DEPTH
from kerasrules.interpreter.joins import join
from kerasrules.interpreter.keras_calls.graph_builder import GraphBuilder
from kerasrules.interpreter.scopes import MISSING
from kerasrules.interpreter.values import (
    ArrayObject,
    Bound,
    BranchItems,
    Dataset,
    DictValue,
    Function,
    Instance,
    KerasModel,
    LayerObject,
    ListValue,
    LoopItems,
    Method,
    Union,
    Value,
    plain,
)
from kerasrules.keras_api import applications, signatures
from kerasrules.model.data import Shape
from kerasrules.model.locations import Location
from kerasrules.model.network import Alternatives, EnclosingCall, Layer, Node, Tensor
from kerasrules.model.unknown import Unknown

_IDLE = frozenset(
    [
        "summary",
        "save",
        "save_weights",
        "load_weights",
        "set_weights",
        "build",
        "reset_states",
        "reset_metrics",
        "make_predict_function",
        "make_train_function",
        "plot_model",
        "export",
        "count_params",
        "get_config",
        "to_json",
    ]
)


class Models(GraphBuilder):
    """What a model is made of and what its methods do."""

    # ---- making ----

    def make_sequential(self, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST) -> Value:
        """`Sequential([...])`."""
        name = kwargs.get("name", args[1] if len(args) > 1 else None)
        model = KerasModel("sequential", "Sequential", self.location(node), name if isinstance(name, str) else None)
        given = args[0] if args else kwargs.get("layers")
        model.state["layers"] = self._layer_list(given, node)
        self._made(model)
        return model

    def _layer_list(self, given: Value, node: ast.AST) -> tuple[Value, ...]:
        if given is None:
            return ()
        if isinstance(given, ListValue):
            items = given.state["items"]
            return tuple(items) if isinstance(items, tuple) else (items,)
        if isinstance(given, tuple):
            return given
        if isinstance(given, Union) and all(isinstance(option, (ListValue, tuple)) for option in given.options):
            return (BranchItems(tuple(self._layer_list(option, node) for option in given.options)),)
        return (self.reason("the list of layers is not known", node),)

    def _made(self, model: KerasModel) -> None:
        self.models.append(model)
        self.layers_made += 1

    def make_functional(self, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST) -> Value:
        """`Model(inputs, outputs)`."""
        name = kwargs.get("name")
        model = KerasModel("functional", "Model", self.location(node), name if isinstance(name, str) else None)
        self._set_ends(model, args, kwargs, node)
        self._made(model)
        return model

    def _set_ends(self, model: KerasModel, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST) -> None:
        inputs = kwargs.get("inputs", kwargs.get("input", args[0] if args else None))
        outputs = kwargs.get("outputs", kwargs.get("output", args[1] if len(args) > 1 else None))
        model.args = {"inputs": inputs, "outputs": outputs}

    def make_application(
        self, name: str, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST, incomplete: bool
    ) -> Value:
        """A backbone of keras.applications."""
        application = applications.APPLICATIONS[name]
        bound = signatures.bind(application.signature, args, kwargs)
        given = {p.name for p, _ in zip(application.signature.positional, args, strict=False)} | set(kwargs)
        config: dict[str, object] = {}
        for key, value in bound.items():
            if incomplete and key not in given:
                config[key] = self.reason(f"the argument {key} is passed on by **", node)
            elif key == "classifier_activation":
                config[key] = self.activation_of(value)
            else:
                config[key] = plain(value)
        model = KerasModel("application", name, self.location(node))
        tensor = bound.get("input_tensor")
        if tensor is not None:
            config["input_tensor"] = None
        layer = Layer(
            "backbone", name, self.location(node), config, self._argument_locations(application.signature, node), name
        )
        model.args = {"layer": layer, "input": tensor}
        self._made(model)
        return model

    def base_init(
        self, instance: Instance, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST
    ) -> None:
        """`super().__init__(…)` of a class that derives from one of Keras'."""
        name = kwargs.get("name")
        if isinstance(name, str):
            self.store.write(instance, "name", name)
        model = instance.state.get("%model")
        if not isinstance(model, KerasModel):
            return
        if isinstance(name, str):
            model.name = name
        if model.form == "sequential":
            given = args[0] if args else kwargs.get("layers")
            if given is not None:
                self.store.write(model, "layers", self._layer_list(given, node))
        elif "outputs" in kwargs or "inputs" in kwargs or (len(args) >= 2 and self.tensors_in(args[1])):
            model.form = "functional"
            self._set_ends(model, args, kwargs, node)

    # ---- the graph of a model ----

    def ends(self, model: KerasModel, node: ast.AST | None = None) -> tuple[Value, Value]:
        """The input and output tensors of a model (each a tensor, a tuple, a dict or unknown), built where need be."""
        if model.form == "functional":
            return model.args.get("inputs"), model.args.get("outputs")
        key = "%ends"
        cached = model.state.get(key)
        version = model.state.get("layers")
        if cached is not None and cached[0] is version:
            return cached[1], cached[2]
        endless = Unknown("the model contains itself", model.location)
        model.state[key] = (version, endless, endless)
        at = _At(model.location)
        outer, model_current = self.call_path, self.current
        self.call_path = ()
        try:
            if model.form == "sequential":
                inputs, outputs = self._sequential_ends(model, at)
            elif model.form == "application":
                inputs, outputs = self._application_ends(model, at)
            elif model.form == "subclass" and model.instance is not None:
                given = model.state.get("%input_shape")
                tensor = self.locationd_input(given if isinstance(given, tuple) else None, at)
                inputs, outputs = tensor, self._inline(model.instance, (tensor,), {}, at)
            else:
                inputs = outputs = Unknown("the model was loaded", model.location)
        finally:
            self.call_path, self.current = outer, model_current
        model.state[key] = (version, inputs, outputs)
        return inputs, outputs

    def locationd_input(self, shape: Shape | None, at: ast.AST, name: str | None = None) -> Tensor:
        """An input that the source does not write."""
        return self.input_tensor(shape, at, name)

    def _sequential_ends(self, model: KerasModel, at: ast.AST) -> tuple[Value, Value]:
        items = model.state.get("layers", ())
        first = items[0] if items else None
        if isinstance(first, Tensor):
            return first, self.run_layers(items[1:], first, at)
        if isinstance(first, LayerObject) and first.layer.class_name == "InputLayer":
            tensor = self.input_layer(first, at)
            return tensor, self.run_layers(items[1:], tensor, at)
        shape: Shape | None = None
        if isinstance(first, LayerObject):
            shape = declared_shape(first.layer)
        elif isinstance(first, KerasModel):
            inner, _ = self.ends(first)
            shape = inner.shape if isinstance(inner, Tensor) else None
        if shape is None and isinstance(model.state.get("%input_shape"), tuple):
            shape = model.state["%input_shape"]
        tensor = self.locationd_input(shape, at)
        return tensor, self.run_layers(items, tensor, at)

    def input_layer(self, layer: LayerObject, at: ast.AST) -> Tensor:
        """The tensor of an `InputLayer` object."""
        cached = layer.state.get("%tensor")
        if isinstance(cached, Tensor):
            return cached
        tensor = self.input_tensor(declared_shape(layer.layer), at, layer.layer.name)
        layer.state["%tensor"] = tensor
        return tensor

    def run_layers(self, items: tuple[Value, ...], value: Value, at: ast.AST) -> Value:
        """Push a value through a list of layers."""
        for item in items:
            if isinstance(item, BranchItems):
                value = join(tuple(self.run_layers(run, value, at) for run in item.options))
            elif isinstance(item, LoopItems):
                value = self.run_layers(item.items, value, at)
            elif isinstance(item, LayerObject):
                if item.layer.class_name == "InputLayer":
                    continue
                value = self.call_layer(item, (value,), {}, _At(item.layer.location))
            elif isinstance(item, (KerasModel, Instance)):
                value = self.call(item, (value,), {}, at)
            elif isinstance(item, Union):
                value = join(tuple(self.run_layers((option,), value, at) for option in item.options))
            elif isinstance(item, Tensor):
                continue
            else:
                value = self.operation("unknown", (value,), {}, at, kind="unknown")
        return value

    def _application_ends(self, model: KerasModel, at: ast.AST) -> tuple[Value, Value]:
        layer: Layer = model.args["layer"]
        tensor = model.args.get("input")
        if not self.tensors_in(tensor):
            tensor = self.locationd_input(application_input(layer), at)
        made = self.make_node(layer, (self.alternatives(tensor, at),), layer.location)
        return tensor, self.result(made)

    # ---- calling ----

    def call_model(
        self, model: KerasModel, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST
    ) -> Value:
        if not args:
            args = tuple(kwargs[key] for key in ("inputs", "x") if key in kwargs)[:1]
        if not args:
            return self.reason("a model called without inputs", node)
        value = args[0]
        if isinstance(value, Dataset):
            return self.reason("a model called on a data set", node)
        model.state["%reused"] = True
        outer = self.call_path
        if len(outer) > CALL_DEPTH:
            return self.opaque_layer(model.class_name, (value,), node, kind="unknown")
        self.call_path = (*outer, EnclosingCall(model.class_name, model.name, self.location(node), model))
        try:
            if model.form == "sequential":
                return self.run_layers(model.state.get("layers", ()), self._as_tensor(value, node), node)
            if model.form == "application":
                made = self.make_node(model.args["layer"], tuple(self._inputs(value, node)), self.location(node))
                made.call_arguments = {key: item for key, item in kwargs.items() if isinstance(item, (bool, Unknown))}
                return self.result(made)
            if model.form == "functional":
                return self._replay(model, value, node)
            if model.form == "subclass" and model.instance is not None:
                return self._inline(model.instance, args, kwargs, node)
        finally:
            self.call_path = outer
        return self.opaque_layer(model.class_name, (value,), node, kind="unknown")

    def _as_tensor(self, value: Value, node: ast.AST) -> Value:
        found = self._inputs(value, node)
        return join(tuple(found[0])) if len(found) == 1 else value

    def _replay(self, model: KerasModel, value: Value, node: ast.AST) -> Value:
        """A functional model called again: its nodes are made anew for these inputs, with the same layers."""
        inputs, outputs = model.args.get("inputs"), model.args.get("outputs")
        sources = self._flat(inputs)
        given = self._inputs(value, node)
        if not sources or not all(isinstance(source, Tensor) for source in sources) or len(sources) != len(given):
            return self.opaque_layer(model.class_name, (value,), node, kind="custom")
        mapped: dict[Tensor, Alternatives] = dict(zip(sources, given, strict=False))
        for made in ordered(self.tensors_in(outputs), set(sources)):
            if made.outputs and made.outputs[0] in mapped:
                continue
            new_inputs = tuple(
                tuple(
                    new
                    for tensor in alternatives
                    for new in (mapped.get(tensor, (tensor,)) if isinstance(tensor, Tensor) else (tensor,))
                )
                for alternatives in made.inputs
            )
            if not made.inputs:
                continue
            outer = self.call_path
            self.call_path = (*outer, *made.call_path)
            copy = self.make_node(made.layer, new_inputs, made.location)
            copy.call_arguments, copy.roles = made.call_arguments, made.roles
            self.call_path = outer
            while len(copy.outputs) < len(made.outputs):
                copy.outputs.append(Tensor(copy, len(copy.outputs)))
            for old, new in zip(made.outputs, copy.outputs, strict=False):
                mapped[old] = (new,)
        return self._map(outputs, mapped)

    def _map(self, value: Value, mapped: Mapping[Tensor, Alternatives]) -> Value:
        self.tick()
        if isinstance(value, Tensor):
            return join(tuple(mapped.get(value, (value,))))
        if isinstance(value, tuple):
            return tuple(self._map(item, mapped) for item in value)
        if isinstance(value, ListValue):
            return ListValue(tuple(self._map(item, mapped) for item in self._run(value.state["items"])))
        if isinstance(value, DictValue) and not isinstance(value.items, Unknown):
            return DictValue({key: self._map(item, mapped) for key, item in value.items.items()})
        if isinstance(value, Union):
            return join(tuple(self._map(option, mapped) for option in value.options))
        return value

    def _flat(self, value: Value) -> list[Value]:
        """The parts of a structure of tensors; Choices stay whole."""
        self.tick()
        if isinstance(value, tuple):
            return [part for item in value for part in self._flat(item)]
        if isinstance(value, ListValue):
            items = value.state["items"]
            return (
                [part for item in self._run(items) for part in self._flat(item)]
                if isinstance(items, tuple)
                else [items]
            )
        if isinstance(value, DictValue):
            items = value.items
            return (
                [items]
                if isinstance(items, Unknown)
                else [part for item in items.values() for part in self._flat(item)]
            )
        return [] if value is None else [value]

    def call_instance(
        self, instance: Instance, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST
    ) -> Value:
        model = instance.state.get("%model")
        if isinstance(model, KerasModel):
            model.state["%reused"] = True
            if model.form != "subclass":
                return self.call_model(model, args, kwargs, node)
            self._built_by_call(model, args)
        if instance.keras is None:
            special = self.find_in_class(instance.cls, "__call__")
            if special is not MISSING:
                return self.call(Bound(special, instance), args, kwargs, node)
            special = self.find_in_class(instance.cls, "call")
            if special is not MISSING and not self.whole(instance.cls):
                return self._inline(instance, args, kwargs, node)
            return self.opaque(self.reason(f"a call of an object of {instance.cls.name}", node), args, kwargs, node)
        outer = self.call_path
        name = instance.state.get("name")
        title = name if isinstance(name, str) else None
        self.call_path = (*outer, EnclosingCall(instance.cls.name, title, self.location(node), instance))
        try:
            return self._inline(instance, args, kwargs, node)
        finally:
            self.call_path = outer

    @staticmethod
    def _built_by_call(model: KerasModel, args: tuple[Value, ...]) -> None:
        """`model(tf.zeros((1, 12)))` builds a model as `build` does."""
        info = args[0].info if args and isinstance(args[0], ArrayObject) else None
        if info is not None and info.shape and not info.steps and None not in info.shape[1:]:
            model.state.setdefault("%input_shape", (None, *info.shape[1:]))

    def _inline(self, instance: Instance, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST) -> Value:
        """Read `call` of the program's own layer or model with these inputs."""
        special = self.find_in_class(instance.cls, "call")
        args = tuple(self.input_of(value, node) if isinstance(value, ArrayObject) else value for value in args)
        depth = sum(frame.function is getattr(special, "node", None) for frame in self.frames)
        if special is MISSING or not isinstance(special, Function) or depth >= 3:
            return self.opaque_layer(instance.cls.name, args or tuple(kwargs.values())[:1], node)
        if not instance.state.get("%built"):
            instance.state["%built"] = True
            build = self.find_in_class(instance.cls, "build")
            if isinstance(build, Function):
                with self.store.apart():
                    self.call(Bound(build, instance), (self._build_shape(args[0] if args else None, node),), {}, node)
        result = self.call(Bound(special, instance), args, kwargs, node)
        if self._is_tensors(result):
            return result
        if isinstance(result, (tuple, ListValue)) and self.tensors_in(result):
            return result
        return self.opaque_layer(instance.cls.name, args or tuple(kwargs.values())[:1], node)

    def _build_shape(self, value: Value, node: ast.AST) -> Value:
        if isinstance(value, Tensor) and value.shape is not None:
            return value.shape
        if isinstance(value, ListValue):
            return ListValue(tuple(self._build_shape(item, node) for item in self._run(value.state["items"])))
        if isinstance(value, tuple):
            return tuple(self._build_shape(item, node) for item in value)
        return self.reason("the shape that a layer is built with", node)

    # ---- attributes and methods ----

    def model_attribute(self, model: KerasModel, receiver: Value, name: str, node: ast.AST) -> Value:
        if name in ("trainable", "optimizer", "loss") and name in receiver.state:
            return receiver.state[name]
        if name in receiver.state and not name.startswith("%") and name not in ("layers", "compiled"):
            return receiver.state[name]
        if name in ("input", "inputs", "output", "outputs"):
            inputs, outputs = self.ends(model, node)
            value = inputs if name.startswith("input") else outputs
            if name.endswith("s"):
                return ListValue(tuple(self._flat(value)))
            if isinstance(value, ListValue) and isinstance(value.items, tuple) and len(value.items) == 1:
                return value.items[0]
            return value if value is not None else self.reason(f"the {name} of the model", node)
        if name in ("input_shape", "output_shape"):
            value = self.ends(model, node)[0 if name == "input_shape" else 1]
            flat = self._flat(value)
            if len(flat) == 1 and isinstance(flat[0], Tensor) and flat[0].shape is not None:
                return flat[0].shape
            return self.reason(f"the {name}", node)
        if name == "layers":
            return self._layers(model, node)
        if name == "name":
            return model.name or self.reason("the name that Keras gives", node)
        if name == "trainable":
            return True
        if name in (
            "history",
            "metrics_names",
            "optimizer",
            "loss",
            "weights",
            "trainable_variables",
            "trainable_weights",
            "variables",
            "non_trainable_weights",
            "metrics",
            "stop_training",
            "losses",
        ):
            return self.reason(f"the {name} of a model", node)
        return Method(receiver, name)

    def _layers(self, model: KerasModel, node: ast.AST) -> Value:
        if model.form == "sequential":
            items = model.state.get("layers", ())
            if items and isinstance(items[0], Tensor):
                items = items[1:]
            return ListValue(items)
        if model.form == "functional":
            found: list[Value] = []
            for made in ordered(self.tensors_in(model.args.get("outputs")), set()):
                if made.layer.kind in ("layer", "backbone") and not any(
                    isinstance(one, LayerObject) and one.layer is made.layer for one in found
                ):
                    found.append(LayerObject(made.layer))
            return ListValue(tuple(found))
        if model.form == "application":
            return ListValue((LoopItems((_Inside(model),)),))
        return self.reason("the layers of a model that is not known", node)

    def model_method(
        self, receiver: Value, name: str, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST
    ) -> Value:
        model = receiver if isinstance(receiver, KerasModel) else receiver.state.get("%model")
        if name == "super.__init__":
            self.base_init(receiver, args, kwargs, node)
            return None
        name = name.removeprefix("super.")
        if not isinstance(model, KerasModel):
            return self._layer_instance_method(receiver, name, args, kwargs, node)
        if name == "add" and args and model.form in ("sequential", "unknown"):
            self.store.write(model, "layers", (*model.state.get("layers", ()), args[0]))
            return None
        if name == "add" and kwargs:
            self.store.write(model, "layers", (*model.state.get("layers", ()), next(iter(kwargs.values()))))
            return None
        if name == "pop" and model.form == "sequential":
            items = model.state.get("layers", ())
            self.store.write(model, "layers", items[:-1])
            return None
        if name in ("__call__", "call"):
            if isinstance(receiver, Instance):
                return self.call_instance(receiver, args, kwargs, node)
            return self.call_model(model, args, kwargs, node)
        if name == "build" and (args or kwargs):
            given = plain(args[0] if args else kwargs.get("input_shape"))
            if (
                isinstance(given, (tuple, list))
                and given
                and all(size is None or isinstance(size, (int, Unknown)) for size in given)
            ):
                model.state["%input_shape"] = tuple(size if isinstance(size, int) else None for size in given)
            return None
        if name == "get_layer":
            return self._get_layer(model, args, kwargs, node)
        verb = self.training_method(model, receiver, name, args, kwargs, node)
        if verb is not MISSING:
            return verb
        if name in _IDLE:
            return self.reason(f"the result of {name}", node)
        if name in ("get_weights", "get_config"):
            return self.reason(f"the result of {name}", node)
        if self.tensors_in((*args, *kwargs.values())):
            return self.opaque(self.reason(f"the result of {name}", node), args, kwargs, node)
        return self.reason(f"the result of {name}", node)

    def _layer_instance_method(
        self, receiver: Instance, name: str, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST
    ) -> Value:
        """A method that Keras' Layer gives to the program's own layer."""
        if name == "__call__":
            return self.call_instance(receiver, args, kwargs, node)
        if name == "call" and self.tensors_in((*args, *kwargs.values())):
            # super().call(x) of a layer of keras.layers
            return self.opaque_layer(receiver.cls.name, args or tuple(kwargs.values()), node)
        if self.tensors_in((*args, *kwargs.values())):
            return self.opaque_layer(receiver.cls.name, (*args, *kwargs.values()), node)
        return self.reason(f"the result of {name}", node)

    def _get_layer(
        self, model: KerasModel, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST
    ) -> Value:
        name = kwargs.get("name", args[0] if args and isinstance(args[0], str) else None)
        index = kwargs.get("index", args[1] if len(args) > 1 else args[0] if args and type(args[0]) is int else None)
        if isinstance(name, str):
            if model.form == "sequential":
                for item in self._run(model.state.get("layers", ())):
                    if isinstance(item, LayerObject) and item.layer.name == name:
                        self.ends(model)
                        return item
                    if isinstance(item, (KerasModel,)) and item.name == name:
                        return item
            elif model.form == "functional":
                for made in ordered(self.tensors_in(model.args.get("outputs")), set()):
                    if made.layer.name == name:
                        return LayerObject(made.layer) if made.layer.kind != "input" else _InputView(made)
        if type(index) is int:
            layers = self._layers(model, node)
            items = layers.items if isinstance(layers, ListValue) else None
            if isinstance(items, tuple) and -len(items) <= index < len(items) and model.form == "sequential":
                self.ends(model)
                return items[index]
        if model.form == "application":
            return _Inside(model)
        return self.reason("a layer of the model", node)

    def training_method(
        self,
        model: KerasModel,
        receiver: Value,
        name: str,
        args: tuple[Value, ...],
        kwargs: Mapping[str, Value],
        node: ast.AST,
    ) -> Value:
        """compile, fit and their like, or MISSING."""
        self._elsewhere()


class _At(ast.AST):
    """A syntax node that stands at a place, for what the source does not write as a call."""

    def __init__(self, location: Location) -> None:
        super().__init__()
        self._kerasrules_location = location


class _InputView(LayerObject):
    """The layer behind a `keras.Input`."""

    def __init__(self, made: Node) -> None:
        super().__init__(made.layer)
        self.state["output"] = made.outputs[0]
        self.state["input"] = made.outputs[0]


class _Inside(LayerObject):
    """A layer inside a backbone, which one is not known: its output is somewhere in there."""

    __slots__ = ("model", "part")

    def __init__(self, model: KerasModel, part: bool = False) -> None:
        super().__init__(model.args["layer"])
        self.model = model
        # `for layer in base.layers: layer.trainable = False` is `base.trainable = False`
        self.state = model.state if not part else {}
        self.part = part
        """One of a slice of the layers."""

    def slice(self) -> _Inside:
        """One of some of the layers."""
        return _Inside(self.model, True)

    def output_inside(self) -> Tensor:
        """A tensor that comes out of the middle of the backbone."""
        made = Node(Layer("unknown", self.layer.class_name, self.layer.location), (), self.layer.location)
        made.outputs.append(Tensor(made))
        return made.outputs[0]


def declared_shape(layer: Layer) -> Shape | None:
    """The shape that a first layer declares: input_shape, batch_input_shape, input_dim, shape."""
    config = layer.config
    if layer.kind == "backbone":
        return None
    for key, batched in (("batch_input_shape", True), ("batch_shape", True), ("input_shape", False), ("shape", False)):
        given = config.get(key)
        if isinstance(given, int) and not isinstance(given, bool):
            given = (given,)
        if isinstance(given, (tuple, list)) and all(size is None or isinstance(size, (int, Unknown)) for size in given):
            sizes = tuple(size if isinstance(size, int) else None for size in given)
            if batched:
                return sizes
            batch = config.get("batch_size")
            return (batch if isinstance(batch, int) else None, *sizes)
    size = config.get("input_dim")
    if isinstance(size, int) and layer.class_name != "Embedding":
        return (None, size)
    if layer.class_name == "Embedding":
        length = config.get("input_length")
        return (None, length) if isinstance(length, int) else (None, None)
    return None


def application_input(layer: Layer) -> Shape | None:
    """The input of a backbone, as its arguments say."""
    given = layer.config.get("input_shape")
    if isinstance(given, (tuple, list)) and len(given) == 3:
        return (None, *(size if isinstance(size, int) else None for size in given))
    return (None, None, None, 3) if given is None and layer.config.get("include_top") is False else None


def ordered(outputs: list[Tensor], stop: set[Tensor]) -> list[Node]:
    """The nodes that lead to these tensors, each after those that feed it; not beyond the tensors in `stop`."""
    done: dict[Node, None] = {}
    seen: set[Node] = set()
    stack: list[tuple[Node, bool]] = [(tensor.node, False) for tensor in reversed(outputs)]
    while stack:
        made, ready = stack.pop()
        if ready:
            done[made] = None
            continue
        if made in seen:
            continue
        seen.add(made)
        stack.append((made, True))
        if any(tensor in stop for tensor in made.outputs):
            continue
        for alternatives in reversed(made.inputs):
            for tensor in reversed(alternatives):
                if isinstance(tensor, Tensor) and tensor.node not in seen:
                    stack.append((tensor.node, False))
    return list(done)
