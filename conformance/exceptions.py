"""What stops a run. None of these is ever a finding about a target.

HarnessError              the base of all
├── UsageError            the user asked for something impossible: exit code 2
│   ├── EvidenceError     a file of evidence that cannot be read or is not what it says it is
│   ├── ContractError     a contract that cannot be used, with places     (`spec.exceptions`)
│   ├── ReportError       reports that cannot be made                     (`reports.exceptions`)
│   ├── StrategiesError   inputs that cannot be generated                 (`strategies.exceptions`)
│   └── ExtensionError    a package of a third party that cannot be used
├── TargetUnavailable     nothing answered, or nothing that speaks GraphQL: exit code 3
└── InternalError         the harness contradicts itself: exit code 4
"""


class HarnessError(Exception):
    """The harness cannot go on. The message says what happened and what to do."""


class UsageError(HarnessError):
    """An option, a file or a selection that makes no sense."""


class EvidenceError(UsageError):
    """Evidence that is cut short, edited, or of a newer schema version."""


class ExtensionError(UsageError):
    """A package that adds checks, probes or reports cannot be imported, or takes a name that exists."""


class TargetUnavailable(HarnessError):
    """The target does not answer, refuses TLS, or does not speak GraphQL over HTTP."""


class InternalError(HarnessError):
    """A fault of the harness itself."""


def why(error: Exception) -> str:
    """Say why a file cannot be read, without its name and an error number: the message has the name already."""
    return str(error.strerror if isinstance(error, OSError) and error.strerror else error)
