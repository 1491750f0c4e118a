"""The export in its first version, which has less: what is newer is left out."""

from typing import Any

_NEWER = ("inputs", "enums", "scalars", "format_rules", "formats", "allowed", "untried")
_OF_AN_ARGUMENT = ("name", "type")


def as_version_1(document: dict[str, Any]) -> dict[str, Any]:
    """Return an export as `contract-export-1.schema.json` describes it.

    There, `provenance` of a field is that of its type, and fields that no document shows are not there.
    """
    kept = {key: value for key, value in document.items() if key not in _NEWER}
    flows = [{key: value for key, value in flow.items() if key != "drafted"} for flow in document["flows"]]
    mutations = [_mutation(found) for found in document["mutations"]]
    return {**kept, "schema_version": 1, "mutations": mutations, "flows": flows}


def _mutation(mutation: dict[str, Any]) -> dict[str, Any]:
    return {
        **mutation,
        "arguments": [{key: one[key] for key in _OF_AN_ARGUMENT} for one in mutation["arguments"]],
        "fields": [_field(one) for one in mutation["fields"] if one["provenance"] == "documented"],
    }


def _field(field: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in field.items() if key not in ("type_provenance", "inferred_from")}
    return {**kept, "provenance": field["type_provenance"]}
