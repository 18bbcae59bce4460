"""`compile` of models that are not Keras': nothing is said of them, and all of Keras' models, wherever made."""

from __future__ import annotations

import pytest

from fixtures import ALL_RULES
from kerasrules.checking.engine import check_source

WRONG = 'model.compile(loss="nonsense", optimizer="adamm", metrics=["seq2seq_loss"])\n'
NET = """
from {library} import BaseModel
class Net(BaseModel):
    def forward(self, x):
        return x
model = Net().to("cpu")
"""
MADE_ELSEWHERE = "from {library} import make\nmodel = make()\n"


def codes(text: str) -> set[str]:
    result = check_source(text, "train.py", ALL_RULES)
    assert not result.notices
    return {finding.code for finding in result.findings}


@pytest.mark.parametrize(
    "text",
    [
        f"import torch\n{NET.format(library='nets')}{WRONG}",
        f"import keras\nimport torch\n{NET.format(library='nets')}{WRONG}",
        f"from tensorflow.keras.utils import to_categorical\n{MADE_ELSEWHERE.format(library='ctr_torch')}{WRONG}",
        f"{MADE_ELSEWHERE.format(library='physics')}{WRONG}",
        f"import numpy as np\ndef train(model):\n    {WRONG}",
        f"import torch\n{WRONG}",
        "from torch import nn, optim\n"
        'model.compile(loss=nn.CrossEntropyLoss(), optimizer=optim.Adam(model.parameters(), 1e3), metrics=["f"])\n',
    ],
)
def test_models_of_other_libraries(text: str) -> None:
    assert not codes(text)


@pytest.mark.parametrize(
    "text",
    [
        f"import keras\n{MADE_ELSEWHERE.format(library='nets')}{WRONG}",
        f"from tensorflow.keras.layers import *\n{MADE_ELSEWHERE.format(library='nets')}{WRONG}",
        f"{MADE_ELSEWHERE.format(library='autokeras')}{WRONG}",
        f"import keras, torch\nmodel = keras.Sequential([keras.layers.Dense(1)])\n{WRONG}",
        f"import keras, torch\nmodel = keras.models.load_model('m.keras')\n{WRONG}",
        f"import torch\nfrom keras import Model\nclass Net(Model):\n    pass\nmodel = Net()\n{WRONG}",
        # pasted, without its imports
        WRONG,
        f"import numpy as np\n{WRONG}",
        f"import os\ndef train(model):\n    {WRONG}",
    ],
)
def test_models_of_keras(text: str) -> None:
    assert "KR414" in codes(text)
