"""Tables: both sides in numbers, each seed, what was proved, and the model's layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import Element

from kerasrules.reporting import confirm_words as words
from kerasrules.reporting.confirm_html.markup import Child, element


def sides(rows: Sequence[words.Row], caption: str) -> Element:
    """Medians over the seeds, a line for each side."""
    used = words.used_columns(rows)
    headings = ["", *(words.COLUMNS[index] for index in used)]
    return table(caption, headings, [[row.label, *(row.cells()[index] for index in used)] for row in rows])


def seeds(rows: Sequence[words.Row], caption: str) -> Element | None:
    """The numbers of each seed, the sides beside one another; None where there are no runs."""
    runs = [{str(run.get("seed", "?")): run for run in row.side.get("runs") or ()} for row in rows]
    names = list(dict.fromkeys(seed for side in runs for seed in side))
    if not names:
        return None
    measures = ("skill", "held-out skill", "loss at start", "loss at end")
    body = [[seed, *(cell for side in runs for cell in _run_cells(side.get(seed)))] for seed in names]
    used = [i for i in range(len(body[0])) if i == 0 or any(row[i] != words.NOT_KNOWN for row in body)]
    groups = ["seed", *(row.label for row in rows for _ in measures)]
    headings = ["seed", *(measure for _ in rows for measure in measures)]
    both = len(rows) == 2
    if both:
        for row, seed in zip(body, names, strict=True):
            row.append(_difference(*(side.get(seed) for side in runs)))
    extra = ["difference in skill"] if both else []
    above: list[tuple[str, int]] = []
    for index in used[1:]:
        if above and above[-1][0] == groups[index]:
            above[-1] = (groups[index], above[-1][1] + 1)
        else:
            above.append((groups[index], 1))
    columns = [*used, *range(len(headings), len(headings) + len(extra))]
    return table(
        caption,
        [headings[index] for index in used] + extra,
        [[row[index] for index in columns] for row in body],
        above=[("", 1), *above, *((("", 1),) if both else ())],
    )


def _run_cells(run: dict[str, Any] | None) -> list[str]:
    if run is None:
        return [words.NOT_KNOWN] * 4
    losses = list((run.get("curve") or {}).get("loss") or ())
    ends = [words.loss(losses[0]), words.loss(losses[-1])] if losses else [words.NOT_KNOWN] * 2
    if losses and losses[-1] is None:
        ends[-1] = "not finite"
    return [words.skill(run.get("skill")), words.skill(run.get("held_out")), *ends]


def _difference(before: dict[str, Any] | None, after: dict[str, Any] | None) -> str:
    first, second = words.finite((before or {}).get("skill")), words.finite((after or {}).get("skill"))
    return words.NOT_KNOWN if first is None or second is None else f"{round(second - first, 2) + 0.0:+.2f}"


def proofs(found: Sequence[dict[str, Any]]) -> Element:
    """What was measured without training."""
    body = [
        [
            str(proof.get("text") or proof.get("name") or "?"),
            words.brief(proof.get("as_written")),
            words.brief(proof.get("remedied")),
            "decides" if proof.get("decides") else "evidence",
        ]
        for proof in found
    ]
    headings = ["what", words.AS_WRITTEN, words.WITH_REMEDY, "weight"]
    return table("Measured without training", headings, body, text_columns=(3,))


def model(one: dict[str, Any]) -> Element:
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
    """A table whose first column names its rows; numbers elsewhere, but for `text_columns`. It scrolls by itself.

    above: headings over several columns, each with their number.
    """
    head = element("thead")
    if above:
        groups = (
            element("th", text, colspan=span, scope="colgroup") if text else element("td") for text, span in above
        )
        head.append(element("tr", *groups))
    kinds = ["text" if index == 0 or index in text_columns else "number" for index in range(len(headings))]
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
