"""Turnout moves in steps of five: a number that moves with each vote would name the voter."""

from evalsite.usecases import watching
from tests import factories


def test_turnout_is_told_in_steps_of_five_for_each_electorate(ledgers):
    live = factories.publish(ledgers, factories.two_electorates(11, 6))
    told = []
    for code in live.codes["A"]:
        factories.cast(live, code)
        told.append(tuple(line.stamped for line in watching.turnout(live.desk, live.id)))
    assert told == [(0, 0)] * 4 + [(5, 0)] * 5 + [(10, 0)] * 2
    lines = watching.turnout(live.desk, live.id)
    assert [(line.electorate, line.name, line.issued) for line in lines] == [("A", "职工", 11), ("B", "服务对象", 6)]


def test_a_draft_has_no_turnout_yet(ledgers):
    campaign_id = factories.take_in(ledgers)
    assert [(line.issued, line.stamped) for line in watching.turnout(ledgers.desk, campaign_id)] == [(0, 0)]
