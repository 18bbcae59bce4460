"""The reader: an abstract interpreter that recovers models, training and data from source without running it."""

from kerasrules.interpreter.interpreter import analyze

__all__ = ["analyze"]
