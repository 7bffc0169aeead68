"""What holds for every count, whatever was voted: the laws of tally, scoring and disclosure."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalsite.core.ballot import Answer, Nomination
from evalsite.core.campaign import Base, Electorate, Indicator, Rates, Rounding, Type
from evalsite.core.disclosure import BELOW_LIMIT, FEW_MARKS, PART_WITHHELD, Count, Shown, Withheld, disclose
from evalsite.core.questionnaire import sheet_for
from evalsite.core.scheme import Scheme, Small
from evalsite.core.scoring import ALL, Scorer
from evalsite.core.tally import Tally
from evalsite.core.weights import Group
from tests.core.builders import GRADED, SCALE, campaign, count

few = settings(max_examples=max(10, settings().max_examples // 3))  # each counts a whole campaign, some of them twice
TICKETS = 20
VOTERS = tuple(Electorate(f"e{n}", f"票种{n}", TICKETS, ("组",)) for n in range(1, 4))
INDICATORS = (
    GRADED,
    Indicator("i2", "作风", Type.GRADE, scale=SCALE.name),
    Indicator("s", "打分", Type.SCORE, low=0, high=100, step=Fraction(1)),
    Indicator("c", "问题", Type.CHOICE, scale=SCALE.name),
    Indicator("r", "排序", Type.RANK),
    Indicator("n", "推荐", Type.NOMINATE),
    Indicator("t", "意见", Type.TEXT),
)
BEST, LEAST, UNKNOWN = 1, 3, 4  # grades of the scale: 优秀, 较差, 不了解
weights = st.lists(st.integers(0, 50).map(Fraction), min_size=3, max_size=3)
settings_of_rates = st.builds(Rates, st.sampled_from(Base), st.integers(0, 3), st.sampled_from(Rounding), st.booleans())


def answers(slot):
    match slot.indicator.type:
        case Type.GRADE:
            return st.integers(1, len(slot.options))
        case Type.SCORE:
            return st.integers(0, 100)
        case Type.CHOICE:
            return st.frozensets(st.integers(0, slot.width - 1))
        case Type.RANK:
            return st.permutations(range(1, slot.width + 1)).map(tuple)
        case Type.NOMINATE:
            chosen = st.frozensets(st.integers(0, slot.width - 1))
            return st.builds(Nomination, chosen, st.lists(st.sampled_from("甲乙丙"), max_size=2).map(tuple))
        case _:
            return st.sampled_from(["好", "多走走", "无"])


@st.composite
def ballots(draw, made, code, most=8):
    slots = sheet_for(made, code).slots
    one = st.fixed_dictionaries({}, optional={slot.number: answers(slot) for slot in slots})
    return draw(st.lists(one, max_size=most))


@st.composite
def counted(draw, indicators=INDICATORS):
    """A campaign of three electorates, their ballots, and void ones."""
    shares = draw(weights)
    voters = tuple(replace(one, weight=share) for one, share in zip(VOTERS, shares, strict=True))
    made = campaign(*indicators, electorates=voters, rates=draw(settings_of_rates), threshold=draw(st.integers(1, 8)))
    cast = {one.code: draw(ballots(made, one.code)) for one in voters}
    void = {one.code: ["malformed"] * draw(st.integers(0, 2)) for one in voters}
    return made, cast, void


def scorer(made, cast, void=None):
    return Scorer(made, count(made, cast, void), dict.fromkeys(cast, TICKETS))


def disclosed(made, tally: Tally):
    return disclose("c-1", made, tally, {one.code: (TICKETS, TICKETS, TICKETS) for one in made.electorates})


def scores(made, cast):
    return {(one.subject, one.electorate, one.indicator): one.score for one in scorer(made, cast).scores()}


# --- counting ---------------------------------------------------------------------------------------------------------


@few
@given(counted(), st.randoms())
def test_nothing_that_is_published_depends_on_the_order_of_ballots(case, random):
    made, cast, void = case
    shuffled = {code: random.sample(given, len(given)) for code, given in cast.items()}
    assert disclosed(made, count(made, cast, void)) == disclosed(made, count(made, shuffled, void))


@few
@given(counted())
def test_votes_and_bases_of_the_electorates_add_up_to_those_of_all(case):
    lines = scorer(*case).counts()
    for whole in lines:
        if whole.electorate != ALL:
            continue
        key = (whole.subject, whole.indicator, whole.grade)
        parts = [x for x in lines if x.electorate != ALL and (x.subject, x.indicator, x.grade) == key]
        assert len(parts) == len(VOTERS)
        assert whole.votes == sum(x.votes for x in parts)
        assert whole.ballots == sum(x.ballots for x in parts)
        assert whole.base == (None if parts[0].base is None else sum(x.base or 0 for x in parts))


@few
@given(counted())
def test_every_valid_ballot_is_one_vote_for_a_grade_or_an_abstention(case):
    made, cast, _void = case
    lines = scorer(*case).counts()
    for code, given_ballots in cast.items():
        slots = [slot for slot in sheet_for(made, code).slots if slot.indicator.type is Type.GRADE]
        for slot in slots:
            assert slot.subject is not None
            key = (code, slot.subject.code, slot.indicator.code)
            votes = sum(x.votes for x in lines if (x.electorate, x.subject, x.indicator) == key)
            assert votes + sum(slot.number not in one for one in given_ballots) == len(given_ballots)


@few
@given(counted())
def test_no_line_has_more_votes_than_its_base_and_no_base_is_larger_than_the_tickets(case):
    for line in scorer(*case).counts():
        tickets = TICKETS * (len(VOTERS) if line.electorate == ALL else 1)
        assert 0 <= line.votes <= line.ballots
        assert line.base is None or line.votes <= line.base <= tickets


@few
@given(counted())
def test_shown_rates_of_one_indicator_lie_in_0_to_100_and_keep_their_decimals(case):
    made, cast, void = case
    for line in disclosed(made, count(made, cast, void)).counts:
        if isinstance(line.rate, Shown):
            assert 0 <= line.rate.value <= 100
            assert (line.rate.value * 10**made.rates.decimals).denominator == 1
            assert Fraction(line.rate.text) == line.rate.value


# --- scoring ----------------------------------------------------------------------------------------------------------

SCORED = (replace(GRADED, weight=Fraction(30)), replace(INDICATORS[1], weight=Fraction(70)))


@few
@given(counted(), st.fractions(min_value=Fraction(1, 100), max_value=100, max_denominator=100))
def test_weights_scaled_together_change_no_score_and_no_rank(case, factor):
    made, cast, void = case
    scaled = replace(
        made, electorates=tuple(replace(one, weight=factor * (one.weight or 0)) for one in made.electorates)
    )
    first, second = disclosed(made, count(made, cast, void)), disclosed(scaled, count(scaled, cast, void))
    assert (first.scores, first.counts) == (second.scores, second.counts)
    heavy = replace(made, indicators=tuple(replace(one, weight=factor) if one.scored else one for one in INDICATORS))
    assert scores(heavy, cast) == scores(made, cast)  # blank weights are equal ones


@few
@given(counted(SCORED), st.integers(0, 2), st.integers(0, 50), st.data())
def test_a_better_mark_on_a_ballot_lowers_no_score_of_its_subject_and_touches_no_other(case, voter, which, data):
    made, cast, _ = case
    code = VOTERS[voter].code
    marks = [(n, slot) for n, one in enumerate(cast[code]) for slot, mark in one.items() if mark <= LEAST]
    if not marks:
        return
    number, slot = marks[which % len(marks)]
    better = data.draw(st.integers(BEST, cast[code][number][slot]))
    improved = [{**one, slot: better} if n == number else one for n, one in enumerate(cast[code])]
    before, after = scores(made, cast), scores(made, {**cast, code: improved})
    rated = sheet_for(made, code).slots[slot].subject
    assert rated is not None
    for key, score in before.items():
        if score is None:
            assert after[key] is None
        elif key[0] == rated.code:
            assert after[key] >= score
        else:
            assert after[key] == score


@few
@given(counted(SCORED), st.sampled_from([one.code for one in VOTERS]))
def test_one_more_ballot_full_of_best_marks_lowers_no_score(case, code):
    made, cast, _ = case
    best = {slot.number: BEST for slot in sheet_for(made, code).slots}
    before, after = scores(made, cast), scores(made, {**cast, code: [*cast[code], best]})
    assert all(score is None or after[key] >= score for key, score in before.items())


@few
@given(counted(SCORED))
def test_every_score_lies_between_the_lowest_and_the_highest_points(case):
    made, cast, _ = case
    assert all(score is None or 30 <= score <= 100 for score in scores(made, cast).values())


@few
@given(counted(SCORED), st.sampled_from([one.code for one in VOTERS]))
def test_ballots_that_abstain_change_no_score(case, code):
    made, cast, _ = case
    ignorant = {slot.number: UNKNOWN for slot in sheet_for(made, code).slots}
    assert scores(made, {**cast, code: [*cast[code], {}, ignorant]}) == scores(made, cast)


@few
@given(counted(SCORED))
def test_an_electorate_without_ballots_might_as_well_not_be_there(case):
    made, cast, _ = case
    without = replace(made, electorates=made.electorates[:2])
    left = {code: cast[code] for code in ("e1", "e2")}
    totals = {key: score for key, score in scores(made, {**left, "e3": []}).items() if key[1] != "e3"}
    assert totals == scores(without, left)


# --- disclosure -------------------------------------------------------------------------------------------------------


def is_small(made, tally, one, indicator=None):
    """Whether an electorate's figure (of an indicator) may not be shown: it has ballots, or marks, but too few."""
    marks = tally.of(one.code).valid
    if marks >= made.threshold and indicator is not None and indicator.type is Type.SCORE:
        slots = [slot for slot in sheet_for(made, one.code).slots if slot.indicator == indicator]
        given = [sum(n for value, n in tally.of(one.code).marks[slot.offset].items() if value) for slot in slots]
        return any(0 < number < made.threshold for number in given)
    return marks < made.threshold


