"""The protocol's messages, each led to what answers it."""

from __future__ import annotations

import os
from typing import Any

from lsprotocol import types
from pygls.capabilities import ServerCapabilitiesBuilder
from pygls.uris import from_fs_path

from kerasrules.server import actions, hover
from kerasrules.server.app import Server
from kerasrules.server.diagnostics import SOURCE
from kerasrules.server.documents import Document, Documents, Notebook, Text, path_of
from kerasrules.server.options import ON_SAVE, Options

_WATCHED = ("**/*.toml", "**/*.py")


def initialize(server: Server, params: types.InitializeParams) -> None:
    """The client says who it is."""
    encoding = ServerCapabilitiesBuilder.choose_position_encoding(params.capabilities)
    root = params.root_uri or (from_fs_path(params.root_path) if params.root_path else None)
    server.documents = Documents(root, params.workspace_folders or (), encoding)
    server.options = server.initial_options = server.read_options(params.initialization_options) or Options()
    server.workers.warm_up()


async def initialized(server: Server, params: types.InitializedParams) -> None:
    """Both are ready: ask to be told of files that change, and for the settings."""
    if server.can("workspace.did_change_watched_files.dynamic_registration"):
        watchers = [types.FileSystemWatcher(pattern) for pattern in _WATCHED]
        watching = types.Registration(
            "kerasrules-files",
            types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
            types.DidChangeWatchedFilesRegistrationOptions(watchers),
        )
        server.client_register_capability(types.RegistrationParams([watching]))
    if server.can("workspace.did_change_configuration.dynamic_registration"):
        changes = types.Registration("kerasrules-configuration", types.WORKSPACE_DID_CHANGE_CONFIGURATION)
        server.client_register_capability(types.RegistrationParams([changes]))
    await server.ask_configuration()


def shutdown(server: Server, params: None) -> None:
    """The client is about to leave."""
    server.stop()


# --- documents -------------------------------------------------------------------------------------------------------


def did_open(server: Server, params: types.DidOpenTextDocumentParams) -> None:
    """A text was opened."""
    document = server.documents.find(params.text_document.uri)
    if document is not None:
        server.opened(document)


def did_change(server: Server, params: types.DidChangeTextDocumentParams) -> None:
    """A text was edited."""
    document = server.documents.find(params.text_document.uri)
    if document is not None:
        server.changed(document)


def did_save(server: Server, params: types.DidSaveTextDocumentParams) -> None:
    """A text was saved; it may be one that is not checked, such as pyproject.toml."""
    document = server.documents.find(params.text_document.uri)
    if document is not None:
        server.saved(document)
    else:
        server.recheck_soon()


def did_open_notebook(server: Server, params: types.DidOpenNotebookDocumentParams) -> None:
    """A notebook was opened."""
    document = server.documents.find(params.notebook_document.uri)
    if document is not None:
        server.opened(document)


def did_change_notebook(server: Server, params: types.DidChangeNotebookDocumentParams) -> None:
    """Cells of a notebook were changed."""
    document = server.documents.find(params.notebook_document.uri)
    structure = params.change.cells.structure if params.change.cells else None
    for cell in (structure.did_close if structure else None) or ():
        server.clear(cell.uri)
    if document is not None:
        server.changed(document)


def did_save_notebook(server: Server, params: types.DidSaveNotebookDocumentParams) -> None:
    """A notebook was saved."""
    document = server.documents.find(params.notebook_document.uri)
    if document is not None:
        server.saved(document)


def did_close(server: Server, params: object) -> None:
    """A text or a notebook was closed."""
    for document in server.documents.take_closed():
        server.closed(document)


# --- the workspace ---------------------------------------------------------------------------------------------------


async def did_change_configuration(server: Server, params: types.DidChangeConfigurationParams) -> None:
    """The editor's settings changed; what they are now comes with the message, or must be asked for."""
    server.options = server.read_options(params.settings) or server.options
    await server.ask_configuration()


def did_change_watched_files(server: Server, params: types.DidChangeWatchedFilesParams) -> None:
    """Files changed on disk: settings, or modules that programs import."""
    server.recheck_soon()


async def did_change_folders(server: Server, params: types.DidChangeWorkspaceFoldersParams) -> None:
    """Workspace folders came or went."""
    for folder in params.event.removed:
        server.folder_options.pop(path_of(folder.uri), None)
    server.documents.move()
    await server.ask_configuration()


# --- requests --------------------------------------------------------------------------------------------------------


