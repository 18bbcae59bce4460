"""JSON-RPC as it is to be answered: every request, and what is no message with an error that says so."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import (
    JsonRpcException,
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcMethodNotFound,
    JsonRpcParseError,
    JsonRpcServerNotInitialized,
)
from pygls.protocol import LanguageServerProtocol

from kerasrules.server.documents import Documents

if TYPE_CHECKING:
    from kerasrules.server.app import Server

_logger = logging.getLogger(__name__)


class Protocol(LanguageServerProtocol):
    """pygls' protocol with our own store of documents, and with answers where pygls only logs."""

    _server: Server
    _is_initialized = False

    @property
    def workspace(self) -> Documents:
        """What is open."""
        return self._server.documents

    def structure_message(self, data: Any) -> Any:
        """Leave each object of a message as it is: what is nested in a message is none. `handle_message` does it."""
        return data

    def handle_message(self, message: Any) -> None:
        """Lead a message to what answers it; where it is none, answer that."""
        if not isinstance(message, dict) or message.get("jsonrpc") != self.VERSION:
            self._refuse(_id_of(message), JsonRpcInvalidRequest("Invalid Request: not an object of JSON-RPC 2.0"))
        elif "method" not in message and "id" in message and ("result" in message or "error" in message):
            self._handle_answer(message)
        elif not isinstance(message.get("method"), str):
            self._refuse(_id_of(message), JsonRpcInvalidRequest("Invalid Request: `method` must be a string"))
        elif "id" in message and _id_of(message) is None:
            self._refuse(None, JsonRpcInvalidRequest("Invalid Request: `id` must be an integer or a string"))
        else:
            try:
                self._handle_call(message)
            except JsonRpcException as error:
                if "id" in message:
                    self._refuse(_id_of(message), error)
                else:
                    _logger.info("the message %s is ignored: %s", message["method"], error)

    def parse_failed(self) -> None:
        """Answer bytes that are no JSON."""
        self._refuse(None, JsonRpcParseError("Parse Error: not JSON, or not as long as its header says"))

    def _handle_call(self, message: dict[str, Any]) -> None:
        """Handle a request or a notification. Raises JsonRpcException where it cannot be."""
        method, is_request = message["method"], "id" in message
        if method != types.CANCEL_REQUEST:
            self._get_handler(method)
        if self._shutdown and method != types.EXIT:
            raise JsonRpcInvalidRequest("Invalid Request: the server is shutting down")
        if method == types.INITIALIZE and self._is_initialized:
            raise JsonRpcInvalidRequest("Invalid Request: the server is initialized")
        if not self._is_initialized and method not in (types.INITIALIZE, types.EXIT):
            raise JsonRpcServerNotInitialized("Server not initialized")
        made = self._structured(message)
        if hasattr(made, "id") != is_request:
            raise JsonRpcInvalidRequest(f"Invalid Request: {method} is a {'notification' if is_request else 'request'}")
        super().handle_message(made)
        self._is_initialized = self._is_initialized or method == types.INITIALIZE

    def _handle_answer(self, message: dict[str, Any]) -> None:
        """Handle what the client answers to a request of ours. It has an end even if it is no answer."""
        asked = message["id"]
        if not isinstance(asked, str) or asked not in self._request_futures:
            _logger.info("an answer to nothing is ignored")
            return
        try:
            made = self._structured(message)
        except JsonRpcException:
            error = types.ResponseError(JsonRpcInvalidRequest.CODE, "the answer is not as the protocol has it")
            self._handle_response(asked, None, error)
            return
        super().handle_message(made)

    def _structured(self, message: dict[str, Any]) -> Any:
        """A message as an object of its type. Raises JsonRpcException."""
        try:
            return super().structure_message(message)
        except Exception:  # whatever a converter stumbles over in what somebody sent
            raise JsonRpcInvalidParams from None

    def _get_handler(self, feature_name: str) -> Any:
        """What answers a method. Raises JsonRpcMethodNotFound, which quotes no more of the name than can be read."""
        try:
            return super()._get_handler(feature_name)
        except JsonRpcMethodNotFound:
            raise JsonRpcMethodNotFound.of(feature_name[:100]) from None

    def _refuse(self, asked: int | str | None, error: JsonRpcException) -> None:
        # as a plain object: that of pygls leaves a number out that is null
        shown = {"code": error.code, "message": error.message}
        self._send_data({"jsonrpc": self.VERSION, "id": asked, "error": shown})

    def _send_response(
        self, msg_id: int | str, result: Any | None = None, error: types.ResponseError | None = None
    ) -> None:
        """Answer a request. What went wrong inside of us is no matter of the client's: its traceback stays here."""
        if error is not None and error.data is not None:
            error = types.ResponseError(error.code, error.message)
        super()._send_response(msg_id, result, error)


def _id_of(message: object) -> int | str | None:
    """The number that a message wants to be answered under; None where it has none that can be used."""
    found = message.get("id") if isinstance(message, dict) else None
    return found if isinstance(found, str) or type(found) is int else None
