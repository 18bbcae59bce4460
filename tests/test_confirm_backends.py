"""The backend that a trial is made with, and trainings of several seeds at once where that is JAX."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("numpy", reason="confirm needs numpy")

from kerasrules.checking.settings import Settings
from kerasrules.cli import main
from kerasrules.cli.confirm_jobs import read_job
from kerasrules.confirming.plan.request import ConfirmOptions
from kerasrules.confirming.plan.trials import Job
from kerasrules.confirming.run import backends, devices

DENSE = """
import numpy as np
from keras import Input, Sequential
from keras.layers import *

rng = np.random.default_rng(0)
x = rng.normal(size=(400, 4)).astype("float32")
y = (x[:, 0] * x[:, 1] > 0).astype("int32")
net = Sequential([Input((4,)), {layers}Dense(1, activation="sigmoid")])
net.compile(optimizer="adam", loss="{loss}")
net.fit(x, y, epochs=60)
"""
LINEAR = DENSE.format(layers="Dense(32), Dense(32), ", loss="binary_crossentropy")


def job(folder: Path, text: str) -> Job:
    path = folder / "train.py"
    path.write_text(text)
    return read_job(str(path), Settings(), ConfirmOptions())


@pytest.fixture
def with_all(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.delenv("KERAS_BACKEND", raising=False)
    monkeypatch.setattr(backends, "_is_installed", lambda name: True)
    return monkeypatch


@pytest.mark.usefixtures("with_all")
def test_dense_networks_are_tried_with_jax(tmp_path: Path) -> None:
    assert backends.backend_for(job(tmp_path, LINEAR)) == "jax"


@pytest.mark.usefixtures("with_all")
@pytest.mark.parametrize(
    "text",
    [
        DENSE.format(layers="Reshape((2, 2, 1)), Conv2D(8, 1), Flatten(), Dense(8), ", loss="binary_crossentropy"),
        DENSE.format(layers="Dense(8, 'relu'), ", loss="categorical_crossentropy"),  # about the loss
        LINEAR.replace("Dense(32), ", "Dense(32, name='a/b'), ", 1),  # Keras stops
    ],
)
def test_what_jax_does_not_speed_up_or_computes_otherwise_stays_on_tensorflow(tmp_path: Path, text: str) -> None:
    found = job(tmp_path, text)
    assert found.models
    assert backends.backend_for(found) == "tensorflow"


def test_the_user_decides(tmp_path: Path, with_all: pytest.MonkeyPatch) -> None:
    with_all.setenv("KERAS_BACKEND", "torch")
    assert backends.backend_for(job(tmp_path, LINEAR)) == "torch"


@pytest.mark.parametrize("only", ["tensorflow", "jax", "torch"])
def test_what_is_installed_is_taken(tmp_path: Path, with_all: pytest.MonkeyPatch, only: str) -> None:
    with_all.setattr(backends, "_is_installed", lambda name: name == only)
    assert backends.backend_for(job(tmp_path, DENSE.format(layers="Dense(8, 'relu'), ", loss="mse"))) == only


def test_a_gpu_is_used_where_there_is_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tensorflow = pytest.importorskip("tensorflow", reason="TensorFlow is not installed")
    if tensorflow.config.list_physical_devices("GPU"):
        pytest.skip("this machine has a GPU")
    path = tmp_path / "train.py"
    path.write_text(LINEAR)
    assert main(["confirm", str(path), "--backend", "tensorflow", "--device", "gpu"]) == 2
    assert "tensorflow sees no GPU on this machine" in capsys.readouterr().err


@pytest.mark.parametrize("asked", [["--run"], ["--import", "train:net"]])
def test_isolated_processes_have_no_gpu(tmp_path: Path, asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "train.py"
    path.write_text(LINEAR)
    assert main(["confirm", str(path), *asked, "--device", "gpu"]) == 2
    assert "isolated" in capsys.readouterr().err


@pytest.mark.parametrize(("device", "hidden"), [(devices.CPU, "-1"), (devices.GPU, None)])
def test_gpus_are_hidden_unless_one_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, device: str, hidden: str | None
) -> None:
    monkeypatch.setattr(os, "environ", {devices.DEVICE: device})
    devices.prepare()
    assert os.environ.get("CUDA_VISIBLE_DEVICES") == hidden


def test_trainings_at_once_come_out_as_one_by_one(tmp_path: Path) -> None:
    pytest.importorskip("jax", reason="JAX is not installed")
    path = tmp_path / "train.py"
    path.write_text(LINEAR.replace("Dense(32), Dense(32)", "Dense(32), Dropout(0.1), Dense(32)"))
    document = confirmed(path, "jax", tmp_path)
    (verdict,) = document["verdicts"]
    assert (document["backend"], verdict["verdict"]) == ("jax", "confirmed")
    for side in ("as_written", "remedied"):
        runs = verdict[side]["runs"]
        assert len({run["seed"] for run in runs}) == len(runs) >= 4
        assert len({tuple(run["curve"]["loss"]) for run in runs}) == len(runs)  # each seed has a training of its own
        assert all(run["curve"]["step"] == sorted(set(run["curve"]["step"])) for run in runs)
    assert (tmp_path / "cache" / "kerasrules" / "jax").is_dir()


def confirmed(path: Path, backend: str, folder: Path) -> dict:
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache")}
    command = [sys.executable, "-m", "kerasrules", "confirm", str(path), "--backend", backend, "--budget", "300"]
    done = subprocess.run([*command, "--output-format", "json"], capture_output=True, text=True, env=environment)
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stdout)
