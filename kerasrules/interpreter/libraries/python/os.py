"""The module os: paths that are put together, environment variables."""

from __future__ import annotations

import posixpath

from kerasrules.interpreter.libraries.registry import Call, constants, function
from kerasrules.interpreter.values import Value

constants({"os.sep": "/"})


@function("os.path.join", for_each_option=False)
def path_join(call: Call) -> Value:
    if call.every_arg and all(isinstance(value, str) for value in call.args):
        return posixpath.join(*call.args)
    return call.unknown("a path")


@function("os.environ.get", "os.getenv", "os.environ.setdefault")
def environment(call: Call) -> Value:
    return call.unknown("an environment variable")
