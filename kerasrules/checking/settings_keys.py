"""Every key of `[tool.kerasrules]`: type, default and meaning.

From this one table come the checks of settings files, `kerasrules config` and the JSON schema.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from kerasrules.checking.settings_defaults import DEFAULT_BASELINE, DEFAULT_CACHE, DEFAULT_EXCLUDE
from kerasrules.checking.settings_files import SettingsError, describe
from kerasrules.model.findings import Confidence, Severity
from kerasrules.model.record import record


@record(frozen=True)
class SettingType:
    """The type of a value. words: for a message, behind "must be". fits: whether a value is one. schema: in JSON."""

    words: str
    fits: Callable[[Any], bool]
    schema: Mapping[str, Any]


@record(frozen=True)
class SettingKey:
    """A key. default: as it would be written, None where it has no such value. text: what it is for.

    example: a value, as TOML.
    """

    type: SettingType
    default: Any
    text: str
    example: str


def _is_strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_patterns(value: object) -> bool:
    from kerasrules.checking.patterns import bad_patterns

    return isinstance(value, list) and _is_strings(value) and not bad_patterns(value)


def _is_table_of_strings(value: object) -> bool:
    return isinstance(value, dict) and all(map(_is_strings, value.values()))


def _is_table_of_texts(value: object) -> bool:
    """TOML makes tables of dotted names that are not quoted."""
    return isinstance(value, dict) and all(isinstance(item, str) or _is_table_of_texts(item) for item in value.values())


def _is_table_of_descriptions(value: object) -> bool:
    def is_description(item: object) -> bool:
        return isinstance(item, str) or (isinstance(item, list) and bool(item) and all(map(is_description, item)))

    return isinstance(value, dict) and all(
        is_description(item) or _is_table_of_descriptions(item) for item in value.values()
    )


def _one_of(*values: str) -> SettingType:
    quoted = [f'"{value}"' for value in values]
    words = f"{', '.join(quoted[:-1])} or {quoted[-1]}"
    return SettingType(words, lambda value: isinstance(value, str) and value in values, {"enum": list(values)})


_LIST_OF_TEXTS: Mapping[str, Any] = {"type": "array", "items": {"type": "string"}}
_STRINGS = SettingType("a list of strings", _is_strings, _LIST_OF_TEXTS)
_PATTERNS = SettingType("a list of patterns as in .gitignore", _is_patterns, _LIST_OF_TEXTS)
_PATH = SettingType("a path", lambda value: isinstance(value, str) and "\0" not in value, {"type": "string"})
_BOOL = SettingType("true or false", lambda value: isinstance(value, bool), {"type": "boolean"})
_IGNORES = SettingType(
    "a table of lists of strings",
    _is_table_of_strings,
    {"type": "object", "additionalProperties": _LIST_OF_TEXTS},
)
_TEXTS = SettingType(
    "a table of strings", _is_table_of_texts, {"type": "object", "additionalProperties": {"type": ["string", "object"]}}
)
_DESCRIPTIONS = SettingType(
    "a table of strings, or of lists of them",
    _is_table_of_descriptions,
    {"type": "object", "additionalProperties": {"type": ["string", "array", "object"]}},
)

KEYS: Mapping[str, SettingKey] = {
    "extend": SettingKey(
        _PATH,
        None,
        "Another TOML file whose [tool.kerasrules] holds where this file says nothing. Paths are relative to the file"
        " that names them. Rules are selected by both in turn; extend-exclude and per-file-ignores of both hold.",
        '"../pyproject.toml"',
    ),
    "select": SettingKey(
        _STRINGS,
        None,
        "Check only these rules: codes, prefixes, names or ALL. Without it, all rules except those of severity info.",
        '["KR1", "unscaled-input"]',
    ),
    "extend-select": SettingKey(_STRINGS, [], "Check these rules in addition.", '["KR217"]'),
    "ignore": SettingKey(
        _STRINGS, [], "Do not check these rules. Of two selectors for a rule the more exact one wins.", '["KR102"]'
    ),
    "preview": SettingKey(
        _BOOL,
        False,
        "Let rules be selected that are new and may still change. Without it they are off.",
        "true",
    ),
    "per-file-ignores": SettingKey(
        _IGNORES,
        {},
        "Rules that are not reported in files that match a pattern, as in .gitignore.",
        '{ "demos/**" = ["KR301"] }',
    ),
    "exclude": SettingKey(
        _PATTERNS, list(DEFAULT_EXCLUDE), "Files and folders to leave out, in place of the default.", '["generated"]'
    ),
    "extend-exclude": SettingKey(
        _PATTERNS, [], "Files and folders to leave out in addition.", '["generated", "old/*.py"]'
    ),
    "force-exclude": SettingKey(_BOOL, False, "Apply exclusions to paths given on the command line, too.", "true"),
    "respect-gitignore": SettingKey(_BOOL, True, "Leave out what a .gitignore ignores.", "false"),
    "unsafe-fixes": SettingKey(_BOOL, False, "Let --fix include fixes that change what the program does.", "true"),
    "fixable": SettingKey(_STRINGS, ["ALL"], "Apply fixes of these rules only.", '["KR505"]'),
    "unfixable": SettingKey(
        _STRINGS, [], "Report these rules without applying their fixes; `confirm` still tries them.", '["KR101"]'
    ),
    "min-severity": SettingKey(
        _one_of(*(known.value for known in reversed(Severity))),
        "info",
        "Report only findings of at least this severity.",
        '"warning"',
    ),
    "min-confidence": SettingKey(
        _one_of(*(known.value for known in reversed(Confidence))),
        "low",
        "Report only findings of at least this confidence.",
        '"medium"',
    ),
    "keras-version": SettingKey(_one_of("2", "3"), None, "The Keras that the programs are for.", '"3"'),
    "baseline": SettingKey(
        _PATH,
        DEFAULT_BASELINE,
        "The file with accepted findings. The default is used if it exists.",
        '"accepted.json"',
    ),
    "read-data": SettingKey(_BOOL, True, "Look at the data files that programs name.", "false"),
    "cache-dir": SettingKey(_PATH, DEFAULT_CACHE, "The folder for results of earlier runs.", '"~/.cache/kerasrules"'),
    "rules": SettingKey(
        SettingType(
            "a table of tables, one for each rule",
            lambda value: isinstance(value, dict) and all(isinstance(part, dict) for part in value.values()),
            {"type": "object"},
        ),
        {},
        "Thresholds of rules that are a matter of taste; `kerasrules rule NAME` lists those of a rule.",
        "{ learning-rate-out-of-range = { max-rate = 0.5 } }",
    ),
    "plugins": SettingKey(
        _STRINGS,
        [],
        "Rules of installed packages: names of entry points in the group kerasrules.rules.",
        '["acme"]',
    ),
    "own-rules": SettingKey(
        _STRINGS,
        [],
        "Python files with rules of your own, in this repository. They are run only with --allow-own-rules.",
        '["tools/keras_rules.py"]',
    ),
    "teaching": SettingKey(
        _STRINGS,
        [],
        "Files with the tables layers, losses and loaders, in this repository (*.toml) or of installed packages (names"
        " of entry points in the group kerasrules.teaching). What the settings themselves say counts more.",
        '["keras_stubs.toml", "acme"]',
    ),
    "layers": SettingKey(
        _TEXTS,
        {},
        'Your own layers: a layer of Keras that each acts like, "keeps-values" or "nonlinearity".',
        '{ "company.layers.Projection" = "Dense" }',
    ),
    "losses": SettingKey(
        _TEXTS, {}, "Your own losses: the loss of Keras that each wraps.", '{ my_loss = "MeanSquaredError" }'
    ),
    "loaders": SettingKey(
        _DESCRIPTIONS,
        {},
        "Your own functions that load data: what each returns.",
        '{ load = ["(None, 128), 0..1", "(None,), integers, 10 classes"] }',
    ),
}


def check_table(table: Mapping[str, Any], path: str) -> None:
    """Raise SettingsError for an unknown key, or a value of the wrong type. path: the file, for the message."""
    for key, value in table.items():
        if key not in KEYS:
            raise SettingsError(f"{path}: unknown key {key!r} in [tool.kerasrules]{nearest(key, KEYS)}")
        wanted = KEYS[key].type
        if not wanted.fits(value):
            raise SettingsError(f"{path}: `{key}` in [tool.kerasrules] must be {wanted.words}, not {describe(value)}")


def nearest(word: str, words: Iterable[str]) -> str:
    """`; did you mean …?`, or the list of what there is."""
    from difflib import get_close_matches

    names: Sequence[str] = sorted(words)
    close = get_close_matches(word.lower().replace("_", "-"), names, n=1, cutoff=0.5)
    return f"; did you mean {close[0]!r}?" if close else f"; valid keys are {', '.join(names)}"
