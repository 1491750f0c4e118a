"""A real server on loopback that answers as the reference server does, but for what a test puts before or after it."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from kraken_conformance.cli.main import main
from kraken_conformance.server import PlantedFault, ServerSettings
from kraken_conformance.server.core.app import create_handler
from kraken_conformance.server.core.handler import ReferenceServer
from kraken_conformance.server.http.web import HttpAnswer, HttpRequest, answer
from kraken_conformance.spec import load_contract

LOGIN = 'mutation { obtainKrakenToken(input: {APIKey: "sk_live_reference"}) { token } }'


@dataclass
class Asked:
    """A request as a gateway sees it. `content` is its body as JSON, empty where it is none.

    `earlier` is how many requests came before it on its connection, `beside` how many are answered meanwhile.
    """

    request: HttpRequest
    earlier: int = 0
    beside: int = 0
    content: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        try:
            found = json.loads(self.request.body)
        except (ValueError, RecursionError):
            found = None
        self.content = found if isinstance(found, dict) else {}

    @property
    def document(self) -> str:
        """The GraphQL document, empty where there is none."""
        found = self.content.get("query")
        return found if isinstance(found, str) else ""

    @property
    def is_mutation(self) -> bool:
        """Whether it asks for a mutation, as against a query such as introspection."""
        return self.document.lstrip().startswith("mutation")


Before = Callable[[Asked], HttpAnswer | None]
After = Callable[[Asked, HttpAnswer], HttpAnswer]


def refused(message: str, status: int = 200, **extensions: Any) -> HttpAnswer:
    """Return the answer of a request that is refused before it is executed."""
    error: dict[str, Any] = {"message": message}
    if extensions:
        error["extensions"] = extensions
    return answer(status, {"errors": [error]})


@dataclass(frozen=True)
class Gateway:
    """The server at work: its address, a token, and how often each path was asked."""

    port: int
    token: str
    asked: Counter[str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1/graphql/"

    @property
    def auth_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/auth/graphql/"


@cache
def _healthy() -> ReferenceServer:
    """Return the server that keeps nothing of what it is asked, so that all gateways may share it."""
    return create_handler(load_contract("oefr"), ServerSettings())


@contextmanager
def gateway(
    before: Before | None = None,
    after: After | None = None,
    *,
    ignored: tuple[str, ...] = (),
    faults: tuple[PlantedFault, ...] = (),
    stateful: bool = False,
) -> Iterator[Gateway]:
    """Serve the reference server behind two functions: one may answer in its place, one may change what it says.

    `ignored` are headers that it never sees.
    """
    settings = ServerSettings(faults=faults, stateful=stateful)
    handler = create_handler(load_contract("oefr"), settings) if faults or stateful else _healthy()
    asked: Counter[str] = Counter()
    beside: Counter[str] = Counter()
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        earlier = 0

        def do_POST(self) -> None:
            with lock:
                beside["requests"] += 1
            try:
                self._answer()
            finally:
                with lock:
                    beside["requests"] -= 1
                self.earlier += 1

        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            named = ((name.lower(), value) for name, value in self.headers.items())
            headers = {name: value for name, value in named if name not in ignored}
            path, _, query = self.path.partition("?")
            request = HttpRequest(self.command, path, query, headers, self.rfile.read(length))
            asked[path] += 1
            found = Asked(request, self.earlier, beside["requests"] - 1)
            made = None if before is None else before(found)
            if made is None:
                made = handler.handle(request)
                made = made if after is None else after(found, made)
            self.send_response(made.status)
            for name, value in made.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(made.body)))
            self.end_headers()
            self.wfile.write(made.body)

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    login = json.dumps({"query": LOGIN}).encode()
    headers = {"content-type": "application/json"}
    token = handler.handle(HttpRequest("POST", "/v1/graphql/", "", headers, login))
    try:
        yield Gateway(server.server_port, json.loads(token.body)["data"]["obtainKrakenToken"]["token"], asked)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass(frozen=True)
class Ran:
    """What a run said: its exit code, what it printed, and its results."""

    exit_code: int
    printed: str
    results: Mapping[str, Any]
    output: Path

    @property
    def found(self) -> set[str]:
        """The requirements that have findings."""
        return {finding["requirement"] for finding in self.results["findings"]}

    @property
    def decided(self) -> set[str]:
        """The requirements whose findings decide the verdict."""
        return {
            finding["requirement"]
            for finding in self.results["findings"]
            if finding["level"] == "MUST" and finding["decides"]
        }

    @property
    def events(self) -> list[dict[str, Any]]:
        """The evidence of the run."""
        return [json.loads(line) for line in (self.output / "evidence.jsonl").read_text("utf-8").splitlines()]


def run(target: Gateway, output: Path, *words: str, token: str | None = "") -> Ran:
    """Run the command against a gateway."""
    token = target.token if token == "" else token
    given = ["--url", target.url, "--auth-url", target.auth_url, "--output", str(output), "--seed", "1"]
    given += [] if token is None else ["--token", token]
    done = CliRunner().invoke(main, ["run", *given, *words])
    results = json.loads((output / "results.json").read_text("utf-8"))
    return Ran(done.exit_code, done.output, results, output)


def body(found: HttpAnswer) -> Any:
    """Return the content of an answer."""
    return json.loads(found.body)


def changed(found: HttpAnswer, content: Any) -> HttpAnswer:
    """Return the answer with other content."""
    return answer(found.status, content, found.headers["content-type"].partition(";")[0])
