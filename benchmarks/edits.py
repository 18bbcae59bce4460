"""Processor time from an edit to its diagnostics, in a model file of some 500 lines.

    python benchmarks/edits.py [EDITS]

Does here what a worker of `kerasrules server` does after each edit: an activation is taken out of a layer, and
put in again, with another number in a comment each time so that nothing is known already. Prints the least time, as
milliseconds and as a ratio to `ast.parse` of the same text, and that of its parts. editor.py measures the way there and
back, too.
"""

from __future__ import annotations

import ast
import math
import pickle
import sys
import tempfile
import time
from collections.abc import Callable, Mapping

from measuring import CHECKOUT

BLOCKS = 61


def program() -> list[str]:
    """Lines of a model as people write them: blocks of convolutions, a head, compile and fit on scaled images."""
    lines = ["import keras", "from keras import layers", "", "inputs = keras.Input((32, 32, 3))", "x = inputs", ""]
    for number in range(BLOCKS):
        lines += [
            f"# block {number}",
            f"shortcut_{number} = layers.Conv2D(64, 1, padding='same', activation='relu')(x)",
            "x = layers.Conv2D(32, 3, padding='same', activation='relu')(x)",
            "x = layers.BatchNormalization()(x)",
            "x = layers.Conv2D(64, 3, padding='same', activation='relu')(x)",
            "x = layers.Dropout(0.2)(x)",
            f"x = layers.Add()([x, shortcut_{number}])",
            "",
        ]
    return [
        *lines,
        "x = layers.GlobalAveragePooling2D()(x)",
        "x = layers.Dense(64, activation='relu')(x)",
        "outputs = layers.Dense(10, activation='softmax')(x)",
        "model = keras.Model(inputs, outputs)",
        "model.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])",
        "(x_train, y_train), _ = keras.datasets.cifar10.load_data()",
        "model.fit(x_train / 255.0, y_train, epochs=10)",
    ]


def change(lines: list[str]) -> tuple[int, str, str]:
    """What is edited: the number of a line, that line, and what stands there in its place."""
    number = next(number for number, line in enumerate(lines) if line.startswith("x = layers.Dense(64"))
    return number, lines[number], "x = layers.Dense(64)(x)"


def least(works: Mapping[str, Callable[[int], object]], rounds: int) -> dict[str, float]:
    """Milliseconds of processor time for each work, the least of some rounds; they take turns."""
    found = dict.fromkeys(works, math.inf)
    for number in range(rounds):
        for name, work in works.items():
            started = time.process_time()
            work(number)
            found[name] = min(found[name], (time.process_time() - started) * 1000)
    return found


def measure(edits: int) -> dict[str, float]:
    """Milliseconds for an edit, `ast.parse` of the text, and the parts of what an edit takes."""
    sys.path.insert(0, str(CHECKOUT))
    from kerasrules.checking.engine import examine
    from kerasrules.checking.settings import Overrides
    from kerasrules.interpreter import analyze as read
    from kerasrules.server import analysis, jobs
    from kerasrules.source.load import from_text

    jobs.ready()
    lines = program()
    number, *versions = change(lines)

    def text(edit: int) -> str:
        return "\n".join([*lines[:number], versions[edit % 2], *lines[number + 1 :], f"# {edit}"])

    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/model.py"

        def request(edit: int) -> analysis.Request:
            return analysis.Request(text(edit), path, folder, True, Overrides())

        jobs.analyze(request(-1))
        settings = analysis.settings_of(request(-1))
        assert not isinstance(settings, analysis.Analysis)
        answer = jobs.analyze(request(-2))
        works: dict[str, Callable[[int], object]] = {
            "an edit": lambda edit: jobs.analyze(request(edit)),
            "ast.parse": lambda edit: ast.parse(text(edit)),
            "parse": lambda edit: from_text(text(edit), path),
            "parse and read": lambda edit: read(from_text(text(edit), path), settings.reading),
            "parse, read and judge": lambda edit: examine(text(edit), path, settings),
            "send the answer": lambda _: pickle.dumps(answer, pickle.HIGHEST_PROTOCOL),
            "the same state again": lambda _: jobs.analyze(request(-2)),
        }
        return least(works, edits)


def main() -> None:
    """Measure and print."""
    edits = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    found = measure(edits)
    print(f"{len(program())} lines, {edits} edits\n{'CPU ms':>8} {'× ast.parse':>12}")
    for name, milliseconds in found.items():
        print(f"{milliseconds:8.1f} {milliseconds / found['ast.parse']:12.1f}  {name}")


if __name__ == "__main__":
    main()
