"""Findings and verdicts as HTML for a cell of a notebook: a fragment that takes the notebook's own colours.

All text enters as text nodes, never as markup. The full report of `confirm` stands in a frame without any rights.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from kerasrules.model.as_json import finding_object
from kerasrules.model.findings import Finding
from kerasrules.model.locations import Location
from kerasrules.report import confirm_variants as variants
from kerasrules.report import confirm_words as words
from kerasrules.report.confirm_html import page, tables
from kerasrules.report.confirm_html.excerpt import MarkedSource
from kerasrules.report.confirm_html.markup import Child, element, fragment, raw
from kerasrules.report.inputs import SourceLines
from kerasrules.report.text import split


def findings_html(subject: str, findings: Sequence[Finding], source: SourceLines, notes: Sequence[str]) -> str:
    """A list of findings with the lines that they are in. subject: what was looked at."""
    count = len(findings) or "no"
    head = f"{subject}: {count} finding{'s' * (len(findings) != 1)}"
    return _shown(head, notes, [_finding(finding, source) for finding in findings])


def verdicts_html(document: Mapping[str, Any], source: SourceLines) -> str:
    """The verdicts of `confirm`, and its report to be opened. document: as `confirm --output-format json` prints it."""
    about = [words.data_words(document), words.basis_words(document)]
    notes = [*filter(None, about), *words.notes(document)]
    blocks = [_verdict(trial, document, source) for block in words.blocks(document) for trial in block.trials]
    frame = element("iframe", srcdoc=page.render(document, source), sandbox="", title="report", loading="lazy")
    whole = element("details", element("summary", "Report with curves"), frame)
    return _shown(words.summary(document), notes, [*blocks, whole])


def _shown(head: str, notes: Sequence[str], parts: Sequence[Element]) -> str:
    listed = element("ul", *(element("li", note) for note in notes), class_="notes") if notes else None
    style = raw("style", page.resource("notebook.css", __package__ or ""))
    return fragment(element("div", style, element("div", head, class_="head"), listed, *parts, class_="kerasrules"))


def _finding(finding: Finding, source: SourceLines) -> Element:
    headline, consequence = split(finding.message)
    related = [
        element("li", f"{_place(one.location)}: {one.message}")
        for one in finding.related
        if one.location != finding.location
    ]
    severity = finding.severity.value
    return element(
        "div",
        _title(severity, finding.name, finding.code, finding.location),
        element("p", words.sentence(headline), class_="said"),
        MarkedSource(finding.location.path, source).excerpt([finding_object(finding)]),
        element("ul", *related, class_="related") if related else None,
        *_paragraphs(consequence),
        *_paragraphs(f"Help: {finding.help}" if finding.help else ""),
        class_=f"one {severity}",
    )


def _title(word: str, name: str, code: str, location: Location) -> Element:
    return element(
        "div",
        element("span", word, class_="badge"),
        " ",
        element("span", f"{name} ({code})", class_="rule"),
        " ",
        element("span", _place(location), class_="place"),
    )


def _place(location: Location) -> str:
    """`In [3], line 2` for a cell, which is numbered as the notebook numbers what it ran."""
    cell = "" if location.cell is None else f"In [{location.cell}], "
    return f"{cell}line {location.start.line}"


def _paragraphs(text: str) -> Iterator[Element]:
    return (element("p", line) for line in text.splitlines() if line.strip())


def _verdict(trial: Mapping[str, Any], document: Mapping[str, Any], source: SourceLines) -> Element:
    verdict = str(trial.get("verdict"))
    start = (trial.get("range") or {}).get("start") or {}
    cell = "" if trial.get("cell") is None else f"In [{trial['cell']}], "
    rows = variants.rows(trial)
    fix: Child = element("p", f"Fix: {trial['remedy']}") if trial.get("remedy") else None
    return element(
        "div",
        element(
            "div",
            element("span", verdict, class_="badge"),
            " ",
            element("span", f"{words.name_of(trial)} ({trial.get('code') or '?'})", class_="rule"),
            " ",
            element("span", f"{cell}line {start.get('line', '?')}", class_="place"),
        ),
        element("p", words.sentence(trial.get("reason")), class_="said"),
        element("p", words.sentence(trial.get("message"))),
        fix,
        MarkedSource(document.get("path"), source).excerpt([trial]),
        tables.sides(rows, "Medians over the seeds") if rows else None,
        class_=f"one {verdict.replace(' ', '-')}",
    )
