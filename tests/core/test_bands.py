"""分段赋分: the rate of a grade gives the points, by bands that meet without overlap and without a gap."""

from dataclasses import replace
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.core import rules
from evalsite.core.bands import Bands, Comparison, Step, Unless
from evalsite.core.campaign import Base, Electorate, Grade, Indicator, Rates, Rule, Scale, Type
from evalsite.core.disclosure import Withheld, disclose
from evalsite.core.preparation import problems
from evalsite.core.scoring import ALL, Scorer
from tests.core.builders import campaign, count

SCALE = Scale(
    "考核", (Grade("优秀"), Grade("称职"), Grade("基本称职"), Grade("不称职"), Grade("不了解", None, counts=False))
)
GRADED = Indicator("i", "总评", Type.GRADE, scale="考核")
BEST, COMPETENT, BARELY, BAD, UNKNOWN = 1, 2, 3, 4, 5
# A published rule: 优秀 rate >= 90 % gives 200, each 10 points less 10 less, below 60 % 160, or 130 where a third is bad.
FIELD = "优秀：≥90%得200，≥80%得190，≥70%得180，≥60%得170，其余得160；但基本称职+不称职≥1/3得130"
VOTERS = (Electorate("e1", "甲", 60, ("组",), Fraction(40)), Electorate("e2", "乙", 60, ("组",), Fraction(60)))


def ruled(params, *more, electorates=VOTERS[:1], indicators=(GRADED,), rates=None):
    made = campaign(*indicators, subjects=1, electorates=electorates, rates=rates)
    made = replace(made, scales=(*made.scales, SCALE), rules=(Rule("分段赋分", "i", params), *more))
    return rules.apply(made)


def carried_out(params, *more, **changes):
    made, failed = ruled(params, *more, **changes)
    assert failed == ()
    return made


def told(params):
    _, (problem,) = ruled(params)
    assert (problem.part, problem.index, problem.field) == ("rules", 0, "params")
    return problem.message


def bands(params):
    (made,) = carried_out(params).scheme.bands
    return made


def points(params, *votes):
    return bands(params).points(dict(zip(("优秀", "称职", "基本称职", "不称职"), votes, strict=True)), sum(votes))


# --- the field's own rule ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("votes", "worth"),
    [
        ((100, 0, 0, 0), 200),
        ((90, 10, 0, 0), 200),
        ((269, 31, 0, 0), 190),  # 89.67 %: the exact rate decides
        ((89, 11, 0, 0), 190),
        ((80, 20, 0, 0), 190),
        ((70, 30, 0, 0), 180),
        ((60, 40, 0, 0), 170),
        ((2, 1, 0, 0), 170),
        ((59, 41, 0, 0), 160),
        ((0, 2, 0, 1), 130),
        ((62, 4, 30, 4), 130),  # 34 % are 基本称职 or worse: that comes before the band of 62 %
        ((59, 8, 32, 1), 160),
        ((0, 100, 0, 0), 160),
    ],
)
def test_the_published_rule_gives_its_points(votes, worth):
    assert points(FIELD, *votes) == worth


