"""A plan built with the installed Keras, and compared with what was recovered."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from kerasrules.confirming.plan.model_plan import (
    CallArguments,
    InputPlan,
    LayerCall,
    LayerPlan,
    LossPlan,
    ModelPlan,
    Numbers,
    Slot,
    Unbuildable,
    line,
)
from kerasrules.confirming.run.keras_ops import OF_OTHERS, NotMadeAgain, functions
from kerasrules.confirming.run.own_loss import own_loss
from kerasrules.confirming.run.own_weight import held_weight
from kerasrules.keras_api.losses import CLASSES
from kerasrules.model.data import Shape
from kerasrules.model.locations import Location
from kerasrules.model.training import KerasObject

_NAMESPACES = (
    ("initializer", "initializers"),
    ("regularizer", "regularizers"),
    ("constraint", "constraints"),
)


_LISTS = ("Attention", "AdditiveAttention", "Dot")
"""Layers that take a list even of one tensor."""

_COLORS = re.compile("\x1b\\[[0-9;]*m")
_ANNOUNCED = re.compile(
    r"encountered when calling|^Graph execution error|^Detected at node|^File \"|^<stack traces|^node: |_error at line",
    re.IGNORECASE,
)
"""Lines that come before what is the matter."""
_NODES = re.compile(r"\{\{\w+ [^{}]*\}\}\s*")
"""Names that TensorFlow puts before its messages."""


class RefusedByKeras(Exception):
    """Keras rejects to build or to compile the model: a fact about it. `call` is where, or None; so is `location`."""

    def __init__(self, message: str, call: LayerCall | None, location: Location | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.call = call
        self.location = call.location if call is not None else location


class BuildMismatch(Exception):
    """The built model is not the recovered one: an error of kerasrules, so nothing may be said."""


def build(plan: ModelPlan, shapes: Sequence[Shape | None]) -> tuple[Any, list[Any]]:
    """The Keras model, and the layer object of each LayerPlan (None for functions).

    shapes: of the data for each input, with the batch axis; they fill in what the program leaves open.
    Raises BuildError where Keras rejects, Unbuildable where an operation has no counterpart here, Mismatch where the
    result differs from what was recovered.
    """
    import keras

    tensors: dict[int, Any] = {}
    inputs = []
    for given, shape in zip(plan.inputs, shapes, strict=True):
        known = input_shape(given, shape)
        tensor = keras.Input(shape=known[1:], dtype=given.dtype or None)
        tensors[given.tensor] = tensor
        inputs.append(tensor)
    made: list[Any] = [None] * len(plan.layers)
    for call in plan.calls:
        layer = plan.layers[call.layer]
        try:
            if made[call.layer] is None and layer.kind != "op":
                made[call.layer] = make_layer(layer)
            # a layer that holds a weight of the program is called on an input, which is all that it has to stand on
            called_on = [tensors[number] for number in call.inputs] or inputs[:1]
            results = call_layer(layer, made[call.layer], call, called_on)
        except Unbuildable:
            raise
        except NotMadeAgain as error:
            raise Unbuildable(f"{error} of {layer.words} is not rebuilt", call.location) from error
        except Exception as error:
            if layer.kind == "op" and (isinstance(error, TypeError) or layer.class_name in OF_OTHERS):
                # the program calls a function of another library, which may take what keras.ops does not
                raise Unbuildable(f"{layer.words} does not take these arguments here", call.location) from error
            if "fully-defined" in str(error):  # Keras has no size to make weights of
                raise Unbuildable("the size of its input is unknown", call.location) from error
            raise RefusedByKeras(first_line(error), call) from error
        if any(0 in tuple(getattr(result, "shape", ()))[1:] for result in results):
            # Keras before 3.13 stops only at the first batch
            raise RefusedByKeras("the output size would be zero", call)
        for number, result in zip(call.outputs, results, strict=False):
            tensors[number] = result
    outputs = [tensors[number] for number in plan.outputs]
    try:
        model = keras.Model(inputs if len(inputs) > 1 else inputs[0], outputs if len(outputs) > 1 else outputs[0])
    except Exception as error:
        raise RefusedByKeras(first_line(error), None) from error
    layers = [layer if isinstance(layer, keras.layers.Layer) else None for layer in made]
    _compare(plan, tensors, model, layers)
    return model, layers


class LayerRow(NamedTuple):
    """A row of the model's table, as Keras built it. layer: in words. line: where it is called."""

    layer: str
    output_shape: str
    parameters: int
    activation: str | None
    line: int


def layer_rows(plan: ModelPlan, layers: Sequence[Any]) -> Iterator[LayerRow]:
    """The table of the model's layers, each once. layers: as `build` gives them."""
    seen: set[int] = set()
    for call in plan.calls:
        layer, made = plan.layers[call.layer], layers[call.layer]
        if call.layer in seen or made is None:
            continue
        seen.add(call.layer)
        activation = layer.config.get("activation")
        shown = activation if isinstance(activation, str) and activation != "linear" else None
        try:
            shape = str(tuple(made.output.shape))
        except (AttributeError, ValueError):
            shape = "several"
        yield LayerRow(layer.words, shape, made.count_params(), shown, call.location.start.line)


