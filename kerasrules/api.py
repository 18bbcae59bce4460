"""kerasrules for Python programs: check text or files, apply fixes, and look at the recovered program.

    import kerasrules

    for finding in kerasrules.check_source("import keras\\n…"):
        print(finding.location.start.line, finding.code, finding.message)

Nothing that is given is run. `check_source` reads nothing but the text, unless it is allowed to; for the others,
settings are those of the nearest pyproject.toml where none are passed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kerasrules.checking.settings import Overrides, Settings, SettingsFinder
from kerasrules.model.findings import Finding
from kerasrules.model.locations import Location, Position
from kerasrules.model.record import replace
from kerasrules.model.results import FAILED, WITHOUT_KERAS, FileResult, Notice

if TYPE_CHECKING:
    from kerasrules.fixing import Fixed
    from kerasrules.model.program import Program
    from kerasrules.model.results import LintRun

__all__ = ["check_file", "check_paths", "check_source", "fix_source", "read_program"]


class SourceFindings(list[Finding]):
    """The findings in one program, in its order, and what came of it besides.

    status: "checked"; "without_keras" where nothing speaks of Keras; "skipped"; "failed" where it cannot be read or
    analyzed. notices: what is not a finding, such as that the time was used up.
    """

    def __init__(self, result: FileResult) -> None:
        super().__init__(result.findings)
        self.status = result.status
        self.notices = result.notices

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The same as a tuple."""
        return tuple(self)

    def __reduce__(self) -> tuple[type[SourceFindings], tuple[FileResult]]:
        return type(self), (FileResult("", self.status, self.findings, self.notices),)


def check_source(
    text: str,
    path: str | None = None,
    settings: Settings | None = None,
    *,
    timeout: float | None = None,
    read_files: bool = False,
) -> SourceFindings:
    """The findings in a program's text; of a notebook (a path that ends in .ipynb), in its JSON.

    Nothing but the text is read: path is only a name for it. read_files: whether the settings of its folder, the
    modules that it imports and the data files that it names are looked at. timeout: seconds of processor time for the
    analysis, after which what was recovered until then is checked; there is a limit of some seconds without, too.

    Never raises for what the text is: a program that cannot be analyzed has the status "failed", and a notice or a
    finding says why. Function and result can be pickled.
    """
    from kerasrules.checking import engine
    from kerasrules.checking.prefilter import may_hold_keras

    name = path or "program.py"
    if settings is None:
        settings = SettingsFinder().for_file(name) if read_files else Settings()
    if not read_files:
        settings = replace(settings, alone=True)
    try:
        if not read_files and not may_hold_keras(text.encode("utf-8", "surrogatepass")):
            return SourceFindings(FileResult(name, WITHOUT_KERAS))
        return SourceFindings(engine.check_source(text, name, replace(settings, seconds=timeout)))
    except Exception as error:  # one program of many must not end the others
        message = f"internal error ({type(error).__name__}: {error}); please report"
        start = Position(1, 1)
        return SourceFindings(FileResult(name, FAILED, (), (Notice(message, Location(name, start, start), True),)))


def check_file(path: str, settings: Settings | None = None) -> FileResult:
    """The findings in one file. A file that cannot be read has status "failed" and a finding that says why."""
    from kerasrules.checking import engine

    return engine.check_file(path, settings or SettingsFinder().for_file(path))


def check_paths(paths: Sequence[str], settings: Settings | None = None, jobs: int = 1) -> LintRun:
    """The findings below folders, in files and in globs, as `kerasrules check` has them.

    jobs: processes to use, 0 for one per core. Raises FileNotFoundError for a path that does not exist.
    """
    from kerasrules.checking import discovery
    from kerasrules.checking.many_files import check_files
    from kerasrules.source.reading_root import folders_given

    finder = SettingsFinder(Overrides(folders=folders_given(paths)))
    found = discovery.find(paths, finder.for_folder if settings is None else lambda _: settings)
    if found.missing:
        raise FileNotFoundError(found.missing[0])
    return check_files(found.files, jobs)


def fix_source(text: str, path: str = "program.py", settings: Settings | None = None, *, unsafe: bool = False) -> Fixed:
    """A program's text with its fixes applied; unsafe: also those that change what the program does on purpose."""
    from kerasrules import fixing

    return fixing.fix_text(text, path, settings or SettingsFinder().for_file(path), unsafe=unsafe)


def read_program(path: str) -> tuple[Program | None, FileResult]:
    """The models, losses and data recovered from a file; None where it cannot be read, with the reason."""
    from kerasrules.checking import engine

    return engine.read_file(path)
