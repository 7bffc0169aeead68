"""What comes out: disclosed results of an opened campaign, for every page, report and file alike."""

import json

from evalsite.core.disclosure import Results, disclose
from evalsite.core.refusals import NoSuchSubject, WrongState
from evalsite.core.tally import Tally
from evalsite.store.desk import Record, State
from evalsite.store.engine import Database
from evalsite.usecases.closing import closing_counts
from evalsite.usecases.preparing import campaign_of, get


def results(desk: Database, campaign_id: str) -> Results:
    """The results that may be published. Raises NoSuchCampaign, WrongState before the box is opened."""
    return results_of(get(desk, campaign_id))


def results_of(record: Record) -> Results:
    if record.tally is None:
        raise WrongState(state=record.state.value, needs=State.OPENED.value)
    tally = Tally.from_json(json.loads(record.tally))
    return disclose(record.id, campaign_of(record), tally, closing_counts(record))


def subject_codes(found: Results, wanted: str | None) -> list[str]:
    """The subject asked for, or all of them. Raises NoSuchSubject."""
    codes = [subject.code for subject in found.campaign.subjects]
    if wanted is None:
        return codes
    if wanted not in codes:
        raise NoSuchSubject(subject=wanted)
    return [wanted]
