"""Every kind of campaign that comes ready as a workbook, run whole: published, printed, voted over HTTP, counted, reported.

The ballots are known here, so the count is held against a plain recount of their lines, made without any code of the
product but the workbook's reader.
"""

import csv
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from evalsite.audit.verify import main as verify
from evalsite.core.ballot import Ballot
from evalsite.core.campaign import Campaign, Type
from evalsite.core.disclosure import Results
from evalsite.core.preparation import problems
from evalsite.core.questionnaire import Sheet, Slot, sheet_for
from evalsite.core.report import unit_report
from evalsite.core.rulewords import rules_in_words
from evalsite.paper.report_html import report_html
from evalsite.paper.report_pdf import report_pdf
from evalsite.paper.results import results_json
from evalsite.paper.workbook import read_campaign
from evalsite.settings import ROOT
from evalsite.usecases import auditing, closing, opening, reporting
from evalsite.voter.invent import Inventor
from evalsite.voter.run import vote
from tests.factories import NOW, Live, publish
from tests.running import Server, tickets_csv

EXAMPLES = ROOT / "examples"
WORKBOOKS = (
    "annual", "six-sides", "unit-by-unit", "report-and-two", "interviews", "nominations", "service-users",
    "politics-and-duty", "staff-congress", "congress", "two-way", "all-types",
)  # fmt: skip
VOTERS = 7
Line = tuple[str, str, str, str, str]  # electorate, voter, subject, indicator, value


@pytest.fixture(scope="module")
def server(tmp_path_factory, unused_port):
    with Server(
        tmp_path_factory.mktemp("kinds") / "instance", unused_port, BASE_URL=f"http://127.0.0.1:{unused_port}"
    ) as made:
        made.start(workers="1")
        yield made


def test_every_workbook_of_the_examples_is_run_here_or_by_the_contract():
    assert {file.stem for file in EXAMPLES.glob("*.xlsx")} == {*WORKBOOKS, "zhanyi-2019"}


def written(slot: Slot, ballot: Ballot) -> list[tuple[str, str]]:
    """(subject, value) lines of ballots.csv for one slot."""
    marks, subject = ballot.of(slot), slot.subject.code if slot.subject else ""
    match slot.indicator.type:
        case Type.GRADE:
            return [(subject, slot.options[marks[0] - 1])] if marks[0] else []
        case Type.SCORE:
            score = slot.indicator.low + (marks[0] - 1) * slot.indicator.step
            return [(subject, f"{float(score):g}")] if marks[0] else []
        case Type.CHOICE:
            chosen = [option for option, mark in zip(slot.options, marks, strict=True) if mark]
            return [(subject, "、".join(chosen))] if chosen else []
        case Type.RANK:
            return [(one.code, str(place)) for one, place in zip(slot.candidates, marks, strict=True) if place]
        case Type.NOMINATE:
            named = [(one.code, "是") for one, mark in zip(slot.candidates, marks, strict=True) if mark]
            assert slot.text is not None
            return [
                *named,
                *([("", "、".join(ballot.texts[slot.text].split("\n")))] if ballot.texts[slot.text] else []),
            ]
        case _:
            assert slot.text is not None
            return [(subject, ballot.texts[slot.text])] if ballot.texts[slot.text] else []


def ballots_of(campaign: Campaign, sheet: Sheet, number: int) -> list[Line]:
    inventor = Inventor(campaign, sheet, "kinds")
    lines: list[Line] = []
    for voter in range(number):
        ballot = inventor.ballot()
        for slot in sheet.slots:
            for subject, value in written(slot, ballot):
                lines.append((sheet.electorate.code, str(voter), subject, slot.indicator.code, value))
    return lines


def recount(campaign: Campaign, lines: list[Line]) -> Counter[tuple[str, str, str, str]]:
    """Votes by electorate (a pool by its name), subject, indicator and grade, straight from the lines."""
    pools = {code: pool.name for pool in campaign.scheme.pools for code in pool.members}
    types = {one.code: one.type for one in campaign.indicators}
    names = {one.code: [g.name for g in campaign.scale(one.scale).grades] for one in campaign.indicators if one.scale}
    votes: Counter[tuple[str, str, str, str]] = Counter()
    for electorate, _, subject, indicator, value in lines:
        match types[indicator]:
            case Type.GRADE:
                grades = [value]
            case Type.CHOICE:
                grades = [name for name in names[indicator] if f"、{name}、" in f"、{value}、"]
            case Type.RANK:
                grades = [f"第{value}名"]
            case Type.NOMINATE if subject:
                grades = ["推荐"]
            case _:
                grades = []
        for grade in grades:
            for voters in (pools.get(electorate, electorate), "*"):
                votes[voters, subject, indicator, grade] += 1
    return votes


def some_of(live: Live) -> Live:
    """The same with the codes of ``VOTERS`` tickets of each electorate (all of a smaller one)."""
    return replace(live, codes={code: codes[:VOTERS] for code, codes in live.codes.items()})


def run(server: Server, campaign: Campaign, folder: Path) -> tuple[Results, list[Line], Path]:
    """From publishing to the counted box; gives the results, the ballots that were cast and the audit file."""
    live = some_of(publish(server.ledgers, campaign))
    lines = [
        line for one, codes in live.codes.items() for line in ballots_of(campaign, sheet_for(campaign, one), len(codes))
    ]
    ballots = folder / "ballots.csv"
    with ballots.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("electorate", "voter", "subject", "indicator", "value"), *lines])
    outcome = vote(tickets_csv(live, server.url, folder / "tickets.csv"), ballots, concurrency=4)
    assert (outcome.cast, outcome.refused) == (sum(map(len, live.codes.values())), {})
    closing.close(live.desk, live.box, live.id, NOW, grace=0)
    opening.open_box(live.desk, live.box, live.id)
    bundle = folder / "bundle.zip"
    bundle.write_bytes(auditing.bundle(live.desk, live.box, live.id, results_json))
    return reporting.results(live.desk, live.id), lines, bundle


def check_counts(exported: dict[str, Any], campaign: Campaign, lines: list[Line]) -> None:
    votes = recount(campaign, lines)
    reasons = {one["reason"] for one in exported["withheld"]}
    assert reasons <= {"few_marks", "few_wrote", "part_withheld"} or campaign.kind.value == "双向测评"
    for line in exported["counts"]:
        key = (line["electorate"], line["subject"], line["indicator"], line["grade"])
        if line["votes"] is not None:
            assert line["votes"] == votes.pop(key, 0), key
        else:
            votes.pop(key, None)
    assert not votes
    shown = [Fraction(line["score"]) for line in exported["scores"] if line["score"] is not None]
    assert shown or all(i.type is not Type.SCORE for i in campaign.indicators)


@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_campaign_of_every_kind_goes_from_the_workbook_to_reports_by_the_real_protocol(server, name, tmp_path):
    campaign = read_campaign((EXAMPLES / f"{name}.xlsx").read_bytes())
    assert problems(campaign) == []
    results, lines, bundle = run(server, campaign, tmp_path)
    check_counts(results_json(results), campaign, lines)
    report = unit_report(results, campaign.subjects[0].code)
    page = report_html(report)
    for sentence in rules_in_words(campaign):
        assert f">{sentence.title}<" in page
    assert report_pdf(report).startswith(b"%PDF")
    assert verify(bundle) == 0
