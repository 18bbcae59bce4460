"""A rule's documentation as text: for `kerasrules rule` and for editors."""

from __future__ import annotations

from kerasrules.report.inputs import RuleText

_FIX = {
    "none": "no automatic fix",
    "safe": "safe fix",
    "unsafe": "unsafe fix",
    "mixed": "safe fix or unsafe fix",
}


def markdown(rule: RuleText) -> str:
    """All that is said of a rule, in Markdown, without a line end at its end."""
    summary, _, body = rule.documentation.partition("\n")
    about = f"{rule.family} · {rule.severity.value} · {_FIX[rule.fix_applicability]}"
    page = "\n".join([f"# {rule.name} ({rule.code})", "", about, "", summary, body.rstrip()])
    return f"{page}\n\n## Options\n{rule.options_text}" if rule.options_text else page
