"""Whole campaigns on the product, voted in over its real HTTP protocol, and everything that is left of them."""

import random
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
from click.testing import CliRunner
from sqlalchemy import inspect, text

from evalsite.cli import evalsite
from evalsite.core import ballot as ballots
from evalsite.core import envelope as formats
from evalsite.core import ticket as codes
from evalsite.core.ballot import Ballot
from evalsite.crypto.blindrsa import IssuingKey
from evalsite.jobs import closing as jobs
from evalsite.jobs import kinds, running
from evalsite.settings import load
from evalsite.store import roll
from evalsite.store.box import EnvelopeRow
from evalsite.store.engine import Database
from evalsite.store.relay import relay
from evalsite.voter.client import Slip, Trip, Voter
from evalsite.voter.wire import Wire
from tests.attack.adversary import Case
from tests.attack.evidence import Envelope, Evidence, Found, Ticket
from tests.browser.site import Site
from tests.factories import SECRET, Live

VOTERS = 100
HALF = 52  # no multiple of anything
WAIT = 60  # seconds until a ledger must have come to rest
TABLES = {"desk": "ticket", "box": "envelope"}


@dataclass
class Hall:
    """The people, as somebody saw them come: ``trips[i]`` is of ``came[i]``. ``stamps`` are the roll's own answers."""

    live: Live
    keys: dict[str, IssuingKey]
    issued: list[str]
    came: list[str] = field(default_factory=list)
    trips: list[Trip] = field(default_factory=list)

    @classmethod
    def of(cls, live: Live) -> "Hall":
        """The issuing keys are taken while they are there: somebody copied them on the day of the publication."""
        with live.desk.read() as connection:
            ders = {code: roll.find_key(connection, live.id, code) for code in live.codes}
        keys = {code: IssuingKey.from_der(der) for code, der in ders.items() if der is not None}
        issued = [code for ones in live.codes.values() for code in ones]
        return cls(live, keys, issued, random.sample(issued, len(issued)))

    def vote(self, wire: Wire, until: int) -> None:
        """The next people vote one after the other, so that each one's place is known exactly."""
        for code in self.came[len(self.trips) : until]:
            voter = Voter(Slip(wire.base_url, code, self.live.published.fingerprint), wire, sleep=lambda _seconds: None)
            served = voter.fetch_sheet()
            self.trips.append(voter.finish(served, voter.seal(served, self._ballot(served.electorate))))

    def _ballot(self, electorate: str) -> Ballot:
        """Some write much, some nothing."""
        text = random.choice(("", "好", "建议" * random.randrange(1, 90)))
        return ballots.compose(self.live.sheet(electorate), {0: random.randint(1, 4), 1: text} if text else {0: 1})

    def case(self, evidence: Evidence, parts: Sequence[range] = (), until: int = VOTERS) -> Case:
        tickets = [Ticket(code, trip.blinded) for code, trip in zip(self.came, self.trips, strict=False)]
        return Case(tickets[:until], self.envelopes()[:until], evidence, self.issued, parts)

    def envelopes(self) -> list[Envelope]:
        found = []
        for trip in self.trips:
            digest = formats.digest(trip.envelope)
            leaf = formats.leaf(self.live.hash, trip.electorate, digest)
            found.append(Envelope(leaf, digest, trip.envelope, trip.stamp))
        return found


@dataclass(frozen=True)
class Answer:
    """One exchange as a watcher of lengths sees it."""

    path: str
    asked: int
    status: int
    length: int
    headers: tuple[tuple[str, str], ...]


