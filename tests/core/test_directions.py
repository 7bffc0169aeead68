"""Both directions of a 双向测评: what a unit was given, and what its own electorates gave, unit by unit and leg by leg."""

from dataclasses import replace
from fractions import Fraction

from evalsite.core.campaign import Electorate, Kind, Subject
from evalsite.core.comparing import compared
from evalsite.core.directions import directions, legs_of
from evalsite.core.disclosure import BELOW_LIMIT, Shown, Withheld, disclose
from evalsite.core.surroundings import ALONE
from tests.core.builders import campaign, count

SUBJECTS = (
    Subject("b1", "民政局", group="部门"),
    Subject("b2", "财政局", group="部门"),
    Subject("z1", "东街道", group="镇街"),
    Subject("p1", "甲", "person", "民政局", "部门"),
)
ELECTORATES = (
    Electorate("L", "区级领导", 9, ("部门",)),
    Electorate("B1", "民政局的票", 9, ("镇街",), unit="民政局"),
    Electorate("B2", "财政局的票", 9, ("镇街",), unit="财政局"),
    Electorate("Z1", "东街道的票", 9, ("部门",), unit="东街道"),
)
# What each electorate's voters marked: a grade for each subject on their sheet.
CAST = {
    "L": [{0: 1, 1: 2, 2: 1}] * 3,
    "B1": [{0: 2}] * 3,
    "B2": [{0: 3}] * 3,
    "Z1": [{0: 1, 1: 3, 2: 1}] * 3,
}


def results(cast=None, electorates=ELECTORATES, **changes):
    made = replace(
        campaign(electorates=electorates, threshold=3), **({"kind": Kind.TWO_WAY, "subjects": SUBJECTS} | changes)
    )
    cast = {e.code: (CAST if cast is None else cast).get(e.code, []) for e in electorates}
    closing = {e.code: (e.tickets, len(cast[e.code]), len(cast[e.code])) for e in electorates}
    return disclose("c-1", made, count(made, cast), closing)


def text(figure):
    return figure.text if isinstance(figure, Shown) else figure


def both(found, code):
    """The directions of a unit that has both."""
    made = directions(found, code)
    assert made is not None
    return made


def test_a_unit_sees_who_gave_what_and_what_it_gave_side_by_side():
    found = both(results(), "b1")
    (pair,) = found.pairs
    assert pair.counterpart == "东街道"
    assert [(v.electorate, text(v.score)) for v in pair.received] == [("东街道的票", "100.00")]
    assert [(v.electorate, text(v.score)) for v in pair.given] == [("民政局的票", "80.00")]
    assert text(pair.difference) == "+20.00"
    assert found.given == ()


def test_the_counterpart_sees_the_same_two_scores_the_other_way_round():
    found = both(results(), "z1")
    assert [(p.counterpart, text(p.received[0].score), text(p.given[0].score), text(p.difference)) for p in found.pairs] == [
        ("民政局", "80.00", "100.00", "-20.00"),
        ("财政局", "30.00", "30.00", "0.00"),
    ]  # fmt: skip


def test_the_legs_say_which_group_rated_which():
    legs = both(results(), "b1").legs
    assert [(leg.raters, leg.rated, leg.subjects, text(leg.mean), leg.withheld, leg.mine) for leg in legs] == [
        ("区级领导", "部门", 3, "93.33", 0, False),
        ("部门", "镇街", 1, "55.00", 0, True),
        ("镇街", "部门", 3, "76.67", 0, False),
    ]
    assert [[text(view.score) for view in leg.own] for leg in legs] == [["100.00"], [], ["100.00"]]


def test_the_legs_of_a_campaign_belong_to_no_unit_in_particular():
    legs = legs_of(results())
    assert [(leg.raters, leg.rated, text(leg.mean), leg.own, leg.mine) for leg in legs] == [
        ("区级领导", "部门", "93.33", (), False),
        ("部门", "镇街", "55.00", (), False),
        ("镇街", "部门", "76.67", (), False),
    ]
    assert legs_of(results(kind=Kind.DEMOCRATIC)) == ()


def test_only_what_is_published_stands_here_and_its_reasons_reach_the_footnotes():
    found = both(results(CAST | {"Z1": CAST["Z1"][:2]}), "b1")
    (pair,) = found.pairs
    assert pair.received[0].score == Withheld(BELOW_LIMIT)
    assert pair.difference is None
    leg = found.legs[2]
    assert (leg.mean, leg.withheld) == (None, 3)
    assert Withheld(BELOW_LIMIT) in set(found.figures())
    assert Withheld(BELOW_LIMIT) in set(compared(results(CAST | {"Z1": []}), "b1", ALONE).figures())


def test_a_rating_that_was_not_returned_stands_apart():
    one_way = tuple(e for e in ELECTORATES if e.code != "Z1")
    found = both(results(electorates=one_way), "b1")
    assert found.pairs == ()
    assert [(name, text(view.score)) for name, view in found.given] == [("东街道", "80.00")]
    assert [text(figure) for figure in found.figures()] == ["80.00", "100.00"]


def test_where_units_vote_together_the_legs_alone_tell_the_directions():
    pooled = (ELECTORATES[0], Electorate("B", "区直部门", 9, ("镇街",)))
    found = both(results({"L": CAST["L"], "B": [{0: 2}] * 3}, pooled), "b1")
    assert (found.pairs, found.given) == ((), ())
    assert [(leg.raters, leg.rated, text(leg.mean)) for leg in found.legs] == [
        ("区级领导", "部门", "93.33"),
        ("区直部门", "镇街", None),
    ]


def test_two_electorates_of_one_unit_have_no_single_difference():
    staff = Electorate("Z2", "东街道群众的票", 9, ("部门",), unit="东街道")
    (pair,) = both(results(CAST | {"Z2": [{0: 2}] * 3}, (*ELECTORATES, staff)), "b1").pairs
    assert [text(view.score) for view in pair.received] == ["100.00", "80.00"]
    assert pair.difference is None


def test_there_is_one_direction_only_for_people_for_other_kinds_and_for_a_single_leg():
    assert directions(results(), "p1") is None
    assert directions(results(kind=Kind.DEMOCRATIC), "b1") is None
    assert directions(results(electorates=ELECTORATES[:1]), "b1") is None


def test_a_unit_whose_electorate_belongs_to_nobody_that_is_rated_keeps_its_own_name():
    stray = Electorate("H", "驻县单位的票", 9, ("部门",), unit="甲所在单位")
    person = replace(SUBJECTS[3], unit="甲所在单位")
    found = both(
        results(CAST | {"H": [{0: 1, 1: 1}] * 3}, (*ELECTORATES, stray), subjects=(*SUBJECTS[:3], person)), "b1"
    )
    assert [leg.raters for leg in found.legs] == ["区级领导", "部门", "镇街", "驻县单位的票"]
    assert found.legs[0].mean.value == (100 + 80 + Fraction(100)) / 3
