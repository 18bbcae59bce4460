"""Write the rules' pages from their docstrings and fixtures.

    python -m tools.rule_pages [DIRECTORY]

Without a directory the pages go to `docs/rules` of the checkout, and the list of rules in the comparison is renewed.
Output is deterministic: the tests compare it with what is committed.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from itertools import groupby
from pathlib import Path

from kerasrules.checking.engine import check_source
from kerasrules.checking.select import Selection
from kerasrules.checking.settings import Settings
from kerasrules.model.findings import Severity
from kerasrules.rules import INDEX, RULES
from kerasrules.rules.entry import RuleEntry
from kerasrules.rules.rule import Rule

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "fixtures"
DIRECTORY = ROOT / "docs" / "rules"
COMPARISON = ROOT / "docs" / "comparison.md"

NOTE = "<!-- Written by `python -m tools.rule_pages` from the rule's docstring and fixtures. -->"
LIST = re.compile(r"^(?:- \[KR\d{3}\]\(rules/.*\n)+", re.MULTILINE)
"""The list of rules without a counterpart in the comparison."""

_FIX = {
    "safe": "safe (`--fix`): the program means the same afterwards, or the remedy is provably right",
    "unsafe": "unsafe (`--fix --unsafe-fixes`): the remedy changes what the program does",
    "mixed": "safe or unsafe, from finding to finding",
    "none": "none",
}
_CODE_OR_QUOTED = re.compile(r"`[^`]*`|\bKR\d{3}\b")
_LABEL = re.compile(r"#\s*expect:(.*)")


def file_name(rule: Rule | RuleEntry) -> str:
    """The name of a rule's page."""
    return f"{rule.code}-{rule.name}.md"


def table(rules: Iterable[Rule]) -> str:
    """Rules as a Markdown table."""
    lines = ["| code | name | severity | finds |", "| --- | --- | --- | --- |"]
    lines += [
        f"| [{rule.code}]({file_name(rule)}) | {rule.name} | {rule.severity.value} | {_cell(rule.summary)} |"
        for rule in rules
    ]
    return "\n".join(lines) + "\n"


def page(rule: Rule) -> str:
    """The page of one rule."""
    summary, _, body = rule.documentation.partition("\n")
    facts = [
        ("code", rule.code),
        ("family", rule.family),
        ("severity", rule.severity.value + (" (off unless selected)" if rule.severity is Severity.INFO else "")),
        ("fix", _FIX[rule.fix_applicability]),
        ("confirm", "a short training run can try the remedy" if rule.confirm.trains else "not for a training run"),
    ]
    lines = [f"# {rule.name} ({rule.code})", "", NOTE, "", summary, "", "| | |", "| --- | --- |"]
    if rule.former_names:
        facts.append(("former name", f"`{'`, `'.join(rule.former_names)}` (still accepted)"))
    lines += [f"| {name} | {text} |" for name, text in facts]
    options = ["", "## Options", rule.options_text] if rule.options_text else []
    lines += ["", _linked(body.strip()), *options, *_fixture_sections(rule)]
    return "\n".join(lines) + "\n"


def index() -> str:
    """The list of all rules, with what the columns and the pages' first lines mean."""
    return f"""\
# Rules

{NOTE}

**Severity:** `error` where the model cannot learn as written, or crashes; `warning` where it harms most models of this
shape; `info` for what is worth knowing. A rule can rate a single finding otherwise, as its page says. Findings of
severity `info` are shown only for rules that are selected by name, code, prefix or `ALL`.

**Fix:** whether `kerasrules check --fix` can write the remedy into the program, and how far it may be trusted. A safe
fix leaves the program's meaning as it is, or is provably right; an unsafe one changes what the program does, on
purpose, and takes `--unsafe-fixes` besides. Not every finding of a rule can be fixed: what would take a guess is left
alone.

**Confirm:** whether `kerasrules confirm` can train with and without the fix to tell if it helps.
{"".join(_family_sections())}"""


def pages() -> dict[str, str]:
    """All pages, by file name."""
    return {"README.md": index(), **{file_name(rule): page(rule) for rule in RULES}}


def write(directory: Path) -> None:
    """Write all pages into a directory and remove those of rules that are no more."""
    directory.mkdir(parents=True, exist_ok=True)
    wanted = pages()
    for old in directory.glob("KR[0-9][0-9][0-9]-*.md"):
        if old.name not in wanted:
            old.unlink()
    for name, text in wanted.items():
        (directory / name).write_text(text, encoding="utf-8")


def main(arguments: Sequence[str]) -> int:
    """Write the pages; the result is the exit status."""
    if not FIXTURES.is_dir():
        sys.stderr.write("error: no fixtures here: the pages can only be written in a checkout of the repository\n")
        return 2
    if arguments:
        write(Path(arguments[0]))
        return 0
    write(DIRECTORY)
    COMPARISON.write_text(with_list(COMPARISON.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


def with_list(comparison: str) -> str:
    """The comparison with its list of the rules that nothing else on the page mentions renewed."""
    rest = LIST.sub("", comparison)
    listed = [rule for rule in RULES if rule.family != "files" and f"[{rule.code}](rules/" not in rest]
    lines = [f"- [{rule.code}](rules/{file_name(rule)}) {rule.name}\n" for rule in listed]
    return LIST.sub(lambda _: "".join(lines), comparison)


def _family_sections() -> Iterator[str]:
    for family, rules in groupby(RULES, key=lambda rule: rule.family):
        about = import_module(f"kerasrules.rules.{family}").__doc__
        yield f"\n## {family}\n{about}\n\n{table(rules)}"


def _fixture_sections(rule: Rule) -> list[str]:
    folder = FIXTURES / f"{rule.code}_{rule.name.replace('-', '_')}"
    if not folder.is_dir():
        return []
    return [
        "",
        "## What it reports",
        f"`# expect: {rule.code}` stands on the lines that a finding names.",
        "",
        *_program(_plainest(folder, "bad", rule)),
        "",
        "## What it leaves alone",
        *_program(_plainest(folder, "good", rule)),
        "",
        f"More of both are in [fixtures/{folder.name}](../../fixtures/{folder.name}).",
    ]


def _plainest(folder: Path, kind: str, rule: Rule) -> Path:
    """The shortest fixture of this kind, of the bad ones the shortest with this fault alone, as grave as usual."""
    selection = Selection.default().layer((rule.code,))

    def effort(path: Path) -> tuple[bool, bool, int, str]:
        text = path.read_text(encoding="utf-8")
        codes = {code.strip() for found in _LABEL.findall(text) for code in found.split(",")}
        findings = check_source(text, str(path), Settings(selection=selection)).findings
        unusual = any(finding.severity is not rule.severity for finding in findings)
        return bool(codes - {rule.code}), unusual, len(text.splitlines()), path.name

    return min(folder.glob(f"{kind}_*.py"), key=effort)


def _program(path: Path) -> list[str]:
    return ["```python", path.read_text(encoding="utf-8").strip(), "```"]


def _linked(text: str) -> str:
    """The text with the codes of rules, where they are not inside code, as links to their pages."""
    parts = re.split(r"(^```.*?^```$)", text, flags=re.MULTILINE | re.DOTALL)
    return "".join(part if part.startswith("```") else _CODE_OR_QUOTED.sub(_link, part) for part in parts)


def _link(match: re.Match[str]) -> str:
    rule = INDEX.get(match.group())
    return match.group() if rule is None else f"[{rule.code}]({file_name(rule)})"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
