"""scikit-learn: its datasets, splits and pipelines."""

from __future__ import annotations

from collections.abc import Callable

from kerasrules.interpreter.array_domain import columns, conversion, frame_columns, lattice, provenance
from kerasrules.interpreter.libraries.common import integer, items, number, origin
from kerasrules.interpreter.libraries.registry import Call, HandlerContext, attribute, function, method
from kerasrules.interpreter.values import ArrayObject, Dataset, DictValue, LibraryObject, ListValue, Value
from kerasrules.model.data import ArrayInfo, Shape
from kerasrules.model.locations import Location
from kerasrules.model.record import record, replace
from kerasrules.model.sample_sets import Divided, SampleSet, Share
from kerasrules.model.unknown import Unknown

BUNCH = "sklearn.utils.Bunch"


@record(frozen=True)
class _KnownDataset:
    shape: Shape
    low: float
    high: float
    classes: int | None = None
    target: tuple[float, float] | None = None


_TABLES = {
    "load_digits": _KnownDataset((1797, 64), 0, 16, 10),
    "load_iris": _KnownDataset((150, 4), 0.1, 7.9, 3),
    "load_breast_cancer": _KnownDataset((569, 30), 0, 4254, 2),
    "load_wine": _KnownDataset((178, 13), 0.13, 1680, 3),
    "load_diabetes": _KnownDataset((442, 10), -0.138, 0.1988, None, (25, 346)),
    "load_boston": _KnownDataset((506, 13), 0, 711, None, (5, 50)),
    "fetch_california_housing": _KnownDataset((20640, 8), -124.35, 35682, None, (0.14999, 5.00001)),
    "fetch_olivetti_faces": _KnownDataset((400, 4096), 0, 1, 40),
    "fetch_covtype": _KnownDataset((581012, 54), -173, 7173),
}


def _loader(name: str, known: _KnownDataset) -> None:
    @function(f"sklearn.datasets.{name}")
    def load(call: Call) -> Value:
        x = ArrayInfo(
            shape=known.shape, dtype="float64", low=float(known.low), high=float(known.high), bounds_attained=True
        )
        x = origin(
            x,
            f"sklearn {name} features {lattice.spell(float(known.low))}..{lattice.spell(float(known.high))}",
            call.location,
        )
        size = known.shape[0]
        if known.classes is not None:
            y = lattice.labels("integer", known.classes, (size,), "int64")
        elif known.target is not None:
            low, high = float(known.target[0]), float(known.target[1])
            y = ArrayInfo(shape=(size,), dtype="float64", low=low, high=high, bounds_attained=True, encoding="float")
        else:
            y = ArrayInfo(shape=(size,))
        y = origin(y, f"sklearn {name} target", call.location)
        return _answer(call, ArrayObject(x), ArrayObject(y), known.shape[1])


def _answer(call: Call, x: ArrayObject, y: ArrayObject, columns: int | None) -> Value:
    wanted = call.get("return_X_y", 0 if call.name.endswith(("digits", "iris", "wine", "cancer")) else None, False)
    if wanted is True:
        return x, y
    if wanted is not False:
        return call.unknown("a dataset in one of two forms")
    if call.get("as_frame", None, False) is True:
        x, y = ArrayObject(x.info, frame=True), ArrayObject(y.info, frame=True)
    names: Value = ListValue(call.unknown("the names of columns"))
    if columns is not None:
        names = ListValue(tuple(call.unknown("the name of a column") for _ in range(columns)))
    classes = y.info.classes
    targets: Value = ListValue(call.unknown("the names of classes"))
    if classes is not None:
        targets = ListValue(tuple(call.unknown("the name of a class") for _ in range(classes)))
    result = LibraryObject(BUNCH, {}, call.location)
    result.state.update(data=x, target=y, feature_names=names, target_names=targets)
    if call.name.endswith(("digits", "faces")):
        side = 8 if call.name.endswith("digits") else 64
        result.state["images"] = ArrayObject(replace(x.info, shape=(*(x.info.shape or (None,))[:1], side, side)))
    frame = ArrayObject(ArrayInfo(shape=(x.info.shape[0] if x.info.shape else None, None)), frame=True)
    target = "MedHouseVal" if call.name.endswith("california_housing") else "target"
    frame.state[frame_columns.column_key(target)] = y
    frame.state["base"] = x.info
    result.state["frame"] = frame
    return result


