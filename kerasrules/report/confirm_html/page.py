"""The page: its head, its sections in the order in which they are read, and the raw JSON at its end."""

from __future__ import annotations

import base64
import hashlib
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from typing import Any
from xml.etree.ElementTree import Element

from kerasrules.report import confirm_variants as variants
from kerasrules.report import confirm_words as words
from kerasrules.report.confirm_html import curves, tables
from kerasrules.report.confirm_html.excerpt import MarkedSource
from kerasrules.report.confirm_html.markup import Child, add, document, element, raw
from kerasrules.report.inputs import SourceLines
from kerasrules.version import __version__

_SIGNS = {"confirmed": "✔", "not confirmed": "≈", "refuted": "✘", "inconclusive": "?"}


def render(found: Mapping[str, Any], lines: SourceLines | None) -> str:
    """The page as text."""
    source = MarkedSource(found.get("path"), lines)
    body = element("body", element("a", "Skip to the verdicts", href="#verdicts", class_="skip"))
    sections = [_summary(found), _basis(found), *_verdicts(found, source), *_combined(found), *_findings(found, source)]
    sections += [*_models(found), _reading(found), _raw(found)]
    add(body, _header(found), element("main", *sections), _footer())
    for section in sections:
        section.tail = "\n"
    add(body, *_scripts(found))
    return document(element("html", _head(found), body, lang="en"))


# --- head ------------------------------------------------------------------------------------------------------------


def _head(found: Mapping[str, Any]) -> Element:
    style, script = resource("page.css"), resource("page.js")
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


