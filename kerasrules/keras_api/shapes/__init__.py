"""Shapes and weights of layers, as Keras would build them.

`infer` is checked against the real Keras on random layers, arguments and inputs (tests/test_shapes.py).
"""

from __future__ import annotations

from collections.abc import Mapping

from kerasrules.keras_api.shapes import (
    attention,
    convolution,
    core,
    merging,
    normalization,
    pooling,
    preprocessing,
    recurrent,
    reshaping,
    wrappers,
)
from kerasrules.keras_api.shapes.dimensions import BuildError, ShapeFunction
from kerasrules.keras_api.shapes.inference import Inference
from kerasrules.model.data import Shape

__all__ = ["FUNCTIONS", "Inference", "infer"]


def dispatch(class_name: str, config: Mapping[str, object], inputs: tuple[Shape | None, ...]) -> Inference:
    """`infer` that raises BuildError, for layers around layers."""
    function = FUNCTIONS.get(class_name)
    return Inference((None,)) if function is None else function(class_name, config, inputs)


FUNCTIONS: Mapping[str, ShapeFunction] = {
    **attention.FUNCTIONS,
    **convolution.FUNCTIONS,
    **core.FUNCTIONS,
    **merging.FUNCTIONS,
    **normalization.FUNCTIONS,
    **pooling.FUNCTIONS,
    **preprocessing.FUNCTIONS,
    **recurrent.FUNCTIONS,
    **reshaping.FUNCTIONS,
    **wrappers.functions(dispatch),
}
"""One function per class of keras.layers whose shape can be told without running it."""


def infer(class_name: str, config: Mapping[str, object], inputs: tuple[Shape | None, ...]) -> Inference:
    """Output shapes, number of weights and, where Keras would reject, its reason.

    class_name: Keras' name, aliases resolved. config: arguments by parameter name; `Unknown` where unknown, and
    the defaults may be omitted. inputs: one shape per input tensor, with the batch axis; None where not even the
    rank is known, and None for unknown sizes.
    What depends on something unknown is unknown. Never raises.
    """
    try:
        return dispatch(class_name, config, inputs)
    except BuildError as error:
        return Inference(error.outputs, None, str(error))
    except (TypeError, ValueError, IndexError, AttributeError, ZeroDivisionError, OverflowError):
        # Arguments of a kind that no Keras takes: whatever it would say, nothing can be told.
        return Inference((None,))
