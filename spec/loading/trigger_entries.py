"""The entries of `triggers.yaml`: what is wrong with them, and the triggers that they make."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from kraken_conformance.spec.exceptions import Problem
from kraken_conformance.spec.flows import Flow
from kraken_conformance.spec.loading.contract_files import problem_at
from kraken_conformance.spec.triggers import Change, Trigger, Triggers, TriggerStep

_CHANGE_KEYS = {"set", "copy", "remove", "repeat"}
_CODE_KEYS = {"stated", "from", "only", "when", "allows", "drafted"}
_FLAGS = ("stated", "unknown", "guess")
_WHEN_KEYS = {"is", "pool", "flow", "steps", "anonymous", "only", *_FLAGS, *_CHANGE_KEYS}
_ALLOWED_KEYS = {"is", "only", "stated", "set"}
_HELP = "See docs/triggers.md."

POOLS = "the pool that is named after the code"
"""Where the values of `states` come from."""


def trigger_problems(
    path: Path, content: Any, codes: Collection[str], flows: Mapping[str, Flow]
) -> Iterator[Problem]:
    """Yield what is wrong with the content of `triggers.yaml`, given the codes and flows of the contract."""
    triggers = content.get("triggers") if isinstance(content, dict) else None
    if not isinstance(triggers, dict):
        yield problem_at(
            path, (), "There is no mapping `triggers`.", "Begin with `triggers:` and one entry per code."
        )
        return
    for key in content.keys() - {"triggers", "states", "untried"}:
        yield problem_at(path, (key,), f"{key!r} is not a known key.", "Use triggers, states and untried.")
    for code, entry in triggers.items():
        yield from _of_code(path, code, entry, codes, flows)
    if "states" in content:
        yield from _states_problems(path, content["states"], codes)
    yield from _untried_problems(path, content.get("untried") or [], codes)


def _of_code(
    path: Path, code: Any, entry: Any, codes: Collection[str], flows: Mapping[str, Flow]
) -> Iterator[Problem]:
    place = ("triggers", str(code))
    if code not in codes:
        yield problem_at(path, place, f"{code} is no code of this contract.", "Name one that is.")
    when = entry.get("when") if isinstance(entry, dict) else None
    if not isinstance(when, list) or not when or not isinstance(entry.get("from"), str):
        yield problem_at(path, place, f"{code} has no trigger.", "Give it a `from` and a list `when`.")
        return
    for key in entry.keys() - _CODE_KEYS:
        yield problem_at(path, (*place, key), f"{key!r} of {code} is not a known key.", _HELP)
    for number, condition in enumerate(when):
        for message in _condition_messages(condition, flows):
            yield problem_at(path, (*place, "when", number), f"{code}: {message}", _HELP)
    allowed = entry.get("allows", [])
    for number, one in enumerate(allowed if isinstance(allowed, list) else [None]):
        for message in _allowed_messages(one):
            yield problem_at(path, (*place, "allows", number), f"{code}: {message}", _HELP)


def _allowed_messages(entry: Any) -> Iterator[str]:
    if not isinstance(entry, dict) or not isinstance(entry.get("is"), str):
        yield "what it allows has no `is`."
        return
    for key in entry.keys() - _ALLOWED_KEYS:
        yield f"{key!r} is not a known key of what it allows."
    if not isinstance(entry.get("set"), dict) or not entry["set"]:
        yield "what it allows sets nothing."
    if not isinstance(entry.get("stated", False), bool):
        yield "stated is neither true nor false."


def _condition_messages(entry: Any, flows: Mapping[str, Flow]) -> Iterator[str]:
    if not isinstance(entry, dict) or not isinstance(entry.get("is"), str):
        yield "a condition has no `is`."
        return
    for key in entry.keys() - _WHEN_KEYS:
        yield f"{key!r} is not a known key."
    for key in ("anonymous", *_FLAGS):
        if not isinstance(entry.get(key, False), bool):
            yield f"{key} is neither true nor false."
    if sum(bool(entry.get(key)) for key in _FLAGS) > 1:
        yield f"it is more than one of {', '.join(_FLAGS)}."
    yield from _change_messages(entry)
    name, steps = entry.get("flow"), entry.get("steps")
    if (name is None) != (steps is None):
        yield "a flow needs steps, and steps need a flow."
    elif name is not None:
        yield from _step_messages(name, steps, flows)
    elif not any(entry.get(key) for key in _CHANGE_KEYS):
        yield "nothing brings it about."


def _change_messages(entry: Mapping[str, Any]) -> Iterator[str]:
    for key in ("set", "copy"):
        if not isinstance(entry.get(key) or {}, dict):
            yield f"{key} is no mapping."
    removed = entry.get("remove") or []
    if not isinstance(removed, list) or not all(isinstance(name, str) for name in removed):
        yield "remove is no list of names."
    if not isinstance(entry.get("repeat") or "", str):
        yield "repeat is no name."


def _step_messages(name: Any, steps: Any, flows: Mapping[str, Flow]) -> Iterator[str]:
    if name not in flows:
        yield f"there is no flow {name!r}."
        return
    if not isinstance(steps, list) or not steps:
        yield "steps is no list."
        return
    for step in steps:
        own = step.get("step") if isinstance(step, dict) else step
        if own not in flows[name].steps:
            yield f"the flow {name} has no step {own!r}."
        if isinstance(step, dict):
            for key in step.keys() - {"step", "refused", *_CHANGE_KEYS}:
                yield f"{key!r} of a step is not a known key."
            yield from _change_messages(step)


def _states_problems(path: Path, entry: Any, codes: Collection[str]) -> Iterator[Problem]:
    listed = entry.get("codes") if isinstance(entry, dict) else None
    texts = isinstance(entry, dict) and all(isinstance(entry.get(key), str) for key in ("is", "field"))
    if not isinstance(listed, list) or not texts:
        yield problem_at(path, ("states",), "states needs `is`, `field` and a list `codes`.", _HELP)
        return
    for code in (code for code in listed if code not in codes):
        yield problem_at(path, ("states",), f"{code} is no code of this contract.", "Name one that is.")


def _untried_problems(path: Path, entries: Any, codes: Collection[str]) -> Iterator[Problem]:
    for number, entry in enumerate(entries if isinstance(entries, list) else [None]):
        place = ("untried", number)
        listed = entry.get("codes") if isinstance(entry, dict) else None
        if not isinstance(listed, list) or not isinstance(entry.get("because"), str):
            yield problem_at(path, place, "An entry of `untried` has no `because` or no `codes`.", _HELP)
            continue
        for code in (code for code in listed if code not in codes):
            yield problem_at(path, place, f"{code} is no code of this contract.", "Name one that is.")


def triggers_of(content: Any) -> Triggers:
    """Return the triggers of content that has no problem."""
    by_code = {
        code: tuple(_trigger(code, entry, condition) for condition in entry["when"])
        for code, entry in content["triggers"].items()
    }
    allowed = {
        code: tuple(_trigger(code, entry, one) for one in entry["allows"])
        for code, entry in content["triggers"].items()
        if entry.get("allows")
    }
    states = content.get("states") or {"codes": ()}
    for code in states["codes"]:
        by_code[code] = (*by_code.get(code, ()), _state(code, states))
    return Triggers(
        MappingProxyType(by_code),
        MappingProxyType(
            {code: entry["because"] for entry in content.get("untried") or () for code in entry["codes"]}
        ),
        MappingProxyType(allowed),
    )


def _trigger(code: str, entry: Mapping[str, Any], condition: Mapping[str, Any]) -> Trigger:
    return Trigger(
        code=code,
        condition=condition["is"],
        stated=condition.get("stated", entry.get("stated", False)),
        source=entry["from"],
        only=tuple(condition.get("only") or entry.get("only") or ()),
        change=_change(condition),
        pool=condition.get("pool"),
        flow=condition.get("flow"),
        steps=tuple(map(_step, condition.get("steps") or ())),
        anonymous=condition.get("anonymous", False),
        unknown=condition.get("unknown", False),
        guess=condition.get("guess", False),
    )


def _state(code: str, states: Mapping[str, Any]) -> Trigger:
    """Return the trigger of a code by something in a state that only the user knows, in the pool of its name."""
    change = Change(sets=MappingProxyType({states["field"]: None}))
    return Trigger(code, states["is"], source=POOLS, change=change, pool=code)


def _step(entry: Any) -> TriggerStep:
    if isinstance(entry, str):
        return TriggerStep(entry, Change())
    return TriggerStep(entry["step"], _change(entry), entry.get("refused", False))


def _change(entry: Mapping[str, Any]) -> Change:
    return Change(
        sets=MappingProxyType(dict(entry.get("set") or {})),
        copies=MappingProxyType(dict(entry.get("copy") or {})),
        removes=tuple(entry.get("remove") or ()),
        repeats=entry.get("repeat"),
    )
