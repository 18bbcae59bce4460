"""KR505."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kerasrules.keras_api import backend_functions, keras_one, removed
from kerasrules.keras_api.optimizers import made_by
from kerasrules.keras_api.removed import Removed
from kerasrules.model.edits import Fix, JoinArguments, RenameArgument, RenameMethod, ReplaceModule
from kerasrules.model.findings import Effect, Finding, Related, Severity
from kerasrules.model.network import Layer
from kerasrules.model.program import ApiUse, Program
from kerasrules.model.record import replace
from kerasrules.model.unknown import Unknown
from kerasrules.rules.graph import unwrap
from kerasrules.rules.phrasing import described, listed
from kerasrules.rules.rule import ConfirmTraits, Rule, one_per_fact, one_per_location
from kerasrules.rules.split_kernels import split_kernels

_OLD_COPY = "tensorflow.python.keras"


class RemovedApi(Rule):
    """An argument, function or module that current Keras no longer has.

    ## What it does
    Looks up imports, calls, methods of models and their arguments in a table of names removed in Keras 2 and Keras 3:
    `nb_epoch`, `init=`, `border_mode=`, `fit_generator`, `keras.layers.core`, `keras.utils.np_utils`,
    `keras.wrappers.scikit_learn`, functions of `keras.backend` and more. Names that `tensorflow.keras` still offers to
    old programs are reported as information only, and so are names of a release that the repository's requirements
    exclude. With `keras-version = "2"`, only names removed in Keras 2 are reported. What a program does for other
    versions (`if tf.__version__ < "2.4"`, `hasattr`, `try` with a fallback) is left alone, with the uses of names that
    it imports there. `lr=` and `decay=` belong to KR501, `predict_classes` to KR211. A program written for Keras 1 is
    read as Keras 1 read it: `Convolution2D(32, 3, 3)` has a kernel of 3 x 3. It gets a single finding that lists all
    places to change, those of KR501 and KR211 included.

    ## Why is this bad?
    The program fails with an `ImportError`, an `AttributeError` or "Unrecognized keyword arguments", or runs only with
    a version of Keras that is no longer maintained.

    ## Example
    ```python
    from keras.layers.core import Dense

    model.add(Dense(16, init="uniform"))
    model.fit(x, y, nb_epoch=150)
    ```

    ## Use instead
    ```python
    from keras.layers import Dense

    model.add(Dense(16, kernel_initializer="random_uniform"))
    model.fit(x, y, epochs=150)
    ```

    ## References
    - [Keras 2.0 release notes](https://github.com/keras-team/keras/wiki/Keras-2.0-release-notes)
    - [Migrating Keras 2 code to Keras 3](https://keras.io/guides/migrating_to_keras_3/)
    """

    code = "KR505"
    name = "removed-api"
    severity = Severity.WARNING
    effect = Effect.NONE
    confirm = ConfirmTraits(keras_raises=True)
    tag = "deprecated"
    fix_applicability = "safe"

    def check(self, program: Program) -> Iterator[Finding]:
        """Each import, call and method of the file against the table; its modules are files too."""
        program = replace(program, uses=tuple(use for use in program.uses if use.location.path == program.path))
        names = ((_OLD_COPY if _OLD_COPY in one.message else one.location, one) for one in self._names(program))
        found = [*one_per_fact(names, "imported here, too"), *self._arguments(program), *self._backend(program)]
        if program.keras_one:
            found += self._of_other_rules(program)
            yield from self._of_keras_one(program, list(one_per_location(found)))
        else:
            yield from one_per_location(found)

    def _of_other_rules(self, program: Program) -> Iterator[Finding]:
        """What KR501 and KR211 say of other programs."""
        for use in program.uses:
            class_name = made_by(use)
            for old, instead in (("lr", "learning_rate"), ("decay", None)) if class_name and not use.guarded else ():
                if old in use.keywords:
                    text = f"{class_name} no longer has the argument {old}"
                    entry = Removed("", instead, renamed=instead is not None)
                    advice = f"use {instead or 'a schedule'}"
                    yield self.finding(use.keywords[old], text, help=advice, fix=_remedy(use, old, entry))
            if use.kind == "method" and use.name == "predict_classes" and not use.guarded:
                yield self.finding(use.location, "predict_classes is gone", help="decode what predict returns")

    def _of_keras_one(self, program: Program, changes: list[Finding]) -> Iterator[Finding]:
        """One finding for the whole file: its parts are to be changed together."""
        kernels = [found for found in split_kernels(program) if found[0].location.path == program.path]
        places = [Related(_in_short(one), one.location) for one in changes] + [
            Related(f"{described(layer)} takes its kernel as {_kernel(layer)}", layer.location) for layer, _ in kernels
        ]
        places += [
            Related(f"{described(layer)} is written with the size of its input first", layer.location)
            for layer in _with_input_size_first(program)
        ]
        if not places:
            return
        places.sort(key=lambda place: (place.location.path, place.location.cell or 0, place.location.start))
        complete = len(places) == len(changes) + len(kernels) and all(one.fix is not None for one in changes)
        edits = [edit for one in changes if one.fix is not None for edit in one.fix.edits]
        edits += [JoinArguments(layer.location, 1, sides) for layer, sides in kernels]
        signs = _signs(program)
        shown = listed(signs) if signs else "Convolution2D with rows and columns"
        fix = Fix("Write the calls for current Keras", tuple(edits), safe=True)
        yield self.finding(
            places[0].location,
            f"this program is written for Keras 1 ({shown}). Current Keras raises an error or reads its arguments"
            " differently",
            related=places,
            help="change the places listed here",
            fix=fix if complete else None,
        )

    def _names(self, program: Program) -> Iterator[Finding]:
        imported: set[str] = set()
        if any(use.name.startswith("keras.src.") for use in program.uses):
            return  # Keras' own code: the private paths are there
        for use in program.uses:
            found = removed.module_or_name(use.name) if use.kind == "import" else None
            if found is not None:
                imported.add(found[0])
                now = use.name.replace(_OLD_COPY, "keras", 1) if found[0] == _OLD_COPY else ""
                if (entry := removed.module_or_name(now)) is not None:
                    imported.add(entry[0])  # a call of it has that name
            if found is not None and not use.guarded:
                yield from self._of_name(program, use, *found, removed.is_of_tensorflow(use.name))
        for use in program.uses:
            if use.guarded:
                continue
            if use.kind == "method" and use.name in removed.METHODS:
                yield from self._of_name(program, use, f"Model.{use.name}", removed.METHODS[use.name], False)
            elif use.kind == "call":
                found = removed.module_or_name(use.name)
                # a call is known by its canonical name: whether it was spelled tf.keras is not
                if found is not None and not any(found[0].startswith(name) for name in imported):
                    yield from self._of_name(program, use, *found, not _is_standalone(program))

    def _of_name(self, program: Program, use: ApiUse, name: str, entry: Removed, tensorflow: bool) -> Iterator[Finding]:
        if program.for_keras_two and entry.since.startswith("Keras 3"):
            return
        lives = entry.in_tensorflow and (tensorflow or name.startswith("tensorflow."))
        end = "" if not lives or name.startswith("tensorflow.") else "; tensorflow.keras may still provide it"
        text = f"{name} was removed in {entry.since}{end}"
        if name == _OLD_COPY:
            text = f"{name} is not part of TensorFlow's public API. It is an old copy of Keras that no longer trains"
        yield self.finding(
            use.location,
            text,
            severity=Severity.INFO if lives else None,
            removed_in=entry.release,
            help=f"use {entry.instead}" if entry.instead else "",
            fix=_new_method(use, entry) if use.kind == "method" else _new_module(program, use, entry),
        )

    def _arguments(self, program: Program) -> Iterator[Finding]:
        for use in program.uses:
            for argument, location in use.keywords.items() if not use.guarded else ():
                entry = removed.argument(use.kind, use.name, argument)
                if entry is not None:
                    owner = use.name.rpartition(".")[2]
                    yield self.finding(
                        location,
                        f"{owner} no longer has the argument {argument}. It was"
                        f" {'replaced' if entry.instead else 'removed'} in {entry.since}",
                        related=[Related(f"{owner} is called here", use.location)],
                        help=f"use {entry.instead}" if entry.instead else f"remove {argument}",
                        fix=_remedy(use, argument, entry),
                        removed_in=entry.release,
                    )

    def _backend(self, program: Program) -> Iterator[Finding]:
        """One finding for all functions of keras.backend, at its import."""
        imports = [
            use
            for use in program.uses
            if use.kind == "import" and use.name.split(".")[-1] == "backend" and not use.guarded
        ]
        own = [use for use in imports if use.name == "keras.backend"]
        if program.for_keras_two or not own or len(own) != len(imports):
            return
        names: Mapping[str, None] = {
            use.name.rpartition(".")[2]: None
            for use in program.uses
            if use.kind == "call" and use.name.startswith("keras.backend.") and use.name.count(".") == 2
            if not use.guarded
        }
        gone = [name for name in names if name not in removed.BACKEND]
        if gone:
            shown = listed([*gone[:4], "others"] if len(gone) > 4 else gone)
            yield self.finding(
                own[0].location,
                f"keras.backend has no {shown} in Keras 3",
                help=backend_functions.instead(gone[:4]),
                removed_in=(3,),
            )


def _with_input_size_first(program: Program) -> Iterator[Layer]:
    """Layers like Dense(64, 10), which before Keras 1 took 64 inputs to 10 units."""
    for layer in {id(node.layer): unwrap(node.layer) for node in program.nodes}.values():
        old = layer.class_name == "Dense" and layer.positional > 1 and "input_dim" in layer.config
        if old and "input_dim" not in layer.arguments and layer.location.path == program.path:
            yield layer


_SHOWN = 4
"""So many signs of Keras 1 are named."""


def _signs(program: Program) -> list[str]:
    """What tells that a program is written for Keras 1: names of arguments, first of all."""
    names = {
        name: None
        for use in program.uses
        for name in use.keywords
        if (entry := removed.argument(use.kind, use.name, name)) and entry.since == removed.KERAS_ONE_ENDED
    }
    found = list(names) or list(dict.fromkeys(use.name for use in program.uses if keras_one.is_sign(use)))
    return found[:_SHOWN] + (["others"] if len(found) > _SHOWN else [])


def _kernel(layer: Layer) -> str:
    size = layer.config.get("kernel_size")
    known = isinstance(size, tuple) and not any(isinstance(side, Unknown) for side in size)
    return f"kernel_size={size}" if known else "one tuple, kernel_size"


def _in_short(finding: Finding) -> str:
    """A finding as an item of a list: what is gone and what to use."""
    gone = finding.message.partition(". ")[0]
    return f"{gone}; {finding.help}" if finding.help else gone


def _remedy(use: ApiUse, argument: str, entry: Removed) -> Fix | None:
    """The new name, where the argument takes the same values under it."""
    if not entry.renamed or entry.instead is None:
        return None
    edit = RenameArgument(use.location, argument, entry.instead)
    return Fix(f"Rename {argument} to {entry.instead}", (edit,), safe=True)


def _new_method(use: ApiUse, entry: Removed) -> Fix | None:
    """The method to call instead, where all arguments that have names mean the same to it."""
    if entry.instead is None or not use.keywords.keys() <= removed.SAME_ARGUMENTS.get(use.name, frozenset()):
        return None
    return Fix(f"Call {entry.instead} instead", (RenameMethod(use.location, entry.instead),), safe=True)


def _new_module(program: Program, use: ApiUse, entry: Removed) -> Fix | None:
    """The module to import from instead, where it has all that the statement imports."""
    names = {other.name for other in program.uses if other.kind == "import" and other.location == use.location}
    there = removed.names_in(entry.instead or "")
    if use.kind != "import" or entry.instead is None or there is None:
        return None
    modules = {name.rpartition(".")[0] for name in names}
    known = all(name.rpartition(".")[2] in there for name in names)
    if len(modules) != 1 or not known or removed.module_or_name(module := modules.pop()) is None:
        return None
    new = f"tensorflow.{entry.instead}" if removed.is_of_tensorflow(module) else entry.instead
    return Fix(f"Import from {new}", (ReplaceModule(use.location, new),), safe=True)


def _is_standalone(program: Program) -> bool:
    """Whether the program imports keras itself and nothing of TensorFlow."""
    roots = {use.name.split(".")[0] for use in program.uses if use.kind == "import"}
    return roots == {"keras"}
