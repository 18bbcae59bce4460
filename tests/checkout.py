"""What of a checkout pip needs to install kerasrules."""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).parent.parent
PARTS = ("kerasrules", "tools", "hatch_build.py", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml")


def copied_to(folder: Path) -> Path:
    """The folder, made with a copy of it, so that a build leaves nothing behind here."""
    folder.mkdir()
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, folder / part)
    return folder
