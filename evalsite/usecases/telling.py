"""Counting paper ballots (计票): two tellers enter their counts independently, and only what agrees joins the tally.

Between closing and opening: before, phones still vote; afterwards somebody has seen the result. The box is frozen when
tellers begin, so neither source can answer the other.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from evalsite.core.campaign import Campaign, Electorate
from evalsite.core.countfaults import read_entry
from evalsite.core.countsheet import Difference, Entry, differences, lines_of, paper_count
from evalsite.core.envelope import unb64
from evalsite.core.paper import PaperLine, PaperTally, Told
from evalsite.core.questionnaire import sheet_for
from evalsite.core.refusals import FaultyCount, PaperUnsettled, SeatsTaken, Wrong, WrongState
from evalsite.core.tally import Tally
from evalsite.crypto import manifest as manifests
from evalsite.store import desk as desk_store
from evalsite.store import paper as store
from evalsite.store.desk import Record, State
from evalsite.store.engine import Database
from evalsite.store.paper import FIRST, SECOND, Entered
from evalsite.usecases.closing import closing_counts
from evalsite.usecases.preparing import campaign_of, get


@dataclass(frozen=True, slots=True)
class Standing:
    """How the paper ballots of one electorate stand: who has entered a count, and where two counts differ.

    ``room`` is how many paper ballots there can be, tickets that have not voted.
    """

    electorate: Electorate
    room: int
    entered: tuple[Entered, ...]
    entries: tuple[Entry, ...]
    differences: tuple[Difference, ...]

    @property
    def agreed(self) -> bool:
        return len(self.entered) == 2 and not self.differences

    @property
    def settled(self) -> bool:
        """Whether the box can be opened: no count at all, or two that agree."""
        return not self.entered or self.agreed

    def of(self, teller: str) -> Entry | None:
        """What this teller has entered."""
        mine = [entry for one, entry in zip(self.entered, self.entries, strict=True) if one.teller == teller]
        return mine[0] if mine else None


def room_of(record: Record) -> dict[str, int]:
    """By electorate, how many paper ballots there can be: one person votes in one way. Raises WrongState before closing."""
    return {code: max(issued - stamped, 0) for code, (issued, stamped, _) in closing_counts(record).items()}


def standings(desk: Database, campaign_id: str) -> tuple[Standing, ...]:
    """Every electorate in the order of the campaign. Raises NoSuchCampaign, WrongState before closing."""
    record = get(desk, campaign_id)
    with desk.read() as connection:
        return _standings(connection, record)


def _standings(connection: Connection, record: Record) -> tuple[Standing, ...]:
    campaign, room = campaign_of(record), room_of(record)
    rows = store.entries(connection, record.id)
    return tuple(
        _standing(campaign, one, room[one.code], tuple(row for row in rows if row.electorate == one.code))
        for one in campaign.electorates
    )


def _standing(campaign: Campaign, electorate: Electorate, room: int, entered: tuple[Entered, ...]) -> Standing:
    lines = lines_of(sheet_for(campaign, electorate.code))
    entries = tuple(Entry.from_json(json.loads(one.entry), lines) for one in entered)
    differing = differences(lines, *entries) if len(entries) == 2 else ()
    return Standing(electorate, room, entered, entries, differing)


def tell(
    desk: Database, campaign_id: str, teller: str, counts: Mapping[str, Mapping[str, str]], now: datetime
) -> tuple[Standing, ...]:
    """Enter what a teller counted, by electorate and cell (core/countsheet.py), in place of what the same one did before.

    All of it or nothing. Raises WrongState (not between closing and opening), SeatsTaken (two others count), FaultyCount
    with every ``Wrong`` cell as (electorate, Wrong).
    """
    with desk.write() as connection:
        record = desk_store.hold_campaign(connection, campaign_id)
        _require_closed(record)
        seat = _seat(store.entries(connection, campaign_id), teller)
        for code, entry in _read(campaign_of(record), counts, room_of(record)).items():
            text = json.dumps(entry.to_json(), sort_keys=True)
            told = now.isoformat(timespec="seconds")
            store.put(connection, campaign_id, Entered(code, seat, teller, told, text))
        return _standings(connection, record)


def _read(campaign: Campaign, counts: Mapping[str, Mapping[str, str]], room: Mapping[str, int]) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    wrong: list[tuple[str, Wrong]] = []
    for code, texts in counts.items():
        found[code], faults = read_entry(campaign, sheet_for(campaign, code), texts, room[code])
        wrong += [(code, one) for one in faults]
    if wrong:
        raise FaultyCount(tuple(wrong))
    return found


def _require_closed(record: Record) -> None:
    if record.state is not State.CLOSED:
        raise WrongState(state=record.state.value, needs=State.CLOSED.value)


def _seat(entered: list[Entered], teller: str) -> int:
    """The seat that this teller has in the campaign, or the first that is free."""
    seats = {one.seat: one.teller for one in entered}
    for seat, name in seats.items():
        if name == teller:
            return seat
    free = [seat for seat in (FIRST, SECOND) if seat not in seats]
    if not free:
        raise SeatsTaken(tellers="、".join(seats[seat] for seat in sorted(seats)))
    return free[0]


def take_back(desk: Database, campaign_id: str, teller: str, electorate: str | None = None) -> int:
    """Take back what a teller entered, of one electorate or of all; gives how many counts that were.

    For a count entered by mistake, or a teller who is replaced. Raises WrongState once the box is opened.
    """
    with desk.write() as connection:
        _require_closed(desk_store.hold_campaign(connection, campaign_id))
        return store.take_back(connection, campaign_id, teller, electorate)


def agreed(connection: Connection, record: Record) -> tuple[PaperTally, ...]:
    """What joins the tally, by electorate; empty where nobody counted paper.

    Raises PaperUnsettled while one teller's count of an electorate is missing or differs.
    """
    found = _standings(connection, record)
    unsettled = [one.electorate.name for one in found if not one.settled]
    if unsettled:
        raise PaperUnsettled(electorates="、".join(unsettled))
    return tuple(_tally(campaign_of(record), one) for one in found if one.agreed)


def _tally(campaign: Campaign, standing: Standing) -> PaperTally:
    first, second = (Told(one.teller, one.told) for one in standing.entered)
    count = paper_count(sheet_for(campaign, standing.electorate.code), standing.entries[0])
    return PaperTally(count, (first, second))


def statement_of(record: Record, tally: Tally) -> str:
    """What is signed of the paper ballots at opening, as canonical JSON (docs/wire.md): numbers and tellers, no mark."""
    counts = [PaperLine.of(one).to_json() for one in tally.paper]
    return manifests.canonical({"v": 1, "id": record.id, "manifest_hash": tally.manifest_hash, "counts": counts})


def signed_statement(record: Record) -> tuple[str, bytes] | None:
    """The statement of an opened campaign and its signature; None where nobody voted on paper."""
    stored = json.loads(record.tally) if record.tally is not None else {}
    if "paper_signature" not in stored:
        return None
    return statement_of(record, Tally.from_json(stored)), unb64(stored["paper_signature"])
