"""Which rules are on: selectors by code, prefix, name or ALL, in layers where the later and the more exact one wins."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from kerasrules.model.record import record
from kerasrules.rules import INDEX, code_of, registered

ALWAYS = frozenset(entry.code for entry in INDEX.values() if entry.always_selected)
"""What could not be read is said whatever is selected, unless these are ignored by code, name or ALL."""


@record(frozen=True)
class Selection:
    """codes: the rules that are on. asked: those among them that somebody selected in so many words.

    Findings of severity "info" are only for those who asked, except those that say what could be read of a file.
    """

    codes: frozenset[str]
    asked: frozenset[str] = frozenset()

    @classmethod
    def default(cls) -> Selection:
        """Every rule that is not merely informative."""
        return cls(frozenset(code for code, entry in INDEX.items() if entry.severity != "info") | ALWAYS)

    def layer(self, select: Sequence[str] | None, extend: Sequence[str] = (), ignore: Sequence[str] = ()) -> Selection:
        """Another layer on top: `select` starts anew; of two selectors for one rule the more exact one wins."""
        codes = set(self.codes if select is None else ALWAYS)
        asked = set(self.asked if select is None else ())
        chosen = [*(select or ()), *extend]
        for exactness in sorted({_exactness(selector) for selector in (*chosen, *ignore)}):
            for selector in chosen:
                if _exactness(selector) == exactness:
                    codes |= expand(selector)
                    asked |= expand(selector)
            for selector in ignore:
                if _exactness(selector) == exactness:
                    codes -= expand(selector)
                    asked -= expand(selector)
        return Selection(frozenset(codes), frozenset(asked))

    def without_preview(self, selectors: Iterable[str], error: Callable[[str], Exception]) -> Selection:
        """Less the rules that may still change. Raises `error` where a selector names one of these alone."""
        new = frozenset(code for code, entry in INDEX.items() if entry.preview)
        if not new:
            return self
        for selector in selectors:
            if _exactness(selector) == _WHOLE and expand(selector) <= new:
                raise error(f"{selector!r} is a rule in preview: it needs `preview = true`, or --preview")
        return Selection(self.codes - new, self.asked - new)

    def among(self, own: Collection[str]) -> Selection:
        """Less the rules that users wrote, except these."""
        others = frozenset(registered()) - frozenset(own)
        return Selection(self.codes - others, self.asked - others) if others else self

    def wants(self, code: str, severity: str) -> bool:
        """Whether a finding is to be reported."""
        return code in self.codes and (severity != "info" or code in self.asked | ALWAYS)


def expand(selector: str) -> frozenset[str]:
    """The codes that a selector stands for; none if it is not one."""
    if selector.upper() == "ALL":
        return frozenset(INDEX)
    if _is_prefix(selector):
        return frozenset(code for code in INDEX if code.startswith(selector.upper()))
    named = code_of(selector.lower())
    return frozenset() if named is None else frozenset((named,))


def check_selectors(selectors: Iterable[str], where: str, error: Callable[[str], Exception]) -> None:
    """Raise `error` for the first selector that stands for no rule, and name the nearest one that does."""
    for selector in selectors:
        if not expand(selector):
            raise error(f"{where}unknown rule selector {selector!r}{nearest(selector)}")


def nearest(selector: str) -> str:
    """`; did you mean …?`, or where the list is."""
    from difflib import get_close_matches

    if selector.endswith((".py", ".ipynb")) or "/" in selector:
        return ": this is a path, and rules come before it"
    code = selector.upper().translate(_LIKE_DIGITS)
    code = code if code.startswith("KR") and code[2:].isdecimal() else ""
    if code and expand(code):
        return f"; did you mean {code!r}?"
    if code and expand(code[:3]):
        return f"; run `kerasrules rule {code[:3]}` for the list of its family"
    words = {word.lower(): word for code, entry in INDEX.items() for word in (entry.name, code, code[:3], "ALL")}
    close = get_close_matches(selector.lower().replace("_", "-"), list(words), n=1, cutoff=0.6)
    return f"; did you mean {words[close[0]]!r}?" if close else "; run `kerasrules rule --all` for the list"


_WHOLE = 5
"""The length of a code."""
_LIKE_DIGITS = str.maketrans("OIL", "011")


def _exactness(selector: str) -> int:
    """ALL below any prefix, a short prefix below a longer one, and a whole code or a name above all."""
    if selector.upper() == "ALL":
        return 0
    return min(len(selector), _WHOLE - 1) if _is_prefix(selector) and selector.upper() not in INDEX else _WHOLE


def _is_prefix(selector: str) -> bool:
    """Whether a selector is a code or the beginning of some, and no name."""
    start = selector.upper()
    return start.startswith("KR") or (len(start) > 1 and any(code.startswith(start) for code in registered()))


def may_be_own(selector: str) -> bool:
    """Whether a selector may be that of a rule which a user wrote and which was not loaded."""
    letters = selector.rstrip("0123456789")
    return 2 <= len(letters) <= 8 and letters.isupper() and letters.isalpha() and not letters.startswith("KR")
