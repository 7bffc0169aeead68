"""Seats of scrutineers: what cannot be set, what keeps a campaign from being published or voted in, and what is said."""

from dataclasses import replace

import pytest

from evalsite.core.seats import MOST, Ceremony, Gap, Seat, Wanted, Way, faults, full_name, state_words, warning
from evalsite.crypto import shares

AT = "2026-11-22T09:30:00+08:00"
NOW = 1_790_000_000
NAMED = [Wanted("纪检组", "甲"), Wanted("工会", "乙"), Wanted("职工代表", "丙")]


def seat(number, **changes):
    plain = Seat(number, f"{number}号", number, f"持有人{number}", serving=True, ready=True, waiting=True)
    return replace(plain, **changes)


def ceremony(*seats, way=Way.APART, published=True, **changes):
    return Ceremony(2, way, seats or (seat(1), seat(2), seat(3)), published, **changes)


def taken(*numbers, **changes):
    seats = (seat(n, taken=AT, waiting=False) if n in numbers else seat(n) for n in (1, 2, 3))
    return ceremony(*seats, **changes)


def test_no_more_seats_than_a_split_has_numbers():
    assert MOST == shares.MOST


@pytest.mark.parametrize(
    ("k", "wanted", "said"),
    [
        (2, NAMED, []),
        (1, NAMED[:1], []),
        (2, NAMED[:1], ["只有 1 个席位时"]),
        (1, NAMED, ["共 3 个席位时"]),
        (4, NAMED, ["共 3 个席位时"]),
        (2, [], ["席位要有 1 到 16 个"]),
        (2, [Wanted(str(number)) for number in range(17)], ["席位要有 1 到 16 个"]),
        (2, [Wanted(" "), Wanted("长" * 41)], ["第 1 席没有名称", "第 2 席的名称太长"]),
        (2, [Wanted("工会"), Wanted(" 工会 "), Wanted("零宽\u200b")], ["两个席位都叫“工会”", "第 3 席的名称"]),
        (2, [Wanted("一", "甲"), Wanted("二", "甲"), Wanted("三", "甲")], ["“甲”占了不止一席"]),
    ],
)
def test_everything_that_is_wrong_with_seats_is_said(k, wanted, said):
    found = faults(k, wanted)
    assert len(found) == len(said)
    assert all(part in fault for part, fault in zip(said, found, strict=True))


def test_a_seat_without_a_serving_holder_who_accepted_keeps_the_campaign_a_draft():
    seats = (seat(1), seat(2, account=None, holder=""), seat(3, serving=False), seat(4, ready=False))
    assert [lack[:3] for lack in ceremony(*seats).lacking()] == ["第 2", "第 3", "第 4"]
    assert len(ceremony(*seats, way=Way.ROOM).lacking()) == 2
    assert ceremony(*seats).holders == {"持有人1", "持有人3", "持有人4"}


def test_tickets_wait_until_shares_are_taken_and_tried():
    assert ceremony().gap() is Gap.TAKING
    assert taken(1, 2).gap() is Gap.TAKING
    assert taken(1, 2, fewer="组织科").gap() is Gap.TRIAL
    assert taken(1, fewer="组织科").gap() is Gap.TAKING
    assert taken(1, 2, 3).gap() is Gap.TRIAL
    assert taken(1, 2, 3, tried=AT).gap() is None
    assert ceremony(seat(1), seat(2, serving=False), seat(3, lost=AT)).gap() is Gap.LOST


def test_a_share_is_dead_when_its_holder_has_left_or_lost_it_or_when_it_is_nowhere():
    seats = (seat(1), seat(2, serving=False), seat(3, lost=AT), seat(4, waiting=False), seat(5, taken=AT))
    found = ceremony(*seats)
    assert [one.alive for one in found.seats] == [True, False, False, False, True]
    assert not found.dead
    assert ceremony(*seats[1:4]).dead
    assert found.seat_of(2) == seats[1]
    assert found.seat_of(9) is None


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (seat(1), "份额待领取"),
        (seat(1, waiting=False), "份额没有领取"),
        (seat(1, taken=AT), "份额已领取"),
        (seat(1, taken=AT, lost=AT), "份额已报丢失"),
        (seat(1, taken=AT, serving=False), "监票人已离任"),
    ],
)
def test_how_a_seat_stands_is_said_after_publication(one, said):
    assert state_words(one, ceremony(), NOW)[0].startswith(said)


@pytest.mark.parametrize(
    ("one", "way", "said"),
    [
        (seat(1), Way.APART, "已就位"),
        (seat(1, ready=False), Way.APART, "还没有接受席位"),
        (seat(1, ready=False), Way.ROOM, "已就位"),
        (seat(1, serving=False), Way.ROOM, "账号已停用或改任"),
        (seat(1, account=None), Way.ROOM, "还没有人"),
        (seat(1, account=None, invited_until=NOW + 1), Way.ROOM, "已邀请"),
        (seat(1, account=None, invited_until=NOW), Way.ROOM, "邀请已过期"),
    ],
)
def test_how_a_seat_stands_is_said_before_publication(one, way, said):
    assert state_words(one, ceremony(way=way, published=False), NOW)[0].startswith(said)


def test_lost_shares_are_warned_of_in_time_and_with_what_to_do():
    gone = {"serving": False}
    assert warning(ceremony(published=False), voting=False) is None
    assert warning(ceremony(), voting=False) is None
    tight = warning(ceremony(seat(1), seat(2), seat(3, **gone)), voting=True)
    assert tight is not None
    assert "再少一份就打不开" in tight
    spare = warning(ceremony(seat(1), seat(2), seat(3), seat(4, **gone)), voting=True)
    assert spare is not None
    assert "再少一份" not in spare
    dead = ceremony(seat(1), seat(2, **gone), seat(3, **gone))
    before, late = warning(dead, voting=False), warning(dead, voting=True)
    assert before is not None
    assert "不要发放测评条" in before
    assert late is not None
    assert "停止投票" in late


def test_seats_are_named_with_their_holders():
    found = ceremony()
    assert found.names_of((1, 3)) == "第 1 席“1号”（持有人1）、第 3 席“3号”（持有人3）"
    assert full_name(found.seats[1]) == "第 2 席“2号”（持有人2）"
