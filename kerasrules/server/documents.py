"""What is open in the editor: scripts and notebooks, with their text as it is there.

This stands in for pygls' own store, which breaks lines where Python and the protocol do not (form feeds, U+2028) and so
applies edits in the wrong place.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence

from lsprotocol import types
from pygls.uris import from_fs_path, to_fs_path, urlparse
from pygls.workspace import Workspace

from kerasrules.model.findings import Finding
from kerasrules.model.locations import Location, Position
from kerasrules.model.record import record
from kerasrules.rules import code_of
from kerasrules.server.analysis import Analysis
from kerasrules.server.line_map import LineMap
from kerasrules.server.positions import bare, from_client, split, to_client
from kerasrules.server.rule_page import RulePage, page_of
from kerasrules.source.notebook.compose import notebook_json

BOM = "\ufeff"


class Text:
    """A text document of the editor's: a script, or a cell of a notebook."""

    def __init__(self, item: types.TextDocumentItem) -> None:
        self.uri = item.uri
        self.language = item.language_id
        self.version: int | None = item.version
        self.lines = split(item.text)
        self.line_map = LineMap(len(self.lines))

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(self.lines)

    def change(self, change: types.TextDocumentContentChangeEvent, encoding: str) -> None:
        """Apply an edit of the client's."""
        if isinstance(change, types.TextDocumentContentChangePartial):
            start = from_client(change.range.start, self.lines, encoding)
            end = max(start, from_client(change.range.end, self.lines, encoding))
            first, last = start.line - 1, end.line
            text = self.lines[first][: start.column - 1] + change.text + self.lines[last - 1][end.column - 1 :]
            if first and self.lines[first - 1].endswith("\r"):
                first -= 1  # what comes after a lone carriage return may make one line end of two
                text = self.lines[first] + text
        else:
            first, last, text = 0, len(self.lines), change.text
        new = split(text)
        if last < len(self.lines) and not new[-1]:
            new.pop()  # the text ends with its last line's end: the next line is not part of it
        self.line_map.splice(first, [*map(bare, self.lines[first:last])], [*map(bare, new)])
        self.lines[first:last] = new

    def range(self, location: Location, encoding: str) -> types.Range:
        """A place as the client counts."""
        return types.Range(self._to_client(location.start, encoding), self._to_client(location.end, encoding))

    def position(self, position: types.Position, encoding: str) -> Position:
        """A position of the client's as we count."""
        found = from_client(position, self.lines, encoding)
        if found.line == 1 and found.column > 1 and self.lines[0].startswith(BOM):
            return Position(1, found.column - 1)
        return found

    def end_of_line(self, number: int, encoding: str) -> types.Position:
        """Where a line of ours ends."""
        return to_client(Position(number, len(self.lines[number - 1]) + 1), self.lines[number - 1], encoding)

    def _to_client(self, position: Position, encoding: str) -> types.Position:
        if position.line > len(self.lines):
            return types.Position(len(self.lines), 0)
        line = self.lines[position.line - 1]
        if position.line == 1 and line.startswith(BOM):
            position = Position(1, position.column + 1)  # the mark is not part of the program
        return to_client(position, line, encoding)


@record(frozen=True)
class Checked:
    """What a check said, and of what: a revision of a document, and its texts by number of cell."""

    analysis: Analysis
    revision: int
    texts: tuple[Text | None, ...]

    def text(self, cell: int | None) -> Text | None:
        """The text of a cell, or of the script."""
        number = (cell or 1) - 1
        return self.texts[number] if number < len(self.texts) else None

    @property
    def broken(self) -> frozenset[Text | None]:
        """The texts that could not be parsed."""
        return frozenset(map(self.text, self.analysis.broken))


