"""The rules, one file each, and the list of them.

A rule's file is loaded when the rule is wanted: to know codes, names and severities, as the settings must, takes only
the list. `RULES` holds one instance of each rule, sorted by code.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kerasrules.rules.rule import Rule

    RULES: tuple[Rule, ...]

__all__ = ["CATALOGUE", "RULES", "load", "rule_of"]

CATALOGUE: Mapping[str, tuple[str, str]] = {
    "KR101": ("linear-stack", "error"),
    "KR102": ("linear-conv-before-pooling", "warning"),
    "KR103": ("repeated-activation", "warning"),
    "KR104": ("hidden-softmax", "warning"),
    "KR105": ("saturating-hidden-activations", "warning"),
    "KR106": ("linear-recurrent", "warning"),
    "KR201": ("sigmoid-head-categorical-loss", "error"),
    "KR202": ("softmax-single-unit", "error"),
    "KR203": ("softmax-head-binary-loss", "warning"),
    "KR204": ("logits-into-probability-loss", "error"),
    "KR205": ("probabilities-into-logits-loss", "warning"),
    "KR206": ("label-encoding-mismatch", "error"),
    "KR207": ("class-count-mismatch", "error"),
    "KR208": ("bounded-head-regression-loss", "warning"),
    "KR209": ("metric-mismatch", "warning"),
    "KR210": ("head-range-loss", "error"),
    "KR211": ("predict-decoding-mismatch", "warning"),
    "KR212": ("regression-loss-on-classes", "warning"),
    "KR213": ("label-width-mismatch", "error"),
    "KR214": ("softmax-multi-label", "warning"),
    "KR215": ("target-out-of-range", "error"),
    "KR216": ("hinge-head", "warning"),
    "KR301": ("unscaled-input", "warning"),
    "KR302": ("doubly-scaled-input", "error"),
    "KR303": ("backbone-preprocessing-mismatch", "warning"),
    "KR304": ("split-scaling-mismatch", "error"),
    "KR305": ("fit-on-test", "warning"),
    "KR306": ("validation-is-training", "warning"),
    "KR307": ("unshuffled-split", "warning"),
    "KR308": ("offset-dominated-input", "warning"),
    "KR309": ("shape-data-mismatch", "error"),
    "KR310": ("unscaled-target", "warning"),
    "KR311": ("scaled-class-labels", "error"),
    "KR312": ("python-lists", "info"),
    "KR401": ("spatial-collapse", "error"),
    "KR402": ("dense-on-spatial", "error"),
    "KR403": ("merge-shape-mismatch", "error"),
    "KR404": ("reshape-size-mismatch", "error"),
    "KR405": ("recurrent-sequence-mismatch", "error"),
    "KR406": ("channel-order", "warning"),
    "KR407": ("unused-layer", "warning"),
    "KR408": ("bottleneck", "warning"),
    "KR409": ("embedding-vocabulary", "error"),
    "KR410": ("input-shape-ignored", "warning"),
    "KR411": ("positional-strides", "warning"),
    "KR412": ("layer-called-on-other-shape", "error"),
    "KR413": ("classifier-without-head", "error"),
    "KR414": ("unbuildable-layer", "error"),
    "KR501": ("learning-rate", "warning"),
    "KR502": ("constant-initializer", "error"),
    "KR503": ("trainable-after-compile", "warning"),
    "KR504": ("fit-before-compile", "error"),
    "KR505": ("removed-api", "warning"),
    "KR506": ("steps", "warning"),
    "KR507": ("callbacks", "info"),
    "KR508": ("gan-discriminator-frozen", "info"),
    "KR601": ("dropout-rate", "warning"),
    "KR602": ("bias-before-norm", "info"),
    "KR603": ("dropout-before-batchnorm", "info"),
    "KR604": ("normalization-on-output", "warning"),
    "KR605": ("frozen-batchnorm-training", "warning"),
    "KR606": ("augmentation-on-validation", "warning"),
    "KR900": ("syntax-error", "error"),
    "KR901": ("unused-suppression", "info"),
    "KR902": ("unreadable-file", "error"),
}
"""Name and severity of each rule by its code. The file of `linear-stack` is `linear_stack.py`."""

_FAMILIES = {
    "1": "activations",
    "2": "losses",
    "3": "data",
    "4": "structure",
    "5": "training",
    "6": "regularization",
    "9": "files",
}
"""The folder of each family by the first digit of its codes."""


def load(codes: Collection[str]) -> tuple[Rule, ...]:
    """One instance of each of these rules, sorted by code."""
    return tuple(_instance(code) for code in CATALOGUE if code in codes)


def rule_of(code: str) -> Rule:
    """The one instance of a rule; KeyError for a code that no rule has."""
    return _instance(code)


@cache
def _instance(code: str) -> Rule:
    module = import_module(f"kerasrules.rules.{_FAMILIES[code[2]]}.{CATALOGUE[code][0].replace('-', '_')}")
    rule: type[Rule] = next(
        cls for cls in vars(module).values() if isinstance(cls, type) and vars(cls).get("code") == code
    )
    return rule()


def __getattr__(name: str) -> object:
    if name == "RULES":
        return load(CATALOGUE)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
