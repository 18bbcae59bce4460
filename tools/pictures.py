"""Draw the pictures of README.md: what a terminal, an editor and a report show.

    python -m tools.pictures [EDITOR_FOLDER]

The report is that of a trial which the tests keep, drawn by Chromium. EDITOR_FOLDER is where `tests/test_vscode.py` has
left its pictures (`KERASRULES_PICTURES`); without it, the picture of the editor stays as it is.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

from tests import browser, confirm_documents

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
EDITOR = "hover.png"
WIDTH = 104
COMMAND = ["check", "fixtures/founding_case.py"]
CONFIRMED = "[...document.querySelectorAll('h4.remedy')].find(heading => heading.innerText.startsWith('✔'))"
FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


def main(arguments: list[str]) -> int:
    """Draw, and return the exit status."""
    PICTURES.mkdir(exist_ok=True)
    (PICTURES / "terminal.svg").write_text(terminal(), encoding="utf-8")
    program = browser.find()
    if program is None:
        print("notice: Chromium is not installed; the report is not drawn", file=sys.stderr)
    else:
        report(program, PICTURES / "report.png")
    if arguments:
        shutil.copyfile(Path(arguments[0]) / EDITOR, PICTURES / "editor.png")
    return 0


def terminal() -> str:
    """What the first command of README.md prints, as SVG that asks for no fonts of others."""
    done = subprocess.run(
        [sys.executable, "-m", "kerasrules", *COMMAND, "--color", "always"],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    console.print(Text(f"$ kerasrules {' '.join(COMMAND)}", style="bold"))
    lines = done.stdout.splitlines()
    end = next((number for number, line in enumerate(lines) if number and "help" in line), len(lines))
    console.print(Text.from_ansi("\n".join([*lines[: end + 1], "", "…", "", *lines[-2:]])))
    return FONTS.sub("", console.export_svg(title="kerasrules", unique_id="terminal"))


def report(program: str, file: Path) -> None:
    """A verdict on the page of `confirm --report`."""
    page = confirm_documents.page_of(confirm_documents.founding(), confirm_documents.FOUNDING)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.html"
        path.write_text(page, encoding="utf-8")
        with browser.running(program, Path(folder)) as opened:
            opened.open(path)
            opened.resize(900, 640)  # which moves what is to be seen
            opened.run(f"{CONFIRMED}.scrollIntoView({{behavior: 'instant'}}); ''")
            opened.picture(file, 900, 640)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
