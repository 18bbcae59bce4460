"""The graph of layers of a model in memory, without changing the model: built on a copy, or followed and forgotten."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from kerasrules.confirming.plan.imported_model import UnusableModel, graph_of
from kerasrules.live.undisturbed import undisturbed

_NOT_BUILT = "the model has no input shape yet: pass x, or call the model on a batch first"
_MARKS = ("_inbound_nodes", "_outbound_nodes", "_losses")
"""Lists of a layer that grow when it is called on symbolic tensors."""


@contextmanager
def live_graph(model: Any, x: Any = None) -> Iterator[Any]:
    """The functional model that a model amounts to, while this is open. Raises UnusableModel.

    x: a structure of arrays, whose shapes a model that is not built yet is given.
    """
    import keras

    if not isinstance(model, keras.Model):
        raise UnusableModel(f"{type(model).__name__} is not a keras.Model")
    graph = graph_of(model)
    if graph is not None:
        yield graph
        return
    with undisturbed():
        if isinstance(model, keras.Sequential):
            yield _built_copy(model, x)
        else:
            subject = model if _is_built(model) else _copy(model)
            with _forgotten(subject):
                yield _followed(subject, x)


def _built_copy(model: Any, x: Any) -> Any:
    if x is None or isinstance(x, (Mapping, tuple, list)):
        raise UnusableModel(_NOT_BUILT)
    copy = _copy(model)
    try:
        copy.build((None, *x.shape[1:]))
    except Exception as error:
        raise UnusableModel(f"the model cannot be built for x of shape {tuple(x.shape)}: {_said(error)}") from None
    return graph_of(copy)


def _copy(model: Any) -> Any:
    """A model of the same kind with layers of its own."""
    try:
        copy = _made_again(model)
    except Exception as error:  # layers of the user's own may say nothing of how they are made
        raise UnusableModel(f"{_NOT_BUILT} (it cannot be copied: {_said(error)})") from None
    layers = [list(one._flatten_layers(include_self=False)) for one in (model, copy)]
    own = {id(layer) for layer in layers[0]}
    if any(id(layer) in own for layer in layers[1]):
        raise UnusableModel(_NOT_BUILT)
    if len(layers[0]) == len(layers[1]):
        for layer, made in zip(*layers, strict=True):
            made.name = layer.name
    return copy


def _made_again(model: Any) -> Any:
    try:
        return type(model).from_config(model.get_config())
    except Exception:
        given = getattr(model, "_auto_config", None)  # the arguments that Keras noted when it was made
        if given is None:
            raise
        return type(model)(**given.config)


def _is_built(model: Any) -> bool:
    return bool(model.built) and all(layer.built for layer in model._flatten_layers(include_self=False))


def _followed(model: Any, x: Any) -> Any:
    """The graph that `call` of a subclassed model makes of symbolic inputs."""
    import keras

    shapes = _shapes(x) if x is not None else (getattr(model, "_build_shapes_dict", None) or {}).get("input_shape")
    if shapes is None:
        raise UnusableModel(_NOT_BUILT)
    inputs = _inputs(shapes, None if x is None else _dtypes(x))
    try:
        return keras.Model(inputs, model.call(inputs))
    except Exception as error:
        raise UnusableModel(
            f"the call of {type(model).__name__} cannot be followed on symbolic tensors: {_said(error)}"
        ) from None


def _shapes(x: Any) -> Any:
    if isinstance(x, Mapping):
        return {key: _shapes(part) for key, part in x.items()}
    return [_shapes(part) for part in x] if isinstance(x, (tuple, list)) else (None, *x.shape[1:])


def _dtypes(x: Any) -> Any:
    if isinstance(x, Mapping):
        return {key: _dtypes(part) for key, part in x.items()}
    if isinstance(x, (tuple, list)):
        return [_dtypes(part) for part in x]
    return "float32" if x.dtype.kind in "fub" else str(x.dtype)  # as Keras casts what it is given


def _inputs(shapes: Any, dtypes: Any) -> Any:
    import keras

    if isinstance(shapes, Mapping):
        return {key: _inputs(part, dtypes and dtypes[key]) for key, part in shapes.items()}
    if shapes and isinstance(shapes[0], (tuple, list)):
        return [_inputs(part, dtypes and dtypes[number]) for number, part in enumerate(shapes)]
    return keras.Input(tuple(shapes[1:]), dtype=dtypes)


@contextmanager
def _forgotten(model: Any) -> Iterator[None]:
    """What calls on symbolic tensors leave in the layers is taken away again."""
    layers = [model, *model._flatten_layers(include_self=False)]
    before = [(getattr(layer, mark), list(getattr(layer, mark))) for layer in layers for mark in _MARKS]
    try:
        yield
    finally:
        for grown, kept in before:
            grown[:] = kept


def _said(error: Exception) -> str:
    """The first line of an error."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return f"{type(error).__name__}: {lines[0][:200]}" if lines else type(error).__name__
