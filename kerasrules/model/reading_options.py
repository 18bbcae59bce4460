"""How a program is to be read."""

from __future__ import annotations

from kerasrules.model.data_files import DataOptions
from kerasrules.model.record import field, record
from kerasrules.model.teaching import Teaching


@record(frozen=True)
class ReadingOptions:
    """data: which data files are looked at. teaching: what the settings say of the user's own code.

    supposes: whether what the program most likely means is taken for true; else it is unknown.
    defaults: whether functions that nobody calls are read with the defaults of their parameters.
    alone: whether nothing but the program itself is read, no module that it imports either.
    seconds: processor time for it, where that is less than what any file may take.
    folders: those that the user gives (`kerasrules.source.reading_root`).
    """

    data: DataOptions = field(default_factory=DataOptions)
    teaching: Teaching = field(default_factory=Teaching)
    supposes: bool = True
    defaults: bool = True
    alone: bool = False
    seconds: float | None = None
    folders: tuple[str, ...] = ()
