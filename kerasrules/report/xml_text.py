"""What reports in XML share: text that XML can hold, and the document."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator

from kerasrules.model.inert import inert

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """Text with an escape sequence for each character that does something where it is shown, or that XML lacks."""
    return _NO_XML.sub("\ufffd", inert(text, keep="\n\t"))


def document(top: ElementTree.Element) -> Iterator[str]:
    """The lines of the file with this element at its top."""
    ElementTree.indent(top)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield ElementTree.tostring(top, encoding="unicode")
