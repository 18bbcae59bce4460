"""What `confirm` says: on a terminal, while it works, and as a page; from documents made by hand and by chance."""

from __future__ import annotations

import base64
import copy
import hashlib
import io
import json
import math
import re
import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from confirm_documents import (
    EXAMPLES,
    FOUNDING,
    HEAD,
    HOSTILE,
    document,
    empty,
    exploding,
    founding,
    hostile,
    page_of,
    synthetic,
    verdict,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from kerasrules.report import confirm_numbers as numbers
from kerasrules.report import confirm_text
from kerasrules.report import confirm_variants as variants
from kerasrules.report import confirm_words as words
from kerasrules.report.confirm_html import plot
from kerasrules.report.confirm_progress import Progress

ESCAPES = re.compile("\x1b\\[[0-9;]*m")


def text(found: dict[str, Any], painted: bool = False, **options: Any) -> str:
    return "\n".join(confirm_text.render(found, painted, **{"bars": True, **options}))


# ---- on a terminal --------------------------------------------------------------------------------------------------

EXPECTED = """\
train.py
  data:     768 samples of (8,) from diabetes.csv; 154 held out
  basis:    TensorFlow, Keras 3.15.1
  compare:  logistic regression reaches skill 0.93 on these data (0.88 on held-out samples)

confirmed[softmax-single-unit]: Dense(1) applies softmax over a single value (KR202)
  --> train.py:7:5
   = fix: Use sigmoid
   = result: no weights can succeed: even with free choice of what goes into it, this output under \
binary_crossentropy reaches a skill of 0.00, and 1.00 with the fix
   = trial: Adam, learning rate 0.001; seeds 0 to 4; 3.1 s

                skill  held-out skill  loss at start  loss at end  steps  seeds won  skill over the steps
  as written     0.01            0.00          0.697        0.689    300     0 of 5  ▁▁▁▁▁▁▁
  with the fix   0.95            0.85          0.697       0.0873    300     5 of 5  ▁▁▂▅▇██

Skill: 1 is perfect, 0 equals always guessing the most frequent class (or the mean), below 0 is worse. \
Numbers are medians over the seeds.
A verdict applies to this model on these data, with this optimizer and backend. It does not judge the rule.

1 verdict: 1 confirmed (7.2 s: import 2.9 s, build 0.2 s, trace 0.6 s, train 3.1 s).

What was compared
  The model as written and the model with each fix were trained on 768 samples of (8,) from diabetes.csv: 5 pairs of \
trainings for each fix, up to 300 steps long. Both of a pair start from the same weights and see the same batches.

What it means
  confirmed  softmax-single-unit (KR202) keeps this model from learning: skill 0.00 as written, 0.85 with the fix.

What to do next
  Apply the confirmed fix:
      kerasrules check --fix --unsafe-fixes --select KR202 train.py"""


def test_the_whole_report():
    assert text(document()) == EXPECTED


@pytest.mark.parametrize("name", EXAMPLES)
def test_paint_is_all_that_colour_adds(name):
    found = EXAMPLES[name]()
    painted = text(found, painted=True)
    assert ESCAPES.sub("", painted) == text(found)
    assert "\x1b" not in text(found)
    assert name == "empty" or "\x1b[" in painted


@pytest.mark.parametrize("make", [document, founding, synthetic, exploding, empty])
def test_nothing_is_said_twice(make):
    # the side as written is the same in every table, and so may be a reason that holds for several remedies
    said = [line for line in text(make()).splitlines() if line and (not line.startswith("  ") or " --> " in line)]
    assert [line for line, times in Counter(said).items() if times > 1] == []


def test_findings_of_one_trial_are_one_block():
    lines = text(founding()).splitlines()
    start = next(number for number, line in enumerate(lines) if "linear-conv-before-pooling]" in line)
    assert lines[start + 1 : start + 4] == [
        "  --> founding.py:4:15",
        "  ::: founding.py:7:15  (fixed in the same trial)",
        '   = fix: Give it activation="relu"',
    ]
    assert sum("linear-conv-before-pooling]" in line for line in lines) == 1
    assert any(line.startswith("3 verdicts: 1 confirmed, 2 not confirmed (") for line in lines)


def test_remedies_of_one_finding_are_one_block():
    lines = text(founding()).splitlines()
    assert sum("offset-dominated-input (KR308)" not in line and "offset-dominated-input" in line for line in lines) == 1
    assert [line for line in lines if line.startswith(("  confirmed: ", "  not confirmed: "))] == [
        "  not confirmed: Standardize each channel",
        "  confirmed: Standardize each sample",
    ]


def test_findings_that_cannot_be_tried_for_one_reason_are_one_block():
    left_out = {
        "verdict": "inconclusive",
        "reason": "the model could not be rebuilt: line 3",
        "together": [],
        "seeds": [],
        "as_written": None,
        "remedied": None,
        "optimizer": None,
        "proofs": [],
        "seconds": 0.0,
        "data": None,
        "model": None,
    }
    two = [verdict(**left_out), verdict(**left_out, range={"start": {"line": 9, "column": 1}})]
    said = text(document(verdicts=two))
    assert said.count("could not be rebuilt") == 1
    assert "  --> train.py:7:5\n  ::: train.py:9:1\n   = fix: Use sigmoid\n" in said


def test_all_remedies_together_stand_beside_what_was_written():
    lines = text(founding()).splitlines()
    start = lines.index("with all fixes together: KR102, KR308")
    assert [line[2:25].rstrip() for line in lines[start + 3 : start + 5]] == ["as written", "with all fixes together"]


def test_a_finding_of_the_data_that_was_not_tried():
    found = founding()
    found["verdicts"] = []
    said = text(found)
    assert "warning[offset-dominated-input]: The inputs' mean is 83 times their spread" in said
    assert "   = help: standardize each sample" in said
    assert "No finding was tested" in said


def test_one_word_for_each_circumstance():
    said = text(synthetic())
    assert words.SYNTHETIC in said
    assert "Interrupted: these are the verdicts so far." in said
    assert "held-out" not in said
    said = text(empty())
    assert "note:     no finding in train.py has a fix" in said
    assert words.SCOPE not in said
    assert "the same trial" not in text(document())


def test_quiet_leaves_the_explanations_out():
    said = text(document(), quiet=True)
    assert "confirmed[softmax-single-unit]" in said
    assert words.SCOPE not in said
    assert "verdict:" not in said


def test_several_files_are_explained_once():
    said = "\n".join(confirm_text.render_all([founding(), empty(), synthetic()], False, bars=True))
    assert [said.count(part) for part in (words.SKILL, words.SCOPE, words.SYNTHETIC)] == [1, 1, 1]
    assert said.count("What to do next") == 3
    assert said.count("verdicts: ") == 2
    assert "\n\n\n" not in said
    assert not said.endswith("\n")
    assert list(confirm_text.render_all([], False)) == []
    assert words.SCOPE not in "\n".join(confirm_text.render_all([founding()], False, quiet=True))


def test_several_models_are_named():
    two = document(verdicts=[verdict(), verdict(model="Sequential on line 40", range={"start": {"line": 43}})])
    assert text(two).count("= model: Sequential on line 4\n") == 1
    assert "= model: Sequential on line 40\n" in text(two)
    assert "= model" not in text(document())


def test_a_loss_that_is_no_number():
    lines = [line for line in text(exploding()).splitlines() if line.startswith("  as written")]
    assert lines[0].split()[:6] == ["as", "written", "-1.00", "-1.00", "175", "NaN"]
    found = exploding()
    found["verdicts"][0]["as_written"]["loss_end"] = None  # JSON has no other word for it
    assert "not finite" in text(found)


def test_without_bars_the_text_is_ascii(monkeypatch):
    assert text(founding(), bars=False).isascii()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    assert text(founding(), bars=None).isascii()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))
    assert "▁" in text(founding(), bars=None)


