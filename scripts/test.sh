#!/bin/bash
# Runs every test, after installing what they need where it is absent.
#   test.sh                  everything, in random order on three processes (many wait for a server or a browser), with the coverage that is required
#   test.sh tests/core -k x  some of them, arguments as pytest takes them
#   test.sh --bench          the benchmarks
#   test.sh --pictures       the screenshots of docs/screenshots, taken anew
set -uo pipefail
cd "$(dirname "$0")/.."
. scripts/system.sh

sh scripts/install.sh --test || exit 1
install_packages
python=.venv/bin/python

if [ "${1:-}" = --bench ]; then
    shift
    exec $python -m pytest -m bench -p no:randomly -p no:xdist -s tests/bench "$@"
fi
if [ "${1:-}" = --pictures ]; then
    shift
    # Where a browser is missing nothing may be skipped: pictures that no test takes any more are removed.
    export EVALSITE_REQUIRE_ALL=1 EVALSITE_PICTURES=keep
    unset PYTHONDONTWRITEBYTECODE
    rm -rf out/screenshots
    # One process each: what pages say is noted in one file. The guides' pictures first: a page of the desk shows the guides.
    for drawing in browser/test_ten_tasks.py "browser/test_desk.py browser/test_states.py" \
        "paper/test_slips.py paper/test_paper_ballot.py paper/test_reconciliation.py paper/test_report_pages.py paper/test_summary_pages.py"; do
        (cd tests && ../$python -m pytest -p no:xdist $drawing) || exit 1
        $python scripts/pictures.py || exit 1
    done
    exec $python scripts/pictures.py --last
fi
if [ $# -gt 0 ]; then
    exec $python -m pytest "$@"
fi

# Tests start hundreds of commands, servers and workers: unless compiled modules are kept, each compiles the program anew.
unset PYTHONDONTWRITEBYTECODE

# What tests write is thrown away. Where there is memory for it, no test waits for a disk.
if [ -z "${TMPDIR:-}" ] && [ "$(df --output=avail -k /dev/shm 2>/dev/null | tail -1)" -gt 4000000 ] 2>/dev/null; then
    TMPDIR=$(mktemp -d /dev/shm/evalsite-XXXXXX)
    export TMPDIR
    trap 'rm -rf "$TMPDIR"' EXIT
    chmod 711 "$TMPDIR" # PostgreSQL runs under another account
fi

failed=0
processes=${EVALSITE_TEST_PROCESSES:-3}
# Coverage is asked of the rules and the cryptography, and their own tests must give it: measuring it slows every test.
$python -m pytest -n "$processes" -m "measured and not bench" --cov --cov-report=term tests/core tests/crypto || failed=1
$python -m pytest -n "$processes" -m "not measured and not bench" || failed=1

if [ -f frontend/package.json ] && node_ready "页面脚本测试 / tests of the ballot page's scripts"; then
    echo "== frontend: npm test"
    { frontend_ready && (cd frontend && npm test); } || failed=1
fi

report_not_run || failed=1
exit $failed
