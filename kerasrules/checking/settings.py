"""`[tool.kerasrules]` of the nearest pyproject.toml, joined with the command line's options."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kerasrules.checking.extended_settings import SettingsPart, chain, merged
from kerasrules.checking.select import Selection, check_selectors, may_be_own
from kerasrules.checking.settings_defaults import DEFAULT_CACHE, DEFAULT_EXCLUDE, TAUGHT
from kerasrules.checking.settings_files import SettingsError, read_table, shown_path
from kerasrules.model.data_files import DataOptions, GivenData
from kerasrules.model.findings import Confidence, Finding, Severity
from kerasrules.model.reading_options import ReadingOptions
from kerasrules.model.record import field, record, replace
from kerasrules.model.symptoms import Symptom
from kerasrules.model.teaching import Teaching
from kerasrules.rules import INDEX
from kerasrules.source.reading_root import ReadingRoot, folders_given

if TYPE_CHECKING:
    from kerasrules.checking.own_rules import OwnRules


@record(frozen=True)
class Overrides:
    """What the command line says over the settings file. None and empty tuples say nothing.

    folders: what may be read with the programs in them, by default the current one (`kerasrules.source.reading_root`).
    """

    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    force_exclude: bool = False
    unsafe_fixes: bool | None = None
    fixable: tuple[str, ...] | None = None
    unfixable: tuple[str, ...] = ()
    preview: bool | None = None
    baseline: str | None = None
    read_data: bool | None = None
    data: GivenData | None = None
    min_severity: str | None = None
    min_confidence: str | None = None
    symptoms: tuple[Symptom, ...] = ()
    cache_dir: str | None = None
    folders: tuple[str, ...] | None = None
    plugins: bool = True
    run_files: bool = False

    def selectors(self) -> Iterator[str]:
        """Every selector of a rule."""
        for some in (self.select or (), self.extend_select, self.ignore, self.fixable or (), self.unfixable):
            yield from some
        for _, ignored in self.per_file_ignores:
            yield from ignored


def environment_allows_own_rules() -> bool:
    """Whether the user lets files with own rules be run, whatever the command line or an editor says."""
    return os.environ.get("KERASRULES_ALLOW_OWN_RULES", "0") not in ("", "0")


@record(frozen=True)
class PatternsOf:
    """Patterns that are relative to another folder than that of the settings' own file."""

    root: str
    exclude: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()


