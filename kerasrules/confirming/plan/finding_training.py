"""Which of a program's trainings a finding is about, and which outputs of the trained model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kerasrules.model.edits import place_of
from kerasrules.model.findings import Finding
from kerasrules.model.locations import Location
from kerasrules.model.network import Layer, Model, Node, Tensor
from kerasrules.model.program import Program
from kerasrules.model.training import Loss, Optimizer, Training


def training_of(finding: Finding, program: Program) -> Training | None:
    """The training that a finding is about; None where there is none, or where that is unknown.

    What stands in a call of compile or fit tells more than a layer, which several models may have.
    """
    trained = [training for training in program.trainings if any(fit.trains for fit in training.fits)]
    places = set(_places(finding))
    for parts in (_set_up, _model_parts):
        found = [training for training in trained if _meets(places, parts(training))]
        if found:
            return found[0]
    return None


def outputs_of(findings: Sequence[Finding], training: Training) -> tuple[int, ...]:
    """The outputs that fixes of these findings change, by a layer before them or by their loss; none stand for all."""
    places = {place for finding in findings for place in _places(finding)}
    changed = tuple(
        pair.output
        for pair in training.output_losses
        if (isinstance(pair.loss, Loss) and _meets(places, [pair.loss.location]))
        or _meets(places, _upstream(training.model, pair.output))
    )
    return changed if len(changed) < len(training.output_losses) else ()


def _places(finding: Finding) -> Iterator[Location]:
    """Where a finding and its fix stand."""
    if finding.fix is not None and finding.fix.edits:
        yield from map(place_of, finding.fix.edits)
    yield finding.location


def _set_up(training: Training) -> Iterator[Location]:
    """The calls by which a model is compiled and trained, with their arguments."""
    yield training.location
    yield from training.arguments.values()
    if isinstance(training.optimizer, Optimizer):
        yield training.optimizer.location
    for pair in training.output_losses:
        if isinstance(pair.loss, Loss):
            yield pair.loss.location
    for fit in training.fits:
        if fit.trains:
            yield fit.location
            yield from fit.bound_at.values()


def _model_parts(training: Training) -> Iterator[Location]:
    model = training.model
    if isinstance(model, Model):
        yield model.location
        yield from (row.location for row in model.layers)
        yield from _of_nodes(model.nodes)


def _of_nodes(nodes: Iterable[Node]) -> Iterator[Location]:
    for node in nodes:
        yield node.location
        yield from (call.location for call in node.call_path)
        layer: object = node.layer
        while isinstance(layer, Layer):  # with what it wraps
            yield layer.location
            layer = layer.config.get("layer")


def _upstream(model: object, output: int) -> Iterator[Location]:
    """What an output depends on."""
    if not isinstance(model, Model) or output >= len(model.outputs):
        return
    waiting = [tensor.node for tensor in model.outputs[output] if isinstance(tensor, Tensor)]
    seen: set[int] = set()
    while waiting:
        node = waiting.pop()
        if id(node) not in seen:
            seen.add(id(node))
            yield from _of_nodes([node])
            waiting += [one.node for given in node.inputs for one in given if isinstance(one, Tensor)]


def _meets(places: Iterable[Location], parts: Iterable[Location]) -> bool:
    """Whether one of the places is a part, or stands in one."""
    known = set(parts)
    return any(place in known or any(_within(place, part) for part in known) for place in places)


def _within(place: Location, part: Location) -> bool:
    same = (place.path, place.cell) == (part.path, part.cell)
    return same and part.start <= place.start and place.end <= part.end
