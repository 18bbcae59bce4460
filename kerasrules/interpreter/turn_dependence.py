"""Whether what a loop or a method computes depends on its turn: a data flow analysis of the syntax, names resolved.

Everything that is not known to give the same in every turn counts as dependent: random numbers, files that are read
on, unknown functions, state that one turn leaves to the next.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from kerasrules.interpreter.eval.walk import names_bound, own_nodes
from kerasrules.interpreter.names import canonical
from kerasrules.interpreter.pure_functions import CHANGING_METHODS, PURE_BUILTINS, PURE_METHODS, is_pure
from kerasrules.interpreter.values import MISSING, Class, Decorated, ExternalName, Function, Value
from kerasrules.model.record import record
from kerasrules.source.dotted_names import dotted_name

_DEPTH = 4
"""Calls of the program's functions inside calls that are followed."""
Comprehension = ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
Loop = ast.For | ast.AsyncFor | ast.While


@record(frozen=True)
class Dependence:
    """What an expression is made of.

    varies: of something that changes from turn to turn. picks: where items of a larger collection are picked.
    names: those of the function that it is made of.
    """

    varies: bool = False
    picks: tuple[ast.Subscript | ast.Call, ...] = ()
    names: frozenset[str] = frozenset()

    def joined(self, *others: Dependence) -> Dependence:
        """All of them together."""
        varies, picks, names = self.varies, dict.fromkeys(self.picks), self.names
        for other in others:
            varies, names = varies or other.varies, names | other.names
            picks.update(dict.fromkeys(other.picks))
        return Dependence(varies, tuple(picks)[:_MAX_PICKS], names)


_MAX_PICKS = 8
_SAME = Dependence()
_VARIES = Dependence(varies=True)
State = dict[str, Dependence]
"""What each name (`start`, `self.start`) holds; one that is not there is the same in every turn."""


