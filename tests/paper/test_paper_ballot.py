"""The ballot on paper: the whole sheet with its rules in words, every copy alike."""

from dataclasses import replace

from evalsite.core.campaign import Quota
from evalsite.paper.paper_ballot import ballot_content, paper_ballots
from tests import factories
from tests.browser.campaigns import six_types
from tests.paper import reading
from tests.pictures import place


def words_of(pdf):
    return reading.words(pdf).replace("\n", "")


def test_every_question_of_the_sheet_is_on_the_ballot_with_the_rules_that_bind_it():
    campaign = six_types()
    (pdf,) = paper_ballots(campaign).values()
    reading.pages(pdf)[0].save(place("paper-ballot"))
    text = words_of(pdf)
    for indicator in campaign.indicators:
        assert indicator.name in text
    for subject in campaign.subjects:
        assert subject.name in text
    assert "一人只用一种方式投票" in text
    assert "不超过 1 个" in text  # the quota
    assert "意见和另填的人选由计票人另行整理" in text


def test_a_ballot_has_no_number_and_is_the_same_each_time():
    first, second = (paper_ballots(factories.small_campaign())["A"] for _ in range(2))
    assert words_of(first) == words_of(second)


def test_few_subjects_stand_under_their_own_names_and_many_under_each_indicator():
    few = factories.strict_campaign()
    assert [part["title"] for part in ballot_content(few, "A")["parts"] if part["kind"] == "grid"][:2] == [
        "第一科",
        "第一科",
    ]
    many = factories.small_campaign()
    (grid, *_) = ballot_content(many, "A")["parts"]
    assert (grid["title"], grid["rows"]) == ("总体评价", ["第一科", "第二科"])


def test_a_rehearsals_ballot_says_so_and_words_of_people_are_never_markup():
    campaign = replace(factories.small_campaign(), name="#text(red)[演] *年度*", rehearsal=True)
    text = words_of(paper_ballots(campaign)["A"])
    assert "演练，不计票" in text
    assert "#text(red)[演] *年度*" in text


def test_rules_that_no_voter_keeps_are_not_on_the_ballot():
    campaign = factories.small_campaign(quotas=(Quota("总体", "优秀", count=1),))
    notes = "".join(ballot_content(campaign, "A")["notes"])
    assert "超过的整张票作废" in notes
    assert "公布下限" not in notes
    assert "得票率" not in notes
