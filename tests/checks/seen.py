"""Makes exchanges from responses that are written out, and gives what the checks make of them."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from graphql import GraphQLSchema, build_schema

from kraken_conformance.checks.registry import all_checks, all_schema_checks
from kraken_conformance.judging.observation import Observation
from kraken_conformance.judging.schema_comparison import SchemaComparison
from kraken_conformance.model.case import Case, Expectation, Operation, RawRequest
from kraken_conformance.model.exchange import Exchange, Request, Response
from kraken_conformance.model.violation import Violation
from kraken_conformance.spec import Contract, Level, load_contract
from kraken_conformance.target.view import TargetView

TARGET = """
type Mutation {
  acceptQuote(input: AcceptQuoteInputType!): AcceptQuote
  requestQuote(input: RequestQuoteInput!): RequestQuote
  forceReauthentication(input: ForceReauthenticationInput!): ForceReauthentication
  initiateProductSwitch(input: InitiateProductSwitchInput!): InitiateProductSwitch
  linkUserToLine(input: LinkUserToLineInput!): LinkUserToLineResponse
  createContributionAgreement(input: CreateContributionAgreementInput!): CreateContributionAgreement
  createFormSubmission(input: FormSubmissionInput!): FormSubmissionOuput
  deviceRegistration(input: DeviceRegistrationInput): DeviceRegistration
  triggerTestCharge(input: AccountNumberInput): PerformTestCharge!
  updateCommsPreferences(input: CommsInput!): UpdateAccountUserCommsPreferencesMutationPayload
}
type Query { ok: Boolean }
type AcceptQuote {
  possibleErrors: [PossibleErrorType]
  accountNumber: String
  supplyContracts: SupplyContractConnectionTypeConnection
  preSignedKey: String
}
type SupplyContractConnectionTypeConnection { totalCount: Int! ratio: Decimal opensAt: Time spent: Float! }
type PossibleErrorType { code: String! message: String }
type RequestQuote { possibleErrors: [PossibleErrorType] quoteRequestCode: UUID quotedSupplyPoints: Quoted }
type Quoted { codes: [UUID!]! }
type ForceReauthentication { tokensInvalidated: Boolean effectiveAt: DateTime }
type InitiateProductSwitch { possibleErrors: [PossibleErrorType] productCode: ID switchDate: Date }
union LinkUserToLineResponse = LineLinkRedirectResponse | LinkTokenNotFound | AlreadyLinkedError
type LineLinkRedirectResponse { redirectUrl: String! }
type LinkTokenNotFound { type: LineLinkErrorType! }
type AlreadyLinkedError { type: LineLinkErrorType! }
enum LineLinkErrorType { TOKEN_NOT_FOUND ALREADY_LINKED }
type CreateContributionAgreement {
  possibleErrors: [PossibleErrorType]
  contributionAgreement: ContributionAgreementType
}
type ContributionAgreementType { id: ID! amount: Int activeFrom: DateTime tags: [String!] }
type FormSubmissionOuput { id: Int content: JSONString errors: [SerializerFieldErrorsType] }
type SerializerFieldErrorsType { field: String }
type DeviceRegistration { possibleErrors: [PossibleErrorType] registeredDeviceIds: [String] }
type PerformTestCharge { possibleErrors: [PossibleErrorType] krakenflexDevice: KrakenFlexDeviceType }
type KrakenFlexDeviceType { krakenflexDeviceId: String }
type UpdateAccountUserCommsPreferencesMutationPayload { fontSizeMultiplier: Float }
scalar Date
scalar DateTime
scalar Decimal
scalar JSONString
scalar Time
scalar UUID
input AcceptQuoteInputType { code: String }
input RequestQuoteInput { code: String }
input ForceReauthenticationInput { includeLongLivedTokens: Boolean }
input InitiateProductSwitchInput { code: String }
input LinkUserToLineInput { code: String }
input CreateContributionAgreementInput { code: String }
input FormSubmissionInput { code: String }
input DeviceRegistrationInput { code: String }
input AccountNumberInput { code: String }
input CommsInput { code: String }
"""

Found = list[tuple[str, Level | None]]


@cache
def contract() -> Contract:
    return load_contract("oefr")


@cache
def target_schema() -> GraphQLSchema:
    return build_schema(TARGET)


@cache
def view(*, with_schema: bool = True) -> TargetView:
    return TargetView(contract(), contract().servers["API"], target_schema() if with_schema else None, True)


def observe(
    mutation: str,
    body: Any,
    *,
    with_schema: bool = True,
    status: int = 200,
    expectation: Expectation = Expectation.ACCEPTED,
    variables: dict[str, Any] | None = None,
    operation: Operation | None = None,
    raw: RawRequest | None = None,
) -> Observation:
    """Return the observation of a response, whose body is JSON or bytes."""
    target = view(with_schema=with_schema)
    operation = operation or target.operation(contract().mutations[mutation])
    case = Case("test", "API", mutation, operation, variables or {}, expectation, raw=raw)
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    response = Response(status, {"content-type": "application/json"}, content, 0.01)
    return Observation(Exchange(case, Request("POST", "http://127.0.0.1/", {}, b""), response), target)


def violations(observation: Observation) -> list[tuple[str, Violation]]:
    """Return everything that the checks of shapes and errors find."""
    checks = (each for each in all_checks() if each.id.startswith(("shape.", "error.")))
    return [
        (each.id, violation)
        for each in checks
        if each.applies(observation)
        for violation in each.run(observation)
    ]


def found(mutation: str, body: Any, **options: Any) -> Found:
    """Return the ids and levels of what the checks of shapes and errors find."""
    return [(id_, violation.level) for id_, violation in violations(observe(mutation, body, **options))]


def judged(observation: Observation) -> set[str]:
    """Return the ids of the checks of shapes and errors that apply."""
    return {
        each.id
        for each in all_checks()
        if each.id.startswith(("shape.", "error.")) and each.applies(observation)
    }


def schema_violations(mutation: str, schema: GraphQLSchema) -> list[tuple[str, Violation]]:
    """Return everything that the checks of schemas find."""
    declared = contract().mutations[mutation]
    both = SchemaComparison(contract(), declared, declared.server, schema)
    return [
        (each.id, violation)
        for each in all_schema_checks()
        if each.applies(both)
        for violation in each.run(both)
    ]
