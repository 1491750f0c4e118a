"""Names that mean one thing: no class twice in the package, and a module name twice only where it means the same."""

from __future__ import annotations

import ast
from collections import defaultdict

from tests.test_layers import MODULES

SAME_MEANING = {
    "access": "who may call a mutation: the rule, and the faults in it",
    "code_coverage": "which declared codes were provoked: counted by the probe, and shown in reports",
    "credentials": "forms of the Authorization header: sent, and the faults in judging them",
    "documents": "documents of GraphQL: the probe, and the faults in executing them",
    "exceptions": "the errors of a part of the package",
    "formats": "the formats of inputs: named in the contract, and what each generates",
    "http_audits": "the audits of GraphQL over HTTP: probe, check, and the faults that they find",
    "inputs": "what mutations take: faults in it, and changes of it",
    "introspection": "introspection: asked for, sent as a probe, and the faults in its answer",
    "limits": "how much is taken: by a target of a document, by the harness of an answer",
    "login": "the login mutation: how a token is obtained, and what the reference server answers",
    "model": "the values that a part of the package is about",
    "plan": "what is to be done, before it is done",
    "registry": "how members of a folder become known by their decorators",
    "replay": "sending a finding again: the command, and the work",
    "run": "a run: the command, and what the reports know of one",
    "samples": "sample values: of pages, and for faults",
    "sequence": "promises about the order of calls: what checks share, and the faults",
    "settings": "how something is set up: a target, a server",
    "state": "what a target remembers: the probe, and the faults in it",
    "status": "one line about a run: the command, and the text",
    "writer": "writes files: contracts, reports",
}
"""Why a name of a module may stand in more than one room."""


def test_no_class_name_means_two_things() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for module, path in MODULES.items():
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef):
                places[node.name].append(module)
    assert {name: modules for name, modules in places.items() if len(modules) > 1} == {}


def test_no_module_name_means_two_things() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for module, path in MODULES.items():
        if path.name != "__init__.py":
            places[path.stem].append(module)
    twice = {name: modules for name, modules in places.items() if len(modules) > 1}
    assert {name: modules for name, modules in twice.items() if name not in SAME_MEANING} == {}
    assert sorted(SAME_MEANING.keys() - twice.keys()) == []
