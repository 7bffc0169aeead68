"""Valid or void: every reason there is, and where it does not hold."""

from dataclasses import replace
from fractions import Fraction

import pytest

from evalsite.core.ballot import Ballot, Nomination, compose
from evalsite.core.campaign import Indicator, Missing, Quota, Type
from evalsite.core.questionnaire import sheet_for
from evalsite.core.validity import VOID_REASONS, void_reason
from tests.core.builders import GRADED, SCALE, campaign

CHOICE = Indicator("c", "多选", Type.CHOICE, scale=SCALE.name, least=2, most=3, required=False)
RANK = Indicator("r", "排序", Type.RANK, required=False)
NOMINATE = Indicator("n", "推荐", Type.NOMINATE, least=2, most=2, required=False)
TEXT = Indicator("t", "意见", Type.TEXT, whole=True)
SCORE = Indicator("s", "打分", Type.SCORE)


def judged(made, answers):
    sheet = sheet_for(made, "e1")
    return void_reason(made, sheet, compose(sheet, answers))


@pytest.mark.parametrize(
    "indicator",
    [
        GRADED,
        SCORE,
        replace(CHOICE, required=True),
        replace(RANK, required=True),
        replace(NOMINATE, required=True),
        TEXT,
    ],
)
def test_a_missing_mark_voids_only_where_the_campaign_says_so_and_the_mark_is_required(indicator):
    lenient = campaign(indicator, subjects=1)
    strict = replace(lenient, missing=Missing.VOID)
    optional = replace(strict, indicators=(replace(indicator, required=False),))
    assert [judged(made, {}) for made in (lenient, strict, optional)] == [None, "missing_mark", None]


def test_a_blank_ballot_is_valid_where_abstaining_is_allowed():
    assert judged(campaign(GRADED, SCORE, TEXT, subjects=3), {}) is None


@pytest.mark.parametrize(
    ("indicator", "answer"),
    [
        (GRADED, 4),
        (SCORE, 0),
        (replace(CHOICE, least=0), frozenset({0})),
        (RANK, (1,)),
        (replace(NOMINATE, least=1), Nomination(written=("某",))),
        (TEXT, "无"),
    ],
)
def test_any_mark_or_word_is_an_answer(indicator, answer):
    made = replace(campaign(replace(indicator, required=True), subjects=1), missing=Missing.VOID)
    assert judged(made, {0: answer}) is None


@pytest.mark.parametrize(("chosen", "reason"), [(0, None), (1, "too_few"), (2, None), (3, None), (4, "too_many")])
def test_choices_keep_to_their_bounds_unless_left_out(chosen, reason):
    assert judged(campaign(CHOICE, subjects=1), {0: frozenset(range(chosen))}) == reason


@pytest.mark.parametrize(
    ("listed", "written", "reason"),
    [
        ((), (), None),
        ((0,), (), "too_few"),
        ((0, 1), (), None),
        ((0,), ("某",), None),
        ((), ("某", "某某"), None),
        ((0, 1), ("某",), "too_many"),
        ((), ("某",), "too_few"),
    ],
)
def test_names_written_in_count_like_names_on_the_list(listed, written, reason):
    assert judged(campaign(NOMINATE, subjects=3), {0: Nomination(frozenset(listed), written)}) == reason


def test_without_a_limit_everybody_may_be_named():
    made = campaign(replace(NOMINATE, least=0, most=0), subjects=3)
    assert judged(made, {0: Nomination(frozenset({0, 1, 2}), ("某", "某某"))}) is None


def test_empty_lines_among_written_names_name_nobody():
    made = campaign(NOMINATE, subjects=3)
    assert void_reason(made, sheet_for(made, "e1"), Ballot(bytes(3), ("某\n\n某某",))) is None


RANKINGS = {
    # places: (without ties, with ties)
    (0, 0, 0): (True, True), (1, 2, 3): (True, True), (3, 1, 2): (True, True), (1, 1, 3): (False, True),
    (1, 2, 2): (False, True), (1, 1, 1): (False, True), (1, 1, 2): (False, False), (2, 2, 2): (False, False),
    (1, 3, 3): (False, False), (1, 2, 0): (False, False), (0, 0, 1): (False, False), (2, 3, 3): (False, False),
}  # fmt: skip


@pytest.mark.parametrize("places", RANKINGS)
@pytest.mark.parametrize("ties", [False, True])
def test_a_ranking_is_whole_and_ties_leave_the_next_place_out(places, ties):
    made = campaign(replace(RANK, ties=ties), subjects=3)
    reason = void_reason(made, sheet_for(made, "e1"), Ballot(bytes(places), ()))
    assert reason == (None if RANKINGS[places][ties] else "bad_ranking")


@pytest.mark.parametrize(
    ("quota", "given", "reason"),
    [
        (Quota("i1", "优秀", count=2), 2, None),
        (Quota("i1", "优秀", count=2), 3, "over_quota"),
        (Quota("i1", "优秀", percent=Fraction(50)), 2, None),  # half of five, rounded down
        (Quota("i1", "优秀", percent=Fraction(50)), 3, "over_quota"),
        (Quota("i1", "优秀", percent=Fraction(100)), 5, None),
        (Quota("i1", "良好", count=1), 5, None),  # another grade's
        (Quota("i2", "优秀", count=1), 5, None),  # another indicator's
    ],
)
def test_a_quota_holds_for_one_grade_of_one_indicator_on_one_ballot(quota, given, reason):
    made = replace(campaign(GRADED, subjects=5), quotas=(quota,))
    assert judged(made, dict.fromkeys(range(given), 1)) == reason


def test_a_share_is_one_of_the_subjects_that_the_indicator_applies_to():
    made = replace(
        campaign(replace(GRADED, groups=("组",)), subjects=4), quotas=(Quota("i1", "优秀", percent=Fraction(50)),)
    )
    others = tuple(
        replace(subject, code=f"x{subject.code}", name=f"别{subject.name}", group="别组") for subject in made.subjects
    )
    voters = replace(made.electorates[0], groups=("组", "别组"))
    wide = replace(made, subjects=(*made.subjects, *others), electorates=(voters,), indicators=(*made.indicators, TEXT))
    assert judged(wide, {0: 1, 1: 1}) is None
    assert judged(wide, {0: 1, 1: 1, 2: 1}) == "over_quota"


def test_every_quota_is_looked_at():
    quotas = (Quota("i1", "优秀", count=5), Quota("i1", "较差", count=1))
    made = replace(campaign(GRADED, subjects=3), quotas=quotas)
    assert judged(made, {0: 3, 1: 3}) == "over_quota"


def test_the_first_slot_that_is_wrong_gives_the_reason():
    made = replace(campaign(GRADED, CHOICE, subjects=1), missing=Missing.VOID, quotas=(Quota("i1", "优秀", count=1),))
    assert judged(made, {1: frozenset({0})}) == "missing_mark"
    assert judged(made, {0: 1, 1: frozenset({0})}) == "too_few"


def test_every_reason_has_words_for_the_report():
    assert {"too_few", "too_many", "bad_ranking", "missing_mark", "over_quota"} <= set(VOID_REASONS)
    assert {"undecipherable", "malformed", "wrong_sheet", "unknown_grade"} <= set(VOID_REASONS)
    assert all(VOID_REASONS.values())
