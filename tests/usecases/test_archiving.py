"""The archive of a code over several counted campaigns."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from evalsite.core.refusals import NoSuchSubject
from evalsite.usecases import archiving, closing, opening
from tests import factories
from tests.factories import NOW

TODAY = date(2026, 11, 21)


def counted(ledgers, name, days_ago, names=("第一科", "第二科"), codes=("D1", "D2")):
    base = factories.small_campaign(8, name=name)
    subjects = tuple(
        replace(one, code=code, name=word) for one, code, word in zip(base.subjects, codes, names, strict=True)
    )
    live = factories.publish(ledgers, replace(base, subjects=subjects))
    factories.cast_all(live, {0: 1, 2: 2})
    closing.close(ledgers.desk, ledgers.box, live.id, NOW - timedelta(days=days_ago))
    opening.open_box(ledgers.desk, ledgers.box, live.id)
    return live.id


@pytest.fixture
def years(sqlite_only):
    return [
        counted(sqlite_only, "2025年度测评", 365),
        counted(sqlite_only, "2024年度测评", 730, names=("原第一科", "第二科")),
        counted(sqlite_only, "2026年度测评", 0, codes=("D1", "D3")),
    ]


def test_all_counted_campaigns_of_a_code_are_found_the_newest_first(sqlite_only, years):
    found = archiving.archive_of(sqlite_only.desk, "D1", TODAY)
    assert [one.report.campaign for one in found.filed] == ["2026年度测评", "2025年度测评", "2024年度测评"]
    assert [one.day.year for one in found.filed] == [2026, 2025, 2024]
    assert found.strangers == ("原第一科",)


def test_a_campaign_that_is_not_counted_is_in_no_archive(sqlite_only, years):
    factories.publish(sqlite_only, factories.small_campaign(name="进行中的"))
    assert len(archiving.archive_of(sqlite_only.desk, "D1", TODAY).filed) == 3


def test_the_list_counts_the_campaigns_of_every_code(sqlite_only, years):
    lines = archiving.list_archives(sqlite_only.desk, TODAY)
    assert [(one.code, one.name, one.campaigns, one.last.year) for one in lines] == [
        ("D1", "第一科", 3, 2026),
        ("D2", "第二科", 2, 2025),
        ("D3", "第二科", 1, 2026),
    ]


def test_every_report_is_the_one_that_the_campaign_hands_out(sqlite_only, years):
    found = archiving.archive_of(sqlite_only.desk, "D2", TODAY)
    made = list(archiving.reports_of(sqlite_only.desk, found))
    assert [report.campaign_id for _, report in made] == [one.report.campaign_id for one in found.filed]
    assert all(report.score == filed.report.score for filed, report in made)


def test_a_code_that_nobody_knows_is_refused(sqlite_only, years):
    with pytest.raises(NoSuchSubject):
        archiving.archive_of(sqlite_only.desk, "D9", TODAY)
