"""Patches made in a file's text, whether it is a script or a notebook."""

from __future__ import annotations

from collections.abc import Iterable

from kerasrules.source.patches import Patch, patched

_BOM = "\ufeff"


def with_patches(text: str, path: str, patches: Iterable[Patch]) -> str:
    """The file's text with patches of its units (0 for a script, else a cell's number), and no other change.

    Raises CannotFix where a cell's code is stored in a way that cannot be written to.
    """
    by_unit: dict[int, list[Patch]] = {}
    for patch in patches:
        by_unit.setdefault(patch.unit, []).append(patch)
    if path.endswith(".ipynb"):
        from kerasrules.source.notebook.edit import rewritten

        return rewritten(text, by_unit)
    bom = _BOM if text.startswith(_BOM) else ""
    return bom + patched(text.removeprefix(_BOM), by_unit.get(0, ()))
