"""Calls of libraries: the handlers that know a function, a method or an attribute."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.eval.call_syntax import keyword_locations, names_part
from kerasrules.interpreter.event_log import DECODERS
from kerasrules.interpreter.libraries import registry
from kerasrules.interpreter.libraries.out_of_sight import is_out_of_sight, what_is_certain
from kerasrules.interpreter.moved_names import documented
from kerasrules.interpreter.names import canonical, is_library
from kerasrules.interpreter.structures import parts_of, tensors_in
from kerasrules.interpreter.values import (
    ARRAY_VERBS,
    MISSING,
    ArrayObject,
    Dataset,
    DictValue,
    ExternalName,
    LibraryObject,
    ListValue,
    Method,
    Union,
    Value,
    is_of_weights,
)
from kerasrules.keras_api.tensorflow_one import COMPATIBLE
from kerasrules.model.data import ArrayInfo
from kerasrules.model.network import Tensor
from kerasrules.model.program import ApiUse
from kerasrules.model.unknown import InstalledVersion, Unknown

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


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


_VERSIONS = frozenset({"__version__", "__git_version__", "VERSION", "GIT_VERSION", "version_info"})
"""Under these names libraries say which version of them is installed."""


_CONVERSIONS = frozenset(f"builtins.{name}" for name in ("map", "list", "tuple", "str", "int", "float", "bool"))
"""What these make of a version tells it, too."""


_SPLITTERS = frozenset({"train_test_split", "KFold.split"})
_CROSS_VALIDATORS = frozenset({"cross_val_score", "cross_val_predict", "cross_validate"})
"""Functions of sklearn.model_selection that split samples; those of the second kind get what they train before."""


_DIFFERENCES = {"subtract": "-", "squared_difference": "-", "equal": "==", "not_equal": "!="}
"""Functions of two arrays that compare them value by value, with the operator that they stand for."""


_FITTERS = frozenset({"fit", "fit_transform", "partial_fit", "fit_on_texts", "fit_on_sequences"})


class LibraryCalls:
    """Calls library functions and methods."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx

    def call(self, name: str, arguments: Arguments, node: ast.AST) -> Value:
        """Call a library function by its canonical name."""
        ctx = self.ctx
        if name.startswith(("keras.", "tensorflow.")):
            guarded = ctx.stack.is_of_one_version
            spelled = name
            if names_part(node, "compat"):  # who writes tf.compat.v1 provides for TensorFlow 2
                guarded = guarded or name.startswith("keras.")
                spelled = name.replace("tensorflow.", f"{COMPATIBLE}.", 1)
            ctx.events.note_use(ApiUse("call", spelled, ctx.location(node), keyword_locations(ctx, node), guarded))
        builder = registry.find_builder(name)
        if builder is not None:
            built = self._run(builder, name, arguments, node, None)
            if built is not MISSING:
                return built
        known = documented(name)
        entry = registry.find_function(known)
        self._note_split(known, arguments, node)
        plain = name.startswith(_PLAIN)
        if not plain and _are_of_graph(arguments.values):
            return ctx.tensors.call_function(name, arguments, node)
        if entry is not None:
            result = self._handle(entry, known, arguments, node, None)
            if plain and _has_unknown_items(result):
                ctx.graph.let_go(arguments.values, node)
            return result
        owner, _, verb = name.rpartition(".")
        if verb in ARRAY_VERBS and "." in owner and not is_library(name):
            # a method of what a module that is not in sight holds
            return self.call_method(ArrayObject(ArrayInfo()), verb, arguments, node)
        if not name.startswith(_HARMLESS):
            ctx.calls.escape_models(arguments.values)
        return _version_in(arguments) or ctx.unknown(f"the result of {name}", node)

    def name(self, owner: str, name: str) -> ExternalName:
        """A name in a library's module or class."""
        return ExternalName(canonical(f"{owner}.{name}"))

    def member(self, owner: str, name: str, node: ast.AST) -> Value:
        """What stands under a name in a library's module or class: a constant, or the name itself."""
        full = self.name(owner, name)
        if name in _VERSIONS:
            return InstalledVersion(f"the installed version of {owner.partition('.')[0]}", self.ctx.location(node))
        constant = registry.find_constant(full.name)
        if constant is not MISSING:
            return constant
        return False if full.name == "typing.TYPE_CHECKING" else full

    def attribute(self, value: Value, name: str, node: ast.AST) -> Value:
        """An attribute that a handler knows for this kind of value, else a method of it."""
        return self._attribute(registry.find_attribute(kind_of(value), name), value, name, node)

    def attribute_of_object(self, value: LibraryObject, name: str, node: ast.AST) -> Value:
        """What a handler knows of the object's class, what was set on it, or what any object of a library has."""
        handler = registry.find_attribute(value.cls, name)
        if handler is None and name in value.state:
            return value.state[name]
        return self._attribute(handler or registry.find_attribute("library", name), value, name, node)

    def _attribute(self, handler: registry.AttributeHandler | None, value: Value, name: str, node: ast.AST) -> Value:
        ctx = self.ctx
        if handler is not None and is_out_of_sight(f"{kind_of(value)}.{name}", value, handler) and not ctx.supposes:
            return ctx.unknown(f"the attribute {name}", node)
        if handler is not None:
            try:
                return handler(ctx, value, ctx.location(node))
            except (ValueError, TypeError, KeyError, IndexError, AttributeError):
                if ctx.strict:
                    raise
                return ctx.unknown(f"the attribute {name}", node)
        if name.startswith("__") and name.endswith("__") and name not in ("__len__", "__getitem__", "__call__"):
            return ctx.unknown(f"the attribute {name}", node)
        return Method(value, name)

    def _handle(
        self,
        entry: registry.Entry,
        name: str,
        arguments: Arguments,
        node: ast.AST,
        receiver: Value,
    ) -> Value:
        args, kwargs = arguments.args, arguments.kwargs
        ctx = self.ctx
        last = name.rpartition(".")[2]
        if last in DECODERS:
            ctx.events.note_decoding(
                last,
                receiver if receiver is not None else args[0] if args else None,
                args,
                kwargs,
                ctx.location(node),
            )

        if last in _DIFFERENCES and len(args) >= 2:
            ctx.events.note_difference(_DIFFERENCES[last], args[0], args[1], ctx.location(node))
        # one call for each thing that the first uncertain argument may be
        for key, value in (*enumerate(args), *kwargs.items()) if entry.for_each_option else ():
            if isinstance(value, Union):

                def with_one(one: Value, key: object = key) -> Value:
                    ctx.budget.tick()
                    changed = tuple(one if position == key else old for position, old in enumerate(args))
                    named = {name: one if name == key else old for name, old in kwargs.items()}
                    given = Arguments(changed, named, arguments.incomplete, arguments.rest)
                    return self._handle(entry, name, given, node, receiver)

                return ctx.branches.for_each_option(value, with_one)
        result = self._run(entry, name, arguments, node, receiver)
        if is_out_of_sight(name, receiver, entry.handler) and not self._was_read(node) and not ctx.supposes:
            return what_is_certain(result, ctx.unknown(f"the result of {name}", node))
        return result

    def _was_read(self, node: ast.AST) -> bool:
        """Whether a data file that the call names was looked at: then it is in sight."""
        here = self.ctx.location(node)
        return any(use.was_read and use.location == here for use in self.ctx.data_file_uses)

    def _note_split(self, name: str, arguments: Arguments, node: ast.AST) -> None:
        """Samples that scikit-learn splits into those of training and those of a test."""
        short = name.removeprefix("sklearn.model_selection.")
        if short in _SPLITTERS:
            self.ctx.events.note_split(arguments.values, self.ctx.location(node))
        elif short in _CROSS_VALIDATORS and short != name:
            given = arguments.by_name(("estimator", "X", "y"))
            self.ctx.events.note_split((given.get("X"), given.get("y")), self.ctx.location(node))

    def _run(self, entry: registry.Entry, name: str, arguments: Arguments, node: ast.AST, receiver: Value) -> Value:
        """Ask a handler; one that fails on what the program gives ends in an unknown value."""
        ctx = self.ctx
        call = registry.Call(
            ctx, name, arguments.args, arguments.kwargs, node, receiver, arguments.incomplete, rest=arguments.rest
        )
        try:
            result = entry.handler(call)
            if isinstance(result, Unknown) or name in _CONVERSIONS:
                return _version_in(call.arguments) or result
            return result
        except registry.MissingArgument as error:
            return ctx.unknown(f"the result of {name}: {error}", node)
        except (
            ValueError,
            TypeError,
            KeyError,
            IndexError,
            AttributeError,
            ZeroDivisionError,
            OverflowError,
        ) as error:
            if ctx.strict:
                raise
            return ctx.unknown(f"the result of {name} ({type(error).__name__})", node)

    def call_method(self, receiver: Value, name: str, arguments: Arguments, node: ast.AST) -> Value:
        """A method that a library handler knows."""
        args, kwargs = arguments.args, arguments.kwargs
        ctx = self.ctx
        kinds = [kind_of(receiver)]
        if isinstance(receiver, LibraryObject) and name in _FITTERS:
            data = args[0] if args else kwargs.get("X", kwargs.get("texts"))
            ctx.events.note_fitting(receiver.cls.rpartition(".")[2], name, data, receiver, ctx.location(node))
        if isinstance(receiver, LibraryObject):
            kinds.append("library")
        for kind in kinds:
            entry = registry.find_method(kind, name)
            if entry is not None:
                data = isinstance(receiver, (ArrayObject, Dataset))
                if data and tensors_in(arguments.values):
                    break
                self._note_split(f"{kind}.{name}", arguments, node)
                result = self._handle(entry, f"{kind}.{name}", arguments, node, receiver)
                if not data and _has_unknown_items(receiver):
                    ctx.graph.let_go(arguments.values, node)
                return result
        if isinstance(receiver, (ArrayObject, Dataset, LibraryObject)) and not kinds[0].startswith(_HARMLESS):
            ctx.calls.escape_models(arguments.values)
        return ctx.unknown(f"the method {name} of {kinds[0]}", node)


def _are_of_graph(values: tuple[Value, ...]) -> bool:
    """Whether a tensor of the graph, or a weight of a layer of the program, is among arguments."""
    return any(isinstance(part, Tensor) or is_of_weights(part) for part in parts_of(values))


def _version_in(arguments: Arguments) -> InstalledVersion | None:
    """The version that an argument depends on: `version.parse(tf.__version__)`, `int(tf.__version__[0])`."""
    return next((value for value in arguments.values if isinstance(value, InstalledVersion)), None)


def _has_unknown_items(value: Value) -> bool:
    """Whether it is a list, a dict or an iterator that holds what it was made of in a way that is not followed."""
    if isinstance(value, (ListValue, DictValue)):
        return isinstance(value.state["items"], Unknown)
    return isinstance(value, Dataset)


def kind_of(value: Value) -> str:
    """The registry's name for what a value is."""
    if isinstance(value, LibraryObject):
        return value.cls
    kind = getattr(value, "kind", None)
    return kind if isinstance(kind, str) else type(value).__name__
