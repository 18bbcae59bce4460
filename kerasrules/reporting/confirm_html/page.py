"""The page: its head, its sections in the order in which they are read, and the raw JSON at its end."""

from __future__ import annotations

import base64
import hashlib
import json
import math
from collections.abc import Iterator
from importlib import resources
from typing import Any
from xml.etree.ElementTree import Element

from kerasrules import __version__
from kerasrules.reporting import confirm_words as words
from kerasrules.reporting.confirm_html import curves, tables
from kerasrules.reporting.confirm_html.excerpt import Source
from kerasrules.reporting.confirm_html.markup import Child, add, document, element, raw

_SIGNS = {"confirmed": "✔", "not confirmed": "≈", "refuted": "✘", "inconclusive": "?"}


def render(found: dict[str, Any], text: str | None) -> str:
    """The page as text."""
    source = Source(found.get("path"), text)
    body = element("body", element("a", "Skip to the verdicts", href="#verdicts", class_="skip"))
    sections = [_summary(found), _basis(found), *_verdicts(found, source), *_combined(found), *_findings(found, source)]
    sections += [*_models(found), _reading(found), _raw(found)]
    add(body, _header(found), element("main", *sections), _footer())
    for section in sections:
        section.tail = "\n"
    add(body, *_scripts(found))
    return document(element("html", _head(found), body, lang="en"))


# --- head ------------------------------------------------------------------------------------------------------------


def _head(found: dict[str, Any]) -> Element:
    style, script = _resource("page.css"), _resource("page.js")
    # nothing is loaded, and nothing runs but the script below
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}';"
        " base-uri 'none'; form-action 'none'"
    )
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="generator", content=f"kerasrules {__version__}"),
        element("title", f"kerasrules confirm: {found.get('path') or '?'}"),
        raw("style", style),
    )


