"""The examples in the repository are what their script makes, and what they claim to be."""

import csv
import io
import json
import runpy
import zipfile
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

from evalsite.core.campaign import Type
from evalsite.core.preparation import problems
from evalsite.core.questionnaire import sheet_for
from evalsite.core.rules import KNOWN
from evalsite.paper.workbook import read_campaign, write_campaign

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
CASE = ROOT / "tests" / "cases" / "zhanyi-2019.json"


@pytest.fixture(scope="module")
def made():
    return runpy.run_path(str(EXAMPLES / "make.py"))["files"]()


def unpacked(data):
    """The parts of a workbook: another version of the compressor may pack the same parts into other bytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def read(name):
    return read_campaign((EXAMPLES / name).read_bytes())


def test_the_committed_examples_are_what_the_script_makes(made):
    committed = {path.name for path in EXAMPLES.iterdir() if path.suffix in (".xlsx", ".csv")}
    assert committed == set(made)
    for name, data in made.items():
        there = (EXAMPLES / name).read_bytes()
        if name.endswith(".xlsx"):
            assert unpacked(there) == unpacked(data), f"{name}: run examples/make.py"
        else:
            assert there == data, f"{name}: run examples/make.py"


@pytest.mark.parametrize("name", ["zhanyi-2019.xlsx", "two-way.xlsx", "all-types.xlsx"])
def test_every_example_is_fit_to_be_published_and_survives_its_workbook(name):
    campaign = read(name)
    assert problems(campaign) == []
    assert read_campaign(write_campaign(campaign)) == campaign
    assert (campaign.opens, campaign.closes) == (None, None)


def test_the_published_vote_has_the_counts_of_the_notice():
    case = json.loads(CASE.read_text(encoding="utf-8"))
    campaign = read("zhanyi-2019.xlsx")
    with (EXAMPLES / "zhanyi-2019-ballots.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    votes = Counter((campaign.subject(line["subject"]).name, line["value"]) for line in lines)
    expected = {
        (subject["name"], grade): count
        for subject in case["subjects"]
        for grade, count in zip(case["grades"], subject["counts"], strict=True)
        if count
    }
    assert votes == expected
    places = [(line["electorate"], line["voter"], line["subject"], line["indicator"]) for line in lines]
    assert len(set(places)) == len(places) == 28 * 7
    assert campaign.electorate("C").tickets == case["issued"]


def test_the_published_vote_is_set_up_to_give_the_published_rates():
    case = json.loads(CASE.read_text(encoding="utf-8"))
    rates = read("zhanyi-2019.xlsx").rates
    assert (rates.base, rates.decimals, rates.rounding, rates.keep_zeros) == ("returned", 2, "half_up", False)
    for subject in case["subjects"]:
        for count, published in zip(subject["counts"], subject["published_rates_pct"], strict=True):
            if published is not None:
                assert abs(Fraction(100 * count, 28) - Fraction(published)) <= Fraction(1, 200)


def test_the_two_way_example_has_73_units_and_three_directions():
    campaign = read("two-way.xlsx")
    groups = Counter(subject.group for subject in campaign.subjects)
    assert groups == {"部门": 48, "镇街": 22, "开发区": 3}
    sheets = {e.code: sheet_for(campaign, e.code) for e in campaign.electorates}
    assert {code: len(sheet.subjects) for code, sheet in sheets.items()} == {"L": 48, "X": 48, "B": 25}
    assert {e.code: e.tickets for e in campaign.electorates} == {"L": 30, "X": 200, "B": 288}
    asked = {"作风形象", "解决问题", "工作指导", "服务基层", "重点任务完成"}
    assert {slot.indicator.name for slot in sheets["X"].slots} == asked | {"意见建议"}
    points = [None if grade.points is None else int(grade.points) for grade in campaign.scale("四等").grades]
    assert points == [100, 85, 65, 40, None]
    assert not campaign.scale("四等").grades[-1].counts


def test_the_small_example_has_every_type_and_every_rule_on_one_sheet():
    campaign = read("all-types.xlsx")
    assert {slot.indicator.type for slot in sheet_for(campaign, "A").slots} == set(Type)
    assert {line.rule for line in campaign.rules} == set(KNOWN)
    assert len(sheet_for(campaign, "B").subjects) == len(campaign.subjects) - 2
