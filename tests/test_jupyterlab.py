"""JupyterLab with jupyterlab-lsp, as `docs/editors.md` sets it up, in a real browser."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests import browser

ROOT = Path(__file__).parent.parent
LAB = os.environ.get("JUPYTER_LAB", "")
"""The command jupyter-lab of an environment that has jupyterlab-lsp."""
MODEL = "model = Sequential([layers.Input((5, 4)),\n    layers.LSTM(8), layers.LSTM(8), layers.Dense(1)])\n"
CELLS = [("markdown", "# A model"), ("code", "from keras import Sequential, layers\n"), ("code", MODEL)]
RECIPE = re.compile(r"`jupyter_server_config\.json`.*?```json\n(.*?)```", re.DOTALL)


@pytest.mark.skipif(not (LAB and browser.find()), reason="JUPYTER_LAB or Chromium are missing")
def test_a_finding_is_in_its_cell(tmp_path: Path) -> None:
    recipe = RECIPE.search((ROOT / "docs" / "editors.md").read_text(encoding="utf-8"))
    assert recipe is not None
    config = tmp_path / "config"
    config.mkdir()
    (config / "jupyter_server_config.json").write_text(recipe.group(1), encoding="utf-8")
    command = tmp_path / "bin" / "kerasrules"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexport PYTHONPATH="{ROOT}"\nexec "{sys.executable}" -m kerasrules "$@"\n')
    command.chmod(0o755)
    cells = [
        {"cell_type": kind, "metadata": {}, "source": source, "id": f"cell{number}"}
        | ({"outputs": [], "execution_count": None} if kind == "code" else {})
        for number, (kind, source) in enumerate(CELLS)
    ]
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}, "language_info": {"name": "python"}}
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    notebook = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    (notebooks / "model.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    port = browser.free_port()
    path = f"{command.parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "HOME": str(tmp_path), "JUPYTER_CONFIG_DIR": str(config), "PATH": path}
    with open(tmp_path / "lab.log", "wb") as log:
        lab = subprocess.Popen(
            [LAB, "--no-browser", "--allow-root", f"--port={port}", "--IdentityProvider.token=",
             f"--ServerApp.root_dir={notebooks}"],
            env=environment, cwd=tmp_path, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    try:
        browser.wait_for_port(port)
        with browser.running(str(browser.find()), tmp_path) as page:
            page.open(f"http://127.0.0.1:{port}/lab/tree/model.ipynb?reset")
            page.run_until("document.querySelector('.cm-lintRange') !== null")
            cell = "document.querySelectorAll('.jp-Notebook .jp-Cell')[2]"
            assert page.run(f"{cell}.querySelector('.cm-lintRange').textContent").startswith("layers.LSTM")
    finally:
        os.killpg(lab.pid, signal.SIGTERM)
        lab.wait()
