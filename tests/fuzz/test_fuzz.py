"""A short run of the mutants, the same ones each time, and what was found by long ones (`python -m tests.fuzz`)."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz import seeds
from tests.fuzz.campaign import NOTEBOOK, SCRIPT, notebook_trial, program_trial, smaller
from tests.fuzz.notebook_mutants import notebook, notebook_mutant
from tests.fuzz.program_mutants import mutant
from tests.fuzz.properties import (
    can_be_shown,
    checked,
    is_fixed_well,
    is_reported_in_every_format,
    settings_are_read_or_refused,
)
from tests.fuzz.settings_mutants import settings_file

REGRESSIONS = sorted(Path(__file__).with_name("regressions").glob("*.*"))

numbers = st.integers(0, 10**9)


def short(examples: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """So many inputs, the same at each run, without a limit of time: the machine may be busy."""
    return settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )


@short(60)
@given(numbers)
def test_programs(number: int) -> None:
    chance = random.Random(number)
    program_trial(mutant(chance.choice(seeds.programs()), chance, seeds.programs()), chance)


@short(25)
@given(numbers)
def test_notebooks(number: int) -> None:
    chance = random.Random(number)
    made = notebook(chance.choice(seeds.programs()), chance)
    notebook_trial(notebook_mutant(made, chance, seeds.programs()), chance)


@short(150)
@given(number=numbers)
def test_settings(number: int, tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_bytes(settings_file(random.Random(number)).encode("utf-8", "surrogatepass"))
    settings_are_read_or_refused(file)


@pytest.mark.parametrize("path", REGRESSIONS, ids=lambda path: path.name)
def test_what_was_found(path: Path) -> None:
    if path.suffix == ".toml":
        settings_are_read_or_refused(path)
        return
    text, name = path.read_bytes().decode(), NOTEBOOK if path.suffix == ".ipynb" else SCRIPT
    result = checked(text, name)
    is_reported_in_every_format(text, name, result)
    can_be_shown(text, name)
    is_fixed_well(text, name, result)


def test_what_fails_is_made_smaller() -> None:
    text = "".join(f"line {number}\n" for number in range(40))
    assert smaller(text, lambda one: "17" in one, seconds=60) == "17"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no such processes there")
def test_fixes_that_are_killed_and_fixes_that_meet_others(tmp_path: Path) -> None:
    from tests.fuzz.fix_trials import trials

    done = trials(tmp_path / "programs", {"kills": 2, "saves": 2, "pairs": 1}, files=3)
    assert {name: len(results) for name, results in done.items()} == {"kills": 2, "saves": 2, "pairs": 1}