@few
@given(counted((GRADED, INDICATORS[2], INDICATORS[3])))
def test_a_figure_is_shown_where_it_and_all_it_is_made_of_rest_on_enough_ballots_and_nowhere_else(case):
    made, cast, void = case
    made = replace(made, subjects=made.subjects[:1])
    cast = {code: [{n: a for n, a in one.items() if n < 3} for one in given] for code, given in cast.items()}
    tally = count(made, cast, void)
    of, found = Scorer(made, tally, dict.fromkeys(cast, TICKETS)), disclosed(made, tally)
    voted = [one for one in made.electorates if tally.of(one.code).valid]
    for line, figure in zip(of.counts(), found.counts, strict=True):
        behind = voted if line.electorate == ALL else [made.electorate(line.electorate)]
        small = line.ballots < made.threshold or any(is_small(made, tally, one) for one in behind)
        assert isinstance(figure.votes, Withheld) == small
        assert small or figure.votes == Shown(Fraction(line.votes), str(line.votes))
        assert (figure.rate is None) == (line.base is None or (not small and line.base == 0))
        assert isinstance(figure.rate, Withheld) == (small and line.base is not None)
    for score, figure in zip(of.scores(), found.scores, strict=True):
        voters = [made.electorate(score.electorate)] if score.electorate else [one for one in voted if one.weight]
        asked = [made.indicator(score.indicator)] if score.indicator else [one for one in made.indicators if one.scored]
        small = score.ballots < made.threshold or any(is_small(made, tally, v, i) for v in voters for i in asked)
        assert isinstance(figure.score, Withheld) == isinstance(figure.rank, Withheld) == small
        assert (figure.of is None) == (small or score.score is None)
        assert small or score.score is None or (isinstance(figure.score, Shown) and figure.score.value == score.score)


