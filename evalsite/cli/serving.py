"""serve, worker, migrate."""

import errno
import os
import socket
import sys
from ipaddress import ip_address

import click

from evalsite.cli.common import instance, prepare, say
from evalsite.core.refusals import BadSetting, Busy, PortForbidden, PortTaken
from evalsite.settings import ROOT, Settings, load
from evalsite.store import versions
from evalsite.store.box import EnvelopeRow
from evalsite.store.relay import relay, share_a_log
from evalsite.store.roll import TicketRow
from evalsite.store.versions import History


@click.command()
@click.option(
    "--role",
    type=click.Choice(["all", "desk", "roll", "box"]),
    default="all",
    show_default=True,
    help="本进程承担的部分",
)
@click.option("--port", type=click.IntRange(1, 65535), help="端口")
@click.option("--workers", type=click.IntRange(1), help="进程数")
@click.option("--no-worker", is_flag=True, help="不带后台进程（另用 evalsite worker 运行时）")
def serve(role: str, port: int | None, workers: int | None, *, no_worker: bool) -> None:
    """启动网站（gunicorn），有工作台时连同后台进程。"""
    settings = load()
    ready(settings, role)
    run_gunicorn(settings, role, port or settings.port, workers or settings.workers, with_worker=not no_worker)


@click.command()
def worker() -> None:
    """单独运行后台进程：开箱计票、批量报告、到期封箱。网站没有带后台进程时用。"""
    ready(load(), "desk")
    sys.stdout.flush()
    os.execve(sys.executable, [sys.executable, "-m", "evalsite.jobs"], dict(os.environ))  # noqa: S606 - our own program


def ready(settings: Settings, role: str) -> None:
    """Make or check what a role needs, and nothing else: the box's host has no roll, the roll's host no box.

    Raises SchemaOutdated, SchemaNewer, DatabaseMissing, MissingSecret, DamagedSecret, Busy.
    """
    if role == "all":
        instance()
        return
    histories: dict[str, tuple[History, ...]] = {"desk": ("desk", "box"), "roll": ("desk",), "box": ("box",)}
    for history in histories[role]:
        versions.require_current(settings.desk() if history == "desk" else settings.box(), history)
    if role != "box":
        settings.require_secret()


def lay_anew(settings: Settings, role: str) -> None:
    """Lay out what a server that was killed had left in its order of arrival."""
    try:
        if role in ("all", "roll"):
            relay(settings.desk(), TicketRow)
        if role in ("all", "box"):
            relay(settings.box(), EnvelopeRow)
    except Busy:
        say("提示：数据库暂时不能整理，可能磁盘已满；网站照常启动，收票时会再整理。")


def warn_of_one_log(settings: Settings) -> None:
    """Both ledgers in one PostgreSQL server: its log pairs them, whatever the program does (docs/threat-model.md)."""
    if share_a_log(settings.desk(), settings.box()):
        say(
            "提示：签到册和票箱在同一个 PostgreSQL 服务里，它的预写日志按先后同时记下盖章和投票。"
            "正式使用请分成两个服务（最好两台主机、两家保管），不要归档预写日志。"
        )


def require_free(host: str, port: int) -> None:
    """Raises PortTaken, PortForbidden, BadSetting: gunicorn would retry for seconds and then speak English."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise PortTaken(port=port) from error
            if error.errno == errno.EACCES:
                raise PortForbidden(port=port) from error
            raise BadSetting(name="EVALSITE_HOST", problem="host", value=host) from error


def environment(settings: Settings, role: str, port: int, workers: int) -> dict[str, str]:
    """What the gunicorn configuration and its workers read."""
    return {
        **os.environ,
        "EVALSITE_INSTANCE": str(settings.instance),
        "EVALSITE_ROLE": role,
        "EVALSITE_HOST": settings.host,
        "EVALSITE_PORT": str(port),
        "EVALSITE_WORKERS": str(workers),
        "EVALSITE_THREADS": str(settings.threads),
        "EVALSITE_READ_SECONDS": str(settings.read_seconds),
    }


def gunicorn_command() -> list[str]:
    config = str(ROOT / "config" / "gunicorn.conf.py")
    return [sys.executable, "-m", "gunicorn", "--chdir", str(ROOT), "-c", config, "wsgi:app"]


def stands_alone(settings: Settings) -> bool:
    """Whether other machines reach this one without a proxy in front: good for a trial, too little for a real vote."""
    try:
        here_only = ip_address(settings.host).is_loopback
    except ValueError:
        here_only = settings.host == "localhost"
    return settings.proxies == 0 and not here_only


def run_gunicorn(settings: Settings, role: str, port: int, workers: int, *, with_worker: bool = True) -> None:
    """Become gunicorn; where the role has a desk, become what runs gunicorn and the worker side by side."""
    require_free(settings.host, port)
    lay_anew(settings, role)
    if role == "all":
        warn_of_one_log(settings)
    say(f"云端测评已启动：http://127.0.0.1:{port}（按 Ctrl-C 停止）")
    if stands_alone(settings):
        say(
            "提示：现在由本程序直接对外服务。正式使用时，请在前面架设带 HTTPS 的 nginx，样例见 config/nginx/evalsite.conf。"
        )
    sys.stdout.flush()
    command = gunicorn_command()
    if with_worker and role in ("all", "desk"):
        command = [sys.executable, "-m", "evalsite.jobs.supervising", *command]
    os.execve(sys.executable, command, environment(settings, role, port, workers))  # noqa: S606 - our own program


@click.command()
@click.option("--only", type=click.Choice(["desk", "box"]), help="只升级其中一个数据库（两台主机分开部署时）")
def migrate(only: History | None) -> None:
    """把数据库结构升级到最新版本；全新安装时同时生成密钥。"""
    settings = load()
    if only is None:
        prepare(settings, settings.desk(), settings.box())
    else:
        from evalsite.store import migrating  # noqa: PLC0415 - alembic takes its time to load, and few need it

        migrating.migrate(settings.desk() if only == "desk" else settings.box(), only)
        if only == "desk":
            settings.make_secret()
    say("数据库结构已是最新。")


COMMANDS: dict[str, click.Command] = {"serve": serve, "worker": worker, "migrate": migrate}
