"""Findings about code that was read as the user says, not as it is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kerasrules.model.edits import Fix, InsertLayer, RemoveLayer, ReplaceText, place_of
from kerasrules.model.findings import Finding, Related
from kerasrules.model.locations import Location
from kerasrules.model.record import replace
from kerasrules.model.teaching import TaughtUse


def marked(findings: Sequence[Finding], uses: Iterable[TaughtUse]) -> list[Finding]:
    """The findings; those at a layer or loss of the user's own say as what it was read.

    Their fixes change none of its arguments: which it takes is not known, it only acts like one of Keras.
    """
    by_place = {use.location: use for use in uses if use.replaces_call}
    return [_marked(finding, by_place) for finding in findings]


def _marked(finding: Finding, by_place: dict[Location, TaughtUse]) -> Finding:
    places = dict.fromkeys((finding.location, *(related.location for related in finding.related)))
    met = [by_place[place] for place in places if place in by_place]
    if not met:
        return finding
    told = tuple(Related(f"{use.name} {use.meaning}, as the settings say", use.location) for use in met)
    touched = {use.location for use in met}
    fix = None if finding.fix is None or _changes(finding.fix, touched) else finding.fix
    return replace(finding, related=(*finding.related, *told), fix=fix)


def _changes(fix: Fix, places: set[Location]) -> bool:
    """Whether a fix writes into one of these calls; a layer beside it, or without it, is no such change."""
    beside = (InsertLayer, RemoveLayer, ReplaceText)
    return any(place_of(edit) in places for edit in fix.edits if not isinstance(edit, beside))
