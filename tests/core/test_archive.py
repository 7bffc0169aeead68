from dataclasses import replace
from datetime import date

import pytest

from evalsite.core.archive import Filed, archive
from evalsite.core.disclosure import Shown
from evalsite.core.register import Entry, Version
from evalsite.core.report import Judgement, unit_report
from tests.paper import campaigns
from tests.paper.test_report_model import satisfaction

VALID = {"E1": 13, "E2": 28, "E3": 57, "E4": 3}
FIRST, SECOND, THIRD = date(2024, 12, 1), date(2025, 12, 1), date(2026, 11, 21)


@pytest.fixture(scope="module")
def report():
    return unit_report(campaigns.results(valid=VALID), "D04")


def named(report, name):
    return replace(report, subject=replace(report.subject, name=name))


def test_the_newest_campaign_stands_first_and_gives_the_name(report):
    found = archive("D04", [Filed(FIRST, named(report, "农业局")), Filed(THIRD, report)], None, ())
    assert [one.day for one in found.filed] == [THIRD, FIRST]
    assert found.name == report.subject.name
    assert found.newest == report.cover
    assert found.kind == "unit"


def test_the_registers_name_of_today_goes_before_that_of_any_campaign(report):
    entry = Entry("D04", "person", "王芳")
    found = archive("D04", [Filed(THIRD, report)], entry, (Version(FIRST, entry),))
    assert (found.name, found.kind) == ("王芳", "person")


def test_a_code_that_only_the_register_knows_has_an_empty_archive():
    entry = Entry("X1", "unit", "新设局")
    found = archive("X1", [], entry, (Version(FIRST, entry),))
    assert (found.name, found.filed, found.newest, found.footnotes) == ("新设局", (), (), ())
    nobody = archive("X2", [], None, ())
    assert (nobody.name, nobody.kind) == ("X2", "unit")


def test_another_name_under_the_code_is_told_unless_the_register_explains_it(report):
    old = Filed(FIRST, named(report, "农业局"))
    spaced = Filed(SECOND, named(report, " ".join(report.subject.name)))
    found = archive("D04", [Filed(THIRD, report), spaced, old], None, ())
    assert found.strangers == ("农业局",)
    entry = Entry("D04", "unit", report.subject.name)
    history = (Version(FIRST, replace(entry, name="农业局")), Version(SECOND, entry))
    assert archive("D04", [Filed(THIRD, report), spaced, old], entry, history).strangers == ()


def test_the_key_figures_are_those_of_the_report(report):
    filed = Filed(THIRD, report)
    own = next(peer for peer in report.peers if peer.own)
    assert (filed.rank, filed.of, filed.valid, filed.verdict) == (own.rank, 12, 101, None)
    judged = Filed(THIRD, replace(report, verdict=Judgement(Shown(own.rank.value, "优秀"), "", "")))
    assert judged.verdict == Shown(own.rank.value, "优秀")
    unscored = Filed(THIRD, unit_report(campaigns.results(satisfaction(), valid={"E": 20}), "S1"))
    assert (unscored.rank, unscored.of) == (None, 0)


def test_what_is_withheld_has_its_footnote():
    limited = unit_report(campaigns.results(campaigns.campaign(threshold=500), valid=VALID), "D04")
    assert [note.reason for note in archive("D04", [Filed(THIRD, limited)], None, ()).footnotes] == ["below_limit"]
