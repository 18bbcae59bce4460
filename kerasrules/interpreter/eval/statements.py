"""Statements: what each does to the state, and how a block ends."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from kerasrules.interpreter.array_domain import assignment, indexing, iteration
from kerasrules.interpreter.constants import CONSTANT_TYPES, hashable
from kerasrules.interpreter.context import UNROLL, Core, Flow, Loop
from kerasrules.interpreter.eval.expressions import OPERATORS, LazyImport
from kerasrules.interpreter.events import TrainableSet
from kerasrules.interpreter.joins import join, join_deltas
from kerasrules.interpreter.names import canonical, is_library
from kerasrules.interpreter.scopes import MISSING, Scope
from kerasrules.interpreter.values import (
    ArrayObject,
    Bound,
    BranchItems,
    Class,
    DictValue,
    ExternalName,
    HeapDelta,
    Instance,
    KerasModel,
    LayerObject,
    LibraryObject,
    ListValue,
    LoopItems,
    Module,
    Union,
    Value,
    options,
    shortened,
)
from kerasrules.model.network import Tensor
from kerasrules.model.program import ApiUse
from kerasrules.model.unknown import Unknown

_CHANGING = (bool, int, float, complex, str, bytes)


class Statements(Core):
    """What each kind of statement does."""

    def execute(self, body: list[ast.stmt], scope: Scope) -> Flow:
        for statement in body:
            self.tick()
            handler = _EXECUTORS.get(type(statement))
            if handler is not None:
                flow = handler(self, statement, scope)
                if flow is not None and flow is not Flow.NEXT:
                    return flow
        return Flow.NEXT

    # ---- simple statements ----

    def _expression(self, node: ast.Expr, scope: Scope) -> Flow | None:
        self.evaluate(node.value, scope)
        function = node.value.func if isinstance(node.value, ast.Call) else None
        if isinstance(function, ast.Attribute) and function.attr in ("exit", "_exit"):
            return Flow.STOP if getattr(function.value, "id", "") in ("sys", "os") else None
        return None

    def _assign(self, node: ast.Assign, scope: Scope) -> None:
        value = self.evaluate(node.value, scope)
        for target in node.targets:
            self.assign(target, value, scope)

    def _annotated(self, node: ast.AnnAssign, scope: Scope) -> None:
        if node.value is not None:
            self.assign(node.target, self.evaluate(node.value, scope), scope)

    def _augmented(self, node: ast.AugAssign, scope: Scope) -> None:
        target = node.target
        value = self.evaluate(node.value, scope)
        operator = OPERATORS[type(node.op)]
        if isinstance(target, ast.Subscript):
            # arrays are changed through a part of them: what is left is not known exactly
            owner = self.evaluate(target.value, scope)
            if isinstance(owner, ArrayObject):
                index = self.evaluate(target.slice, scope)
                part = indexing.subscript(owner, index, self.location(target))
                changed = self.binary(operator, part, value, node)
                assignment.store_item(self.store, owner, index, changed, self.location(node))
                return
        load: ast.expr
        if isinstance(target, ast.Name):
            load = ast.Name(target.id, ast.Load())
        elif isinstance(target, ast.Attribute):
            load = ast.Attribute(target.value, target.attr, ast.Load())
        else:
            load = ast.Subscript(target.value, target.slice, ast.Load())
        old = self.evaluate(ast.copy_location(load, target), scope)
        if isinstance(old, ArrayObject) and not old.frame:
            assignment.inplace(self.store, operator, old, value, self.location(node))
            return
        if isinstance(old, ListValue) and operator == "+" and isinstance(old.state["items"], tuple):
            added = value.state["items"] if isinstance(value, ListValue) else self.iterate(value)
            items: Value = (
                (*old.state["items"], *added)
                if isinstance(added, tuple)
                else (*old.state["items"], LoopItems((Unknown("items that are not known", self.location(node)),)))
            )
            self.store.write(old, "items", shortened(items))
            return
        self.assign(target, self.binary(operator, old, value, node), scope)

    def assign(self, target: ast.expr, value: Value, scope: Scope) -> None:
        if isinstance(target, ast.Name):
            self.store.write(scope.owner(target.id), target.id, value)
        elif isinstance(target, (ast.Tuple, ast.List)):
            self._unpack(target.elts, value, scope)
        elif isinstance(target, ast.Starred):
            self.assign(target.value, value, scope)
        elif isinstance(target, ast.Attribute):
            owner = self.evaluate(target.value, scope)
            for option in options(owner):
                self.set_attribute(option, target.attr, value, target)
        elif isinstance(target, ast.Subscript):
            owner = self.evaluate(target.value, scope)
            index = self.evaluate(target.slice, scope)
            for option in options(owner):
                self._store_item(option, index, value, target)

    def _unpack(self, targets: list[ast.expr], value: Value, scope: Scope) -> None:
        parts = self._parts(value, targets)
        for target, part in zip(targets, parts, strict=False):
            self.assign(target, part, scope)

    def _parts(self, value: Value, targets: list[ast.expr]) -> list[Value]:
        count = len(targets)
        star = next((i for i, t in enumerate(targets) if isinstance(t, ast.Starred)), None)
        if isinstance(value, Union):
            columns = [self._parts(option, targets) for option in value.options]
            return [join(tuple(column)) for column in zip(*columns, strict=False)]
        if isinstance(value, Tensor):
            return [self.output(value, index) for index in range(count)]
        items = self.iterate(value)
        if isinstance(items, tuple):
            if star is None and len(items) == count:
                return list(items)
            if star is not None and len(items) >= count - 1:
                tail = count - 1 - star
                middle = items[star : len(items) - tail]
                return [*items[:star], ListValue(middle), *(items[len(items) - tail :] if tail else ())]
        reason = (
            value
            if isinstance(value, Unknown)
            else Unknown("unpacked from something that is not known", self.location(targets[0]) if targets else None)
        )
        if isinstance(value, ArrayObject):
            return [iteration.iterate_element(value) for _ in range(count)]
        return [reason] * count

    def output(self, tensor: Tensor, index: int) -> Value:
        """The `index`-th of several outputs of a node whose outputs are not known one by one."""
        node = tensor.node
        if tensor.index == 0 and node.layer.kind in ("unknown", "custom", "op", "layer", "loop"):
            while len(node.outputs) <= index:
                node.outputs.append(Tensor(node, len(node.outputs)))
            return node.outputs[index]
        return self.operation("getitem", (tensor, index), {}, ast.Pass())

    def _store_item(self, owner: Value, index: Value, value: Value, node: ast.AST) -> None:
        if isinstance(owner, DictValue):
            items = owner.items
            if not isinstance(items, Unknown):
                if hashable(index):
                    self.store.write(owner, "items", {**items, index: value})
                else:
                    self.store.write(
                        owner, "items", Unknown("a dict with a key that is not known", self.location(node))
                    )
        elif isinstance(owner, ListValue):
            items = owner.state["items"]
            if isinstance(items, tuple):
                if type(index) is int and -len(items) <= index < len(items) and not isinstance(owner.items, Unknown):
                    changed = list(items)
                    changed[index] = value
                    self.store.write(owner, "items", tuple(changed))
                elif isinstance(index, slice) and index == slice(None) and isinstance(value, (tuple, ListValue)):
                    self.store.write(owner, "items", value if isinstance(value, tuple) else value.state["items"])
                else:
                    self.store.write(owner, "items", Unknown("a list item was set", self.location(node)))
        elif isinstance(owner, ArrayObject):
            assignment.store_item(self.store, owner, index, value, self.location(node))
        elif isinstance(owner, Instance):
            special = self.find_in_class(owner.cls, "__setitem__")
            if special is not MISSING:
                self.call(Bound(special, owner), (index, value), {}, node)

    def set_attribute(self, value: Value, name: str, new: Value, node: ast.AST) -> None:
        if isinstance(value, Instance):
            setter = self.find_in_class(value.cls, name + "%setter")
            if setter is not MISSING:
                self.call(Bound(setter, value), (new,), {}, node)
                return
        if isinstance(value, KerasModel) and name in ("layers", "compiled"):
            self.store.write(value, "layers", (self.reason("the layers of the model were set", node),))
        elif isinstance(value, (Instance, Class, Module, LayerObject, KerasModel, LibraryObject)):
            self.store.write(value, name, new)
            if isinstance(value, LayerObject) and name in value.layer.config and name != "trainable":
                self.change_layer(value, name, new)
            if name == "trainable" and isinstance(value, (LayerObject, KerasModel, Instance)):
                known = new if isinstance(new, bool) else Unknown("trainable is not known", self.location(node))
                self.changes.append(TrainableSet(value, known, self.location(node), self.next_order()))

    def _delete(self, node: ast.Delete, scope: Scope) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name):
                self.store.delete(scope.owner(target.id), target.id)
            elif isinstance(target, ast.Subscript):
                owner, index = self.evaluate(target.value, scope), self.evaluate(target.slice, scope)
                if isinstance(owner, DictValue) and not isinstance(owner.items, Unknown) and hashable(index):
                    self.store.write(owner, "items", {k: v for k, v in owner.items.items() if k != index})
                elif isinstance(owner, ListValue):
                    self.store.write(owner, "items", Unknown("items were deleted", self.location(node)))

    def _global(self, node: ast.Global, scope: Scope) -> None:
        for name in node.names:
            scope.outer_names[name] = scope.module

    def _nonlocal(self, node: ast.Nonlocal, scope: Scope) -> None:
        for name in node.names:
            outer = scope.parent
            while outer is not None and name not in outer.state:
                outer = outer.parent
            if outer is not None:
                scope.outer_names[name] = outer

    def _return(self, node: ast.Return, scope: Scope) -> Flow:
        self.frames[-1].value = None if node.value is None else self.evaluate(node.value, scope)
        return Flow.RETURN

    def _raise(self, node: ast.Raise, scope: Scope) -> Flow:
        return Flow.STOP

    def _break(self, node: ast.Break, scope: Scope) -> Flow:
        return Flow.BREAK

    def _continue(self, node: ast.Continue, scope: Scope) -> Flow:
        return Flow.CONTINUE

    # ---- definitions and imports ----

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> None:
        value: Value = self.make_function(node, scope)  # type: ignore[attr-defined]
        for decorator in reversed(node.decorator_list):
            value = self._decorate(decorator, value, node, scope)
        if isinstance(value, tuple) and len(value) == 2 and value[0] == "%setter":
            self.store.write(scope, node.name + "%setter", value[1])
            return
        self.store.write(scope, node.name, value)

    def _decorate(self, decorator: ast.expr, value: Value, node: ast.AST, scope: Scope) -> Value:
        if isinstance(decorator, ast.Attribute) and decorator.attr in ("setter", "getter", "deleter"):
            return ("%setter", value) if decorator.attr == "setter" else value
        with_value = self.evaluate(decorator, scope)
        name = with_value.name if isinstance(with_value, ExternalName) else ""
        if name in ("builtins.property", "functools.cached_property", "abc.abstractproperty"):
            return Decorated("property", value)
        if name == "builtins.staticmethod":
            return Decorated("static", value)
        if name == "builtins.classmethod":
            return Decorated("class", value)
        if getattr(with_value, "kind", "") in ("function", "bound", "partial", "class"):
            result = self.call(with_value, (value,), {}, node)
            if getattr(result, "kind", "") in ("function", "bound", "partial", "instance", "class"):
                return result
        # decorators of libraries (tf.function, lru_cache, register_keras_serializable, …) leave the meaning as it is
        return value

    def _class(self, node: ast.ClassDef, scope: Scope) -> None:
        value = self.make_class(node, scope)
        for decorator in reversed(node.decorator_list):
            with_value = self.evaluate(decorator, scope)
            if (
                isinstance(with_value, ExternalName)
                and with_value.name.endswith("dataclass")
                and isinstance(value, Class)
            ):
                self.store.write(value, "%dataclass", True)
            elif getattr(with_value, "kind", "") in ("function", "bound"):
                result = self.call(with_value, (value,), {}, node)
                value = result if isinstance(result, Class) else value
        self.store.write(scope, node.name, value)

    def _import(self, node: ast.Import, scope: Scope) -> None:
        for alias in node.names:
            name = alias.name
            if is_library(name) or self.modules.find(name.split(".")[0], 0, self.current.path) is None:
                bound = name if alias.asname else name.split(".")[0]
                self.note_import(name, node)
                value: Value = ExternalName(canonical(bound))
            elif alias.asname:
                value = LazyImport(name, None, 0, scope)
            else:
                value = LazyImport(name.split(".")[0], None, 0, scope)
            self.store.write(scope, alias.asname or name.split(".")[0], value)

    def _import_from(self, node: ast.ImportFrom, scope: Scope) -> None:
        module = node.module or ""
        own = node.level > 0 or not is_library(module)
        if own:
            own = self.modules.find(module, node.level, self.current.path) is not None or (
                node.level > 0 and not module
            )
        for alias in node.names:
            if alias.name == "*":
                star: Value = LazyImport(module, None, node.level, scope) if own else ExternalName(canonical(module))
                scope.module.stars.append(star)
                continue
            if own:
                value: Value = LazyImport(module, alias.name, node.level, scope)
            elif node.level:
                value = Unknown(f"the module {'.' * node.level}{module} was not found", self.location(node))
            else:
                value = ExternalName(canonical(f"{module}.{alias.name}"))
                self.note_import(f"{module}.{alias.name}", node)
            self.store.write(scope, alias.asname or alias.name, value)

    def note_import(self, name: str, node: ast.AST) -> None:
        """Remember an import of Keras or TensorFlow as the program spells it, unless another is tried in its place."""
        if getattr(node, "_kerasrules_optional", False):
            return
        if name.split(".", 1)[0] in ("keras", "tensorflow", "tf_keras", "tensorflow_addons"):
            self.uses.append(ApiUse("import", name, self.location(node)))

    # ---- control flow ----

    def _if(self, node: ast.If, scope: Scope) -> Flow:
        truth = self.truth(self.evaluate(node.test, scope))
        if truth is not None:
            return self.execute(node.body if truth else node.orelse, scope)
        # what asks for a property of the tensors may see to it that they fit
        asks = not _is_choice(node.test)
        self.tolerant_depth += asks
        try:
            return self.branch(
                [
                    lambda: self._narrowed(node.test, True, node.body, scope),
                    lambda: self._narrowed(node.test, False, node.orelse, scope),
                ]
            )
        finally:
            self.tolerant_depth -= asks

    def _narrowed(self, test: ast.expr, holds: bool, body: list[ast.stmt], scope: Scope) -> Flow:
        """Run a branch knowing what its condition says of a name: `if act is None`, `if act`, `if not act`."""
        while isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            test, holds = test.operand, not holds
        if isinstance(test, ast.Name):
            value = scope.find(test.id)
            if isinstance(value, Union):
                kept = tuple(option for option in value.options if self.truth(option) is not (not holds))
                if kept:
                    self.store.write(scope.owner(test.id), test.id, join(kept))
        elif isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.left, ast.Name):
            value, op = scope.find(test.left.id), test.ops[0]
            if isinstance(op, (ast.Is, ast.IsNot, ast.Eq, ast.NotEq)) and value is not MISSING:
                positive = isinstance(op, (ast.Is, ast.Eq)) is holds
                other = self.evaluate(test.comparators[0], scope)
                if positive and isinstance(other, CONSTANT_TYPES) and isinstance(value, Unknown):
                    self.store.write(scope.owner(test.left.id), test.left.id, other)
                elif isinstance(value, Union) and isinstance(other, CONSTANT_TYPES):
                    kept = tuple(
                        option
                        for option in value.options
                        if not isinstance(option, CONSTANT_TYPES)
                        or (option == other) is positive
                        or isinstance(option, Unknown)
                    )
                    if kept:
                        self.store.write(scope.owner(test.left.id), test.left.id, join(kept))
        return self.execute(body, scope)

    def _for(self, node: ast.For | ast.AsyncFor, scope: Scope) -> Flow:
        value = self.evaluate(node.iter, scope)
        choices = options(value)
        if len(choices) > 1 and all(isinstance(self.iterate(option), tuple) for option in choices):

            def turns_of(option: Value) -> Callable[[], Flow]:
                return lambda: self._unroll(node, self.iterate(option), scope)

            return self.branch([turns_of(option) for option in choices])
        items = self.iterate(value)
        if isinstance(items, tuple) and len(items) <= UNROLL:
            return self._unroll(node, items, scope)
        runs = value.state["items"] if isinstance(value, ListValue) else None
        if (
            isinstance(runs, tuple)
            and any(isinstance(item, (BranchItems, LoopItems)) for item in runs)
            and len(runs) <= UNROLL
        ):
            return self._over_runs(node, runs, scope)
        step = (
            iteration.iterate_element(value)
            if isinstance(items, Unknown)
            else Unknown("a loop variable", self.location(node))
        )
        return self._repeat(node, lambda: self.assign(node.target, step, scope), scope)

    def _over_runs(self, node: ast.For | ast.AsyncFor, items: tuple[Value, ...], scope: Scope) -> Flow:
        """A loop over a list with parts of unknown length."""
        for item in items:
            if isinstance(item, BranchItems):
                flow = self.branch([lambda run=run: self._over_runs(node, run, scope) for run in item.options])  # type: ignore[misc]
            elif isinstance(item, LoopItems):
                inner = item.items
                for one in inner:
                    flow = self._repeat(node, lambda one=one: self.assign(node.target, one, scope), scope)  # type: ignore[misc]
            else:
                flow = self._unroll(node, (item,), scope)
            if flow is not Flow.NEXT:
                return flow
        return Flow.NEXT

    def _unroll(self, node: ast.For | ast.AsyncFor, items: Value, scope: Scope) -> Flow:
        loop = self._begin()
        flow = Flow.NEXT
        try:
            idle = 0
            for turn, item in enumerate(items):
                made = len(self.nodes), len(self.models), self.layers_made
                tapes_opened = self.tapes_opened
                flow = self._turn(loop, lambda item=item: self.assign(node.target, item, scope), node.body, scope)  # type: ignore[misc]
                if flow is not Flow.NEXT:
                    break
                idle = idle + 1 if made == (len(self.nodes), len(self.models), self.layers_made) else 0
                if (idle >= 3 and len(items) - turn > 12) or self.tapes_opened > tapes_opened:
                    # nothing of a network is built here, or it is a training loop: the rest of the turns are like these
                    self._forget(node.body, scope)
                    break
        except BaseException:
            self.store.merge(loop.base)
            raise
        finally:
            self.frames[-1].loops.pop()
        return self._end(loop, flow, node.orelse, scope)

    def _begin(self) -> Loop:
        """Begin a loop whose turns are run one by one."""
        loop = Loop(self.store.level)
        self.store.open()
        self.frames[-1].loops.append(loop)
        return loop

    def _turn(self, loop: Loop, bind: Callable[[], None], body: list[ast.stmt], scope: Scope) -> Flow:
        """One turn; NEXT where the loop goes on."""
        loop.turn = self.store.level
        self.store.open()
        bind()
        flow = self.execute(body, scope)
        if not loop.continued:
            self.store.merge()
            return Flow.NEXT if flow is Flow.CONTINUE else flow
        # branches went on to the next turn: they are joined with this path, or it is left to them
        if flow in (Flow.BREAK, Flow.RETURN):
            self.leave(flow)
        delta = self.store.close()
        ends = [*loop.continued, delta] if flow in (Flow.NEXT, Flow.CONTINUE) else loop.continued
        self.store.apply(join_deltas(ends))
        loop.continued = []
        return Flow.NEXT

    def _end(self, loop: Loop, flow: Flow, orelse: list[ast.stmt], scope: Scope) -> Flow:
        """The end of a loop: joined with the branches that broke out of it."""
        if flow is Flow.BREAK:
            flow = Flow.NEXT
        elif flow is Flow.NEXT and orelse:
            flow = self.execute(orelse, scope)
        if not loop.broken:
            self.store.merge()
            return flow
        self.leave(flow)
        delta = self.store.close()
        self.store.apply(join_deltas([*loop.broken, delta] if flow is Flow.NEXT else loop.broken))
        return Flow.NEXT

    def _repeat(self, node: ast.For | ast.AsyncFor | ast.While, bind: Callable[[], None], scope: Scope) -> Flow:
        """A loop that runs an unknown number of times, read once; what it changes from turn to turn is not known."""
        self._forget(node.body, scope)
        loop = self._begin()
        loop.turn = loop.base
        try:
            bind()
            flow = self.execute(node.body, scope)
        except BaseException:
            self.store.merge(loop.base)
            raise
        finally:
            self.frames[-1].loops.pop()
        if flow is Flow.RETURN:
            # it may also never return from inside the loop
            self.leave(flow)
        delta = self.store.close()
        ends = [*loop.continued, *loop.broken]
        if flow not in (Flow.RETURN, Flow.STOP) or (flow is Flow.STOP and not ends):
            ends.append(delta)
        self.store.apply(self._repeated(join_deltas(ends)))
        self._forget(node.body, scope, tensors=False)
        return Flow.NEXT

    def _repeated(self, delta: HeapDelta) -> HeapDelta:
        """What a loop appended to lists and models stands there once or more."""
        changed: HeapDelta = {}
        for identity, (target, value) in delta.items():
            key = identity[1]
            old = target.state.get(key)
            if (
                key in ("items", "layers")
                and isinstance(value, tuple)
                and isinstance(old, tuple)
                and value[: len(old)] == old
                and len(value) > len(old)
            ):
                value = (*old, LoopItems(value[len(old) :]))
            changed[identity] = (target, value)
        return changed

    def _forget(self, body: list[ast.stmt], scope: Scope, tensors: bool = True) -> None:
        """Names that a loop assigns hold, at the beginning of a turn, what is not known."""
        for name in _assigned(body):
            owner = scope.owner(name)
            value = owner.state.get(name, MISSING)
            if value is MISSING:
                continue
            if isinstance(value, _CHANGING) or (
                isinstance(value, Union) and any(isinstance(o, _CHANGING) for o in value.options)
            ):
                self.store.write(owner, name, Unknown(f"{name} changes in a loop", None))
            elif tensors and isinstance(value, Tensor):
                self.store.write(owner, name, self.operation("loop", (value,), {}, body[0], kind="loop"))

    def _while(self, node: ast.While, scope: Scope) -> Flow:
        loop = self._begin()
        flow, truth = Flow.NEXT, self.truth(self.evaluate(node.test, scope))
        try:
            for turn in range(UNROLL):
                if not truth or isinstance(node.test, ast.Constant) or turn >= 24:
                    break
                flow = self._turn(loop, lambda: None, node.body, scope)
                if flow is not Flow.NEXT:
                    break
                truth = self.truth(self.evaluate(node.test, scope))
            if flow is Flow.NEXT and truth is not False:
                flow = self._repeat(node, lambda: None, scope)
        except BaseException:
            self.store.merge(loop.base)
            raise
        finally:
            self.frames[-1].loops.pop()
        return self._end(loop, flow, node.orelse, scope)

    @staticmethod
    def _mark_optional(node: ast.Try) -> None:
        """Mark the imports that may fail: another follows where they do."""
        if node.handlers:
            for statement in (*node.body, *(part for handler in node.handlers for part in handler.body)):
                if isinstance(statement, (ast.Import, ast.ImportFrom)):
                    statement._kerasrules_optional = True  # type: ignore[union-attr]

    def _try(self, node: ast.Try, scope: Scope) -> Flow:
        self._mark_optional(node)
        catches = not self._is_import(node.body) and bool(node.handlers)
        self.tolerant_depth += catches
        try:
            flow = self.execute(node.body, scope)
        finally:
            self.tolerant_depth -= catches
        if flow is Flow.STOP and node.handlers:
            flow = self.execute(node.handlers[0].body, scope)
        elif flow is Flow.NEXT:
            if self._is_import(node.body):
                # the fallback may define names that the first choice does not
                self._missing_only(node, scope)
            flow = self.execute(node.orelse, scope)
        if node.finalbody:
            last = self.execute(node.finalbody, scope)
            flow = last if last is not Flow.NEXT else flow
        return flow

    @staticmethod
    def _is_import(body: list[ast.stmt]) -> bool:
        return all(isinstance(statement, (ast.Import, ast.ImportFrom)) for statement in body)

    def _missing_only(self, node: ast.Try, scope: Scope) -> None:
        for handler in node.handlers:
            for statement in handler.body:
                if isinstance(statement, (ast.Import, ast.ImportFrom)):
                    names = [alias.asname or alias.name.split(".")[0] for alias in statement.names]
                    if all(name not in scope.state for name in names):
                        self.execute([statement], scope)

    def _with(self, node: ast.With | ast.AsyncWith, scope: Scope) -> Flow:
        tapes_opened = expected = 0
        for item in node.items:
            value = self.evaluate(item.context_expr, scope)
            expected += _expects_error(item.context_expr)
            if isinstance(value, LibraryObject) and value.cls.endswith("GradientTape"):
                tapes_opened += 1
            if item.optional_vars is not None:
                entered = value
                if isinstance(value, Instance):
                    special = self.find_in_class(value.cls, "__enter__")
                    entered = self.call(Bound(special, value), (), {}, node) if special is not MISSING else value
                self.assign(item.optional_vars, entered, scope)
        self.tape_depth += tapes_opened
        self.tapes_opened += tapes_opened
        self.tolerant_depth += expected
        try:
            return self.execute(node.body, scope)
        finally:
            self.tape_depth -= tapes_opened
            self.tolerant_depth -= expected

    def _match(self, node: ast.AST, scope: Scope) -> Flow:
        subject = self.evaluate(node.subject, scope)  # type: ignore[attr-defined]
        bodies: list[Callable[[], Flow]] = []
        for case in node.cases:  # type: ignore[attr-defined]
            verdict = self._matches(case.pattern, subject, scope) if case.guard is None else None
            if verdict is False:
                continue

            def run(case: Any = case) -> Flow:
                for name in _captured(case.pattern):
                    self.store.write(scope.owner(name), name, self.reason("bound by a match pattern", case.pattern))
                return self.execute(case.body, scope)

            bodies.append(run)
            if verdict is True:
                break
        else:
            bodies.append(lambda: Flow.NEXT)
        return bodies[0]() if len(bodies) == 1 else self.branch(bodies)

    def _matches(self, pattern: Any, subject: Value, scope: Scope) -> bool | None:
        kind = type(pattern).__name__
        if kind == "MatchValue" and isinstance(subject, CONSTANT_TYPES):
            value = self.evaluate(pattern.value, scope)
            return subject == value if isinstance(value, CONSTANT_TYPES) else None
        if kind == "MatchSingleton" and isinstance(subject, CONSTANT_TYPES):
            return subject is pattern.value
        if kind == "MatchOr":
            verdicts = [self._matches(one, subject, scope) for one in pattern.patterns]
            return True if True in verdicts else None if None in verdicts else False
        if kind == "MatchAs" and pattern.pattern is None:
            return True
        return None


class Decorated:
    """A method under property, staticmethod or classmethod."""

    kind = "decorated"

    def __init__(self, how: str, function: Value) -> None:
        self.how, self.function = how, function


def _assigned(body: list[ast.stmt]) -> list[str]:
    """Names that statements bind, those of functions inside left out."""
    cached: list[str] | None = getattr(body[0], "_kerasrules_assigned", None) if body else []
    if cached is not None:
        return cached
    names: dict[str, None] = {}
    stack: list[ast.AST] = list(body)
    while stack:
        node = stack.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names[node.id] = None
        stack.extend(ast.iter_child_nodes(node))
    result = list(names)
    body[0]._kerasrules_assigned = result  # type: ignore[attr-defined]
    return result


def _captured(pattern: ast.AST) -> list[str]:
    names = (
        getattr(node, "name", None) for node in ast.walk(pattern) if type(node).__name__ in ("MatchAs", "MatchStar")
    )
    return [name for name in names if name]


def _is_choice(test: ast.expr) -> bool:
    """Whether a condition is a plain option: `flag`, `not self.flag`, `kind == "gru"`, `size is None`."""
    if isinstance(test, ast.BoolOp):
        return all(_is_choice(value) for value in test.values)
    if isinstance(test, ast.UnaryOp):
        return _is_choice(test.operand)
    if isinstance(test, ast.Compare):
        others = test.comparators
        constant = all(
            isinstance(other, ast.Constant) and not isinstance(other.value, (int, float)) for other in others
        )
        return constant and _is_choice(test.left)
    return isinstance(test, (ast.Name, ast.Attribute))


def _expects_error(node: ast.expr) -> bool:
    """Whether this is `pytest.raises(…)`, `self.assertRaises(…)` or `contextlib.suppress(…)`."""
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return name in {"raises", "suppress"} or name.startswith("assertRaises")


_EXECUTORS: dict[type[ast.AST], Callable[[Any, Any, Scope], Flow | None]] = {
    ast.Expr: Statements._expression,
    ast.Assign: Statements._assign,
    ast.AnnAssign: Statements._annotated,
    ast.AugAssign: Statements._augmented,
    ast.Delete: Statements._delete,
    ast.Global: Statements._global,
    ast.Nonlocal: Statements._nonlocal,
    ast.Return: Statements._return,
    ast.Raise: Statements._raise,
    ast.Break: Statements._break,
    ast.Continue: Statements._continue,
    ast.FunctionDef: Statements._function,
    ast.AsyncFunctionDef: Statements._function,
    ast.ClassDef: Statements._class,
    ast.Import: Statements._import,
    ast.ImportFrom: Statements._import_from,
    ast.If: Statements._if,
    ast.For: Statements._for,
    ast.AsyncFor: Statements._for,
    ast.While: Statements._while,
    ast.Try: Statements._try,
    ast.With: Statements._with,
    ast.AsyncWith: Statements._with,
}
if hasattr(ast, "TryStar"):
    _EXECUTORS[ast.TryStar] = Statements._try
if hasattr(ast, "Match"):
    _EXECUTORS[ast.Match] = Statements._match
