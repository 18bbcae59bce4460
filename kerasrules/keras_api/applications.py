"""keras.applications: what each backbone expects at its input and gives at its output."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Any

from kerasrules.keras_api import generated
from kerasrules.keras_api.generated import GENERATIONS
from kerasrules.keras_api.shapes.inference import Inference, unknown_rank
from kerasrules.keras_api.signatures import Signature, decode
from kerasrules.model.data import Shape
from kerasrules.model.record import record

RANGES: Mapping[str, tuple[float, float]] = {
    "none": (0.0, 255.0),
    "unit": (0.0, 1.0),
    "tf": (-1.0, 1.0),
    "torch": (-2.1179, 2.64),
    "caffe": (-123.68, 151.061),
}
"""What pixels 0..255 become under each kind of preprocessing: the range that a network behind it was trained on."""


@record(frozen=True)
class Application:
    """One model of keras.applications.

    module: of keras.applications ("resnet_v2"). mode: what the module's `preprocess_input` does to pixels 0..255
    ("tf" to -1..1, "caffe" subtracts ImageNet's mean color and swaps to BGR, "torch" to ImageNet's mean and spread,
    "none" nothing). included: the same for the layers inside the model, None where there are none.
    switch: `include_preprocessing=False` leaves these layers out. size: default side in pixels (with top), None where
    the model is then built for any.
    min_size: smallest side that is accepted without top. channels: of the output without top. A side of n pixels
    leaves the model without top as (n + offset) // stride. parameters_*: weights, trainable and not, for three input
    channels and default arguments, with top (1000 classes) and without. generations: of Keras, "2", "3" or "23".
    """

    name: str
    module: str
    mode: str
    included: str | None
    switch: bool
    size: int | None
    min_size: int
    channels: int
    stride: int
    offset: int
    parameters_top: int
    parameters_bare: int
    signature: Signature
    generations: str

    def scales_inside(self, config: Mapping[str, object]) -> bool | None:
        """Whether the model built with these arguments scales pixels itself; None where that is unknown."""
        if self.included is None:
            return False
        if not self.switch:
            return True
        value = config.get("include_preprocessing", True)
        return value if isinstance(value, bool) else None

    def input_range(self, config: Mapping[str, object]) -> tuple[float, float] | None:
        """The range of values that the pretrained weights expect at the model's input; None where unknown."""
        inside = self.scales_inside(config)
        if inside is None:
            return None
        if inside:
            return RANGES["none"]
        return RANGES[self.included or self.mode]


def _models(generation: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = generated.facts("applications", generation)["models"]
    return found


class _Applications(Mapping[str, Application]):
    """Applications by name, decoded when first asked for."""

    def __init__(self) -> None:
        self._decoded: dict[str, Application] = {}

    @functools.cached_property
    def _names(self) -> frozenset[str]:
        return frozenset().union(*map(_models, GENERATIONS))

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __getitem__(self, name: str) -> Application:
        if name not in self._decoded:
            older, newer = (_models(generation).get(name) for generation in GENERATIONS)
            facts: dict[str, Any] = dict(newer or older or {})
            if not facts:
                raise KeyError(name)
            del facts["signature"]
            signature = decode(
                name,
                None if older is None else generated.parsed(older["signature"]),
                None if newer is None else generated.parsed(newer["signature"]),
            )
            generations = ("2" if older else "") + ("3" if newer else "")
            self._decoded[name] = Application(name, signature=signature, generations=generations, **facts)
        return self._decoded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._names))

    def __len__(self) -> int:
        return len(self._names)


APPLICATIONS: Mapping[str, Application] = _Applications()


@functools.cache
def modes() -> Mapping[str, str]:
    """What `preprocess_input` does in each module of keras.applications."""
    found = {
        facts["module"]: facts["mode"]
        for generation in GENERATIONS
        for facts in _models(generation).values()
        if "mode" in facts
    }
    return {**found, "resnet50": found["resnet"]}  # another name of that module


def preprocessing_mode(module: str) -> str | None:
    """What `keras.applications.<module>.preprocess_input` does ("tf", "caffe", "torch", "none"); None if unknown."""
    return modes().get(module)


def backbone_output(name: str, config: Mapping[str, object], inputs: tuple[Shape | None, ...]) -> Inference:
    """Output shape and parameters of an application called on `inputs` (or on its own input where that is empty).

    config: the arguments by parameter name, as `signatures.bind` gives them.
    """
    application = APPLICATIONS.get(name)
    if application is None:
        return unknown_rank(1)
    shape = inputs[0] if inputs else _own_input(application, config)
    top = config.get("include_top", True)
    if top is True:
        classes = config.get("classes", 1000)
        batch = shape[0] if shape else None
        return Inference(((batch, classes if isinstance(classes, int) else None),), _parameters(application, config))
    if top is not False:
        return unknown_rank(1)
    channels = application.channels if _plain_width(config) else None
    if config.get("data_format", "channels_last") != "channels_last":
        return unknown_rank(1, _parameters(application, config))
    batch, rows, columns = shape[:3] if shape is not None and len(shape) == 4 else (None, None, None)
    pooling = config.get("pooling")
    parameters = _parameters(application, config)
    if pooling in ("avg", "max"):
        return Inference(((batch, channels),), parameters)
    if pooling is not None:
        return unknown_rank(1, parameters)
    sides = [
        None if side is None or side < application.min_size else (side + application.offset) // application.stride
        for side in (rows, columns)
    ]
    return Inference(((batch, sides[0], sides[1], channels),), parameters)


def _own_input(application: Application, config: Mapping[str, object]) -> Shape:
    given = config.get("input_shape")
    if isinstance(given, tuple | list) and len(given) == 3:
        rows, columns, channels = (item if isinstance(item, int) else None for item in given)
        return (None, rows, columns, channels)
    if given is None and config.get("include_top", True) is True:
        return (None, application.size, application.size, 3)
    return (None, None, None, None if given is not None else 3)


def _plain_width(config: Mapping[str, object]) -> bool:
    """Whether the arguments that change the width are at their defaults."""
    return config.get("alpha", 1.0) == 1.0 and config.get("minimalistic", False) is False


def _parameters(application: Application, config: Mapping[str, object]) -> int | None:
    """Number of weights where the generated counts tell it."""
    default = {p.name: p.default for p in application.signature.parameters}
    for name in ("alpha", "minimalistic", "depth_multiplier", "include_preprocessing", "input_tensor"):
        if name in default and config.get(name, default[name]) != default[name]:
            return None
    given = config.get("input_shape")
    if given is not None and not (isinstance(given, tuple | list) and len(given) == 3 and given[2] == 3):
        return None
    top = config.get("include_top", True)
    if top is False:
        return application.parameters_bare
    classes = config.get("classes", 1000)
    if top is not True or not isinstance(classes, int):
        return None
    if classes == 1000:
        return application.parameters_top
    head = application.parameters_top - application.parameters_bare
    if head == (application.channels + 1) * 1000:
        return application.parameters_bare + (application.channels + 1) * classes
    return None
