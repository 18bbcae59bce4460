"""Tables: both sides in numbers, each seed, and the model's layers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any
from xml.etree.ElementTree import Element

from kerasrules.report import confirm_numbers as numbers
from kerasrules.report import confirm_variants as variants
from kerasrules.report.confirm_html.markup import Child, element


def sides(rows: Sequence[variants.VariantRow], caption: str) -> Element:
    """Medians over the seeds, a line for each side."""
    used = variants.used_columns(rows)
    headings = ["", *(variants.COLUMNS[index] for index in used)]
    return table(caption, headings, [[row.label, *(row.cells()[index] for index in used)] for row in rows])


def seeds(rows: Sequence[variants.VariantRow], caption: str) -> Element | None:
    """The numbers of each seed, the sides beside one another; None where there are no runs."""
    runs = [{str(run.get("seed", "?")): run for run in row.variant.get("runs") or ()} for row in rows]
    names = list(dict.fromkeys(seed for side in runs for seed in side))
    if not names:
        return None
    # (side, measure, a cell for each seed)
    columns = [("", "seed", names)]
    for row, side in zip(rows, runs, strict=True):
        cells = zip(*(_run_cells(side.get(seed)) for seed in names), strict=True)
        columns += [(row.label, name, list(column)) for name, column in zip(_MEASURES, cells, strict=True)]
    columns = [column for column in columns if any(cell != numbers.NOT_KNOWN for cell in column[2])]
    if len(rows) == 2:
        columns.append(_gain(runs[0], runs[1], names))
    above = [(label, len(list(group))) for label, group in groupby(columns, lambda column: column[0])]
    body = [[cells[index] for _, _, cells in columns] for index in range(len(names))]
    return table(caption, [name for _, name, _ in columns], body, above=above)


_MEASURES = ("skill", "held-out skill", "loss at start", "loss at end")


def _run_cells(run: Mapping[str, Any] | None) -> list[str]:
    """One run in the order of `_MEASURES`."""
    if run is None:
        return [numbers.NOT_KNOWN] * 4
    losses = list((run.get("curve") or {}).get("loss") or ())
    ends = (
        [numbers.NOT_FINITE if loss is None else numbers.loss(loss) for loss in (losses[0], losses[-1])]
        if losses
        else []
    )
    return [numbers.skill(run.get("skill")), numbers.skill(run.get("held_out")), *(ends or [numbers.NOT_KNOWN] * 2)]


def _gain(
    before: dict[str, Mapping[str, Any]], after: dict[str, Mapping[str, Any]], names: Sequence[str]
) -> tuple[str, str, list[str]]:
    """What the remedy gained in each seed, in the skill that counts: the held-out one where there is one."""
    both = [(before.get(seed) or {}, after.get(seed) or {}) for seed in names]
    held_out = any(numbers.finite(run.get("held_out")) is not None for pair in both for run in pair)
    key, heading = ("held_out", "gain in held-out skill") if held_out else ("skill", "gain in skill")
    cells = []
    for pair in both:
        first, second = (numbers.finite(run.get(key)) for run in pair)
        if first is None or second is None:
            cells.append(numbers.NOT_KNOWN)
        else:
            cells.append(f"{round(second - first, 2) + 0.0:+.2f}")
    return "", heading, cells


def model(one: Mapping[str, Any]) -> Element:
    """The layers, like `model.summary()`."""
    rows = one.get("rows") or ()
    body = [
        [
            str(row.get("layer") or "?"),
            str(row.get("output_shape") or "?"),
            _grouped(row.get("parameters")),
            str(row.get("activation") or ""),
            str(row.get("line") or ""),
        ]
        for row in rows
    ]
    headings = ["layer", "output shape", "parameters", "activation", "line"]
    total = one.get("parameters")
    caption = f"{one.get('title') or 'model'}{f': {_grouped(total)} parameters' if total is not None else ''}"
    return table(caption, headings, body, text_columns=(1, 3))


def _grouped(number: Any) -> str:
    return f"{number:,}" if isinstance(number, int) else "?"


def table(
    caption: str,
    headings: Sequence[str],
    body: Sequence[Sequence[str]],
    above: Sequence[tuple[str, int]] = (),
    text_columns: Sequence[int] = (),
) -> Element:
    """A table whose first column names its rows; numbers elsewhere, but for `text_columns`. It scrolls on its own.

    above: headings over several columns, each with their number.
    """
    head = element("thead")
    starts = set()
    if above:
        groups = (
            element("th", text, colspan=span, scope="colgroup") if text else element("td") for text, span in above
        )
        head.append(element("tr", *groups))
        starts = {sum(span for _, span in above[:index]) for index in range(1, len(above))}
    kinds = [
        ("text" if index == 0 or index in text_columns else "number") + (" start" if index in starts else "")
        for index in range(len(headings))
    ]
    head.append(
        element(
            "tr",
            *(
                element("th", text, scope="col", class_=kind) if text else element("td")
                for text, kind in zip(headings, kinds, strict=True)
            ),
        )
    )
    rows = []
    for line in body:
        cells: list[Child] = [element("th", line[0], scope="row")]
        cells += [element("td", text, class_=kind) for text, kind in zip(line[1:], kinds[1:], strict=True)]
        rows.append(element("tr", *cells))
    made = element("table", element("caption", caption), head, element("tbody", *rows))
    # a region with a name and a place in the tab order can be scrolled without a mouse
    return element("div", made, class_="scroll", role="region", aria_label=caption, tabindex=0)
