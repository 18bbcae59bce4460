"""A line plot as SVG: axes, ticks, a line for each series, and its name where the pointer rests."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element

from kerasrules.model.record import record
from kerasrules.report.confirm_html.markup import add, element
from kerasrules.report.confirm_numbers import counted

_LARGEST = 1e30
"""Beyond this nothing can be drawn to scale; such values count as no finite number."""

_MOST_POINTS = 200
_MARK = 3.2


class Point(NamedTuple):
    """A value at a step; None where it is not a finite number."""

    step: float
    value: float | None
    shown: str


@record(frozen=True)
class Line:
    """One series. kind: its side, a class of the style sheet, which also decides on the mark at its end."""

    points: Sequence[Point]
    kind: str
    name: str
    dashed: bool = False


@record(frozen=True)
class Axis:
    """From where to where, with the values that are written beside it."""

    low: float
    high: float
    ticks: tuple[float, ...]
    logarithmic: bool = False

    def share(self, value: float) -> float:
        """How far along the axis a value stands: 0 at its start, 1 at its end."""
        low, high = self.low, self.high
        if self.logarithmic:
            value, low, high = math.log10(max(value, self.low)), math.log10(low), math.log10(high)
        return min(1.0, max(0.0, (value - low) / (high - low)))


@record(frozen=True)
class Size:
    """In pixels, with room for labels: left of the frame and below it."""

    width: int
    height: int
    left: int = 46
    bottom: int = 36
    top: int = 10
    right: int = 12


def drawable(value: float | None) -> bool:
    """Whether a value can be drawn to scale."""
    return value is not None and math.isfinite(value) and abs(value) < _LARGEST


def skill_axis(values: Iterable[float | None]) -> Axis:
    """From 0 to 1, and below as far as is needed, at most to -1."""
    lowest = min((value for value in values if value is not None and drawable(value)), default=0.0)
    if lowest >= -0.1:
        return Axis(-0.1, 1.05, (0.0, 0.25, 0.5, 0.75, 1.0))
    low = next((low for low in (-0.25, -0.5) if lowest >= low), -1.0)
    return Axis(low - 0.05, 1.05, tuple(tick for tick in (-1.0, -0.5, 0.0, 0.5, 1.0) if tick >= low))


def loss_axis(values: Iterable[float | None]) -> Axis:
    """From 0, or in powers of ten where losses differ by more than can be seen otherwise."""
    known = [value for value in values if value is not None and drawable(value)]
    low, high = min(known, default=0.0), max(known, default=1.0)
    if 1e-30 < low < high / 100:
        first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
        every = max(1, math.ceil((last - first) / 5))
        ticks = tuple(10.0**power for power in range(first, last + 1, every))
        return Axis(10.0**first, 10.0**last, ticks, logarithmic=True)
    low = min(0.0, low)
    high = high if high - low > 1e-9 * max(1.0, abs(low)) else low + max(1.0, abs(low))
    return Axis(low, high + 0.05 * (high - low), round_values(low, high))


def step_axis(steps: Iterable[float]) -> Axis:
    """From 0 to the last step."""
    high = max((step for step in steps if drawable(step)), default=1.0)
    high = high if high > 0 else 1.0
    return Axis(0.0, high, round_values(0.0, high, 3))


def round_values(low: float, high: float, most: int = 5) -> tuple[float, ...]:
    """Round values between two others, at most so many and one more."""
    width = 10.0 ** math.floor(math.log10((high - low) / most))
    step = next(width * factor for factor in (1, 2, 5, 10, 20) if (high - low) / (width * factor) <= most)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return tuple(number * step for number in range(first, last + 1))


def plot(
    lines: Sequence[Line],
    x: Axis,
    y: Axis,
    size: Size,
    *,
    identity: str,
    title: str,
    description: str,
    guessing: float | None = None,
    dots: bool = False,
) -> Element:
    """The plot. guessing: the value of guessing, where that is one. dots: a mark at each value, with its number."""
    picture = element(
        "svg",
        element("title", title, id=f"{identity}-title"),
        element("desc", description, id=f"{identity}-text"),
        viewBox=f"0 0 {size.width} {size.height}",
        role="img",
        aria_labelledby=f"{identity}-title {identity}-text",
        class_="plot",
    )
    add(picture, _frame(x, y, size, guessing))
    # the sides one after the other: what is drawn last is on top
    add(picture, *(_line(line, x, y, size, dots) for line in lines))
    return picture


def _x(value: float, axis: Axis, size: Size) -> float:
    return size.left + axis.share(value) * (size.width - size.left - size.right)


def _y(value: float, axis: Axis, size: Size) -> float:
    return size.height - size.bottom - axis.share(value) * (size.height - size.top - size.bottom)


def _frame(x: Axis, y: Axis, size: Size, guessing: float | None) -> Element:
    left, right, bottom = size.left, size.width - size.right, size.height - size.bottom
    frame = element("g", class_="frame", aria_hidden="true")
    for value in y.ticks:
        height = _y(value, y, size)
        kind = "grid guessing" if value == guessing else "grid"
        add(
            frame,
            element("line", x1=left, x2=right, y1=height, y2=height, class_=kind),
            element("text", _tick(value), x=left - 6, y=height + 4, text_anchor="end"),
        )
    for value in x.ticks:
        location = _x(value, x, size)
        add(
            frame,
            element("line", x1=location, x2=location, y1=bottom, y2=bottom + 4, class_="tick"),
            element("text", _tick(value), x=location, y=bottom + 16, text_anchor="middle"),
        )
    add(
        frame,
        element("path", d=f"M{left} {size.top}V{bottom}H{right}", class_="axis"),
        element("text", "step", x=right, y=size.height - 4, text_anchor="end", class_="unit"),
    )
    return frame


def _tick(value: float) -> str:
    """A number that fits beside an axis: `0.5`, `20000`, `1e5`."""
    if value and not 1e-3 <= abs(value) < 1e5:
        return re.sub(r"e([+-])0*(\d)", lambda power: f"e{power[1].strip('+')}{power[2]}", f"{value:.3g}")
    return f"{value:.6g}"


def _line(line: Line, x: Axis, y: Axis, size: Size, dots: bool) -> Element:
    points = _thinned(line.points)
    group = element("g", element("title", line.name), class_=f"line {line.kind}{' dashed' if line.dashed else ''}")
    locations = [
        None if point.value is None else (_x(point.step, x, size), _y(point.value, y, size)) for point in points
    ]
    path = ""
    pen_down = False
    for location in locations:
        if location is not None:
            path += f"{'L' if pen_down else 'M'}{location[0]:.1f} {location[1]:.1f}"
        pen_down = location is not None
    if path:
        # the wide one is not seen: it is there to be found by a pointer
        add(group, element("path", d=path, class_="hit"), element("path", d=path, class_="ink"))
    known = [(location, point) for location, point in zip(locations, points, strict=True) if location is not None]
    if dots:
        for location, point in known:
            dot = element("circle", element("title", point.shown), cx=location[0], cy=location[1], r=2, class_="dot")
            add(group, dot)
    if known:
        add(group, mark(line.kind, *known[-1][0]))
    for index, (location, point) in enumerate(zip(locations, points, strict=True)):
        if location is None and (index == 0 or locations[index - 1] is not None):
            add(group, _cross(_x(point.step, x, size), size.top + 6, point.shown))
    return group


def mark(kind: str, x: float, y: float) -> Element:
    """The sign of a side: a square, a circle, or a triangle, so that color is not all that tells them apart."""
    if kind == "baseline":
        return element("rect", x=x - _MARK, y=y - _MARK, width=2 * _MARK, height=2 * _MARK, class_="mark")
    if kind == "fixed":
        return element("circle", cx=x, cy=y, r=_MARK + 0.4, class_="mark")
    far = _MARK + 1.2
    return element("path", d=f"M{x:.1f} {y - far:.1f}l{far:.1f} {1.8 * far:.1f}h{-2 * far:.1f}z", class_="mark")


def _cross(x: float, y: float, shown: str) -> Element:
    arms = f"M{x - 4:.1f} {y - 4:.1f}l8 8M{x - 4:.1f} {y + 4:.1f}l8 -8"
    return element("g", element("title", shown), element("path", d=arms), class_="cross")


def _thinned(points: Sequence[Point]) -> Sequence[Point]:
    """At most so many points, the last one among them."""
    if len(points) <= _MOST_POINTS:
        return points
    last = len(points) - 1
    return [points[round(index * last / (_MOST_POINTS - 1))] for index in range(_MOST_POINTS)]


def describe(lines: Sequence[Line]) -> str:
    """What a plot shows, for those who do not see it: for each side the values that it ends with."""
    ends: dict[str, list[float | None]] = {}
    for line in lines:
        if not line.dashed and line.points:
            ends.setdefault(line.kind, []).append(line.points[-1].value)
    said = []
    for kind, values in ends.items():
        known = [value for value in values if value is not None]
        span = f"between {min(known):.3g} and {max(known):.3g}" if known else "at no finite value"
        said.append(f"{_SPOKEN.get(kind, kind)}, {counted(len(values), 'seed')} end {span}.")
    return " ".join(said)


_SPOKEN = {"baseline": "As written", "fixed": "With the fix", "together": "With all fixes together"}
