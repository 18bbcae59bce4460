"""The recipes of docs/corpus.md run as they stand, where what they use is installed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "corpus.md").read_text(encoding="utf-8")
LINEAR = """\
from keras import Sequential, layers
model = Sequential([layers.Input((4,)), layers.Dense(8), layers.Dense(1)])
model.compile("adam", "mse")
model.fit(x, y)
"""
SOURCES = {
    "bad.py": LINEAR,
    "good.py": LINEAR.replace("Dense(8)", 'Dense(8, activation="relu")'),
    "other.py": "print(1)\n",
    "broken.py": "import keras\nx = (\n",
}


def block(heading: str) -> str:
    found = re.search(r"```python\n(.*?)```", PAGE.partition(heading)[2], re.DOTALL)
    assert found is not None
    return found[1]


def test_the_shared_module_says_what_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "findings.py").write_text(block("They\nshare this module"))
    monkeypatch.syspath_prepend(str(tmp_path))
    from findings import rows

    found = [row for path, text in SOURCES.items() for row in rows(path, text)]
    assert [(row["path"], row["line"], row["code"]) for row in found] == [
        ("bad.py", 2, "KR101"),
        ("broken.py", 2, "KR900"),
    ]
    sys.modules.pop("findings")


@pytest.mark.parametrize(
    ("heading", "module"), [("## Ray Data", "ray"), ("## Dask", "dask"), ("## PySpark", "pyspark")]
)
def test_a_recipe_runs(tmp_path: Path, heading: str, module: str) -> None:
    if find_spec(module) is None or find_spec("pyarrow") is None:
        pytest.skip(f"{module} or pyarrow is not installed")
    if module == "pyspark" and shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    import pyarrow
    import pyarrow.parquet

    rows = [{"path": path, "content": content} for path, content in SOURCES.items()]
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), tmp_path / "sources.parquet", row_group_size=2)
    (tmp_path / "findings.py").write_text(block("They\nshare this module"))
    (tmp_path / "recipe.py").write_text(block(heading))
    search = os.pathsep.join([str(tmp_path), str(ROOT), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": search, "PYSPARK_PYTHON": sys.executable, "RAY_USAGE_STATS_ENABLED": "0"}
    done = subprocess.run(
        [sys.executable, "recipe.py"], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr[-3000:]
    [written] = [path for path in (tmp_path / "findings", tmp_path / "findings.parquet") if path.exists()]
    table = pyarrow.parquet.read_table(written)
    assert sorted((row["path"], row["line"], row["code"]) for row in table.to_pylist()) == [
        ("bad.py", 2, "KR101"),
        ("broken.py", 2, "KR900"),
    ]
