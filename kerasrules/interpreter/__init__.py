"""The interpreter: an abstract interpreter that recovers models, training and data from source without running it."""

from kerasrules.interpreter.interpreter import analyze
from kerasrules.interpreter.libraries.registry import load as load_handlers

__all__ = ["analyze", "load_handlers"]
