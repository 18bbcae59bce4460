"""Keras 3.15.1 as data. Written by tools.generate_keras_api; do not edit."""

# fmt: off
from __future__ import annotations

from typing import Any, TypeAlias

Signatures: TypeAlias = "dict[str, tuple[tuple[Any, ...], ...]]"
Names: TypeAlias = "dict[str, str]"
Facts: TypeAlias = "dict[str, dict[str, Any]]"

VERSION = "3.15.1"

LAYERS: Signatures = {
    "Activation": (
        ("activation",), ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True),
        ("*name", None),
    ),
    "ActivityRegularization": (
        ("l1", 0.0), ("l2", 0.0), ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None),
        ("*autocast", True), ("*name", None),
    ),
    "AdaptiveAveragePooling1D": (
        ("output_size",), ("data_format", None), ("*activity_regularizer", None), ("*trainable", True),
        ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "AdaptiveAveragePooling2D": (
        ("output_size",), ("data_format", None), ("*activity_regularizer", None), ("*trainable", True),
        ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "AdaptiveAveragePooling3D": (
        ("output_size",), ("data_format", None), ("*activity_regularizer", None), ("*trainable", True),
        ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "AdaptiveMaxPooling1D": (
        ("output_size",), ("data_format", None), ("*activity_regularizer", None), ("*trainable", True),
        ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "AdaptiveMaxPooling2D": (
        ("output_size",), ("data_format", None), ("*activity_regularizer", None), ("*trainable", True),
        ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "AdaptiveMaxPooling3D": (
        ("output_size",), ("data_format", None), ("*activity_regularizer", None), ("*trainable", True),
        ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "Add": (
        ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "AdditiveAttention": (
        ("use_scale", True), ("dropout", 0.0), ("*score_mode", "dot"), ("*seed", None),
        ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "AlphaDropout": (
        ("rate",), ("noise_shape", None), ("seed", None), ("*activity_regularizer", None), ("*trainable", True),
        ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "Attention": (
        ("use_scale", False), ("score_mode", "dot"), ("dropout", 0.0), ("seed", None), ("*activity_regularizer", None),
        ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "AugMix": (
        ("value_range", (0, 255)), ("num_chains", 3), ("chain_depth", 3), ("factor", 0.3), ("alpha", 1.0),
        ("all_ops", True), ("interpolation", "bilinear"), ("seed", None), ("data_format", None),
        ("*bounding_box_format", None), ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None),
        ("*autocast", True), ("*name", None),
    ),
    "AutoContrast": (
        ("value_range", (0, 255)), ("*factor", None), ("*bounding_box_format", None), ("*data_format", None),
        ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "Average": (
        ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "AveragePooling1D": (
        ("pool_size",), ("strides", None), ("padding", "valid"), ("data_format", None), ("name", None),
        ("*pool_mode", "max"), ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None),
        ("*autocast", True),
    ),
    "AveragePooling2D": (
        ("pool_size",), ("strides", None), ("padding", "valid"), ("data_format", None), ("name", None),
        ("*pool_mode", "max"), ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None),
        ("*autocast", True),
    ),
    "AveragePooling3D": (
        ("pool_size",), ("strides", None), ("padding", "valid"), ("data_format", None), ("name", None),
        ("*pool_mode", "max"), ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None),
        ("*autocast", True),
    ),
    "BatchNormalization": (
        ("axis", -1), ("momentum", 0.99), ("epsilon", 0.001), ("center", True), ("scale", True),
        ("beta_initializer", "zeros"), ("gamma_initializer", "ones"), ("moving_mean_initializer", "zeros"),
        ("moving_variance_initializer", "ones"), ("beta_regularizer", None), ("gamma_regularizer", None),
        ("beta_constraint", None), ("gamma_constraint", None), ("renorm", False), ("renorm_clipping", None),
        ("renorm_momentum", 0.99), ("synchronized", False), ("*activity_regularizer", None), ("*trainable", True),
        ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "Bidirectional": (
        ("layer",), ("merge_mode", "concat"), ("weights", None), ("backward_layer", None),
        ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "CategoryEncoding": (
        ("num_tokens", None), ("output_mode", "multi_hot"), ("sparse", False), ("*activity_regularizer", None),
        ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "CenterCrop": (
        ("height",), ("width",), ("data_format", None), ("*factor", None), ("*bounding_box_format", None),
        ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "Concatenate": (
        ("axis", -1), ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True),
        ("*name", None),
    ),
    "ContrastLimitedAdaptiveHistogramEqualization": (
        ("value_range", (0, 255)), ("clip_limit", 4.0), ("tile_grid_size", (8, 8)), ("data_format", None),
        ("*factor", None), ("*bounding_box_format", None), ("*activity_regularizer", None), ("*trainable", True),
        ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "Conv1D": (
        ("filters",), ("kernel_size",), ("strides", 1), ("padding", "valid"), ("data_format", None),
        ("dilation_rate", 1), ("groups", 1), ("activation", None), ("use_bias", True),
        ("kernel_initializer", "glorot_uniform"), ("bias_initializer", "zeros"), ("kernel_regularizer", None),
        ("bias_regularizer", None), ("activity_regularizer", None), ("kernel_constraint", None),
        ("bias_constraint", None), ("*lora_rank", None), ("*lora_alpha", None), ("*trainable", True), ("*dtype", None),
        ("*autocast", True), ("*name", None),
    ),
    "Conv1DTranspose": (
        ("filters",), ("kernel_size",), ("strides", 1), ("padding", "valid"), ("output_padding", None),
        ("data_format", None), ("dilation_rate", 1), ("activation", None), ("use_bias", True),
        ("kernel_initializer", "glorot_uniform"), ("bias_initializer", "zeros"), ("kernel_regularizer", None),
        ("bias_regularizer", None), ("activity_regularizer", None), ("kernel_constraint", None),
        ("bias_constraint", None), ("*trainable", True), ("*name", None), ("*dtype", None), ("*autocast", True),
    ),
    "Conv2D": (
        ("filters",), ("kernel_size",), ("strides", (1, 1)), ("padding", "valid"), ("data_format", None),
        ("dilation_rate", (1, 1)), ("groups", 1), ("activation", None), ("use_bias", True),
        ("kernel_initializer", "glorot_uniform"), ("bias_initializer", "zeros"), ("kernel_regularizer", None),
        ("bias_regularizer", None), ("activity_regularizer", None), ("kernel_constraint", None),
        ("bias_constraint", None), ("*lora_rank", None), ("*lora_alpha", None), ("*trainable", True), ("*dtype", None),
        ("*autocast", True), ("*name", None),
    ),
    "Conv2DTranspose": (
        ("filters",), ("kernel_size",), ("strides", (1, 1)), ("padding", "valid"), ("output_padding", None),
        ("data_format", None), ("dilation_rate", (1, 1)), ("activation", None), ("use_bias", True),
        ("kernel_initializer", "glorot_uniform"), ("bias_initializer", "zeros"), ("kernel_regularizer", None),
        ("bias_regularizer", None), ("activity_regularizer", None), ("kernel_constraint", None),
        ("bias_constraint", None), ("*trainable", True), ("*name", None), ("*dtype", None), ("*autocast", True),
    ),
    "Conv3D": (
        ("filters",), ("kernel_size",), ("strides", (1, 1, 1)), ("padding", "valid"), ("data_format", None),
        ("dilation_rate", (1, 1, 1)), ("groups", 1), ("activation", None), ("use_bias", True),
        ("kernel_initializer", "glorot_uniform"), ("bias_initializer", "zeros"), ("kernel_regularizer", None),
        ("bias_regularizer", None), ("activity_regularizer", None), ("kernel_constraint", None),
        ("bias_constraint", None), ("*lora_rank", None), ("*lora_alpha", None), ("*trainable", True), ("*dtype", None),
        ("*autocast", True), ("*name", None),
    ),
    "Conv3DTranspose": (
        ("filters",), ("kernel_size",), ("strides", (1, 1, 1)), ("padding", "valid"), ("data_format", None),
        ("output_padding", None), ("dilation_rate", (1, 1, 1)), ("activation", None), ("use_bias", True),
        ("kernel_initializer", "glorot_uniform"), ("bias_initializer", "zeros"), ("kernel_regularizer", None),
        ("bias_regularizer", None), ("activity_regularizer", None), ("kernel_constraint", None),
        ("bias_constraint", None), ("*trainable", True), ("*name", None), ("*dtype", None), ("*autocast", True),
    ),
    "ConvLSTM1D": (
        ("filters",), ("kernel_size",), ("strides", 1), ("padding", "valid"), ("data_format", None),
        ("dilation_rate", 1), ("activation", "tanh"), ("recurrent_activation", "sigmoid"), ("use_bias", True),
        ("kernel_initializer", "glorot_uniform"), ("recurrent_initializer", "orthogonal"),
        ("bias_initializer", "zeros"), ("unit_forget_bias", True), ("kernel_regularizer", None),
        ("recurrent_regularizer", None), ("bias_regularizer", None), ("activity_regularizer", None),
        ("kernel_constraint", None), ("recurrent_constraint", None), ("bias_constraint", None), ("dropout", 0.0),
        ("recurrent_dropout", 0.0), ("seed", None), ("return_sequences", False), ("return_state", False),
        ("go_backwards", False), ("stateful", False), ("*unroll", False), ("*zero_output_for_mask", False),
        ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "ConvLSTM2D": (
        ("filters",), ("kernel_size",), ("strides", 1), ("padding", "valid"), ("data_format", None),
        ("dilation_rate", 1), ("activation", "tanh"), ("recurrent_activation", "sigmoid"), ("use_bias", True),
        ("kernel_initializer", "glorot_uniform"), ("recurrent_initializer", "orthogonal"),
        ("bias_initializer", "zeros"), ("unit_forget_bias", True), ("kernel_regularizer", None),
        ("recurrent_regularizer", None), ("bias_regularizer", None), ("activity_regularizer", None),
        ("kernel_constraint", None), ("recurrent_constraint", None), ("bias_constraint", None), ("dropout", 0.0),
        ("recurrent_dropout", 0.0), ("seed", None), ("return_sequences", False), ("return_state", False),
        ("go_backwards", False), ("stateful", False), ("*unroll", False), ("*zero_output_for_mask", False),
        ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "ConvLSTM3D": (
        ("filters",), ("kernel_size",), ("strides", 1), ("padding", "valid"), ("data_format", None),
        ("dilation_rate", 1), ("activation", "tanh"), ("recurrent_activation", "sigmoid"), ("use_bias", True),
        ("kernel_initializer", "glorot_uniform"), ("recurrent_initializer", "orthogonal"),
        ("bias_initializer", "zeros"), ("unit_forget_bias", True), ("kernel_regularizer", None),
        ("recurrent_regularizer", None), ("bias_regularizer", None), ("activity_regularizer", None),
        ("kernel_constraint", None), ("recurrent_constraint", None), ("bias_constraint", None), ("dropout", 0.0),
        ("recurrent_dropout", 0.0), ("seed", None), ("return_sequences", False), ("return_state", False),
        ("go_backwards", False), ("stateful", False), ("*unroll", False), ("*zero_output_for_mask", False),
        ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "Cropping1D": (
        ("cropping", (1, 1)), ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None),
        ("*autocast", True), ("*name", None),
    ),
    "Cropping2D": (
        ("cropping", ((0, 0), (0, 0))), ("data_format", None), ("*activity_regularizer", None), ("*trainable", True),
        ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "Cropping3D": (
        ("cropping", ((1, 1), (1, 1), (1, 1))), ("data_format", None), ("*activity_regularizer", None),
        ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "CutMix": (
        ("factor", 1.0), ("seed", None), ("data_format", None), ("*bounding_box_format", None),
        ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "Dense": (
        ("units",), ("activation", None), ("use_bias", True), ("kernel_initializer", "glorot_uniform"),
        ("bias_initializer", "zeros"), ("kernel_regularizer", None), ("bias_regularizer", None),
        ("activity_regularizer", None), ("kernel_constraint", None), ("bias_constraint", None), ("lora_rank", None),
        ("lora_alpha", None), ("quantization_config", None), ("*trainable", True), ("*dtype", None),
        ("*autocast", True), ("*name", None),
    ),
    "DepthwiseConv1D": (
        ("kernel_size",), ("strides", 1), ("padding", "valid"), ("depth_multiplier", 1), ("data_format", None),
        ("dilation_rate", 1), ("activation", None), ("use_bias", True), ("depthwise_initializer", "glorot_uniform"),
        ("bias_initializer", "zeros"), ("depthwise_regularizer", None), ("bias_regularizer", None),
        ("activity_regularizer", None), ("depthwise_constraint", None), ("bias_constraint", None),
        ("*trainable", True), ("*name", None), ("*dtype", None), ("*autocast", True),
    ),
    "DepthwiseConv2D": (
        ("kernel_size",), ("strides", (1, 1)), ("padding", "valid"), ("depth_multiplier", 1), ("data_format", None),
        ("dilation_rate", (1, 1)), ("activation", None), ("use_bias", True),
        ("depthwise_initializer", "glorot_uniform"), ("bias_initializer", "zeros"), ("depthwise_regularizer", None),
        ("bias_regularizer", None), ("activity_regularizer", None), ("depthwise_constraint", None),
        ("bias_constraint", None), ("*trainable", True), ("*name", None), ("*dtype", None), ("*autocast", True),
    ),
    "Discretization": (
        ("bin_boundaries", None), ("num_bins", None), ("epsilon", 0.01), ("output_mode", "int"), ("sparse", False),
        ("dtype", None), ("name", None),
    ),
    "Dot": (
        ("axes",), ("normalize", False), ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None),
        ("*autocast", True), ("*name", None),
    ),
    "Dropout": (
        ("rate",), ("noise_shape", None), ("seed", None), ("*activity_regularizer", None), ("*trainable", True),
        ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "ELU": (
        ("alpha", 1.0), ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True),
        ("*name", None),
    ),
    "EinsumDense": (
        ("equation",), ("output_shape",), ("activation", None), ("bias_axes", None),
        ("kernel_initializer", "glorot_uniform"), ("bias_initializer", "zeros"), ("kernel_regularizer", None),
        ("bias_regularizer", None), ("kernel_constraint", None), ("bias_constraint", None), ("lora_rank", None),
        ("lora_alpha", None), ("gptq_unpacked_column_size", None), ("quantization_config", None),
        ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "Embedding": (
        ("input_dim",), ("output_dim",), ("embeddings_initializer", "uniform"), ("embeddings_regularizer", None),
        ("embeddings_constraint", None), ("mask_zero", False), ("weights", None), ("lora_rank", None),
        ("lora_alpha", None), ("quantization_config", None), ("*activity_regularizer", None), ("*trainable", True),
        ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "Equalization": (
        ("value_range", (0, 255)), ("bins", 256), ("data_format", None), ("*factor", None),
        ("*bounding_box_format", None), ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None),
        ("*autocast", True), ("*name", None),
    ),
    "Flatten": (
        ("data_format", None), ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None),
        ("*autocast", True), ("*name", None),
    ),
    "FlaxLayer": (
        ("module",), ("method", None), ("variables", None), ("*init_fn", None), ("*params", None), ("*state", None),
        ("*seed", None), ("*native_serialization_platforms", None), ("*activity_regularizer", None),
        ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "GRU": (
        ("units",), ("activation", "tanh"), ("recurrent_activation", "sigmoid"), ("use_bias", True),
        ("kernel_initializer", "glorot_uniform"), ("recurrent_initializer", "orthogonal"),
        ("bias_initializer", "zeros"), ("kernel_regularizer", None), ("recurrent_regularizer", None),
        ("bias_regularizer", None), ("activity_regularizer", None), ("kernel_constraint", None),
        ("recurrent_constraint", None), ("bias_constraint", None), ("dropout", 0.0), ("recurrent_dropout", 0.0),
        ("seed", None), ("return_sequences", False), ("return_state", False), ("go_backwards", False),
        ("stateful", False), ("unroll", False), ("reset_after", True), ("use_cudnn", "auto"),
        ("*zero_output_for_mask", False), ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "GRUCell": (
        ("units",), ("activation", "tanh"), ("recurrent_activation", "sigmoid"), ("use_bias", True),
        ("kernel_initializer", "glorot_uniform"), ("recurrent_initializer", "orthogonal"),
        ("bias_initializer", "zeros"), ("kernel_regularizer", None), ("recurrent_regularizer", None),
        ("bias_regularizer", None), ("kernel_constraint", None), ("recurrent_constraint", None),
        ("bias_constraint", None), ("dropout", 0.0), ("recurrent_dropout", 0.0), ("reset_after", True), ("seed", None),
        ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "GaussianDropout": (
        ("rate",), ("seed", None), ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None),
        ("*autocast", True), ("*name", None),
    ),
    "GaussianNoise": (
        ("stddev",), ("seed", None), ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None),
        ("*autocast", True), ("*name", None),
    ),
    "GlobalAveragePooling1D": (
        ("data_format", None), ("keepdims", False), ("*activity_regularizer", None), ("*trainable", True),
        ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "GlobalAveragePooling2D": (
        ("data_format", None), ("keepdims", False), ("*activity_regularizer", None), ("*trainable", True),
        ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "GlobalAveragePooling3D": (
        ("data_format", None), ("keepdims", False), ("*activity_regularizer", None), ("*trainable", True),
        ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "GlobalMaxPooling1D": (
        ("data_format", None), ("keepdims", False), ("*activity_regularizer", None), ("*trainable", True),
        ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "GlobalMaxPooling2D": (
        ("data_format", None), ("keepdims", False), ("*activity_regularizer", None), ("*trainable", True),
        ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "GlobalMaxPooling3D": (
        ("data_format", None), ("keepdims", False), ("*activity_regularizer", None), ("*trainable", True),
        ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "GroupNormalization": (
        ("groups", 32), ("axis", -1), ("epsilon", 0.001), ("center", True), ("scale", True),
        ("beta_initializer", "zeros"), ("gamma_initializer", "ones"), ("beta_regularizer", None),
        ("gamma_regularizer", None), ("beta_constraint", None), ("gamma_constraint", None),
        ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "GroupQueryAttention": (
        ("head_dim",), ("num_query_heads",), ("num_key_value_heads",), ("dropout", 0.0), ("use_bias", True),
        ("sliding_window", None), ("flash_attention", None), ("kernel_initializer", "glorot_uniform"),
        ("bias_initializer", "zeros"), ("kernel_regularizer", None), ("bias_regularizer", None),
        ("activity_regularizer", None), ("kernel_constraint", None), ("bias_constraint", None), ("use_gate", False),
        ("seed", None), ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "HashedCrossing": (
        ("num_bins",), ("output_mode", "int"), ("sparse", False), ("name", None), ("dtype", None),
        ("*activity_regularizer", None), ("*trainable", True), ("*autocast", True),
    ),
    "Hashing": (
        ("num_bins",), ("mask_value", None), ("salt", None), ("output_mode", "int"), ("sparse", False),
        ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "Identity": (
        ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "Input": (
        ("shape", None), ("batch_size", None), ("dtype", None), ("sparse", None), ("ragged", None),
        ("batch_shape", None), ("name", None), ("tensor", None), ("optional", False),
    ),
    "InputLayer": (
        ("shape", None), ("batch_size", None), ("dtype", None), ("sparse", None), ("ragged", None),
        ("batch_shape", None), ("input_tensor", None), ("optional", False), ("name", None),
        ("*activity_regularizer", None), ("*trainable", True), ("*autocast", True),
    ),
    "IntegerLookup": (
        ("max_tokens", None), ("num_oov_indices", 1), ("mask_token", None), ("oov_token", -1), ("vocabulary", None),
        ("vocabulary_dtype", "int64"), ("idf_weights", None), ("invert", False), ("output_mode", "int"),
        ("sparse", False), ("pad_to_max_tokens", False), ("oov_method", "floormod"), ("salt", None), ("name", None),
        ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True),
    ),
    "JaxLayer": (
        ("call_fn",), ("init_fn", None), ("params", None), ("state", None), ("seed", None),
        ("native_serialization_platforms", None), ("*activity_regularizer", None), ("*trainable", True),
        ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "LSTM": (
        ("units",), ("activation", "tanh"), ("recurrent_activation", "sigmoid"), ("use_bias", True),
        ("kernel_initializer", "glorot_uniform"), ("recurrent_initializer", "orthogonal"),
        ("bias_initializer", "zeros"), ("unit_forget_bias", True), ("kernel_regularizer", None),
        ("recurrent_regularizer", None), ("bias_regularizer", None), ("activity_regularizer", None),
        ("kernel_constraint", None), ("recurrent_constraint", None), ("bias_constraint", None), ("dropout", 0.0),
        ("recurrent_dropout", 0.0), ("seed", None), ("return_sequences", False), ("return_state", False),
        ("go_backwards", False), ("stateful", False), ("unroll", False), ("use_cudnn", "auto"),
        ("*zero_output_for_mask", False), ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "LSTMCell": (
        ("units",), ("activation", "tanh"), ("recurrent_activation", "sigmoid"), ("use_bias", True),
        ("kernel_initializer", "glorot_uniform"), ("recurrent_initializer", "orthogonal"),
        ("bias_initializer", "zeros"), ("unit_forget_bias", True), ("kernel_regularizer", None),
        ("recurrent_regularizer", None), ("bias_regularizer", None), ("kernel_constraint", None),
        ("recurrent_constraint", None), ("bias_constraint", None), ("dropout", 0.0), ("recurrent_dropout", 0.0),
        ("seed", None), ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True),
        ("*name", None),
    ),
    "Lambda": (
        ("function",), ("output_shape", None), ("mask", None), ("arguments", None), ("*activity_regularizer", None),
        ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "Layer": (
        ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "LayerNormalization": (
        ("axis", -1), ("epsilon", 0.001), ("center", True), ("scale", True), ("beta_initializer", "zeros"),
        ("gamma_initializer", "ones"), ("beta_regularizer", None), ("gamma_regularizer", None),
        ("beta_constraint", None), ("gamma_constraint", None), ("*activity_regularizer", None), ("*trainable", True),
        ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "LeakyReLU": (
        ("negative_slope", 0.3), ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None),
        ("*autocast", True), ("*name", None),
    ),
    "Masking": (
        ("mask_value", 0.0), ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None),
        ("*autocast", True), ("*name", None),
    ),
    "MaxNumBoundingBoxes": (
        ("max_number",), ("fill_value", -1), ("*factor", None), ("*bounding_box_format", None), ("*data_format", None),
        ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "MaxPooling1D": (
        ("pool_size", 2), ("strides", None), ("padding", "valid"), ("data_format", None), ("name", None),
        ("*pool_mode", "max"), ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None),
        ("*autocast", True),
    ),
    "MaxPooling2D": (
        ("pool_size", (2, 2)), ("strides", None), ("padding", "valid"), ("data_format", None), ("name", None),
        ("*pool_mode", "max"), ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None),
        ("*autocast", True),
    ),
    "MaxPooling3D": (
        ("pool_size", (2, 2, 2)), ("strides", None), ("padding", "valid"), ("data_format", None), ("name", None),
        ("*pool_mode", "max"), ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None),
        ("*autocast", True),
    ),
    "Maximum": (
        ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "MelSpectrogram": (
        ("fft_length", 2048), ("sequence_stride", 512), ("sequence_length", None), ("window", "hann"),
        ("sampling_rate", 16000), ("num_mel_bins", 128), ("min_freq", 20.0), ("max_freq", None), ("power_to_db", True),
        ("top_db", 80.0), ("mag_exp", 2.0), ("min_power", 1e-10), ("ref_power", 1.0), ("*activity_regularizer", None),
        ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "Minimum": (
        ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "MixUp": (
        ("alpha", 0.2), ("data_format", None), ("seed", None), ("*factor", None), ("*bounding_box_format", None),
        ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "MultiHeadAttention": (
        ("num_heads",), ("key_dim",), ("value_dim", None), ("dropout", 0.0), ("use_bias", True),
        ("output_shape", None), ("attention_axes", None), ("sliding_window", None), ("flash_attention", None),
        ("kernel_initializer", "glorot_uniform"), ("bias_initializer", "zeros"), ("kernel_regularizer", None),
        ("bias_regularizer", None), ("activity_regularizer", None), ("kernel_constraint", None),
        ("bias_constraint", None), ("use_gate", False), ("seed", None), ("*trainable", True), ("*dtype", None),
        ("*autocast", True), ("*name", None),
    ),
    "Multiply": (
        ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "Normalization": (
        ("axis", -1), ("mean", None), ("variance", None), ("invert", False), ("*activity_regularizer", None),
        ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "PReLU": (
        ("alpha_initializer", "Zeros"), ("alpha_regularizer", None), ("alpha_constraint", None), ("shared_axes", None),
        ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "Permute": (
        ("dims",), ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True),
        ("*name", None),
    ),
    "RMSNormalization": (
        ("axis", -1), ("epsilon", 1e-06), ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None),
        ("*autocast", True), ("*name", None),
    ),
    "RNN": (
        ("cell",), ("return_sequences", False), ("return_state", False), ("go_backwards", False), ("stateful", False),
        ("unroll", False), ("zero_output_for_mask", False), ("*activity_regularizer", None), ("*trainable", True),
        ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "RandAugment": (
        ("value_range", (0, 255)), ("num_ops", 2), ("factor", 0.5), ("interpolation", "bilinear"), ("seed", None),
        ("data_format", None), ("*bounding_box_format", None), ("*activity_regularizer", None), ("*trainable", True),
        ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "RandomBrightness": (
        ("factor",), ("value_range", (0, 255)), ("seed", None), ("*bounding_box_format", None), ("*data_format", None),
        ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "RandomColorDegeneration": (
        ("factor",), ("value_range", (0, 255)), ("data_format", None), ("seed", None), ("*bounding_box_format", None),
        ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "RandomColorJitter": (
        ("value_range", (0, 255)), ("brightness_factor", None), ("contrast_factor", None), ("saturation_factor", None),
        ("hue_factor", None), ("seed", None), ("data_format", None), ("*factor", None), ("*bounding_box_format", None),
        ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "RandomContrast": (
        ("factor",), ("value_range", (0, 255)), ("seed", None), ("*bounding_box_format", None), ("*data_format", None),
        ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "RandomCrop": (
        ("height",), ("width",), ("seed", None), ("data_format", None), ("name", None), ("*factor", None),
        ("*bounding_box_format", None), ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None),
        ("*autocast", True),
    ),
    "RandomElasticTransform": (
        ("factor", 1.0), ("scale", 1.0), ("interpolation", "bilinear"), ("fill_mode", "reflect"), ("fill_value", 0.0),
        ("value_range", (0, 255)), ("seed", None), ("data_format", None), ("*bounding_box_format", None),
        ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "RandomErasing": (
        ("factor", 1.0), ("scale", (0.02, 0.33)), ("fill_value", None), ("value_range", (0, 255)), ("seed", None),
        ("data_format", None), ("*bounding_box_format", None), ("*activity_regularizer", None), ("*trainable", True),
        ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "RandomFlip": (
        ("mode", "horizontal_and_vertical"), ("seed", None), ("data_format", None), ("*factor", None),
        ("*bounding_box_format", None), ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None),
        ("*autocast", True), ("*name", None),
    ),
    "RandomGaussianBlur": (
        ("factor", 1.0), ("kernel_size", 3), ("sigma", 1.0), ("value_range", (0, 255)), ("data_format", None),
        ("seed", None), ("*bounding_box_format", None), ("*activity_regularizer", None), ("*trainable", True),
        ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "RandomGrayscale": (
        ("factor", 0.5), ("data_format", None), ("seed", None), ("*bounding_box_format", None),
        ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "RandomHeight": (
        ("factor",), ("interpolation", "bilinear"), ("seed", None), ("*activity_regularizer", None),
        ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "RandomHue": (
        ("factor",), ("value_range", (0, 255)), ("data_format", None), ("seed", None), ("*bounding_box_format", None),
        ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "RandomInvert": (
        ("factor", 1.0), ("value_range", (0, 255)), ("seed", None), ("data_format", None),
        ("*bounding_box_format", None), ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None),
        ("*autocast", True), ("*name", None),
    ),
    "RandomPerspective": (
        ("factor", 1.0), ("scale", 1.0), ("interpolation", "bilinear"), ("fill_value", 0.0), ("seed", None),
        ("data_format", None), ("*bounding_box_format", None), ("*activity_regularizer", None), ("*trainable", True),
        ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "RandomPosterization": (
        ("factor",), ("value_range", (0, 255)), ("data_format", None), ("seed", None), ("*bounding_box_format", None),
        ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "RandomRotation": (
        ("factor",), ("fill_mode", "reflect"), ("interpolation", "bilinear"), ("seed", None), ("fill_value", 0.0),
        ("data_format", None), ("*bounding_box_format", None), ("*activity_regularizer", None), ("*trainable", True),
        ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "RandomSaturation": (
        ("factor",), ("value_range", (0, 255)), ("data_format", None), ("seed", None), ("*bounding_box_format", None),
        ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "RandomSharpness": (
        ("factor",), ("value_range", (0, 255)), ("data_format", None), ("seed", None), ("*bounding_box_format", None),
        ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "RandomShear": (
        ("x_factor", 0.0), ("y_factor", 0.0), ("interpolation", "bilinear"), ("fill_mode", "reflect"),
        ("fill_value", 0.0), ("data_format", None), ("seed", None), ("*factor", None), ("*bounding_box_format", None),
        ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "RandomTranslation": (
        ("height_factor",), ("width_factor",), ("fill_mode", "reflect"), ("interpolation", "bilinear"), ("seed", None),
        ("fill_value", 0.0), ("data_format", None), ("*factor", None), ("*bounding_box_format", None),
        ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "RandomWidth": (
        ("factor",), ("interpolation", "bilinear"), ("seed", None), ("*activity_regularizer", None),
        ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "RandomZoom": (
        ("height_factor",), ("width_factor", None), ("fill_mode", "reflect"), ("interpolation", "bilinear"),
        ("seed", None), ("fill_value", 0.0), ("data_format", None), ("*factor", None), ("*bounding_box_format", None),
        ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "ReLU": (
        ("max_value", None), ("negative_slope", 0.0), ("threshold", 0.0), ("*activity_regularizer", None),
        ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "RepeatVector": (
        ("n",), ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True),
        ("*name", None),
    ),
    "Rescaling": (
        ("scale",), ("offset", 0.0), ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None),
        ("*autocast", True), ("*name", None),
    ),
    "Reshape": (
        ("target_shape",), ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None),
        ("*autocast", True), ("*name", None),
    ),
    "Resizing": (
        ("height",), ("width",), ("interpolation", "bilinear"), ("crop_to_aspect_ratio", False),
        ("pad_to_aspect_ratio", False), ("fill_mode", "constant"), ("fill_value", 0.0), ("antialias", False),
        ("data_format", None), ("*factor", None), ("*bounding_box_format", None), ("*activity_regularizer", None),
        ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "ReversibleEmbedding": (
        ("input_dim",), ("output_dim",), ("tie_weights", True), ("embeddings_initializer", "uniform"),
        ("embeddings_regularizer", None), ("embeddings_constraint", None), ("mask_zero", False),
        ("reverse_dtype", None), ("logit_soft_cap", None), ("*weights", None), ("*lora_rank", None),
        ("*lora_alpha", None), ("*quantization_config", None), ("*activity_regularizer", None), ("*trainable", True),
        ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "STFTSpectrogram": (
        ("mode", "log"), ("frame_length", 256), ("frame_step", None), ("fft_length", None), ("window", "hann"),
        ("periodic", False), ("scaling", "density"), ("padding", "valid"), ("expand_dims", False),
        ("data_format", None), ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None),
        ("*autocast", True), ("*name", None),
    ),
    "SeparableConv1D": (
        ("filters",), ("kernel_size",), ("strides", 1), ("padding", "valid"), ("data_format", None),
        ("dilation_rate", 1), ("depth_multiplier", 1), ("activation", None), ("use_bias", True),
        ("depthwise_initializer", "glorot_uniform"), ("pointwise_initializer", "glorot_uniform"),
        ("bias_initializer", "zeros"), ("depthwise_regularizer", None), ("pointwise_regularizer", None),
        ("bias_regularizer", None), ("activity_regularizer", None), ("depthwise_constraint", None),
        ("pointwise_constraint", None), ("bias_constraint", None), ("*trainable", True), ("*name", None),
        ("*dtype", None), ("*autocast", True),
    ),
    "SeparableConv2D": (
        ("filters",), ("kernel_size",), ("strides", (1, 1)), ("padding", "valid"), ("data_format", None),
        ("dilation_rate", (1, 1)), ("depth_multiplier", 1), ("activation", None), ("use_bias", True),
        ("depthwise_initializer", "glorot_uniform"), ("pointwise_initializer", "glorot_uniform"),
        ("bias_initializer", "zeros"), ("depthwise_regularizer", None), ("pointwise_regularizer", None),
        ("bias_regularizer", None), ("activity_regularizer", None), ("depthwise_constraint", None),
        ("pointwise_constraint", None), ("bias_constraint", None), ("*trainable", True), ("*name", None),
        ("*dtype", None), ("*autocast", True),
    ),
    "SimpleRNN": (
        ("units",), ("activation", "tanh"), ("use_bias", True), ("kernel_initializer", "glorot_uniform"),
        ("recurrent_initializer", "orthogonal"), ("bias_initializer", "zeros"), ("kernel_regularizer", None),
        ("recurrent_regularizer", None), ("bias_regularizer", None), ("activity_regularizer", None),
        ("kernel_constraint", None), ("recurrent_constraint", None), ("bias_constraint", None), ("dropout", 0.0),
        ("recurrent_dropout", 0.0), ("return_sequences", False), ("return_state", False), ("go_backwards", False),
        ("stateful", False), ("unroll", False), ("seed", None), ("*zero_output_for_mask", False), ("*trainable", True),
        ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "SimpleRNNCell": (
        ("units",), ("activation", "tanh"), ("use_bias", True), ("kernel_initializer", "glorot_uniform"),
        ("recurrent_initializer", "orthogonal"), ("bias_initializer", "zeros"), ("kernel_regularizer", None),
        ("recurrent_regularizer", None), ("bias_regularizer", None), ("kernel_constraint", None),
        ("recurrent_constraint", None), ("bias_constraint", None), ("dropout", 0.0), ("recurrent_dropout", 0.0),
        ("seed", None), ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True),
        ("*name", None),
    ),
    "Softmax": (
        ("axis", -1), ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True),
        ("*name", None),
    ),
    "Solarization": (
        ("addition_factor", 0.0), ("threshold_factor", 0.0), ("value_range", (0, 255)), ("seed", None),
        ("*factor", None), ("*bounding_box_format", None), ("*data_format", None), ("*activity_regularizer", None),
        ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "SpatialDropout1D": (
        ("rate",), ("seed", None), ("name", None), ("dtype", None),
    ),
    "SpatialDropout2D": (
        ("rate",), ("data_format", None), ("seed", None), ("name", None), ("dtype", None),
    ),
    "SpatialDropout3D": (
        ("rate",), ("data_format", None), ("seed", None), ("name", None), ("dtype", None),
    ),
    "SpectralNormalization": (
        ("layer",), ("power_iterations", 1), ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None),
        ("*autocast", True), ("*name", None),
    ),
    "StackedRNNCells": (
        ("cells",), ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True),
        ("*name", None),
    ),
    "StringLookup": (
        ("max_tokens", None), ("num_oov_indices", 1), ("mask_token", None), ("oov_token", "[UNK]"),
        ("vocabulary", None), ("idf_weights", None), ("invert", False), ("output_mode", "int"),
        ("pad_to_max_tokens", False), ("sparse", False), ("encoding", "utf-8"), ("name", None), ("salt", None),
        ("*oov_method", "floormod"), ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None),
        ("*autocast", True),
    ),
    "Subtract": (
        ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "TFSMLayer": (
        ("filepath",), ("call_endpoint", "serve"), ("call_training_endpoint", None), ("trainable", True),
        ("name", None), ("dtype", None),
    ),
    "TextVectorization": (
        ("max_tokens", None), ("standardize", "lower_and_strip_punctuation"), ("split", "whitespace"),
        ("ngrams", None), ("output_mode", "int"), ("output_sequence_length", None), ("pad_to_max_tokens", False),
        ("vocabulary", None), ("idf_weights", None), ("sparse", False), ("ragged", False), ("encoding", "utf-8"),
        ("name", None), ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True),
    ),
    "ThresholdedReLU": (
        ("theta", 1.0), ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True),
        ("*name", None),
    ),
    "TimeDistributed": (
        ("layer",), ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True),
        ("*name", None),
    ),
    "TorchModuleWrapper": (
        ("module",), ("name", None), ("output_shape", None), ("*activity_regularizer", None), ("*trainable", True),
        ("*dtype", None), ("*autocast", True),
    ),
    "UnitNormalization": (
        ("axis", -1), ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True),
        ("*name", None),
    ),
    "UpSampling1D": (
        ("size", 2), ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True),
        ("*name", None),
    ),
    "UpSampling2D": (
        ("size", (2, 2)), ("data_format", None), ("interpolation", "nearest"), ("*activity_regularizer", None),
        ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "UpSampling3D": (
        ("size", (2, 2, 2)), ("data_format", None), ("*activity_regularizer", None), ("*trainable", True),
        ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "Wrapper": (
        ("layer",), ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None), ("*autocast", True),
        ("*name", None),
    ),
    "ZeroPadding1D": (
        ("padding", 1), ("data_format", None), ("*activity_regularizer", None), ("*trainable", True), ("*dtype", None),
        ("*autocast", True), ("*name", None),
    ),
    "ZeroPadding2D": (
        ("padding", (1, 1)), ("data_format", None), ("*activity_regularizer", None), ("*trainable", True),
        ("*dtype", None), ("*autocast", True), ("*name", None),
    ),
    "ZeroPadding3D": (
        ("padding", ((1, 1), (1, 1), (1, 1))), ("data_format", None), ("*activity_regularizer", None),
        ("*trainable", True), ("*dtype", None), ("*autocast", True), ("*name", None),
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
    "GlobalMaxPool3D": "GlobalMaxPooling3D", "GroupedQueryAttention": "GroupQueryAttention",
    "MaxPool1D": "MaxPooling1D", "MaxPool2D": "MaxPooling2D", "MaxPool3D": "MaxPooling3D",
    "SeparableConvolution1D": "SeparableConv1D", "SeparableConvolution2D": "SeparableConv2D",
}
"""Further names of the same classes."""

LAYER_FUNCTIONS: Names = {
    "add": "Add", "average": "Average", "concatenate": "Concatenate", "dot": "Dot", "maximum": "Maximum",
    "minimum": "Minimum", "multiply": "Multiply", "subtract": "Subtract",
}
"""Functions that make a layer and call it."""

ACTIVATIONS: Names = {
    "celu": "celu", "elu": "elu", "exponential": "exponential", "gelu": "gelu", "glu": "glu",
    "hard_shrink": "hard_shrink", "hard_sigmoid": "hard_sigmoid", "hard_silu": "hard_silu", "hard_swish": "hard_silu",
    "hard_tanh": "hard_tanh", "leaky_relu": "leaky_relu", "linear": "linear", "log_sigmoid": "log_sigmoid",
    "log_softmax": "log_softmax", "mish": "mish", "relu": "relu", "relu6": "relu6", "selu": "selu",
    "sigmoid": "sigmoid", "silu": "silu", "soft_shrink": "soft_shrink", "softmax": "softmax", "softplus": "softplus",
    "softsign": "softsign", "sparse_plus": "sparse_plus", "sparse_sigmoid": "sparse_sigmoid", "sparsemax": "sparsemax",
    "squareplus": "squareplus", "swish": "silu", "tanh": "tanh", "tanh_shrink": "tanh_shrink",
    "threshold": "threshold",
}
"""Every spelling to the function's name."""

LOSS_CLASSES: Signatures = {
    "BinaryCrossentropy": (
        ("from_logits", False), ("label_smoothing", 0.0), ("axis", -1), ("reduction", "sum_over_batch_size"),
        ("name", "binary_crossentropy"), ("dtype", None),
    ),
    "BinaryFocalCrossentropy": (
        ("apply_class_balancing", False), ("alpha", 0.25), ("gamma", 2.0), ("from_logits", False),
        ("label_smoothing", 0.0), ("axis", -1), ("reduction", "sum_over_batch_size"),
        ("name", "binary_focal_crossentropy"), ("dtype", None),
    ),
    "CTC": (
        ("reduction", "sum_over_batch_size"), ("name", "ctc"), ("dtype", None),
    ),
    "CategoricalCrossentropy": (
        ("from_logits", False), ("label_smoothing", 0.0), ("axis", -1), ("reduction", "sum_over_batch_size"),
        ("name", "categorical_crossentropy"), ("dtype", None),
    ),
    "CategoricalFocalCrossentropy": (
        ("alpha", 0.25), ("gamma", 2.0), ("from_logits", False), ("label_smoothing", 0.0), ("axis", -1),
        ("reduction", "sum_over_batch_size"), ("name", "categorical_focal_crossentropy"), ("dtype", None),
    ),
    "CategoricalGeneralizedCrossEntropy": (
        ("q", 0.5), ("reduction", "sum_over_batch_size"), ("name", "categorical_generalized_cross_entropy"),
        ("dtype", None),
    ),
    "CategoricalHinge": (
        ("reduction", "sum_over_batch_size"), ("name", "categorical_hinge"), ("dtype", None),
    ),
    "Circle": (
        ("gamma", 80.0), ("margin", 0.4), ("remove_diagonal", True), ("reduction", "sum_over_batch_size"),
        ("name", "circle"), ("dtype", None),
    ),
    "CosineSimilarity": (
        ("axis", -1), ("reduction", "sum_over_batch_size"), ("name", "cosine_similarity"), ("dtype", None),
    ),
    "Dice": (
        ("reduction", "sum_over_batch_size"), ("name", "dice"), ("axis", None), ("dtype", None),
    ),
    "Hinge": (
        ("reduction", "sum_over_batch_size"), ("name", "hinge"), ("dtype", None),
    ),
    "Huber": (
        ("delta", 1.0), ("reduction", "sum_over_batch_size"), ("name", "huber_loss"), ("dtype", None),
    ),
    "KLDivergence": (
        ("reduction", "sum_over_batch_size"), ("name", "kl_divergence"), ("dtype", None),
    ),
    "LogCosh": (
        ("reduction", "sum_over_batch_size"), ("name", "log_cosh"), ("dtype", None),
    ),
    "MeanAbsoluteError": (
        ("reduction", "sum_over_batch_size"), ("name", "mean_absolute_error"), ("dtype", None),
    ),
    "MeanAbsolutePercentageError": (
        ("reduction", "sum_over_batch_size"), ("name", "mean_absolute_percentage_error"), ("dtype", None),
    ),
    "MeanSquaredError": (
        ("reduction", "sum_over_batch_size"), ("name", "mean_squared_error"), ("dtype", None),
    ),
    "MeanSquaredLogarithmicError": (
        ("reduction", "sum_over_batch_size"), ("name", "mean_squared_logarithmic_error"), ("dtype", None),
    ),
    "Poisson": (
        ("reduction", "sum_over_batch_size"), ("name", "poisson"), ("dtype", None),
    ),
    "SparseCategoricalCrossentropy": (
        ("from_logits", False), ("ignore_class", None), ("reduction", "sum_over_batch_size"), ("axis", -1),
        ("name", "sparse_categorical_crossentropy"), ("dtype", None),
    ),
    "SquaredHinge": (
        ("reduction", "sum_over_batch_size"), ("name", "squared_hinge"), ("dtype", None),
    ),
    "Tversky": (
        ("alpha", 0.5), ("beta", 0.5), ("reduction", "sum_over_batch_size"), ("name", "tversky"), ("axis", None),
        ("dtype", None),
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
    "categorical_generalized_cross_entropy": (
        ("y_true",), ("y_pred",), ("q",),
    ),
    "categorical_hinge": (
        ("y_true",), ("y_pred",),
    ),
    "circle": (
        ("y_true",), ("y_pred",), ("ref_labels", None), ("ref_embeddings", None), ("remove_diagonal", True),
        ("gamma", 80), ("margin", 0.4),
    ),
    "cosine_similarity": (
        ("y_true",), ("y_pred",), ("axis", -1),
    ),
    "ctc": (
        ("y_true",), ("y_pred",),
    ),
    "dice": (
        ("y_true",), ("y_pred",), ("axis", None),
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
        ("y_true",), ("y_pred",), ("from_logits", False), ("ignore_class", None), ("axis", -1),
    ),
    "squared_hinge": (
        ("y_true",), ("y_pred",),
    ),
    "tversky": (
        ("y_true",), ("y_pred",), ("alpha", 0.5), ("beta", 0.5), ("axis", None),
    ),
}
"""Parameters of the functions of keras.losses."""

LOSS_OF_CLASS: Names = {
    "BinaryCrossentropy": "binary_crossentropy", "BinaryFocalCrossentropy": "binary_focal_crossentropy", "CTC": "ctc",
    "CategoricalCrossentropy": "categorical_crossentropy",
    "CategoricalFocalCrossentropy": "categorical_focal_crossentropy",
    "CategoricalGeneralizedCrossEntropy": "categorical_generalized_cross_entropy",
    "CategoricalHinge": "categorical_hinge", "Circle": "circle", "CosineSimilarity": "cosine_similarity",
    "Dice": "dice", "Hinge": "hinge", "Huber": "huber", "KLDivergence": "kl_divergence", "LogCosh": "log_cosh",
    "MeanAbsoluteError": "mean_absolute_error", "MeanAbsolutePercentageError": "mean_absolute_percentage_error",
    "MeanSquaredError": "mean_squared_error", "MeanSquaredLogarithmicError": "mean_squared_logarithmic_error",
    "Poisson": "poisson", "SparseCategoricalCrossentropy": "sparse_categorical_crossentropy",
    "SquaredHinge": "squared_hinge", "Tversky": "tversky",
}
"""The function that a class wraps."""

LOSSES: Names = {
    "BCE": "binary_crossentropy", "BinaryCrossentropy": "binary_crossentropy",
    "BinaryFocalCrossentropy": "binary_focal_crossentropy", "CTC": "ctc",
    "CategoricalCrossentropy": "categorical_crossentropy",
    "CategoricalFocalCrossentropy": "categorical_focal_crossentropy",
    "CategoricalGeneralizedCrossEntropy": "categorical_generalized_cross_entropy",
    "CategoricalHinge": "categorical_hinge", "Circle": "circle", "CosineSimilarity": "cosine_similarity",
    "Dice": "dice", "Hinge": "hinge", "Huber": "huber", "KLD": "kl_divergence", "KLDivergence": "kl_divergence",
    "LogCosh": "log_cosh", "MAE": "mean_absolute_error", "MAPE": "mean_absolute_percentage_error",
    "MSE": "mean_squared_error", "MSLE": "mean_squared_logarithmic_error", "MeanAbsoluteError": "mean_absolute_error",
    "MeanAbsolutePercentageError": "mean_absolute_percentage_error", "MeanSquaredError": "mean_squared_error",
    "MeanSquaredLogarithmicError": "mean_squared_logarithmic_error", "Poisson": "poisson",
    "SparseCategoricalCrossentropy": "sparse_categorical_crossentropy", "SquaredHinge": "squared_hinge",
    "Tversky": "tversky", "bce": "binary_crossentropy", "binary_crossentropy": "binary_crossentropy",
    "binary_focal_crossentropy": "binary_focal_crossentropy", "categorical_crossentropy": "categorical_crossentropy",
    "categorical_focal_crossentropy": "categorical_focal_crossentropy",
    "categorical_generalized_cross_entropy": "categorical_generalized_cross_entropy",
    "categorical_hinge": "categorical_hinge", "circle": "circle", "cosine_similarity": "cosine_similarity",
    "ctc": "ctc", "dice": "dice", "hinge": "hinge", "huber": "huber", "kl_divergence": "kl_divergence",
    "kld": "kl_divergence", "kullback_leibler_divergence": "kl_divergence", "log_cosh": "log_cosh",
    "logcosh": "log_cosh", "mae": "mean_absolute_error", "mape": "mean_absolute_percentage_error",
    "mean_absolute_error": "mean_absolute_error", "mean_absolute_percentage_error": "mean_absolute_percentage_error",
    "mean_squared_error": "mean_squared_error", "mean_squared_logarithmic_error": "mean_squared_logarithmic_error",
    "mse": "mean_squared_error", "msle": "mean_squared_logarithmic_error", "poisson": "poisson",
    "sparse_categorical_crossentropy": "sparse_categorical_crossentropy", "squared_hinge": "squared_hinge",
    "tversky": "tversky",
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
    "ConcordanceCorrelation": (
        ("name", "concordance_correlation"), ("dtype", None), ("axis", -1),
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
        ("name", "kl_divergence"), ("dtype", None),
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
    "MeanSquaredError": (
        ("name", "mean_squared_error"), ("dtype", None),
    ),
    "MeanSquaredLogarithmicError": (
        ("name", "mean_squared_logarithmic_error"), ("dtype", None),
    ),
    "OneHotIoU": (
        ("num_classes",), ("target_class_ids",), ("name", None), ("dtype", None), ("ignore_class", None),
        ("sparse_y_pred", False), ("axis", -1),
    ),
    "OneHotMeanIoU": (
        ("num_classes",), ("name", None), ("dtype", None), ("ignore_class", None), ("sparse_y_pred", False),
        ("axis", -1),
    ),
    "PearsonCorrelation": (
        ("name", "pearson_correlation"), ("dtype", None), ("axis", -1),
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
        ("k", 5), ("name", "sparse_top_k_categorical_accuracy"), ("dtype", None), ("from_sorted_ids", False),
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
    "AUC": "auc", "Accuracy": "accuracy", "BCE": "binary_crossentropy", "BinaryAccuracy": "binary_accuracy",
    "BinaryCrossentropy": "binary_crossentropy", "BinaryIoU": "binary_io_u",
    "CategoricalAccuracy": "categorical_accuracy", "CategoricalCrossentropy": "categorical_crossentropy",
    "CategoricalHinge": "categorical_hinge", "ConcordanceCorrelation": "concordance_correlation",
    "CosineSimilarity": "cosine_similarity", "F1Score": "f1_score", "FBetaScore": "f_beta_score",
    "FalseNegatives": "false_negatives", "FalsePositives": "false_positives", "Hinge": "hinge", "IoU": "io_u",
    "KLD": "kl_divergence", "KLDivergence": "kl_divergence", "LogCoshError": "log_cosh_error",
    "MAE": "mean_absolute_error", "MAPE": "mean_absolute_percentage_error", "MSE": "mean_squared_error",
    "MSLE": "mean_squared_logarithmic_error", "Mean": "mean", "MeanAbsoluteError": "mean_absolute_error",
    "MeanAbsolutePercentageError": "mean_absolute_percentage_error", "MeanIoU": "mean_io_u",
    "MeanSquaredError": "mean_squared_error", "MeanSquaredLogarithmicError": "mean_squared_logarithmic_error",
    "OneHotIoU": "one_hot_io_u", "OneHotMeanIoU": "one_hot_mean_io_u", "PearsonCorrelation": "pearson_correlation",
    "Poisson": "poisson", "Precision": "precision", "PrecisionAtRecall": "precision_at_recall", "R2Score": "r2_score",
    "Recall": "recall", "RecallAtPrecision": "recall_at_precision", "RootMeanSquaredError": "root_mean_squared_error",
    "SensitivityAtSpecificity": "sensitivity_at_specificity",
    "SparseCategoricalAccuracy": "sparse_categorical_accuracy",
    "SparseCategoricalCrossentropy": "sparse_categorical_crossentropy",
    "SparseTopKCategoricalAccuracy": "sparse_top_k_categorical_accuracy",
    "SpecificityAtSensitivity": "specificity_at_sensitivity", "SquaredHinge": "squared_hinge", "Sum": "sum",
    "TopKCategoricalAccuracy": "top_k_categorical_accuracy", "TrueNegatives": "true_negatives",
    "TruePositives": "true_positives", "accuracy": "accuracy", "auc": "auc", "bce": "binary_crossentropy",
    "binary_accuracy": "binary_accuracy", "binary_crossentropy": "binary_crossentropy",
    "binary_focal_crossentropy": "binary_focal_crossentropy", "binary_io_u": "binary_io_u",
    "categorical_accuracy": "categorical_accuracy", "categorical_crossentropy": "categorical_crossentropy",
    "categorical_focal_crossentropy": "categorical_focal_crossentropy", "categorical_hinge": "categorical_hinge",
    "concordance_correlation": "concordance_correlation", "cosine_similarity": "cosine_similarity",
    "f1_score": "f1_score", "f_beta_score": "f_beta_score", "false_negatives": "false_negatives",
    "false_positives": "false_positives", "hinge": "hinge", "huber": "huber", "io_u": "io_u",
    "kl_divergence": "kl_divergence", "kld": "kl_divergence", "kullback_leibler_divergence": "kl_divergence",
    "log_cosh": "log_cosh", "log_cosh_error": "log_cosh_error", "logcosh": "log_cosh", "mae": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error", "mean": "mean", "mean_absolute_error": "mean_absolute_error",
    "mean_absolute_percentage_error": "mean_absolute_percentage_error", "mean_io_u": "mean_io_u",
    "mean_squared_error": "mean_squared_error", "mean_squared_logarithmic_error": "mean_squared_logarithmic_error",
    "mse": "mean_squared_error", "msle": "mean_squared_logarithmic_error", "one_hot_io_u": "one_hot_io_u",
    "one_hot_mean_io_u": "one_hot_mean_io_u", "pearson_correlation": "pearson_correlation", "poisson": "poisson",
    "precision": "precision", "precision_at_recall": "precision_at_recall", "r2_score": "r2_score", "recall": "recall",
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
        ("ema_overwrite_frequency", None), ("loss_scale_factor", None), ("gradient_accumulation_steps", None),
        ("name", None),
    ),
    "Adafactor": (
        ("learning_rate", 0.001), ("beta_2_decay", -0.8), ("epsilon_1", 1e-30), ("epsilon_2", 0.001),
        ("clip_threshold", 1.0), ("relative_step", True), ("weight_decay", None), ("clipnorm", None),
        ("clipvalue", None), ("global_clipnorm", None), ("use_ema", False), ("ema_momentum", 0.99),
        ("ema_overwrite_frequency", None), ("loss_scale_factor", None), ("gradient_accumulation_steps", None),
        ("name", None),
    ),
    "Adagrad": (
        ("learning_rate", 0.001), ("initial_accumulator_value", 0.1), ("epsilon", 1e-07), ("weight_decay", None),
        ("clipnorm", None), ("clipvalue", None), ("global_clipnorm", None), ("use_ema", False), ("ema_momentum", 0.99),
        ("ema_overwrite_frequency", None), ("loss_scale_factor", None), ("gradient_accumulation_steps", None),
        ("name", None),
    ),
    "Adam": (
        ("learning_rate", 0.001), ("beta_1", 0.9), ("beta_2", 0.999), ("epsilon", 1e-07), ("amsgrad", False),
        ("weight_decay", None), ("clipnorm", None), ("clipvalue", None), ("global_clipnorm", None), ("use_ema", False),
        ("ema_momentum", 0.99), ("ema_overwrite_frequency", None), ("loss_scale_factor", None),
        ("gradient_accumulation_steps", None), ("name", None),
    ),
    "AdamW": (
        ("learning_rate", 0.001), ("weight_decay", 0.004), ("beta_1", 0.9), ("beta_2", 0.999), ("epsilon", 1e-07),
        ("amsgrad", False), ("clipnorm", None), ("clipvalue", None), ("global_clipnorm", None), ("use_ema", False),
        ("ema_momentum", 0.99), ("ema_overwrite_frequency", None), ("loss_scale_factor", None),
        ("gradient_accumulation_steps", None), ("name", None),
    ),
    "Adamax": (
        ("learning_rate", 0.001), ("beta_1", 0.9), ("beta_2", 0.999), ("epsilon", 1e-07), ("weight_decay", None),
        ("clipnorm", None), ("clipvalue", None), ("global_clipnorm", None), ("use_ema", False), ("ema_momentum", 0.99),
        ("ema_overwrite_frequency", None), ("loss_scale_factor", None), ("gradient_accumulation_steps", None),
        ("name", None),
    ),
    "Ftrl": (
        ("learning_rate", 0.001), ("learning_rate_power", -0.5), ("initial_accumulator_value", 0.1),
        ("l1_regularization_strength", 0.0), ("l2_regularization_strength", 0.0),
        ("l2_shrinkage_regularization_strength", 0.0), ("beta", 0.0), ("weight_decay", None), ("clipnorm", None),
        ("clipvalue", None), ("global_clipnorm", None), ("use_ema", False), ("ema_momentum", 0.99),
        ("ema_overwrite_frequency", None), ("loss_scale_factor", None), ("gradient_accumulation_steps", None),
        ("name", None),
    ),
    "Lamb": (
        ("learning_rate", 0.001), ("beta_1", 0.9), ("beta_2", 0.999), ("epsilon", 1e-07), ("weight_decay", None),
        ("clipnorm", None), ("clipvalue", None), ("global_clipnorm", None), ("use_ema", False), ("ema_momentum", 0.99),
        ("ema_overwrite_frequency", None), ("loss_scale_factor", None), ("gradient_accumulation_steps", None),
        ("name", None),
    ),
    "Lion": (
        ("learning_rate", 0.001), ("beta_1", 0.9), ("beta_2", 0.99), ("weight_decay", None), ("clipnorm", None),
        ("clipvalue", None), ("global_clipnorm", None), ("use_ema", False), ("ema_momentum", 0.99),
        ("ema_overwrite_frequency", None), ("loss_scale_factor", None), ("gradient_accumulation_steps", None),
        ("name", None),
    ),
    "LossScaleOptimizer": (
        ("inner_optimizer",), ("initial_scale", 32768.0), ("dynamic_growth_steps", 2000), ("name", None),
        ("*weight_decay", None), ("*clipnorm", None), ("*clipvalue", None), ("*global_clipnorm", None),
        ("*use_ema", False), ("*ema_momentum", 0.99), ("*ema_overwrite_frequency", None), ("*loss_scale_factor", None),
        ("*gradient_accumulation_steps", None),
    ),
    "Muon": (
        ("learning_rate", 0.001), ("adam_beta_1", 0.9), ("adam_beta_2", 0.999), ("adam_weight_decay", 0.004),
        ("epsilon", 1e-07), ("weight_decay", 0.004), ("clipnorm", None), ("clipvalue", None),
        ("global_clipnorm", None), ("use_ema", False), ("ema_momentum", 0.99), ("ema_overwrite_frequency", None),
        ("loss_scale_factor", None), ("gradient_accumulation_steps", None), ("name", None), ("exclude_layers", None),
        ("exclude_embeddings", True), ("muon_a", 3.4445), ("muon_b", -4.775), ("muon_c", 2.0315), ("adam_lr_ratio", 1),
        ("momentum", 0.95), ("ns_steps", 5), ("nesterov", True), ("rms_rate", 0.2),
    ),
    "Nadam": (
        ("learning_rate", 0.001), ("beta_1", 0.9), ("beta_2", 0.999), ("epsilon", 1e-07), ("weight_decay", None),
        ("clipnorm", None), ("clipvalue", None), ("global_clipnorm", None), ("use_ema", False), ("ema_momentum", 0.99),
        ("ema_overwrite_frequency", None), ("loss_scale_factor", None), ("gradient_accumulation_steps", None),
        ("name", None),
    ),
    "RMSprop": (
        ("learning_rate", 0.001), ("rho", 0.9), ("momentum", 0.0), ("epsilon", 1e-07), ("centered", False),
        ("weight_decay", None), ("clipnorm", None), ("clipvalue", None), ("global_clipnorm", None), ("use_ema", False),
        ("ema_momentum", 0.99), ("ema_overwrite_frequency", None), ("loss_scale_factor", None),
        ("gradient_accumulation_steps", None), ("name", None),
    ),
    "SGD": (
        ("learning_rate", 0.01), ("momentum", 0.0), ("nesterov", False), ("weight_decay", None), ("clipnorm", None),
        ("clipvalue", None), ("global_clipnorm", None), ("use_ema", False), ("ema_momentum", 0.99),
        ("ema_overwrite_frequency", None), ("loss_scale_factor", None), ("gradient_accumulation_steps", None),
        ("name", None),
    ),
    "ScheduleFreeAdamW": (
        ("learning_rate", 0.0025), ("beta_1", 0.9), ("beta_2", 0.999), ("epsilon", 1e-08), ("warmup_steps", 0),
        ("weight_decay", None), ("clipnorm", None), ("clipvalue", None), ("global_clipnorm", None), ("use_ema", False),
        ("ema_momentum", 0.99), ("ema_overwrite_frequency", None), ("loss_scale_factor", None),
        ("gradient_accumulation_steps", None), ("name", None),
    ),
}
"""Parameters of keras.optimizers."""

LEGACY_OPTIMIZERS: Signatures = {

}
"""Parameters of keras.optimizers.legacy."""

OPTIMIZER_NAMES: Names = {
    "adadelta": "Adadelta", "adafactor": "Adafactor", "adagrad": "Adagrad", "adam": "Adam", "adamax": "Adamax",
    "adamw": "AdamW", "ftrl": "Ftrl", "lamb": "Lamb", "lion": "Lion", "lossscaleoptimizer": "LossScaleOptimizer",
    "muon": "Muon", "nadam": "Nadam", "rmsprop": "RMSprop", "schedulefreeadamw": "ScheduleFreeAdamW", "sgd": "SGD",
}
"""Strings in lower case to classes."""

SCHEDULES: Signatures = {
    "CosineDecay": (
        ("initial_learning_rate",), ("decay_steps",), ("alpha", 0.0), ("name", "CosineDecay"), ("warmup_target", None),
        ("warmup_steps", 0),
    ),
    "CosineDecayRestarts": (
        ("initial_learning_rate",), ("first_decay_steps",), ("t_mul", 2.0), ("m_mul", 1.0), ("alpha", 0.0),
        ("name", "SGDRDecay"),
    ),
    "ExponentialDecay": (
        ("initial_learning_rate",), ("decay_steps",), ("decay_rate",), ("staircase", False),
        ("name", "ExponentialDecay"),
    ),
    "InverseTimeDecay": (
        ("initial_learning_rate",), ("decay_steps",), ("decay_rate",), ("staircase", False),
        ("name", "InverseTimeDecay"),
    ),
    "PiecewiseConstantDecay": (
        ("boundaries",), ("values",), ("name", "PiecewiseConstant"),
    ),
    "PolynomialDecay": (
        ("initial_learning_rate",), ("decay_steps",), ("end_learning_rate", 0.0001), ("power", 1.0), ("cycle", False),
        ("name", "PolynomialDecay"),
    ),
}
"""Parameters of keras.optimizers.schedules."""

INITIALIZERS: Signatures = {
    "Constant": (
        ("value", 0.0),
    ),
    "GlorotNormal": (
        ("seed", None), ("input_axes", None), ("output_axes", None),
    ),
    "GlorotUniform": (
        ("seed", None), ("input_axes", None), ("output_axes", None),
    ),
    "HeNormal": (
        ("seed", None), ("input_axes", None), ("output_axes", None),
    ),
    "HeUniform": (
        ("seed", None), ("input_axes", None), ("output_axes", None),
    ),
    "Identity": (
        ("gain", 1.0),
    ),
    "LecunNormal": (
        ("seed", None), ("input_axes", None), ("output_axes", None),
    ),
    "LecunUniform": (
        ("seed", None), ("input_axes", None), ("output_axes", None),
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
    "STFT": (
        ("side", "real"), ("window", "hann"), ("scaling", "density"), ("periodic", False),
    ),
    "TruncatedNormal": (
        ("mean", 0.0), ("stddev", 0.05), ("seed", None),
    ),
    "VarianceScaling": (
        ("scale", 1.0), ("mode", "fan_in"), ("distribution", "truncated_normal"), ("seed", None), ("input_axes", None),
        ("output_axes", None),
    ),
    "Zeros": (),
}
"""Parameters of keras.initializers."""

INITIALIZER_NAMES: Names = {
    "Constant": "Constant", "GlorotNormal": "GlorotNormal", "GlorotUniform": "GlorotUniform", "HeNormal": "HeNormal",
    "HeUniform": "HeUniform", "Identity": "Identity", "IdentityInitializer": "Identity", "LecunNormal": "LecunNormal",
    "LecunUniform": "LecunUniform", "Ones": "Ones", "Orthogonal": "Orthogonal", "OrthogonalInitializer": "Orthogonal",
    "RandomNormal": "RandomNormal", "RandomUniform": "RandomUniform", "STFT": "STFT", "STFTInitializer": "STFT",
    "TruncatedNormal": "TruncatedNormal", "VarianceScaling": "VarianceScaling", "Zeros": "Zeros",
    "constant": "Constant", "glorot_normal": "GlorotNormal", "glorot_uniform": "GlorotUniform",
    "he_normal": "HeNormal", "he_uniform": "HeUniform", "identity": "Identity", "lecun_normal": "LecunNormal",
    "lecun_uniform": "LecunUniform", "normal": "RandomNormal", "one": "Ones", "ones": "Ones",
    "orthogonal": "Orthogonal", "random_normal": "RandomNormal", "random_uniform": "RandomUniform", "stft": "STFT",
    "truncated_normal": "TruncatedNormal", "uniform": "RandomUniform", "variance_scaling": "VarianceScaling",
    "zero": "Zeros", "zeros": "Zeros",
}
"""Every spelling to the class."""

APPLICATIONS: Facts = {
    "ConvNeXtBase": {
        "module": "convnext", "mode": "none", "included": "torch", "switch": True, "size": 224, "min_size": 32,
        "channels": 1024, "stride": 32, "offset": 0, "parameters_top": 88591464, "parameters_bare": 87566464,
        "signature": (
            ("include_top", True), ("include_preprocessing", True), ("weights", "imagenet"), ("input_tensor", None),
            ("input_shape", None), ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
            ("name", "convnext_base"),
        ),
    },
    "ConvNeXtLarge": {
        "module": "convnext", "mode": "none", "included": "torch", "switch": True, "size": 224, "min_size": 32,
        "channels": 1536, "stride": 32, "offset": 0, "parameters_top": 197767336, "parameters_bare": 196230336,
        "signature": (
            ("include_top", True), ("include_preprocessing", True), ("weights", "imagenet"), ("input_tensor", None),
            ("input_shape", None), ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
            ("name", "convnext_large"),
        ),
    },
    "ConvNeXtSmall": {
        "module": "convnext", "mode": "none", "included": "torch", "switch": True, "size": 224, "min_size": 32,
        "channels": 768, "stride": 32, "offset": 0, "parameters_top": 50223688, "parameters_bare": 49454688,
        "signature": (
            ("include_top", True), ("include_preprocessing", True), ("weights", "imagenet"), ("input_tensor", None),
            ("input_shape", None), ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
            ("name", "convnext_small"),
        ),
    },
    "ConvNeXtTiny": {
        "module": "convnext", "mode": "none", "included": "torch", "switch": True, "size": 224, "min_size": 32,
        "channels": 768, "stride": 32, "offset": 0, "parameters_top": 28589128, "parameters_bare": 27820128,
        "signature": (
            ("include_top", True), ("include_preprocessing", True), ("weights", "imagenet"), ("input_tensor", None),
            ("input_shape", None), ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
            ("name", "convnext_tiny"),
        ),
    },
    "ConvNeXtXLarge": {
        "module": "convnext", "mode": "none", "included": "torch", "switch": True, "size": 224, "min_size": 32,
        "channels": 2048, "stride": 32, "offset": 0, "parameters_top": 350196968, "parameters_bare": 348147968,
        "signature": (
            ("include_top", True), ("include_preprocessing", True), ("weights", "imagenet"), ("input_tensor", None),
            ("input_shape", None), ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
            ("name", "convnext_xlarge"),
        ),
    },
    "DenseNet121": {
        "module": "densenet", "mode": "torch", "included": None, "switch": False, "size": 224, "min_size": 32,
        "channels": 1024, "stride": 32, "offset": 3, "parameters_top": 8062504, "parameters_bare": 7037504,
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"), ("name", "densenet121"),
        ),
    },
    "DenseNet169": {
        "module": "densenet", "mode": "torch", "included": None, "switch": False, "size": 224, "min_size": 32,
        "channels": 1664, "stride": 32, "offset": 3, "parameters_top": 14307880, "parameters_bare": 12642880,
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"), ("name", "densenet169"),
        ),
    },
    "DenseNet201": {
        "module": "densenet", "mode": "torch", "included": None, "switch": False, "size": 224, "min_size": 32,
        "channels": 1920, "stride": 32, "offset": 3, "parameters_top": 20242984, "parameters_bare": 18321984,
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"), ("name", "densenet201"),
        ),
    },
    "EfficientNetB0": {
        "module": "efficientnet", "mode": "none", "included": "torch", "switch": False, "size": 224, "min_size": 32,
        "channels": 1280, "stride": 32, "offset": 31, "parameters_top": 5330571, "parameters_bare": 4049571,
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"), ("name", "efficientnetb0"),
        ),
    },
    "EfficientNetB1": {
        "module": "efficientnet", "mode": "none", "included": "torch", "switch": False, "size": 240, "min_size": 32,
        "channels": 1280, "stride": 32, "offset": 31, "parameters_top": 7856239, "parameters_bare": 6575239,
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"), ("name", "efficientnetb1"),
        ),
    },
    "EfficientNetB2": {
        "module": "efficientnet", "mode": "none", "included": "torch", "switch": False, "size": 260, "min_size": 32,
        "channels": 1408, "stride": 32, "offset": 31, "parameters_top": 9177569, "parameters_bare": 7768569,
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"), ("name", "efficientnetb2"),
        ),
    },
    "EfficientNetB3": {
        "module": "efficientnet", "mode": "none", "included": "torch", "switch": False, "size": 300, "min_size": 32,
        "channels": 1536, "stride": 32, "offset": 31, "parameters_top": 12320535, "parameters_bare": 10783535,
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"), ("name", "efficientnetb3"),
        ),
    },
    "EfficientNetB4": {
        "module": "efficientnet", "mode": "none", "included": "torch", "switch": False, "size": 380, "min_size": 32,
        "channels": 1792, "stride": 32, "offset": 31, "parameters_top": 19466823, "parameters_bare": 17673823,
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"), ("name", "efficientnetb4"),
        ),
    },
    "EfficientNetB5": {
        "module": "efficientnet", "mode": "none", "included": "torch", "switch": False, "size": 456, "min_size": 32,
        "channels": 2048, "stride": 32, "offset": 31, "parameters_top": 30562527, "parameters_bare": 28513527,
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"), ("name", "efficientnetb5"),
        ),
    },
    "EfficientNetB6": {
        "module": "efficientnet", "mode": "none", "included": "torch", "switch": False, "size": 528, "min_size": 32,
        "channels": 2304, "stride": 32, "offset": 31, "parameters_top": 43265143, "parameters_bare": 40960143,
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"), ("name", "efficientnetb6"),
        ),
    },
    "EfficientNetB7": {
        "module": "efficientnet", "mode": "none", "included": "torch", "switch": False, "size": 600, "min_size": 32,
        "channels": 2560, "stride": 32, "offset": 31, "parameters_top": 66658687, "parameters_bare": 64097687,
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"), ("name", "efficientnetb7"),
        ),
    },
    "EfficientNetV2B0": {
        "module": "efficientnet_v2", "mode": "none", "included": "torch", "switch": True, "size": 224, "min_size": 32,
        "channels": 1280, "stride": 32, "offset": 31, "parameters_top": 7200312, "parameters_bare": 5919312,
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
            ("include_preprocessing", True), ("name", "efficientnetv2-b0"),
        ),
    },
    "EfficientNetV2B1": {
        "module": "efficientnet_v2", "mode": "none", "included": "torch", "switch": True, "size": 240, "min_size": 32,
        "channels": 1280, "stride": 32, "offset": 31, "parameters_top": 8212124, "parameters_bare": 6931124,
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
            ("include_preprocessing", True), ("name", "efficientnetv2-b1"),
        ),
    },
    "EfficientNetV2B2": {
        "module": "efficientnet_v2", "mode": "none", "included": "torch", "switch": True, "size": 260, "min_size": 32,
        "channels": 1408, "stride": 32, "offset": 31, "parameters_top": 10178374, "parameters_bare": 8769374,
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
            ("include_preprocessing", True), ("name", "efficientnetv2-b2"),
        ),
    },
    "EfficientNetV2B3": {
        "module": "efficientnet_v2", "mode": "none", "included": "torch", "switch": True, "size": 300, "min_size": 32,
        "channels": 1536, "stride": 32, "offset": 31, "parameters_top": 14467622, "parameters_bare": 12930622,
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
            ("include_preprocessing", True), ("name", "efficientnetv2-b3"),
        ),
    },
    "EfficientNetV2L": {
        "module": "efficientnet_v2", "mode": "none", "included": "tf", "switch": True, "size": 480, "min_size": 32,
        "channels": 1280, "stride": 32, "offset": 31, "parameters_top": 119027848, "parameters_bare": 117746848,
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
            ("include_preprocessing", True), ("name", "efficientnetv2-l"),
        ),
    },
    "EfficientNetV2M": {
        "module": "efficientnet_v2", "mode": "none", "included": "tf", "switch": True, "size": 480, "min_size": 32,
        "channels": 1280, "stride": 32, "offset": 31, "parameters_top": 54431388, "parameters_bare": 53150388,
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
            ("include_preprocessing", True), ("name", "efficientnetv2-m"),
        ),
    },
    "EfficientNetV2S": {
        "module": "efficientnet_v2", "mode": "none", "included": "tf", "switch": True, "size": 384, "min_size": 32,
        "channels": 1280, "stride": 32, "offset": 31, "parameters_top": 21612360, "parameters_bare": 20331360,
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
            ("include_preprocessing", True), ("name", "efficientnetv2-s"),
        ),
    },
    "InceptionResNetV2": {
        "module": "inception_resnet_v2", "mode": "tf", "included": None, "switch": False, "size": 299, "min_size": 75,
        "channels": 1536, "stride": 32, "offset": -43, "parameters_top": 55873736, "parameters_bare": 54336736,
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
            ("name", "inception_resnet_v2"),
        ),
    },
    "InceptionV3": {
        "module": "inception_v3", "mode": "tf", "included": None, "switch": False, "size": 299, "min_size": 75,
        "channels": 2048, "stride": 32, "offset": -43, "parameters_top": 23851784, "parameters_bare": 21802784,
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"), ("name", "inception_v3"),
        ),
    },
    "MobileNet": {
        "module": "mobilenet", "mode": "tf", "included": None, "switch": False, "size": 224, "min_size": 32,
        "channels": 1024, "stride": 32, "offset": 1, "parameters_top": 4253864, "parameters_bare": 3228864,
        "signature": (
            ("input_shape", None), ("alpha", 1.0), ("depth_multiplier", 1), ("dropout", 0.001), ("include_top", True),
            ("weights", "imagenet"), ("input_tensor", None), ("pooling", None), ("classes", 1000),
            ("classifier_activation", "softmax"), ("name", None),
        ),
    },
    "MobileNetV2": {
        "module": "mobilenet_v2", "mode": "tf", "included": None, "switch": False, "size": 224, "min_size": 32,
        "channels": 1280, "stride": 32, "offset": 31, "parameters_top": 3538984, "parameters_bare": 2257984,
        "signature": (
            ("input_shape", None), ("alpha", 1.0), ("include_top", True), ("weights", "imagenet"),
            ("input_tensor", None), ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"),
            ("name", None),
        ),
    },
    "MobileNetV3Large": {
        "module": "mobilenet_v3", "mode": "none", "included": "tf", "switch": True, "size": None, "min_size": 32,
        "channels": 960, "stride": 32, "offset": 31, "parameters_top": 5507432, "parameters_bare": 2996352,
        "signature": (
            ("input_shape", None), ("alpha", 1.0), ("minimalistic", False), ("include_top", True),
            ("weights", "imagenet"), ("input_tensor", None), ("classes", 1000), ("pooling", None),
            ("dropout_rate", 0.2), ("classifier_activation", "softmax"), ("include_preprocessing", True),
            ("name", "MobileNetV3Large"),
        ),
    },
    "MobileNetV3Small": {
        "module": "mobilenet_v3", "mode": "none", "included": "tf", "switch": True, "size": None, "min_size": 32,
        "channels": 576, "stride": 32, "offset": 31, "parameters_top": 2554968, "parameters_bare": 939120,
        "signature": (
            ("input_shape", None), ("alpha", 1.0), ("minimalistic", False), ("include_top", True),
            ("weights", "imagenet"), ("input_tensor", None), ("classes", 1000), ("pooling", None),
            ("dropout_rate", 0.2), ("classifier_activation", "softmax"), ("include_preprocessing", True),
            ("name", "MobileNetV3Small"),
        ),
    },
    "NASNetLarge": {
        "module": "nasnet", "mode": "tf", "included": None, "switch": False, "size": 331, "min_size": 32,
        "channels": 4032, "stride": 32, "offset": 29, "parameters_top": 88949818, "parameters_bare": 84916818,
        "signature": (
            ("input_shape", None), ("include_top", True), ("weights", "imagenet"), ("input_tensor", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"), ("name", "nasnet_large"),
        ),
    },
    "NASNetMobile": {
        "module": "nasnet", "mode": "tf", "included": None, "switch": False, "size": 224, "min_size": 32,
        "channels": 1056, "stride": 32, "offset": 29, "parameters_top": 5326716, "parameters_bare": 4269716,
        "signature": (
            ("input_shape", None), ("include_top", True), ("weights", "imagenet"), ("input_tensor", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"), ("name", "nasnet_mobile"),
        ),
    },
    "ResNet101": {
        "module": "resnet", "mode": "caffe", "included": None, "switch": False, "size": 224, "min_size": 32,
        "channels": 2048, "stride": 32, "offset": 31, "parameters_top": 44707176, "parameters_bare": 42658176,
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"), ("name", "resnet101"),
        ),
    },
    "ResNet101V2": {
        "module": "resnet_v2", "mode": "tf", "included": None, "switch": False, "size": 224, "min_size": 32,
        "channels": 2048, "stride": 32, "offset": 31, "parameters_top": 44675560, "parameters_bare": 42626560,
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"), ("name", "resnet101v2"),
        ),
    },
    "ResNet152": {
        "module": "resnet", "mode": "caffe", "included": None, "switch": False, "size": 224, "min_size": 32,
        "channels": 2048, "stride": 32, "offset": 31, "parameters_top": 60419944, "parameters_bare": 58370944,
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"), ("name", "resnet152"),
        ),
    },
    "ResNet152V2": {
        "module": "resnet_v2", "mode": "tf", "included": None, "switch": False, "size": 224, "min_size": 32,
        "channels": 2048, "stride": 32, "offset": 31, "parameters_top": 60380648, "parameters_bare": 58331648,
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"), ("name", "resnet152v2"),
        ),
    },
    "ResNet50": {
        "module": "resnet", "mode": "caffe", "included": None, "switch": False, "size": 224, "min_size": 32,
        "channels": 2048, "stride": 32, "offset": 31, "parameters_top": 25636712, "parameters_bare": 23587712,
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"), ("name", "resnet50"),
        ),
    },
    "ResNet50V2": {
        "module": "resnet_v2", "mode": "tf", "included": None, "switch": False, "size": 224, "min_size": 32,
        "channels": 2048, "stride": 32, "offset": 31, "parameters_top": 25613800, "parameters_bare": 23564800,
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"), ("name", "resnet50v2"),
        ),
    },
    "VGG16": {
        "module": "vgg16", "mode": "caffe", "included": None, "switch": False, "size": 224, "min_size": 32,
        "channels": 512, "stride": 32, "offset": 0, "parameters_top": 138357544, "parameters_bare": 14714688,
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"), ("name", "vgg16"),
        ),
    },
    "VGG19": {
        "module": "vgg19", "mode": "caffe", "included": None, "switch": False, "size": 224, "min_size": 32,
        "channels": 512, "stride": 32, "offset": 0, "parameters_top": 143667240, "parameters_bare": 20024384,
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"), ("name", "vgg19"),
        ),
    },
    "Xception": {
        "module": "xception", "mode": "tf", "included": None, "switch": False, "size": 299, "min_size": 71,
        "channels": 2048, "stride": 32, "offset": 25, "parameters_top": 22910480, "parameters_bare": 20861480,
        "signature": (
            ("include_top", True), ("weights", "imagenet"), ("input_tensor", None), ("input_shape", None),
            ("pooling", None), ("classes", 1000), ("classifier_activation", "softmax"), ("name", "xception"),
        ),
    },
}
"""keras.applications, measured on the built models."""
