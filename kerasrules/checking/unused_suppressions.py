"""Comments that suppress nothing: which they are, and how to take them out."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator

from kerasrules.checking.select import expand, nearest
from kerasrules.model.edits import Fix, ReplaceText
from kerasrules.model.findings import Finding
from kerasrules.model.locations import Location, Position
from kerasrules.model.suppressions import Suppression, SuppressionUse, UnusedSelectors, selects
from kerasrules.rules import INDEX
from kerasrules.rules.files.unused_suppression import UnusedSuppression
from kerasrules.source.source import Source

_CODES = re.compile(r"(#\s*noqa\s*:\s*)(.*)", re.IGNORECASE | re.DOTALL)
_BETWEEN = " \t:-–—"
"""What people put between a list of rules and the reason."""


def uses_of(finding: Finding, comments: Iterable[Suppression]) -> Iterator[SuppressionUse]:
    """What a finding that these comments suppress makes used."""
    path = os.path.abspath(finding.location.path)
    for comment in comments:
        chosen = [s for s in comment.selectors if selects(s, finding.code, INDEX[finding.code].names)] or [""]
        yield from (SuppressionUse(path, comment.line, comment.column, selector) for selector in chosen)


def unused(source: Source, uses: Collection[SuppressionUse], knows_all_rules: bool = True) -> Iterator[UnusedSelectors]:
    """The comments of a source that no finding of its program needed.

    knows_all_rules: False where files with own rules may not be run: a name that is not known may be one of theirs.
    """
    path = os.path.abspath(source.path)
    own_uses = {use for use in uses if use.path == path}
    last_lines = {len(source.lines), *(cell.first_line - 1 for cell in source.cells)}
    for comment in source.suppressions.all:
        if comment.noqa and not comment.selectors:
            continue  # one without codes speaks to every linter
        if _is_about_itself(comment) or _is_suppressed(comment, source):
            continue
        text = source.lines[comment.line - 1]
        last = comment.line in last_lines
        location = source.stretch(comment.line, comment.column, comment.column + len(comment.text))
        judged = tuple(one for one in comment.selectors if _is_judged(one) and (knows_all_rules or expand(one)))
        found = UnusedSelectors(comment, judged, location, text, last)
        if comment.selectors and not found.selectors:
            continue
        left = found.without(own_uses)
        if left is not None:
            yield left


def finding_of(unused: UnusedSelectors) -> Finding:
    """The finding of KR901, with its fix."""
    comment = unused.comment
    unknown = [selector for selector in unused.selectors if not expand(selector)]
    idle = [selector for selector in unused.selectors if selector not in unknown]
    said: list[str] = []
    if idle or not unused.selectors:
        whole = not unknown and not _kept(unused)
        subject = f"`{comment.text}`" if whole else f"{_listed(idle)} in `{comment.text}`"
        said.append(f"{subject} suppresses no finding")
    for selector in unknown:
        hint = nearest(selector)
        said.append(f"unknown rule `{selector}`{hint}")
    what = "remove it" if not _kept(unused) else f"remove {_listed(unused.selectors)} from the list"
    # a misspelt name was meant to suppress something: what is wanted there only its author knows
    fix = None if unknown else Fix(what, (_edit(unused),), safe=True)
    rule = UnusedSuppression
    message = ". ".join([said[0], *(one[0].upper() + one[1:] for one in said[1:])])
    advice = "correct the name, or remove it" if unknown else what
    return Finding(rule.code, rule.name, rule.severity, message, unused.location, help=advice, fix=fix)


def _is_about_itself(comment: Suppression) -> bool:
    return bool(comment.selectors) and not any(map(_is_judged, comment.selectors))


def _is_judged(selector: str) -> bool:
    """Whether a selector is for other rules than this one, about whose comments it cannot speak itself."""
    return not selects(selector, UnusedSuppression.code, INDEX[UnusedSuppression.code].names)


def _is_suppressed(comment: Suppression, source: Source) -> bool:
    """Whether another comment, or another part of this one, says that it may stay. One without a list may not."""
    code = UnusedSuppression.code
    suppressing = source.suppressions.suppressing(code, INDEX[code].names, comment.line, comment.line)
    return any(found.selectors or found.noqa for found in suppressing)


def _kept(unused: UnusedSelectors) -> list[str]:
    """The parts of the comment's list that stay, those of other linters too."""
    comment = unused.comment
    if not comment.selectors:
        return []
    gone = {selector.lower() for selector in unused.selectors}
    codes = _CODES.match(comment.text)
    listed = re.split(r"[,\s]+", codes.group(2)) if comment.noqa and codes else comment.selectors
    return [selector for selector in listed if selector.lower() not in gone]


def _edit(unused: UnusedSelectors) -> ReplaceText:
    comment, location, text = unused.comment, unused.location, unused.text
    kept = _kept(unused)
    if kept:
        codes = _CODES.match(comment.text)
        if comment.noqa and codes:
            comma = ", " if ", " in codes.group(2) else "," if "," in codes.group(2) else " "
            return ReplaceText(location, codes.group(1) + comma.join(kept))
        return ReplaceText(location, comment.text[: comment.text.index("[") + 1] + ", ".join(kept) + "]")
    start, end = comment.column - 1, comment.column - 1 + len(comment.text)
    before, rest = text[:start], text[end:]
    if not rest.strip():
        if not before.strip() and not unused.last:
            return ReplaceText(_moved(location, 0, None), "")
        return ReplaceText(_moved(location, len(before.rstrip()), len(text)), "")
    after = rest.lstrip(_BETWEEN)
    return ReplaceText(_moved(location, start, len(text) - len(after)), "" if after.startswith("#") else "# ")


def _moved(location: Location, start: int, end: int | None) -> Location:
    """The same line from and to other 0-based columns; end None: with its line end."""
    line = location.start.line
    last = Position(line + 1, 1) if end is None else Position(line, end + 1)
    return Location(location.path, Position(line, start + 1), last, location.cell)


def _listed(selectors: Iterable[str]) -> str:
    return ", ".join(f"`{selector}`" for selector in selectors)
