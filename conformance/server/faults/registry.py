"""Every planted fault, in one list."""

from collections.abc import Mapping
from types import MappingProxyType

from kraken_conformance.server.faults import http, http_2026_09, http_audits
from kraken_conformance.server.faults.access import ACCESS_FAULTS
from kraken_conformance.server.faults.business import BUSINESS_FAULTS
from kraken_conformance.server.faults.crashes import CRASH_FAULTS
from kraken_conformance.server.faults.credentials import CREDENTIAL_FAULTS
from kraken_conformance.server.faults.definitions import DEFINITION_FAULTS
from kraken_conformance.server.faults.envelope import ENVELOPE_FAULTS
from kraken_conformance.server.faults.further_definitions import FURTHER_DEFINITION_FAULTS
from kraken_conformance.server.faults.identities import IDENTITY_FAULTS
from kraken_conformance.server.faults.inputs import INPUT_FAULTS
from kraken_conformance.server.faults.introspection import INTROSPECTION_FAULTS
from kraken_conformance.server.faults.leaves import LEAF_FAULTS
from kraken_conformance.server.faults.limits import LIMIT_FAULTS
from kraken_conformance.server.faults.outcomes import OUTCOME_FAULTS
from kraken_conformance.server.faults.parts.fault import Fault
from kraken_conformance.server.faults.payload_values import PAYLOAD_VALUE_FAULTS
from kraken_conformance.server.faults.raised import RAISED_FAULTS
from kraken_conformance.server.faults.reading import (
    document_text,
    executed_operations,
    hidden_types,
    skip_and_include,
    spread_and_merged,
    variable_values,
)
from kraken_conformance.server.faults.reading.tolerance import TOLERANCE_FAULTS
from kraken_conformance.server.faults.sequence import SEQUENCE_FAULTS
from kraken_conformance.server.faults.state import STATE_FAULTS
from kraken_conformance.server.faults.structure import STRUCTURE_FAULTS

ALL: tuple[Fault, ...] = (
    *DEFINITION_FAULTS,
    *FURTHER_DEFINITION_FAULTS,
    *INTROSPECTION_FAULTS,
    *STRUCTURE_FAULTS,
    *LEAF_FAULTS,
    *PAYLOAD_VALUE_FAULTS,
    *RAISED_FAULTS,
    *BUSINESS_FAULTS,
    *LIMIT_FAULTS,
    *ACCESS_FAULTS,
    *CREDENTIAL_FAULTS,
    *IDENTITY_FAULTS,
    *ENVELOPE_FAULTS,
    *CRASH_FAULTS,
    *INPUT_FAULTS,
    *OUTCOME_FAULTS,
    *SEQUENCE_FAULTS,
    *STATE_FAULTS,
    *executed_operations.FAULTS,
    *hidden_types.FAULTS,
    *document_text.FAULTS,
    *variable_values.FAULTS,
    *skip_and_include.FAULTS,
    *spread_and_merged.FAULTS,
    *TOLERANCE_FAULTS,
    *http.FAULTS,
    *http_audits.FAULTS,
    *http_2026_09.FAULTS,
)
"""The faults by family: schema, shape, error, auth, input, equivalent and dry, sequences, http."""

FAULTS: Mapping[str, Fault] = MappingProxyType({fault.id: fault for fault in ALL})
"""Every fault by its id."""
