"""KR304."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from kerasrules.model.data import ArrayInfo
from kerasrules.model.findings import Effect, Finding, Related, Severity
from kerasrules.model.network import ReachingInput
from kerasrules.model.program import Program
from kerasrules.model.training import Fit, Training
from kerasrules.rules.data._reaching_inputs import SCALING, is_sensitive
from kerasrules.rules.data._scale_differences import differ, scale_words
from kerasrules.rules.graph import unwrap
from kerasrules.rules.phrasing import data_words, described, origin_here
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_fact


class SplitScalingMismatch(Rule):
    """Training data and validation or test data reach the model on different scales.

    ## What it does
    Compares the values that reach the first layer with weights in training with those of `validation_data`, `evaluate`
    and `predict` of the same model, and reports where both are known and differ, such as 0 to 1 and 0 to 255. Arrays of
    an unknown range that are divided by 255 differ from pixels that are not.

    ## Why is this bad?
    The weights fit the scale of the training data. On data of another scale the activations are far too large or too
    small, and accuracy drops, often to chance level. A network of relu layers may keep many of its answers where the
    data are only multiplied, but not its probabilities. The scores do not describe the model, and early stopping and
    checkpoints that follow them select a wrong epoch. Keras does not notice.

    ## Example
    ```python
    x_train = x_train / 255.0
    model.fit(x_train, y_train)
    model.evaluate(x_test, y_test)
    ```

    ## Use instead
    ```python
    x_train, x_test = x_train / 255.0, x_test / 255.0
    model.fit(x_train, y_train)
    model.evaluate(x_test, y_test)
    ```
    or a `Rescaling` layer inside the model, which applies to all data.

    ## References
    - [Keras: preprocessing layers inside the model](https://keras.io/guides/preprocessing_layers/)
    """

    code = "KR304"
    name = "split-scaling-mismatch"
    severity = Severity.ERROR
    effect = Effect.PREVENTS
    confirm = ConfirmTraits(needs_data=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """Only scales that surely differ count. Data on a wrong scale are one fault."""
        found = {
            fit.location: (_data(fit, given), self._report(fit, taught, trained, given))
            for training in program.trainings
            for fit, taught, trained, given in _pairs(training, _taught(program, training))
        }
        yield from one_per_fact(found.values(), "such data are used here, too")

    def _report(self, fit: Fit, taught: Fit, trained: ReachingInput, given: ReachingInput) -> Finding:
        uses = data_words(fit)
        related = [*origin_here(given.value), *_steps(trained.value, "the training data")]
        related += _steps(given.value, uses)
        if fit is not taught:
            related.append(Related("trained here", taught.location))
        layer = unwrap(trained.node.layer)
        related.append(Related(f"{described(layer)} receives the data", layer.location))
        return self.finding(
            fit.location,
            f"the training data reach {described(layer)} as {scale_words(trained.value)}, but {uses} as"
            f" {scale_words(given.value)}. The weights fit the scale of the training data, so results on the other"
            " scale are unreliable",
            related=related,
            help="apply the same preprocessing to both, or make it the first layer of the model",
        )


def _data(fit: Fit, given: ReachingInput) -> Hashable:
    """What makes the data of several calls the same: where they come from, and their scale."""
    value = given.value
    return (value.origin_place or fit.location, value.standardized, value.low, value.high)


def _taught(program: Program, training: Training) -> list[Fit]:
    """The calls that train the weights; in a custom loop each of several losses is a training of its own."""
    others = (one for one in program.trainings if one.model is training.model and one.custom_loop)
    return [fit for one in (others if training.custom_loop else [training]) for fit in one.fits if fit.trains]


def _pairs(training: Training, taught: list[Fit]) -> Iterator[tuple[Fit, Fit, ReachingInput, ReachingInput]]:
    """A call, the call that trained, and what reaches a layer in training and here, where the two surely differ."""
    for fit in training.fits:
        before = [fit] if fit.trains else taught
        for given in fit.validation_reaching_inputs if fit.trains else fit.reaching_inputs:
            known = [(one, arrival) for one in before for arrival in one.reaching_inputs if _same_way(arrival, given)]
            # every training call counts: what differs from one of them may be like another one
            complete = known and len({id(one) for one, _ in known}) == len(before)
            if complete and all(differ(arrival.value, given.value) for _, arrival in known):
                yield fit, known[-1][0], known[-1][1], given


def _same_way(one: ReachingInput, other: ReachingInput) -> bool:
    feels = is_sensitive(one) or unwrap(one.node.layer).kind == "backbone"
    return one.node is other.node and one.input == other.input and feels


def _steps(value: ArrayInfo, whose: str) -> Iterator[Related]:
    """The last step that changed the scale."""
    for step in reversed(value.steps):
        if step.kind in SCALING and step.location is not None:
            yield Related(f"{whose}: {step.text}", step.location)
            return
