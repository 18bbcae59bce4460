"""The rules on programs built by hand: each fault once, and each trap of the catalogue."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from graphs import Graph, conv, dense

from kerasrules import rules
from kerasrules.checking.select import expand
from kerasrules.model.data import ArrayInfo, Step
from kerasrules.model.edits import InsertLayer, RemoveLayer, ReplaceLoss, SetArgument
from kerasrules.model.network import EnclosingCall, Layer, Tensor
from kerasrules.model.program import Program
from kerasrules.model.unknown import Unknown
from kerasrules.rules import INDEX, RULES
from kerasrules.source.suppressions.parse import Suppressions
from tools import rule_index

E, W, INFO = "error", "warning", "info"
DROP = ("Dropout", {"rate": 0.2})
BN, FLAT, GAP, MAXP, AVGP = (
    "BatchNormalization",
    "Flatten",
    "GlobalAveragePooling2D",
    "MaxPooling2D",
    "AveragePooling2D",
)


def reshape(*shape: int) -> tuple[str, dict[str, object]]:
    return "Reshape", {"target_shape": shape}


def sequential(shape: tuple[int, ...], *layers: tuple[str, dict[str, object]] | str) -> Graph:
    graph = Graph()
    graph.model(graph.chain(graph.input(*shape), *layers))
    return graph


# ---- the rules themselves ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_is_documented(rule):
    assert rule.summary
    assert rule.summary.endswith(".")
    for heading in ("## What it does", "## Why is this bad?", "## Example", "## Use instead", "## References"):
        assert heading in rule.documentation
    assert rule.name == rule.name.lower()
    assert rule.fix_applicability in {"safe", "unsafe", "mixed", "none"}


def test_rules_are_sorted_and_distinct():
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))


def test_the_index_is_that_of_the_files():
    assert rule_index.text() == rule_index.INDEX.read_text(encoding="utf-8"), "run `python -m tools.rule_index`"
    files = {f"{path.parent.name}/{path.stem}" for path in rule_index.DIRECTORY.glob("*/[a-z]*.py")}
    assert files == {f"{rule.family}/{rule.name.replace('-', '_')}" for rule in RULES}


def test_a_family_has_one_digit_and_a_digit_one_family():
    pairs = {(entry.family, entry.code[2]) for entry in INDEX.values()}
    assert len(pairs) == len({family for family, _ in pairs}) == len({digit for _, digit in pairs})


def test_rules_are_loaded_once():
    assert [rule.code for rule in rules.load({"KR202", "KR101", "KR777"})] == ["KR101", "KR202"]
    assert rules.load({"KR101"})[0] is rules.rule_of("KR101") is RULES[0]


def test_a_former_name_stands_for_the_rule_everywhere():
    names = [name for entry in INDEX.values() for name in entry.names]
    assert len(set(names)) == len(names)
    for entry in INDEX.values():
        for name in entry.former_names:
            assert expand(name) == expand(name.upper()) == {entry.code}
            comments = Suppressions.read([f"x = 1  # kerasrules: ignore[{name}]"])
            assert any(comments.suppressing(entry.code, entry.names, 1, 1))
    assert {"steps", "callbacks", "bottleneck", "learning-rate"} <= set(names)


def test_an_empty_program_is_clean():
    assert [list(rule.check(Program("empty.py"))) for rule in RULES] == [[]] * len(RULES)


# ---- KR101 ---------------------------------------------------------------------------------------------------------

STACKS = {
    "dropout": ((784,), [dense(512), DROP, dense(10, "softmax")], [E]),
    "two in a row": ((784,), [dense(512), DROP, dense(256), DROP, dense(10, "softmax")], [E]),
    "average pooling": ((32, 32, 3), [conv(16), AVGP, conv(32, activation="relu"), GAP, dense(10)], [E]),
    "flatten": ((32, 32, 3), [conv(16), FLAT, dense(10, "softmax")], [E]),
    "batch normalisation alone": ((64,), [dense(128), BN, dense(10, "softmax")], [E]),
    "up-sampling": ((8, 8, 32), [conv(16), ("UpSampling2D", {}), conv(3, activation="sigmoid")], [E]),
    "linear activation layer": ((64,), [dense(9), ("Activation", {"activation": "linear"}), dense(9, "relu")], [E]),
    "transposed": (
        (7, 7, 64),
        [
            ("Conv2DTranspose", {"filters": 32, "kernel_size": 3, "strides": 2, "activation": "linear"}),
            ("Conv2DTranspose", {"filters": 1, "kernel_size": 3, "activation": "sigmoid"}),
        ],
        [E],
    ),
    "bottleneck": ((784,), [dense(256, "relu"), dense(16), dense(256, "relu"), dense(784, "sigmoid")], [W]),
    "code behind convolutions": (
        (8, 8, 16),
        [conv(32, activation="relu"), conv(4), conv(32, activation="relu"), conv(3, activation="sigmoid")],
        [W],
    ),
}
FINE = {
    "activations": ((784,), [dense(512, "relu"), DROP, dense(10, "softmax")]),
    "unknown activation": ((784,), [dense(512, Unknown("?")), DROP, dense(10, "softmax")]),
    "activation layer": ((784,), [dense(512), ("Activation", {"activation": "relu"}), dense(10)]),
    "unknown activation layer": ((784,), [dense(512), ("Activation", {"activation": Unknown("?")}), dense(10)]),
    "leaky relu": ((784,), [dense(512), ("LeakyReLU", {}), dense(10)]),
    "prelu": ((784,), [dense(512), "PReLU", dense(10)]),
    "normalised then activated": ((64,), [dense(128), BN, "ReLU", dense(10)]),
    "layer normalisation": ((64,), [dense(128), "LayerNormalization", dense(10)]),
    "unit normalisation": ((64,), [dense(128), "UnitNormalization", dense(10)]),
    "max pooling": ((32, 32, 3), [conv(16), MAXP, "ReLU", conv(32)]),
    "single linear map": ((5,), [dense(1)]),
    "pca": ((30,), [dense(2), dense(30)]),
    "low rank without bias": ((32,), [dense(256, "relu"), dense(8, use_bias=False), dense(100, "softmax")]),
    "recurrent": ((20, 8), [dense(16), ("LSTM", {"units": 8}), dense(1)]),
    "depthwise, pointwise": (
        (32, 32, 8),
        [("DepthwiseConv2D", {"kernel_size": 3, "activation": "linear"}), conv(16, 1), BN, "ReLU", GAP, dense(2)],
    ),
    "depthwise, norm, pointwise": (
        (32, 32, 8),
        [("DepthwiseConv2D", {"kernel_size": 3, "activation": "linear"}), BN, conv(16, 1), "ReLU", GAP, dense(2)],
    ),
    "n x 1 and 1 x n": ((32, 32, 8), [conv(8, (1, 7)), conv(8, (7, 1), "relu"), GAP, dense(2)]),
    "patches": (
        (32, 32, 3),
        [conv(64, 4, strides=4), reshape(64, 64), dense(128, "relu"), "GlobalAveragePooling1D", dense(10)],
    ),
    "lateral 1x1": ((16, 16, 256), [conv(64, 1), conv(64, 3, "relu"), GAP, dense(4)]),
    "linear bottleneck": (
        (16, 16, 64),
        [conv(64, 3, "relu"), conv(16, 1, use_bias=False), BN, conv(96, 1, "relu"), GAP, dense(4)],
    ),
    "learned up-sampling": (
        (8, 8, 32),
        [
            ("Conv2DTranspose", {"filters": 16, "kernel_size": 2, "strides": 2, "activation": "linear"}),
            conv(16, activation="relu"),
            conv(1, 1, "sigmoid"),
        ],
    ),
    "patch merging": ((16, 256), [dense(128, use_bias=False), "GlobalAveragePooling1D", dense(100, "softmax")]),
    "split heads": (
        (16, 64),
        [dense(64), reshape(16, 4, 16), ("Permute", {"dims": (2, 1, 3)}), dense(8), ("Softmax", {"axis": 2}), FLAT],
    ),
    "generator stem": (
        (100,),
        [
            dense(7 * 7 * 64),
            reshape(7, 7, 64),
            BN,
            ("Conv2DTranspose", {"filters": 1, "kernel_size": 5, "activation": "tanh"}),
        ],
    ),
    "frozen projection": ((64,), [dense(128, trainable=False), dense(10, "softmax")]),
}


@pytest.mark.parametrize("name", STACKS)
def test_linear_stack(name):
    shape, layers, severities = STACKS[name]
    assert sequential(shape, *layers).found("KR101") == [("KR101", severity) for severity in severities]


@pytest.mark.parametrize("name", FINE)
def test_no_linear_stack(name):
    shape, layers = FINE[name]
    assert sequential(shape, *layers).found("KR101", "KR102") == []


def test_linear_stack_names_both_layers_and_mends_the_first():
    graph = sequential((784,), dense(512, name="hidden"), DROP, dense(10, "softmax"))
    (finding,) = graph.findings("KR101")
    assert finding.message.startswith("Dense(512) 'hidden' has no activation, and Dropout between it and Dense(10)")
    assert finding.fix.edits == (SetArgument(finding.location, "activation", '"relu"'),)
    assert finding.related


def _attention(graph: Graph, x: Tensor) -> Tensor:
    query, key, value = (graph.add("Dense", x, units=32) for _ in range(3))
    scores = graph.add("Dot", query, key, axes=(2, 2))
    context = graph.add("Dot", graph.add("Softmax", scores), value, axes=(2, 1))
    return graph.add("Dense", context, units=64)


def _projections(graph: Graph) -> Tensor:
    width = graph.chain(graph.input(60, 24), ("Conv1D", {"filters": 64, "kernel_size": 1}))
    return graph.chain(_attention(graph, width), "GlobalAveragePooling1D", dense(1))


def _split_heads(graph: Graph) -> Tensor:
    x = graph.input(16, 64)
    parts = [graph.op("transpose", graph.op("reshape", graph.add("Dense", x, units=64))) for _ in range(3)]
    mixed = graph.op("matmul", graph.op("softmax", graph.op("matmul", parts[0], parts[1])), parts[2])
    return graph.chain(graph.op("reshape", graph.op("transpose", mixed)), dense(64), dense(1))


def _residual(graph: Graph) -> Tensor:
    x = graph.input(16)
    y = graph.chain(x, dense(64, "relu"), dense(16), DROP)
    return graph.add("Dense", graph.add("Add", x, y), units=1)


def _residual_by_plus(graph: Graph) -> Tensor:
    x = graph.input(16)
    y = graph.chain(x, dense(64, "relu"), dense(16))
    return graph.add("Dense", graph.op("add", x, y), units=1)


def _gate(graph: Graph) -> Tensor:
    x = graph.chain(graph.input(16), dense(16))
    gate = graph.add("Dense", x, units=16, activation="sigmoid")
    return graph.add("Dense", graph.add("Multiply", graph.add("Dense", x, units=16), gate), units=1)


def _swish_by_hand(graph: Graph) -> Tensor:
    x = graph.chain(graph.input(16), dense(16))
    return graph.add("Dense", graph.op("multiply", x, graph.op("sigmoid", x)), units=1)


def _function(graph: Graph) -> Tensor:
    return graph.add("Dense", graph.op("relu", graph.chain(graph.input(16), dense(16))), units=1)


def _custom(graph: Graph) -> Tensor:
    return graph.add("Dense", graph.other("custom", "Snake", graph.chain(graph.input(16), dense(16))), units=1)


def _loop(graph: Graph) -> Tensor:
    return graph.add("Dense", graph.other("loop", "loop", graph.chain(graph.input(16), dense(16))), units=1)


def _inverse(graph: Graph) -> Tensor:
    return graph.add("Dense", graph.op("divide", 1.0, graph.chain(graph.input(16), dense(16))), units=1)


def _escapes_too(graph: Graph) -> Tensor:
    x = graph.chain(graph.input(16), dense(16))
    graph.other("escape", "return", x)
    return graph.add("Dense", x, units=1)


def _output_too(graph: Graph) -> Tensor:
    x = graph.chain(graph.input(16), dense(16))
    graph.model(x)
    return graph.add("Dense", x, units=1)


def _optional_activation(graph: Graph) -> Tensor:
    x = graph.chain(graph.input(16), dense(16))
    return graph.add("Dense", (x, graph.add("ReLU", x)), units=1)


def _branch_with_activation(graph: Graph) -> Tensor:
    inputs = graph.input(16)
    branches = graph.chain(inputs, dense(16)), graph.chain(inputs, dense(16, Unknown("an argument")))
    return graph.add("Dense", branches, units=1)


def _branch_not_known(graph: Graph) -> Tensor:
    return graph.add("Dense", (graph.chain(graph.input(16), dense(16)), Unknown("a helper")), units=1)


def _skip(graph: Graph) -> Tensor:
    skip = graph.chain(graph.input(16, 16, 8), conv(8, activation="relu"))
    up = graph.add("Conv2DTranspose", graph.chain(skip, MAXP, conv(8, 3, "relu")), filters=8, kernel_size=2, strides=2)
    return graph.chain(graph.add("Concatenate", up, skip), conv(8, activation="relu"), conv(1, 1, "sigmoid"))


def _shared_with_activation(graph: Graph) -> Tensor:
    layer = graph.layer("Dense", units=16, activation="linear")
    one, two = graph.call(layer, graph.input(16)), graph.call(layer, graph.input(16))
    return graph.add("Concatenate", graph.add("Dense", one, units=1), graph.add("ReLU", two))


@pytest.mark.parametrize(
    "build",
    [
        *(_projections, _split_heads, _residual, _residual_by_plus, _gate, _swish_by_hand, _function, _custom, _loop),
        *(_inverse, _escapes_too, _output_too, _optional_activation, _branch_with_activation, _branch_not_known),
        *(_skip, _shared_with_activation),
    ],
)
def test_no_linear_stack_in_graph(build: Callable[[Graph], Tensor]):
    graph = Graph()
    graph.model(build(graph))
    assert graph.found("KR101", "KR102") == []


def test_linear_stack_with_optional_dropout():
    graph = Graph()
    x = graph.chain(graph.input(16), dense(16))
    graph.model(graph.add("Dense", (x, graph.add("Dropout", x, rate=0.5)), units=1))
    assert graph.found("KR101") == [("KR101", E)]


def test_linear_stack_before_two_heads():
    graph = Graph()
    trunk = graph.chain(graph.input(16), dense(32))
    graph.model(graph.add("Dense", trunk, units=3, activation="softmax"), graph.add("Dense", trunk, units=1))
    assert graph.found("KR101") == [("KR101", E)]


def test_linear_stack_of_joined_branches():
    graph = Graph()
    branches = [graph.chain(graph.input(16), dense(32)) for _ in range(2)]
    graph.model(graph.chain(graph.add("Concatenate", *branches), dense(8, "relu"), dense(1)))
    # each branch brings its input to a common width: a design as often as an oversight
    assert graph.found("KR101") == []


def test_linear_stack_through_time_distributed_and_scaling():
    graph = Graph()
    inner = graph.layer("Dense", units=8, activation="linear")
    x = graph.add("TimeDistributed", graph.input(10, 4), layer=inner)
    graph.model(graph.add("Dense", graph.op("multiply", x, 0.5), units=9, activation="relu"))
    (finding,) = graph.findings("KR101")
    assert finding.location == inner.location


def test_a_layer_shared_over_levels_cannot_be_merged():
    graph = Graph()
    shared = graph.layer("Conv2D", filters=64, kernel_size=3, padding="same", activation="relu")
    levels = [graph.call(shared, graph.chain(graph.input(size, size, 64), conv(64))) for size in (8, 16)]
    graph.model(*levels)
    assert graph.found("KR101") == []


def test_what_one_model_gives_another_is_a_result():
    graph = Graph()
    points = graph.chain(graph.input(16), dense(8, "relu"), dense(4))
    judged = graph.add("Dense", points, units=32, activation="relu")
    for tensor, name in ((points, "generator"), (judged, "critic")):
        tensor.node.call_path = (EnclosingCall("Sequential", name, graph.location()),)
    graph.model(judged)
    assert graph.found("KR101") == []


def test_linear_stack_inside_a_reused_model():
    graph = Graph()
    layer = graph.layer("Dense", units=64, activation="linear")
    graph.model(graph.call(layer, graph.input(16)), reused=True)
    graph.model(graph.add("Dense", graph.call(layer, graph.input(16)), units=3, activation="softmax"))
    assert graph.found("KR101") == [("KR101", E)]


def test_a_trained_head_is_no_hidden_layer():
    graph = Graph()
    scores = graph.chain(graph.input(16), dense(8, "relu"), dense(3))
    graph.model(scores, reused=True)
    graph.train(graph.head(scores), graph.loss("mean_squared_error"))
    graph.model(graph.add("Dense", scores, units=2))
    assert graph.found("KR101") == []


def test_one_line_is_reported_once():
    graph = Graph()
    first = graph.layer("Dense", units=16, activation="linear")
    second = Layer("layer", "Dense", first.location, dict(first.config))
    graph.model(graph.chain(graph.call(second, graph.call(first, graph.input(4))), dense(1, "sigmoid")))
    assert graph.found("KR101") == [("KR101", E)]


# ---- KR102 ---------------------------------------------------------------------------------------------------------

POOLED = [conv(32), MAXP, conv(64), MAXP, conv(128), MAXP, FLAT, dense(64, "relu"), dense(1, "sigmoid")]


def test_linear_convolutions_before_pooling():
    graph = sequential((25, 25, 4), *POOLED)
    assert graph.found() == [("KR102", W)] * 3
    assert "keeps the layers from collapsing" in graph.findings()[0].message


@pytest.mark.parametrize(
    "behind",
    [
        [MAXP, "ReLU", FLAT, dense(2)],
        [MAXP, BN, "ReLU", FLAT, dense(2)],
        [MAXP, BN, FLAT, dense(2)],
        [BN, MAXP, FLAT, dense(2)],
        ["ReLU", MAXP, FLAT, dense(2)],
        [MAXP, FLAT],
    ],
)
def test_no_linear_convolution_before_pooling(behind):
    assert sequential((32, 32, 3), conv(8), *behind).found("KR102") == []


def test_pooling_beside_another_consumer_or_before_unknown():
    graph = Graph()
    x = graph.chain(graph.input(32, 32, 3), conv(8))
    one = graph.chain(x, MAXP, FLAT, dense(2))
    two = graph.chain(x, "ReLU", GAP, dense(2))
    y = graph.chain(graph.input(32, 32, 3), conv(8), MAXP)
    graph.model(one, two, graph.add("Dense", graph.other("unknown", "helper", y), units=2))
    assert graph.found("KR102") == []


# ---- KR103 ---------------------------------------------------------------------------------------------------------


def activation(name: str) -> tuple[str, dict[str, object]]:
    return "Activation", {"activation": name}


REPEATED = {
    "tanh twice": ([dense(9, "tanh"), activation("tanh"), dense(1)], [W]),
    "softmax twice": ([dense(9, "softmax"), activation("softmax")], [W]),
    "softmax layer": ([dense(9, "softmax"), "Softmax"], [W]),
    "relu after sigmoid": ([dense(9, "sigmoid"), "ReLU", dense(1)], [W]),
    "leaky after relu": ([dense(9, "relu"), ("LeakyReLU", {}), dense(1)], [W]),
    "relu twice": ([dense(9, "relu"), "ReLU", dense(1)], [INFO]),
    "relu before the head's softmax": ([dense(9, "relu"), activation("softmax")], [W]),
    "dropout between": ([dense(9, "tanh"), DROP, activation("tanh"), dense(1)], [W]),
    "linear layer": ([dense(9, "softmax"), activation("linear")], []),
    "linear head": ([dense(9), activation("relu"), dense(1)], []),
    "unknown": ([dense(9, Unknown("?")), activation("relu"), dense(1)], []),
    "normalised": ([dense(9, "relu"), BN, activation("relu"), dense(1)], []),
    "recurrent": ([reshape(4, 4), ("LSTM", {"units": 8}), activation("tanh"), dense(1)], []),
}


@pytest.mark.parametrize("name", REPEATED)
def test_repeated_activation(name):
    layers, severities = REPEATED[name]
    assert sequential((16,), *layers).found("KR103") == [("KR103", severity) for severity in severities]


def test_attention_scores_and_mish_are_no_repeated_activations():
    graph = Graph()
    h = graph.input(24, 10)
    scores = graph.chain(h, dense(1, "tanh"), FLAT, activation("softmax"), ("RepeatVector", {"n": 10}))
    x = graph.add("Multiply", h, graph.add("Permute", scores, dims=(2, 1)))
    y = graph.chain(x, dense(4))
    graph.model(graph.op("multiply", y, graph.op("tanh", graph.op("softplus", y))))
    assert graph.found("KR103") == []


def test_repeated_activation_is_safe_to_remove_where_it_does_nothing():
    (finding,) = sequential((16,), dense(9, "relu"), "ReLU", dense(1)).findings("KR103")
    assert finding.fix.safe
    assert isinstance(finding.fix.edits[0], RemoveLayer)
    (finding,) = sequential((16,), dense(9, "tanh"), activation("tanh"), dense(1)).findings("KR103")
    assert not finding.fix.safe


# ---- KR104 ---------------------------------------------------------------------------------------------------------


def test_hidden_softmax():
    assert sequential((11,), dense(64, "softmax"), DROP, dense(6, "softmax")).found("KR104") == [("KR104", W)]
    assert sequential((11,), dense(64), "Softmax", dense(6)).found("KR104") == [("KR104", W)]


def test_softmax_that_is_an_output_or_a_weight_is_no_hidden_softmax():
    graph = Graph()
    h = graph.input(10)
    coarse = graph.add("Dense", h, units=4, activation="softmax")
    fine = graph.add("Dense", coarse, units=20, activation="softmax")
    gate = graph.add("Dense", h, units=10, activation="softmax")
    mixed = graph.add("Dense", graph.add("Multiply", gate, h), units=1)
    graph.model(coarse, fine, mixed)
    assert graph.found("KR104") == []


def test_the_end_of_a_nested_model_is_no_hidden_softmax():
    graph = Graph()
    probabilities = graph.chain(graph.input(10), dense(4, "softmax"))
    graph.model(probabilities, reused=True)
    graph.model(graph.add("Dense", probabilities, units=2))
    assert graph.found("KR104") == []


# ---- KR105 ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("layers", "count"),
    [
        ([dense(64, "sigmoid")] * 3, 1),
        ([dense(64), activation("sigmoid")] * 3, 1),
        ([dense(64, "sigmoid")] * 2, 0),
        ([dense(64, "sigmoid"), BN] * 4, 0),
        ([dense(128, "sigmoid"), dense(16, "sigmoid"), dense(128, "sigmoid")], 0),
        ([dense(64, "tanh")] * 6, 1),
        ([dense(64, "tanh")] * 5, 0),
        ([dense(64, "relu")] * 9, 0),
    ],
)
def test_saturating_hidden_activations(layers, count):
    graph = Graph()
    end = graph.chain(graph.input(256), *layers, dense(256, "softmax"))
    graph.model(end)
    graph.train(graph.head(end), graph.loss("categorical_crossentropy"))
    findings = graph.findings("KR105")
    assert len(findings) == count
    if findings:
        assert findings[0].location == graph.nodes[1].layer.location
        assert findings[0].related


def test_residuals_and_equation_solvers_may_saturate():
    graph = Graph()
    x = graph.chain(graph.input(16), dense(16, "sigmoid"))
    for _ in range(3):
        x = graph.add("Add", x, graph.add("Dense", x, units=16, activation="sigmoid"))
    graph.model(graph.add("Dense", x, units=1))
    solver = graph.chain(graph.input(2), *[dense(20, "tanh")] * 8, dense(1))
    graph.model(solver)
    graph.train(graph.head(solver), graph.loss("mean_squared_error"), custom_loop=True)
    assert graph.found("KR105") == []


# ---- KR106 ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("class_name", "name", "severities"),
    [
        ("LSTM", "linear", [W]),
        ("SimpleRNN", "linear", [W]),
        ("GRU", "relu", [INFO]),
        ("SimpleRNN", "relu", []),
        ("LSTM", "tanh", []),
    ],
)
def test_linear_recurrent(class_name, name, severities):
    graph = Graph()
    inner = graph.layer(class_name, units=8, activation=name)
    graph.model(graph.add("Bidirectional", graph.input(10, 4), layer=inner), graph.call(inner, graph.input(10, 4)))
    assert graph.found("KR106") == [("KR106", severity) for severity in severities]


# ---- KR201 – KR206 -------------------------------------------------------------------------------------------------


def trained(units, act, loss, from_logits=False, y=None, spoken=None, **info):
    graph = Graph()
    end = graph.chain(graph.input(8), dense(16, "relu"), dense(units, act))
    graph.model(end)
    graph.train(
        graph.head(end), graph.loss(loss, from_logits, **(spoken or {})), *([graph.fit(y)] if y else []), **info
    )
    return graph


HEADS = {
    "one sigmoid": ((1, "sigmoid", "categorical_crossentropy"), [("KR201", E)]),
    "sigmoids": ((10, "sigmoid", "sparse_categorical_crossentropy"), [("KR201", E)]),
    "one softmax": ((1, "softmax", "binary_crossentropy"), [("KR202", E)]),
    "one softmax, logits": ((1, "softmax", "binary_crossentropy", True), [("KR202", E)]),
    "softmax, binary": ((5, "softmax", "binary_crossentropy"), [("KR203", W)]),
    "two softmax, binary": ((2, "softmax", "binary_crossentropy"), [("KR203", INFO)]),
    "logits": ((10, "linear", "sparse_categorical_crossentropy"), [("KR204", E)]),
    "logit": ((1, "linear", "binary_crossentropy"), [("KR204", E)]),
    "relu": ((10, "relu", "categorical_crossentropy"), [("KR204", E)]),
    "tanh": ((1, "tanh", "binary_crossentropy"), [("KR204", E)]),
    "softmax as logits": ((10, "softmax", "sparse_categorical_crossentropy", True), [("KR205", W)]),
    "sigmoid as logits": ((1, "sigmoid", "binary_crossentropy", True), [("KR205", W)]),
    "sigmoids as logits": ((10, "sigmoid", "categorical_crossentropy", True), [("KR205", W)]),
    "softmax as binary logits": ((3, "softmax", "binary_crossentropy", True), [("KR205", W)]),
    "right: softmax": ((10, "softmax", "categorical_crossentropy"), []),
    "right: sigmoid": ((10, "sigmoid", "binary_crossentropy"), []),
    "right: logits": ((10, "linear", "sparse_categorical_crossentropy", True), []),
    "right: regression": ((1, "linear", "mean_squared_error"), []),
    "right: exponential": ((10, "exponential", "categorical_crossentropy"), []),
    "unknown activation": ((10, Unknown("?"), "categorical_crossentropy"), []),
    "unknown logits": ((10, "linear", "categorical_crossentropy", Unknown("?")), []),
}


@pytest.mark.parametrize("name", HEADS)
def test_heads(name):
    arguments, expected = HEADS[name]
    assert trained(*arguments).found() == expected


def test_compiled_but_never_trained():
    graph = trained(10, "linear", "categorical_crossentropy", escapes=False)
    assert graph.found() == []


def test_custom_training_reads_the_loss_in_its_own_way():
    graph = Graph()
    end = graph.chain(graph.input(8), dense(10))
    model = graph.model(end, custom_train_step=True)
    graph.train(graph.head(end), graph.loss("categorical_crossentropy"), model=model)
    assert graph.found() == []


def test_a_head_of_something_else_is_left_alone():
    graph = Graph()
    end = graph.chain(graph.input(8, 8, 3), conv(10, 1), GAP)
    graph.model(end)
    head = graph.head(end, activation="relu", layer=None, units=10)
    graph.train(head, graph.loss("categorical_crossentropy"))
    assert graph.found() == []


def test_remedies_of_losses():
    (one,) = trained(1, "sigmoid", "categorical_crossentropy").findings()
    assert one.fix.edits == (ReplaceLoss(one.location, "binary_crossentropy", None),)
    (many,) = trained(4, "sigmoid", "categorical_crossentropy").findings()
    assert isinstance(many.fix.edits[0], SetArgument)
    (logits,) = trained(4, "linear", "categorical_crossentropy").findings()
    assert logits.fix.edits == (ReplaceLoss(logits.location, "categorical_crossentropy", True),)
    (wrapped,) = trained(4, "linear", "categorical_crossentropy", spoken={"via": "my_loss"}).findings()
    assert isinstance(wrapped.fix.edits[0], SetArgument)
    assert "inside my_loss" in wrapped.message
    labels = ArrayInfo(encoding="multi-hot")
    (tags,) = trained(4, "sigmoid", "categorical_crossentropy", y=labels).findings()
    assert tags.fix.edits == (ReplaceLoss(tags.location, "binary_crossentropy", None),)
    (compete,) = trained(4, "softmax", "binary_crossentropy", y=labels).findings()
    assert compete.message.endswith("their probabilities share a total of 1")
    assert compete.fix.description == "Use sigmoid in the output layer"
    (two,) = trained(2, "softmax", "binary_crossentropy", y=labels).findings()
    assert two.severity == W


def test_what_is_said_of_logits_depends_on_the_loss():
    (keras,) = trained(1, "sigmoid", "binary_crossentropy", True).findings()
    assert "TensorFlow backend Keras undoes it" in keras.message
    spelling = {"spelling": "tf.nn.sigmoid_cross_entropy_with_logits"}
    (nn,) = trained(1, "sigmoid", "binary_crossentropy", True, spoken=spelling).findings()
    assert "applied twice" in nn.message
    assert "undoes" not in nn.message


def test_softmax_over_an_axis_of_size_one():
    graph = Graph()
    score = graph.chain(graph.input(100, 64), dense(1))
    over_steps, over_units = graph.add("Softmax", score, axis=1), graph.add("Softmax", score)
    by_function, right = graph.op("softmax", score), graph.op("softmax", score, axis=1)
    graph.model(over_steps, over_units, by_function, right)
    assert [finding.location for finding in graph.findings("KR202")] == [
        over_units.node.layer.location,
        by_function.node.layer.location,
    ]


LABELS = {
    "one-hot, sparse": (ArrayInfo(encoding="one-hot"), "sparse_categorical_crossentropy", 10, 1),
    "integer, categorical": (ArrayInfo(encoding="integer"), "categorical_crossentropy", 10, 1),
    "integer, focal": (ArrayInfo(encoding="integer"), "categorical_focal_crossentropy", 10, 1),
    "one-hot, categorical": (ArrayInfo(encoding="one-hot"), "categorical_crossentropy", 10, 0),
    "integer, sparse": (ArrayInfo(encoding="integer"), "sparse_categorical_crossentropy", 10, 0),
    "not known": (ArrayInfo(), "categorical_crossentropy", 10, 0),
    "one unit": (ArrayInfo(encoding="integer"), "categorical_crossentropy", 1, 0),
}


@pytest.mark.parametrize("name", LABELS)
def test_label_encoding(name):
    labels, loss, units, count = LABELS[name]
    graph = trained(units, "softmax", loss, y=labels)
    findings = graph.findings("KR206")
    assert len(findings) == count
    for finding in findings:
        assert finding.location == graph.trainings[0].output_losses[0].loss.location


def test_label_encoding_with_an_unknown_head_and_recoded_labels():
    graph = Graph()
    labels = graph.fit(ArrayInfo(encoding="integer"))
    graph.train(Unknown("a pretrained head"), graph.loss("categorical_crossentropy"), labels)
    assert graph.found() == [("KR206", E)]


# ---- KR301 – KR303 -------------------------------------------------------------------------------------------------

PIXELS = ArrayInfo(low=0, high=255, bounds_attained=True, origin="keras.datasets.mnist pixels")


def fed(value, first="Dense", kind="layer", optimizer="Adam", rate=0.001, method="fit", **config):
    graph = Graph()
    if kind == "backbone":
        tensor = graph.other("backbone", first, graph.input(96, 96, 3), **config)
    else:
        shape = (10,) if first == "Embedding" else (96, 96, 3)
        tensor = graph.add(first, graph.input(*shape), **config)
    end = graph.add("Dense", tensor, units=3, activation="softmax")
    graph.model(end)
    fit = graph.fit(reaching_inputs=(graph.arrival(tensor, value),))
    fit = type(fit)(**{**vars(fit), "method": method})
    graph.train(graph.head(end), graph.loss("categorical_crossentropy"), fit, optimizer=optimizer, rate=rate)
    return graph


RELU = {"units": 8, "activation": "relu"}


def test_unscaled_input():
    assert fed(PIXELS, **RELU).found() == [("KR301", W)]
    assert fed(PIXELS, optimizer="SGD", **RELU).found() == [("KR301", E)]
    assert fed(ArrayInfo(low=-200, high=3, bounds_attained=True), **RELU).found() == [("KR301", W)]
    assert fed(ArrayInfo(low=-20, high=20, bounds_attained=True), **RELU).found() == [("KR301", INFO)]
    assert fed(ArrayInfo(low=90, high=99, bounds_attained=True), **RELU).found() == [("KR301", W)]
    assert fed(ArrayInfo(low=-99, high=99, bounds_attained=True, mean=0, std=4), **RELU).found() == []
    assert fed(PIXELS, optimizer="SGD", rate=1e-5, **RELU).found() == [("KR301", W)]
    assert fed(PIXELS, optimizer="SGD", rate=Unknown("?"), **RELU).found() == [("KR301", W)]
    (finding,) = fed(PIXELS, **RELU).findings()
    assert isinstance(finding.fix.edits[0], InsertLayer)
    assert "0 to 255" in finding.message


def test_unscaled_input_before_batch_normalisation_makes_no_difference():
    graph = Graph()
    first = graph.add("Conv2D", graph.input(32, 32, 3), filters=8, kernel_size=3, activation="linear")
    end = graph.chain(first, BN, "ReLU", GAP, dense(3, "softmax"))
    graph.model(end)
    fit = graph.fit(reaching_inputs=(graph.arrival(first, PIXELS),))
    graph.train(graph.head(end), graph.loss("categorical_crossentropy"), fit)
    assert graph.found("KR301") == [("KR301", INFO)]


@pytest.mark.parametrize(
    "graph",
    [
        fed(ArrayInfo(low=0, high=1, bounds_attained=True), **RELU),
        fed(ArrayInfo(low=0, high=255), **RELU),
        fed(ArrayInfo(), **RELU),
        fed(ArrayInfo(low=-300, high=300, bounds_attained=True, standardized=True), **RELU),
        fed(PIXELS, method="predict", **RELU),
        fed(PIXELS, first="BatchNormalization"),
        fed(ArrayInfo(low=0, high=9999, bounds_attained=True), first="Embedding", input_dim=10000, output_dim=8),
        fed(PIXELS, first="EfficientNetB0", kind="backbone", weights="imagenet"),
        fed(PIXELS, first="ResNet50", kind="backbone", weights=None),
        fed(ArrayInfo(low=0, high=0.004, bounds_attained=True), **RELU),
    ],
)
def test_no_unscaled_input(graph):
    assert graph.found() == []


def scale(text: str) -> Step:
    return Step("scale", text, None)


def test_doubly_scaled_input():
    twice = ArrayInfo(low=0, high=1 / 255, bounds_attained=True, steps=(scale("/ 255"), scale("Rescaling(1/255)")))
    once = ArrayInfo(low=0, high=1 / 255, bounds_attained=True, steps=(scale("/ 255"),))
    undone = ArrayInfo(
        low=0, high=1, bounds_attained=True, steps=(scale("/ 255"), scale("/ 255"), scale("Rescaling(255)"))
    )
    small = ArrayInfo(low=0, high=0.01, bounds_attained=True, steps=(scale("* 0.01"),))
    assert fed(twice, **RELU).found() == [("KR302", E)]
    assert fed(once, **RELU).found() == [("KR302", E)]
    assert fed(undone, **RELU).found() == []
    assert fed(small, **RELU).found() == []
    assert fed(twice, first="BatchNormalization").found() == []
    assert fed(twice, first="VGG16", kind="backbone", weights=None).found() == [("KR302", E)]


UNIT, SYMMETRIC = ArrayInfo(low=0, high=1, bounds_attained=True), ArrayInfo(low=-1, high=1, bounds_attained=True)
CAFFE = ArrayInfo(low=-123.68, high=151.061, bounds_attained=True)


@pytest.mark.parametrize(
    ("backbone", "value", "config", "count"),
    [
        ("EfficientNetB0", UNIT, {}, 1),
        ("EfficientNetB0", PIXELS, {}, 0),
        ("VGG16", UNIT, {}, 1),
        ("VGG16", PIXELS, {}, 1),
        ("VGG16", CAFFE, {}, 0),
        ("ResNet50", SYMMETRIC, {}, 1),
        ("MobileNetV2", SYMMETRIC, {}, 0),
        ("InceptionV3", UNIT, {}, 1),
        ("MobileNetV3Small", PIXELS, {}, 0),
        ("MobileNetV3Small", SYMMETRIC, {"include_preprocessing": False}, 0),
        ("MobileNetV3Small", PIXELS, {"include_preprocessing": Unknown("?")}, 0),
        ("DenseNet121", UNIT, {}, 1),
        ("EfficientNetB0", UNIT, {"weights": None}, 0),
        ("EfficientNetB0", UNIT, {"weights": Unknown("?")}, 0),
        ("EfficientNetB0", ArrayInfo(low=0, high=1), {}, 0),
        ("NoSuchNet", UNIT, {}, 0),
    ],
)
def test_backbone_preprocessing(backbone, value, config, count):
    graph = fed(value, first=backbone, kind="backbone", **{"weights": "imagenet", **config})
    assert graph.found() == [("KR303", W)] * count
