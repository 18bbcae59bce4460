"""Random programs on a table: what is known of each of their values holds of what pandas makes of it."""

from __future__ import annotations

import math
import random
from pathlib import Path
from typing import Any

import pytest

from kerasrules.interpreter.composition import compose
from kerasrules.interpreter.interpreter import run
from kerasrules.interpreter.values import ArrayObject
from kerasrules.model.data import ArrayInfo
from kerasrules.model.reading_options import ReadingOptions
from kerasrules.source.load import from_text

np = pytest.importorskip("numpy")

pd = pytest.importorskip("pandas")

STATEMENTS = """\
df = df.drop("{c}", axis=1)
df = df.drop(columns=["{c}", "{d}"])
df.drop(["{c}"], axis=1, inplace=True)
v = df["{c}"]
v = df[["{c}", "{d}"]]
v = df.iloc[:, {i}:{j}]
v = df.iloc[:, {i}]
v = df.values[:, {i}:{j}]
df["{c}"] = df["{c}"] * 2
df["new"] = df["{c}"] + df["{d}"]
df["{c}"] = 7
df = df[df["{c}"] > 1]
df = df.dropna()
df = df.fillna(-3)
df = df.fillna(df.mean(numeric_only=True))
df = df.sample(frac=1)
df = df.head(12)
v = df.pop("{c}")
df = df.rename(columns={{"{c}": "other"}})
df = df.set_index("{c}")
df = df.reset_index()
df = df.reset_index(drop=True)
df = pd.get_dummies(df)
df = pd.get_dummies(df, columns=["{c}"])
df = pd.concat([df, df])
df = pd.concat([df[["{c}"]], df[["{d}"]]], axis=1)
df["{c}"] = df["{c}"].replace({{0: 9}})
df["k"] = df["k"].map({{"x": 0, "y": 1, "z": 2}})
df["{c}"] = df["{c}"].astype("float32")
df["{c}"] = df["{c}"].apply(lambda x: x * 2)
v = (df[["{c}", "{d}"]] - df[["{c}", "{d}"]].min()) / (df[["{c}", "{d}"]].max() - df[["{c}", "{d}"]].min())
v = df[["{c}", "{d}"]] / df[["{c}", "{d}"]].max()
v = df[["{c}", "{d}"]].to_numpy() / 10.0
v = np.array(df["{c}"]).reshape(-1, 1)
v = df["{c}"].clip(0, 3)
df.columns = list("ABCDEFGHIJKLMN")[:len(df.columns)]
del df["{c}"]
df.loc[df["{c}"] > 1, "{d}"] = 0
df = df.query("{c} > 1")
v = df.drop("{c}", axis=1).values
v = np.hstack([df[["{c}"]].values, df[["{d}"]].values])
v = np.concatenate([df["{c}"].values, df["{d}"].values])
v = df.max(numeric_only=True)
df = df.merge(df, on="{c}")
df.insert(0, "first", 1)
df = df.loc[:, ["{c}", "{d}"]]
df[["{c}", "{d}"]] = df[["{c}", "{d}"]] / 10
df["{c}"] /= 10
df = df.shift(1)
df = df.diff()
df = df.groupby("{c}").mean(numeric_only=True)
df = df.abs()
df = -df
df = df.assign(z=1)
df = df.where(df != 0, 5)
v = df[df.columns[:2]]
df = df.cumsum()
df = df.clip(0, 5)
v = df.sum(axis=1)
""".splitlines()
NAMES = ("a", "b", "c", "k", "m", "new", "other", "A", "B")


def table(rows: int, random_: random.Random) -> str:
    lines = [
        f"{random_.uniform(-5, 90):.2f},{row % 5},{random_.choice('01')},{random_.choice('xyz')},"
        f"{random_.choice(['', '1.5', '-2'])}"
        for row in range(rows)
    ]
    return "\n".join(["a,b,c,k,m", *lines, ""])


def program(random_: random.Random) -> tuple[str, dict[str, Any]]:
    """Statements that pandas accepts one after the other, and what they made."""
    lines = ["import numpy as np", "import pandas as pd", 'df = pd.read_csv("d.csv")']
    state: dict[str, Any] = {}
    exec("\n".join(lines), state)
    for _ in range(40):
        if len(lines) > 7:
            break
        c, d = random_.sample(NAMES, 2)
        first = random_.randint(0, 3)
        line = random_.choice(STATEMENTS).format(c=c, d=d, i=first, j=first + random_.randint(1, 3))
        before = state["df"].copy()
        try:
            exec(line, state)
            lines.append(line)
        except Exception:
            state["df"] = before
    return "\n".join([*lines, ""]), state


def contradiction(info: ArrayInfo, value: Any) -> str | None:
    """What is known of a value and does not hold."""
    array = np.asarray(value)
    if not array.size:
        return None  # a slice of columns that are not there
    if info.shape is not None:
        same = len(info.shape) == array.ndim
        if not same or any(size not in (None, real) for size, real in zip(info.shape, array.shape, strict=True)):
            return f"shape {info.shape}, not {array.shape}"
    numbers = [float(one) for one in array.ravel().tolist() if isinstance(one, (int, float)) and math.isfinite(one)]
    if not numbers:
        return None
    least, most = min(numbers), max(numbers)
    slack = 1e-4 * max(1.0, abs(least), abs(most))
    if (info.low is not None and least < info.low - slack) or (info.high is not None and most > info.high + slack):
        return f"from {info.low} to {info.high}, not from {least} to {most}"
    if info.reached is not None and len(numbers) >= 20:
        low, high = info.reached
        if least > low + (high - low) / 3 or most < high - (high - low) / 3:
            return f"reaches {low} and {high}, not {least} and {most}"
    return None


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("seed", range(12))
def test_what_is_known_of_a_frame_holds(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    random_ = random.Random(seed)
    known = 0
    for _ in range(12):
        Path("d.csv").write_text(table(random_.choice([40, 60]), random_))
        text, state = program(random_)
        source = from_text(text, str(tmp_path / "train.py"))
        context = compose(source, ReadingOptions())
        run(context)
        for name in ("df", "v"):
            value = context.scope.state.get(name)
            if isinstance(value, ArrayObject) and name in state:
                known += value.info.shape is not None
                assert contradiction(value.info, state[name]) is None, text
    assert known > 8
