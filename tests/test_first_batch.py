"""Programs made up as source text that build, compile and fit: what is said to be refused, against the real Keras.

FIRST_BATCH_REFUSED=2000 tries as many programs as it takes to find that many that Keras refuses.
"""

from __future__ import annotations

import os
import warnings
from itertools import count
from typing import Any

import first_batch
import training_programs

REFUSED = int(os.environ.get("FIRST_BATCH_REFUSED", "40"))
TOLD = 0.95
"""The share of refused programs of which it is said."""


def test_what_keras_refuses(keras: Any) -> None:
    refused, taken, missed, false = 0, 0, [], []
    with first_batch.eager_keras(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for seed in count(10_000):
            text = training_programs.program(seed)
            real, told = first_batch.refusal_by_keras(text), first_batch.refusals_told(text)
            if real is None:
                taken += 1
                false += [f"seed {seed}: {one.code} {one.message}" for one in told]
            else:
                refused += 1
                missed += [f"seed {seed}: {real[:300]}"] * (not told)
            if seed % 50 == 0:
                keras.backend.clear_session()
            if refused == REFUSED:
                break
    print(f"{refused} refused, {len(missed)} of them missed; {taken} taken, {len(false)} of them said to be refused")
    assert not false, "\n".join(false)
    assert len(missed) <= round((1 - TOLD) * refused), "\n".join(missed)
