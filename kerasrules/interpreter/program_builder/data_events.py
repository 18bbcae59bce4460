"""What the program does with its data before a model gets them."""

from __future__ import annotations

from collections.abc import Sequence

from kerasrules.interpreter.events import SwapEvent
from kerasrules.interpreter.values import ArrayObject
from kerasrules.model.data_flow import RowSwap


def row_swaps(events: Sequence[SwapEvent]) -> tuple[RowSwap, ...]:
    """Those of arrays. How many axes one has, its later uses may tell."""
    places = {event.location for event in events}
    return tuple(
        RowSwap(
            event.by,
            event.data,
            max(len(event.data.shape or ()) - event.indices, event.value.least_rank - event.indices, event.slices),
            event.location,
            alone=len(places) == 1,
        )
        for event in events
        if event.data is not None and isinstance(event.value, ArrayObject)
    )