class Document:
    """A program: a script is one text, a notebook one for each cell.

    edits counts the changes of its text, revision those too of what it depends on. dirty: it is not as it was saved.
    good: the last check of a state in which everything could be parsed, or no less than in the one before it. latest:
    the last check of any state.
    """

    def __init__(self, uri: str, folder: str) -> None:
        self.uri = uri
        self.folder = folder
        self.path = path_of(uri) or os.path.join(folder, "<untitled>")
        self.edits = 0
        self.revision = 0
        self.dirty = False
        self.latest: Checked | None = None
        self.good: Checked | None = None

    @property
    def texts(self) -> tuple[Text | None, ...]:
        """The texts that the program consists of, by number of cell; None for a cell that holds no code."""
        raise NotImplementedError

    @property
    def source(self) -> str:
        """The program as it would be stored."""
        raise NotImplementedError

    @property
    def is_current(self) -> bool:
        """Whether the last check was of the present state."""
        return self.latest is not None and self.latest.revision == self.revision

    @property
    def is_good(self) -> bool:
        """Whether the present state was checked, and could be parsed."""
        return self.is_current and self.latest is self.good

    def edited(self) -> None:
        """The text changed."""
        self.edits += 1
        self.revision += 1

    def outdate(self) -> None:
        """Something outside changed that the findings depend on."""
        self.revision += 1

    def accept(self, checked: Checked) -> None:
        """Take what a check said of the present state. One that could not be done leaves what is shown as it is."""
        self.latest = checked
        if checked.analysis.problem:
            return
        if self.good is None or checked.broken <= self.good.broken:
            self.good = checked
            for text in filter(None, self.texts):
                text.line_map = LineMap(len(text.lines))

    def findings(self) -> Iterator[tuple[Finding, Text, Location]]:
        """What there is to show, and where it is now: of a state that cannot be parsed, that and what held before."""
        if self.good is not None:
            for finding in self.good.analysis.findings:
                found = self.located(finding.location)
                if found is not None:
                    yield finding, *found
        if self.latest is not None and self.latest is not self.good and self.is_current:
            for finding in self.latest.analysis.findings:
                text = self.latest.text(finding.location.cell)
                if text in self.latest.broken and text is not None and finding.location.path == self.path:
                    yield finding, text, finding.location

    def rule(self, code: str) -> RulePage:
        """What is to be shown of a rule that found something here."""
        for checked in (self.good, self.latest):
            if checked is not None and code in checked.analysis.own_rules:
                return checked.analysis.own_rules[code]
        return page_of(code)

    def located(self, location: Location) -> tuple[Text, Location] | None:
        """Where a place of the last good check is now."""
        if self.good is None or location.path != self.path:
            return None
        text = self.good.text(location.cell)
        if text is None or text not in self.texts:
            return None
        moved = text.line_map.location(location)
        return None if moved is None else (text, moved)


class Script(Document):
    """One text."""

    def __init__(self, text: Text, folder: str) -> None:
        super().__init__(text.uri, folder)
        self.text = text
        # notebooks that an editor shows as a script keep their name
        self.path += ".py" if self.path.endswith(".ipynb") or not path_of(text.uri) else ""

    @property
    def texts(self) -> tuple[Text | None, ...]:
        """The one."""
        return (self.text,)

    @property
    def source(self) -> str:
        """Its text."""
        return self.text.text


class Notebook(Document):
    """Cells, each with a text of its own; those that hold no code have none here."""

    def __init__(self, uri: str, folder: str, cells: Iterable[types.NotebookCell]) -> None:
        super().__init__(uri, folder)
        self.path += "" if self.path.endswith(".ipynb") else ".ipynb"
        self.cells = list(cells)
        self.open: dict[str, Text] = {}

    @property
    def texts(self) -> tuple[Text | None, ...]:
        """One for each cell."""
        return tuple(
            self.open.get(cell.document) if cell.kind == types.NotebookCellKind.Code else None for cell in self.cells
        )

    @property
    def source(self) -> str:
        """The JSON that the notebook would be stored as, without what its cells gave out."""
        return notebook_json([None if text is None else text.text for text in self.texts])


