"""A baseline: the findings that a repository has accepted for now, so that only new ones are reported.

The file holds a fingerprint and a count for each accepted finding, one to a line and sorted, so that it can be
reviewed and merged. Paths in it are relative to its folder.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from kerasrules.model.record import field, record
from kerasrules.rules import INDEX
from kerasrules.source.regular_files import read_regular
from kerasrules.source.relative_paths import relative_name

if TYPE_CHECKING:
    from kerasrules.checking.fingerprints import Fingerprints
    from kerasrules.model.findings import Finding

MAX_BYTES = 200_000_000
VERSION = 1


class BaselineError(Exception):
    """A file that is no baseline, in words for the user."""


class BaselineEntry(NamedTuple):
    """Findings of one file that look alike. scope: the function, class and variable they stand in."""

    path: str
    rule: str
    name: str
    scope: str
    fingerprint: str


@record
class Baseline:
    """The entries of one file, each with how many findings it stands for."""

    path: str
    counts: Counter[BaselineEntry] = field(default_factory=Counter)

    def entry(self, finding: Finding, fingerprints: Fingerprints) -> BaselineEntry:
        """The entry that a finding belongs to."""
        made = fingerprints.of(finding)
        return BaselineEntry(self._relative(finding.location.path), finding.code, finding.name, made.scope, made.digest)

    def hold(
        self, findings: Sequence[Finding], fingerprints: Fingerprints
    ) -> tuple[list[Finding], Counter[BaselineEntry]]:
        """The findings that are not in the baseline, and what is in it without a finding."""
        left = Counter(self.counts)
        new: list[Finding] = []
        for finding in findings:
            entry = self.entry(finding, fingerprints)
            if left[entry] > 0:
                left[entry] -= 1
            else:
                new.append(finding)
        return new, +left

    def is_judged(self, entry: BaselineEntry, checked: Callable[[str], frozenset[str] | None]) -> bool:
        """Whether a run can say of an entry that it is gone: its file was checked for this rule, or is no more.

        checked: the codes of the rules that were run on a file (an absolute path), None where it was not checked.
        """
        path = os.path.join(os.path.dirname(os.path.abspath(self.path)), entry.path)
        codes = checked(os.path.normpath(path))
        return entry.rule in codes if codes is not None else not os.path.lexists(path)

    def render(self) -> bytes:
        """The file's content."""
        lines = [
            json.dumps({**entry._asdict(), "count": count}, ensure_ascii=False)
            for entry, count in sorted(self.counts.items())
        ]
        listed = "[\n    " + ",\n    ".join(lines) + "\n  ]" if lines else "[]"
        return f'{{\n  "version": {VERSION},\n  "findings": {listed}\n}}\n'.encode("utf-8", "replace")

    def _relative(self, path: str) -> str:
        return relative_name(os.path.abspath(path), os.path.dirname(os.path.abspath(self.path)))


def load(path: str) -> Baseline:
    """The baseline in a file. Raises BaselineError, and OSError where the file cannot be read."""
    data = read_regular(path, MAX_BYTES)
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BaselineError(f"not valid JSON: {error}") from None
    if not isinstance(document, dict) or "version" not in document:
        raise BaselineError("not a baseline: `version` is missing")
    version = document["version"]
    if version != VERSION or isinstance(version, bool):
        raise BaselineError(f"its version is {version!r}, but this kerasrules supports version {VERSION}")
    counts: Counter[BaselineEntry] = Counter()
    for entry, count in _entries(document.get("findings")):
        counts[entry] += count
    return Baseline(path, counts)


def _entries(listed: object) -> Iterator[tuple[BaselineEntry, int]]:
    if not isinstance(listed, list):
        raise BaselineError("`findings` must be a list")
    for number, item in enumerate(listed, 1):
        parts: Iterable[object] = (
            [item.get(name) for name in BaselineEntry._fields] if isinstance(item, dict) else [None]
        )
        count = item.get("count") if isinstance(item, dict) else None
        texts = [part for part in parts if isinstance(part, str)]
        if len(texts) != len(BaselineEntry._fields) or type(count) is not int or count < 1:
            raise BaselineError(
                f"entry {number} of `findings` must have {', '.join(BaselineEntry._fields)} and a count above 0"
            )
        entry = BaselineEntry(*texts)
        known = INDEX.get(entry.rule)
        # a rule may have been called otherwise when the file was written
        yield entry if known is None else entry._replace(name=known.name), count
