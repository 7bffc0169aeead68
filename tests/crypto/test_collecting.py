"""Shares on their way: a collection password opens its own share in its own place, and nothing else does."""

import pytest

from evalsite.core.refusals import RoomLeft, WrongCollectionPassword
from evalsite.crypto import collecting, sealing
from evalsite.crypto.collecting import Cost, Lock
from evalsite.crypto.sealing import OpeningKey

CHEAP = Cost(memory=8, passes=1, lanes=1)
HASH, OTHER = bytes(range(32)), bytes(32)
WORDS = "academic acid acrobat romp charity"


def test_the_password_alone_opens_what_was_sealed_for_its_lock():
    lock = Lock.from_text(collecting.make_lock("瓦罐 晨雾", CHEAP).to_text())
    sealed = collecting.seal_share(collecting.public_in(lock), WORDS, HASH, 1)
    assert WORDS.encode() not in sealed
    assert collecting.open_share(collecting.unlock(lock, "瓦罐 晨雾"), sealed, HASH, 1) == WORDS
    assert collecting.unlock(lock, "瓦罐\u3000晨雾")  # a wide space, as Chinese keyboards type it
    with pytest.raises(WrongCollectionPassword):
        collecting.unlock(lock, "瓦罐 晨露")


def test_two_locks_of_one_password_have_nothing_in_common():
    first, second = (collecting.make_lock("瓦罐 晨雾", CHEAP) for _ in range(2))
    assert first.salt != second.salt
    assert first.public != second.public


@pytest.mark.parametrize(("manifest_hash", "seat"), [(OTHER, 1), (HASH, 2)])
def test_a_share_opens_in_its_own_campaign_and_seat_only(manifest_hash, seat):
    key = collecting.room_key()
    sealed = collecting.seal_share(collecting.public_of(key), WORDS, HASH, 1)
    with pytest.raises(RoomLeft):
        collecting.open_share(key, sealed, manifest_hash, seat)


def test_bytes_that_are_no_key_open_nothing():
    sealed = collecting.seal_share(collecting.public_of(collecting.room_key()), WORDS, HASH, 1)
    with pytest.raises(RoomLeft):
        collecting.open_share(b"short", sealed, HASH, 1)
    with pytest.raises(RoomLeft):
        collecting.public_of(b"short")


def test_the_mark_of_a_share_is_of_its_words_and_campaign():
    marks = {collecting.mark_of(words, manifest) for words in (WORDS, "other words") for manifest in (HASH, OTHER)}
    assert len(marks) == 4


def test_a_trial_envelope_opens_with_the_campaigns_key_alone_and_is_no_ballot():
    key, other = OpeningKey.from_seed(bytes(16)), OpeningKey.from_seed(bytes(15) + b"\1")
    envelope = sealing.seal_trial(key.public, HASH)
    assert key.opens_trial(envelope, HASH)
    assert not key.opens_trial(envelope, OTHER)
    assert not other.opens_trial(envelope, HASH)
    assert not key.opens_trial(b"short", HASH)
    assert not key.opens_trial(sealing.seal(key.public, sealing.TRIAL, HASH, ""), HASH)
