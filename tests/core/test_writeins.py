"""Names written in: spellings are put together by people, in any order, and every vote is counted once and somewhere."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.core.ballot import Answer, Nomination
from evalsite.core.campaign import Base, Electorate, Indicator, Rates, Type
from evalsite.core.disclosure import FEW_WROTE, Shown, Withheld, disclose
from evalsite.core.moderation import Moderation, Opinion, opinions
from evalsite.core.questionnaire import sheet_for
from evalsite.core.redacting import BLOCK, Act, Passage, Redactions, text_key
from evalsite.core.writeins import MOST_COMPARED, Proposal, Target, Written, merged, proposals, root_of, spelt, untitled
from tests.core.builders import campaign, count
from tests.core.test_scoring import line

NOMINATE = Indicator("n", "推荐", Type.NOMINATE, required=False)
TEXT = Indicator("t", "意见", Type.TEXT, required=False)
WANG, LONG = Target(spelling="王小明"), Target(subject="s1")


def results(names, merges=None, redactions=None, threshold=1, indicators=(NOMINATE,)):
    made = campaign(*indicators, threshold=threshold)
    tally = count(made, {"e1": [{0: Nomination(frozenset(ticked), tuple(written))} for ticked, *written in names]})
    moderation = Moderation(redactions or Redactions(), {"n": merges or {}})
    return disclose("c-1", made, tally, {"e1": (20, len(names), len(names))}, moderation)


def shown(number):
    return Shown(Fraction(number), str(number))


def written(**votes):
    return [Written(key, key, number) for key, number in votes.items()]


# --- spellings --------------------------------------------------------------------------------------------------------


def test_blanks_and_full_width_make_one_spelling_shown_as_most_wrote_it():
    assert spelt(["王 小明", "王小明", "王小明", "Ｌｉ", "Li"]) == (
        Written("王小明", "王小明", 3),
        Written("Li", "Li", 2),
    )


def test_without_merges_every_spelling_is_a_name():
    names = merged(spelt(["王小明", "王晓明", "王小明"]), {})
    assert [(name.text, name.votes, name.least) for name in names] == [("王小明", 2, 2), ("王晓明", 1, 1)]


def test_a_merged_name_has_the_sum_at_most_and_the_most_frequent_spelling_at_least():
    (name,) = merged(spelt(["王小明"] * 3 + ["王晓明"] * 2), {"王晓明": WANG})
    assert (name.text, name.subject, name.votes, name.least) == ("王小明", "", 5, 3)
    assert [one.text for one in name.spellings] == ["王小明", "王晓明"]


def test_merges_are_followed_to_their_end():
    merges = {"小王": Target(spelling="王晓明"), "王晓明": WANG, "王小明": LONG}
    assert root_of("小王", merges) == LONG
    assert {root_of(key, merges) for key in ("小王", "王晓明", "王小明")} == {LONG}


def test_a_circle_of_merges_is_one_name_wherever_one_begins():
    merges = {"甲": Target(spelling="乙"), "乙": Target(spelling="丙"), "丙": Target(spelling="乙")}
    assert {root_of(key, merges) for key in "甲乙丙"} == {Target(spelling="丙")}


def test_a_target_that_nobody_wrote_keeps_its_key():
    (name,) = merged(spelt(["小王"]), {"小王": WANG})
    assert name.text == "王小明"


keys = st.sampled_from("甲乙丙丁戊")
targets = st.one_of(
    keys.map(lambda key: Target(spelling=key)), st.sampled_from(["s1", "s2"]).map(lambda s: Target("", s))
)


@given(st.lists(keys, max_size=30), st.dictionaries(keys, targets), st.randoms())
def test_votes_add_up_and_neither_the_order_of_ballots_nor_of_merges_matters(texts, merges, random):
    names = merged(spelt(texts), merges)
    assert sum(name.votes for name in names) == len(texts)
    assert all(0 < name.least <= name.votes for name in names)
    shuffled = dict(random.sample(list(merges.items()), len(merges)))
    assert merged(spelt(random.sample(texts, len(texts))), shuffled) == names


@given(st.lists(keys, min_size=1, max_size=20), st.dictionaries(keys, targets), keys, targets)
def test_one_more_merge_never_makes_more_names(texts, merges, key, target):
    if key in merges:
        return
    before, after = merged(spelt(texts), merges), merged(spelt(texts), {**merges, key: target})
    new = any(name.subject == target.subject for name in before) or not target.subject
    assert len(after) <= len(before) + (not new)


# --- proposals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "other", "why"),
    [
        ("王小明", "王小明", "exact"),
        ("王小明副局长", "王小明", "title"),
        ("王小明(财政局)", "王小明", "title"),
        ("财政局王小明", "王小明", "part"),
        ("财政", "县财政局", "part"),
        ("王局长", "王小明", "part"),
        ("王晓明", "王小明", "alike"),
        ("县财政局办公室", "县财政局办公", "part"),
        ("县财政局办公室", "县财政科办公室", "alike"),
    ],
)
def test_ways_of_writing_one_name_are_proposed(key, other, why):
    (one,) = proposals(written(**{key: 1}), {"s1": other}, {})
    assert one == Proposal(key, Target(subject="s1"), why)
    if why != "exact":
        found = proposals([Written(other, other, 2), Written(key, key, 1)], {}, {})
        assert found == (Proposal(key, Target(spelling=other), why),)


@pytest.mark.parametrize(
    ("key", "other"), [("李小明", "王小明"), ("王建国", "王小明"), ("赵六", "王五"), ("王", "王五")]
)
def test_different_names_are_not_proposed(key, other):
    assert proposals(written(**{key: 1}), {"s1": other}, {}) == ()


def test_a_title_that_fits_two_people_is_not_proposed():
    assert proposals(written(王主任=1), {"s1": "王小明", "s2": "王建国"}, {}) == ()


def test_a_name_on_the_list_goes_before_another_spelling_and_what_is_merged_is_not_proposed_again():
    found = proposals(written(王小明=3, 王晓明=2), {"s1": "王小明"}, {})
    assert [(one.key, one.target) for one in found] == [("王小明", LONG), ("王晓明", LONG)]
    assert [one.key for one in proposals(written(王小明=3, 王晓明=2), {"s1": "王小明"}, {"王小明": LONG})] == ["王晓明"]


def test_only_the_most_frequent_spellings_are_looked_at():
    many = [Written(f"名{n}", f"名{n}", 1) for n in range(MOST_COMPARED + 1)]
    assert f"名{MOST_COMPARED}" not in {one.key for one in proposals(many, {}, {})}


def test_a_title_alone_is_a_name_as_it_stands():
    assert (untitled("局长"), untitled("(局长)"), untitled("王局长")) == ("局长", "(局长)", "王局长")


# --- from the ballots to what is published ----------------------------------------------------------------------------


def test_what_one_ballot_spells_alike_or_ticks_as_well_counts_once():
    made = campaign(NOMINATE)
    ballot: dict[int, Answer] = {0: Nomination(frozenset({0}), ("对象1", "对 象 2", "王五", "王 五"))}
    assert count(made, {"e1": [ballot]}).texts[0].texts == ("对 象 2", "王五")


def test_a_name_of_the_list_stays_where_another_of_that_name_is_not_ticked():
    made = campaign(NOMINATE)
    made = replace(made, subjects=tuple(replace(one, name="同名") for one in made.subjects))
    tally = count(made, {"e1": [{0: Nomination(frozenset({0}), ("同名",))}]})
    assert tally.texts[0].texts == ("同名",)


def test_a_count_is_told_from_the_limit_on_and_the_name_always():
    found = results([((), "王五")] * 3 + [((), "赵六")] * 2, threshold=3)
    assert [(one.name, one.votes, one.least) for one in found.writeins] == [
        ("王五", shown(3), shown(3)),
        ("赵六", Withheld(FEW_WROTE), Withheld(FEW_WROTE)),
    ]
    assert [one.rate for one in found.writeins] == [Shown(Fraction(60), "60.00"), Withheld(FEW_WROTE)]
    assert found.comments == ()


def test_names_below_the_limit_stand_in_an_order_that_does_not_tell_who_has_more():
    orders = set()
    for first, second in ((1, 2), (2, 1)):
        found = results([((), "王五")] * first + [((), "赵六")] * second, threshold=3)
        orders.add(tuple(one.name for one in found.writeins))
    assert len(orders) == 1


def test_merged_names_are_counted_together_and_reach_the_limit_together():
    names = [((), "王小明")] * 2 + [((), "王晓明")] * 2
    (one,) = results(names, {"王晓明": WANG}, threshold=4).writeins
    assert (one.name, one.subject, one.votes, one.least) == ("王小明", None, shown(4), shown(2))


def test_a_name_merged_into_the_list_joins_the_total_of_its_subject():
    names = [((0,),), ((), "对象1"), ((), "小对"), ((1,), "小对")]
    found = results(names, {"对象1": LONG, "小对": LONG})
    assert line(found.counts, electorate="*", subject="s1").votes == shown(4)
    assert line(found.counts, electorate="e1", subject="s1").votes == shown(1)
    assert line(found.counts, electorate="*", subject="s2").votes == shown(1)
    (one,) = found.writeins
    assert (one.subject, one.name, one.votes, one.least, one.rate) == (
        "s1",
        "对象1",
        shown(3),
        shown(2),
        None,
    )


def test_a_subject_never_has_more_votes_than_there_are_ballots():
    found = results([((0,), "小对")] * 3, {"小对": LONG})
    assert line(found.counts, electorate="*", subject="s1").votes == shown(3)
    assert line(found.counts, electorate="*", subject="s1").rate == Shown(Fraction(100), "100.00")


def test_a_name_can_be_hidden_like_any_text():
    redactions = Redactions.of([Act(text_key(None, "n", "王五13800138000"), Passage(2, 13, "contact"))])
    found = results([((), "王五13800138000")], redactions=redactions)
    assert [(one.name, one.hidden) for one in found.writeins] == [(f"王五{BLOCK}", ("contact",))]
    assert found.hidden == ("contact",)


def test_a_hidden_passage_of_a_comment_is_in_no_result_and_the_order_does_not_tell_what_it_was():
    made = campaign(TEXT, subjects=1)
    orders = []
    for secret in ("13800138000", "13900139000"):
        texts = [f"找我{secret}", "很好", "一般", "多下乡"]
        tally = count(made, {"e1": [{0: text} for text in texts]})
        acts = [Act(text_key("s1", "t", texts[0]), Passage(2, 13, "contact"))]
        found = disclose("c-1", made, tally, {"e1": (9, 4, 4)}, Moderation(Redactions.of(acts)))
        assert secret not in repr(found)
        orders.append([comment.text for comment in found.comments])
    assert orders[0] == orders[1]
    assert f"找我{BLOCK}" in orders[0]
    assert sorted(c.hidden for c in found.comments) == [(), (), (), ("contact",)]


def test_an_organiser_sees_every_wording_once_and_the_names_that_are_left_after_merging():
    made = campaign(NOMINATE, TEXT, subjects=1)
    number = {slot.indicator.code: slot.number for slot in sheet_for(made, "e1").slots}
    answers = (("好", "王五"), ("好", "小王"), ("差", "老对"))
    ballots: list[dict[int, Answer]] = [
        {number["t"]: text, number["n"]: Nomination(written=(name,))} for text, name in answers
    ]
    tally = count(made, {"e1": ballots})
    found = opinions(made, tally, Moderation(merges={"n": {"小王": Target(spelling="王五"), "老对": LONG}}))
    assert sorted(found, key=lambda one: one.text) == sorted(
        [Opinion("s1", "t", "好", 2), Opinion("s1", "t", "差", 1), Opinion(None, "n", "王五", 2)],
        key=lambda one: one.text,
    )
    assert len({one.key for one in found}) == 3


def test_without_a_base_a_name_has_votes_and_no_rate():
    made = campaign(NOMINATE, rates=Rates(base=Base.DUE))
    tally = count(made, {"e1": [{0: Nomination(written=("王五",))}]})
    (one,) = disclose("c-1", made, tally, {"e1": (0, 1, 1)}).writeins
    assert (one.votes, one.rate) == (shown(1), None)


def test_names_of_an_electorate_below_the_limit_are_neither_counted_nor_in_the_base():
    voters = (Electorate("e1", "甲", 20, ("组",)), Electorate("e2", "乙", 20, ("组",)))
    made = campaign(NOMINATE, electorates=voters, threshold=3)
    ballot: dict[int, Answer] = {0: Nomination(written=("王五",))}
    tally = count(made, {"e1": [ballot] * 4, "e2": [ballot] * 2})
    (one,) = disclose("c-1", made, tally, {"e1": (20, 4, 4), "e2": (20, 2, 2)}).writeins
    assert (one.votes, one.rate) == (shown(4), Shown(Fraction(100), "100.00"))


def test_votes_are_exact_where_no_ballot_can_have_counted_twice():
    (own,) = results([((), "王五"), ((), "王 五")]).writeins
    assert own.exact
    (merged_name,) = results([((), "王小明"), ((), "王晓明")], {"王晓明": WANG}).writeins
    assert not merged_name.exact
    listed = {one.name: one.exact for one in results([((0,), "对 象 1"), ((), "对象1")], {"对象1": LONG}).writeins}
    assert listed == {"对象1": True}
    (other,) = results([((0,), "小对")], {"小对": LONG}).writeins
    assert not other.exact
