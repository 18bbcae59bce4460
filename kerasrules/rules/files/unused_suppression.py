"""KR901 unused-suppression."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.findings import Finding, Severity
from kerasrules.model.program import Program
from kerasrules.rules.rule import Rule


class UnusedSuppression(Rule):
    """A comment silences a rule that has nothing to say there.

    ## What it does
    Reports a comment `# kerasrules: ignore[…]`, `# kerasrules: ignore-file[…]` or `# noqa: KR…` that silences no
    finding, or the part of its list that does not, and names in our own form that are no rule's. For this every rule is
    run, also those that are not selected. A `# noqa` without codes is never reported: it may be for another linter.

    A finding can stand in another file than the one that leads to it, as in a module with the layers that a training
    script puts together. Check the whole project at once: from the module alone such a comment looks unused.

    ## Why is this bad?
    A comment that is not needed any more hides the next fault on its line, and makes readers look for one that is
    mended.

    ## Example
    ```python
    x = Dense(64, activation="relu")(x)  # kerasrules: ignore[linear-stack] a low-rank factorisation
    ```

    ## Use instead
    ```python
    x = Dense(64, activation="relu")(x)
    ```

    ## Fix safety
    The fix is safe: it removes a comment, or a part of its list, and keeps what else the comment says. A name that is
    no rule's is left for its author to correct.

    ## References
    - [ruff: unused-noqa](https://docs.astral.sh/ruff/rules/unused-noqa/)
    """

    code = "KR901"
    name = "unused-suppression"
    severity = Severity.INFO
    fix_applicability = "safe"
    tag = "unnecessary"

    def check(self, program: Program) -> Iterator[Finding]:
        """The engine reports these: what a comment silences is only known when all other rules have spoken."""
        return iter(())
