"""Whether two arrays that reach one layer are surely on different scales."""

from __future__ import annotations

from kerasrules.model.data import ArrayInfo
from kerasrules.model.made_up_data import is_made_up
from kerasrules.rules.data._reaching_inputs import SCALING
from kerasrules.rules.phrasing import interval

_TOLERANCE = 0.2
"""Share of the wider range by which the other one must differ at one end."""
_PIXELS = (0.0, 255.0)
_OF_PIXELS = ("divided by 255", "multiplied by 1/255")


def differ(one: ArrayInfo, other: ArrayInfo) -> bool:
    """Whether the scales surely differ; what is made up may differ on purpose."""
    if is_made_up(one) or is_made_up(other) or _history(one) == _history(other):
        return False
    if one.standardized or other.standardized:
        return _is_filled(one) and _is_filled(other) and one.standardized != other.standardized
    if _is_filled(one) and _is_filled(other):
        return _apart(one, other)
    # scaled values lie within bounds that the others surely leave
    return any(
        (_is_filled(mine) and _leaves(mine, theirs))
        or (_are_raw_pixels(mine) and (_were_pixels(theirs) or _is_unit(theirs)))
        for mine, theirs in ((one, other), (other, one))
    )


def scale_words(value: ArrayInfo) -> str:
    """The scale, after "reach the layer as"."""
    if value.standardized:
        return "standardized values"
    if _were_pixels(value):
        return f"values {_OF_PIXELS[0]}"
    return f"values {'from' if value.bounds_attained else 'within'} {interval(value.low, value.high)}"


def _is_filled(value: ArrayInfo) -> bool:
    """Whether the values are known to fill their range, or to be standardized."""
    return value.standardized or (value.bounds_attained and value.low is not None and value.high is not None)


def _ends(value: ArrayInfo) -> tuple[float, float]:
    return value.low or 0.0, value.high or 0.0


def _apart(one: ArrayInfo, other: ArrayInfo) -> bool:
    a, b = _ends(one), _ends(other)
    width = max(a[1] - a[0], b[1] - b[0])
    return any(abs(mine - theirs) > _TOLERANCE * width for mine, theirs in zip(a, b, strict=True))


def _leaves(filled: ArrayInfo, bounded: ArrayInfo) -> bool:
    """Whether values reach far beyond the bounds that others were scaled to."""
    if bounded.low is None or bounded.high is None or not _history(bounded):
        return False
    low, high = _ends(filled)
    return max(bounded.low - low, high - bounded.high) > _TOLERANCE * (high - low)


def _are_raw_pixels(value: ArrayInfo) -> bool:
    """Whether these are pixels as image files hold them; of a part of an image, too, some are far above 1."""
    pixels = value.bounds_attained or value.picture is not None
    return pixels and (value.low, value.high) == _PIXELS and not _history(value)


def _were_pixels(value: ArrayInfo) -> bool:
    """Whether values of an unknown range were divided by 255, as one does with pixels, and by nothing else."""
    history = _history(value)
    return value.low is None and value.high is None and len(history) == 1 and history[0] in _OF_PIXELS


def _is_unit(value: ArrayInfo) -> bool:
    """Whether values were scaled to an interval within -1 to 1."""
    return (
        value.low is not None
        and value.high is not None
        and -1 <= value.low <= value.high <= 1
        and bool(_history(value))
    )


def _history(value: ArrayInfo) -> tuple[str, ...]:
    return tuple(step.text for step in value.steps if step.kind in SCALING)
