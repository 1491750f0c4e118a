"""Files for TLS that the environment names."""

from __future__ import annotations

import pytest

from kraken_conformance.exceptions import UsageError
from kraken_conformance.target.transport import tls


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "SSLKEYLOGFILE"])
def test_one_that_is_not_there_is_a_mistake_of_the_call(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "/no/such/file")
    tls._usual.cache_clear()
    with pytest.raises(UsageError, match=f"{name}=/no/such/file"):
        tls.tls_context()
    tls._usual.cache_clear()
