"""Outputs bound to their losses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.events import CompileEvent, LossEvent
from kerasrules.interpreter.keras_calls.losses import default_config
from kerasrules.interpreter.keras_calls.model_graph import SyntheticNode, ordered
from kerasrules.interpreter.output_layer import head_of
from kerasrules.interpreter.values import (
    MISSING,
    Bound,
    DictValue,
    Function,
    Instance,
    ListValue,
    LossObject,
    Partial,
    Union,
    Value,
    options,
)
from kerasrules.model.locations import Location
from kerasrules.model.network import Alternatives, Head, Model, Tensor
from kerasrules.model.record import replace
from kerasrules.model.training import Loss, OutputLoss
from kerasrules.model.unknown import Unknown

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


LABELS = Unknown("the labels")
"""Stands for the target while a custom loss is read."""


class LossBuilder:
    """Finds the loss of each output."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx

    def output_losses(self, record: CompileEvent, model: Model | Unknown) -> list[OutputLoss]:
        """The loss of each output of a compiled model."""
        location = record.loss_location or record.location
        if record.loss is None:
            return []
        if isinstance(model, Unknown) or not model.outputs:
            reason = (
                model if isinstance(model, Unknown) else Unknown("the outputs of the model are unknown", model.location)
            )
            losses = self._per_output(record.loss, 1, (None,), location, record.loss_locations)
            return [OutputLoss(reason, self._simple(losses[0][0], losses[0][1]), 0)]
        losses = self._per_output(record.loss, len(model.outputs), model.output_names, location, record.loss_locations)
        output_losses: list[OutputLoss] = []
        for index, alternatives in enumerate(model.outputs):
            value, where = losses[index]
            if value is None:
                continue
            output_losses.extend(self._output_loss(value, where, alternatives, index, model.output_names[index]))
        return output_losses

    def _per_output(
        self,
        value: Value,
        count: int,
        names: tuple[str | None, ...],
        location: Location,
        locations: Mapping[str | int, Location],
    ) -> list[tuple[Value, Location]]:
        """The loss of each output, with where it is written."""
        if isinstance(value, DictValue):
            items = value.items
            if isinstance(items, Unknown):
                return [(items, location)] * count
            if count == 1 and len(items) == 1:
                key = next(iter(items))
                return [(items[key], locations.get(key, location))]
            return [
                (Unknown("an output without a name", location), location)
                if name is None
                else (items.get(name), locations.get(name, location))
                for name in names
            ]
        if isinstance(value, (ListValue, tuple)):
            entries = value if isinstance(value, tuple) else value.items
            if isinstance(entries, tuple) and len(entries) == count:
                return [(entry, locations.get(index, location)) for index, entry in enumerate(entries)]
            return [(Unknown("losses that do not match the outputs", location), location)] * count
        return [(value, location)] * count

    def _simple(self, value: Value, location: Location) -> Loss | Unknown:
        found = (
            self.ctx.losses.value(value, location)
            if not isinstance(value, Union)
            else Unknown("the loss depends on a branch", location)
        )
        if isinstance(found, LossObject):
            return replace(found.loss, location=location)
        return found if isinstance(found, Unknown) else Unknown("a custom loss", location)

    def _output_loss(
        self, value: Value, location: Location, output: Alternatives, index: int, name: str | None
    ) -> list[OutputLoss]:
        ctx = self.ctx
        head = head_of(output)
        if isinstance(value, Union):
            candidates = [ctx.losses.value(option, location) for option in value.options if option is not None]
            if len(candidates) != 1:
                return [OutputLoss(head, Unknown("the loss depends on a branch", location), index, name)]
            value = candidates[0]
        found = ctx.losses.value(value, location)
        if isinstance(found, LossObject):
            return [OutputLoss(head, replace(found.loss, location=location), index, name)]
        if isinstance(found, (Function, Bound, Partial, Instance)):
            return self._custom(found, location, output, index, name, head)
        return [
            OutputLoss(
                head, found if isinstance(found, Unknown) else Unknown("the loss is unknown", location), index, name
            )
        ]

    @staticmethod
    def _formula(
        result: Value,
        output: Tensor,
        location: Location,
        index: int,
        name: str | None,
        title: str | None,
        *,
        of_class: bool,
    ) -> OutputLoss | None:
        """The loss of Keras that a program's own formula computes from the labels and an output.

        of_class: it stands in a class: Keras 3 brings labels and output to one rank for functions alone.
        """
        from kerasrules.interpreter.program_builder.loss_formulas import (
            bare_difference,
            known_loss,
            takes_as_they_are,
        )

        formula, head = known_loss(result, output, LABELS), head_of((output,))
        if formula is None or not _names_head(formula, head):
            return None
        loss = Loss(formula, False, location, formula, default_config(formula), title)
        # what a program multiplies with a logarithm need not be labels: a policy learns from advantages
        direct = formula not in _PROBABILITIES and takes_as_they_are(result, LABELS)
        if of_class:
            loss = replace(loss, bare_difference=bare_difference(result, output, LABELS))
        return OutputLoss(head, loss, index, name, direct=direct)

    def _custom(
        self,
        function: Value,
        location: Location,
        output: Alternatives,
        index: int,
        name: str | None,
        head: Head | Unknown,
    ) -> list[OutputLoss]:
        """A loss function of the program: the losses of Keras that it calls or computes itself, if any.

        Most programs have none, and what reads them is not loaded for these.
        """
        from kerasrules.interpreter.program_builder.own_losses import (
            apart,
            faults_of_loss,
            formula_of,
            read_on_tensors,
        )

        ctx = self.ctx
        calls: list[LossEvent] = []
        computed: list[tuple[Tensor, Value]] = []
        title, at, target = _name(function), SyntheticNode(location), function
        if isinstance(function, Instance):
            method = function.cls.find("call")
            if method is MISSING:
                return [OutputLoss(head, Unknown("a custom loss", location), index, name)]
            target = Bound(method, function)
        with apart(ctx, calls):
            for tensor in output:
                if isinstance(tensor, Tensor):
                    before = len(calls)
                    result = ctx.calls.call(target, Arguments((LABELS, tensor)), at)
                    taken = _in_every_result(calls[before:], result)
                    if calls[before:] and not taken:
                        return [OutputLoss(head, Unknown("the loss depends on a branch", location), index, name)]
                    calls[before:] = taken
                    computed.append((tensor, result))
        of_class = isinstance(function, Instance)
        read = read_on_tensors(ctx, target, output, at)
        lost = faults_of_loss(ctx, read, title, location)
        if lost is not None:
            return [OutputLoss(head, Unknown("a custom loss", location), index, name, lost_gradient=lost)]
        formula = formula_of(read, function, title)
        if not calls and computed:
            found = [
                self._formula(result, tensor, location, index, name, title, of_class=of_class)
                for tensor, result in computed
            ]
            if None not in found:
                return [replace(one, formula=formula) for one in found if one is not None]
        if not calls:
            return [OutputLoss(head, Unknown("a custom loss", location), index, name, formula=formula)]
        return [
            OutputLoss(
                head_of((call.prediction,)),
                replace(call.loss, location=location, via=title),
                index,
                name,
                direct=call.y is LABELS,
                formula=formula,
            )
            for call in calls
        ]


def _in_every_result(calls: list[LossEvent], result: Value) -> list[LossEvent]:
    """The losses that a loss function computes whichever of its branches is taken."""
    results = [option for option in options(result) if isinstance(option, Tensor)]
    if len(results) < 2:
        return calls
    computed = [{node.location for node in ordered([one], set())} for one in results]
    return [call for call in calls if all(call.location in locations for locations in computed)]


def _names_head(formula: str, head: Head | Unknown) -> bool:
    """Whether a formula does with this head what Keras' loss does.

    Keras normalizes the values of a cross-entropy and clips them; a formula that does not is another loss elsewhere.
    """
    if formula not in _PROBABILITIES:
        return True
    return isinstance(head, Head) and head.activation == _PROBABILITIES[formula]


_PROBABILITIES = {"categorical_crossentropy": "softmax", "binary_crossentropy": "sigmoid"}


def _name(function: Value) -> str | None:
    while isinstance(function, (Bound, Partial)):
        function = function.function
    if isinstance(function, Function):
        return function.name
    if isinstance(function, Instance):
        return function.cls.name
    return None
