"""Write rules of your own: `docs/own-rules.md` has a template.

    from kerasrules.rule import Rule, Severity, findings_in

The names in `__all__`, and the attributes of what they name, stay as they are as long as `MODEL_VERSION` does.
Whatever else the package has may change at any time.
"""

from __future__ import annotations

from kerasrules.model.data import ArrayInfo, DataInfo
from kerasrules.model.findings import Confidence, Effect, Finding, Related, Severity
from kerasrules.model.locations import Location, Position
from kerasrules.model.network import Head, Layer, Model, Node, Tensor
from kerasrules.model.program import ApiUse, Program
from kerasrules.model.training import Fit, KerasObject, Loss, Metric, Optimizer, OutputLoss, Training
from kerasrules.model.unknown import Unknown
from kerasrules.rules.rule import MODEL_VERSION, Rule, RuleOption, one_per_location

__all__ = [
    "MODEL_VERSION",
    "ApiUse",
    "ArrayInfo",
    "Confidence",
    "DataInfo",
    "Effect",
    "Finding",
    "Fit",
    "Head",
    "KerasObject",
    "Layer",
    "Location",
    "Loss",
    "Metric",
    "Model",
    "Node",
    "Optimizer",
    "OutputLoss",
    "Position",
    "Program",
    "Related",
    "Rule",
    "RuleOption",
    "Severity",
    "Tensor",
    "Training",
    "Unknown",
    "findings_in",
    "one_per_location",
]


def findings_in(text: str, rule: Rule | type[Rule], **options: float) -> list[Finding]:
    """What a rule says of a program's text, for tests of the rule. Nothing of the program is run.

    options: those of the rule, with `_` for `-`. Raises ValueError for a program that cannot be read.
    """
    from kerasrules.interpreter import analyze
    from kerasrules.model.reading_options import ReadingOptions
    from kerasrules.model.record import replace
    from kerasrules.source.load import from_text
    from kerasrules.source.source import SourceError

    one = rule() if isinstance(rule, type) else rule
    try:
        source = from_text(text, "program.py")
    except SourceError as error:
        raise ValueError(f"the program cannot be read: {error}") from None
    if source.errors:
        raise ValueError(f"the program cannot be read: {source.errors[0]}")
    given = {f"{one.code}.{name.replace('_', '-')}": value for name, value in options.items()}
    return list(one.check(replace(analyze(source, ReadingOptions(alone=True)), rule_options=given)))
