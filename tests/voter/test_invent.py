"""Invented ballots keep every rule, for any campaign that leaves a way to keep them."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.core.ballot import encode
from evalsite.core.ballotrules import Compare, Limit, Overall
from evalsite.core.campaign import Campaign, Electorate, Grade, Indicator, Kind, Missing, Quota, Scale, Subject, Type
from evalsite.core.meeting import can_be_met
from evalsite.core.questionnaire import ballot_size, sheet_for
from evalsite.core.refusals import NoValidBallot
from evalsite.core.validity import void_reason
from evalsite.voter.invent import Inventor
from tests.voter.conftest import CAMPAIGN


@st.composite
def campaigns(draw: st.DrawFn) -> Campaign:
    """Any questions about up to eight subjects, rules included, that can be answered."""
    groups = st.sampled_from(["组", "组", "别组"])
    subjects = tuple(Subject(f"s{n}", f"对象{n}", group=draw(groups)) for n in range(draw(st.integers(1, 8))))
    scale = Scale("表", tuple(Grade(f"等{n}", Fraction(100 - n)) for n in range(draw(st.integers(2, 6)))))
    if draw(st.booleans()):
        scale = replace(scale, grades=(*scale.grades, Grade("不了解", None, counts=False)))
    indicators = []
    for number in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(Type))
        room = len(subjects) if kind is Type.NOMINATE else len(scale.grades)
        most = draw(st.integers(0, room))
        indicators.append(
            Indicator(
                f"i{number}",
                f"指标{number}",
                kind,
                scale="表" if kind in (Type.GRADE, Type.CHOICE) else "",
                required=draw(st.booleans()),
                whole=kind is Type.TEXT and draw(st.booleans()),
                high=draw(st.integers(1, 100)),
                step=draw(st.sampled_from([Fraction(1), Fraction(1, 2)])),
                most=most,
                least=draw(st.integers(0, most or room)),
                ties=draw(st.booleans()),
            )
        )
    made = Campaign(
        "测评",
        Kind.SURVEY,
        subjects,
        (scale,),
        tuple(indicators),
        (Electorate("e", "票种", 10, ("组", "别组")),),
        missing=draw(st.sampled_from(Missing)),
    )
    return with_rules(draw, made)


def with_rules(draw, made):
    """The campaign with quotas, and with any rules on the whole ballot that some ballot can keep."""
    graded = [one.code for one in made.indicators if one.type is Type.GRADE]
    scored = [one.code for one in made.indicators if one.type is Type.SCORE]
    made = replace(
        made, quotas=tuple(Quota(code, "等0", count=draw(st.integers(0, 2))) for code in graded if draw(st.booleans()))
    )
    grades = st.lists(
        st.sampled_from([grade.name for grade in made.scales[0].grades]), min_size=1, max_size=2, unique=True
    ).map(tuple)
    bounds = st.sampled_from([{"count": 1}, {"count": 3}, {"share": Fraction(1, 3)}, {"share": Fraction(1, 2)}])
    for kind in draw(st.lists(st.sampled_from(["grades", "scores", "varied", "overall"]), max_size=5)):
        some = {"group": draw(st.sampled_from(["", "组"])), "least": draw(st.booleans()), **draw(bounds)}
        rules = made.ballot
        if kind == "grades" and graded:
            limit = Limit(draw(st.sampled_from(graded)), draw(grades), **some)
            rules = replace(rules, limits=(*rules.limits, limit))
        elif kind == "scores" and scored:
            limit = Limit(
                draw(st.sampled_from(scored)),
                (),
                draw(st.sampled_from(Compare)),
                Fraction(draw(st.integers(0, 60))),
                **some,
            )
            rules = replace(rules, limits=(*rules.limits, limit))
        elif kind == "varied" and graded + scored:
            rules = replace(rules, varied=(*rules.varied, draw(st.sampled_from(["", *graded, *scored]))))
        elif kind == "overall" and len(graded) > 1:
            share = draw(st.sampled_from([None, Fraction(1, 2), Fraction(9, 10)]))
            rules = replace(rules, overall=(*rules.overall, Overall(graded[0], draw(grades), draw(grades), (), share)))
        wider = replace(made, ballot=rules)
        made = wider if can_be_met(wider, sheet_for(wider, "e")) else made
    return made


@given(campaigns(), st.text(max_size=5))
def test_every_invented_ballot_is_valid_and_fits_its_envelope(campaign, seed):
    sheet = sheet_for(campaign, "e")
    inventor = Inventor(campaign, sheet, seed)
    for _ in range(3):
        ballot = inventor.ballot()
        assert void_reason(campaign, sheet, ballot) is None
        encode(sheet, bytes(32), ballot_size(campaign), 200, ballot)


def test_the_same_seed_gives_the_same_ballots_and_another_seed_others():
    sheet = sheet_for(CAMPAIGN, "E1")
    first, again, other = ([Inventor(CAMPAIGN, sheet, seed).ballot() for _ in range(1)] for seed in ("a", "a", "b"))
    assert first == again
    assert first != other


def test_ballots_differ_from_each_other_and_use_the_whole_scale():
    sheet = sheet_for(CAMPAIGN, "E1")
    inventor = Inventor(CAMPAIGN, sheet, "seed")
    ballots = [inventor.ballot() for _ in range(200)]
    assert len({one.marks for one in ballots}) > 150
    grades = [slot for slot in sheet.slots if slot.indicator.code == "G"]
    assert {one.of(slot)[0] for one in ballots for slot in grades} >= {1, 2, 3}
    assert any(text for one in ballots for text in one.texts)


def test_scarce_grades_do_not_always_go_to_the_first_subjects():
    sheet = sheet_for(CAMPAIGN, "E1")
    inventor = Inventor(CAMPAIGN, sheet, "seed")
    best = [slot.subject.code for one in (inventor.ballot() for _ in range(200)) for slot in sheet.slots
            if slot.subject and slot.indicator.code == "G" and one.of(slot) == b"\x01"]  # fmt: skip
    assert len(set(best)) == 4


def test_required_texts_on_a_long_sheet_stay_within_the_envelope():
    many = tuple(Subject(f"s{n}", f"对象{n}", group="部门") for n in range(400))
    asked = (Indicator("W", "意见", Type.TEXT),)
    campaign = replace(CAMPAIGN, subjects=many, indicators=asked, quotas=(), missing=Missing.VOID)
    sheet = sheet_for(campaign, "E1")
    ballot = Inventor(campaign, sheet, "seed").ballot()
    assert all(ballot.texts)
    encode(sheet, bytes(32), ballot_size(campaign), 200, ballot)


def test_rules_that_no_ballot_can_keep_are_said_so():
    none = tuple(Quota("G", grade, count=0) for grade in ("优秀", "良好", "一般", "不了解"))
    impossible = replace(CAMPAIGN, quotas=none, missing=Missing.VOID)
    with pytest.raises(NoValidBallot) as found:
        Inventor(impossible, sheet_for(impossible, "E1"), "seed").ballot()
    assert found.value.details == {"electorate": impossible.electorates[0].name, "reason": "有必答项未填"}
