"""Which Keras a program is for: what the user says, the repository asks for, and the program itself uses.

A name that Keras no longer has tells that the program was written before that. It may be run on the newest Keras all
the same, and then that name is what the user hears of (KR505 and its like, `Finding.removed_in`). What else only some
releases do is a fact about the program only if it is for one of these (`Finding.since`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from weakref import WeakKeyDictionary

from kerasrules.keras_api import optimizers, removed, tensorflow_one
from kerasrules.model.locations import Location
from kerasrules.model.program import ApiUse, Program
from kerasrules.model.record import record
from kerasrules.model.releases import ANY, KERAS_THREE, TENSORFLOW_TWO, Releases, Version

_SAID: Mapping[str, Releases] = {
    "2": Releases((2,), KERAS_THREE, "the settings say Keras 2"),
    "3": Releases(KERAS_THREE),
}
_TF_KERAS = Releases((2,), KERAS_THREE, "tf_keras is Keras 2")
_ONE = Releases((), (2,), "the program is written for Keras 1")

_ONLY_THREE = ("keras.ops", "keras.random", "keras.distribution", "keras.quantizers", "keras.tree", "keras_core")
"""Modules that came with Keras 3."""
_SESSIONS = frozenset({"get_session", "image_dim_ordering", "set_image_dim_ordering", "set_session", "tf"})
"""Functions of keras.backend that the Keras of TensorFlow 2 does not have."""
_RATES: Mapping[str, Version] = {"lr": (2, 11), "decay": (2, 11)}
"""Arguments of optimizers."""
_WITHOUT_CLASSES: Version = (2, 6)
"""The first without predict_classes."""

_known: WeakKeyDictionary[Program, Releases] = WeakKeyDictionary()


def written_for(program: Program) -> Releases:
    """The releases of Keras that a program is for."""
    if program not in _known:
        _known[program] = _found(program)
    return _known[program]


def _found(program: Program) -> Releases:
    if program.keras_version is not None:
        return _SAID[program.keras_version]
    if program.legacy_keras:
        return _TF_KERAS
    if program.keras_one:  # and was read so
        return _ONE
    needed = Releases(KERAS_THREE) if program.chooses_new_backend else ANY
    return of_uses(program.uses, program.python_two).within(needed).within(asked_for(program))


def asked_for(program: Program) -> Releases:
    """Those that the user or the repository asks for, whatever the program uses."""
    if program.keras_version is not None:
        return _SAID[program.keras_version]
    return ANY if program.requirements is None else program.requirements()


def of_uses(used: Sequence[ApiUse], python_two: Location | None = None) -> Releases:
    """What a program's own text tells. python_two: where it is written in Python 2."""
    uses = [use for use in used if not use.guarded]
    imports = _ImportedNames.of({use.name for use in used if use.kind == "import"})
    bounds = [
        Releases((), release, f"{name} is of an older Keras", use.location)
        for use in uses
        for release, name in _too_new(use, imports)
        if release
    ]
    if python_two is not None:
        bounds.append(Releases((), TENSORFLOW_TWO, "this is Python 2", python_two))
    first = min(bounds, key=lambda one: one.before or (), default=ANY)
    uses_three = any(use.name.startswith(_ONLY_THREE) for use in uses if use.kind == "import" or imports.of_keras_alone)
    return first.within(Releases(KERAS_THREE) if uses_three else ANY)


def after_own_backends(program: Program) -> Version:
    """The release from which on Keras is that of TensorFlow; () for a program of tf.keras, which always was."""
    own = any(use.kind == "import" and use.name.partition(".")[0] == "keras" for use in program.uses)
    return TENSORFLOW_TWO if own else ()


@record(frozen=True)
class _ImportedNames:
    """What the imports of a program say of its names: the calls of Keras and of tf.keras have the same.

    of_keras_alone: nothing of TensorFlow is imported. own_backend: the only backend is keras.backend. compatible: names
    of TensorFlow 1 are imported from where TensorFlow 2 keeps them.
    """

    of_keras_alone: bool
    own_backend: bool
    compatible: bool

    @classmethod
    def of(cls, names: set[str]) -> _ImportedNames:
        """By the names of all imports."""
        backends = {name for name in names if name.split(".")[-1] == "backend"}
        return cls(
            {name.partition(".")[0] for name in names} == {"keras"},
            backends == {"keras.backend"},
            any(name.startswith(tensorflow_one.COMPATIBLE) for name in names),
        )


def _too_new(use: ApiUse, imports: _ImportedNames) -> Iterator[tuple[Version, str]]:
    """The first releases that do not take what is used, with its name."""
    if tensorflow_one.is_gone(use.name):
        yield KERAS_THREE if imports.compatible else TENSORFLOW_TWO, use.name
    elif tensorflow_one.computes_in_graphs(use.name):
        yield KERAS_THREE, use.name
    elif use.kind == "method":
        entry = removed.METHODS.get(use.name)
        yield _WITHOUT_CLASSES if use.name == "predict_classes" else entry.release if entry else (), use.name
    elif (found := removed.module_or_name(use.name)) is not None:
        name, entry = found
        if not entry.in_tensorflow or (imports.of_keras_alone and use.name.startswith("keras.")):
            yield _until(entry.release), name
    elif use.kind == "call" and use.name.startswith("keras.backend."):
        name = use.name.split(".")[2]
        gone = imports.own_backend and name not in removed.BACKEND
        yield TENSORFLOW_TWO if name in _SESSIONS else KERAS_THREE if gone else (), use.name
    elif optimizers.made_by(use) is not None:
        yield from ((_RATES[name], f"the argument {name}") for name in use.keywords if name in _RATES)
    for keyword in use.keywords:
        if (argument := removed.argument(use.kind, use.name, keyword)) is not None:
            yield _until(argument.release), f"the argument {keyword}"


def _until(release: Version) -> Version:
    """Keras 2 took what was written for Keras 1 as long as it had backends of its own."""
    return max(release, TENSORFLOW_TWO) if release else release