def input_shape(given: InputPlan, data: Shape | None) -> Shape:
    """The declared shape, open axes filled in from the data. Raises Unbuildable where an axis stays open."""
    shape = given.shape
    if shape is None or (data is not None and len(shape) != len(data)):
        shape = data if shape is None else shape
    elif data is not None:
        shape = tuple(own if own is not None else other for own, other in zip(shape, data, strict=True))
    if shape is None:
        raise Unbuildable("the shape of the input is unknown", given.location)
    return shape


def make_layer(plan: LayerPlan) -> Any:
    """The Keras layer of a plan."""
    import keras

    if plan.kind == "imported":
        found: Any = plan.operation
        return type(found).from_config(found.get_config()) if isinstance(found, keras.layers.Layer) else found
    if plan.kind == "weight":
        return held_weight({name: realised(value, name) for name, value in plan.config.items()})
    if plan.kind == "backbone":
        factory = getattr(keras.applications, plan.class_name, None)
        if factory is None:
            raise Unbuildable(f"the installed Keras has no {plan.class_name}", plan.location)
        arguments = _arguments(plan, factory)
        trainable = arguments.pop("trainable", True)
        backbone = factory(**arguments, weights=None)
        backbone.trainable = trainable
        return backbone
    factory = getattr(keras.layers, plan.class_name, None)
    if factory is None:
        raise Unbuildable(f"the installed Keras has no layer {plan.class_name}", plan.location)
    return factory(**_arguments(plan, factory))


def _arguments(plan: LayerPlan, factory: Any) -> dict[str, Any]:
    known = _parameters(factory)
    arguments = {}
    for name, value in plan.config.items():
        if name not in known and name != "trainable" and value in (None, False):
            continue  # an argument that only older versions have, switched off; of any other one Keras will tell
        arguments[name] = realised(value, name)
    return arguments


def _parameters(factory: Any) -> set[str]:
    """Every parameter of a class, also those that its bases take through **kwargs."""
    found: set[str] = set()
    constructors: list[Any] = [factory]
    if inspect.isclass(factory):
        constructors = [vars(cls).get("__init__") for cls in inspect.getmro(factory)]
    for constructor in filter(None, constructors):
        signature = inspect.signature(constructor)
        found |= set(signature.parameters)
        if not any(p.kind is p.VAR_KEYWORD for p in signature.parameters.values()):
            break
    return found - {"self", "args", "kwargs"}


def realised(value: object, name: str = "") -> Any:
    """A constant, or the object that a KerasObject or LayerPlan stands for."""
    import keras

    if isinstance(value, LayerPlan):
        return make_layer(value)
    if isinstance(value, KerasObject):
        for end, namespace in _NAMESPACES:
            if name.endswith(end):
                return _object(getattr(keras, namespace), value)
        if name == "learning_rate":
            return _object(keras.optimizers.schedules, value)
        raise Unbuildable(f"{value.class_name} passed as {name} cannot be rebuilt", value.location)
    if isinstance(value, list):
        return [realised(item, name) for item in value]
    if isinstance(value, tuple):
        return tuple(realised(item, name) for item in value)
    return value


def _object(namespace: Any, plan: KerasObject) -> Any:
    factory = getattr(namespace, plan.class_name, None)
    if factory is None:
        raise Unbuildable(f"the installed Keras has no {plan.class_name}", plan.location)
    known = _parameters(factory)
    return factory(**{k: realised(v, k) for k, v in plan.config.items() if k in known})


def call_layer(layer: LayerPlan, made: Any, call: LayerCall, inputs: list[Any]) -> list[Any]:
    """What a call gives. made: the layer object, None for a function."""
    if call.given is not None:
        function = made if made is not None else _function(layer, call)
        args, kwargs = _filled(call.given, inputs)
        result = function(*args, **kwargs)
    else:
        positional, keywords = _inputs_of(made, call, inputs)
        result = made(*positional, **keywords, **_constants(layer, made, call))
    return list(result) if isinstance(result, (list, tuple)) else [result]


def _inputs_of(made: Any, call: LayerCall, inputs: list[Any]) -> tuple[list[Any], dict[str, Any]]:
    """The tensors as the layer's `call` takes them: one list, one after the other, or by the program's keywords."""
    roles = call.roles or (None,) * len(inputs)
    positional = [tensor for role, tensor in zip(roles, inputs, strict=True) if role is None]
    keywords: dict[str, Any] = {}
    for role in dict.fromkeys(filter(None, roles)):
        given = [tensor for own, tensor in zip(roles, inputs, strict=True) if own == role]
        keywords[role] = given if len(given) > 1 else given[0]
    parameters = inspect.signature(made.call).parameters
    if type(made).__name__ in _LISTS or (len(positional) > 1 and "inputs" in parameters):
        return [positional], keywords
    if "initial_state" in parameters and len(positional) > 1:
        keywords["initial_state"] = positional[1:] if len(positional) > 2 else positional[1]
        positional = positional[:1]
    return positional, keywords


