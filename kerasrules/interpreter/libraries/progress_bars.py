"""Progress bars: what is iterated over through them is what they are given."""

from __future__ import annotations

from kerasrules.interpreter.libraries.python.iterators import make_range
from kerasrules.interpreter.libraries.registry import Call, function
from kerasrules.interpreter.values import Value

_TQDM = ("tqdm", "tqdm.auto", "tqdm.autonotebook", "tqdm.notebook", "tqdm.std")


@function(
    *(f"{module}.tqdm" for module in _TQDM),
    "tqdm.tqdm_notebook",
    "rich.progress.track",
    "fastprogress.fastprogress.master_bar",
    "fastprogress.fastprogress.progress_bar",
    "fastprogress.master_bar",
    "fastprogress.progress_bar",
    for_each_option=False,
)
def bar(call: Call) -> Value:
    """`tqdm(data)`: the data."""
    given = call.args[0] if call.args else call.kwargs.get("iterable", call.kwargs.get("sequence"))
    return call.unknown("a progress bar that is updated by hand") if given is None else given


@function(*(f"{module}.trange" for module in _TQDM), "tqdm.tnrange")
def range_bar(call: Call) -> Value:
    """`trange(n)`: a range."""
    return make_range(call)