@given(st.lists(st.integers(0, 40), min_size=4, max_size=4).filter(any))
def test_bands_agree_with_the_rule_told_another_way(votes):
    best, bad, whole = votes[0], votes[2] + votes[3], sum(votes)
    if 3 * bad >= whole:
        expected = 130
    elif 10 * best < 6 * whole:
        expected = 160
    else:
        expected = 170 + 10 * min(3, 10 * best // whole - 6)
    assert points(FIELD, *votes) == expected


# --- how bands are written --------------------------------------------------------------------------------------------

SAME = Bands(
    "i", ("优秀",), (Step(Fraction(0), False, Fraction(1)), Step(Fraction(3, 5), False, Fraction(2)), Step(Fraction(9, 10), False, Fraction(3)))
)  # fmt: skip


@pytest.mark.parametrize(
    "params",
    [
        "优秀：≥90%得3，≥60%得2，其余得1",
        "优秀率：≥90%得3分，60%-90%得2分，<60%得1分",
        "优秀：60-90%得2，0-60%得1，90-100%得3",
        "优秀： 不低于 90% 得 3、 不低于 3/5 得 2、 低于 60% 得 1",
        "优秀：<60%=1,<90%=2,其他=3",
        "优秀：达到９０％记3，达到60%记2，不足60%记1；各票种分别",
        "优秀：≥90%得3，<60%得1，其余得2",
    ],
)
def test_the_same_bands_may_be_written_in_many_ways(params):
    assert bands(params) == SAME


def test_ends_may_belong_to_the_band_below_and_thirds_are_exact():
    made = bands("优秀+称职：＞⅔得3，>1/3得2，≤1/3得1")
    assert made.grades == ("优秀", "称职")
    assert [(step.share, step.above) for step in made.steps] == [
        (0, False),
        (Fraction(1, 3), True),
        (Fraction(2, 3), True),
    ]
    assert [made.points({"优秀": n, "称职": 0}, 3) for n in range(4)] == [1, 1, 2, 3]


def test_exceptions_are_asked_in_order_and_before_the_bands():
    made = bands(
        "优秀：≥50%得2，其余得1；不称职≥1/2得-5；若不称职率>10%的，得0.5分；优秀率超过99%得9；称职不超过1%得4；称职低于2%得6"
    )
    assert made.exceptions == (
        Unless(("不称职",), Comparison.AT_LEAST, Fraction(1, 2), Fraction(-5)),
        Unless(("不称职",), Comparison.ABOVE, Fraction(1, 10), Fraction(1, 2)),
        Unless(("优秀",), Comparison.ABOVE, Fraction(99, 100), Fraction(9)),
        Unless(("称职",), Comparison.AT_MOST, Fraction(1, 100), Fraction(4)),
        Unless(("称职",), Comparison.BELOW, Fraction(1, 50), Fraction(6)),
    )
    votes = dict.fromkeys(("优秀", "称职", "基本称职", "不称职"), 0)
    cases = [({"不称职": 500}, -5), ({"不称职": 200, "优秀": 600}, Fraction(1, 2)), ({"优秀": 1000}, 9), ({"优秀": 900, "称职": 10}, 4), ({"优秀": 900, "称职": 11}, 6), ({"优秀": 500, "称职": 500}, 2), ({"称职": 1000}, 1)]  # fmt: skip
    assert [made.points({**votes, **one}, 1000) for one, _ in cases] == [worth for _, worth in cases]


def test_names_of_grades_may_look_like_sums_and_rates():
    grades = Scale("怪", (Grade("优+良"), Grade("及格率"), Grade("差")))
    made = replace(campaign(replace(GRADED, scale="怪")), scales=(grades,))
    for written, names in (
        ("优+良", ("优+良",)),
        ("及格率", ("及格率",)),
        ("及格率+差", ("及格率", "差")),
        ("差率+及格率", ("差", "及格率")),
    ):
        ready, failed = rules.apply(replace(made, rules=(Rule("分段赋分", "i", f"{written}：≥50%得2，其余得1"),)))
        assert failed == ()
        assert ready.scheme.bands[0].grades == names


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ("优秀：≥90%得200，≥80%得190", "0%（含）到80%（不含）没有写得多少分"),
        ("优秀：≥90%得3，<80%得1", "80%（含）到90%（不含）没有写得多少分"),
        ("优秀：>60%得2，<60%得1", "60%没有写得多少分"),
        ("优秀：20%-90%得2", "0%（含）到20%（不含）没有写得多少分；90%（含）到100%（含）没有写得多少分"),
        ("优秀：≥90%得3，85%-95%得2，其余得1", "“85%-95%得2”和“≥90%得3”重叠"),
        ("优秀：≥50%得2，≤50%得1", "“≤50%得1”和“≥50%得2”重叠"),
        ("优秀：60-80%得2，60-70%得1，其余得3", "“60-70%得1”和“60-80%得2”重叠"),
        ("优秀：≥80%得2，≥90%得3，其余得1", "“≥90%得3”永远轮不到"),
        ("优秀：<60%得1，<50%得0，其余得2", "“<50%得0”永远轮不到"),
        ("优秀：90%-80%得2，其余得1", "“90%-80%得2”永远轮不到"),
        ("优秀：≥50%得2，<50%得1，其余得0", "“其余得0”轮不到，前面的分段已经写全"),
        ("优秀：≥50%得2，其余得1，<20%得0", "“其余得1”后面还有分段，轮不到；“<20%得0”和“其余得1”重叠"),
        ("优秀：其余得1", "只有一段，个个同分"),
        ("优秀：≥120%得2，其余得1", "“120%”不在 0 到 100% 之间"),
        ("优秀：≥1/0得2，其余得1", "“1/0”不在 0 到 100% 之间"),
        ("优秀：≥50%得2000，其余得1", "得分是 2000，不在 -1000 到 1000 之间"),
        ("良好：≥50%得2，其余得1", "指标“总评”的等次表里没有“良好”"),
        ("优秀+优秀：≥50%得2，其余得1", "“优秀+优秀”里有等次写了两次"),
        ("不了解：≥50%得2，其余得1", "“不了解”不计入分母，没有得票率"),
        ("优秀≥50%得2，其余得1", "参数“优秀≥50%得2，其余得1”看不懂"),
        ("优秀：", "参数“优秀：”看不懂"),
        ("优秀：≥50得2，其余得1", "参数“优秀：≥50得2，其余得1”看不懂"),
        ("优秀：≥50%得2，其余得1；称职很多", "参数“称职很多”看不懂"),
        ("优秀：≥50%得2，其余得1；称职≥0%得3", "“称职≥0%得3”总是成立，或永不成立"),
        ("优秀：≥50%得2，其余得1；称职<0%得3", "“称职<0%得3”总是成立，或永不成立"),
        ("优秀：≥50%得2，其余得1；称职≥1/3得3；称职≥1/2得4", "“称职≥1/2得4”永远轮不到，前面已有更宽的一段"),
        ("优秀：≥50%得2，其余得1；各票种合并；各票种分别", "“各票种合并”和“各票种分别”写了不止一处"),
    ],
)
def test_bands_that_overlap_leave_a_gap_or_say_nothing_are_told(params, message):
    assert message in told(params)


