"""What a rule is: a code, a documented class and a check over the recovered program."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterable, Iterator
from typing import ClassVar, Literal

from kerasrules.model.edits import Fix
from kerasrules.model.findings import REPEATED, Confidence, Effect, Finding, Related, Severity
from kerasrules.model.locations import Location
from kerasrules.model.program import Program
from kerasrules.model.record import record, replace
from kerasrules.model.releases import Version

FixApplicability = Literal["safe", "unsafe", "mixed", "none"]
Tag = Literal["unnecessary", "deprecated"]
Measure = Literal["affinity", "feature-spread"]
ScalingKind = Literal["data set", "sample"]


@record(frozen=True)
class ConfirmTraits:
    """What `kerasrules confirm` must know of a rule beyond the fixes of its findings.

    trains: short trainings with and without the fix can tell whether it helps.
    needs_data: the verdict depends on the program's own data, so that trainings on synthetic data leave it open.
    needs_pretrained_weights: the finding is about weights that confirm does not load, so that no training decides.
    keras_raises: the finding says that Keras raises an error; if it does where the finding points, that confirms it.
    undone_by_tensorflow: the TensorFlow backend undoes the fault and hides it, JAX and torch do not.
    measures: a property of the untrained model that bears on the finding: "affinity" (whether what the output layer
    gets is a linear map of the input) or "feature-spread" (whether it differs from sample to sample).
    asked_of_data: the rule judges what arrays hold, so that it is asked again of those in the user's data file.
    fix_suits_labels: the fix depends on whether a sample has one class or several, so that the rule is asked again
    where the user's labels have several.
    scalings: what is tried on the inputs where those arrays show the fault: mean and spread are taken over the "data
    set" or over each "sample" on its own.
    scales_targets: what is tried is to standardize the numbers that the model is to predict.
    """

    trains: bool = False
    needs_data: bool = False
    needs_pretrained_weights: bool = False
    keras_raises: bool = False
    undone_by_tensorflow: bool = False
    measures: Measure | None = None
    asked_of_data: bool = False
    fix_suits_labels: bool = False
    scalings: tuple[ScalingKind, ...] = ()
    scales_targets: bool = False

    @property
    def changes_data(self) -> bool:
        """Whether something is tried on the data themselves."""
        return self.scales_targets or bool(self.scalings)


@record(frozen=True)
class RuleOption:
    """A threshold that users may set, within the bounds where what the rule says is true."""

    name: str
    default: float
    low: float
    high: float
    text: str


MODEL_VERSION = 1
"""Counts up when a part of the program's model that `kerasrules.rule` names goes away or means another thing."""


class Rule(ABC):
    """Base of all rules. The subclass' docstring is its documentation, its first line the summary.

    effect, confidence: of its findings, where they do not say otherwise.
    fix_applicability: how far the fix may be trusted: "safe" keeps what the program means, "unsafe" changes it on
    purpose, "mixed" is one or the other from finding to finding, "none" is a rule that has no remedy to write.
    stops_everywhere: False where an `effect` that stops training does so on a CPU alone.
    confirm: what the runtime mode must know. tag: how an editor should show what a finding points at, if not as any
    finding: grayed out as "unnecessary", struck through as "deprecated". former_names: selectors and comments may go on
    using them. always_selected: the rule is on whatever is selected, unless it is ignored. preview: the rule is new and
    may still change, and can be selected only by who asked for such rules. options: what users may set of it. family:
    the rule's folder. model_version: of a rule that a user wrote, the `MODEL_VERSION` that it is written for.
    """

    code: ClassVar[str]
    name: ClassVar[str]
    severity: ClassVar[Severity]
    effect: ClassVar[Effect] = Effect.IMPAIRS
    stops_everywhere: ClassVar[bool] = True
    confidence: ClassVar[Confidence] = Confidence.HIGH
    fix_applicability: ClassVar[FixApplicability] = "none"
    confirm: ClassVar[ConfirmTraits] = ConfirmTraits()
    tag: ClassVar[Tag | None] = None
    former_names: ClassVar[tuple[str, ...]] = ()
    always_selected: ClassVar[bool] = False
    preview: ClassVar[bool] = False
    options: ClassVar[tuple[RuleOption, ...]] = ()
    model_version: ClassVar[int] = MODEL_VERSION
    family: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        """Take the family from the folder."""
        super().__init_subclass__()
        cls.family = cls.__module__.rpartition(".")[0].rpartition(".")[2]

    @property
    def documentation(self) -> str:
        """The docstring, without its indentation."""
        from inspect import cleandoc

        return cleandoc(type(self).__doc__ or "")

    @property
    def summary(self) -> str:
        """The docstring's first line."""
        return self.documentation.partition("\n")[0]

    @property
    def options_text(self) -> str:
        """What can be set of the rule, as Markdown; empty where nothing can."""
        if not self.options:
            return ""
        lines = [f"Under `[tool.kerasrules.rules.{self.name}]` in the settings:\n"]
        for option in self.options:
            bounds = f"default {option.default:g}, from {option.low:g} to {option.high:g}"
            lines.append(f"- `{option.name}`: {option.text} ({bounds})")
        return "\n".join(lines)

    def option(self, program: Program, name: str) -> float:
        """What a user set for an option of this rule, else its default."""
        default = next(option.default for option in self.options if option.name == name)
        return program.rule_options.get(f"{self.code}.{name}", default)

    @abstractmethod
    def check(self, program: Program) -> Iterator[Finding]:
        """Yield what is wrong with the program."""

    def finding(
        self,
        location: Location,
        message: str,
        *,
        severity: Severity | None = None,
        effect: Effect | None = None,
        confidence: Confidence | None = None,
        related: Iterable[Related] = (),
        help: str = "",
        fix: Fix | None = None,
        since: Version = (),
        removed_in: Version = (),
    ) -> Finding:
        """A finding of this rule, with the rule's own severity, effect and confidence where none are given."""
        return Finding(
            code=self.code,
            name=self.name,
            severity=severity or self.severity,
            message=message,
            location=location,
            related=tuple(dict.fromkeys(related)),
            help=help,
            fix=fix,
            confidence=confidence or self.confidence,
            effect=effect or self.effect,
            since=since,
            removed_in=removed_in,
        )


