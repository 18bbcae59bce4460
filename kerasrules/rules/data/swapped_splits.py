"""KR318."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kerasrules.model.data import ArrayInfo
from kerasrules.model.data_flow import NamedSplit
from kerasrules.model.findings import Effect, Finding, Related, Severity
from kerasrules.model.program import Program
from kerasrules.model.training import Fit
from kerasrules.rules.phrasing import origin_here
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location


class SwappedSplits(Rule):
    """Names for training data hold test data, and the reverse.

    ## What it does
    Finds pairs of variables, arguments and keys of which one is named for training while its path or source is of test
    or validation data, and the other one is the opposite. It also reports `fit` on the test part with the training part
    as validation data. A single name that does not fit is not reported.

    ## Why is this bad?
    The model trains on the part that was meant to test it, which mostly is the smaller one, and is validated on the
    samples that it should have learned. Scores cannot be compared with those of others, and nothing looks wrong.

    ## Example
    ```python
    train_folder = "pictures/test"
    test_folder = "pictures/train"
    ```

    ## Use instead
    ```python
    train_folder = "pictures/train"
    test_folder = "pictures/test"
    ```

    ## References
    - [Keras: image data loading](https://keras.io/api/data_loading/image/)
    """

    code = "KR318"
    name = "swapped-splits"
    severity = Severity.INFO
    effect = Effect.MISLEADS
    confirm = ConfirmTraits(needs_data=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """One of the two alone may be meant: a demonstration on the test data, a part held out of the training data."""
        # what is made of a swapped array under the same name is no other fault
        firsts = {(name.name, name.function): name for name in reversed(program.misnamed_splits)}
        for_training = [name for name in firsts.values() if name.says == "train"]
        fits = [fit for training in program.trainings for fit in training.fits]
        yield from one_per_location(
            [
                *(
                    self._report(name, other)
                    for name in reversed(for_training)
                    if (other := _counterpart(name, program.misnamed_splits)) is not None
                ),
                *(self._report_fit(fit) for fit in fits if not for_training and _is_swapped(fit)),
            ]
        )

    def _report(self, name: NamedSplit, other: NamedSplit) -> Finding:
        return self.finding(
            name.location,
            f"{name.name} holds the {name.holds} data ({name.text}) and {other.name} the training data ({other.text}),"
            f" the opposite of what they are called. A model that is trained on {name.name} sees the {name.holds} data",
            related=[Related(f"{other.name} holds the training data", other.location)],
            help="swap the two",
        )

    def _report_fit(self, fit: Fit) -> Finding:
        (data, *_) = fit.x
        assert isinstance(data, ArrayInfo)
        return self.finding(
            fit.location,
            f"fit trains on the {data.split} data and validates on the training data",
            related=origin_here(data),
            help="swap the two",
        )


def _counterpart(name: NamedSplit, others: tuple[NamedSplit, ...]) -> NamedSplit | None:
    """The nearest name in the same function, of the same kind, that says the opposite and holds the opposite."""
    found = [
        other
        for other in others
        if other.says != "train" and other.function == name.function and _kind(other.name) == _kind(name.name)
    ]
    return min(found, key=lambda other: abs(other.location.start.line - name.location.start.line), default=None)


def _kind(name: str) -> str:
    """A name without the word for the part: of `x_train` and `X_test` it is the same."""
    return _PART.sub("", name.lower()).replace("_", "")


_PART = re.compile(r"train(ing)?|test(ing)?|val(id(ation)?)?|eval(uation)?")


def _is_swapped(fit: Fit) -> bool:
    """Whether a fit surely trains on what is for testing, and validates on what is for training."""
    if not fit.trains or not fit.x or not fit.validation_x:
        return False
    trained, validated = fit.x[0], fit.validation_x[0]
    if not isinstance(trained, ArrayInfo) or not isinstance(validated, ArrayInfo):
        return False
    return trained.split in ("test", "validation") and validated.split == "train"
