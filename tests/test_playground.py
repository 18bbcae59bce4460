"""The playground: its answers, and the page in a real browser, served as the folder that it is."""

from __future__ import annotations

import functools
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest

from kerasrules.checking.engine import check_source
from kerasrules.checking.settings import Settings
from tests import browser
from tools import playground, site_pages
from tools.playground.page import answers

ROOT = Path(__file__).parent.parent
PYODIDE = site_pages.pyodide()
PROGRAM = """\
from keras import Sequential, layers

# “één” 😊
model = Sequential([layers.Input((5, 4)), layers.LSTM(8), layers.LSTM(8), layers.Dense(1)])  # 😊
model.compile("adam", "mse")
"""


def test_answers() -> None:
    [found] = json.loads(answers.check(PROGRAM))["findings"]
    [finding] = check_source(PROGRAM, answers.PATH, Settings()).findings
    assert (found["code"], found["message"]) == (finding.code, finding.message)
    start, end = (offset * 2 for offset in found["range"])
    assert PROGRAM.encode("utf-16-le")[start:end].decode("utf-16-le").startswith("layers.LSTM(8)")
    assert "LSTM" in json.loads(answers.check(PROGRAM))["model"]
    one, all_of_them = json.loads(answers.fix(PROGRAM, 0, True)), json.loads(answers.fix(PROGRAM, None, True))
    assert one == all_of_them
    assert one["fixed"] == 1
    assert json.loads(answers.check(one["text"]))["findings"] == []
    assert [line for line in one["diff"] if line.startswith("+layers") or "return_sequences" in line]


def test_answers_about_what_is_no_program() -> None:
    assert json.loads(answers.check(""))["findings"] == []
    [error] = json.loads(answers.check("import keras\nmodel = ("))["findings"]
    assert error["severity"] == "error"
    assert error["range"][1] <= len("import keras\nmodel = (")


def test_examples_have_findings() -> None:
    for place in playground.EXAMPLES.values():
        text = playground.EXPECTED.sub("", (ROOT / "fixtures" / place).read_text(encoding="utf-8"))
        assert "expect" not in text
        assert json.loads(answers.check(text))["findings"], place


def test_what_is_packed() -> None:
    assert playground.is_needed(PurePosixPath("kerasrules/api.py"))
    assert not playground.is_needed(PurePosixPath("kerasrules/confirming/judge/verdicts.py"))
    assert not playground.is_needed(PurePosixPath("libcst/native.cpython-311-x86_64-linux-gnu.so"))


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[browser.Browser]:
    program = browser.find()
    if program is None:
        pytest.skip("Chromium is not installed")
    if not (PYODIDE / "pyodide.mjs").is_file():
        pytest.skip("the npm package pyodide is not installed")
    folder = tmp_path_factory.mktemp("playground")
    playground.build(folder / "site", PYODIDE)
    handler = functools.partial(Quiet, directory=str(folder / "site"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with browser.running(program, folder) as opened:
            opened.open(f"http://127.0.0.1:{server.server_address[1]}/index.html")
            yield opened
        server.shutdown()


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files, and logs nothing."""

    def log_message(self, *_: object) -> None:
        return


def test_the_page(page: browser.Browser) -> None:
    page.run_until("document.querySelectorAll('article').length === 3")
    assert page.run("document.querySelector('#model').textContent").count("Conv2D") >= 3

    page.run(f"text = document.querySelector('#text'); text.value = {json.dumps(PROGRAM)}; ''")
    page.run("text.dispatchEvent(new Event('input')); ''")
    page.run_until("document.querySelector('article')?.innerText.includes('KR405')")
    assert page.run("document.querySelector('mark').textContent").startswith("layers.LSTM(8)")

    page.run("document.querySelector('#tab-fixed').click(); ''")
    page.run_until("document.querySelector('.diff .added') !== null")
    page.run("document.querySelector('#apply').click(); ''")
    page.run_until("document.querySelector('#status').textContent.startsWith('Nothing found')")
    assert "return_sequences=True" in page.run("text.value")

    # a program that ends Python in a browser does not end the page
    page.run("text.value = 'import keras\\nx = ' + '('.repeat(150) + '-'.repeat(90000) + '1'; ''")
    page.run("text.dispatchEvent(new Event('input')); ''")
    page.run_until("/cannot be checked here|^1 finding$/.test(document.querySelector('#status').textContent)")

    asked = [event["request"]["url"] for event in page.said("Network.requestWillBeSent")]
    assert {url.split("/")[2] for url in asked if not url.startswith(("data:", "blob:"))} == {asked[0].split("/")[2]}
    assert page.said("Runtime.exceptionThrown") == []