def test_nothing_reaches_the_terminal_but_text():
    said = text(hostile())
    assert all(character.isprintable() or character == "\n" for character in said)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.004, "0.00"), (-0.001, "0.00"), (1, "1.00"), (None, "–"), (math.nan, "NaN"), ("x", "–"), (True, "–")],
)
def test_skill(value, shown):
    assert numbers.skill(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.6931, "0.693"), (0.7, "0.700"), (175.2, "175"), (0, "0.00"), (12345, "1.23e+04"), (-math.inf, "-inf")],
)
def test_loss(value, shown):
    assert numbers.loss(value) == shown


def test_a_number_beyond_floats():
    assert numbers.loss(10**400) == "–"


@pytest.mark.parametrize(
    ("seeds", "shown"),
    [([7], "seed 7"), ([0, 1], "seeds 0, 1"), ([3, 4, 5], "seeds 3 to 5"), ([0, 2, 4], "seeds 0, 2, 4")],
)
def test_seeds(seeds, shown):
    assert words.seeds_words(seeds) == shown


def test_sparkline():
    assert numbers.sparkline([0, 0.5, 1, 7, -1, None]) == "▁▅██▁ "


def test_the_course_is_the_median_of_the_seeds():
    runs = [{"curve": {"step": [0, 10], "skill": [0, end]}} for end in (0.1, 0.9, 0.8)]
    assert variants.course({"runs": runs}) == [0, 0.8]
    long = {"step": list(range(1000)), "skill": [step / 999 for step in range(1000)]}
    assert len(variants.course({"runs": [{"curve": long}]})) == 16


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        ("the fix won", "The fix won."),
        ("dense_1 is unused", "dense_1 is unused."),
        ("Is it?", "Is it?"),
        ("", ""),
    ],
)
def test_sentence(given_text, shown):
    assert words.sentence(given_text) == shown


