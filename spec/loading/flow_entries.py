"""The entries of `flows.yaml`: what is wrong with them, and the flows that they make."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from kraken_conformance.spec.exceptions import Problem
from kraken_conformance.spec.flows import Flow, FlowStep, Given, Way
from kraken_conformance.spec.loading.contract_files import problem_at

SENT = "$"
"""Begins the path of a value among the variables, as `$` begins a variable in GraphQL."""

_FLOW_KEYS = {"text", "from", "steps", "drafted"}
_STEP_KEYS = {
    *("name", "mutation", "gives", "takes", "after", "ends", "present", "absent"),
    *("refusal", "ended", "unknown", "stated", "shows", "renews", "limited"),
}
_HELP = "See docs/flows.md."
_SAYS = {"renews": "renews", "limited": "limits"}


def flow_problems(path: Path, content: Any, servers: Mapping[str, str]) -> Iterator[Problem]:
    """Yield what is wrong with the content of `flows.yaml`. `servers` maps each mutation to its server."""
    flows = content.get("flows") if isinstance(content, dict) else None
    if not isinstance(flows, dict):
        yield problem_at(
            path, (), "There is no mapping `flows`.", "Begin with `flows:` and one entry a flow."
        )
        return
    for key in content.keys() - {"flows"}:
        yield problem_at(path, (key,), f"{key!r} is not a known key.", "Use flows.")
    for name, entry in flows.items():
        shape = list(_shape_problems(path, name, entry))
        yield from shape or _order_problems(path, name, entry, servers)


def _shape_problems(path: Path, name: Any, entry: Any) -> Iterator[Problem]:
    place = ("flows", name)
    steps = entry.get("steps") if isinstance(entry, dict) else None
    if (
        not isinstance(steps, list)
        or not steps
        or not all(isinstance(entry.get(key), str) for key in ("text", "from"))
    ):
        yield problem_at(
            path, place, f"{name} is no flow.", "Give it a `text`, a `from` and a list of `steps`."
        )
        return
    for key in entry.keys() - _FLOW_KEYS:
        yield problem_at(path, (*place, key), f"{key!r} of {name} is not a known key.", _HELP)
    for number, step in enumerate(steps):
        here = (*place, "steps", number)
        if not isinstance(step, dict) or not isinstance(step.get("mutation"), str):
            yield problem_at(path, here, f"Step {number + 1} of {name} has no mutation.", "Name one.")
            continue
        for key in step.keys() - _STEP_KEYS:
            yield problem_at(path, here, f"{key!r} of {_name(step)} is not a known key.", _HELP)
        for key in ("gives", "takes"):
            if not _is_texts(step.get(key) or {}):
                yield problem_at(
                    path, here, f"{key} of {_name(step)} is no mapping of names to paths.", _HELP
                )
        for key, kind, what in (
            ("name", str, "text"),
            ("refusal", str, "text"),
            ("ended", str, "text"),
            ("ends", bool, "true or false"),
            ("unknown", bool, "true or false"),
            ("stated", bool, "true or false"),
        ):
            if not isinstance(step.get(key, kind()), kind):
                yield problem_at(path, here, f"{key} of {_name(step)} is no {what}.", _HELP)
        for key in ("after", "present", "absent", "renews"):
            listed = step.get(key) or []
            if not isinstance(listed, list) or not all(isinstance(item, str) for item in listed):
                yield problem_at(path, here, f"{key} of {_name(step)} is no list of texts.", _HELP)
        if not _is_lists(step.get("limited") or {}):
            said = f"limited of {_name(step)} is no mapping of names to lists of mutations."
            yield problem_at(path, here, said, _HELP)


def _order_problems(path: Path, name: str, entry: Any, servers: Mapping[str, str]) -> Iterator[Problem]:
    """Yield the steps that cannot be made in the order in which they stand."""
    earlier: set[str] = set()
    given: set[str] = set()
    used = {servers[step["mutation"]] for step in entry["steps"] if step["mutation"] in servers}
    if len(used) > 1:
        yield problem_at(
            path, ("flows", name), f"The steps of {name} are on several servers.", "Make one flow for each."
        )
    for number, step in enumerate(entry["steps"]):
        place, own = ("flows", name, "steps", number), _name(step)
        if step["mutation"] not in servers:
            yield problem_at(path, place, f"{step['mutation']} is no mutation.", "Name one that is.")
        if own in earlier:
            yield problem_at(path, place, f"Two steps of {name} are {own}.", "Give one of them a `name`.")
        for value in (step.get("takes") or {}).keys() - given:
            yield problem_at(
                path, place, f"{own} takes {value}, which no step before it gives.", "Let one give it."
            )
        for other in set(step.get("after") or []) - earlier:
            yield problem_at(
                path, place, f"{own} comes after {other}, which is no step before it.", "Name one that is."
            )
        gives = (step.get("gives") or {}).keys()
        for word in ("renews", "limited"):
            for value in set(step.get(word) or []) - gives:
                said = f"{own} {_SAYS[word]} {value}, which it does not give."
                yield problem_at(path, place, said, "Let it give it.")
        for other in {
            name for names in (step.get("limited") or {}).values() for name in names
        } - servers.keys():
            yield problem_at(path, place, f"{other} is no mutation.", "Name one that is.")
        earlier.add(own)
        given |= (step.get("gives") or {}).keys()


def flows_of(content: Any) -> Mapping[str, Flow]:
    """Return the flows of content that has no problem."""
    return MappingProxyType({name: _flow(name, entry) for name, entry in content["flows"].items()})


def _flow(name: str, entry: dict[str, Any]) -> Flow:
    steps = [_step(step) for step in entry["steps"]]
    return Flow(
        name,
        entry["text"].strip(),
        entry["from"],
        MappingProxyType({step.name: step for step in steps}),
        drafted=bool(entry.get("drafted")),
    )


def _step(entry: dict[str, Any]) -> FlowStep:
    def ways(key: str) -> tuple[Way, ...]:
        return tuple(map(_way, entry.get(key) or ()))

    return FlowStep(
        name=_name(entry),
        mutation=entry["mutation"],
        gives=MappingProxyType(
            {
                value: Given(_way(path.removeprefix(SENT)), path.startswith(SENT))
                for value, path in (entry.get("gives") or {}).items()
            }
        ),
        takes=MappingProxyType({value: _way(path) for value, path in (entry.get("takes") or {}).items()}),
        after=tuple(entry.get("after") or ()),
        ends=bool(entry.get("ends")),
        present=ways("present"),
        absent=ways("absent"),
        refusal=entry.get("refusal"),
        ended=entry.get("ended"),
        unknown=bool(entry.get("unknown")),
        stated=bool(entry.get("stated")),
        shows=MappingProxyType({_way(path): _way(sent) for path, sent in (entry.get("shows") or {}).items()}),
        renews=tuple(entry.get("renews") or ()),
        limited=MappingProxyType(
            {value: tuple(names) for value, names in (entry.get("limited") or {}).items()}
        ),
    )


def _way(path: str) -> Way:
    return tuple(int(step) if step.isdigit() else step for step in path.split("."))


def _name(step: Mapping[str, Any]) -> str:
    return str(step.get("name") or step["mutation"])


def _is_texts(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(text, str) for pair in value.items() for text in pair)


def _is_lists(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(key, str) and isinstance(names, list) and all(isinstance(name, str) for name in names)
        for key, names in value.items()
    )
