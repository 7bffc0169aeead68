"""The log at the desk and at the command line: every act of every address and command is in it, and no voter."""

import json
import re

import click
import pytest
from click.testing import CliRunner
from sqlalchemy import text

from evalsite.cli import COMMANDS, evalsite
from evalsite.cli import recording as commands
from evalsite.core.logbook import Action, Deed, Outcome
from evalsite.core.permission import Act
from evalsite.core.refusals import Busy, TooFewShares
from evalsite.usecases import preparing, recording
from evalsite.web import recording as pages
from evalsite.words import LOG_STEPS
from tests import factories
from tests.factories import NOW
from tests.web.desk.conftest import NAMES, PASSWORD, Browser, words


def acts(ledgers):
    return [(e.who, e.action, e.about, e.outcome) for e in recording.entries(ledgers.desk)]


# --- nothing is left out ----------------------------------------------------------------------------------------------


def test_every_address_that_takes_a_form_is_logged_or_says_why_not(app):
    posts = {
        rule.endpoint.removeprefix("desk.")
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("desk.") and "POST" in (rule.methods or ())
    }
    assert set(pages.LOGGED) | set(pages.UNLOGGED) == posts, "add the address to evalsite/web/recording.py"
    assert not set(pages.LOGGED) & set(pages.UNLOGGED)


def test_every_file_of_a_result_is_logged(app):
    files = {
        rule.endpoint.removeprefix("desk.")
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("desk.")
        and "." in rule.rule.rsplit("/", 1)[1]
        and getattr(app.view_functions[rule.endpoint], "act", None) in (Act.READ, Act.AUDIT)
    }
    assert files == pages.DOWNLOADS, "add the file to evalsite/web/recording.py"


def leaves(command, path=()):
    if isinstance(command, click.Group):
        for name, one in command.commands.items():
            yield from leaves(one, (*path, name))
    else:
        yield " ".join(path)


def test_every_command_is_logged_or_says_why_not():
    context = click.Context(evalsite)
    found = {path for name in COMMANDS for path in leaves(evalsite.get_command(context, name), (name,))}
    assert set(commands.LOGGED) | set(commands.UNLOGGED) == found, "add the command to evalsite/cli/recording.py"
    assert not set(commands.LOGGED) & set(commands.UNLOGGED)


def test_each_step_of_scrutineers_is_told_apart():
    steps = {name for name, action in pages.LOGGED.items() if action is Action.SCRUTINEERS}
    steps |= {path.replace(" ", "_") for path, action in commands.LOGGED.items() if action is Action.SCRUTINEERS}
    assert set(LOG_STEPS) == {*steps, "seat_found"}


# --- what is in it ----------------------------------------------------------------------------------------------------


def test_an_act_is_logged_before_and_after_and_a_look_is_not(organiser, sqlite_only):
    live = factories.publish(sqlite_only)
    organiser.get(f"/desk/c/{live.id}/close")
    organiser.post(f"/desk/c/{live.id}/close", {"name": "不对"})
    organiser.post(f"/desk/c/{live.id}/close", {"name": "年度测评"})
    name = NAMES["organiser"]
    assert acts(sqlite_only) == [
        (name, "sign_in", "", "done"),
        (name, "close", live.id, "begun"),
        (name, "close", live.id, "refused"),
        (name, "close", live.id, "begun"),
        (name, "close", live.id, "done"),
    ]


def test_an_act_that_is_sent_back_with_a_word_of_refusal_was_not_done(organiser, sqlite_only):
    live = factories.publish(sqlite_only)
    organiser.post(f"/desk/c/{live.id}/tickets/void", {"code": "XXXX"}, page=f"/desk/c/{live.id}/tickets")
    assert acts(sqlite_only)[-1][1:] == ("ticket_void", live.id, "refused")


def test_what_a_role_may_not_do_and_what_lacks_its_token_is_no_act(signed_in, sqlite_only):
    live = factories.publish(sqlite_only)
    reader = signed_in("reader")
    token = reader.token("/desk/")
    before = acts(sqlite_only)
    reader.client.post(f"/desk/c/{live.id}/close", data={"csrf_token": token, "name": "年度测评"})
    reader.client.post("/desk/sign-out", data={})
    assert acts(sqlite_only) == before


def test_what_cannot_be_logged_is_refused_and_not_done(organiser, sqlite_only, monkeypatch):
    live = factories.publish(sqlite_only)
    page = f"/desk/c/{live.id}/close"
    token = organiser.token(page)

    def full(*_args):
        raise Busy(kind="OperationalError", where="x")

    monkeypatch.setattr(recording, "begin", full)
    answer = organiser.client.post(page, data={"csrf_token": token, "name": "年度测评"})
    assert answer.status_code == 503
    assert preparing.get(sqlite_only.desk, live.id).state.value == "published"


