"""The verdicts of `confirm` as one HTML page that needs nothing else: no network, no other file, no plotting library.

The page is static: its curves are SVG and can be read without JavaScript, which only saves the raw JSON to a file. All
text comes from files that nobody vouches for, so it enters as text nodes, never as markup, and a content security
policy lets nothing run or load but what is written here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kerasrules.report.confirm_html import page
from kerasrules.report.inputs import SourceLines


def render(document: Mapping[str, Any], source: SourceLines | None) -> str:
    """The page.

    document: as `confirm --output-format json` prints it. source: the lines of the file at the document's path,
    to show those that findings are about; None: no lines are shown.
    """
    return page.render(document, source)
