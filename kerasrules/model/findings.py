"""What a rule says: a finding, its severity, the locations it names and the fix it proposes."""

from __future__ import annotations

from kerasrules.model.edits import Fix
from kerasrules.model.enumeration import Enum
from kerasrules.model.locations import Location
from kerasrules.model.record import field, record
from kerasrules.model.releases import Version


class Scale(str, Enum):
    """Words in an order, the one that matters most first."""

    @property
    def rank(self) -> int:
        """The place in the order: 0 for the first word."""
        return list(type(self)).index(self)


class Severity(Scale):
    """How bad it is, in the words that the reports and editors use."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Confidence(Scale):
    """How sure it is that the finding harms this program. What a finding states of the program is always certain."""

    HIGH = "high"
    """It follows from what the program says and from what Keras does."""
    MEDIUM = "medium"
    """It harms most programs of this shape; how much depends on the data, or on what the author intends."""
    LOW = "low"
    """Worth a look: many programs do so on purpose, or only a part of the data was seen."""


class Effect(Scale):
    """What a fault does to training, the effects that explain a network that does not learn best first."""

    STOPS = "stops"
    """Keras or TensorFlow raises an error before or at the first step."""
    PREVENTS = "prevents"
    """The weights cannot come to solve the task: no gradient, the wrong objective, or data without information."""
    IMPAIRS = "impairs"
    """The model learns, but slowly or to a worse result."""
    MISLEADS = "misleads"
    """Training is as it would be without the fault; what is measured, monitored or predicted is not."""
    NONE = "none"
    """It changes nothing in training."""


REPEATED = ". The same is done in "
"""What begins the count of further places at the end of a message."""


def without_count(message: str) -> str:
    """A message without the count of further places, which depends on how much of a file a program reads."""
    return message.partition(REPEATED)[0]


@record(frozen=True)
class Related:
    """A second place that the finding rests on, with what there is to see."""

    message: str
    location: Location


@record(frozen=True)
class Finding:
    """One fault at one location. `help` says in words what to change.

    data_files: the data files that it rests on, as the program names them: without those it would not be found.
    since: the first release of Keras that does so, where older ones do not, as (3,) or (2, 13): in a program for older
    ones it is information. removed_in: the release that no longer has what the program uses. That is told of old
    programs too, unless their repository asks for an older Keras.
    """

    code: str
    name: str
    severity: Severity
    message: str
    location: Location
    related: tuple[Related, ...] = ()
    help: str = ""
    fix: Fix | None = field(default=None, compare=False)
    data_files: tuple[str, ...] = ()
    confidence: Confidence = Confidence.HIGH
    effect: Effect = Effect.NONE
    since: Version = field(default=(), compare=False)
    removed_in: Version = field(default=(), compare=False)

    def is_fixable(self, *, unsafe: bool) -> bool:
        """Whether there is a fix to try: a safe one, or any where unsafe ones are wanted too."""
        fix = self.fix
        return fix is not None and bool(fix.edits) and (unsafe or fix.safe) and not fix.withheld

    def promises_fix(self, *, unsafe: bool) -> bool:
        """The same, of what a report says: a fix of another file is tried there or not at all."""
        return self.is_fixable(unsafe=unsafe) and not (self.fix is not None and self.fix.elsewhere)


def rank(finding: Finding) -> tuple[bool, bool, int, int, int]:
    """The sort key of findings: the lower, the better one explains a network that does not learn."""
    return (
        finding.effect is Effect.NONE,
        finding.severity is Severity.INFO,
        finding.effect.rank,
        finding.severity.rank,
        finding.confidence.rank,
    )
