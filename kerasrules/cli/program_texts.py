"""The texts of a program's files with the fixes of findings, also of those that stand in its other modules."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from kerasrules.model.edits import place_of
from kerasrules.model.findings import Finding

if TYPE_CHECKING:
    from kerasrules.model.program import Program

Lines = tuple[tuple[int, int], ...]
"""First and last lines of stretches of a text."""


class CannotWrite(Exception):
    """A fix cannot be written, for this reason."""


def stands_elsewhere(finding: Finding, path: str) -> bool:
    """Whether a fix changes other files than the program's own."""
    edits = finding.fix.edits if finding.fix is not None else ()
    return any(place_of(edit).path != path for edit in edits)


def fixed_elsewhere(findings: Iterable[Finding], program: Program, own: Mapping[str, str]) -> dict[str, str]:
    """The changed texts of files by their path, as the fixes of these findings make them.

    own: texts that are not those of the files. Raises CannotWrite.
    """
    from kerasrules.fixing.editable_program import EditableProgram
    from kerasrules.fixing.fix_context import FixContext
    from kerasrules.fixing.render import rendered
    from kerasrules.model.record import replace
    from kerasrules.source.load import from_text
    from kerasrules.source.patches import CannotFix, Patch, collide
    from kerasrules.source.source import SourceError, SourceSkipped

    fixes = [finding.fix for finding in findings if finding.fix is not None]
    texts: dict[str, str] = {}
    for path in dict.fromkeys(place_of(edit).path for fix in fixes for edit in fix.edits):
        try:
            text = own[path] if path in own else stored(path)
            editable = EditableProgram(text, from_text(text, path))
            context = FixContext(editable, program)
            patches: list[Patch] = []
            for fix in fixes:
                here = replace(fix, edits=tuple(edit for edit in fix.edits if place_of(edit).path == path))
                made = [patch for patch in rendered(here, context) if patch not in patches]
                if any(collide(one, other) for one in made for other in patches):
                    raise CannotWrite("it conflicts with another fix")
                patches += made
            texts[path] = editable.with_patches(patches)
        except (CannotFix, SourceError, SourceSkipped, OSError) as error:
            raise CannotWrite(str(error)) from None
    return texts


def stored(path: str) -> str:
    """The text that a file holds."""
    from kerasrules.source.load import decode, read_bytes

    return decode(read_bytes(path), path)


def moved_lines(before: str, after: str, stretches: Lines) -> Lines:
    """Where these lines of a text stand after it was changed."""
    if before == after:
        return stretches
    places: dict[int, int] = {}
    for _, start, end, new_start, new_end in SequenceMatcher(
        None, before.splitlines(), after.splitlines(), autojunk=False
    ).get_opcodes():
        for line in range(start, end):
            places[line + 1] = min(new_start + line - start, max(new_start, new_end - 1)) + 1
    return tuple((places.get(first, first), places.get(last, last)) for first, last in stretches)


def absolute(texts: Mapping[str, str]) -> dict[str, str]:
    """The same by absolute path."""
    return {os.path.abspath(path): text for path, text in texts.items()}


def joined(stretches: Sequence[tuple[str, tuple[int, int]]]) -> dict[str, Lines]:
    """Stretches of lines by the file that they are in."""
    found: dict[str, Lines] = {}
    for path, lines in stretches:
        found[path] = tuple(dict.fromkeys((*found.get(path, ()), lines)))
    return found
