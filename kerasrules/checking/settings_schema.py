"""The JSON schema of `[tool.kerasrules]`, for editors that complete and check TOML files."""

from __future__ import annotations

from typing import Any

from kerasrules.checking import rule_options
from kerasrules.checking.settings_keys import KEYS


def schema() -> dict[str, Any]:
    """The schema of the table, from the keys."""
    properties = {}
    for name, key in KEYS.items():
        described = rule_options.schema() if name == "rules" else key.type.schema
        properties[name] = {**described, "description": key.text}
        if key.default is not None:
            properties[name]["default"] = key.default
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "kerasrules",
        "description": "The table [tool.kerasrules] of a pyproject.toml.",
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
    }
