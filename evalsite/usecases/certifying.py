"""After the opening: the result is confirmed (确认结果), objections are entered and answered, the destruction is agreed to.

Every act stands on record for good (core/scrutiny.py). Who may confirm follows from how the key was kept: k scrutineers
where they hold its shares, an organiser where the server does, and then the pages say so.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from evalsite.core import envelope as formats
from evalsite.core.permission import Role
from evalsite.core.refusals import (
    AlreadyConfirmed,
    BadPeriod,
    BallotsDestroyed,
    NoSuchObjection,
    NotForRole,
    NothingWritten,
    NotSeated,
    ObjectionsOpen,
    PeriodRunning,
    ResultMoved,
    WrongState,
)
from evalsite.core.scrutiny import LEAST_DAYS, MOST_DAYS, Act, Kind, Need, Standing
from evalsite.crypto import manifest as manifests
from evalsite.store import desk as desk_store
from evalsite.store import scrutiny as store
from evalsite.store.desk import Record, State
from evalsite.store.engine import Database
from evalsite.store.scrutiny import Certificate
from evalsite.usecases import seating
from evalsite.usecases.auditing import AsJson, outcome_statement
from evalsite.usecases.disclosing import results_of
from evalsite.usecases.moderating import acts_in, moderation_of
from evalsite.usecases.signing import signed

LONGEST = 2000  # characters of an objection, or of its answer


@dataclass(frozen=True, slots=True)
class By:
    """Who does something, and when, on the installation's clock: days are those of the people at the desk."""

    account: str
    role: Role
    now: datetime

    def act(self, kind: Kind, text: str = "", about: int = 0, day: str = "") -> Act:
        return Act(kind, self.account, self.role.value, self.now.isoformat(timespec="seconds"), text, about, day)


def standing(desk: Database, campaign_id: str) -> Standing:
    """Where the campaign stands. Raises NoSuchCampaign."""
    with desk.read() as connection:
        desk_store.get_campaign(connection, campaign_id)
        return standing_in(connection, campaign_id)


def standing_in(connection: Connection, campaign_id: str) -> Standing:
    return Standing.of(store.list_all(connection, campaign_id))


def need_of(record: Record) -> Need:
    """Who must confirm a published campaign."""
    shares = manifests.parse(record.manifest or "")["shares"]
    return Need.of(kept=shares["kept"], k=shares["k"])


def confirm(desk: Database, box: Database, campaign_id: str, by: By, as_json: AsJson) -> bool:
    """Confirm the result; True when with this all have confirmed who must: then it is signed, and its figures are final.

    Raises WrongState, NotForRole, NotSeated, AlreadyConfirmed, ResultMoved.
    """
    with desk.read() as connection:
        record = _opened(desk_store.get_campaign(connection, campaign_id))
        acts = acts_in(connection, campaign_id)
    need = need_of(record)
    if by.role is not Role.SCRUTINEER and not (need.organiser and by.role in (Role.ORGANISER, Role.ADMIN)):
        raise NotForRole()
    result = as_json(results_of(record, moderation_of(acts)))  # before anything is held: a large tally takes a moment
    with desk.write() as connection:
        _opened(desk_store.hold_campaign(connection, campaign_id))
        _require_seated(connection, campaign_id, by)
        confirmed = _confirmed(connection, campaign_id, by)
        if not need.met_by(confirmed):
            return False
        if acts_in(connection, campaign_id) != acts:
            raise ResultMoved()
        store.add_certificate(connection, campaign_id, _certificate(box, record, result, confirmed))
        desk_store.advance(connection, campaign_id, (State.OPENED,), State.CERTIFIED)
    return True


def _require_seated(connection: Connection, campaign_id: str, by: By) -> None:
    """Where seats were set, their holders answer, and no other scrutineer. Raises NotSeated."""
    ceremony = seating.find_in(connection, campaign_id)
    if ceremony is not None and by.account not in ceremony.holders:
        raise NotSeated()


def _opened(record: Record) -> Record:
    if record.state is not State.OPENED:
        raise WrongState(state=record.state.value, needs=State.OPENED.value)
    return record


def _confirmed(connection: Connection, campaign_id: str, by: By) -> list[Act]:
    """All confirmations with this one, which is put on record. Raises AlreadyConfirmed."""
    found = standing_in(connection, campaign_id)
    if found.has(found.confirmed, by.account):
        raise AlreadyConfirmed(name=by.account)
    act = by.act(Kind.CONFIRMED)
    store.add(connection, campaign_id, act)
    return [*found.confirmed, act]


