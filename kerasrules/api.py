"""kerasrules for Python programs: check text or files, apply fixes, and look at the recovered program.

    import kerasrules

    for finding in kerasrules.check_source("import keras\\n…").findings:
        print(finding.location.start.line, finding.code, finding.message)

Nothing that is given is run. Settings are those of the nearest pyproject.toml where none are passed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kerasrules.check.settings import Settings, SettingsFinder

if TYPE_CHECKING:
    from kerasrules.fixing import Fixed
    from kerasrules.model.program import Program
    from kerasrules.model.results import FileResult, LintRun

__all__ = ["check_file", "check_paths", "check_source", "fix_source", "read_program"]


def check_source(text: str, path: str = "program.py", settings: Settings | None = None) -> FileResult:
    """The findings in a program's text; of a notebook (a path that ends in .ipynb), in its JSON."""
    from kerasrules.check import engine

    return engine.check_source(text, path, settings or SettingsFinder().for_file(path))


def check_file(path: str, settings: Settings | None = None) -> FileResult:
    """The findings in one file. A file that cannot be read has status "failed" and a finding that says why."""
    from kerasrules.check import engine

    return engine.check_file(path, settings or SettingsFinder().for_file(path))


def check_paths(paths: Sequence[str], settings: Settings | None = None, jobs: int = 1) -> LintRun:
    """The findings below folders, in files and in globs, as `kerasrules check` has them.

    jobs: processes to use, 0 for one per core. Raises FileNotFoundError for a path that does not exist.
    """
    from kerasrules.check import discovery, engine

    finder = SettingsFinder()
    found = discovery.find(paths, finder.for_folder if settings is None else lambda _: settings)
    if found.missing:
        raise FileNotFoundError(found.missing[0])
    return engine.check_files(found.files, jobs)


def fix_source(text: str, path: str = "program.py", settings: Settings | None = None, *, unsafe: bool = False) -> Fixed:
    """A program's text with its fixes applied; unsafe: also those that change what the program does on purpose."""
    from kerasrules import fixing

    return fixing.fix_text(text, path, settings or SettingsFinder().for_file(path), unsafe=unsafe)


def read_program(path: str) -> tuple[Program | None, FileResult]:
    """The models, losses and data recovered from a file; None where it cannot be read, with the reason."""
    from kerasrules.check import engine

    return engine.read_file(path)
