"""What `confirm --output-format json` prints, made by hand."""

from __future__ import annotations

import math
from typing import Any

from kerasrules.confirming.judge.conclusion import conclude
from kerasrules.confirming.plan.request import ConfirmOptions, DataFile
from kerasrules.report import confirm_html
from kerasrules.source.source_texts import SourceTexts

FOUNDING = """\
def get_model(input_shape):
    model = Sequential()

    model.add(Conv2D(32, (3, 3), padding='same', input_shape=input_shape))
    model.add(MaxPooling2D(pool_size=(2, 2)))

    model.add(Conv2D(64, (3, 3), padding='same'))
    model.add(MaxPooling2D(pool_size=(2, 2)))

    model.add(Flatten())
    model.add(Dense(64, activation='relu'))
    model.add(Dense(1, activation='sigmoid'))
    return model

model = get_model(trainX.shape[1:])
model.compile(optimizer='sgd', metrics=['accuracy'], loss='binary_crossentropy')
model.fit(trainX, trainY, validation_split=0.2, batch_size=32, epochs=20)
"""

HEAD = """\
from keras import Input, Sequential
from keras.layers import Dense

model = Sequential([
    Input((8,)),
    Dense(12, activation="relu"),
    Dense(1, activation="softmax"),
])
model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
"""

CEILING = (
    "no weights can succeed: even with free choice of what goes into it, this output under binary_crossentropy reaches"
    " a skill of 0.00, and 1.00 with the fix"
)
STEPS = [0, 50, 100, 150, 200, 250, 300]


def extent(line: int, column: int, end_column: int, end_line: int | None = None) -> dict[str, Any]:
    end = {"line": end_line or line, "column": end_column}
    return {"start": {"line": line, "column": column}, "end": end}


def rising(seed: int, top: float, late: float = 0.35) -> list[float]:
    """A course from 0 to `top`, a little different for each seed."""
    at = late + 0.06 * ((seed * 7) % 5)
    return [round(top / (1 + math.exp(-14 * (step / 300 - at))), 4) if step else 0.0 for step in STEPS]


def run(seed: int, skills: list[float | None], start: float, held_out: float | None = 0.9) -> dict[str, Any]:
    losses = [
        None if s is None else round(start * (1 - 0.93 * max(0.0, s)) + 0.004 * ((seed + i) % 3), 4)
        for i, s in enumerate(skills)
    ]
    outside = [None if s is None or held_out is None else round(s * held_out, 4) for s in skills]
    curve: dict[str, Any] = {"step": STEPS, "loss": losses, "skill": skills}
    if held_out is not None:
        curve["held_out"] = outside
    return {"seed": seed, "skill": skills[-1], "held_out": outside[-1], "steps": 300, "curve": curve}


