"""Empty cells of a table: what a loss of nan is explained by, unless the program fills or drops them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kerasrules.api import read_program
from kerasrules.model.data import ArrayInfo

PROGRAM = """\
import numpy as np
import pandas as pd
from keras.layers import Dense
from keras.models import Sequential
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import MinMaxScaler, StandardScaler

table = pd.read_csv("table.csv")
{change}
y = table.pop("label")
x = table
{then}
model = Sequential([Dense(8, activation="relu", input_shape=(2,)), Dense(1, activation="sigmoid")])
model.compile("adam", "binary_crossentropy")
model.fit(x, y, epochs=30)
"""


def has_missing_values(tmp_path: Path, change: str, then: str = "") -> bool:
    rows = [f"{i / 7:.3f},{'' if i % 5 == 0 else i},{i % 2}" for i in range(100)]
    (tmp_path / "table.csv").write_text("\n".join(["a,b,label", *rows]), encoding="utf-8")
    (tmp_path / "train.py").write_text(PROGRAM.format(change=change, then=then), encoding="utf-8")
    program, _ = read_program(str(tmp_path / "train.py"))
    assert program is not None
    [inputs] = program.trainings[0].fits[0].x
    assert isinstance(inputs, ArrayInfo)
    return inputs.missing


@pytest.mark.parametrize(
    ("change", "then"),
    [
        ("", ""),
        ("", "x = x.values"),
        ("", "x = StandardScaler().fit_transform(x)"),
        ("", "x = MinMaxScaler().fit_transform(x)"),
        ("table = table.sort_values('a')", ""),
    ],
)
def test_what_leaves_them(tmp_path: Path, change: str, then: str) -> None:
    assert has_missing_values(tmp_path, change, then)


@pytest.mark.parametrize(
    ("change", "then"),
    [
        ("table['b'] = table['b'].fillna(0)", ""),
        ("table['b'] = table['b'].fillna(table['b'].mean())", ""),
        ("table['b'].fillna(0, inplace=True)", ""),
        ("table = table.fillna(table.mean())", ""),
        ("table.fillna(0, inplace=True)", ""),
        ("table = table.dropna()", ""),
        ("table.dropna(inplace=True)", ""),
        ("table = table.dropna(subset=['b'])", ""),
        ("table = table[table['b'].notna()]", ""),
        ("table = table[~table['b'].isnull()]", ""),
        ("table.loc[table['b'].isnull(), 'b'] = 0.5", ""),
        ("table['b'] = np.where(table['b'].isnull(), 0, table['b'])", ""),
        ("table = table.drop('b', axis=1)", ""),
        ("table = table.replace(np.nan, 0)", ""),
        ("table = table.interpolate()", ""),
        ("", "x = SimpleImputer().fit_transform(x)"),
        ("", "x = np.nan_to_num(x)"),
        ("", "x = x[['a']].values"),
        ("", "x = x.values[:, 0:1]"),
    ],
)
def test_what_fills_or_drops_them(tmp_path: Path, change: str, then: str) -> None:
    assert not has_missing_values(tmp_path, change, then)
