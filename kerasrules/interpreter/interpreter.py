"""The interpreter as a whole: runs a module, then the functions and classes that nobody calls."""

from __future__ import annotations

import ast
import gc
import sys
import threading
from typing import TYPE_CHECKING

from kerasrules.interpreter.context import ROOT_BUDGET, STEP_BUDGET, VARIANTS, BudgetExceeded, Frame
from kerasrules.interpreter.eval.expressions import Expressions, LazyImport
from kerasrules.interpreter.eval.imports import Modules
from kerasrules.interpreter.eval.statements import Decorated, Statements
from kerasrules.interpreter.keras_calls.training import Training
from kerasrules.interpreter.program_builder import ProgramBuilder, escape
from kerasrules.interpreter.scopes import MISSING, Scope
from kerasrules.interpreter.values import Bound, Class, Function, Instance, KerasModel, Value, options
from kerasrules.model.program import Program
from kerasrules.model.unknown import Unknown

if TYPE_CHECKING:
    from kerasrules.source.source import Source

_OF_KERAS = frozenset({"get_config", "from_config", "compute_output_shape", "compute_mask", "build"})
"""Methods that Keras itself calls, at its own time."""
_STACK = 512 * 1024 * 1024
_RECURSION = 20_000


class Interpreter(Expressions, Statements, Training):
    """Reads one program."""

    def __init__(self, source: Source, modules: Modules) -> None:
        super().__init__(source, modules)
        self.modules_by_path = {}
        self.classes = []
        self.calls_of = {}
        self.scope = Scope(None, source)
        self.variants: dict[str, int] = {}
        self._builders: Value = MISSING

    def run(self) -> None:
        """Run the module's body, then what nobody calls."""
        self.scope.state["__name__"] = "__main__"
        self.scope.state["__file__"] = Unknown("the path of the file")
        self._guarded(lambda: self.execute(self.source.tree.body, self.scope), STEP_BUDGET * 7 // 10)
        self._uncalled()

    def _guarded(self, action: object, budget: int) -> bool:
        """Run within a budget of steps; False where it was used up."""
        self.limit = min(self.steps + budget, STEP_BUDGET)
        depth = len(self.frames)
        try:
            action()  # type: ignore[operator]
        except (BudgetExceeded, RecursionError) as error:
            del self.frames[depth:]
            self.store.merge(0)
            self.call_path, self.tape_depth, self.current, self.turns = (), 0, self.source, 1
            what = "steps" if isinstance(error, BudgetExceeded) else "nested calls"
            if not self.notices:
                self.notices.append(
                    Unknown(f"reading takes more {what} than the bound allows; what was read up to there is checked")
                )
            return False
        return True

    # ---- what nobody calls ----

    def _uncalled(self) -> None:
        """Read functions and classes that the program does not use, with parameters that are not known."""
        definitions = [
            n for n in self.source.tree.body if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        ]
        definitions += [
            inner
            for n in self.source.tree.body
            if isinstance(n, (ast.If, ast.Try, ast.With))
            for inner in ast.walk(n)
            if isinstance(inner, (ast.FunctionDef, ast.ClassDef)) and inner.name in self.scope.state
        ]
        used: dict[str, int] = {}
        for node in definitions:
            for inner in ast.walk(node):
                if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Load) and inner.id != node.name:
                    used[inner.id] = used.get(inner.id, 0) + 1
        # those that nothing refers to come first: they call the others with real arguments
        for only_free in (True, False):
            for node in definitions:
                if only_free and node.name in used:
                    continue
                if self.steps >= STEP_BUDGET:
                    return
                value = self.scope.state.get(node.name)
                self._guarded(lambda node=node, value=value: self._root(node, value), ROOT_BUDGET)

    def _root(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, value: Value) -> None:
        if isinstance(value, LazyImport):
            return
        if isinstance(node, ast.ClassDef):
            if isinstance(value, Class) and value.node is node:
                self._class_root(value, node)
            return
        if id(node) in self.entered:
            return
        for option in options(value):
            function = option.function if isinstance(option, Decorated) else option
            if isinstance(function, Function) and function.node is node:
                target = _forwards_to(node)
                if target is not None:
                    self.variants[target] = self.variants.get(target, 0) + 1
                    if self.variants[target] > VARIANTS:
                        continue
                self._function_root(function, node)

    def _function_root(self, function: Function, node: ast.AST, bound: tuple[Value, ...] = ()) -> Value:
        """Read a function as unknown code would call it, and let go what it returns."""
        self.frames = [Frame()]
        args, kwargs = self._open_arguments(function, len(bound))
        result = self.call(function, (*bound, *args), kwargs, node)
        escape(self, result, node)
        return result

    def _open_arguments(self, function: Function, skip: int) -> tuple[tuple[Value, ...], dict[str, Value]]:
        """Arguments for a function that nobody calls: what has no default, or None or a flag, can be anything."""
        arguments = function.node.args
        positional = [*arguments.posonlyargs, *arguments.args]
        first_default = len(positional) - len(function.defaults)
        args: list[Value] = []
        for index, argument in enumerate(positional[skip:], skip):
            default = function.defaults[index - first_default] if index >= first_default else MISSING
            args.append(self._open(argument.arg, default, function))
        kwargs = {
            argument.arg: self._open(argument.arg, default, function)
            for argument, default in zip(arguments.kwonlyargs, function.keyword_defaults, strict=False)
        }
        if arguments.kwarg is not None:
            kwargs["%incomplete"] = True
        return tuple(args), kwargs

    @staticmethod
    def _open(name: str, default: Value, function: Function) -> Value:
        if default is MISSING or default is None or isinstance(default, bool):
            return Unknown(f"the parameter {name} of {function.name}, which nothing here calls")
        return default

    def _class_root(self, cls: Class, node: ast.ClassDef) -> None:
        self.frames = [Frame()]
        instances = [one for one in self.instances if cls in self.order(one.cls)]
        if instances:
            instance = instances[0]
        else:
            init = self.find_in_class(cls, "__init__")
            args: tuple[Value, ...] = ()
            kwargs: dict[str, Value] = {}
            if isinstance(init, Function):
                args, kwargs = self._open_arguments(init, 1)
            made = self.instantiate(cls, args, kwargs, node)
            if not isinstance(made, Instance):
                return
            instance = made
            instance.state["%unseen"] = True
            model = instance.state.get("%model")
            if isinstance(model, KerasModel):
                model.state["%escaped"] = True
        if instance.keras is None:
            for member in list(instance.state.values()):
                for model in self.models_in(member):
                    model.state["%escaped"] = True
        for name, member in list(cls.state.items()):
            function = member.function if isinstance(member, Decorated) else member
            if not isinstance(function, Function) or id(function.node) in self.entered or name == "__init__":
                continue
            if instance.keras is not None and name in _OF_KERAS:
                continue
            if instance.keras is not None and name == "call":
                if instance.keras == "layer" and self.find_in_class(instance.cls, "call") is member:
                    self._read_layer(instance, function)
                continue
            bound: tuple[Value, ...] = (instance,)
            if isinstance(member, Decorated):
                bound = () if member.how == "static" else (cls,) if member.how == "class" else (instance,)
            self._function_root(function, function.node, bound)
        for member in list(instance.state.values()) if not instances else ():
            for model in self.models_in(member):
                model.state["%escaped"] = True

    def _read_layer(self, instance: Instance, function: Function) -> None:
        """A layer of the program that is never called here: its `call` on inputs that are not known."""
        arguments, kwargs = self._open_arguments(function, 1)
        result = self.call(Bound(function, instance), arguments, kwargs, function.node)
        escape(self, result, function.node)

    # ---- snippets ----

    def only_builder(self, name: ast.expr) -> Value | None:
        if not isinstance(name, ast.Name) or self.scope.find(name.id) is not MISSING:
            return None
        if any(isinstance(frame.function, ast.AST) and _binds(frame.function, name.id) for frame in self.frames):
            return None
        if self._builders is MISSING:
            self._builders = None
            found: list[Value] = []
            for value in list(self.scope.state.values()):
                if (
                    isinstance(value, Function)
                    and not isinstance(value.node, ast.Lambda)
                    and id(value.node) not in self.entered
                ):
                    if not _builds(value.node):
                        continue
                    args, kwargs = self._open_arguments(value, 0)
                    result = self.call(value, args, kwargs, value.node)
                    found.extend(option for option in options(result) if isinstance(option, (KerasModel, Instance)))
            made = [model for model in self.models if model.form in ("sequential", "functional")]
            if len(found) == 1:
                self._builders = found[0]
            elif not found and len(made) == 1:
                self._builders = made[0]
        return self._builders


