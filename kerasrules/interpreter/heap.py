"""The heap: objects with state, and the log that undoes what a branch wrote."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, TypeAlias


class HeapObject:
    """Something with identity and state. Read `state` freely, write it through `Heap.write` only."""

    __slots__ = ("state",)
    kind: ClassVar[str] = "object"

    def __init__(self, **state: Any) -> None:
        self.state: dict[str, Any] = state


HeapDelta: TypeAlias = dict[tuple[int, str], tuple[HeapObject, Any]]
"""What was written: for each object (by id) and key the object and the value."""


class Heap:
    """Writes to heap objects, with a log so that they can be undone."""

    ABSENT: ClassVar[object] = object()
    """In a `HeapDelta`: the key is not there."""

    def __init__(self) -> None:
        self._logs: list[dict[tuple[int, str], tuple[HeapObject, Any]]] = []

    def write(self, target: HeapObject, key: str, value: Any) -> None:
        """Set `target.state[key]`, keeping the old value in the innermost open log."""
        if self._logs:
            self._logs[-1].setdefault((id(target), key), (target, target.state.get(key, self.ABSENT)))
        target.state[key] = value

    def delete(self, target: HeapObject, key: str) -> None:
        """Remove `target.state[key]` where it is there."""
        if key in target.state:
            self.write(target, key, None)
            del target.state[key]

    @property
    def in_branch(self) -> bool:
        """Whether what is written now may never happen."""
        return bool(self._logs)

    def begin(self) -> None:
        """Begin to log."""
        self._logs.append({})

    def rollback(self) -> HeapDelta:
        """Undo what was written since the matching `begin` and return it."""
        log = self._logs.pop()
        delta: HeapDelta = {}
        for (identity, key), (target, old) in log.items():
            delta[identity, key] = (target, target.state.get(key, self.ABSENT))
            if old is self.ABSENT:
                target.state.pop(key, None)
            else:
                target.state[key] = old
        return delta

    @property
    def level(self) -> int:
        """How many logs are open."""
        return len(self._logs)

    def changes_since(self, level: int) -> HeapDelta:
        """What was written since so many logs were open, without undoing it."""
        return {
            (identity, key): (target, target.state.get(key, self.ABSENT))
            for log in self._logs[level:]
            for (identity, key), (target, _) in log.items()
        }

    def commit(self, level: int | None = None) -> None:
        """End the innermost log, or all beyond a level, and keep what was written."""
        for _ in range(1 if level is None else len(self._logs) - level):
            log = self._logs.pop()
            if self._logs:
                outer = self._logs[-1]
                for identity, entry in log.items():
                    outer.setdefault(identity, entry)

    @contextmanager
    def untracked(self) -> Iterator[None]:
        """Writes that no branch around undoes: those of a module that is read, of a layer that is built."""
        logs, self._logs = self._logs, []
        try:
            yield
        finally:
            self._logs = logs

    def apply(self, delta: HeapDelta) -> None:
        """Write what `rollback` returned."""
        for (_, key), (target, value) in delta.items():
            if value is self.ABSENT:
                self.delete(target, key)
            else:
                self.write(target, key, value)
