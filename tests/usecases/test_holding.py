"""Files of secrets that wait to be fetched: sealed, for an hour at most, and gone for good once they are fetched."""

import os
import stat

import pytest

from evalsite.core.refusals import DepositLost
from evalsite.usecases import holding
from evalsite.usecases.depositing import HOUR
from evalsite.usecases.holding import Held
from tests.factories import SECRET
from tests.usecases.helpers import rows

NOW = 1_790_000_000
DATA = b"PK\x03\x04" + b"7K9P 2M4N" * 100


@pytest.fixture
def held(tmp_path):
    return Held("c-1", "slips-1", tmp_path / "c-1")


def look(desk, held, secret=SECRET, now=NOW):
    return holding.look(desk, secret, held, now)


def test_a_file_waits_sealed_and_goes_when_it_is_thrown_away(sqlite_only, held):
    desk = sqlite_only.desk
    holding.keep(desk, SECRET, held, DATA, NOW)
    assert holding.waits(desk, held, NOW) == NOW + HOUR
    assert look(desk, held) == look(desk, held) == DATA
    assert b"7K9P" not in held.file.read_bytes()
    assert stat.S_IMODE(held.file.stat().st_mode) == 0o600
    assert [path.name for path in held.folder.iterdir()] == [held.file.name]
    kept = held.file.read_bytes()
    holding.discard(desk, held)
    assert (holding.waits(desk, held, NOW), rows(desk, "deposit")) == (0, [])
    held.file.write_bytes(kept)  # what a disk still has of it
    with pytest.raises(DepositLost):
        look(desk, held)


def test_a_file_opens_under_this_secret_in_its_own_place_and_whole_only(sqlite_only, held):
    desk = sqlite_only.desk
    holding.keep(desk, SECRET, held, DATA, NOW)
    other = Held("c-1", "slips-2", held.folder)
    holding.keep(desk, SECRET, other, DATA, NOW)
    with pytest.raises(DepositLost):
        look(desk, held, secret="another secret")
    held.file.write_bytes(other.file.read_bytes())
    with pytest.raises(DepositLost):
        look(desk, held)
    held.file.write_bytes(b"")
    with pytest.raises(DepositLost):
        look(desk, held)
    held.file.unlink()
    with pytest.raises(DepositLost):
        look(desk, held)
    assert look(desk, other) == DATA


def test_a_disk_that_takes_no_more_leaves_nothing(sqlite_only, held, monkeypatch):
    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        holding.keep(sqlite_only.desk, SECRET, held, DATA, NOW)
    assert list(held.folder.iterdir()) == []
    assert rows(sqlite_only.desk, "deposit") == []


def test_what_has_outlived_its_hour_is_deleted_and_what_is_being_written_is_not(sqlite_only, held):
    desk = sqlite_only.desk
    writing = Held("c-1", "slips-3", held.folder)
    for one, age in ((held, HOUR), (Held("c-1", "slips-2", held.folder), HOUR), (writing, 0)):
        holding.keep(desk, SECRET, one, DATA, NOW - age)
        os.utime(one.file, (NOW - age, NOW - age))
    holding.keep(desk, SECRET, held, DATA, NOW)  # fetched late, and made once more
    os.utime(held.file, (NOW - HOUR, NOW - HOUR))
    (held.folder / "slips-4.sealed").symlink_to("gone")  # as one that is fetched while the folder is read
    assert holding.clear(desk, held.folder.parent, NOW) == 1
    assert sorted(path.name for path in held.folder.iterdir()) == ["slips-1.sealed", "slips-3.sealed", "slips-4.sealed"]
