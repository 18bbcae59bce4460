"""Patches made in a file's text, whether it is a script or a notebook."""

from __future__ import annotations

from collections.abc import Iterable

from kerasrules.source.patches import Patch

BOM = "\ufeff"


def with_patches(text: str, path: str, patches: Iterable[Patch]) -> str:
    """The file's text with patches of its units (0 for a script, else a cell's number), and no other change.

    Raises CannotFix where a cell's code is stored in a way that cannot be written to.
    """
    for start, end, new in sorted(replacements(text, path, patches), reverse=True):
        text = text[:start] + new + text[end:]
    return text


def replacements(text: str, path: str, patches: Iterable[Patch]) -> list[tuple[int, int, str]]:
    """The same as (start, end, what is to stand there) in the file's text. Raises CannotFix."""
    by_unit: dict[int, list[Patch]] = {}
    for patch in patches:
        by_unit.setdefault(patch.unit, []).append(patch)
    if path.endswith(".ipynb"):
        from kerasrules.source.notebook import edit

        return edit.replacements(text, by_unit)
    bom = len(text) - len(text.removeprefix(BOM))
    return [(patch.start + bom, patch.end + bom, patch.text) for patch in set(by_unit.get(0, ()))]
