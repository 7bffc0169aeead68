"""Extending: later only, while the box is open, told to phones, reports and the audit file, and nothing else changes."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from evalsite.audit import format as bundles
from evalsite.audit.verify import verify
from evalsite.core.refusals import BadExtensionReason, Closed, ExtendedMeanwhile, NoDeadline, NotLater, WrongState
from evalsite.paper.results import results_json
from evalsite.store import extensions as store
from evalsite.usecases import auditing, closing, extending, opening, reporting, scheduling, stamping
from evalsite.usecases.extending import Asked
from tests import factories
from tests.factories import NOW, SECRET

CLOSES = NOW + timedelta(hours=1)
LATER = NOW + timedelta(days=1)
BETWEEN = NOW + timedelta(hours=2)


@pytest.fixture
def live(ledgers):
    return factories.publish(ledgers, factories.small_campaign(tickets=6, closes=CLOSES))


def extend(live, until=LATER, reason="受台风影响", now=NOW):
    return extending.extend(live.desk, live.box, live.id, Asked(until, reason), now, "组织科")


def cast_between(live, code):
    """A voter who comes after the deadline of the manifest."""
    sealed = factories.seal(live, {0: 1})
    factories.drop(live, sealed, factories.stamp(live, code, sealed, BETWEEN))


def phase(live, now):
    return stamping.fetch_sheet(live.desk, SECRET, live.codes["A"][0], now).phase


def test_stamping_goes_by_the_last_notice_and_the_manifest_stays_as_it_is(live):
    before = stamping.fetch_sheet(live.desk, SECRET, live.codes["A"][0], NOW).manifest
    with pytest.raises(Closed):
        cast_between(live, live.codes["A"][0])
    done = extend(live)
    assert (done.number, done.before, done.closes) == (1, CLOSES, LATER)
    assert phase(live, BETWEEN) == "open"
    cast_between(live, live.codes["A"][0])
    again = extend(live, LATER + timedelta(days=1), "再等一天", now=LATER + timedelta(minutes=5))  # after it had passed
    assert (again.number, again.before) == (2, LATER)
    assert phase(live, LATER + timedelta(hours=1)) == "open"
    assert phase(live, LATER + timedelta(days=1)) == "closed"
    answer = stamping.fetch_sheet(live.desk, SECRET, live.codes["A"][1], NOW)
    assert answer.manifest == before
    assert [json.loads(text)["number"] for text, _ in answer.notices] == [1, 2]
    (due,) = scheduling.to_close(live.desk)
    assert due.deadline == again.closes.timestamp()


def test_a_deadline_is_never_moved_earlier_nor_into_the_past_nor_without_a_reason(live):
    for until in (CLOSES, CLOSES - timedelta(minutes=1), NOW - timedelta(days=1)):
        with pytest.raises(NotLater):
            extend(live, until)
    with pytest.raises(NotLater):
        extend(live, BETWEEN, now=LATER)
    for reason in ("", "   ", "长" * 201):
        with pytest.raises(BadExtensionReason):
            extend(live, reason=reason)
    assert extending.signed(live.desk, live.id) == ()
    assert extend(live, reason=" 受台风\n影响 ").reason == "受台风 影响"


def test_only_an_open_box_with_a_deadline_is_extended(ledgers, live):
    without = factories.publish(ledgers)
    with pytest.raises(NoDeadline):
        extend(without)
    draft = factories.take_in(ledgers)
    with pytest.raises(WrongState):
        extend(replace(live, id=draft))
    closing.close(live.desk, live.box, live.id, NOW)
    with pytest.raises(WrongState):
        extend(live)


def test_of_two_who_extend_at_once_one_is_told_to_look_again(live, monkeypatch):
    found, seen = store.of_campaign, []

    def of_campaign(connection, campaign):
        seen.append(found(connection, campaign))
        return seen[-1] if len(seen) == 1 else (("another", b""),)

    monkeypatch.setattr("evalsite.usecases.extending.store.of_campaign", of_campaign)
    with pytest.raises(ExtendedMeanwhile):
        extend(live)
    monkeypatch.undo()
    assert extending.signed(live.desk, live.id) == ()


def test_a_notice_that_somebody_put_into_the_database_moves_nothing(live):
    with live.desk.write() as connection:
        store.add(connection, live.id, 1, '{"closes":"2030-01-01T00:00:00+08:00"}', b"\0" * 64, "")
    assert phase(live, BETWEEN) == "closed"


@pytest.fixture
def audited(live, tmp_path):
    """The audit file of an opened campaign that was extended twice, and where it lies."""
    extend(live)
    extend(live, LATER + timedelta(days=1), "再等一天")
    for code in live.codes["A"]:
        cast_between(live, code)
    closing.close(live.desk, live.box, live.id, LATER)
    opening.open_box(live.desk, live.box, live.id)
    file = tmp_path / "audit.zip"
    file.write_bytes(auditing.bundle(live.desk, live.box, live.id, results_json))
    return live, bundles.read(file)


def test_the_notices_are_in_results_reports_and_the_audit_file_which_can_be_checked(audited):
    live, bundle = audited
    reports = reporting.reports(live.desk, live.id)
    assert [one.reason for one in reports.results.extensions] == ["受台风影响", "再等一天"]
    report = reports.of(reports.results.campaign.subjects[0].code)
    assert report.closes == LATER + timedelta(days=1)
    assert [rule.text for rule in report.rules if rule.title == "延期"] == [
        text for text in (rule.text for rule in reports.summary().rules) if "原因" in text
    ]
    assert len(results_json(reports.results)["extensions"]) == 2
    findings = verify(bundle)
    assert findings.passed
    assert sum("延期公告第" in check.words for check in findings.checks) == 2


@pytest.mark.parametrize(
    "change",
    [
        lambda notices: (),
        lambda notices: notices[:1],
        lambda notices: notices[1:],
        lambda notices: (*notices, notices[0]),
        lambda notices: (notices[0], (notices[1][0].replace("一天", "十天"), notices[1][1])),
    ],
)
def test_a_notice_that_is_left_out_added_or_changed_is_found(audited, change):
    _, bundle = audited
    assert not verify(replace(bundle, extensions=change(bundle.extensions))).passed
