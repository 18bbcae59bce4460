"""kerasrules: reads Keras programs without running them and says why the network cannot learn as written."""

__version__ = "0.1.0"
