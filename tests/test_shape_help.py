"""KR309 says how data of a wrong shape are mended: by what is wrong with them."""

from __future__ import annotations

import pytest

from fixtures import ALL_RULES
from kerasrules.checking.engine import check_source

HEADER = "import keras\nimport numpy as np\nfrom keras import layers\n"
CONVOLUTION = "model = keras.Sequential([layers.Conv2D(4, 3), layers.Flatten(), layers.Dense(1)])\n"


def helps(text: str) -> list[str]:
    result = check_source(HEADER + text, "train.py", ALL_RULES)
    assert not result.notices
    return [finding.help or "" for finding in result.findings if finding.code == "KR309"]


def fit(net: str, shape: str) -> list[str]:
    return helps(f"{net}model.compile('sgd', 'mse')\nmodel.fit(np.ones({shape}), np.ones(({shape}[0], 1)))\n")


def declared(shape: str, layer: str = "layers.Dense(1)") -> str:
    return f"model = keras.Sequential([keras.Input({shape}), {layer}])\n"


def test_a_size_that_is_declared_as_unknown_is_no_sign_of_one_sample() -> None:
    assert fit(declared("(None, 4)"), "(150, 4)") == ["set input_shape to the shape of one sample, or reshape the data"]


def test_samples_that_are_declared() -> None:
    assert fit(declared("(150, 4)"), "(150, 4)") == ["declare the shape without the number of samples: x.shape[1:]"]


@pytest.mark.parametrize(
    ("wanted", "given"), [("(28, 28, 1)", "(28, 28, 1)"), ("(8, 9, 3)", "(8, 9, 3)"), ("(None, None, 3)", "(8, 9, 3)")]
)
def test_one_sample_is_predicted(wanted: str, given: str) -> None:
    net = declared(wanted, "layers.Conv2D(4, 3)")
    assert helps(f"{net}model.predict(np.ones({given}))\n") == [
        "the data are one sample: add the batch axis with x[None]"
    ]


@pytest.mark.parametrize("shape", ["(256, 256, 3)", "(480, 640, 3)", "(28, 28, 1)"])
def test_one_image(shape: str) -> None:
    [text] = fit(CONVOLUTION, shape)
    assert text.startswith("the data are one image: add the batch axis")


@pytest.mark.parametrize("shape", ["(600, 28, 28)", "(600, 28, 1)"])
def test_images_without_channels(shape: str) -> None:
    assert fit(CONVOLUTION, shape) == ["add a channel axis to the data with x[..., None]"]
