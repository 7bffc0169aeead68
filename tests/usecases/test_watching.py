"""Turnout moves in steps of five: a number that moves with each vote would name the voter."""

from datetime import timedelta
from functools import partial

from evalsite.usecases import closing, watching
from tests import factories
from tests.factories import NOW
from tests.usecases.helpers import at_once, rows


def seen(live, seconds=0, delay=0):
    return watching.turnout(live.desk, live.id, NOW + timedelta(seconds=seconds), delay).lines


def test_turnout_is_told_in_steps_of_five_for_each_electorate(ledgers):
    live = factories.publish(ledgers, factories.two_electorates(11, 6))
    told = []
    for code in live.codes["A"]:
        factories.cast(live, code)
        told.append(tuple(line.stamped for line in seen(live)))
    assert told == [(0, 0)] * 4 + [(5, 0)] * 5 + [(10, 0)] * 2
    lines = seen(live)
    assert [(line.electorate, line.name, line.issued) for line in lines] == [("A", "职工", 11), ("B", "服务对象", 6)]


def test_a_draft_has_no_turnout_yet(ledgers):
    campaign_id = factories.take_in(ledgers)
    assert [(line.issued, line.stamped) for line in watching.turnout(ledgers.desk, campaign_id, NOW, 180).lines] == [
        (0, 0)
    ]


def test_every_page_shows_the_same_number_some_minutes_late(ledgers):
    live = factories.publish(ledgers, factories.two_electorates(11, 6))

    def told(seconds):
        return [line.stamped for line in seen(live, seconds, 180)]

    assert told(0) == [0, 0]
    for code in live.codes["A"]:
        factories.cast(live, code)
    assert told(60) == [0, 0]
    assert told(180) == [0, 0]  # taken now, shown later
    assert told(359) == [0, 0]
    assert told(360) == told(400) == [10, 0]
    (row,) = rows(live.desk, "turnout_glimpse")
    assert "11" not in row["shown"] + row["coming"]


def test_of_several_who_look_at_once_all_are_shown_the_same(ledgers):
    live = factories.publish(ledgers, factories.two_electorates(11, 6))
    seen(live, 0, 180)
    for code in live.codes["A"]:
        factories.cast(live, code)
    answers = at_once([partial(seen, live, 200 + number, 180) for number in range(4)])
    assert {tuple(line.stamped for line in answer) for answer in answers} == {(0, 0)}
    assert len(rows(live.desk, "turnout_glimpse")) == 1


def test_nothing_waits_any_more_once_the_box_is_closed(ledgers):
    live = factories.publish(ledgers, factories.two_electorates(11, 6))
    for code in live.codes["A"][:7]:
        factories.cast(live, code)
    assert [line.stamped for line in seen(live, 0, 180)] == [0, 0]
    closing.close(live.desk, live.box, live.id, NOW)
    assert [line.stamped for line in seen(live, 1, 180)] == [5, 0]
