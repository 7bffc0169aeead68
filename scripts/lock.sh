#!/bin/bash
# Locks the dependencies of pyproject.toml with hashes, for every platform and Python that it allows.
#   lock.sh            writes the lock files; versions already locked stay where they still fit (--upgrade moves them)
#   lock.sh --check    fails when pyproject.toml asks for something that the lock files do not hold
# No registry is named in the files: whoever installs uses their own.
set -euo pipefail
cd "$(dirname "$0")/.."

check=
if [ "${1:-}" = --check ]; then
    check=yes
    shift
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# lock FILE ARGUMENTS...: resolves into $work/FILE, starting from the versions locked already.
lock() {
    local file=$1
    shift
    cp "$file" "$work/$file" 2>/dev/null || true
    .venv/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
        "$@" --output-file "$work/$file"
}

# Names, versions and markers alone: a wheel that was published later for a locked version is no difference.
pins() { sed -nE 's/^([A-Za-z0-9._-]+==[^\\]*[^\\ ]) *\\?$/\1/p' "$1"; }

status=0
settle() {
    local file=$1
    if [ -z "$check" ]; then
        cp "$work/$file" "$file"
    elif ! diff <(pins "$file") <(pins "$work/$file"); then
        echo "$file: out of step with pyproject.toml; run make lock"
        status=1
    fi
}

lock requirements.lock pyproject.toml "$@"
lock requirements-test.lock pyproject.toml --group test "$@"
lock requirements-build.lock --group build "$@"
settle requirements.lock
settle requirements-test.lock
settle requirements-build.lock
exit $status