def _constants(layer: LayerPlan, made: Any, call: LayerCall) -> dict[str, object]:
    """The call's constant keywords."""
    parameters = inspect.signature(made.call).parameters
    open_ended = any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters.values())
    found = {}
    for name, value in call.arguments.items():
        if name in parameters or open_ended:
            found[name] = value
        elif name not in ("training", "mask", "name"):
            raise Unbuildable(f"{layer.class_name} of the installed Keras is not called with {name}", call.location)
    return found


def _function(layer: LayerPlan, call: LayerCall) -> Any:
    name = layer.class_name
    function = _preprocessing(layer) if name == "preprocess_input" else functions().get(name)
    if function is None:
        raise Unbuildable(f"the function {name} has no counterpart here", call.location)
    return function


def _filled(given: CallArguments, inputs: Sequence[Any]) -> tuple[list[Any], dict[str, Any]]:
    """The arguments with tensors in the place of slots and numbers."""
    import keras

    def filled(value: object) -> Any:
        if isinstance(value, Slot):
            return inputs[value.index]
        if isinstance(value, Numbers):
            return keras.ops.convert_to_tensor(value.rows, "float32")
        if isinstance(value, (tuple, list)):
            return type(value)(filled(item) for item in value)
        return value

    return [filled(item) for item in given.args], {name: filled(item) for name, item in given.kwargs.items()}


def _preprocessing(layer: LayerPlan) -> Any:
    import keras

    module = getattr(keras.applications, str(layer.config.get("module")), None)
    return getattr(module, "preprocess_input", None)


def _compare(plan: ModelPlan, tensors: Mapping[int, Any], model: Any, made: Sequence[Any]) -> None:
    """Shapes and parameter counts, as far as they were recovered."""
    for call in plan.calls:
        own = made[call.layer]
        if call.parameters is not None and own is not None and own.count_params() != call.parameters:
            words = f"{plan.layers[call.layer].words} on {line(call.location)}"
            raise BuildMismatch(
                f"{words} has {own.count_params()} weights in Keras, but {call.parameters} were recovered"
            )
        for number, shape in zip(call.outputs, call.shapes, strict=False):
            built = tensors.get(number)
            if shape is None or built is None or not hasattr(built, "shape"):
                continue
            real = tuple(built.shape)
            if len(real) != len(shape) or any(
                a is not None and b is not None and a != b for a, b in zip(shape, real, strict=True)
            ):
                words = f"{plan.layers[call.layer].words} on {line(call.location)}"
                raise BuildMismatch(f"{words} outputs {real} in Keras, but {shape} was recovered")
    if plan.parameters is not None and plan.parameters != model.count_params():
        raise BuildMismatch(
            f"the model has {model.count_params()} weights in Keras, but {plan.parameters} were recovered"
        )


def make_loss(plan: LossPlan) -> Any:
    """The Keras loss object, of a loss function of the program too."""
    import keras

    if plan.formula is not None:
        return own_loss(plan.formula, make_loss)
    class_name = next(
        (c for c, function in CLASSES.items() if function == plan.name and hasattr(keras.losses, c)), None
    )
    if class_name is None:
        raise Unbuildable(f"the installed Keras has no loss {plan.name}", plan.location)
    factory = getattr(keras.losses, class_name)
    known = _parameters(factory)
    arguments = {name: value for name, value in plan.config.items() if name in known}
    if plan.from_logits and "from_logits" in known:
        arguments["from_logits"] = True
    return _made(factory, arguments, plan.location)


def make_optimizer(plan: ModelPlan) -> Any:
    """The Keras optimizer, with the arguments that were written."""
    import keras

    optimizer = plan.optimizer
    factory = getattr(keras.optimizers, optimizer.class_name, None)
    if factory is None:
        raise Unbuildable(f"the installed Keras has no optimizer {optimizer.class_name}", optimizer.location)
    arguments = {name: realised(value, name) for name, value in optimizer.config.items()}
    return _made(factory, arguments, optimizer.location)


def _made(factory: Any, arguments: Mapping[str, Any], location: Location | None) -> Any:
    try:
        return factory(**arguments)
    except Exception as error:
        raise RefusedByKeras(f"{factory.__name__}: {first_line(error)}", None, location) from error


def first_line(error: BaseException) -> str:
    """What an error says, as one line without the lists of arguments that Keras adds."""
    plain = _NODES.sub("", _COLORS.sub("", str(error)))
    lines = [line.strip() for line in plain.splitlines() if line.strip()]
    text = next((line for line in lines if not _ANNOUNCED.search(line)), type(error).__name__)
    for cut in ("Full input shape", "Received: inputs", "Arguments received"):
        text = text.partition(cut)[0].strip()
    return (text.rstrip(". ") or type(error).__name__)[:300]
