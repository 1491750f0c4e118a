"""The contract as JSON; `contract-export.schema.json` describes it."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from kraken_conformance.spec.export.exported_part import select
from kraken_conformance.spec.flows import Flow, FlowStep
from kraken_conformance.spec.model import Contract, ErrorCode, Mutation, ReturnField
from kraken_conformance.spec.triggers import Change, Trigger

SCHEMA_VERSION = 1


def export_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the export."""
    text = files("kraken_conformance.spec").joinpath("contract-export.schema.json").read_text("utf-8")
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
        "mutations": [_mutation(mutation) for mutation in selected.mutations],
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


def _mutation(mutation: Mutation) -> dict[str, Any]:
    return {
        "name": mutation.name,
        "server": mutation.server,
        "deprecated": mutation.deprecated,
        "replaced_by": mutation.replaced_by,
        "arguments": [{"name": argument.name, "type": str(argument.type)} for argument in mutation.arguments],
        "returns": mutation.returns,
        "type": str(mutation.type),
        "fields": [_field(field) for field in mutation.fields],
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
        "provenance": "documented" if field.type_inferred_from is None else "inferred",
        "documented_type": field.documented_type,
        **members,
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
