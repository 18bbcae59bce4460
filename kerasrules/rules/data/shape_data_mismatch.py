"""KR309."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kerasrules.keras_api import shapes
from kerasrules.keras_api.layer_traits import ANY_CONVOLUTION, LINEAR_MAPS, RECURRENT, Family, of_family
from kerasrules.model.data import ArrayInfo, DataInfo, Shape
from kerasrules.model.findings import Effect, Finding, Related, Severity
from kerasrules.model.locations import Location
from kerasrules.model.network import Layer, Model, Node, Tensor
from kerasrules.model.program import Program
from kerasrules.model.record import record
from kerasrules.model.training import Fit
from kerasrules.model.unknown import Unknown
from kerasrules.rules.data._arrays_of_fit import ArraysFault, faults_of_arrays
from kerasrules.rules.graph import is_class, only, unwrap
from kerasrules.rules.heads import steps_on_its_own
from kerasrules.rules.input_ranks import needed_rank, refuses_declared_input
from kerasrules.rules.phrasing import described, input_origin, origin_here
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_location

_BOUND = LINEAR_MAPS | RECURRENT | {"BatchNormalization"}
"""Layers whose weights fix the size of their input's last axis."""

_STRETCHING = (of_family(Family.NORMALIZATION) | {"PReLU"}) - {"BatchNormalization"}
"""Layers whose weights have sizes of their input, and that compute with any that can be broadcast."""

_DECLARE = "set input_shape to the shape of one sample"


class ShapeDataMismatch(Rule):
    """The shape of the data differs from the shape that the model declares.

    ## What it does
    Compares the shape that `Input` or `input_shape` declares with the shape of the data passed to `fit`, `evaluate`
    and `predict`, and with that of the validation data, where both are known: a different number of axes, a
    different size, the number of samples in `input_shape`, a missing batch axis in `predict`; x and y with
    different numbers of samples, more or fewer arrays than the model has inputs. A convolution or recurrent layer
    on a declared input with another number of axes than it takes is reported whatever the data are. A model that
    declares no shape is built on the first data that it gets: convolutions and recurrent layers must receive as
    many axes as they need, and all later data must fit. The same holds of models that hand-written loops call.

    ## Why is this bad?
    Keras raises an error on the first batch. `input_shape` is the shape of *one* sample: without the batch axis, with
    the channel axis. One case is not a fault: if the declared shape ends in an axis of size 1 that the data lack, or
    the reverse, Keras adds or removes it.

    ## Example
    ```python
    x_train = x_train.reshape(60000, 784)
    model.add(Dense(256, input_shape=x_train.shape))
    ```

    ## Use instead
    ```python
    x_train = x_train.reshape(60000, 784)
    model.add(Dense(256, input_shape=x_train.shape[1:]))
    ```

    ## References
    - [Keras: the Sequential model](https://keras.io/guides/sequential_model/)
    """

    code = "KR309"
    name = "shape-data-mismatch"
    severity = Severity.ERROR
    effect = Effect.STOPS
    confirm = ConfirmTraits(needs_data=True, keras_raises=True, asked_of_data=True)

    def check(self, program: Program) -> Iterator[Finding]:
        """Each call that feeds arrays or batches of known shape, and first layers that take no such input."""
        found: dict[tuple[Location, str], list[_Fed]] = {}
        arrays: dict[tuple[Location, str], list[tuple[Fit, ArraysFault]]] = {}
        for model, fit in _calls(program):
            if fit.location in program.expected_errors:
                continue
            for fault in faults_of_arrays(model, fit):
                arrays.setdefault((model.location, fault.message), []).append((fit, fault))
            for fed in _faults(model, fit):
                found.setdefault((fed.fault.location, fed.words), []).append(fed)
        yield from one_per_location(
            [
                *(self._report(*feds) for feds in found.values()),
                *(self._of_arrays(*given) for given in arrays.values()),
                *map(self._of_first_layer, filter(refuses_declared_input, program.nodes)),
            ]
        )

    def _of_arrays(self, first: tuple[Fit, ArraysFault], *others: tuple[Fit, ArraysFault]) -> Finding:
        """One finding for all calls that give such arrays to one model: evaluate mostly gets those of fit."""
        fit, fault = first
        related = [_other_call(other) for other, _ in others]
        related += [place for array in fault.data for place in origin_here(array)]
        return self.finding(fit.location, fault.message, related=list(dict.fromkeys(related)), help=fault.help)

    def _of_first_layer(self, node: Node) -> Finding:
        """A layer that takes no input of this rank, whatever the data are."""
        layer = unwrap(node.layer)
        tensor = node.inputs[0][0]
        assert isinstance(tensor, Tensor)
        rank = needed_rank(layer)
        return self.finding(
            layer.location,
            f"the model declares an input of shape {_written(tensor.shape or ())}, but {described(layer)} needs {rank}"
            " axes including the batch axis. Keras raises an error when the model is built",
            related=[Related("input declared here", tensor.node.layer.location)]
            if tensor.node.layer.location != layer.location
            else [],
            help="add the missing axis to input_shape and to the data"
            if rank is not None and len(tensor.shape or ()) < rank
            else f"remove an axis from input_shape and from the data, or use another layer than {layer.class_name}",
        )

    def _report(self, first: _Fed, *others: _Fed) -> Finding:
        """One finding for all calls that feed data of this shape to this input."""
        fit, data, fault = first.fit, first.data, first.fault
        return self.finding(
            fit.location,
            f"the {first.words}, but {fault.message}. Keras raises an error on the first batch"
            + (" of the validation" if first.words.startswith("validation") else ""),
            related=[
                *(_other_call(other.fit) for other in others),
                Related(fault.pointer, fault.location),
                *(
                    [Related(f"{described(fault.layer)} receives the data", fault.layer.location)]
                    if fault.layer
                    else []
                ),
                *origin_here(data),
            ],
            help=fault.help,
        )