@record(frozen=True)
class Settings:
    """What to check and how. root: the folder that patterns are relative to. baseline: the whole path of a file.

    elsewhere: patterns of files that are extended, and of the command line.
    unsafe_fixes: whether fixes that change what a program does are wanted where fixes are. unfixable: the rules whose
    fixes are not. preview: whether rules that may still change can be selected. rule_options: thresholds of rules.
    own_rules: rules that users wrote. refused_rules: files with such, which may not be run.
    read_data: whether data files that programs name are looked at. data: a file that the user names for that.
    teaching: what the user's own layers, losses and loaders do. teaching_files: the whole paths of files that say so.
    taught: the tables that say so, as written. taught_here: their entries in the settings' own file, which no other
    project shares, such as "layers.Projection".
    least: findings below this severity or this confidence are not reported. symptoms: what is to be explained.
    alone: whether nothing but the program itself is read. seconds: processor time that reading it may take at most.
    cache_dir: the whole path of the folder for results of earlier runs, None where none are to be kept.
    folders: those that the user gives: what may be read with the programs in them (`kerasrules.source.reading_root`).
    sources: the files that the settings come from, those first that others say more than.
    """

    root: str = ""
    selection: Selection = field(default_factory=Selection.default)
    exclude: tuple[str, ...] = DEFAULT_EXCLUDE
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    elsewhere: tuple[PatternsOf, ...] = ()
    force_exclude: bool = False
    respect_gitignore: bool = True
    keras_version: str | None = None
    unsafe_fixes: bool = False
    unfixable: frozenset[str] = frozenset()
    preview: bool = False
    rule_options: tuple[tuple[str, float], ...] = ()
    own_rules: tuple[OwnRules, ...] = ()
    refused_rules: tuple[str, ...] = ()
    baseline: str | None = None
    read_data: bool = True
    data: GivenData | None = None
    teaching: Teaching = field(default_factory=Teaching)
    teaching_files: tuple[str, ...] = ()
    taught: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    taught_here: frozenset[str] = frozenset()
    least: tuple[Severity, Confidence] = (Severity.INFO, Confidence.LOW)
    symptoms: tuple[Symptom, ...] = ()
    cache_dir: str | None = None
    alone: bool = False
    seconds: float | None = None
    folders: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def all_patterns(self) -> tuple[PatternsOf, ...]:
        """All patterns, each with the folder that they are relative to."""
        return (PatternsOf(self.root, self.exclude, self.per_file_ignores), *self.elsewhere)

    @property
    def reading(self) -> ReadingOptions:
        """How the interpreter is to read programs."""
        data = DataOptions(self.read_data and not self.alone, self.data)
        return ReadingOptions(data, self.teaching, alone=self.alone, seconds=self.seconds, folders=self.folders)

    def without_own_rules(self) -> Settings:
        """The same for what asks only rules that came with this package."""
        return replace(self, own_rules=(), selection=self.selection.among(())) if self.own_rules else self

    def wants(self, finding: Finding) -> bool:
        """Whether a finding is to be reported, as far as its rule, its severity and its confidence decide on that."""
        severity, confidence = self.least
        return (
            self.selection.wants(finding.code, finding.severity.value)
            and finding.severity.rank <= severity.rank
            and finding.confidence.rank <= confidence.rank
        )


class SettingsFinder:
    """The settings for each folder: of the nearest pyproject.toml with `[tool.kerasrules]`, at or above it.

    config: use this file for everything. isolated: use no file at all. root: the folder that patterns are relative to
    where no file says it, by default the current one.
    """

    def __init__(
        self,
        overrides: Overrides | None = None,
        config: str | None = None,
        isolated: bool = False,
        root: str | None = None,
    ) -> None:
        self._overrides = overrides or Overrides()
        if self._overrides.folders is None:
            self._overrides = replace(self._overrides, folders=folders_given(()))
        check_selectors(
            (one for one in self._overrides.selectors() if not may_be_own(one)),
            "",
            SettingsError,
        )
        self._root = root
        self._folders: dict[str, Settings] = {}
        self._fixed: Settings | None = None
        if config is not None:
            self._fixed = load(config, self._overrides, required=True)
        elif isolated:
            self._fixed = build({}, root or os.getcwd(), self._overrides)

    def for_folder(self, folder: str) -> Settings:
        """The settings that hold for files in a folder."""
        if self._fixed is not None:
            return self._fixed
        folder = os.path.abspath(folder)
        found = self._folders.get(folder)
        if found is None:
            parent = os.path.dirname(folder)
            found = load(os.path.join(folder, "pyproject.toml"), self._overrides)
            if found is None:
                at_top = parent == folder
                found = build({}, self._root or os.getcwd(), self._overrides) if at_top else self.for_folder(parent)
            self._folders[folder] = found
        return found

    def for_file(self, path: str) -> Settings:
        """The settings that hold for a file."""
        return self.for_folder(os.path.dirname(path) or ".")


def load(path: str, overrides: Overrides, required: bool = False) -> Settings | None:
    """The settings of one file, or None where it has none for us.

    required: the user names it. Any other, and the files that it names, must be in the repository.
    """
    root = ReadingRoot(path, overrides.folders or ())
    if not required and os.path.islink(path) and not root.holds(path):
        raise SettingsError(f"{path}: cannot be opened: it is a link that leads out of the repository")
    table = read_table(path, required)
    if table is None:
        return None
    allows = None if required else root.holds
    settings = build(table, os.path.dirname(os.path.abspath(path)), overrides, shown_path(path), allows)
    if allows is not None and overrides.baseline is None and settings.baseline and not allows(settings.baseline):
        hint = "name it on the command line with --baseline"
        raise SettingsError(f"{shown_path(path)}: `baseline` leads out of the repository: {hint}")
    return settings


