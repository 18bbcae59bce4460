"""scikit-learn's scalers and encoders."""

from __future__ import annotations

from collections.abc import Callable

from kerasrules.interpreter.array_domain import conversion, lattice
from kerasrules.interpreter.libraries.common import integer, items, number
from kerasrules.interpreter.libraries.registry import Call, HandlerContext, attribute, function, method
from kerasrules.interpreter.values import ArrayObject, DictValue, LibraryObject, Value
from kerasrules.model.data import ArrayInfo
from kerasrules.model.locations import Location
from kerasrules.model.record import replace
from kerasrules.model.unknown import Unknown

PREFIX = "sklearn.preprocessing."

_POSITIONAL = {
    "MinMaxScaler": ("feature_range",),
    "Normalizer": ("norm",),
    "StandardScaler": (),
    "SelectKBest": ("score_func", "k"),
    "RFE": ("estimator",),
}
_SCALERS = (
    "StandardScaler",
    "MinMaxScaler",
    "RobustScaler",
    "MaxAbsScaler",
    "Normalizer",
    "PowerTransformer",
    "QuantileTransformer",
    "Binarizer",
    "PolynomialFeatures",
    "KBinsDiscretizer",
    "FunctionTransformer",
    "OneHotEncoder",
    "LabelEncoder",
    "LabelBinarizer",
    "MultiLabelBinarizer",
    "OrdinalEncoder",
)
_OTHERS = (
    "sklearn.compose.ColumnTransformer",
    "sklearn.impute.SimpleImputer",
    "sklearn.impute.KNNImputer",
    "sklearn.decomposition.PCA",
    "sklearn.decomposition.TruncatedSVD",
)
_SELECTORS = {
    "SelectKBest": "k",
    "SelectPercentile": None,
    "SelectFpr": None,
    "SelectFdr": None,
    "SelectFwe": None,
    "SelectFromModel": None,
    "GenericUnivariateSelect": None,
    "RFE": "n_features_to_select",
    "RFECV": None,
    "SequentialFeatureSelector": "n_features_to_select",
}
"""Classes of sklearn.feature_selection that look at the targets, with the argument that says how many are kept."""
PIPELINE = "sklearn.pipeline.Pipeline"


def _constructor(call: Call) -> Value:
    """An object with its arguments by name."""
    config = dict(zip(_POSITIONAL.get(call.name.rsplit(".", 1)[-1], ()), call.args, strict=False))
    config.update(call.kwargs)
    return LibraryObject(call.name, config, call.location)


for _name in _SCALERS:
    function(PREFIX + _name)(_constructor)
for _name in _OTHERS:
    function(_name)(_constructor)
for _name in _SELECTORS:
    function(f"sklearn.feature_selection.{_name}")(_constructor)


@function("sklearn.compose.make_column_transformer")
def make_column_transformer(call: Call) -> Value:
    """A ColumnTransformer."""
    return LibraryObject("sklearn.compose.ColumnTransformer", {}, call.location)


@function(PIPELINE, "sklearn.pipeline.make_pipeline")
def pipeline(call: Call) -> Value:
    """Transformers one after the other."""
    if call.name.endswith("make_pipeline"):
        steps: tuple[Value, ...] = call.args
    else:
        named = items(call.get("steps", 0))
        if named is None:
            return call.unknown("a pipeline of unknown steps")
        steps = tuple(step[1] if isinstance(step, tuple) and len(step) == 2 else step for step in named)
    return LibraryObject(PIPELINE, {"steps": steps}, call.location)


# ---- what each does to facts ---------------------------------------------------------------------------------------

TrainableSet = Callable[[LibraryObject, ArrayInfo, bool], ArrayInfo]
"""transformer, facts, whether it is the data it was fitted on -> facts"""


def _on(config: LibraryObject, name: str) -> bool:
    return config.config.get(name, True) is True


def _standard(scaler: LibraryObject, info: ArrayInfo, fitted: bool) -> ArrayInfo:
    if _on(scaler, "with_mean") and _on(scaler, "with_std"):
        return lattice.standardize(info)
    return lattice.forget_values(info)


