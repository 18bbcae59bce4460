"""Programs of one file made into programs of several files, in the ways in which projects do that.

A program is cut where it first compiles or trains a model: before that, statements that only the model needs go to a
module of the model, those that the data need to a module of the data, constants to a module of settings; what is left
trains. Statements stay as they are written, so that each line of the parts has the number of its line in the whole.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

_CONSTANT = (ast.Constant, ast.Tuple, ast.List, ast.UnaryOp, ast.BinOp, ast.operator, ast.unaryop, ast.expr_context)
TRAINS = ("compile", "fit", "fit_generator", "train_on_batch", "evaluate", "predict")


@dataclass
class Written:
    """A file with, for each of its lines, the number of the line in the program that it was made from; 0 for none."""

    lines: list[str] = field(default_factory=list)
    origins: list[int] = field(default_factory=list)

    def add(self, text: str, origin: int = 0) -> None:
        self.lines.append(text)
        self.origins.append(origin)

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"


@dataclass
class Statement:
    """A statement of a module with the names that it binds, changes or uses."""

    node: ast.stmt
    first: int
    last: int
    binds: frozenset[str]
    changes: frozenset[str]
    uses: frozenset[str]

    @property
    def is_import(self) -> bool:
        return isinstance(self.node, (ast.Import, ast.ImportFrom))

    @property
    def is_definition(self) -> bool:
        return isinstance(self.node, (ast.FunctionDef, ast.ClassDef))

    @property
    def is_setting(self) -> bool:
        if not isinstance(self.node, ast.Assign):
            return False
        simple = (
            ast.Constant,
            ast.Tuple,
            ast.List,
            ast.UnaryOp,
            ast.BinOp,
            ast.operator,
            ast.unaryop,
            ast.expr_context,
        )
        return all(isinstance(inner, simple) for inner in ast.walk(self.node.value)) and all(
            isinstance(target, ast.Name) for target in self.node.targets
        )


def statements(text: str) -> list[Statement]:
    """The statements of a module, with comments above them."""
    found: list[Statement] = []
    end = 0
    for node in ast.parse(text).body:
        decorators = getattr(node, "decorator_list", [])
        first = min([node.lineno, *(one.lineno for one in decorators)])
        if first <= end:  # a second statement in the line
            found[-1] = _joined(found[-1], node)
        else:
            found.append(Statement(node, end + 1, node.end_lineno or 0, *_names(node)))
        end = found[-1].last
    return found


def _joined(one: Statement, node: ast.stmt) -> Statement:
    binds, changes, uses = _names(node)
    last = node.end_lineno or 0
    return Statement(one.node, one.first, last, one.binds | binds, one.changes | changes, one.uses | uses)


def _names(node: ast.stmt) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return frozenset((a.asname or a.name).split(".")[0] for a in node.names), frozenset(), frozenset()
    uses = {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Load)}
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return frozenset([node.name]), frozenset(), frozenset(uses)
    binds = {
        inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name) and not isinstance(inner.ctx, ast.Load)
    }
    changes: set[str] = set()
    for inner in ast.walk(node):
        if isinstance(inner, (ast.Attribute, ast.Subscript)) and not isinstance(inner.ctx, ast.Load):
            changes |= _root(inner)
        if isinstance(inner, ast.AugAssign):
            changes |= _root(inner.target)
        if isinstance(inner, ast.Expr) and isinstance(inner.value, ast.Call):
            changes |= _root(inner.value.func) if isinstance(inner.value.func, ast.Attribute) else set()
            changes |= {one.id for one in inner.value.args if isinstance(one, ast.Name)}
    return frozenset(binds), frozenset(changes), frozenset(uses | changes)


def _root(node: ast.expr) -> set[str]:
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return {node.id} if isinstance(node, ast.Name) else set()


def _trained(statement: Statement) -> str | None:
    """The model that a statement compiles or trains."""
    if statement.is_definition:
        return None
    for inner in ast.walk(statement.node):
        match inner:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)) if method in TRAINS:
                return name
    return None


@dataclass
class Parts:
    """A program's statements by module."""

    model: str
    """The name of the model; empty where the parts are definitions."""
    imports: list[Statement]
    settings: list[Statement]
    data_part: list[Statement]
    model_part: list[Statement]
    training: list[Statement]


class CannotSplit(Exception):
    """The program is not of the kind that can be cut."""


