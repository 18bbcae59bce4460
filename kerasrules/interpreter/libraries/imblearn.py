"""imbalanced-learn: samples that are added or left out to make classes equally frequent."""

from __future__ import annotations

from kerasrules.interpreter.array_domain import conversion, lattice
from kerasrules.interpreter.libraries.registry import Call, function, method
from kerasrules.interpreter.values import ArrayObject, LibraryObject, ListValue, Value
from kerasrules.model.data import ArrayInfo
from kerasrules.model.record import replace

_ADDING = (
    *("over_sampling.SMOTE", "over_sampling.SMOTENC", "over_sampling.SMOTEN", "over_sampling.BorderlineSMOTE"),
    *("over_sampling.SVMSMOTE", "over_sampling.KMeansSMOTE", "over_sampling.ADASYN", "over_sampling.RandomOverSampler"),
    *("combine.SMOTEENN", "combine.SMOTETomek"),
)
_REMOVING = ("under_sampling.RandomUnderSampler", "under_sampling.NearMiss", "under_sampling.TomekLinks")


@function(*(f"imblearn.{name}" for name in (*_ADDING, *_REMOVING)))
def sampler(call: Call) -> Value:
    """An object with its settings."""
    return LibraryObject(call.name, dict(call.kwargs), call.location)


def _resampled(call: Call, info: ArrayInfo) -> ArrayInfo:
    """The facts of more or fewer of the same samples: those that are added lie between those that there are."""
    rest = info.shape[1:] if info.shape else ()
    found = replace(
        lattice.shuffled(info), shape=(None, *rest) if info.shape else None, samples=None, mean=None, std=None
    )
    if call.receiver.cls.removeprefix("imblearn.") in _REMOVING:
        return found
    name = call.receiver.cls.rpartition(".")[2]
    return lattice.with_step(found, "oversample", name, call.location, own_statistics=True)


def _resample(call: Call) -> Value:
    """fit_resample: samples and labels."""
    x, y = (conversion.surely_array(call.get(name, position)) for position, name in enumerate(("X", "y")))
    return ListValue(tuple(ArrayObject(_resampled(call, part.info), frame=part.frame) for part in (x, y)))


for _name in (*_ADDING, *_REMOVING):
    method(f"imblearn.{_name}", "fit_resample", "fit_sample")(_resample)
