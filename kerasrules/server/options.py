"""The editor's settings: those under `kerasrules`, as initialization options or as the workspace's configuration."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any

from kerasrules.checking.cache.folder import from_environment
from kerasrules.checking.settings import Overrides, environment_allows_own_rules
from kerasrules.model.record import record

ON_TYPE, ON_SAVE = "onType", "onSave"


@record(frozen=True)
class Options:
    """select, extend_select, ignore: over what pyproject.toml says, as on the command line.

    unsafe_fixes: "fix all" takes these too. inlay_hints: show output shapes. run: when to check. confirm: offer to
    train the models of findings. allow_own_rules: run the files with rules that settings in the workspace name; it
    counts only among the initialization options, as many clients take the others from files in the workspace.
    """

    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    unsafe_fixes: bool = False
    inlay_hints: bool = False
    run: str = ON_TYPE
    confirm: bool = False
    allow_own_rules: bool = False

    @property
    def overrides(self) -> Overrides:
        """What they say over a settings file."""
        return Overrides(
            select=self.select,
            extend_select=self.extend_select,
            ignore=self.ignore,
            cache_dir=from_environment(),
        )

    @property
    def runs_files(self) -> bool:
        """Whether files with own rules may be run, where these are the options that the server was started with."""
        return self.allow_own_rules or environment_allows_own_rules()


def section(settings: object) -> Mapping[str, Any] | None:
    """Our part of what a client sends, which may be it already, or have it under a name; None for nothing."""
    if not isinstance(settings, Mapping):
        return None
    for name in ("kerasrules", "settings"):
        if isinstance(settings.get(name), Mapping):
            return section(settings[name]) or {}
    return settings or None


def read(settings: Mapping[str, Any]) -> tuple[Options, list[str]]:
    """The options, and what is wrong with some of them, in words for the user. Those keep their default."""
    values: dict[str, Any] = {}
    problems: list[str] = []
    for key, value in settings.items():
        if key in _OF_CLIENTS:
            continue
        if key not in _KEYS:
            close = get_close_matches(key, _KEYS, n=1, cutoff=0.5)
            hint = f"; did you mean {close[0]!r}?" if close else f"; valid settings are {', '.join(_KEYS)}"
            problems.append(f"unknown setting {key!r}{hint}")
            continue
        if value is None:
            continue
        name, wanted, convert = _KEYS[key]
        converted = convert(value)
        if converted is None:
            problems.append(f"setting {key!r} must be {wanted}, not {value!r}")
        else:
            values[name] = converted
    return Options(**values), problems


def _selectors(value: object) -> tuple[str, ...] | None:
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        return None
    return tuple(part.strip() for part in parts if part.strip())


def _bool(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _run(value: object) -> str | None:
    return str(value) if value in (ON_TYPE, ON_SAVE) else None


_OF_CLIENTS = ("path", "trace")
"""What extensions keep under the same name for themselves."""

_LIST = "a list of rules"
_KEYS: Mapping[str, tuple[str, str, Callable[[object], object]]] = {
    "select": ("select", _LIST, _selectors),
    "extendSelect": ("extend_select", _LIST, _selectors),
    "ignore": ("ignore", _LIST, _selectors),
    "unsafeFixes": ("unsafe_fixes", "true or false", _bool),
    "inlayHints": ("inlay_hints", "true or false", _bool),
    "run": ("run", f'"{ON_TYPE}" or "{ON_SAVE}"', _run),
    "confirm": ("confirm", "true or false", _bool),
    "allowOwnRules": ("allow_own_rules", "true or false", _bool),
}
