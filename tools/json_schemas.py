"""Write the JSON schemas in `docs/schemas`: of the settings, and of the outputs that are ours.

    python -m tools.json_schemas

They are made from the keys of the settings and from the types of the documents, which the type checker compares with
what writes them. SARIF, rdjson, Code Quality, JUnit and checkstyle have schemas of their own.
"""

from __future__ import annotations

import json
import sys
from inspect import cleandoc
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints, is_typeddict

from kerasrules.checking.settings_schema import schema as settings_schema
from kerasrules.model.as_json import FindingObject
from kerasrules.model.confirm_document import ConfirmDocument
from kerasrules.model.report_documents import CheckDocument, ConfigDocument, SettingsDocument, ShowDocument

DIRECTORY = Path(__file__).parent.parent / "docs" / "schemas"
DRAFT = "http://json-schema.org/draft-07/schema#"
DOCUMENTS: dict[str, tuple[Any, str]] = {
    "check": (CheckDocument, "`kerasrules check --output-format json`"),
    "finding": (FindingObject, "A line of `kerasrules check --output-format jsonl`"),
    "show": (ShowDocument, "`kerasrules show --output-format json`"),
    "shown-settings": (SettingsDocument, "`kerasrules check --show-settings --output-format json`"),
    "config": (ConfigDocument, "`kerasrules config --output-format json`"),
    "confirm": (ConfirmDocument, "`kerasrules confirm --output-format json`"),
}
_PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null"}


def schema_of(document: Any, title: str) -> dict[str, Any]:
    """The schema of a dictionary, with the typed ones that it holds as definitions."""
    definitions: dict[str, Any] = {}
    top = _object(document, definitions) if is_typeddict(document) else _schema(document, definitions)
    return {"$schema": DRAFT, "title": title, **top, "definitions": dict(sorted(definitions.items()))}


def _object(document: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    properties = {name: _schema(hint, definitions) for name, hint in get_type_hints(document).items()}
    described = {"description": cleandoc(document.__doc__)} if document.__doc__ and document.__doc__ != "dict" else {}
    # further keys may come without a new version: who reads it passes over them
    return {
        "type": "object",
        **described,
        "properties": properties,
        "required": [name for name in properties if name in document.__required_keys__],
    }


def _schema(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    if is_typeddict(hint):
        if hint.__name__ not in definitions:
            definitions[hint.__name__] = {}  # an object may hold others of its kind
            definitions[hint.__name__] = _object(hint, definitions)
        return {"$ref": f"#/definitions/{hint.__name__}"}
    if hint is object:
        return {}
    if hint in _PLAIN:
        return {"type": _PLAIN[hint]}
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return {"anyOf": [_schema(part, definitions) for part in parts]}
    if origin is list:
        return {"type": "array", "items": _schema(parts[0], definitions)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _schema(parts[1], definitions)}
    raise TypeError(f"no schema for {hint}")


def schemas() -> dict[str, dict[str, Any]]:
    """Every schema by the name of its file."""
    made = {name: schema_of(document, title) for name, (document, title) in DOCUMENTS.items()}
    return {"settings": settings_schema(), **made}


def main() -> int:
    """Write the files; the result is the exit status."""
    DIRECTORY.mkdir(exist_ok=True)
    for name, schema in schemas().items():
        text = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
        (DIRECTORY / f"{name}.json").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