@record(frozen=True)
class _Fed:
    """Data that a call gives to an input that they do not fit. words: what they are."""

    fit: Fit
    data: ArrayInfo
    words: str
    fault: _Fault


def _calls(program: Program) -> Iterator[tuple[Model, Fit]]:
    """Every call that feeds a model as it is."""
    for training in program.trainings:
        if isinstance(training.model, Model) and not steps_on_its_own(training):
            yield from ((training.model, fit) for fit in training.fits)
    yield from ((model, fit) for model, fit in program.uncompiled if not model.custom_train_step)


def _faults(model: Model, fit: Fit) -> Iterator[_Fed]:
    for given, kind, info in (
        (fit.x, "data", fit.arguments.get("x")),
        (fit.validation_x, "validation data", fit.arguments.get("validation_data")),
    ):
        batched = info.batched is True if isinstance(info, DataInfo) else True
        if len(given) != len(model.inputs) or not batched:
            continue
        fed = _fed_shapes(model, given)
        for tensor, data in zip(model.inputs, given, strict=True):
            if isinstance(data, Unknown) or data.shape is None:
                continue
            fault = _refused_rank(tensor, data.shape) if tensor.shape is None or tensor.node.built_by else None
            if fault is None and tensor.shape is not None:
                own = model.kind == "subclass"
                fault = (
                    _other_than_built(model, tensor, fed)
                    if own
                    else _other_shape(model, tensor, data.shape, fed, fit.method)
                )
            if fault is not None:
                yield _Fed(fit, data, f"{kind} have shape {_written(data.shape)}", fault)


@record(frozen=True)
class _Fault:
    message: str
    pointer: str
    location: Location
    help: str
    layer: Layer | None = None


def _fed_shapes(model: Model, given: Sequence[ArrayInfo | Unknown]) -> dict[int, Shape | None]:
    """What a batch of the data gives to each input, by the tensor's id; a model of layers adjusts their last axis."""
    fed: dict[int, Shape | None] = {}
    for tensor, data in zip(model.inputs, given, strict=True):
        shape = data.shape if isinstance(data, ArrayInfo) else None
        if shape and tensor.shape is not None and model.kind != "subclass":
            shape = _adjusted(shape, tensor.shape)
        fed[id(tensor)] = (None, *shape[1:]) if shape else tensor.shape
    return fed


def _other_than_built(model: Model, tensor: Tensor, fed: dict[int, Shape | None]) -> _Fault | None:
    """Which layer of a model of the program's own does not take the data."""
    # build() alone tells the layers no sizes
    layer = _refuses(model, fed, has_weights=tensor.node.built_by != "build")
    if layer is None:
        return None
    advice = "pass data of the shape that the layers take, or change the layers"
    message = f"{described(layer)} does not accept what arrives there"
    return _Fault(message, input_origin(tensor.node), tensor.node.layer.location, advice, layer)


def _other_shape(
    model: Model, tensor: Tensor, shape: Shape, fed: dict[int, Shape | None], method: str
) -> _Fault | None:
    """What is wrong with data for an input of known shape, declared or as the model was built."""
    wanted = tensor.shape
    assert wanted is not None
    if takes(wanted, shape):
        return None
    given = _adjusted(shape, wanted)
    location = tensor.node.layer.location
    built_by, pointer = tensor.node.built_by, input_origin(tensor.node)
    expects = {None: "expects", "build": "was built for"}.get(built_by, "was built on data of shape")
    message = f"the model {expects} {_written(wanted)}"
    advice = _DECLARE if built_by is None else "pass data of the shape that the model is built for"
    samples = _samples_advice(shape, wanted, method)
    if len(given) != len(wanted) and model.kind == "subclass":
        return None  # its own code may do anything with them
    if len(given) != len(wanted):
        return _Fault(message, pointer, location, samples or f"{advice}, or reshape the data")
    advice = samples or advice
    if model.kind == "functional" and _clash_without_last(given=shape, wanted=wanted):
        return _Fault(message, pointer, location, advice)
    layer = _refuses(model, fed)
    if layer is None:
        return None
    return _Fault(f"{message}, and {described(layer)} accepts no other", pointer, location, advice, layer)


