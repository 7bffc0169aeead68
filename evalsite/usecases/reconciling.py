"""核销: the accounts of all electorates' slips, from the roll while people vote, from the signed statement afterwards."""

from dataclasses import dataclass
from datetime import datetime

from evalsite.core.reconciling import Account
from evalsite.store import roll
from evalsite.store.engine import Database
from evalsite.usecases import closing, watching
from evalsite.usecases.preparing import campaign_of, get


@dataclass(frozen=True, slots=True)
class Reconciled:
    """``at`` is when the used ones were counted: some minutes ago while people vote, at closing once it is signed."""

    accounts: tuple[Account, ...]
    at: datetime
    exact: bool


def reconcile(desk: Database, campaign_id: str, now: datetime, delay: float) -> Reconciled:
    """The accounts as they may be seen now (see watching.turnout). Raises NoSuchCampaign."""
    record = get(desk, campaign_id)
    with desk.read() as connection:
        void = roll.voided(connection, campaign_id)
    if record.closing is not None:
        counts = closing.closing_counts(record)
        signed = [
            Account(one.name, *counts[one.code][:2], void.get(one.code, 0), exact=True)
            for one in campaign_of(record).electorates
        ]
        return Reconciled(tuple(signed), now, exact=True)
    seen = watching.turnout(desk, campaign_id, now, delay)
    lines = [Account(one.name, one.issued, one.stamped, void.get(one.electorate, 0), exact=False) for one in seen.lines]
    return Reconciled(tuple(lines), seen.at, exact=False)
