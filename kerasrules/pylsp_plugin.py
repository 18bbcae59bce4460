"""A plugin of python-lsp-server, for editors that use it: findings alone, and only where it is switched on.

`kerasrules server` does more: it has fixes, hover and notebooks, and checks in processes of its own.
"""

from __future__ import annotations

from typing import Any

from pylsp import hookimpl

from kerasrules.api import check_source
from kerasrules.checking.discovery import leaves_out
from kerasrules.checking.prefilter import concerns_keras
from kerasrules.checking.settings import Overrides, SettingsFinder
from kerasrules.checking.settings_files import SettingsError
from kerasrules.model.findings import Finding, Severity
from kerasrules.model.locations import Position
from kerasrules.server.positions import bare, split, to_client
from kerasrules.source.reading_root import folders_given

_SEVERITIES = {Severity.ERROR: 1, Severity.WARNING: 2, Severity.INFO: 3}


def pylsp_settings() -> dict[str, Any]:
    """The defaults: who also uses `kerasrules server` would see all twice."""
    return {"plugins": {"kerasrules": {"enabled": False}}}


def pylsp_lint(workspace: Any, document: Any) -> list[dict[str, Any]]:
    """The findings in a document, as diagnostics of the protocol."""
    text, path, root = document.source, document.path or "program.py", workspace.root_path or ""
    folders = folders_given((root,), with_current=False)
    try:
        settings = SettingsFinder(Overrides(folders=folders), root=root or None).for_file(path)
    except SettingsError as error:
        start = {"line": 0, "character": 0}
        return [{"source": "kerasrules", "range": {"start": start, "end": start}, "message": str(error), "severity": 2}]
    if leaves_out(settings, path) or not concerns_keras(text.encode("utf-8", "surrogatepass"), path, folders):
        return []
    lines = split(text)
    found = check_source(text, path, settings, read_files=True)
    return [_diagnostic(finding, lines) for finding in found if finding.location.path == path]


def _diagnostic(finding: Finding, lines: list[str]) -> dict[str, Any]:
    return {
        "source": "kerasrules",
        "code": finding.code,
        "range": {"start": _place(finding.location.start, lines), "end": _place(finding.location.end, lines)},
        "message": f"{finding.message}\nhelp: {finding.help}" if finding.help else finding.message,
        "severity": _SEVERITIES[finding.severity],
    }


def _place(position: Position, lines: list[str]) -> dict[str, int]:
    found = to_client(position, bare(lines[min(position.line, len(lines)) - 1]), "utf-16")
    return {"line": found.line, "character": found.character}


for _hook in (pylsp_settings, pylsp_lint):
    hookimpl(_hook)