def _refused_rank(tensor: Tensor, shape: Shape) -> _Fault | None:
    """Which first layer cannot take data of this rank, of a model that takes its shape from the data."""
    for node in tensor.node.consumers:
        layer = unwrap(node.layer)
        rank = needed_rank(layer)
        if layer is not node.layer or rank is None or len(shape) == rank or (rank == 3 and len(shape) == 1):
            continue
        convolution = is_class(layer, ANY_CONVOLUTION)
        if len(shape) > rank and convolution:
            continue  # Keras 2 builds it on more axes
        return _Fault(
            f"{described(layer)} needs {rank} axes including the batch axis",
            "first layer",
            layer.location,
            _missing_axis(shape, rank, convolution)
            if len(shape) < rank
            else f"reshape the data, or use another layer than {layer.class_name}",
        )
    return None


def _missing_axis(shape: Shape, rank: int, convolution: bool) -> str:
    """How data of too few axes get the one that they lack: an image by itself has its channels."""
    square = len(shape) == 3 and shape[0] is not None and shape[0] == shape[1]
    if convolution and len(shape) == rank - 1 == 3 and (shape[-1] in (3, 4) or (shape[-1] == 1 and square)):
        return "the data are one image: add the batch axis with x[None], or with batch(...) of the dataset"
    return f"add {'a channel axis' if convolution else 'an axis'} to the data with x[..., None]"


def _adjusted(shape: Shape, wanted: Shape) -> Shape:
    """The shape after Keras added or took away a last axis of size 1, as it does on its own."""
    if len(shape) == len(wanted) + 1 and shape[-1] in (1, None):
        return shape[:-1]
    if len(shape) == len(wanted) - 1 and wanted[-1] in (1, None):
        return (*shape, 1)
    return shape


def takes(declared: Shape, data: Shape) -> bool:
    """Whether data of a shape are what an input is declared for; both have the axis of samples first."""
    given = _adjusted(data, declared)
    return len(given) == len(declared) and not _clash(given[1:], declared[1:])


def _clash(given: Shape, wanted: Shape) -> bool:
    return any(a is not None and b is not None and a != b for a, b in zip(given, wanted, strict=True))


def _clash_without_last(given: Shape, wanted: Shape) -> bool:
    """Whether a functional model itself refuses the sizes.

    It leaves a last axis of size 1 out of either shape and compares what both then have: (?, 1) is taken for
    (?, 12, 1), and it is up to the layers what becomes of that.
    """
    given, wanted = (shape[:-1] if shape[-1:] == (1,) else shape for shape in (given, wanted))
    return any(a is not None and b is not None and a != b for a, b in zip(given[1:], wanted[1:], strict=False))


def _refuses(model: Model, fed: dict[int, Shape | None], *, has_weights: bool = True) -> Layer | None:
    """The layer that the data do not fit, by the shape of each input; it alone decides in a Sequential model.

    has_weights: the layers were built, so that their weights have a size.
    """
    known = dict(fed)
    for node in model.nodes:
        sources = [only(alternatives) for alternatives in node.inputs]
        given = [None if source is None else known.get(id(source)) for source in sources]
        if node.layer.kind != "layer" or not sources or None in given:
            continue
        layer, first = unwrap(node.layer), given[0] or ()
        built = sources[0].shape if sources[0] is not None else None
        if is_class(layer, _BOUND) and built and _last_axis(layer) and _clash(first[-1:], built[-1:]) and has_weights:
            return layer
        if layer.class_name in _STRETCHING and built is not None and first[1:] != built[1:]:
            continue  # their weights may be stretched over the data, or the data over their weights
        found = shapes.infer(node.layer.class_name, node.layer.config, tuple(given))
        if found.error is not None:
            return layer
        if len(found.outputs) == 1:
            known.update({id(output): found.outputs[0] for output in node.outputs})
    return None


def _last_axis(layer: Layer) -> bool:
    return layer.config.get("data_format") in (None, "channels_last") and layer.config.get("axis", -1) == -1


def _samples_advice(shape: Shape, wanted: Shape, method: str) -> str | None:
    """What to do where either the data or the declared shape lacks the axis of samples or has one too many."""
    images = len(shape) == len(wanted) - 1 == 3 and not _clash(shape, wanted[1:])
    if None in shape or not (shape == wanted[1:] or images):
        return None
    # one sample may well be predicted; those that a model is trained on are many, and so is their first size
    if method in ("predict", "call") or shape != wanted[1:]:
        return "the data are one sample: add the batch axis with x[None]"
    return "declare the shape without the number of samples: x.shape[1:]"


def _other_call(fit: Fit) -> Related:
    return Related(f"{fit.method} gets such data too", fit.location)


def _written(shape: Shape) -> str:
    sizes = ["?" if size is None else str(size) for size in shape]
    return f"({', '.join(sizes)}{',' if len(sizes) == 1 else ''})"