def one_per_location(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The gravest finding of each place: a call in a loop or helper makes many layers but is one line to fix."""
    best: dict[Location, Finding] = {}
    for finding in findings:
        known = best.get(finding.location)
        if known is None or finding.severity.rank < known.severity.rank:
            best[finding.location] = finding
    yield from best.values()


def one_per_fact(found: Iterable[tuple[Hashable, Finding]], words: str) -> Iterator[Finding]:
    """The gravest finding of each fact, with pointers to the other places where it shows, and a fix for all of them.

    found: what makes findings the same fact, with the finding. words: what is said at the other places.
    """
    facts: dict[Hashable, list[Finding]] = {}
    for fact, finding in found:
        facts.setdefault(fact, []).append(finding)
    for findings in facts.values():
        first = min(findings, key=lambda one: one.severity.rank)
        places = dict.fromkeys(one.location for one in findings if one.location != first.location)
        related = (*first.related, *(Related(words, place) for place in places))
        yield replace(first, related=related, fix=_common_fix(first, findings))


_FEW = 3


def one_per_habit(found: Iterable[tuple[Hashable, Finding]], *, few: int = _FEW) -> Iterator[Finding]:
    """What a file repeats in more than a few places is one finding, with these and with a fix for all of them.

    found: what makes findings the same habit, which one decision mends, with the finding. Of findings at one place the
    gravest counts.
    """
    habits: dict[Hashable, list[Finding]] = {}
    for habit, finding in found:
        habits.setdefault((habit, finding.location.path), []).append(finding)
    for findings in habits.values():
        findings = list(one_per_location(findings))
        yield from findings if len(findings) <= few else [_together(findings)]


def one_per_constant(found: Iterable[tuple[Location | None, Finding]]) -> Iterator[Finding]:
    """Findings that one constant of the program causes are one, at its place.

    found: where the constant stands, None where there is none, with the finding.
    """
    caused: dict[Location, list[Finding]] = {}
    for constant, finding in found:
        if constant is None:
            yield finding
        else:
            caused.setdefault(constant, []).append(finding)
    for constant, findings in caused.items():
        findings = list(one_per_location(findings))
        if len(findings) == 1:
            yield findings[0]
            continue
        together = _together(findings)
        yield replace(
            together,
            location=constant,
            related=(Related("passed here", together.location), *together.related),
            help="change this constant, or pass another one where it is meant otherwise",
        )


def _together(findings: list[Finding]) -> Finding:
    first, *others = findings
    count = "1 more place" if len(others) == 1 else f"{len(others)} more places"
    return replace(
        first,
        severity=min((one.severity for one in findings), key=lambda one: one.rank),
        message=f"{first.message}{REPEATED}{count}",
        related=(*first.related, *(Related("the same here", one.location) for one in others)),
        fix=_common_fix(first, findings),
    )


def _common_fix(first: Finding, findings: Iterable[Finding]) -> Fix | None:
    """The fix of the first finding, with the edits of those of the others that do the same."""
    if first.fix is None:
        return None
    fixes = [one.fix for one in findings if one.fix is not None and one.fix.description == first.fix.description]
    edits = dict.fromkeys(edit for fix in fixes for edit in fix.edits)
    return replace(first.fix, edits=tuple(edits), safe=all(fix.safe for fix in fixes))


def rules_among(values: Iterable[object]) -> Iterator[type[Rule]]:
    """The classes of rules among the values of a module."""
    for found in values:
        # for Python 3.10 an alias such as tuple[int, ...] is a type, too, and has no bases to ask for
        if isinstance(found, type(Rule)) and issubclass(found, Rule):
            yield found
