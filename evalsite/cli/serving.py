"""serve, migrate."""

import os
import socket
import sys

import click

from evalsite.cli.common import instance, prepare, say
from evalsite.core.refusals import PortTaken
from evalsite.settings import ROOT, Settings, load


@click.command()
@click.option(
    "--role",
    type=click.Choice(["all", "desk", "roll", "box"]),
    default="all",
    show_default=True,
    help="本进程承担的部分",
)
@click.option("--port", type=int, help="端口")
@click.option("--workers", type=int, help="进程数")
def serve(role: str, port: int | None, workers: int | None) -> None:
    """启动网站（gunicorn）。"""
    here = instance()
    run_gunicorn(here.settings, role, port or here.settings.port, workers or here.settings.workers)


def require_free(host: str, port: int) -> None:
    """Raises PortTaken: gunicorn itself would retry for seconds and then speak English."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(port=port) from error


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
    }


def gunicorn_command() -> list[str]:
    config = str(ROOT / "config" / "gunicorn.conf.py")
    return [sys.executable, "-m", "gunicorn", "--chdir", str(ROOT), "-c", config, "wsgi:app"]


def run_gunicorn(settings: Settings, role: str, port: int, workers: int) -> None:
    """Become gunicorn: signals then reach it without a go-between."""
    require_free(settings.host, port)
    say(f"云端测评已启动：http://127.0.0.1:{port}（按 Ctrl-C 停止）")
    sys.stdout.flush()
    os.execve(sys.executable, gunicorn_command(), environment(settings, role, port, workers))  # noqa: S606 - our own program


@click.command()
def migrate() -> None:
    """把数据库结构升级到最新版本；全新安装时同时生成密钥。"""
    settings = load()
    prepare(settings, settings.desk(), settings.box())
    say("数据库结构已是最新。")


COMMANDS: dict[str, click.Command] = {"serve": serve, "migrate": migrate}
