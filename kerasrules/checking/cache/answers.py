"""Whether the disk still answers as it did when a result was made."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from kerasrules.source.disk import QUESTIONS, Answer, Answers

_MAX_KEPT = 100_000

Stored = Mapping[str, Mapping[str, Mapping[str, Answer]]]
"""Answers by kind of question, path and what else it names."""


def stored(answers: Answers) -> Stored | None:
    """Answers as they are kept; None where there is a question that cannot be asked again."""
    kept: dict[str, dict[str, dict[str, Answer]]] = {}
    for (kind, path, detail), answer in answers.items():
        if _question(kind) is None:
            return None
        kept.setdefault(kind, {}).setdefault(path, {})[detail] = answer
    return kept


class Disk:
    """Asks, and remembers the answers for as long as one run takes."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, str], Answer] = {}

    def still_answers(self, answers: Any, near: str) -> bool:
        """Whether all answers are as they were. near: they may only be about the drive that this path is on."""
        drive = os.path.splitdrive(near)[0]
        for kind, paths in answers.items():
            for path, details in paths.items():
                if not os.path.isabs(path) or os.path.splitdrive(path)[0] != drive:
                    return False
                for detail, answer in details.items():
                    if self._ask(kind, path, detail) != answer:
                        return False
        return True

    def _ask(self, kind: str, path: str, detail: str) -> Answer:
        asked = kind, path, detail
        if asked not in self._known:
            if len(self._known) >= _MAX_KEPT:
                self._known.clear()
            question = _question(kind)
            self._known[asked] = "" if question is None else question(path, detail)
        return self._known[asked]


def _question(kind: str) -> Callable[[str, str], Answer] | None:
    if kind in QUESTIONS:
        return QUESTIONS[kind]
    if kind not in ("below", "images"):
        return None
    from kerasrules.data_files import repository

    return {"below": repository.kind_again, "images": repository.images_again}[kind]