def build(
    table: Mapping[str, Any],
    root: str,
    overrides: Overrides,
    path: str = "",
    allows: Callable[[str], bool] | None = None,
) -> Settings:
    """Settings from the table as written and the command line, each part checked.

    allows: whether a file may be read that the table extends; all may without it.
    """
    if table:
        from kerasrules.checking.settings_keys import check_table

        check_table(table, path)
    parts = [SettingsPart(table, root, path)]
    if "extend" in table:
        parts = chain(parts[0], allows)
    teaching_files = _teaching_files(parts, allows)
    own_rules, refused_rules = _own_rules(parts, overrides, allows)
    if not refused_rules:
        check_selectors(filter(may_be_own, overrides.selectors()), "", SettingsError)
    for part in parts:
        _check_selectors_of(part)
    values = merged(parts)
    selection, fixes = Selection.default(), Selection(frozenset(INDEX))
    for part in parts:
        said = part.table
        selection = selection.layer(said.get("select"), said.get("extend-select", ()), said.get("ignore", ()))
        fixes = fixes.layer(said.get("fixable"), (), said.get("unfixable", ()))
    selection = selection.layer(overrides.select, overrides.extend_select, overrides.ignore)
    fixes = fixes.layer(overrides.fixable, (), overrides.unfixable)
    taught, taught_here = _taught(values), _taught(table)
    preview = _either(overrides.preview, values.get("preview", False))
    if not preview:
        chosen = [one for part in parts for key in ("select", "extend-select") for one in part.table.get(key, ())]
        chosen += [*(overrides.select or ()), *overrides.extend_select]
        selection = selection.without_preview(chosen, SettingsError)
    selection = selection.among([code for one in own_rules for code in one.codes])
    *elsewhere, here = _patterns(parts)
    if overrides.per_file_ignores:
        elsewhere.append(PatternsOf(os.getcwd(), per_file_ignores=overrides.per_file_ignores))
    return Settings(
        root=root,
        selection=selection,
        exclude=(*here.exclude, *overrides.exclude),
        per_file_ignores=here.per_file_ignores,
        elsewhere=tuple(elsewhere),
        force_exclude=bool(values.get("force-exclude", False)) or overrides.force_exclude,
        respect_gitignore=bool(values.get("respect-gitignore", True)),
        keras_version=values.get("keras-version"),
        unsafe_fixes=_either(overrides.unsafe_fixes, values.get("unsafe-fixes", False)),
        unfixable=frozenset(INDEX) - fixes.codes,
        preview=preview,
        rule_options=_rule_options(values, path),
        own_rules=own_rules,
        refused_rules=refused_rules,
        read_data=_either(overrides.read_data, values.get("read-data", True)),
        data=overrides.data,
        teaching=_teaching(values, path, teaching_files),
        teaching_files=teaching_files,
        taught=taught,
        taught_here=frozenset(f"{key}.{name}" for key, entries in taught_here.items() for name in entries),
        baseline=os.path.abspath(overrides.baseline) if overrides.baseline is not None else values.get("baseline"),
        least=(
            Severity(overrides.min_severity or values.get("min-severity", "info")),
            Confidence(overrides.min_confidence or values.get("min-confidence", "low")),
        ),
        symptoms=overrides.symptoms,
        folders=overrides.folders or (),
        cache_dir=overrides.cache_dir or values.get("cache-dir") or os.path.join(root, DEFAULT_CACHE),
        sources=(*map(shown_path, teaching_files), *(part.path for part in parts if part.path)),
    )


def _either(override: bool | None, value: object) -> bool:
    return bool(value if override is None else override)


