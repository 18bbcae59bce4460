"""A weight that a layer of the program makes, held by a layer of ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def held_weight(config: Mapping[str, Any]) -> Any:
    """A Keras layer that gives the weight, whatever it is called on. config: what `add_weight` takes."""
    import keras

    class Weight(keras.layers.Layer):  # type: ignore[misc]
        """The holder."""

        def build(self, input_shape: Any) -> None:
            """Make the weight."""
            self.held = self.add_weight(**config)

        def call(self, inputs: Any) -> Any:
            """Give it."""
            return keras.ops.convert_to_tensor(self.held)

    return Weight()
