"""Where a rule's documentation can be read."""

from __future__ import annotations

import os

from kerasrules.model.project import SITE

VARIABLE = "KERASRULES_DOCS_URL"
"""The variable of the environment with the address of a copy of the site, such as a company's own."""


def site() -> str | None:
    """The address of the documentation, without a slash at its end; None where it is not published."""
    address = os.environ.get(VARIABLE) or SITE
    return address.rstrip("/") if address else None


def rule_url(code: str, name: str) -> str | None:
    """The address of a rule's page, where there is one. Rules that users wrote have none."""
    address = site()
    return f"{address}/rules/{code}-{name}.html" if address and code.startswith("KR") else None
