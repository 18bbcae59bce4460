"""Python's built-in functions about objects: getattr, isinstance, type, super, vars, callable, print."""

from __future__ import annotations

from kerasrules.interpreter.constants import CONSTANT_TYPES
from kerasrules.interpreter.joins import join
from kerasrules.interpreter.libraries.registry import Call, function
from kerasrules.interpreter.values import (
    Bound,
    Class,
    DictValue,
    ExternalName,
    Function,
    Instance,
    KerasModel,
    LayerObject,
    LibraryObject,
    ListValue,
    Module,
    ModuleNames,
    OptimizerObject,
    Partial,
    SetValue,
    Super,
    Union,
    Value,
    options,
)
from kerasrules.keras_api import members
from kerasrules.model.network import Tensor
from kerasrules.model.unknown import InstalledVersion, Unknown

_OF_LIBRARIES = (ExternalName, KerasModel, LayerObject, LibraryObject, OptimizerObject)


@function("builtins.getattr", for_each_option=False)
def getattr_(call: Call) -> Value:
    owner, name = call.get("object", 0), call.get("name", 1)

    def of(owner: Value) -> Value:
        if isinstance(name, Union):
            return join(
                tuple(call.context.attribute(owner, one, call.node) for one in name.options if isinstance(one, str))
            )
        if not isinstance(name, str):
            return call.unknown("an attribute whose name is unknown")
        found = call.context.attribute(owner, name, call.node)
        if isinstance(found, Unknown) and call.has("default", 2):
            known = isinstance(owner, Instance) and all(isinstance(base, Class) for base in owner.cls.bases)
            return call.args[2] if known else join((found, call.args[2]))
        return found

    return join(tuple(of(option) for option in options(owner)))


@function("builtins.setattr", for_each_option=False)
def setattr_(call: Call) -> Value:
    if len(call.args) == 3 and isinstance(call.args[1], str):
        for option in options(call.args[0]):
            call.context.set_attribute(option, call.args[1], call.args[2], call.node)
    return None


@function("builtins.hasattr", for_each_option=False)
def hasattr_(call: Call) -> Value:
    owner, name = call.get("object", 0), call.get("name", 1)
    if isinstance(name, str) and all(_surely_has(call, option, name) for option in options(owner)):
        return True
    if isinstance(owner, _OF_LIBRARIES):
        return InstalledVersion("whether the installed version has an attribute", call.location)
    return call.unknown("whether an attribute is there")


def _surely_has(call: Call, owner: Value, name: str) -> bool:
    """Whether an object has an attribute, with any version of the libraries; False where that is unknown."""
    if isinstance(owner, Instance):
        return name in owner.state
    if isinstance(owner, LayerObject):
        return name in members.OF_LAYERS
    if not isinstance(owner, KerasModel) or owner.form == "unknown":
        return False
    if name not in members.OF_GRAPHS or name in members.OF_MODELS:
        return name in members.OF_MODELS
    if owner.form != "sequential":
        return owner.form in ("functional", "application")
    # a Sequential has no graph before it has a layer behind an input of known shape
    first, last = (call.context.attribute(owner, end, call.node) for end in ("input", "output"))
    return isinstance(first, Tensor) and first.shape is not None and last is not first


_TYPES: dict[str, tuple[type, ...]] = {
    "int": (int,),
    "float": (float,),
    "str": (str,),
    "bool": (bool,),
    "tuple": (tuple,),
    "bytes": (bytes,),
}


@function("builtins.isinstance", for_each_option=False)
def isinstance_(call: Call) -> Value:
    value = call.get("object", 0)
    kinds = call.get("classinfo", 1)
    kinds = kinds if isinstance(kinds, tuple) else (kinds,)
    answers = {_is_a(call, one, kind) for one in options(value) for kind in kinds}
    if len(options(value)) == 1:
        return True if True in answers else call.unknown("a type") if None in answers else False
    return answers.pop() if len(answers) == 1 and None not in answers else call.unknown("a type")


