"""Many voters at once: the simulator, the load client and the demonstration's electorate."""

import random
import secrets
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from evalsite.core import refusals
from evalsite.core.ballot import Ballot
from evalsite.core.validity import VOID_REASONS, void_reason
from evalsite.voter.ballots import fill, find_electorate
from evalsite.voter.client import Served, Slip, Voter, receipt_code_of
from evalsite.voter.invent import Inventor
from evalsite.voter.outcome import STEPS, Latency, Outcome
from evalsite.voter.tables import Problems, Ticket, read_ballots, read_tickets
from evalsite.voter.wire import RETRY, Patience, Wire

Progress = Callable[[int, int], None]
SPENT = (refusals.UnknownTicket, refusals.VoidTicket, refusals.AlreadyStamped)


def silent(_done: int, _total: int) -> None:
    """A progress callback for those who do not look."""


class _Record:
    """What the voters of a run report, from all their threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.seconds: dict[str, list[float]] = {step: [] for step in (*STEPS, RETRY)}
        self.cast: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.void: Counter[str] = Counter()
        self.receipts: list[str] = []

    def observe(self, step: str, seconds: float) -> None:
        with self._lock:
            self.seconds[step].append(seconds)

    def refuse(self, code: str) -> None:
        with self._lock:
            self.refused[code] += 1

    def take(self, served: Served, ballot: Ballot, receipt: str) -> None:
        reason = void_reason(served.campaign, served.sheet, ballot)
        with self._lock:
            self.cast[served.electorate] += 1
            self.receipts.append(receipt)
            if reason:
                self.void[reason] += 1


class _Wires:
    """One wire for each server that tickets name, made when first needed and closed together."""

    def __init__(self, patience: Patience | None, observe: Callable[[str, float], None]) -> None:
        self._patience, self._observe = patience, observe
        self._stack = ExitStack()
        self._wires: dict[str, Wire] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def to(self, base_url: str) -> Wire:
        """Called from the main thread only, before the voters start."""
        if base_url not in self._wires:
            wire = Wire(base_url, patience=self._patience, observe=self._observe)
            self._wires[base_url] = self._stack.enter_context(wire)
        return self._wires[base_url]


@dataclass(slots=True)
class _Electorate:
    """The tickets and ballots of one electorate in this run. ``ballots`` None: a random one for each ticket."""

    pool: deque[Ticket]
    served: Served
    inventor: Inventor
    ballots: list[Ballot] | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def jobs(self) -> Iterator[Ballot | None]:
        return iter([None] * len(self.pool) if self.ballots is None else self.ballots)

    def next_ticket(self) -> Ticket | None:
        with self.lock:
            return self.pool.popleft() if self.pool else None

    def invent(self) -> Ballot:
        with self.lock:
            return self.inventor.ballot()


def vote(  # noqa: PLR0913 - each is an option of the command
    tickets: Path,
    ballots: Path | None = None,
    url: str | None = None,
    concurrency: int = 8,
    progress: Progress = silent,
    *,
    seed: str | None = None,
    patience: Patience | None = None,
) -> Outcome:
    """Cast a ballot for every line group of ``ballots``, or a random valid one for every ticket, over real HTTP.

    Nothing is cast unless both files are right throughout. ``url`` replaces the server's address in the tickets;
    ``concurrency`` voters are on their way at a time; the same ``seed`` gives the same random ballots.
    Raises FaultyTable with every fault, or the refusal of the first contact (NoAnswer, ForeignManifest, ...);
    NoValidBallot when random ballots are asked for and the campaign's rules leave none.
    """
    found = read_tickets(tickets, url)
    record = _Record()
    with _Wires(patience, record.observe) as wires:
        electorates = _meet(tickets, found, wires, seed or secrets.token_hex(8))
        if ballots is not None:
            _assign(ballots, electorates)
        for times in record.seconds.values():
            times.clear()  # the first contact is no part of the measurement
        start = time.monotonic()
        total = _run(electorates, wires, record, concurrency, progress)
        return _outcome(record, electorates, total, time.monotonic() - start)


def _meet(file: Path, tickets: Iterable[Ticket], wires: _Wires, seed: str) -> dict[str, _Electorate]:
    """The electorates of the tickets, by code, each with the sheet that the server shows its first usable ticket."""
    grouped: dict[str, list[Ticket]] = {}
    for one in tickets:
        wires.to(one.slip.base_url)
        grouped.setdefault(one.electorate, []).append(one)
    met: dict[str, _Electorate] = {}
    problems = Problems(file)
    for written, group in grouped.items():
        served = _first_served(group, wires)
        if find_electorate(served.campaign, written) != served.electorate:
            problems.add(group[0].line, f"票种写的是“{written}”，这个测评码属于“{served.electorate}”")
            continue
        random.shuffle(group)
        met[served.electorate] = _Electorate(deque(group), served, Inventor(served.campaign, served.sheet, seed))
    problems.raise_any()
    order = [electorate.code for one in met.values() for electorate in one.served.campaign.electorates]
    return {code: met[code] for code in dict.fromkeys(order) if code in met}


def _first_served(group: Sequence[Ticket], wires: _Wires) -> Served:
    refused: refusals.Refusal | None = None
    for one in group:
        try:
            return Voter(one.slip, wires.to(one.slip.base_url)).fetch_sheet()
        except SPENT as refusal:  # a voided spare says nothing of the others
            refused = refusal
    assert refused is not None  # a group has at least one ticket
    raise refused


def _assign(file: Path, electorates: dict[str, _Electorate]) -> None:
    """Gives every electorate the ballots of the file. Raises FaultyTable, also when there are more than tickets."""
    problems = Problems(file)
    for electorate in electorates.values():
        electorate.ballots = []
    campaign = next(iter(electorates.values())).served.campaign
    for raw in read_ballots(file):
        line = raw.rows[0].line
        code = find_electorate(campaign, raw.electorate)
        if code is None:
            problems.add(line, f"没有票种“{raw.electorate}”")
            continue
        if code not in electorates:
            problems.add(line, f"票种“{raw.electorate}”没有测评码")
            continue
        electorate = electorates[code]
        published = electorate.served.published
        ballot = fill(electorate.served.sheet, published.ballot_size, published.text_chars, raw, problems)
        if ballot is not None and electorate.ballots is not None:
            electorate.ballots.append(ballot)
    for code, electorate in electorates.items():
        if electorate.ballots is not None and len(electorate.ballots) > len(electorate.pool):
            problems.add(1, f"票种“{code}”有 {len(electorate.ballots)} 张选票，只有 {len(electorate.pool)} 个测评码")
    problems.raise_any()


def _run(
    electorates: dict[str, _Electorate], wires: _Wires, record: _Record, concurrency: int, progress: Progress
) -> int:
    """All voters in random order; gives how many ballots were to be cast."""
    jobs = [(electorate, ballot) for electorate in electorates.values() for ballot in electorate.jobs()]
    random.shuffle(jobs)
    progress(0, len(jobs))
    with ThreadPoolExecutor(max(1, concurrency), thread_name_prefix="voter") as pool:
        futures = [pool.submit(_cast, electorate, ballot, wires, record) for electorate, ballot in jobs]
        try:
            for done, future in enumerate(as_completed(futures), 1):
                future.result()
                progress(done, len(jobs))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return len(jobs)


def _cast(electorate: _Electorate, ballot: Ballot | None, wires: _Wires, record: _Record) -> None:
    """One voter. A given ballot goes to the next ticket when one turns out to be spent; a random one does not."""
    while (ticket := electorate.next_ticket()) is not None:
        try:
            _take_trip(ticket.slip, wires, electorate, ballot or electorate.invent(), record)
            return
        except SPENT as refusal:
            record.refuse(refusal.code)
            if ballot is None:
                return
        except refusals.NoValidBallot:  # no answer of the server: the run makes no sense
            raise
        except refusals.Refusal as refusal:
            record.refuse(refusal.code)
            return
    record.refuse("no_ticket")


def _take_trip(slip: Slip, wires: _Wires, electorate: _Electorate, ballot: Ballot, record: _Record) -> None:
    waited: list[float] = []

    def mix(seconds: float) -> None:
        waited.append(seconds)
        time.sleep(seconds)

    voter = Voter(slip, wires.to(slip.base_url), sleep=mix)
    start = time.perf_counter()
    served = voter.fetch_sheet()
    if served.published != electorate.served.published or served.electorate != electorate.served.electorate:
        raise refusals.ForeignManifest  # the ballot was filled in for another sheet
    if served.ticket == "stamped":
        raise refusals.AlreadyStamped
    trip = voter.finish(served, voter.seal(served, ballot))
    record.observe("trip", time.perf_counter() - start - sum(waited))
    record.take(served, ballot, receipt_code_of(served, trip))


def _outcome(record: _Record, electorates: dict[str, _Electorate], total: int, seconds: float) -> Outcome:
    return Outcome(
        ballots=total,
        cast=record.cast.total(),
        seconds=seconds,
        retried=len(record.seconds[RETRY]),
        by_electorate={code: record.cast[code] for code in electorates},
        refused=dict(sorted(record.refused.items())),
        void={reason: record.void[reason] for reason in VOID_REASONS if record.void[reason]},
        latencies={step: Latency.of(times) for step in STEPS if (times := record.seconds[step])},
        receipts=tuple(sorted(record.receipts)),
        rehearsal=any(one.served.campaign.rehearsal for one in electorates.values()),
    )
