"""*Confirm this finding*: its model is trained in a worker process, and the verdict stands beside the finding.

The model is rebuilt from the source; no program of the user's is run. One finding at a time, and never in this process.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from kerasrules.confirming.judge.conclusion import deciding_skill
from kerasrules.confirming.run.session import WorkerError
from kerasrules.confirming.run.warm_session import WarmSession
from kerasrules.model.findings import Finding
from kerasrules.model.record import record
from kerasrules.report.confirm_progress import told
from kerasrules.report.confirm_words import sentence
from kerasrules.server import jobs
from kerasrules.server.worker_pool import JobError

if TYPE_CHECKING:
    from kerasrules.confirming.plan.trials import Job
    from kerasrules.model.confirm_document import ConfirmDocument, VerdictObject
    from kerasrules.server.app import Server
    from kerasrules.server.documents import Document

SOURCE = "kerasrules confirm"
_EACH = 0.2
"""Seconds between two reports of progress."""


@record(frozen=True)
class ShownVerdict:
    """What a trial said of a finding in a text as it was after so many edits."""

    finding: Finding
    edits: int
    message: str


class Confirming:
    """The trials of one server, and their verdicts on what is open."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._worker = WarmSession()
        self._thread = ThreadPoolExecutor(1, "kerasrules-confirm")
        self._shown: dict[str, list[ShownVerdict]] = {}

    def close(self) -> None:
        """End what is under way."""
        self._worker.close()
        self._thread.shutdown(wait=False, cancel_futures=True)

    def forget(self, document: Document) -> bool:
        """A program was edited or closed: its verdicts are on another text. Whether there were any."""
        return bool(self._shown.pop(document.uri, None))

    def diagnostics(self, document: Document) -> Iterator[tuple[str, types.Diagnostic]]:
        """The verdicts on a program, each with the address of its text."""
        for verdict in self._shown.get(document.uri, ()):
            found = document.located(verdict.finding.location) if verdict.edits == document.edits else None
            if found is not None:
                text, location = found
                place = text.range(location, self._server.documents.encoding)
                severity = types.DiagnosticSeverity.Information
                code = verdict.finding.code
                yield text.uri, types.Diagnostic(place, verdict.message, severity=severity, code=code, source=SOURCE)

    async def confirm(self, document: Document, finding: Finding) -> str | None:
        """Try a finding and show the verdict, which is returned; None where there is none, which the user is told."""
        edits = document.edits
        progress = await _WorkProgress.begin(self._server, f"Confirming {finding.name}")
        problem = ""
        try:
            document_of = await self._tried(document, finding, progress)
        except (WorkerError, JobError) as error:
            problem, document_of = str(error), None
        except asyncio.CancelledError:
            progress.stopped = True
            if progress.is_running:  # else the worker is at another request
                self._worker.cancel()
            raise
        finally:
            progress.end()
        if progress.is_cancelled:
            return None
        verdict = None if document_of is None else _verdict_on(document_of, finding)
        if verdict is None:
            said = problem or "there is nothing to try for this finding"
            self._server.window_show_message(
                types.ShowMessageParams(types.MessageType.Warning, f"kerasrules: {finding.name}: {said}")
            )
            return None
        if document.edits == edits:
            kept = [one for one in self._shown.get(document.uri, []) if one.finding != finding]
            self._shown[document.uri] = [*kept, ShownVerdict(finding, edits, _words(verdict))]
            self._server.show_anew(document)
        return verdict["verdict"]

    async def _tried(self, document: Document, finding: Finding, progress: _WorkProgress) -> ConfirmDocument | None:
        """Raises JobError and WorkerError."""
        job = await self._server.workers.run(jobs.plan_trial, self._server.request(document), finding)
        if job is None:
            return None
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._run, job, progress)

    def _run(self, job: Job, progress: _WorkProgress) -> ConfirmDocument | None:
        """In the thread that waits for the worker."""
        if progress.is_cancelled:  # while it waited for its turn
            return None
        progress.on_cancel(self._worker.cancel)
        progress.is_running = True
        try:
            return self._worker.run(job, progress.report)
        finally:
            progress.is_running = False


class _WorkProgress:
    """The work as an editor shows it, with a button to cancel; nothing where the editor shows none."""

    def __init__(self, server: Server, token: str | None) -> None:
        self._server, self._token = server, token
        self._loop = asyncio.get_running_loop()
        self._last = 0.0
        self.is_running = self.stopped = False
        """Whether the worker is at it, and whether the request was taken back."""

    @classmethod
    async def begin(cls, server: Server, title: str) -> _WorkProgress:
        """Show that work begins."""
        if not server.can("window.work_done_progress"):
            return cls(server, None)
        token = str(uuid.uuid4())
        await server.work_done_progress.create_async(token)
        server.work_done_progress.begin(token, types.WorkDoneProgressBegin(title, cancellable=True))
        return cls(server, token)

    @property
    def is_cancelled(self) -> bool:
        """Whether the user wants no more of it."""
        if self.stopped:
            return True
        return self._token is not None and self._server.work_done_progress.tokens[self._token].cancelled()

    def on_cancel(self, end: Any) -> None:
        """Call this when the user cancels."""
        if self._token is not None:
            cancelled = self._server.work_done_progress.tokens[self._token]
            cancelled.add_done_callback(lambda future: end() if future.cancelled() else None)

    def report(self, event: dict[str, Any]) -> None:
        """Show an event of the worker. From any thread."""
        self._loop.call_soon_threadsafe(self._show, event)

    def _show(self, event: dict[str, Any]) -> None:
        if self._token is None or self.is_cancelled:
            return
        if event.get("event") == "stage" or self._loop.time() - self._last > _EACH:
            self._last = self._loop.time()
            self._server.work_done_progress.report(self._token, types.WorkDoneProgressReport(message=told(event)))

    def end(self) -> None:
        """Show that it is over."""
        if self._token is not None:
            self._server.work_done_progress.end(self._token, types.WorkDoneProgressEnd())


def _verdict_on(document: ConfirmDocument, finding: Finding) -> VerdictObject | None:
    """The verdict on a finding: of several fixes the one that says most."""
    start = finding.location.start
    own = [
        verdict
        for verdict in document["verdicts"]
        if verdict["code"] == finding.code
        and verdict["cell"] == finding.location.cell
        and verdict["range"]["start"] == {"line": start.line, "column": start.column}
    ]
    order = ("confirmed", "refuted", "not confirmed", "inconclusive")
    return min(own, key=lambda verdict: order.index(verdict["verdict"]), default=None)


def _words(verdict: VerdictObject) -> str:
    """The verdict, why, and both sides in numbers."""
    said = f"{verdict['verdict']}: {sentence(verdict['reason'])}"
    before, after = deciding_skill(verdict["as_written"]), deciding_skill(verdict["remedied"])
    if before is None or after is None:
        return said
    data = "synthetic data" if verdict["data"] == "synthetic" else "the program's data"
    return f"{said}\nskill {before:.2f} as written, {after:.2f} with the fix, on {data}"
