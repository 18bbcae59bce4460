"""What `check` does with baselines: hold accepted findings back, tell what is gone, and write the file."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from kerasrules.checking.settings_files import shown_path
from kerasrules.cli.verbs import UsageError, complain
from kerasrules.source.reading_root import ReadingRoot
from kerasrules.source.regular_files import reason_of

if TYPE_CHECKING:
    import argparse

    from kerasrules.checking.baseline import Baseline, BaselineEntry
    from kerasrules.checking.fingerprints import Fingerprints
    from kerasrules.checking.settings import Settings
    from kerasrules.model.findings import Finding
    from kerasrules.model.results import LintRun

Checked = Callable[[str], "frozenset[str] | None"]


class Baselines:
    """The baselines of a run: each file has the one that its settings name."""

    def __init__(self, options: argparse.Namespace, settings_of: Callable[[str], Settings]) -> None:
        self._options = options
        self._settings_of = settings_of
        self._read: dict[str, Baseline] = {}
        self._paths: dict[str, str | None] = {}

    def hold(
        self, findings: Sequence[Finding], fingerprints: Callable[[], Fingerprints], run: LintRun
    ) -> Sequence[Finding]:
        """The findings that no baseline holds; those that are gone from one are told. Raises UsageError."""
        groups = self._by_baseline(findings, run)
        if groups.keys() <= {None}:
            return findings
        new: set[int] = set()
        for path, group in groups.items():
            kept = group
            if path is not None:
                baseline = self._load(path)
                kept, left = baseline.hold(group, fingerprints())
                checked = self._checked(run)
                gone = sum(count for entry, count in left.items() if baseline.is_judged(entry, checked))
                if gone and not self._options.quiet:
                    counted = f"{gone} baselined finding{'s' * (gone != 1)} in {shown_path(path)}"
                    occur = "no longer occur" if gone != 1 else "no longer occurs"
                    remove = f"run `kerasrules check --write-baseline` to remove {'them' if gone != 1 else 'it'}"
                    complain("notice", f"{counted} {occur}; {remove}")
            new.update(map(id, kept))
        return [finding for finding in findings if id(finding) in new]

    def has_one(self, file: str) -> bool:
        """Whether findings in a file may be held back. Raises UsageError."""
        return self._path(file, writing=False) is not None

    def write(self, findings: Sequence[Finding], fingerprints: Fingerprints, run: LintRun) -> list[str]:
        """Write the findings of this run, and tell for each file what was written.

        Entries that this run could not judge, as of files that it did not check, are kept. Raises UsageError.
        """
        from kerasrules.checking.baseline import Baseline
        from kerasrules.source.atomic_write import atomic_write

        told: list[str] = []
        for path, group in self._by_baseline(findings, run, writing=True).items():
            if path is None:  # every file has one when they are written
                continue
            old = self._load(path) if os.path.lexists(path) else Baseline(path)
            checked = self._checked(run)
            counts = Counter({e: count for e, count in old.counts.items() if not old.is_judged(e, checked)})
            written: Counter[BaselineEntry] = Counter(old.entry(finding, fingerprints) for finding in group)
            counts |= written  # an entry that is both was not judged, and seen all the same
            try:
                atomic_write(path, Baseline(path, counts).render())
            except OSError as error:
                raise UsageError(f"{shown_path(path)}: cannot be written: {reason_of(error)}") from None
            total = sum(counts.values())
            told.append(f"Recorded {total} finding{'s' * (total != 1)} in {shown_path(path)}.")
        return told

    def _by_baseline(
        self, findings: Sequence[Finding], run: LintRun, writing: bool = False
    ) -> dict[str | None, list[Finding]]:
        """Findings by the baseline of their file; baselines without any too."""
        groups: dict[str | None, list[Finding]] = {}
        for result in run.results:
            groups.setdefault(self._path(result.path, writing), [])
        if writing and not run.results:
            groups[self._path("", writing)] = []
        for finding in findings:
            groups.setdefault(self._path(finding.location.path, writing), []).append(finding)
        return groups

    def _path(self, file: str, writing: bool) -> str | None:
        """The baseline of a file: what the settings name, else the one of the usual name where there is one."""
        folder = os.path.dirname(file)
        if folder not in self._paths:
            from kerasrules.checking.settings_defaults import DEFAULT_BASELINE
            from kerasrules.checking.settings_files import SettingsError

            try:
                settings = self._settings_of(file)
            except SettingsError as error:  # of the folder of a module that was read besides
                raise UsageError(str(error)) from None
            found: str | None = None if self._options.no_baseline else settings.baseline
            if found is None and not self._options.no_baseline:
                usual = os.path.join(settings.root or os.getcwd(), DEFAULT_BASELINE)
                if writing or (not self._options.isolated and os.path.lexists(usual)):
                    if os.path.islink(usual) and not ReadingRoot(usual, settings.folders).holds(usual):
                        hint = "name it with --baseline"
                        raise UsageError(f"{shown_path(usual)}: it is a link that leads out of the repository: {hint}")
                    found = usual
            self._paths[folder] = found
        return self._paths[folder]

    def _load(self, path: str) -> Baseline:
        from kerasrules.checking.baseline import BaselineError, load

        if path not in self._read:
            try:
                self._read[path] = load(path)
            except BaselineError as error:
                # a file of another name may be anything: nobody is told to delete that
                ours = path.endswith(".json")
                hint = "delete it and create a new one with --write-baseline" if ours else "this is no baseline"
                raise UsageError(f"{shown_path(path)}: {error}; {hint}") from None
            except FileNotFoundError:
                message = "no such baseline; create it with `kerasrules check --write-baseline`"
                raise UsageError(f"{shown_path(path)}: {message}") from None
            except OSError as error:
                raise UsageError(f"{shown_path(path)}: cannot be opened: {reason_of(error)}") from None
        return self._read[path]

    def _checked(self, run: LintRun) -> Checked:
        from kerasrules.model.results import CHECKED

        paths = {os.path.abspath(result.path): result for result in run.results}

        def codes(path: str) -> frozenset[str] | None:
            result = paths.get(path)
            if result is None:
                return None
            if result.status != CHECKED:
                return frozenset()  # not readable: what it may hold is unknown
            if any(use.depends_on_place for use in result.data_files):
                return frozenset()  # a data file that findings rested on may be missing here
            return self._settings_of(result.path).selection.codes

        return codes