# 票种组 and 指标组, flat and one inside another: their scores are published too.
IN_GROUPS = (
    Scheme(),
    Scheme(electorate_groups=(Group("内", Fraction(60), ("e1", "e2")),)),
    Scheme(indicator_groups=(Group("品质", Fraction(30), ("i1", "s")),)),
    Scheme(
        electorate_groups=(Group("内", Fraction(40), ("e2", "e3")), Group("外", Fraction(50), ("内", "e1"))),
        indicator_groups=(Group("品质", Fraction(30), ("i2", "s")), Group("全", None, ("品质", "i1"))),
    ),
)


@few
@given(counted(), st.sampled_from(Small), st.sampled_from(IN_GROUPS), st.data())
def test_how_a_withheld_electorate_voted_changes_nothing_that_is_published(case, small, scheme, data):
    made, cast, void = case
    made = replace(made, threshold=5, scheme=replace(scheme, small=small))
    others = {**cast, "e2": cast["e2"][:4]}
    size = len(others["e2"])
    otherwise = {**others, "e2": [*data.draw(ballots(made, "e2", size)), *({} for _ in range(size))][:size]}
    first, second = (disclosed(made, count(made, one, void)) for one in (others, otherwise))
    assert first == second


@few
@given(counted())
def test_electorates_left_out_of_the_sums_might_as_well_have_no_ballots(case):
    made, cast, void = case
    made = replace(made, threshold=5, scheme=Scheme(small=Small.LEAVE_OUT))
    emptied = {code: given if len(given) >= 5 else [] for code, given in cast.items()}
    first, second = (disclosed(made, count(made, one, void if one is cast else None)) for one in (cast, emptied))
    totals = [[x for x in (*one.counts, *one.scores) if x.electorate in (ALL, None)] for one in (first, second)]
    if made.rates.base is not Base.RETURNED:
        assert totals[0] == totals[1]
    assert [(x.votes if isinstance(x, Count) else x.score) for x in totals[0]] == [
        (x.votes if isinstance(x, Count) else x.score) for x in totals[1]
    ]


