"""Backup and restore: everything, from any database to any, in an order that tells nothing, whole or not at all."""

import base64
import dataclasses
import json
import shutil
import zipfile

import pytest

from evalsite.core.refusals import AlreadyStamped, Closed, FileExists, NotABackup, NotEmpty
from evalsite.settings import load
from evalsite.store import accounts, versions
from evalsite.store.base import BoxBase, DeskBase
from evalsite.usecases import closing, keeping, opening, preparing
from evalsite.usecases.preparing import Terms
from tests import factories
from tests.factories import NOW, SECRET
from tests.usecases.helpers import rows
from tests.usecases.scrutiny import agreed, destroy

TABLES = [table.name for metadata in (DeskBase.metadata, BoxBase.metadata) for table in metadata.sorted_tables]


def content(desk, box):
    return {name: rows(box if name in BoxBase.metadata.tables else desk, name) for name in TABLES}


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh(request, tmp_path):
    """Settings of an instance that does not exist yet, on either kind of database."""
    settings = dataclasses.replace(load({}), instance=tmp_path / "restored", secret_key="")
    if request.param == "sqlite":
        return settings
    url = request.getfixturevalue("fresh_postgres_url")
    return dataclasses.replace(settings, database_url=url(), box_database_url=url())


@pytest.fixture
def opened(fresh):
    """The databases of the fresh instance; what they opened is closed again."""
    pair = fresh.desk(), fresh.box()
    yield pair
    for database in pair:
        database.dispose()


@pytest.fixture
def instance(ledgers):
    """A draft, a campaign that people vote in, one that is opened, and an account."""
    factories.take_in(ledgers)
    voting = factories.publish(ledgers, factories.two_electorates(6, 5))
    factories.cast(voting, voting.codes["A"][0])
    done = factories.publish(ledgers, terms=Terms(2, 3, keep=False))
    factories.cast_all(done)
    closing.close(done.desk, done.box, done.id, NOW)
    opening.open_box(done.desk, done.box, done.id, done.shares[:2])
    with ledgers.desk.write() as connection:
        accounts.add(connection, "组织科", "organiser", "$argon2id$")
    return voting, done


def saved(ledgers, path):
    keeping.backup(ledgers.desk, ledgers.box, SECRET, path)
    return path


def test_what_is_restored_is_what_was_backed_up(ledgers, instance, fresh, opened, tmp_path):
    keeping.backup(ledgers.desk, ledgers.box, SECRET, tmp_path / "copy.zip", b"a template of Word reports")
    keeping.restore(fresh, tmp_path / "copy.zip")
    assert content(*opened) == content(*ledgers)
    assert fresh.require_secret() == SECRET
    assert fresh.own_template() == b"a template of Word reports"
    assert [file.stat().st_mode & 0o077 for file in (fresh.secret_file, fresh.report_template)] == [0, 0]


def test_what_is_left_of_destroyed_ballots_is_restored_too(ledgers, fresh, opened, tmp_path):
    live = agreed(ledgers)
    destroy(live)
    keeping.backup(ledgers.desk, ledgers.box, SECRET, tmp_path / "copy.zip")
    keeping.restore(fresh, tmp_path / "copy.zip")
    assert content(*opened) == content(*ledgers)
    assert rows(opened[1], "destroyed_box") == rows(ledgers.box, "destroyed_box")


def test_voting_goes_on_in_the_restored_instance(ledgers, instance, fresh, opened, tmp_path):
    voting, done = instance
    keeping.restore(fresh, saved(ledgers, tmp_path / "copy.zip"))
    again = dataclasses.replace(voting, desk=opened[0], box=opened[1])
    with pytest.raises(AlreadyStamped):
        factories.cast(again, again.codes["A"][0])
    for code in again.codes["A"][1:]:
        factories.cast(again, code)
    closing.close(opened[0], opened[1], again.id, NOW)
    assert opening.open_box(opened[0], opened[1], again.id).of("A").valid == 6
    recount = opening.open_box(opened[0], opened[1], done.id, done.shares[1:])
    assert json.dumps(recount.to_json(), ensure_ascii=False, sort_keys=True) == preparing.get(opened[0], done.id).tally


def test_accounts_can_be_added_to_the_restored_instance(ledgers, instance, fresh, opened, tmp_path):
    """PostgreSQL numbers accounts from a sequence, which has to go on behind the restored ones."""
    keeping.restore(fresh, saved(ledgers, tmp_path / "copy.zip"))
    with opened[0].write() as connection:
        accounts.add(connection, "监票人", "scrutineer", "$argon2id$")
        assert len(accounts.list_all(connection)) == 2


def test_the_database_keeps_its_rules_in_the_restored_instance(ledgers, instance, fresh, opened, tmp_path):
    keeping.restore(fresh, saved(ledgers, tmp_path / "copy.zip"))
    for database, history in zip(opened, ("desk", "box"), strict=True):
        assert versions.is_current(database, history)  # type: ignore[arg-type]
    (frozen,) = [row for row in rows(opened[1], "box_campaign") if row["frozen"]]
    assert frozen["manifest_hash"] == instance[1].hash


def test_a_backup_of_a_restored_instance_is_the_same_backup(ledgers, instance, fresh, opened, tmp_path):
    first = saved(ledgers, tmp_path / "first.zip")
    keeping.restore(fresh, first)
    keeping.backup(opened[0], opened[1], SECRET, tmp_path / "second.zip")
    assert (tmp_path / "second.zip").read_bytes() == first.read_bytes()


