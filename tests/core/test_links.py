"""Who may be sent a link: not the few, nor who is not there; and the warning says what the sender learns."""

from dataclasses import replace

import pytest

from evalsite.core import links
from evalsite.core.refusals import NoLinks
from tests.factories import two_electorates

CAMPAIGN = two_electorates(14, 12)


def of(campaign=CAMPAIGN, **changes):
    first, second = campaign.electorates
    return replace(campaign, electorates=(replace(first, **changes), second))


def test_links_are_chosen_by_electorate_in_the_campaigns_order():
    assert links.chosen(CAMPAIGN, ("B", "A", "B")) == ("A", "B")
    assert links.chosen(CAMPAIGN, ()) == ()


def test_links_are_not_offered_to_the_few_of_whom_spare_slips_make_no_more():
    assert links.fewest(CAMPAIGN) == 10
    assert links.fewest(replace(CAMPAIGN, threshold=13)) == 13
    assert [one.code for one in links.can_be_sent(of(spare=5))] == ["B"]
    assert [one.code for one in links.can_be_sent(of(spare=4))] == ["A", "B"]


def test_every_reason_is_told_at_once():
    with pytest.raises(NoLinks) as caught:
        links.chosen(of(spare=5), ("A", "B", "Z"), parted=("B",))
    assert caught.value.details["problems"] == (
        "没有编号为“Z”的票种；“职工”应到不足 10 人；“服务对象”写了分批，做成链接的票种不分批"
    )


def test_the_warning_says_what_the_sender_learns_and_what_nobody_does():
    said = "".join(links.WARNING)
    assert "谁发送链接，谁就知道哪条给了谁" in said
    assert "选票投给谁、打多少分，发送的人和系统都看不到" in said
    assert "发完立即删除文件" in said