def test_that_all_of_a_small_electorate_ticked_unknown_is_not_told_by_a_missing_rate():
    made = campaign(electorates=VOTERS, threshold=5)
    marks: tuple[dict[int, Answer], ...] = ({0: 1}, {0: UNKNOWN})
    found = [disclosed(made, count(made, {"e1": [one] * 3})) for one in marks]
    first, second = ([line for line in one.counts if line.electorate == "e1"] for one in found)
    assert first == second


SMALL: list[dict[int, Answer]] = [{0: 1, 1: 3}, {0: 2, 1: 1}, {0: 1, 1: 1}]
OTHERWISE: list[dict[int, Answer]] = [{0: 3, 1: 1}, {0: 3, 1: 1}, {0: 3, 1: 2}]


@pytest.mark.parametrize(
    ("weight", "many"),
    [
        pytest.param(50, [{}] * 12, id="the others left every mark out"),
        pytest.param(50, [{0: UNKNOWN, 1: UNKNOWN}] * 12, id="the others know nothing of it"),
        pytest.param(0, [{0: 2, 1: 2}] * 12, id="the others weigh nothing"),
        pytest.param(50, [], id="the others did not vote"),
    ],
)
def test_a_total_that_is_a_small_electorates_score_and_nothing_else_is_withheld(weight, many):
    voters = (replace(VOTERS[0], weight=Fraction(weight)), replace(VOTERS[1], weight=Fraction(50)))
    made = campaign(electorates=voters, threshold=5)
    found = [disclosed(made, count(made, {"e1": many, "e2": small})) for small in (SMALL, OTHERWISE)]
    assert found[0].scores == found[1].scores
    totals = [one for one in found[0].scores if one.electorate is None]
    assert all(isinstance(one.score, Withheld) and one.score == one.rank for one in totals)


