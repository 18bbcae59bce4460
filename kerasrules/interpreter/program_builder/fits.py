"""Fit calls and the data that reach the model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kerasrules.interpreter import input_flow as reaching_inputs
from kerasrules.interpreter.array_domain import lattice
from kerasrules.interpreter.events import FitEvent
from kerasrules.interpreter.fit_arguments import inputs_and_targets
from kerasrules.interpreter.program_builder.fit_data import as_targets, is_list_of_samples, overlap_of
from kerasrules.interpreter.values import ArrayObject, Dataset, DictValue, ExternalName, ListValue, Union, Value, plain
from kerasrules.model.data import ArrayInfo, DataInfo
from kerasrules.model.network import Model, ReachingInput, Tensor
from kerasrules.model.record import replace
from kerasrules.model.training import Fit, KerasObject
from kerasrules.model.unknown import Unknown

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


class FitBuilder:
    """Makes a `Fit` of each fit call."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx

    def fit(self, call: FitEvent, model: Model | Unknown) -> Fit:
        """One call with the data that it gives, and what of them reaches the model."""
        x, y = inputs_and_targets(call.x, call.y)
        validation_x, validation_y = self._validation(call.validation)
        idle = _is_over(call)
        if idle:  # no batch gets to the model
            x = y = validation_x = validation_y = None
        names = model.output_names if isinstance(model, Model) else ()
        given = tuple(tensor.node.layer.name for tensor in model.inputs) if isinstance(model, Model) else ()
        inputs, validation_inputs = self.arrays(x, given), self.arrays(validation_x, given)
        fit = Fit(
            call.method,
            call.location,
            inputs,
            as_targets(self.arrays(_as_keras_takes(y), names), inputs),
            validation_inputs,
            as_targets(self.arrays(validation_y, names), validation_inputs),
            arguments={key: _argument(value) for key, value in call.arguments.items()},
            argument_locations=call.locations,
            bound_at=call.bound_at,
            order=call.order,
            incomplete=call.incomplete or idle,
            in_loop=call.in_loop,
            targets_are_inputs=x is not None and x is y,
            overlap=overlap_of((call.x, call.y), call.validation),
            lists=tuple(
                name for name, value in (("x", call.x), ("y", call.y)) if is_list_of_samples(value, call.model)
            ),
        )
        if self.ctx.data.given is not None:
            from kerasrules.interpreter.program_builder.given_data import with_given_data

            fit = with_given_data(self.ctx, fit, model)
        if isinstance(model, Model) and not model.custom_train_step:
            # a train_step of the program's own may do anything with the data first
            fit = replace(
                fit,
                reaching_inputs=self.arrivals(model, fit.x),
                validation_reaching_inputs=self.arrivals(model, fit.validation_x),
            )
        return fit

    def arrivals(self, model: Model, x: tuple[ArrayInfo | Unknown, ...]) -> tuple[ReachingInput, ...]:
        """What of the data reaches each first layer with weights."""
        try:
            return reaching_inputs.reaching_inputs(model, x)
        except (ValueError, TypeError, KeyError, IndexError, AttributeError):
            if self.ctx.strict:
                raise
            return ()

    def _validation(self, value: Value) -> tuple[Value, Value]:
        if isinstance(value, (tuple, ListValue)):
            items = value if isinstance(value, tuple) else value.items
            if isinstance(items, tuple) and len(items) >= 2:
                return items[0], items[1]
            if isinstance(items, tuple) and len(items) == 1 and isinstance(items[0], ArrayObject):
                return items[0], None
            return Unknown("unknown validation data"), Unknown("unknown validation data")
        if value is None:
            return None, None
        if isinstance(value, ArrayObject):
            return value, None
        return inputs_and_targets(value, None)

    def arrays(self, value: Value, names: tuple[str | None, ...] = ()) -> tuple[ArrayInfo | Unknown, ...]:
        """The arrays that a value holds, one for each input or output; `names`: those of inputs or outputs."""
        if value is None:
            return ()
        if isinstance(value, Union):
            return _either([self.arrays(option, names) for option in value.options])
        if isinstance(value, ArrayObject):
            if value.is_list and len(names) > 1:
                return (Unknown("a list with an unknown number of arrays"),)
            if value.info.shape and value.info.shape[0] == 0:
                return (Unknown("data that are still to be filled in"),)
            return (value.info,)
        if isinstance(value, Tensor):
            info = reaching_inputs.value_of(value)
            return (info if info is not None else Unknown("a tensor with unknown values"),)
        if isinstance(value, (tuple, ListValue)):
            items = value if isinstance(value, tuple) else value.items
            if isinstance(items, Unknown):
                return (items,)
            if not items or not all(isinstance(item, (ArrayObject, Unknown, Tensor)) for item in items):
                return (Unknown("data in an unsupported form"),)
            return tuple(part for item in items for part in self.arrays(item))
        if isinstance(value, DictValue) and not isinstance(value.items, Unknown):
            if names and all(name in value.items for name in names):
                return tuple(part for name in names for part in self.arrays(value.items[name])[:1])
            if len(value.items) == 1:
                return self.arrays(next(iter(value.items.values())))
            return (Unknown("data passed by name"),)
        if isinstance(value, Unknown):
            return (value,)
        return (Unknown("unknown data"),)


def _is_over(call: FitEvent) -> bool:
    """Whether the first epoch comes after the last one, as in tests that only try what fit sets up."""
    first, last = call.arguments.get("initial_epoch"), call.arguments.get("epochs", 1)
    return type(first) is int and type(last) is int and first >= max(last, 1)


def _as_keras_takes(y: Value) -> Value:
    """Targets as Keras hands them on: a series of pandas as a column."""
    if isinstance(y, ArrayObject) and y.frame and y.info.shape is not None and len(y.info.shape) == 1:
        return ArrayObject(replace(y.info, shape=(*y.info.shape, 1)), frame=True)
    return y


def _either(choices: list[tuple[ArrayInfo | Unknown, ...]]) -> tuple[ArrayInfo | Unknown, ...]:
    """What is known of arrays that are one choice of several."""
    if len({len(choice) for choice in choices}) != 1:
        return (Unknown("data that depend on a branch"),)
    joined: list[ArrayInfo | Unknown] = []
    for column in zip(*choices, strict=True):
        known = [part for part in column if isinstance(part, ArrayInfo)]
        unknown = next((part for part in column if isinstance(part, Unknown)), None)
        joined.append(unknown if unknown is not None else lattice.join_all(known))
    return tuple(joined)


def _argument(value: Value) -> object:
    """An argument of fit as the program's rules see it."""
    if isinstance(value, Dataset):
        return DataInfo(
            value.origin, value.batched, value.repeated, value.cardinality, value.batch_size, value.location
        )
    return _without_names(plain(value))


def _without_names(value: object) -> object:
    """A plain value in which the names of libraries, which are the interpreter's, are unknown."""
    if isinstance(value, ExternalName):
        return Unknown(f"{value.name}, a name of a library")
    if isinstance(value, (tuple, list)):
        return type(value)(map(_without_names, value))
    if isinstance(value, dict):
        return {key: _without_names(item) for key, item in value.items()}
    if isinstance(value, KerasObject):
        return replace(value, config={key: _without_names(item) for key, item in value.config.items()})
    return value
