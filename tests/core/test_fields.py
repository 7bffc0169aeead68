from dataclasses import replace

import pytest

from evalsite.core.comparison import circles
from evalsite.core.disclosure import Shown, Withheld
from evalsite.core.fields import field_rankings
from tests.paper import campaigns
from tests.paper.campaigns import seen

VALID = {"E1": 13, "E2": 28, "E3": 57, "E4": 9}


def in_fields(fields, groups=None, **changes):
    """The mixed campaign with a field, and maybe a group, for each subject."""
    base = campaigns.campaign(indicators=campaigns.campaign().indicators[:6], quotas=(), **changes)
    groups = groups or ["县直部门"] * len(fields)
    subjects = tuple(
        replace(one, field=field, group=group) for one, field, group in zip(base.subjects, fields, groups, strict=False)
    )
    electorates = tuple(replace(e, groups=tuple(dict.fromkeys(groups))) for e in base.electorates)
    return replace(base, subjects=subjects, electorates=electorates)


@pytest.fixture(scope="module")
def found():
    return campaigns.results(in_fields(["经济", "民生", "经济", "民生", "经济", "", "党群"]), valid=VALID)


def total(results, code):
    return next(s for s in results.scores if (s.subject, s.electorate, s.indicator) == (code, None, None))


def test_every_field_is_ranked_by_itself_in_the_order_of_the_campaign(found):
    fields = field_rankings(found)
    assert [(field.name, field.of) for field in fields] == [("经济", 3), ("民生", 2)]
    for field in fields:
        assert [line.place for line in field.lines] == list(range(1, field.of + 1))
        values = [seen(line.score).value for line in field.lines]
        assert values == sorted(values, reverse=True)


def test_the_place_in_the_group_stands_beside_it_as_every_report_has_it(found):
    for field in field_rankings(found):
        for line in field.lines:
            assert line.rank == total(found, line.subject.code).rank


def test_who_has_no_field_or_is_alone_in_it_is_ranked_nowhere(found):
    named = {line.subject.code for field in field_rankings(found) for line in field.lines}
    assert named == {"D01", "D02", "D03", "D04", "D05"}


def test_equal_scores_share_a_place_and_the_next_one_is_left_out(found):
    same = total(found, "D01").score
    tied = replace(
        found,
        scores=tuple(
            replace(s, score=same) if s.subject in {"D01", "D03"} and s.electorate is s.indicator is None else s
            for s in found.scores
        ),
    )
    economy = field_rankings(tied)[0]
    assert [line.place for line in economy.lines] in ([1, 1, 3], [1, 2, 2])
    assert [line.subject.code for line in economy.lines if line.score == same] == ["D01", "D03"]


def test_a_withheld_score_has_no_place_and_moves_nobody(found):
    hidden = replace(
        found,
        scores=tuple(
            replace(s, score=Withheld("below_limit"), rank=Withheld("below_limit"))
            if s.subject == "D01" and s.electorate is s.indicator is None
            else s
            for s in found.scores
        ),
    )
    economy = field_rankings(hidden)[0]
    assert economy.of == 2
    assert [line.place for line in economy.lines] == [1, 2, None]
    assert economy.lines[-1].subject.code == "D01"
    assert not isinstance(economy.lines[-1].score, Shown)


def test_a_field_without_scores_is_no_ranking():
    nobody = campaigns.results(in_fields(["经济", "经济"]), valid=dict.fromkeys(VALID, 0))
    assert field_rankings(replace(nobody, scores=())) == ()


def test_a_field_that_was_rated_alike_is_one_ranking_and_one_of_several_sheets_a_ranking_for_each():
    alike = in_fields(["经济"] * 4, ["甲组", "甲组", "乙组", "乙组"])
    (whole,) = field_rankings(campaigns.results(alike, valid=VALID))
    assert (whole.groups, whole.of) == ((), 4)
    other_sheet = replace(alike, indicators=(*alike.indicators[:-1], replace(alike.indicators[-1], groups=("甲组",))))
    parts = field_rankings(campaigns.results(other_sheet, valid=VALID))
    assert [(part.groups, part.of) for part in parts] == [(("甲组",), 2), (("乙组",), 2)]


def test_units_and_people_of_one_field_are_ranked_apart():
    base = in_fields(["经济"] * 4)
    people = tuple(replace(one, kind="person") for one in base.subjects[2:4])
    mixed = replace(base, subjects=(*base.subjects[:2], *people))
    parts = field_rankings(campaigns.results(mixed, valid=VALID))
    assert [[line.subject.kind for line in part.lines] for part in parts] == [["unit"] * 2, ["person"] * 2]


def test_the_place_is_the_one_that_the_report_on_the_subject_tells(found):
    for field in field_rankings(found):
        for line in field.lines:
            (circle,) = [one for one in circles(found, line.subject.code) if one.name == field.name]
            assert circle.own.place is not None
            assert (circle.own.place.rank, circle.own.place.of) == (line.place, field.of)
