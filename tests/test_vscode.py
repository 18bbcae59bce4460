"""Visual Studio Code itself: the built extension in the web server of VS Code, used in a real browser.

`editors/vscode/README.md` says how to get the server (npm's code-server) and the .vsix, which two variables name.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import browser

ROOT = Path(__file__).parent.parent
SERVER = os.environ.get("CODE_SERVER", "")
"""The folder of the npm package code-server."""
EXTENSION = os.environ.get("KERASRULES_VSIX", "")
PATIENCE = 90
"""Seconds after which what should be seen is taken for missing. No measure of speed."""
PICTURES = os.environ.get("KERASRULES_PICTURES", "")
"""A folder for pictures of what there is to see, for people."""

PROGRAM = """\
from keras import Sequential, layers

model = Sequential([layers.Input((5, 4)), layers.LSTM(8), layers.LSTM(8), layers.Dense(1)])
model.compile("adam", "mse")
"""
FAULTY_CELL = 'model = Sequential([layers.Input((4,)), layers.Dense(1, activation="softmax")])\n'
CELLS = [("markdown", "# A model"), ("code", "from keras import Sequential, layers\n"), ("code", FAULTY_CELL)]
SHOWN = "document.body.innerText.replaceAll('\\u00a0', ' ')"
SETTINGS = {
    "security.workspace.trust.enabled": False,
    "workbench.startupEditor": "none",
    "workbench.tips.enabled": False,
    "files.autoSave": "off",
    "extensions.ignoreRecommendations": True,
}

pytestmark = pytest.mark.skipif(
    not (SERVER and EXTENSION and browser.find()), reason="CODE_SERVER, KERASRULES_VSIX or Chromium are missing"
)


class Workbench:
    """A window of VS Code. data: the folder with what it keeps."""

    def __init__(self, page: browser.Browser, data: Path) -> None:
        self.page, self.data = page, data

    def configure(self, settings: dict[str, object]) -> None:
        """Settings of the user in place of the last ones. VS Code sees that the files change."""
        write_settings(self.data, settings)

    def press(self, key: str, code: int, modifiers: int = 0) -> None:
        """A key, and maybe Ctrl (2)."""
        for kind in ("rawKeyDown", "keyUp"):
            self.page.call(
                "Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, modifiers=modifiers
            )

    def enter(self) -> None:
        self.page.call("Input.dispatchKeyEvent", type="keyDown", key="Enter", windowsVirtualKeyCode=13, text="\r")
        self.page.call("Input.dispatchKeyEvent", type="keyUp", key="Enter", windowsVirtualKeyCode=13)

    def quick_input(self, text: str, shown: str) -> None:
        """Write into the command palette, and take what is shown first."""
        self.press("F1", 112)
        self.wait("document.querySelector('.quick-input-widget input')?.offsetParent !== null")
        self.page.run("document.querySelector('.quick-input-widget input').select(); ''")
        self.page.call("Input.insertText", text=text)
        self.wait(
            f"document.querySelector('.quick-input-list .monaco-list-row')?.innerText.includes({json.dumps(shown)})"
        )
        self.enter()

    def command(self, title: str) -> None:
        self.quick_input(f">{title}", title)

    def open(self, name: str) -> None:
        self.quick_input(name, name)
        self.wait(f"document.querySelector('.tab.active')?.innerText.includes({json.dumps(name)})")

    def wait(self, expression: str) -> object:
        try:
            return self.page.run_until(expression, PATIENCE)
        except AssertionError:
            self.picture("failed")
            raise

    def click(self, expression: str) -> None:
        """Click on an element, once it is there."""
        self.wait(f"({expression}) !== undefined")
        x, y = self.page.run(
            f"(box => [box.x + box.width / 2, box.y + box.height / 2])(({expression}).getBoundingClientRect())"
        )
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            button = "none" if kind == "mouseMoved" else "left"
            self.page.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button=button, clickCount=1)

    def act(self, title: str) -> None:
        """Take a code action at the cursor. VS Code says that there is none while an editor is still being shown."""
        rows = "[...document.querySelectorAll('.action-widget .monaco-list-row')]"
        while True:
            self.command("Quick Fix...")
            self.wait(f"{rows}.length > 0 || document.body.innerText.includes('No code actions available')")
            if self.page.run(f"{rows}.length > 0"):
                return self.click(f"{rows}.find(row => row.innerText.includes({json.dumps(title)}))")
            self.press("Escape", 27)

    def actions(self) -> list[str]:
        """The titles of the code actions at the cursor. The list stays open."""
        self.command("Quick Fix...")
        rows = "[...document.querySelectorAll('.action-widget .monaco-list-row')].map(row => row.innerText)"
        self.wait(f"{rows}.length > 0")
        found: list[str] = self.page.run(rows)
        return found

    def has(self, text: str) -> None:
        """Wait until a text is to be seen. Blanks in VS Code's lines do not break."""
        self.wait(f"{SHOWN}.includes({json.dumps(text)})")

    def shows(self, *there: str, gone: tuple[str, ...] = ()) -> None:
        """Wait until some texts are to be seen, and others no more."""
        wanted = [f"{SHOWN}.includes({json.dumps(text)})" for text in there]
        wanted += [f"!{SHOWN}.includes({json.dumps(text)})" for text in gone]
        self.wait(" && ".join(wanted))

    def picture(self, name: str) -> None:
        if PICTURES:
            self.page.picture(Path(PICTURES) / f"{name}.png", 1200, 700)


