"""What reports in XML share: text that XML can hold, and the document."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator

from kerasrules.model.inert import inert


def xml_text(text: str) -> str:
    """Text with an escape sequence for each character that does something where it is shown, or that XML lacks."""
    return inert(text, keep="\n\t")


def document(top: ElementTree.Element) -> Iterator[str]:
    """The lines of the file with this element at its top."""
    ElementTree.indent(top)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield ElementTree.tostring(top, encoding="unicode")
