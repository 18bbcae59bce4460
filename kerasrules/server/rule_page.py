"""What an editor shows of a rule."""

from __future__ import annotations

from kerasrules.model.record import record
from kerasrules.report.documentation import markdown
from kerasrules.rules import rule_of


@record(frozen=True)
class RulePage:
    """text: its documentation, as Markdown. tag: how what it finds is drawn, as in `Rule`."""

    code: str
    name: str
    summary: str
    text: str
    tag: str | None


def page_of(code: str) -> RulePage:
    """That of a rule which is loaded in this process."""
    rule = rule_of(code)
    return RulePage(rule.code, rule.name, rule.summary, markdown(rule), rule.tag)