def test_all_that_is_wrong_with_a_line_is_told_at_once():
    said = told("优：≥90%得3，85-95%得2；不了解≥50%得1；称职≥0%得2")
    for part in ("没有“优”", "重叠", "没有写得多少分", "“不了解”不计入分母", "“称职≥0%得2”"):
        assert part in said


BOUNDS = st.sampled_from(["0%", "10%", "1/3", "50%", "2/3", "99.5%", "100%"])
PIECE = st.one_of(
    st.builds("{}{}".format, st.sampled_from(["≥", ">", "≤", "<"]), BOUNDS),
    st.builds("{}-{}".format, BOUNDS, BOUNDS),
    st.just("其余"),
)


def covers(piece, share):
    """Whether a band as written holds for a share, read one by one, the slow way."""
    sign = piece[0] if piece[0] in "≥>≤<" else ""
    low, _, high = piece.removeprefix(sign).partition("-")
    bounds = [Fraction(end.rstrip("%")) / (100 if "%" in end else 1) for end in (low, high) if end]
    match sign:
        case "≥":
            return share >= bounds[0]
        case ">":
            return share > bounds[0]
        case "≤":
            return share <= bounds[0]
        case "<":
            return share < bounds[0]
    return bounds[0] <= share and (share < bounds[1] or bounds[1] == 1 == share)


@cache
def reached(piece):
    """Of 0 to 1200 votes in 1200, those whose share a band as written holds for."""
    return frozenset(votes for votes in range(1201) if piece != "其余" and covers(piece, Fraction(votes, 1200)))


def first_of(pieces, votes):
    """The number of the first band that holds, or of 其余 where it stands before; None where nothing does."""
    return next((n for n, piece in enumerate(pieces) if piece == "其余" or votes in reached(piece)), None)


