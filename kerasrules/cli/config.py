"""`kerasrules config`: the keys of the settings, with types, defaults and what they are for."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kerasrules.cli.verbs import CLEAN, UsageError, write

if TYPE_CHECKING:
    from kerasrules.model.report_documents import ConfigDocument

EPILOG = """\
examples:
  kerasrules config                           all keys of [tool.kerasrules]
  kerasrules config per-file-ignores
  kerasrules config --schema > kerasrules.schema.json

`kerasrules check --show-settings FILE` prints the settings that hold for a file.
"""


def declare(parser: argparse.ArgumentParser) -> None:
    """Add the options of this verb."""
    parser.add_argument("keys", metavar="KEY", nargs="*", help="a key, such as per-file-ignores")
    parser.add_argument("--output-format", choices=("text", "json"), default="text", help="default: text")
    parser.add_argument("--schema", action="store_true", help="print the JSON schema of [tool.kerasrules]")


def run(options: argparse.Namespace) -> int:
    """Print what is to be known of the keys, and return the exit status."""
    from kerasrules.checking.settings_keys import KEYS, nearest
    from kerasrules.report.json import dumps

    if options.schema:
        from kerasrules.checking.settings_schema import schema

        if options.keys:
            raise UsageError("a key and --schema cannot be used together")
        write([dumps(schema())])
        return CLEAN
    for key in options.keys:
        if key not in KEYS:
            raise UsageError(f"unknown key {key!r}{nearest(key, KEYS)}")
    wanted = options.keys or list(KEYS)
    if options.output_format == "json":
        of_keys: ConfigDocument = {
            name: {
                "type": key.type.words,
                "default": key.default,
                "text": key.text,
                "example": f"{name} = {key.example}",
            }
            for name, key in KEYS.items()
            if name in wanted
        }
        write([dumps(of_keys)])
    elif options.keys:
        for number, name in enumerate(wanted):
            write([""] * bool(number))
            write(_page(name))
    else:
        write(_table())
    return CLEAN


def _page(name: str) -> Iterator[str]:
    import textwrap

    from kerasrules.checking.settings_keys import KEYS
    from kerasrules.cli.toml_text import literal

    key = KEYS[name]
    yield name
    yield from textwrap.wrap(key.text, 100)
    yield f"type: {key.type.words}"
    default = "none" if key.default is None else literal(key.default)
    yield from textwrap.wrap(f"default: {default}", 100, subsequent_indent="  ")
    yield f"example: {name} = {key.example}"


def _table() -> Iterator[str]:
    from kerasrules.checking.settings_keys import KEYS

    width = max(map(len, KEYS))
    for name, key in KEYS.items():
        yield f"{name:<{width}}  {key.text.partition('. ')[0].rstrip('.')}"
