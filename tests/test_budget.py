"""The limits on what one file may take: programs that ask for too much, and the object that counts."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from kerasrules.interpreter import budget as limits
from kerasrules.interpreter.array_domain import conversion, nested_arrays, sequences
from kerasrules.interpreter.budget import Allowance, Budget, BudgetExceeded
from kerasrules.interpreter.joins import join
from kerasrules.interpreter.values import ArrayObject, BranchItems, ListValue, LoopItems, Union, flat_size
from kerasrules.model.data import ArrayInfo
from kerasrules.model.unknown import Unknown

RUN = """
import resource, sys, threading
sys.path.insert(0, sys.argv[1])
resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (120, 120))
from growing_programs import HEAD, PROGRAMS
from kerasrules.interpreter import analyze
from kerasrules.source.load import from_text
for name, text in PROGRAMS.items():
    print(name, flush=True)
    analyze(from_text(HEAD + text + "\\n", "-"))
print("all were read")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the limits of a process are those of POSIX")
def test_programs_that_ask_for_too_much() -> None:
    here = Path(__file__).parent
    run = subprocess.run([sys.executable, "-c", RUN, str(here)], capture_output=True, text=True, check=False)
    assert run.stdout.splitlines()[-1:] == ["all were read"], run.stdout[-200:] + run.stderr[-2000:]


# ---- work ----


def tick_on(budget: Budget) -> None:
    """Work until something is used up."""
    for _ in range(limits.STEP_BUDGET + 1):
        budget.tick()


def test_steps() -> None:
    budget = Budget()
    budget.allow(5)
    for _ in range(5):
        budget.tick()
    with pytest.raises(BudgetExceeded, match="steps"):
        budget.tick()


def test_steps_of_the_file_are_not_exceeded() -> None:
    budget = Budget()
    budget.steps = limits.STEP_BUDGET - 2
    assert not budget.is_used_up
    budget.allow(1_000)
    budget.tick()
    budget.tick()
    assert budget.is_used_up
    with pytest.raises(BudgetExceeded, match="steps"):
        budget.tick()
    budget.allow_more(1)
    budget.steps -= 1
    budget.tick()


def test_time(monkeypatch: pytest.MonkeyPatch) -> None:
    budget = Budget()
    now = time.thread_time()
    monkeypatch.setattr(time, "thread_time", lambda: now + limits.MAX_SECONDS + 1)
    with pytest.raises(BudgetExceeded, match="time"):
        tick_on(budget)
    assert budget.steps < 2_000
    budget.allow_more(10)
    budget.tick()


# ---- memory ----


def test_size() -> None:
    budget = Budget()
    budget.charge(limits.MAX_SIZE)
    with pytest.raises(BudgetExceeded, match="memory"):
        budget.charge(1)


@pytest.mark.parametrize(
    ("allows", "most"), [("allows_length", limits.MAX_LENGTH), ("allows_repeated", limits.MAX_REPEATED)]
)
def test_lengths(allows: str, most: int) -> None:
    budget = Budget()
    assert getattr(budget, allows)(most)
    assert budget.size == most
    assert not getattr(budget, allows)(most + 1)
    assert budget.size == most


@pytest.mark.parametrize(
    ("text", "values", "allowed"),
    [
        ("model_%03d_%s", (7, "a"), True),
        ("model_2023_{}", (1,), True),
        ("%9999999d", (1,), False),
        ("%99999d", (1,), False),
        ("%*d", (5, 1), False),
        (b"%60000d", (1,), True),
        pytest.param("{0}" * 1000, ("a" * 62,), True, id="a thousand fields"),
        pytest.param("{0}" * 1000, ("a" * 63,), False, id="fields too long"),
        pytest.param("a" * 65_537, (), False, id="text too long"),
    ],
)
def test_formats(text: str | bytes, values: tuple[object, ...], allowed: bool) -> None:
    assert Budget().allows_format(text, values) is allowed


@pytest.mark.parametrize(
    ("value", "allowed"), [(10**12, True), (10**12 + 1, False), (-(10**12) - 1, False), (1e300, True), ("a", True)]
)
def test_numbers(value: object, allowed: bool) -> None:
    assert limits.allows_number(value) is allowed


def test_powers_and_shifts() -> None:
    assert [limits.allows_power(*pair) for pair in ((10**6, 64), (-2.0, -64))] == [True, True]
    assert not any(limits.allows_power(*pair) for pair in ((10**6 + 1, 2), (2, 65), (2, -65)))
    assert [limits.allows_shift(bits) for bits in (64, 65)] == [True, False]