@given(st.lists(PIECE, min_size=1, max_size=5))
def test_bands_that_pass_give_every_share_the_points_of_the_first_band_that_holds(pieces):
    made, failed = ruled("优秀：" + "，".join(f"{piece}得{n}" for n, piece in enumerate(pieces)))
    if failed:
        return
    (one,) = made.scheme.bands
    for votes in range(1201):
        first = first_of(pieces, votes)
        assert first is not None
        if "其余" in pieces[: first + 1]:
            assert pieces.index("其余") == len(pieces) - 1
        assert one.points({"优秀": votes}, 1200) == first


@given(st.lists(PIECE, min_size=1, max_size=5))
def test_bands_are_refused_only_where_some_share_or_some_band_is_without_the_other(pieces):
    """The converse: what is told is a share without points, one that ranges both claim, or a band never reached."""
    _, failed = ruled("优秀：" + "，".join(f"{piece}得{n}" for n, piece in enumerate(pieces)))
    plain = [piece for piece in pieces if piece != "其余"]
    firsts = {first_of(pieces, votes) for votes in range(1201)}
    alike = all(
        (a[0] in "≥>" and b[0] in "≥>") or (a[0] in "≤<" and b[0] in "≤<") or reached(a).isdisjoint(reached(b))
        for n, a in enumerate(plain)
        for b in plain[n + 1 :]
    )
    sound = None not in firsts and len(firsts) == len(pieces) > 1 and alike
    assert not failed or not sound


# --- in the count -----------------------------------------------------------------------------------------------------

TWO = "优秀：≥50%得100，其余得60"


def scores(made, cast, void=None):
    tickets = {voters.code: voters.tickets for voters in made.electorates}
    found = Scorer(made, count(made, cast, void), tickets).scores()
    return {(one.electorate, one.indicator): one for one in found}


def test_each_electorate_gets_its_points_which_are_then_weighed():
    cast = {"e1": [{0: BEST}] * 5, "e2": [{0: COMPETENT}] * 5}
    found = scores(carried_out(TWO, electorates=VOTERS), cast)
    assert [found[code, "i"].score for code in ("e1", "e2", None)] == [100, 60, 40 + 36]
    assert found[None, None].score == 76


def test_votes_put_together_give_one_score_and_none_to_single_electorates():
    cast = {"e1": [{0: BEST}] * 5, "e2": [{0: COMPETENT}] * 5}
    found = scores(carried_out(f"{TWO}；各票种合并", electorates=VOTERS), cast)
    assert set(found) == {(None, "i"), (None, None)}
    assert (found[None, "i"].score, found[None, "i"].ballots, found[None, None].score) == (100, 10, 100)


def test_a_total_with_a_pooled_indicator_is_made_of_the_indicators_scores():
    other = Indicator("s", "打分", Type.SCORE, weight=Fraction(70))
    made = carried_out(
        f"{TWO}；各票种合并", electorates=VOTERS, indicators=(replace(GRADED, weight=Fraction(30)), other)
    )
    found = scores(made, {"e1": [{0: BEST, 1: 80}] * 5, "e2": [{0: COMPETENT, 1: 60}] * 5})
    assert found["e1", None].score == 80
    assert found[None, None].score == Fraction(30 * 100 + 70 * (40 * 80 + 60 * 60) / Fraction(100), 100)


def test_a_heap_with_too_few_ballots_of_one_electorate_in_it_is_withheld():
    other = Indicator("s", "打分", Type.SCORE)
    made = carried_out(f"{TWO}；各票种合并", electorates=VOTERS, indicators=(GRADED, other))
    made = replace(made, threshold=5)
    tally = count(made, {"e1": [{0: BEST}] * 9, "e2": [{0: BEST, 1: 70}] * 3})
    found = disclose("c-1", made, tally, {"e1": (60, 9, 9), "e2": (60, 3, 3)})
    assert all(isinstance(one.score, Withheld) for one in found.scores if one.electorate in (None, "e2"))


