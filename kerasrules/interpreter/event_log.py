"""What the interpreter notes while it runs."""

from __future__ import annotations

import builtins
from collections import Counter
from collections.abc import Iterable, Mapping

from kerasrules.interpreter.events import (
    CompileEvent,
    DecodeEvent,
    FitEvent,
    GradientEvent,
    LossEvent,
    SwapEvent,
    TrainableSet,
    UpdateEvent,
    WeightsLoaded,
)
from kerasrules.interpreter.values import ArrayObject, Class, Value, options
from kerasrules.keras_api import data_format
from kerasrules.keras_api.refused.object_names import REGISTERING
from kerasrules.keras_api.shapes.merging import makes_table
from kerasrules.model.data_flow import NamedSplit, SingleTurnLoop
from kerasrules.model.locations import Location
from kerasrules.model.network import EnclosingCall, Layer, Tensor
from kerasrules.model.program import ApiUse, RefusedCall
from kerasrules.model.training import DataSplit, EstimatorFit, Loss, Metric, PairwiseDifference, TunerObjective
from kerasrules.model.unknown import Unknown

DECODERS = {"argmax": "argmax", "round": "round", "rint": "round", "around": "round", "round_": "round"}
"""Functions that turn predictions into classes, with the kind of decoding that each is."""
_NOT_BOUND_BY_PROGRAMS = frozenset(
    [
        *dir(builtins),
        *("get_ipython", "display", "__file__"),
        *("basestring", "long", "raw_input", "reduce", "unicode", "xrange"),
    ]
)
"""Names that Python, Jupyter and Python 2 provide."""


