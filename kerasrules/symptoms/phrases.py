"""The words in which people tell what a training shows."""

from __future__ import annotations

import re

_NUMBER = r"(?<![\w.-])(?P<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)"
_LOSSES = r"\b(?:\w+_)?(?:loss(?:es)?|mse|mae|rmse|cost|cross[ -]?entropy|mean (?:squared|absolute) error)\b"
_ANSWERS = (
    r"(?:class(?:es)?|outputs?|predictions?|answers?|values?|labels?|numbers?|results?|probabilit(?:y|ies)|category)"
)
_ANSWERING = r"(?:predict|output|answer|return|classif|give)\w*"
_EACH = r"(?:all|every|any|each)"
_VALIDATION = r"\b(?:val(?:id(?:ation)?)?(?=\b|_)|test(?:ing)?|dev(?:elopment)?|eval\w*)"
_LARGE = (
    r"\b(?:huge|enormous|gigantic|astronomical|very (?:large|high|big)|extremely (?:large|high)"
    r"|too (?:large|high|big))\b"
)
_BAD = (
    r"\b(?:bad(?:ly)?|random|poor\w*|worse|wrong|terribl\w+|horribl\w+|awful\w*|useless|fail\w*|low|lower|drop\w*|rise\w*|rising|increas\w*|grow\w*|stuck|garbage"
    r"|nonsense|far below|chance|coin|only \d+\s*%)"
)
_ELSEWHERE = r"\b(?:new|unseen|real|other|own|production|live|fresh|external)\s(?:\w+\s)?"
_SAMPLES = r"(?:data|images?|samples?|test|photos?|examples?)"
_APART = (
    r"\b(?:(?:huge|big|large|strong|vast|great) (?:difference|gap|discrepancy)|mismatch\w*"
    r"|(?:do|does|did)(?: not|n't) (?:match|agree))"
)
_LOW = r"\b(?:low|poor|bad|terrible|horrible|awful|tiny)\b"
_TOO_GOOD = r"\b(?:perfect|suspicious\w*|too good|too high|unrealistic\w*|(?:cannot|can't) be (?:right|true))\b"


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


