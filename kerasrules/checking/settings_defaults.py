"""What holds where no settings file says anything. Apart from the keys, which most runs need not know."""

from __future__ import annotations

DEFAULT_EXCLUDE = (
    ".bzr",
    ".direnv",
    ".eggs",
    ".git",
    ".hg",
    ".ipynb_checkpoints",
    ".kerasrules_cache",
    ".mypy_cache",
    ".nox",
    ".pytest_cache",
    ".ruff_cache",
    ".svn",
    ".tox",
    ".venv",
    "__pycache__",
    "__pypackages__",
    "_build",
    "build",
    "dist",
    "node_modules",
    "site-packages",
    "venv",
)
"""Folders that hold no program of the user's own: of other tools, or made by building and installing."""

DEFAULT_BASELINE = ".kerasrules-baseline.json"
"""The file for accepted findings where the settings name none, in the folder of the settings file."""

DEFAULT_CACHE = ".kerasrules_cache"
"""The folder for results of earlier runs, in the folder of the settings file."""

TAUGHT = ("layers", "losses", "loaders")
"""The tables of the user's own layers, losses and loaders."""
