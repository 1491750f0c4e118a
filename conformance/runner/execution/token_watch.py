"""Notices that the run's own token is not accepted any more, so that not every mutation has to be tried with it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from kraken_conformance.events import ResultEvent
from kraken_conformance.judging.mutation_evidence import (
    NOT_ACCEPTED,
    answers_of,
    count_of,
    quotes,
    token_not_accepted,
)
from kraken_conformance.model.answer_words import OWN, Origin
from kraken_conformance.model.cases import Blocked, Cases

IN_A_ROW = 3
"""After this many mutations in a row that the token did not reach, nothing more is sent to the server with it."""


class TokenWatch:
    """What became of the token at each server, mutation by mutation.

    Where it was accepted once, an error that mutations declare says nothing of it: who asks may not be allowed to.
    `rejected` says why a server did not accept it before the run.
    """

    def __init__(self, rejected: Mapping[str, str]) -> None:
        self._in_vain: Counter[str] = Counter()
        self._accepted: set[str] = set()
        self._rejected = dict(rejected)

    def note(self, server: str, results: Sequence[ResultEvent]) -> None:
        """Take the results of a mutation into account."""
        own = answers_of(results, OWN)
        if not own:
            return
        own_errors = count_of(own, Origin.MUTATION)
        if not token_not_accepted(results) or (own_errors and server in self._accepted):
            if count_of(own, Origin.SUCCESS) or own_errors:
                self._accepted.add(server)
            self._in_vain[server] = 0
            return
        self._in_vain[server] += 1
        if self._in_vain[server] >= IN_A_ROW and server not in self._rejected:
            self._rejected[server] = (
                f"{NOT_ACCEPTED} by {server} for {IN_A_ROW} mutations in a row ({quotes(own)}), so that nothing more "
                "was sent: give a valid one (--token), or --api-key to obtain one"
            )

    def permitted(self, cases: Cases, server: str) -> Cases | Blocked:
        """Return the cases of a probe: where the token is not accepted, those with a token of their own alone."""
        reason = self.rejected(server)
        if reason is None:
            return cases
        kept = tuple(case for case in cases.fixed if case.bearer is not None)
        return replace(cases, fixed=kept, drawn=None, withheld=reason) if kept else Blocked(reason)

    def rejected(self, server: str) -> str | None:
        """Return why nothing more is sent to a server, None as long as something is."""
        return self._rejected.get(server)
