"""What the reference server answers to an HTTP request, apart from any web server."""

import time
from collections.abc import Mapping
from dataclasses import replace

from kraken_conformance.server.core.editions import EDITIONS, Edition
from kraken_conformance.server.core.site import Site, UndeclaredError, Wishes
from kraken_conformance.server.faults.planted import PlantedFaults
from kraken_conformance.server.http.graphql_over_http import BadRequestError, read_parameters
from kraken_conformance.server.http.web import (
    JSON,
    Handler,
    HttpAnswer,
    HttpRequest,
    answer,
    encode,
    refuse,
)
from kraken_conformance.server.rules.tokens import PEER, TokenIssuer
from kraken_conformance.server.settings import ServerSettings
from kraken_conformance.spec import Contract, HeaderFacts

OFF = frozenset({"", "0", "false", "no", "off"})
ALLOW = {"allow": "GET, POST"}


def site_paths(contract: Contract) -> dict[str, str]:
    """Return the name of each server of the contract by its path, without the slash at the end."""
    paths = contract.platform.paths
    return {
        paths.get(server, f"/{server.lower()}/graphql").rstrip("/"): server for server in contract.servers
    }


EXPIRED_FOR = 300
"""Seconds since the end of an expired token: more than clocks differ, and less than a careless server forgives."""


class ReferenceServer:
    """All sites of the contract behind one handler, which never raises."""

    def __init__(self, contract: Contract, settings: ServerSettings, planted: PlantedFaults) -> None:
        self._issuer = issuer = TokenIssuer()
        self._lifetime = settings.token_lifetime
        self._authorization = contract.platform.headers.authorization.lower()
        self._sites = {
            path: planted.around(
                SiteHandler(site, contract, settings.max_body, EDITIONS[settings.http_profile]).handle
            )
            for path, server in site_paths(contract).items()
            for site in [Site(contract, server, settings, issuer, planted)]
        }

    def issue_token(self) -> str:
        """Return a new access token, as the login would give."""
        return self._issuer.issue("access", self._lifetime)[0]

    def peer_token(self) -> str:
        """Return a token of another customer, who owns no account."""
        return self._issuer.issue("access", self._lifetime, subject=PEER)[0]

    def expired_token(self) -> str:
        """Return a token that this server issued, and that has expired since."""
        return self._issuer.issue("access", EXPIRED_FOR, now=time.time() - 2 * EXPIRED_FOR)[0]

    def handle(self, request: HttpRequest) -> HttpAnswer:
        """Answer a request."""
        site = self.site(request.path)
        if site is not None:
            return site(replace(request, authorization=request.headers.get(self._authorization)))
        if request.path == "/health":
            return answer(200, {"status": "ok"})
        return refuse(
            404, f"There is nothing here. GraphQL is at {' and '.join(f'{path}/' for path in self._sites)}."
        )

    def site(self, path: str) -> Handler | None:
        """Return the handler of the site at a path, None where there is none."""
        return self._sites.get(path.removesuffix("/"))


class SiteHandler:
    """Speaks HTTP for one site. A body of more than `max_body` bytes is refused, and need not be whole."""

    def __init__(self, site: Site, contract: Contract, max_body: int, edition: Edition) -> None:
        self._site = site
        self._max_body = max_body
        self._edition = edition
        self._headers = contract.platform.headers

    def handle(self, request: HttpRequest) -> HttpAnswer:
        """Answer a request for this site."""
        media_type = self._edition.negotiate(request.headers.get("accept"))
        if request.method not in ("GET", "POST"):
            return self._refuse(405, "GraphQL takes GET and POST.", media_type, ALLOW)
        if media_type is None:
            return self._refuse(406, "Accept application/json or application/graphql-response+json.")
        if len(request.body) > self._max_body:
            return self._refuse(413, f"The body is larger than {self._max_body} bytes.", media_type)
        try:
            parameters = read_parameters(request)
            wishes = wishes_of(request.headers, self._headers)
            prepared = self._site.prepare(parameters.query)
            if request.method == "GET" and prepared.would_mutate(parameters.operation_name):
                return self._refuse(405, "Send mutations by POST.", None, {"allow": "POST"})
            outcome = self._site.execute(prepared, parameters, wishes)
        except BadRequestError as error:
            return self._refuse(self._edition.status_of(error), str(error), media_type)
        except UndeclaredError as error:
            return self._refuse(400, str(error), media_type)
        status = self._edition.status(outcome, media_type)
        headers = {"content-type": f"{self._edition.label(media_type, status)}; charset=utf-8"}
        if wishes.error is not None:
            headers["preference-applied"] = f"error={wishes.error}"
        return HttpAnswer(status, encode(outcome.body), headers)

    def _refuse(
        self,
        status: int,
        message: str,
        media_type: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> HttpAnswer:
        return refuse(status, message, self._edition.label(media_type or JSON, status), headers)


def wishes_of(headers: Mapping[str, str], names: HeaderFacts) -> Wishes:
    """Read what the headers of a request ask for."""
    prefer = headers.get("prefer")
    dry = any(headers.get(name.lower(), "").strip().lower() not in OFF for name in names.all_dry_run)
    return Wishes(
        headers.get(names.authorization.lower()), dry, None if prefer is None else preferred_error(prefer)
    )


def preferred_error(prefer: str) -> str | None:
    """Return the code of the first preference `error=CODE`, None without one. Other preferences are ignored.

    Source: RFC 7240: commas separate preferences, semicolons parameters; the first of a name counts.
    """
    for preference in prefer.split(","):
        name, _, value = preference.partition(";")[0].partition("=")
        if name.strip().lower() == "error":
            return value.strip().strip('"').upper()
    return None
