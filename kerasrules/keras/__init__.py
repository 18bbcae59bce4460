"""What is given to Keras: `kerasrules.keras.Callback()`. Importing this imports Keras."""

from kerasrules.keras.callback import Callback

__all__ = ["Callback"]
