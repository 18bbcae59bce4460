"""What every part of the interpreter shares: its state, its budget, branches, and the names of its other parts."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, NoReturn

from kerasrules.interpreter.joins import join, join_deltas
from kerasrules.interpreter.scopes import Scope
from kerasrules.interpreter.values import (
    MAX_LENGTH,
    BranchItems,
    Class,
    DictValue,
    Heap,
    HeapDelta,
    Instance,
    KerasModel,
    LayerObject,
    ListValue,
    LoopItems,
    Union,
    Value,
    options,
)
from kerasrules.model.locations import Location, Position
from kerasrules.model.network import EnclosingCall, Node, Tensor
from kerasrules.model.unknown import Unknown

if TYPE_CHECKING:
    from kerasrules.interpreter.eval.imports import Modules
    from kerasrules.interpreter.events import CompileEvent, DecodeEvent, FitEvent, LossEvent, TrainableSet
    from kerasrules.model.program import ApiUse
    from kerasrules.model.training import EstimatorFit
    from kerasrules.source.source import Source

STEP_BUDGET = 100_000
"""Expressions and statements that are evaluated for one file, loops and calls unrolled."""
ROOT_BUDGET = 30_000
"""… for one function that nobody calls, so that a single one cannot use up the file's."""
VARIANTS = 3
"""Functions that only call one and the same other (ResNet50, ResNet101, …): so many of them are read."""
CALL_DEPTH = 40
UNROLL = 64
"""Iterations of a loop over a known iterable; a longer one is read once."""


class BudgetExceeded(Exception):
    """The file is too much work: what was recovered so far stands."""


class Flow(Enum):
    """How a block of statements ended."""

    NEXT = "next"
    RETURN = "return"
    BREAK = "break"
    CONTINUE = "continue"
    STOP = "stop"
    """It raised, or every branch ended in some way."""


@dataclass
class Frame:
    """A running function (or module body)."""

    function: object = None
    value: Value = None
    """What RETURN returned."""
    exits: list[tuple[HeapDelta, Value]] = field(default_factory=list)
    """Branches that returned where it is not known whether they are taken."""
    loops: list[Loop] = field(default_factory=list)
    yields: list[Value] | None = None
    owner: Class | None = None
    """For a method: the class that defines it, for `super()`."""
    self: Value = None
    call: Location | None = None
    """The call that runs it."""
    base: int = 0
    """How many logs were open when it began."""


@dataclass
class Loop:
    """A running loop: the states in which branches left it, or went on to its next turn.

    base, turn: how many logs were open when the loop, and its present turn, began; the states are relative to that.
    """

    base: int
    turn: int = 0
    broken: list[HeapDelta] = field(default_factory=list)
    continued: list[HeapDelta] = field(default_factory=list)


