"""KR414."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from kerasrules.keras_api.layer_traits import ANY_CONVOLUTION
from kerasrules.keras_api.refused.advice import advice, same_as_float
from kerasrules.keras_api.refused.argument_values import refused_of_inputs
from kerasrules.keras_api.refused.layer_arguments import SLASH
from kerasrules.model.edits import Fix, SetArgument
from kerasrules.model.findings import Effect, Finding, Related, Severity
from kerasrules.model.network import EnclosingCall, Node, Tensor
from kerasrules.model.program import Program, RefusedCall
from kerasrules.rules.graph import ancestors, is_class, only, unwrap
from kerasrules.rules.input_ranks import needed_rank
from kerasrules.rules.phrasing import described
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_habit, one_per_location
from kerasrules.rules.structure._refusals import Refusal, is_sound, refusals
from kerasrules.rules.structure._shapes import call_here, inputs_here
from kerasrules.rules.structure._symbolic_calls import calls_on_inputs

_NUMBER = r"[\d.]+"


class UnbuildableLayer(Rule):
    """Keras cannot build a layer, an optimizer or a pretrained network, or train, with these arguments.

    ## What it does
    Reports a layer that receives a tensor of the wrong rank or arguments that Keras rejects: a convolution after a
    Flatten, groups that do not divide the channels, an invalid permutation; an argument that is missing, unknown or
    passed twice; the name of an activation, initializer, regularizer, optimizer, loss or metric that Keras does not
    have; `SGD` with a momentum that is no float; `Sequential` without a list; a network of `keras.applications` for
    an input or a number of classes that it cannot have; arguments with which `compile` and `fit` raise an error; a loss
    function that computes with a tensor of the model which it is not given; losses and metrics of the program that
    cannot be called with targets and predictions alone.
    Sizes that become too small, merges, reshapes and recurrent layers have separate rules (KR401, KR403, KR404,
    KR405), inputs of the wrong rank are KR309's. What Keras 2 accepted and Keras 3 rejects is a warning, for
    programs with `tensorflow.keras` information.

    ## Why is this bad?
    Keras raises an error when the layer is created, the model is built or training starts.

    ## Example
    ```python
    model = keras.Sequential([
        keras.Input((32, 32, 3)),
        layers.Flatten(),
        layers.Conv2D(16, 3, activation="relu"),
    ])
    ```

    ## Use instead
    ```python
    model = keras.Sequential([
        keras.Input((32, 32, 3)),
        layers.Conv2D(16, 3, activation="relu"),
        layers.Flatten(),
    ])
    ```

    ## References
    - [Keras: layers](https://keras.io/api/layers/)
    """

    code = "KR414"
    name = "unbuildable-layer"
    severity = Severity.ERROR
    effect = Effect.STOPS
    fix_applicability = "safe"
    confirm = ConfirmTraits(keras_raises=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """What cannot be made at all, and the first refusal on each path that belongs to no other rule."""
        yield from one_per_location(
            [
                *one_per_habit([*self._refused_calls(program), *self._refused_of_inputs(program)]),
                *(self._report(node) for node in _one_per_call(refusals(program, Refusal.OTHER))),
                *self._more_axes(program),
            ]
        )

    def _refused_calls(self, program: Program) -> Iterator[tuple[object, Finding]]:
        """Calls with arguments that Keras refuses, whatever tensor comes, with what is refused and why."""
        if program.keras_one:
            return
        milder = _milder(program)
        calls = [call for call in program.refused_calls if not (call.newly and program.for_keras_two)]
        for call, same in _told_once(calls):
            made = "built" if call.later else "created"
            what = f"cannot be {made}" if call.name[:1].isupper() else "fails"
            finding = self.finding(
                call.location,
                f"{call.name} {what}: {call.reason}. {call.by} raises an error",
                severity=milder if call.newly else None,
                related=[Related(f"the name of {one.name} contains one, too", one.location) for one in same],
                help=advice(call.reason),
                fix=_as_float(call),
                since=call.since,
            )
            yield (call.name, re.sub(_NUMBER, "", call.reason)), finding

    def _refused_of_inputs(self, program: Program) -> Iterator[tuple[object, Finding]]:
        """Layers that Keras 3 makes, and calls on data alone."""
        for node in calls_on_inputs(program) if not (program.keras_one or program.for_keras_two) else ():
            layer = node.layer
            reason = refused_of_inputs(layer.class_name, layer.config)
            if reason is not None:
                finding = self.finding(
                    layer.location,
                    f"{layer.class_name} cannot be called on the input of a model: {reason}. Keras 3 raises an error",
                    severity=_milder(program),
                    related=call_here(node),
                    help=advice(reason),
                    since=(3,),
                )
                yield (layer.class_name, reason), finding

    def _more_axes(self, program: Program) -> Iterator[Finding]:
        """Convolutions on several batch axes, which Keras 2 has."""
        for node in program.nodes if not (program.keras_one or program.for_keras_two) else ():
            layer, tensor = unwrap(node.layer), only(node.inputs[0]) if len(node.inputs) == 1 else None
            if layer is not node.layer or not is_class(layer, ANY_CONVOLUTION) or tensor is None:
                continue
            rank, found = needed_rank(layer), len(tensor.shape or ())
            if rank is None or found <= rank or not is_sound(node) or not all(map(is_sound, ancestors(node))):
                continue
            yield self.finding(
                layer.location,
                f"{described(layer)} needs {rank} axes including the batch axis, but receives {found}. Keras 2 takes"
                " the first of them for batch axes; Keras 3 raises an error",
                severity=_milder(program),
                related=[*call_here(node), *inputs_here(node)],
                help="reshape the tensor, or wrap the layer in TimeDistributed to apply it along an axis",
                since=(3,),
            )

    def _report(self, node: Node) -> Finding:
        layer = unwrap(node.layer)
        is_layer = layer.kind != "op"
        return self.finding(
            layer.location,
            f"{described(layer)} {'cannot be built' if is_layer else 'fails'}: {(node.error or '').rstrip('.')}",
            related=[*call_here(node), *inputs_here(node)],
            help="check the arguments of the layer and the shape of its input"
            if is_layer
            else "check its arguments and the shape of the tensor",
        )


def _as_float(call: RefusedCall) -> Fix | None:
    """A whole number that is refused, as the float of the same value."""
    found = same_as_float(call.reason)
    if found is None:
        return None
    name, value = found
    return Fix(f"Write {name}={value}", (SetArgument(call.location, name, value),), safe=True)


def _told_once(calls: Iterable[RefusedCall]) -> Iterator[tuple[RefusedCall, Sequence[RefusedCall]]]:
    """Each call, and the others of the same fault: a way of naming is one, in however many places."""
    slashes = sorted(
        (call for call in calls if call.reason == SLASH),
        key=lambda call: (call.location.path, call.location.cell or 0, call.location.start),
    )
    yield from ((call, ()) for call in calls if call.reason != SLASH)
    if slashes:
        yield slashes[0], slashes[1:]


def _one_per_call(nodes: Iterable[Node]) -> Iterator[Node]:
    """The first refusal within each call of a layer or function of the program: it raises, and nothing follows."""
    entered: set[tuple[EnclosingCall, ...]] = set()
    for node in nodes:
        if _waits_for_inputs(node) or (node.call_path and node.call_path in entered):
            continue
        entered.add(node.call_path)
        yield node


def _waits_for_inputs(node: Node) -> bool:
    """Whether the layer is given what nothing is known of, which may well be a list of tensors."""
    return len(node.inputs) == 1 and not any(
        isinstance(tensor, Tensor) and tensor.shape is not None for tensor in node.inputs[0]
    )


def _milder(program: Program) -> Severity:
    """How bad it is that Keras 3 alone refuses: tf.keras is Keras 2 for most programs that were written with it."""
    return Severity.WARNING if _imports_keras(program) else Severity.INFO


def _imports_keras(program: Program) -> bool:
    """Whether the program imports Keras itself, not as a part of TensorFlow."""
    return any(use.kind == "import" and use.name.split(".")[0] == "keras" for use in program.uses)