@contextlib.contextmanager
def workbench(folder: Path, workspace: Path, settings: dict[str, object], path: str) -> Iterator[Workbench]:
    """VS Code with a folder or a workspace open. path: the PATH that its extensions see."""
    data = folder / "data"
    write_settings(data, settings)
    (data / "data" / "logs").mkdir()
    port = browser.free_port()
    code = Path(SERVER) / "lib" / "vscode"
    command = [str(shutil.which("node")), "out/server-main.js", "--server-data-dir", str(data),
               "--extensions-dir", str(folder / "extensions"), "--accept-server-license-terms"]  # fmt: skip
    environment = {**os.environ, "PATH": path, "HOME": str(folder)}
    with open(folder / "vscode.log", "wb") as log:
        subprocess.run(
            [*command, "--install-extension", EXTENSION],
            cwd=code, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=True, timeout=300,
        )  # fmt: skip
        server = subprocess.Popen(
            [*command, "--host", "127.0.0.1", "--port", str(port), "--without-connection-token"],
            cwd=code, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    try:
        browser.wait_for_port(port)
        with browser.running(str(browser.find()), folder) as page:
            kind = "workspace" if workspace.is_file() else "folder"
            page.open(f"http://127.0.0.1:{port}/?{kind}={workspace}")
            page.resize(1200, 700)
            page.run_until("document.querySelector('.monaco-workbench .statusbar') !== null")
            yield Workbench(page, data)
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def write_settings(data: Path, settings: dict[str, object]) -> None:
    for place in ("User", "Machine"):
        file = data / "data" / place / "settings.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        written = file.with_suffix(".new")
        written.write_text(json.dumps(SETTINGS | settings), encoding="utf-8")
        written.replace(file)


def install(folder: Path, script: str = 'exec "{python}" -m kerasrules "$@"\n') -> None:
    """A virtual environment, as far as the extension looks at one."""
    command = folder / "bin" / "kerasrules"
    command.parent.mkdir(parents=True)
    text = f'#!/bin/sh\nexport PYTHONPATH="{ROOT}"\n' + script.format(python=sys.executable)
    command.write_text(text, encoding="utf-8")
    command.chmod(0o755)


def path_without_kerasrules() -> str:
    folders = os.environ["PATH"].split(os.pathsep)
    return os.pathsep.join(folder for folder in folders if not (Path(folder) / "kerasrules").exists())


def test_a_script_and_a_notebook(tmp_path: Path) -> None:
    project = tmp_path / "project"
    install(project / ".venv")
    (project / "train.py").write_text(PROGRAM, encoding="utf-8")
    cells = [
        {"cell_type": kind, "metadata": {}, "source": source}
        | ({"outputs": [], "execution_count": None} if kind == "code" else {})
        for kind, source in CELLS
    ]
    notebook = {"cells": cells, "metadata": {"language_info": {"name": "python"}}, "nbformat": 4, "nbformat_minor": 2}
    (project / "model.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    settings = {"kerasrules.inlayHints": True, "editor.inlayHints.enabled": "on"}
    with workbench(tmp_path, project, settings, path_without_kerasrules()) as window:
        window.open("train.py")
        window.wait("document.querySelector('.squiggly-error, .squiggly-warning') !== null")
        window.command("View: Focus Problems")
        window.has("KR405")
        window.picture("problems")

        window.open("train.py")
        window.command("Go to Next Problem")
        window.has("add return_sequences=True to LSTM(8)")
        window.picture("problem")
        window.press("Escape", 27)
        window.command("Show or Focus Hover")
        window.has("output shape: (None, 8)")
        window.picture("hover")
        window.press("Escape", 27)

        window.act("Open the documentation of recurrent-sequence-mismatch")
        window.has("Preview recurrent-sequence-mismatch.md")
        window.picture("documentation")

        window.open("train.py")
        window.act("Fix: Set return_sequences=True")
        window.has("LSTM(8, return_sequences=True)")
        window.wait("document.querySelector('.squiggly-error, .squiggly-warning') === null")
        window.picture("fixed")

        window.open("model.ipynb")
        window.command("View: Focus Problems")
        window.has("KR202")
        window.wait("document.querySelector('.notebookOverlay .squiggly-error') !== null")
        window.picture("notebook")


def test_what_is_missing_is_said_in_a_sentence(tmp_path: Path) -> None:
    folders = [tmp_path / "first", tmp_path / "second"]
    for folder in folders:
        folder.mkdir()
    (folders[1] / "train.py").write_text(PROGRAM, encoding="utf-8")
    workspace = tmp_path / "both.code-workspace"
    workspace.write_text(json.dumps({"folders": [{"path": str(folder)} for folder in folders]}), encoding="utf-8")
    command = folders[1] / ".venv" / "bin" / "kerasrules"

    def messages() -> str:
        return "[...document.querySelectorAll('.notification-list-item-message')].map(item => item.innerText)"

    with workbench(tmp_path, workspace, {}, path_without_kerasrules()) as window:
        window.open("train.py")
        window.wait(f"{messages()}.some(text => /^kerasrules was not found .* pip install /.test(text))")
        assert len(window.page.run(messages())) == 1
        window.picture("not_found")
        window.command("Notifications: Clear All Notifications")

        install(
            folders[1] / ".venv", "echo \"kerasrules: error: argument VERB: invalid choice: 'server'\" >&2; exit 2\n"
        )
        window.command("kerasrules: Restart Server")
        window.wait(f"{messages()}.some(text => text.includes('is too old for this extension'))")
        assert len(window.page.run(messages())) == 1
        window.picture("too_old")
        window.command("Notifications: Clear All Notifications")

        shutil.rmtree(command.parent)
        install(folders[1] / ".venv")
        window.command("kerasrules: Restart Server")
        window.wait("document.querySelector('.squiggly-error, .squiggly-warning') !== null")
        assert window.page.run(messages()) == []


SEVERAL = """\
from keras import Sequential, layers

model = Sequential([layers.Input((8,)), layers.Dense(8), layers.BatchNormalization(), layers.Dense(1, "softmax")])
model.compile("adam", "binary_crossentropy")
"""


def test_each_setting_takes_effect(tmp_path: Path) -> None:
    install(tmp_path / "tools")
    project = tmp_path / "project"
    project.mkdir()
    (project / "train.py").write_text(SEVERAL, encoding="utf-8")
    path = {"kerasrules.path": "~/tools/bin/kerasrules"}
    with workbench(tmp_path, project, path, path_without_kerasrules()) as window:
        window.open("train.py")
        window.command("View: Focus Problems")
        window.shows("KR101", "KR202", gone=("KR602",))
        window.configure(path | {"kerasrules.ignore": ["KR1"]})
        window.shows("KR202", gone=("KR101",))
        window.configure(path | {"kerasrules.extendSelect": ["bias-before-norm"]})
        window.shows("KR101", "KR202", "KR602")
        window.configure(path | {"kerasrules.select": ["KR6"]})
        window.shows("KR602", gone=("KR101", "KR202"))

        window.configure(path | {"kerasrules.inlayHints": True, "editor.inlayHints.enabled": "on"})
        window.shows("KR101", "→ (None, 1)")
        window.configure(path)
        window.shows("KR101", gone=("→ (None, 1)",))

        window.open("train.py")
        window.command("Go to Next Problem")
        window.press("Escape", 27)
        assert not any("Confirm this finding" in title for title in window.actions())
        window.press("Escape", 27)
        window.configure(path | {"kerasrules.confirm": True})
        while not any("Confirm this finding: linear-stack" in title for title in window.actions()):
            window.press("Escape", 27)
        window.picture("confirm")
        window.press("Escape", 27)

        window.configure(path | {"kerasrules.run": "onSave", "kerasrules.ignore": ["KR101"]})
        window.shows("KR202", gone=("KR101",))
        window.command("Select All")
        window.page.call("Input.insertText", text=SEVERAL.replace("adam", "sgd"))
        window.shows('"sgd"', gone=("KR202",))
        time.sleep(2)  # ten times as long as the server waits for more to be typed
        window.shows(gone=("KR202",))
        window.command("File: Save All Files")
        window.has("KR202")

        window.configure(path | {"kerasrules.unsafeFixes": True})
        window.has("KR101")
        window.command("Fix All")
        window.shows('"relu"', '"sigmoid"', gone=("KR101", "KR202"))

        window.configure(path | {"kerasrules.trace.server": "messages"})
        window.command("kerasrules: Show Log")
        window.has("Sending request")


OWN_RULE = '''\
from pathlib import Path
from kerasrules.rule import Rule, Severity
Path(__file__).with_name("was_run").touch()


class EveryModel(Rule):
    """A model is made here."""

    code = "ACME101"
    name = "every-model"
    severity = Severity.WARNING

    def check(self, program):
        for model in program.models:
            yield self.finding(model.location, "our own rule speaks")
'''


def test_a_folder_does_not_allow_its_own_rules_and_the_user_does(tmp_path: Path) -> None:
    project = tmp_path / "project"
    install(project / ".venv")
    (project / ".vscode").mkdir()
    (project / ".vscode" / "settings.json").write_text('{"kerasrules.allowOwnRules": true}', encoding="utf-8")
    (project / "pyproject.toml").write_text('[tool.kerasrules]\nown-rules = ["rules.py"]\n', encoding="utf-8")
    (project / "rules.py").write_text(OWN_RULE, encoding="utf-8")
    (project / "train.py").write_text(PROGRAM, encoding="utf-8")
    for name, settings in (("folder", {}), ("user", {"kerasrules.allowOwnRules": True})):
        data = tmp_path / name
        data.mkdir()
        with workbench(data, project, settings, path_without_kerasrules()) as window:
            window.open("train.py")
            window.command("View: Focus Problems")
            window.has("KR405")
            if settings:
                window.has("our own rule speaks")
        assert (project / "was_run").exists() is bool(settings)
