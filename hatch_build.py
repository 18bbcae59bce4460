"""Part of the build of the package: the manual page and the completions for shells go into the wheel."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ShellFiles(BuildHookInterface):  # type: ignore[misc]  # hatchling is there while the package is built
    """Adds what pip puts below `share` of the environment."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the files; without the libraries for it, as in a build that may install nothing, there are none."""
        if self.target_name != "wheel":
            return
        sys.path.insert(0, self.root)
        try:
            from tools import shell_files

            self._folder = tempfile.TemporaryDirectory()
            folder = Path(self._folder.name)
            build_data["shared_data"].update({str(folder / place): place for place in shell_files.write(folder)})
        except ImportError as error:
            self.app.display_warning(f"no manual page and no completions: {error}")
        finally:
            sys.path.remove(self.root)

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what the wheel holds by now."""
        if hasattr(self, "_folder"):
            self._folder.cleanup()
