"""The plan of a loss function of the program, from the operations that were read of it.

Only functions that mean the same in TensorFlow, keras.backend and keras.ops are taken, with arguments that are known;
whatever else a formula has in it, there is no plan. Keras gives labels and output to a loss as numbers of one type, so
that the type of everything in a formula is known: True and False where it comes from a comparison, else that one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count

from kerasrules.confirming.plan.model_plan import FormulaPlan, FormulaStep, LossPlan, Numbers, Slot
from kerasrules.confirming.plan.post_order import post_order
from kerasrules.model.data import ArrayInfo, Shape
from kerasrules.model.network import Node, Tensor
from kerasrules.model.record import replace
from kerasrules.model.training import InnerLoss, LossForm, LossFormula
from kerasrules.model.unknown import Unknown

_MOST_STEPS = 500

_OF_ONE = frozenset(
    {"abs", "absolute", "exp", "expm1", "identity", "linear", "log", "log1p", "log_sigmoid", "negative", "ones_like"}
    | {"reciprocal", "relu", "rsqrt", "sigmoid", "sign", "softplus", "sqrt", "square", "stop_gradient", "tanh"}
    | {"zeros_like"}
)
_OF_TWO = frozenset(
    {"add", "divide", "divide_no_nan", "maximum", "minimum", "multiply", "pow", "power", "rsub", "squared_difference"}
    | {"subtract", "true_divide", "truediv", "realdiv"}
)
_COMPARING = frozenset({"equal", "greater", "greater_equal", "less", "less_equal", "not_equal"})
_LOGICAL = frozenset({"logical_and", "logical_or", "logical_not"})
_REDUCING = frozenset(
    {"amax", "amin", "logsumexp", "max", "mean", "min", "prod", "reduce_logsumexp", "reduce_max", "reduce_mean"}
    | {"reduce_min", "reduce_prod", "reduce_std", "reduce_sum", "reduce_variance", "std", "sum", "var"}
)
_OPERATORS = {"==": "equal", "!=": "not_equal", ">": "greater", ">=": "greater_equal", "<": "less", "<=": "less_equal"}

PARAMETERS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(_OF_ONE | {"flatten", "logical_not"}, ("x",)),
    **dict.fromkeys(_OF_TWO | _COMPARING | (_LOGICAL - {"logical_not"}), ("x1", "x2")),
    **dict.fromkeys(_REDUCING, ("x", "axis", "keepdims")),
    **dict.fromkeys(("softmax", "log_softmax", "expand_dims", "squeeze"), ("x", "axis")),
    **dict.fromkeys(("clip", "clip_by_value"), ("x", "x_min", "x_max")),
    **dict.fromkeys(("cast", "astype"), ("x", "dtype")),
    "reshape": ("x", "newshape"),
    "where": ("condition", "x1", "x2"),
    "getitem": ("x", "key"),
}
"""The functions that a formula may be made of, with their parameters."""

_OF_AXES = frozenset({"softmax", "log_softmax", "expand_dims", "squeeze", "getitem"})
"""What they do may depend on how many axes there are."""

_OPTIONAL = frozenset({"axis", "keepdims"})
_TYPES: Mapping[str, tuple[type, ...]] = {"axis": (int, tuple, type(None)), "keepdims": (bool,), "newshape": (tuple,)}

_NAMES = {
    **dict.fromkeys(("input_tensor", "tensor", "input", "a", "t", "features", "logits", "value", "data"), "x"),
    **dict.fromkeys(("y", "b"), "x2"),
    **dict.fromkeys(("clip_value_min", "min_value"), "x_min"),
    **dict.fromkeys(("clip_value_max", "max_value"), "x_max"),
    **dict.fromkeys(("reduction_indices", "dim"), "axis"),
    "keep_dims": "keepdims",
    "shape": "newshape",
}
"""Other names of parameters."""

_REDUCTIONS = ("sum", "sum_over_batch_size", "none", None)
_FLOATS, _BOOLEANS = "float", "bool"
_TYPE_OF_A_TENSOR = "the dtype of a tensor"
_OF_ACTIVATION = {"sigmoid": "binary_crossentropy", "softmax": "categorical_crossentropy"}


class _NotRead(Exception):
    """Something in the formula is not known, or means different things in different libraries."""


def plan_formula(formula: LossFormula, labels: Shape | None) -> FormulaPlan | None:
    """The plan; None where a part of the formula was not read, or has no counterpart of surely the same meaning.

    labels: the shape of what fit gives, None where it is unknown.
    """
    try:
        found = _Formula(formula).plan()
        return replace(found, squeezes=_squeezes(formula, found, labels))
    except _NotRead:
        return None


def _squeezes(formula: LossFormula, found: FormulaPlan, labels: Shape | None) -> bool:
    """Whether Keras takes the last axis off the output before a function is called, as labels of maps have none."""
    output = formula.output.shape
    if output is None:
        raise _NotRead
    if output[-1] not in (1, None) or (labels is not None and len(labels) == len(output)):
        return False
    if not formula.is_function:
        raise _NotRead  # a class of losses may get them with two ranks
    if labels is None:
        if len(output) > 2 and any(map(_is_of_axes, found.steps)):
            raise _NotRead  # which axes it is about was not read
        return False
    return len(labels) == len(output) - 1 and len(labels) > 1


def targets_of(found: FormulaPlan, activation: object) -> tuple[str, bool]:
    """The loss of Keras that takes such targets as a formula with none in it, and whether the output is logits.

    activation: of the output.
    """
    on_output = {step.function for step in found.steps if step.args[:1] == (Slot(1),)}
    applied = next((one for one in _OF_ACTIVATION if one in on_output), None)
    if applied is not None:
        return _OF_ACTIVATION[applied], True
    of_head = _OF_ACTIVATION.get(activation) if isinstance(activation, str) else None
    return of_head or "mean_squared_error", False


def _is_of_axes(step: FormulaStep) -> bool:
    if any(isinstance(one, Numbers) for one in step.args):
        return True
    if step.function in _REDUCING:
        return len(step.args) > 1 and step.args[1] is not None
    if step.function == "reshape":
        return step.args[1] != (-1,)
    return step.function in _OF_AXES


class _Formula:
    """Numbers the tensors of a formula: 0 are the labels, 1 is the output, each step makes the next."""

    def __init__(self, formula: LossFormula) -> None:
        self.formula = formula
        self.inner: dict[int, InnerLoss] = {id(one.result): one for one in formula.inner}
        self.numbers: dict[int, int] = {id(formula.labels): 0, id(formula.output): 1}
        self.types: list[str] = [_FLOATS, _FLOATS]
        self.steps: list[FormulaStep] = []
        self.borrows_type = False

    def plan(self) -> FormulaPlan:
        formula = self.formula
        for tensor in self._order():
            self._step(tensor)
        result = self._number(formula.result)
        if not {0, 1} <= self._used() or self.types[result] != _FLOATS:
            raise _NotRead
        if self.borrows_type and _BOOLEANS in self.types:
            raise _NotRead  # whose type that is was not read
        return FormulaPlan(formula.title, tuple(self.steps), result)

    def _order(self) -> list[Tensor]:
        """The tensors that operations make, each behind what it is made of."""
        asked = count(1)

        def left(tensors: Iterable[Tensor]) -> Iterator[Tensor]:
            return (one for one in tensors if id(one) not in self.numbers)

        def feeds(tensor: Tensor) -> Iterator[Tensor]:
            if next(asked) > _MOST_STEPS or any(len(one) != 1 for one in tensor.node.inputs):
                raise _NotRead
            return left(_tensors(_arguments(tensor.node)))

        return post_order(left([self.formula.result]), feeds)

    def _number(self, tensor: Tensor) -> int:
        number = self.numbers.get(id(tensor))
        if number is None:
            raise _NotRead  # it is made of itself
        return number

    def _used(self) -> set[int]:
        return {arg.index for step in self.steps for arg in step.args if isinstance(arg, Slot)}

    def _step(self, tensor: Tensor) -> None:
        step, kind = self._loss(tensor) if id(tensor) in self.inner else self._operation(tensor)
        self.numbers[id(tensor)] = len(self.types)
        self.types.append(kind)
        self.steps.append(step)

    def _loss(self, tensor: Tensor) -> tuple[FormulaStep, str]:
        found = self.inner[id(tensor)]
        loss, args = found.loss, _arguments(tensor.node)[0]
        tensors = tuple(self._operand(one, _FLOATS) for one in args)
        if found.form is LossForm.PARTLY or len(tensors) != 2 or not all(isinstance(one, Slot) for one in tensors):
            raise _NotRead
        if isinstance(loss.from_logits, Unknown) or loss.via is not None:
            raise _NotRead
        config = {name: value for name, value in loss.config.items() if name not in ("from_logits", "name")}
        if found.form is LossForm.ELEMENTWISE:
            config = {}
        if config.pop("dtype", None) is not None or not _is_known(tuple(config.values())):
            raise _NotRead
        if found.form is LossForm.OBJECT and config.get("reduction", "sum_over_batch_size") not in _REDUCTIONS:
            raise _NotRead
        plan = LossPlan(loss.name, loss.from_logits, config, loss.location)
        return FormulaStep(loss.name, tensors, loss=plan, form=found.form), _FLOATS

    def _operation(self, tensor: Tensor) -> tuple[FormulaStep, str]:
        layer = tensor.node.layer
        name = layer.class_name
        if layer.kind != "op" or tensor.index or "library" in layer.config:
            raise _NotRead
        args, kwargs = _arguments(tensor.node)
        if name == "compare":
            name, kwargs = _OPERATORS.get(str(kwargs.get("operator")), ""), {}
        given = _bound(PARAMETERS.get(name, ()), args, kwargs)
        return self._checked(name, given)

    def _checked(self, name: str, given: Mapping[str, object]) -> tuple[FormulaStep, str]:
        """The step, if each argument is of the type that every library takes there."""
        if name == "where":
            condition = self._operand(given["condition"], _BOOLEANS)
            operands = [self._operand(given[one], _FLOATS) for one in ("x1", "x2")]
            return FormulaStep(name, (condition, *operands)), _FLOATS
        kind = _BOOLEANS if name in _LOGICAL else _FLOATS
        if name in ("cast", "astype", "flatten", "reshape", "squeeze", "expand_dims", "getitem", "identity"):
            kind = self._type(given["x"])
        operands = [self._operand(given[one], kind) for one in ("x", "x1", "x2", "x_min", "x_max") if one in given]
        if not any(isinstance(one, Slot) for one in operands):
            raise _NotRead
        if name == "expand_dims" and "axis" not in given:
            raise _NotRead
        rest = [self._setting(one, given[one]) for one in PARAMETERS[name][len(operands) :] if one in given]
        if name in ("cast", "astype"):
            return FormulaStep(name, (*operands, rest[0])), _BOOLEANS if rest[0] == "bool" else _FLOATS
        return FormulaStep(name, (*operands, *rest)), _BOOLEANS if name in _COMPARING else kind

    def _type(self, value: object) -> str:
        return self.types[self._number(value)] if isinstance(value, Tensor) else _FLOATS

    def _operand(self, value: object, kind: str) -> object:
        """A tensor of a type, or a number."""
        if isinstance(value, Tensor):
            number = self._number(value)
            if self.types[number] != kind:
                raise _NotRead
            return Slot(number)
        if kind == _FLOATS and isinstance(value, ArrayInfo) and value.numbers is not None:
            return Numbers(value.numbers)
        if kind == _FLOATS and isinstance(value, (int, float)) and not isinstance(value, bool):
            return value
        raise _NotRead

    def _setting(self, name: str, value: object) -> object:
        """An argument that is no operand."""
        if name == "dtype":
            return self._type_name(value)
        of_type = _TYPES.get(name)
        if not _is_known(value) or (of_type is not None and not isinstance(value, of_type)):
            raise _NotRead
        return value

    def _type_name(self, value: object) -> str:
        if isinstance(value, Unknown) and value.reason == _TYPE_OF_A_TENSOR:
            self.borrows_type = True
            return "float32"
        name = str(getattr(value, "name", value)).rpartition(".")[2]
        if name not in ("float32", "bool"):
            raise _NotRead  # libraries differ in which types they compute with each other
        return name


def _arguments(node: Node) -> tuple[tuple[object, ...], Mapping[str, object]]:
    args, kwargs = node.layer.config.get("args", ()), node.layer.config.get("kwargs", {})
    if not isinstance(args, tuple) or not isinstance(kwargs, Mapping):
        raise _NotRead
    return args, kwargs


def _tensors(value: object) -> Iterator[Tensor]:
    """The tensors in arguments."""
    if isinstance(value, Tensor):
        yield value
    elif isinstance(value, Mapping):
        yield from _tensors(tuple(value.values()))
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from _tensors(item)


def _bound(parameters: Sequence[str], args: Sequence[object], kwargs: Mapping[str, object]) -> Mapping[str, object]:
    """The arguments by the names of the parameters, in their order and without gaps."""
    given = dict(zip(parameters, args, strict=False))
    for name, value in kwargs.items():
        own = name if name in parameters else _NAMES.get(name, name)
        if own == "x" and "x" not in parameters:
            own = "x1"
        if name != "name":
            if own in given:
                raise _NotRead
            given[own] = value
    if not given or len(args) > len(parameters) or not set(given) <= {*parameters}:
        raise _NotRead
    if not {*parameters} - _OPTIONAL <= {*given}:
        raise _NotRead
    if "keepdims" in given:
        given.setdefault("axis", None)
    return given


def _is_known(value: object) -> bool:
    """Whether an argument is made of numbers, names and slices alone."""
    if isinstance(value, (tuple, list)):
        return all(map(_is_known, value))
    if isinstance(value, slice):
        return _is_known((value.start, value.stop, value.step))
    return value is None or value is Ellipsis or isinstance(value, (bool, int, float, str))
