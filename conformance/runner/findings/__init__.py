"""From exchanges to findings: run the checks, group what failed, minimise, confirm."""