def test_a_backup_says_when_people_are_voting(ledgers, tmp_path):
    assert keeping.backup(ledgers.desk, ledgers.box, SECRET, tmp_path / "1.zip") is False
    live = factories.publish(ledgers)
    assert keeping.backup(ledgers.desk, ledgers.box, SECRET, tmp_path / "2.zip") is True
    closing.close(ledgers.desk, ledgers.box, live.id, NOW)
    assert keeping.backup(ledgers.desk, ledgers.box, SECRET, tmp_path / "3.zip") is False


def test_a_backup_made_while_people_vote_never_lets_a_ticket_vote_twice(ledgers, tmp_path, monkeypatch):
    """An envelope is in the copy only if the copy also knows that its ticket is used."""
    live = factories.publish(ledgers)
    copy = keeping._write
    tables: list[str] = []

    def vote_between(archive, history, *rest):
        copy(archive, history, *rest)
        if not tables:
            factories.cast(live, live.codes["A"][0])
        tables.append(history)

    monkeypatch.setattr(keeping, "_write", vote_between)
    path = saved(ledgers, tmp_path / "copy.zip")
    with zipfile.ZipFile(path) as archive:
        envelopes = archive.read("box/envelope.jsonl").splitlines()
        tickets = [json.loads(line) for line in archive.read("desk/ticket.jsonl").splitlines()]
    assert len(tables) == 2
    assert len(envelopes) <= sum(ticket["state"] == 1 for ticket in tickets)


def test_a_box_that_was_closed_while_it_was_backed_up_is_restored_closed(ledgers, fresh, opened, tmp_path, monkeypatch):
    """Or it would take a late envelope, and never again have the root that was signed."""
    live = factories.publish(ledgers)
    factories.cast(live, live.codes["A"][0])
    late = factories.seal(live)
    stamped = factories.stamp(live, live.codes["A"][1], late)
    copy = keeping._write

    def close_between(archive, history, *rest):
        copy(archive, history, *rest)
        if history == "box":
            closing.close(live.desk, live.box, live.id, NOW)

    monkeypatch.setattr(keeping, "_write", close_between)
    path = saved(ledgers, tmp_path / "copy.zip")
    monkeypatch.undo()
    keeping.restore(fresh, path)
    with pytest.raises(Closed):
        factories.drop(factories.live_of(opened, live.id), late, stamped)
    desk, box = opened
    assert opening.open_box(desk, box, live.id).electorates[0].valid == 1


def test_an_existing_file_is_not_overwritten(ledgers, tmp_path):
    path = tmp_path / "copy.zip"
    path.write_text("something else")
    with pytest.raises(FileExists):
        saved(ledgers, path)
    assert path.read_text() == "something else"


def test_a_backup_that_fails_half_way_leaves_nothing(ledgers, tmp_path, monkeypatch):
    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keeping, "_write", fail)
    (tmp_path / "backups").mkdir()
    with pytest.raises(OSError, match="No space"):
        saved(ledgers, tmp_path / "backups" / "copy.zip")
    assert list((tmp_path / "backups").iterdir()) == []


def test_an_instance_that_holds_something_is_not_restored_over(ledgers, instance, fresh, opened, tmp_path):
    path = saved(ledgers, tmp_path / "copy.zip")
    keeping.restore(fresh, path)
    before = content(*opened)
    with pytest.raises(NotEmpty):
        keeping.restore(fresh, path)
    assert content(*opened) == before


def damage_cut(path):
    path.write_bytes(path.read_bytes()[:-100])


def damage_bytes(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


def damage_text(path):
    path.write_text("no backup at all")


def rewritten(path, change):
    """The same archive with some entries changed (None: left out)."""
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    entries |= change(entries)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in entries.items():
            if data is not None:
                archive.writestr(name, data)


def damage_version(path):
    rewritten(path, lambda _: {"version": b"evalsite-backup-v9"})


def damage_missing(path):
    rewritten(path, lambda _: {"box/envelope.jsonl": None})


def damage_line(path):
    rewritten(path, lambda entries: {"box/envelope.jsonl": entries["box/envelope.jsonl"][:-40]})


def damage_base64(path):
    rewritten(path, lambda entries: {"box/envelope.jsonl": entries["box/envelope.jsonl"].replace(b"A", b"*")})


def damage_column(path):
    rewritten(
        path, lambda entries: {"box/envelope.jsonl": entries["box/envelope.jsonl"].replace(b'"stamp"', b'"when"')}
    )


@pytest.mark.parametrize(
    "damage",
    [damage_cut, damage_bytes, damage_text, damage_version, damage_missing, damage_line, damage_base64, damage_column],
)
def test_a_damaged_backup_restores_nothing_and_the_right_one_can_follow(sqlite_only, tmp_path, damage):
    live = factories.publish(sqlite_only)
    factories.cast(live, live.codes["A"][0])
    good = saved(sqlite_only, tmp_path / "copy.zip")
    bad = tmp_path / "bad.zip"
    shutil.copy(good, bad)
    damage(bad)
    settings = dataclasses.replace(load({}), instance=tmp_path / "restored", secret_key="")
    with pytest.raises(NotABackup):
        keeping.restore(settings, bad)
    keeping.restore(settings, good)
    desk, box = settings.desk(), settings.box()
    assert content(desk, box) == content(*sqlite_only)
    desk.dispose()
    box.dispose()


def test_a_backup_holds_no_moment_and_lists_rows_by_their_keys(ledgers, instance, tmp_path):
    with zipfile.ZipFile(saved(ledgers, tmp_path / "copy.zip")) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        for name in ("box/envelope.jsonl", "desk/ticket.jsonl"):
            lines = [json.loads(line) for line in archive.read(name).splitlines()]
            key = "leaf" if "envelope" in name else "code_hash"
            order = [base64.b64decode(line[key]) for line in lines]
            groups = [base64.b64decode(line.get("manifest_hash", "")) for line in lines]
            assert list(zip(groups, order, strict=True)) == sorted(zip(groups, order, strict=True))
