"""Losses: made, called on tensors, and given to compile."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.events import LossEvent
from kerasrules.interpreter.structures import tensors_in
from kerasrules.interpreter.values import (
    ArrayObject,
    Bound,
    ExternalName,
    Function,
    Instance,
    LossObject,
    MetricObject,
    Partial,
    Value,
    options,
    plain,
)
from kerasrules.keras_api import losses, signatures
from kerasrules.keras_api.layer_traits import WEIGHTED
from kerasrules.keras_api.refused.loss_arguments import refused_object, refused_reduction
from kerasrules.model.data import ArrayInfo
from kerasrules.model.locations import Location
from kerasrules.model.network import Tensor
from kerasrules.model.record import replace
from kerasrules.model.training import Loss, LossForm
from kerasrules.model.unknown import Unknown

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context


_FOLLOWED = 300
"""Nodes before a value that are looked at."""
_OF_BACKEND = ("target", "output", "from_logits")
"""What functions of keras.backend call the arguments."""


class Losses:
    """Losses of Keras and of the program."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.sink: list[LossEvent] | None = None
        """While a custom loss function is read: where its inner losses are kept."""

    def make(
        self,
        last: str,
        canonical: str,
        arguments: Arguments,
        node: ast.AST,
    ) -> Value:
        """A loss object of a class of keras.losses."""
        args, kwargs = arguments.args, arguments.kwargs
        ctx = self.ctx
        signature = losses.loss_signature(last)
        bound = signatures.bind(signature, args, kwargs) if signature is not None else dict(kwargs)
        config = {key: plain(value) for key, value in bound.items()}
        if signature is not None and last in losses.LOSS_CLASSES and not arguments.incomplete:
            ctx.note_refusal(last, refused_object(signature, kwargs, bound), ctx.location(node))
            refused = refused_reduction(config)
            if refused is not None and last in losses.CLASSES and "reduction" in kwargs:
                ctx.note_refusal(last, refused[0], ctx.location(node), newly=refused[1])
        from_logits = config.get("from_logits", False)
        known: bool | Unknown = from_logits if isinstance(from_logits, bool) else Unknown("from_logits is unknown")
        if arguments.incomplete and "from_logits" not in kwargs:
            known = ctx.unknown("from_logits may be passed through **", node)
        return LossObject(Loss(canonical, known, ctx.location(node), last, config))

    def call_function(
        self,
        last: str,
        canonical: str,
        arguments: Arguments,
        node: ast.AST,
        backend: bool,
    ) -> Value:
        """`keras.losses.binary_crossentropy(y, p)` called on tensors."""
        args, kwargs = arguments.args, arguments.kwargs
        ctx = self.ctx
        signature = losses.loss_signature(canonical)
        bound = dict(signatures.bind(signature, args, kwargs)) if signature is not None else {}
        if backend:
            bound = {**dict(zip(_OF_BACKEND, args, strict=False)), **kwargs}
        y = bound.get("y_true", bound.get("target", args[0] if args else None))
        prediction = bound.get("y_pred", bound.get("output", args[1] if len(args) > 1 else None))
        from_logits = bound.get("from_logits", False)
        loss = Loss(
            canonical,
            from_logits if isinstance(from_logits, bool) else Unknown("from_logits is unknown"),
            ctx.location(node),
            last,
            {key: plain(value) for key, value in bound.items() if key not in ("y_true", "y_pred")},
        )
        form = LossForm.FUNCTION
        if backend:
            is_plain = len(args) <= len(_OF_BACKEND) and set(bound) <= {*_OF_BACKEND} and not arguments.incomplete
            form = LossForm.ELEMENTWISE if is_plain else LossForm.PARTLY
        return self._computed(loss, y, prediction, node, form)

    def call_logit_loss(self, last: str, arguments: Arguments, node: ast.AST) -> Value:
        """`tf.nn.…_cross_entropy_with_logits(labels=…, logits=…)`."""
        args, kwargs = arguments.args, arguments.kwargs
        ctx = self.ctx
        y = kwargs.get("labels", args[0] if args else None)
        logits = kwargs.get("logits", args[1] if len(args) > 1 else None)
        if not tensors_in(logits):
            return ctx.unknown("a loss", node)
        loss = Loss(losses.LOGIT_FUNCTIONS[last], True, ctx.location(node), last)
        is_plain = len(args) <= 2 and set(kwargs) <= {"labels", "logits", "name"} and not last.startswith("weighted")
        form = LossForm.ELEMENTWISE if is_plain else LossForm.PARTLY
        return self._computed(loss, y, logits, node, form)

    def _computed(self, loss: Loss, y: Value, prediction: Value, node: ast.AST, form: LossForm) -> Value:
        """The tensor that a loss of labels and predictions is."""
        ctx = self.ctx
        if loss.name in losses.SYMMETRIC and _is_label(prediction) and not _is_label(y):
            y, prediction = prediction, y
        self._note_swapped(loss, y, prediction)
        result = ctx.graph.operation(loss.name, (y, prediction), {}, node, kind="unknown")
        for option in options(prediction):
            if isinstance(option, Tensor):
                recorded = ctx.tape.depth > 0
                call = LossEvent(loss, y, option, ctx.location(node), result, recorded, ctx.events.next_order(), form)
                (ctx.events.losses if self.sink is None else self.sink).append(call)
        return result

    def _note_swapped(self, loss: Loss, y: Value, prediction: Value) -> None:
        """A cross-entropy of what a network gives, as targets, and of data, as predictions."""
        is_data = isinstance(prediction, ArrayObject) or (tensors_in(prediction) and _is_label(prediction))
        if self.sink is None and is_data and loss.name in losses.CROSS_ENTROPIES and _is_of_network(y):
            self.ctx.events.swapped_losses.append(loss)

    def call(self, loss: Value, arguments: Arguments, node: ast.AST) -> Value:
        """A loss object called on labels and predictions."""
        args, kwargs = arguments.args, arguments.kwargs
        ctx = self.ctx
        y = kwargs.get("y_true", args[0] if args else None)
        prediction = kwargs.get("y_pred", args[1] if len(args) > 1 else None)
        in_symmetry = isinstance(loss, LossObject) and loss.loss.name in losses.SYMMETRIC and tensors_in(y)
        if isinstance(loss, LossObject) and (tensors_in(prediction) or in_symmetry):
            made = loss.loss
            here = Loss(made.name, made.from_logits, ctx.location(node), made.spelling, made.config, made.via)
            is_plain = len(args) <= 2 and set(kwargs) <= {"y_true", "y_pred"} and not arguments.incomplete
            return self._computed(here, y, prediction, node, LossForm.OBJECT if is_plain else LossForm.PARTLY)
        if isinstance(loss, LossObject):
            self._note_swapped(replace(loss.loss, location=ctx.location(node)), y, prediction)
        if isinstance(loss, LossObject) and isinstance(prediction, ArrayObject) and isinstance(y, ArrayObject):
            return ArrayObject(ArrayInfo())
        if isinstance(loss, MetricObject):
            found = [one for one in options(prediction) if isinstance(one, Tensor)]
            ctx.events.metric_updates.extend((loss.metric, one) for one in found)
        return ctx.unknown("a loss value", node)

    def value(self, value: Value, location: Location) -> Value:
        """A loss as compile takes it: LossObject, None, the program's own callable, or Unknown."""
        if value is None or isinstance(value, LossObject):
            return value
        if self.ctx.taught_calls:
            taught = self.ctx.taught_calls.loss(value, location)
            if taught is not None:
                return taught
        if isinstance(value, Unknown):
            return value
        if isinstance(value, str):
            canonical = losses.canonical_loss(value)
            if canonical is None:
                return Unknown(f"{value!r} is not a loss of Keras", location)
            return LossObject(Loss(canonical, False, location, value, default_config(canonical)))
        if isinstance(value, ExternalName):
            last = value.name.rpartition(".")[2]
            if value.name.startswith("tensorflow.nn.") and is_logit_loss(last):
                canonical = losses.LOGIT_FUNCTIONS[last]
                return LossObject(Loss(canonical, True, location, last, default_config(canonical)))
            canonical = (
                losses.canonical_loss(last)
                if value.name.startswith(("keras.losses", "keras.metrics", "keras.objectives"))
                else None
            )
            if canonical is None:
                return Unknown(f"the loss {value.name}", location)
            # a class that was not called is refused by Keras, but what is meant is clear
            return LossObject(Loss(canonical, False, location, last, default_config(canonical)))
        if isinstance(value, Partial) and isinstance(value.function, ExternalName):
            inner = self.value(value.function, location)
            if isinstance(inner, LossObject):
                from_logits = value.kwargs.get("from_logits", inner.loss.from_logits)
                known: bool | Unknown = from_logits if isinstance(from_logits, bool) else Unknown("from_logits")
                config = {**inner.loss.config, **{key: plain(item) for key, item in value.kwargs.items()}}
                if value.args:
                    return Unknown("a loss with positional arguments fixed", location)
                return LossObject(Loss(inner.loss.name, known, location, inner.loss.spelling, config))
        if isinstance(value, (Function, Bound, Instance, Partial)):
            return value
        return Unknown("the loss is unknown", location)


def _is_of_network(value: Value) -> bool:
    """Whether layers with weights make this."""
    todo = [value.node] if isinstance(value, Tensor) else []
    seen: set[int] = set()
    while todo and len(seen) < _FOLLOWED:
        node = todo.pop()
        if node.layer.kind == "layer" and node.layer.class_name in WEIGHTED:
            return True
        seen.add(id(node))
        before = (one.node for alternatives in node.inputs for one in alternatives if isinstance(one, Tensor))
        todo.extend(one for one in before if id(one) not in seen)
    return False


def _is_label(value: Value) -> bool:
    """Whether this comes from no network: data, or as many ones as something else has values."""
    found = tensors_in(value)
    return not found or all(one.node.layer.class_name in ("ones_like", "zeros_like") for one in found)


def default_config(canonical: str) -> dict[str, object]:
    """The arguments that a loss of Keras has where the program passes none."""
    signature = losses.loss_signature(canonical)
    if signature is None:
        return {}
    return {key: value for key, value in signatures.bind(signature, (), {}).items() if key not in ("y_true", "y_pred")}


def is_logit_loss(name: str) -> bool:
    """Whether this is one of TensorFlow's `…_cross_entropy_with_logits`."""
    return name in losses.LOGIT_FUNCTIONS
