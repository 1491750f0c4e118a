"""Says what is wrong where a target does not answer as a GraphQL server would: one message for each cause.

Each message says what was tried, what came, with its first characters, and what to do.
"""

import re
import ssl
from typing import Any
from urllib.parse import urlsplit

from kraken_conformance.exceptions import TargetUnavailable
from kraken_conformance.model.exchange import GATEWAY_STATUSES, Exchange, Response
from kraken_conformance.safety.address import Address, parse_address
from kraken_conformance.safety.budget import TIME_USED_UP
from kraken_conformance.safety.redaction import Redactor
from kraken_conformance.target.settings import TargetSettings
from kraken_conformance.target.transport.cancellable_clock import STOPPED
from kraken_conformance.target.transport.connecting import connected
from kraken_conformance.target.transport.limits import Allowance
from kraken_conformance.target.transport.transport import proxy_to

SHOWN = 200
"""How many characters of an answer are shown."""

HANDSHAKE_SECONDS = 3.0
"""How long a port may take to show that it speaks TLS."""

_PAGE = re.compile(rb"\s*<(?:!doctype|html|head|body|\?xml)\b", re.IGNORECASE)
_IS_IT_UP = (
    "Is the server up, and is the address right? With --wait SECONDS, a run waits for a server that starts."
)
_ADDRESS = "Give the address of the GraphQL endpoint."


def graphql_body(exchange: Exchange, server: str, settings: TargetSettings) -> dict[str, Any]:
    """Return the body of an answer to the harness's own query. Raises `TargetUnavailable` where it is none."""
    message = problem(exchange, settings)
    if message is not None:
        raise TargetUnavailable(f"{server} at {exchange.request.url} {message}")
    assert exchange.response is not None
    body: dict[str, Any] = exchange.response.json()
    return body


def problem(exchange: Exchange, settings: TargetSettings) -> str | None:
    """Return what is wrong with an answer that GraphQL could not have made, and what to do; None where nothing is."""
    if exchange.failure in (TIME_USED_UP, STOPPED):
        return f"could not be looked at: {exchange.failure}"
    if exchange.response is None:
        return _no_answer(str(exchange.failure), exchange.request.url, settings)
    response = exchange.response
    body = response.json()
    is_graphql = isinstance(body, dict) and bool({"data", "errors"} & body.keys())
    if is_graphql and response.status not in (301, 302, 303, 307, 308, 404, 405, 410):
        return None
    came = f"answered a POST of a GraphQL query with {_came(response, settings)}"
    return f"{came}. {_what_to_do(response, exchange.request.url)}"


def shown(content: bytes | str, settings: TargetSettings | None = None) -> str:
    """Return the beginning of a text in one line, without the secrets of the run."""
    if isinstance(content, str):
        content = content.encode("utf-8", "replace")  # half a character of an answer is none
    text = content[: 4 * SHOWN].decode("utf-8", "replace")
    text = Redactor(_secrets(settings)).text(text)
    text = " ".join("".join(part if part.isprintable() else " " for part in text).split())
    return text if len(text) <= SHOWN and len(content) <= 4 * SHOWN else f"{text[:SHOWN]}…"


def _secrets(settings: TargetSettings | None) -> list[str]:
    if settings is None:
        return []
    token = (settings.token or "").rpartition(" ")[2]
    own = [value for _, value in settings.headers]
    return [secret for secret in (token, settings.api_key, *settings.secrets, *own) if secret]


_WANTS_CERTIFICATE = re.compile(r"alert[_ ](certificate|bad certificate|unknown ca)", re.IGNORECASE)
"""What a server says of the certificate of a client: that there is none, or none that it accepts (RFC 8446, 6.2)."""