def parts(text: str) -> Parts:
    """The parts of a program that builds, compiles and trains a model in its module."""
    every = statements(text)
    start = next((number for number, one in enumerate(every) if _trained(one)), None)
    if start is None:
        return _of_definitions(every)
    model = _trained(every[start]) or ""
    before = [one for one in every[:start] if not one.is_import]
    after = [one for one in every[start:] if not one.is_import]
    if any(isinstance(one.node, (ast.If, ast.Try, ast.With)) for one in before):
        raise CannotSplit("branches before the training")
    model_slice = _slice(before, {model})
    wanted = frozenset().union(*(one.uses for one in after)) - {model}
    data_slice = _slice(
        [one for one in before if not (one in model_slice and model in one.binds | one.changes)], wanted
    )
    made = Parts(model, [one for one in every if one.is_import], [], [], [], [])
    for one in before:
        if one.is_setting and one not in made.settings and _bound_once(one, before):
            made.settings.append(one)
        elif one in data_slice and one not in model_slice:
            made.data_part.append(one)
        elif one in data_slice:
            (made.model_part if _is_of_network(one) else made.data_part).append(one)
        elif one in model_slice:
            made.model_part.append(one)
        else:
            made.training.append(one)
    made.training += after
    if not made.imports or not made.model_part:
        raise CannotSplit("no model is built before it is trained")
    _check(made)
    return made


def _of_definitions(every: list[Statement]) -> Parts:
    """The parts of a program that is made of functions and classes: those that train stay together."""
    made = Parts("", [one for one in every if one.is_import], [], [], [], [])
    others = [one for one in every if not one.is_import]
    for one in others:
        trains = re.search(rf"\.({'|'.join(TRAINS)})\(", ast.unparse(one.node))
        if one.is_setting and _bound_once(one, others):
            made.settings.append(one)
        elif one.is_definition and not trains:
            (made.model_part if _is_of_network(one) else made.data_part).append(one)
        else:
            made.training.append(one)
    if not made.imports or not made.model_part or not made.training:
        raise CannotSplit("nothing is trained")
    _check(made)
    return made


def _bound_once(one: Statement, every: list[Statement]) -> bool:
    return not any(other is not one and one.binds & (other.binds | other.changes) for other in every)


def _is_of_network(one: Statement) -> bool:
    return bool(re.search(r"\b(layers|Dense|Conv2D|Input|Sequential|Model)\b", ast.unparse(one.node)))


def _slice(every: list[Statement], wanted: Iterable[str]) -> list[Statement]:
    """The statements that these names need, by name alone."""
    names, found = set(wanted), []
    for one in reversed(every):
        if names & (one.binds | one.changes):
            found.append(one)
            names |= one.uses
    return found[::-1]


def _check(made: Parts) -> None:
    """Refuse what would read a name before its module binds it, or bind it in two modules."""
    homes: dict[str, str] = {}
    for where, group in _groups(made):
        for one in group:
            # what was made may be changed where it is trained
            for name in one.binds if where == "training" else one.binds | one.changes:
                if homes.setdefault(name, where) != where:
                    raise CannotSplit(f"{name} is bound in two parts")
    order = {"settings": 0, "data": 1, "model": 2, "training": 3}
    for where, group in _groups(made):
        for one in group:
            for name in one.uses:
                if order[homes.get(name, "settings")] > order[where]:
                    raise CannotSplit(f"{name} is needed before it is made")


def _groups(made: Parts) -> Iterator[tuple[str, list[Statement]]]:
    yield from (
        ("settings", made.settings),
        ("data", made.data_part),
        ("model", made.model_part),
        ("training", made.training),
    )


@dataclass
class Writer:
    """Writes the files of one program in one style."""

    text: str
    parts: Parts
    files: dict[str, Written] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.source = self.text.split("\n")

    def file(self, path: str) -> Written:
        return self.files.setdefault(path, Written())

    def put(
        self, path: str, group: Iterable[Statement], indent: str = "", rename: dict[str, str] | None = None
    ) -> None:
        """Statements as they are written, with names of other modules in their place."""
        written = self.file(path)
        for one in group:
            for number in range(one.first, one.last + 1):
                line = self.source[number - 1]
                for name, new in (rename or {}).items():
                    line = re.sub(rf"(?<![\w.\"']){name}(?![\w\"'])(?!\s*=[^=])", new, line)
                written.add(indent + line if line.strip() else line, number)

    def imports(self, path: str, group: Iterable[Statement]) -> None:
        """The imports of libraries that these statements need."""
        used = self.used(group)
        chosen = [one for one in self.parts.imports if one.binds & used or "*" in one.binds or _is_future(one)]
        self.put(path, chosen)

    def used(self, group: Iterable[Statement]) -> frozenset[str]:
        return frozenset().union(*(one.uses for one in group))

    def needed(self, group: list[Statement], homes: list[Statement]) -> list[str]:
        """The names that statements use of those that others bind, in their order."""
        own = frozenset().union(*(one.binds for one in group)) if group else frozenset()
        used = self.used(group)
        return list(
            dict.fromkeys(name for one in homes for name in sorted(one.binds) if name in used and name not in own)
        )

    def import_from(self, path: str, module: str, names: list[str]) -> None:
        if names:
            self.file(path).add(f"from {module} import {', '.join(names)}")


