"""Verdicts as a session shows them: text in a terminal, HTML in a notebook, and each by itself in a loop."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

from kerasrules.model.confirm_document import ConfirmDocument, VerdictObject
from kerasrules.report.inputs import SourceLines


class LiveVerdicts(Sequence[VerdictObject]):
    """What was tried and what came of it. document: everything, as `confirm --output-format json` prints it."""

    def __init__(self, document: ConfirmDocument, source: SourceLines) -> None:
        self.document = document
        self.source = source

    def __len__(self) -> int:
        return len(self.document["verdicts"])

    @overload
    def __getitem__(self, index: int) -> VerdictObject: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[VerdictObject]: ...

    def __getitem__(self, index: int | slice) -> VerdictObject | Sequence[VerdictObject]:
        return self.document["verdicts"][index]

    def __repr__(self) -> str:
        from kerasrules.report import confirm_text

        return "\n".join(confirm_text.render(self.document, painted=False))

    def _repr_html_(self) -> str:
        from kerasrules.report.notebook_html import verdicts_html

        return verdicts_html(self.document, self.source)
