"""A worker that has imported Keras, kept for the next job: of a notebook, or of an editor."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from kerasrules.confirming.run.backends import default_backend
from kerasrules.confirming.run.session import OnEvent, Session
from kerasrules.confirming.run.source_job import without_trials

if TYPE_CHECKING:
    from kerasrules.confirming.plan.trials import Job
    from kerasrules.model.confirm_document import ConfirmDocument

IDLE = 600.0
"""Seconds without a job after which the worker ends."""


class WarmSession:
    """One job at a time, from any thread. The worker ends when it is idle for long, and with this process."""

    def __init__(self, idle: float = IDLE, make: Callable[[str], Session] = Session) -> None:
        self._idle, self._make = idle, make
        self._session: Session | None = None
        self._turn = threading.Lock()
        """Who holds it has the worker."""
        self._timer: threading.Timer | None = None
        atexit.register(self.close)

    def run(self, job: Job, on_event: OnEvent = lambda event: None, backend: str | None = None) -> ConfirmDocument:
        """The document for a job; others wait until it is there. Raises WorkerError, also after `cancel`."""
        backend = backend or default_backend()
        untried = without_trials(job, backend)
        if untried is not None:
            return untried
        with self._turn:
            self._stop_timer()
            session = self._session_for(backend)
            try:
                return session.run(job, on_event)
            finally:
                self._timer = threading.Timer(self._idle, self._end_if_idle)
                self._timer.daemon = True
                self._timer.start()

    def cancel(self) -> None:
        """End the worker, whatever it is doing; the next job starts another one."""
        session = self._session
        if session is not None:
            session.kill()

    def close(self) -> None:
        """End the worker for good."""
        atexit.unregister(self.close)
        self._stop_timer()
        self.cancel()
        self._end_if_idle()

    def _session_for(self, backend: str) -> Session:
        if self._session is None or self._session.backend != backend:
            if self._session is not None:
                self._session.close()
            self._session = self._make(backend)
        return self._session

    def _end_if_idle(self) -> None:
        if self._turn.acquire(blocking=False):  # else somebody has just asked for it
            try:
                if self._session is not None:
                    self._session.close()
            finally:
                self._turn.release()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
