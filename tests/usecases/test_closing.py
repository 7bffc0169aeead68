"""Closing freezes, counts, signs and destroys; interrupted anywhere and taken up again it ends the same."""

import json
import secrets
from itertools import cycle

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_der_private_key

from evalsite.core import envelope as formats
from evalsite.core.refusals import BoxChanged, Closed, NoSuchCampaign, WrongState
from evalsite.crypto import blindrsa, merkle, receipts
from evalsite.crypto import manifest as manifests
from evalsite.crypto.blindrsa import IssuingKey
from evalsite.store import box as box_store
from evalsite.usecases import closing, preparing, stamping
from tests import factories
from tests.factories import NOW, SECRET
from tests.usecases.helpers import Interrupted, at_once, interrupted_at, rows, statements, tamper


@pytest.fixture
def live(ledgers):
    """Two electorates; three have stamped, two of them have dropped."""
    made = factories.publish(ledgers, factories.two_electorates(6, 5))
    factories.cast(made, made.codes["A"][0])
    factories.cast(made, made.codes["B"][0], electorate="B")
    factories.stamp(made, made.codes["A"][1], factories.seal(made))
    return made


def close(live, **kind):
    return closing.close(live.desk, live.box, live.id, NOW, **kind)


def leaves(live):
    return [row["leaf"] for row in rows(live.box, "envelope") if row["manifest_hash"] == live.hash]


def require_closed(live, statement):
    """All that a closing has to leave behind."""
    record = preparing.get(live.desk, live.id)
    assert record.state == "closed"
    assert closing.statement_of(record) == statement
    assert statement == {
        "v": 1,
        "id": live.id,
        "manifest_hash": live.hash.hex(),
        "root": merkle.root(leaves(live)).hex(),
        "counts": [
            {"electorate": "A", "issued": 6, "stamped": 2, "dropped": 1},
            {"electorate": "B", "issued": 5, "stamped": 1, "dropped": 1},
        ],
        "closed": "2026-11-21",
    }
    assert not [row for row in rows(live.desk, "issuing_key") if row["campaign"] == live.id]
    assert {row["stamping"] for row in rows(live.desk, "roll_campaign") if row["id"] == live.id} == {0}
    assert {row["frozen"] for row in rows(live.box, "box_campaign") if row["manifest_hash"] == live.hash} == {1}
    with pytest.raises(Closed):
        factories.cast(live, live.codes["A"][2])


def test_closing_counts_freezes_and_destroys_the_issuing_keys(live):
    require_closed(live, close(live))


def test_the_statement_is_signed_with_the_published_receipt_key_and_in_canonical_form(live):
    close(live)
    closed = json.loads(preparing.get(live.desk, live.id).closing or "")
    manifests.parse(closed["statement"])
    message, signature = formats.closing_message(closed["statement"]), formats.unb64(closed["signature"])
    assert receipts.verify(live.published.receipt_key, message, signature)
    assert not receipts.verify(live.published.receipt_key, message + b"x", signature)


def test_an_empty_box_can_be_closed(ledgers):
    live = factories.publish(ledgers)
    statement = close(live)
    assert statement["root"] == merkle.root([]).hex()
    assert statement["counts"] == [{"electorate": "A", "issued": 6, "stamped": 0, "dropped": 0}]


def test_a_campaign_without_tickets_can_be_closed(ledgers):
    live = factories.publish(ledgers, issue=False)
    assert close(live)["counts"] == [{"electorate": "A", "issued": 0, "stamped": 0, "dropped": 0}]


def test_only_a_published_campaign_is_closed_and_only_once(live):
    draft = factories.take_in((live.desk, live.box))
    with pytest.raises(WrongState):
        closing.close(live.desk, live.box, draft, NOW)
    with pytest.raises(NoSuchCampaign):
        closing.close(live.desk, live.box, "c-00000000", NOW)
    close(live)
    with pytest.raises(WrongState):
        close(live)


def test_there_is_no_statement_before_the_closing(live):
    with pytest.raises(WrongState):
        closing.statement_of(preparing.get(live.desk, live.id))


def test_of_several_who_close_at_once_all_end_with_the_one_statement(live):
    answers = at_once([lambda: close(live)] * 4)
    given = [answer for answer in answers if not isinstance(answer, WrongState)]
    assert given
    for statement in given:
        require_closed(live, statement)


def test_closing_one_campaign_leaves_the_others_open(live):
    other = factories.publish((live.desk, live.box))
    require_closed(live, close(live))
    factories.cast(other, other.codes["A"][0])
    assert len(rows(other.desk, "issuing_key")) == 1


# --- the wait for ballots under way -----------------------------------------------------------------------------------


def test_closing_waits_for_stamped_envelopes_and_no_longer_than_needed(live):
    sealed = factories.seal(live)
    stamp = factories.stamp(live, live.codes["A"][2], sealed)
    waits: list[float] = []

    def sleep(seconds):
        waits.append(seconds)
        if len(waits) == 3:
            factories.drop(live, sealed, stamp)

    statement = close(live, grace=closing.POLL * 8, sleep=sleep)
    assert len(waits) == 8  # one stamped envelope of the fixture never comes
    assert statement["counts"][0]["dropped"] == 2

    quick = factories.publish((live.desk, live.box))
    factories.cast(quick, quick.codes["A"][0])
    closing.close(quick.desk, quick.box, quick.id, NOW, grace=3600, sleep=lambda _: pytest.fail("nobody is missing"))


