"""A report of made-up findings, for the tests of output formats."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence

from kerasrules.model.findings import Finding
from kerasrules.model.results import Fingerprint, LintRun
from kerasrules.report.colors import Colors
from kerasrules.report.display_paths import DisplayPaths
from kerasrules.report.inputs import Report
from kerasrules.rules import load
from kerasrules.source.file_positions import FilePositions
from kerasrules.source.source_texts import SourceTexts

PATHS = DisplayPaths("/work", "/work", posixpath)


def report_of(
    findings: Sequence[Finding],
    run: LintRun | None = None,
    *,
    texts: Mapping[str, str] | None = None,
    colors: Colors | None = None,
    baselined: int = 0,
    statistics: bool = False,
) -> Report:
    """What a format gets to render. Fingerprints are numbers, so that they can be told apart."""
    sources = SourceTexts(dict(texts or {}))
    return Report(
        LintRun() if run is None else run,
        findings,
        sources=sources,
        stored=FilePositions(sources),
        paths=PATHS,
        fingerprints=lambda: [Fingerprint("build.model", f"{number:016x}:1") for number in range(len(findings))],
        rules=load,
        colors=colors or Colors(False),
        baselined=baselined,
        statistics=statistics,
    )
