"""Looking at the user's model without a trace: what making layers and drawing numbers moves on is set back."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

_SEED, _GENERATOR, _NAMES = "global_random_seed", "global_seed_generator", "object_name_uids"
"""Keras' seed, what its functions without one draw from, and how often each name was given."""


@contextmanager
def undisturbed() -> Iterator[None]:
    """Set back the random states of Python, numpy, Keras and the backends, and the numbers in the names of new layers.

    Only of what is imported already: anything else cannot have been used before.
    """
    with ExitStack() as states:
        for kept in (_of_python, _of_numpy, _of_keras, _of_tensorflow, _of_torch):
            restore = kept()
            if restore is not None:
                states.callback(restore)
        yield


def _of_python() -> Callable[[], None]:
    state = random.getstate()
    return lambda: random.setstate(state)


def _of_numpy() -> Callable[[], None] | None:
    numpy = sys.modules.get("numpy")
    if numpy is None:
        return None
    state = numpy.random.get_state()
    return lambda: numpy.random.set_state(state)


def _of_keras() -> Callable[[], None] | None:
    kept = sys.modules.get("keras.src.backend.common.global_state")
    if kept is None:
        return None
    seed, generator, names = map(kept.get_global_attribute, (_SEED, _GENERATOR, _NAMES))
    drawn = None if generator is None else generator.state.numpy()
    counts = dict(names or {})

    def restore() -> None:
        kept.set_global_attribute(_SEED, seed)
        kept.set_global_attribute(_GENERATOR, generator)
        if generator is not None:
            generator.state.assign(drawn)
        given = kept.get_global_attribute(_NAMES)
        if given is not None:
            given.clear()
            given.update(counts)

    return restore


def _of_tensorflow() -> Callable[[], None] | None:
    """The global seed, and what operations without a seed of their own draw from."""
    eager = sys.modules.get("tensorflow.python.eager.context")
    if eager is None:
        return None
    context = eager.context()
    seed, drawn = context._seed, getattr(context, "_rng", None)  # the latter is made with the first seed
    state = None if drawn is None else drawn.getstate()

    def restore() -> None:
        context._seed = seed
        if drawn is not None:
            context._rng = drawn
            drawn.setstate(state)

    return restore


def _of_torch() -> Callable[[], None] | None:
    torch = sys.modules.get("torch")
    if torch is None:
        return None
    state = torch.random.get_rng_state()
    on_devices = torch.cuda.get_rng_state_all() if torch.cuda.is_initialized() else None

    def restore() -> None:
        torch.random.set_rng_state(state)
        if on_devices is not None:
            torch.cuda.set_rng_state_all(on_devices)

    return restore