def test_allowance() -> None:
    parts = Allowance(3)
    assert [parts.take(), parts.take(2), parts.take()] == [True, True, False]


# ---- values ----


def nested(depth: int) -> tuple[object, ...]:
    """A tuple that holds itself twice, so many times."""
    value: tuple[object, ...] = (1, 2)
    for _ in range(depth):
        value = (value, value)
    return value


def test_items_in_items() -> None:
    run: tuple[object, ...] = (1, 2)
    for _ in range(10):
        run = (BranchItems((run, ())), LoopItems(run))
    assert flat_size(run) == 2**11
    for _ in range(50):
        run = (BranchItems((run, ())), LoopItems(run))
        assert flat_size(run) <= 2 * limits.MAX_LENGTH
    assert isinstance(sequences.flat_items((run[0],) * 3)[0][0], Unknown)


def test_items_say_nothing_beyond_the_limit() -> None:
    most = (0,) * limits.MAX_LENGTH
    assert BranchItems((most,)).options == (most,)
    assert isinstance(BranchItems((most, (1,))).options[0][0], Unknown)
    assert LoopItems(most).items == most
    assert isinstance(LoopItems((*most, 1)).items[0], Unknown)
    assert isinstance(ListValue((*most, 1)).items, Unknown)


def test_axes() -> None:
    assert ArrayObject(ArrayInfo(shape=(1,) * 64)).info.shape == (1,) * 64
    assert ArrayObject(ArrayInfo(shape=(1,) * 65)).info.shape is None


def test_nested_structures() -> None:
    value = nested(60)
    assert conversion.surely_array(value).info.shape is None
    assert isinstance(nested_arrays.fresh(value), tuple)
    assert conversion.surely_array(nested(5)).info.shape == (2,) * 6
    assert isinstance(join((value, nested(59))), Union | tuple)


def test_many_options() -> None:
    assert isinstance(join(tuple(range(60_000))), Unknown)
    assert isinstance(join(tuple(range(limits.MAX_OPTIONS))), Union)
    assert isinstance(join(tuple(range(limits.MAX_OPTIONS + 1))), Unknown)
    pairs = join(tuple((index % 2, "a") for index in range(60_000)))
    assert pairs == (Union((0, 1)), "a")


def test_numbers_that_no_float_can_hold() -> None:
    assert conversion.surely_array((10**400, 1)).info == ArrayInfo(shape=(2,))
    assert conversion.surely_array((float("inf"), 1.0)).info == ArrayInfo(shape=(2,), dtype="float64")
    assert conversion.surely_array(Union((10**400, 1))).info.high is None


_BEFORE_THE_NETWORK = {
    "a recursion on what is unknown": """
        def save(kernel):
            config = kernel.get_config()
            for part in ("a", "b", "c"):
                if not isinstance(config[part], str):
                    config[part] = save(config[part])
            if not isinstance(config["d"], str):
                config["d"] = save(config["d"])
            return config
        save(nowhere.kernel())
    """,
    "a loop over a counter": """
        def work(x):
            WORK
        step = 0
        while step < 20:
            work(step)
            step += 1
    """,
    "a comprehension": """
        def work(x):
            WORK
        runs = [work(x) for x in range(400)]
    """,
}


@pytest.mark.parametrize("text", list(_BEFORE_THE_NETWORK.values()), ids=list(_BEFORE_THE_NETWORK))
def test_work_that_builds_nothing_leaves_the_steps_to_what_builds(text: str) -> None:
    from textwrap import dedent

    from kerasrules.interpreter import analyze
    from kerasrules.source.load import from_text

    work = "; ".join(["x = nowhere.of(x, [x, 1 + 2, (3, 4)])"] * 500)
    program = analyze(
        from_text(
            "import keras, nowhere\n"
            + dedent(text).replace("WORK", work)
            + "\nm = keras.Sequential([keras.layers.Dense(3)])\n",
            "-",
        )
    )
    assert not program.notices
    assert [layer.class_name for layer in program.models[0].layers][-1] == "Dense"


def test_a_recursion_that_builds_is_followed() -> None:
    from kerasrules.interpreter import analyze
    from kerasrules.source.load import from_text

    program = analyze(
        from_text(
            "import keras, nowhere\n"
            "def grow(x, depth, width):\n"
            "    return x if depth == 0 else grow(keras.layers.Dense(4)(x), depth - 1, width)\n"
            "i = keras.Input((2,))\n"
            "m = keras.Model(i, grow(i, 5, nowhere.width))\n",
            "-",
        )
    )
    assert [layer.class_name for layer in program.models[0].layers] == ["InputLayer", *["Dense"] * 5]