# ---- while it works -------------------------------------------------------------------------------------------------


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


STEP = {
    "event": "progress",
    "trial": "fix for KR202",
    "seed": 3,
    "seeds": 5,
    "step": 150,
    "steps": 300,
    "skill": 0.41,
    "curve": [0, 0.2, 0.41],
}
EVENTS = [
    {"event": "stage", "text": "importing TensorFlow"},
    STEP,
    {"event": "verdict", "name": "softmax-single-unit", "verdict": "confirmed"},
    {"event": "of a later version"},
]


@pytest.fixture
def terminal(monkeypatch):
    pytest.importorskip("rich")
    for name in ("TERM", "NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    return Terminal()


def shown(terminal: Terminal, events: list[dict[str, Any]]) -> str:
    with Progress(stream=terminal) as progress:
        for event in events:
            progress.update(event)
            progress._live.refresh()
    return terminal.getvalue()


def test_progress_shows_trial_seed_step_and_skill(terminal):
    said = ESCAPES.sub("", shown(terminal, EVENTS))
    assert "importing TensorFlow" in said
    for part in ("fix for KR202", "seed 3 of 5", "step 150 of 300", "skill 0.41", "▁▂▄"):
        assert part in said
    assert "confirmed softmax-single-unit" in said


def test_progress_leaves_nothing_behind(terminal):
    said = shown(terminal, EVENTS)
    screen: list[str] = [""]
    row = 0
    for part in re.findall("\x1b\\[[0-9;?]*[A-Za-z]|\r|\n|[^\x1b\r\n]+", said):
        if part == "\n":
            row += 1
            screen += [""] * (row + 1 - len(screen))
        elif part == "\x1b[2K":
            screen[row] = ""
        elif part == "\x1b[1A":
            row -= 1
        elif not part.startswith(("\x1b", "\r")):
            screen[row] += part
    assert "".join(screen) == ""
    assert said.rindex("\x1b[?25h") > said.find("\x1b[?25l")


def test_progress_fits_eighty_columns(terminal, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    said = ESCAPES.sub("", shown(terminal, [{**STEP, "curve": [0.1] * 50}]))
    assert "fix for KR202" in said
    assert "step 150 of 300" in said


def test_progress_takes_hostile_and_empty_events(terminal):
    said = shown(terminal, [{"event": "progress"}, {"event": "progress", "trial": HOSTILE}, {"event": "stage"}, {}])
    assert "\u202e" not in said


def test_progress_gives_the_terminal_back_on_ctrl_c(terminal):
    def interrupted() -> None:
        with Progress(stream=terminal) as progress:
            progress.update(STEP)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert terminal.getvalue().rindex("\x1b[?25h") > terminal.getvalue().rindex("\x1b[?25l")


def test_progress_leaves_standard_output_alone(terminal, capsys):
    with Progress(stream=terminal) as progress:
        progress.update(STEP)
        print("report")
    assert capsys.readouterr().out == "report\n"


@pytest.mark.parametrize("why", ["quiet", "no terminal", "dumb", "no rich"])
def test_progress_is_silent(why, monkeypatch):
    monkeypatch.setenv("TERM", "dumb" if why == "dumb" else "xterm")
    if why == "no rich":
        for name in [name for name in sys.modules if name.partition(".")[0] == "rich"]:
            monkeypatch.delitem(sys.modules, name)
        monkeypatch.setitem(sys.modules, "rich", None)
    stream = io.StringIO() if why == "no terminal" else Terminal()
    with Progress(quiet=why == "quiet", stream=stream) as progress:
        for event in EVENTS:
            progress.update(event)
    assert stream.getvalue() == ""


def test_reports_import_neither_rich_nor_numpy():
    code = (
        "import sys, kerasrules.report.confirm_text, kerasrules.report.confirm_html\n"
        "from kerasrules.report.confirm_progress import Progress\n"
        "with Progress(): pass\n"
        "print(sorted({'rich', 'numpy', 'tensorflow', 'keras'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("[]\n", "")


# ---- the documentation ----------------------------------------------------------------------------------------------

PAGE = Path(__file__).parent.parent / "docs" / "confirm.md"


def test_the_documentation_shows_a_document_as_it_is():
    (shown,) = re.findall(r"^```json\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    told, real = json.loads(shown), document()
    assert told.keys() == real.keys()
    assert told["data"].keys() == real["data"].keys()
    assert told["verdicts"][0].keys() == verdict().keys()
    run = told["verdicts"][0]["as_written"]["runs"][0]
    assert run.keys() == verdict()["as_written"]["runs"][0].keys()
    assert text(told)
    examined(told, HEAD)


def test_the_documentation_names_the_verdicts_and_leads_somewhere():
    page = PAGE.read_text(encoding="utf-8")
    assert re.findall(r"^\| `(.*?)` \|", page, re.MULTILINE)[: len(words.MEANINGS)] == list(words.MEANINGS)
    links = re.findall(r"\]\(([^)#]+)\)", page)
    assert links
    assert [link for link in links if not (PAGE.parent / link).exists()] == []


# ---- as a page ------------------------------------------------------------------------------------------------------

VOID = {"meta", "br", "hr", "img", "input", "link"}


class Page(HTMLParser):
    """A page as a browser's tokenizer sees it; every element must be closed where it was opened."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.contents: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(source)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs)
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open:
            self.contents.setdefault(self._open[-1], []).append(data)

    def attributes(self, name: str) -> list[str]:
        return [value or "" for _, attributes in self.elements for key, value in attributes.items() if key == name]


def examined(found: dict[str, Any], source: str | None) -> Page:
    """Make a page, and look at what must hold of every page."""
    made = page_of(found, source)
    made.encode("utf-8")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]", made)
    page = Page(made)
    tags = Counter(tag for tag, _ in page.elements)
    assert (tags["script"], tags["style"], tags["h1"], tags["main"]) == (2, 1, 1, 1)
    assert not {"img", "iframe", "object", "embed", "link", "base", "form", "use", "image"} & set(tags)
    # nothing is loaded: the only links lead to places of the page itself
    assert {name for name in ("src", "srcset", "action", "xlink:href", "style") if page.attributes(name)} == set()
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
    identities = page.attributes("id")
    assert len(set(identities)) == len(identities)
    targets = {target for value in page.attributes("aria-labelledby") for target in value.split()}
    targets |= {link.removeprefix("#") for link in page.attributes("href")}
    assert targets <= set(identities)
    (style,) = page.contents["style"]
    assert "url(" not in style
    assert "@import" not in style
    for picture in re.findall("<svg.*?</svg>", made, re.DOTALL):
        for part in ElementTree.fromstring(picture).iter():
            for name in ("x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height"):
                assert name not in part.attrib or math.isfinite(float(part.attrib[name]))
            assert not re.search("nan|inf", part.attrib.get("d", ""))
    return page


def embedded(page: Page) -> Any:
    (raw,) = [one for one in page.contents["script"] if one.startswith("{")]
    return json.loads(raw)


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("source", [None, HEAD, FOUNDING, "", HOSTILE * 30])
def test_every_page_is_whole(name, source):
    examined(EXAMPLES[name](), source)


def test_the_policy_allows_what_is_there_and_nothing_else():
    page = examined(document(), HEAD)
    (policy,) = [a["content"] for _, a in page.elements if a.get("http-equiv") == "Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in str(policy).split(";"))
    assert rules.keys() == {"default-src", "style-src", "script-src", "base-uri", "form-action"}
    (style,) = page.contents["style"]
    script = page.contents["script"][-1]
    for rule, inside in (("style-src", style), ("script-src", script)):
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert rules[rule] == f"'sha256-{digest}'"
    assert rules["default-src"] == "'none'"


def test_the_raw_numbers_are_inside():
    assert embedded(examined(founding(), FOUNDING)) == founding()
    assert embedded(examined(hostile(), None)) == hostile()
    losses = embedded(examined(exploding(), None))["verdicts"][0]["as_written"]["runs"][2]["curve"]["loss"]
    assert losses == [175.2, 28200.0, None, None]


def test_text_stays_text():
    made = page_of(hostile(), HOSTILE)
    assert made.lower().count("</script") == 2
    assert "<img" not in made
    assert "\u202e" not in made


def test_what_a_page_tells():
    made = page_of(founding(), FOUNDING)
    for part in (
        "<mark>Conv2D(32, (3, 3), padding='same', input_shape=input_shape)</mark>",
        "<mark>Conv2D(64, (3, 3), padding='same')</mark>",
        "The fix won all of 7 pairs of trainings: skill 0.00 as written, 0.85 with the fix.",
        "seed 6, with the fix: skill 0.91 at step 300",
        "All fixes together",
        "167,265 parameters",
        "gain in held-out skill",
        "channel 3 is constant in 12 samples",
        "How to read this",
    ):
        assert part in made
    assert made.count('<article id="verdict-') == 2


def test_the_lines_of_a_notebook_and_of_no_other_file():
    cells = [{"cell_type": "code", "source": "x = 1\n"}, {"cell_type": "code", "source": "\n\nmodel = Dense(1)\n"}]
    notebook = json.dumps({"nbformat": 4, "metadata": {}, "cells": cells})
    where = {"start": {"line": 3, "column": 9}, "end": {"line": 3, "column": 17}}
    own = verdict(path="n.ipynb", cell=2, range=where)
    made = page_of(document(path="n.ipynb", verdicts=[own]), notebook)
    assert "<mark>Dense(1)</mark>" in made
    assert "n.ipynb:cell 2:3:9" in made
    assert "<pre" not in page_of(document(path="n.ipynb", verdicts=[own]), "no notebook")
    # a file beside it is not opened, whatever the document says
    assert "<pre" not in page_of(document(verdicts=[verdict(path=__file__)]), HEAD)


def test_long_lines_are_cut_around_their_mark():
    line = "x = [" + "0, " * 5000 + "Dense(1)]"
    where = {"start": {"line": 1, "column": line.index("Dense") + 1}, "end": {"line": 1, "column": len(line)}}
    made = page_of(document(verdicts=[verdict(range=where)]), line)
    assert "<mark>Dense(1)</mark>" in made
    assert made.count("0, 0, 0, ") < 200


def test_documents_are_not_changed():
    for make in EXAMPLES.values():
        found = make()
        before = copy.deepcopy(found)
        page_of(found, HEAD)
        text(found)
        assert repr(found) == repr(before)


# ---- plots ----------------------------------------------------------------------------------------------------------

FLOATS = st.floats(allow_nan=True, allow_infinity=True) | st.none()


@given(st.lists(FLOATS))
@settings(deadline=None)
def test_axes_hold_their_values(values):
    for axis in (plot.loss_axis(values), plot.skill_axis(v for v in values if v is not None and -1 <= v <= 1)):
        assert axis.low < axis.high
        assert 1 <= len(axis.ticks) <= 12
        assert list(axis.ticks) == sorted(set(axis.ticks))
        assert all(0 <= axis.share(tick) <= 1 for tick in axis.ticks)
    axis = plot.loss_axis(values)
    assert all(
        axis.low <= v <= axis.high for v in values if v is not None and plot.drawable(v) and not axis.logarithmic
    )


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([0.0, 0.7], (0, 0.2, 0.4, 0.6)),
        ([0.01, 900.0], (0.01, 0.1, 1, 10, 100, 1000)),
        ([-3.0, 3.0], (-2, 0, 2)),
        ([], (0, 0.2, 0.4, 0.6, 0.8, 1)),
    ],
)
def test_ticks_are_round(values, ticks):
    assert plot.loss_axis(values).ticks == pytest.approx(ticks)


# ---- documents by chance --------------------------------------------------------------------------------------------

TEXT = st.text(max_size=30) | st.sampled_from([HOSTILE, "</script>", "<!--", "]]>", "a" * 300, "\n\t", "ü▁"])
NUMBER = FLOATS | st.integers(-3, 1000)
SMALL = st.integers(0, 40)


def curves(length: int) -> st.SearchStrategy[dict[str, Any]]:
    values = st.lists(NUMBER, min_size=length, max_size=length)
    return st.fixed_dictionaries(
        {"step": st.lists(SMALL, min_size=length, max_size=length).map(sorted)},
        optional={"loss": values, "skill": values, "held_out": values},
    )


RUN = st.fixed_dictionaries(
    {"seed": st.integers(0, 7), "skill": NUMBER, "steps": SMALL, "curve": st.integers(0, 5).flatmap(curves)},
    optional={"held_out": NUMBER},
)
SIDE = st.none() | st.fixed_dictionaries(
    {"skill": NUMBER, "held_out": NUMBER, "loss_start": NUMBER, "loss_end": NUMBER, "runs": st.lists(RUN, max_size=4)}
)
POSITION = st.fixed_dictionaries({"line": st.integers(1, 30), "column": st.integers(1, 90)})
LOCATIOND = {
    "code": st.sampled_from(["KR101", "KR308"]) | TEXT,
    "name": TEXT,
    "severity": st.sampled_from(["error", "warning", "info"]),
    "message": TEXT,
    "path": st.just("train.py") | TEXT,
    "cell": st.none() | st.integers(1, 5),
    "range": st.fixed_dictionaries({"start": POSITION, "end": POSITION}),
}
PROOF = st.fixed_dictionaries(
    {"name": TEXT, "text": TEXT, "as_written": NUMBER, "remedied": NUMBER, "decides": st.booleans()}
)
VERDICT = st.fixed_dictionaries(
    {
        **LOCATIOND,
        "remedy": TEXT,
        "together": st.lists(st.fixed_dictionaries({"line": st.integers(1, 30), "cell": st.none()}), max_size=2),
        "model": st.none() | TEXT,
        "verdict": st.sampled_from([*words.MEANINGS]),
        "reason": TEXT,
        "proofs": st.lists(PROOF, max_size=2),
        "data": st.sampled_from(["file", "synthetic", None]),
        "backend": st.sampled_from(["tensorflow", "jax", "torch"]),
        "optimizer": st.none() | TEXT,
        "seeds": st.lists(SMALL, max_size=4, unique=True),
        "steps": SMALL,
        "wins": SMALL,
        "losses": SMALL,
        "ties": SMALL,
        "as_written": SIDE,
        "remedied": SIDE,
        "seconds": NUMBER,
    }
)
ROW = st.fixed_dictionaries(
    {"layer": TEXT, "output_shape": TEXT, "parameters": SMALL, "activation": st.none() | TEXT, "line": SMALL}
)
DOCUMENT = st.fixed_dictionaries(
    {
        "version": st.just(1),
        "path": st.just("train.py") | TEXT,
        "backend": st.sampled_from(["tensorflow", "jax", "torch"]),
        "keras": st.none() | TEXT,
        "data": st.fixed_dictionaries(
            {
                "source": st.sampled_from(["file", "synthetic"]),
                "path": st.none() | TEXT,
                "samples": SMALL,
                "held_out": SMALL,
                "words": TEXT,
                "notes": st.lists(TEXT, max_size=2),
            }
        ),
        "findings": st.lists(
            st.fixed_dictionaries(
                {
                    **LOCATIOND,
                    "related": st.just([]),
                    "help": TEXT,
                    "url": st.none(),
                    "data_files": st.just([]),
                }
            ),
            max_size=2,
        ),
        "reference": st.none()
        | st.fixed_dictionaries({"name": TEXT, "skill": NUMBER, "held_out": NUMBER, "seconds": NUMBER}),
        "verdicts": st.lists(VERDICT, max_size=3),
        "combined": st.none() | st.fixed_dictionaries({"remedies": st.lists(TEXT, max_size=2), "remedied": SIDE}),
        "models": st.lists(
            st.fixed_dictionaries({"title": TEXT, "rows": st.lists(ROW, max_size=3), "parameters": SMALL}), max_size=2
        ),
        "timing": st.dictionaries(st.sampled_from(["import", "build", "trace", "train"]), NUMBER),
        "notes": st.lists(TEXT, max_size=2),
        "interrupted": st.booleans(),
        "seconds": NUMBER,
    }
)


@given(DOCUMENT, st.none() | st.sampled_from([HEAD, FOUNDING]) | TEXT)
@settings(deadline=None, max_examples=80)
def test_any_document_gives_a_whole_page(found, source):
    page = examined(found, source)
    assert embedded(page)["path"] == found["path"]


@given(DOCUMENT, st.booleans())
@settings(deadline=None, max_examples=80)
def test_any_document_gives_text(found, painted):
    said = text(found, painted)
    assert all(character.isprintable() or character == "\n" for character in ESCAPES.sub("", said))
    assert words.summary(found) in ESCAPES.sub("", said)
