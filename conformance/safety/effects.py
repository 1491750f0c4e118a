"""What mutations do to the world, and what of it a run may do."""

from collections.abc import Collection
from dataclasses import replace

from kraken_conformance.model.case import Case, Credentials, Expectation
from kraken_conformance.model.cases import Blocked, Cases
from kraken_conformance.spec import Contract, Effect

USUALLY_ALLOWED = frozenset({Effect.IDEMPOTENT, Effect.CREATES, Effect.CHANGES})
"""What a run may do on a target that is not on this machine, unless the user says otherwise."""

NOTHING_EXECUTED = frozenset({Expectation.REJECTED, Expectation.REFUSED, Expectation.DRY})


def denied_mutations(
    contract: Contract, remote: Collection[str], *, allow: Collection[Effect], deny: Collection[Effect]
) -> dict[str, str]:
    """Return the mutations that must not be executed, each with the reason.

    `remote` are the servers that are not on this machine: there, only `USUALLY_ALLOWED` and what `allow`
    adds is allowed. `deny` holds on every server.
    """
    denied: dict[str, str] = {}
    for mutation in contract.mutations.values():
        allowed = (USUALLY_ALLOWED | set(allow) if mutation.server in remote else set(Effect)) - set(deny)
        forbidden = sorted(mutation.effects - allowed)
        if forbidden:
            options = " ".join(f"--allow-effect {effect}" for effect in forbidden)
            remedy = "leave --deny-effect out" if set(forbidden) & set(deny) else f"allow it with {options}"
            denied[mutation.name] = f"its effects are not allowed here ({', '.join(forbidden)}): {remedy}"
        elif mutation.server in remote and not mutation.effects:
            denied[mutation.name] = "the contract does not say what it does: give it @effects"
    return denied


def executes(case: Case, contract: Contract) -> bool:
    """Whether a server that keeps the contract executes the mutation of a case, or may do so, when it gets it."""
    if case.credentials is Credentials.PEER:
        return case.mutation is not None  # refused where the promise is kept, which is in question
    if case.mutation is None or case.expectation in NOTHING_EXECUTED:
        return False
    mutation = contract.mutations[case.mutation]
    return case.credentials is Credentials.TOKEN or case.bearer is not None or not mutation.needs_token


def ends_tokens(case: Case, contract: Contract) -> bool:
    """Whether a case, or a step before it, may make invalid what others in flight are sent with."""
    login = contract.platform.login
    return login is not None and any(
        one.mutation == login.ends and executes(one, contract) for one in (*case.before, case)
    )


def last_of_run(contract: Contract, *, token: str | None, api_key: str | None) -> str | None:
    """Return the mutation after which the token of a run is of no use, since there is no key to get another; None where
    there is none.
    """
    login = contract.platform.login
    return None if login is None or token is None or api_key is not None else login.ends


def executed_once(cases: Cases, contract: Contract, *, here: bool) -> Cases | None:
    """Return what is left of the cases of a probe where its mutation may be executed by a single one: that of this
    probe, where it is to be `here`. None where nothing is left.

    For the mutation after which the token of the run is of no use.
    """
    once = next((case for case in cases.fixed if executes(case, contract) and not case.before), None)
    kept = tuple(
        case
        for case in cases.fixed
        if (here and case is once) or not any(executes(one, contract) for one in (*case.before, case))
    )
    return replace(cases, fixed=kept, drawn=None, control=None) if kept else None


def without_execution(cases: Cases, contract: Contract, reason: str) -> Cases | Blocked:
    """Return what is left of the cases of a probe where its mutation must not be executed.

    What is drawn may always be executed: probes of which that is not so have fixed cases only.
    """

    def harmless(case: Case) -> bool:
        return not executes(case, contract) and all(map(harmless, case.before))

    kept = tuple(case for case in cases.fixed if harmless(case))
    if cases.drawn is None and len(kept) == len(cases.fixed):
        return cases
    return replace(cases, fixed=kept, drawn=None, withheld=reason) if kept else Blocked(reason)