for _name, _known in _TABLES.items():
    _loader(_name, _known)


def _bunch(name: str) -> None:
    @attribute(BUNCH, name)
    def handler(context: HandlerContext, value: LibraryObject, location: Location) -> Value:
        return value.state.get(name, Unknown(f"{name} of a dataset", location))


for _name in ("data", "target", "feature_names", "target_names", "images", "frame", "DESCR"):
    _bunch(_name)


@method(BUNCH, "__getitem__")
def bunch_item(call: Call) -> Value:
    """data["target"]"""
    name = call.args[0] if call.args else None
    return (
        call.receiver.state.get(name, call.unknown("a part of a dataset"))
        if isinstance(name, str)
        else call.unknown("a part")
    )


@function("sklearn.datasets.fetch_openml")
def fetch_openml(call: Call) -> Value:
    """A table of OpenML: unknown but for mnist_784."""
    name = call.get("name", 0)
    x, y = ArrayInfo(shape=(None, None)), ArrayInfo(shape=(None,))
    columns = None
    if name in {"mnist_784", "Fashion-MNIST"}:
        columns = 784
        x = ArrayInfo(shape=(70000, 784), low=0.0, high=255.0, bounds_attained=True)
        x = origin(x, f"fetch_openml({name!r}) pixels 0..255", call.location)
        # the labels are texts "0".."9" until the program converts them
        y = ArrayInfo(shape=(70000,), dtype="object", encoding="text", classes=10)
        y = origin(y, f"fetch_openml({name!r}) labels", call.location)
    else:
        x = origin(x, "fetch_openml", call.location)
    framed = call.get("as_frame", None, "auto") is not False
    return _answer(call, ArrayObject(x, frame=framed), ArrayObject(y, frame=framed), columns)


def _samples(call: Call) -> int | None:
    return integer(call.get("n_samples", 0, 100))


@function("sklearn.datasets.make_classification")
def make_classification(call: Call) -> Value:
    """Clusters around a few units from 0."""
    size, columns = _samples(call), integer(call.get("n_features", 1, 20))
    classes = integer(call.get("n_classes", 5, 2))
    x = origin(ArrayInfo(shape=(size, columns), dtype="float64"), "make_classification", call.location)
    return ArrayObject(x), ArrayObject(lattice.labels("integer", classes, (size,), "int64"))


@function("sklearn.datasets.make_multilabel_classification")
def make_multilabel_classification(call: Call) -> Value:
    """Numbers of words, and which of several topics each text has."""
    size, columns, classes = (
        _samples(call),
        integer(call.get("n_features", 1, 20)),
        integer(call.get("n_classes", 2, 5)),
    )
    if call.get("sparse", None, False) is not False or call.get("return_indicator", None, "dense") not in (
        "dense",
        True,
    ):
        return call.unknown("labels in another form")
    x = origin(
        ArrayInfo(shape=(size, columns), dtype="float64", low=0.0), "make_multilabel_classification", call.location
    )
    return ArrayObject(x), ArrayObject(lattice.labels("multi-hot", classes, (size, classes), "int64"))


@function("sklearn.datasets.make_moons", "sklearn.datasets.make_circles", "sklearn.datasets.make_gaussian_quantiles")
def make_moons(call: Call) -> Value:
    """Two half moons or rings around 0."""
    size = _samples(call) if not call.name.endswith("quantiles") else integer(call.get("n_samples", 2, 100))
    classes = 2 if not call.name.endswith("quantiles") else integer(call.get("n_classes", 4, 3))
    columns = 2 if not call.name.endswith("quantiles") else integer(call.get("n_features", 3, 2))
    x = origin(ArrayInfo(shape=(size, columns), dtype="float64"), call.name.rsplit(".", 1)[-1], call.location)
    return ArrayObject(x), ArrayObject(lattice.labels("integer", classes, (size,), "int64"))


