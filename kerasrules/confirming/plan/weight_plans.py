"""The plan of weights that the program's own layers make, and of what is computed of them alone.

Each weight becomes a layer of the plan that holds it, called once; what uses it gets the tensor that this call gives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kerasrules.confirming.plan.model_plan import CallArguments, LayerCall, LayerPlan, Slot, Unbuildable
from kerasrules.confirming.plan.tensor_functions import is_known, unknown_argument
from kerasrules.keras_api.initializers import canonical_initializer
from kerasrules.model.data import ArrayInfo, Shape
from kerasrules.model.locations import Location
from kerasrules.model.network import Layer
from kerasrules.model.own_weights import OwnWeight, WeightOperation, count_of, weights_in
from kerasrules.model.training import KerasObject
from kerasrules.model.unknown import Unknown

_TYPES = frozenset({"float", "float32"})


class OwnWeights:
    """Plans the weights that the operations of a model use."""

    def __init__(
        self,
        layers: list[LayerPlan],
        calls: list[LayerCall],
        notes: list[str],
        number: Callable[[object], int],
        trainable: Mapping[Layer, bool | Unknown],
    ) -> None:
        """layers, calls, notes: of the plan, which are added to. number: of the tensor that something gives."""
        self._layers, self._calls, self._notes = layers, calls, notes
        self._number, self._trainable = number, trainable
        self._made: set[int] = set()
        self._trained: dict[int, bool] = {}

    def tensor(self, given: ArrayInfo, user: Layer) -> int:
        """The number of the tensor that an argument of an operation stands for. Raises `Unbuildable`.

        user: the operation.
        """
        weight = given.weight
        for one in weights_in((given,)):
            self._note_use(one, user)
        assert isinstance(weight, (OwnWeight, WeightOperation))
        return self._planned(weight, given.shape)

    def _planned(self, weight: OwnWeight | WeightOperation, shape: Shape | None) -> int:
        number = self._number(weight)
        if id(weight) in self._made:
            return number
        self._made.add(id(weight))
        if isinstance(weight, OwnWeight):
            self._hold(weight, number)
        else:
            self._compute(weight, number, shape)
        return number

    def _hold(self, weight: OwnWeight, number: int) -> None:
        config = self._config(weight)
        shape = config["shape"]
        assert isinstance(shape, tuple)
        plan = LayerPlan("weight", "Weight", config, weight.location, weight.words)
        self._calls.append(LayerCall(len(self._layers), (), (number,), (shape,), count_of(weight), weight.location))
        self._layers.append(plan)

    def _compute(self, made: WeightOperation, number: int, shape: Shape | None) -> None:
        require_function(made.name, made.kwargs, made.location)
        inputs: list[int] = []

        def filled(value: object) -> object:
            if isinstance(value, ArrayInfo) and isinstance(value.weight, (OwnWeight, WeightOperation)):
                inputs.append(self._planned(value.weight, value.shape))
                return Slot(len(inputs) - 1)
            if isinstance(value, (tuple, list)):
                return type(value)(map(filled, value))
            if isinstance(value, (ArrayInfo, Unknown)):
                what = f"unknown: {value.reason}" if isinstance(value, Unknown) else "an array"
                raise Unbuildable(f"an argument of the function {made.name} is {what}", made.location)
            return value

        args = tuple(map(filled, made.args))
        given = CallArguments(args, {name: filled(value) for name, value in made.kwargs.items()})
        plan = LayerPlan("op", made.name, {}, made.location, f"the function {made.name}")
        place = made.location
        self._calls.append(LayerCall(len(self._layers), tuple(inputs), (number,), (shape,), 0, place, given=given))
        self._layers.append(plan)

    def _note_use(self, weight: OwnWeight, user: Layer) -> None:
        """What an operation tells of a weight: whether it is trained there."""
        if weight.changes:
            raise Unbuildable(f"{weight.words} is set by the program itself", weight.changes[0])
        trained = self._trainable.get(user, True)
        if isinstance(trained, Unknown):
            reason = f"whether {weight.words} is trained is unknown: {trained.reason}"
            raise Unbuildable(reason, trained.location or weight.location)
        if self._trained.setdefault(id(weight), trained) != trained:
            raise Unbuildable(
                f"{weight.words} is used in a layer that is trained and in one that is not", weight.location
            )

    def _config(self, weight: OwnWeight) -> dict[str, object]:
        given = weight.config
        config: dict[str, object] = {"shape": _shape(weight)}
        initializer = _constant(given.get("initializer"))
        known = initializer is None or isinstance(initializer, KerasObject)
        known = known or (isinstance(initializer, str) and canonical_initializer(initializer) is not None)
        if not known or _has_unknown(initializer):
            raise Unbuildable(f"the initializer of {weight.words} is unknown", weight.location)
        if initializer is not None:
            config["initializer"] = initializer
        for name in ("regularizer", "constraint"):
            value = _constant(given.get(name))
            if value is None:
                continue
            if not isinstance(value, (str, KerasObject)) or _has_unknown(value):
                self._notes.append(f"the {name} of {weight.words} is unknown: none was taken")
            else:
                config[name] = value
        dtype = given.get("dtype")
        name = str(getattr(dtype, "name", dtype)).rpartition(".")[2]
        if dtype is not None and not isinstance(dtype, Unknown) and name not in _TYPES:
            raise Unbuildable(f"{weight.words} is of the type {name}", weight.location)
        if not (given.get("trainable", True) and self._trained[id(weight)]):
            config["trainable"] = False
        return config


def require_function(name: str, keywords: object, location: Location) -> None:
    """Raises `Unbuildable` where a function on tensors, or one of its arguments, has no counterpart."""
    if not is_known(name):
        raise Unbuildable(f"the function {name} has no counterpart here", location)
    argument = unknown_argument(name, keywords if isinstance(keywords, Mapping) else ())
    if argument is not None:
        raise Unbuildable(f"{argument} of the function {name} is not rebuilt", location)


def _shape(weight: OwnWeight) -> tuple[int, ...]:
    sizes = weight.shape or ()
    if weight.shape is None or not all(type(size) is int for size in sizes):
        given = weight.config.get("shape")
        parts = given if isinstance(given, (tuple, list)) else (given,)
        unknown = next((part for part in parts if isinstance(part, Unknown)), None)
        why = "" if unknown is None else f": {unknown.reason}"
        raise Unbuildable(f"the shape of {weight.words} is unknown{why}", weight.location)
    return tuple(size for size in sizes if size is not None)


def _constant(value: object) -> object:
    """The value, with a class of Keras as an object of it without arguments."""
    name = getattr(value, "name", None)
    if isinstance(name, str) and name.startswith("keras.") and not isinstance(value, KerasObject):
        return KerasObject(name.rpartition(".")[2], None, {})
    return value


def _has_unknown(value: object) -> bool:
    config = value.config if isinstance(value, KerasObject) else {}
    return any(isinstance(one, (Unknown, ArrayInfo)) for one in config.values())
