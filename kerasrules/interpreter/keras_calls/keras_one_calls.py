"""Programs written for Keras 1: noticed by what only Keras 1 had, and then read as it read them."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING

from kerasrules.interpreter.arguments import Arguments
from kerasrules.interpreter.eval.call_syntax import called_name, named_locations
from kerasrules.interpreter.values import Value, plain
from kerasrules.keras_api import keras_one, signatures
from kerasrules.keras_api.layer_traits import CONVOLUTIONS, classes_with
from kerasrules.model.locations import Location
from kerasrules.model.releases import ANY, TENSORFLOW_TWO

if TYPE_CHECKING:
    from kerasrules.interpreter.context import Context

_FLAT_CONVOLUTIONS = classes_with(lambda traits: traits.rank == 2) & CONVOLUTIONS
_OLD_NAME = "Convolution2D"
"""Keras still has this name for Conv2D; who uses it and passes rows and columns learned it in Keras 1."""
_CHANNELS = (1, 3, 4)


class KerasOne:
    """What a program that was written for Keras 1 means."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.reads = False
        """Whether the program is known to be one, so that all its calls are read so."""
        self.keeps_own_layers = False
        """Whether `model.layers` is the model's own list, as it was in Keras with backends of its own."""
        self.pops_layers = False
        """Whether the program takes a layer off such a list."""
        self._has_two_sides = False
        """Whether a convolution gets rows and columns as two arguments."""
        self._has_old_name = False
        """Whether one of these is called by its old name."""
        self._has_new_names = False
        """Whether a layer gets an argument by the name that it has since Keras 2."""
        self._formats: set[str] = set()
        """Where declared images have their channels."""

    def is_noticed(self) -> bool:
        """Whether the program that was run is written for Keras 1."""
        uses = self.ctx.events.api_uses
        if self._has_new_names or any(keras_one.is_later(use) for use in uses):
            return False
        imported = (use.name.rpartition(".")[2] for use in uses if use.kind == "import")
        old_name = self._has_old_name or _OLD_NAME in imported
        if self._has_two_sides and (old_name or any(map(keras_one.has_old_ends, uses))):
            return True
        return any(map(keras_one.is_sign, uses))

    def depends_on_release(self, alone: bool) -> bool:
        """Whether the program that was run does otherwise in an older Keras, and is for such a one.

        alone: whether nothing beside it is read.
        """
        if not self.pops_layers or self.keeps_own_layers:
            return False
        from kerasrules.keras_api.written_for import of_uses
        from kerasrules.source.required_keras import required_keras

        source, root = self.ctx.source, self.ctx.root
        asked = ANY if alone else required_keras(source.path, root)
        return of_uses(self.ctx.events.api_uses, source.python_two).within(asked).are_before(TENSORFLOW_TWO)

    def begin(self, first: KerasOne) -> None:
        """Read the program as one for Keras 1, given what a first run of it saw."""
        self.reads = self.keeps_own_layers = True
        if not first.ctx.events.sets_data_format:
            # each installation had its own default, and the declared images tell it
            self.ctx.events.data_format = next(iter(first._formats)) if len(first._formats) == 1 else None

    def note_image(self, shape: Value) -> None:
        """The shape that a model declares for its input."""
        if isinstance(shape, tuple) and len(shape) in (3, 4):
            first, last = (type(size) is int and size in _CHANNELS for size in (shape[0], shape[-1]))
            if first is not last:
                self._formats.add("channels_first" if first else "channels_last")

    @property
    def declares_channels_first(self) -> bool:
        """Whether a declared image looks as if its channels came first."""
        return "channels_first" in self._formats

    def layer(
        self, class_name: str, arguments: Arguments, node: ast.AST, atrous: bool = False
    ) -> tuple[Arguments, Mapping[str, Location]] | None:
        """The arguments of a layer as today's Keras takes them, and their places; None where they are written so."""
        args, kwargs = arguments.args, arguments.kwargs
        if class_name in _FLAT_CONVOLUTIONS and len(args) >= 3 and type(args[1]) is int and type(args[2]) is int:
            self._has_two_sides = True
            self._has_old_name |= isinstance(node, ast.Call) and called_name(node) == _OLD_NAME
        if keras_one.has_new_argument(class_name, kwargs):
            self._has_new_names = True
        if not (self.reads or atrous or keras_one.has_old_argument(class_name, kwargs)):
            return None
        names = keras_one.positional(class_name, tuple(plain(value) for value in args), atrous)
        if names is None:
            names = tuple(parameter.name for parameter in signatures.LAYERS[class_name].positional)
        locations = dict(named_locations(self.ctx, node, names))
        for name, place in list(locations.items()):
            locations.setdefault(keras_one.today(class_name, name), place)
        if names[:2] == keras_one.SIZES_OF_DENSE:
            locations.pop("input_dim", None)  # it had to be given, and is no declaration
        given = keras_one.translated(class_name, arguments.by_name(names))
        return Arguments((), given, arguments.incomplete), locations
