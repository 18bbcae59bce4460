"""What each class of keras.layers is and does: the one table that rules, interpreter and confirm ask.

A caller asks for a set of classes (`CONVOLUTIONS`, `KEEPING`, …) or derives its own with `classes_with`. The table says
what holds at inference and with default arguments; what can be measured is measured on the installed Keras
(tests/test_layer_traits.py). Names are canonical, as `signatures.canonical_layer` gives them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kerasrules.model.enumeration import Enum, auto
from kerasrules.model.record import record, replace


class Family(Enum):
    """What a layer is there for."""

    ACTIVATION = auto()
    ATTENTION = auto()
    AUGMENTATION = auto()
    """Makes variants of images in training."""
    CELL = auto()
    """One step of a recurrent layer."""
    CONVOLUTION = auto()
    DENSE = auto()
    EMBEDDING = auto()
    ENCODING = auto()
    """Numbers to classes or one-hot rows."""
    IMAGE = auto()
    """Prepares images, in training and after it."""
    INPUT = auto()
    LOCALLY_CONNECTED = auto()
    """A convolution whose kernel differs from place to place."""
    LOOKUP = auto()
    """Texts or ids to places in a vocabulary."""
    MERGING = auto()
    NOISE = auto()
    """Dropout and noise: in training alone."""
    NORMALIZATION = auto()
    OPEN = auto()
    """Does what the program or another library says."""
    PASSING = auto()
    """Gives its input on as it is: a mark or a penalty."""
    POOLING = auto()
    RECURRENT = auto()
    RESHAPING = auto()
    SIGNAL = auto()
    """Spectrograms."""
    WRAPPER = auto()


class ValueFlow(Enum):
    """What the values that come out are, in terms of those that go in."""

    KEPT = auto()
    """Each of them once, in its place or another."""
    SELECTED = auto()
    """Some of them."""
    COPIED = auto()
    """All of them, as often as there is room."""
    PADDED = auto()
    """All of them, and zeros."""
    RESAMPLED = auto()
    """Values between neighbors, so that their range stays."""
    LARGEST = auto()
    """The largest of several."""
    AVERAGED = auto()
    """Means of several."""
    STANDARDIZED = auto()
    """Brought to mean 0 and spread 1."""
    COMPUTED = auto()
    """Something else."""


class Kernel(Enum):
    """How a convolution's kernel goes over channels and space."""

    PLAIN = auto()
    TRANSPOSED = auto()
    DEPTHWISE = auto()
    SEPARABLE = auto()


class ShapeChange(Enum):
    """What becomes of the shape."""

    NONE = auto()
    LAST_AXIS = auto()
    OTHER = auto()


@record(frozen=True)
class LayerTraits:
    """The facts about one class.

    affine: an affine map of its one input, apart from an activation that it is given. weights: has weights of its own.
    rank: axes of space, where the class has a variant for each number of them. kernel: of a convolution. whole: pools
    all of space. activation: of a layer that is nothing but this. product: multiplies tensors with each other. wraps:
    what it does is done by a layer or cell that it is given. adapts: learns from data before training, in `adapt`.
    training_only: at inference it gives what it gets.
    """

    family: Family
    values: ValueFlow = ValueFlow.COMPUTED
    shape: ShapeChange = ShapeChange.OTHER
    affine: bool = False
    weights: bool = False
    rank: int | None = None
    kernel: Kernel | None = None
    whole: bool = False
    activation: str | None = None
    product: bool = False
    wraps: bool = False
    adapts: bool = False
    training_only: bool = False


def _alike(traits: LayerTraits, *names: str) -> dict[str, LayerTraits]:
    """Classes with the same traits."""
    return dict.fromkeys(names, traits)


def _ranked(traits: LayerTraits, template: str, ranks: tuple[int, ...] = (1, 2, 3)) -> dict[str, LayerTraits]:
    """One class for each number of spatial axes."""
    return {template.format(rank): replace(traits, rank=rank) for rank in ranks}