def side(runs: list[dict[str, Any]]) -> dict[str, Any]:
    def middle(values: list[Any]) -> Any:
        values = sorted(v for v in values if v is not None)
        return values[len(values) // 2] if values else None

    return {
        "skill": middle([r["skill"] for r in runs]),
        "held_out": middle([r["held_out"] for r in runs]),
        "loss_start": middle([r["curve"]["loss"][0] for r in runs]),
        "loss_end": middle([r["curve"]["loss"][-1] for r in runs]),
        "runs": runs,
    }


def flat(seeds: int, start: float = 0.693) -> dict[str, Any]:
    shape = [0.0, 0.01, 0.0, 0.0, 0.02, 0.0, 0.01]
    return side([run(s, [v * ((s % 3) + 0.2) for v in shape], start, 0.4) for s in range(seeds)])


def learned(seeds: int, top: float = 0.97, start: float = 0.693) -> dict[str, Any]:
    return side([run(s, rising(s, top - 0.01 * s), start) for s in range(seeds)])


def verdict(**changes: Any) -> dict[str, Any]:
    return {
        "code": "KR202",
        "name": "softmax-single-unit",
        "severity": "error",
        "message": "Dense(1) applies softmax over a single value. A value divided by itself is 1.0, so the"
        " output is the same for every input and any weights",
        "path": "train.py",
        "cell": None,
        "range": extent(7, 5, 35),
        "remedy": "Use sigmoid",
        "together": [],
        "model": "Sequential on line 4",
        "verdict": "confirmed",
        "reason": CEILING,
        "proofs": [
            {
                "name": "head-ceiling",
                "text": CEILING,
                "as_written": 0.0,
                "remedied": 1.0,
                "decides": True,
            }
        ],
        "data": "file",
        "backend": "tensorflow",
        "optimizer": "Adam, learning rate 0.001",
        "seeds": [0, 1, 2, 3, 4],
        "steps": 300,
        "wins": 5,
        "losses": 0,
        "ties": 0,
        "as_written": flat(5),
        "remedied": learned(5),
        "seconds": 3.1,
        **changes,
    }


def document(**changes: Any) -> dict[str, Any]:
    found = _document(**changes)
    file = found["data"]["path"]
    options = ConfirmOptions(data=DataFile(file) if file is not None else None)
    said = conclude(found["path"], found["data"]["words"], found["verdicts"], options, {"KR202", "KR102"})
    return {"conclusion": said, **found}


def _document(**changes: Any) -> dict[str, Any]:
    return {
        "version": 1,
        "path": "train.py",
        "backend": "tensorflow",
        "keras": "3.15.1",
        "data": {
            "source": "file",
            "path": "diabetes.csv",
            "samples": 768,
            "held_out": 154,
            "words": "768 samples of (8,) from diabetes.csv",
            "notes": [],
        },
        "findings": [],
        "reference": {"name": "logistic regression", "skill": 0.93, "held_out": 0.88, "seconds": 0.2},
        "verdicts": [verdict()],
        "combined": None,
        "models": [
            {
                "title": "Sequential on line 4",
                "rows": [
                    {
                        "layer": "InputLayer",
                        "output_shape": "(None, 8)",
                        "parameters": 0,
                        "activation": None,
                        "line": 5,
                    },
                    {
                        "layer": "Dense",
                        "output_shape": "(None, 12)",
                        "parameters": 108,
                        "activation": "relu",
                        "line": 6,
                    },
                    {
                        "layer": "Dense",
                        "output_shape": "(None, 1)",
                        "parameters": 13,
                        "activation": "softmax",
                        "line": 7,
                    },
                ],
                "parameters": 121,
            }
        ],
        "timing": {"import": 2.9, "build": 0.2, "trace": 0.6, "train": 3.1},
        "notes": [],
        "interrupted": False,
        "seconds": 7.2,
        **changes,
    }


def founding() -> dict[str, Any]:
    """A missing activation that is not what holds the model back, and inputs that are."""
    sgd = "SGD, learning rate 0.01"
    as_written = flat(7)
    activation = verdict(
        code="KR102",
        name="linear-conv-before-pooling",
        severity="warning",
        message="Conv2D(32) has no activation, so MaxPooling2D is the only nonlinearity before the"
        " next layer with weights.",
        path="founding.py",
        range=extent(4, 15, 74),
        remedy='Give it activation="relu"',
        together=[{"line": 7, "cell": None}],
        model="Sequential on line 2",
        verdict="not confirmed",
        reason="this fix alone is not enough: neither variant learned, while with another one (KR308: standardize each"
        " sample) the model does",
        proofs=[
            {
                "name": "affinity-residual",
                "text": "residual of linearity: what the output layer gets is not linear in the input",
                "as_written": 0.12,
                "remedied": 0.17,
                "decides": False,
            }
        ],
        optimizer=sgd,
        seeds=list(range(7)),
        wins=0,
        ties=7,
        as_written=as_written,
        remedied=flat(7),
        seconds=4.4,
    )
    # each finding of a trial has the verdict
    second = {
        **activation,
        "message": activation["message"].replace("Conv2D(32)", "Conv2D(64)"),
        "range": extent(7, 15, 49),
        "together": [{"line": 4, "cell": None}],
    }
    scaling = verdict(
        code="KR308",
        name="offset-dominated-input",
        severity="warning",
        message="The inputs' mean is 83 times their spread (mean -0.83, standard deviation 0.01).",
        path="founding.py",
        range=extent(17, 11, 17),
        remedy="Standardize each sample",
        model="Sequential on line 2",
        verdict="confirmed",
        reason="the fix won all of 7 pairs of trainings: skill 0.00 as written, 0.85 with the fix",
        proofs=[
            {
                "name": "feature-spread",
                "text": "relative spread before training: the features that the output layer gets hardly differ from"
                " sample to sample",
                "as_written": 0.012,
                "remedied": 0.64,
                "decides": False,
            }
        ],
        optimizer=sgd,
        seeds=list(range(7)),
        wins=7,
        as_written=as_written,
        remedied=learned(7),
        seconds=5.2,
    )
    channel = {
        **scaling,
        "remedy": "Standardize each channel",
        "verdict": "not confirmed",
        "reason": activation["reason"],
        "proofs": [],
        "wins": 0,
        "ties": 7,
        "remedied": flat(7, 0.70),
        "seconds": 4.9,
    }
    rows = [
        ("Conv2D", "(None, 25, 25, 32)", 1184, None, 4),
        ("MaxPooling2D", "(None, 12, 12, 32)", 0, None, 5),
        ("Conv2D", "(None, 12, 12, 64)", 18496, None, 7),
        ("MaxPooling2D", "(None, 6, 6, 64)", 0, None, 8),
        ("Flatten", "(None, 2304)", 0, None, 10),
        ("Dense", "(None, 64)", 147520, "relu", 11),
        ("Dense", "(None, 1)", 65, "sigmoid", 12),
    ]
    names = ("layer", "output_shape", "parameters", "activation", "line")
    return document(
        path="founding.py",
        data={
            "source": "file",
            "path": "sample.npz",
            "samples": 800,
            "held_out": 200,
            "words": "800 samples of (25, 25, 4) from sample.npz",
            "notes": ["channel 3 is constant in 12 samples"],
        },
        findings=[
            {
                "code": "KR308",
                "name": "offset-dominated-input",
                "severity": "warning",
                "message": "The inputs' mean is 83 times their spread (mean -0.83, standard deviation 0.01). Within a"
                " sample they vary far less than from sample to sample.",
                "path": "founding.py",
                "cell": None,
                "range": extent(17, 11, 17),
                "related": [],
                "help": "standardize each sample: x = (x - x.mean(axis=(1, 2), keepdims=True)) / x.std(…)",
                "url": None,
                "data_files": [],
            }
        ],
        reference={"name": "logistic regression", "skill": 0.91, "held_out": 0.86, "seconds": 0.3},
        verdicts=[channel, scaling, activation, second],
        combined={"remedies": ["KR102", "KR308"], "remedied": learned(7, 0.99)},
        models=[
            {
                "title": "Sequential on line 2",
                "rows": [dict(zip(names, row, strict=True)) for row in rows],
                "parameters": 167265,
            }
        ],
        seconds=14.9,
        timing={"import": 2.9, "build": 0.4, "trace": 1.5, "train": 9.6},
    )


def synthetic() -> dict[str, Any]:
    """No data were given, and the time ran out."""
    return document(
        data={
            "source": "synthetic",
            "path": None,
            "samples": 512,
            "held_out": 0,
            "words": "512 made-up samples of (8,) with values from -1 to 1",
            "notes": [],
        },
        reference=None,
        verdicts=[
            verdict(
                data="synthetic",
                seeds=[3],
                wins=1,
                proofs=[],
                as_written=side([run(3, [0.0] * 7, 0.66, None)]),
                remedied=side([run(3, rising(3, 1.0), 0.69, None)]),
            ),
            verdict(
                code="KR101",
                name="linear-stack",
                message="Dense(12) and Dense(1) are one linear map",
                range=extent(6, 5, 33),
                remedy='Give it activation="relu"',
                verdict="inconclusive",
                reason="Made-up data cannot decide whether a linear model is enough; give your own with --data.",
                data="synthetic",
                seeds=[],
                steps=0,
                wins=0,
                as_written=None,
                remedied=None,
                optimizer=None,
                seconds=None,
            ),
        ],
        interrupted=True,
    )


def exploding() -> dict[str, Any]:
    """As written the loss leaves the numbers: a large loss, then null, NaN and infinity."""
    broken = []
    for seed, ends in enumerate(([None, None], [math.nan, math.nan], [math.inf, math.nan])):
        curve = {"step": [0, 50, 100, 150], "loss": [175.2, 9400.0 * (seed + 1), *ends], "skill": [-0.1, -1.0, -1, -1]}
        broken.append({"seed": seed, "skill": -1.0, "held_out": -1.0, "steps": 150, "curve": curve})
    bad = {"skill": -1.0, "held_out": -1.0, "loss_start": 175.2, "loss_end": math.nan, "runs": broken}
    return document(
        verdicts=[
            verdict(
                code="KR301",
                name="unscaled-input",
                severity="warning",
                message="Pixels from 0 to 255 reach the first layer",
                remedy="Divide the inputs by 255",
                seeds=[0, 1, 2],
                wins=3,
                as_written=bad,
                remedied=learned(3, 0.95, 2.31),
                proofs=[
                    {
                        "name": "loss-at-start",
                        "text": "The loss before any training; guessing among 10 classes gives 2.3",
                        "as_written": 175.2,
                        "remedied": 2.31,
                        "decides": False,
                    }
                ],
            )
        ]
    )


def empty() -> dict[str, Any]:
    """No finding has a fix."""
    return document(
        verdicts=[], findings=[], models=[], reference=None, timing={}, notes=["no finding in train.py has a fix"]
    )


HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>&\"'\x1b[31m\u202e\ud800]]>"


def hostile() -> dict[str, Any]:
    """Text that would be markup, wherever text may stand."""

    def spoil(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: spoil(one, name) for name, one in value.items()}
        if isinstance(value, list):
            return [spoil(one, key) for one in value]
        return HOSTILE if isinstance(value, str) and key not in ("verdict", "severity") else value

    spoiled: dict[str, Any] = spoil(founding())
    return spoiled


EXAMPLES = {
    "head": document,
    "founding": founding,
    "synthetic": synthetic,
    "exploding": exploding,
    "empty": empty,
    "hostile": hostile,
}


def page_of(document: dict[str, Any], source: str | None) -> str:
    """The HTML page of a document whose findings are in this source."""
    return confirm_html.render(document, None if source is None else SourceTexts({str(document["path"]): source}))
