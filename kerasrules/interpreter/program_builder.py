"""What the interpreter noted, put together as a `Program`."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from kerasrules.interpreter import input_flow as reaching_inputs
from kerasrules.interpreter.context import BudgetExceeded
from kerasrules.interpreter.events import CompileEvent, FitEvent, LossEvent
from kerasrules.interpreter.keras_calls.models import _At, ordered
from kerasrules.interpreter.keras_calls.training import Training as Trainings
from kerasrules.interpreter.output_layer import head_of
from kerasrules.interpreter.scopes import MISSING
from kerasrules.interpreter.values import (
    ArrayObject,
    Bound,
    Dataset,
    DictValue,
    ExternalName,
    Function,
    Instance,
    KerasModel,
    ListValue,
    LoopItems,
    LossObject,
    MetricObject,
    OptimizerObject,
    Partial,
    Union,
    Value,
    options,
    plain,
)
from kerasrules.keras_api import metrics
from kerasrules.model.data import ArrayInfo, DataInfo
from kerasrules.model.locations import Location
from kerasrules.model.network import Alternatives, Head, Layer, Model, Node, ReachingInput, SummaryRow, Tensor
from kerasrules.model.program import Program
from kerasrules.model.training import (
    Fit,
    Loss,
    Metric,
    Optimizer,
    OutputLoss,
    PredictionDecoding,
    TrainableChange,
    Training,
)
from kerasrules.model.unknown import Unknown

_Part = TypeVar("_Part")
LABELS = Unknown("the labels")
"""Stands for the target while a custom loss is read."""


class ProgramBuilder:
    """Makes models and trainings of what `reader` noted."""

    def __init__(self, reader: Trainings) -> None:
        self.reader = reader
        self.made: dict[tuple[KerasModel, object], Model] = {}

    def program(self) -> Program:
        """The whole program."""
        reader = self.reader
        trainings: list[Training] = []
        for record in reader.compiled:
            trainings.extend(self._bounded(lambda record=record: self._training(record)))  # type: ignore[misc]
        models = [
            made
            for model in list(reader.models)
            for made in self._bounded(lambda model=model: [self.model(model)])  # type: ignore[misc]
        ]
        trainings.extend(self._bounded(self._loops))
        uncompiled, changes = self._bounded(self._uncompiled), self._bounded(self._changes)
        return Program(
            path=reader.source.path,
            models=tuple(models),
            trainings=tuple(trainings),
            nodes=tuple(reader.nodes),
            unknown=tuple(reader.unknown),
            notices=tuple(reader.notices),
            uncompiled=tuple(uncompiled),
            trainable_changes=tuple(changes),
            uses=tuple(reader.uses),
            prediction_decodings=tuple(self._decodings()),
            estimator_fits=tuple(reader.estimator_fits),
        )

    def _bounded(self, make: Callable[[], list[_Part]]) -> list[_Part]:
        """A part of the program; one that takes too much work is left out, with a notice."""
        try:
            return make()
        except (BudgetExceeded, RecursionError):
            if not self.reader.notices:
                self.reader.notices.append(Unknown("a model is too large to follow; the rest is checked"))
            return []

    def _uncompiled(self) -> list[tuple[Model, Fit]]:
        """fit calls that no compile precedes, of models whose whole life until then is in sight."""
        found: list[tuple[Model, Fit]] = []
        for call in self.reader.fits:
            model = call.model
            if isinstance(model, KerasModel) and model.form != "unknown" and call.in_sight:
                made = self.model(model)
                found.append((made, self._fit(call, made)))
        return found

    def _changes(self) -> list[TrainableChange]:
        return [
            TrainableChange(
                change.location,
                change.value,
                frozenset(self.reader.layers_of(change.owner)),
                change.order,
                bool(getattr(change.owner, "part", False)),
            )
            for change in self.reader.changes
        ]

    def _decodings(self) -> list[PredictionDecoding]:
        return [
            PredictionDecoding(
                one.kind,
                one.detail,
                one.location,
                self.model(one.model) if isinstance(one.model, KerasModel) else Unknown("the model", one.location),
                one.order,
                one.size,
            )
            for one in self.reader.decoded
        ]

    # ---- models ----

    def model(self, model: KerasModel, layers: object = None) -> Model:
        """The program's model for one that was made; `layers` as they were when it was compiled."""
        if layers is not None and model.form == "sequential" and layers is not model.state.get("layers"):
            current = model.state.get("layers")
            model.state["layers"] = layers
            try:
                return self.model(model)
            finally:
                model.state["layers"] = current
        key = (model, id(model.state.get("layers")))
        found = self.made.get(key)
        if found is None:
            found = self.made[key] = self._model(model)
        return found

    def _model(self, model: KerasModel) -> Model:
        reader = self.reader
        inputs, outputs = reader.ends(model)
        flat_in = list(reader.tensors_in(inputs))
        names, flat_out = self._outputs(outputs)
        tensors = [tensor for alternatives in flat_out for tensor in alternatives if isinstance(tensor, Tensor)]
        nodes = ordered(tensors, set(flat_in))
        unknown = tuple(part for alternatives in flat_out for part in alternatives if isinstance(part, Unknown))
        opaque = tuple(
            Unknown(f"{node.layer.class_name} could not be read", node.location)
            for node in nodes
            if node.layer.kind in ("unknown", "custom", "loop")
        )
        missing = () if flat_out else (Unknown("the outputs of the model are not known", model.location),)
        custom_step = custom_loss = False
        if model.instance is not None:
            custom_step = reader.find_in_class(model.instance.cls, "train_step") is not MISSING
            custom_step = custom_step and not model.state.get("%standard_loss")
            custom_loss = reader.find_in_class(model.instance.cls, "compute_loss") is not MISSING
        return Model(
            kind={"unknown": "functional"}.get(model.form, model.form),
            class_name=model.class_name,
            name=model.name,
            location=model.location,
            inputs=tuple(flat_in),
            outputs=tuple(flat_out),
            output_names=tuple(names),
            nodes=tuple(nodes),
            layers=rows(nodes),
            custom_train_step=custom_step,
            custom_compute_loss=custom_loss,
            complete=not (unknown or opaque or missing),
            unknown=(*missing, *unknown, *opaque),
            reused=bool(model.state.get("%reused")) or self._extended(model, tensors),
        )

    @staticmethod
    def _extended(model: KerasModel, outputs: list[Tensor]) -> bool:
        """Whether more layers were put on the model's outputs."""
        return model.form != "subclass" and any(
            any(tensor in alternatives for alternatives in consumer.inputs) and consumer.layer.kind != "escape"
            for tensor in outputs
            for consumer in tensor.node.consumers
        )

    def _outputs(self, value: Value) -> tuple[list[str | None], list[Alternatives]]:
        """Each output with the name that compile's dicts may use for it."""
        if isinstance(value, DictValue) and not isinstance(value.items, Unknown):
            pairs = [(str(key), item) for key, item in value.items.items()]
        elif isinstance(value, (ListValue, tuple)):
            items = self.reader._flat(value)
            pairs = [("", item) for item in items]
        elif isinstance(value, Union) and all(isinstance(option, (tuple, ListValue)) for option in value.options):
            columns = [self.reader._flat(option) for option in value.options]
            if len({len(column) for column in columns}) == 1:
                pairs = [("", self.reader.join(tuple(parts))) for parts in zip(*columns, strict=False)]
            else:
                pairs = [("", Unknown("outputs that depend on a branch"))]
        else:
            pairs = [] if value is None else [("", value)]
        names: list[str | None] = []
        outputs: list[Alternatives] = []
        for name, item in pairs:
            alternatives: Alternatives = tuple(
                option if isinstance(option, (Tensor, Unknown)) else Unknown("an output that is not a tensor")
                for option in options(item)
            )
            first = alternatives[0]
            own = first.node.layer.name if isinstance(first, Tensor) else None
            names.append(name or own)
            outputs.append(alternatives)
        return names, outputs

    # ---- trainings ----

    def _training(self, record: CompileEvent) -> list[Training]:
        """One training for each model that the compiled object may be."""
        made: list[Training] = []
        for option in options(record.model):
            if isinstance(option, Instance):
                option = option.state.get("%model", option)
            model: Model | Unknown
            if isinstance(option, KerasModel):
                model = self.model(option, record.layers)
            else:
                model = (
                    option if isinstance(option, Unknown) else Unknown("what is compiled is not known", record.location)
                )
            made.append(self._one_training(record, option, model))
        return made

    def _one_training(self, record: CompileEvent, value: Value, model: Model | Unknown) -> Training:
        optimizer: Value = None
        found = [
            self.reader.optimizer_value(one, record.optimizer_location or record.location)
            for one in options(record.optimizer)
        ]
        optimizer = found[0] if len(found) == 1 else Unknown("the optimizer depends on a branch", record.location)
        known_optimizer: Optimizer | Unknown | None
        if isinstance(optimizer, OptimizerObject):
            known_optimizer = optimizer.optimizer
        else:
            known_optimizer = optimizer
        output_losses = self._output_losses(record, model)
        fits = tuple(self._fit(call, model) for call in record.fits)
        escapes = isinstance(value, KerasModel) and bool(
            value.state.get("%escaped") or (value.instance is not None and value.instance.state.get("%escaped"))
        )
        unknown = tuple(part for pair in output_losses for part in (pair.head, pair.loss) if isinstance(part, Unknown))
        return Training(
            location=record.location,
            model=model,
            output_losses=tuple(output_losses),
            metrics=tuple(
                self._metrics(
                    record.metrics,
                    record.metrics_location or record.location,
                    model.output_names if isinstance(model, Model) else (),
                )
            ),
            optimizer=known_optimizer,
            fits=fits,
            escapes=escapes,
            unknown=unknown,
            order=record.order,
            trainable=record.trainable,
            arguments=record.locations,
        )

    def _output_losses(self, record: CompileEvent, model: Model | Unknown) -> list[OutputLoss]:
        location = record.loss_location or record.location
        if record.loss is None:
            return []
        if isinstance(model, Unknown) or not model.outputs:
            reason = (
                model
                if isinstance(model, Unknown)
                else Unknown("the outputs of the model are not known", model.location)
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
            self.reader.loss_value(value, location)
            if not isinstance(value, Union)
            else Unknown("the loss depends on a branch", location)
        )
        if isinstance(found, LossObject):
            return replace(found.loss, location=location)
        return found if isinstance(found, Unknown) else Unknown("a loss of the program's own", location)

    def _output_loss(
        self, value: Value, location: Location, output: Alternatives, index: int, name: str | None
    ) -> list[OutputLoss]:
        head = head_of(output)
        if isinstance(value, Union):
            candidates = [self.reader.loss_value(option, location) for option in value.options if option is not None]
            if len(candidates) != 1:
                return [OutputLoss(head, Unknown("the loss depends on a branch", location), index, name)]
            value = candidates[0]
        found = self.reader.loss_value(value, location)
        if isinstance(found, LossObject):
            return [OutputLoss(head, replace(found.loss, location=location), index, name)]
        if isinstance(found, (Function, Bound, Partial, Instance)):
            return self._custom(found, location, output, index, name, head)
        return [
            OutputLoss(
                head, found if isinstance(found, Unknown) else Unknown("the loss is not known", location), index, name
            )
        ]

    def _custom(
        self,
        function: Value,
        location: Location,
        output: Alternatives,
        index: int,
        name: str | None,
        head: Head | Unknown,
    ) -> list[OutputLoss]:
        """A loss function of the program: the losses of Keras that it computes on the prediction, if any."""
        calls: list[LossEvent] = []
        reader = self.reader
        outer, outer_nodes = reader.loss_sink, len(reader.nodes)
        reader.loss_sink = calls
        title = _name(function)
        try:
            target = function
            if isinstance(function, Instance):
                method = reader.find_in_class(function.cls, "call")
                if method is MISSING:
                    return [OutputLoss(head, Unknown("a loss of the program's own", location), index, name)]
                target = Bound(method, function)
            for tensor in output:
                if isinstance(tensor, Tensor):
                    reader.call(target, (LABELS, tensor), {}, _At(location))
        finally:
            reader.loss_sink = outer
            # what the loss computes is not part of the network
            for node in reader.nodes[outer_nodes:]:
                for alternatives in node.inputs:
                    for tensor in alternatives:
                        if isinstance(tensor, Tensor) and node in tensor.node.consumers:
                            tensor.node.consumers.remove(node)
            del reader.nodes[outer_nodes:]
        if not calls:
            return [OutputLoss(head, Unknown("a loss of the program's own", location), index, name)]
        return [
            OutputLoss(
                head_of((call.prediction,)),
                replace(call.loss, location=location, via=title),
                index,
                name,
                direct=call.y is LABELS,
            )
            for call in calls
        ]

    def _metrics_by_output(
        self, value: DictValue, location: Location, names: tuple[str | None, ...]
    ) -> list[Metric | Unknown]:
        if isinstance(value.items, Unknown):
            return [value.items]
        locations = self.reader._entry_locations(value)
        return [
            replace(metric, output=names.index(key)) if isinstance(metric, Metric) and key in names else metric
            for key, item in value.items.items()
            for metric in self._metrics(item, locations.get(key, location))
        ]

    def _metrics(self, value: Value, location: Location, names: tuple[str | None, ...] = ()) -> list[Metric | Unknown]:
        if value is None:
            return []
        if isinstance(value, (ListValue, tuple)):
            items = value if isinstance(value, tuple) else value.items
            if isinstance(items, Unknown):
                return [items]
            locations = self.reader._entry_locations(value) if len(items) < 100 else {}
            return [
                metric
                for index, item in enumerate(items)
                for metric in self._metrics(item, locations.get(index, location))
            ]
        if isinstance(value, DictValue):
            return self._metrics_by_output(value, location, names)
        if isinstance(value, str):
            known = metrics.canonical_metric(value)
            known_metric = Metric(known, location, spelling=value) if known is not None else None
            return [known_metric or Unknown(f"the metric {value!r}", location)]
        if isinstance(value, MetricObject):
            return [value.metric]
        if isinstance(value, ExternalName):
            known = metrics.canonical_metric(value.name.rpartition(".")[2])
            return [Metric(known, location) if known is not None else Unknown(f"the metric {value.name}", location)]
        return [Unknown("a metric that is not known", location)]

    # ---- data ----

    def _fit(self, call: FitEvent, model: Model | Unknown) -> Fit:
        x, y = self._split(call.x, call.y)
        validation_x, validation_y = self._validation(call.validation)
        names = model.output_names if isinstance(model, Model) else ()
        fit = Fit(
            call.method,
            call.location,
            self._arrays(x),
            self._arrays(y, names),
            self._arrays(validation_x),
            self._arrays(validation_y, names),
            arguments={key: _argument(value) for key, value in call.arguments.items()},
            argument_locations=call.locations,
            order=call.order,
            validates_on_training_data=same_data((call.x, call.y), call.validation),
            lists=tuple(
                name for name, value in (("x", call.x), ("y", call.y)) if is_list_of_samples(value, call.model)
            ),
        )
        if isinstance(model, Model) and not model.custom_train_step:
            # a train_step of the program's own may do anything with the data first
            fit = replace(
                fit,
                reaching_inputs=self._arrivals(model, fit.x),
                validation_reaching_inputs=self._arrivals(model, fit.validation_x),
            )
        return fit

    def _arrivals(self, model: Model, x: tuple[ArrayInfo | Unknown, ...]) -> tuple[ReachingInput, ...]:
        try:
            return reaching_inputs.reaching_inputs(model, x)
        except (ValueError, TypeError, KeyError, IndexError, AttributeError):
            if self.reader.strict:
                raise
            return ()

    def _split(self, x: Value, y: Value) -> tuple[Value, Value]:
        """A data set yields (x, y) or (x, y, weights)."""
        if isinstance(x, Union):
            parts = [self._split(option, y) for option in x.options]
            return self.reader.join(tuple(a for a, _ in parts)), self.reader.join(tuple(b for _, b in parts))
        if isinstance(x, Dataset):
            element = x.element
            if isinstance(element, ListValue) and isinstance(element.items, tuple):
                element = element.items
            if isinstance(element, tuple) and len(element) in (2, 3):
                return element[0], element[1]
            if isinstance(element, tuple) and len(element) == 1:
                return element[0], None
            if isinstance(element, Union):
                return Unknown("data that depend on a branch"), Unknown("data that depend on a branch")
            return element, (element if isinstance(element, Unknown) else None)
        return x, y

    def _validation(self, value: Value) -> tuple[Value, Value]:
        if isinstance(value, (tuple, ListValue)):
            items = value if isinstance(value, tuple) else value.items
            if isinstance(items, tuple) and len(items) >= 2:
                return items[0], items[1]
            return Unknown("validation data that are not known"), Unknown("validation data that are not known")
        if value is None:
            return None, None
        if isinstance(value, ArrayObject):
            return value, None
        return self._split(value, None)

    def _arrays(self, value: Value, names: tuple[str | None, ...] = ()) -> tuple[ArrayInfo | Unknown, ...]:
        if value is None:
            return ()
        if isinstance(value, ArrayObject):
            return (value.info,)
        if isinstance(value, Tensor):
            info = reaching_inputs.value_of(value)
            return (info if info is not None else Unknown("a tensor whose values are not known"),)
        if isinstance(value, (tuple, ListValue)):
            items = value if isinstance(value, tuple) else value.items
            if isinstance(items, Unknown):
                return (items,)
            if not items or not all(isinstance(item, (ArrayObject, Unknown, Tensor)) for item in items):
                return (Unknown("data in a form that is not read"),)
            return tuple(part for item in items for part in self._arrays(item))
        if isinstance(value, DictValue) and not isinstance(value.items, Unknown):
            if names and all(name in value.items for name in names):
                return tuple(part for name in names for part in self._arrays(value.items[name])[:1])
            if len(value.items) == 1:
                return self._arrays(next(iter(value.items.values())))
            return (Unknown("data by name"),)
        if isinstance(value, Unknown):
            return (value,)
        return (Unknown("data that are not known"),)

    def _loops(self) -> list[Training]:
        """Losses that a custom loop computes."""
        trainings: list[Training] = []
        for call in self.reader.loss_calls:
            head = head_of((call.prediction,))
            model = self._owner(call.prediction)
            y = self._arrays(call.y) if isinstance(call.y, ArrayObject) else ()
            sources = [node.array for node in ordered([call.prediction], set()) if node.array is not None]
            fit = Fit("loop", call.location, tuple(sources), y)
            if isinstance(model, Model):
                fit = replace(fit, reaching_inputs=reaching_inputs.arrivals_of_tensor(call.prediction))
            trainings.append(
                Training(
                    call.location,
                    model,
                    (OutputLoss(head, call.loss, direct=isinstance(call.y, ArrayObject)),),
                    fits=(fit,),
                    custom_loop=True,
                )
            )
        return trainings

    def _owner(self, tensor: Tensor) -> Model | Unknown:
        """The model that a prediction came out of."""
        if tensor.node.call_path:
            owner = tensor.node.call_path[0]
            for (model, _), made in self.made.items():
                if model.class_name == owner.class_name and model.name == owner.name:
                    return made
        return Unknown("the model of the custom loop is not known", tensor.node.location)


