"""What an organiser prepares: exact numbers, and a form that comes back as it was."""

import json
from dataclasses import FrozenInstanceError
from datetime import datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.core.campaign import Campaign, Electorate, Quota, Rates, Subject
from evalsite.core.decimals import decimal, number
from tests.core.builders import SCALE, campaign
from tests.core.strategies import campaigns


@given(campaigns())
def test_a_campaign_comes_back_from_the_text_of_its_manifest(made):
    assert Campaign.from_json(json.loads(json.dumps(made.to_json()))) == made


def test_the_manifest_has_the_words_of_the_wire_format():
    made = campaign(rates=Rates(keep_zeros=False)).to_json()
    assert made["rates"] == {"base": "returned", "decimals": 2, "rounding": "half_up", "trailing_zeros": "drop"}
    assert made["disclosure"] == {"threshold": 1}
    assert (made["opens"], made["closes"], made["missing"]) == (None, None, "abstain")
    assert made["scales"][0]["grades"][-1] == {"name": "不了解", "points": "", "counts": False}
    assert made["indicators"][0]["type"] == "grade"
    assert made["electorates"][0]["groups"] == ["组"]


def test_times_keep_their_zone_in_the_manifest():
    opens = datetime.fromisoformat("2026-11-21T08:00:00+08:00")
    made = Campaign("测评", campaign().kind, (), (), (), (), opens=opens)
    assert made.to_json()["opens"] == "2026-11-21T08:00:00+08:00"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (Fraction(100), "100"),
        (Fraction(1, 3000) * 3, "0.001"),
        (Fraction(-5, 2), "-2.5"),
        (Fraction(0), "0"),
        (Fraction(3333, 100), "33.33"),
    ],
)
def test_decimals_are_written_as_short_as_can_be(value, text):
    assert decimal(value) == text
    assert number(text) == value


@given(st.integers(-(10**9), 10**9), st.integers(0, 9))
def test_every_decimal_comes_back_exactly(digits, places):
    value = Fraction(digits, 10**places)
    assert number(decimal(value)) == value


@pytest.mark.parametrize("value", [Fraction(1, 3), Fraction(1, 10**13)])
def test_a_number_without_a_short_decimal_is_refused(value):
    with pytest.raises(ValueError, match="no finite decimal form"):
        decimal(value)


def test_parts_are_found_by_their_codes():
    made = campaign()
    assert made.scale("四档") is SCALE
    assert made.subject("s2").name == "对象2"
    assert made.indicator("i1").name == "总体评价"
    assert made.electorate("e1").name == "干部"


@pytest.mark.parametrize(
    ("percent", "subjects", "limit"),
    [(30, 10, 3), (30, 9, 2), (Fraction(3334, 100), 9, 3), (Fraction(3333, 100), 9, 2), (100, 7, 7), (30, 3, 0)],
)
def test_a_share_of_subjects_is_rounded_down(percent, subjects, limit):
    assert Quota("i", "优秀", percent=Fraction(percent)).limit(subjects) == limit


def test_a_number_of_subjects_is_what_it_says():
    assert Quota("i", "优秀", count=2).limit(100) == 2


def test_an_electorate_rates_its_groups_without_its_own_unit():
    voters = Electorate("e", "甲局的人", 10, ("组",), unit="甲局")
    assert voters.rates(Subject("1", "乙局", group="组"))
    assert not voters.rates(Subject("2", "甲局", group="组"))
    assert not voters.rates(Subject("3", "某甲", unit="甲局", group="组"))
    assert not voters.rates(Subject("4", "乙局", group="别组"))
    assert Electorate("e", "群众", 10, ("组",)).rates(Subject("5", "甲局", group="组"))


def test_a_campaign_cannot_be_changed_in_place():
    with pytest.raises(FrozenInstanceError):
        campaign().name = "别的"  # type: ignore[misc]
