"""The page of `confirm --report` in a real browser: what it draws, and that it loads and runs nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import Browser, find, running
from confirm_documents import EXAMPLES, FOUNDING, HEAD, exploding, founding, hostile, page_of, synthetic

CHROMIUM = find()
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

TROUBLE = ("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded", "Page.javascriptDialogOpening")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    assert CHROMIUM is not None
    with running(CHROMIUM, tmp_path_factory.mktemp("browser")) as started:
        yield started


def shown(browser: Browser, folder: Path, document: dict[str, Any], source: str | None = FOUNDING) -> Path:
    """Open a document's page; it must load without trouble and without asking for anything else."""
    page = folder / "report.html"
    page.write_text(page_of(document, source), encoding="utf-8")
    browser.open(page)
    assert browser.said(*TROUBLE) == []
    assert [one["request"]["url"] for one in browser.said("Network.requestWillBeSent")] == [page.as_uri()]
    return page


def texts(browser: Browser, selector: str) -> list[str]:
    found: list[str] = browser.run(
        f"[...document.querySelectorAll({json.dumps(selector)})].map(one => one.textContent.trim())"
    )
    return found


def drawn(browser: Browser, side: str) -> int:
    """How many curves of a side have a length on the screen, outside of what is folded."""
    lines = f"svg.plot .line.{side} path.ink"
    count: int = browser.run(
        f"[...document.querySelectorAll({json.dumps(lines)})].filter(one =>"
        " one.getTotalLength() > 20 && one.checkVisibility() && one.getBoundingClientRect().width > 20).length"
    )
    return count


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_page_loads_without_trouble(name, browser, tmp_path):
    shown(browser, tmp_path, EXAMPLES[name](), HEAD)
    assert browser.run("document.readyState") == "complete"
    assert texts(browser, "h1")


def test_verdicts_and_curves_are_there(browser, tmp_path):
    shown(browser, tmp_path, founding())
    assert texts(browser, "#summary .tally .badge") == ["✔ 1 confirmed", "≈ 2 not confirmed"]
    assert texts(browser, "#verdicts article > h3 .rule") == [
        "offset-dominated-input (KR308)",
        "linear-conv-before-pooling (KR102)",
    ]
    assert texts(browser, "#verdicts .badge") == ["≈ not confirmed", "✔ confirmed", "≈ not confirmed"]
    assert "all of 7 pairs" in " ".join(texts(browser, "#verdicts .reason"))
    assert [text for text in texts(browser, "mark") if "trainX" in text] == ["trainX"]
    # three trials and all together, each with three measures and seven seeds a side
    assert drawn(browser, "baseline") == 4 * 3 * 7
    assert drawn(browser, "fixed") == 3 * 3 * 7
    assert drawn(browser, "together") == 1 * 3 * 7
    assert texts(browser, "#models tbody th")[:2] == ["Conv2D", "MaxPooling2D"]


def test_each_seed_can_be_unfolded(browser, tmp_path):
    shown(browser, tmp_path, founding())
    before = drawn(browser, "fixed")
    browser.run("document.querySelectorAll('details > summary').forEach(one => one.click())")
    browser.run("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    # for each seed the skill, the same on samples held out, and the loss
    assert drawn(browser, "fixed") == before + 3 * 3 * 7
    assert "seed 6" in texts(browser, ".seeds figcaption")


def test_style_and_policy_are_in_force(browser, tmp_path):
    shown(browser, tmp_path, founding())
    assert browser.run("getComputedStyle(document.body).maxWidth") != "none"
    assert browser.run("getComputedStyle(document.querySelector('.line.baseline .ink')).fill") == "none"
    script = "Object.assign(document.createElement('script'), {textContent: 'window.ran = true'})"
    browser.run(f"document.body.append({script}), 0")
    browser.wait_for("Log.entryAdded")
    assert browser.run("window.ran") is None
    image = "Object.assign(new Image(), {src: 'https://example.invalid/x.png', onerror: () => done()})"
    browser.run(f"new Promise(done => document.body.append({image}))")
    assert all("Content Security Policy" in one["entry"]["text"] for one in browser.said("Log.entryAdded"))


def test_light_and_dark(browser, tmp_path):
    shown(browser, tmp_path, founding())
    background = "getComputedStyle(document.body).backgroundColor"
    found = []
    for scheme in ("light", "dark"):
        browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        found.append([int(part) for part in browser.run(background)[4:-1].split(",")])
    assert min(found[0]) > 200
    assert max(found[1]) < 60


@pytest.mark.parametrize("make", [founding, exploding, synthetic, hostile])
def test_a_narrow_page_does_not_scroll_sideways(make, browser, tmp_path):
    shown(browser, tmp_path, make())
    browser.call("Emulation.setDeviceMetricsOverride", width=360, height=740, deviceScaleFactor=2, mobile=True)
    assert browser.run("document.documentElement.clientWidth") == 360
    browser.run("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert browser.run("document.documentElement.scrollWidth") <= 360


def test_text_stays_text(browser, tmp_path):
    shown(browser, tmp_path, hostile(), "x = '</pre><script>alert(3)</script>'\n" * 20)
    assert browser.run("[...document.scripts].map(one => one.type)") == ["application/json", ""]
    assert browser.run("document.images.length") == 0
    assert browser.run("document.querySelectorAll('[onerror]').length") == 0
    assert "alert(1)" in texts(browser, "h1")[0]
    assert "alert(3)" in " ".join(texts(browser, "pre"))


def test_the_raw_numbers_can_be_saved(browser, tmp_path):
    document = founding()
    shown(browser, tmp_path, document)
    downloads = tmp_path / "downloads"
    downloads.mkdir()
    browser.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(downloads), eventsEnabled=True)
    browser.run("document.getElementById('save').click()")
    while not any(one["state"] == "completed" for one in browser.said("Browser.downloadProgress")):
        browser.call("Browser.getVersion")
    assert [path.name for path in downloads.iterdir()] == ["founding-confirm.json"]
    assert json.loads((downloads / "founding-confirm.json").read_text(encoding="utf-8")) == document


def test_a_cross_shows_where_the_loss_ends(browser, tmp_path):
    shown(browser, tmp_path, exploding(), HEAD)
    titles = texts(browser, ".plots .line.baseline .cross title")
    assert titles[0] == "seed 0, as written: loss is not finite from step 100 on"
    assert len(titles) == 3
