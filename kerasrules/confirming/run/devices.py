"""What a trial is trained on: the processor, or a GPU where the user asks for it.

On the processor the same training gives the same numbers again, and small networks take no longer there.
"""

from __future__ import annotations

import os

CPU, GPU = "cpu", "gpu"
DEVICE = "KERASRULES_DEVICE"
"""The variable of the environment that tells the worker."""


class NoGpu(Exception):
    """A GPU was asked for, and the backend sees none."""


def prepare() -> None:
    """Before Keras is imported: hide GPUs, or leave room on the one that others may use, too."""
    if os.environ.get(DEVICE) == GPU:
        os.environ.setdefault("TF_FORCE_GPU_ALLOW_GROWTH", "true")
        os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
        return
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
    os.environ.setdefault("JAX_PLATFORMS", "cpu")


def gpu_in_use(backend: str) -> str | None:
    """The name of the GPU that the trial is on; None on the processor. Raises NoGpu. Keras must be imported."""
    if os.environ.get(DEVICE) != GPU:
        return None
    found = {"tensorflow": _of_tensorflow, "jax": _of_jax, "torch": _of_torch}[backend]()
    if found is None:
        raise NoGpu(f"--device gpu: {backend} sees no GPU on this machine; without the option the processor is used")
    return found


def _of_tensorflow() -> str | None:
    import tensorflow as tf

    devices = tf.config.list_physical_devices("GPU")
    if not devices:
        return None
    return str(tf.config.experimental.get_device_details(devices[0]).get("device_name", "GPU"))


def _of_jax() -> str | None:
    import jax

    try:
        return str(jax.devices("gpu")[0].device_kind)
    except RuntimeError:  # there is no such platform
        return None


def _of_torch() -> str | None:
    import torch

    return str(torch.cuda.get_device_name(0)) if torch.cuda.is_available() else None
