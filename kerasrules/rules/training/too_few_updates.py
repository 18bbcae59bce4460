"""KR509."""

from __future__ import annotations

import math
from collections.abc import Iterator

from kerasrules.keras_api.layer_traits import LINEAR_MAPS, WEIGHTED, Family, of_family
from kerasrules.keras_api.optimizers import ADAPTIVE
from kerasrules.model.findings import Confidence, Effect, Finding, Related, Severity
from kerasrules.model.network import Layer, Model, Node, Tensor
from kerasrules.model.program import Program
from kerasrules.model.training import Fit, Optimizer, Training
from kerasrules.rules.graph import GraphQuery, channels, fused_activation, is_class, pure_activation
from kerasrules.rules.phrasing import number
from kerasrules.rules.rule import Rule, RuleOption, one_per_location
from kerasrules.rules.smoke_trainings import is_in_earnest
from kerasrules.rules.training._learning_rates import may_be_changed
from kerasrules.rules.training._updates import loads_weights, updates_of

_FEW = 100
_HARDLY_ANY = 20
"""So few see too little of the data, however far they go."""
_NEAR = {"SGD": 10.0, **dict.fromkeys(ADAPTIVE, 1.0)}
"""Updates x learning rate x width below which the output stays near its start: what one unit gets from the layer before
changes by about that much, as each of the weights adds its part."""
_NEAR_BEHIND_SIGMOIDS = 250.0
_LONG_BEHIND_SIGMOIDS = 10.0
"""The same for updates x learning rate alone, however narrow the layers are."""
_EMBEDDINGS = of_family(Family.EMBEDDING)
_NORMALIZATIONS = of_family(Family.NORMALIZATION)


class TooFewUpdates(Rule):
    """Training ends before the updates can have moved the weights.

    ## What it does
    Counts the updates of all training calls of a model: batches per epoch x epochs, where samples, batch size and
    epochs are known. It reports fewer than 100 where updates x learning rate x width stays below 1 (Adam and its like)
    or 10 (SGD), the width being the most units that a layer has or, from 20 updates on, the most values that it gets;
    and SGD on hidden sigmoid units with updates x rate below 10, for wide layers below 250 / width. It is silent about
    one to three epochs, which are a trial, about random data, calls in loops, single layers, and networks with
    loaded weights.

    ## Why is this bad?
    Adam moves a weight by about the learning rate in each update, SGD by the gradient times the learning rate. 300
    updates by SGD at 0.01 move a weight by three times its mean gradient, and behind sigmoids, whose slope is at most a
    quarter, gradients are small: the network still predicts nearly the same for every sample. Nothing is wrong with the
    model; it was not trained long enough to tell.

    ## Example
    ```python
    x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    y = np.array([0, 1, 1, 0])
    model.compile("sgd", "binary_crossentropy")
    model.fit(x, y, batch_size=4, epochs=300)
    ```

    ## Use instead
    ```python
    x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    y = np.array([0, 1, 1, 0])
    model.compile(keras.optimizers.Adam(0.05), "binary_crossentropy")
    model.fit(x, y, batch_size=4, epochs=1000)
    ```

    ## References
    - Kingma, Ba: Adam: a method for stochastic optimization (2015), section 2.1
    - Glorot, Bengio: Understanding the difficulty of training deep feedforward neural networks (AISTATS 2010)
    """

    code = "KR509"
    name = "too-few-updates"
    severity = Severity.WARNING
    effect = Effect.PREVENTS
    confidence = Confidence.MEDIUM
    options = (RuleOption("min-updates", _FEW, 1, _FEW, "so many updates are enough for any model"),)

    def check(self, program: Program) -> Iterator[Finding]:
        """Models of which every part and every training call is known."""
        if loads_weights(program) or program.is_incomplete:
            return
        graph = GraphQuery(program)
        yield from one_per_location(
            finding
            for training in program.trainings
            if (fits := tuple(_trainings_in_earnest(training)))
            if (finding := self._judge(program, graph, training, fits)) is not None
        )

    def _judge(self, program: Program, graph: GraphQuery, training: Training, fits: tuple[Fit, ...]) -> Finding | None:
        optimizer, updates = training.optimizer, updates_of(program, training)
        if updates is None or not isinstance(optimizer, Optimizer) or not isinstance(optimizer.learning_rate, float):
            return None
        if may_be_changed(training):
            return None  # by a callback that looks for a good rate, and begins with a small one
        width = _width(training, inputs=updates >= _HARDLY_ANY)
        reach = updates * optimizer.learning_rate / (1 - _momentum(optimizer))
        if updates < self.option(program, "min-updates") and reach * width < _NEAR.get(optimizer.class_name, 0):
            effect = "too few to move the weights far from their random start"
        elif (
            optimizer.class_name == "SGD"
            and reach < min(_LONG_BEHIND_SIGMOIDS, _NEAR_BEHIND_SIGMOIDS / width)
            and _has_hidden_sigmoids(training, graph)
        ):
            effect = "too few for sigmoid units, whose gradients are small: predictions stay nearly constant"
        else:
            return None
        rate = f"{optimizer.class_name} with a learning rate of {number(optimizer.learning_rate)}"
        return self.finding(
            fits[0].location,
            f"training makes {updates} {'update' if updates == 1 else 'updates'} in all. With {rate} that is {effect}",
            related=[
                Related("the optimizer", optimizer.location),
                *(Related("trained on here", fit.location) for fit in fits[1:]),
            ],
            help="train for more epochs or in smaller batches, or use a higher learning rate",
        )


