"""PyTorch around Keras models: losses, optimizers, data loaders, tensors that hold data."""

from __future__ import annotations

from kerasrules.interpreter.array_domain import conversion
from kerasrules.interpreter.libraries.keras_network import last_name, parts_of
from kerasrules.interpreter.libraries.registry import Call, builder, function, method
from kerasrules.interpreter.structures import parts_of as parts_in
from kerasrules.interpreter.structures import tensors_in
from kerasrules.interpreter.values import (
    MISSING,
    ArrayObject,
    Dataset,
    LibraryObject,
    ListValue,
    ModelWeight,
    TorchLoss,
    TorchOptimizer,
    Value,
    plain,
)
from kerasrules.keras_api import torch_training
from kerasrules.model.record import replace
from kerasrules.model.training import Loss, Optimizer
from kerasrules.model.unknown import Unknown

_DATASET = "torch.utils.data.TensorDataset"


@builder("torch.nn.")
def loss(call: Call) -> Value:
    """A loss: made, or called on predictions and targets."""
    name = last_name(call)
    if name in torch_training.LOSS_CLASSES and not call.incomplete:
        known, from_logits = torch_training.LOSS_CLASSES[name]
        return TorchLoss(Loss(known, from_logits, call.location, name))
    found = torch_training.LOSS_FUNCTIONS.get(name)
    if found is None or not tensors_in(call.arguments.values):
        return MISSING
    made = TorchLoss(Loss(found[0], found[1], call.location, name))
    return made.call(parts_of(call), call.arguments, call.node)


@builder("torch.nn.parallel.DistributedDataParallel", "torch.nn.DataParallel")
def on_several_devices(call: Call) -> Value:
    """The model, with a copy on each device."""
    return call.get("module", 0)


@builder("torch.optim.")
def optimizer(call: Call) -> Value:
    """An optimizer of these weights."""
    name = last_name(call)
    default = torch_training.LEARNING_RATES.get(name)
    if default is None:
        return MISSING
    weights = parts_in(call.get("params", 0))
    owners = dict.fromkeys(one.owner for one in weights if isinstance(one, ModelWeight))
    rate = call.get("lr", 1, default)
    known = float(rate) if isinstance(rate, (int, float)) else Unknown("the learning rate is unknown", call.location)
    config = {key: plain(value) for key, value in call.kwargs.items() if key not in ("params", "lr")}
    return TorchOptimizer(Optimizer(name, call.location, known, {"learning_rate": known, **config}), tuple(owners))


@function("torch.tensor", "torch.as_tensor", "torch.from_numpy", "torch.Tensor", "torch.FloatTensor")
def tensor(call: Call) -> Value:
    """Data as a tensor."""
    found = conversion.as_array(call.args[0])
    return call.unknown("a tensor of unknown data") if found is None else found


@method("array", "to", "cuda", "cpu", "float", "long", "double", "detach", "contiguous", "requires_grad_")
def elsewhere(call: Call) -> Value:
    """The same data on another device or of another type."""
    return call.receiver


@function(_DATASET)
def tensor_dataset(call: Call) -> Value:
    """Samples of several tensors, side by side."""
    return LibraryObject(_DATASET, {"parts": call.args}, call.location)


@function("torch.utils.data.DataLoader")
def data_loader(call: Call) -> Value:
    """Batches of a dataset."""
    given = call.get("dataset", 0)
    parts = given.config.get("parts") if isinstance(given, LibraryObject) and given.cls == _DATASET else None
    size = call.get("batch_size", 1, 1)
    if not isinstance(parts, tuple) or not all(isinstance(part, ArrayObject) for part in parts):
        return call.unknown("the batches of an unknown dataset")
    batch = tuple(
        ArrayObject(replace(part.info, shape=None if part.info.shape is None else (None, *part.info.shape[1:])))
        for part in parts
    )
    return Dataset(
        ListValue(batch),
        batched=True,
        repeated=False,
        batch_size=size if type(size) is int else None,
        location=call.location,
        origin="torch.utils.data.DataLoader",
    )
