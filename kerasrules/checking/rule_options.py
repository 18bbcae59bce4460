"""`[tool.kerasrules.rules.NAME]`: thresholds of rules that are a matter of taste."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kerasrules.checking.select import nearest as nearest_rule
from kerasrules.checking.settings_files import SettingsError, describe
from kerasrules.checking.settings_keys import nearest
from kerasrules.rules import INDEX, code_of, rule_of


def rule_options(table: Mapping[str, Mapping[str, Any]], path: str) -> tuple[tuple[str, float], ...]:
    """`("KR501.max-rate", 0.5)` for each option that is set. Raises SettingsError."""
    found: dict[str, float] = {}
    for rule_name, values in table.items():
        code = rule_name.upper() if rule_name.upper() in INDEX else code_of(rule_name.lower())
        where = f"{path}: in [tool.kerasrules.rules.{rule_name}]: "
        if code is None:
            raise SettingsError(f"{where}unknown rule {rule_name!r}{nearest_rule(rule_name)}")
        options = {option.name: option for option in rule_of(code).options}
        for name, value in values.items():
            if not options:
                raise SettingsError(f"{where}this rule has no options")
            if name not in options:
                raise SettingsError(f"{where}unknown option {name!r}{nearest(name, options)}")
            option = options[name]
            is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
            if not is_number or not option.low <= value <= option.high:
                wanted = f"a number from {option.low:g} to {option.high:g}"
                raise SettingsError(f"{where}`{name}` must be {wanted}, not {describe(value)}")
            found[f"{code}.{name}"] = float(value)
    return tuple(sorted(found.items()))


def schema() -> dict[str, Any]:
    """The JSON schema of the table."""
    properties: dict[str, Any] = {}
    for code, entry in INDEX.items():
        options = rule_of(code).options
        if options:
            properties[entry.name] = {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    option.name: {
                        "type": "number",
                        "minimum": option.low,
                        "maximum": option.high,
                        "default": option.default,
                        "description": option.text,
                    }
                    for option in options
                },
            }
            properties[code] = {"$ref": f"#/properties/rules/properties/{entry.name}"}
    return {"type": "object", "additionalProperties": False, "properties": properties}