def _certificate(box: Database, record: Record, result: dict[str, Any], confirmed: list[Act]) -> Certificate:
    names = [{"name": act.account, "role": act.role} for act in confirmed]
    certified = {"day": confirmed[-1].at[:10], "by": names}
    statement = outcome_statement(record, result, certified)
    signature = signed(box, manifests.manifest_hash(record.manifest or ""), formats.outcome_message(statement))
    return Certificate(statement, signature, json.dumps(result, ensure_ascii=False, sort_keys=True))


# --- objections -------------------------------------------------------------------------------------------------------


def set_period(desk: Database, campaign_id: str, days: int, by: By) -> None:
    """Set how many days objections are taken after the confirmation; once it is made they can only become more.

    Best when the campaign is published, so that nobody sets it with the result in view.

    Raises WrongState, BadPeriod, BallotsDestroyed.
    """
    with desk.write() as connection:
        record = _not_destroyed(connection, campaign_id)
        if record.state is State.DRAFT:
            raise WrongState(state=record.state.value, needs=State.PUBLISHED.value)
        least = standing_in(connection, campaign_id).days if record.state is State.CERTIFIED else LEAST_DAYS
        store.add(connection, campaign_id, period(days, by, least))


def period(days: int, by: By, least: int = LEAST_DAYS) -> Act:
    """The act by which a period is set, for ``preparing.Terms`` or for the record. Raises BadPeriod."""
    if not least <= days <= MOST_DAYS:
        raise BadPeriod(least=least, most=MOST_DAYS)
    return by.act(Kind.PERIOD, about=days)


def enter_objection(desk: Database, campaign_id: str, text: str, by: By, day: date | None = None) -> int:
    """Put an objection on record, and give its number: a scrutineer's own, or (with ``day``) one that came in that day.

    Raises WrongState, NothingWritten, BallotsDestroyed.
    """
    text = _written(text)
    own = by.role is Role.SCRUTINEER and day is None
    with desk.write() as connection:
        _open_to_objections(connection, campaign_id)
        act = by.act(Kind.OBJECTED if own else Kind.RECEIVED, text, day=day.isoformat() if day else "")
        store.add(connection, campaign_id, act)
        return len(standing_in(connection, campaign_id).objections)


def resolve(desk: Database, campaign_id: str, number: int, text: str, by: By) -> None:
    """Answer an objection; both stay on record. Raises WrongState, NothingWritten, NoSuchObjection, BallotsDestroyed."""
    text = _written(text)
    with desk.write() as connection:
        _open_to_objections(connection, campaign_id)
        if number not in [one.number for one in standing_in(connection, campaign_id).open_objections]:
            raise NoSuchObjection(number=number)
        store.add(connection, campaign_id, by.act(Kind.RESOLVED, text, about=number))


def _not_destroyed(connection: Connection, campaign_id: str) -> Record:
    record = desk_store.hold_campaign(connection, campaign_id)
    if record.state is State.DESTROYED or store.find_archived(connection, campaign_id) is not None:
        raise BallotsDestroyed()
    return record


def _open_to_objections(connection: Connection, campaign_id: str) -> Record:
    record = _not_destroyed(connection, campaign_id)
    if not record.state.counted:
        raise WrongState(state=record.state.value, needs=State.OPENED.value)
    return record


def _written(text: str) -> str:
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise NothingWritten(longest=LONGEST)
    return text


# --- the end ----------------------------------------------------------------------------------------------------------


def require_due(record: Record, found: Standing, today: date) -> None:
    """Whether the ballots may go. Raises WrongState, ObjectionsOpen, PeriodRunning."""
    if record.state is not State.CERTIFIED:
        raise WrongState(state=record.state.value, needs=State.CERTIFIED.value)
    until = found.until(need_of(record))
    if until is None or today <= until:
        raise PeriodRunning(until=until.isoformat() if until else "")
    if found.open_objections:
        raise ObjectionsOpen(number=len(found.open_objections))


def consent(desk: Database, campaign_id: str, by: By) -> int:
    """A scrutineer agrees to the destruction; gives how many have. An objection that comes later makes all of them void.

    Raises NotForRole, NotSeated, AlreadyConfirmed, and what ``require_due`` raises.
    """
    if by.role is not Role.SCRUTINEER:
        raise NotForRole()
    with desk.write() as connection:
        record = desk_store.hold_campaign(connection, campaign_id)
        found = standing_in(connection, campaign_id)
        require_due(record, found, by.now.date())
        _require_seated(connection, campaign_id, by)
        if found.has(found.consents, by.account):
            raise AlreadyConfirmed(name=by.account)
        store.add(connection, campaign_id, by.act(Kind.CONSENTED))
        return len(found.consents) + 1