def _is_future(one: Statement) -> bool:
    return isinstance(one.node, ast.ImportFrom) and one.node.module == "__future__"


def module_level(writer: Writer) -> None:
    """model.py makes the model as it is imported; train.py says `from model import …`."""
    made = writer.parts
    _modules(writer, "settings.py", "data.py", "model.py", "settings", "data", "model")
    _training(writer, "train.py", made.training, "settings", "data", "model")


def attribute(writer: Writer) -> None:
    """`import net` and `net.model.fit(…)`."""
    made = writer.parts
    _modules(writer, "settings.py", "data.py", "net.py", "settings", "data", "net")
    names = writer.needed(made.training, made.model_part)
    writer.imports("train.py", made.training)
    writer.import_from("train.py", "settings", writer.needed(made.training, made.settings))
    writer.import_from("train.py", "data", writer.needed(made.training, made.data_part))
    writer.file("train.py").add("import net")
    writer.put("train.py", made.training, rename={name: f"net.{name}" for name in names})


def builder_function(writer: Writer) -> None:
    """`build_model()` and `load_data()` return what the training needs."""
    made = _with_a_model(writer.parts)
    writer.put("settings.py", made.settings)
    data = writer.needed([*made.model_part, *made.training], made.data_part)
    _function(writer, "data.py", "load_data", made.data_part, [], data)
    given = writer.needed(made.model_part, made.data_part)
    network = writer.needed(made.training, made.model_part)
    _function(writer, "model.py", "build_model", made.model_part, given, network)
    writer.imports("train.py", made.training)
    writer.import_from("train.py", "settings", writer.needed(made.training, made.settings))
    written = writer.file("train.py")
    if data:
        written.add("from data import load_data")
    written.add("from model import build_model")
    if data:
        written.add(f"{', '.join(data)} = load_data()")
    written.add(f"{', '.join(network)} = build_model({', '.join(given)})")
    writer.put("train.py", made.training)


def builder_class(writer: Writer) -> None:
    """A class with a method `build`, in a package with relative imports; the training runs in `main`."""
    made = _with_a_model(writer.parts)
    writer.put("project/settings.py", made.settings)
    writer.file("project/__init__.py").add("from .builder import NetBuilder")
    data = writer.needed([*made.model_part, *made.training], made.data_part)
    _function(writer, "project/data.py", "load_data", made.data_part, [], data, package=True)
    given = writer.needed(made.model_part, made.data_part)
    network = writer.needed(made.training, made.model_part)
    path = "project/builder.py"
    writer.imports(path, made.model_part)
    writer.import_from(path, ".settings", writer.needed(made.model_part, made.settings))
    written = writer.file(path)
    _check_function(made.model_part, "NetBuilder")
    definitions = [one for one in made.model_part if one.is_definition]
    writer.put(path, definitions)
    written.add("class NetBuilder:")
    written.add(f"    def __init__(self, {', '.join(given)}):" if given else "    def __init__(self):")
    for name in given:
        written.add(f"        self.{name} = {name}")
    written.add("        self.made = None")
    written.add("    def build(self):")
    for name in given:
        written.add(f"        {name} = self.{name}")
    writer.put(path, [one for one in made.model_part if not one.is_definition], "        ")
    written.add(f"        self.made = {writer.parts.model}")
    written.add(f"        return {', '.join(network)}")
    writer.imports("train.py", made.training)
    writer.import_from("train.py", "project.settings", writer.needed(made.training, made.settings))
    written = writer.file("train.py")
    if data:
        written.add("from project.data import load_data")
    written.add("from project import NetBuilder")
    _check_function(made.training, "main", *data, *network)
    definitions = [one for one in made.training if one.is_definition]
    writer.put("train.py", definitions)
    written.add("def main():")
    if data:
        written.add(f"    {', '.join(data)} = load_data()")
    written.add(f"    {', '.join(network)} = NetBuilder({', '.join(given)}).build()")
    writer.put("train.py", [one for one in made.training if not one.is_definition], "    ")
    written.add("if __name__ == '__main__':")
    written.add("    main()")