def _min_max(scaler: LibraryObject, info: ArrayInfo, fitted: bool) -> ArrayInfo:
    ends = items(scaler.config.get("feature_range", (0, 1)))
    low = number(ends[0]) if ends is not None and len(ends) == 2 else None
    high = number(ends[1]) if ends is not None and len(ends) == 2 else None
    if low is None or high is None:
        return lattice.forget_values(info)
    return lattice.ranged(info, low, high, bounds_attained=fitted)


def _max_abs(scaler: LibraryObject, info: ArrayInfo, fitted: bool) -> ArrayInfo:
    positive = info.low is not None and info.low >= 0
    return lattice.ranged(info, 0.0 if positive else -1.0, 1.0)


def _forget(scaler: LibraryObject, info: ArrayInfo, fitted: bool) -> ArrayInfo:
    return lattice.forget_values(info)


def _power(scaler: LibraryObject, info: ArrayInfo, fitted: bool) -> ArrayInfo:
    return lattice.standardize(info) if _on(scaler, "standardize") else lattice.forget_values(info)


def _quantile(scaler: LibraryObject, info: ArrayInfo, fitted: bool) -> ArrayInfo:
    kind = scaler.config.get("output_distribution", "uniform")
    if kind == "uniform":
        return lattice.ranged(info, 0.0, 1.0, bounds_attained=True)
    return lattice.standardize(info) if kind == "normal" else lattice.forget_values(info)


def _binarize(scaler: LibraryObject, info: ArrayInfo, fitted: bool) -> ArrayInfo:
    return lattice.ranged(info, 0.0, 1.0)


def _impute(scaler: LibraryObject, info: ArrayInfo, fitted: bool) -> ArrayInfo:
    return lattice.forget_values(info) if scaler.config.get("strategy") == "constant" else lattice.complete(info)


def _columns(scaler: LibraryObject, info: ArrayInfo, fitted: bool) -> ArrayInfo:
    return lattice.forget_values(replace(info, shape=(info.shape[0] if info.shape else None, None)))


def _decompose(scaler: LibraryObject, info: ArrayInfo, fitted: bool) -> ArrayInfo:
    size = integer(scaler.config.get("n_components"))
    return lattice.forget_values(replace(info, shape=(info.shape[0] if info.shape else None, size)))


def _select(selector: LibraryObject, info: ArrayInfo, fitted: bool) -> ArrayInfo:
    argument = _SELECTORS[selector.cls.rpartition(".")[2]]
    size = integer(selector.config.get(argument)) if argument is not None else None
    shape = (info.shape[0] if info.shape else None, size)
    return replace(info, shape=shape, bounds_attained=False, mean=None, std=None)


def _label(encoder: LibraryObject, info: ArrayInfo, fitted: bool) -> ArrayInfo:
    classes = info.classes if info.encoding in ("integer", "text") else None
    return lattice.labels_of(info, "integer", classes, info.shape, "int64")


def _ordinal(encoder: LibraryObject, info: ArrayInfo, fitted: bool) -> ArrayInfo:
    if info.shape is not None and len(info.shape) == 2 and info.shape[1] == 1:
        return lattice.labels_of(info, "integer", None, info.shape, "float64")
    return replace(lattice.forget_values(info), low=0.0, dtype="float64")


def _label_binarizer(encoder: LibraryObject, info: ArrayInfo, fitted: bool) -> ArrayInfo:
    classes = info.classes if info.encoding in ("integer", "text") else None
    samples = info.shape[0] if info.shape else None
    if classes == 2:
        return lattice.labels_of(info, "integer", 2, (samples, 1), "int64")
    return lattice.labels_of(info, "one-hot", classes, (samples, classes), "int64")


def _multi_label(encoder: LibraryObject, info: ArrayInfo, fitted: bool) -> ArrayInfo:
    return lattice.labels(
        "multi-hot", None, (info.shape[0] if info.shape else None, None), "int64", info.split, samples=info.samples
    )


def _one_hot(encoder: LibraryObject, info: ArrayInfo, fitted: bool) -> ArrayInfo:
    shape = info.shape
    rows = shape[0] if shape else None
    if shape is not None and len(shape) == 2 and shape[1] == 1 and encoder.config.get("drop") is None:
        classes = info.classes if info.encoding in ("integer", "text") else None
        return lattice.labels_of(info, "one-hot", classes, (rows, classes), "float64")
    # of several columns: marks that are features, not labels
    return replace(lattice.ranged(info, 0.0, 1.0), shape=(rows, None), dtype="float64")