def _momentum(optimizer: Optimizer) -> float:
    value = optimizer.config.get("momentum")
    return float(value) if isinstance(value, (int, float)) and 0 <= value < 1 else 0.0


def _width(training: Training, inputs: bool) -> float:
    """The most units of a layer with weights, or values that one gets; infinite where those of one are unknown.

    inputs: whether these count: what reaches a unit changes with each of its weights, so that with many of them small
    steps move it far.
    """
    model = training.model
    layers = _learning(model) if isinstance(model, Model) else ()
    nodes = [node for node in model.nodes if node.layer in layers] if inputs and isinstance(model, Model) else []
    return max((*(_units(layer) for layer in layers), *map(_inputs, nodes)), default=math.inf)


def _inputs(node: Node) -> float:
    """The values that each unit of a layer gets at a position."""
    if is_class(node.layer, _EMBEDDINGS):
        return 1
    shapes = [tensor.shape if isinstance(tensor, Tensor) else None for tensors in node.inputs for tensor in tensors]
    return max((math.inf if not shape or shape[-1] is None else shape[-1] for shape in shapes), default=math.inf)


def _units(layer: Layer) -> float:
    size = channels(layer)
    return 1 if is_class(layer, _EMBEDDINGS) else math.inf if size is None else size


def _learning(model: Model) -> frozenset[Layer]:
    """The layers that a network learns with."""
    return frozenset(node.layer for node in model.nodes if is_class(node.layer, WEIGHTED))


def _trainings_in_earnest(training: Training) -> Iterator[Fit]:
    """The calls of fit that are meant to train a network from its random start."""
    model = training.model
    if not isinstance(model, Model) or not model.complete or model.custom_train_step or len(_learning(model)) < 2:
        return
    if any(node.layer.kind in ("backbone", "unknown", "escape", "custom") for node in model.nodes):
        return
    yield from filter(is_in_earnest, training.fits)


def _has_hidden_sigmoids(training: Training, graph: GraphQuery) -> bool:
    nodes: tuple[Node, ...] = training.model.nodes if isinstance(training.model, Model) else ()
    return not any(is_class(node.layer, _NORMALIZATIONS) for node in nodes) and any(
        _is_sigmoid(node) and not graph.ends_model(node) for node in nodes
    )


def _is_sigmoid(node: Node) -> bool:
    applied = fused_activation(node.layer) if is_class(node.layer, LINEAR_MAPS) else pure_activation(node.layer)
    return applied == "sigmoid"
