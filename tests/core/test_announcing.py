"""The public summary: what was promised, and not a figure more."""

from dataclasses import replace

import pytest

from evalsite.core.announcing import announced
from evalsite.core.campaign import Electorate, Indicator, Type
from evalsite.core.disclosure import Withheld
from evalsite.core.visibility import Public, Visibility
from tests.core.builders import GRADED, campaign
from tests.core.test_disclosure import results

TEXT = Indicator("t", "意见", Type.TEXT)
BALLOTS = {"e1": [{0: 2, 1: "太远了", 2: 1}] * 6}


def of(public, made=None, ballots=None):
    made = made or campaign(GRADED, TEXT)
    return announced(results(replace(made, visibility=Visibility(public=public)), ballots or BALLOTS))


def test_where_nothing_was_promised_there_is_nothing():
    assert of(Public.NONE) is None


@pytest.mark.parametrize("public", [one for one in Public if one is not Public.NONE])
def test_each_choice_shows_turnout_and_rules_and_of_the_figures_its_own(public):
    found = of(public)
    assert [(name, line.valid) for name, line in found.turnout] == [("干部", 6)]
    assert "可见范围" in {one.title for one in found.rules}
    assert bool(found.groups) == (public in (Public.SCORES, Public.RANKS))
    assert bool(found.votes) == (public is Public.VOTES)
    assert "太远了" not in repr(found)


def test_totals_stand_as_the_campaign_has_them_and_by_rank_only_where_ranks_are_public():
    (scores,) = of(Public.SCORES).groups
    assert [line.subject.code for line in scores.lines] == ["s1", "s2"]
    assert {line.rank for line in scores.lines} == {line.verdict for line in scores.lines} == {None}
    (ranks,) = of(Public.RANKS).groups
    assert [(line.subject.code, line.rank.text) for line in ranks.lines] == [("s2", "1"), ("s1", "2")]


def test_votes_are_those_of_all_together():
    two = (Electorate("e1", "甲", 20, ("组",)), Electorate("e2", "乙", 20, ("组",)))
    made = campaign(subjects=1, electorates=two)
    (table,) = of(Public.VOTES, made, {"e1": [{0: 1}] * 5, "e2": [{0: 1}, {0: 2}]}).votes
    ((_, counts),) = table.lines
    assert [(one.grade, one.votes.text) for one in counts] == [
        ("优秀", "6"),
        ("良好", "1"),
        ("较差", "0"),
        ("不了解", "0"),
    ]
    assert table.grades == ("优秀", "良好", "较差", "不了解")


def test_a_campaign_without_scores_has_no_table_of_them():
    assert of(Public.RANKS, campaign(TEXT), {"e1": [{0: "太远了"}] * 6}).groups == ()


def test_what_is_withheld_elsewhere_is_withheld_here():
    for public in (Public.RANKS, Public.VOTES):
        figures = of(public, campaign(threshold=9), {"e1": [{0: 2, 1: 1}] * 6}).figures
        assert {type(one) for one in figures if one is not None} == {Withheld}
