"""What is known of arrays and datasets."""

from __future__ import annotations

from typing import TypeAlias

from kerasrules.model.locations import Location
from kerasrules.model.record import field, record
from kerasrules.model.sample_sets import SampleSet

Shape: TypeAlias = "tuple[int | None, ...]"
"""A tensor's shape with the batch axis first; None is an unknown dimension (or any size)."""


A_WEIGHT = "a weight"
"""The origin of what training sets: as an argument of an operation it may have any values."""

SEVERAL_READINGS = "one of several readings"
"""The `picture` of what may come from one image file or from another."""


@record(frozen=True)
class Step:
    """Something that was done to an array. kind: "scale", "standardize", "cast", "resize", "encode", …

    own_statistics: it was scaled by a mean, a deviation or extremes of its own samples. "oversample" and "select" are
    samples that were added, and features that were chosen, by looking at all of its samples and their targets.
    """

    kind: str
    text: str
    location: Location | None
    own_statistics: bool = False
    cuts: int = field(default=0, compare=False)
    """How many parts the samples had been taken of, one of the other, when this was done."""


@record(frozen=True)
class SampleSpread:
    """How far the values of one sample lie apart (within), and the means of the samples (between).

    Both are the median over the last axis, that of channels: an array whose channels differ is not meant.
    """

    within: float
    between: float


@record(frozen=True)
class FileColumn:
    """A column of a data file, or an array in one, that facts were measured on.

    text: what it is, with its range, in words for the user. extent: how far its values reach from 0.
    """

    text: str
    location: Location
    extent: float = 0.0


@record(frozen=True)
class SampleRange:
    """How far the values of a sample reach, with their mean and standard deviation where these were followed."""

    low: float
    high: float
    mean: float | None = None
    std: float | None = None


@record(frozen=True)
class ArrayInfo:
    """What is known of an array (or of the elements of a dataset): None is unknown.

    low, high: an interval that all values lie in.
    bounds_attained: the data really come near both ends (pixels, counts), so that one may say "reaches 255"; otherwise
    the interval is only a bound.
    uneven: parts that do not reach equally far were put together, so that a column or a slice need not reach the ends.
    seen: where only a sample is known, as the first rows of a file: what it reaches, and with it the data surely do.
    They may reach beyond it, so that low and high are unknown; so are mean and std.
    column: the column of a data file that shows how far the values reach.
    standardized: mean ≈ 0 and spread ≈ 1 by construction (StandardScaler, (x-mean)/std, Normalization).
    mean, std: where the source gives them (random normals, declared sensors).
    sample_spread: where the array itself was measured.
    encoding: for labels "integer" (0..classes-1), "one-hot", "multi-hot", "float" (regression targets), "text".
    shape: includes the sample axis first (None where unknown).
    split: "train", "validation", "test" where the source says so.
    augmented: random image transformations lie on the way.
    sorted_by_class: labels that stand class after class, as a loop over folders or concatenated blocks leave them.
    samples: which samples it holds.
    missing: some values in the file are missing, and nothing has filled or dropped them.
    origin, origin_place: in words a reader knows ("keras.datasets.mnist pixels"), and where.
    """

    shape: Shape | None = None
    dtype: str | None = None
    low: float | None = None
    high: float | None = None
    bounds_attained: bool = False
    uneven: bool = False
    seen: SampleRange | None = None
    standardized: bool = False
    mean: float | None = None
    std: float | None = None
    encoding: str | None = None
    classes: int | None = None
    split: str | None = None
    augmented: bool = False
    sorted_by_class: bool = False
    origin: str | None = None
    origin_place: Location | None = None
    steps: tuple[Step, ...] = ()
    sample_spread: SampleSpread | None = None
    column: FileColumn | None = None
    samples: SampleSet | None = field(default=None, compare=False)
    predictor: object = field(default=None, compare=False)
    """The `Model` (in the interpreter: its own object) whose predictions these are."""
    picture: object = field(default=None, compare=False)
    """The reading of image files whose pixels these are. Their range is that of the format: photographs fill it, but a
    map of class numbers need not; `SEVERAL_READINGS` where they may be of different ones."""
    missing: bool = False
    weight: object = field(default=None, compare=False)
    """Of an argument of an operation: the `OwnWeight` that it is, or the `WeightOperation` that makes it of such."""
    numbers: tuple[object, ...] | None = field(default=None, compare=False)
    """Of an argument of an operation: the numbers, in tuples by rows, where they are few and written out."""
    predicted: bool = False
    """Computed from the predictions of a model value by value, on whatever scale."""

    @property
    def reached(self) -> tuple[float, float] | None:
        """An interval whose ends the data surely reach, or come near to; they may lie beyond it if only `seen`."""
        if self.bounds_attained and self.low is not None and self.high is not None:
            return self.low, self.high
        return None if self.seen is None else (self.seen.low, self.seen.high)


@record(frozen=True, eq=False)
class DataInfo:
    """What a dataset that is given to fit is, beside its arrays.

    cardinality: its number of batches, or of samples where it is not batched.
    """

    origin: str
    batched: bool | None
    repeated: bool | None
    cardinality: int | None
    batch_size: int | None
    location: Location | None
