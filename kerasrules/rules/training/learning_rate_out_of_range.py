"""KR501."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.keras_one import RATES
from kerasrules.keras_api.optimizers import made_by
from kerasrules.keras_api.written_for import written_for
from kerasrules.model.edits import Fix, RemoveArgument, RenameArgument, SetArgument
from kerasrules.model.findings import Confidence, Effect, Finding, Related, Severity
from kerasrules.model.locations import Location
from kerasrules.model.program import ApiUse, Program
from kerasrules.model.releases import TENSORFLOW_TWO
from kerasrules.model.training import Optimizer, Training
from kerasrules.model.unknown import Unknown
from kerasrules.rules.rule import ConfirmTraits, Rule, RuleOption, one_per_location
from kerasrules.rules.training._learning_rates import HIGH, HIGH_OF_SGD, USUAL, fault, source_of_rate


class LearningRateOutOfRange(Rule):
    """The learning rate is far outside the range that the optimizer can use.

    ## What it does
    Reports Adam and similar optimizers with a rate of 0.1 or more (an error from 1) or at most 1e-7, and SGD with a
    rate of 1 or more or at most 1e-7. For a schedule, the first rate counts. A model with a single layer with weights,
    as in linear regression, tolerates large rates; a small rate is left alone where a callback may raise it. Negative
    rates are errors. Also reports Adadelta with its default of 0.001 (information), a weight decay that takes
    5 % of every weight or more in each step, schedules that fall to nothing within a few steps, and `lr=` and `decay=`,
    which current optimizers no longer have.

    ## Why is this bad?
    Adam moves every weight by about the learning rate in every step: with 0.5, weights of 0.05 are lost in the first
    step, and the network stays at a constant answer. With rates as small as 1e-8 nothing changes within any realistic
    number of epochs. Adadelta was designed for a rate of 1.0; with Keras' default it learns slowly. `lr=` is ignored by
    Keras 2.11 to 2.15, which then train with the default rate, and rejected by Keras 3; `decay=` is the other way
    round.

    ## Example
    ```python
    model.compile(optimizer=Adam(learning_rate=0.5), loss="sparse_categorical_crossentropy")
    ```

    ## Use instead
    ```python
    model.compile(optimizer=Adam(learning_rate=0.001), loss="sparse_categorical_crossentropy")
    ```

    ## References
    - Kingma, Ba: [Adam](https://arxiv.org/abs/1412.6980), section 2.1
    - Bengio: [Practical recommendations for gradient-based training](https://arxiv.org/abs/1206.5533), section 3.1.1
    """

    code = "KR501"
    name = "learning-rate-out-of-range"
    former_names = ("learning-rate",)
    severity = Severity.WARNING
    effect = Effect.PREVENTS
    confidence = Confidence.MEDIUM
    fix_applicability = "mixed"
    confirm = ConfirmTraits(trains=True)
    options = (
        RuleOption("max-rate", HIGH, HIGH, 10, "from this rate on Adam and its like are reported"),
        RuleOption("max-rate-of-sgd", HIGH_OF_SGD, HIGH_OF_SGD, 100, "from this rate on SGD is reported"),
    )

    def check(self, program: Program) -> Iterator[Finding]:
        """A rate counts where a compile uses it; a removed argument wherever it stands."""
        yield from one_per_location([*self._rates(program), *self._removed(program)])

    def _rates(self, program: Program) -> Iterator[Finding]:
        # a program that never trains is a part of one that does
        a_part = not any(training.fits for training in program.trainings)
        high, high_of_sgd = self.option(program, "max-rate"), self.option(program, "max-rate-of-sgd")
        usual: dict[Location, list[float]] = {}
        found: list[tuple[float | Unknown, Finding]] = []
        for training in program.trainings:
            optimizer = training.optimizer
            if not isinstance(optimizer, Optimizer) or not (training.trained or a_part):
                continue
            default = "learning_rate" not in optimizer.arguments and optimizer.class_name in RATES
            if default and written_for(program).are_before(TENSORFLOW_TWO):
                continue  # the default was another one
            if program.keras_one or "lr" not in optimizer.arguments:
                wrong = fault(training, optimizer, high, high_of_sgd)
                if wrong is not None:
                    found.append((optimizer.learning_rate, self._report(training, optimizer, *wrong)))
                elif not isinstance(optimizer.learning_rate, Unknown):
                    usual.setdefault(source_of_rate(optimizer), []).append(optimizer.learning_rate)
        for rate, finding in found:
            if all(other == rate for other in usual.get(finding.location, ())):
                yield finding  # else the program compares rates

    def _report(
        self, training: Training, optimizer: Optimizer, severity: Severity, message: str, help: str = ""
    ) -> Finding:
        source = source_of_rate(optimizer)
        usual = USUAL.get(optimizer.class_name, "0.001")
        written = not help and "learning_rate" in optimizer.arguments and source == optimizer.location
        edits = (SetArgument(optimizer.location, "learning_rate", usual),) if written else ()
        used = training.arguments.get("optimizer", training.location)
        locations = {"optimizer created here": optimizer.location, "used here": used}
        return self.finding(
            source,
            message,
            severity=severity,
            related=[Related(text, location) for text, location in locations.items() if location != source],
            help=help or f"start with {usual}{'' if optimizer.class_name == 'Adadelta' else ', the default'}",
            fix=Fix(f"Use a learning rate of {usual}", edits) if edits else None,
        )

    def _removed(self, program: Program) -> Iterator[Finding]:
        for use in program.uses if not program.keras_one else ():  # there KR505 lists them
            class_name = made_by(use)
            gone = tuple(name for name in ("lr", "decay") if name in use.keywords)
            if class_name is None or use.guarded or not gone or use.location.path != program.path:
                continue
            consequence, help = _REMOVED[gone]
            value = _as_learning_rate(program, use) if "lr" in gone else None
            apart = use.location.start.line != use.keywords[gone[0]].start.line
            yield self.finding(
                use.keywords[gone[0]],
                f"{class_name} no longer has the argument{'s' if len(gone) > 1 else ''} {' and '.join(gone)}."
                f" {consequence}{f'. {value}' if value else ''}",
                effect=None if value else Effect.NONE,
                related=[
                    *(Related(f"{name} is passed here", use.keywords[name]) for name in gone[1:]),
                    *(Related(f"{class_name} is called here", place) for place in [use.location] if apart),
                ],
                help=help,
                fix=_current_arguments(use, gone),
                removed_in=(2, 11),
            )


_REMOVED = {
    ("lr",): (
        "Keras 2.11 to 2.15 ignore it and train with the default rate; Keras 3 raises an error",
        "pass learning_rate instead",
    ),
    ("decay",): (
        "Keras 2.11 to 2.15 raise an error; Keras 3 ignores it",
        "use a schedule such as keras.optimizers.schedules.InverseTimeDecay",
    ),
    ("lr", "decay"): (
        "Keras 2.11 to 2.15 and Keras 3 raise an error",
        "pass learning_rate; for a rate that decays, a schedule such as keras.optimizers.schedules.InverseTimeDecay",
    ),
}
"""What current releases do with the arguments that are gone, and what to pass instead."""


def _as_learning_rate(program: Program, use: ApiUse) -> str | None:
    """What is wrong with the rate that an optimizer was given under its old name."""
    for training in program.trainings:
        optimizer = training.optimizer
        if isinstance(optimizer, Optimizer) and optimizer.location == use.location and "lr" in optimizer.arguments:
            found = fault(training, optimizer)
            if found is not None:
                return found[1]
    return None


def _current_arguments(use: ApiUse, gone: tuple[str, ...]) -> Fix | None:
    """What Keras 3 reads the same, except that decay, which it ignores, has no counterpart among the arguments."""
    if "lr" not in gone:
        return None
    rename = RenameArgument(use.location, "lr", "learning_rate")
    if "decay" not in gone:
        return Fix("Rename lr to learning_rate", (rename,), safe=True)
    edits = (rename, RemoveArgument(use.location, "decay"))
    return Fix("Rename lr to learning_rate and remove decay", edits)