@function("sklearn.datasets.make_blobs")
def make_blobs(call: Call) -> Value:
    """Clusters around centres -10..10."""
    size, columns = _samples(call), integer(call.get("n_features", 1, 2))
    centers = call.get("centers", 2)
    known = items(centers)
    classes = 3 if centers is None else len(known) if known is not None else integer(centers)
    x = origin(ArrayInfo(shape=(size, columns), dtype="float64"), "make_blobs", call.location)
    return ArrayObject(x), ArrayObject(lattice.labels("integer", classes, (size,), "int64"))


_GREATEST_WEIGHT = 100.0


@function("sklearn.datasets.make_regression")
def make_regression(call: Call) -> Value:
    """Standard normal features; targets that add up the informative ones, with random weights between 0 and 100."""
    size, columns = _samples(call), integer(call.get("n_features", 1, 100))
    informative, count = integer(call.get("n_informative", 2, 10)), integer(call.get("n_targets", 3, 1))
    bias, noise = number(call.get("bias", 4, 0.0)), number(call.get("noise", 7, 0.0))
    y = ArrayInfo(
        shape=None if count is None else (size,) if count == 1 else (size, count), dtype="float64", encoding="float"
    )
    x = ArrayInfo(shape=(size, columns), dtype="float64")
    if call.get("effective_rank", 5) is None:
        x = replace(x, standardized=True, mean=0.0, std=1.0)
        if None not in (informative, columns, bias, noise):
            square = max(min(informative, columns), 0) * _GREATEST_WEIGHT**2 / 3  # type: ignore[type-var, operator]
            y = replace(y, mean=bias, std=(square + noise**2) ** 0.5)  # type: ignore[operator]
    made = [ArrayObject(origin(info, "make_regression", call.location)) for info in (x, y)]
    if call.get("coef", 9, False) is True:
        return *made, call.unknown("the weights behind made-up targets")
    return tuple(made)


# ---- splits --------------------------------------------------------------------------------------------------------


