"""KR501."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.keras_api.optimizers import ADAPTIVE
from kerasrules.model.edits import Fix, RenameArgument, SetArgument
from kerasrules.model.findings import Finding, Related, Severity
from kerasrules.model.locations import Location
from kerasrules.model.network import Model
from kerasrules.model.program import ApiUse, Program
from kerasrules.model.training import KerasObject, Optimizer, Training
from kerasrules.model.unknown import Unknown
from kerasrules.rules.graph import count_of_layers, is_single_layer
from kerasrules.rules.phrasing import number
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location
from kerasrules.rules.training._optimizer_calls import optimizer_of

_HIGH = {"SGD": 1.0, **dict.fromkeys(ADAPTIVE, 0.1)}
_LOW = {"SGD": 1e-7, **dict.fromkeys(ADAPTIVE, 1e-7)}
_USUAL = {"SGD": "0.01", "Adadelta": "1.0", **dict.fromkeys(ADAPTIVE, "0.001")}
_SLOW = 0.001
"""Adadelta's default in Keras: a thousandth of the steps that its authors take."""
_DECAY = 0.1
_FEW_STEPS = 100


class LearningRateOutOfRange(Rule):
    """The learning rate is far outside the range that the optimizer can use.

    ## What it does
    Reports Adam and similar optimizers with a rate of 0.1 or more (an error from 1) or at most 1e-7, and SGD with a
    rate of 1 or more or at most 1e-7. For a schedule, the first rate counts. A model with a single layer with weights,
    as in linear regression, tolerates large rates; a small rate is left alone where a callback may raise it. Negative
    rates are errors. Also reports Adadelta with its default of 0.001 (information), a weight decay that takes a tenth
    of every weight or more in each step, schedules that fall to nothing within a few steps, and `lr=` and `decay=`,
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
    fix_applicability = "mixed"
    confirm = ConfirmTraits(trains=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """A rate counts where a compile uses it; a removed argument wherever it stands."""
        yield from one_per_location([*self._rates(program), *self._removed(program)])

    def _rates(self, program: Program) -> Iterator[Finding]:
        # a program that never trains is a part of one that does
        a_part = not any(training.fits for training in program.trainings)
        for training in program.trainings:
            optimizer = training.optimizer
            if not isinstance(optimizer, Optimizer) or not (training.trained or a_part):
                continue
            if program.keras_one or "lr" not in optimizer.arguments:
                fault = _fault(training, optimizer)
                if fault is not None:
                    yield self._report(training, optimizer, *fault)

    def _report(
        self, training: Training, optimizer: Optimizer, severity: Severity, message: str, help: str = ""
    ) -> Finding:
        source = _source(optimizer)
        usual = _USUAL.get(optimizer.class_name, "0.001")
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
            class_name = optimizer_of(use)
            value = _as_learning_rate(program, use)
            for argument in ("lr", "decay") if class_name is not None and not use.guarded else ():
                if argument in use.keywords:
                    consequence = (
                        "Keras 2.11 to 2.15 ignore it and train with the default rate; Keras 3 raises an error"
                        if argument == "lr"
                        else "Keras 2.11 to 2.15 raise an error; Keras 3 ignores it"
                    )
                    also = f". {value}" if argument == "lr" and value else ""
                    yield self.finding(
                        use.keywords[argument],
                        f"{class_name} no longer has the argument {argument}. {consequence}{also}",
                        related=[Related(f"{class_name} is called here", use.location)],
                        help="pass learning_rate instead"
                        if argument == "lr"
                        else "use a schedule such as keras.optimizers.schedules.InverseTimeDecay",
                        fix=_renamed(use) if argument == "lr" else None,
                    )


def _as_learning_rate(program: Program, use: ApiUse) -> str | None:
    """What is wrong with the rate that an optimizer was given under its old name."""
    for training in program.trainings:
        optimizer = training.optimizer
        if isinstance(optimizer, Optimizer) and optimizer.location == use.location and "lr" in optimizer.arguments:
            fault = _fault(training, optimizer)
            if fault is not None:
                return fault[1]
    return None


def _renamed(use: ApiUse) -> Fix:
    return Fix("Rename lr to learning_rate", (RenameArgument(use.location, "lr", "learning_rate"),), safe=True)


def _source(optimizer: Optimizer) -> Location:
    """Where the rate stands: the schedule that holds it, else the optimizer."""
    schedule = optimizer.config.get("learning_rate")
    return (
        schedule.location if isinstance(schedule, KerasObject) and schedule.location is not None else optimizer.location
    )


def _fault(training: Training, optimizer: Optimizer) -> tuple[Severity, str] | tuple[Severity, str, str] | None:
    """What is wrong, how gravely, and what to do where that is not another learning rate."""
    rate, name = optimizer.learning_rate, optimizer.class_name
    if isinstance(rate, Unknown):
        return None
    if rate < 0:
        return Severity.ERROR, f"{name} with a learning rate of {rate:g} moves the weights so that the loss grows"
    decay = _fault_of_decay(optimizer, rate)
    if decay is not None:
        return Severity.WARNING, *decay
    if name == "Adadelta" and rate <= _SLOW and not _may_be_changed(training):
        return Severity.INFO, (
            f"Adadelta with a learning rate of {rate:g} learns very slowly. It was designed for a rate of 1.0"
        )
    if name not in _HIGH:
        return None
    if rate >= _HIGH[name]:
        adaptive = name in ADAPTIVE
        extreme = adaptive and rate >= 1
        if is_single_layer(training.model) or not (extreme or _is_deep(training.model)):
            return None
        consequence = (
            "moves every weight by about that much in each step, many times the size of initial weights"
            if adaptive
            else "usually makes training diverge"
        )
        severity = Severity.ERROR if extreme else Severity.WARNING
        return severity, f"{name} with a learning rate of {number(rate)} {consequence}"
    scheduled = _source(optimizer) != optimizer.location
    if rate <= _LOW[name] and not scheduled and not _may_be_changed(training):
        effect = "does not learn" if rate == 0 else "learns next to nothing in any realistic number of steps"
        return Severity.WARNING, f"{name} with a learning rate of {rate:g} {effect}"
    return None


def _fault_of_decay(optimizer: Optimizer, rate: float) -> tuple[str, str] | None:
    """What is wrong with a weight decay, or with a schedule that ends training soon after it began."""
    decay = optimizer.config.get("weight_decay")
    if isinstance(decay, (int, float)) and rate * decay >= _DECAY:
        share = number(100 * min(rate * decay, 1.0))
        return (
            f"{optimizer.class_name} with a learning rate of {number(rate)} and a weight decay of {number(decay)} takes"
            f" {share}% off every weight in each step",
            "use a weight decay of 0.004 or less",
        )
    schedule = optimizer.config.get("learning_rate")
    if not isinstance(schedule, KerasObject):
        return None
    steps, factor = schedule.config.get("decay_steps"), schedule.config.get("decay_rate")
    if not isinstance(steps, (int, float)) or not isinstance(factor, (int, float)) or steps <= 0 or factor < 0:
        return None
    if schedule.class_name == "ExponentialDecay" and factor < 1:
        # all steps together move the weights as far as so many at the first rate
        worth = 1 / (1 - factor ** (1 / steps)) if factor > 0 else steps
        if worth < _FEW_STEPS:
            return (
                f"{schedule.class_name} multiplies the learning rate by {number(factor)} every"
                f" {'step' if steps == 1 else f'{steps} steps'}, so that all steps together move the weights about as"
                f" far as {worth:.0f} steps at the first rate",
                "count decay_steps in batches, not in epochs, and choose as many as training takes",
            )
    if schedule.class_name == "InverseTimeDecay" and factor / steps >= _DECAY:
        return (
            f"{schedule.class_name} divides the learning rate by {number(1 + factor * _FEW_STEPS / steps)} within the"
            f" first {_FEW_STEPS} steps",
            "count decay_steps in batches, not in epochs, and choose as many as training takes",
        )
    return None


def _is_deep(model: Model | Unknown) -> bool:
    """Whether the model is known to have several layers with weights."""
    if isinstance(model, Unknown):
        return False
    return count_of_layers(model) > 1 or any(node.layer.kind == "backbone" for node in model.nodes)


def _may_be_changed(training: Training) -> bool:
    """Whether a callback may set another rate, or the program trains out of sight."""
    if training.escapes or training.custom_loop or not training.fits:
        return True
    for fit in training.fits:
        callbacks = fit.arguments.get("callbacks", ())
        items = callbacks if isinstance(callbacks, (list, tuple)) else () if callbacks is None else (callbacks,)
        if fit.incomplete:
            return True
        if any(not isinstance(item, KerasObject) or item.class_name == "LearningRateScheduler" for item in items):
            return True
    return False
