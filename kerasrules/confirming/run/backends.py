"""Which backend of Keras a trial is made with, where nobody asks for one."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

from kerasrules.confirming.plan.program_job import ProgramJob
from kerasrules.confirming.plan.trials import Job, ModelJob, comes_first
from kerasrules.confirming.run.devices import CPU
from kerasrules.rules import rule_of

TENSORFLOW = "tensorflow"
_QUICK_WITH_JAX = frozenset(
    (
        "Activation",
        "Add",
        "AlphaDropout",
        "BatchNormalization",
        "Concatenate",
        "Dense",
        "Dropout",
        "ELU",
        "Flatten",
        "GaussianDropout",
        "GaussianNoise",
        "InputLayer",
        "LayerNormalization",
        "LeakyReLU",
        "Multiply",
        "PReLU",
        "ReLU",
        "Rescaling",
        "Reshape",
        "Softmax",
    )
)
"""Layers of which JAX trains several copies in the time of one; convolutions and steps of sequences it does not."""


def default_backend() -> str:
    """$KERAS_BACKEND, or what is installed."""
    installed = (one for one in (TENSORFLOW, "jax", "torch") if _is_installed(one))
    return os.environ.get("KERAS_BACKEND") or next(installed, TENSORFLOW)


def backend_for(job: Job | ProgramJob | None, device: str = CPU) -> str:
    """$KERAS_BACKEND, or what is installed and fastest for the networks of a job.

    A verdict rests on its backend. JAX is taken for plain networks of dense layers whose loss suits their output: there
    the backends compute the same. What a loss makes of an output that it is not for, and where Keras stops, differs:
    that is tried on TensorFlow, where it is installed.
    """
    if (
        not os.environ.get("KERAS_BACKEND")
        and isinstance(job, Job)
        and device == CPU
        and job.models
        and _is_installed("jax")
        and all(map(_is_quick_with_jax, job.models))
    ):
        return "jax"
    return default_backend()


def prepare_jax() -> None:
    """Before Keras is imported with JAX: what it need not load, and where compiled code is kept for the next time."""
    # Keras would load it for functions that are not used here, which takes longer than all trainings
    sys.modules.setdefault("tensorflow", None)  # type: ignore[arg-type]
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    os.environ.setdefault("JAX_COMPILATION_CACHE_DIR", str(caches / "kerasrules" / "jax"))
    os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS", "0")
    os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES", "-1")


def _is_installed(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


def _is_quick_with_jax(model: ModelJob) -> bool:
    findings = [finding for trial in model.trials for finding in trial.findings]
    return (
        bool(findings)
        and all(layer.kind == "layer" and layer.class_name in _QUICK_WITH_JAX for layer in model.plan.layers)
        and not any(comes_first(one) or rule_of(one.code).family == "losses" for one in findings)
    )