def _resource(name: str) -> str:
    return resources.files(__package__ or "").joinpath(name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _scripts(found: dict[str, Any]) -> list[Element]:
    return [
        raw("script", _embedded(found), type="application/json", id="document"),
        raw("script", _resource("page.js")),
    ]


def _embedded(found: dict[str, Any]) -> str:
    """The document as JSON that holds no markup, whatever its strings are; what is no finite number is null."""
    text = json.dumps(_plain(found), allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


# --- sections --------------------------------------------------------------------------------------------------------


def _header(found: dict[str, Any]) -> Element:
    path = element("span", str(found.get("path") or "?"), class_="path")
    return element("header", element("p", "kerasrules confirm", class_="tool"), element("h1", path))


def _footer() -> Element:
    return element("footer", element("p", f"Written by kerasrules {__version__}. This page loads nothing."))


def _section(title: str, identity: str, *children: Child) -> Element:
    heading = element("h2", title, id=f"{identity}-heading")
    return element("section", heading, *children, id=identity, aria_labelledby=f"{identity}-heading")


def _badge(word: str, count: int | None = None) -> Element:
    sign = element("span", _SIGNS.get(word, "•"), aria_hidden="true")
    text = f" {word}" if count is None else f" {count} {word}"
    kind = word.replace(" ", "-") if word in words.MEANINGS else "inconclusive"
    return element("span", sign, text, class_=f"badge {kind}")


def _summary(found: dict[str, Any]) -> Element:
    section = _section("Summary", "summary")
    if found.get("interrupted"):
        add(section, element("p", "The run was interrupted: these are the verdicts so far.", class_="warn"))
    tally = words.tally(found)
    if tally:
        add(section, element("p", *(_badge(word, count) for word, count in tally), class_="tally"))
    else:
        add(section, element("p", "No finding was tried."))
    entries = []
    for number, verdict in enumerate(words.verdicts(found)):
        link = element("a", words.name_of(verdict), href=f"#verdict-{number}")
        entries.append(element("li", _badge(str(verdict.get("verdict"))), " ", link, f" at {_where(verdict)}"))
    if entries:
        add(section, element("ul", *entries, class_="contents"))
    return section


def _where(verdict: dict[str, Any]) -> str:
    return ", ".join(words.places(verdict))


def _facts(*pairs: tuple[str, str | Element | None]) -> Element:
    """What is known, name by name; what is not is left out."""
    made = element("dl")
    for name, value in pairs:
        if value is not None and value != "":
            add(made, element("div", element("dt", name), element("dd", value)))
    return made


def _basis(found: dict[str, Any]) -> Element:
    section = _section(
        "Data and basis",
        "basis",
        _facts(
            ("Data", words.data_words(found)),
            ("Backend", words.basis_words(found)),
            ("To compare", words.reference_words(found)),
            ("Time", words.time_words(found)),
        ),
    )
    if words.is_synthetic(found):
        add(section, element("p", words.SYNTHETIC, class_="warn"))
    notes = words.notes(found)
    if notes:
        add(section, element("ul", *(element("li", note) for note in notes), class_="notes"))
    return section


def _verdicts(found: dict[str, Any], source: Source) -> Iterator[Element]:
    every = words.verdicts(found)
    if every:
        articles = (_verdict(verdict, found, number, source) for number, verdict in enumerate(every))
        yield _section("Verdicts", "verdicts", *articles)
    else:
        # the link at the page's start leads here
        yield _section("Verdicts", "verdicts", element("p", "There are none."))


def _verdict(verdict: dict[str, Any], found: dict[str, Any], number: int, source: Source) -> Element:
    word, identity = str(verdict.get("verdict")), f"verdict-{number}"
    rule = element("span", f"{words.name_of(verdict)} ({verdict.get('code') or '?'})", class_="rule")
    article = element(
        "article",
        element("h3", _badge(word), " ", rule, id=f"{identity}-heading"),
        element("p", str(verdict.get("reason") or ""), class_="reason"),
        id=identity,
        aria_labelledby=f"{identity}-heading",
        class_=f"verdict {word.replace(' ', '-') if word in words.MEANINGS else 'inconclusive'}",
    )
    add(
        article,
        _facts(
            ("Finding", str(verdict.get("message") or "")),
            ("Place", _where(verdict)),
            ("Model", str(verdict.get("model") or "")),
            ("Remedy", str(verdict.get("remedy") or "")),
            ("Trial", words.trial_words(verdict, found)),
        ),
        source.excerpt(verdict),
    )
    if verdict.get("proofs"):
        add(article, element("h4", "Proofs"), tables.proofs(verdict["proofs"]))
    rows = words.rows(verdict)
    if rows:
        add(article, element("h4", "Trial"), tables.sides(rows, "Medians over the seeds"))
        add(article, *curves.figures(rows, identity), _numbers(rows))
    return article


def _numbers(rows: list[words.Row]) -> Element | None:
    table = tables.seeds(rows, "Each seed in numbers")
    return None if table is None else element("details", element("summary", "Each seed in numbers"), table)


def _combined(found: dict[str, Any]) -> Iterator[Element]:
    rows = words.combined_rows(found)
    if rows:
        remedies = ", ".join(str(one) for one in (found.get("combined") or {}).get("remedies") or ())
        yield _section(
            "All remedies together",
            "together",
            element("p", f"The remedies for {remedies}, applied at once.") if remedies else None,
            tables.sides(rows, "Medians over the seeds"),
            *curves.figures(rows, "combined"),
            _numbers(rows),
        )


def _findings(found: dict[str, Any], source: Source) -> Iterator[Element]:
    every = words.own_findings(found)
    if every:
        articles = []
        for one in every:
            severity = str(one.get("severity") or "warning")
            rule = element("span", f"{words.name_of(one)} ({one.get('code') or '?'})", class_="rule")
            articles.append(
                element(
                    "article",
                    element("h3", element("span", severity, class_="badge inconclusive"), " ", rule),
                    element("p", str(one.get("message") or "")),
                    _facts(("Place", _where(one)), ("Help", str(one.get("help") or ""))),
                    source.excerpt(one),
                    class_="verdict inconclusive",
                )
            )
        yield _section("What the data show", "findings", *articles)


def _models(found: dict[str, Any]) -> Iterator[Element]:
    every = [one for one in found.get("models") or () if one.get("rows")]
    if every:
        yield _section("Model" if len(every) == 1 else "Models", "models", *(tables.model(one) for one in every))


def _reading(found: dict[str, Any]) -> Element:
    meanings = element("dl", class_="meanings")
    for word, meaning in words.MEANINGS.items():
        add(meanings, element("div", element("dt", _badge(word)), element("dd", meaning)))
    hints = (
        words.SKILL,
        "Skill is computed from predictions, not from the loss: a loss can fall while the predictions stay the same.",
        "Each seed is a pair: both sides begin with the same weights and see the same batches in the same order. What"
        " counts is who wins a seed, and how often.",
        "Samples held out were not trained on. Skill on training samples without skill on these is learning by heart.",
        words.SCOPE,
    )
    return _section("How to read this", "reading", meanings, element("ul", *(element("li", hint) for hint in hints)))


def _raw(found: dict[str, Any]) -> Element:
    name = str(found.get("path") or "model").replace("\\", "/").rpartition("/")[2].rpartition(".")[0] or "model"
    link = element("a", "Save the JSON", id="save", href="#raw", download=f"{name}-confirm.json", hidden="hidden")
    hint = "All numbers of this page, as `kerasrules confirm --output-format json` prints them, are inside it."
    return _section("Raw data", "raw", element("p", hint), element("p", link))
