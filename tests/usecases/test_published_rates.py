"""A count that was published: cast through the protocol, closed, opened, exported, the same to the last digit."""

import csv
import json
from collections import defaultdict
from pathlib import Path

from evalsite.paper.results import results_json
from evalsite.paper.workbook import read_campaign
from evalsite.usecases import closing, opening, reporting
from tests import factories
from tests.factories import NOW

ROOT = Path(__file__).resolve().parents[2]
CASE = json.loads((ROOT / "tests" / "cases" / "zhanyi-2019.json").read_text(encoding="utf-8"))


def ballots():
    """The ballots of the example file: for each voter the grade of every subject, by the subject's code."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    with (ROOT / "examples" / "zhanyi-2019-ballots.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            found[line["voter"]][line["subject"]] = line["value"]
    return list(found.values())


def test_the_rates_that_a_congress_published_in_2019_come_out_of_the_box(ledgers):
    campaign = read_campaign((ROOT / "examples" / "zhanyi-2019.xlsx").read_bytes(), "Asia/Shanghai")
    live = factories.publish(ledgers, campaign)
    (electorate,) = live.codes
    sheet = live.sheet(electorate)
    voters = ballots()
    assert len(voters) == CASE["returned"] == len(live.codes[electorate])
    for code, marks in zip(live.codes[electorate], voters, strict=True):
        answers = {s.number: s.options.index(marks[s.subject.code]) + 1 for s in sheet.slots if s.subject}
        factories.cast(live, code, answers, electorate)
    closing.close(live.desk, live.box, live.id, NOW)
    opening.open_box(live.desk, live.box, live.id)
    exported = json.loads(json.dumps(results_json(reporting.results(live.desk, live.id))))
    (turnout,) = exported["turnout"]
    assert (turnout["issued"], turnout["dropped"], turnout["void"]) == (28, 28, 0)
    for subject, published in zip(live.campaign.subjects, CASE["subjects"], strict=True):
        lines = {
            line["grade"]: line
            for line in exported["counts"]
            if (line["subject"], line["electorate"]) == (subject.code, electorate)
        }
        assert [lines[grade]["votes"] for grade in CASE["grades"]] == published["counts"]
        # The notice does not mention a grade that nobody gave.
        rates = [lines[grade]["rate"] for grade in CASE["grades"]]
        assert [rate if votes else None for rate, votes in zip(rates, published["counts"], strict=True)] == published[
            "published_rates_pct"
        ]
    assert exported["withheld"] == []
