"""Where the project is, and what the parts of it need that may be missing.

The repository's address stands here and in `pyproject.toml`; what else names it is compared with this by the tests.
"""

from __future__ import annotations

from collections.abc import Mapping

REPOSITORY = "https://example.org/kerasrules"
"""The source. An address of example.org, which nobody can own, says that there is none yet."""

SITE: str | None = None
"""The published documentation. None: it is not, and findings carry no address that would lead nowhere."""

NEEDED_BY: Mapping[str, tuple[str, ...]] = {
    "confirm": ("tensorflow>=2.16", "numpy>=1.26", "rich>=13.0"),
    "server": ("pygls>=2.0",),
}
"""What a part of kerasrules needs, as `pyproject.toml` has it."""


def how_to_install(part: str) -> str:
    """A command that works whatever kerasrules was installed from: it names what is missing, and not kerasrules."""
    return "pip install " + " ".join(f"'{requirement}'" for requirement in NEEDED_BY[part])