class EventLog:
    """Events in the order of the program's run."""

    def __init__(self) -> None:
        self.clock = 0
        """Compile, fit, changes of `trainable` and the like are counted."""
        self.compiles: list[CompileEvent] = []
        self.fits: list[FitEvent] = []
        """Those of models that were not compiled before."""
        self.unknown_calls: set[Location] = set()
        """Calls of what may be unknown, such as a method of a model that is created or loaded."""
        self.expected_errors: set[Location] = set()
        """Calls where the program is written for an error."""
        self.losses: list[LossEvent] = []
        """Losses that the program computes itself."""
        self.swapped_losses: list[Loss] = []
        """Cross-entropies of a network's output as targets and data as predictions."""
        self.metric_updates: list[tuple[Metric, Tensor]] = []
        """Metrics that the program updates itself, with the predictions that they get."""
        self.gradients: list[GradientEvent] = []
        self.updates: list[UpdateEvent] = []
        self.model_inputs: dict[EnclosingCall, Value] = {}
        """What each call of a model was given."""
        self.recorded_calls: set[EnclosingCall] = set()
        """Those of them that a gradient tape was around."""
        self.trainable_sets: list[TrainableSet] = []
        self.weights_loaded: list[WeightsLoaded] = []
        self.decodings: list[DecodeEvent] = []
        self.estimator_fits: list[EstimatorFit] = []
        self.pairwise_differences: list[PairwiseDifference] = []
        self.splits: list[DataSplit] = []
        self.tuner_objectives: list[TunerObjective] = []
        self.api_uses: list[ApiUse] = []
        self.libraries: set[str] = set()
        """The packages from outside of the repository that the program imports."""
        self.swaps: list[SwapEvent] = []
        self.made_in_calls: dict[Layer, Class] = {}
        """Layers that `call` of a layer or model of the program made and did not keep, and its class."""
        self.directly_called: set[Class] = set()
        """Classes of layers and models of which the program itself runs `call`, to make a graph of it."""
        self.tokenizers: Counter[Location | None] = Counter()
        """How many tokenizers each call made."""
        self.misnamed_splits: dict[NamedSplit, None] = {}
        self.single_turns: list[SingleTurnLoop] = []
        self.refused_calls: dict[RefusedCall, None] = {}
        """Calls that Keras refuses; those that a `try` around them expects are not noted."""
        self.sets_data_format = False
        """Whether the program chose so far where images have their channels."""
        self.registers_names = False
        """Whether the program gave names to objects of its own so far, which Keras then takes as texts."""
        self.data_format: str | None = "channels_last"
        """Where they have them; None where that is unknown."""
        self.notices: list[Unknown] = []
        self.is_excerpt = False
        """The program uses names that nothing in sight binds: parts of it are missing."""
        self._fitted: list[Value] = []
        """The objects that were fitted; kept, so that each has a unique number."""
        self._fitted_on: list[Value] = []
        """What they were fitted on."""

    def next_order(self) -> int:
        """The position of an event in the program's run."""
        self.clock += 1
        return self.clock

    def note_model_call(self, call: EnclosingCall, given: Value, recorded: bool) -> None:
        """A model called on tensors or data."""
        self.model_inputs[call] = given
        if recorded:
            self.recorded_calls.add(call)

    def note_undefined(self, name: str) -> None:
        """A name that nothing in sight binds."""
        if name not in _NOT_BOUND_BY_PROGRAMS:
            self.is_excerpt = True

    def note_decoding(
        self, kind: str, value: Value, args: tuple[Value, ...], kwargs: Mapping[str, Value], location: Location
    ) -> None:
        """Predictions turned into classes."""
        if not isinstance(value, ArrayObject) or value.info.predictor is None:
            return
        detail: object = None
        if kind == "argmax":
            rest = args if args and args[0] is not value else args[1:]
            axis = kwargs.get("axis", rest[0] if rest else None)
            detail = axis if axis is None or isinstance(axis, int) else Unknown("the axis")
        elif kind in DECODERS:
            rest = args if args and args[0] is not value else args[1:]
            detail = kwargs.get("decimals", rest[0] if rest else None)
        elif args and not isinstance(args[0], ArrayObject):
            detail = args[0]
        shape = value.info.shape
        known = type(detail) is int and shape is not None and -len(shape) <= detail < len(shape)
        size = shape[detail] if known and shape is not None and isinstance(detail, int) else None
        self.decodings.append(
            DecodeEvent(DECODERS.get(kind, kind), detail, location, value.info.predictor, self.next_order(), size)
        )

    def note_difference(self, operator: str, left: Value, right: Value, location: Location) -> None:
        """Predictions that are subtracted from another array, or compared with it."""
        found = [_broadcast(operator, a, b, location) for a in options(left) for b in options(right)]
        known = [one for one in found if one is not None]
        if known and len(known) == len(found):
            self.pairwise_differences.append(known[0])

    def note_fitting(self, class_name: str, method: str, data: Value, owner: Value, location: Location) -> None:
        """A scaler, encoder or layer fitted on data."""
        info = data.info if isinstance(data, ArrayObject) else Unknown("unknown data")
        self._fitted.append(owner)
        self._fitted_on.append(data)
        number = next(index for index, one in enumerate(self._fitted) if one is owner)
        self.estimator_fits.append(EstimatorFit(class_name, method, info, location, self.next_order(), number))

    def note_swap(self, by: str, value: Value, location: Location, indices: int = 1, slices: int = 0) -> None:
        """Items of a list or array swapped one by one."""
        is_array = isinstance(value, ArrayObject) and not value.frame and not value.is_list
        info = value.info if is_array else None
        self.swaps.append(SwapEvent(by, value, info, location, indices, slices))

    def note_split(self, arrays: Iterable[Value], location: Location) -> None:
        """Arrays that are split into samples of training and of a test."""
        whole = [one for one in arrays if isinstance(one, ArrayObject)]
        parts = [
            part.info
            for one in whole
            for part in (one, *(one.state.values() if one.frame else ()))
            if isinstance(part, ArrayObject)
        ]
        fitted = zip(self.estimator_fits, self._fitted_on, strict=True)
        before = tuple(fit for fit, data in fitted if any(data is one for one in whole))
        self.splits.append(DataSplit(tuple(parts), before, location))

    def note_import(self, name: str, location: Location, *, guarded: bool) -> None:
        """Remember an import of Keras or TensorFlow as the program spells it, of others the package alone."""
        self.note_library(name)
        if name.split(".", 1)[0] in ("keras", "tensorflow", "tf_keras", "tensorflow_addons"):
            self.note_use(ApiUse("import", name, location, guarded=guarded))

    def note_library(self, name: str) -> None:
        """Remember the package of a module from outside of the repository."""
        self.libraries.add(name.split(".", 1)[0])

    def note_use(self, use: ApiUse) -> None:
        """A name of Keras or TensorFlow that the program uses."""
        self.api_uses.append(use)
        last = use.name.rpartition(".")[2]
        self.sets_data_format = self.sets_data_format or last in data_format.SETTERS
        self.registers_names = self.registers_names or last in REGISTERING


def _broadcast(operator: str, left: Value, right: Value, location: Location) -> PairwiseDifference | None:
    """Predictions and other values, of which one side surely is a column of several values and the other is flat."""
    if not isinstance(left, ArrayObject) or not isinstance(right, ArrayObject):
        return None
    if left.info.predicted == right.info.predicted:
        return None
    predictions, other = (left, right) if left.info.predicted else (right, left)
    if not makes_table(predictions.info.shape, other.info.shape):
        return None
    by_pandas = predictions.frame or other.frame
    return PairwiseDifference(operator, predictions.info, other.info, location, by_pandas)
