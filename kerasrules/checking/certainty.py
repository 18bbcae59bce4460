"""Which predicted errors are certain enough to be told: those that nothing refutes and that rest on nothing supposed.

What Keras surely raises stops a program at once, so that whoever ran it knows better; a false one costs more trust than
any other finding. Three tests are made of every finding that says so, whichever rule it is of:

- A notebook that was saved with its outputs ran. Where a cell ended well the prediction is wrong, or right of a newer
  Keras alone.
- The interpreter supposes some things that the program does not say, such as that a function which nobody calls in
  sight is called with its defaults, or that a table has the columns that most have. The program is read again with all
  of that unknown (`ReadingOptions.supposes`), and what is not found again is not told. Where nothing was supposed, it
  would be the same program, and is not.
- A repository that holds a package `keras` means that one, a fork or an older release, of which nothing is known.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from kerasrules.model.findings import REPEATED, Effect, Finding, Severity
from kerasrules.model.record import replace
from kerasrules.source import disk

if TYPE_CHECKING:
    from kerasrules.model.program import Program


def unrefuted(findings: Iterable[Finding], program: Program) -> Iterator[Finding]:
    """The findings, less errors in code that ran; what only a newer Keras refuses of such code is information."""
    for finding in findings:
        if not _ran(finding, program):
            yield finding
        elif finding.severity is not Severity.ERROR:
            yield replace(finding, severity=Severity.INFO)


def _ran(finding: Finding, program: Program) -> bool:
    """Whether it predicts an error at a place that was passed; one that it names beside may have raised it."""
    run = program.saved_run
    if run is None or finding.effect is not Effect.STOPS or not run.passed(finding.location):
        return False
    return all(run.passed(related.location) is not False for related in finding.related)


def confirmed(
    findings: Sequence[Finding],
    program: Program,
    read_again: Callable[[frozenset[str]], Iterable[Finding]],
    alone: bool = False,
) -> Iterator[Finding]:
    """The findings, less errors that are not found again where nothing is supposed.

    read_again: what rules, by their codes, say then; it is asked only where an error is predicted. alone: whether
    nothing beside the program is looked at.
    """
    codes = frozenset(finding.code for finding in findings if finding.effect is Effect.STOPS)
    if codes and not alone and _brings_keras(program):
        codes = frozenset()
        findings = [finding for finding in findings if finding.effect is not Effect.STOPS]
    if not program.supposed:
        yield from findings
        return
    again = [one for one in read_again(codes) if one.effect is Effect.STOPS] if codes else []
    places = {(one.code, one.location): one for one in again}
    for finding in findings:
        if finding.effect is not Effect.STOPS or (finding.code, finding.location) in places:
            yield finding
        elif REPEATED in finding.message:
            # what is told of the first of several places may rest on something there, and hold of the others
            others = {related.location for related in finding.related}
            yield from (one for one in again if one.code == finding.code and one.location in others)


def _brings_keras(program: Program) -> bool:
    """Whether `import keras` gives the program a package of its own repository."""
    if not any(use.kind == "import" and use.name.partition(".")[0] == "keras" for use in program.uses):
        return False
    folder = os.path.dirname(os.path.abspath(program.path))
    while True:
        package = os.path.join(folder, "keras")
        if disk.is_file(os.path.join(package, "__init__.py")):
            return any(disk.exists(os.path.join(package, part)) for part in _PARTS_OF_KERAS)
        outer = os.path.dirname(folder)
        if outer == folder or disk.exists(os.path.join(folder, ".git")):
            return False
        folder = outer


_PARTS_OF_KERAS = ("src", "layers", "engine", "models.py")
"""What some release of Keras has in its package; another package may bear the name."""
