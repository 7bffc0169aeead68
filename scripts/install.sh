#!/bin/sh
# Makes .venv with the locked dependencies and the console script .venv/bin/evalsite.
#   install.sh           what the product needs
#   install.sh --test    and what its tests need
# Every download is checked against the hashes in the lock files. A second run with unchanged locks does nothing.
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }

# Prints the first Python that is new enough and can make an environment; PYTHON=... names one.
find_python() {
    for name in ${PYTHON:-python3.11 python3.12 python3.13 python3 python}; do
        command -v "$name" >/dev/null 2>&1 || continue
        "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue
        "$name" -c 'import sys; print(sys.executable)'
        return 0
    done
    return 1
}

too_old() {
    say "没有找到 Python 3.11 或更新的版本（找到的是：$(python3 -V 2>&1 || echo 无)）。"
    say "请先安装，例如 Debian 12：apt-get install python3 python3-venv；或用 make install PYTHON=/路径/python3.12 指明。"
    say "Python 3.11 or newer was not found (found: $(python3 -V 2>&1 || echo none)). Install it, or name one: make install PYTHON=/path/to/python3.12"
    exit 1
}

no_venv() {
    say "$1 不能建立虚拟环境：缺少 ensurepip。Debian/Ubuntu 请先安装：apt-get install python3-venv"
    say "$1 cannot make a virtual environment: ensurepip is missing. On Debian/Ubuntu: apt-get install python3-venv"
    exit 1
}

make_environment() {
    python=$(find_python) || too_old
    say "[1/3] 建立虚拟环境 .venv（$("$python" -V)）"
    if "$python" -c 'import ensurepip' 2>/dev/null; then
        "$python" -m venv .venv
    elif "$python" -m pip --python "$python" --version >/dev/null 2>&1; then
        "$python" -m venv --without-pip .venv   # Debian without python3-venv: the system's own pip installs into it
    else
        no_venv "$python"
    fi
}

pip_install() {
    if [ -x .venv/bin/pip ]; then
        .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input "$@"
    else
        "$(find_python)" -m pip --python .venv/bin/python install -qq --disable-pip-version-check --no-input "$@"
    fi
}

[ -x .venv/bin/python ] || make_environment

mark=.venv/.evalsite-installed
state=$(cat requirements.lock requirements-build.lock pyproject.toml | cksum)
if [ "$(cat $mark 2>/dev/null || true)" != "$state" ] || [ ! -x .venv/bin/evalsite ]; then
    say "[2/3] 安装锁定的依赖（逐个核对哈希），约一分钟"
    pip_install --require-hashes -r requirements-build.lock -r requirements.lock
    say "[3/3] 安装命令 .venv/bin/evalsite"
    pip_install --no-deps --no-build-isolation --no-index --editable .
    echo "$state" >$mark
fi

if [ "${1:-}" = --test ]; then
    mark=.venv/.evalsite-test-installed
    state=$(cksum <requirements-test.lock)
    if [ "$(cat $mark 2>/dev/null || true)" != "$state" ]; then
        say "安装测试依赖（逐个核对哈希）"
        pip_install --require-hashes -r requirements-test.lock
        echo "$state" >$mark
    fi
fi

# The catalogue of English texts, where its source is newer.
.venv/bin/python scripts/catalogue.py compile
