"""Write `kerasrules/interpreter/libraries/handler_index.py` from the files of handlers.

    python -m tools.library_index

The index says which file has the handler of a name, so that a program costs the files of the libraries that it uses.
The tests compare it with the files.
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterable
from pathlib import Path
from unittest.mock import patch

import kerasrules
from kerasrules.interpreter.libraries import registry

INDEX = Path(kerasrules.__file__).parent / "interpreter" / "libraries" / "handler_index.py"
PACKAGE = f"{registry.__package__}."
WIDTH = 120
"""Of a line."""

HEAD = '''\
"""Which file registers what. Written by `python -m tools.library_index` from the files: do not edit it."""

from __future__ import annotations

from collections.abc import Mapping

'''


def registered() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """The names, and the members of values as "kind.name", that each file registers. For a process of its own."""
    names: dict[str, set[str]] = {}
    members: dict[str, set[str]] = {}
    add = registry._add

    def note(table: object, key: str | tuple[str, str], handler: object) -> None:
        add(table, key, handler)  # type: ignore[arg-type]
        if isinstance(key, tuple):
            members.setdefault(_file(), set()).add(".".join(key))
        else:
            names.setdefault(_file(), set()).add(key)

    with patch.object(registry, "_add", note):
        registry.load()
    return names, members


def text() -> str:
    """The index as Python."""
    names, members = registered()
    return (
        HEAD
        + _table("NAMES", names, "Functions, what makes parts of the network, and constants.")
        + "\n"
        + _table("MEMBERS", members, "Methods and attributes, by the kind of the value and their name.")
    )


def main() -> int:
    """Write the index; the result is the exit status."""
    INDEX.write_text(text(), encoding="utf-8")
    return 0


def _file() -> str:
    """The file of handlers that is being imported, as a path of modules below the package."""
    frame = sys._getframe(2)
    while frame.f_code.co_name != "<module>":
        assert frame.f_back is not None
        frame = frame.f_back
    return str(frame.f_globals["__name__"]).removeprefix(PACKAGE)


def _table(name: str, files: dict[str, set[str]], meaning: str) -> str:
    rows = "".join(_row(file, sorted(files[file])) for file in sorted(files))
    return f'{name}: Mapping[str, str] = {{\n{rows}}}\n"""{meaning}"""\n'


def _row(file: str, keys: Iterable[str]) -> str:
    """The row as the formatter writes it."""
    words = " ".join(keys)
    row = f'    "{file}": "{words}",\n'
    if len(row) <= WIDTH + 1:
        return row
    indented = WIDTH - len('        ""')
    broken = textwrap.wrap(words, indented if len(words) <= indented else indented - 1, break_on_hyphens=False)
    parts = [*(f'        "{line} "\n' for line in broken[:-1]), f'        "{broken[-1]}"\n']
    return f'    "{file}": (\n{"".join(parts)}    ),\n'


if __name__ == "__main__":
    sys.exit(main())
