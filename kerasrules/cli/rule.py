"""`kerasrules rule`: explain a rule, or list those of a family."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Sequence

from kerasrules.cli.verbs import CLEAN, UsageError, complain, write

EPILOG = """\
examples:
  kerasrules rule KR101
  kerasrules rule linear-stack
  kerasrules rule KR1                         the list of a family
  kerasrules rule --all
"""


def declare(parser: argparse.ArgumentParser) -> None:
    """Add the options of this verb."""
    parser.add_argument(
        "rules",
        metavar="CODE|NAME",
        nargs="*",
        help="code or name of a rule, such as KR101 or linear-stack; a prefix such as KR1 lists a family",
    )
    parser.add_argument("--all", action="store_true", help="list all rules")
    parser.add_argument(
        "--allow-own-rules", action="store_true", help="run the Python files with own rules that the settings name"
    )


def run(options: argparse.Namespace) -> int:
    """Print the documentation, and return the exit status."""
    if options.all and options.rules:
        raise UsageError("a rule and --all cannot be used together")
    if not options.all and not options.rules:
        raise UsageError("no rule given: pass a code (KR101), a name (linear-stack), or --all for the list")
    left_out = _load_own_rules(options)
    meant = [_codes(wanted, left_out) for wanted in options.rules or ["ALL"]]  # all of them before anything is printed
    for number, codes in enumerate(meant):
        if number:
            write([""])
        _explain(next(iter(codes))) if len(codes) == 1 else _list(codes)
    return CLEAN


def _load_own_rules(options: argparse.Namespace) -> tuple[str, ...]:
    """Make those rules known that the settings of the current folder name. The files that may not be run for it."""
    from kerasrules.checking.settings import Overrides, SettingsFinder, environment_allows_own_rules
    from kerasrules.checking.settings_files import SettingsError

    allowed = options.allow_own_rules or environment_allows_own_rules()
    try:
        return SettingsFinder(Overrides(run_files=allowed)).for_folder(".").refused_rules
    except SettingsError as error:
        complain("notice", str(error))  # what is shipped can be explained all the same
        return ()


def _codes(wanted: str, left_out: Sequence[str]) -> Collection[str]:
    from kerasrules.checking.select import expand, nearest
    from kerasrules.rules import INDEX

    codes = expand(wanted)
    if not codes:
        if left_out:
            from kerasrules.checking.own_rules import refused

            raise UsageError(f"unknown rule {wanted!r}; {refused(left_out)}")
        alike = [entry.name for entry in INDEX.values() if wanted.lower() in entry.name.split("-")]
        hint = f"; rules with this word are {', '.join(alike)}" if alike else nearest(wanted)
        raise UsageError(f"unknown rule {wanted!r}{hint}")
    return codes


def _explain(code: str) -> None:
    from kerasrules.report.documentation import markdown
    from kerasrules.rules import rule_of

    write([markdown(rule_of(code))])


def _list(codes: Collection[str]) -> None:
    from kerasrules.rules import load

    rules = load(codes)
    width = max(len(rule.name) for rule in rules)
    write(f"{rule.code}  {rule.name:<{width}}  {rule.severity.value:<7}  {rule.summary}" for rule in rules)