CLAUSE_END = _any(
    r"[;!?\n]",
    r"[.,](?=\s|$)",
    r"\s-\s",
    r"\b(?:but|and|while|whereas|although|though|however|yet|then|with|because|since)\b",
)
LOSS = _any(_LOSSES)
ACCURACY = _any(r"(?<![a-z])acc(?:uracy)?\b")
LOSS_AND_NUMBER = _any(rf"{_LOSSES}[^\d.+-]{{0,40}}?{_NUMBER}(?!\s*(?:%|epochs?\b|steps?\b|batch|iterations?\b))")
NUMBER_AND_LOSS = _any(rf"{_NUMBER}(?:\s*\([^)]*\))?\s+(?:is|are|as|for|of)\b[^\d]{{0,20}}{_LOSSES}")
ACCURACY_AND_NUMBER = _any(
    rf"(?P<validation>{_VALIDATION}[\s_]?(?:set\s|data\s)?)?(?<![a-z])(?:[a-z]+_)*acc(?:uracy)?\b"
    rf"(?:[^\d.+;!?-]{{0,40}}?{_NUMBER}\s*(?P<percent>%|percent\b|)|\s(?:\w+\s){{0,3}}(?P<zero>zero)\b)"
)
NUMBER_AND_ACCURACY = _any(r"(?P<number>\d+(?:\.\d+)?)\s*(?:%|percent)\s(?:\w+\s)?acc(?:uracy)?\b")
NO_ACCURACY = _any(r"\b(?:0|zero)\s*%?\s(?:\w+\s)?acc(?:uracy)?\b")
LOW_ACCURACY = _any(
    rf"{_LOW}\s(?:\w+\s)?acc(?:uracy)?\b",
    rf"\bacc(?:uracy)?\s(?:is|was|stays?|remains?)\s(?:\w+\s)?{_LOW}",
    r"\b(?:never|not|n't)\b(?:\s\w+){0,3}\s(?:right|correct(?:ly)?)\b",
)
ALONE = _any(rf"^\s*{_NUMBER}\s*$")
NOT_FINITE = _any(r"\b(?:nans?|inf(?:inity)?|not finite|not a number|diverge\w*|explod\w+|overflow\w*)\b")
LOSS_BELOW_ZERO = _any(
    rf"\bnegative\b[^.;!?]{{0,30}}{_LOSSES}",
    rf"{_LOSSES}[^.;!?]{{0,60}}\bnegative\b",
    rf"{_LOSSES}[^.;!?]{{0,60}}\b(?:below|(?:less|smaller|lower) than|under)\s+(?:0(?![\d.]*\d)|zero\b)",
)
LOSS_OF_ZERO = _any(
    rf"{_LOSSES}\b[^\d.;!?+-]{{0,30}}?\b0+(?:\.0*)?(?:e[-+]?0+)?(?![\d.]*\d)",
    rf"{_LOSSES}\b[^\d.;!?+-]{{0,30}}?(?<!below )(?<!under )(?<!than )\bzero\b",
    rf"\bzero\s{_LOSSES}",
)
LOSS_IS_HUGE = _any(
    rf"{_LARGE}[^.;!?]{{0,30}}{_LOSSES}",
    rf"{_LOSSES}[^.;!?]{{0,40}}{_LARGE}",
    rf"{_LOSSES}[^.;!?]{{0,40}}\b(?:m|b|tr)illions?\b",
)
FALLS = _any(r"\b(?:fall|falls|falling|drops?|dropping|decreas\w+|go(?:es|ing)? down|improv\w+|shrink\w*|sinks?)\b")
ONE_ANSWER = _any(
    rf"\b(?:same|identical|equal|constant|single|one|a fixed)\b(?:\s\w+)?\s{_ANSWERS}",
    rf"{_ANSWERS}\s+\w*\s?(?:the same|identical|constant|all equal)",
    rf"\b(?:always|only|just)\b(?:\s\w+)?\s{_ANSWERING}",
    rf"{_ANSWERING}\s(?:always|only|just|nothing but)\b",
    r"\ball (?:zeros|ones|0s|1s)\b",
    rf"\b{_EACH}\b(?:\s\w+){{0,6}}\s(?:as|into|in|to)\s(?:the |a )?(?:class|category|label)",
    rf"{_ANSWERING}(?:\s\w+)?\s\S+(?:\s\w+)?\sfor {_EACH}\b",
    rf"\b{_ANSWERS}\s(?:\w+\s)?\S+\sfor {_EACH}\b",
    rf"\bfor {_EACH}\b(?:\s\w+)*\s{_ANSWERING}",
    r"\ball (?:\w+\s)?predict\w+ (?:are|is)\b",
    rf"{_ANSWERING}\s(?:\w+\s)?\S+\s(?:every|each) time\b",
    rf"\binvariant {_ANSWERS}",
    rf"\b{_ANSWERS}(?:\s\w+){{0,4}}\s(?:is|are)\s(?:always|all|the same|identical|constant)\b",
    r"\beverything\b[^.;]*\s(?:as|into)\b",
    r"\b(?:regardless|irrespective) of\b[^.;]*\b(?:input|sample|image|data|what)",
)
PREDICTS = _any(r"\b(?:predict|output|answer|classif)\w*")
OVERFITS = _any(
    r"over-?fit",
    rf"{_VALIDATION}[^.;]*\btrain\w*[^.;]*{_APART}",
    rf"\btrain\w*[^.;]*{_VALIDATION}[^.;]*{_APART}",
    rf"{_APART}[^.;]*\btrain\w*[^.;]*{_VALIDATION}",
    r"memori[sz]",
    rf"{_VALIDATION}[^,.;]*{_BAD}\b",
    rf"{_VALIDATION}[\s_](?:\w+\s)?{_LOSSES}[^,.;]*\b(?:higher|larger|bigger|far above)\b",
    rf"{_BAD}\s(?:on|in|at|for|with)\s(?:the\s|my\s)?(?:test|validation|held|hold)",
)
ELSEWHERE_WORSE = _any(
    rf"{_ELSEWHERE}{_SAMPLES}[^.;]*{_BAD}\b",
    rf"{_BAD}\b(?:\s\w+)?\s(?:on|in|at|for)\s(?:the\s|my\s)?{_ELSEWHERE}",
    rf"\bnot\b(?:\s\w+)?\s(?:on|in|at|for|with)\s(?:the\s|my\s)?{_ELSEWHERE}",
    r"\b(?:report|matrix|predict\w*)\b[^.;]*\b(?:random|wrong|chance|garbage|nonsense)\b",
)
TOO_GOOD = _any(
    rf"{_VALIDATION}[^.;]*{_TOO_GOOD}",
    rf"{_TOO_GOOD}[^.;]*{_VALIDATION}",
    r"\b(?:data )?leak(?:s|age)?\b",
)
STUCK = _any(
    r"(?:not|n't|never|no longer|hardly|barely) (?:\w+ )?(?:learn|decreas|fall|drop|improv|chang|converg|train|mov|go)",
    r"\b(?:stuck|constant|stays?|plateau\w*|not learning|flat|frozen|same)\b",
    r"\bno (?:\w+ )?(?:reduction|improvement|decrease|progress|learning|change)\b",
    rf"{_LOSSES}[^.;!?]{{0,30}}\b(?:increas\w*|ris(?:es?|ing)|grow\w*|go(?:es|ing)? up)\b",
)
SHAPE_REFUSED = _any(
    r"\bexpected\b[^;]{0,80}\bto have\b[^;]{0,40}\b(?:shape|dimensions?)\b",
    r"\bexpected (?:min_|max_)?(?:ndim|shape|axis)\b",
    r"\b(?:in|not )compatible with (?:the )?layer\b",
    r"\bmust have the same (?:shape|rank|first dimension)",
    r"\bshapes?\b[^;]{0,80}\b(?:are|is) (?:in|not )compatible\b",
    r"\bincompatible shapes?\b",
    r"\bdimensions must be equal\b",
    r"\bnegative dimension size\b",
    r"\bcannot reshape\b",
    r"\b(?:shape|dimension|rank)s? (?:mismatch|error)",
)
