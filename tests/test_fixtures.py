"""The tool on every fixture: what it says is exactly what the comments on the lines expect.

`# expect: KR101` stands on the line that a finding must name, as its own place or as a related one; `# allow: KR101`
where either way is right. A file without labels is clean.
"""

from __future__ import annotations

import re

import pytest

from kerasrules.checking.engine import check_source
from kerasrules.checking.select import Selection
from kerasrules.checking.settings import Settings
from kerasrules.model.findings import Finding, Severity
from kerasrules.rules import RULES
from tests.fixtures import FILES, FIXTURES, name, text_of

LABEL = re.compile(r"#\s*(expect|allow):\s*(KR\d{3}(?:\s*,\s*KR\d{3})*)")


def labels(text: str, kind: str) -> set[tuple[str, int]]:
    return {
        (code.strip(), number)
        for number, line in enumerate(text.splitlines(), 1)
        for found, codes in LABEL.findall(line)
        if found == kind
        for code in codes.split(",")
    }


def named(finding: Finding) -> set[tuple[str, int]]:
    """The lines that a finding names."""
    locations = [finding.location, *(related.location for related in finding.related)]
    return {(finding.code, location.start.line) for location in locations}


@pytest.mark.parametrize("path", FILES, ids=name)
def test_fixture(path):
    text = text_of(path)
    expected, allowed = labels(text, "expect"), labels(text, "allow")
    code = path.parent.name[:5]
    # rules of severity info are off unless they are asked for
    asked = (code,) if next(rule for rule in RULES if rule.code == code).severity is Severity.INFO else ()
    result = check_source(text, str(path), Settings(selection=Selection.default().layer(None, asked)))
    lines = {key for finding in result.findings for key in named(finding)}
    missed = expected - lines
    wrong = [finding for finding in result.findings if not named(finding) & (expected | allowed)]
    assert not result.notices
    assert not missed
    assert not [(finding.code, finding.location.start.line, finding.message) for finding in wrong]


@pytest.mark.parametrize(
    # what is said of files that cannot be read has no programs to show
    "rule",
    [rule for rule in RULES if not rule.always_selected],
    ids=lambda rule: rule.code,
)
def test_every_rule_has_fixtures(rule):
    folder = FIXTURES / f"{rule.code}_{rule.name.replace('-', '_')}"
    bad, good = sorted(folder.glob("bad_*.py")), sorted(folder.glob("good_*.py"))
    assert len(bad) >= 3
    assert len(good) >= 4
    for path in bad:
        assert rule.code in {code for code, _ in labels(text_of(path), "expect")}
    for path in good:
        assert not labels(text_of(path), "expect")