def _sizes(total: int | None, test: Value, train: Value) -> tuple[int | None, int | None]:
    if total is None:
        return None, None
    test_part, train_part = number(test), number(train)
    if test is None and train is None:
        test_part = 0.25
    if test_part is not None and train is None:
        held = -int(-(total * test_part) // 1) if isinstance(test_part, float) and 0 < test_part < 1 else int(test_part)
        return total - held, held
    if train_part is not None and test is None:
        kept = int(total * train_part) if 0 < train_part < 1 else int(train_part)
        return kept, total - kept
    return None, None


@function("sklearn.model_selection.train_test_split")
def train_test_split(call: Call) -> Value:
    """Each array in two parts: train and test (validation where training data are split again)."""
    if call.incomplete and not call.args:
        return call.unknown("a split of unknown data")
    test, train = call.get("test_size"), call.get("train_size")
    parts: list[Value] = []
    arrays = [conversion.as_array(value) for value in call.args]
    # the arrays of one split hold the same samples
    divided = next((one.info.samples for one in arrays if one is not None and one.info.samples is not None), None)
    whole = SampleSet(Divided(divided))
    for value, found in zip(call.args, arrays, strict=True):
        if found is None:
            unknown = value if isinstance(value, Unknown) else call.unknown("a part of unknown data")
            if isinstance(value, (Unknown, ListValue)):
                parts.extend(ArrayObject(ArrayInfo(samples=whole.part(Share(name)))) for name in ("train", "test"))
            else:
                parts.extend((unknown, unknown))
            continue
        mixed = call.get("shuffle", None, True) is not False
        info = lattice.shuffled(found.info) if mixed else found.info
        rest = info.shape[1:] if info.shape else ()
        kept, held = _sizes(info.shape[0] if info.shape else None, test, train)
        second = "validation" if info.split == "train" else "test"
        for size, split in ((kept, "train"), (held, second)):
            shape = (size, *rest) if info.shape else None
            taken = whole.part(Share("train" if split == "train" else "test"))
            piece = provenance.derive(found, replace(info, shape=shape, split=split, samples=taken))
            piece.is_list = found.is_list or value is not found

            _carry_columns(
                found,
                piece,
                lambda column, s=split, n=size, of=taken: replace(  # type: ignore[misc]
                    lattice.shuffled(column), shape=(n,), split=s, samples=of
                ),
            )
            parts.append(piece)
    return ListValue(tuple(parts))


@function("sklearn.utils.shuffle")
def shuffle(call: Call) -> Value:
    """The same arrays in another order."""
    found = [conversion.as_array(value) for value in call.args]
    results = tuple(call.unknown("unknown data") if one is None else _shuffled(one) for one in found)
    for given, one, made in zip(call.args, found, results, strict=True):
        if isinstance(made, ArrayObject) and one is not None:
            made.is_list = one.is_list or given is not one
    return results[0] if len(results) == 1 else ListValue(results)


def _shuffled(value: ArrayObject) -> ArrayObject:
    result = provenance.derive(value, lattice.shuffled(value.info))
    _carry_columns(value, result, lattice.shuffled)
    return result


def _carry_columns(source: ArrayObject, target: ArrayObject, change: Callable[[ArrayInfo], ArrayInfo]) -> None:
    """Give some of the rows of a table its columns: a frame's by name, an array's by position."""
    if source.frame:
        frame_columns.copy_columns(source, target, change)
    else:
        columns.carry(source, target, change)


@function(
    *(
        f"sklearn.model_selection.{name}"
        for name in (
            "KFold",
            "StratifiedKFold",
            "ShuffleSplit",
            "StratifiedShuffleSplit",
            "GroupKFold",
            "TimeSeriesSplit",
        )
    )
)
def folds(call: Call) -> Value:
    """A splitter."""
    return LibraryObject("sklearn.model_selection.KFold", {}, call.location)


@method("sklearn.model_selection.KFold", "split")
def fold_split(call: Call) -> Value:
    """Pairs of sample numbers."""
    fold = SampleSet(object())
    positions = tuple(
        ArrayObject(ArrayInfo(shape=(None,), dtype="int64", low=0.0, samples=fold.part(Share(name))))
        for name in ("train", "test")
    )
    return Dataset(positions, batched=False, location=call.location, origin="folds")


@function("sklearn.feature_extraction.text.TfidfVectorizer", "sklearn.feature_extraction.text.CountVectorizer")
def vectorizer(call: Call) -> Value:
    """Texts to rows of numbers."""
    return LibraryObject(call.name, dict(call.kwargs), call.location)


for _name in ("TfidfVectorizer", "CountVectorizer"):
    _cls = f"sklearn.feature_extraction.text.{_name}"

    @method(_cls, "fit_transform", "transform")
    def vectorized(call: Call) -> Value:
        """A row per text: tf-idf within 0..1, counts from 0 on."""
        receiver: LibraryObject = call.receiver
        high = 1.0 if receiver.cls.endswith("TfidfVectorizer") else None
        shape = (None, integer(receiver.config.get("max_features")))
        info = ArrayInfo(shape=shape, dtype="float64", low=0.0, high=high)
        name, fitted = receiver.cls.rpartition(".")[2], call.name.endswith("fit_transform")
        return ArrayObject(lattice.with_step(info, "encode", name, call.location, own_statistics=fitted))

    @method(_cls, "fit")
    def fitted(call: Call) -> Value:
        """The vectorizer itself."""
        return call.receiver


@function("sklearn.datasets.load_files", "sklearn.datasets.fetch_20newsgroups")
def load_files(call: Call) -> Value:
    """Texts and class numbers."""
    x = ArrayObject(ArrayInfo(shape=(None,), dtype="object", encoding="text"))
    classes = 20 if call.name.endswith("newsgroups") and not call.has("categories") else None
    return _answer(call, x, ArrayObject(lattice.labels("integer", classes, (None,), "int64")), None)


@method(BUNCH, "keys")
def bunch_keys(call: Call) -> Value:
    """The names of the parts."""
    return DictValue(dict(call.receiver.state))
