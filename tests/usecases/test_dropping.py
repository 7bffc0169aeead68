"""The box takes what is stamped, once, and gives the same receipt for it as often as it is asked."""

import secrets
import threading
from functools import partial
from typing import Any

import pytest

from evalsite.core import envelope as formats
from evalsite.core.refusals import BadStamp, Closed, UnknownCampaign, WrongSize
from evalsite.crypto import blindrsa, merkle, receipts
from evalsite.crypto.blindrsa import IssuingKey
from evalsite.crypto.sealing import OpeningKey
from evalsite.store import box as box_store
from evalsite.usecases import closing, dropping, stamping
from tests import factories
from tests.factories import NOW, SECRET
from tests.usecases.helpers import Interrupted, at_once, interrupted_at, rows, statements


@pytest.fixture
def live(ledgers):
    return factories.publish(ledgers)


def stamped(live, number=0, electorate="A", sealed=None):
    sealed = sealed or factories.seal(live, electorate=electorate)
    return sealed, factories.stamp(live, live.codes[electorate][number], sealed)


def inside(live):
    return [row["leaf"] for row in rows(live.box, "envelope")]


def forged(live, sealed):
    """A stamp over the same message by a key that is not the electorate's."""
    foreign = IssuingKey.generate()
    blinded = blindrsa.blind(foreign.public, sealed.message, secrets.token_bytes)
    signature = foreign.blind_sign(blinded.blinded)
    return blindrsa.finalize(foreign.public, sealed.message, signature, blinded.inverse)


# --- once -------------------------------------------------------------------------------------------------------------


def test_a_dropped_envelope_gets_a_receipt_that_the_published_key_has_signed(live):
    sealed, stamp = stamped(live)
    receipt = factories.drop(live, sealed, stamp)
    assert receipt.leaf == formats.leaf(live.hash, "A", formats.digest(sealed.envelope))
    message = formats.receipt_message(live.hash, receipt.leaf)
    assert receipts.verify(live.published.receipt_key, message, receipt.signature)
    assert inside(live) == [receipt.leaf]


def test_the_same_envelope_again_gets_the_same_receipt_and_is_one(live):
    sealed, stamp = stamped(live)
    answers = {factories.drop(live, sealed, stamp) for _ in range(3)}
    assert len(answers) == 1
    assert len(inside(live)) == 1


def test_twenty_impatient_drops_of_one_envelope_are_one(live):
    sealed, stamp = stamped(live)
    answers = at_once([lambda: factories.drop(live, sealed, stamp)] * 20)
    assert len(set(answers)) == 1
    assert isinstance(answers[0], dropping.Receipt)
    assert inside(live) == [answers[0].leaf]


@pytest.mark.parametrize("number", range(1, 6))
def test_a_drop_interrupted_at_any_statement_is_in_the_box_after_the_retry_once(live, number):
    sealed, stamp = stamped(live)
    with interrupted_at(number, live.box):
        try:
            factories.drop(live, sealed, stamp)
        except Interrupted:
            assert inside(live) == []
    receipt = factories.drop(live, sealed, stamp)
    assert inside(live) == [receipt.leaf]


def test_an_envelope_waits_for_its_drop_however_late_until_the_box_is_frozen(live):
    """Lost after the stamp, the phone off over night: the stamp is good until the box is closed."""
    sealed, stamp = stamped(live)
    factories.cast(live, live.codes["A"][1])
    factories.drop(live, sealed, stamp)
    assert len(inside(live)) == 2


# --- what is refused --------------------------------------------------------------------------------------------------


def refused(live, refusal, envelope, stamp, electorate="A", manifest_hash=None):
    before = inside(live)
    with pytest.raises(refusal):
        dropping.drop(live.box, live.hash if manifest_hash is None else manifest_hash, electorate, envelope, stamp)
    assert inside(live) == before


def test_an_envelope_of_another_size_is_refused(live):
    for number, other in enumerate((-1, 1, -16, 16, 4096)):
        size = live.published.ballot_size + formats.OVERHEAD + other
        sealed, stamp = stamped(live, number, sealed=factories.blind_envelope(live, bytes(size)))
        refused(live, WrongSize, sealed.envelope, stamp)
    refused(live, WrongSize, b"", b"")


