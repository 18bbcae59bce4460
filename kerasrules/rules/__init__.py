"""The rules, one file each. `RULES` holds one instance of each, sorted by code."""

from __future__ import annotations

from kerasrules.rules._rule import Rule
from kerasrules.rules.augmentation_on_validation import AugmentationOnValidation
from kerasrules.rules.backbone_preprocessing_mismatch import BackbonePreprocessingMismatch
from kerasrules.rules.bias_before_norm import BiasBeforeNorm
from kerasrules.rules.bottleneck import Bottleneck
from kerasrules.rules.bounded_head_regression_loss import BoundedHeadRegressionLoss
from kerasrules.rules.callbacks import Callbacks
from kerasrules.rules.channel_order import ChannelOrder
from kerasrules.rules.class_count_mismatch import ClassCountMismatch
from kerasrules.rules.classifier_without_head import ClassifierWithoutHead
from kerasrules.rules.constant_initializer import ConstantInitializer
from kerasrules.rules.dense_on_spatial import DenseOnSpatial
from kerasrules.rules.doubly_scaled_input import DoublyScaledInput
from kerasrules.rules.dropout_before_batchnorm import DropoutBeforeBatchnorm
from kerasrules.rules.dropout_rate import DropoutRate
from kerasrules.rules.embedding_vocabulary import EmbeddingVocabulary
from kerasrules.rules.fit_before_compile import FitBeforeCompile
from kerasrules.rules.fit_on_test import FitOnTest
from kerasrules.rules.frozen_batchnorm_training import FrozenBatchnormTraining
from kerasrules.rules.gan_discriminator_frozen import GanDiscriminatorFrozen
from kerasrules.rules.head_range_loss import HeadRangeLoss
from kerasrules.rules.hidden_softmax import HiddenSoftmax
from kerasrules.rules.hinge_head import HingeHead
from kerasrules.rules.input_shape_ignored import InputShapeIgnored
from kerasrules.rules.label_encoding_mismatch import LabelEncodingMismatch
from kerasrules.rules.label_width_mismatch import LabelWidthMismatch
from kerasrules.rules.layer_called_on_other_shape import LayerCalledOnOtherShape
from kerasrules.rules.learning_rate import LearningRate
from kerasrules.rules.linear_conv_before_pooling import LinearConvBeforePooling
from kerasrules.rules.linear_recurrent import LinearRecurrent
from kerasrules.rules.linear_stack import LinearStack
from kerasrules.rules.logits_into_probability_loss import LogitsIntoProbabilityLoss
from kerasrules.rules.merge_shape_mismatch import MergeShapeMismatch
from kerasrules.rules.metric_mismatch import MetricMismatch
from kerasrules.rules.normalization_on_output import NormalizationOnOutput
from kerasrules.rules.offset_dominated_input import OffsetDominatedInput
from kerasrules.rules.positional_strides import PositionalStrides
from kerasrules.rules.predict_decoding_mismatch import PredictDecodingMismatch
from kerasrules.rules.probabilities_into_logits_loss import ProbabilitiesIntoLogitsLoss
from kerasrules.rules.python_lists import PythonLists
from kerasrules.rules.recurrent_sequence_mismatch import RecurrentSequenceMismatch
from kerasrules.rules.regression_loss_on_classes import RegressionLossOnClasses
from kerasrules.rules.removed_api import RemovedApi
from kerasrules.rules.repeated_activation import RepeatedActivation
from kerasrules.rules.reshape_size_mismatch import ReshapeSizeMismatch
from kerasrules.rules.saturating_hidden_activations import SaturatingHiddenActivations
from kerasrules.rules.scaled_class_labels import ScaledClassLabels
from kerasrules.rules.shape_data_mismatch import ShapeDataMismatch
from kerasrules.rules.sigmoid_head_categorical_loss import SigmoidHeadCategoricalLoss
from kerasrules.rules.softmax_head_binary_loss import SoftmaxHeadBinaryLoss
from kerasrules.rules.softmax_multi_label import SoftmaxMultiLabel
from kerasrules.rules.softmax_single_unit import SoftmaxSingleUnit
from kerasrules.rules.spatial_collapse import SpatialCollapse
from kerasrules.rules.split_scaling_mismatch import SplitScalingMismatch
from kerasrules.rules.steps import Steps
from kerasrules.rules.syntax_error import SyntaxErrorRule
from kerasrules.rules.target_out_of_range import TargetOutOfRange
from kerasrules.rules.trainable_after_compile import TrainableAfterCompile
from kerasrules.rules.unbuildable_layer import UnbuildableLayer
from kerasrules.rules.unreadable_file import UnreadableFile
from kerasrules.rules.unscaled_input import UnscaledInput
from kerasrules.rules.unscaled_target import UnscaledTarget
from kerasrules.rules.unshuffled_split import UnshuffledSplit
from kerasrules.rules.unused_layer import UnusedLayer
from kerasrules.rules.unused_suppression import UnusedSuppression
from kerasrules.rules.validation_is_training import ValidationIsTraining

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
    ClassCountMismatch(),
    BoundedHeadRegressionLoss(),
    MetricMismatch(),
    HeadRangeLoss(),
    PredictDecodingMismatch(),
    RegressionLossOnClasses(),
    LabelWidthMismatch(),
    SoftmaxMultiLabel(),
    TargetOutOfRange(),
    HingeHead(),
    UnscaledInput(),
    DoublyScaledInput(),
    BackbonePreprocessingMismatch(),
    SplitScalingMismatch(),
    FitOnTest(),
    ValidationIsTraining(),
    UnshuffledSplit(),
    OffsetDominatedInput(),
    ShapeDataMismatch(),
    UnscaledTarget(),
    ScaledClassLabels(),
    PythonLists(),
    SpatialCollapse(),
    DenseOnSpatial(),
    MergeShapeMismatch(),
    ReshapeSizeMismatch(),
    RecurrentSequenceMismatch(),
    ChannelOrder(),
    UnusedLayer(),
    Bottleneck(),
    EmbeddingVocabulary(),
    InputShapeIgnored(),
    PositionalStrides(),
    LayerCalledOnOtherShape(),
    ClassifierWithoutHead(),
    UnbuildableLayer(),
    LearningRate(),
    ConstantInitializer(),
    TrainableAfterCompile(),
    FitBeforeCompile(),
    RemovedApi(),
    Steps(),
    Callbacks(),
    GanDiscriminatorFrozen(),
    DropoutRate(),
    BiasBeforeNorm(),
    DropoutBeforeBatchnorm(),
    NormalizationOnOutput(),
    FrozenBatchnormTraining(),
    AugmentationOnValidation(),
    SyntaxErrorRule(),
    UnusedSuppression(),
    UnreadableFile(),
)
