"""The heap: objects with state, and the log that undoes what a branch wrote."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any, ClassVar, Generic, TypeAlias, TypeVar, overload

from kerasrules.model.enumeration import Enum

T = TypeVar("T")


class Join(Enum):
    """What a field is after branches that left different values in it."""

    VALUE = "one of the values"
    SAME = "the value where all agree, else the field's default"
    ANY = "true where it is in any branch"
    SEQUENCE = "what the branches share, then what each appended"
    NAMES = "name by name; one that only some branches bind can only be used after those"
    ALL = "everything that any branch added"


class Field(Generic[T]):
    """A part of an object that the program does not name: `escaped = Field(False, Join.ANY)` in the object's class.

    Reading is `model.escaped`; writing is `heap.set(model, KerasModel.escaped, True)`, so that a branch can undo it.
    """

    __slots__ = ("default", "join", "name")

    def __init__(self, default: T, join: Join = Join.VALUE) -> None:
        self.default, self.join = default, join
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        """Remember the field's name, for whoever looks at it in a debugger."""
        self.name = name

    @overload
    def __get__(self, target: None, owner: type) -> Field[T]: ...

    @overload
    def __get__(self, target: HeapObject, owner: type) -> T: ...

    def __get__(self, target: HeapObject | None, owner: type) -> Field[T] | T:
        """The value of the field, on an object."""
        if target is None:
            return self
        return target.fields.get(self, self.default)  # type: ignore[no-any-return]

    def __set__(self, target: HeapObject, value: T) -> None:
        """Fields are written through the heap only."""
        raise AttributeError(f"{self.name} is written by Heap.set")


_ticks = count()


class HeapObject:
    """Something with identity and state, which is read freely and written through the `Heap` only.

    state: what the program names (attributes, variables). fields: what the interpreter keeps, by `Field`.
    """

    __slots__ = ("born", "fields", "state")
    kind: ClassVar[str] = "object"

    def __init__(self, **state: Any) -> None:
        self.born = next(_ticks)
        """When it was made, on the clock by which logs begin."""
        self.state: dict[str, Any] = state
        self.fields: dict[Field[Any], Any] = {}


Key: TypeAlias = "str | Field[Any]"
HeapDelta: TypeAlias = dict[tuple[int, Key], tuple[HeapObject, Any]]
"""What was written: for each object (by id) and key the object and the value."""


def _part(target: HeapObject, key: Key) -> dict[Any, Any]:
    """Where an object holds a name or field."""
    return target.state if isinstance(key, str) else target.fields


class _Log:
    """What stood where something was written since a moment. An object that is younger is seen by nobody outside."""

    __slots__ = ("entries", "start")

    def __init__(self) -> None:
        self.start = next(_ticks)
        self.entries: HeapDelta = {}

    def note(self, target: HeapObject, key: Key, old: Any) -> None:
        """Keep the first value of a place."""
        if target.born < self.start:
            self.entries.setdefault((id(target), key), (target, old))


class Heap:
    """Writes to heap objects, with logs so that they can be undone."""

    ABSENT: ClassVar[object] = object()
    """In a `HeapDelta`: the key is not there."""

    def __init__(self) -> None:
        self._logs: list[_Log] = []

    def write(self, target: HeapObject, name: str, value: Any) -> None:
        """Set `target.state[name]`, keeping the old value in the innermost open log."""
        if self._logs:
            self._logs[-1].note(target, name, target.state.get(name, self.ABSENT))
        target.state[name] = value

    def set(self, target: HeapObject, field: Field[T], value: T) -> None:
        """Set a field, keeping the old value in the innermost open log."""
        if self._logs:
            self._logs[-1].note(target, field, target.fields.get(field, self.ABSENT))
        target.fields[field] = value

    def delete(self, target: HeapObject, name: str) -> None:
        """Remove `target.state[name]` where it is there."""
        if name in target.state:
            self.write(target, name, None)
            del target.state[name]

    @property
    def in_branch(self) -> bool:
        """Whether what is written now may never happen."""
        return bool(self._logs)

    def begin(self) -> None:
        """Begin to log."""
        self._logs.append(_Log())

    def rollback(self) -> HeapDelta:
        """Undo what was written since the matching `begin` and return it."""
        log = self._logs.pop().entries
        if not log:
            return {}
        delta: HeapDelta = {place: (target, self.value(target, place[1])) for place, (target, _) in log.items()}
        # latest first: two objects may share one dict (a class and the scope of its body)
        for (_, key), (target, old) in reversed(log.items()):
            part = _part(target, key)
            if old is self.ABSENT:
                part.pop(key, None)
            else:
                part[key] = old
        return delta

    def branched_since(self, target: HeapObject) -> bool:
        """Whether an open log began after the object was made: what is done now may be done for other objects only."""
        return bool(self._logs) and self._logs[-1].start > target.born

    @property
    def level(self) -> int:
        """How many logs are open."""
        return len(self._logs)

    def changes_since(self, level: int) -> HeapDelta:
        """What was written since so many logs were open, without undoing it."""
        logs = self._logs[level:]
        return {
            place: (target, self.value(target, place[1]))
            for log in logs
            for place, (target, _) in log.entries.items()
            if target.born < logs[0].start
        }

    def commit(self, level: int | None = None) -> None:
        """End the innermost log, or all beyond a level, and keep what was written."""
        for _ in range(1 if level is None else len(self._logs) - level):
            log = self._logs.pop()
            if self._logs:
                for (_, key), (target, old) in log.entries.items():
                    self._logs[-1].note(target, key, old)

    @contextmanager
    def untracked(self) -> Iterator[None]:
        """Writes that no branch around undoes: those of a module that is read, of a layer that is built."""
        logs, self._logs = self._logs, []
        try:
            yield
        finally:
            self._logs = logs

    @classmethod
    def value(cls, target: HeapObject, key: Key) -> Any:
        """What stands there now, or ABSENT."""
        return _part(target, key).get(key, cls.ABSENT)

    def apply(self, delta: HeapDelta) -> None:
        """Write what `rollback` returned."""
        for (_, key), (target, value) in delta.items():
            if not isinstance(key, str):
                self.set(target, key, key.default if value is self.ABSENT else value)
            elif value is self.ABSENT:
                self.delete(target, key)
            else:
                self.write(target, key, value)
