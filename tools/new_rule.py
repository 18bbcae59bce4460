"""Begin a new rule: write its file, two fixtures and its page, and enter it into the index.

    python -m tools.new_rule KR513 patience-exceeds-epochs --severity warning

What is left to write is marked TODO in the rule's file and in the fixtures; the tests fail as long as a mark is left.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from kerasrules.rules import INDEX, code_of

ROOT = Path(__file__).parent.parent
GENERATORS = ("tools.rule_index", "tools.rule_pages")

RULE = '''\
"""{code}."""

from __future__ import annotations

from collections.abc import Iterator

from kerasrules.model.findings import Effect, Finding, Severity
from kerasrules.model.program import Program
from kerasrules.rules.rule import Rule, one_per_location


class {class_name}(Rule):
    """TODO: the fault in one sentence.

    ## What it does
    TODO: what the rule reports, and under which conditions.

    ## Why is this bad?
    TODO: what the fault does to training.

    ## Example
    ```python
    TODO = "the lines with the fault"
    ```

    ## Use instead
    ```python
    TODO = "the same lines without it"
    ```

    ## References
    - TODO: where the claim can be read
    """

    code = "{code}"
    name = "{name}"
    severity = Severity.{severity}
    effect = Effect.IMPAIRS  # TODO: what the fault does to training

    def check(self, program: Program) -> Iterator[Finding]:
        """TODO: what must be known for a finding."""
        yield from one_per_location(
            self.finding(fit.location, "TODO: what is wrong, and what it does", help="TODO: what to change")
            for training in program.trainings
            for fit in training.fits
            if fit.method == "TODO"
        )
'''

PROGRAM = """\
import numpy as np
import keras
from keras import layers

x, y = np.load("x_std.npy"), np.load("y.npy")
model = keras.Sequential([keras.Input((8,)), layers.Dense(16, "relu"), layers.Dense(1, "sigmoid")])
model.compile("adam", "binary_crossentropy")
"""
BAD = """\
# TODO: the fault, and the comment on a line that the finding names
model.fit(x, y, epochs=20)  # expect: {code}
"""
GOOD = """\
# TODO: a program without the fault that looks as if it had it
model.fit(x, y, epochs=20)
"""


def main(arguments: Sequence[str]) -> int:
    """Write the files; the result is the exit status."""
    options = _parser().parse_args(arguments)
    problem = problem_with(options.code, options.name, options.family)
    if problem:
        sys.stderr.write(f"error: {problem}\n")
        return 2
    family = options.family or family_of(options.code)
    written = write(ROOT, options.code, options.name, options.severity, str(family))
    for generator in GENERATORS:  # each in a separate process: this one has loaded the old index
        subprocess.run([sys.executable, "-m", generator], cwd=ROOT, check=True)
    sys.stdout.write("".join(f"{path.relative_to(ROOT)}\n" for path in written))
    sys.stdout.write(f"docs/rules/{options.code}-{options.name}.md\n")
    return 0


def problem_with(code: str, name: str, family: str | None) -> str | None:
    """Why there cannot be a rule with this code and name in this family, or None."""
    if not re.fullmatch(r"KR\d{3}", code):
        return f"a code is KR and three digits, not {code!r}"
    if code in INDEX:
        return f"{code} is taken by {INDEX[code].name}"
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)+", name):
        return f"a name is several lower-case words with hyphens, not {name!r}"
    taken = code_of(name)
    if taken is not None:
        return f"{name} is taken by {taken}"
    expected = family_of(code)
    families = {entry.family for entry in INDEX.values()}
    if expected is None and (family is None or family in families):
        return f"no family has the codes {code[:3]}xx: name a new one with --family"
    if expected is not None and family not in (None, expected):
        return f"the codes {code[:3]}xx belong to the family {expected}"
    return None


def family_of(code: str) -> str | None:
    """The family that has the codes with this first digit, if there is one."""
    return next((entry.family for entry in INDEX.values() if entry.code[:3] == code[:3]), None)


def write(root: Path, code: str, name: str, severity: str, family: str) -> list[Path]:
    """Write the rule's file and its fixtures below a checkout's root."""
    module = name.replace("-", "_")
    class_name = "".join(word.capitalize() for word in name.split("-"))
    folder = root / "kerasrules" / "rules" / family
    fixtures = root / "fixtures" / f"{code}_{module}"
    rule = RULE.format(code=code, name=name, class_name=class_name, severity=severity.upper())
    texts = {
        folder / f"{module}.py": rule,
        fixtures / "bad_plain.py": PROGRAM + BAD.format(code=code),
        fixtures / "good_plain.py": PROGRAM + GOOD,
    }
    if not folder.is_dir():
        texts[folder / "__init__.py"] = f'"""{code[:3]}xx: TODO."""\n'
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return list(texts)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.new_rule", description="Begin a new rule.")
    parser.add_argument("code", metavar="CODE", help="a free code of the family, such as KR513")
    parser.add_argument("name", metavar="NAME", help="the fault in lower-case words with hyphens")
    parser.add_argument("--severity", required=True, choices=["error", "warning", "info"])
    parser.add_argument("--family", help="the folder; by default that of the code's first digit")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
