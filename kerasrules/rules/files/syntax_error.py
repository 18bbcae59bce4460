"""KR900 syntax-error."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from kerasrules.model.findings import Finding, Severity
from kerasrules.model.program import Program
from kerasrules.rules.rule import Rule


class SyntaxErrorRule(Rule):
    """A file, or a cell of a notebook, is not valid Python 3.

    ## What it does
    Reports a file, or a cell of a notebook, that Python itself cannot parse. Of a notebook the other cells are still
    checked; of a script nothing is. Files with no sign of Keras in them are not parsed and so not reported.

    ## Why is this bad?
    No other rule can say anything about what cannot be read, and no report about it would look like a clean one.

    ## Example
    ```python
    model.add(Dense(64, activation="relu")
    ```

    ## Use instead
    ```python
    model.add(Dense(64, activation="relu"))
    ```

    ## References
    - [Python: syntax errors](https://docs.python.org/3/tutorial/errors.html#syntax-errors)
    """

    code = "KR900"
    name = "syntax-error"
    severity = Severity.ERROR
    always_selected = True
    help: ClassVar[str] = "kerasrules reads Python 3; what stands here was not checked"

    def check(self, program: Program) -> Iterator[Finding]:
        """The engine reports these: a program that was recovered has none."""
        return iter(())