def _own_rules(
    parts: Sequence[SettingsPart], overrides: Overrides, allows: Callable[[str], bool] | None
) -> tuple[tuple[OwnRules, ...], tuple[str, ...]]:
    """The rules that users wrote, and the files that may not be run. Most settings have none: that costs no import."""
    if not any(key in part.table for part in parts for key in ("plugins", "own-rules")):
        return (), ()
    from kerasrules.checking import own_rules

    found: list[OwnRules] = []
    refused: list[str] = []
    for part in parts:
        if overrides.plugins:
            found += own_rules.from_plugins(part.table.get("plugins", ()), f"{part.path}: in `plugins`: ")
        files = [os.path.normpath(os.path.join(part.root, name)) for name in part.table.get("own-rules", ())]
        if not overrides.run_files:
            refused += map(shown_path, files)
            continue
        for path in files:
            part.refuse_outside("own-rules", path, allows)
        found += own_rules.from_files(files, f"{part.path}: in `own-rules`: ")
    return tuple(dict.fromkeys(found)), tuple(refused)


def _check_selectors_of(part: SettingsPart) -> None:
    lists = {key: part.table.get(key, ()) for key in ("select", "extend-select", "ignore", "fixable", "unfixable")}
    may_lack = any(key in part.table for key in ("plugins", "own-rules", "extend"))

    def check(selectors: Iterable[str], key: str) -> None:
        known = (one for one in selectors if not (may_lack and may_be_own(one)))
        check_selectors(known, f"{part.path}: in `{key}`: ", SettingsError)

    for key, selectors in lists.items():
        check(selectors, key)
    for ignored in part.table.get("per-file-ignores", {}).values():
        check(ignored, "per-file-ignores")


def _patterns(parts: Sequence[SettingsPart]) -> list[PatternsOf]:
    """The patterns of each file. `exclude` of a file takes the place of that of those which it extends."""
    last = max((number for number, part in enumerate(parts) if "exclude" in part.table), default=len(parts) - 1)
    found = []
    for number, part in enumerate(parts):
        exclude = part.table.get("exclude", DEFAULT_EXCLUDE) if number == last else ()
        ignores = {pattern: tuple(codes) for pattern, codes in part.table.get("per-file-ignores", {}).items()}
        found.append(PatternsOf(part.root, (*exclude, *part.table.get("extend-exclude", ())), tuple(ignores.items())))
    return found


def _rule_options(values: Mapping[str, Any], path: str) -> tuple[tuple[str, float], ...]:
    """What the table of rules says. To check it takes the rules' files, and few settings have one."""
    if "rules" not in values:
        return ()
    from kerasrules.checking.rule_options import rule_options

    return rule_options(values["rules"], path)


def _teaching_files(parts: Sequence[SettingsPart], allows: Callable[[str], bool] | None) -> tuple[str, ...]:
    """The files that say what layers, losses and loaders do."""
    if not any("teaching" in part.table for part in parts):
        return ()
    from kerasrules.checking.teaching_files import teaching_files

    return tuple(dict.fromkeys(teaching_files(parts, allows)))


def _taught(values: Mapping[str, Any]) -> Mapping[str, Mapping[str, object]]:
    """The tables of layers, losses and loaders, with the whole names of their entries."""
    if not any(key in values for key in TAUGHT):
        return {}
    from kerasrules.checking.taught_settings import entries

    return {key: dict(entries(values[key])) for key in TAUGHT if key in values}


def _teaching(values: Mapping[str, Any], path: str, files: Sequence[str]) -> Teaching:
    """What the tables of layers, losses and loaders say, and such files. Most settings have none: no import."""
    if not files and not any(key in values for key in TAUGHT):
        return Teaching()
    from kerasrules.checking.taught_settings import teaching

    try:
        own = teaching({key: values[key] for key in TAUGHT if key in values})
    except ValueError as error:
        raise SettingsError(f"{path}: in {error}") from None
    if not files:
        return own
    from kerasrules.checking.teaching_files import with_files

    return with_files(own, files)
