"""The abstract values that the interpreter computes with.

Python constants stand for themselves (None, bool, int, float, str, bytes, Ellipsis) and so do tuples (of values) and
slices. Everything mutable is a `HeapObject`, written through the `Heap`, so that the interpreter can run both branches
of an `if` from one state and join what they changed.
"""

from __future__ import annotations

from kerasrules.interpreter.values.base import (
    ARRAY_VERBS,
    MISSING,
    MODEL_VERBS,
    AbstractValue,
    HeapValue,
    Union,
    Value,
    is_known,
    options,
)
from kerasrules.interpreter.values.classes import Class, Instance, Super
from kerasrules.interpreter.values.containers import (
    BranchItems,
    DictValue,
    ListValue,
    LoopItems,
    SetValue,
    Written,
    flat_size,
    within,
)
from kerasrules.interpreter.values.data import PYTHON_GENERATOR, ArrayObject, Dataset, LibraryObject
from kerasrules.interpreter.values.foreign_values import foreign
from kerasrules.interpreter.values.functions import (
    Bound,
    Decorated,
    Function,
    Method,
    Partial,
    bind,
    call_function_method,
)
from kerasrules.interpreter.values.gradients import (
    TRAINABLE,
    WEIGHTS,
    Gradient,
    GradientFunction,
    ModelWeight,
    WeightValue,
    is_of_weights,
)
from kerasrules.interpreter.values.keras import (
    BuiltOn,
    InputShape,
    KerasModel,
    LayerConfig,
    LayerObject,
    LossObject,
    MetricObject,
    OptimizerObject,
    TorchLoss,
    TorchOptimizer,
)
from kerasrules.interpreter.values.names import ExternalName, LazyImport, Module, ModuleNames
from kerasrules.interpreter.values.plain_data import plain

__all__ = [
    "ARRAY_VERBS",
    "MISSING",
    "MODEL_VERBS",
    "PYTHON_GENERATOR",
    "TRAINABLE",
    "WEIGHTS",
    "AbstractValue",
    "ArrayObject",
    "Bound",
    "BranchItems",
    "BuiltOn",
    "Class",
    "Dataset",
    "Decorated",
    "DictValue",
    "ExternalName",
    "Function",
    "Gradient",
    "GradientFunction",
    "HeapValue",
    "InputShape",
    "Instance",
    "KerasModel",
    "LayerConfig",
    "LayerObject",
    "LazyImport",
    "LibraryObject",
    "ListValue",
    "LoopItems",
    "LossObject",
    "Method",
    "MetricObject",
    "ModelWeight",
    "Module",
    "ModuleNames",
    "OptimizerObject",
    "Partial",
    "SetValue",
    "Super",
    "TorchLoss",
    "TorchOptimizer",
    "Union",
    "Value",
    "WeightValue",
    "Written",
    "bind",
    "call_function_method",
    "flat_size",
    "foreign",
    "is_known",
    "is_of_weights",
    "options",
    "plain",
    "within",
]