def settings_object(writer: Writer) -> None:
    """Settings are a dataclass in a module of their own; the other modules are in a `src` folder."""
    made = writer.parts
    path = "src/settings.py"
    names = [name for one in made.settings for name in sorted(one.binds)]
    writer.file(path).add("from dataclasses import dataclass")
    writer.file(path).add("@dataclass")
    writer.file(path).add("class Settings:")
    for one in made.settings:
        for number in range(one.first, one.last + 1):
            line = writer.source[number - 1]
            kind = "int" if number == one.node.lineno else ""
            line = re.sub(r"^(\w+)\s*=", rf"\1: {kind} =", line) if kind else line
            writer.file(path).add("    " + line, number)
    writer.file(path).add("    folder: str = 'runs'")
    writer.file(path).add("cfg = Settings()")
    renamed = {name: f"cfg.{name}" for name in names}
    for path, group in (("src/data.py", made.data_part), ("src/model.py", made.model_part)):
        writer.imports(path, group)
        writer.import_from(path, "settings", ["cfg"])
        if path == "src/model.py":
            writer.import_from(path, "data", writer.needed(group, made.data_part))
        writer.put(path, group, rename=renamed)
    writer.imports("train.py", made.training)
    written = writer.file("train.py")
    for line in ("import sys", "sys.path.append('src')", "from settings import cfg"):
        written.add(line)
    writer.import_from("train.py", "data", writer.needed(made.training, made.data_part))
    writer.import_from("train.py", "model", writer.needed(made.training, made.model_part))
    writer.put("train.py", made.training, rename=renamed)


def registry(writer: Writer) -> None:
    """Builders are found by name in a table, from a package that exports them."""
    made = _with_a_model(writer.parts)
    writer.put("settings.py", made.settings)
    data = writer.needed([*made.model_part, *made.training], made.data_part)
    _function(writer, "data.py", "load_data", made.data_part, [], data)
    given = writer.needed(made.model_part, made.data_part)
    network = writer.needed(made.training, made.model_part)
    _function(writer, "nets/own.py", "build", made.model_part, given, network, settings="settings")
    writer.file("nets/__init__.py").add("from nets.own import build")
    writer.file("nets/__init__.py").add("NETS = {'own': build}")
    writer.file("nets/__init__.py").add("def get(name):")
    writer.file("nets/__init__.py").add("    return NETS[name]")
    writer.imports("train.py", made.training)
    writer.import_from("train.py", "settings", writer.needed(made.training, made.settings))
    written = writer.file("train.py")
    if data:
        written.add("import data as inputs")
    written.add("import nets")
    if data:
        written.add(f"{', '.join(data)} = inputs.load_data()")
    written.add(f"{', '.join(network)} = nets.get('own')({', '.join(given)})")
    writer.put("train.py", made.training)


def _with_a_model(made: Parts) -> Parts:
    """Refuse a program that is made of functions already."""
    if not made.model:
        raise CannotSplit("the parts are definitions")
    return made


def _function(
    writer: Writer,
    path: str,
    name: str,
    group: list[Statement],
    given: list[str],
    returned: list[str],
    package: bool = False,
    settings: str = "",
) -> None:
    writer.imports(path, group)
    module = settings or (".settings" if package else "settings")
    writer.import_from(path, module, writer.needed(group, writer.parts.settings))
    written = writer.file(path)
    _check_function(group, name)
    writer.put(path, [one for one in group if one.is_definition])
    written.add(f"def {name}({', '.join(given)}):")
    writer.put(path, [one for one in group if not one.is_definition], "    ")
    written.add(f"    return {', '.join(returned)}" if returned else "    return None")


def _check_function(group: list[Statement], *names: str) -> None:
    """Refuse a group that cannot be the body of a function: what it defines needs what it computes, or has its name."""
    computed = frozenset().union(*(one.binds for one in group if not one.is_definition), names)
    if any(one.is_definition and (one.uses | one.binds) & computed for one in group):
        raise CannotSplit("a definition needs what is computed")


def _modules(writer: Writer, settings: str, data: str, model: str, *names: str) -> None:
    made = writer.parts
    writer.put(settings, made.settings)
    for path, group, homes in (
        (data, made.data_part, names[:1]),
        (model, made.model_part, names[:2]),
    ):
        writer.imports(path, group)
        for module, home in zip(homes, (made.settings, made.data_part), strict=False):
            writer.import_from(path, module, writer.needed(group, home))
        writer.put(path, group)


def _training(writer: Writer, path: str, group: list[Statement], *names: str) -> None:
    made = writer.parts
    writer.imports(path, group)
    for module, home in zip(names, (made.settings, made.data_part, made.model_part), strict=True):
        writer.import_from(path, module, writer.needed(group, home))
    writer.put(path, group)


STYLES: tuple[Callable[[Writer], None], ...] = (
    module_level,
    attribute,
    builder_function,
    builder_class,
    settings_object,
    registry,
)


def split(text: str, style: Callable[[Writer], None]) -> dict[str, Written]:
    """The files of a program in a style."""
    writer = Writer(text, parts(text))
    style(writer)
    for path, written in writer.files.items():
        try:
            ast.parse(written.text)
        except SyntaxError as error:
            raise CannotSplit(f"{path} does not parse: {error}") from error
    return {path: written for path, written in writer.files.items() if written.lines}
