"""Rules that users wrote: of installed packages (`plugins`) and of files in a repository (`own-rules`).

To load them is to run their code, so that the settings name them, and files need the user's permission besides.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from types import ModuleType

from kerasrules.checking.installed_points import installed, listing
from kerasrules.checking.settings_files import SettingsError
from kerasrules.model.inert import inert
from kerasrules.model.record import record
from kerasrules.rules import INDEX, code_of, forget, register, registered
from kerasrules.rules.rule import MODEL_VERSION, Rule, rules_among
from kerasrules.source.regular_files import read_regular, reason_of

GROUP = "kerasrules.rules"
"""The entry points of packages: `acme = "acme.keras_rules"`, a module whose rules are taken."""
_MAX_BYTES = 1_000_000
_CODE = re.compile(r"(?!KR)[A-Z]{2,8}\d{3}")
_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+")


@record(frozen=True)
class OwnRules:
    """Rules of one origin. name: of an entry point, or the path of a file. digest: of the file, or the version."""

    name: str
    is_file: bool
    digest: str
    codes: frozenset[str]


_loaded: dict[str, tuple[OwnRules, tuple[Rule, ...]]] = {}
"""What is loaded of each origin, by its name, as it was when it was last looked at."""


def from_plugins(names: Sequence[str], where: str) -> Iterator[OwnRules]:
    """The rules of entry points. Raises SettingsError. where: begins its message."""
    points = installed(GROUP)
    for name in names:
        if name not in points:
            raise SettingsError(f"{where}there is no plugin {name!r}; {listing(points)}")
        point = points[name]
        version = point.dist.version if point.dist is not None else ""
        known = _known(name, version)
        if known is None:
            try:
                module = point.load()
            except Exception as error:
                raise SettingsError(f"{where}the plugin {name!r} cannot be loaded: {_said(error)}") from None
            known = _taken(name, False, version, module, where)
        yield known


def from_files(paths: Iterable[str], where: str) -> Iterator[OwnRules]:
    """The rules of files, which are run. Raises SettingsError."""
    for path in paths:
        try:
            data = read_regular(path, _MAX_BYTES)
        except OSError as error:
            raise SettingsError(f"{where}{path}: cannot be opened: {reason_of(error)}") from None
        digest = hashlib.sha256(data).hexdigest()[:16]
        known = _known(path, digest)
        if known is None:
            module = ModuleType(f"kerasrules_own_{digest}")
            module.__file__ = path
            sys.modules[module.__name__] = module  # where a class looks for the names in its annotations
            try:
                exec(compile(data, path, "exec"), vars(module))
            except Exception as error:
                raise SettingsError(f"{where}{path} cannot be run: {_said(error)}") from None
            known = _taken(path, True, digest, module, where)
        yield known


def ensure(rules: Iterable[OwnRules]) -> None:
    """Load the rules in this process, where another one has read the settings."""
    for one in rules:
        if _known(one.name, one.digest) is None:
            list(from_files([one.name], "") if one.is_file else from_plugins([one.name], ""))


def refused(paths: Sequence[str], without: str = "--allow-own-rules") -> str:
    """What to say of files that the user has not allowed to run. without: what would allow it."""
    return f"own rules are not run without {without}: {', '.join(paths)}"


def _known(name: str, digest: str) -> OwnRules | None:
    """The rules of an origin, where they are loaded as they are now; what is left of others there is forgotten."""
    if name not in _loaded:
        return None
    loaded, rules = _loaded[name]
    if loaded.digest != digest:
        for rule in rules:
            forget(rule)
        del _loaded[name]
        return None
    for rule in rules:
        register(rule)  # that of another project may have the same code
    return loaded


def _taken(name: str, is_file: bool, digest: str, module: object, where: str) -> OwnRules:
    """Register the rules of a module."""
    classes = [found for found in rules_among(vars(module).values()) if "code" in vars(found)]
    if not classes:
        raise SettingsError(f"{where}{name} has no rule: a subclass of kerasrules.rule.Rule with a code")
    for rule in classes:
        problem = _problem_of(rule)
        if problem:
            raise SettingsError(f"{where}{name}: {rule.__name__}: {problem}")
        rule.family = "own"
    rules = tuple(rule() for rule in classes)
    for made in rules:
        register(made)
    loaded = OwnRules(name, is_file, digest, frozenset(made.code for made in rules))
    _loaded[name] = loaded, rules
    return loaded


def _problem_of(rule: type[Rule]) -> str | None:
    missing = [name for name in ("name", "severity") if not hasattr(rule, name)]
    if missing:
        return f"it has no {' and no '.join(missing)}"
    if rule.__abstractmethods__:
        return "it has no method check"
    if not _CODE.fullmatch(rule.code):
        return f"the code {rule.code!r} is not two to eight capital letters other than KR and three digits"
    if not _NAME.fullmatch(rule.name):
        return f"the name {rule.name!r} is not lower-case words with hyphens between them"
    if rule.code in INDEX and rule.code not in registered():
        return f"the code {rule.code} is taken"
    if code_of(rule.name) not in (None, rule.code):
        return f"the name {rule.name} is taken"
    if rule.model_version != MODEL_VERSION:
        return f"it is written for version {rule.model_version} of the model, and this is {MODEL_VERSION}"
    if not (rule.__doc__ or "").strip():
        return "it has no docstring, whose first line is its summary"
    return None


def _said(error: Exception) -> str:
    return inert(f"{type(error).__name__}: {error}")[:300]