class Core:
    """State and services; the methods that raise here are given by the other parts."""

    def __init__(self, source: Source, modules: Modules) -> None:
        self.source = source
        self.modules = modules
        self.store = Heap()
        self.steps = 0
        self.limit = STEP_BUDGET
        self.depth = 0
        self.frames: list[Frame] = [Frame()]
        self.current: Source = source
        self.call_path: tuple[EnclosingCall, ...] = ()
        self.nodes: list[Node] = []
        self.models: list[KerasModel] = []
        self.instances: list[Instance] = []
        self.compiled: list[CompileEvent] = []
        self.loss_calls: list[LossEvent] = []
        self.loss_sink: list[LossEvent] | None = None
        """While a custom loss function is read: where its inner losses are kept."""
        self.tape_depth = 0
        self.tolerant_depth = 0
        """How many try blocks that catch errors, and tests that expect them, are around."""
        """Depth of `with tf.GradientTape()`."""
        self.tapes_opened = 0
        """How many were opened so far."""
        self.entered: set[int] = set()
        """Functions (by id of their syntax) that were called by the program."""
        self.unknown: list[Unknown] = []
        self.notices: list[Unknown] = []
        self.layers_made = 0
        """Layers and models made so far: tells whether a loop builds anything."""
        self.clock = 0
        """Compile, fit, changes of `trainable` and the like are counted."""
        self.fits: list[FitEvent] = []
        self.changes: list[TrainableSet] = []
        self.uses: list[ApiUse] = []
        self.decoded: list[DecodeEvent] = []
        self.estimator_fits: list[EstimatorFit] = []
        self.fitted: list[Value] = []
        """The objects that were fitted; kept, so that each has a number of its own."""

    def callers(self) -> tuple[Location, ...]:
        """The calls of the program's functions that are running, outermost first."""
        return tuple(frame.call for frame in self.frames if frame.call is not None)

    def next_order(self) -> int:
        """The position of an event in the program's run."""
        self.clock += 1
        return self.clock

    # ---- services ----

    def tick(self) -> None:
        """Count one step of work."""
        self.steps += 1
        if self.steps > self.limit:
            raise BudgetExceeded

    def location(self, node: ast.AST) -> Location:
        """Where a syntax node stands, in the source that is being read."""
        cached: Location | None = getattr(node, "_kerasrules_location", None)
        if cached is None:
            if hasattr(node, "lineno"):
                cached = self.current.location(node)
            else:
                cached = Location(self.current.path, Position(1, 1), Position(1, 1))
            node._kerasrules_location = cached  # type: ignore[attr-defined]
        return cached

    def reason(self, text: str, node: ast.AST) -> Unknown:
        """An unknown value with its reason."""
        return Unknown(text, self.location(node))

    def join(self, values: tuple[Value, ...]) -> Value:
        """One of these values, which one is not known."""
        return join(values)

    def for_each_option(self, value: Value, action: Callable[[Value], Value]) -> Value:
        """Do something for each thing that a value may be, as branches of one state.

        None is passed over beside others: an attribute of it would be an error, so the program means the other one.
        """
        choices = [option for option in options(value) if option is not None] or [None]
        if len(choices) == 1:
            return action(choices[0])
        results: list[Value] = []

        def run(option: Value) -> Callable[[], Flow]:
            def body() -> Flow:
                results.append(action(option))
                return Flow.NEXT

            return body

        self.branch([run(option) for option in choices])
        return join(tuple(results)) if results else Unknown("no value")

    def branch(self, bodies: list[Callable[[], Flow]]) -> Flow:
        """Run each body from the present state and go on with the join of what they did.

        Bodies that raise are taken not to happen. One that returns, breaks or continues leaves its state with the
        frame or loop, to be joined where that ends.
        """
        frame = self.frames[-1]
        nexts: list[HeapDelta] = []
        ended: list[tuple[Flow, HeapDelta, HeapDelta, Value]] = []
        for body in bodies:
            self.store.open()
            left: HeapDelta = {}
            try:
                flow = body()
                left = self._leaving(flow)
            finally:
                delta = self.store.close()
            if flow is Flow.NEXT:
                nexts.append(delta)
            elif flow is not Flow.STOP:
                ended.append((flow, delta, left, frame.value))
        if not nexts and ended and len({flow for flow, _, _, _ in ended}) == 1:
            self.store.apply(join_deltas([delta for _, delta, _, _ in ended]))
            frame.value = join(tuple(value for _, _, _, value in ended))
            return ended[0][0]
        for flow, _, left, value in ended:
            self._leave(flow, left, value)
        if not nexts:
            return Flow.STOP
        self.store.apply(join_deltas(nexts))
        return Flow.NEXT

    def _leaving(self, flow: Flow) -> HeapDelta:
        """What a path that ends in this way did since the function, loop or turn began that it leaves."""
        frame = self.frames[-1]
        if flow is Flow.RETURN:
            return self.store.since(frame.base)
        if flow in (Flow.BREAK, Flow.CONTINUE) and frame.loops:
            loop = frame.loops[-1]
            return self.store.since(loop.base if flow is Flow.BREAK else loop.turn)
        return {}

    def _leave(self, flow: Flow, delta: HeapDelta, value: Value) -> None:
        """Keep the state of a path that returned, broke or continued for where it goes on."""
        frame = self.frames[-1]
        if flow is Flow.RETURN:
            frame.exits.append((delta, value))
        elif flow in (Flow.BREAK, Flow.CONTINUE) and frame.loops:
            (frame.loops[-1].broken if flow is Flow.BREAK else frame.loops[-1].continued).append(delta)

    def leave(self, flow: Flow) -> None:
        """The present path ends in this way, and others go on."""
        self._leave(flow, self._leaving(flow), self.frames[-1].value)

    def sequence(self, items: tuple[Value, ...]) -> Value:
        """Items with Splices resolved to a plain tuple, or Unknown."""
        if any(isinstance(item, (BranchItems, LoopItems)) for item in items):
            return Unknown("a list whose length depends on a branch or a loop")
        return items

    def tensors_in(self, value: Value) -> list[Tensor]:
        """Every tensor of the graph inside a value (lists, tuples, dicts, choices)."""
        if isinstance(value, Tensor):
            return [value]
        return [part for part in self._parts_of(value) if isinstance(part, Tensor)]

    def models_in(self, value: Value) -> list[KerasModel]:
        """Every model inside a value."""
        found: list[KerasModel] = []
        for part in self._parts_of(value):
            if isinstance(part, Instance):
                part = part.state.get("%model")
            if isinstance(part, KerasModel):
                found.append(part)
        return found

    def _parts_of(self, value: Value) -> list[Value]:
        """What a structure of lists, tuples, dicts and choices holds, in order; of huge ones the beginning."""
        found: list[Value] = []
        stack: list[Value] = [value]
        visits = 0
        while stack and visits < MAX_LENGTH:
            visits += 1
            one = stack.pop()
            if isinstance(one, tuple):
                stack.extend(reversed(one))
            elif isinstance(one, ListValue):
                stack.extend(reversed(self._run(one.state["items"])))
            elif isinstance(one, DictValue):
                if not isinstance(one.items, Unknown):
                    stack.extend(reversed(tuple(one.items.values())))
            elif isinstance(one, Union):
                stack.extend(reversed(one.options))
            else:
                found.append(one)
        return found

    @staticmethod
    def _run(items: Value) -> tuple[Value, ...]:
        """All items of a list, those of Splices and Repeats too."""
        if not isinstance(items, tuple):
            return ()
        flat: list[Value] = []
        for item in items:
            if isinstance(item, BranchItems):
                for option in item.options:
                    flat.extend(option)
            elif isinstance(item, LoopItems):
                flat.extend(item.items)
            else:
                flat.append(item)
        return tuple(flat)

    # ---- given by the other parts ----

    def _elsewhere(self) -> NoReturn:
        raise NotImplementedError

    def evaluate(self, node: ast.expr, scope: Scope) -> Value:
        """The value of an expression."""
        self._elsewhere()

    def execute(self, body: list[ast.stmt], scope: Scope) -> Flow:
        """Run statements."""
        self._elsewhere()

    def assign(self, target: ast.expr, value: Value, scope: Scope) -> None:
        """Bind a target (name, attribute, item, tuple of them) to a value."""
        self._elsewhere()

    def call(self, function: Value, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST) -> Value:
        """Call any value with values."""
        self._elsewhere()

    def attribute(self, value: Value, name: str, node: ast.AST) -> Value:
        """`value.name`."""
        self._elsewhere()

    def set_attribute(self, value: Value, name: str, new: Value, node: ast.AST) -> None:
        """`value.name = new`."""
        self._elsewhere()

    def binary(self, operator: str, left: Value, right: Value, node: ast.AST) -> Value:
        """`left operator right`."""
        self._elsewhere()

    def iterate(self, value: Value) -> tuple[Value, ...] | Unknown:
        """The items of an iterable whose length is known."""
        self._elsewhere()

    def truth(self, value: Value) -> bool | None:
        """Whether a value is true in an `if`; None where not known."""
        self._elsewhere()

    def resolve_import(self, name: str, level: int, scope: Scope) -> Value:
        """The module called `name`."""
        self._elsewhere()

    def make_class(self, node: ast.ClassDef, scope: Scope) -> Value:
        """The class that a statement defines."""
        self._elsewhere()

    def instantiate(self, cls: Class, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST) -> Value:
        """A new object of a class of the program."""
        self._elsewhere()

    def find_in_class(self, cls: Value, name: str, after: Class | None = None) -> Value:
        """A class attribute in method resolution order (after a class, for `super()`), or scopes.MISSING."""
        self._elsewhere()

    def keras_base(self, cls: Value, depth: int = 0) -> str | None:
        """Which of Keras' base classes a class derives from: "layer", "model", "sequential", …; else None."""
        self._elsewhere()

    def external(
        self, name: str, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST, incomplete: bool
    ) -> Value:
        """Call a library function by its canonical name."""
        self._elsewhere()

    def call_layer(
        self, layer: LayerObject, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST
    ) -> Value:
        """A Keras layer called on tensors."""
        self._elsewhere()

    def call_model(
        self, model: KerasModel, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST
    ) -> Value:
        """A model called on tensors."""
        self._elsewhere()

    def call_instance(
        self, instance: Instance, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST
    ) -> Value:
        """An object of the program's own layer or model class called on tensors."""
        self._elsewhere()

    def change_layer(self, layer: LayerObject, name: str, new: Value) -> None:
        """`layer.activation = …`: what was made is changed."""
        self._elsewhere()

    def note_decoding(
        self, kind: str, value: Value, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST
    ) -> None:
        """Predictions turned into classes."""
        self._elsewhere()

    def operation(
        self, name: str, args: tuple[Value, ...], kwargs: Mapping[str, Value], node: ast.AST, kind: str = "op"
    ) -> Value:
        """A function of tensors, as a node of the graph."""
        self._elsewhere()
