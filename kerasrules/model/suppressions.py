"""Comments that suppress findings, and which of their selectors a run needed."""

from __future__ import annotations

import os
from collections.abc import Collection

from kerasrules.model.locations import Location
from kerasrules.model.record import record, replace


@record(frozen=True)
class Suppression:
    """One comment. `selectors` are codes, prefixes or names as written; none of them means every rule.

    text: the comment from its `#` on, without what follows the list of rules.
    """

    line: int
    column: int
    selectors: tuple[str, ...]
    whole_file: bool = False
    noqa: bool = False
    text: str = ""

    def covers(self, code: str, names: Collection[str]) -> bool:
        """Whether the comment speaks of this rule."""
        return not self.selectors or any(selects(selector, code, names) for selector in self.selectors)


@record(frozen=True)
class SuppressionUse:
    """A selector of a comment that suppressed something; "" where the comment has no list."""

    path: str
    line: int
    column: int
    selector: str


@record(frozen=True)
class UnusedSelectors:
    """A comment, or some selectors of its list, that suppressed nothing in one program.

    location: the comment. text: the whole line. last: whether it is the file's or cell's last line, so that there is
    no line end to remove with it.
    """

    comment: Suppression
    selectors: tuple[str, ...]
    location: Location
    text: str
    last: bool

    def without(self, uses: Collection[SuppressionUse]) -> UnusedSelectors | None:
        """What is left of it where other programs needed it; None where nothing is."""
        path = os.path.abspath(self.location.path)
        key = (path, self.comment.line, self.comment.column)
        left = tuple(selector for selector in self.selectors or ("",) if SuppressionUse(*key, selector) not in uses)
        if not left:
            return None
        return replace(self, selectors=left) if self.selectors else self


def selects(selector: str, code: str, names: Collection[str]) -> bool:
    """Whether a selector of a comment stands for the rule with this code and these names, of now and of before."""
    return selector.lower() in names or (len(selector) > 1 and code.startswith(selector.upper()))
