"""Write `kerasrules/rules/index.py` from the rules' files.

    python -m tools.rule_index

The index says what must be known of rules without loading their files. The tests compare it with the files.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import MISSING, fields
from importlib import import_module
from pathlib import Path

import kerasrules
from kerasrules.rules.entry import RuleEntry
from kerasrules.rules.rule import Rule, rules_among

DIRECTORY = Path(kerasrules.__file__).parent / "rules"
INDEX = DIRECTORY / "index.py"

HEAD = '''\
"""The index of all rules by code. Written by `python -m tools.rule_index` from the rules' files: do not edit it."""

from __future__ import annotations

from collections.abc import Mapping

from kerasrules.rules.entry import RuleEntry

INDEX: Mapping[str, RuleEntry] = {
'''


def rules() -> list[type[Rule]]:
    """The class of each rule, sorted by code: every file of a family's folder without an underscore holds one."""
    files = sorted(DIRECTORY.glob("*/[a-z]*.py"))
    return sorted((rule for file in files for rule in _rules_in(file)), key=lambda rule: rule.code)


def entry_of(rule: type[Rule]) -> RuleEntry:
    """A rule's row."""
    return RuleEntry(
        code=rule.code,
        name=rule.name,
        family=rule.family,
        severity=rule.severity.value,
        fix_applicability=rule.fix_applicability,
        trains=rule.confirm.trains,
        always_selected=rule.always_selected,
        former_names=rule.former_names,
        preview=rule.preview,
    )


def text() -> str:
    """The index as Python."""
    return HEAD + "".join(f'    "{rule.code}": {_row(entry_of(rule))},\n' for rule in rules()) + "}\n"


def main() -> int:
    """Write the index; the result is the exit status."""
    INDEX.write_text(text(), encoding="utf-8")
    return 0


def _rules_in(file: Path) -> Iterator[type[Rule]]:
    module = import_module(f"kerasrules.rules.{file.parent.name}.{file.stem}")
    return (found for found in rules_among(vars(module).values()) if found.__module__ == module.__name__)


def _row(entry: RuleEntry) -> str:
    """The row as a call, without the fields that have their default."""
    arguments = []
    for field in fields(entry):
        value = getattr(entry, field.name)
        if field.default is MISSING:
            arguments.append(_literal(value))
        elif value != field.default:
            arguments.append(f"{field.name}={_literal(value)}")
    row = f"RuleEntry({', '.join(arguments)})"
    if len(row) + 16 <= 120:
        return row
    return "\n        ".join(["RuleEntry(", *(f"{argument}," for argument in arguments)]) + "\n    )"


def _literal(value: object) -> str:
    """A value as Python with double quotes."""
    return repr(value).replace("'", '"')


if __name__ == "__main__":
    sys.exit(main())
