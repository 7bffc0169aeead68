"""evalsite seats: set, shown, invited into, published with, without a browser."""

import json

import pytest
from click.testing import CliRunner

from evalsite.cli import evalsite
from evalsite.paper.workbook import write_campaign
from evalsite.store.engine import Database
from evalsite.usecases import keeping_accounts
from tests import factories
from tests.browser.desk import CHEAP
from tests.usecases.seats import COLLECT, NAMES, Seats


@pytest.fixture
def environment(tmp_path):
    cheap = {f"EVALSITE_{name}": value for name, value in CHEAP.items()}
    return cheap | {"EVALSITE_INSTANCE": str(tmp_path / "instance"), "EVALSITE_SECRET_KEY": factories.SECRET}


@pytest.fixture
def run(environment):
    """Commands on an instance of this test; ``run(...)`` gives stdout of a command that must succeed."""

    def invoke(*arguments, fails=False, typed=""):
        done = CliRunner().invoke(evalsite, arguments, env=environment, prog_name="evalsite", input=typed)
        assert (done.exit_code != 0) == fails, done.output
        return done.stderr if fails else done.stdout

    return invoke


def seat(name):
    return ("--seat", f"{name}席={name}")


def test_seats_are_set_published_and_watched_by_command(run, tmp_path):
    (tmp_path / "campaign.xlsx").write_bytes(write_campaign(factories.small_campaign(tickets=12)))
    draft = run("campaign", "import", str(tmp_path / "campaign.xlsx")).split()[-1]
    for name in NAMES:
        run("user", "add", name, "--role", "scrutineer", typed="木桥 石灯 雨季 远山\n")
    run("seats", "set", draft, "--seat", "甲席=甲", "--seat", "空席", "--way", "room")
    assert "/desk/join/" in run("seats", "invite", draft, "2")
    assert "浏览器" in run("seats", "publish", draft, fails=True) or "工作台" in run(
        "seats", "publish", draft, fails=True
    )
    assert "seats publish" in run("campaign", "publish", draft, fails=True)
    run("seats", "clear", draft)
    assert "没有设监票人席位" in run("seats", "show", draft, fails=True)
    run("seats", "set", draft, *(part for name in NAMES for part in seat(name)))
    database = Database(f"sqlite:///{tmp_path}/instance/desk.sqlite3")
    made = Seats(factories.Ledgers(database, database), draft)
    made.accept()
    assert run("seats", "publish", draft).strip() in run("campaign", "show", draft).replace(" ", "")
    assert [made.show(number, COLLECT).number for number in (1, 2, 3)] == [1, 2, 3]
    keeping_accounts.deactivate(database, "甲")
    keeping_accounts.deactivate(database, "乙")
    shown = json.loads(run("seats", "show", draft, "--json"))
    assert (shown["k"], shown["n"], shown["alive"]) == (2, 3, 1)
    assert "丙席\t丙\t份额待领取" in run("seats", "show", draft)
    assert "现在不能制作测评码" in run("tickets", "issue", draft, fails=True)
    database.dispose()
