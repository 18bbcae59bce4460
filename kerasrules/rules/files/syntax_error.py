"""KR900 syntax-error."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from kerasrules.model.findings import Effect, Finding, Severity
from kerasrules.model.program import Program
from kerasrules.rules.rule import Rule


class SyntaxErrorRule(Rule):
    """A file, or a cell of a notebook, is not valid Python 3.

    ## What it does
    Reports a file, or cells of a notebook, that Python cannot parse. The other cells of a notebook are still checked;
    of a script nothing is. Files with no sign of Keras in them are not parsed and so not reported.

    Code that was pasted from a web page, a shell or an old program is repaired and checked where that is possible:
    typographic quotes and spaces, prompts, line numbers, program output, indentation of the whole text, Python 2
    statements, names that became keywords later, and the blanks of course material. The finding then has the severity
    info and lists the repairs; where the program uses a keyword as a name (`lambda = 0.1`), it is still an error. What
    cannot be repaired is information, too, where a comment beside it asks for code (`# your code here`). The file
    itself is not changed. What Jupyter accepts in a cell is not reported.

    ## Why is this bad?
    No other rule can check code that does not parse, and an empty report would look like a clean file.

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
    effect = Effect.STOPS
    always_selected = True
    help: ClassVar[str] = "kerasrules parses Python 3; this code was not checked"
    help_for_repairs: ClassVar[str] = "correct the code; fixes are not applied to repaired code"

    def check(self, program: Program) -> Iterator[Finding]:
        """The engine reports these: a program that was recovered has none."""
        return iter(())
