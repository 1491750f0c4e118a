"""What goes wrong when reports are made.

ReportError            the base of all
  UnreadableEvidence   nothing can be rendered from the file (reading)
  UnreadableResults    a results.json of an earlier run is none (comparing, trend)
"""

from kraken_conformance.exceptions import UsageError


class ReportError(UsageError):
    """Reports cannot be made; the message names the file, the line and what to do."""


class UnreadableEvidence(ReportError):
    """A file of evidence from which nothing can be rendered."""


class UnreadableResults(ReportError):
    """A summary of an earlier run that cannot be read."""