CHANGES: dict[str, TrainableSet] = {
    PREFIX + "StandardScaler": _standard,
    PREFIX + "MinMaxScaler": _min_max,
    PREFIX + "RobustScaler": _forget,
    PREFIX + "MaxAbsScaler": _max_abs,
    PREFIX + "Normalizer": _max_abs,
    PREFIX + "PowerTransformer": _power,
    PREFIX + "QuantileTransformer": _quantile,
    PREFIX + "Binarizer": _binarize,
    PREFIX + "PolynomialFeatures": _columns,
    PREFIX + "KBinsDiscretizer": _columns,
    PREFIX + "FunctionTransformer": _forget,
    PREFIX + "OneHotEncoder": _one_hot,
    PREFIX + "LabelEncoder": _label,
    PREFIX + "LabelBinarizer": _label_binarizer,
    PREFIX + "MultiLabelBinarizer": _multi_label,
    PREFIX + "OrdinalEncoder": _ordinal,
    "sklearn.compose.ColumnTransformer": _columns,
    "sklearn.impute.SimpleImputer": _impute,
    "sklearn.impute.KNNImputer": _impute,
    "sklearn.decomposition.PCA": _decompose,
    "sklearn.decomposition.TruncatedSVD": _decompose,
    **{f"sklearn.feature_selection.{name}": _select for name in _SELECTORS},
}
_WITHOUT_STATISTICS = {"Normalizer", "PolynomialFeatures", "Binarizer", "FunctionTransformer"}
"""Their fit learns nothing of the samples."""
_ENCODERS = {"OneHotEncoder", "LabelEncoder", "LabelBinarizer", "MultiLabelBinarizer", "OrdinalEncoder"}


def transformed(transformer: LibraryObject, info: ArrayInfo, fitted: bool, location: Location | None) -> ArrayInfo:
    """The facts after a transformer."""
    if transformer.cls == PIPELINE:
        for step in transformer.config["steps"]:
            if isinstance(step, LibraryObject) and (step.cls in CHANGES or step.cls == PIPELINE):
                info = transformed(step, info, fitted, location)
            elif step not in (None, "passthrough"):
                info = lattice.forget_values(replace(info, shape=None))
        return info
    change = CHANGES.get(transformer.cls)
    if change is None:
        return lattice.UNKNOWN
    done = change(transformer, info, fitted)
    done = replace(done, origin=info.origin, origin_place=info.origin_place, steps=info.steps, split=info.split)
    imputes = transformer.cls.startswith("sklearn.impute.")
    done = replace(done, column=info.column, missing=info.missing and not imputes)
    short = transformer.cls.rsplit(".", 1)[-1]
    kind = "encode" if short in _ENCODERS else "standardize" if done.standardized else "scale"
    kind = "select" if short in _SELECTORS else kind
    text = short
    if short == "MinMaxScaler" and done.low is not None and done.high is not None:
        text += f" to {lattice.spell(done.low)}..{lattice.spell(done.high)}"
    own = fitted and kind != "encode" and short not in _WITHOUT_STATISTICS
    return lattice.with_step(done, kind, text, location, own_statistics=own)


def _transform(call: Call, value: Value, fitted: bool) -> Value:
    found = conversion.surely_array(value)
    info = transformed(call.receiver, found.info, fitted, call.location)
    if _remembered(call.receiver) is None and info.classes is not None:
        call.context.heap.write(call.receiver, "classes", info.classes)
    elif info.classes is None and info.encoding in {"one-hot", "integer"}:
        known = _remembered(call.receiver)
        if known is not None:
            order = info.sorted_by_class
            info = lattice.labels(
                info.encoding, known, info.shape, info.dtype, info.split, samples=info.samples, sorted_by_class=order
            )
    return ArrayObject(info)


def _remembered(receiver: LibraryObject) -> int | None:
    classes = receiver.state.get("classes")
    return classes if isinstance(classes, int) else None


