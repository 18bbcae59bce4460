"""Keras 2.15.0 as data. Written by tools.generate_keras_api; do not edit."""

# fmt: off
from __future__ import annotations

from typing import Any, TypeAlias

Signatures: TypeAlias = "dict[str, tuple[tuple[Any, ...], ...]]"
Names: TypeAlias = "dict[str, str]"
Facts: TypeAlias = "dict[str, dict[str, Any]]"

VERSION = "2.15.0"

LAYERS: Signatures = {
    "AbstractRNNCell": (
        ("trainable", True), ("name", None), ("dtype", None), ("dynamic", False),
    ),
    "Activation": (
        ("activation",), ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "ActivityRegularization": (
        ("l1", 0.0), ("l2", 0.0), ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "Add": (
        ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "AdditiveAttention": (
        ("use_scale", True), ("*dropout", 0.0), ("*seed", None), ("*force_generator", False), ("*rng_type", None),
        ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "AlphaDropout": (
        ("rate",), ("noise_shape", None), ("seed", None), ("*force_generator", False), ("*rng_type", None),
        ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "Attention": (
        ("use_scale", False), ("score_mode", "dot"), ("*dropout", 0.0), ("*seed", None), ("*force_generator", False),
        ("*rng_type", None), ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "Average": (
        ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "AveragePooling1D": (
        ("pool_size", 2), ("strides", None), ("padding", "valid"), ("data_format", "channels_last"), ("*name", None),
        ("*trainable", True), ("*dtype", None), ("*dynamic", False),
    ),
    "AveragePooling2D": (
        ("pool_size", (2, 2)), ("strides", None), ("padding", "valid"), ("data_format", None), ("*name", None),
        ("*trainable", True), ("*dtype", None), ("*dynamic", False),
    ),
    "AveragePooling3D": (
        ("pool_size", (2, 2, 2)), ("strides", None), ("padding", "valid"), ("data_format", None), ("*name", None),
        ("*trainable", True), ("*dtype", None), ("*dynamic", False),
    ),
    "BatchNormalization": (
        ("axis", -1), ("momentum", 0.99), ("epsilon", 0.001), ("center", True), ("scale", True),
        ("beta_initializer", "zeros"), ("gamma_initializer", "ones"), ("moving_mean_initializer", "zeros"),
        ("moving_variance_initializer", "ones"), ("beta_regularizer", None), ("gamma_regularizer", None),
        ("beta_constraint", None), ("gamma_constraint", None), ("synchronized", False), ("*renorm", False),
        ("*renorm_clipping", None), ("*renorm_momentum", 0.99), ("*fused", None), ("*trainable", True),
        ("*virtual_batch_size", None), ("*adjustment", None), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "Bidirectional": (
        ("layer",), ("merge_mode", "concat"), ("weights", None), ("backward_layer", None), ("*trainable", True),
        ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "CategoryEncoding": (
        ("num_tokens", None), ("output_mode", "multi_hot"), ("sparse", False), ("*trainable", True), ("*name", None),
        ("*dtype", None), ("*dynamic", False),
    ),
    "CenterCrop": (
        ("height",), ("width",), ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "Concatenate": (
        ("axis", -1), ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "Conv1D": (
        ("filters",), ("kernel_size",), ("strides", 1), ("padding", "valid"), ("data_format", "channels_last"),
        ("dilation_rate", 1), ("groups", 1), ("activation", None), ("use_bias", True),
        ("kernel_initializer", "glorot_uniform"), ("bias_initializer", "zeros"), ("kernel_regularizer", None),
        ("bias_regularizer", None), ("activity_regularizer", None), ("kernel_constraint", None),
        ("bias_constraint", None), ("*trainable", True), ("*name", None), ("*conv_op", None), ("*dtype", None),
        ("*dynamic", False),
    ),
    "Conv1DTranspose": (
        ("filters",), ("kernel_size",), ("strides", 1), ("padding", "valid"), ("output_padding", None),
        ("data_format", None), ("dilation_rate", 1), ("activation", None), ("use_bias", True),
        ("kernel_initializer", "glorot_uniform"), ("bias_initializer", "zeros"), ("kernel_regularizer", None),
        ("bias_regularizer", None), ("activity_regularizer", None), ("kernel_constraint", None),
        ("bias_constraint", None), ("*groups", 1), ("*trainable", True), ("*name", None), ("*conv_op", None),
        ("*dtype", None), ("*dynamic", False),
    ),
    "Conv2D": (
        ("filters",), ("kernel_size",), ("strides", (1, 1)), ("padding", "valid"), ("data_format", None),
        ("dilation_rate", (1, 1)), ("groups", 1), ("activation", None), ("use_bias", True),
        ("kernel_initializer", "glorot_uniform"), ("bias_initializer", "zeros"), ("kernel_regularizer", None),
        ("bias_regularizer", None), ("activity_regularizer", None), ("kernel_constraint", None),
        ("bias_constraint", None), ("*trainable", True), ("*name", None), ("*conv_op", None), ("*dtype", None),
        ("*dynamic", False),
    ),
    "Conv2DTranspose": (
        ("filters",), ("kernel_size",), ("strides", (1, 1)), ("padding", "valid"), ("output_padding", None),
        ("data_format", None), ("dilation_rate", (1, 1)), ("activation", None), ("use_bias", True),
        ("kernel_initializer", "glorot_uniform"), ("bias_initializer", "zeros"), ("kernel_regularizer", None),
        ("bias_regularizer", None), ("activity_regularizer", None), ("kernel_constraint", None),
        ("bias_constraint", None), ("*groups", 1), ("*trainable", True), ("*name", None), ("*conv_op", None),
        ("*dtype", None), ("*dynamic", False),
    ),
    "Conv3D": (
        ("filters",), ("kernel_size",), ("strides", (1, 1, 1)), ("padding", "valid"), ("data_format", None),
        ("dilation_rate", (1, 1, 1)), ("groups", 1), ("activation", None), ("use_bias", True),
        ("kernel_initializer", "glorot_uniform"), ("bias_initializer", "zeros"), ("kernel_regularizer", None),
        ("bias_regularizer", None), ("activity_regularizer", None), ("kernel_constraint", None),
        ("bias_constraint", None), ("*trainable", True), ("*name", None), ("*conv_op", None), ("*dtype", None),
        ("*dynamic", False),
    ),
    "Conv3DTranspose": (
        ("filters",), ("kernel_size",), ("strides", (1, 1, 1)), ("padding", "valid"), ("output_padding", None),
        ("data_format", None), ("dilation_rate", (1, 1, 1)), ("activation", None), ("use_bias", True),
        ("kernel_initializer", "glorot_uniform"), ("bias_initializer", "zeros"), ("kernel_regularizer", None),
        ("bias_regularizer", None), ("activity_regularizer", None), ("kernel_constraint", None),
        ("bias_constraint", None), ("*groups", 1), ("*trainable", True), ("*name", None), ("*conv_op", None),
        ("*dtype", None), ("*dynamic", False),
    ),
    "ConvLSTM1D": (
        ("filters",), ("kernel_size",), ("strides", 1), ("padding", "valid"), ("data_format", None),
        ("dilation_rate", 1), ("activation", "tanh"), ("recurrent_activation", "hard_sigmoid"), ("use_bias", True),
        ("kernel_initializer", "glorot_uniform"), ("recurrent_initializer", "orthogonal"),
        ("bias_initializer", "zeros"), ("unit_forget_bias", True), ("kernel_regularizer", None),
        ("recurrent_regularizer", None), ("bias_regularizer", None), ("activity_regularizer", None),
        ("kernel_constraint", None), ("recurrent_constraint", None), ("bias_constraint", None),
        ("return_sequences", False), ("return_state", False), ("go_backwards", False), ("stateful", False),
        ("dropout", 0.0), ("recurrent_dropout", 0.0), ("*unroll", False), ("*time_major", False), ("*trainable", True),
        ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "ConvLSTM2D": (
        ("filters",), ("kernel_size",), ("strides", (1, 1)), ("padding", "valid"), ("data_format", None),
        ("dilation_rate", (1, 1)), ("activation", "tanh"), ("recurrent_activation", "hard_sigmoid"),
        ("use_bias", True), ("kernel_initializer", "glorot_uniform"), ("recurrent_initializer", "orthogonal"),
        ("bias_initializer", "zeros"), ("unit_forget_bias", True), ("kernel_regularizer", None),
        ("recurrent_regularizer", None), ("bias_regularizer", None), ("activity_regularizer", None),
        ("kernel_constraint", None), ("recurrent_constraint", None), ("bias_constraint", None),
        ("return_sequences", False), ("return_state", False), ("go_backwards", False), ("stateful", False),
        ("dropout", 0.0), ("recurrent_dropout", 0.0), ("*unroll", False), ("*time_major", False), ("*trainable", True),
        ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "ConvLSTM3D": (
        ("filters",), ("kernel_size",), ("strides", (1, 1, 1)), ("padding", "valid"), ("data_format", None),
        ("dilation_rate", (1, 1, 1)), ("activation", "tanh"), ("recurrent_activation", "hard_sigmoid"),
        ("use_bias", True), ("kernel_initializer", "glorot_uniform"), ("recurrent_initializer", "orthogonal"),
        ("bias_initializer", "zeros"), ("unit_forget_bias", True), ("kernel_regularizer", None),
        ("recurrent_regularizer", None), ("bias_regularizer", None), ("activity_regularizer", None),
        ("kernel_constraint", None), ("recurrent_constraint", None), ("bias_constraint", None),
        ("return_sequences", False), ("return_state", False), ("go_backwards", False), ("stateful", False),
        ("dropout", 0.0), ("recurrent_dropout", 0.0), ("*unroll", False), ("*time_major", False), ("*trainable", True),
        ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "Cropping1D": (
        ("cropping", (1, 1)), ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "Cropping2D": (
        ("cropping", ((0, 0), (0, 0))), ("data_format", None), ("*trainable", True), ("*name", None), ("*dtype", None),
        ("*dynamic", False),
    ),
    "Cropping3D": (
        ("cropping", ((1, 1), (1, 1), (1, 1))), ("data_format", None), ("*trainable", True), ("*name", None),
        ("*dtype", None), ("*dynamic", False),
    ),
    "Dense": (
        ("units",), ("activation", None), ("use_bias", True), ("kernel_initializer", "glorot_uniform"),
        ("bias_initializer", "zeros"), ("kernel_regularizer", None), ("bias_regularizer", None),
        ("activity_regularizer", None), ("kernel_constraint", None), ("bias_constraint", None), ("*trainable", True),
        ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "DenseFeatures": (
        ("feature_columns",), ("trainable", True), ("name", None), ("*partitioner", None), ("*dtype", None),
        ("*dynamic", False),
    ),
    "DepthwiseConv1D": (
        ("kernel_size",), ("strides", 1), ("padding", "valid"), ("depth_multiplier", 1), ("data_format", None),
        ("dilation_rate", 1), ("activation", None), ("use_bias", True), ("depthwise_initializer", "glorot_uniform"),
        ("bias_initializer", "zeros"), ("depthwise_regularizer", None), ("bias_regularizer", None),
        ("activity_regularizer", None), ("depthwise_constraint", None), ("bias_constraint", None), ("*groups", 1),
        ("*kernel_initializer", "glorot_uniform"), ("*kernel_regularizer", None), ("*kernel_constraint", None),
        ("*trainable", True), ("*name", None), ("*conv_op", None), ("*dtype", None), ("*dynamic", False),
    ),
    "DepthwiseConv2D": (
        ("kernel_size",), ("strides", (1, 1)), ("padding", "valid"), ("depth_multiplier", 1), ("data_format", None),
        ("dilation_rate", (1, 1)), ("activation", None), ("use_bias", True),
        ("depthwise_initializer", "glorot_uniform"), ("bias_initializer", "zeros"), ("depthwise_regularizer", None),
        ("bias_regularizer", None), ("activity_regularizer", None), ("depthwise_constraint", None),
        ("bias_constraint", None), ("*groups", 1), ("*kernel_initializer", "glorot_uniform"),
        ("*kernel_regularizer", None), ("*kernel_constraint", None), ("*trainable", True), ("*name", None),
        ("*conv_op", None), ("*dtype", None), ("*dynamic", False),
    ),
    "Discretization": (
        ("bin_boundaries", None), ("num_bins", None), ("epsilon", 0.01), ("output_mode", "int"), ("sparse", False),
        ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "Dot": (
        ("axes",), ("normalize", False), ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "Dropout": (
        ("rate",), ("noise_shape", None), ("seed", None), ("*force_generator", False), ("*rng_type", None),
        ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "ELU": (
        ("alpha", 1.0), ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "EinsumDense": (
        ("equation",), ("output_shape",), ("activation", None), ("bias_axes", None),
        ("kernel_initializer", "glorot_uniform"), ("bias_initializer", "zeros"), ("kernel_regularizer", None),
        ("bias_regularizer", None), ("activity_regularizer", None), ("kernel_constraint", None),
        ("bias_constraint", None), ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "Embedding": (
        ("input_dim",), ("output_dim",), ("embeddings_initializer", "uniform"), ("embeddings_regularizer", None),
        ("activity_regularizer", None), ("embeddings_constraint", None), ("mask_zero", False), ("input_length", None),
        ("sparse", False), ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "Flatten": (
        ("data_format", None), ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "GRU": (
        ("units",), ("activation", "tanh"), ("recurrent_activation", "sigmoid"), ("use_bias", True),
        ("kernel_initializer", "glorot_uniform"), ("recurrent_initializer", "orthogonal"),
        ("bias_initializer", "zeros"), ("kernel_regularizer", None), ("recurrent_regularizer", None),
        ("bias_regularizer", None), ("activity_regularizer", None), ("kernel_constraint", None),
        ("recurrent_constraint", None), ("bias_constraint", None), ("dropout", 0.0), ("recurrent_dropout", 0.0),
        ("return_sequences", False), ("return_state", False), ("go_backwards", False), ("stateful", False),
        ("unroll", False), ("time_major", False), ("reset_after", True), ("*seed", None), ("*force_generator", False),
        ("*rng_type", None), ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "GRUCell": (
        ("units",), ("activation", "tanh"), ("recurrent_activation", "sigmoid"), ("use_bias", True),
        ("kernel_initializer", "glorot_uniform"), ("recurrent_initializer", "orthogonal"),
        ("bias_initializer", "zeros"), ("kernel_regularizer", None), ("recurrent_regularizer", None),
        ("bias_regularizer", None), ("kernel_constraint", None), ("recurrent_constraint", None),
        ("bias_constraint", None), ("dropout", 0.0), ("recurrent_dropout", 0.0), ("reset_after", True),
        ("*seed", None), ("*force_generator", False), ("*rng_type", None), ("*trainable", True), ("*name", None),
        ("*dtype", None), ("*dynamic", False),
    ),
    "GaussianDropout": (
        ("rate",), ("seed", None), ("*force_generator", False), ("*rng_type", None), ("*trainable", True),
        ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "GaussianNoise": (
        ("stddev",), ("seed", None), ("*force_generator", False), ("*rng_type", None), ("*trainable", True),
        ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "GlobalAveragePooling1D": (
        ("data_format", "channels_last"), ("*keepdims", False), ("*trainable", True), ("*name", None),
        ("*dtype", None), ("*dynamic", False),
    ),
    "GlobalAveragePooling2D": (
        ("data_format", None), ("keepdims", False), ("*trainable", True), ("*name", None), ("*dtype", None),
        ("*dynamic", False),
    ),
    "GlobalAveragePooling3D": (
        ("data_format", None), ("keepdims", False), ("*trainable", True), ("*name", None), ("*dtype", None),
        ("*dynamic", False),
    ),
    "GlobalMaxPooling1D": (
        ("data_format", "channels_last"), ("keepdims", False), ("*trainable", True), ("*name", None), ("*dtype", None),
        ("*dynamic", False),
    ),
    "GlobalMaxPooling2D": (
        ("data_format", None), ("keepdims", False), ("*trainable", True), ("*name", None), ("*dtype", None),
        ("*dynamic", False),
    ),
    "GlobalMaxPooling3D": (
        ("data_format", None), ("keepdims", False), ("*trainable", True), ("*name", None), ("*dtype", None),
        ("*dynamic", False),
    ),
    "GroupNormalization": (
        ("groups", 32), ("axis", -1), ("epsilon", 0.001), ("center", True), ("scale", True),
        ("beta_initializer", "zeros"), ("gamma_initializer", "ones"), ("beta_regularizer", None),
        ("gamma_regularizer", None), ("beta_constraint", None), ("gamma_constraint", None), ("*trainable", True),
        ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "HashedCrossing": (
        ("num_bins",), ("output_mode", "int"), ("sparse", False), ("*trainable", True), ("*name", None),
        ("*dtype", None), ("*dynamic", False),
    ),
    "Hashing": (
        ("num_bins",), ("mask_value", None), ("salt", None), ("output_mode", "int"), ("sparse", False),
        ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "Identity": (
        ("trainable", True), ("name", None), ("dtype", None), ("dynamic", False),
    ),
    "Input": (
        ("shape", None), ("batch_size", None), ("name", None), ("dtype", None), ("sparse", None), ("tensor", None),
        ("ragged", None), ("type_spec", None),
    ),
    "InputLayer": (
        ("input_shape", None), ("batch_size", None), ("dtype", None), ("input_tensor", None), ("sparse", None),
        ("name", None), ("ragged", None), ("type_spec", None), ("*trainable", True), ("*dynamic", False),
    ),
    "IntegerLookup": (
        ("max_tokens", None), ("num_oov_indices", 1), ("mask_token", None), ("oov_token", -1), ("vocabulary", None),
        ("vocabulary_dtype", "int64"), ("idf_weights", None), ("invert", False), ("output_mode", "int"),
        ("sparse", False), ("pad_to_max_tokens", False), ("*trainable", True), ("*name", None), ("*dtype", None),
        ("*dynamic", False),
    ),
    "LSTM": (
        ("units",), ("activation", "tanh"), ("recurrent_activation", "sigmoid"), ("use_bias", True),
        ("kernel_initializer", "glorot_uniform"), ("recurrent_initializer", "orthogonal"),
        ("bias_initializer", "zeros"), ("unit_forget_bias", True), ("kernel_regularizer", None),
        ("recurrent_regularizer", None), ("bias_regularizer", None), ("activity_regularizer", None),
        ("kernel_constraint", None), ("recurrent_constraint", None), ("bias_constraint", None), ("dropout", 0.0),
        ("recurrent_dropout", 0.0), ("return_sequences", False), ("return_state", False), ("go_backwards", False),
        ("stateful", False), ("time_major", False), ("unroll", False), ("*seed", None), ("*force_generator", False),
        ("*rng_type", None), ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "LSTMCell": (
        ("units",), ("activation", "tanh"), ("recurrent_activation", "sigmoid"), ("use_bias", True),
        ("kernel_initializer", "glorot_uniform"), ("recurrent_initializer", "orthogonal"),
        ("bias_initializer", "zeros"), ("unit_forget_bias", True), ("kernel_regularizer", None),
        ("recurrent_regularizer", None), ("bias_regularizer", None), ("kernel_constraint", None),
        ("recurrent_constraint", None), ("bias_constraint", None), ("dropout", 0.0), ("recurrent_dropout", 0.0),
        ("*seed", None), ("*force_generator", False), ("*rng_type", None), ("*trainable", True), ("*name", None),
        ("*dtype", None), ("*dynamic", False),
    ),
    "Lambda": (
        ("function",), ("output_shape", None), ("mask", None), ("arguments", None), ("*trainable", True),
        ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "Layer": (
        ("trainable", True), ("name", None), ("dtype", None), ("dynamic", False),
    ),
    "LayerNormalization": (
        ("axis", -1), ("epsilon", 0.001), ("center", True), ("scale", True), ("beta_initializer", "zeros"),
        ("gamma_initializer", "ones"), ("beta_regularizer", None), ("gamma_regularizer", None),
        ("beta_constraint", None), ("gamma_constraint", None), ("*trainable", True), ("*name", None), ("*dtype", None),
        ("*dynamic", False),
    ),
    "LeakyReLU": (
        ("alpha", 0.3), ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "LocallyConnected1D": (
        ("filters",), ("kernel_size",), ("strides", 1), ("padding", "valid"), ("data_format", None),
        ("activation", None), ("use_bias", True), ("kernel_initializer", "glorot_uniform"),
        ("bias_initializer", "zeros"), ("kernel_regularizer", None), ("bias_regularizer", None),
        ("activity_regularizer", None), ("kernel_constraint", None), ("bias_constraint", None), ("implementation", 1),
        ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "LocallyConnected2D": (
        ("filters",), ("kernel_size",), ("strides", (1, 1)), ("padding", "valid"), ("data_format", None),
        ("activation", None), ("use_bias", True), ("kernel_initializer", "glorot_uniform"),
        ("bias_initializer", "zeros"), ("kernel_regularizer", None), ("bias_regularizer", None),
        ("activity_regularizer", None), ("kernel_constraint", None), ("bias_constraint", None), ("implementation", 1),
        ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "Masking": (
        ("mask_value", 0.0), ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "MaxPooling1D": (
        ("pool_size", 2), ("strides", None), ("padding", "valid"), ("data_format", "channels_last"), ("*name", None),
        ("*trainable", True), ("*dtype", None), ("*dynamic", False),
    ),
    "MaxPooling2D": (
        ("pool_size", (2, 2)), ("strides", None), ("padding", "valid"), ("data_format", None), ("*name", None),
        ("*trainable", True), ("*dtype", None), ("*dynamic", False),
    ),
    "MaxPooling3D": (
        ("pool_size", (2, 2, 2)), ("strides", None), ("padding", "valid"), ("data_format", None), ("*name", None),
        ("*trainable", True), ("*dtype", None), ("*dynamic", False),
    ),
    "Maximum": (
        ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "Minimum": (
        ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "MultiHeadAttention": (
        ("num_heads",), ("key_dim",), ("value_dim", None), ("dropout", 0.0), ("use_bias", True),
        ("output_shape", None), ("attention_axes", None), ("kernel_initializer", "glorot_uniform"),
        ("bias_initializer", "zeros"), ("kernel_regularizer", None), ("bias_regularizer", None),
        ("activity_regularizer", None), ("kernel_constraint", None), ("bias_constraint", None), ("*trainable", True),
        ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "Multiply": (
        ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "Normalization": (
        ("axis", -1), ("mean", None), ("variance", None), ("invert", False), ("*trainable", True), ("*name", None),
        ("*dtype", None), ("*dynamic", False),
    ),
    "PReLU": (
        ("alpha_initializer", "zeros"), ("alpha_regularizer", None), ("alpha_constraint", None), ("shared_axes", None),
        ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "Permute": (
        ("dims",), ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "RNN": (
        ("cell",), ("return_sequences", False), ("return_state", False), ("go_backwards", False), ("stateful", False),
        ("unroll", False), ("time_major", False), ("*trainable", True), ("*name", None), ("*dtype", None),
        ("*dynamic", False),
    ),
    "RandomBrightness": (
        ("factor",), ("value_range", (0, 255)), ("seed", None), ("*force_generator", False), ("*rng_type", None),
        ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "RandomContrast": (
        ("factor",), ("seed", None), ("*force_generator", False), ("*rng_type", None), ("*trainable", True),
        ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "RandomCrop": (
        ("height",), ("width",), ("seed", None), ("*force_generator", False), ("*rng_type", None),
        ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "RandomFlip": (
        ("mode", "horizontal_and_vertical"), ("seed", None), ("*force_generator", False), ("*rng_type", None),
        ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "RandomHeight": (
        ("factor",), ("interpolation", "bilinear"), ("seed", None), ("*force_generator", False), ("*rng_type", None),
        ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "RandomRotation": (
        ("factor",), ("fill_mode", "reflect"), ("interpolation", "bilinear"), ("seed", None), ("fill_value", 0.0),
        ("*force_generator", False), ("*rng_type", None), ("*trainable", True), ("*name", None), ("*dtype", None),
        ("*dynamic", False),
    ),
    "RandomTranslation": (
        ("height_factor",), ("width_factor",), ("fill_mode", "reflect"), ("interpolation", "bilinear"), ("seed", None),
        ("fill_value", 0.0), ("*force_generator", False), ("*rng_type", None), ("*trainable", True), ("*name", None),
        ("*dtype", None), ("*dynamic", False),
    ),
    "RandomWidth": (
        ("factor",), ("interpolation", "bilinear"), ("seed", None), ("*force_generator", False), ("*rng_type", None),
        ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "RandomZoom": (
        ("height_factor",), ("width_factor", None), ("fill_mode", "reflect"), ("interpolation", "bilinear"),
        ("seed", None), ("fill_value", 0.0), ("*force_generator", False), ("*rng_type", None), ("*trainable", True),
        ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "ReLU": (
        ("max_value", None), ("negative_slope", 0.0), ("threshold", 0.0), ("*trainable", True), ("*name", None),
        ("*dtype", None), ("*dynamic", False),
    ),
    "RepeatVector": (
        ("n",), ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "Rescaling": (
        ("scale",), ("offset", 0.0), ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "Reshape": (
        ("target_shape",), ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "Resizing": (
        ("height",), ("width",), ("interpolation", "bilinear"), ("crop_to_aspect_ratio", False), ("*trainable", True),
        ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "SeparableConv1D": (
        ("filters",), ("kernel_size",), ("strides", 1), ("padding", "valid"), ("data_format", None),
        ("dilation_rate", 1), ("depth_multiplier", 1), ("activation", None), ("use_bias", True),
        ("depthwise_initializer", "glorot_uniform"), ("pointwise_initializer", "glorot_uniform"),
        ("bias_initializer", "zeros"), ("depthwise_regularizer", None), ("pointwise_regularizer", None),
        ("bias_regularizer", None), ("activity_regularizer", None), ("depthwise_constraint", None),
        ("pointwise_constraint", None), ("bias_constraint", None), ("*trainable", True), ("*name", None),
        ("*groups", 1), ("*kernel_initializer", "glorot_uniform"), ("*kernel_regularizer", None),
        ("*kernel_constraint", None), ("*conv_op", None), ("*dtype", None), ("*dynamic", False),
    ),
    "SeparableConv2D": (
        ("filters",), ("kernel_size",), ("strides", (1, 1)), ("padding", "valid"), ("data_format", None),
        ("dilation_rate", (1, 1)), ("depth_multiplier", 1), ("activation", None), ("use_bias", True),
        ("depthwise_initializer", "glorot_uniform"), ("pointwise_initializer", "glorot_uniform"),
        ("bias_initializer", "zeros"), ("depthwise_regularizer", None), ("pointwise_regularizer", None),
        ("bias_regularizer", None), ("activity_regularizer", None), ("depthwise_constraint", None),
        ("pointwise_constraint", None), ("bias_constraint", None), ("*trainable", True), ("*name", None),
        ("*groups", 1), ("*kernel_initializer", "glorot_uniform"), ("*kernel_regularizer", None),
        ("*kernel_constraint", None), ("*conv_op", None), ("*dtype", None), ("*dynamic", False),
    ),
    "SimpleRNN": (
        ("units",), ("activation", "tanh"), ("use_bias", True), ("kernel_initializer", "glorot_uniform"),
        ("recurrent_initializer", "orthogonal"), ("bias_initializer", "zeros"), ("kernel_regularizer", None),
        ("recurrent_regularizer", None), ("bias_regularizer", None), ("activity_regularizer", None),
        ("kernel_constraint", None), ("recurrent_constraint", None), ("bias_constraint", None), ("dropout", 0.0),
        ("recurrent_dropout", 0.0), ("return_sequences", False), ("return_state", False), ("go_backwards", False),
        ("stateful", False), ("unroll", False), ("*time_major", False), ("*trainable", True), ("*name", None),
        ("*dtype", None), ("*dynamic", False),
    ),
    "SimpleRNNCell": (
        ("units",), ("activation", "tanh"), ("use_bias", True), ("kernel_initializer", "glorot_uniform"),
        ("recurrent_initializer", "orthogonal"), ("bias_initializer", "zeros"), ("kernel_regularizer", None),
        ("recurrent_regularizer", None), ("bias_regularizer", None), ("kernel_constraint", None),
        ("recurrent_constraint", None), ("bias_constraint", None), ("dropout", 0.0), ("recurrent_dropout", 0.0),
        ("*seed", None), ("*force_generator", False), ("*rng_type", None), ("*trainable", True), ("*name", None),
        ("*dtype", None), ("*dynamic", False),
    ),
    "Softmax": (
        ("axis", -1), ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "SpatialDropout1D": (
        ("rate",), ("*noise_shape", None), ("*seed", None), ("*force_generator", False), ("*rng_type", None),
        ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "SpatialDropout2D": (
        ("rate",), ("data_format", None), ("*noise_shape", None), ("*seed", None), ("*force_generator", False),
        ("*rng_type", None), ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "SpatialDropout3D": (
        ("rate",), ("data_format", None), ("*noise_shape", None), ("*seed", None), ("*force_generator", False),
        ("*rng_type", None), ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "SpectralNormalization": (
        ("layer",), ("power_iterations", 1), ("*trainable", True), ("*name", None), ("*dtype", None),
        ("*dynamic", False),
    ),
    "StackedRNNCells": (
        ("cells",), ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "StringLookup": (
        ("max_tokens", None), ("num_oov_indices", 1), ("mask_token", None), ("oov_token", "[UNK]"),
        ("vocabulary", None), ("idf_weights", None), ("encoding", "utf-8"), ("invert", False), ("output_mode", "int"),
        ("sparse", False), ("pad_to_max_tokens", False), ("*trainable", True), ("*name", None), ("*dtype", None),
        ("*dynamic", False),
    ),
    "Subtract": (
        ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "TextVectorization": (
        ("max_tokens", None), ("standardize", "lower_and_strip_punctuation"), ("split", "whitespace"),
        ("ngrams", None), ("output_mode", "int"), ("output_sequence_length", None), ("pad_to_max_tokens", False),
        ("vocabulary", None), ("idf_weights", None), ("sparse", False), ("ragged", False), ("encoding", "utf-8"),
        ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "ThresholdedReLU": (
        ("theta", 1.0), ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "TimeDistributed": (
        ("layer",), ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "UnitNormalization": (
        ("axis", -1), ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "UpSampling1D": (
        ("size", 2), ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "UpSampling2D": (
        ("size", (2, 2)), ("data_format", None), ("interpolation", "nearest"), ("*trainable", True), ("*name", None),
        ("*dtype", None), ("*dynamic", False),
    ),
    "UpSampling3D": (
        ("size", (2, 2, 2)), ("data_format", None), ("*trainable", True), ("*name", None), ("*dtype", None),
        ("*dynamic", False),
    ),
    "Wrapper": (
        ("layer",), ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "ZeroPadding1D": (
        ("padding", 1), ("*trainable", True), ("*name", None), ("*dtype", None), ("*dynamic", False),
    ),
    "ZeroPadding2D": (
        ("padding", (1, 1)), ("data_format", None), ("*trainable", True), ("*name", None), ("*dtype", None),
        ("*dynamic", False),
    ),
    "ZeroPadding3D": (
        ("padding", (1, 1, 1)), ("data_format", None), ("*trainable", True), ("*name", None), ("*dtype", None),
        ("*dynamic", False),
    ),
}
"""Parameters of keras.layers in order; "*" keyword only, ... no literal."""

LAYER_ALIASES: Names = {
    "AvgPool1D": "AveragePooling1D", "AvgPool2D": "AveragePooling2D", "AvgPool3D": "AveragePooling3D",
    "Convolution1D": "Conv1D", "Convolution1DTranspose": "Conv1DTranspose", "Convolution2D": "Conv2D",
    "Convolution2DTranspose": "Conv2DTranspose", "Convolution3D": "Conv3D",
    "Convolution3DTranspose": "Conv3DTranspose", "GlobalAvgPool1D": "GlobalAveragePooling1D",
    "GlobalAvgPool2D": "GlobalAveragePooling2D", "GlobalAvgPool3D": "GlobalAveragePooling3D",
    "GlobalMaxPool1D": "GlobalMaxPooling1D", "GlobalMaxPool2D": "GlobalMaxPooling2D",
    "GlobalMaxPool3D": "GlobalMaxPooling3D", "MaxPool1D": "MaxPooling1D", "MaxPool2D": "MaxPooling2D",
    "MaxPool3D": "MaxPooling3D", "SeparableConvolution1D": "SeparableConv1D",
    "SeparableConvolution2D": "SeparableConv2D",
}
"""Further names of the same classes."""

LAYER_FUNCTIONS: Names = {
    "add": "Add", "average": "Average", "concatenate": "Concatenate", "dot": "Dot", "maximum": "Maximum",
    "minimum": "Minimum", "multiply": "Multiply", "subtract": "Subtract",
}
"""Functions that make a layer and call it."""

ACTIVATIONS: Names = {
    "elu": "elu", "exponential": "exponential", "gelu": "gelu", "hard_sigmoid": "hard_sigmoid", "linear": "linear",
    "mish": "mish", "relu": "relu", "selu": "selu", "sigmoid": "sigmoid", "silu": "swish", "softmax": "softmax",
    "softplus": "softplus", "softsign": "softsign", "swish": "swish", "tanh": "tanh",
}
"""Every spelling to the function's name."""

LOSS_CLASSES: Signatures = {
    "BinaryCrossentropy": (
        ("from_logits", False), ("label_smoothing", 0.0), ("axis", -1), ("reduction", "auto"),
        ("name", "binary_crossentropy"),
    ),
    "BinaryFocalCrossentropy": (
        ("apply_class_balancing", False), ("alpha", 0.25), ("gamma", 2.0), ("from_logits", False),
        ("label_smoothing", 0.0), ("axis", -1), ("reduction", "auto"), ("name", "binary_focal_crossentropy"),
    ),
    "CategoricalCrossentropy": (
        ("from_logits", False), ("label_smoothing", 0.0), ("axis", -1), ("reduction", "auto"),
        ("name", "categorical_crossentropy"),
    ),
    "CategoricalFocalCrossentropy": (
        ("alpha", 0.25), ("gamma", 2.0), ("from_logits", False), ("label_smoothing", 0.0), ("axis", -1),
        ("reduction", "auto"), ("name", "categorical_focal_crossentropy"),
    ),
    "CategoricalHinge": (
        ("reduction", "auto"), ("name", "categorical_hinge"),
    ),
    "CosineSimilarity": (
        ("axis", -1), ("reduction", "auto"), ("name", "cosine_similarity"),
    ),
    "Hinge": (
        ("reduction", "auto"), ("name", "hinge"),
    ),
    "Huber": (
        ("delta", 1.0), ("reduction", "auto"), ("name", "huber_loss"),
    ),
    "KLDivergence": (
        ("reduction", "auto"), ("name", "kl_divergence"),
    ),
    "LogCosh": (
        ("reduction", "auto"), ("name", "log_cosh"),
    ),
    "MeanAbsoluteError": (
        ("reduction", "auto"), ("name", "mean_absolute_error"),
    ),
    "MeanAbsolutePercentageError": (
        ("reduction", "auto"), ("name", "mean_absolute_percentage_error"),
    ),
    "MeanSquaredError": (
        ("reduction", "auto"), ("name", "mean_squared_error"),
    ),
    "MeanSquaredLogarithmicError": (
        ("reduction", "auto"), ("name", "mean_squared_logarithmic_error"),
    ),
    "Poisson": (
        ("reduction", "auto"), ("name", "poisson"),
    ),
    "SparseCategoricalCrossentropy": (
        ("from_logits", False), ("ignore_class", None), ("reduction", "auto"),
        ("name", "sparse_categorical_crossentropy"),
    ),
    "SquaredHinge": (
        ("reduction", "auto"), ("name", "squared_hinge"),
    ),
}
"""Parameters of the classes of keras.losses."""

LOSS_FUNCTIONS: Signatures = {
    "binary_crossentropy": (
        ("y_true",), ("y_pred",), ("from_logits", False), ("label_smoothing", 0.0), ("axis", -1),
    ),
    "binary_focal_crossentropy": (
        ("y_true",), ("y_pred",), ("apply_class_balancing", False), ("alpha", 0.25), ("gamma", 2.0),
        ("from_logits", False), ("label_smoothing", 0.0), ("axis", -1),
    ),
    "categorical_crossentropy": (
        ("y_true",), ("y_pred",), ("from_logits", False), ("label_smoothing", 0.0), ("axis", -1),
    ),
    "categorical_focal_crossentropy": (
        ("y_true",), ("y_pred",), ("alpha", 0.25), ("gamma", 2.0), ("from_logits", False), ("label_smoothing", 0.0),
        ("axis", -1),
    ),
    "categorical_hinge": (
        ("y_true",), ("y_pred",),
    ),
    "cosine_similarity": (
        ("y_true",), ("y_pred",), ("axis", -1),
    ),
    "hinge": (
        ("y_true",), ("y_pred",),
    ),
    "huber": (
        ("y_true",), ("y_pred",), ("delta", 1.0),
    ),
    "kl_divergence": (
        ("y_true",), ("y_pred",),
    ),
    "log_cosh": (
        ("y_true",), ("y_pred",),
    ),
    "mean_absolute_error": (
        ("y_true",), ("y_pred",),
    ),
    "mean_absolute_percentage_error": (
        ("y_true",), ("y_pred",),
    ),
    "mean_squared_error": (
        ("y_true",), ("y_pred",),
    ),
    "mean_squared_logarithmic_error": (
        ("y_true",), ("y_pred",),
    ),
    "poisson": (
        ("y_true",), ("y_pred",),
    ),
    "sparse_categorical_crossentropy": (
        ("y_true",), ("y_pred",), ("from_logits", False), ("axis", -1), ("ignore_class", None),
    ),
    "squared_hinge": (
        ("y_true",), ("y_pred",),
    ),
}
"""Parameters of the functions of keras.losses."""

LOSS_OF_CLASS: Names = {
    "BinaryCrossentropy": "binary_crossentropy", "BinaryFocalCrossentropy": "binary_focal_crossentropy",
    "CategoricalCrossentropy": "categorical_crossentropy",
    "CategoricalFocalCrossentropy": "categorical_focal_crossentropy", "CategoricalHinge": "categorical_hinge",
    "CosineSimilarity": "cosine_similarity", "Hinge": "hinge", "Huber": "huber", "KLDivergence": "kl_divergence",
    "LogCosh": "log_cosh", "MeanAbsoluteError": "mean_absolute_error",
    "MeanAbsolutePercentageError": "mean_absolute_percentage_error", "MeanSquaredError": "mean_squared_error",
    "MeanSquaredLogarithmicError": "mean_squared_logarithmic_error", "Poisson": "poisson",
    "SparseCategoricalCrossentropy": "sparse_categorical_crossentropy", "SquaredHinge": "squared_hinge",
}
"""The function that a class wraps."""

LOSSES: Names = {
    "BCE": "binary_crossentropy", "BinaryCrossentropy": "binary_crossentropy",
    "BinaryFocalCrossentropy": "binary_focal_crossentropy", "CategoricalCrossentropy": "categorical_crossentropy",
    "CategoricalFocalCrossentropy": "categorical_focal_crossentropy", "CategoricalHinge": "categorical_hinge",
    "CosineSimilarity": "cosine_similarity", "Hinge": "hinge", "Huber": "huber", "KLD": "kl_divergence",
    "KLDivergence": "kl_divergence", "LogCosh": "log_cosh", "MAE": "mean_absolute_error",
    "MAPE": "mean_absolute_percentage_error", "MSE": "mean_squared_error", "MSLE": "mean_squared_logarithmic_error",
    "MeanAbsoluteError": "mean_absolute_error", "MeanAbsolutePercentageError": "mean_absolute_percentage_error",
    "MeanSquaredError": "mean_squared_error", "MeanSquaredLogarithmicError": "mean_squared_logarithmic_error",
    "Poisson": "poisson", "SparseCategoricalCrossentropy": "sparse_categorical_crossentropy",
    "SquaredHinge": "squared_hinge", "bce": "binary_crossentropy", "binary_crossentropy": "binary_crossentropy",
    "binary_focal_crossentropy": "binary_focal_crossentropy", "categorical_crossentropy": "categorical_crossentropy",
    "categorical_focal_crossentropy": "categorical_focal_crossentropy", "categorical_hinge": "categorical_hinge",
    "cosine_similarity": "cosine_similarity", "hinge": "hinge", "huber": "huber", "huber_loss": "huber",
    "kl_divergence": "kl_divergence", "kld": "kl_divergence", "kullback_leibler_divergence": "kl_divergence",
    "log_cosh": "log_cosh", "logcosh": "log_cosh", "mae": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error", "mean_absolute_error": "mean_absolute_error",
    "mean_absolute_percentage_error": "mean_absolute_percentage_error", "mean_squared_error": "mean_squared_error",
    "mean_squared_logarithmic_error": "mean_squared_logarithmic_error", "mse": "mean_squared_error",
    "msle": "mean_squared_logarithmic_error", "poisson": "poisson",
    "sparse_categorical_crossentropy": "sparse_categorical_crossentropy", "squared_hinge": "squared_hinge",
}
"""Every spelling to the function's name."""

METRIC_CLASSES: Signatures = {
    "AUC": (
        ("num_thresholds", 200), ("curve", "ROC"), ("summation_method", "interpolation"), ("name", None),
        ("dtype", None), ("thresholds", None), ("multi_label", False), ("num_labels", None), ("label_weights", None),
        ("from_logits", False),
    ),
    "Accuracy": (
        ("name", "accuracy"), ("dtype", None),
    ),
    "BinaryAccuracy": (
        ("name", "binary_accuracy"), ("dtype", None), ("threshold", 0.5),
    ),
    "BinaryCrossentropy": (
        ("name", "binary_crossentropy"), ("dtype", None), ("from_logits", False), ("label_smoothing", 0),
    ),
    "BinaryIoU": (
        ("target_class_ids", (0, 1)), ("threshold", 0.5), ("name", None), ("dtype", None),
    ),
    "CategoricalAccuracy": (
        ("name", "categorical_accuracy"), ("dtype", None),
    ),
    "CategoricalCrossentropy": (
        ("name", "categorical_crossentropy"), ("dtype", None), ("from_logits", False), ("label_smoothing", 0),
        ("axis", -1),
    ),
    "CategoricalHinge": (
        ("name", "categorical_hinge"), ("dtype", None),
    ),
    "CosineSimilarity": (
        ("name", "cosine_similarity"), ("dtype", None), ("axis", -1),
    ),
    "F1Score": (
        ("average", None), ("threshold", None), ("name", "f1_score"), ("dtype", None),
    ),
    "FBetaScore": (
        ("average", None), ("beta", 1.0), ("threshold", None), ("name", "fbeta_score"), ("dtype", None),
    ),
    "FalseNegatives": (
        ("thresholds", None), ("name", None), ("dtype", None),
    ),
    "FalsePositives": (
        ("thresholds", None), ("name", None), ("dtype", None),
    ),
    "Hinge": (
        ("name", "hinge"), ("dtype", None),
    ),
    "IoU": (
        ("num_classes",), ("target_class_ids",), ("name", None), ("dtype", None), ("ignore_class", None),
        ("sparse_y_true", True), ("sparse_y_pred", True), ("axis", -1),
    ),
    "KLDivergence": (
        ("name", "kullback_leibler_divergence"), ("dtype", None),
    ),
    "LogCoshError": (
        ("name", "logcosh"), ("dtype", None),
    ),
    "Mean": (
        ("name", "mean"), ("dtype", None),
    ),
    "MeanAbsoluteError": (
        ("name", "mean_absolute_error"), ("dtype", None),
    ),
    "MeanAbsolutePercentageError": (
        ("name", "mean_absolute_percentage_error"), ("dtype", None),
    ),
    "MeanIoU": (
        ("num_classes",), ("name", None), ("dtype", None), ("ignore_class", None), ("sparse_y_true", True),
        ("sparse_y_pred", True), ("axis", -1),
    ),
    "MeanRelativeError": (
        ("normalizer",), ("name", None), ("dtype", None),
    ),
    "MeanSquaredError": (
        ("name", "mean_squared_error"), ("dtype", None),
    ),
    "MeanSquaredLogarithmicError": (
        ("name", "mean_squared_logarithmic_error"), ("dtype", None),
    ),
    "MeanTensor": (
        ("name", "mean_tensor"), ("dtype", None), ("shape", None),
    ),
    "OneHotIoU": (
        ("num_classes",), ("target_class_ids",), ("name", None), ("dtype", None), ("ignore_class", None),
        ("sparse_y_pred", False), ("axis", -1),
    ),
    "OneHotMeanIoU": (
        ("num_classes",), ("name", None), ("dtype", None), ("ignore_class", None), ("sparse_y_pred", False),
        ("axis", -1),
    ),
    "Poisson": (
        ("name", "poisson"), ("dtype", None),
    ),
    "Precision": (
        ("thresholds", None), ("top_k", None), ("class_id", None), ("name", None), ("dtype", None),
    ),
    "PrecisionAtRecall": (
        ("recall",), ("num_thresholds", 200), ("class_id", None), ("name", None), ("dtype", None),
    ),
    "R2Score": (
        ("class_aggregation", "uniform_average"), ("num_regressors", 0), ("name", "r2_score"), ("dtype", None),
    ),
    "Recall": (
        ("thresholds", None), ("top_k", None), ("class_id", None), ("name", None), ("dtype", None),
    ),
    "RecallAtPrecision": (
        ("precision",), ("num_thresholds", 200), ("class_id", None), ("name", None), ("dtype", None),
    ),
    "RootMeanSquaredError": (
        ("name", "root_mean_squared_error"), ("dtype", None),
    ),
    "SensitivityAtSpecificity": (
        ("specificity",), ("num_thresholds", 200), ("class_id", None), ("name", None), ("dtype", None),
    ),
    "SparseCategoricalAccuracy": (
        ("name", "sparse_categorical_accuracy"), ("dtype", None),
    ),
    "SparseCategoricalCrossentropy": (
        ("name", "sparse_categorical_crossentropy"), ("dtype", None), ("from_logits", False), ("ignore_class", None),
        ("axis", -1),
    ),
    "SparseTopKCategoricalAccuracy": (
        ("k", 5), ("name", "sparse_top_k_categorical_accuracy"), ("dtype", None),
    ),
    "SpecificityAtSensitivity": (
        ("sensitivity",), ("num_thresholds", 200), ("class_id", None), ("name", None), ("dtype", None),
    ),
    "SquaredHinge": (
        ("name", "squared_hinge"), ("dtype", None),
    ),
    "Sum": (
        ("name", "sum"), ("dtype", None),
    ),
    "TopKCategoricalAccuracy": (
        ("k", 5), ("name", "top_k_categorical_accuracy"), ("dtype", None),
    ),
    "TrueNegatives": (
        ("thresholds", None), ("name", None), ("dtype", None),
    ),
    "TruePositives": (
        ("thresholds", None), ("name", None), ("dtype", None),
    ),
}
"""Parameters of the classes of keras.metrics."""

METRICS: Names = {
    "ACC": "accuracy", "AUC": "auc", "Accuracy": "accuracy", "BCE": "binary_crossentropy",
    "BinaryAccuracy": "binary_accuracy", "BinaryCrossentropy": "binary_crossentropy", "BinaryIoU": "binary_io_u",
    "CategoricalAccuracy": "categorical_accuracy", "CategoricalCrossentropy": "categorical_crossentropy",
    "CategoricalHinge": "categorical_hinge", "CosineSimilarity": "cosine_similarity", "F1Score": "f1_score",
    "FBetaScore": "f_beta_score", "FalseNegatives": "false_negatives", "FalsePositives": "false_positives",
    "Hinge": "hinge", "IoU": "io_u", "KLD": "kl_divergence", "KLDivergence": "kl_divergence",
    "LogCoshError": "log_cosh_error", "MAE": "mean_absolute_error", "MAPE": "mean_absolute_percentage_error",
    "MSE": "mean_squared_error", "MSLE": "mean_squared_logarithmic_error", "Mean": "mean",
    "MeanAbsoluteError": "mean_absolute_error", "MeanAbsolutePercentageError": "mean_absolute_percentage_error",
    "MeanIoU": "mean_io_u", "MeanRelativeError": "mean_relative_error", "MeanSquaredError": "mean_squared_error",
    "MeanSquaredLogarithmicError": "mean_squared_logarithmic_error", "MeanTensor": "mean_tensor",
    "OneHotIoU": "one_hot_io_u", "OneHotMeanIoU": "one_hot_mean_io_u", "Poisson": "poisson", "Precision": "precision",
    "PrecisionAtRecall": "precision_at_recall", "R2Score": "r2_score", "Recall": "recall",
    "RecallAtPrecision": "recall_at_precision", "RootMeanSquaredError": "root_mean_squared_error",
    "SensitivityAtSpecificity": "sensitivity_at_specificity",
    "SparseCategoricalAccuracy": "sparse_categorical_accuracy",
    "SparseCategoricalCrossentropy": "sparse_categorical_crossentropy",
    "SparseTopKCategoricalAccuracy": "sparse_top_k_categorical_accuracy",
    "SpecificityAtSensitivity": "specificity_at_sensitivity", "SquaredHinge": "squared_hinge", "Sum": "sum",
    "TopKCategoricalAccuracy": "top_k_categorical_accuracy", "TrueNegatives": "true_negatives",
    "TruePositives": "true_positives", "acc": "accuracy", "accuracy": "accuracy", "auc": "auc",
    "bce": "binary_crossentropy", "binary_accuracy": "binary_accuracy", "binary_crossentropy": "binary_crossentropy",
    "binary_focal_crossentropy": "binary_focal_crossentropy", "binary_io_u": "binary_io_u",
    "categorical_accuracy": "categorical_accuracy", "categorical_crossentropy": "categorical_crossentropy",
    "categorical_focal_crossentropy": "categorical_focal_crossentropy", "categorical_hinge": "categorical_hinge",
    "cosine_proximity": "cosine_similarity", "cosine_similarity": "cosine_similarity", "f1_score": "f1_score",
    "f_beta_score": "f_beta_score", "false_negatives": "false_negatives", "false_positives": "false_positives",
    "hinge": "hinge", "io_u": "io_u", "kl_divergence": "kl_divergence", "kld": "kl_divergence",
    "kullback_leibler_divergence": "kl_divergence", "log_cosh": "log_cosh", "log_cosh_error": "log_cosh_error",
    "logcosh": "log_cosh", "mae": "mean_absolute_error", "mape": "mean_absolute_percentage_error", "mean": "mean",
    "mean_absolute_error": "mean_absolute_error", "mean_absolute_percentage_error": "mean_absolute_percentage_error",
    "mean_io_u": "mean_io_u", "mean_relative_error": "mean_relative_error", "mean_squared_error": "mean_squared_error",
    "mean_squared_logarithmic_error": "mean_squared_logarithmic_error", "mean_tensor": "mean_tensor",
    "mse": "mean_squared_error", "msle": "mean_squared_logarithmic_error", "one_hot_io_u": "one_hot_io_u",
    "one_hot_mean_io_u": "one_hot_mean_io_u", "poisson": "poisson", "precision": "precision",
    "precision_at_recall": "precision_at_recall", "r2_score": "r2_score", "recall": "recall",
    "recall_at_precision": "recall_at_precision", "root_mean_squared_error": "root_mean_squared_error",
    "sensitivity_at_specificity": "sensitivity_at_specificity",
    "sparse_categorical_accuracy": "sparse_categorical_accuracy",
    "sparse_categorical_crossentropy": "sparse_categorical_crossentropy",
    "sparse_top_k_categorical_accuracy": "sparse_top_k_categorical_accuracy",
    "specificity_at_sensitivity": "specificity_at_sensitivity", "squared_hinge": "squared_hinge", "sum": "sum",
    "top_k_categorical_accuracy": "top_k_categorical_accuracy", "true_negatives": "true_negatives",
    "true_positives": "true_positives",
}
"""Every spelling to the metric's name."""

OPTIMIZERS: Signatures = {
    "Adadelta": (
        ("learning_rate", 0.001), ("rho", 0.95), ("epsilon", 1e-07), ("weight_decay", None), ("clipnorm", None),
        ("clipvalue", None), ("global_clipnorm", None), ("use_ema", False), ("ema_momentum", 0.99),
        ("ema_overwrite_frequency", None), ("jit_compile", True), ("name", "Adadelta"),
    ),
    "Adafactor": (
        ("learning_rate", 0.001), ("beta_2_decay", -0.8), ("epsilon_1", 1e-30), ("epsilon_2", 0.001),
        ("clip_threshold", 1.0), ("relative_step", True), ("weight_decay", None), ("clipnorm", None),
        ("clipvalue", None), ("global_clipnorm", None), ("use_ema", False), ("ema_momentum", 0.99),
        ("ema_overwrite_frequency", None), ("jit_compile", True), ("name", "Adafactor"),
    ),
    "Adagrad": (
        ("learning_rate", 0.001), ("initial_accumulator_value", 0.1), ("epsilon", 1e-07), ("weight_decay", None),
        ("clipnorm", None), ("clipvalue", None), ("global_clipnorm", None), ("use_ema", False), ("ema_momentum", 0.99),
        ("ema_overwrite_frequency", None), ("jit_compile", True), ("name", "Adagrad"),
    ),
    "Adam": (
        ("learning_rate", 0.001), ("beta_1", 0.9), ("beta_2", 0.999), ("epsilon", 1e-07), ("amsgrad", False),
        ("weight_decay", None), ("clipnorm", None), ("clipvalue", None), ("global_clipnorm", None), ("use_ema", False),
        ("ema_momentum", 0.99), ("ema_overwrite_frequency", None), ("jit_compile", True), ("name", "Adam"),
    ),
    "AdamW": (
        ("learning_rate", 0.001), ("weight_decay", 0.004), ("beta_1", 0.9), ("beta_2", 0.999), ("epsilon", 1e-07),
        ("amsgrad", False), ("clipnorm", None), ("clipvalue", None), ("global_clipnorm", None), ("use_ema", False),
        ("ema_momentum", 0.99), ("ema_overwrite_frequency", None), ("jit_compile", True), ("name", "AdamW"),
    ),
    "Adamax": (
        ("learning_rate", 0.001), ("beta_1", 0.9), ("beta_2", 0.999), ("epsilon", 1e-07), ("weight_decay", None),
        ("clipnorm", None), ("clipvalue", None), ("global_clipnorm", None), ("use_ema", False), ("ema_momentum", 0.99),
        ("ema_overwrite_frequency", None), ("jit_compile", True), ("name", "Adamax"),
    ),
    "Ftrl": (
        ("learning_rate", 0.001), ("learning_rate_power", -0.5), ("initial_accumulator_value", 0.1),
        ("l1_regularization_strength", 0.0), ("l2_regularization_strength", 0.0),
        ("l2_shrinkage_regularization_strength", 0.0), ("beta", 0.0), ("weight_decay", None), ("clipnorm", None),
        ("clipvalue", None), ("global_clipnorm", None), ("use_ema", False), ("ema_momentum", 0.99),
        ("ema_overwrite_frequency", None), ("jit_compile", True), ("name", "Ftrl"),
    ),
    "Lion": (
        ("learning_rate", 0.0001), ("beta_1", 0.9), ("beta_2", 0.99), ("weight_decay", None), ("clipnorm", None),
        ("clipvalue", None), ("global_clipnorm", None), ("use_ema", False), ("ema_momentum", 0.99),
        ("ema_overwrite_frequency", None), ("jit_compile", True), ("name", "Lion"),
    ),
    "Nadam": (
        ("learning_rate", 0.001), ("beta_1", 0.9), ("beta_2", 0.999), ("epsilon", 1e-07), ("weight_decay", None),
        ("clipnorm", None), ("clipvalue", None), ("global_clipnorm", None), ("use_ema", False), ("ema_momentum", 0.99),
        ("ema_overwrite_frequency", None), ("jit_compile", True), ("name", "Nadam"),
    ),
    "RMSprop": (
        ("learning_rate", 0.001), ("rho", 0.9), ("momentum", 0.0), ("epsilon", 1e-07), ("centered", False),
        ("weight_decay", None), ("clipnorm", None), ("clipvalue", None), ("global_clipnorm", None), ("use_ema", False),
        ("ema_momentum", 0.99), ("ema_overwrite_frequency", 100), ("jit_compile", True), ("name", "RMSprop"),
    ),
    "SGD": (
        ("learning_rate", 0.01), ("momentum", 0.0), ("nesterov", False), ("weight_decay", None), ("clipnorm", None),
        ("clipvalue", None), ("global_clipnorm", None), ("use_ema", False), ("ema_momentum", 0.99),
        ("ema_overwrite_frequency", None), ("jit_compile", True), ("name", "SGD"),
    ),
}
"""Parameters of keras.optimizers."""

LEGACY_OPTIMIZERS: Signatures = {
    "Adadelta": (
        ("learning_rate", 0.001), ("rho", 0.95), ("epsilon", 1e-07), ("name", "Adadelta"),
        ("*gradient_aggregator", None), ("*gradient_transformers", None),
    ),
    "Adagrad": (
        ("learning_rate", 0.001), ("initial_accumulator_value", 0.1), ("epsilon", 1e-07), ("name", "Adagrad"),
        ("*gradient_aggregator", None), ("*gradient_transformers", None),
    ),
    "Adam": (
        ("learning_rate", 0.001), ("beta_1", 0.9), ("beta_2", 0.999), ("epsilon", 1e-07), ("amsgrad", False),
        ("name", "Adam"), ("*gradient_aggregator", None), ("*gradient_transformers", None),
    ),
    "Adamax": (
        ("learning_rate", 0.001), ("beta_1", 0.9), ("beta_2", 0.999), ("epsilon", 1e-07), ("name", "Adamax"),
        ("*gradient_aggregator", None), ("*gradient_transformers", None),
    ),
    "Ftrl": (
        ("learning_rate", 0.001), ("learning_rate_power", -0.5), ("initial_accumulator_value", 0.1),
        ("l1_regularization_strength", 0.0), ("l2_regularization_strength", 0.0), ("name", "Ftrl"),
        ("l2_shrinkage_regularization_strength", 0.0), ("beta", 0.0), ("*gradient_aggregator", None),
        ("*gradient_transformers", None),
    ),
    "Nadam": (
        ("learning_rate", 0.001), ("beta_1", 0.9), ("beta_2", 0.999), ("epsilon", 1e-07), ("name", "Nadam"),
        ("*gradient_aggregator", None), ("*gradient_transformers", None),
    ),
    "RMSprop": (
        ("learning_rate", 0.001), ("rho", 0.9), ("momentum", 0.0), ("epsilon", 1e-07), ("centered", False),
        ("name", "RMSprop"), ("*gradient_aggregator", None), ("*gradient_transformers", None),
    ),
    "SGD": (
        ("learning_rate", 0.01), ("momentum", 0.0), ("nesterov", False), ("name", "SGD"),
        ("*gradient_aggregator", None), ("*gradient_transformers", None),
    ),
}
"""Parameters of keras.optimizers.legacy."""

OPTIMIZER_NAMES: Names = {
    "adadelta": "Adadelta", "adafactor": "Adafactor", "adagrad": "Adagrad", "adam": "Adam", "adamax": "Adamax",
    "adamw": "AdamW", "ftrl": "Ftrl", "lion": "Lion", "nadam": "Nadam", "rmsprop": "RMSprop", "sgd": "SGD",
}
"""Strings in lower case to classes."""

SCHEDULES: Signatures = {
    "CosineDecay": (
        ("initial_learning_rate",), ("decay_steps",), ("alpha", 0.0), ("name", None), ("warmup_target", None),
        ("warmup_steps", 0),
    ),
    "CosineDecayRestarts": (
        ("initial_learning_rate",), ("first_decay_steps",), ("t_mul", 2.0), ("m_mul", 1.0), ("alpha", 0.0),
        ("name", None),
    ),
    "ExponentialDecay": (
        ("initial_learning_rate",), ("decay_steps",), ("decay_rate",), ("staircase", False), ("name", None),
    ),
    "InverseTimeDecay": (
        ("initial_learning_rate",), ("decay_steps",), ("decay_rate",), ("staircase", False), ("name", None),
    ),
    "PiecewiseConstantDecay": (
        ("boundaries",), ("values",), ("name", None),
    ),
    "PolynomialDecay": (
        ("initial_learning_rate",), ("decay_steps",), ("end_learning_rate", 0.0001), ("power", 1.0), ("cycle", False),
        ("name", None),
    ),
}
"""Parameters of keras.optimizers.schedules."""

INITIALIZERS: Signatures = {
    "Constant": (
        ("value", 0),
    ),
    "GlorotNormal": (
        ("seed", None),
    ),
    "GlorotUniform": (
        ("seed", None),
    ),
    "HeNormal": (
        ("seed", None),
    ),
    "HeUniform": (
        ("seed", None),
    ),
    "Identity": (
        ("gain", 1.0),
    ),
    "LecunNormal": (
        ("seed", None),
    ),
    "LecunUniform": (
        ("seed", None),
    ),
    "Ones": (),
    "Orthogonal": (
        ("gain", 1.0), ("seed", None),
    ),
    "RandomNormal": (
        ("mean", 0.0), ("stddev", 0.05), ("seed", None),
    ),
    "RandomUniform": (
        ("minval", -0.05), ("maxval", 0.05), ("seed", None),
    ),
    "TruncatedNormal": (
        ("mean", 0.0), ("stddev", 0.05), ("seed", None),
    ),
    "VarianceScaling": (
        ("scale", 1.0), ("mode", "fan_in"), ("distribution", "truncated_normal"), ("seed", None),
    ),
    "Zeros": (),
}
"""Parameters of keras.initializers."""

INITIALIZER_NAMES: Names = {
    "Constant": "Constant", "GlorotNormal": "GlorotNormal", "GlorotUniform": "GlorotUniform", "HeNormal": "HeNormal",
    "HeUniform": "HeUniform", "Identity": "Identity", "LecunNormal": "LecunNormal", "LecunUniform": "LecunUniform",
    "Ones": "Ones", "Orthogonal": "Orthogonal", "RandomNormal": "RandomNormal", "RandomUniform": "RandomUniform",
    "TruncatedNormal": "TruncatedNormal", "VarianceScaling": "VarianceScaling", "Zeros": "Zeros",
    "constant": "Constant", "glorot_normal": "GlorotNormal", "glorot_uniform": "GlorotUniform",
    "he_normal": "HeNormal", "he_uniform": "HeUniform", "identity": "Identity", "lecun_normal": "LecunNormal",
    "lecun_uniform": "LecunUniform", "normal": "RandomNormal", "one": "Ones", "ones": "Ones",
    "orthogonal": "Orthogonal", "random_normal": "RandomNormal", "random_uniform": "RandomUniform",
    "truncated_normal": "TruncatedNormal", "uniform": "RandomUniform", "variance_scaling": "VarianceScaling",
    "zero": "Zeros", "zeros": "Zeros",
}
"""Every spelling to the class."""

APPLICATIONS: Facts = {
    "ConvNeXtBase": {
        "signature": (
            ("model_name", "convnext_base"), ("include_top", True), ("include_preprocessing", True),
            ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None), ("pooling", None),
            ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "ConvNeXtLarge": {
        "signature": (
            ("model_name", "convnext_large"), ("include_top", True), ("include_preprocessing", True),
            ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None), ("pooling", None),
            ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "ConvNeXtSmall": {
        "signature": (
            ("model_name", "convnext_small"), ("include_top", True), ("include_preprocessing", True),
            ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None), ("pooling", None),
            ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "ConvNeXtTiny": {
        "signature": (
            ("model_name", "convnext_tiny"), ("include_top", True), ("include_preprocessing", True),
            ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None), ("pooling", None),
            ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "ConvNeXtXLarge": {
        "signature": (
            ("model_name", "convnext_xlarge"), ("include_top", True), ("include_preprocessing", True),
            ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None), ("pooling", None),
            ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "DenseNet121": {
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "DenseNet169": {
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "DenseNet201": {
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "EfficientNetB0": {
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "EfficientNetB1": {
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "EfficientNetB2": {
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "EfficientNetB3": {
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "EfficientNetB4": {
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "EfficientNetB5": {
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "EfficientNetB6": {
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "EfficientNetB7": {
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "EfficientNetV2B0": {
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
            ("include_preprocessing", True),
        ),
    },
    "EfficientNetV2B1": {
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
            ("include_preprocessing", True),
        ),
    },
    "EfficientNetV2B2": {
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
            ("include_preprocessing", True),
        ),
    },
    "EfficientNetV2B3": {
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
            ("include_preprocessing", True),
        ),
    },
    "EfficientNetV2L": {
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
            ("include_preprocessing", True),
        ),
    },
    "EfficientNetV2M": {
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
            ("include_preprocessing", True),
        ),
    },
    "EfficientNetV2S": {
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
            ("include_preprocessing", True),
        ),
    },
    "InceptionResNetV2": {
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "InceptionV3": {
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "MobileNet": {
        "signature": (
            ("input_shape", None), ("alpha", 1.0), ("depth_multiplier", 1), ("dropout", 0.001), ("include_top", True),
            ("weights", "imagenet"), ("input_tensor", None), ("pooling", None), ("classes", 1000),
            ("classifier_activation", "softmax"),
        ),
    },
    "MobileNetV2": {
        "signature": (
            ("input_shape", None), ("alpha", 1.0), ("include_top", True), ("weights", "imagenet"),
            ("input_tensor", None), ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "MobileNetV3Large": {
        "signature": (
            ("input_shape", None), ("alpha", 1.0), ("minimalistic", False), ("include_top", True),
            ("weights", "imagenet"), ("input_tensor", None), ("classes", 1000), ("pooling", None),
            ("dropout_rate", 0.2), ("classifier_activation", "softmax"), ("include_preprocessing", True),
        ),
    },
    "MobileNetV3Small": {
        "signature": (
            ("input_shape", None), ("alpha", 1.0), ("minimalistic", False), ("include_top", True),
            ("weights", "imagenet"), ("input_tensor", None), ("classes", 1000), ("pooling", None),
            ("dropout_rate", 0.2), ("classifier_activation", "softmax"), ("include_preprocessing", True),
        ),
    },
    "NASNetLarge": {
        "signature": (
            ("input_shape", None), ("include_top", True), ("weights", "imagenet"), ("input_tensor", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "NASNetMobile": {
        "signature": (
            ("input_shape", None), ("include_top", True), ("weights", "imagenet"), ("input_tensor", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "RegNetX002": {
        "module": "regnet", "mode": "none", "included": "unit", "switch": True, "size": 224, "min_size": 32,
        "channels": 368, "stride": 32, "offset": 31, "parameters_top": 2705640, "parameters_bare": 2336640,
        "signature": (
            ("model_name", "regnetx002"), ("include_top", True), ("include_preprocessing", True),
            ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None), ("pooling", None),
            ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "RegNetX004": {
        "module": "regnet", "mode": "none", "included": "unit", "switch": True, "size": 224, "min_size": 32,
        "channels": 384, "stride": 32, "offset": 31, "parameters_top": 5194184, "parameters_bare": 4809184,
        "signature": (
            ("model_name", "regnetx004"), ("include_top", True), ("include_preprocessing", True),
            ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None), ("pooling", None),
            ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "RegNetX006": {
        "module": "regnet", "mode": "none", "included": "unit", "switch": True, "size": 224, "min_size": 32,
        "channels": 528, "stride": 32, "offset": 31, "parameters_top": 6229320, "parameters_bare": 5700320,
        "signature": (
            ("model_name", "regnetx006"), ("include_top", True), ("include_preprocessing", True),
            ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None), ("pooling", None),
            ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "RegNetX008": {
        "module": "regnet", "mode": "none", "included": "unit", "switch": True, "size": 224, "min_size": 32,
        "channels": 672, "stride": 32, "offset": 31, "parameters_top": 7296968, "parameters_bare": 6623968,
        "signature": (
            ("model_name", "regnetx008"), ("include_top", True), ("include_preprocessing", True),
            ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None), ("pooling", None),
            ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "RegNetX016": {
        "module": "regnet", "mode": "none", "included": "unit", "switch": True, "size": 224, "min_size": 32,
        "channels": 912, "stride": 32, "offset": 31, "parameters_top": 9233640, "parameters_bare": 8320640,
        "signature": (
            ("model_name", "regnetx016"), ("include_top", True), ("include_preprocessing", True),
            ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None), ("pooling", None),
            ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "RegNetX032": {
        "module": "regnet", "mode": "none", "included": "unit", "switch": True, "size": 224, "min_size": 32,
        "channels": 1008, "stride": 32, "offset": 31, "parameters_top": 15359112, "parameters_bare": 14350112,
        "signature": (
            ("model_name", "regnetx032"), ("include_top", True), ("include_preprocessing", True),
            ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None), ("pooling", None),
            ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "RegNetX040": {
        "module": "regnet", "mode": "none", "included": "unit", "switch": True, "size": 224, "min_size": 32,
        "channels": 1360, "stride": 32, "offset": 31, "parameters_top": 22194312, "parameters_bare": 20833312,
        "signature": (
            ("model_name", "regnetx040"), ("include_top", True), ("include_preprocessing", True),
            ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None), ("pooling", None),
            ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "RegNetX064": {
        "module": "regnet", "mode": "none", "included": "unit", "switch": True, "size": 224, "min_size": 32,
        "channels": 1624, "stride": 32, "offset": 31, "parameters_top": 26283464, "parameters_bare": 24658464,
        "signature": (
            ("model_name", "regnetx064"), ("include_top", True), ("include_preprocessing", True),
            ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None), ("pooling", None),
            ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "RegNetX080": {
        "module": "regnet", "mode": "none", "included": "unit", "switch": True, "size": 224, "min_size": 32,
        "channels": 1920, "stride": 32, "offset": 31, "parameters_top": 39663112, "parameters_bare": 37742112,
        "signature": (
            ("model_name", "regnetx080"), ("include_top", True), ("include_preprocessing", True),
            ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None), ("pooling", None),
            ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "RegNetX120": {
        "module": "regnet", "mode": "none", "included": "unit", "switch": True, "size": 224, "min_size": 32,
        "channels": 2240, "stride": 32, "offset": 31, "parameters_top": 46202440, "parameters_bare": 43961440,
        "signature": (
            ("model_name", "regnetx120"), ("include_top", True), ("include_preprocessing", True),
            ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None), ("pooling", None),
            ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "RegNetX160": {
        "module": "regnet", "mode": "none", "included": "unit", "switch": True, "size": 224, "min_size": 32,
        "channels": 2048, "stride": 32, "offset": 31, "parameters_top": 54389704, "parameters_bare": 52340704,
        "signature": (
            ("model_name", "regnetx160"), ("include_top", True), ("include_preprocessing", True),
            ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None), ("pooling", None),
            ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "RegNetX320": {
        "module": "regnet", "mode": "none", "included": "unit", "switch": True, "size": 224, "min_size": 32,
        "channels": 2520, "stride": 32, "offset": 31, "parameters_top": 107973576, "parameters_bare": 105452576,
        "signature": (
            ("model_name", "regnetx320"), ("include_top", True), ("include_preprocessing", True),
            ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None), ("pooling", None),
            ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "RegNetY002": {
        "module": "regnet", "mode": "none", "included": "unit", "switch": True, "size": 224, "min_size": 32,
        "channels": 368, "stride": 32, "offset": 31, "parameters_top": 3183844, "parameters_bare": 2814844,
        "signature": (
            ("model_name", "regnety002"), ("include_top", True), ("include_preprocessing", True),
            ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None), ("pooling", None),
            ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "RegNetY004": {
        "module": "regnet", "mode": "none", "included": "unit", "switch": True, "size": 224, "min_size": 32,
        "channels": 440, "stride": 32, "offset": 31, "parameters_top": 4371296, "parameters_bare": 3930296,
        "signature": (
            ("model_name", "regnety004"), ("include_top", True), ("include_preprocessing", True),
            ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None), ("pooling", None),
            ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "RegNetY006": {
        "module": "regnet", "mode": "none", "included": "unit", "switch": True, "size": 224, "min_size": 32,
        "channels": 608, "stride": 32, "offset": 31, "parameters_top": 6084920, "parameters_bare": 5475920,
        "signature": (
            ("model_name", "regnety006"), ("include_top", True), ("include_preprocessing", True),
            ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None), ("pooling", None),
            ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "RegNetY008": {
        "module": "regnet", "mode": "none", "included": "unit", "switch": True, "size": 224, "min_size": 32,
        "channels": 768, "stride": 32, "offset": 31, "parameters_top": 6293056, "parameters_bare": 5524056,
        "signature": (
            ("model_name", "regnety008"), ("include_top", True), ("include_preprocessing", True),
            ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None), ("pooling", None),
            ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "RegNetY016": {
        "module": "regnet", "mode": "none", "included": "unit", "switch": True, "size": 224, "min_size": 32,
        "channels": 888, "stride": 32, "offset": 31, "parameters_top": 11255102, "parameters_bare": 10366102,
        "signature": (
            ("model_name", "regnety016"), ("include_top", True), ("include_preprocessing", True),
            ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None), ("pooling", None),
            ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "RegNetY032": {
        "module": "regnet", "mode": "none", "included": "unit", "switch": True, "size": 224, "min_size": 32,
        "channels": 1512, "stride": 32, "offset": 31, "parameters_top": 19502498, "parameters_bare": 17989498,
        "signature": (
            ("model_name", "regnety032"), ("include_top", True), ("include_preprocessing", True),
            ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None), ("pooling", None),
            ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "RegNetY040": {
        "module": "regnet", "mode": "none", "included": "unit", "switch": True, "size": 224, "min_size": 32,
        "channels": 1088, "stride": 32, "offset": 31, "parameters_top": 20708928, "parameters_bare": 19619928,
        "signature": (
            ("model_name", "regnety040"), ("include_top", True), ("include_preprocessing", True),
            ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None), ("pooling", None),
            ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "RegNetY064": {
        "module": "regnet", "mode": "none", "included": "unit", "switch": True, "size": 224, "min_size": 32,
        "channels": 1296, "stride": 32, "offset": 31, "parameters_top": 30665684, "parameters_bare": 29368684,
        "signature": (
            ("model_name", "regnety064"), ("include_top", True), ("include_preprocessing", True),
            ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None), ("pooling", None),
            ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "RegNetY080": {
        "module": "regnet", "mode": "none", "included": "unit", "switch": True, "size": 224, "min_size": 32,
        "channels": 2016, "stride": 32, "offset": 31, "parameters_top": 39265812, "parameters_bare": 37248812,
        "signature": (
            ("model_name", "regnety080"), ("include_top", True), ("include_preprocessing", True),
            ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None), ("pooling", None),
            ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "RegNetY120": {
        "module": "regnet", "mode": "none", "included": "unit", "switch": True, "size": 224, "min_size": 32,
        "channels": 2240, "stride": 32, "offset": 31, "parameters_top": 51918928, "parameters_bare": 49677928,
        "signature": (
            ("model_name", "regnety120"), ("include_top", True), ("include_preprocessing", True),
            ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None), ("pooling", None),
            ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "RegNetY160": {
        "module": "regnet", "mode": "none", "included": "unit", "switch": True, "size": 224, "min_size": 32,
        "channels": 3024, "stride": 32, "offset": 31, "parameters_top": 83712956, "parameters_bare": 80687956,
        "signature": (
            ("model_name", "regnety160"), ("include_top", True), ("include_preprocessing", True),
            ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None), ("pooling", None),
            ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "RegNetY320": {
        "module": "regnet", "mode": "none", "included": "unit", "switch": True, "size": 224, "min_size": 32,
        "channels": 3712, "stride": 32, "offset": 31, "parameters_top": 145205058, "parameters_bare": 141492058,
        "signature": (
            ("model_name", "regnety320"), ("include_top", True), ("include_preprocessing", True),
            ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None), ("pooling", None),
            ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "ResNet101": {
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000),
        ),
    },
    "ResNet101V2": {
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "ResNet152": {
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000),
        ),
    },
    "ResNet152V2": {
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "ResNet50": {
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000),
        ),
    },
    "ResNet50V2": {
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "ResNetRS101": {
        "module": "resnet_rs", "mode": "none", "included": "torch", "switch": True, "size": 224, "min_size": 32,
        "channels": 2048, "stride": 32, "offset": 31, "parameters_top": 63724296, "parameters_bare": 61675296,
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("classes", 1000), ("input_shape", None),
            ("input_tensor", None), ("pooling", None), ("classifier_activation", "softmax"),
            ("include_preprocessing", True),
        ),
    },
    "ResNetRS152": {
        "module": "resnet_rs", "mode": "none", "included": "torch", "switch": True, "size": 224, "min_size": 32,
        "channels": 2048, "stride": 32, "offset": 31, "parameters_top": 86773256, "parameters_bare": 84724256,
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("classes", 1000), ("input_shape", None),
            ("input_tensor", None), ("pooling", None), ("classifier_activation", "softmax"),
            ("include_preprocessing", True),
        ),
    },
    "ResNetRS200": {
        "module": "resnet_rs", "mode": "none", "included": "torch", "switch": True, "size": 224, "min_size": 32,
        "channels": 2048, "stride": 32, "offset": 31, "parameters_top": 93386248, "parameters_bare": 91337248,
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("classes", 1000), ("input_shape", None),
            ("input_tensor", None), ("pooling", None), ("classifier_activation", "softmax"),
            ("include_preprocessing", True),
        ),
    },
    "ResNetRS270": {
        "module": "resnet_rs", "mode": "none", "included": "torch", "switch": True, "size": 224, "min_size": 32,
        "channels": 2048, "stride": 32, "offset": 31, "parameters_top": 130104520, "parameters_bare": 128055520,
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("classes", 1000), ("input_shape", None),
            ("input_tensor", None), ("pooling", None), ("classifier_activation", "softmax"),
            ("include_preprocessing", True),
        ),
    },
    "ResNetRS350": {
        "module": "resnet_rs", "mode": "none", "included": "torch", "switch": True, "size": 224, "min_size": 32,
        "channels": 2048, "stride": 32, "offset": 31, "parameters_top": 164268360, "parameters_bare": 162219360,
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("classes", 1000), ("input_shape", None),
            ("input_tensor", None), ("pooling", None), ("classifier_activation", "softmax"),
            ("include_preprocessing", True),
        ),
    },
    "ResNetRS420": {
        "module": "resnet_rs", "mode": "none", "included": "torch", "switch": True, "size": 224, "min_size": 32,
        "channels": 2048, "stride": 32, "offset": 31, "parameters_top": 192262216, "parameters_bare": 190213216,
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("classes", 1000), ("input_shape", None),
            ("input_tensor", None), ("pooling", None), ("classifier_activation", "softmax"),
            ("include_preprocessing", True),
        ),
    },
    "ResNetRS50": {
        "module": "resnet_rs", "mode": "none", "included": "torch", "switch": True, "size": 224, "min_size": 32,
        "channels": 2048, "stride": 32, "offset": 31, "parameters_top": 35745288, "parameters_bare": 33696288,
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("classes", 1000), ("input_shape", None),
            ("input_tensor", None), ("pooling", None), ("classifier_activation", "softmax"),
            ("include_preprocessing", True),
        ),
    },
    "VGG16": {
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "VGG19": {
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
    "Xception": {
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
        ),
    },
}
"""keras.applications, measured on the built models."""