class Documents(Workspace):
    """All that is open, by the addresses of texts, notebooks and cells. Its methods are those of pygls' own store."""

    def __init__(
        self,
        root_uri: str | None = None,
        folders: Sequence[types.WorkspaceFolder] = (),
        encoding: types.PositionEncodingKind | str = types.PositionEncodingKind.Utf16,
    ) -> None:
        super().__init__(root_uri, workspace_folders=folders, position_encoding=encoding)
        self.encoding = types.PositionEncodingKind(encoding).value
        self._programs: dict[str, Document] = {}
        self._closed: list[Document] = []

    def __iter__(self) -> Iterator[Document]:
        return iter(dict.fromkeys(self._programs.values()))

    def find(self, uri: str) -> Document | None:
        """The program that the text or notebook at an address is, or is a part of."""
        return self._programs.get(uri)

    def text(self, uri: str) -> Text | None:
        """The text at an address."""
        document = self.find(uri)
        return next((t for t in document.texts if t is not None and t.uri == uri), None) if document else None

    def uri_of(self, path: str) -> str:
        """The address of a file: the client's own, where it has the file open."""
        known = (document.uri for document in self if document.path == path)
        return next(known, None) or str(from_fs_path(path))

    def rule(self, name: str) -> RulePage | None:
        """What is to be shown of a rule, by its name; those that users wrote are known where they found something."""
        for document in self:
            for page in document.good.analysis.own_rules.values() if document.good else ():
                if page.name == name:
                    return page
        code = code_of(name)
        return page_of(code) if code is not None else None

    def folder_of(self, path: str) -> str:
        """The workspace folder that a file is in, the innermost one; for no file the first one."""
        folders = [found for uri in self._roots() if (found := path_of(uri))]
        if not path:
            return folders[0] if folders else os.getcwd()
        inside = [folder for folder in folders if path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)]
        return max(inside, key=len, default="")

    def put_text_document(self, text_document: types.TextDocumentItem, notebook_uri: str | None = None) -> None:
        """A script was opened."""
        uri = text_document.uri
        path = path_of(uri)
        if urlparse(uri)[0] not in ("file", "untitled", ""):
            return  # the old side of a comparison, the output of a command, …
        if text_document.language_id != "python" and not path.endswith(".py"):
            return
        if path.endswith(".ipynb") and text_document.text.lstrip().startswith("{"):
            return  # the JSON itself, where findings have no lines of their own
        self._programs[uri] = Script(Text(text_document), self._base(path))

    def update_text_document(
        self, text_doc: types.VersionedTextDocumentIdentifier, change: types.TextDocumentContentChangeEvent
    ) -> None:
        """The text of a script was edited."""
        text, document = self.text(text_doc.uri), self.find(text_doc.uri)
        if text is not None and document is not None:
            text.change(change, self.encoding)
            text.version = text_doc.version
            document.edited()

    def remove_text_document(self, doc_uri: str) -> None:
        """A script was closed."""
        document = self._programs.pop(doc_uri, None)
        if document is not None:
            self._closed.append(document)

    def put_notebook_document(self, params: types.DidOpenNotebookDocumentParams) -> None:
        """A notebook was opened."""
        made = params.notebook_document
        notebook = Notebook(made.uri, self._base(path_of(made.uri)), made.cells)
        self._programs[made.uri] = notebook
        for item in params.cell_text_documents:
            self._open_cell(notebook, item)

    def update_notebook_document(self, params: types.DidChangeNotebookDocumentParams) -> None:
        """Cells of a notebook came, went, moved or were edited."""
        notebook = self.find(params.notebook_document.uri)
        if not isinstance(notebook, Notebook):
            return
        notebook.edited()
        cells = params.change.cells
        if cells is None:
            return
        if cells.structure is not None:
            array = cells.structure.array
            notebook.cells[array.start : array.start + array.delete_count] = array.cells or ()
            for item in cells.structure.did_open or ():
                self._open_cell(notebook, item)
            for closed in cells.structure.did_close or ():
                notebook.open.pop(closed.uri, None)
                self._programs.pop(closed.uri, None)
        for data in cells.data or ():
            notebook.cells = [data if cell.document == data.document else cell for cell in notebook.cells]
        for edited in cells.text_content or ():
            text = notebook.open.get(edited.document.uri)
            if text is not None:
                for change in edited.changes:
                    text.change(change, self.encoding)
                text.version = edited.document.version

    def remove_notebook_document(self, params: types.DidCloseNotebookDocumentParams) -> None:
        """A notebook was closed."""
        notebook = self._programs.pop(params.notebook_document.uri, None)
        for uri, document in [*self._programs.items()]:
            if document is notebook:
                del self._programs[uri]
        if notebook is not None:
            self._closed.append(notebook)

    def take_closed(self) -> list[Document]:
        """The programs that were closed since this was asked."""
        closed, self._closed = self._closed, []
        return closed

    def move(self) -> None:
        """The workspace's folders changed: say anew which one each program is in."""
        for document in self:
            document.folder = self._base(path_of(document.uri))

    def _open_cell(self, notebook: Notebook, item: types.TextDocumentItem) -> None:
        if item.language_id == "python":
            notebook.open[item.uri] = Text(item)
            self._programs[item.uri] = notebook

    def _base(self, path: str) -> str:
        """The folder that a program's settings are looked for from, if no file says otherwise."""
        return self.folder_of(path) or os.path.dirname(path)

    def _roots(self) -> Iterable[str]:
        folders = [folder.uri for folder in self.folders.values()]
        return folders or ([self.root_uri] if self.root_uri else [])


def path_of(uri: str) -> str:
    """The path of a file's address; nothing where it is no file's."""
    path = to_fs_path(uri)
    return os.path.normpath(path) if path else ""