def test_an_altered_or_truncated_envelope_is_refused(live):
    sealed, stamp = stamped(live)
    for place in (0, 31, 32, len(sealed.envelope) // 2, len(sealed.envelope) - 1):
        altered = bytearray(sealed.envelope)
        altered[place] ^= 1
        refused(live, BadStamp, bytes(altered), stamp)
    refused(live, WrongSize, sealed.envelope[:-1], stamp)
    factories.drop(live, sealed, stamp)


def test_an_altered_truncated_or_lengthened_stamp_is_refused(live):
    sealed, stamp = stamped(live)
    altered = bytes([stamp[0] ^ 1]) + stamp[1:]
    for bad in (altered, stamp[:-1], stamp + b"\0", b"", bytes(256), b"\xff" * 256):
        refused(live, BadStamp, sealed.envelope, bad)


def test_a_stamp_by_another_key_is_refused(live):
    sealed, _ = stamped(live)
    refused(live, BadStamp, sealed.envelope, forged(live, sealed))


def test_the_unblinded_answer_of_the_roll_is_no_stamp(live):
    sealed = factories.seal(live)
    answer = stamping.stamp(live.desk, SECRET, live.codes["A"][0], sealed.blinded, NOW)
    refused(live, BadStamp, sealed.envelope, answer)


def test_a_stamp_for_one_envelope_stamps_no_other(live):
    _, stamp = stamped(live)
    refused(live, BadStamp, factories.seal(live).envelope, stamp)


def test_a_stamp_of_one_electorate_is_not_taken_for_another(ledgers):
    live = factories.publish(ledgers, factories.two_electorates())
    sealed, stamp = stamped(live, electorate="A")
    refused(live, BadStamp, sealed.envelope, stamp, electorate="B")
    refused(live, BadStamp, sealed.envelope, stamp, electorate="C")
    refused(live, BadStamp, sealed.envelope, stamp, electorate="\ud800")


def test_an_envelope_of_another_campaign_is_refused_also_with_its_own_stamp(live):
    other = factories.publish((live.desk, live.box))
    sealed, stamp = stamped(other)
    refused(live, BadStamp, sealed.envelope, stamp)
    factories.drop(other, sealed, stamp)
    refused(live, BadStamp, sealed.envelope, stamp)


def test_a_campaign_that_the_box_does_not_hold_is_unknown(live):
    sealed, stamp = stamped(live)
    refused(live, UnknownCampaign, sealed.envelope, stamp, manifest_hash=bytes(32))
    refused(live, UnknownCampaign, sealed.envelope, stamp, manifest_hash=b"")


def test_an_envelope_sealed_to_another_key_cannot_be_told_and_is_counted_void_later(live):
    foreign = OpeningKey.from_seed(bytes(16)).public
    sealed = factories.seal_bytes(live, bytes(live.published.ballot_size), opening_key=foreign)
    factories.cast_sealed(live, live.codes["A"][0], sealed)
    assert len(inside(live)) == 1


# --- the freezing -----------------------------------------------------------------------------------------------------


def test_a_frozen_box_takes_nothing_new_but_gives_every_receipt_again(live):
    sealed, stamp = stamped(live, 0)
    late, late_stamp = stamped(live, 1)
    receipt = factories.drop(live, sealed, stamp)
    closing.close(live.desk, live.box, live.id, NOW)
    assert factories.drop(live, sealed, stamp) == receipt
    refused(live, Closed, late.envelope, late_stamp)


def test_every_envelope_that_was_acknowledged_while_the_box_was_frozen_is_under_the_root(ledgers):
    live = factories.publish(ledgers, factories.small_campaign(24))
    ready = [stamped(live, number) for number in range(24)]
    frozen: list[dict[str, Any]] = []
    closer = threading.Thread(target=lambda: frozen.append(closing.close(live.desk, live.box, live.id, NOW)))

    def drop(number):
        if number == 8:
            closer.start()
        return factories.drop(live, *ready[number])

    answers = at_once([partial(drop, number) for number in range(24)])
    closer.join()
    acknowledged = {answer.leaf for answer in answers if isinstance(answer, dropping.Receipt)}
    assert all(isinstance(answer, dropping.Receipt | Closed) for answer in answers), answers
    assert acknowledged == set(inside(live))
    assert frozen[0]["root"] == merkle.root(inside(live)).hex()
    assert frozen[0]["counts"][0]["dropped"] == len(acknowledged)
    for number, answer in enumerate(answers):
        if isinstance(answer, dropping.Receipt):
            assert factories.drop(live, *ready[number]) == answer
        else:
            refused(live, Closed, ready[number][0].envelope, ready[number][1])


def test_a_retry_that_meets_the_freezing_gets_its_receipt(live, monkeypatch):
    """PostgreSQL: between the look and the insert the box is frozen; it holds the envelope from the first try."""
    sealed, stamp = stamped(live)
    receipt = factories.drop(live, sealed, stamp)
    late, late_stamp = stamped(live, 1)
    verify = blindrsa.StampKey.verify

    def freeze_meanwhile(key, message, signature):
        with live.box.write() as connection:
            box_store.freeze(connection, live.hash)
        return verify(key, message, signature)

    monkeypatch.setattr(blindrsa.StampKey, "verify", freeze_meanwhile)
    assert factories.drop(live, sealed, stamp) == receipt
    with pytest.raises(Closed):
        factories.drop(live, late, late_stamp)


# --- cost -------------------------------------------------------------------------------------------------------------


def test_a_drop_takes_the_same_few_statements_however_full_the_box_is(ledgers):
    live = factories.publish(ledgers, factories.small_campaign(12))
    counts = set()
    for number in range(12):
        sealed, stamp = stamped(live, number)
        for _ in range(2):  # the first time and the retry
            with statements(live.desk, live.box) as sent:
                factories.drop(live, sealed, stamp)
            counts.add(len([statement for statement in sent if not statement.startswith("BEGIN")]))
    assert counts == {2}


def test_a_drop_asks_nothing_of_desk_or_roll(live):
    sealed, stamp = stamped(live)
    with statements(live.desk) as sent:
        factories.drop(live, sealed, stamp)
    assert sent == []
