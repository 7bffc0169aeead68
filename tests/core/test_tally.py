"""The tally keeps how often each mark was made, and nothing that would put a ballot together again."""

import json

from hypothesis import given
from hypothesis import strategies as st

from evalsite.core import tally as tallies
from evalsite.core.ballot import Answer, Ballot, Nomination, tidy, visible
from evalsite.core.campaign import Electorate, Indicator, Type
from evalsite.core.findings import has_invisible
from evalsite.core.questionnaire import sheet_for
from evalsite.core.tally import Count, Tally
from tests.core.builders import GRADED, campaign, count

TEXT = Indicator("t", "意见", Type.TEXT, required=False)
NOMINATE = Indicator("n", "推荐", Type.NOMINATE)


def test_a_tally_counts_marks_by_value():
    made = campaign()
    tally = count(made, {"e1": [{0: 1, 1: 2}, {0: 1}, {0: 3, 1: 2}]}).of("e1")
    first, second = sheet_for(made, "e1").slots
    assert (tally.returned, tally.valid, tally.void) == (3, 3, {})
    assert [tally.votes(first, value) for value in range(4)] == [0, 2, 0, 1]
    assert [tally.votes(second, value) for value in range(4)] == [1, 0, 2, 0]


def test_void_ballots_are_returned_but_not_counted_and_named_by_reason():
    tally = count(campaign(), {"e1": [{0: 1}]}, {"e1": ["over_quota", "malformed", "over_quota"]}).of("e1")
    assert (tally.returned, tally.valid, tally.void) == (4, 1, {"malformed": 1, "over_quota": 2})


@given(st.lists(st.dictionaries(st.integers(0, 1), st.integers(1, 4)), max_size=12), st.randoms())
def test_the_order_of_ballots_does_not_matter(ballots, random):
    made = campaign()
    shuffled = random.sample(ballots, len(ballots))
    assert count(made, {"e1": ballots}) == count(made, {"e1": shuffled})


def test_marks_are_counted_alike_whether_in_one_batch_or_many(monkeypatch):
    made = campaign()
    ballots: list[dict[int, Answer]] = [{0: 1 + n % 4, 1: 1 + n % 3} for n in range(25)]
    whole = count(made, {"e1": ballots})
    monkeypatch.setattr(tallies, "BATCH", 4)
    assert count(made, {"e1": ballots}) == whole


def test_texts_come_out_sorted_and_without_their_electorate():
    voters = (Electorate("e1", "甲", 9, ("组",)), Electorate("e2", "乙", 9, ("组",)))
    made = campaign(TEXT, subjects=1, electorates=voters)
    tally = count(made, {"e1": [{0: "乙说"}, {0: "丙说"}], "e2": [{0: "丁说"}]})
    (texts,) = tally.texts
    assert texts.texts == tuple(sorted(["乙说", "丙说", "丁说"]))
    assert "e1" not in json.dumps(tally.to_json()["texts"], ensure_ascii=False)


def test_texts_of_an_electorate_below_the_limit_are_not_even_stored():
    voters = (Electorate("e1", "甲", 9, ("组",)), Electorate("e2", "乙", 9, ("组",)))
    made = campaign(TEXT, subjects=1, electorates=voters, threshold=2)
    tally = count(made, {"e1": [{0: "一"}, {0: "二"}], "e2": [{0: "只有我一个"}]})
    assert "只有我一个" not in json.dumps(tally.to_json(), ensure_ascii=False)
    assert tally.texts[0].texts == ("一", "二")


def test_names_written_in_are_kept_like_texts():
    made = campaign(NOMINATE)
    tally = count(made, {"e1": [{0: Nomination(frozenset({1}), ("王五",))}, {0: Nomination()}]})
    assert tally.texts[0].texts == ("王五",)
    assert tally.of("e1").votes(sheet_for(made, "e1").slots[0], 1, 1) == 1


def test_names_written_in_on_one_ballot_do_not_stay_together():
    made = campaign(NOMINATE)
    tally = count(made, {"e1": [{0: Nomination(written=("赵六", "王五"))}, {0: Nomination(written=("王五",))}]})
    assert tally.texts[0].texts == ("王五", "王五", "赵六")


def test_blank_lines_and_blanks_around_names_written_in_are_dropped():
    made = campaign(NOMINATE)
    one = Count(sheet_for(made, "e1"))
    one.add(Ballot(bytes(2), ("王五 \n\n \u3000\n 赵六",)))
    assert one.texts == {0: ["王五", "赵六"]}


def test_a_name_written_in_twice_on_one_ballot_is_one_also_when_the_difference_cannot_be_seen():
    made = campaign(NOMINATE)
    tally = count(made, {"e1": [{0: Nomination(written=("王五", "王\u200b五", "\ufeff王五", "\u202e\u2066"))}]})
    assert tally.texts[0].texts == ("王五",)


def test_a_comment_is_kept_without_what_nobody_sees():
    made = campaign(TEXT, subjects=1)
    tally = count(made, {"e1": [{0: "\ufeff\u00a0=1+1\u202e反\u2066"}, {0: "\u200b\u2060"}, {0: "好\u2028的"}]})
    assert tally.texts[0].texts == ("=1+1反", "好 的")


@given(st.text())
def test_what_counting_keeps_has_nothing_invisible_and_stays_the_same_a_second_time(text):
    kept = visible(tidy(text))
    assert not has_invisible(kept, lines=True)
    assert visible(kept) == kept == tidy(kept)


def test_rare_characters_and_emoji_keep_what_can_be_seen():
    assert visible("荀𫖮、龚䶮：葛\U000e0100城👍🏽") == "荀𫖮、龚䶮：葛\U000e0100城👍🏽"


def test_a_text_of_several_lines_stays_one_answer():
    made = campaign(TEXT, subjects=1)
    assert count(made, {"e1": [{0: "一\n二"}, {}]}).texts[0].texts == ("一\n二",)


def test_a_tally_survives_its_json():
    made = campaign(GRADED, TEXT, NOMINATE)
    tally = count(made, {"e1": [{0: 1, 1: "好", 4: Nomination(frozenset({0}))}]}, {"e1": ["malformed"]})
    assert Tally.from_json(json.loads(json.dumps(tally.to_json()))) == tally