def rows(nodes: list[Node]) -> tuple[SummaryRow, ...]:
    """The rows of `model.summary()`: each layer once, what is inside nested models and custom layers as one row."""
    found: list[SummaryRow] = []
    seen: set[object] = set()
    groups: dict[object, list[Node]] = {}
    # data that a layer makes or is given are no part of the table
    nodes = [node for node in nodes if node.array is None or node.layer.class_name != "data"]
    for node in nodes:
        groups.setdefault(_row_of(node), []).append(node)
    for node in nodes:
        key = _row_of(node)
        if key in seen:
            continue
        seen.add(key)
        members = groups[key]
        last = members[-1]
        shape = last.outputs[0].shape if last.outputs else None
        if node.call_path:
            owner = node.call_path[0]
            layers = {member.layer: member.parameters for member in members}
            known = list(layers.values())
            total = sum(p for p in known if p is not None) if all(p is not None for p in known) else None
            found.append(SummaryRow(owner.class_name, owner.name, owner.location, shape, total, None, last))
            continue
        layer = node.layer
        activation = layer.config.get("activation") if layer.kind == "layer" else None
        shapes = tuple(tensor.shape for tensor in node.outputs)
        several = tuple(one for one in shapes if one is not None)
        found.append(
            SummaryRow(
                layer.class_name,
                layer.name,
                layer.location,
                several if len(shapes) > 1 and len(several) == len(shapes) else shape,
                node.parameters,
                activation if isinstance(activation, str) else None,
                node,
            )
        )
    return tuple(found)


