"""What is passed to every part of the interpreter: the state that they share, and the parts themselves."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.budget import Budget
from kerasrules.interpreter.event_log import EventLog
from kerasrules.interpreter.heap import Heap
from kerasrules.interpreter.joins import join
from kerasrules.interpreter.scopes import Scope
from kerasrules.interpreter.stack import CallStack, GradientTape
from kerasrules.interpreter.values import Value
from kerasrules.model.data_files import DataFileUse, DataOptions
from kerasrules.model.locations import Location, Position
from kerasrules.model.program import RefusedCall
from kerasrules.model.reading_options import ReadingOptions
from kerasrules.model.releases import KERAS_THREE, Version
from kerasrules.model.teaching import TaughtUse, Teaching
from kerasrules.model.unknown import Unknown
from kerasrules.source.reading_root import ReadingRoot

if TYPE_CHECKING:
    from kerasrules.data_files.repository import DataFiles
    from kerasrules.interpreter.branches import Branches
    from kerasrules.interpreter.eval.assignments import Assignments
    from kerasrules.interpreter.eval.attributes import Attributes
    from kerasrules.interpreter.eval.calls import Calls
    from kerasrules.interpreter.eval.classes import Classes
    from kerasrules.interpreter.eval.comprehensions import Comprehensions
    from kerasrules.interpreter.eval.definitions import Definitions
    from kerasrules.interpreter.eval.expressions import Expressions
    from kerasrules.interpreter.eval.functions import Functions
    from kerasrules.interpreter.eval.imports import Imports
    from kerasrules.interpreter.eval.items import Items
    from kerasrules.interpreter.eval.library_calls import LibraryCalls
    from kerasrules.interpreter.eval.loops import Loops
    from kerasrules.interpreter.eval.operators import Operators
    from kerasrules.interpreter.eval.snippets import Snippets
    from kerasrules.interpreter.eval.statements import Statements
    from kerasrules.interpreter.keras_calls.deferred_build import DeferredBuild
    from kerasrules.interpreter.keras_calls.gradient_steps import GradientSteps
    from kerasrules.interpreter.keras_calls.graph_builder import GraphBuilder
    from kerasrules.interpreter.keras_calls.keras_one_calls import KerasOne
    from kerasrules.interpreter.keras_calls.layers import Layers
    from kerasrules.interpreter.keras_calls.losses import Losses
    from kerasrules.interpreter.keras_calls.model_calls import ModelCalls
    from kerasrules.interpreter.keras_calls.model_copies import ModelCopies
    from kerasrules.interpreter.keras_calls.model_graph import ModelGraph
    from kerasrules.interpreter.keras_calls.model_layers import ModelLayers
    from kerasrules.interpreter.keras_calls.model_members import ModelMembers
    from kerasrules.interpreter.keras_calls.models import Models
    from kerasrules.interpreter.keras_calls.optimizers import Optimizers
    from kerasrules.interpreter.keras_calls.running_calls import RunningCalls
    from kerasrules.interpreter.keras_calls.tensors import Tensors
    from kerasrules.interpreter.keras_calls.training_calls import TrainingCalls
    from kerasrules.interpreter.taught.taught_calls import TaughtCalls
    from kerasrules.interpreter.taught.taught_values import TaughtValues
    from kerasrules.source.source import Source


_UNKNOWN_PART = r"\b[A-Z]\w*\((reason|name)="
"""What an unknown value, or a name of a library, looks like inside of another value."""


class Context:
    """State and parts of one run. `composition.compose` makes the parts; each gets this context."""

    # the parts, each in the file of its name
    expressions: Expressions
    comprehensions: Comprehensions
    operators: Operators
    items: Items
    attributes: Attributes
    assignments: Assignments
    statements: Statements
    loops: Loops
    definitions: Definitions
    imports: Imports
    branches: Branches
    calls: Calls
    functions: Functions
    classes: Classes
    libraries: LibraryCalls
    snippets: Snippets
    graph: GraphBuilder
    tensors: Tensors
    layers: Layers
    keras_one: KerasOne
    models: Models
    model_copies: ModelCopies
    model_graph: ModelGraph
    deferred_build: DeferredBuild
    model_calls: ModelCalls
    model_layers: ModelLayers
    model_members: ModelMembers
    losses: Losses
    optimizers: Optimizers
    running_calls: RunningCalls
    training: TrainingCalls
    gradients: GradientSteps
    taught_calls: TaughtCalls
    taught_values: TaughtValues

    strict: ClassVar[bool] = False
    """Raise errors of handlers (in tests) rather than go on with an unknown value."""

    def __init__(self, source: Source, options: ReadingOptions | None = None) -> None:
        self.source = source
        self.scope = Scope(None, source, __name__="__main__", __file__=Unknown("the path of the file"))
        """The names of the file that is read."""
        self.heap = Heap()
        self.budget = Budget(None if options is None else options.seconds)
        self.stack = CallStack(source)
        self.tape = GradientTape()
        self.events = EventLog()
        options = options or ReadingOptions(DataOptions(enabled=False))
        self.root = ReadingRoot(source.path, options.folders)
        """What is outside of it is not read."""
        self.data = options.data
        """Whether, and which, data files are looked at."""
        self.teaching: Teaching = options.teaching
        """What the settings say of layers, losses and loaders of the user's own."""
        self._supposes = options.supposes
        self.supposed = False
        """Whether something was supposed so far."""
        self.defaults = options.defaults
        """Whether functions that nobody calls are read with the defaults of their parameters."""
        self.took_default = False
        """Whether one was."""
        self.taught: dict[TaughtUse, None] = {}
        """Where the program was read as the user says."""

    @cached_property
    def data_files(self) -> DataFiles:
        """The data files beside the program. Most programs name none, and that costs no import."""
        from kerasrules.data_files.repository import DataFiles

        return DataFiles(self.source.path, self.data, self.root)

    @property
    def data_file_uses(self) -> tuple[DataFileUse, ...]:
        """The data files that were named so far."""
        found = self.__dict__.get("data_files")
        return () if found is None else tuple(found.uses)

    @property
    def supposes(self) -> bool:
        """Whether what is most likely is taken for true, as a default that only a call out of sight would override.

        Asked only where the answer matters: who asks supposes something, and the program has to be read once more.
        """
        self.supposed = True
        return self._supposes

    # ---- places and reasons ----

    def location(self, node: ast.AST) -> Location:
        """Where a syntax node stands, in the source that is being read."""
        cached: Location | None = getattr(node, "_kerasrules_location", None)
        if cached is None:
            current = self.stack.source
            if hasattr(node, "lineno"):
                cached = current.location(node)
            else:
                cached = Location(current.path, Position(1, 1), Position(1, 1))
            node._kerasrules_location = cached  # type: ignore[attr-defined]
        return cached

    def note_refusal(
        self,
        name: str,
        reason: str | None,
        location: Location,
        *,
        newly: bool = False,
        later: bool = False,
        by: str = "Keras 3",
        once: bool = False,
        since: Version = (),
    ) -> None:
        """Note that a call is refused, unless the program expects an error or another version there.

        A reason whose words hold an unknown part is no certain one. newly, since: what older releases took.
        once: what else fails for this reason is one fault.
        """
        stack = self.stack
        if reason is None or re.search(_UNKNOWN_PART, reason):
            return
        if once and any(one.reason == reason for one in self.events.refused_calls):
            return
        since = since or (KERAS_THREE if newly else ())
        if not (stack.tolerant_depth or stack.is_of_one_version or stack.in_choice):
            self.events.refused_calls[RefusedCall(name, reason, location, newly, later, by, since)] = None

    def unknown(self, reason: str, node: ast.AST) -> Unknown:
        """An unknown value with its reason."""
        return Unknown(reason, self.location(node))

    # ---- what handlers of libraries may ask (`libraries.registry.HandlerContext`) ----

    def call(self, function: Value, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST) -> Value:
        """Call any value (a function of the program, an ExternalName, a Partial) with values.

        A library may call it at another time, or go on where it raises.
        """
        with self.stack.survives():
            return self.calls.call(function, Arguments(args, kwargs), node)

    def attribute(self, value: Value, name: str, node: ast.AST) -> Value:
        """`value.name`."""
        return self.attributes.get(value, name, node)

    def set_attribute(self, value: Value, name: str, new: Value, node: ast.AST) -> None:
        """`value.name = new`."""
        self.attributes.set(value, name, new, node)

    def binary(self, operator: str, left: Value, right: Value, node: ast.AST) -> Value:
        """`left operator right`, operator as written: "+", "/", "//", "**", "@", …"""
        return self.operators.binary(operator, left, right, node)

    def truth(self, value: Value) -> bool | None:
        """Whether a value is true in an `if`; None where unknown."""
        return self.operators.truth(value)

    def iterate(self, value: Value) -> tuple[Value, ...] | Unknown:
        """The items of an iterable whose length is known."""
        return self.items.iterate(value)

    def join(self, values: tuple[Value, ...]) -> Value:
        """One of these values, which one is unknown."""
        return join(values)

    def callers(self) -> tuple[Location, ...]:
        """The calls of the program's functions that are running, outermost first."""
        return self.stack.callers()