_CONVOLUTION = LayerTraits(Family.CONVOLUTION, affine=True, weights=True)
_RECURRENT = LayerTraits(Family.RECURRENT, weights=True)
_MERGING = LayerTraits(Family.MERGING)
_NOISE = LayerTraits(Family.NOISE, ValueFlow.KEPT, ShapeChange.NONE, affine=True, training_only=True)
_NORMALIZATION = LayerTraits(Family.NORMALIZATION, shape=ShapeChange.NONE, weights=True)
_AUGMENTATION = LayerTraits(Family.AUGMENTATION, ValueFlow.KEPT, ShapeChange.NONE, affine=True, training_only=True)
_RECOLORING = LayerTraits(Family.AUGMENTATION, shape=ShapeChange.NONE)
_ACTIVATION = LayerTraits(Family.ACTIVATION, shape=ShapeChange.NONE)
_KEPT = LayerTraits(Family.RESHAPING, ValueFlow.KEPT, affine=True)
_MAXIMUM = LayerTraits(Family.POOLING, ValueFlow.LARGEST)
_MEAN = LayerTraits(Family.POOLING, ValueFlow.AVERAGED, affine=True)

TRAITS: Mapping[str, LayerTraits] = {
    # maps with weights
    "Dense": LayerTraits(Family.DENSE, shape=ShapeChange.LAST_AXIS, affine=True, weights=True),
    "EinsumDense": LayerTraits(Family.DENSE, affine=True, weights=True),
    **_ranked(replace(_CONVOLUTION, kernel=Kernel.PLAIN), "Conv{}D"),
    **_ranked(replace(_CONVOLUTION, kernel=Kernel.TRANSPOSED), "Conv{}DTranspose"),
    **_ranked(replace(_CONVOLUTION, kernel=Kernel.SEPARABLE), "SeparableConv{}D", (1, 2)),
    **_ranked(replace(_CONVOLUTION, kernel=Kernel.DEPTHWISE), "DepthwiseConv{}D", (1, 2)),
    **_ranked(LayerTraits(Family.LOCALLY_CONNECTED, affine=True, weights=True), "LocallyConnected{}D", (1, 2)),
    **_alike(LayerTraits(Family.EMBEDDING, weights=True), "Embedding", "ReversibleEmbedding"),
    # of feature columns: which of them have weights, they say themselves
    "DenseFeatures": LayerTraits(Family.EMBEDDING),
    # sequences
    **_alike(_RECURRENT, "SimpleRNN", "LSTM", "GRU", "CuDNNLSTM", "CuDNNGRU"),
    **_alike(replace(_RECURRENT, wraps=True), "RNN", "Bidirectional"),
    **_ranked(_RECURRENT, "ConvLSTM{}D"),
    **_alike(LayerTraits(Family.CELL, weights=True), "SimpleRNNCell", "LSTMCell", "GRUCell", "StackedRNNCells"),
    "AbstractRNNCell": LayerTraits(Family.CELL),
    "Attention": LayerTraits(Family.ATTENTION, product=True),
    **_alike(
        LayerTraits(Family.ATTENTION, weights=True, product=True),
        *("AdditiveAttention", "MultiHeadAttention", "GroupQueryAttention"),
    ),
    # several tensors to one
    **_alike(_MERGING, "Add", "Average", "Concatenate", "Maximum", "Minimum", "Subtract"),
    **_alike(replace(_MERGING, product=True), "Dot", "Multiply"),
    # activations
    "Activation": _ACTIVATION,
    "ReLU": replace(_ACTIVATION, activation="relu"),
    "LeakyReLU": replace(_ACTIVATION, activation="leaky_relu"),
    "PReLU": replace(_ACTIVATION, activation="prelu", weights=True),
    "ELU": replace(_ACTIVATION, activation="elu"),
    "Softmax": replace(_ACTIVATION, activation="softmax"),
    "ThresholdedReLU": replace(_ACTIVATION, activation="thresholded_relu"),
    # regularization
    **_alike(_NOISE, "Dropout", "AlphaDropout", "GaussianDropout", "GaussianNoise"),
    **_ranked(_NOISE, "SpatialDropout{}D"),
    # what is masked is a value that the program set aside
    **_alike(
        LayerTraits(Family.PASSING, ValueFlow.KEPT, ShapeChange.NONE, affine=True),
        *("ActivityRegularization", "Identity", "Masking"),
    ),
    # normalization
    "BatchNormalization": replace(_NORMALIZATION, values=ValueFlow.STANDARDIZED, affine=True),
    **_alike(replace(_NORMALIZATION, values=ValueFlow.STANDARDIZED), "LayerNormalization", "GroupNormalization"),
    "Normalization": replace(_NORMALIZATION, values=ValueFlow.STANDARDIZED, affine=True, adapts=True),
    "RMSNormalization": _NORMALIZATION,
    "UnitNormalization": replace(_NORMALIZATION, weights=False),
    # shape
    **_alike(_KEPT, "Flatten", "Reshape", "Permute"),
    "RepeatVector": replace(_KEPT, values=ValueFlow.COPIED),
    # of two axes, with another interpolation than the default, it is RESAMPLED: see `values_of`
    **_ranked(replace(_KEPT, values=ValueFlow.COPIED), "UpSampling{}D"),
    **_ranked(replace(_KEPT, values=ValueFlow.SELECTED), "Cropping{}D"),
    **_ranked(replace(_KEPT, values=ValueFlow.PADDED), "ZeroPadding{}D"),
    # pooling
    **_ranked(_MAXIMUM, "MaxPooling{}D"),
    **_ranked(_MAXIMUM, "AdaptiveMaxPooling{}D"),
    **_ranked(replace(_MAXIMUM, whole=True), "GlobalMaxPooling{}D"),
    **_ranked(_MEAN, "AveragePooling{}D"),
    **_ranked(_MEAN, "AdaptiveAveragePooling{}D"),
    **_ranked(replace(_MEAN, whole=True), "GlobalAveragePooling{}D"),
    # images
    "CenterCrop": LayerTraits(Family.IMAGE, ValueFlow.SELECTED, affine=True),
    "Resizing": LayerTraits(Family.IMAGE, ValueFlow.RESAMPLED, affine=True),
    "Rescaling": LayerTraits(Family.IMAGE, shape=ShapeChange.NONE, affine=True),
    "MaxNumBoundingBoxes": LayerTraits(Family.IMAGE, ValueFlow.KEPT, ShapeChange.NONE, affine=True),
    **_alike(_RECOLORING, "AutoContrast", "ContrastLimitedAdaptiveHistogramEqualization"),
    **_alike(_AUGMENTATION, "AugMix", "CutMix", "Equalization", "MixUp", "RandAugment", "Solarization"),
    **_alike(_AUGMENTATION, "RandomBrightness", "RandomColorDegeneration", "RandomColorJitter", "RandomContrast"),
    **_alike(_AUGMENTATION, "RandomElasticTransform", "RandomErasing", "RandomFlip", "RandomGaussianBlur"),
    **_alike(_AUGMENTATION, "RandomGrayscale", "RandomHue", "RandomInvert", "RandomPerspective", "RandomPosterization"),
    **_alike(_AUGMENTATION, "RandomRotation", "RandomSaturation", "RandomSharpness", "RandomShear"),
    **_alike(_AUGMENTATION, "RandomTranslation", "RandomZoom"),
    **_alike(replace(_AUGMENTATION, shape=ShapeChange.OTHER), "RandomCrop", "RandomHeight", "RandomWidth"),
    # other preprocessing
    "CategoryEncoding": LayerTraits(Family.ENCODING),
    "Discretization": LayerTraits(Family.ENCODING, adapts=True),
    **_alike(LayerTraits(Family.LOOKUP), "Hashing", "HashedCrossing"),
    **_alike(LayerTraits(Family.LOOKUP, adapts=True), "IntegerLookup", "StringLookup", "TextVectorization"),
    "MelSpectrogram": LayerTraits(Family.SIGNAL),
    "STFTSpectrogram": LayerTraits(Family.SIGNAL, weights=True),
    # around and before others
    **_alike(LayerTraits(Family.WRAPPER, wraps=True), "SpectralNormalization", "TimeDistributed", "Wrapper"),
    **_alike(LayerTraits(Family.INPUT, ValueFlow.KEPT, ShapeChange.NONE, affine=True), "Input", "InputLayer"),
    **_alike(LayerTraits(Family.OPEN), "Lambda", "Layer", "FlaxLayer", "JaxLayer", "TFSMLayer", "TorchModuleWrapper"),
}


