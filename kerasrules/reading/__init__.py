"""The reader: an abstract interpreter that recovers models, training and data from source without running it."""

from kerasrules.reading.interpreter import read

__all__ = ["read"]
