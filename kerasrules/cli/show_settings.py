"""`check --show-files` and `--show-settings`: what would be checked, and how. No program is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kerasrules.cli.verbs import CLEAN, ERROR, complain_of, files, finder, for_stdin, write

if TYPE_CHECKING:
    import argparse

    from kerasrules.checking.settings import Settings
    from kerasrules.model.report_documents import SettingsDocument


def run(options: argparse.Namespace) -> int:
    """Print it, and return the exit status."""
    settings_finder = finder(options)
    found: list[tuple[str, Settings]] = []
    missing: list[str] = []
    if "-" in options.paths:
        settings = for_stdin(settings_finder, options)
        found = [] if settings is None else [(options.stdin_filename or "-", settings)]
    else:
        found, missing = files(options, settings_finder)
    if options.show_files:
        write(path for path, _ in found)
    if options.show_settings and not missing:
        path, settings = found[0] if found else (".", settings_finder.for_folder("."))
        _show(path, settings, options)
    complain_of(missing)
    return ERROR if missing else CLEAN


def _show(path: str, settings: Settings, options: argparse.Namespace) -> None:
    from kerasrules.checking.effective_settings import effective
    from kerasrules.cli.toml_text import assignment

    values = effective(settings)
    if options.output_format == "json":
        from kerasrules.report.json import dumps

        document: SettingsDocument = {"path": path, "sources": list(settings.sources), "settings": dict(values)}
        write([dumps(document)])
        return
    sources = ", then ".join(settings.sources) or "no settings file"
    write([f"# {path}: {sources}, then the command line", "[tool.kerasrules]"])
    write(assignment(key, value) for key, value in values.items())
