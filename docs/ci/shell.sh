#!/usr/bin/env bash
# The gate for any CI: test the target, keep the reports, end with the exit code of the run.
#
# usage: shell.sh [options of `kraken-conformance run`]
#   KRAKEN_URL, KRAKEN_AUTH_URL   the target
#   KRAKEN_TOKEN                  the Authorization header; keep it in the secrets of the CI
#   KRAKEN_OUTPUT                 where the reports go (kraken-report)
#   KRAKEN_PACKAGE                what to install where the command is not there yet (kraken-conformance)
set -euo pipefail

output=${KRAKEN_OUTPUT:-kraken-report}

# Without an address, `run` tests its own embedded server: a variable that nobody set must not pass the gate.
if [ -z "${KRAKEN_URL:-}" ] || [ -z "${KRAKEN_AUTH_URL:-}" ]; then
    echo "Set KRAKEN_URL and KRAKEN_AUTH_URL: the target is not known." >&2
    exit 2
fi

if ! command -v kraken-conformance >/dev/null; then
    environment=$(mktemp -d)
    python3 -m venv "$environment"
    "$environment/bin/pip" install --quiet --disable-pip-version-check "${KRAKEN_PACKAGE:-kraken-conformance}"
    export PATH="$environment/bin:$PATH"
fi

status=0
kraken-conformance run --url "$KRAKEN_URL" --auth-url "$KRAKEN_AUTH_URL" --output "$output" "$@" || status=$?

# GitHub shows the one on the page of the run, and the others beside it.
if [ -n "${GITHUB_STEP_SUMMARY:-}" ] && [ -f "$output/summary.md" ]; then
    cat "$output/summary.md" >>"$GITHUB_STEP_SUMMARY"
    cat "$output/annotations.txt"
fi
exit "$status"