def test_no_secret_and_no_voter_is_in_the_log(app, signed_in, sqlite_only):
    live = factories.publish(sqlite_only)
    admin = signed_in("admin")
    shown = admin.post("/desk/users", {"name": "新人", "role": "reader"})
    link = re.search(r"/desk/join/([\w.-]+)", shown.text)
    assert link
    Browser(app).post(f"/desk/join/{link[1]}", {"name": "新人", "password": PASSWORD, "again": PASSWORD})
    before = recording.entries(sqlite_only.desk)
    code = live.codes["A"][0]
    voter = Browser(app)
    voter.get("/b")
    factories.cast(live, code)
    assert recording.entries(sqlite_only.desk) == before
    admin.post(f"/desk/c/{live.id}/tickets/void", {"code": live.codes["A"][1]}, page=f"/desk/c/{live.id}/tickets")
    written = repr(recording.entries(sqlite_only.desk))
    assert [one for one in acts(sqlite_only) if one[0] == "新人" and one[3] == "done"] == [
        ("新人", "invitation_accept", "", "done")
    ]
    for secret in (
        link[1],
        PASSWORD,
        *live.codes["A"],
        "127.0.0.1",
        admin.client.get_cookie("evalsite_desk", path="/desk").value,
    ):
        assert secret not in written


# --- the page ---------------------------------------------------------------------------------------------------------


def test_the_page_filters_turns_exports_and_checks(signed_in, sqlite_only):
    admin = signed_in("admin")
    admin.post("/desk/users", {"name": "新人", "role": "reader"})
    page = words(admin.get("/desk/log?action=invite"))
    assert "1 条" in page
    assert "账号：新人；范围：全部；角色：阅看人" in page
    assert "没有符合条件的记录" in words(admin.get("/desk/log?who=没有&from=2026-01-01&to=2026-01-02&page=x"))
    assert "日志完好" in words(admin.get("/desk/log/check"))
    exported = json.loads(admin.get("/desk/log/export.json").data)
    assert [one["number"] for one in exported] == [1, 2, 3]
    assert admin.get("/desk/log/export.csv").data.decode().count("\r\n") == 4
    assert admin.get("/desk/log/export.xml").status_code == 404
    with pytest.raises(TooFewShares), recording.recorded(sqlite_only.desk, Deed("后台", Action.OPEN), NOW):
        raise TooFewShares(have=1, need=2)
    assert "原因：份额不够" in words(admin.get("/desk/log"))


def test_a_log_that_was_changed_behind_the_desk_names_the_first_broken_link(signed_in, sqlite_only):
    admin = signed_in("admin")
    admin.post("/desk/users", {"name": "新人", "role": "reader"})
    with sqlite_only.desk.write() as connection:
        connection.execute(text("DROP TRIGGER log_entry_is_final"))
        connection.execute(text("UPDATE log_entry SET who = '别人' WHERE number = 2"))
    assert "第 2 条的内容与它的校验值不符" in words(admin.get("/desk/log/check"))


# --- the command line -------------------------------------------------------------------------------------------------


@pytest.fixture
def run(settings, monkeypatch):
    for name in (
        "instance",
        "secret_key",
        "database_url",
        "box_database_url",
        "password_memory",
        "password_passes",
        "password_lanes",
    ):
        monkeypatch.setenv(f"EVALSITE_{name.upper()}", str(getattr(settings, name)))
    return lambda *args, **options: CliRunner().invoke(evalsite, args, **options)


def test_a_command_is_logged_with_how_it_went_and_the_chain_is_checked(run, sqlite_only):
    live = factories.publish(sqlite_only)
    assert run("user", "invite", "新人", "--role", "organiser", "--zone", "北片").exit_code == 0
    assert run("close", "c-none").exit_code == 1
    assert run("close", live.id).exit_code == 0
    assert run("campaign", "list").exit_code == 0
    found = acts(sqlite_only)
    assert [(action, about, outcome) for _, action, about, outcome in found] == [
        (Action.INVITE, "", Outcome.BEGUN),
        (Action.INVITE, "", Outcome.DONE),
        (Action.CLOSE, "c-none", Outcome.BEGUN),
        (Action.CLOSE, "c-none", Outcome.REFUSED),
        (Action.CLOSE, live.id, Outcome.BEGUN),
        (Action.CLOSE, live.id, Outcome.DONE),
    ]
    assert all(who.startswith("命令行") for who, *_ in found)
    checked = run("log", "verify")
    assert checked.exit_code == 0
    head = checked.stdout.strip()
    assert run("log", "verify", "--head", head).exit_code == 0
    assert run("log", "verify", "--head", head[:-1] + "x").exit_code == 1
    assert "封箱" in run("log", "list", "--campaign", live.id).stdout
    assert json.loads(run("log", "export").stdout)[0]["number"] == 1


def test_accounts_are_kept_from_the_command_line_too(run, sqlite_only):
    assert run("user", "add", "甲", "--role", "admin", input=f"{PASSWORD}\n").exit_code == 0
    assert run("user", "add", "乙", "--role", "organiser", input=f"{PASSWORD}\n").exit_code == 0
    assert "最后一个在用的管理员" in run("user", "deactivate", "甲").stderr
    for args in (
        ("change", "乙", "--zone", "北片"),
        ("end-sessions", "乙"),
        ("deactivate", "乙"),
        ("activate", "乙"),
        ("invite", "乙", "--again"),
    ):
        assert run("user", *args).exit_code == 0, args
    (invited,) = json.loads(run("user", "invitations", "--json").stdout)
    assert run("user", "withdraw", invited["id"]).exit_code == 0
    assert run("user", "withdraw", invited["id"]).exit_code == 1
    listed = {one["name"]: one for one in json.loads(run("user", "list", "--json").stdout)}
    assert (listed["乙"]["zones"], listed["乙"]["active"]) == (["北片"], True)
