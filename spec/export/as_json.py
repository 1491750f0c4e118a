"""The contract as JSON; `contract-export.schema.json` describes it. `version_1.py` makes the former version of it."""

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from graphql import get_named_type

from kraken_conformance.spec.directives_read import arguments_of, directive_of
from kraken_conformance.spec.export.exported_part import select
from kraken_conformance.spec.export.exported_types import exported_formats, exported_input, exported_types
from kraken_conformance.spec.flows import Flow, FlowStep
from kraken_conformance.spec.model import Contract, ErrorCode, Mutation, ReturnField
from kraken_conformance.spec.triggers import Change, Trigger

SCHEMA_VERSION = 2


def export_schema(version: int = SCHEMA_VERSION) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a version of the export."""
    name = (
        "contract-export.schema.json"
        if version == SCHEMA_VERSION
        else f"contract-export-{version}.schema.json"
    )
    text = files("kraken_conformance.spec").joinpath(name).read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def as_json(contract: Contract, *, server: str | None = None) -> dict[str, Any]:
    """Return a contract as the values of a JSON object, restricted to one server if it is named."""
    selected = select(contract, server)
    return {
        "schema_version": SCHEMA_VERSION,
        "name": contract.name,
        "version": contract.version,
        "sha256": contract.sha256,
        "servers": {site.name: {"url": site.url, "production": site.production} for site in selected.servers},
        "mutations": [_mutation(contract, mutation) for mutation in selected.mutations],
        **exported_types(contract, selected.mutations),
        **exported_formats(contract),
        "errors": {error.code: _error(error) for error in selected.errors},
        "common_errors": {error.code: _error(error) for error in contract.common_errors.values()},
        "internal_errors": {error.code: _error(error) for error in contract.internal_errors.values()},
        "flows": [
            _flow(flow)
            for flow in contract.flows.values()
            if {step.mutation for step in flow.steps.values()} <= {found.name for found in selected.mutations}
        ],
        "triggers": [
            _trigger(trigger)
            for error in selected.errors
            for trigger in contract.triggers.by_code.get(error.code, ())
        ],
        "allowed": [
            _trigger(trigger)
            for error in selected.errors
            for trigger in contract.triggers.allowed.get(error.code, ())
        ],
        "untried": {
            error.code: contract.triggers.untried[error.code]
            for error in selected.errors
            if error.code in contract.triggers.untried
        },
    }


def _trigger(trigger: Trigger) -> dict[str, Any]:
    return {
        "code": trigger.code,
        "condition": trigger.condition,
        "stated": trigger.stated,
        "unknown": trigger.unknown,
        "guess": trigger.guess,
        "source": trigger.source,
        "only": list(trigger.only),
        "pool": trigger.pool,
        "anonymous": trigger.anonymous,
        "flow": trigger.flow,
        "steps": [
            {"step": each.step, "refused": each.refused, **_change(each.change)} for each in trigger.steps
        ],
        **_change(trigger.change),
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "set": dict(change.sets),
        "copy": dict(change.copies),
        "remove": list(change.removes),
        "repeat": change.repeats,
    }


def _flow(flow: Flow) -> dict[str, Any]:
    return {
        "name": flow.name,
        "text": flow.text,
        "inferred_from": flow.source,
        "drafted": flow.drafted,
        "steps": [_step(step) for step in flow.steps.values()],
    }


def _step(step: FlowStep) -> dict[str, Any]:
    return {
        "name": step.name,
        "mutation": step.mutation,
        "gives": {
            value: {"path": list(given.path), "sent": given.sent} for value, given in step.gives.items()
        },
        "takes": {value: list(path) for value, path in step.takes.items()},
        "after": list(step.after),
        "ends": step.ends,
        "present": [list(path) for path in step.present],
        "absent": [list(path) for path in step.absent],
        "refusal": step.refusal,
    }


def _mutation(contract: Contract, mutation: Mutation) -> dict[str, Any]:
    root = contract.schema.mutation_type
    assert root is not None
    return {
        "name": mutation.name,
        "server": mutation.server,
        "deprecated": mutation.deprecated,
        "replaced_by": mutation.replaced_by,
        "arguments": [
            exported_input(contract, mutation.name, name, argument)
            for name, argument in root.fields[mutation.name].args.items()
        ],
        "returns": mutation.returns,
        "type": str(mutation.type),
        "fields": [*map(_field, mutation.fields), *_undocumented_fields(mutation)],
        "members": list(mutation.members),
        "errors": list(mutation.errors),
        "errors_documented": mutation.errors_documented,
        "authorization": mutation.authorization,
        "effects": sorted(mutation.effects),
        "undone_by": mutation.undone_by,
        "source": {"document": mutation.source.document, "entry": mutation.source.entry},
    }


def _field(field: ReturnField) -> dict[str, Any]:
    members = {"members": list(field.members)} if field.members else {}
    return {
        "name": field.name,
        "type": str(field.type),
        "provenance": "documented",
        "type_provenance": "documented" if field.type_inferred_from is None else "inferred",
        "documented_type": field.documented_type,
        "inferred_from": field.type_inferred_from,
        **members,
    }


def _undocumented_fields(mutation: Mutation) -> Iterator[dict[str, Any]]:
    """Yield the fields of a payload that only another source than the documents knows."""
    for name, field in getattr(get_named_type(mutation.type), "fields", {}).items():
        mark = directive_of(field.ast_node, "inferred")
        if mark is not None:
            yield {
                "name": name,
                "type": str(field.type),
                "provenance": "inferred",
                "type_provenance": "inferred",
                "documented_type": None,
                "inferred_from": arguments_of(mark)["from"],
            }


def _error(error: ErrorCode) -> dict[str, Any]:
    reasons = error.refusal_reasons
    return {
        "message": error.message,
        "meaning": error.meaning,
        "country": error.country,
        "inferred_from": error.inferred_from,
        "role": error.role,
        "refusal_reasons": list(reasons.values) if reasons else [],
        "refusal_reasons_extension": reasons.extension if reasons else None,
    }
