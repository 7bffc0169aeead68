"""One refusal, three readers: each is told what happened and what they themselves can do about it."""

import pytest

from evalsite.core import refusals
from evalsite.core.refusals import Refusal
from evalsite.words import WORDS, Audience, reason_words, words
from tests.core.test_refusals import every

SHELL = ("evalsite ", "EVALSITE_", "--", "命令行", "PORT=")


@pytest.mark.parametrize("refusal", every(), ids=lambda one: one.__name__)
@pytest.mark.parametrize("audience", list(Audience))
def test_every_reader_has_words_of_their_own_for_every_refusal(refusal, audience):
    bare = refusal.__new__(refusal)
    Refusal.__init__(bare)
    said = words(bare, audience)
    assert said != words(Refusal(), audience)
    assert said.endswith(("。", "…", "）"))


@pytest.mark.parametrize("refusal", every(), ids=lambda one: one.__name__)
def test_nobody_at_a_phone_or_at_the_desk_is_sent_to_a_command_line(refusal):
    bare = refusal.__new__(refusal)
    Refusal.__init__(bare)
    for audience in (Audience.VOTER, Audience.DESK):
        assert [word for word in SHELL if word in words(bare, audience)] == []


def test_a_busy_database_is_told_to_each_in_their_own_way():
    busy = refusals.Busy(kind="OperationalError", where="sqlite:///desk", problem="unusable", said="disk I/O error")
    assert "选票还没有投出" in words(busy, Audience.VOTER)
    assert "选票" not in words(busy, Audience.DESK)
    assert "sqlite:///desk" not in words(busy, Audience.DESK)
    at_the_terminal = words(busy, Audience.COMMAND)
    assert "sqlite:///desk：数据库现在读不了" in at_the_terminal
    assert "disk I/O error" in at_the_terminal


def test_a_box_that_lacks_the_campaign_sends_only_the_voter_back_to_the_slip():
    unknown = refusals.UnknownCampaign()
    assert "重新扫码" in words(unknown, Audience.VOTER)
    assert "扫码" not in words(unknown, Audience.DESK) + words(unknown, Audience.COMMAND)
    assert "EVALSITE_BOX_DATABASE_URL" in words(unknown, Audience.COMMAND)


@pytest.mark.parametrize(
    ("refusal", "way_out"),
    [
        (refusals.NoSuchCampaign(campaign="c-1"), "evalsite campaign list"),
        (refusals.SmallElectorate(electorates="甲", small=10), "--acknowledge-small"),
        (refusals.ExcessEnvelopes(electorates="甲"), "--despite-excess"),
        (refusals.AlreadyIssued(), "--anew"),
        (refusals.NoSuchAccount(name="甲"), "evalsite user add"),
        (refusals.TypesettingFailed(problem="x"), "--format html"),
    ],
)
def test_the_command_line_names_the_option_that_helps(refusal, way_out):
    assert way_out in words(refusal, Audience.COMMAND)


def test_a_refusal_without_words_still_says_something_to_everybody():
    class Unheard(Refusal):
        code = "unheard"

    assert "unheard" not in WORDS
    assert len({words(Unheard(), audience) for audience in Audience}) == 3


def test_a_refusal_of_which_the_log_has_the_code_alone_is_still_said():
    assert reason_words("too_few_shares").startswith("份额不够：已有 … 份，需要 … 份")
    assert [code for code in WORDS if reason_words(code) == code or "{" in reason_words(code)] == []
    assert reason_words("of another time") == "of another time"
