"""demo: two example campaigns, the whole trip made for real, then the site."""

import ctypes
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import httpx

from evalsite.cli import demo_folder
from evalsite.cli.common import Instance, bar, instance, now, prepare, say, write_whole
from evalsite.cli.serving import environment, gunicorn_command, require_free, run_gunicorn
from evalsite.paper.report_pdf import report_pdf
from evalsite.paper.results import results_xlsx
from evalsite.paper.slipping import Choice, write_slips
from evalsite.paper.workbook import read_campaign
from evalsite.settings import ROOT, Settings, load
from evalsite.usecases import closing, opening, preparing, reporting, signing_in, ticketing
from evalsite.voter.run import vote

EXAMPLES = ROOT / "examples"
STEPS = 8
PR_SET_PDEATHSIG = 1  # linux/prctl.h


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="端口")
def demo(port: int) -> None:
    """演示：建立实例，导入两个示例测评活动，然后启动网站。"""
    os.environ["EVALSITE_BASE_URL"] = os.environ.get("EVALSITE_BASE_URL") or f"http://127.0.0.1:{port}"
    settings = load()
    require_free(settings.host, port)
    notes = settings.instance / demo_folder.NOTES
    if notes.exists():
        _say(1, "沿用已有的演示数据")
    else:
        with demo_folder.making(settings) as folder:
            if not (folder / demo_folder.NOTES).exists():
                found = _make(settings, folder)
                write_whole(folder / demo_folder.NOTES, json.dumps(found, ensure_ascii=False, indent=1).encode())
            demo_folder.move_in(folder, settings.instance)
    here = instance()
    _tell(json.loads(notes.read_text(encoding="utf-8")), here.settings, port)
    run_gunicorn(here.settings, "all", port, here.settings.workers)


def _say(step: int, text: str) -> None:
    say(f"[{step}/{STEPS}] {text}")


def _make(settings: Settings, folder: Path) -> dict[str, Any]:
    """Both campaigns, made in ``folder``; gives what the next run must know. Files are named relative to the folder."""
    making = replace(settings, instance=folder)
    here = Instance(making, making.desk(), making.box())
    prepare(making, here.desk, here.box)
    _say(1, f"实例文件夹 {settings.instance}，数据库结构已建好")
    password = secrets.token_urlsafe(9)
    for name, role in (("organiser", "organiser"), ("scrutineer", "scrutineer")):
        signing_in.add_account(here.desk, here.settings, name, role, password)
    _say(2, "已建立账号 organiser（组织者）和 scrutineer（监票人）")
    first = _closed_example(here, settings.instance)
    second, link, slips = _open_example(here)
    here.desk.dispose()
    here.box.dispose()
    return {"password": password, "closed": first, "open": second, "link": link, "slips": slips}


def _take_in(here: Instance, name: str) -> str:
    campaign = read_campaign((EXAMPLES / name).read_bytes(), here.settings.timezone)
    campaign_id = preparing.take_in(here.desk, campaign, now())
    with bar("生成密钥") as progress:
        preparing.publish(here.desk, here.box, campaign_id, now(), progress=progress)
    return campaign_id


def _issue(here: Instance, campaign_id: str, folder: Path) -> None:
    with bar("制作测评条") as progress:
        ticketing.issue(
            here.desk, here.settings.require_secret(), campaign_id, here.settings.address,
            lambda made: write_slips(made, folder, here.settings.zone, Choice(with_csv=True), progress),
        )  # fmt: skip