class TurnDependence:
    """Follows the statements of one function, its outermost loop or the function itself being the turn."""

    def __init__(self, function: Function, owner: Class | None = None, depth: int = 0) -> None:
        self.function, self.owner, self.depth = function, owner, depth
        self.given: list[tuple[ast.AST, Dependence]] = []
        """What was yielded or returned, in order, with the place."""
        self.in_turn = owner is not None or depth > 0
        """Whether what runs is repeated; what is drawn or read before stays the same."""
        self._local = set(names_bound(function.node.body)) if not isinstance(function.node, ast.Lambda) else set()
        self._local |= set(parameters(function))

    # ---- statements ----

    def run(self, body: Iterable[ast.stmt], state: State, cond: bool = False) -> None:
        """Follow statements. cond: whether they are reached depends on the turn."""
        for statement in body:
            self._statement(statement, state, cond)

    def _statement(self, node: ast.stmt, state: State, cond: bool) -> None:
        if isinstance(node, ast.Assign):
            flow = self._under(self.flow(node.value, state), cond)
            for target in node.targets:
                self._bind(target, flow, state)
        elif isinstance(node, ast.AnnAssign):
            if node.value is not None:
                self._bind(node.target, self._under(self.flow(node.value, state), cond), state)
        elif isinstance(node, ast.AugAssign):
            old = self.flow(node.target, state)
            self._bind(node.target, self._under(old.joined(self.flow(node.value, state)), cond), state)
        elif isinstance(node, ast.Expr):
            changed = self._changed(node.value)
            self.flow(node.value, state)
            if cond and changed is not None:
                state[changed] = _VARIES
        elif isinstance(node, ast.Return):
            if node.value is not None:
                self.given.append((node, self._under(self.flow(node.value, state), cond)))
        elif isinstance(node, ast.If):
            self._branches([node.body, node.orelse], state, cond or self.flow(node.test, state).varies)
        elif isinstance(node, ast.Try):
            self.run(node.body, state, cond)
            self._branches([node.orelse, *(handler.body for handler in node.handlers)], state, cond)
            self.run(node.finalbody, state, cond)
        elif isinstance(node, (ast.With, ast.AsyncWith)):
            for item in node.items:
                flow = self.flow(item.context_expr, state)
                if item.optional_vars is not None:
                    self._bind(item.optional_vars, flow, state)
            self.run(node.body, state, cond)
        elif isinstance(node, (ast.For, ast.AsyncFor, ast.While)):
            self._loop(node, state, cond)
        elif isinstance(node, (ast.Global, ast.Nonlocal)):
            state.update(dict.fromkeys(node.names, _VARIES))
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            state[node.name] = _VARIES

    @staticmethod
    def _changed(node: ast.expr) -> str | None:
        """What a call changes: `x.append(…)`."""
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGING_METHODS:
            return dotted_name(node.func.value)
        return None

    @staticmethod
    def _under(flow: Dependence, cond: bool) -> Dependence:
        return flow.joined(_VARIES) if cond and not flow.varies else flow

    def _branches(self, bodies: list[list[ast.stmt]], state: State, cond: bool) -> None:
        ends: list[State] = []
        for body in bodies:
            end = dict(state)
            self.run(body, end, cond)
            ends.append(end)
        for name in {name for end in ends for name in end}:
            flows = [end.get(name, _SAME) for end in ends]
            state[name] = flows[0].joined(*flows[1:])

    def _loop(self, node: Loop, state: State, cond: bool) -> None:
        gives = any(isinstance(part, ast.Yield) for part in own_nodes(node.body))
        if gives:
            # each round of a loop around a yield is a turn: what it changes differs from turn to turn
            self.in_turn = True
            state.update(dict.fromkeys(names_bound(node.body), _VARIES))
            if not isinstance(node, ast.While):
                self._bind(node.target, _VARIES, state)
            self.run(node.body, state, cond)
            return
        test = self.flow(node.test, state) if isinstance(node, ast.While) else self._items(node.iter, state)
        cond = cond or test.varies
        before = dict(state)
        for _ in range(3):
            if not isinstance(node, ast.While):
                self._bind(node.target, test, state)
            self.run(node.body, state, cond)
        if any(isinstance(part, (ast.Break, ast.Continue, ast.Return)) for part in own_nodes(node.body)) and any(
            isinstance(part, ast.If) and self.flow(part.test, state).varies for part in own_nodes(node.body)
        ):
            state.update(dict.fromkeys(names_bound(node.body), _VARIES))
        for name, flow in before.items():
            state[name] = state.get(name, _SAME).joined(flow) if name in names_bound(node.body) else state[name]
        self.run(node.orelse, state, cond)

    def _items(self, node: ast.expr, state: State) -> Dependence:
        """What a loop or comprehension runs over; an iterator goes on where it stood in the last turn."""
        path = dotted_name(node)
        if path is not None and path not in state and not self._is_sequence(path):
            return _VARIES
        return self.flow(node, state)

    def _is_sequence(self, path: str) -> bool:
        """Whether a name that the function is given surely has items by number: they are taken, or counted."""
        around = self.owner.node.body if self.owner is not None else self.function.node.body
        for node in own_nodes(around if isinstance(around, list) else [around]):
            if isinstance(node, ast.Subscript) and dotted_name(node.value) == path:
                return True
            if (
                isinstance(node, ast.Call)
                and dotted_name(node.func) == "len"
                and node.args
                and dotted_name(node.args[0]) == path
            ):
                return True
        return False

    def _bind(self, target: ast.expr, flow: Dependence, state: State) -> None:
        if isinstance(target, (ast.Tuple, ast.List)):
            for part in target.elts:
                self._bind(part, flow, state)
        elif isinstance(target, ast.Starred):
            self._bind(target.value, flow, state)
        elif isinstance(target, ast.Subscript):
            path = dotted_name(target.value)
            changed = flow.joined(Dependence(self.flow(target.slice, state).varies))
            if path is not None:
                state[path] = state.get(path, _SAME).joined(changed)
        else:
            path = dotted_name(target)
            if path is not None:
                state[path] = flow

    # ---- expressions ----

    def flow(self, node: ast.expr, state: State) -> Dependence:
        """What an expression is made of."""
        if isinstance(node, ast.Constant):
            return _SAME
        if isinstance(node, (ast.Name, ast.Attribute)):
            return self._named(node, state)
        if isinstance(node, ast.Subscript):
            whole, index = self.flow(node.value, state), self.flow(node.slice, state)
            return whole.joined(index, Dependence(picks=(node,))) if _picks(node.slice) else whole.joined(index)
        if isinstance(node, ast.Call):
            return self._call(node, state)
        if isinstance(node, (ast.Yield, ast.YieldFrom, ast.Await)):
            if isinstance(node, ast.Yield) and node.value is not None:
                self.given.append((node, self.flow(node.value, state)))
            return _VARIES
        if isinstance(node, (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)):
            return self._comprehension(node, state)
        if isinstance(node, ast.Lambda):
            return _SAME
        if isinstance(node, ast.NamedExpr):
            flow = self.flow(node.value, state)
            self._bind(node.target, flow, state)
            return flow
        parts = [self.flow(child, state) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
        return _SAME.joined(*parts)

    def _named(self, node: ast.Name | ast.Attribute, state: State) -> Dependence:
        path = dotted_name(node)
        if path is None:
            return self.flow(node.value, state) if isinstance(node, ast.Attribute) else _VARIES
        if self._is_property(path):
            return _VARIES
        found = [state[part] for part in _prefixes(path) if part in state]
        return Dependence(names=frozenset({path})).joined(*found) if found else _SAME

    def _is_property(self, path: str) -> bool:
        """Whether an attribute of the object itself is computed each time."""
        first, _, name = path.partition(".")
        if self.owner is None or not name or parameters(self.function)[:1] != [first]:
            return False
        return isinstance(self.owner.find(name.partition(".")[0]), Decorated)

    def _comprehension(self, node: Comprehension, state: State) -> Dependence:
        inner = dict(state)
        found: list[Dependence] = []
        for part in node.generators:
            flow = self._items(part.iter, inner)
            found.append(flow)
            self._bind(part.target, flow, inner)
            found.extend(self.flow(test, inner) for test in part.ifs)
        items = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        return _SAME.joined(*found, *(self.flow(item, inner) for item in items))

    def _call(self, node: ast.Call, state: State) -> Dependence:
        given = [self.flow(argument, state) for argument in node.args]
        given += [self.flow(keyword.value, state) for keyword in node.keywords]
        arguments = _SAME.joined(*given)
        target = self._resolved(node.func, state)
        if isinstance(target, ExternalName):
            if is_pure(target.name, once=not self.in_turn):
                takes = target.name.endswith((".take", ".gather")) and len(node.args) > 1
                return arguments.joined(Dependence(picks=(node,))) if takes else arguments
        elif isinstance(target, Function):
            return self._of_program(target, node, given, state).joined(arguments)
        elif isinstance(target, Class):
            pass
        elif isinstance(node.func, ast.Attribute):
            owner, verb = node.func.value, node.func.attr
            if verb in CHANGING_METHODS:
                path = dotted_name(owner)
                if path is not None:
                    state[path] = state.get(path, _SAME).joined(arguments)
                return arguments
            if verb in PURE_METHODS:
                return arguments.joined(self.flow(owner, state))
        # an unknown function may change what it is given
        for argument in [*node.args, *(keyword.value for keyword in node.keywords), node.func]:
            for path in {dotted_name(part) for part in ast.walk(argument)} - {None}:
                state[str(path)] = _VARIES
        return _VARIES

    def _of_program(self, function: Function, node: ast.Call, given: list[Dependence], state: State) -> Dependence:
        """What a function of the program returns."""
        if self.depth >= _DEPTH or isinstance(function.node, ast.Lambda):
            return _VARIES
        if any(isinstance(argument, ast.Starred) for argument in node.args):
            return _VARIES
        inner = TurnDependence(function, self.owner, self.depth + 1)
        names = parameters(function)
        is_method = isinstance(node.func, ast.Attribute) and bool(names) and dotted_name(node.func.value) == names[0]
        called: State = {name: flow for name, flow in state.items() if name.startswith("self.")} if is_method else {}
        for name, flow in zip(names[is_method:], given[: len(node.args)], strict=False):
            called[name] = flow
        for keyword, flow in zip(node.keywords, given[len(node.args) :], strict=True):
            if keyword.arg is None:
                return _VARIES
            called[keyword.arg] = flow
        body = function.node.body
        if any(isinstance(part, (ast.Yield, ast.YieldFrom)) for part in own_nodes(body)):
            return _VARIES
        # what it leaves to its next call
        kept = {name for name in names_bound(body) if "." in name}
        called.update(dict.fromkeys(kept, _VARIES))
        inner.run(body, called)
        state.update({name: called[name] for name in kept})
        returned = [flow for _, flow in inner.given]
        for argument, name in zip(node.args, names[is_method:], strict=False):
            # a list that it was given to fill
            path = dotted_name(argument)
            if path is not None and called.get(name, _SAME).varies:
                state[path] = _VARIES
        return returned[0].joined(*returned[1:]) if returned else _SAME

    def _resolved(self, node: ast.expr, state: State) -> Value:
        """The function that an expression surely names, else None."""
        path = dotted_name(node)
        if path is None:
            return None
        first, *rest = path.split(".")
        if first in self._local:
            method = rest[0] if len(rest) == 1 and parameters(self.function)[:1] == [first] else None
            found = self.owner.find(method) if method is not None and self.owner is not None else None
            return found if isinstance(found, Function) else None
        value = self.function.scope.find(first)
        if value is MISSING:
            return ExternalName(f"builtins.{first}") if not rest and first in PURE_BUILTINS else None
        if isinstance(value, ExternalName):
            return ExternalName(canonical(".".join([value.name, *rest])))
        return None if rest else value


def index_of(pick: ast.Subscript | ast.Call) -> ast.expr:
    """What says which items are picked: the first index, the positions."""
    index = pick.args[1] if isinstance(pick, ast.Call) else pick.slice
    return index.elts[0] if isinstance(index, ast.Tuple) and index.elts else index


def parameters(function: Function) -> list[str]:
    """The names of the parameters."""
    arguments = function.node.args
    extra = [one for one in (arguments.vararg, arguments.kwarg) if one is not None]
    return [one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *extra)]


def _prefixes(path: str) -> list[str]:
    parts = path.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts) + 1)]


def _picks(index: ast.expr) -> bool:
    """Whether an index picks some of many items: a part with ends, a position that is computed."""
    first = index.elts[0] if isinstance(index, ast.Tuple) and index.elts else index
    if isinstance(first, ast.Slice):
        return first.lower is not None or first.upper is not None
    return not isinstance(first, ast.Constant) and not isinstance(first, ast.UnaryOp)
