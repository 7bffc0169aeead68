"""vote: headless voters over the real protocol."""

from pathlib import Path

import click

from evalsite.cli.common import bar
from evalsite.voter import run

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.option("--tickets", type=FILE, required=True, help="tickets.csv")
@click.option("--ballots", type=FILE, help="ballots.csv；不给出则随机填写有效选票")
@click.option("--url", help="网站地址；不给出则用 tickets.csv 里的")
@click.option("--concurrency", type=click.IntRange(1, 500), default=4, show_default=True, help="同时投票的人数")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
def vote(tickets: Path, ballots: Path | None, url: str | None, concurrency: int, as_json: bool) -> None:  # noqa: FBT001 - a click flag
    """无界面投票人：通过真实的网络协议投票。"""
    with bar("投票") as progress:
        outcome = run.vote(tickets, ballots, url, concurrency=concurrency, progress=progress)
    click.echo(outcome.as_json() if as_json else outcome.in_words())
    if outcome.failed:
        raise SystemExit(1)


COMMANDS: dict[str, click.Command] = {"vote": vote}
