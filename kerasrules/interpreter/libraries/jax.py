"""JAX: functions that differentiate functions, and what else hand-written training steps use."""

from __future__ import annotations

from kerasrules.interpreter.libraries.keras_network import last_name
from kerasrules.interpreter.libraries.registry import Call, builder
from kerasrules.interpreter.values import MISSING, GradientFunction, Value


@builder("jax.value_and_grad", "jax.grad")
def gradient_function(call: Call) -> Value:
    """A function that gives the gradients of another one."""
    place = call.get("argnums", 1, 0)
    return GradientFunction(
        call.get("fun", 0),
        call.get("has_aux", 2, False) is True,
        last_name(call) == "value_and_grad",
        place if type(place) is int else None,
    )


@builder("jax.jit", "jax.checkpoint", "jax.remat", "jax.block_until_ready", "jax.device_put")
def unchanged(call: Call) -> Value:
    """The same function, compiled; the same values, elsewhere."""
    return call.args[0] if call.args else MISSING
