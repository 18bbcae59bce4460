"""The graph: layers and functions called on tensors become nodes with inferred shapes."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from kerasrules.interpreter.eval.classes import Objects
from kerasrules.interpreter.joins import join
from kerasrules.interpreter.names import FUNCTIONAL_LAYERS
from kerasrules.interpreter.scopes import MISSING
from kerasrules.interpreter.values import (
    MAX_PARTS,
    ArrayObject,
    BranchItems,
    Dataset,
    DictValue,
    ExternalName,
    Function,
    Instance,
    KerasModel,
    LayerObject,
    ListValue,
    LoopItems,
    Partial,
    Union,
    Value,
    options,
    plain,
)
from kerasrules.keras_api import activations, shapes, signatures
from kerasrules.keras_api.applications import backbone_output, preprocessing_mode
from kerasrules.keras_api.layer_traits import ACTIVATION_OF_CLASS
from kerasrules.keras_api.ops import infer_op
from kerasrules.keras_api.shapes.inference import Inference
from kerasrules.model.data import Shape
from kerasrules.model.locations import Location
from kerasrules.model.network import Alternatives, EnclosingCall, Layer, Node, Tensor
from kerasrules.model.unknown import EITHER, Unknown

_SHAPE_FUNCTIONS = frozenset({"shape", "int_shape", "get_shape", "shape_as_list"})
_ROOTS = ("tensorflow.", "keras.", "numpy.", "tensorflow_addons.", "jax.", "math.", "scipy.")
_IDLE_METHODS = frozenset({"numpy", "set_shape", "assert_has_rank", "assert_is_compatible_with"})
_OPERATION_NAMES = {
    "reduce_mean": "mean",
    "reduce_sum": "sum",
    "reduce_max": "max",
    "truediv": "divide",
    "div": "divide",
}


class GraphBuilder(Objects):
    """Nodes of the graph."""

    calls_of: dict[Layer, list[Node]]

    # ---- making layers ----

    def make_layer(
        self, class_name: str, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST, incomplete: bool
    ) -> LayerObject:
        """A layer object of a class of keras.layers."""
        signature = signatures.LAYERS[class_name]
        bound = signatures.bind(signature, args, kwargs)
        given = {parameter.name for parameter, _ in zip(signature.positional, args, strict=False)} | set(kwargs)
        config: dict[str, object] = {}
        inner: Value = None
        for name, value in bound.items():
            if name in given:
                if name in ("activation", "recurrent_activation"):
                    config[name] = self.activation_of(value)
                elif isinstance(value, LayerObject):
                    config[name] = value.layer
                    inner = value
                elif isinstance(value, (KerasModel, Instance)):
                    config[name] = Layer("custom", type(value).__name__, self.location(node))
                    inner = value
                elif isinstance(value, (Function, Partial)) or (class_name == "Lambda" and name == "function"):
                    config[name] = Unknown("a function")
                    inner = value
                else:
                    config[name] = plain(value)
            elif incomplete:
                config[name] = self.reason(f"the argument {name} is passed on by **", node)
            elif name in ("activation", "recurrent_activation"):
                config[name] = self.activation_of(value)
            else:
                config[name] = value
        title = config.get("name")
        self.layers_made += 1
        layer = Layer(
            "layer",
            class_name,
            self.location(node),
            config,
            self._argument_locations(signature, node),
            title if isinstance(title, str) else None,
            len(args),
        )
        return LayerObject(layer, inner)

    def change_layer(self, layer: LayerObject, name: str, new: Value) -> None:
        config: Any = layer.layer.config
        if self.store.in_branch:
            config[name] = Unknown(f"{name} is changed in a branch or a loop")
        else:
            config[name] = self.activation_of(new) if name == "activation" else plain(new)

    def _argument_locations(self, signature: signatures.Signature, node: ast.AST) -> Mapping[str, Location]:
        if not isinstance(node, ast.Call):
            return {}
        locations: dict[str, Location] = {}
        if not any(isinstance(argument, ast.Starred) for argument in node.args):
            for parameter, argument in zip(signature.positional, node.args, strict=False):
                locations[parameter.name] = self.location(argument)
        for keyword in node.keywords:
            if keyword.arg is not None:
                locations[keyword.arg] = self.location(keyword.value)
        return locations

    def activation_of(self, value: Value) -> str | Unknown:
        """The name of an activation given in any way; "linear" for None."""
        if value is None:
            return "linear"
        if isinstance(value, str):
            known = activations.canonical_activation(value)
            return known if known is not None else Unknown(f"the activation {value!r} is not one of Keras'")
        if isinstance(value, ExternalName):
            root, _, last = value.name.rpartition(".")
            known = activations.canonical_activation(last)
            if known is not None and root.split(".", 1)[0] in ("keras", "tensorflow", "jax"):
                return known
            if last in ("identity", "linear"):
                return "linear"
            return Unknown(f"the activation {value.name}")
        if isinstance(value, LayerObject):
            return self.activation_of_layer(value.layer) or Unknown("a layer as activation")
        if isinstance(value, Partial):
            return self.activation_of(value.function) if value.function is not None else Unknown("an activation")
        if isinstance(value, Union):
            names = {self.activation_of(option) for option in value.options}
            return names.pop() if len(names) == 1 else Unknown("the activation depends on a branch")
        if isinstance(value, Unknown):
            return value
        return Unknown("the activation is a function of the program")

    @staticmethod
    def activation_of_layer(layer: Layer) -> str | Unknown | None:
        """The activation that a layer is, where it is nothing else (Activation, ReLU, Softmax, …)."""
        if layer.kind != "layer":
            return None
        if layer.class_name == "Activation":
            activation = layer.config.get("activation", "linear")
            return activation if isinstance(activation, (str, Unknown)) else Unknown("an activation")
        return ACTIVATION_OF_CLASS.get(layer.class_name)

    # ---- nodes ----

    def alternatives(self, value: Value, node: ast.AST) -> Alternatives:
        """What may arrive at one input."""
        found: list[Tensor | Unknown] = []
        for option in options(value):
            if isinstance(option, Tensor):
                found.append(option)
            elif isinstance(option, ArrayObject):
                found.append(self.input_of(option, node))
            elif isinstance(option, Unknown):
                found.append(option)
            elif option is not None or len(options(value)) == 1:
                found.append(self.reason("something that is not a tensor", node))
        return tuple(found) or (self.reason("nothing", node),)

    def input_of(self, array: ArrayObject, node: ast.AST) -> Tensor:
        """An input node that carries data (a model called on an array)."""
        cached = array.state.get("%tensor")
        info = array.info
        if isinstance(cached, Tensor) and cached.node.array is info:
            return cached
        made = Node(Layer("input", "data", self.location(node)), (), self.location(node))
        made.array = info
        tensor = Tensor(made, 0, info.shape, info.dtype)
        made.outputs.append(tensor)
        array.state["%tensor"] = tensor
        return tensor

    def input_tensor(
        self, shape: Shape | None, node: ast.AST, name: str | None = None, dtype: str | None = None
    ) -> Tensor:
        """A `keras.Input`."""
        layer = Layer("input", "InputLayer", self.location(node), {"shape": shape}, {}, name)
        made = Node(layer, (), self.location(node), self.call_path)
        made.parameters = 0
        tensor = Tensor(made, 0, shape, dtype)
        made.outputs.append(tensor)
        self.nodes.append(made)
        return tensor

    def make_node(self, layer: Layer, inputs: tuple[Alternatives, ...], location: Location) -> Node:
        """A node with its outputs' shapes, registered with whoever feeds it."""
        made = Node(layer, inputs, location, self.call_path)
        shapes_in = tuple(_shape(alternatives) for alternatives in inputs)
        inferred = self._infer(layer, inputs, shapes_in)
        # what a try block catches may be meant: tutorials show errors so
        made.parameters, made.error = inferred.parameters, None if self.tolerant_depth else inferred.error
        dtype = next((t.dtype for a in inputs for t in a if isinstance(t, Tensor)), None)
        made.outputs = [Tensor(made, index, shape, dtype) for index, shape in enumerate(inferred.outputs or (None,))]
        for alternatives in inputs:
            for tensor in alternatives:
                if isinstance(tensor, Tensor) and made not in tensor.node.consumers:
                    tensor.node.consumers.append(made)
        self.nodes.append(made)
        self.calls_of.setdefault(layer, []).append(made)
        return made

    def _infer(self, layer: Layer, inputs: tuple[Alternatives, ...], shapes_in: tuple[Shape | None, ...]) -> Inference:
        if layer.kind == "layer":
            return shapes.infer(layer.class_name, layer.config, shapes_in)
        if layer.kind == "op":
            args: Any = layer.config.get("args", ())
            kwargs: Any = layer.config.get("kwargs", {})
            return infer_op(layer.class_name, args, kwargs, shapes_in)
        if layer.kind == "backbone":
            return backbone_output(layer.class_name, layer.config, shapes_in)
        return Inference((None,))

    @staticmethod
    def result(made: Node) -> Value:
        """What the call returns: a tensor, or a tuple of them."""
        return made.outputs[0] if len(made.outputs) == 1 else tuple(made.outputs)

    def operation(
        self, name: str, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST, kind: str = "op"
    ) -> Value:
        inputs: list[Alternatives] = []

        def collect(value: Value, depth: int = 0) -> Any:
            if isinstance(value, Tensor) or (
                isinstance(value, Union) and any(isinstance(o, Tensor) for o in value.options)
            ):
                found = self.alternatives(value, node)
                inputs.append(found)
                return found[0] if len(found) == 1 else EITHER
            if isinstance(value, (tuple, ListValue)) and depth < 3:
                items = value if isinstance(value, tuple) else value.state["items"]
                collected = tuple(collect(item, depth + 1) for item in self._run(items))
                open_ended = not isinstance(items, tuple) or any(
                    isinstance(item, (LoopItems, BranchItems)) for item in items
                )
                return self.reason("a list whose length is not known", node) if open_ended else collected
            if isinstance(value, DictValue) and depth < 3 and not isinstance(value.items, Unknown):
                return {key: collect(item, depth + 1) for key, item in value.items.items()}
            if isinstance(value, ArrayObject):
                return value.info
            return plain(value)

        config = {"args": tuple(collect(arg) for arg in args), "kwargs": {key: collect(v) for key, v in kwargs.items()}}
        if not inputs:
            return self.reason(f"the result of {name}", node)
        layer = Layer(kind, name, self.location(node), config)
        return self.result(self.make_node(layer, tuple(inputs), self.location(node)))

    # ---- library functions and methods on tensors ----

    def tensor_function(self, name: str, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST) -> Value:
        last = name.rpartition(".")[2]
        if last in _SHAPE_FUNCTIONS and args:
            return self.for_each_option(args[0], lambda one: self._shape_value(one, node))
        if last in ("is_keras_tensor", "is_tensor"):
            return True
        if last in ("name_scope", "assert_equal", "print", "Assert"):
            return None
        if name.endswith("preprocess_input"):
            module = name.split(".")[-2]
            mode = preprocessing_mode(module)
            value = self.operation("preprocess_input", args, kwargs, node)
            if isinstance(value, Tensor):
                value.node.layer.config["family"] = mode if mode is not None else Unknown("the family")  # type: ignore[index]
                value.node.layer.config["module"] = module  # type: ignore[index]
            return value
        if not name.startswith(_ROOTS):
            return self.opaque(self.reason(f"the result of {name}", node), args, kwargs, node)
        if last == "map_structure" and args:
            return self.opaque(self.reason(name, node), args, kwargs, node)
        if last in ("stop_gradient", "identity", "ensure_shape", "convert_to_tensor", "constant") and args:
            last = "identity" if last in ("convert_to_tensor", "constant") else last
        last = activations.canonical_activation(last) or _OPERATION_NAMES.get(last, last)
        return self.operation(last, args, kwargs, node)

    def _shape_value(self, value: Value, node: ast.AST) -> Value:
        if isinstance(value, Tensor) and value.shape is not None:
            return tuple(
                self.reason("a dimension that is not known", node) if size is None else size for size in value.shape
            )
        return self.reason("the shape of a tensor that is not known", node)

    def tensor_attribute(self, value: Tensor, name: str, node: ast.AST) -> Value:
        if name in ("shape", "_keras_shape"):
            if value.shape is None:
                return self.reason("the shape of a tensor that is not known", node)
            # Keras gives None for the batch axis
            return tuple(None if size is None else size for size in value.shape)
        if name in ("ndim", "rank"):
            return self.reason("the rank", node) if value.shape is None else len(value.shape)
        if name == "dtype":
            return value.dtype or self.reason("the dtype of a tensor", node)
        if name == "name":
            return value.node.layer.name or self.reason("the name of a tensor", node)
        if name == "T":
            return self.operation("transpose", (value,), {}, node)
        from kerasrules.interpreter.values import Method

        return Method(value, name)

    def tensor_method(
        self, receiver: Tensor, name: str, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST
    ) -> Value:
        if name in ("get_shape", "shape"):
            return self.tensor_attribute(receiver, "shape", node)
        if name in _IDLE_METHODS:
            return self.reason(f"the result of {name}", node)
        return self.operation(name, (receiver, *args), kwargs, node)

    # ---- calling layers ----

    def call_layer(
        self, layer: LayerObject, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST
    ) -> Value:
        first = None if args else next((key for key in ("inputs", "query", "x") if key in kwargs), None)
        values = list(args[:1]) if args else [kwargs[first]] if first is not None else []
        # by name in any order; Keras' own is query, value, key
        named = sorted(kwargs.items(), key=lambda item: item[0] == "key")
        others: list[tuple[str | None, Value]] = [(None, value) for value in args[1:]]
        others += [(name, value) for name, value in named if name not in (first, "inputs", "x")]
        extra = [(name, value) for name, value in others if self.tensors_in(value)]
        if not values:
            return self.reason("a layer called without inputs", node)
        if layer.layer.class_name == "Lambda":
            return self._call_lambda(layer, values[0], kwargs, node)
        if isinstance(layer.wrapped, (KerasModel, Instance)):
            return self.opaque_layer(layer.layer.class_name, (values[0], *(value for _, value in extra)), node)
        inputs: list[Alternatives] = []
        roles: list[str | None] = []
        for name, value in ((None, values[0]), *extra):
            inputs.extend(self._inputs(value, node))
            roles += [name] * (len(inputs) - len(roles))
        if isinstance(values[0], Dataset):
            return self.reason("a layer called on a data set", node)
        made = self.make_node(layer.layer, tuple(inputs), self.location(node))
        made.roles = tuple(roles) if any(roles) else ()
        constant = {key: value for key, value in kwargs.items() if isinstance(value, (bool, int, str, Unknown))}
        if constant:
            made.call_arguments = constant
        return self.result(made)

    def _inputs(self, value: Value, node: ast.AST) -> list[Alternatives]:
        self.tick()
        if isinstance(value, ListValue):
            value = self._run(value.state["items"]) or self.reason("a list that is not known", node)
        if isinstance(value, Union) and all(isinstance(option, (ListValue, tuple)) for option in value.options):
            columns = [self._inputs(option, node) for option in value.options]
            if len({len(column) for column in columns}) == 1:
                return [tuple(t for part in parts for t in part) for parts in zip(*columns, strict=False)]
            return [(self.reason("inputs that depend on a branch", node),)]
        if isinstance(value, tuple):
            found: list[Alternatives] = []
            for item in value:
                if isinstance(item, (LoopItems, BranchItems)):
                    found.extend(self._inputs(self._run((item,)), node))
                else:
                    found.extend(self._inputs(item, node))
            return found
        if isinstance(value, DictValue) and not isinstance(value.items, Unknown):
            return [part for item in value.items.values() for part in self._inputs(item, node)]
        return [self.alternatives(value, node)]

    def _call_lambda(self, layer: LayerObject, value: Value, kwargs: Mapping[str, Value], node: ast.AST) -> Value:
        arguments = layer.layer.config.get("arguments")
        extra = (
            {key: item for key, item in arguments.items() if isinstance(key, str)}
            if isinstance(arguments, dict)
            else {}
        )
        before = len(self.nodes)
        outer = self.call_path
        self.call_path = (*outer, EnclosingCall("Lambda", layer.layer.name, self.location(node), layer.layer))
        try:
            result = self.call(layer.wrapped, (value,), extra, node) if layer.wrapped is not None else MISSING
        finally:
            self.call_path = outer
        if self._is_tensors(result) and result is not value:
            return result
        del self.nodes[before:]
        return self.opaque_layer("Lambda", (value,), node)

    @staticmethod
    def _is_tensors(value: Value) -> bool:
        """Whether a value is made of tensors alone."""
        stack: list[Value] = [value]
        for _ in range(MAX_PARTS):
            if not stack:
                return True
            one = stack.pop()
            if isinstance(one, (ListValue, DictValue)):
                items = one.items
                one = items if isinstance(items, (tuple, Unknown)) else tuple(items.values())
            if isinstance(one, tuple) and one:
                stack.extend(one)
            elif not all(isinstance(option, Tensor) for option in options(one)):
                return False
        return False

    def opaque_layer(self, class_name: str, values: tuple[Value, ...], node: ast.AST, kind: str = "custom") -> Value:
        """A layer whose inside is not known."""
        inputs = [part for value in values for part in self._inputs(value, node)]
        return self.result(
            self.make_node(Layer(kind, class_name, self.location(node)), tuple(inputs), self.location(node))
        )

    def layer_attribute(self, value: LayerObject, name: str, node: ast.AST) -> Value:
        if name in value.state and not name.startswith("%"):
            return value.state[name]
        if value.layer.kind == "backbone" and name in ("output", "input"):
            return value.output_inside()  # type: ignore[attr-defined]
        calls = self.calls_of.get(value.layer, [])
        if name == "output":
            return self.result(calls[-1]) if calls else self.reason("the output of a layer that was not called", node)
        if name == "input" and calls:
            return join(tuple(calls[-1].inputs[0])) if calls[-1].inputs else self.reason("no input", node)
        if name == "output_shape" and calls:
            return calls[-1].outputs[0].shape or self.reason("a shape", node)
        if name == "name":
            return value.layer.name or self.reason("the name that Keras gives", node)
        if name in ("cell", "forward_layer", "backward_layer", "layer") and isinstance(value.wrapped, LayerObject):
            return value.wrapped
        if name in value.layer.config:
            known = value.layer.config[name]
            return (
                ListValue(tuple(known))
                if isinstance(known, list)
                else known
                if not isinstance(known, dict)
                else DictValue(known)
            )
        from kerasrules.interpreter.values import Method

        return Method(value, name)

    def layer_method(
        self, receiver: LayerObject, name: str, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST
    ) -> Value:
        if name in ("__call__", "call"):
            return self.call_layer(receiver, args, kwargs, node)
        if name == "adapt":
            data = args[0] if args else kwargs.get("data")
            self.store.write(receiver, "%adapted", data)
            self.note_fitting(receiver.layer.class_name, "adapt", data, receiver, node)
            return None
        if name == "from_config":
            return self.reason("a layer from a config", node)
        if name in ("build", "set_weights"):
            return None
        if name == "compute_output_shape" and args and isinstance(args[0], tuple):
            given = tuple(size if isinstance(size, int) else None for size in args[0])
            inferred = shapes.infer(receiver.layer.class_name, receiver.layer.config, (given,))
            return inferred.outputs[0] or self.reason("a shape", node)
        if self.tensors_in(args):
            return self.opaque_layer(receiver.layer.class_name, args, node)
        return self.reason(f"the result of {name}", node)

    def functional_layer(self, name: str, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST) -> Value:
        """`keras.layers.add([a, b])` and its like."""
        layer = self.make_layer(
            FUNCTIONAL_LAYERS[name], (), {k: v for k, v in kwargs.items() if k != "inputs"}, node, False
        )
        inputs = args[:1] if args else (kwargs.get("inputs"),)
        return self.call_layer(layer, inputs, {}, node)


def _shape(alternatives: Alternatives) -> Shape | None:
    """The shape that all alternatives have; dimensions in which they differ are None."""
    found: Shape | None = None
    for tensor in alternatives:
        if not isinstance(tensor, Tensor) or tensor.shape is None:
            return None
        if found is None:
            found = tensor.shape
        elif len(found) != len(tensor.shape):
            return None
        else:
            found = tuple(a if a == b else None for a, b in zip(found, tensor.shape, strict=False))
    return found
