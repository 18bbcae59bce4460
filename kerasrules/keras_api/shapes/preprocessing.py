"""Preprocessing layers: images, categories, text."""

from __future__ import annotations

from collections.abc import Mapping

from kerasrules.keras_api.layer_traits import Family, ShapeChange, classes_with, of_family
from kerasrules.keras_api.shapes.dimensions import (
    BuildError,
    Config,
    Inputs,
    Number,
    ShapeFunction,
    channels_first,
    choice,
    first,
    flag,
    rank_unknown,
    replace,
    value,
    whole,
)
from kerasrules.keras_api.shapes.inference import Inference
from kerasrules.model.data import Shape
from kerasrules.model.unknown import Unknown


def same(class_name: str, config: Config, inputs: Inputs) -> Inference:
    """Augmentation and rescaling keep the shape."""
    return Inference((first(inputs),), 0)


def resized(class_name: str, config: Config, inputs: Inputs) -> Inference:
    """Resizing, CenterCrop, RandomCrop; RandomHeight and RandomWidth leave a side open."""
    shape = first(inputs)
    if shape is None:
        return Inference((None,), 0)
    first_channels = channels_first(config)
    if len(shape) not in (3, 4):
        raise BuildError(
            f'Input 0 of layer "{class_name}" is incompatible with the layer: expected an image of rank 3 or a '
            f"batch of rank 4, found shape {shape}"
        )
    if first_channels is None:
        return Inference((rank_unknown(len(shape)),), 0)
    rows = len(shape) - (2 if first_channels else 3)
    if class_name != "RandomWidth":
        shape = replace(shape, rows, None if class_name == "RandomHeight" else whole(config, "height"))
    if class_name != "RandomHeight":
        shape = replace(shape, rows + 1, None if class_name == "RandomWidth" else whole(config, "width"))
    return Inference((shape,), 0)


def encoded(shape: Shape, mode: str, depth: Number) -> Shape:
    """Integers to "int", "one_hot", or one vector per sample over the last axis."""
    if mode == "int":
        return shape
    if mode == "one_hot" and not (len(shape) > 1 and shape[-1] == 1):
        return (*shape, depth)
    return (*shape[:-1], depth)


def category(class_name: str, config: Config, inputs: Inputs) -> Inference:
    """CategoryEncoding. Of one number per sample Keras 2 makes a row per sample, Keras 3 one row of the whole batch."""
    shape, mode = first(inputs), choice(config, "output_mode", "multi_hot")
    if shape is None or mode is None or (mode == "one_hot" and shape[-1:] == (None,)):
        return Inference((None,), 0)
    if len(shape) == 1 and mode != "one_hot":
        return Inference((None,), 0)
    return Inference((encoded(shape, mode, whole(config, "num_tokens", None)),), 0)


def discretization(class_name: str, config: Config, inputs: Inputs) -> Inference:
    """Discretization keeps the shape where it yields integers; the other modes differ between versions of Keras."""
    mode = choice(config, "output_mode", "int")
    return Inference((first(inputs) if mode == "int" else None,), 0)


def lookup(class_name: str, config: Config, inputs: Inputs) -> Inference:
    """StringLookup, IntegerLookup, Hashing, HashedCrossing: the depth of vectors depends on the vocabulary."""
    shape, mode = first(inputs), choice(config, "output_mode", "int")
    return Inference((shape if mode == "int" else None,), 0)


def text(class_name: str, config: Config, inputs: Inputs) -> Inference:
    """TextVectorization: sequences, or one vector per sample as long as the vocabulary."""
    shape, mode = first(inputs), choice(config, "output_mode", "int")
    batch = shape[0] if shape else None
    # one text has no batch axis
    if shape is None or mode is None or value(config, "ragged", False) is not False:
        return Inference((None,), 0)
    if mode == "int":
        length = value(config, "output_sequence_length", None)
        if isinstance(value(config, "split", "whitespace"), Unknown):
            return Inference((None,), 0)
        return Inference(((batch, None if length is None else whole(config, "output_sequence_length")),), 0)
    padded = flag(config, "pad_to_max_tokens", False)
    return Inference(((batch, whole(config, "max_tokens", None) if padded else None),), 0)


_IMAGES = of_family(Family.IMAGE, Family.AUGMENTATION) - {"MaxNumBoundingBoxes"}
_SHAPE_KEEPING = classes_with(lambda traits: traits.shape is ShapeChange.NONE)

FUNCTIONS: Mapping[str, ShapeFunction] = {
    **dict.fromkeys(_IMAGES - _SHAPE_KEEPING, resized),
    **dict.fromkeys(_IMAGES & _SHAPE_KEEPING, same),
    **dict.fromkeys(of_family(Family.LOOKUP) - {"TextVectorization"}, lookup),
    "CategoryEncoding": category,
    "Discretization": discretization,
    "TextVectorization": text,
}
