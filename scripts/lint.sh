#!/bin/bash
# Everything that can be said about the project without running it; every step is run, even after one has failed.
set -uo pipefail
cd "$(dirname "$0")/.."
. scripts/system.sh

sh scripts/install.sh --test || exit 1
install_packages
bin=.venv/bin
failed=()

step() {
    local name=$1
    shift
    echo "== $name"
    "$@" || failed+=("$name")
}

built_assets() { frontend_ready && (cd frontend && npm run --silent check); }

step "format: ruff format --check" $bin/ruff format --check .
step "rules: ruff check" $bin/ruff check .
step "types: mypy" $bin/mypy
step "every text in English too" $bin/python scripts/catalogue.py check
step "lock files in step with pyproject.toml" bash scripts/lock.sh --check
step "migrations equal the models, on both databases" $bin/python -m pytest -q -p no:randomly -m migrations tests/store
if [ -f frontend/package.json ] && node_ready "构建产物核对 / built assets compared with their sources"; then
    step "built assets equal their sources" built_assets
fi

if [ ${#failed[@]} -gt 0 ]; then
    echo
    echo "未通过 / failed:"
    printf '  - %s\n' "${failed[@]}"
fi
report_not_run || exit 1
[ ${#failed[@]} = 0 ]
