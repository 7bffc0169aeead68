"""The reminder goes to everybody, and tells nothing that the page of turnout does not."""

from datetime import datetime, timedelta, timezone

import pytest

from evalsite.core.reminder import Part, left, text

ZONE = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 27, 18, 0, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (timedelta(days=3), "3 天"),
        (timedelta(hours=47, minutes=59), "47 小时"),
        (timedelta(minutes=119), "119 分钟"),
        (timedelta(seconds=60), "1 分钟"),
        (timedelta(seconds=59), "不到 1 分钟"),
        (timedelta(0), ""),
        (timedelta(days=-1), ""),
    ],
)
def test_how_long_it_still_is_is_rounded_down_to_what_people_say(after, said):
    assert left(NOW + after, NOW) == said


def test_a_reminder_says_until_when_how_many_and_that_it_goes_to_all():
    said = text(
        "年度测评", [Part("职工", 40, 25), Part("服务对象", 40, 5), Part("空", 0, 0)], NOW + timedelta(days=3), NOW
    )
    assert "还有 3 天截止（11月30日 18:00）" in said
    assert "职工已有 62% 以上投票" in said
    assert "服务对象" not in said
    assert "本提醒发给全体" in said


def test_without_a_deadline_or_turnout_it_still_asks_people_to_vote():
    said = text("年度测评", [], None, NOW)
    assert "截止" not in said
    assert "目前" not in said
    assert text("年度测评", [], NOW, NOW) == said
