"""`kerasrules rule`: explain a rule."""

from __future__ import annotations

import argparse

from kerasrules.cli.verbs import CLEAN, UsageError, write

EPILOG = """\
examples:
  kerasrules rule KR101
  kerasrules rule linear-stack
  kerasrules rule --all
"""


def declare(parser: argparse.ArgumentParser) -> None:
    """Add the options of this verb."""
    parser.add_argument(
        "rule", metavar="CODE|NAME", nargs="?", help="code or name of the rule, such as KR101 or linear-stack"
    )
    parser.add_argument("--all", action="store_true", help="list all rules")


def run(options: argparse.Namespace) -> int:
    """Print the documentation, and return the exit status."""
    from kerasrules.rules import INDEX, code_of, load, rule_of

    if options.all:
        if options.rule:
            raise UsageError("a rule and --all cannot be used together")
        rules = load(INDEX)
        width = max(len(rule.name) for rule in rules)
        write(f"{rule.code}  {rule.name:<{width}}  {rule.severity.value:<7}  {rule.summary}" for rule in rules)
        return CLEAN
    if not options.rule:
        raise UsageError("no rule given: pass a code (KR101), a name (linear-stack), or --all for the list")
    wanted = options.rule
    code = wanted.upper() if wanted.upper() in INDEX else code_of(wanted.lower())
    if code is None:
        from kerasrules.checking.select import nearest

        raise UsageError(f"unknown rule {wanted!r}{nearest(wanted)}")
    from kerasrules.report.documentation import markdown

    write([markdown(rule_of(code))])
    return CLEAN
