"""What a model takes, as far as it tells how a file is to be read."""

from __future__ import annotations

from kerasrules.confirming.plan.model_plan import InputPlan, ModelPlan
from kerasrules.model.data import ArrayInfo, Shape
from kerasrules.model.record import record


@record(frozen=True)
class WantedInput:
    """shape: of one sample, as far as declared. words: how many words it knows, where it takes texts as numbers."""

    shape: Shape | None = None
    words: int | None = None
    info: ArrayInfo | None = None

    @property
    def width(self) -> int | None:
        """The columns of a table."""
        return self.shape[0] if self.shape is not None and len(self.shape) == 1 else None


@record(frozen=True)
class Wanted:
    """inputs, and how many outputs. names: of the inputs and then the outputs, where the program gives them."""

    inputs: tuple[WantedInput, ...] = (WantedInput(),)
    outputs: int = 1
    units: tuple[int | None, ...] = ()
    names: tuple[str | None, ...] = ()

    @property
    def counted(self) -> str:
        """In words."""
        inputs, outputs = len(self.inputs), self.outputs
        return f"{inputs} input{'s' * (inputs > 1)} and {outputs} output{'s' * (outputs > 1)}"


def wanted_by(plan: ModelPlan, known: tuple[ArrayInfo | None, ...] = ()) -> Wanted:
    """What a model takes. known: what was recovered of the arrays that the program passes to it."""
    infos = [known[index] if index < len(known) else None for index in range(len(plan.inputs))]
    inputs = tuple(_input(plan, given, info) for given, info in zip(plan.inputs, infos, strict=True))
    outputs = len(plan.outputs)
    return Wanted(inputs, outputs, tuple(plan.units(index) for index in range(outputs)))


def _input(plan: ModelPlan, given: InputPlan, info: ArrayInfo | None) -> WantedInput:
    shape = None if given.shape is None else given.shape[1:]
    if shape is None and info is not None and info.shape is not None:
        shape = info.shape[1:]
    first = next(plan.consumers(given), None)
    words = first.config.get("input_dim") if first is not None and first.class_name == "Embedding" else None
    return WantedInput(shape, words if isinstance(words, int) else None, info)
