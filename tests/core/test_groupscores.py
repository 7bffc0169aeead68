"""Scores of groups stand between single scores and the total, add up to it, and are withheld with their least part."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from evalsite.core.ballot import Answer
from evalsite.core.campaign import Indicator, Rule, Type
from evalsite.core.disclosure import NO_TOTAL, PART_WITHHELD, Shown, Withheld, disclose
from evalsite.core.groupscores import ELECTORATES, INDICATORS
from evalsite.core.report import unit_report
from evalsite.core.summary import summary_report
from evalsite.core.weights import leaves
from tests.core.builders import GRADED, SCALE, count
from tests.core.test_weights import NESTED, STOP, VOTERS, few, ruled

REVIEW, VIRTUE = "民主测评", "德"
PARTED = (
    replace(GRADED, code="z", name="政治", weight=Fraction(50)),
    replace(GRADED, code="d", name="道德", weight=Fraction(50)),
    Indicator("j", "绩", Type.SCORE, weight=Fraction(80)),
)
HALVES = (Rule("票种组", "领导", "40：班子、校领导"), Rule("票种组", "其他", "60：正处、教职工"))
INNER = Rule("指标组", VIRTUE, "20：政治、道德")


def text_of(figure):
    assert isinstance(figure, Shown)
    return figure.text


def told(made, cast):
    """The scores of groups by kind and name, and the total."""
    closing = {one.code: (one.tickets, len(cast.get(one.code, ())), len(cast.get(one.code, ()))) for one in VOTERS}
    found = disclose("c-1", made, count(made, cast), {one.code: closing[one.code] for one in made.electorates})
    total = next(one.score for one in found.scores if (one.electorate, one.indicator) == (None, None))
    return {(one.kind, one.name): one.score for one in found.groups} | {"total": total}


def test_a_group_of_electorates_has_the_score_of_its_members_weighed_among_themselves():
    found = told(ruled(NESTED), {"e1": [{0: 1}], "e2": [{0: 2}], "e3": [{0: 3}], "e4": [{0: 2}, {0: 3}]})
    own = Fraction(30 * 80 + 30 * 30 + 40 * 55, 100)
    assert found[ELECTORATES, REVIEW] == Shown(own, "55.00")
    assert found["total"].value == Fraction(40 * 100 + 60 * own, 100)


def test_a_group_of_indicators_has_the_score_of_its_members_over_all_electorates():
    made = ruled(INNER, indicators=PARTED, electorates=VOTERS[:2])
    found = told(made, {"e1": [{0: 1, 1: 2, 2: 50}], "e2": [{0: 2, 2: 70}]})
    assert found[INDICATORS, VIRTUE].value == Fraction(40 * 90 + 30 * 80, 70)
    assert told(made, {"e1": [{2: 50}]})[INDICATORS, VIRTUE] is None


def test_a_group_is_withheld_with_the_least_of_its_parts_and_the_others_stay():
    found = told(
        ruled(*HALVES, threshold=5), {"e1": [{0: 1}] * 6, "e2": [{0: 1}] * 6, "e3": [{0: 1}] * 2, "e4": [{0: 1}] * 6}
    )
    assert found[ELECTORATES, "其他"] == Withheld(PART_WITHHELD)
    assert found[ELECTORATES, "领导"] == Shown(Fraction(100), "100.00")


def test_where_totals_alone_are_published_no_group_is():
    made = ruled(NESTED, INNER, Rule("票种明细", "", "不公布"), indicators=PARTED)
    found = told(made, {one.code: [{0: 1, 1: 1, 2: 80}] * 6 for one in VOTERS})
    assert found.keys() == {"total"}


def test_a_silent_member_stops_the_group_where_the_rule_wants_everybody():
    found = told(ruled(NESTED, STOP), {"e1": [{0: 1}] * 6, "e2": [{0: 1}] * 6, "e3": [{0: 1}] * 6})
    assert found[ELECTORATES, REVIEW] == Withheld(NO_TOTAL)


def test_what_weighs_nothing_has_no_score_as_a_group():
    nothing = Rule("票种组", "旁听", "0：校领导、正处、教职工")
    assert list(told(ruled(nothing), {"e1": [{0: 1}], "e2": [{0: 1}]})) == ["total"]


def test_where_all_votes_make_one_score_only_indicators_have_groups():
    bands = Rule("分段赋分", "政治", "优秀：≥50%得100，其余得60；各票种合并")
    made = ruled(NESTED, INNER, bands, indicators=PARTED)
    found = told(made, {one.code: [{0: 1, 1: 2, 2: 80}] * 6 for one in VOTERS})
    assert found.keys() == {(INDICATORS, VIRTUE), "total"}
    assert found[INDICATORS, VIRTUE].value == 90
    aside = ruled(NESTED, replace(INNER, params="0：政治、道德"), bands, indicators=PARTED)
    assert told(aside, {one.code: [{0: 1, 1: 2, 2: 80}] * 6 for one in VOTERS}).keys() == {"total"}
    stopped = ruled(NESTED, INNER, bands, STOP, indicators=PARTED)
    assert told(stopped, {"e1": [{0: 1, 1: 2, 2: 80}] * 6})[INDICATORS, VIRTUE] == Withheld(NO_TOTAL)


def test_groups_inside_groups_hold_what_those_hold():
    made = ruled(Rule("票种组", "内", "1：校领导、正处"), Rule("票种组", "外", "60：内、教职工"))
    (inner, outer) = made.scheme.electorate_groups
    assert leaves(outer, (inner, outer)) == {"e2", "e3", "e4"}


@few
@given(st.lists(st.lists(st.integers(1, len(SCALE.grades)), max_size=4), min_size=4, max_size=4))
def test_the_group_and_the_others_add_up_to_the_total(marks):
    cast = {voters.code: [{0: mark} for mark in own] for voters, own in zip(VOTERS, marks, strict=True)}
    found = told(ruled(*HALVES), cast)
    parts = [(weight, found[ELECTORATES, name]) for weight, name in ((40, "领导"), (60, "其他"))]
    shown = [(weight, part.value) for weight, part in parts if isinstance(part, Shown)]
    if isinstance(found["total"], Shown):
        assert found["total"].value == sum(w * value for w, value in shown) / sum(w for w, _ in shown)
    else:
        assert not shown


def test_reports_show_groups_with_their_weight_and_the_mean_of_the_others():
    made = ruled(NESTED, INNER, indicators=PARTED)
    marks: dict[int, Answer] = {0: 1, 1: 1, 2: 80}
    cast = {one.code: [marks] * 6 for one in VOTERS}
    results = disclose("c-1", made, count(made, cast), {one.code: (20, 6, 6) for one in VOTERS})
    rows = {(row.kind, row.name): row for row in unit_report(results, "s1").groups}
    assert {key: (row.weight, text_of(row.score), row.mean) for key, row in rows.items()} == {
        (ELECTORATES, REVIEW): ("60", "84.00", None),
        (INDICATORS, VIRTUE): ("20", "100.00", None),
    }
    (group,) = summary_report(results).groups
    assert (group.electorates[-1], group.indicators[-1]) == ("组：民主测评", "组：德")
    assert [text_of(one.by_electorate[-1]) for one in group.standings] == ["84.00"]