def _row_of(node: Node) -> object:
    """What stands in the table for the node: the outermost model or custom layer around it, or its own layer."""
    if not node.call_path:
        return node.layer
    owner = node.call_path[0]
    return owner if owner.subject is None else owner.subject


def same_data(given: tuple[Value, Value], validation: Value) -> bool:
    """Whether fit's validation data surely are its training data."""
    if isinstance(validation, Dataset):
        training = given[0]
        return isinstance(training, Dataset) and _same(training, validation)
    parts = validation.items if isinstance(validation, ListValue) else validation
    return (
        isinstance(parts, tuple)
        and len(parts) >= 2
        and all(_same(one, other) for one, other in zip(given, parts[:2], strict=True))
    )


_GENERATED = frozenset({"a Python generator", "tf.data.Dataset.from_generator"})
"""What may well give other data each time."""


def _same(one: Value, other: Value) -> bool:
    if isinstance(one, Dataset) and isinstance(other, Dataset):
        return (one is other and one.origin not in _GENERATED) or (one.files is not None and one.files == other.files)
    if isinstance(one, ArrayObject):
        return one is other
    mine, theirs = (value.items if isinstance(value, ListValue) else value for value in (one, other))
    if not isinstance(mine, tuple) or not isinstance(theirs, tuple) or len(mine) != len(theirs):
        return False
    return len(mine) > 0 and all(_same(a, b) for a, b in zip(mine, theirs, strict=True))


