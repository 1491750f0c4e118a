"""The reference server behind a plain HTTP server that keeps every request and may forget what it honours."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from graphql import FieldNode, OperationDefinitionNode, parse

from kraken_conformance.server.core.app import create_handler
from kraken_conformance.server.http.web import HttpRequest
from kraken_conformance.spec import load_contract
from tests.headers import DRY_RUN_HEADERS


@dataclass
class Recorder:
    """`requests` are all that came, in order. What is not honoured is taken out before it is answered."""

    honours_skip: bool = True
    honours_header: bool = True
    requests: list[HttpRequest] = field(default_factory=list)
    url: str = ""
    auth_url: str = ""

    def altered(self, request: HttpRequest) -> HttpRequest:
        if not self.honours_skip:
            request = replace(request, body=request.body.replace(b"@skip(if: true)", b""))
        if not self.honours_header:
            kept = {name: value for name, value in request.headers.items() if name not in DRY_RUN_HEADERS}
            request = replace(request, headers=kept)
        return request

    def naming_mutations(self) -> Iterator[tuple[HttpRequest, bool]]:
        """Yield each request in which a mutation is named, and whether it is skipped."""
        for request in self.requests:
            query = _content(request).get("query")
            if request.method != "POST" or not isinstance(query, str):
                continue
            try:
                definitions = parse(query).definitions
            except Exception:
                continue
            for definition in definitions:
                if (
                    isinstance(definition, OperationDefinitionNode)
                    and definition.operation.value == "mutation"
                ):
                    for node in definition.selection_set.selections:
                        if isinstance(node, FieldNode) and node.name.value != "__typename":
                            yield request, any(d.name.value == "skip" for d in node.directives or ())


def _content(request: HttpRequest) -> dict[str, Any]:
    try:
        content = json.loads(request.body)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


@contextmanager
def recording(**settings: bool) -> Iterator[Recorder]:
    recorder = Recorder(**settings)
    reference = create_handler(load_contract("oefr"))
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            path, _, query = self.path.partition("?")
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = HttpRequest(self.command, path, query, headers, body)
            with lock:
                recorder.requests.append(request)
            found = reference.handle(recorder.altered(request))
            self.send_response(found.status)
            for name, value in found.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(found.body)))
            self.end_headers()
            self.wfile.write(found.body)

        do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = answer  # noqa: N815

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    base = f"http://127.0.0.1:{server.server_address[1]}"
    recorder.url, recorder.auth_url = f"{base}/v1/graphql/", f"{base}/auth/graphql/"
    try:
        yield recorder
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
