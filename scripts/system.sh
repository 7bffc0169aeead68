# Sourced by test.sh and lint.sh: what the tests need beyond Python, installed where it is absent and may be.
# not_run collects, in plain words, what cannot be run here and why; it is printed last.
not_run=()

postgres_binaries() { compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || command -v postgres >/dev/null; }

chinese_font() {
    compgen -G '/usr/share/fonts/*/noto/NotoSansCJK-Regular*' >/dev/null && return
    command -v fc-list >/dev/null && fc-list :lang=zh | grep -q .
}

redis_server() { command -v redis-server >/dev/null; }

chromium_binary() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# What is missing, as Debian packages.
missing_packages() {
    chromium_binary || echo chromium
    command -v pdftoppm >/dev/null || echo poppler-utils
    chinese_font || echo fonts-noto-cjk
    postgres_binaries || echo postgresql
    redis_server || echo redis-server
}

install_packages() {
    local missing
    mapfile -t missing < <(missing_packages)
    [ ${#missing[@]} -gt 0 ] || return 0
    echo "安装测试所需的系统软件 / system packages for the tests: ${missing[*]}"
    if ! command -v apt-get >/dev/null; then
        echo "  没有 apt-get，跳过 / no apt-get here"
    elif ! as_root true 2>/dev/null; then
        echo "  既不是 root，sudo 也要口令，跳过 / neither root nor sudo without a password"
    else
        as_root apt-get update -qq || true
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null || true
    fi
    note_missing
}

note_missing() {
    chromium_binary || not_run+=("浏览器测试 / browser tests: no Chromium (apt-get install chromium)")
    command -v pdftoppm >/dev/null || not_run+=("打印页的识读测试 / reading printed pages back: no pdftoppm (apt-get install poppler-utils)")
    chinese_font || not_run+=("中文截图 / screenshots show boxes for Chinese: no font (apt-get install fonts-noto-cjk)")
    redis_server || not_run+=("Redis 队列测试 / the queue on Redis: no server (apt-get install redis-server)")
    postgres_binaries || not_run+=("PostgreSQL 测试 / PostgreSQL tests: no server (apt-get install postgresql)")
}

# Node 20 or newer with npm; otherwise says so once and fails.
node_ready() {
    local version
    version=$(node -p 'process.versions.node' 2>/dev/null || echo none)
    if [ "$version" != none ] && [ "${version%%.*}" -ge 20 ] && command -v npm >/dev/null; then return 0; fi
    not_run+=("$1: Node 20 or newer is needed, found: $version")
    return 1
}

# Dependencies of the ballot page's sources, exactly as locked; skipped when they are in place already.
frontend_ready() {
    [ frontend/node_modules/.package-lock.json -nt frontend/package-lock.json ] && return 0
    (cd frontend && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
}

# The last words of a run. With EVALSITE_REQUIRE_ALL set (as .ci/run does) a gap is a failure.
report_not_run() {
    [ ${#not_run[@]} -gt 0 ] || return 0
    echo
    echo "以下未能运行 / could not be run here:"
    printf '  - %s\n' "${not_run[@]}"
    [ -z "${EVALSITE_REQUIRE_ALL:-}" ]
}