def resource(name: str, package: str = __package__ or "") -> str:
    """The text of a file beside the code."""
    return resources.files(package).joinpath(name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _scripts(found: Mapping[str, Any]) -> list[Element]:
    return [
        raw("script", _embedded(found), type="application/json", id="document"),
        raw("script", resource("page.js")),
    ]


def _embedded(found: Mapping[str, Any]) -> str:
    """The document as JSON that holds no markup, whatever its strings are; values that are not finite is null."""
    text = json.dumps(_plain(found), allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


# --- sections --------------------------------------------------------------------------------------------------------


def _header(found: Mapping[str, Any]) -> Element:
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


def _summary(found: Mapping[str, Any]) -> Element:
    section = _section("Summary", "summary")
    if found.get("interrupted"):
        add(section, element("p", "The run was interrupted: these are the verdicts so far.", class_="warn"))
    tally = words.tally(found)
    if tally:
        add(section, element("p", *(_badge(word, count) for word, count in tally), class_="tally"))
    else:
        add(section, element("p", "No finding was tested."))
    entries = []
    for number, block in enumerate(words.blocks(found)):
        for trial in block.trials:
            link = element("a", words.name_of(trial), href=f"#verdict-{number}")
            fix = f": {trial['remedy']}" if trial.get("remedy") else ""
            where = element("span", f" at {', '.join(words.locations(block.findings))}", class_="hint")
            entries.append(element("li", _badge(str(trial.get("verdict"))), " ", link, fix, where))
    if entries:
        add(section, element("ul", *entries, class_="contents"))
    add(section, *_conclusion(found))
    return section


def _conclusion(found: Mapping[str, Any]) -> Iterator[Element]:
    """In words: what was compared, what it means, and what to type next."""
    said = words.conclusion(found)
    if said.compared:
        yield element("p", said.compared)
    if said.meanings:
        yield element("ul", *(element("li", _badge(verdict), " ", text) for verdict, text in said.meanings))
    if said.next:
        yield element("h3", "What to do next")
        items = (
            element("li", text, *((": ", element("code", command)) if command else ())) for text, command in said.next
        )
        yield element("ul", *items)


def _facts(*pairs: tuple[str, str | Element | None]) -> Element:
    """What is known, name by name; what is not is omitted."""
    made = element("dl")
    for name, value in pairs:
        if value is not None and value != "":
            add(made, element("div", element("dt", name), element("dd", value)))
    return made


def _basis(found: Mapping[str, Any]) -> Element:
    section = _section(
        "Data and basis",
        "basis",
        _facts(
            ("Data", words.data_words(found)),
            ("Backend", words.basis_words(found)),
            ("For comparison", words.reference_words(found)),
            ("Time", words.time_words(found)),
        ),
    )
    if words.is_synthetic(found):
        add(section, element("p", words.SYNTHETIC, class_="warn"))
    notes = words.notes(found)
    if notes:
        add(section, element("ul", *(element("li", note) for note in notes), class_="notes"))
    return section


def _verdicts(found: Mapping[str, Any], source: MarkedSource) -> Iterator[Element]:
    blocks = words.blocks(found)
    if blocks:
        articles = (_block(block, found, number, source) for number, block in enumerate(blocks))
        yield _section("Verdicts", "verdicts", *articles)
    else:
        # the link at the page's start leads here
        yield _section("Verdicts", "verdicts", element("p", "There are none."))


def _block(block: words.Block, found: Mapping[str, Any], number: int, source: MarkedSource) -> Element:
    """A finding with the verdict on its remedy; or with several remedies, a verdict on each."""
    first, identity, alone = block.findings[0], f"verdict-{number}", len(block.trials) == 1
    rule = element("span", f"{words.name_of(first)} ({first.get('code') or '?'})", class_="rule")
    badge = _badge(str(first.get("verdict"))) if alone else None
    locations = words.locations(block.findings)
    article = element(
        "article",
        element("h3", badge, " " if alone else None, rule, id=f"{identity}-heading"),
        element("p", words.sentence(first.get("reason")), class_="reason") if alone else None,
        _facts(
            ("Finding", words.sentence(first.get("message"))),
            ("Locations" if len(locations) > 1 else "Location", ", ".join(locations)),
            ("Model", str(first.get("model") or "")),
            ("Fix", str(first.get("remedy") or "") if alone else None),
            ("Trial", words.trial_words(first, found) if alone else None),
        ),
        source.excerpt(block.findings),
        id=identity,
        aria_labelledby=f"{identity}-heading",
        class_=f"verdict {_kind(block.trials)}",
    )
    for index, verdict in enumerate(block.trials):
        if not alone:
            add(
                article,
                element("h4", _badge(str(verdict.get("verdict"))), f" {verdict.get('remedy') or ''}", class_="remedy"),
                element("p", words.sentence(verdict.get("reason")), class_="reason"),
                _facts(("Trial", words.trial_words(verdict, found))),
            )
        add(article, *_trial(verdict, f"{identity}-{index}", "h4" if alone else "h5"))
    return article


def _kind(trials: Sequence[Mapping[str, Any]]) -> str:
    """The class of a block, which decides on its color: that of the verdict that says most."""
    given = {str(verdict.get("verdict")) for verdict in trials}
    word = next((word for word in ("confirmed", "refuted", "not confirmed") if word in given), "inconclusive")
    return word.replace(" ", "-")


def _trial(verdict: Mapping[str, Any], identity: str, heading: str) -> Iterator[Element | None]:
    if verdict.get("proofs"):
        yield element(heading, "Found without training")
        yield element("ul", *(_proof(proof) for proof in verdict["proofs"]), class_="proofs")
    rows = variants.rows(verdict)
    if rows:
        yield element(heading, "Training, both variants")
        yield tables.sides(rows, "Medians over the seeds")
        yield from curves.figures(rows, identity)
        yield _numbers(rows)


def _proof(proof: Mapping[str, Any]) -> Element:
    weight = "proof" if proof.get("decides") else "evidence"
    return element("li", element("strong", weight), f": {words.proof_words(proof)}")


def _numbers(rows: list[variants.VariantRow]) -> Element | None:
    table = tables.seeds(rows, "Skill and loss of each seed")
    return None if table is None else element("details", element("summary", "Each seed in numbers"), table)


def _combined(found: Mapping[str, Any]) -> Iterator[Element]:
    rows = variants.combined_rows(found)
    if rows:
        remedies = ", ".join(str(one) for one in (found.get("combined") or {}).get("remedies") or ())
        yield _section(
            "All fixes together",
            "together",
            element("p", f"The fixes for {remedies}, applied together.") if remedies else None,
            tables.sides(rows, "Medians over the seeds"),
            *curves.figures(rows, "combined"),
            _numbers(rows),
        )


def _findings(found: Mapping[str, Any], source: MarkedSource) -> Iterator[Element]:
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
                    element("p", words.sentence(one.get("message"))),
                    _facts(("Location", ", ".join(words.locations([one]))), ("Help", str(one.get("help") or ""))),
                    source.excerpt([one]),
                    class_="verdict inconclusive",
                )
            )
        yield _section("What the data show", "findings", *articles)


def _models(found: Mapping[str, Any]) -> Iterator[Element]:
    every = [one for one in found.get("models") or () if one.get("rows")]
    if every:
        yield _section("Model" if len(every) == 1 else "Models", "models", *(tables.model(one) for one in every))


def _reading(found: Mapping[str, Any]) -> Element:
    meanings = element("dl", class_="meanings")
    for word, meaning in words.MEANINGS.items():
        add(meanings, element("div", element("dt", _badge(word)), element("dd", meaning)))
    hints = (
        words.SKILL,
        "Skill is computed from predictions, not from the loss: a loss can fall while the predictions stay the same.",
        "Each seed is a pair: both variants start with the same weights and see the same batches in the same order."
        " What counts is which variant wins a seed, and how often.",
        "Held-out samples were not trained on. Skill on training samples without skill on these is memorization.",
        words.SCOPE,
    )
    return _section("How to read this", "reading", meanings, element("ul", *(element("li", hint) for hint in hints)))


def _raw(found: Mapping[str, Any]) -> Element:
    name = str(found.get("path") or "model").replace("\\", "/").rpartition("/")[2].rpartition(".")[0] or "model"
    link = element("a", "Save the JSON", id="save", href="#raw", download=f"{name}-confirm.json", hidden="hidden")
    hint = "It contains all numbers of this page, as printed by `kerasrules confirm --output-format json`."
    return _section("Raw data", "raw", element("p", hint), element("p", link))
