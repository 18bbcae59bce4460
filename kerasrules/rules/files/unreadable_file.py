"""KR902 unreadable-file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from kerasrules.model.findings import Effect, Finding, Severity
from kerasrules.model.program import Program
from kerasrules.rules.rule import Rule


class UnreadableFile(Rule):
    """A file cannot be read.

    ## What it does
    Reports a file that cannot be opened, a file whose bytes are not text in the declared encoding (UTF-8 if it declares
    none), a notebook with invalid JSON, and code that is nested too deeply for Python's parser.

    ## Why is this bad?
    The file was not checked. Without a report it would look like a clean one.

    ## Example
    A file saved as Latin-1 that does not declare its encoding:
    ```python
    # entraîner le modèle
    ```

    ## Use instead
    The same file saved as UTF-8, or with its encoding declared in its first line:
    ```python
    # -*- coding: latin-1 -*-
    # entraîner le modèle
    ```

    ## References
    - [PEP 263: defining Python source code encodings](https://peps.python.org/pep-0263/)
    - [The notebook file format](https://nbformat.readthedocs.io/)
    """

    code = "KR902"
    name = "unreadable-file"
    severity = Severity.ERROR
    effect = Effect.STOPS
    always_selected = True
    help: ClassVar[str] = "the file was not checked; fix it, or exclude it with `extend-exclude`"

    def check(self, program: Program) -> Iterator[Finding]:
        """The engine reports these: a program that was recovered has none."""
        return iter(())
