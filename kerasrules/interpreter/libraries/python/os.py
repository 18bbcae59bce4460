"""The module os: paths that are put together, environment variables."""

from __future__ import annotations

import posixpath

from kerasrules.interpreter.libraries.registry import Call, constants, function
from kerasrules.interpreter.values import Value

constants({"os.sep": "/"})


@function("os.path.join", for_each_option=False)
def path_join(call: Call) -> Value:
    parts = [value for value in call.args if isinstance(value, str)]
    fits = call.context.budget.allows_length(sum(len(part) + 1 for part in parts))
    if call.every_arg and len(parts) == len(call.args) and fits:
        return posixpath.join(*parts)
    return call.unknown("a path")


@function("os.environ.get", "os.getenv", "os.environ.setdefault")
def environment(call: Call) -> Value:
    return call.unknown("an environment variable")
