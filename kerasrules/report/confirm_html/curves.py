"""The trials' curves: all seeds in one plot for each measure, then each seed separately, both sides in one frame."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from kerasrules.report import confirm_numbers as numbers
from kerasrules.report import confirm_variants as variants
from kerasrules.report import confirm_words as words
from kerasrules.report.confirm_html.markup import element
from kerasrules.report.confirm_html.plot import (
    Axis,
    Line,
    Point,
    Size,
    describe,
    drawable,
    loss_axis,
    mark,
    plot,
    skill_axis,
    step_axis,
)

_OVERVIEW = Size(360, 230)
_SMALL = Size(230, 150)
_MOST_DOTS = 40
_KINDS = {words.BASELINE: "baseline", words.FIXED: "fixed", words.TOGETHER: "together"}


class _Measure(NamedTuple):
    key: str
    heading: str
    noun: str


_SKILL = _Measure("skill", "Skill on training samples", "skill")
_HELD_OUT = _Measure("held_out", "Skill on held-out samples", "held-out skill")
_LOSS = _Measure("loss", "Training loss", "loss")


def figures(rows: Sequence[variants.VariantRow], identity: str) -> Iterator[Element]:
    """A legend, the plots of all seeds, and those of each seed; nothing where nothing was recorded."""
    plots = (_overview(rows, measure, identity) for measure in (_SKILL, _HELD_OUT, _LOSS))
    overview = [figure for figure in plots if figure is not None]
    if not overview:
        return
    yield legend([row.label for row in rows])
    yield element("div", *overview, class_="plots")
    hint = "Each line is a seed: hover over it to see which. The dotted line is guessing."
    if any(figure.find(".//*[@class='cross']") is not None for figure in overview):
        hint += " From a cross on, the values are not finite."
    yield element("p", hint, class_="hint")
    seeds = list(dict.fromkeys(_seed(run) for row in rows for run in _runs(row.variant)))
    if len(seeds) > 1:
        yield element(
            "details",
            element("summary", f"Individual seeds ({len(seeds)})"),
            element(
                "p", "Both variants of a seed started with the same weights and saw the same batches.", class_="hint"
            ),
            *_by_seed(rows, seeds, _SKILL, _HELD_OUT, identity),
            *_by_seed(rows, seeds, _LOSS, None, identity),
        )


def legend(labels: Sequence[str]) -> Element:
    """Which line is which."""
    entries = []
    for label in labels:
        kind = _KINDS[label]
        line = element("path", d="M2 8H34", class_="ink")
        swatch = element("svg", element("g", line, mark(kind, 18, 8), class_=f"line {kind}"), viewBox="0 0 36 16")
        swatch.set("class", "swatch")
        swatch.set("aria-hidden", "true")
        entries.append(element("li", swatch, f" {label}"))
    return element("ul", *entries, class_="legend", aria_label="Lines in the plots")


def _overview(rows: Sequence[variants.VariantRow], measure: _Measure, identity: str) -> Element | None:
    lines = [line for row in rows for run in _runs(row.variant) if (line := _line(row, run, measure))]
    if not lines:
        return None
    heading = measure.heading + _scale(lines, measure)
    return _figure(lines, lines, measure, f"{identity}-{measure.key}", heading, heading, _OVERVIEW)


def _by_seed(
    rows: Sequence[variants.VariantRow], seeds: Sequence[str], measure: _Measure, also: _Measure | None, identity: str
) -> Iterator[Element]:
    """A small plot for each seed, all with the same axes."""
    lines: dict[str, list[Line]] = {seed: [] for seed in seeds}
    for row in rows:
        for run in _runs(row.variant):
            found = [_line(row, run, also, dashed=True) if also else None, _line(row, run, measure)]
            lines[_seed(run)] += [line for line in found if line is not None]
    every = [line for of_seed in lines.values() for line in of_seed]
    if not every:
        return
    heading = "Skill, dashed on held-out samples" if any(line.dashed for line in every) else measure.heading
    heading += _scale(every, measure)
    yield element("h5", heading)
    plots = (
        _figure(
            of_seed,
            every,
            measure,
            f"{identity}-{measure.key}-{number}",
            f"seed {seed}",
            f"{heading}: seed {seed}",
            _SMALL,
        )
        for number, (seed, of_seed) in enumerate(lines.items())
        if of_seed
    )
    yield element("div", *plots, class_="seeds")


def _figure(
    lines: Sequence[Line],
    beside: Sequence[Line],
    measure: _Measure,
    identity: str,
    caption: str,
    title: str,
    size: Size,
) -> Element:
    """A plot with its caption. beside: what is drawn with the same axes."""
    picture = plot(
        lines,
        step_axis(point.step for line in beside for point in line.points),
        _axis(beside, measure),
        size,
        identity=identity,
        title=title,
        description=describe(lines),
        guessing=None if measure is _LOSS else 0.0,
        dots=size is _SMALL and all(len(line.points) <= _MOST_DOTS for line in lines),
    )
    return element("figure", element("figcaption", caption), picture)


def _axis(lines: Sequence[Line], measure: _Measure) -> Axis:
    values = [point.value for line in lines for point in line.points]
    return loss_axis(values) if measure is _LOSS else skill_axis(values)


def _scale(lines: Sequence[Line], measure: _Measure) -> str:
    return " (log scale)" if _axis(lines, measure).logarithmic else ""


def _runs(side: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [run for run in side.get("runs") or () if isinstance(run, dict)]


def _seed(run: Mapping[str, Any]) -> str:
    return str(run.get("seed", "?"))


def _line(row: variants.VariantRow, run: Mapping[str, Any], measure: _Measure, dashed: bool = False) -> Line | None:
    """A run's curve; None where it was not recorded."""
    curve = run.get("curve") or {}
    number = numbers.loss if measure is _LOSS else numbers.skill
    who = f"seed {_seed(run)}, {row.label}"
    points = []
    for step, value in zip(curve.get("step") or (), curve.get(measure.key) or (), strict=False):
        at = numbers.finite(step)
        if at is None or not drawable(at):
            continue
        known = numbers.finite(value)
        if known is not None and drawable(known):
            points.append(Point(at, known, f"{who}: {measure.noun} {number(value)} at step {at:g}"))
        else:
            points.append(Point(at, None, f"{who}: {measure.noun} is not finite from step {at:g} on"))
    if measure is _HELD_OUT and not any(point.value is not None for point in points):
        return None  # nothing was held out
    return Line(points, _KINDS[row.label], points[-1].shown, dashed) if points else None