def _binds(function: ast.AST, name: str) -> bool:
    """Whether a name is a parameter or is assigned in a function: then it is no other function's model."""
    return any(
        (isinstance(inner, ast.arg) and inner.arg == name)
        or (isinstance(inner, ast.Name) and inner.id == name and isinstance(inner.ctx, ast.Store))
        for inner in ast.walk(function)
    )


def _forwards_to(node: ast.FunctionDef | ast.AsyncFunctionDef) -> str | None:
    """The name of the function that a function's whole body is a call of."""
    last = node.body[-1]
    simple = len(node.body) <= 4 and all(
        isinstance(one, (ast.Expr, ast.Assign, ast.AugAssign)) for one in node.body[:-1]
    )
    if simple and isinstance(last, ast.Return) and isinstance(last.value, ast.Call):
        return last.value.func.id if isinstance(last.value.func, ast.Name) else None
    return None


def _builds(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a function's text makes a model and returns something."""
    makes = returns = False
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call):
            name = inner.func.attr if isinstance(inner.func, ast.Attribute) else getattr(inner.func, "id", "")
            makes = makes or name in ("Sequential", "Model")
        returns = returns or (isinstance(inner, ast.Return) and inner.value is not None)
    return makes and returns


def analyze(source: Source) -> Program:
    """Recover the program of a source. Never raises for what the source says; bounded in steps and depth."""
    result: list[Program] = []
    errors: list[BaseException] = []

    def work() -> None:
        limit = sys.getrecursionlimit()
        collecting = gc.isenabled()
        # nothing that is made here becomes garbage before the end, and what can be made is bounded
        gc.disable()
        sys.setrecursionlimit(max(limit, _RECURSION))
        try:
            interpreter = Interpreter(source, Modules())
            interpreter.run()
            interpreter.limit = interpreter.steps + ROOT_BUDGET
            result.append(ProgramBuilder(interpreter).program())
        except (BudgetExceeded, RecursionError):
            notice = Unknown("this file takes more steps to read than the bound allows")
            result.append(Program(source.path, notices=(notice,)))
        except BaseException as error:
            errors.append(error)
        finally:
            sys.setrecursionlimit(limit)
            if collecting:
                gc.enable()

    # deep programs need a deep stack: the reader goes one Python call deeper for each level of the code it reads
    size = threading.stack_size(_STACK)
    try:
        thread = threading.Thread(target=work, name="kerasrules-reader")
        thread.start()
    finally:
        threading.stack_size(size)
    thread.join()
    if errors:
        raise errors[0]
    return result[0]
