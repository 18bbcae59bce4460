"""What Keras refuses of a program until its first batch, and what the tool says that Keras refuses."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterator

from kerasrules.checking.engine import check_source
from kerasrules.checking.select import Selection
from kerasrules.checking.settings import Settings
from kerasrules.model.findings import Finding

_EVERYTHING = Settings(selection=Selection.default().layer(("ALL",)))
_REFUSAL = re.compile(r"(Keras( \d)?|TensorFlow) (raises|rejects|cannot|accepts only)|cannot be built")


def refusal_by_keras(text: str) -> str | None:
    """What Keras raises when the program runs; None where it runs to its end."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            exec(compile(text, "program.py", "exec"), {"__name__": "__main__"})
        except Exception as error:  # whatever is raised is a refusal
            return f"{type(error).__name__}: {error}"
    return None


def refusals_told(text: str) -> list[Finding]:
    """The findings that say that Keras refuses the program."""
    return [one for one in check_source(text, "program.py", _EVERYTHING).findings if _REFUSAL.search(one.message)]


@contextlib.contextmanager
def eager_keras() -> Iterator[None]:
    """Batches run without being compiled first: the same errors, in a tenth of the time."""
    import tensorflow as tf

    tf.config.run_functions_eagerly(True)
    level = tf.get_logger().level
    tf.get_logger().setLevel("ERROR")
    try:
        yield
    finally:
        tf.config.run_functions_eagerly(False)
        tf.get_logger().setLevel(level)
