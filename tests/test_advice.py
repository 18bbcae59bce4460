"""What is said to do about a call that Keras refuses."""

from __future__ import annotations

import pytest

from kerasrules.keras_api.refused.advice import advice
from kerasrules.keras_api.refused.layer_arguments import refused_layer
from kerasrules.keras_api.refused.method_arguments import newly_refused_call, refused_call
from kerasrules.keras_api.refused.optimizer_arguments import newly_refused_optimizer, refused_optimizer


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        (refused_layer("Conv2D", 1, {}, {"filters": 4}, True), "pass kernel_size"),
        (refused_layer("Dense", 1, {"size": 3}, {"units": 4}, True), "remove size, or correct its name"),
        (refused_layer("Dense", 1, {"units": 3}, {"units": 4}, True), "pass units once"),
        (refused_layer("RepeatVector", 1, {}, {"n": 1.5}, True), "pass an integer as n"),
        (refused_optimizer("SGD", 0, {"momentum"}, {"momentum": 2.0}), "pass a momentum between 0 and 1"),
        (newly_refused_optimizer("SGD", {"momentum"}, {"momentum": 0}), "pass a float as momentum"),
        (refused_call("fit", 0, {"epoch": 3}), "remove epoch, or correct its name"),
        (refused_call("predict_on_batch", 2, {}), "pass the other arguments by name"),
        (newly_refused_call({"steps_per_epoch": 2.5}), "pass an integer as steps_per_epoch"),
        ("shape must be a tuple, such as (32,), not a number", "pass shape=(32,)"),
        ("something new", "check the arguments of the call"),
    ],
)
def test_advice(reason: str | None, expected: str) -> None:
    assert reason is not None
    assert advice(reason) == expected
