"""What a finding says is plain technical English, without lines or cells: those stand in its related locations."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from kerasrules.report.text import split
from kerasrules.rules import RULES
from tests.fixtures import FOLDERS, all_findings

LOCATION = re.compile(r"\b(?:line|cell) \d+")
"""A related location carries its line and cell, so that notebooks and editors can show them where they are."""

PHRASES = {
    "of its own": "say what kind it is: custom, separate",
    "of their own": "say what kind they are: custom, separate",
    "by itself": "on its own, separately, or nothing at all",
    "begin with": "start at, start with",
    "begins with": "starts at, starts with",
    "stops with": "raises an error",
    "Keras stops": "Keras raises an error",
    "any more": "no longer",
    "take out": "remove",
    "takes out": "removes",
    "leave out": "remove, exclude",
    "is left out": "is excluded",
    "made-up": "synthetic",
    "made up": "synthetic",
    "mend": "fix",
    "picture": "image",
    "data set": "dataset",
    "is not known": "is unknown",
    "are not known": "are unknown",
    "more surely": "more reliably",
    "and its kin": "similar",
    "refuses": "rejects",
    "is no part of": "is not part of",
    "speaks": "fires, reports",
    "says": "reports, declares",
    "normalis": "normaliz…",
    "standardis": "standardiz…",
    "initialis": "initializ…",
}
"""Words that the messages had before, and better ones. The list of docs/rules is made of the same texts."""


def faults(text: str) -> Iterator[str]:
    """Why a text is not plain."""
    for phrase, better in PHRASES.items():
        if re.search(rf"(?<!divided )\b{re.escape(phrase)}", text, re.IGNORECASE):
            yield f"{phrase!r}: {better}"


def in_message(text: str) -> Iterator[str]:
    """What is wrong with a message or a help text."""
    yield from faults(text)
    if found := LOCATION.search(text):
        yield f"{found[0]!r} belongs into a related location"
    if text.endswith((".", ":", ",")) or text != text.strip():
        yield "it ends in a full stop"
    if "  " in text or "\n" in text:
        yield "it is one line with single spaces"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name[:5])
def test_findings_are_plain(folder):
    found: dict[str, list[str]] = {}
    for path in sorted(folder.glob("bad_*.*")):
        for finding in all_findings(path):
            if finding.code in {"KR900", "KR902"}:
                continue  # the words of Python
            texts = [finding.message, finding.help, *(related.message for related in finding.related)]
            texts += [finding.fix.description] if finding.fix is not None else []
            found.update({text: wrong for text in texts if (wrong := list(in_message(text)))})
    assert found == {}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name[:5])
def test_headlines_are_short(folder):
    """The first sentence is the headline of the report, the others are a note below the source."""
    for path in sorted(folder.glob("bad_*.*")):
        for finding in all_findings(path):
            headline, _ = split(finding.message)
            assert len(headline) <= 240, headline


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_documentation_is_plain(rule):
    text = re.sub(r"```.*?```|`[^`\n]*`|\"[^\"\n]*\"", "", rule.documentation, flags=re.DOTALL)
    assert list(faults(text)) == []
    assert rule.summary.endswith(".")
    assert len(rule.summary) <= 110


@pytest.mark.parametrize(
    "text",
    [
        "Dense(8) on line 2 has no activation",
        "this is used in cell 3",
        "Keras stops with an error",
        "the pictures are scaled twice",
        "what comes of it cannot be read by itself",
        "the message ends.",
        "two  spaces",
    ],
)
def test_the_check_can_fail(text):
    assert list(in_message(text)) != []


def test_plain_texts_pass():
    assert list(in_message("Dense(8) has no activation. The two layers collapse into one linear map")) == []
