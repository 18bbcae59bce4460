"""The server: what is open, what was said of it, and when it is looked at again."""

from __future__ import annotations

import asyncio
import tempfile
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.capabilities import get_capability
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

from kerasrules.model.record import record, replace
from kerasrules.model.results import Notice
from kerasrules.server import diagnostics, jobs
from kerasrules.server import options as editor
from kerasrules.server.analysis import Analysis, Request
from kerasrules.server.documents import Checked, Document, Documents, Notebook, path_of
from kerasrules.server.options import ON_SAVE, Options
from kerasrules.server.protocol import Protocol
from kerasrules.server.worker_pool import JobError, WorkerPool
from kerasrules.version import __version__

if TYPE_CHECKING:
    from kerasrules.server.confirming import Confirming

PAUSE = 0.2
"""Seconds without an edit after which a program is checked."""

SECTION = "kerasrules"

_NOTEBOOKS = types.NotebookDocumentSyncOptions(
    [types.NotebookDocumentFilterWithCells(cells=[types.NotebookCellLanguage("python")])], save=True
)


@record(eq=False)
class _Check:
    """A check of a document that is under way, or waits for a pause."""

    revision: int
    task: asyncio.Task[None] | None = None
    running: bool = False


class Server(LanguageServer):
    """One server for one editor."""

    protocol: Protocol

    def __init__(self) -> None:
        super().__init__(SECTION, __version__, notebook_document_sync=_NOTEBOOKS, protocol_cls=Protocol)
        self.documents = Documents()
        self.workers = WorkerPool()
        self.initial_options = Options()
        self.options = Options()
        self.folder_options: dict[str, Options] = {}
        self.ended_well = False
        self._checks: dict[str, _Check] = {}
        self._elsewhere: dict[str, dict[str, list[types.Diagnostic]]] = {}
        self._published: set[str] = set()
        self._told: set[str] = set()
        self._logged: set[Notice] = set()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._spared: Document | None = None
        self._scratch: tempfile.TemporaryDirectory[str] | None = None
        self._confirming: Confirming | None = None

    # --- what the client can do --------------------------------------------------------------------------------------

    def can(self, capability: str) -> Any:
        """A capability of the client's by its dotted name; None where it has none of that name."""
        return get_capability(self.client_capabilities, capability, None)

    @property
    def pulls(self) -> bool:
        """Whether the client asks for diagnostics: then it gets them so, and only so."""
        return self.can("text_document.diagnostic") is not None

    # --- settings ----------------------------------------------------------------------------------------------------

    def options_for(self, document: Document) -> Options:
        """The editor's settings for a program."""
        return self.folder_options.get(document.folder, self.options)

    def read_options(self, settings: object) -> Options | None:
        """What a client sends as settings; None where there is nothing in it for us."""
        found = editor.section(settings)
        if found is None:
            return None
        options, problems = editor.read(found)
        for problem in problems:
            self.tell(f"kerasrules: {problem}")
        return options

    async def ask_configuration(self) -> None:
        """Ask the client for its settings, where it can be asked, and check anew."""
        if self.can("workspace.configuration"):
            folders = [folder.uri for folder in self.documents.folders.values()]
            items = [types.ConfigurationItem(section=SECTION)]
            items += [types.ConfigurationItem(scope_uri=uri, section=SECTION) for uri in folders]
            try:
                answers = await self.workspace_configuration_async(types.ConfigurationParams(items))
            except Exception as error:  # a client that says it can and then cannot
                self.log(f"the client sent no configuration: {error}")
                answers = []
            for answer, folder in zip(answers or [], [None, *map(path_of, folders)], strict=False):
                options = self.read_options(answer)
                if folder is None:
                    self.options = options or self.initial_options
                elif options is not None:
                    self.folder_options[folder] = options
                else:
                    self.folder_options.pop(folder, None)
        self.recheck()

    @property
    def confirming(self) -> Confirming:
        """The trials: most users ask for none."""
        if self._confirming is None:
            from kerasrules.server.confirming import Confirming

            self._confirming = Confirming(self)
        return self._confirming

    # --- when to check -----------------------------------------------------------------------------------------------

    def opened(self, document: Document) -> None:
        """A program was opened."""
        self._look(document)

    def changed(self, document: Document) -> None:
        """A program was edited."""
        document.dirty = True
        if self._confirming is not None and self._confirming.forget(document):
            self.show_anew(document)
        self._republish(document)
        if self.options_for(document).run == ON_SAVE:
            self._forget_check(document)
        elif self._pushes(document):
            self._start(document, PAUSE)
        else:
            self._forget_check(document)  # the client asks anew

    def saved(self, document: Document) -> None:
        """A program was saved, and others may import it."""
        document.dirty = False
        if not document.is_current or self.options_for(document).run == ON_SAVE:
            self._look(document)
        self._republish(document)
        self.recheck_soon(document)

    def closed(self, document: Document) -> None:
        """A program was closed."""
        self._forget_check(document)
        if self._confirming is not None:
            self._confirming.forget(document)
        for text in filter(None, document.texts):
            self._publish(text.uri)
        self._set_elsewhere(document, {})

    def recheck_soon(self, but: Document | None = None) -> None:
        """Files changed that programs may depend on. Many changes in a row are one."""
        if self._timer is not None:
            self._timer.cancel()
            but = but if but is self._spared else None  # one of several that were saved may import another one
        self._spared = but
        self._timer = asyncio.get_running_loop().call_later(PAUSE, self.recheck, but)

    def recheck(self, but: Document | None = None) -> None:
        """Check all that is open anew."""
        self._timer = None
        for document in self.documents:
            if document is not but:
                document.outdate()
                self._forget_check(document)
                if self._pushes(document):
                    self._start(document)
        if self.pulls:
            self._refresh_diagnostics()
        self.refresh_hints()

    async def settled(self, document: Document) -> None:
        """Wait until the present state of a program is checked, or the program is closed."""
        while not document.is_current and self.documents.find(document.uri) is document:
            check = self._checks.get(document.uri)
            if check is None or check.revision != document.revision or not check.running:
                check = self._start(document)
            if check.task is not None:
                await asyncio.wait({check.task})

    def request(self, document: Document) -> Request:
        """A program as the worker processes get it."""
        return Request(
            document.source,
            document.path,
            document.folder,
            bool(self.documents.folder_of(document.path)),
            replace(self.options_for(document).overrides, run_files=self.initial_options.runs_files),
            is_saved=not document.dirty and bool(path_of(document.uri)),
        )

    def _pushes(self, document: Document) -> bool:
        """Whether diagnostics go out by themselves. Clients do not ask for those of notebooks' cells, or not all do."""
        return not self.pulls or isinstance(document, Notebook)

    def _look(self, document: Document) -> None:
        """Check a program at once; where the client asks for diagnostics, let it."""
        if self._pushes(document):
            self._start(document)
        elif document.latest is not None:
            document.outdate()
            self._refresh_diagnostics()

    def _start(self, document: Document, pause: float = 0.0) -> _Check:
        self._forget_check(document)
        check = _Check(document.revision)
        check.task = self.spawn(self._check(document, check, pause))
        self._checks[document.uri] = check
        return check

    def _forget_check(self, document: Document) -> None:
        check = self._checks.pop(document.uri, None)
        if check is not None and check.task is not None:
            check.task.cancel()

    async def _check(self, document: Document, check: _Check, pause: float) -> None:
        await asyncio.sleep(pause)
        check.running = True
        texts = document.texts
        try:
            analysis = await self.workers.run(jobs.analyze, self.request(document))
        except JobError as error:
            analysis = Analysis(problem=f"{document.path}: {error}")
            if error.detail:
                self.log(error.detail)
        except Exception as error:  # an error of ours costs this check; whoever waits for it must not wait for ever
            said = f"internal error ({type(error).__name__}: {error}); please report"
            analysis = Analysis(problem=f"{document.path}: {said}")
        if document.revision == check.revision and self.documents.find(document.uri) is document:
            document.accept(Checked(analysis, check.revision, texts))
            self._report(analysis)
            if not (document.dirty and self.options_for(document).run == ON_SAVE):
                self.publish(document)

    # --- what goes out -----------------------------------------------------------------------------------------------

    def publish(self, document: Document) -> None:
        """Send what there is to show of a program."""
        if self._pushes(document):
            for text in filter(None, document.texts):
                self._publish(text.uri)
        found: dict[str, list[types.Diagnostic]] = {}
        for uri, diagnostic in diagnostics.elsewhere(self.documents, document):
            found.setdefault(uri, []).append(diagnostic)
        self._set_elsewhere(document, found)

    def shown(self, uri: str) -> list[types.Diagnostic]:
        """All there is to show in a text: what its own check said, and what those of other programs led to in it.

        The latter holds for the file on disk, so it is omitted while the text differs from it.
        """
        document = self.documents.find(uri)
        shown = [d for where, d in diagnostics.own(self.documents, document) if where == uri] if document else []
        if document is None or not document.dirty:
            for found in self._elsewhere.values():
                shown.extend(d for d in found.get(uri, ()) if not any(_is_same(d, other) for other in shown))
        if document is not None and self._confirming is not None:
            shown.extend(verdict for where, verdict in self._confirming.diagnostics(document) if where == uri)
        return shown

    def show_anew(self, document: Document) -> None:
        """What there is to show beside the findings of a program has changed."""
        if self._pushes(document):
            self.publish(document)
        else:
            self._refresh_diagnostics()

    def refresh_hints(self) -> None:
        """Let the client ask for inlay hints anew."""
        if self.can("workspace.inlay_hint.refresh_support"):
            self.workspace_inlay_hint_refresh(None)

    def tell(self, message: str, kind: types.MessageType = types.MessageType.Warning) -> None:
        """Show a message to the user, unless it was shown before."""
        if message not in self._told:
            self._told.add(message)
            self.window_show_message(types.ShowMessageParams(kind, message))

    def report_server_error(self, error: Exception, source: type[Exception]) -> None:
        """Answer what was no message. Everything else that pygls reports here is an error of ours, and is logged."""
        if isinstance(error, (ValueError, RecursionError)) and source is JsonRpcException:
            self.protocol.parse_failed()
        elif not isinstance(error, JsonRpcException):  # else it is the answer to a request
            self.log(f"internal error ({type(error).__name__}: {error}); please report")

    def log(self, message: str) -> None:
        """Write to the editor's log."""
        self.window_log_message(types.LogMessageParams(types.MessageType.Error, message))

    def spawn(self, work: Any) -> asyncio.Task[Any]:
        """Run a coroutine by the side. The event loop alone would not keep it alive."""
        task: asyncio.Task[Any] = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def clear(self, uri: str) -> None:
        """A text is gone, and what was shown in it."""
        self._publish(uri)

    def scratch(self) -> str:
        """A folder for files that are made to be looked at, until the server ends."""
        if self._scratch is None:
            self._scratch = tempfile.TemporaryDirectory(prefix="kerasrules-")
        return self._scratch.name

    def stop(self) -> None:
        """End all that is under way."""
        self.ended_well = True
        if self._timer is not None:
            self._timer.cancel()
        for check in self._checks.values():
            if check.task is not None:
                check.task.cancel()
        if self._scratch is not None:
            self._scratch.cleanup()
        if self._confirming is not None:
            self._confirming.close()
        self.workers.close()

    def _set_elsewhere(self, document: Document, found: dict[str, list[types.Diagnostic]]) -> None:
        before = self._elsewhere.pop(document.uri, {})
        if found:
            self._elsewhere[document.uri] = found
        for uri in dict.fromkeys([*before, *found]):
            if before.get(uri) == found.get(uri):
                continue
            there = self.documents.find(uri)
            if there is None or self._pushes(there):
                self._publish(uri)
            else:
                self._refresh_diagnostics()

    def _republish(self, document: Document) -> None:
        """Whether the text is as on disk has changed, and so may what others led to in it."""
        if any(document.uri in found for found in self._elsewhere.values()) and self._pushes(document):
            self._publish(document.uri)

    def _publish(self, uri: str) -> None:
        shown = self.shown(uri)
        if not shown and uri not in self._published and self.documents.find(uri) is None:
            return
        self._published.add(uri)
        text = self.documents.text(uri)
        if text is None and not shown:
            self._published.discard(uri)
        version = text.version if text is not None else None
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, shown, version=version))

    def _refresh_diagnostics(self) -> None:
        if self.can("workspace.diagnostics.refresh_support"):
            self.workspace_diagnostic_refresh(None)

    def _report(self, analysis: Analysis) -> None:
        if analysis.problem:
            self.tell(f"kerasrules: {analysis.problem}")
        for notice in analysis.notices:
            if notice not in self._logged:
                self._logged.add(notice)
                self.log(notice.detail or notice.message)
            if notice.internal:
                self.tell(f"kerasrules: {notice.message}", types.MessageType.Error)


def _is_same(one: types.Diagnostic, other: types.Diagnostic) -> bool:
    return one.code == other.code and one.range == other.range
