"""Failures on the way of a command: one message with what to do, status 1, never a traceback."""

import errno

import psycopg
import pytest
from click.testing import CliRunner
from sqlalchemy.exc import ProgrammingError

from evalsite.cli import evalsite
from evalsite.core.refusals import NoValidBallot, TypesettingFailed
from evalsite.settings import load


def fails(*arguments: str, **options) -> str:
    done = CliRunner().invoke(evalsite, arguments, prog_name="evalsite", **options)
    assert isinstance(done.exception, SystemExit), done.exc_info  # anything else would be a traceback
    assert (done.exit_code, done.stdout) == (1, "")
    return done.stderr


@pytest.fixture
def breaks(monkeypatch):
    """Every command that needs the instance meets this failure instead."""

    def plant(error: Exception) -> None:
        def broken() -> None:
            raise error

        for module in ("outputs", "reports"):
            monkeypatch.setattr(f"evalsite.cli.{module}.instance", broken)

    return plant


def test_a_report_that_cannot_be_set_names_the_way_around(breaks):
    breaks(TypesettingFailed(problem="排版程序两次中断"))
    said = fails("report", "c-1", "--format", "pdf")
    assert "排版程序两次中断" in said
    assert "--format html" in said


def test_a_database_account_without_rights_is_told_what_it_lacks_and_not_the_statement(breaks):
    denied = psycopg.errors.InsufficientPrivilege("permission denied for schema public\nLINE 2: CREATE TABLE")
    breaks(ProgrammingError("CREATE TABLE account (name)", {}, denied))
    said = fails("export", "c-1", "--format", "json")
    assert "检查数据库账号的权限" in said
    assert "permission denied for schema public" in said
    assert "CREATE TABLE" not in said


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_says_so(breaks, number):
    breaks(OSError(number, "in English", "results.json"))
    said = fails("export", "c-1", "--format", "json")
    assert "results.json：磁盘" in said
    assert "English" not in said


def test_a_failure_of_the_disk_that_is_not_foreseen_still_has_chinese_around_it(breaks):
    breaks(OSError(errno.EIO, "Input/output error"))
    assert "读写没有成功（Input/output error）。请检查后重试。" in fails("export", "c-1", "--format", "json")


def test_a_campaign_id_that_is_no_text_is_refused(breaks):
    breaks(UnicodeEncodeError("utf-8", "\udcff", 0, 1, "surrogates not allowed"))
    assert "不能识别的字符" in fails("export", "\udcff", "--format", "json")


def test_rules_that_leave_no_valid_ballot_stop_the_random_voters_with_the_reason(monkeypatch, tmp_path):
    def nothing_to_find(*_arguments, **_options) -> None:
        raise NoValidBallot(electorate="领导班子", reason="超过限额")

    monkeypatch.setattr("evalsite.voter.run.vote", nothing_to_find)
    file = tmp_path / "tickets.csv"
    file.write_text("")
    said = fails("vote", "--tickets", str(file))
    assert "“领导班子”" in said
    assert "超过限额" in said
    assert "--ballots" in said


@pytest.mark.parametrize("address", ["vote.example.org", "ftp://vote.example.org", "http://测评.example", "http://a b"])
def test_an_address_that_no_phone_could_open_is_refused_before_anything_is_printed(address, tmp_path):
    given = {"EVALSITE_BASE_URL": address, "EVALSITE_INSTANCE": str(tmp_path / "instance")}
    said = fails("campaign", "list", env=given)
    assert "EVALSITE_BASE_URL" in said
    assert "http://" in said


def test_an_address_is_as_long_as_a_printed_code_can_bear():
    longest = "https://vote.example.org/".ljust(200, "a")
    assert load({"EVALSITE_BASE_URL": longest}).address == longest
    assert "不超过 200 个字符" in fails("campaign", "list", env={"EVALSITE_BASE_URL": longest + "a"})