async def diagnostic(server: Server, params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
    """The diagnostics of a text. Cells get theirs unasked."""
    document = server.documents.find(params.text_document.uri)
    if document is None or isinstance(document, Notebook):
        return types.RelatedFullDocumentDiagnosticReport([])
    waits_for_save = server.options_for(document).run == ON_SAVE and document.dirty and document.latest is not None
    if not waits_for_save:
        await server.settled(document)
    return types.RelatedFullDocumentDiagnosticReport(server.shown(document.uri))


async def code_action(server: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
    """What can be done about a range."""
    found = await _settled(server, params.text_document.uri)
    if found is None:
        return []
    offered = list(actions.offered(server, *found, params))
    if "edit" in (server.can("text_document.code_action.resolve_support.properties") or ()):
        return offered
    return [await actions.resolved(server, action) for action in offered]


async def resolve_code_action(server: Server, params: types.CodeAction) -> types.CodeAction:
    """The edit of an action that was chosen."""
    return await actions.resolved(server, params)


async def show_hover(server: Server, params: types.HoverParams) -> types.Hover | None:
    """What is known of the place that the pointer rests on."""
    found = await _settled(server, params.text_document.uri)
    if found is None:
        return None
    text = hover.hover(*found, found[1].position(params.position, server.documents.encoding))
    return types.Hover(hover.content(text, server.client_capabilities)) if text else None


async def inlay_hint(server: Server, params: types.InlayHintParams) -> list[types.InlayHint]:
    """Output shapes, if the user wants them."""
    document = server.documents.find(params.text_document.uri)
    if document is None or not server.options_for(document).inlay_hints:
        return []
    found = await _settled(server, params.text_document.uri)
    if found is None:
        return []
    lines = range(params.range.start.line + 1, params.range.end.line + 2)
    return [
        types.InlayHint(
            found[1].end_of_line(line, server.documents.encoding),
            label,
            kind=types.InlayHintKind.Type,
            padding_left=True,
            tooltip="output shape",
        )
        for line, label in hover.inlay_hints(*found)
        if line in lines
    ]


def open_documentation(server: Server, name: str) -> None:
    """Show a rule's page: the published one, or where there is none a file that is written for it."""
    from kerasrules.model.rule_pages import rule_url

    rule = server.documents.rule(name)
    if rule is None:
        return
    url = rule_url(rule.code, rule.name)
    if not server.can("window.show_document.support"):
        told = url or f"Run `kerasrules rule {name}` for details."
        server.window_show_message(
            types.ShowMessageParams(types.MessageType.Info, f"{name} ({rule.code}): {rule.summary} {told}")
        )
    elif url:
        server.window_show_document(types.ShowDocumentParams(url, external=True))
    else:
        path = os.path.join(server.scratch(), f"{name}.md")
        with open(path, "w", encoding="utf-8") as file:
            file.write(rule.text + "\n")
        server.window_show_document(types.ShowDocumentParams(server.documents.uri_of(path), take_focus=True))


async def confirm(server: Server, uri: str, key: list[Any], edits: int) -> str | None:
    """Train a finding's model with and without its fix; the verdict, which is also shown beside the finding."""
    document = server.documents.find(uri)
    if document is not None:
        await server.settled(document)
    if document is None or not document.is_good or document.edits != edits or not server.options_for(document).confirm:
        return None
    finding = actions.asked_for(document, key)
    return None if finding is None else await server.confirming.confirm(document, finding)


def register(server: Server) -> None:
    """Lead each message to what answers it."""
    for method, handler, options in (
        (types.INITIALIZE, initialize, None),
        (types.INITIALIZED, initialized, None),
        (types.SHUTDOWN, shutdown, None),
        (types.TEXT_DOCUMENT_DID_OPEN, did_open, None),
        (types.TEXT_DOCUMENT_DID_CHANGE, did_change, None),
        (types.TEXT_DOCUMENT_DID_SAVE, did_save, types.SaveOptions(include_text=False)),
        (types.TEXT_DOCUMENT_DID_CLOSE, did_close, None),
        (types.NOTEBOOK_DOCUMENT_DID_OPEN, did_open_notebook, None),
        (types.NOTEBOOK_DOCUMENT_DID_CHANGE, did_change_notebook, None),
        (types.NOTEBOOK_DOCUMENT_DID_SAVE, did_save_notebook, None),
        (types.NOTEBOOK_DOCUMENT_DID_CLOSE, did_close, None),
        (types.WORKSPACE_DID_CHANGE_CONFIGURATION, did_change_configuration, None),
        (types.WORKSPACE_DID_CHANGE_WATCHED_FILES, did_change_watched_files, None),
        (types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, did_change_folders, None),
        (
            types.TEXT_DOCUMENT_DIAGNOSTIC,
            diagnostic,
            types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=False, identifier=SOURCE),
        ),
        (types.TEXT_DOCUMENT_CODE_ACTION, code_action, actions.OPTIONS),
        (types.CODE_ACTION_RESOLVE, resolve_code_action, None),
        (types.TEXT_DOCUMENT_HOVER, show_hover, None),
        (types.TEXT_DOCUMENT_INLAY_HINT, inlay_hint, None),
    ):
        server.feature(method, options)(handler)
    server.command(actions.OPEN_DOCUMENTATION)(open_documentation)
    server.command(actions.CONFIRM)(confirm)


async def _settled(server: Server, uri: str) -> tuple[Document, Text] | None:
    """The program and the text at an address, when the program has been checked as it is now."""
    document = server.documents.find(uri)
    if document is None:
        return None
    await server.settled(document)
    text = server.documents.text(uri)
    return (document, text) if text is not None else None
