"""Nested weights: every part has its share of the whole, and what nobody fills goes to the others of its level."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalsite.core import rules
from evalsite.core.campaign import Electorate, Indicator, Rule, Type
from evalsite.core.disclosure import NO_TOTAL, Shown, Withheld, disclose
from evalsite.core.scoring import Scorer
from evalsite.core.weights import Group, path, shares, top, weighted_mean
from tests.core.builders import GRADED, SCALE, campaign, count

# 班子 40 + 60 x (校领导 30, 党政正处及本班子 30, 教职工 40): weights of a published rule for university units.
OWN = {"班子": Fraction(40), "校领导": Fraction(30), "正处": Fraction(30), "教职工": Fraction(40)}
REVIEW = Group("民主测评", Fraction(60), ("校领导", "正处", "教职工"))
few = settings(max_examples=max(10, settings().max_examples // 3))


def part(*heard, groups=(REVIEW,), own=OWN):
    return {code: str(share) for code, share in shares(own, groups, heard).items()}


def test_a_nested_part_weighs_its_share_of_its_group():
    assert part(*OWN) == {"班子": "2/5", "校领导": "9/50", "正处": "9/50", "教职工": "6/25"}


def test_who_is_not_heard_gives_the_weight_to_the_own_group_first():
    assert part("班子", "校领导", "教职工") == {"班子": "2/5", "校领导": "9/35", "教职工": "12/35"}
    assert part("班子", "正处") == {"班子": "2/5", "正处": "3/5"}


def test_a_group_of_which_nobody_is_heard_gives_its_weight_to_its_own_level():
    assert part("班子") == {"班子": "1"}
    assert part("校领导", "正处") == {"校领导": "1/2", "正处": "1/2"}
    assert part() == {}


def test_groups_may_hold_groups_named_before_or_after_them():
    outer = Group("全部", None, ("内", "丙"))
    inner = Group("内", Fraction(1), ("甲", "乙"))
    own = {"甲": Fraction(1), "乙": Fraction(3), "丙": Fraction(1), "丁": None}
    for groups in ((outer, inner), (inner, outer)):
        assert part(*own, groups=groups, own=own) == {"丁": "1/2", "甲": "1/16", "乙": "3/16", "丙": "1/4"}
        assert [group.name for group in path("甲", groups)] == ["全部", "内"]
        assert path("丁", groups) == ()
        assert top(own, groups) == ["丁", "全部"]


def test_what_weighs_zero_has_no_part_whatever_stands_in_it():
    nothing = replace(REVIEW, weight=Fraction(0))
    assert part(*OWN, groups=(nothing,)) == {"班子": "1"}
    assert part("班子", "校领导", own={**OWN, "校领导": Fraction(0)}) == {"班子": "1"}


@st.composite
def nested(draw):
    """Own weights of some codes, and groups of them; nobody stands in two groups."""
    codes = [f"c{number}" for number in range(draw(st.integers(1, 7)))]
    weight = st.none() | st.fractions(0, 100, max_denominator=20)
    groups: list[Group] = []
    free = list(codes)
    for number in range(draw(st.integers(0, 3))):
        size = draw(st.integers(0, len(free)))
        if size >= 2:
            groups.append(Group(f"g{number}", draw(weight), tuple(free[:size])))
            free = [*free[size:], f"g{number}"]
    return {code: draw(weight) for code in codes}, tuple(groups)


def test_a_mean_gives_the_weight_of_what_is_missing_to_the_others():
    assert weighted_mean([(Fraction(1), Fraction(90)), (Fraction(3), Fraction(80)), (Fraction(6), None)]) == Fraction(
        "82.5"
    )
    assert weighted_mean([(Fraction(6), None), (Fraction(0), Fraction(80))]) is None


@given(nested(), st.data())
def test_the_parts_add_up_to_the_whole_or_there_are_none(case, data):
    own, groups = case
    heard = data.draw(st.sets(st.sampled_from(list(own))))
    found = shares(own, groups, heard)
    assert set(found) <= heard
    assert all(share > 0 for share in found.values())
    assert sum(found.values()) == (1 if found else 0)


@given(nested(), st.integers(1, 9), st.data())
def test_weights_of_a_level_scaled_together_change_no_share(case, factor, data):
    own, groups = case
    levels = [set(group.members) for group in groups]
    level = data.draw(st.sampled_from([*levels, set(top(own, groups))]))
    scaled = {
        code: weight if code not in level else factor * (1 if weight is None else weight)
        for code, weight in own.items()
    }
    larger = tuple(
        replace(group, weight=factor * (1 if group.weight is None else group.weight)) if group.name in level else group
        for group in groups
    )
    assert shares(own, groups, own) == shares(scaled, larger, own)


@given(nested())
def test_without_groups_the_shares_are_those_of_a_weighted_mean(case):
    own, _ = case
    values = {code: Fraction(number) for number, code in enumerate(own)}
    expected = weighted_mean((Fraction(1) if w is None else w, values[code]) for code, w in own.items())
    found = shares(own, (), own)
    assert (sum(share * values[code] for code, share in found.items()) if found else None) == expected


@given(nested())
def test_the_order_in_which_groups_are_written_changes_no_share(case):
    own, groups = case
    assert shares(own, groups, own) == shares(own, groups[::-1], own)


# --- in a campaign ----------------------------------------------------------------------------------------------------

VOTERS = tuple(Electorate(f"e{n}", name, 20, ("组",), OWN[name]) for n, name in enumerate(OWN, start=1))
NESTED = Rule("票种组", "民主测评", "60：校领导、正处、教职工")


def ruled(*lines, indicators=(GRADED,), electorates=VOTERS, **settings_of):
    made, failed = rules.apply(
        replace(campaign(*indicators, electorates=electorates, subjects=1, **settings_of), rules=lines)
    )
    assert failed == ()
    return made


def scores(made, cast):
    tickets = {voters.code: voters.tickets for voters in made.electorates}
    found = Scorer(made, count(made, cast), tickets).scores()
    return {(one.electorate, one.indicator): one for one in found}


def test_electorates_are_weighed_in_their_group_and_the_group_beside_the_others():
    found = scores(ruled(NESTED), {"e1": [{0: 1}], "e2": [{0: 2}], "e3": [{0: 3}], "e4": [{0: 2}, {0: 3}]})
    expected = Fraction(40 * 100 + 60 * Fraction(30 * 80 + 30 * 30 + 40 * 55, 100), 100)
    assert found[None, None].score == found[None, "i1"].score == expected


def test_indicators_are_weighed_in_their_group_and_the_group_beside_the_others():
    indicators = (
        replace(GRADED, code="z", name="政治", weight=Fraction(50)),
        replace(GRADED, code="d", name="道德", weight=Fraction(50)),
        Indicator("j", "绩", Type.SCORE, weight=Fraction(80)),
    )
    made = ruled(Rule("指标组", "德", "20：政治、道德"), indicators=indicators, electorates=VOTERS[:1])
    assert scores(made, {"e1": [{0: 1, 1: 2, 2: 50}]})["e1", None].score == Fraction(20 * 90 + 80 * 50, 100)
    assert scores(made, {"e1": [{0: 1, 2: 50}]})["e1", None].score == Fraction(20 * 100 + 80 * 50, 100)
    assert scores(made, {"e1": [{2: 50}]})["e1", None].score == 50


def test_ballots_of_a_group_that_weighs_nothing_hide_nobody():
    made = ruled(Rule("票种组", "旁听", "0：校领导、正处、教职工"), threshold=5)
    found = scores(made, {"e1": [{0: 1}] * 3, "e2": [{0: 1}] * 9})
    assert (found[None, None].score, found[None, None].ballots) == (100, 3)


# --- 空票种 ------------------------------------------------------------------------------------------------------------

STOP = Rule("空票种", "", "不出总分")


def test_the_weight_of_a_silent_electorate_is_shared_unless_the_rule_wants_everybody():
    cast = {"e1": [{0: 1}] * 6, "e2": [{0: 2}] * 6, "e3": [{0: 4}] * 6}
    for lines in ((NESTED,), (NESTED, Rule("空票种", "", "权重转移"))):
        total = scores(ruled(*lines), cast)[None, None]
        assert (total.score, total.halted) == (Fraction(40 * 100 + 60 * 80, 100), False)
    total = scores(ruled(NESTED, STOP), cast)[None, None]
    assert (total.score, total.halted) == (None, True)


def test_a_total_that_the_rule_forbids_is_withheld_with_its_reason_and_never_a_zero():
    made = ruled(STOP, electorates=VOTERS[:2], threshold=5)
    tally = count(made, {"e1": [{0: 1}] * 6})
    found = disclose("c-1", made, tally, dict.fromkeys(("e1", "e2"), (20, 6, 6)))
    totals = [one for one in found.scores if one.electorate is None]
    assert {one.score for one in totals} == {one.rank for one in totals} == {Withheld(NO_TOTAL)}
    assert next(one for one in found.scores if one.electorate == "e1").score == Shown(Fraction(100), "100.00")


def test_who_weighs_nothing_may_be_silent():
    voters = (replace(VOTERS[0], weight=Fraction(100)), replace(VOTERS[1], weight=Fraction(0)))
    assert scores(ruled(STOP, electorates=voters), {"e1": [{0: 1}]})[None, None].score == 100


def test_that_a_small_electorate_abstained_is_not_told_by_a_missing_total():
    made = ruled(STOP, electorates=VOTERS[:2], threshold=5)
    closing = {"e1": (20, 9, 9), "e2": (20, 3, 3)}
    found = [
        disclose("c-1", made, count(made, {"e1": [{0: 1}] * 9, "e2": [{0: mark}] * 3}), closing).scores
        for mark in (1, 3, 4)
    ]
    assert found[0] == found[1] == found[2]


@few
@given(st.lists(st.lists(st.integers(1, len(SCALE.grades)), max_size=4), min_size=4, max_size=4))
def test_the_total_is_the_sum_of_its_parts_and_lies_between_them(marks):
    cast = {voters.code: [{0: mark} for mark in own] for voters, own in zip(VOTERS, marks, strict=True)}
    made = ruled(NESTED)
    found = scores(made, cast)
    heard = {e.code: found[e.code, None].score for e in VOTERS if found[e.code, None].score is not None}
    weights = {e.code: e.weight for e in VOTERS}
    expected = sum(share * heard[code] for code, share in shares(weights, made.scheme.electorate_groups, heard).items())
    total = found[None, None].score
    assert (total is None and not heard) or (total == expected and min(heard.values()) <= total <= max(heard.values()))


@pytest.mark.parametrize("group", [REVIEW, replace(REVIEW, weight=None)])
def test_a_group_travels_as_json(group):
    assert Group.from_json(group.to_json()) == group
