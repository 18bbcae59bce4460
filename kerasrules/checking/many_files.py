"""Check many files, one after the other or in several processes, whichever is faster; results come one by one."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from kerasrules.checking import engine
from kerasrules.checking.merge import merge
from kerasrules.model.results import FAILED, FileResult, LintRun, Notice
from kerasrules.rules import load
from kerasrules.source.source import start_of

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from kerasrules.checking.cache.store import Cache
    from kerasrules.checking.settings import Settings

_MOST_ON_WINDOWS = 61
"""Processes that one can wait for there."""
POOL_FROM = 24
"""Fewer files that are to be analyzed are read faster by one process than a pool takes to start."""
MANY_LEFT = 1_000
POOL_AFTER = 0.3
"""Where as many files are left after as many seconds, looking for those with Keras in them is worth a pool, too."""


def check_files(
    files: Sequence[tuple[str, Settings]],
    jobs: int = 0,
    cache: Cache | None = None,
    progress: Callable[[FileResult], object] | None = None,
) -> LintRun:
    """Check files, each with its settings, in several processes where that is worth it. jobs 0: one per core.

    cache: results of earlier runs. progress: is called with the result of each file, in their order.
    """
    results: list[FileResult] = []
    for result in results_of(files, jobs, cache):
        results.append(result)
        if progress is not None:
            progress(result)
    return merge(results)


def results_of(
    files: Sequence[tuple[str, Settings]], jobs: int = 0, cache: Cache | None = None
) -> Iterator[FileResult]:
    """The result of each file as soon as it is there, in their order."""
    workers = min(jobs or _cores(), len(files) // 8)
    if workers < 2 or len(files) < POOL_FROM:
        for path, settings in files:
            yield _check_one(path, settings, cache)
        return
    # what is known, or has no Keras, needs no pool
    ahead: list[FileResult | None] = []
    unknown, started = 0, time.perf_counter()
    for number, (path, settings) in enumerate(files, 1):
        known = engine.without_analysis(path, settings, cache)[1]
        if known is not None and not unknown:
            yield known
            continue
        ahead.append(known)
        unknown += known is None
        left = len(files) - number
        if unknown == POOL_FROM or (left > MANY_LEFT and time.perf_counter() - started > POOL_AFTER):
            yield from _check_in_processes(files[number - len(ahead) :], workers, cache)
            return
    for (path, settings), known in zip(files[len(files) - len(ahead) :], ahead, strict=True):
        yield _check_one(path, settings, cache) if known is None else known


def _check_one(path: str, settings: Settings, cache: Cache | None) -> FileResult:
    return engine.check_file(path, settings) if cache is None else engine.check_file_with(cache, path, settings)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))  # what a container or taskset leaves us
    return os.cpu_count() or 1


def _check_in_processes(
    files: Sequence[tuple[str, Settings]], workers: int, cache: Cache | None
) -> Iterator[FileResult]:
    from collections import deque
    from concurrent.futures.process import BrokenProcessPool

    _load_what_workers_need(files)
    size = max(1, min(25, len(files) // (workers * 4)))
    chunks = [files[start : start + size] for start in range(0, len(files), size)]
    done = 0
    pool = _pool(workers, cache)
    try:
        # results wait for those of the files before them: a few chunks ahead are enough to keep all workers busy
        ahead = workers * 8
        futures = deque(pool.submit(_check_chunk, chunk) for chunk in chunks[:ahead])
        while futures:
            yield from futures.popleft().result()
            done += 1
            if done + len(futures) < len(chunks):
                futures.append(pool.submit(_check_chunk, chunks[done + len(futures)]))
    except BrokenProcessPool:
        pass  # some file ended a worker, and with it the pool: which one is found out below
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)  # Ctrl-C: the user waits for nothing more
        raise
    pool.shutdown()
    for chunk in chunks[done:]:
        for path, settings in chunk:
            yield _check_alone(path, settings, cache)


def _load_what_workers_need(files: Sequence[tuple[str, Settings]]) -> None:
    """Once, before they are forked, instead of once in each of them."""
    from kerasrules.interpreter import load_handlers

    load_handlers()
    load(frozenset().union(*{settings.selection.codes for _, settings in files}))


def _check_chunk(files: Sequence[tuple[str, Settings]]) -> list[FileResult]:
    return [_check_one(path, settings, _worker_cache) for path, settings in files]


def _check_alone(path: str, settings: Settings, cache: Cache | None) -> FileResult:
    """Check a file in a separate process, which it may end."""
    from concurrent.futures.process import BrokenProcessPool

    with _pool(1, cache) as pool:
        try:
            return pool.submit(_check_chunk, [(path, settings)]).result()[0]
        except BrokenProcessPool:
            message = "internal error: the process analyzing this file died (out of memory or stack?); please report"
            return FileResult(path, FAILED, notices=(Notice(message, start_of(path), internal=True),))


def _pool(workers: int, cache: Cache | None) -> Executor:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # forking is ten times faster to start than a fresh interpreter, and safe here: there is one thread so far
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else None)
    if sys.platform == "win32":
        workers = min(workers, _MOST_ON_WINDOWS)
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin_worker, initargs=(os.getpid(), cache))


_worker_cache: Cache | None = None


def _begin_worker(parent: int, cache: Cache | None) -> None:
    """Begin the life of a worker, which ends quietly, and with its parent."""
    import signal

    from kerasrules.processes.helpers import end_with_parent

    global _worker_cache
    _worker_cache = cache
    end_with_parent(parent)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # at Ctrl-C end at once, without a traceback