def test_while_closing_waits_nobody_new_is_stamped_but_a_lost_answer_is_given_again(live):
    sealed, code = factories.seal(live), live.codes["A"][2]
    before = factories.stamp(live, code, sealed)

    def sleep(_seconds):
        assert factories.stamp(live, code, sealed) == before
        with pytest.raises(Closed):
            factories.stamp(live, live.codes["A"][3], factories.seal(live))

    close(live, grace=closing.POLL, sleep=sleep)


# --- interrupted ------------------------------------------------------------------------------------------------------


def test_a_closing_interrupted_at_any_statement_ends_the_same_when_it_is_called_again(live, monkeypatch):
    keys = cycle([IssuingKey.generate(), IssuingKey.generate()])
    monkeypatch.setattr(IssuingKey, "generate", lambda _bits: next(keys))  # new ones each time take longest of all
    ledgers = (live.desk, live.box)
    with statements(*ledgers) as sent:
        statement = close(live)
    require_closed(live, statement)
    assert len(sent) > 20
    for number in range(1, len(sent) + 1):
        again = factories.publish(ledgers, factories.two_electorates(6, 5))
        factories.cast(again, again.codes["A"][0])
        factories.cast(again, again.codes["B"][0], electorate="B")
        factories.stamp(again, again.codes["A"][1], factories.seal(again))
        with interrupted_at(number, *ledgers), pytest.raises(Interrupted):
            close(again)
        if preparing.get(again.desk, again.id).state != "closed":
            require_closed(again, close(again))


# --- the keys ---------------------------------------------------------------------------------------------------------


def secrets_of(der):
    """What of a private key would be enough to rebuild it."""
    key = load_der_private_key(der, password=None)
    assert isinstance(key, RSAPrivateKey)
    one = key.private_numbers()
    numbers = [one.p, one.q, one.d, one.dmp1, one.dmq1, one.iqmp]
    return [number.to_bytes((number.bit_length() + 7) // 8, "big") for number in numbers]


def test_nothing_of_a_destroyed_key_is_left_in_the_sqlite_file(sqlite_only):
    live = factories.publish(sqlite_only, factories.two_electorates(6, 5))
    keys = [secret for row in rows(live.desk, "issuing_key") for secret in secrets_of(row["private"])]
    path = live.desk.path
    assert path is not None
    before = path.read_bytes()
    assert all(key[:16] in before for key in keys)
    factories.cast(live, live.codes["A"][0])
    close(live)
    for file in path.parent.iterdir():
        content = file.read_bytes()
        # No 16 bytes in a row of it: half of a prime's upper bits would already be enough to factor the modulus.
        assert not [key for key in keys if any(key[at : at + 16] in content for at in range(0, len(key) - 16, 16))]


# --- a box that somebody has had in hand ------------------------------------------------------------------------------


def test_an_envelope_that_was_edited_before_the_closing_is_found_by_it(live):
    tamper(live.box, "envelope", "UPDATE envelope SET envelope = :other WHERE electorate = 'A'", other=bytes(48))
    with pytest.raises(BoxChanged):
        close(live)


def test_an_envelope_that_was_put_in_without_a_stamp_is_found_by_the_closing(live):
    sealed = factories.seal(live)
    leaf = formats.leaf(live.hash, "A", formats.digest(sealed.envelope))
    with live.box.write() as connection:
        inside = box_store.Envelope(leaf, "A", sealed.envelope, bytes(256))
        box_store.add(connection, live.hash, inside)
    with pytest.raises(BoxChanged):
        close(live)


def test_an_envelope_that_was_moved_to_another_electorate_is_found_by_the_closing(live):
    tamper(live.box, "envelope", "UPDATE envelope SET electorate = 'B' WHERE electorate = 'A'")
    with pytest.raises(BoxChanged):
        close(live)


def test_a_key_that_was_slipped_into_the_boxs_copy_of_the_manifest_does_not_count(live):
    """Whoever holds the box alone could put his own stamp key there; the desk's manifest is the one that counts."""
    foreign = factories.publish((live.desk, live.box), factories.two_electorates(6, 5))
    text = live.published.text.replace(
        formats.b64(live.key("A").n.to_bytes(256, "big")), formats.b64(foreign.key("A").n.to_bytes(256, "big"))
    )
    tamper(live.box, "box_campaign", "UPDATE box_campaign SET manifest = :text WHERE manifest_hash = :hash", text=text, hash=live.hash)  # fmt: skip
    sealed = factories.seal(live)
    blinded = blindrsa.blind(foreign.key("A"), sealed.message, secrets.token_bytes)
    signature = stamping.stamp(live.desk, SECRET, foreign.codes["A"][0], blinded.blinded, NOW)
    stamp = blindrsa.finalize(foreign.key("A"), sealed.message, signature, blinded.inverse)
    factories.drop(live, sealed, stamp)  # the box is deceived
    with pytest.raises(BoxChanged):
        close(live)
