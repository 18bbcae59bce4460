"""The order in which what depends on other things can be made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


def post_order(starts: Iterable[T], feeds: Callable[[T], Iterable[T]]) -> list[T]:
    """All that these depend on, and they, each behind what feeds it. feeds: asked once of each.

    Without recursion: a network may be deeper than that goes.
    """
    order: list[T] = []
    entered: set[int] = set()
    stack: list[tuple[T, Iterator[T]]] = []

    def enter(one: T) -> None:
        if id(one) not in entered:
            entered.add(id(one))
            stack.append((one, iter(feeds(one))))

    for start in starts:
        enter(start)
        while stack:
            one, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                order.append(one)
                stack.pop()
            else:
                enter(following)
    return order