def _fit(call: Call) -> Value:
    """fit: remembers the data; gives the object."""
    data = call.args[0] if call.args else next(iter(call.kwargs.values()), None)
    call.context.heap.write(call.receiver, "fitted", data)
    found = conversion.as_array(data)
    if found is not None and found.info.encoding in ("integer", "text") and found.info.classes is not None:
        call.context.heap.write(call.receiver, "classes", found.info.classes)
    return call.receiver


def _fit_transform(call: Call) -> Value:
    data = call.args[0] if call.args else next(iter(call.kwargs.values()), call.unknown("no data"))
    call.context.heap.write(call.receiver, "fitted", data)
    return _transform(call, data, True)


def _is_fitted_data(receiver: LibraryObject, value: Value) -> bool:
    """Whether this is what the transformer was fitted on (ends of the range are then reached)."""
    fitted = receiver.state.get("fitted")
    return fitted is value


def _only_transform(call: Call) -> Value:
    data = call.args[0] if call.args else next(iter(call.kwargs.values()), call.unknown("no data"))
    return _transform(call, data, _is_fitted_data(call.receiver, data))


def _inverse(call: Call) -> Value:
    found = conversion.surely_array(call.args[0] if call.args else call.unknown("no data"))
    shape = found.info.shape
    if call.receiver.cls.endswith(("OneHotEncoder", "LabelBinarizer")):
        shape = None
    return ArrayObject(ArrayInfo(shape=shape, predicted=found.info.predicted))


for _cls in (*CHANGES, PIPELINE):
    method(_cls, "fit", "partial_fit")(_fit)
    method(_cls, "fit_transform")(_fit_transform)
    method(_cls, "transform")(_only_transform)
    method(_cls, "inverse_transform")(_inverse)

for _short in ("LabelEncoder", "LabelBinarizer", "MultiLabelBinarizer"):

    @attribute(PREFIX + _short, "classes_")
    def classes(context: HandlerContext, value: LibraryObject, location: Location) -> Value:
        """The classes; as many as the labels have, where that is known."""
        return ArrayObject(ArrayInfo(shape=(_remembered(value),), dtype="object"))


@attribute(PREFIX + "OneHotEncoder", "categories_")
def categories(context: HandlerContext, value: LibraryObject, location: Location) -> Value:
    """The categories of each column."""
    return Unknown("categories of unavailable data", location)


@attribute(PREFIX + "StandardScaler", "mean_")
def scaler_mean(context: HandlerContext, value: LibraryObject, location: Location) -> Value:
    """The means."""
    return _number_of(value, "mean")


@attribute(PREFIX + "StandardScaler", "scale_")
def scaler_scale(context: HandlerContext, value: LibraryObject, location: Location) -> Value:
    """The deviations."""
    return _number_of(value, "std")


def _number_of(value: LibraryObject, kind: str) -> Value:
    fitted = value.state.get("fitted")
    return ArrayObject(lattice.UNKNOWN, derived_from=(kind, fitted) if isinstance(fitted, ArrayObject) else None)


# ---- functions -----------------------------------------------------------------------------------------------------


def _by_function(name: str, cls: str) -> None:
    @function(PREFIX + name)
    def handler(call: Call) -> Value:
        found = conversion.surely_array(call.get("X", 0))
        config = {key: value for key, value in call.kwargs.items() if key != "X"}
        made = LibraryObject(PREFIX + cls, config, call.location)
        return ArrayObject(transformed(made, found.info, True, call.location))


_by_function("scale", "StandardScaler")
_by_function("minmax_scale", "MinMaxScaler")
_by_function("normalize", "Normalizer")
_by_function("maxabs_scale", "MaxAbsScaler")
_by_function("robust_scale", "RobustScaler")


@function(PREFIX + "label_binarize")
def label_binarize(call: Call) -> Value:
    """Integer labels to rows of marks."""
    found = conversion.surely_array(call.get("y", 0))
    known = items(call.get("classes"))
    many = len(known) if known is not None else None
    rows = found.info.shape[0] if found.info.shape else None
    order = found.info.sorted_by_class
    return ArrayObject(
        lattice.labels(
            "one-hot", many, (rows, many), "int64", found.info.split, samples=found.info.samples, sorted_by_class=order
        )
    )


@method("library", "get_params", "set_params", "get_feature_names_out")
def settings(call: Call) -> Value:
    """Settings."""
    return DictValue(call.unknown("settings of an object"))
