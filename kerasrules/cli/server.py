"""`kerasrules server`: serve editors through the Language Server Protocol."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING, BinaryIO, cast

from kerasrules.cli.verbs import CLEAN, UsageError, complain

if TYPE_CHECKING:
    import socket

EPILOG = """\
examples:
  kerasrules server                           communicate over standard input and output (for editors)
  kerasrules server --tcp 127.0.0.1:2087      wait for a client on a TCP port

docs/editors.md in the repository says how to set up an editor.
Exit status: 0 clean shutdown, 1 client disconnected without shutdown, 2 startup failed.
"""

LOST = 1
"""As the protocol has it, where a client ends a server that it has not shut down."""


def declare(parser: argparse.ArgumentParser) -> None:
    """Add the options of this verb."""
    parser.add_argument("--tcp", metavar="HOST:PORT", type=_address, help="wait for one client on this TCP port")
    parser.add_argument("--stdio", action="store_true", help="communicate over standard input and output (the default)")
    parser.add_argument("-v", "--verbose", action="store_true", help="log protocol messages to standard error")


def run(options: argparse.Namespace) -> int:
    """Serve until the client leaves, and return the exit status."""
    if options.stdio and options.tcp is not None:
        raise UsageError("--stdio and --tcp cannot be used together")
    try:
        import pygls.lsp.server  # noqa: F401
    except ImportError:
        from kerasrules.model.project import how_to_install

        raise UsageError(f"the language server requires pygls 2: {how_to_install('server')}") from None
    import logging

    from kerasrules.server.app import Server
    from kerasrules.server.handlers import register

    logging.basicConfig(stream=sys.stderr, level=logging.INFO if options.verbose else logging.CRITICAL)
    server = Server()
    register(server)
    if options.tcp is not None:
        with _accept(*options.tcp) as client:
            server.start_io(_messages(client.makefile("rb")), client.makefile("wb"))
    else:
        if sys.stdin.isatty():
            complain("notice", "This command is meant to be started by an editor. Press Ctrl-C to stop.")
        server.start_io(_messages(sys.stdin.buffer), _claim_stdout())
    return CLEAN if server.ended_well else LOST


def _messages(stream: BinaryIO) -> BinaryIO:
    """A stream with the two methods that the server reads it by."""
    from kerasrules.server.framing import MessageStream

    return cast("BinaryIO", MessageStream(stream))


def _accept(host: str, port: int) -> socket.socket:
    """The first client that comes to a port. Raises UsageError."""
    import logging
    import socket

    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.create_server((host, port), family=family) as listening:
            logging.getLogger(__name__).info("Serving on %s", listening.getsockname())
            return listening.accept()[0]
    except OSError as error:
        raise UsageError(f"cannot listen on {host}:{port}: {error.strerror or error}") from None


def _claim_stdout() -> BinaryIO:
    """Standard output for the protocol alone; what anything prints goes to standard error."""
    claimed = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return claimed


def _address(text: str) -> tuple[str, int]:
    """A host and a port."""
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not HOST:PORT")
    return host.strip("[]"), int(port)
