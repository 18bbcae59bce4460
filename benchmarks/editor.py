"""How long an editor waits for diagnostics after a change, in a model file of some 500 lines.

    python benchmarks/editor.py [EDITS]

Starts `kerasrules server`, opens the file, and makes the edits of edits.py. A change is timed from the moment that it
is sent until the diagnostics of that version arrive: the server's pause (it waits for one in the typing), the check in
a process of its own, and the way there and back. Needs the extra `lsp`.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import time

from edits import change, program
from lsprotocol import types
from pygls.lsp.client import LanguageClient

from kerasrules.server.app import PAUSE

URI = "file:///model.py"


async def measure(edits: int) -> tuple[int, list[float]]:
    """The number of lines, and the seconds that each change took."""
    client = LanguageClient("benchmark", "1")
    arrived: dict[int, tuple[asyncio.Future[float], bool]] = {}

    @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    def on_diagnostics(params: types.PublishDiagnosticsParams) -> None:
        future, faulty = arrived[params.version or 0]
        if not future.done() and bool(params.diagnostics) == faulty:
            future.set_result(time.perf_counter())

    async def answer(version: int, faulty: bool) -> float:
        arrived[version] = asyncio.get_running_loop().create_future(), faulty
        return await asyncio.wait_for(arrived[version][0], 60)

    await client.start_io(sys.executable, "-m", "kerasrules", "server")
    await client.initialize_async(types.InitializeParams(capabilities=types.ClientCapabilities()))
    client.initialized(types.InitializedParams())
    lines = program()
    target, *versions = change(lines)
    first = asyncio.ensure_future(answer(0, False))
    await asyncio.sleep(0)
    item = types.TextDocumentItem(URI, "python", 0, "\n".join(lines))
    client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    await first
    seconds = []
    for version in range(1, edits + 1):
        # another number of units each time: what was there before is known
        old, new = lines[target], versions[version % 2].replace("64", str(64 + version))
        lines[target] = new
        span = types.Range(types.Position(target, 0), types.Position(target, len(old)))
        waiting = asyncio.ensure_future(answer(version, version % 2 == 1))
        await asyncio.sleep(0)
        sent = time.perf_counter()
        client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(version, URI),
                [types.TextDocumentContentChangePartial(span, new)],
            )
        )
        seconds.append(await waiting - sent)
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()
    return len(lines), seconds


def main() -> None:
    """Measure and print."""
    edits = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    lines, seconds = asyncio.run(measure(edits))
    p95 = statistics.quantiles(seconds, n=20)[-1] if len(seconds) > 1 else seconds[0]
    print(f"{lines} lines, {edits} edits: median {statistics.median(seconds) * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms")
    print(f"of which the server waits for a pause of {PAUSE * 1000:.0f} ms in the typing")


if __name__ == "__main__":
    main()
