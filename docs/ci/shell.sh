#!/usr/bin/env bash
# The gate for any CI: test the target, keep the reports, end with the exit code of the run.
#
# usage: shell.sh [options of `kraken-conformance run`]
#   KRAKEN_URL, KRAKEN_AUTH_URL   the target; without both, the embedded reference server
#   KRAKEN_TOKEN                  the Authorization header; keep it in the secrets of the CI
#   KRAKEN_OUTPUT                 where the reports go (kraken-report)
#   KRAKEN_PACKAGE                what to install where the command is not there yet (kraken-conformance)
set -euo pipefail

output=${KRAKEN_OUTPUT:-kraken-report}

if ! command -v kraken-conformance >/dev/null; then
    environment=$(mktemp -d)
    python3 -m venv "$environment"
    "$environment/bin/pip" install --quiet --disable-pip-version-check "${KRAKEN_PACKAGE:-kraken-conformance}"
    export PATH="$environment/bin:$PATH"
fi

target=()
if [ -n "${KRAKEN_URL:-}" ]; then target+=(--url "$KRAKEN_URL"); fi
if [ -n "${KRAKEN_AUTH_URL:-}" ]; then target+=(--auth-url "$KRAKEN_AUTH_URL"); fi

status=0
kraken-conformance run --output "$output" ${target[@]+"${target[@]}"} "$@" || status=$?

# GitHub shows the one on the page of the run, and the others beside it.
if [ -n "${GITHUB_STEP_SUMMARY:-}" ] && [ -f "$output/summary.md" ]; then
    cat "$output/summary.md" >>"$GITHUB_STEP_SUMMARY"
    cat "$output/annotations.txt"
fi
exit "$status"
