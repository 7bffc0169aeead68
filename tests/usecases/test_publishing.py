"""Publishing freezes a campaign, makes its keys, and opens roll and box for it."""

from datetime import timedelta

import pytest

from evalsite.core.refusals import (
    BadSplit,
    DeadlinePassed,
    NoSuchCampaign,
    SmallElectorate,
    TooFewTickets,
    WrongState,
)
from evalsite.crypto import manifest as manifests
from evalsite.crypto.blindrsa import IssuingKey
from evalsite.usecases import preparing
from evalsite.usecases.preparing import Terms
from tests import factories
from tests.factories import NOW
from tests.usecases.helpers import at_once, rows


def publish(ledgers, campaign_id, terms=None, now=NOW):
    return preparing.publish(ledgers.desk, ledgers.box, campaign_id, now, terms or Terms(acknowledge_small=True))


def test_what_is_published_is_what_was_prepared(ledgers):
    campaign = factories.strict_campaign(series="年度", round="2026", organiser="组织科")
    campaign_id = factories.take_in(ledgers, campaign)
    assert preparing.campaign_of(preparing.get(ledgers.desk, campaign_id)) == campaign
    publish(ledgers, campaign_id)
    assert preparing.campaign_of(preparing.get(ledgers.desk, campaign_id)) == campaign


def test_roll_and_box_get_the_same_manifest_and_the_fingerprint_is_of_it(ledgers):
    campaign_id = factories.take_in(ledgers)
    done = publish(ledgers, campaign_id)
    record = preparing.get(ledgers.desk, campaign_id)
    (on_roll,), (in_box,) = rows(ledgers.desk, "roll_campaign"), rows(ledgers.box, "box_campaign")
    assert record.manifest == on_roll["manifest"] == in_box["manifest"]
    assert on_roll["manifest_hash"] == in_box["manifest_hash"] == manifests.manifest_hash(on_roll["manifest"])
    assert done.fingerprint == manifests.fingerprint(on_roll["manifest"]) == preparing.fingerprint_of(record)


def test_every_electorate_has_a_key_of_its_own_that_fits_the_manifest(ledgers):
    live = factories.publish(ledgers, factories.two_electorates())
    kept = {row["electorate"]: IssuingKey.from_der(row["private"]).public for row in rows(live.desk, "issuing_key")}
    assert kept == live.published.stamp_keys
    assert kept["A"].n != kept["B"].n


def test_a_campaign_is_published_once(ledgers):
    live = factories.publish(ledgers)
    with pytest.raises(WrongState) as refusal:
        publish(ledgers, live.id)
    assert refusal.value.details == {"state": "published", "needs": "draft"}


def test_of_two_who_publish_at_once_one_wins_and_its_keys_are_those_on_the_roll(ledgers):
    campaign_id = factories.take_in(ledgers)
    answers = at_once([lambda: publish(ledgers, campaign_id)] * 4)
    won = [answer for answer in answers if isinstance(answer, preparing.Published)]
    assert len(won) == 1
    assert all(isinstance(answer, WrongState) for answer in answers if answer not in won)
    assert manifests.fingerprint(rows(ledgers.desk, "roll_campaign")[0]["manifest"]) == won[0].fingerprint
    assert len(rows(ledgers.desk, "kept_share")) == len(rows(ledgers.desk, "issuing_key")) == 1
    live = factories.live_of(ledgers, campaign_id)
    factories.cast(live, factories.issue_tickets(live)["A"][0])
    assert len(rows(live.box, "envelope")) == 1


def test_an_electorate_of_fewer_than_five_tickets_is_refused_and_named(ledgers):
    campaign_id = factories.take_in(ledgers, factories.two_electorates(4, 20))
    with pytest.raises(TooFewTickets) as refusal:
        publish(ledgers, campaign_id)
    assert refusal.value.details == {"electorates": "职工", "fewest": 5}
    assert preparing.get(ledgers.desk, campaign_id).state == "draft"


def test_an_electorate_of_fewer_than_ten_tickets_needs_an_acknowledgement(ledgers):
    campaign_id = factories.take_in(ledgers, factories.two_electorates(10, 9))
    with pytest.raises(SmallElectorate) as refusal:
        publish(ledgers, campaign_id, Terms())
    assert refusal.value.details == {"electorates": "服务对象", "small": 10}
    assert publish(ledgers, campaign_id, Terms(acknowledge_small=True)).fingerprint


def test_a_campaign_whose_deadline_has_passed_is_not_published(ledgers):
    campaign_id = factories.take_in(ledgers, factories.small_campaign(closes=NOW))
    with pytest.raises(DeadlinePassed):
        publish(ledgers, campaign_id)
    assert publish(ledgers, campaign_id, now=NOW - timedelta(seconds=1)).fingerprint


def test_shares_of_scrutineers_are_in_the_answer_and_nowhere_else(ledgers):
    live = factories.publish(ledgers, terms=Terms(2, 3, keep=False))
    assert len(set(live.shares)) == 3
    assert rows(live.desk, "kept_share") == []
    everything = repr([rows(live.desk, table) for table in ("campaign", "roll_campaign", "ticket", "kept_share")])
    assert not any(share in everything for share in live.shares)
    assert live.published.data["shares"] == {"k": 2, "n": 3, "kept": False}


def test_the_server_keeps_the_only_share_or_none(ledgers):
    live = factories.publish(ledgers)
    assert live.shares == ()
    assert len(rows(live.desk, "kept_share")) == 1
    campaign_id = factories.take_in(ledgers)
    for terms in (Terms(2, 3, keep=True, acknowledge_small=True), Terms(3, 2, keep=False, acknowledge_small=True)):
        with pytest.raises(BadSplit):
            publish(ledgers, campaign_id, terms)
    assert preparing.get(ledgers.desk, campaign_id).state == "draft"


def test_a_campaign_that_does_not_exist_is_said_to_be_so(ledgers):
    with pytest.raises(NoSuchCampaign):
        publish(ledgers, "c-00000000")
    with pytest.raises(NoSuchCampaign):
        preparing.get(ledgers.desk, "c-00000000")


def test_progress_is_told_for_each_key(ledgers):
    seen: list[tuple[int, int]] = []
    campaign_id = factories.take_in(ledgers, factories.two_electorates())
    terms = Terms(acknowledge_small=True)
    preparing.publish(
        ledgers.desk, ledgers.box, campaign_id, NOW, terms, lambda done, total: seen.append((done, total))
    )
    assert seen == [(0, 2), (1, 2), (2, 2)]


def test_campaigns_are_listed_newest_first(ledgers):
    for minutes in (1, 3, 2):
        preparing.take_in(ledgers.desk, factories.small_campaign(), NOW + timedelta(minutes=minutes))
    created = [record.created for record in preparing.list_all(ledgers.desk)]
    assert created == sorted(created, reverse=True)


def test_shares_that_cannot_be_handed_over_leave_a_draft_and_not_a_box_that_nobody_can_open(ledgers):
    desk, box = ledgers
    campaign_id = factories.take_in(ledgers)

    def fail(_published):
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        preparing.publish(desk, box, campaign_id, NOW, Terms(2, 3, keep=False, acknowledge_small=True, hand_over=fail))
    assert preparing.get(ledgers.desk, campaign_id).manifest is None
    assert rows(ledgers.box, "box_campaign") == []
    held: list[preparing.Published] = []
    terms = Terms(2, 3, keep=False, acknowledge_small=True, hand_over=held.append)
    assert held == [preparing.publish(desk, box, campaign_id, NOW, terms)]
    assert len(held[0].shares) == 3
