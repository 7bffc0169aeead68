"""Deposited shares: sealed while they lie there, taken out once and together, gone when their time is over."""

import pytest

from evalsite.core.refusals import DepositLost
from evalsite.store import deposits
from evalsite.usecases import depositing, keeping
from evalsite.usecases.depositing import HOUR, Place
from tests.factories import SECRET
from tests.usecases.helpers import rows

NOW = 1_790_000_000
SHARES = ("academic acid acrobat romp charity", "academic acid beard roster ladle")


def put(desk, share, seat="", lasting=HOUR, occasion="opening"):
    return depositing.deposit(desk, SECRET, Place("c-1", occasion, seat), share, NOW, lasting)


def take(desk, now=NOW, secret=SECRET):
    return depositing.take_all(desk, secret, "c-1", now)


def test_shares_come_out_together_and_once(ledgers):
    assert put(ledgers.desk, SHARES[0], "1") == 1
    assert put(ledgers.desk, SHARES[1], "2") == 2
    assert put(ledgers.desk, SHARES[1], occasion="another") == 1
    assert depositing.seats_in(ledgers.desk, "c-1", NOW) == ("1", "2")
    assert take(ledgers.desk) == SHARES
    assert take(ledgers.desk) == ()
    assert depositing.seats_in(ledgers.desk, "c-1", NOW, "another") == ("",)
    assert depositing.discard(ledgers.desk, "c-1", "another") == 1
    assert depositing.discard(ledgers.desk, "c-1", "another") == 0


def test_another_share_of_a_seat_takes_its_place_and_those_without_a_seat_all_stay(ledgers):
    put(ledgers.desk, SHARES[0], "1")
    put(ledgers.desk, SHARES[1], "1")
    assert put(ledgers.desk, SHARES[0]) == 2
    assert put(ledgers.desk, SHARES[0]) == 3
    assert depositing.seats_in(ledgers.desk, "c-1", NOW) == ("1", "", "")
    assert sorted(take(ledgers.desk)) == sorted([SHARES[1], SHARES[0], SHARES[0]])


def test_what_has_outlived_its_time_is_not_given_and_goes(ledgers):
    put(ledgers.desk, SHARES[0], "1", lasting=60)
    put(ledgers.desk, SHARES[1], "2", lasting=7 * 24 * HOUR)
    assert depositing.clear(ledgers.desk, NOW + 59) == 0
    assert depositing.seats_in(ledgers.desk, "c-1", NOW + 60) == ("2",)
    assert depositing.clear(ledgers.desk, NOW + 60) == 1
    assert len(rows(ledgers.desk, "deposit")) == 1
    assert take(ledgers.desk, NOW + 60) == SHARES[1:]


def test_the_files_hold_no_word_of_a_share_while_it_lies_there_nor_its_sealed_form_afterwards(sqlite_only, tmp_path):
    put(sqlite_only.desk, SHARES[0], "1")
    (row,) = rows(sqlite_only.desk, "deposit")
    sealed = row["sealed"]
    content = sqlite_only.desk.path.read_bytes()
    assert b"acrobat" not in content
    assert sealed in content
    keeping.backup(sqlite_only.desk, sqlite_only.box, SECRET, tmp_path / "copy.zip")
    take(sqlite_only.desk)
    assert sealed not in sqlite_only.desk.path.read_bytes()
    assert sealed[:16] not in sqlite_only.desk.path.read_bytes()


def test_a_share_opens_under_this_secret_and_in_its_own_place_only(ledgers):
    put(ledgers.desk, SHARES[0], "1")
    with pytest.raises(DepositLost):
        take(ledgers.desk, secret="another secret")
    assert rows(ledgers.desk, "deposit") == []
    put(ledgers.desk, SHARES[0], "1")
    with ledgers.desk.write() as connection:
        ((_, sealed),) = deposits.find(connection, "c-1", "opening", NOW)
        deposits.put(connection, "c-1", "opening", "2", sealed, NOW + HOUR)
    with pytest.raises(DepositLost):
        take(ledgers.desk)
