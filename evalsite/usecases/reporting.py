"""What comes out: disclosed results of an opened campaign, for every page, report and file alike."""

import json
from datetime import date

from evalsite.core.disclosure import Results, disclose
from evalsite.core.moderation import Moderation
from evalsite.core.refusals import NoSuchSubject, WrongState
from evalsite.core.rounds import Round
from evalsite.core.surroundings import Surroundings
from evalsite.core.tally import Tally
from evalsite.store import desk as desk_store
from evalsite.store.desk import Record, State
from evalsite.store.engine import Database
from evalsite.usecases.closing import closing_counts, statement_of
from evalsite.usecases.figuring import figures_of
from evalsite.usecases.moderating import moderation_in
from evalsite.usecases.preparing import campaign_of, get


def results(desk: Database, campaign_id: str) -> Results:
    """The results that may be published. Raises NoSuchCampaign, WrongState before the box is opened."""
    with desk.read() as connection:
        record = desk_store.get_campaign(connection, campaign_id)
        moderation = moderation_in(connection, campaign_id)
    return results_of(record, moderation)


def results_of(record: Record, moderation: Moderation) -> Results:
    """``moderation`` is asked for, not defaulted: a result without it would show what organisers have hidden."""
    if record.tally is None:
        raise WrongState(state=record.state.value, needs=State.OPENED.value)
    tally = Tally.from_json(json.loads(record.tally))
    return disclose(record.id, campaign_of(record), tally, closing_counts(record), moderation)


def day_of(record: Record) -> date:
    """The day on which the box was closed, from the signed statement."""
    return date.fromisoformat(statement_of(record)["closed"])


def rounds_of(desk: Database, record: Record) -> tuple[Round, ...]:
    """The opened campaigns of the same series, oldest first, ``record`` among them.

    Empty where it has no series, and for a rehearsal, which is a round of nothing.
    """
    series = campaign_of(record).series
    if not series or record.tally is None or record.rehearses:
        return ()
    with desk.read() as connection:
        records = desk_store.list_campaigns(connection)
    opened = [one for one in records if one.tally is not None and campaign_of(one).series == series]
    opened.sort(key=lambda one: (day_of(one), one.created, one.id))
    return tuple(Round(results(desk, one.id), day_of(one)) for one in opened)


def surroundings(desk: Database, campaign_id: str) -> Surroundings:
    """What reports on a campaign say beside its ballots; to be gathered once for all of them."""
    return Surroundings(figures_of(desk, campaign_id), rounds_of(desk, get(desk, campaign_id)))


def subject_codes(found: Results, wanted: str | None) -> list[str]:
    """The subject asked for, or all of them. Raises NoSuchSubject."""
    codes = [subject.code for subject in found.campaign.subjects]
    if wanted is None:
        return codes
    if wanted not in codes:
        raise NoSuchSubject(subject=wanted)
    return [wanted]