def _closed_example(here: Instance, final: Path) -> str:
    """Campaign A: the published case of 2019, cast by headless voters over HTTP, closed, opened, reported.

    ``final`` is where the instance will lie when the demo is whole.
    """
    campaign_id = _take_in(here, "zhanyi-2019.xlsx")
    folder = here.settings.instance / "demo" / campaign_id
    _issue(here, campaign_id, folder)
    _say(3, "示例一（满意度测评）已导入、发布，测评条已制作")
    with _temporary_site(here) as url, bar("投票") as progress:
        ballots = EXAMPLES / "zhanyi-2019-ballots.csv"
        outcome = vote(folder / "tickets.csv", ballots, url, concurrency=4, progress=progress)
    if outcome.failed:
        raise OSError(None, f"示例一没有投完，请再运行一次：{outcome.in_words()}")
    _say(4, "28 位无界面投票人已通过真实的网络协议投票")
    today = now().astimezone(here.settings.zone)
    closing.close(here.desk, here.box, campaign_id, today, grace=0)
    with bar("开箱计票") as progress:
        opening.open_box(here.desk, here.box, campaign_id, progress=progress, at=today)
    _say(5, "示例一已封箱、开箱、计票")
    found = reporting.reports(here.desk, campaign_id)
    write_whole(folder / "results.xlsx", results_xlsx(found.results))
    for report in found.all():
        write_whole(folder / f"report-{report.subject.code}.pdf", report_pdf(report))
    _say(6, f"报告和结果工作簿在 {final / 'demo' / campaign_id}")
    return campaign_id


def _open_example(here: Instance) -> tuple[str, str, str]:
    """Campaign B: a two-way evaluation of 73 units, open and waiting for votes."""
    campaign_id = _take_in(here, "two-way.xlsx")
    folder = here.settings.instance / "demo" / campaign_id
    _issue(here, campaign_id, folder)
    link = (folder / "tickets.csv").read_text().splitlines()[1].rsplit(",", 1)[1]
    _say(7, "示例二（双向测评，73 个单位）已导入、发布，正在收票")
    return campaign_id, link, f"demo/{campaign_id}/slips.pdf"


@contextmanager
def _temporary_site(here: Instance) -> Iterator[str]:
    """A site on a free port for the headless voters, without the wait that hides people in time."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = replace(here.settings, host="127.0.0.1")
    env = environment(settings, "all", port, 1) | {"EVALSITE_MIX_DELAY": "0"}
    with subprocess.Popen(  # noqa: S603
        gunicorn_command(), env=env, stderr=subprocess.PIPE, text=True, preexec_fn=_end_with_parent()  # noqa: PLW1509
    ) as server:  # fmt: skip
        try:
            _await(f"http://127.0.0.1:{port}/b", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _end_with_parent() -> Callable[[], None] | None:
    """For a child process: end when this one is killed, instead of serving a thrown-away demo for ever (Linux only)."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl  # found here, not between fork and exec
    return lambda: prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _await(url: str, server: "subprocess.Popen[str]") -> None:
    with httpx.Client(timeout=2, trust_env=False) as client:  # one for all: each reads every certificate there is
        for _ in range(200):
            if server.poll() is not None:
                raise OSError(None, f"网站没有启动成功：{server.stderr.read() if server.stderr else ''}")
            try:
                client.get(url)
            except httpx.TransportError:
                time.sleep(0.1)
            else:
                return
    raise OSError(None, f"网站没有启动成功：{url}")


def _tell(found: dict[str, Any], settings: Settings, port: int) -> None:
    made_for, _, fragment = found["link"].partition("/b#")
    _say(STEPS, "准备就绪")
    say(
        f"""
  工作台    http://127.0.0.1:{port}/desk
  账号      organiser（组织者）、scrutineer（监票人），密码都是 {found["password"]}
  投一张票  {settings.address}/b#{fragment}
  测评条    {settings.instance / found["slips"]}
  数据      {settings.instance}（删除该文件夹即可重新演示）
  手机试用  make demo PORT={port} BASE_URL=http://本机地址:{port}
"""
    )
    if made_for != settings.address:
        say(
            f"  测评条制作时的地址是 {made_for}，二维码仍指向那里；要印成 {settings.address}，"
            f"请删除 {settings.instance} 后重新演示。\n"
        )


COMMANDS: dict[str, click.Command] = {"demo": demo}
