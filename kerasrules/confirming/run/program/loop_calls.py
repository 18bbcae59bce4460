"""The calls that a training loop of the program's own is made of: of a model, of a loss, and of an optimizer.

Each step of such a loop calls a model, compares what it gives with targets, and applies gradients. Which model, and
which targets, is told by what is passed from one call to the next.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from types import FrameType, SimpleNamespace
from typing import Any

from kerasrules.confirming.plan.compiled_loss import compiled_loss
from kerasrules.confirming.run.program.array_structures import leaves
from kerasrules.confirming.run.program.captured_calls import WantedCalls
from kerasrules.model.locations import Location, Position
from kerasrules.model.record import record
from kerasrules.model.training import Loss

_NOWHERE = Location("", Position(1, 1), Position(1, 1))
MOST_KEPT = 8
"""Calls of models and losses that are remembered until the next step."""
TORCH_LOSSES = {
    "cross_entropy": ("sparse_categorical_crossentropy", True),
    "nll_loss": ("sparse_categorical_crossentropy", True),
    "binary_cross_entropy": ("binary_crossentropy", False),
    "binary_cross_entropy_with_logits": ("binary_crossentropy", True),
    "mse_loss": ("mean_squared_error", False),
    "l1_loss": ("mean_absolute_error", False),
    "smooth_l1_loss": ("huber", False),
    "huber_loss": ("huber", False),
}
TENSORFLOW_LOSSES = {
    "softmax_cross_entropy_with_logits": ("categorical_crossentropy", True),
    "sparse_softmax_cross_entropy_with_logits": ("sparse_categorical_crossentropy", True),
    "sigmoid_cross_entropy_with_logits": ("binary_crossentropy", True),
}
"""What these functions of the backends are called in Keras, and whether they take logits."""


@record(frozen=True, eq=False)
class ModelCall:
    """A model that was called by the program itself, and not by another model."""

    model: Any
    arguments: tuple[Any, ...]
    outputs: list[Any]
    line: int
    there: dict[str, Any]
    """The variables of the place that it was called from, as they were."""


@record(frozen=True, eq=False)
class LossCall:
    """Targets that were compared with an output. loss: what did so. wanted: in the loop in question."""

    loss: Any
    targets: Any
    output: Any
    wanted: bool


@record(frozen=True, eq=False)
class LoopStep:
    """A step of an optimizer, with the call of the model that it trains and, by output, the targets and the loss.

    symbolic: it is only traced; the values are not there. wanted: the loop is the one in question.
    """

    optimizer: Any
    call: ModelCall
    targets: dict[int, tuple[Any, Any]]
    symbolic: bool
    wanted: bool


class LoopCalls:
    """Notes the calls, and tells of each step of an optimizer before it is made."""

    def __init__(
        self,
        wanted: WantedCalls,
        on_step: Callable[[LoopStep], None],
        on_stateless: Callable[[], None],
        is_busy: Callable[[], bool],
    ) -> None:
        """on_stateless: told of a step that changes no model but gives new values.

        is_busy: whether Keras' own methods train at the moment, whose steps are theirs.
        """
        self._wanted, self._on_step, self._on_stateless, self._is_busy = wanted, on_step, on_stateless, is_busy
        self._models: list[ModelCall] = []
        self._losses: list[LossCall] = []
        self._depth = 0
        self.paused = False
        """Calls of our own do not count."""

    def patch(self, keras: Any) -> None:
        """Watch this Keras, for good, and its backend."""
        self._watch_models(keras)
        self._watch_method(keras.losses.Loss, "__call__")
        for name in dir(keras.losses):
            function = getattr(keras.losses, name)
            if name.islower() and callable(function) and name not in ("get", "serialize", "deserialize"):
                self._watch_function(keras.losses, name)
        self._watch_optimizer(keras)
        if hasattr(keras.optimizers.Optimizer, "stateless_apply"):
            self._watch_stateless(keras.optimizers.Optimizer)
        backend = keras.backend.backend() if hasattr(keras, "backend") and keras.__name__ == "keras" else "tensorflow"
        if backend == "torch":
            self._watch_torch()
        elif backend == "tensorflow":
            import tensorflow as tf

            for name in TENSORFLOW_LOSSES:
                self._watch_function(tf.nn, name)

    def forget(self) -> None:
        """Begin anew."""
        self._models.clear()
        self._losses.clear()

    @property
    def _is_off(self) -> bool:
        return self.paused or self._is_busy()

    # --- what is watched ---

    def _watch_models(self, keras: Any) -> None:
        own, calls = keras.Model.__call__, self

        def call(model: Any, *args: Any, **kwargs: Any) -> Any:
            if calls._is_off or calls._depth:
                return own(model, *args, **kwargs)
            frame = sys._getframe(1)
            line, there = frame.f_lineno, dict(frame.f_locals)
            calls._depth += 1
            try:
                found = own(model, *args, **kwargs)
            finally:
                calls._depth -= 1
            _keep(calls._models, ModelCall(model, args, leaves(found), line, there))
            return found

        keras.Model.__call__ = call

    def _watch_method(self, owner: Any, name: str) -> None:
        own, calls = getattr(owner, name), self

        def compare(loss: Any, y_true: Any, y_pred: Any, *args: Any, **kwargs: Any) -> Any:
            calls._compared(loss, y_true, y_pred, sys._getframe(1))
            return calls._within(own, loss, y_true, y_pred, *args, **kwargs)

        setattr(owner, name, compare)

    def _watch_function(self, owner: Any, name: str, *, output_first: bool = False) -> None:
        own, calls = getattr(owner, name), self

        def compare(*args: Any, **kwargs: Any) -> Any:
            named = {**dict(zip(("first", "second"), args[:2], strict=False)), **kwargs}
            first = next((named[key] for key in ("first", "y_true", "labels", "input") if key in named), None)
            second = next((named[key] for key in ("second", "y_pred", "logits", "target") if key in named), None)
            output, targets = (first, second) if output_first else (second, first)
            calls._compared(own, targets, output, sys._getframe(1))
            return calls._within(own, *args, **kwargs)

        compare.__name__ = getattr(own, "__name__", name)
        compare.__module__ = getattr(own, "__module__", "")
        setattr(owner, name, compare)

    def _watch_optimizer(self, keras: Any) -> None:
        owner, calls = keras.optimizers.Optimizer, self
        name = "apply" if hasattr(owner, "apply") else "apply_gradients"
        own = getattr(owner, name)

        def apply(optimizer: Any, grads: Any, *args: Any, **kwargs: Any) -> Any:
            if not calls._is_off:
                if name == "apply":
                    given = args[0] if args else kwargs.get("trainable_variables")
                else:
                    grads = list(grads)
                    given = [variable for _, variable in grads]
                calls._stepping(optimizer, given, sys._getframe(1))
            return own(optimizer, grads, *args, **kwargs)

        setattr(owner, name, apply)

    def _watch_stateless(self, owner: Any) -> None:
        own, calls = owner.stateless_apply, self

        def stateless_apply(optimizer: Any, *args: Any, **kwargs: Any) -> Any:
            if not calls._is_off:
                calls._on_stateless()
            return own(optimizer, *args, **kwargs)

        owner.stateless_apply = stateless_apply

    def _watch_torch(self) -> None:
        torch, optimizers = map(import_module, ("torch", "torch.optim.optimizer"))
        for name in TORCH_LOSSES:
            self._watch_function(torch.nn.functional, name, output_first=True)

        def stepping(optimizer: Any, args: Any, kwargs: Any) -> None:
            if not self._is_off:
                given = [parameter for group in optimizer.param_groups for parameter in group["params"]]
                self._stepping(optimizer, given, sys._getframe(2))

        optimizers.register_optimizer_step_pre_hook(stepping)

    # --- what is noted ---

    def _within(self, own: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        self._depth += 1
        try:
            return own(*args, **kwargs)
        finally:
            self._depth -= 1

    def _compared(self, loss: Any, targets: Any, output: Any, frame: FrameType | None) -> None:
        if not (self._is_off or self._depth):
            _keep(self._losses, LossCall(loss, targets, output, self._wanted.has(frame)))

    def _stepping(self, optimizer: Any, given: Iterable[Any] | None, frame: FrameType | None) -> None:
        ids = None if given is None else {id(variable) for variable in given}
        call = next((one for one in reversed(self._models) if _trains(one.model, ids)), None)
        losses = self._losses[:]
        self._losses.clear()
        if call is None:
            return
        self._models.remove(call)
        symbolic = not all(map(_has_values, [*leaves(call.arguments), *call.outputs]))
        wanted = self._wanted.has(frame) or any(one.wanted for one in losses)
        self._on_step(LoopStep(optimizer, call, dict(_compared(call, losses)), symbolic, wanted))


def named_loss(loss: Any) -> tuple[str | None, bool]:
    """Keras' name of what compares targets with outputs, and whether it takes logits; None for the program's own."""
    known = {**TORCH_LOSSES, **TENSORFLOW_LOSSES}.get(getattr(loss, "__name__", ""))
    if known is not None:
        return known
    found = compiled_loss(SimpleNamespace(loss=loss), 0, _NOWHERE)
    return (found.name, found.from_logits is True) if isinstance(found, Loss) else (None, False)


def _keep(kept: list[Any], one: Any) -> None:
    kept.append(one)
    del kept[:-MOST_KEPT]


def _trains(model: Any, given: set[int] | None) -> bool:
    """Whether gradients of these variables train the model; None stands for those that the optimizer knows."""
    variables = model.trainable_variables
    own = {id(variable) for variable in variables} | {id(getattr(variable, "value", None)) for variable in variables}
    return given is None or bool(own & given)


def _compared(call: ModelCall, losses: Sequence[LossCall]) -> Iterable[tuple[int, tuple[Any, Any]]]:
    """By output of the model the targets that it was compared with."""
    for loss in losses:
        for number, output in enumerate(call.outputs):
            if loss.output is output or (len(call.outputs) == 1 and _same_rows(loss.output, output)):
                yield number, (loss.targets, loss.loss)


def _same_rows(one: Any, other: Any) -> bool:
    """Whether something was made of an output sample by sample, such as by taking an axis away."""
    try:
        return int(_size(one)) == int(_size(other))
    except (TypeError, ValueError):
        return False


def _size(value: Any) -> int:
    """The number of elements. Raises TypeError where it is unknown."""
    size = 1
    for length in value.shape:
        size *= length
    return size


def _has_values(value: Any) -> bool:
    """Whether it is no symbol of a graph."""
    return not hasattr(value, "op") or hasattr(value, "numpy")
