"""What cannot be tried is known before Keras is imported."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("numpy", reason="confirm needs numpy")

from kerasrules.checking.settings import Settings
from kerasrules.cli.confirm_jobs import read_job, run_job
from kerasrules.confirming.plan.request import ConfirmOptions
from kerasrules.confirming.plan.trials import Job
from kerasrules.confirming.run.loading import LoadedData
from kerasrules.confirming.run.session import Session

IMPORTS = "import numpy as np\nfrom keras import Sequential\nfrom keras.layers import *\n"
TWO_LAYERS = (
    "model.add(Dense(8))\nmodel.add(Dense(1, activation='sigmoid'))\nmodel.compile('sgd', 'binary_crossentropy')\n"
)


def job(folder: Path, text: str) -> Job:
    path = folder / "train.py"
    path.write_text(IMPORTS + text)
    return read_job(str(path), Settings(), ConfirmOptions())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            f"model = Sequential([Flatten()])\n{TWO_LAYERS}model.fit(data(), epochs=2)\n",
            "the shape of the input is unknown",
        ),
        (f"model = Sequential([Input((4,)), Mine()])\n{TWO_LAYERS}", "line 4: unknown could not be analyzed"),
    ],
)
def test_no_keras_is_imported_for_a_refusal(tmp_path: Path, text: str, reason: str) -> None:
    found = job(tmp_path, text)
    assert found.models == ()
    assert found.left_out
    with Session(command=["no such program"]) as session:
        document = run_job(session, found, quiet=True)
    assert [verdict["verdict"] for verdict in document["verdicts"]] == ["inconclusive"] * len(found.left_out)
    assert reason in document["verdicts"][0]["reason"]


def test_the_samples_of_the_program_go_with_the_job(tmp_path: Path) -> None:
    text = f"model = Sequential()\n{TWO_LAYERS}x = np.random.rand(100, 5)\nmodel.fit(x, x[:, 0] > 0.5)\n"
    found = job(tmp_path, text)
    assert isinstance(found.models[0].own, LoadedData)
    assert found.models[0].own.samples.x[0].shape == (100, 5)
