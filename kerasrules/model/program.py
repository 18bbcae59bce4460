"""The program that the interpreter recovers from source and that rules, `show` and `confirm` look at.

Every part can be `Unknown`, with the reason and the place; a rule that needs such a part stays silent.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import cached_property

from kerasrules.model.data_files import DataFileUse
from kerasrules.model.data_flow import NamedSplit, RepeatedBatch, RowSwap, SingleTurnLoop
from kerasrules.model.locations import Location
from kerasrules.model.network import (
    Layer,
    LayerInCall,
    Model,
    Node,
)
from kerasrules.model.record import field, record
from kerasrules.model.releases import Releases, Version
from kerasrules.model.saved_run import SavedRun
from kerasrules.model.teaching import TaughtUse
from kerasrules.model.training import (
    DataSplit,
    EstimatorFit,
    Fit,
    GeneratedAndReal,
    LostGradient,
    PairwiseDifference,
    PredictionDecoding,
    SwappedLoss,
    TrainableChange,
    Training,
    TunerObjective,
    WeightLoad,
)
from kerasrules.model.unknown import Unknown


@record(frozen=True, eq=False)
class ApiUse:
    """A name of Keras or TensorFlow that the program uses. kind: "import", "call" or "method" (of a model).

    name: as the program spells it after resolving renamed imports ("keras.utils.np_utils", "predict_classes").
    keywords: names of keyword arguments with their places. guarded: it stands where the program provides for other
    versions: in a branch that a version decides, or where a failure has a fallback.
    """

    kind: str
    name: str
    location: Location
    keywords: Mapping[str, Location] = field(default_factory=dict)
    guarded: bool = False


@record(frozen=True)
class RefusedCall:
    """A call that Keras 3 refuses for its arguments alone, or that Python cannot make.

    name: of what is called. newly: Keras 2 took it. later: it makes the layer, and fails when that is called. by: who
    raises the error. since: the first release that refuses it, where older ones do not.
    """

    name: str
    reason: str
    location: Location
    newly: bool = False
    later: bool = False
    by: str = "Keras 3"
    since: Version = ()


@record(frozen=True, eq=False)
class Program:
    """All that was recovered from one file (with what it reads from its neighbors)."""

    path: str
    models: tuple[Model, ...] = ()
    trainings: tuple[Training, ...] = ()
    nodes: tuple[Node, ...] = ()
    """Every node made anywhere, also in functions that return tensors to code that is not in sight."""
    unknown: tuple[Unknown, ...] = ()
    notices: tuple[Unknown, ...] = ()
    """What the user should hear of: the step budget was reached, …"""
    uncompiled: tuple[tuple[Model, Fit], ...] = ()
    """fit, evaluate and train_on_batch of models that no compile in sight reached before."""
    unknown_calls: frozenset[Location] = frozenset()
    """Calls of what may be unknown, as a method of a model that is either created or loaded."""
    expected_errors: frozenset[Location] = frozenset()
    """Calls where the program is written for an error: in `pytest.raises(…)`, in a `try` that shows one."""
    trainable_changes: tuple[TrainableChange, ...] = ()
    weight_loads: tuple[WeightLoad, ...] = ()
    uses: tuple[ApiUse, ...] = ()
    prediction_decodings: tuple[PredictionDecoding, ...] = ()
    estimator_fits: tuple[EstimatorFit, ...] = ()
    pairwise_differences: tuple[PairwiseDifference, ...] = ()
    generated_and_real: tuple[GeneratedAndReal, ...] = ()
    splits: tuple[DataSplit, ...] = ()
    tuner_objectives: tuple[TunerObjective, ...] = ()
    refused_calls: tuple[RefusedCall, ...] = ()
    lost_gradients: tuple[LostGradient, ...] = ()
    swapped_losses: tuple[SwappedLoss, ...] = ()
    row_swaps: tuple[RowSwap, ...] = ()
    misnamed_splits: tuple[NamedSplit, ...] = ()
    repeated_batches: tuple[RepeatedBatch, ...] = ()
    single_turn_loops: tuple[SingleTurnLoop, ...] = ()
    layers_in_calls: tuple[LayerInCall, ...] = ()
    data_files: tuple[DataFileUse, ...] = ()
    """The data files that it names, read or not."""
    taught: tuple[TaughtUse, ...] = ()
    """What was read as the user says."""
    teaching_problems: tuple[Unknown, ...] = ()
    """Comments about values that cannot be followed."""

    is_incomplete: bool = False
    """Whether parts of the text are missing: blanks of course material, cells that do not parse."""
    is_test: bool = False
    """Whether it is made of tests, which build and train models to see whether code runs."""
    keras_one: bool = False
    """Whether it is written for Keras 1; its calls are then read as that version read them."""
    legacy_keras: bool = False
    """Whether it imports Keras 2 as `tf_keras`."""
    python_two: Location | None = None
    """Where it is written in Python 2."""
    chooses_new_backend: bool = False
    """Whether it sets a backend that came with Keras 3."""
    took_default: bool = False
    """Whether a function that nobody calls was read with the default of a parameter."""
    supposed: bool = False
    """Whether anything in it rests on what the program does not say (`ReadingOptions.supposes`)."""
    saved_run: SavedRun | None = None
    """What a notebook shows of its last run."""
    keras_version: str | None = None
    """"2" or "3" where the user said which one the program is for."""
    requirements: Callable[[], Releases] | None = None
    """Finds out which releases of Keras its repository asks for; asked only where something depends on it."""
    rule_options: Mapping[str, float] = field(default_factory=dict)
    """Options of rules that the user set, as "KR501.max-rate"."""

    @property
    def for_keras_two(self) -> bool:
        """Whether it is for Keras 2 and stays with it."""
        return self.keras_version == "2" or (self.keras_version is None and self.legacy_keras)

    def layer_nodes(self) -> Collection[tuple[Layer, list[Node]]]:
        """Each layer object with all its calls, in the order of first use."""
        return self._calls.items()

    @cached_property
    def _calls(self) -> dict[Layer, list[Node]]:
        calls: dict[Layer, list[Node]] = {}
        for node in self.nodes:
            calls.setdefault(node.layer, []).append(node)
        return calls
