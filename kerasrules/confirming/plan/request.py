"""What the user asks of `confirm`."""

from __future__ import annotations

from collections.abc import Mapping

from kerasrules.model.record import record

TABLES = (".csv", ".tsv", ".parquet")


@record(frozen=True)
class DataFile:
    """Where the user's data are: a file or a folder, or one file for each array.

    names: of the arrays in it, the labels last. target: the column of a table. more: the other files. title: what the
    user knows the data as, where the file is one of ours.
    """

    path: str
    names: tuple[str, ...] = ()
    target: str | None = None
    more: tuple[str, ...] = ()
    title: str = ""

    @property
    def paths(self) -> tuple[str, ...]:
        """All files."""
        return (self.path, *self.more)

    @property
    def needs_target(self) -> bool:
        """Whether it is a table, and what is to be predicted of it is not said."""
        return self.target is None and self.path.lower().endswith(TABLES)

    @property
    def words(self) -> str:
        """For the user."""
        return self.title or " and ".join(self.paths)


@record(frozen=True)
class ModelFactory:
    """The user's own code that builds the model: run only because it was asked for.

    folders: where its modules are looked for. codes: the rules that are asked about the model.
    """

    module: str
    name: str
    arguments: Mapping[str, object]
    folders: tuple[str, ...]
    codes: frozenset[str]


@record(frozen=True)
class ConfirmOptions:
    """How to go about it. steps None: as many as the budget allows, up to the default."""

    seeds: int = 16
    first_seed: int = 0
    steps: int | None = None
    budget: float = 30.0
    data: DataFile | None = None
    imported: ModelFactory | None = None
    runs_program: bool = False
