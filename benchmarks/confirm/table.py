"""What is measured: each program with its data, and the verdict that its fault deserves.

`FAULTS` are the rows of the table in the design of `confirm`, `HEALTHY` are programs that train well, `SUSPECTS` also,
though a rule speaks of each: what it names does no harm on these data. The variants of
a fault are edits of its source, made by hand and independent of the rules' remedies; `verify.py` trains them with
plain Keras to see that the data have the property that the row rests on.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent

CONFIRMED = "confirmed"
NOT_CONFIRMED = "not confirmed"
REFUTED = "refuted"
INCONCLUSIVE = "inconclusive"
VERDICTS = (CONFIRMED, NOT_CONFIRMED, REFUTED, INCONCLUSIVE)

Edits = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Expectation:
    """The verdict that one finding deserves.

    `verdict` is the one that the design states. `also` are those that say the same in other words, as where neither
    side learns. `remedy` is a regular expression that picks one remedy, where a rule tries several, and `which` says
    it in words; `words` is one that some sentence of the answer must match. `variant` names that of the row in which
    this finding is mended, if it is not "mended".
    """

    code: str
    verdict: str
    also: tuple[str, ...] = ()
    fix: str = ""
    which: str = ""
    words: str = ""
    variant: str = ""

    @property
    def label(self) -> str:
        """The code and, where it matters, the remedy."""
        return f"{self.code} {self.which}".rstrip()


@dataclass(frozen=True)
class Fault:
    """A faulty program on one kind of data."""

    name: str
    program: str
    data: str
    expect: tuple[Expectation, ...]
    origin: str
    variants: dict[str, Edits]
    backend: str = "tensorflow"
    arrays: str = "x,y"
    targets: tuple[str, ...] = ("y",)
    judged: int = 0
    """The output that the fault is about."""

    def variant_of(self, expected: Expectation) -> str:
        """The variant that mends what an expectation is about."""
        return expected.variant or "mended"

    @property
    def path(self) -> Path:
        """Where the program is."""
        return HERE / "faults" / f"{self.program}.py"


@dataclass(frozen=True)
class Healthy:
    """A program without a fault.

    `arrays` names the input and the target in the file for `--data`; None where there is more than one of either, so
    that `confirm` is run without a file. `threshold` splits the two classes of a head with one value.
    """

    name: str
    data: str
    arrays: str | None = "x,y"
    threshold: float = 0.5
    inputs: tuple[str, ...] = ("x",)
    targets: tuple[str, ...] = ("y",)
    folder: str = "healthy"

    @property
    def path(self) -> Path:
        """Where the program is."""
        return HERE / self.folder / f"{self.name}.py"


def _loads(new: str) -> Edits:
    return (('x_train, y_train = data["x"], data["y"]', new),)


_PIXELS = {"mended": _loads('x_train, y_train = data["x"] / 255.0, data["y"]')}
_TABLE = "table of other faults"
_FOUNDING = "founding case"
_RELU = (("(3, 3))", '(3, 3), activation="relu")'),)
_STANDARD = (('data["x"], data["y"]', '(data["x"] - data["x"].mean((0, 1, 2))) / data["x"].std((0, 1, 2)), data["y"]'),)
_SAMPLEWISE = (
    (
        'data["x"], data["y"]',
        '(data["x"] - data["x"].mean((1, 2), keepdims=True)) / data["x"].std((1, 2), keepdims=True), data["y"]',
    ),
)
_FIELDS = {
    "relu": _RELU,
    "Adam": (('"sgd"', '"adam"'),),
    "per channel": _STANDARD,
    "per sample": _SAMPLEWISE,
    "per channel, relu": _STANDARD + _RELU,
}
_ACTIVATION = Expectation("KR102", NOT_CONFIRMED, also=(INCONCLUSIVE,), variant="relu")
_SCALING = Expectation("KR308", CONFIRMED, variant="per channel")


def _founding(data: str, program: str = "founding_10") -> Fault:
    name = f"{program}_on_{data.removeprefix('founding_').removesuffix('_25')}"
    return Fault(name, program, data, (_ACTIVATION, _SCALING), _FOUNDING, _FIELDS)


def _gramian(data: str) -> Fault:
    expect = (
        _ACTIVATION,
        Expectation("KR308", CONFIRMED, fix="(each|per).sample", which="per sample", variant="per sample"),
        Expectation(
            "KR308", NOT_CONFIRMED, (INCONCLUSIVE,), "(each|per).channel", "per channel", variant="per channel"
        ),
    )
    name = f"founding_10_on_{data.removeprefix('founding_')}"
    return Fault(name, "founding_10", data, expect, f"{_FOUNDING}, Gramian fields", _FIELDS)


def _from_logits(program: str, head: str, data: str, verdict: str, backend: str = "tensorflow") -> Fault:
    name = program if backend == "tensorflow" else f"{program}_on_{backend}"
    # where time is short for both sides alike, neither reaches what a reference learner does
    expect = (Expectation("KR205", verdict, also=(INCONCLUSIVE,) if verdict == NOT_CONFIRMED else ()),)
    mended = {"mended": ((f', activation="{head}")', ")"),)}
    return Fault(name, program, data, expect, f"{_TABLE}: from_logits=True, {backend}", mended, backend)


FAULTS: tuple[Fault, ...] = (
    Fault(
        "softmax_one_unit",
        "softmax_one_unit",
        "two_classes",
        (Expectation("KR202", CONFIRMED),),
        f"{_TABLE}: softmax(1) + BCE 0.48 → 1.00",
        {"mended": (("softmax", "sigmoid"),)},
    ),
    Fault(
        "sigmoid_one_unit_categorical",
        "sigmoid_one_unit_categorical",
        "two_classes",
        (Expectation("KR201", CONFIRMED),),
        f"{_TABLE}: sigmoid(1) + categorical CE 0.52 → 1.00",
        {"mended": (("categorical_crossentropy", "binary_crossentropy"),)},
    ),
    Fault(
        "pixels_sgd_mlp",
        "pixels_sgd_mlp",
        "byte_images",
        (Expectation("KR301", CONFIRMED),),
        f"{_TABLE}: 0..255 with SGD 0.13 → 0.95",
        _PIXELS,
    ),
    Fault(
        "pixels_sgd_cnn",
        "pixels_sgd_cnn",
        "byte_images",
        (Expectation("KR301", CONFIRMED),),
        f"{_TABLE}: 0..255 with SGD 0.13 → 0.90",
        _PIXELS,
    ),
    Fault(
        "pixels_adam_mlp",
        "pixels_adam_mlp",
        "byte_images",
        (Expectation("KR301", NOT_CONFIRMED),),
        f"{_TABLE}: 0..255 with Adam 1.00 → 1.00",
        _PIXELS,
    ),
    Fault(
        "pixels_adam_cnn",
        "pixels_adam_cnn",
        "byte_images",
        (Expectation("KR301", NOT_CONFIRMED),),
        f"{_TABLE}: 0..255 with Adam 1.00 → 1.00",
        _PIXELS,
    ),
    _from_logits("from_logits_sigmoid", "sigmoid", "two_classes", NOT_CONFIRMED),
    _from_logits("from_logits_softmax", "softmax", "five_classes", NOT_CONFIRMED),
    # the loss of a backend that applies the activation twice bites where there is much to learn in a short time
    _from_logits("from_logits_ten_classes", "softmax", "ten_broad_classes", NOT_CONFIRMED),
    _from_logits("from_logits_ten_classes", "softmax", "ten_broad_classes", CONFIRMED, "jax"),
    _from_logits("from_logits_ten_classes", "softmax", "ten_broad_classes", CONFIRMED, "torch"),
    Fault(
        "logits_categorical",
        "logits_categorical",
        "five_classes",
        (Expectation("KR204", CONFIRMED),),
        f"{_TABLE}: logits into a probability loss 0.20 → 1.00",
        {
            "mended": (
                (
                    '"sparse_categorical_crossentropy"',
                    "tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)",
                ),
            )
        },
    ),
    Fault(
        "logits_one_hot",
        "logits_one_hot",
        "five_classes_one_hot",
        (Expectation("KR204", CONFIRMED),),
        f"{_TABLE}: logits into a probability loss 0.20 → 1.00",
        {"mended": (("Dense(5)", 'Dense(5, activation="softmax")'),)},
    ),
    Fault(
        "linear_stack_on_xor",
        "linear_stack",
        "exclusive_or",
        (Expectation("KR101", CONFIRMED),),
        f"{_TABLE}: linear deep stack on XOR 0.58 → 1.00",
        {"mended": (("(64)", '(64, activation="relu")'), ("(32)", '(32, activation="relu")'))},
    ),
    Fault(
        "linear_stack_on_linear",
        "linear_stack",
        "one_plane",
        (Expectation("KR101", NOT_CONFIRMED),),
        f"{_TABLE}: on linear data 0.99 → 1.00",
        {"mended": (("(64)", '(64, activation="relu")'), ("(32)", '(32, activation="relu")'))},
    ),
    Fault(
        "sgd_rate_cnn",
        "sgd_rate_cnn",
        "colour_images",
        (Expectation("KR501", CONFIRMED),),
        f"{_TABLE}: SGD lr 1.0, CNN 0.12 → 0.90",
        {"mended": (("learning_rate=1.0", "learning_rate=0.01"),)},
    ),
    Fault(
        "sgd_rate_mlp_on_xor",
        "sgd_rate_mlp",
        "hidden_exclusive_or",
        (Expectation("KR501", REFUTED),),
        f"{_TABLE}: SGD lr 1.0, MLP 1.00 → 0.89",
        {"mended": (("learning_rate=1.0", "learning_rate=0.01"),)},
    ),
    Fault(
        "sgd_rate_mlp_on_classes",
        "sgd_rate_mlp",
        "two_classes",
        (Expectation("KR501", NOT_CONFIRMED),),
        f"{_TABLE}: SGD lr 1.0, MLP 1.00 → 0.89; here easier data, 1.00 on both sides",
        {"mended": (("learning_rate=1.0", "learning_rate=0.01"),)},
    ),
    Fault(
        "relu_head",
        "relu_head",
        "unit_targets",
        (Expectation("KR208", CONFIRMED),),
        "tier 0, head ceiling: relu(1) + MSE on N(0,1) targets, R² 0.16",
        {"mended": (('Dense(1, activation="relu")', "Dense(1)"),)},
    ),
    Fault(
        "sigmoid_head",
        "sigmoid_head",
        "hundred_targets",
        (Expectation("KR208", CONFIRMED),),
        "tier 0, head ceiling: sigmoid on targets 0..100, R² −3",
        {"mended": (('Dense(1, activation="sigmoid")', "Dense(1)"),)},
    ),
    _founding("founding_templates"),
    _founding("founding_levels"),
    _founding("founding_spots"),
    _founding("founding_smooth"),
    _founding("founding_templates_25", "founding_25"),
    _gramian("founding_gramian"),
    _gramian("founding_gramian_wide"),
    Fault(
        "founding_10_on_noise",
        "founding_10",
        "founding_noise",
        (
            Expectation("KR102", INCONCLUSIVE, also=(NOT_CONFIRMED,), words="no signal"),
            Expectation("KR308", INCONCLUSIVE, also=(NOT_CONFIRMED,), words="no signal"),
        ),
        f"{_FOUNDING}, pure-noise labels",
        _FIELDS,
    ),
    Fault(
        "sigmoid_tower",
        "sigmoid_tower",
        "five_classes",
        (Expectation("KR105", CONFIRMED),),
        "eight sigmoid layers: the gradient fades",
        {"mended": (('activation="sigmoid"', 'activation="relu"'),)},
    ),
    Fault(
        "zero_weights",
        "zero_weights",
        "five_classes",
        (Expectation("KR502", CONFIRMED),),
        "all units of a layer are the same",
        {"mended": ((', kernel_initializer="zeros"', ""),)},
    ),
    Fault(
        "relu_classes",
        "relu_classes",
        "two_classes",
        (Expectation("KR204", CONFIRMED, also=(NOT_CONFIRMED,)),),
        "relu before binary cross-entropy: dead for some seeds",
        {"mended": (('Dense(1, activation="relu")', 'Dense(1, activation="sigmoid")'),)},
    ),
    Fault(
        "softmax_many_labels",
        "softmax_many_labels",
        "several_labels",
        (Expectation("KR203", CONFIRMED),),
        "classes compete that may hold at once",
        {"mended": (("softmax", "sigmoid"),)},
    ),
    Fault(
        "far_off_rare",
        "far_off_rare",
        "far_off_rare",
        (Expectation("KR301", CONFIRMED),),
        "one sample in twenty is positive, and inputs are in the hundreds",
        {"mended": (('data["x"], data["y"]', '(data["x"] - data["x"].mean(0)) / data["x"].std(0), data["y"]'),)},
    ),
    Fault(
        "two_heads",
        "two_heads",
        "far_off_answers",
        (
            Expectation("KR204", NOT_CONFIRMED, also=(CONFIRMED,)),
            Expectation("KR310", CONFIRMED, variant="standard targets"),
        ),
        "the loss of one output drowns that of the other",
        {
            "mended": (("activation=None", 'activation="sigmoid"'),),
            "standard targets": (
                (', data["value"]', ', (data["value"] - data["value"].mean()) / data["value"].std()'),
            ),
        },
        arrays="x,group,value",
        targets=("group", "value"),
    ),
    Fault(
        "hidden_softmax",
        "hidden_softmax",
        "images",
        (Expectation("KR104", CONFIRMED, also=(NOT_CONFIRMED,)),),
        "softmax between hidden layers",
        {"mended": (('Dense(32, activation="softmax")', 'Dense(32, activation="relu")'),)},
    ),
    Fault(
        "table_far_off",
        "table_far_off",
        "far_off_table",
        (Expectation("KR301", CONFIRMED),),
        "columns with means of hundreds",
        {"mended": (('data["x"], data["y"]', '(data["x"] - data["x"].mean(0)) / data["x"].std(0), data["y"]'),)},
    ),
    Fault(
        "founding_10_three_blocks",
        "founding_10_three_blocks",
        "founding_templates",
        (Expectation("KR401", CONFIRMED, words="line 19: Computed output size .* negative"),),
        f"{_FOUNDING}, (10, 10, 4) with three blocks: cannot be built",
        {},
    ),
)

HEALTHY: tuple[Healthy, ...] = (
    Healthy("attention", "waves"),
    Healthy("autoencoder", "low_rank_rows"),
    Healthy("batchnorm_bytes", "byte_images"),
    Healthy("class_weights", "rare_class"),
    Healthy("cnn", "images"),
    Healthy("cnn_batchnorm", "colour_images"),
    Healthy("cnn_rescaled_bytes", "byte_images"),
    Healthy("cosine_schedule", "colour_images"),
    Healthy("depthwise_block", "colour_images"),
    Healthy("first_batchnorm", "far_off_table"),
    Healthy("gelu_layernorm", "five_classes"),
    Healthy("hinge_tanh", "two_classes_signs", threshold=0.0),
    Healthy("lenet_tanh", "images"),
    Healthy("linear_autoencoder", "flat_rows"),
    Healthy("linear_regression", "linear_targets"),
    Healthy("logistic_regression", "one_plane"),
    Healthy("low_rank_layer", "five_classes"),
    Healthy("mlp_binary", "two_classes"),
    Healthy("mlp_classes", "five_classes"),
    Healthy("mlp_one_hot", "five_classes_one_hot"),
    Healthy("mlp_regression", "unit_targets"),
    Healthy("multi_label", "several_labels"),
    Healthy("nested", "images"),
    Healthy("poisson_counts", "counts"),
    Healthy("residual", "images"),
    Healthy("segmentation", "blots"),
    Healthy("selu_classes", "five_classes"),
    Healthy("separable", "colour_images"),
    Healthy("series_conv1d", "waves"),
    Healthy("series_gru", "next_value"),
    Healthy("series_simple_rnn", "ramps"),
    Healthy("several_targets", "three_targets"),
    Healthy("sigmoid_mse", "two_classes"),
    Healthy("subclass", "five_classes"),
    Healthy("tanh_regression", "unit_targets"),
    Healthy("text_average", "tokens"),
    Healthy("text_bidirectional", "padded_tokens"),
    Healthy("text_conv1d", "tokens"),
    Healthy("text_lstm", "tokens"),
    Healthy("time_distributed", "ramps"),
    Healthy("two_answers", "two_answers", arrays=None, targets=("group", "value")),
    Healthy("two_inputs", "two_inputs", arrays=None, inputs=("left", "right")),
    Healthy("wide_and_deep", "unit_targets"),
)

SUSPECTS: tuple[Healthy, ...] = tuple(
    Healthy(name, data, folder="suspects")
    for name, data in (
        ("batchnorm_with_bias", "five_classes"),
        ("dropout_before_batchnorm", "five_classes"),
        ("hidden_softmax", "five_classes"),
        ("linear_conv_pool", "colour_images"),
        ("linear_stack_regression", "linear_targets"),
        ("relu_gru", "next_value"),
        ("relu_twice", "five_classes"),
        ("sgd_large_rate", "two_classes"),
        ("sigmoid_three_layers", "five_classes"),
        ("softmax_two_units", "two_classes_one_hot"),
        ("tanh_deep", "five_classes"),
    )
)