_ALIKE: dict[int, tuple[LayerTraits, list[str]]] = {}
"""The classes with the same traits, of which half as many are asked."""
_FAMILIES: dict[Family, list[str]] = {}
for _name, _traits in TRAITS.items():
    _ALIKE.setdefault(id(_traits), (_traits, []))[1].append(_name)
    _FAMILIES.setdefault(_traits.family, []).append(_name)


def classes_with(holds: Callable[[LayerTraits], bool]) -> frozenset[str]:
    """The classes whose traits are so."""
    return frozenset([name for traits, names in _ALIKE.values() if holds(traits) for name in names])


def of_family(*families: Family) -> frozenset[str]:
    """The classes of these families."""
    return frozenset([name for family in families for name in _FAMILIES[family]])


def with_values(*kinds: ValueFlow) -> frozenset[str]:
    """The classes whose values come out so."""
    return classes_with(lambda traits: traits.values in kinds)


def values_of(class_name: str, config: Mapping[str, object]) -> ValueFlow:
    """What a layer with these arguments makes of values; COMPUTED for a class that is not Keras' own."""
    traits = TRAITS.get(class_name)
    if traits is None:
        return ValueFlow.COMPUTED
    if class_name == "UpSampling2D" and config.get("interpolation", "nearest") != "nearest":
        return ValueFlow.RESAMPLED
    if traits.family is Family.POOLING and _sides(config.get("pool_size")) == {1}:
        return ValueFlow.SELECTED
    return traits.values


