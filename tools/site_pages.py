"""What the site does to the pages of `docs`, as hooks of mkdocs: they are written to be read in the repository, too."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Callable
from difflib import SequenceMatcher
from itertools import groupby
from pathlib import Path
from typing import Any

from kerasrules.model.project import REPOSITORY
from kerasrules.rules import RULES
from tools import playground
from tools.rule_pages import file_name

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"

LINK = re.compile(r"(?<=\]\()(\.\./[^)#\s]*)")
PYTHON = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"^```.*?^```$|`[^`\n]*`", re.MULTILINE | re.DOTALL)
EXPECTED = "# expect:"
PLAYGROUND = "playground.md"


def on_config(config: Any) -> Any:
    """Put the pages of the rules into the navigation, by family."""
    for entry in config["nav"]:
        if "Rules" in entry:
            entry["Rules"] += [
                {family: [{f"{rule.code} {rule.name}": f"rules/{file_name(rule)}"} for rule in rules]}
                for family, rules in groupby(RULES, key=lambda rule: rule.family)
            ]
    return config


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """A page's text as the site has it."""
    path: str = page.file.src_uri
    if path == PLAYGROUND and pyodide().is_dir():
        markdown = markdown.replace("\n\n", "\n\n<p><a href='playground/index.html'>Open the playground</a></p>\n\n", 1)
    if path.startswith("rules/KR"):
        markdown = with_marked_lines(markdown)
    return with_links(markdown, path)


def on_post_build(config: Any) -> None:
    """Put the playground beside the pages, where there is a Pyodide to make it of."""
    if pyodide().is_dir():
        playground.build(Path(config["site_dir"]) / "playground", pyodide(), rules="../rules/")


def pyodide() -> Path:
    """Where the npm package would be."""
    return Path(os.environ.get("PYODIDE", ROOT / "node_modules" / "pyodide"))


def with_links(markdown: str, path: str) -> str:
    """The text with links to files that are not part of the site as links to the repository."""

    def target(match: re.Match[str]) -> str:
        found = posixpath.normpath(posixpath.join("docs", posixpath.dirname(path), match.group()))
        if posixpath.commonpath(["docs", found]) == "docs":
            return match.group()
        kind = "tree" if (ROOT / found).is_dir() else "blob"
        return f"{REPOSITORY}/{kind}/main/{found}"

    return outside_code(markdown, lambda text: LINK.sub(target, text))


def with_marked_lines(markdown: str) -> str:
    """A rule's page with the lines marked that the fix changes, before and after, and those that have findings."""
    before, after = (section(markdown, name) for name in ("Example", "Use instead"))
    if before is not None and after is not None:
        old, new = before.group(1).splitlines(), after.group(1).splitlines()
        changes = [change for change in SequenceMatcher(None, old, new, False).get_opcodes() if change[0] != "equal"]
        marked = [
            (after, [line for change in changes for line in range(change[3], change[4])]),
            (before, [line for change in changes for line in range(change[1], change[2])]),
        ]
        for block, lines in marked:  # the last first, so that the places of the others hold
            markdown = markdown[: block.start()] + fenced(block.group(1), lines) + markdown[block.end() :]

    def expected(match: re.Match[str]) -> str:
        lines = [number for number, line in enumerate(match.group(1).splitlines()) if EXPECTED in line]
        return fenced(match.group(1), lines)

    return PYTHON.sub(expected, markdown)


def section(markdown: str, name: str) -> re.Match[str] | None:
    """The one program under a heading; None where there are several, or none."""
    start = markdown.find(f"\n## {name}\n")
    if start < 0:
        return None
    end = markdown.find("\n## ", start + 1)
    found = list(PYTHON.finditer(markdown, start, len(markdown) if end < 0 else end))
    return found[0] if len(found) == 1 else None


def fenced(code: str, lines: list[int]) -> str:
    """A program as a block with some lines (from 0) marked."""
    marks = f' hl_lines="{" ".join(str(line + 1) for line in lines)}"' if lines else ""
    return f"```python{marks}\n{code}```"


def outside_code(markdown: str, change: Callable[[str], str]) -> str:
    """The text, changed where it is no code."""
    parts, at = [], 0
    for match in CODE.finditer(markdown):
        parts += [change(markdown[at : match.start()]), match.group()]
        at = match.end()
    return "".join([*parts, change(markdown[at:])])