@function("inspect.isclass")
def isclass(call: Call) -> Value:
    answer = _is_class(call.get("object", 0))
    return call.unknown("a type") if answer is None else answer


def _is_class(value: Value) -> bool | None:
    """Whether a value is a class, as decorators ask."""
    if isinstance(value, Class):
        return True
    plain_values = (*CONSTANT_TYPES, tuple, ListValue, DictValue, Function, Instance, LayerObject, KerasModel)
    return False if isinstance(value, plain_values) else None


def _is_a(call: Call, value: Value, kind: Value) -> bool | None:
    if isinstance(value, Unknown) or isinstance(kind, (Unknown, Union)):
        return None
    name = kind.name if isinstance(kind, ExternalName) else ""
    if name.startswith("builtins."):
        short = name.removeprefix("builtins.")
        if short in _TYPES:
            return isinstance(value, _TYPES[short]) if isinstance(value, (*CONSTANT_TYPES, tuple)) else _differs(value)
        if short == "list":
            return not isinstance(value, SetValue) if isinstance(value, ListValue) else _differs(value)
        if short == "dict":
            return True if isinstance(value, DictValue) else _differs(value)
        return _is_class(value) if short == "type" else None
    if isinstance(kind, Class):
        if isinstance(value, Instance):
            return True if kind in value.cls.order() else None
        return False
    if isinstance(value, (*CONSTANT_TYPES, tuple, ListValue, DictValue)):
        return (
            False
            if name.startswith(("keras.", "tensorflow.", "numpy.", "collections.")) and "abc" not in name
            else None
        )
    if isinstance(value, LayerObject) and name.startswith("keras.layers."):
        wanted = name.rpartition(".")[2]
        return wanted in ("Layer", value.layer.class_name)
    if isinstance(value, KerasModel) and name in ("keras.Model", "keras.layers.Layer"):
        return True
    if isinstance(value, KerasModel) and name.startswith("keras.layers."):
        return False
    if isinstance(value, KerasModel) and name == "keras.Sequential":
        return value.form == "sequential"
    return None


def _differs(value: Value) -> bool | None:
    """That a value is of none of Python's own types; not sure of a constant of a library, such as a size."""
    return None if isinstance(value, ExternalName) and not value.name.startswith("builtins.") else False


@function("builtins.callable", for_each_option=False)
def callable_(call: Call) -> Value:
    value = call.get("object", 0)
    if isinstance(value, (*CONSTANT_TYPES, tuple, ListValue, DictValue)):
        return False
    return (
        True
        if isinstance(value, (Function, Bound, Partial, Class, ExternalName))
        else call.unknown("whether it can be called")
    )


@function("builtins.type", for_each_option=False)
def type_(call: Call) -> Value:
    value = call.get("object", 0)
    if isinstance(value, Instance):
        return value.cls
    if isinstance(value, LayerObject) and value.layer.kind in ("layer", "input"):
        return ExternalName(f"keras.layers.{value.layer.class_name}")
    for name, kinds in _TYPES.items():
        if type(value) in kinds:
            return ExternalName("builtins." + name)
    return call.unknown("a type")


@function("builtins.super", for_each_option=False)
def super_(call: Call) -> Value:
    frames = call.context.stack.frames
    if len(call.args) == 2 and isinstance(call.args[0], Class):
        return Super(call.args[0], call.args[1])
    for frame in reversed(frames):
        owner = getattr(frame, "owner", None)
        if owner is not None:
            return Super(owner, frame.self)
    return call.unknown("super() outside a class")


@function("builtins.print", "builtins.exit", "builtins.quit")
def nothing(call: Call) -> Value:
    return None


@function("builtins.vars", for_each_option=False)
def vars_(call: Call) -> Value:
    value = call.get("object", 0)
    if isinstance(value, LibraryObject) and value.cls == "argparse.Namespace":
        return DictValue(value.state)
    if isinstance(value, Instance):
        return DictValue(value.state)
    return ModuleNames(value) if isinstance(value, Module) else call.unknown("a dict of attributes")