def _no_answer(failure: str, url: str, settings: TargetSettings) -> str:
    begin = f"did not answer: {failure}."
    if "CERTIFICATE_VERIFY_FAILED" in failure:
        return f"{begin} {_untrusted(failure, settings)}"
    if "SSL" in failure and ("WRONG_VERSION_NUMBER" in failure or "RECORD_LAYER" in failure):
        return f"{begin} The port seems to speak plain HTTP: write http:// in place of https://."
    if _WANTS_CERTIFICATE.search(failure):
        return f"{begin} The server wants a certificate of the client: {_own_certificate(settings)}"
    host = urlsplit(url).hostname or ""
    if re.search(r"\[Errno -\d+\]|getaddrinfo|Name or service not known|name resolution", failure):
        return (
            f"{begin} The name {host} cannot be resolved. Is it spelt right, and does this machine reach the DNS "
            "that knows it (VPN, container network)?"
        )
    if url.startswith("http://") and _speaks_tls(parse_address(url), settings):
        return f"{begin} The port speaks TLS: write https:// in place of http://."
    if "Timeout" in failure or "timed out" in failure:
        return f"{begin} Is a firewall in between? Raise --timeout where the server is slow. {_IS_IT_UP}"
    if "too many requests" in failure:
        return begin
    return f"{begin} {_IS_IT_UP}"


def _untrusted(failure: str, settings: TargetSettings) -> str:
    if "mismatch" in failure or "not valid for" in failure:
        return "The certificate is for another name: use the name that is in it as the host of the address."
    if "expired" in failure:
        return "The certificate has expired: renew it. Certificates are always verified."
    if "not yet valid" in failure:
        return "The certificate is not valid yet: is the clock of this machine right?"
    if settings.ca_file is not None:
        return (
            f"Its certificate is not signed by an authority in --ca {settings.ca_file}: name the right file."
        )
    return (
        "Its certificate is not signed by an authority that this machine trusts: name the file with the "
        "authority's certificate (PEM) by --ca FILE."
    )


def _own_certificate(settings: TargetSettings) -> str:
    if settings.client_cert is None:
        return "give it by --client-cert FILE and --client-key FILE."
    return f"it did not take that of --client-cert {settings.client_cert}: does it trust who signed it?"


def _speaks_tls(address: Address, settings: TargetSettings) -> bool:
    """Whether a port that was spoken to in plain text answers to TLS."""
    if proxy_to(address) is not None or not settings.permission.allows(address):
        return False  # nothing goes past a proxy or the policy
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with (
            connected(address, Allowance(HANDSHAKE_SECONDS)) as plain,
            context.wrap_socket(plain, server_hostname=address.host),
        ):
            return True
    except ssl.SSLError as error:
        # An alert is an answer in TLS, such as to a client without a certificate.
        return "ALERT" in str(error).upper()
    except (OSError, ValueError):
        return False


def _came(response: Response, settings: TargetSettings) -> str:
    kind = response.headers.get("content-type", "no content type")
    if response.body.startswith(b"\x1f\x8b"):
        return f"status {response.status}, {kind} and a compressed body that does not say so"
    begin = shown(response.body, settings)
    return f"status {response.status}, {kind} and {f'the body: {begin}' if begin else 'no body'}"


def _what_to_do(response: Response, url: str) -> str:
    status, body = response.status, response.body
    if status in (301, 302, 303, 307, 308):
        place = response.headers.get("location", "no Location header")
        return (
            f"It redirects to {place}. Redirects are not followed, for they may lead to another server: give that "
            "address."
        )
    if (status in (400, 497) and b"HTTPS port" in body) or (
        status == 400 and b"HTTP request to an HTTPS" in body
    ):
        return "The port speaks TLS: write https:// in place of http://."
    if status in (401, 407):
        return (
            "It, or a gateway before it, asks for credentials before GraphQL: pass --token or --api-key, and what a "
            "gateway wants by --header 'NAME: VALUE'."
        )
    if status == 403:
        return (
            "It, or a firewall before it, refuses the request: are the credentials right (--token, --header), and may "
            "this machine reach it?"
        )
    if status in (404, 410):
        return f"There is nothing at {urlsplit(url).path or '/'}. {_ADDRESS}"
    if status == 405:
        allowed = response.headers.get("allow")
        return f"This address takes no POST{f', but {allowed}' if allowed else ''}. {_ADDRESS}"
    if status == 429:
        return "It gets too many requests: wait, or lower --max-rps."
    if status in GATEWAY_STATUSES:
        return f"A gateway does not reach the server. {_IS_IT_UP}"
    if status >= 500:
        return "The server failed: look at its log."
    if _PAGE.match(body) or "html" in response.headers.get("content-type", ""):
        return f"This is a web page. {_ADDRESS}"
    if response.json() is not None and isinstance(response.json(), dict | list):
        return f"This is JSON, and no GraphQL response: it has neither `data` nor `errors`. {_ADDRESS}"
    return f"This is no GraphQL response. {_ADDRESS}"
