"""Which rules explain which symptom, the likeliest first, and what to look at where none of them has found anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kerasrules.model.findings import Effect, Finding, Severity
from kerasrules.model.symptoms import Symptom, SymptomKind

_TYPICAL: Mapping[SymptomKind, tuple[str, ...]] = {
    SymptomKind.STUCK_LOSS: (
        *("KR202", "KR510", "KR316", "KR319", "KR502", "KR503", "KR607", "KR302", "KR311", "KR204"),
        *("KR501", "KR301", "KR104", "KR509"),
    ),
    SymptomKind.NOT_FINITE: ("KR501", "KR207", "KR210", "KR215", "KR310", "KR301", "KR204", "KR308", "KR106", "KR105"),
    SymptomKind.ZERO_LOSS: ("KR202", "KR201", "KR207", "KR206", "KR215", "KR319", "KR316"),
    SymptomKind.NEGATIVE_LOSS: ("KR215", "KR210", "KR204", "KR205", "KR311"),
    SymptomKind.HUGE_LOSS: ("KR310", "KR301", "KR308", "KR208", "KR607", "KR501", "KR303", "KR218"),
    SymptomKind.STUCK_ACCURACY: ("KR217", "KR209", "KR202", "KR510", "KR204", "KR208", "KR212", "KR301"),
    SymptomKind.ONE_ANSWER: ("KR211", "KR202", "KR607", "KR302", "KR502", "KR301", "KR311", "KR316", "KR408", "KR514"),
    SymptomKind.OVERFITS: (
        *("KR304", "KR514", "KR314", "KR305", "KR303", "KR307", "KR606", "KR604", "KR605", "KR601"),
        *("KR211", "KR317", "KR306", "KR318"),
    ),
    SymptomKind.TOO_GOOD: ("KR306", "KR317", "KR305", "KR318", "KR304", "KR217", "KR202"),
    SymptomKind.SHAPE_ERROR: (
        *("KR309", "KR414", "KR206", "KR213", "KR207", "KR402", "KR405", "KR401", "KR403", "KR404", "KR412"),
        *("KR512", "KR406", "KR411", "KR505"),
    ),
}

_ANY_THAT_PREVENTS = frozenset({SymptomKind.STUCK_LOSS, SymptomKind.STUCK_ACCURACY, SymptomKind.ONE_ANSWER})
"""Symptoms that whatever keeps a network from learning explains."""

_LOOK_AT: Mapping[SymptomKind, tuple[str, ...]] = {
    SymptomKind.STUCK_LOSS: (
        "the range of the inputs as they reach the first layer: about -1 to 1",
        "a learning rate ten times smaller, and ten times larger",
        "whether labels belong to their samples: train on 20 samples, which must reach a loss near 0",
    ),
    SymptomKind.NOT_FINITE: (
        "nan or infinite values in the data: np.isfinite(x).all(), np.isfinite(y).all()",
        "a learning rate ten times smaller, or clipnorm=1.0 in the optimizer",
    ),
    SymptomKind.ZERO_LOSS: ("whether the labels differ at all: np.unique(y)",),
    SymptomKind.NEGATIVE_LOSS: ("the range of the labels: y.min(), y.max()",),
    SymptomKind.HUGE_LOSS: ("the range of inputs and targets: x.min(), x.max(), y.min(), y.max()",),
    SymptomKind.STUCK_ACCURACY: (
        "how often each label occurs: np.unique(y, return_counts=True)",
        "the range of the inputs as they reach the first layer: about -1 to 1",
    ),
    SymptomKind.ONE_ANSWER: (
        "how often each label occurs: np.unique(y, return_counts=True)",
        "whether predict gets data prepared as in training",
    ),
    SymptomKind.OVERFITS: (
        "whether validation and test data are scaled, encoded and ordered as the training data",
        "whether samples of one subject, document or day stand in both parts",
        "whether predictions are compared with labels in the same order: a generator needs shuffle=False for that",
    ),
    SymptomKind.TOO_GOOD: (
        "whether samples of the validation data, or copies of them, stand in the training data",
        "whether something was fitted on all samples before they were split: scalers, selected features, oversampling",
        "whether an input column tells the label",
    ),
    SymptomKind.SHAPE_ERROR: (
        "x.shape and y.shape beside model.input_shape and model.output_shape: all but the first number must be equal",
        "whether labels are class numbers, shape (n,), or one-hot, shape (n, classes): the loss expects one of the two",
    ),
}


def causes(symptom: Symptom, findings: Iterable[Finding]) -> tuple[str, ...]:
    """The codes among the findings that explain the symptom, the best explanation first."""
    typical = _TYPICAL[symptom.kind]
    found: dict[str, tuple[int, int]] = {}
    for finding in findings:
        if finding.effect is Effect.NONE:
            continue
        is_hint = finding.severity is Severity.INFO
        if finding.code in typical:
            place = (int(is_hint), typical.index(finding.code))
        elif symptom.kind in _ANY_THAT_PREVENTS and finding.effect in (Effect.PREVENTS, Effect.IMPAIRS) and not is_hint:
            place = (2, finding.effect.rank)
        else:
            continue
        found[finding.code] = min(place, found.get(finding.code, place))
    return tuple(sorted(found, key=lambda code: (found[code], code)))


def look_at(symptom: Symptom) -> tuple[str, ...]:
    """What else a user can check."""
    return _LOOK_AT[symptom.kind]
