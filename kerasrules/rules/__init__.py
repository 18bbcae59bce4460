"""The rules, one file each. `RULES` holds one instance of each, sorted by code."""

from __future__ import annotations

from kerasrules.rules._rule import Rule
from kerasrules.rules.backbone_preprocessing_mismatch import BackbonePreprocessingMismatch
from kerasrules.rules.doubly_scaled_input import DoublyScaledInput
from kerasrules.rules.hidden_softmax import HiddenSoftmax
from kerasrules.rules.label_encoding_mismatch import LabelEncodingMismatch
from kerasrules.rules.linear_conv_before_pooling import LinearConvBeforePooling
from kerasrules.rules.linear_recurrent import LinearRecurrent
from kerasrules.rules.linear_stack import LinearStack
from kerasrules.rules.logits_into_probability_loss import LogitsIntoProbabilityLoss
from kerasrules.rules.probabilities_into_logits_loss import ProbabilitiesIntoLogitsLoss
from kerasrules.rules.repeated_activation import RepeatedActivation
from kerasrules.rules.saturating_hidden_activations import SaturatingHiddenActivations
from kerasrules.rules.sigmoid_head_categorical_loss import SigmoidHeadCategoricalLoss
from kerasrules.rules.softmax_head_binary_loss import SoftmaxHeadBinaryLoss
from kerasrules.rules.softmax_single_unit import SoftmaxSingleUnit
from kerasrules.rules.syntax_error import SyntaxErrorRule
from kerasrules.rules.unreadable_file import UnreadableFile
from kerasrules.rules.unscaled_input import UnscaledInput

__all__ = ["RULES", "Rule"]


RULES: tuple[Rule, ...] = (
    LinearStack(),
    LinearConvBeforePooling(),
    RepeatedActivation(),
    HiddenSoftmax(),
    SaturatingHiddenActivations(),
    LinearRecurrent(),
    SigmoidHeadCategoricalLoss(),
    SoftmaxSingleUnit(),
    SoftmaxHeadBinaryLoss(),
    LogitsIntoProbabilityLoss(),
    ProbabilitiesIntoLogitsLoss(),
    LabelEncodingMismatch(),
    UnscaledInput(),
    DoublyScaledInput(),
    BackbonePreprocessingMismatch(),
    SyntaxErrorRule(),
    UnreadableFile(),
)
