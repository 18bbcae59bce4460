"""`python -m tools.playground`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tools import playground, site_pages


def main() -> int:
    """Build, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.playground", description="Build the playground.")
    parser.add_argument("folder", type=Path, help="where to write it")
    parser.add_argument(
        "--pyodide",
        type=Path,
        default=site_pages.pyodide(),
        help="the npm package, unpacked (default: the variable PYODIDE, or node_modules/pyodide here)",
    )
    options = parser.parse_args()
    try:
        playground.build(options.folder, options.pyodide)
    except OSError as error:
        print(f"error: {error}; `npm install pyodide` gets it", file=sys.stderr)
        return 2
    print(f"to look at it: python -m http.server --directory {options.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
