"""KR901 unused-suppression."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.findings import Effect, Finding, Severity
from kerasrules.model.program import Program
from kerasrules.rules.rule import Rule


class UnusedSuppression(Rule):
    """A suppression comment suppresses no finding.

    ## What it does
    Reports a comment `# kerasrules: ignore[…]`, `# kerasrules: ignore-file[…]` or `# noqa: KR…` that suppresses no
    finding, or the part of its list that does not, and unknown rule names in our own form. For this, every rule is run,
    including those that are not selected. A `# noqa` without codes is never reported: it may be for another linter.

    A finding may be located in a different file than the one that leads to it, for instance in a module with the layers
    that a training script assembles. Check the whole project at once: when only the module is checked, such a comment
    looks unused.

    ## Why is this bad?
    A comment that is no longer needed hides the next fault on its line, and makes readers look for a fault that is
    fixed.

    ## Example
    ```python
    x = Dense(64, activation="relu")(x)  # kerasrules: ignore[linear-stack] a low-rank factorization
    ```

    ## Use instead
    ```python
    x = Dense(64, activation="relu")(x)
    ```

    ## Fix safety
    The fix is safe: it removes a comment, or a part of its list, and keeps the rest of the comment. An unknown rule
    name is left for its author to correct.

    ## References
    - [ruff: unused-noqa](https://docs.astral.sh/ruff/rules/unused-noqa/)
    """

    code = "KR901"
    name = "unused-suppression"
    severity = Severity.INFO
    effect = Effect.NONE
    fix_applicability = "safe"
    tag = "unnecessary"

    def check(self, program: Program) -> Iterator[Finding]:
        """The engine reports these: what a comment suppresses is only known when all other rules have spoken."""
        return iter(())