def test_a_total_of_two_small_electorates_is_withheld_though_both_together_would_be_enough():
    """Six that all gave the same grade would say how each three voted."""
    made = campaign(electorates=VOTERS[:2], threshold=5, subjects=1)
    found = disclosed(made, count(made, {"e1": [{0: 1}] * 3, "e2": [{0: 1}] * 3}))
    (total,) = [one for one in found.scores if (one.electorate, one.indicator) == (None, None)]
    assert total.score == Withheld(PART_WITHHELD)
    assert {one.votes for one in found.counts if one.electorate == ALL} == {Withheld(PART_WITHHELD)}


def test_an_electorate_that_nobody_voted_in_withholds_no_total():
    made = campaign(electorates=VOTERS[:2], threshold=5, subjects=1)
    ballots: list[dict[int, Answer]] = [{0: 1}, {0: 2}] * 3
    found = disclosed(made, count(made, {"e1": ballots}))
    (total,) = [one for one in found.scores if (one.electorate, one.indicator) == (None, None)]
    assert isinstance(total.score, Shown)
    assert total.score.value == 90


def test_one_number_among_many_ballots_is_not_told_by_its_mean_nor_by_any_sum_with_it():
    score = Indicator("s", "打分", Type.SCORE)
    made = campaign(GRADED, score, electorates=VOTERS[:2], threshold=5, subjects=1)
    silent: list[dict[int, Answer]] = [{0: 1}] * 8
    marks: list[dict[int, Answer]] = [{0: 1, 1: 40}, *silent]
    others: list[dict[int, Answer]] = [{0: 1, 1: 90}] * 6
    found = disclosed(made, count(made, {"e1": marks, "e2": others}))
    shown = {(x.electorate, x.indicator): x.score for x in found.scores}
    assert shown["e1", "s"] == Withheld(FEW_MARKS)
    assert shown["e1", None] == shown[None, "s"] == shown[None, None] == Withheld(PART_WITHHELD)
    assert [shown[key] for key in (("e1", "i1"), ("e2", "s"), (None, "i1"))] == [
        Shown(Fraction(100), "100.00"),
        Shown(Fraction(90), "90.00"),
        Shown(Fraction(100), "100.00"),
    ]
    nobody = disclosed(made, count(made, {"e1": silent, "e2": others}))
    shown = {(x.electorate, x.indicator): x.score for x in nobody.scores}
    assert (shown["e1", "s"], shown[None, "s"]) == (None, Shown(Fraction(90), "90.00"))


def test_what_weighs_nothing_withholds_no_score_but_its_votes_are_in_the_sum_of_votes():
    voters = (replace(VOTERS[0], weight=Fraction(0)), replace(VOTERS[1], weight=Fraction(100)))
    made = campaign(electorates=voters, threshold=5, subjects=1)
    found = disclosed(made, count(made, {"e1": [{0: 3}] * 2, "e2": [{0: 1}] * 6}))
    assert [x.score for x in found.scores if x.electorate is None] == [Shown(Fraction(100), "100.00")] * 2
    assert {x.votes for x in found.counts if x.electorate == ALL} == {Withheld(PART_WITHHELD)}


def test_a_sum_that_everybody_is_left_out_of_is_withheld():
    made = campaign(electorates=VOTERS[:2], threshold=5, subjects=1)
    made = replace(made, scheme=Scheme(small=Small.LEAVE_OUT))
    found = disclosed(made, count(made, {"e1": [{0: 1}] * 3, "e2": [{0: 1}] * 3}))
    assert {x.score for x in found.scores} == {x.votes for x in found.counts} == {Withheld(BELOW_LIMIT)}


def test_a_total_nobody_gave_is_empty_where_enough_abstained():
    made = campaign(electorates=VOTERS[:2], threshold=5, subjects=1)
    found = disclosed(made, count(made, {"e1": [{}] * 5, "e2": [{0: UNKNOWN}] * 5}))
    assert {one.score for one in found.scores if one.electorate is None} == {None}
