"""The output formats of `check`: one entry for each, and nothing of a format is imported before it is used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from kerasrules.model.record import record

if TYPE_CHECKING:
    from kerasrules.report.inputs import Report


@record(frozen=True)
class Format:
    """One output format.

    module: the file in this folder whose `render` writes it. for_people: other lines may stand beside it, and it may be
    colored. statistics: it can count the findings of each rule. checkout: the environment variable that names the
    folder which file names in the report begin at.
    """

    module: str
    for_people: bool = False
    statistics: bool = False
    checkout: str = "GITHUB_WORKSPACE"

    def render(self, report: Report) -> Iterable[str]:
        """The report, line by line, without line ends."""
        lines: Iterable[str] = import_module(f"kerasrules.report.{self.module}").render(report)
        return lines


FORMATS: Mapping[str, Format] = {
    "full": Format("text", for_people=True, statistics=True),
    "concise": Format("concise", for_people=True, statistics=True),
    "json": Format("json", statistics=True),
    "jsonl": Format("jsonl"),
    "sarif": Format("sarif"),
    "github": Format("github"),
    "gitlab": Format("gitlab", checkout="CI_PROJECT_DIR"),
    "junit": Format("junit"),
    "rdjson": Format("rdjson"),
    "checkstyle": Format("checkstyle"),
}
"""Every format by the name that `--output-format` takes, in the order of the help text."""
