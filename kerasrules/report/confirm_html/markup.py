"""Elements of HTML and SVG, built as a tree so that no text can become markup."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TypeAlias
from xml.etree.ElementTree import Element

from kerasrules.report.one_line import one_line

Child: TypeAlias = "Element | str | None"

_VOID = {"meta"}
_RAW = {"script", "style"}


def element(tag: str, *children: Child, **attributes: str | float | None) -> Element:
    """An element with children, strings as text; None is omitted.

    In the names of attributes `_` stands for `-`, and a `_` at the end is dropped: `class_`, `aria_label`.
    """
    made = Element(tag)
    for name, value in attributes.items():
        if value is not None:
            made.set(name.rstrip("_").replace("_", "-"), one_line(_text(value)))
    add(made, *children)
    return made


def add(parent: Element, *children: Child) -> None:
    """Put children at the end of an element."""
    for child in children:
        if child is None:
            continue
        if isinstance(child, Element):
            parent.append(child)
        elif len(parent):
            parent[-1].tail = (parent[-1].tail or "") + one_line(child)
        else:
            parent.text = (parent.text or "") + one_line(child)


def raw(tag: str, text: str, **attributes: str) -> Element:
    """A `style` or `script` element, whose text a browser takes as it is: it must not hold `</`."""
    if "</" in text:
        raise ValueError(f"the text of <{tag}> would end it")
    made = element(tag, **attributes)
    made.text = text
    return made


def document(root: Element) -> str:
    """The tree as an HTML document."""
    return f"<!DOCTYPE html>\n{fragment(root)}\n"


def fragment(root: Element) -> str:
    """The tree as a part of another document."""
    return "".join(_serialised(root))


def _serialised(one: Element) -> Iterator[str]:
    """As `ElementTree` writes HTML, but with `<` escaped in attributes too: no tag in the text but real ones."""
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in one.attrib.items())
    yield f"<{one.tag}{attributes}>"
    if one.tag not in _VOID:
        text = one.text or ""
        yield text if one.tag in _RAW else escape(text, quote=False)
        for child in one:
            yield from _serialised(child)
            yield escape(child.tail or "", quote=False)
        yield f"</{one.tag}>"


def _text(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")