def _sides(size: object) -> set[object]:
    """The sizes that a window has along its axes."""
    return set(size) if isinstance(size, (tuple, list)) else {size}


KEEPING: frozenset[ValueFlow] = frozenset({ValueFlow.KEPT, ValueFlow.SELECTED, ValueFlow.COPIED, ValueFlow.PADDED})
"""Nothing comes out but what went in, or zeros."""

CONVOLUTIONS = classes_with(lambda traits: traits.kernel not in (None, Kernel.DEPTHWISE))
"""Those that mix channels."""

DEPTHWISE = classes_with(lambda traits: traits.kernel is Kernel.DEPTHWISE)

LINEAR_MAPS = of_family(Family.DENSE, Family.CONVOLUTION, Family.LOCALLY_CONNECTED)
"""A linear map with weights, followed by the activation that the layer is given."""

ANY_CONVOLUTION = of_family(Family.CONVOLUTION)

TRANSPOSED = classes_with(lambda traits: traits.kernel is Kernel.TRANSPOSED)

RECURRENT = of_family(Family.RECURRENT)

CELL_BUILT_IN = classes_with(lambda traits: traits.family is Family.RECURRENT and not traits.wraps)
"""Recurrent layers that are given units or filters, not a cell or a layer."""

VECTOR_SEQUENCES = classes_with(lambda traits: traits.family is Family.RECURRENT and traits.rank is None) - {"RNN"}
"""Recurrent layers that surely read sequences of vectors; what RNN reads is up to its cell."""

PRODUCTS = classes_with(lambda traits: traits.product)
"""Two tensors are multiplied: attention and gates."""

DROPOUTS = of_family(Family.NOISE) - {"GaussianNoise"}
"""Noise with a rate."""

MAX_POOLING = classes_with(lambda traits: traits.family is Family.POOLING and traits.values is ValueFlow.LARGEST)

WEIGHTED = LINEAR_MAPS | RECURRENT | of_family(Family.EMBEDDING, Family.ATTENTION)
"""Layers that a network learns with; normalization, which has weights too, is none of them."""

WRAPPERS = of_family(Family.WRAPPER)
"""Spread the layer inside over time steps, or limit its weights: to the network it is that layer."""

ACTIVATION_OF_CLASS: Mapping[str, str] = {
    name: traits.activation for name, traits in TRAITS.items() if traits.activation is not None
}
"""Layer classes that are nothing but an activation."""