class Recorder(httpx.BaseTransport):
    """Passes requests on and notes what the answers look like from outside."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self._inner = inner
        self.answers: list[Answer] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self._inner.handle_request(request)
        response.read()
        headers = tuple(sorted((name.lower(), value) for name, value in response.headers.items()))
        one = Answer(request.url.path, len(request.content), response.status_code, len(response.content), headers)
        self.answers.append(one)
        return response

    def close(self) -> None:
        self._inner.close()


# --- at rest ----------------------------------------------------------------------------------------------------------


def await_rest(live: Live, scratch: Path) -> None:
    """Until both ledgers were laid anew by the server itself, because nobody came for a while."""
    end = time.monotonic() + WAIT
    ledgers = {"desk": live.desk, "box": live.box}
    while not all(_is_at_rest(database, TABLES[name], scratch) for name, database in ledgers.items()):
        assert time.monotonic() < end, "the ledgers were never laid anew"
        time.sleep(0.1)


def _is_at_rest(database: Database, table: str, scratch: Path) -> bool:
    if database.path is None:
        with database.read() as connection:
            return connection.scalar(text(f"SELECT count(DISTINCT xmin::text) FROM {table}")) == 1
    copy = Database(f"sqlite:///{scratch}/copy.sqlite")
    assert copy.path is not None
    content = database.path.read_bytes()
    copy.path.write_bytes(content)
    relay(copy, EnvelopeRow)
    copy.dispose()
    return copy.path.read_bytes() == content


# --- what is left on SQLite -------------------------------------------------------------------------------------------


def sqlite_evidence(folder: Path, scratch: Path) -> Evidence:
    """All files of an instance with their times, and the rows of its databases, read from copies."""
    evidence = Evidence()
    evidence.take_folder(folder)
    for path in folder.glob("*.sqlite*"):
        if path.suffix in (".sqlite", ".sqlite3"):
            shutil.copy(path, scratch / path.name)
            evidence.take_sqlite(scratch / path.name)
    return evidence


@dataclass
class Left:
    """A campaign that is over: people, and the evidence in the middle of it and after it."""

    hall: Hall
    middle: Evidence
    after: Evidence
    answers: list[Answer]
    log_before: bytes
    log_after: bytes


def on_sqlite(folder: Path, port: int, campaign: Any) -> Left:
    """Served by gunicorn, closed by the worker, then run by the commands that an organiser types, all their outputs kept
    in the instance.
    """
    scratch = folder / "scratch"
    scratch.mkdir()
    instance = folder / "instance"
    with Site(instance, port) as site:
        hall = Hall.of(site.publish("one", campaign))
        _write_tickets(instance / "tickets.csv", hall, site.base)
        site.start(relay_idle="0.5", close_grace="0")
        log = instance / "server.log"
        before = log.read_bytes()
        recorder = Recorder(httpx.HTTPTransport())
        with Wire(f"http://127.0.0.1:{port}", transport=recorder) as wire:
            hall.vote(wire, HALF)
            await_rest(hall.live, scratch)
            middle = sqlite_evidence(instance, scratch)
            hall.vote(wire, VOTERS)
        _close(site, hall.live)
        one = hall.live.id
        for name, command in COMMANDS.items():
            _run(site, *(part.format(id=one, file=instance / name) for part in command))
        after_log = log.read_bytes()
        after = sqlite_evidence(instance, scratch)
    return Left(hall, middle, after, recorder.answers, before, after_log)


COMMANDS = {
    "open": ("open", "{id}"),
    "results.json": ("export", "{id}", "--format", "json", "-o", "{file}"),
    "results.csv": ("export", "{id}", "--format", "csv", "-o", "{file}"),
    "results.xlsx": ("export", "{id}", "--format", "xlsx", "-o", "{file}"),
    "report.html": ("report", "{id}", "--subject", "D1", "--format", "html", "-o", "{file}"),
    "audit.zip": ("bundle", "{id}", "-o", "{file}"),
    "backup.zip": ("backup", "{file}"),
}


def _close(site: Site, live: Live) -> None:
    """As the desk does it: a job, for which the queue wakes the worker."""
    jobs.start_by_hand(load(site.environment), live.desk, live.id, "")
    end = time.monotonic() + WAIT
    while running.is_running(running.latest(live.desk, live.id, kinds.CLOSE)):
        assert time.monotonic() < end, "the box was never closed"
        time.sleep(0.05)


def _run(site: Site, *arguments: str) -> None:
    """An ``evalsite`` command, without the seconds that starting a process for each would take."""
    done = CliRunner().invoke(evalsite, arguments, env=site.environment | {"EVALSITE_CLOSE_GRACE": "0"})
    assert done.exit_code == 0, done.output


def _write_tickets(path: Path, hall: Hall, base: str) -> None:
    lines = [f"A,{code},{codes.slip_url(base, code, hall.live.published.fingerprint)}\n" for code in hall.issued]
    path.write_text("electorate,code,url\n" + "".join(lines))


# --- what is left on PostgreSQL ---------------------------------------------------------------------------------------


def postgres_evidence(data: Path, databases: Sequence[Database]) -> Evidence:
    """All files of the server that concern these databases, but for the write-ahead log; all rows as SQL shows them.

    The log keeps the order of arrival by its nature, until it is recycled: docs/threat-model.md says what operators must do.
    Looked at again when a ledger was laid anew meanwhile: its new file is not on the disk before the next checkpoint.
    """
    while True:
        before = _relation_files(databases)
        evidence = _postgres_evidence(data, databases)
        if _relation_files(databases) == before:
            return evidence


def _relation_files(databases: Sequence[Database]) -> list[list[int]]:
    found = []
    for database in databases:
        with database.read() as connection:
            query = text("SELECT relfilenode FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY oid")
            found.append(list(connection.scalars(query)))
    return found


def _postgres_evidence(data: Path, databases: Sequence[Database]) -> Evidence:
    evidence = Evidence()
    for database in databases:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("CHECKPOINT"))
            number = connection.scalar(text("SELECT oid FROM pg_database WHERE datname = current_database()"))
            tables = [*inspect(connection).get_table_names(), "pg_statistic", "pg_class", "pg_index"]
            tables += connection.scalars(text("SELECT reltoastrelid::regclass::text FROM pg_class WHERE relname = 'envelope'")).all()  # fmt: skip
            for table in tables:
                query = f"SELECT ctid::text, xmin::text, xmax::text, cmin::text, * FROM {table} ORDER BY ctid"
                rows = connection.execute(text(query)).mappings()
                evidence.tables[f"{number}:{table}"] = [dict(row) for row in rows]
        evidence.take_folder(data / "base" / str(number), f"base/{number}/")
    for name in ("global", "pg_xact", "pg_multixact", "pg_subtrans", "pg_stat", "pg_logical", "pg_commit_ts"):
        evidence.take_folder(data / name, f"{name}/")
    return evidence


def analyze(databases: Sequence[Database]) -> None:
    """What autovacuum does by itself, at a time of its own."""
    for database in databases:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def in_process(hall: Hall, app: Any, stops: Sequence[tuple[int, Callable[[], None]]]) -> list[Answer]:
    """The same people and the same requests, without a network between; at each stop something else happens."""
    recorder = Recorder(httpx.WSGITransport(app=app))
    with Wire("http://evalsite.test", transport=recorder) as wire:
        for until, then in stops:
            hall.vote(wire, until)
            then()
    return recorder.answers


def settings_for(live: Live, folder: Path, **changes: Any) -> Any:
    urls = [database.url.render_as_string(hide_password=False) for database in (live.desk, live.box)]
    plain = replace(load({}), instance=folder, secret_key=SECRET, database_url=urls[0], box_database_url=urls[1])
    return replace(plain, **changes)


def with_file(evidence: Evidence, name: str, content: bytes) -> Evidence:
    evidence.take(name, Found(content))
    return evidence