def test_who_weighs_nothing_is_not_in_the_heap_and_whoever_is_silent_stops_it_where_the_rule_says_so():
    voters = (VOTERS[0], replace(VOTERS[1], weight=Fraction(0)))
    cast = {"e1": [{0: BEST}] * 5, "e2": [{0: COMPETENT}] * 9}
    assert scores(carried_out(f"{TWO}；各票种合并", electorates=voters), cast)[None, "i"].score == 100
    stopped = carried_out(f"{TWO}；各票种合并", Rule("空票种", "", "不出总分"), electorates=VOTERS)
    found = scores(stopped, {"e1": cast["e1"]})
    assert [(found[key].score, found[key].halted) for key in ((None, "i"), (None, None))] == [(None, True)] * 2


@pytest.mark.parametrize(
    ("base", "worth"), [(Base.VALID, 100), (Base.RETURNED, 60), (Base.DUE, 60), (Base.PRESENT, 60)]
)
def test_the_base_of_rates_is_the_base_of_bands_too(base, worth):
    made = carried_out(TWO, rates=Rates(base))
    found = scores(made, {"e1": [{0: BEST}, {0: COMPETENT}]}, {"e1": ["malformed"]})
    assert found["e1", "i"].score == worth


def test_without_a_vote_that_counts_there_is_no_score_rather_than_the_lowest_band():
    made = carried_out(TWO)
    assert scores(made, {"e1": [{0: UNKNOWN}, {}]})["e1", "i"].score is None
    assert scores(made, {"e1": [{0: BAD}, {}]})["e1", "i"].score == 60


@given(
    st.lists(st.integers(BEST, BAD), min_size=1, max_size=12), st.integers(0, 11), st.integers(BEST, BAD), st.booleans()
)
def test_a_mark_made_better_never_lowers_a_score_where_points_rise_with_the_rate(marks, place, better, third):
    place %= len(marks)
    improved = [min(mark, better) if n == place else mark for n, mark in enumerate(marks)]
    made = carried_out(FIELD if third else FIELD.split("；", maxsplit=1)[0])
    before, after = (scores(made, {"e1": [{0: one} for one in cast]})["e1", "i"].score for cast in (marks, improved))
    assert after >= before


def test_one_more_good_mark_may_lower_a_score_where_it_is_not_the_grade_that_is_asked_for():
    made = carried_out(TWO)
    before, after = ([{0: BEST}, {0: BAD}], [{0: BEST}, {0: BAD}, {0: COMPETENT}])
    assert [scores(made, {"e1": cast})["e1", "i"].score for cast in (before, after)] == [100, 60]


@given(
    st.lists(st.integers(BEST, UNKNOWN), max_size=10), st.lists(st.integers(BEST, UNKNOWN), max_size=10), st.randoms()
)
def test_the_order_of_ballots_does_not_matter_and_a_heap_is_the_sum_of_its_parts(first, second, random):
    made = carried_out(f"{FIELD}；各票种合并", electorates=VOTERS)
    cast = {"e1": [{0: mark} for mark in first], "e2": [{0: mark} for mark in second]}
    shuffled = {code: random.sample(one, len(one)) for code, one in cast.items()}
    assert scores(made, cast) == scores(made, shuffled)
    one = replace(VOTERS[0], tickets=120)
    alone = scores(carried_out(FIELD, electorates=(one,)), {"e1": [*cast["e1"], *cast["e2"]]})
    assert scores(made, cast)[None, "i"].score == alone["e1", "i"].score


def test_the_counts_are_the_same_whatever_gives_the_points():
    made = carried_out(f"{TWO}；各票种合并", electorates=VOTERS)
    tally = count(made, {"e1": [{0: BEST}] * 5})
    lines = Scorer(made, tally, {"e1": 60, "e2": 60}).counts()
    assert [line.votes for line in lines if line.electorate == ALL] == [5, 0, 0, 0, 0]


def test_bands_and_scheme_pass_preparation_and_travel_as_json():
    made = carried_out(f"{FIELD}；各票种合并", electorates=VOTERS)
    assert problems(made) == []
    assert Bands.from_json(bands(f"{FIELD}；各票种合并").to_json()) == bands(f"{FIELD}；各票种合并")
    assert type(made).from_json(made.to_json()) == made
