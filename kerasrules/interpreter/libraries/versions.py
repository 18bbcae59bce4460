"""Which versions are installed: functions that tell it of Python and of libraries."""

from __future__ import annotations

from kerasrules.interpreter.libraries.registry import Call, function
from kerasrules.interpreter.values import Value
from kerasrules.model.unknown import InstalledVersion


@function(
    "keras.version",
    "importlib.metadata.version",
    "importlib_metadata.version",
    "pkg_resources.get_distribution",
    "tensorflow.__internal__.tf2.enabled",
    "tensorflow.python.tf2.enabled",
    "platform.python_version",
    "platform.python_version_tuple",
)
def installed_version(call: Call) -> Value:
    """A version, or an object that has it."""
    return InstalledVersion("the installed version", call.location)