def is_list_of_samples(value: Value, model: Value) -> bool:
    """Whether fit surely gets a plain list with one item per sample, not one array per input."""
    # a model of a class of its own may take what it likes
    if not isinstance(value, ListValue) or not isinstance(model, KerasModel):
        return False
    if model.form not in ("sequential", "functional"):
        return False
    items = value.state["items"]
    if not isinstance(items, tuple) or not items:
        return False
    if any(isinstance(item, LoopItems) for item in items):
        inner = [part for item in items for part in (item.items if isinstance(item, LoopItems) else (item,))]
        ends = (model.args.get("inputs"), model.args.get("outputs"))
        single = model.form == "sequential" or all(isinstance(end, Tensor) for end in ends)
        return single and all(isinstance(part, (ArrayObject, int, float)) or _is_numbers(part) for part in inner)
    return _is_numbers(value)


def _is_numbers(value: Value) -> bool:
    """Whether the value is a list, perhaps of lists, with nothing but numbers."""
    if isinstance(value, (ListValue, tuple)):
        items = value.items if isinstance(value, ListValue) else value
        return (
            isinstance(items, tuple)
            and len(items) > 0
            and all(isinstance(item, (int, float)) or _is_numbers(item) for item in items)
        )
    return False


def _argument(value: Value) -> object:
    """An argument of fit as the program's rules see it."""
    if isinstance(value, Dataset):
        return DataInfo(
            value.origin, value.batched, value.repeated, value.cardinality, value.batch_size, value.location
        )
    return plain(value)


def _name(function: Value) -> str | None:
    if isinstance(function, Bound):
        function = function.function
    if isinstance(function, Function):
        return function.name
    if isinstance(function, Instance):
        return function.cls.name
    return None


def escape(reader: Trainings, value: Value, node: ast.AST) -> None:
    """Tensors and models that a function gives back to code that is not in sight."""
    for tensor in reader.tensors_in(value):
        layer = Layer("escape", "escape", reader.location(node))
        made = Node(layer, ((tensor,),), reader.location(node))
        tensor.node.consumers.append(made)
    for model in reader.models_in(value):
        model.state["%escaped"] = True
