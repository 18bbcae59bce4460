"""The site: built from the pages of `docs`, whole, and without anything from elsewhere."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from kerasrules.model import rule_pages
from kerasrules.model.project import REPOSITORY
from kerasrules.rules import RULES
from tools import site_pages

ROOT = Path(__file__).parent.parent
FETCHED = re.compile(r"<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)=\"?(?:https?:)?//[^\s>]*")
PAGE = """\
# r

## Example
```python
a = 1
b = 2
```

## Use instead
```python
a = 1
b = 3
c = 4
```

## What it reports
```python
x = 1
y = 2  # expect: KR101
```
"""

pytestmark = pytest.mark.skipif(not (ROOT / "mkdocs.yml").exists(), reason="not in a checkout")


def test_lines_that_the_fix_changes_are_marked() -> None:
    marked = site_pages.with_marked_lines(PAGE)
    assert re.findall(r"```python(.*)\n", marked) == [' hl_lines="2"', ' hl_lines="2 3"', ' hl_lines="2"']
    assert re.sub(' hl_lines="[^"]*"', "", marked) == PAGE


def test_a_page_with_several_examples_is_left_as_it_is() -> None:
    page = PAGE.replace("b = 2\n```\n", "b = 2\n```\nor\n```python\nb = 5\n```\n").partition("## What")[0]
    assert site_pages.with_marked_lines(page) == page


def test_links_out_of_the_pages_lead_to_the_repository() -> None:
    text = "[a](../README.md#use) [`b`](../fixtures) [c](rules/README.md) `[d](../README.md)`"
    assert site_pages.with_links(text, "ci.md") == (
        f"[a]({REPOSITORY}/blob/main/README.md#use) [`b`]({REPOSITORY}/tree/main/fixtures) [c](rules/README.md)"
        " `[d](../README.md)`"
    )
    assert site_pages.with_links("[a](../ci.md)", "rules/KR101.md") == "[a](../ci.md)"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    for name in ("mkdocs", "material"):
        if find_spec(name) is None:
            pytest.skip("mkdocs-material is not installed")
    folder = tmp_path_factory.mktemp("site")
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(folder)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        check=True,
    )
    return folder


def test_every_rule_has_the_page_that_findings_name(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(rule_pages.VARIABLE, "https://docs.example.org")
    for rule in RULES:
        address = rule_pages.rule_url(rule.code, rule.name)
        assert address is not None
        assert (site / address.removeprefix("https://docs.example.org/")).is_file()
    assert 'class="hll"' in (site / "rules" / "KR202-softmax-single-unit.html").read_text(encoding="utf-8")


def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > len(RULES)
    assert {found for page in pages for found in FETCHED.findall(page.read_text(encoding="utf-8"))} == set()


def test_rules_are_found_by_the_search(site: Path) -> None:
    found = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))
    assert "rules/KR202-softmax-single-unit.html" in {document["location"] for document in found["docs"]}


def test_the_playground_is_part_of_it_where_it_can_be_built(site: Path) -> None:
    page = (site / "playground.html").read_text(encoding="utf-8")
    assert ("playground/index.html" in page) == (site / "playground" / "index.html").is_file()
    assert (site / "playground" / "index.html").is_file() == site_pages.pyodide().is_dir()
