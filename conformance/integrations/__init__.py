"""The checks of the contract inside other tools: pytest suites and Schemathesis."""
