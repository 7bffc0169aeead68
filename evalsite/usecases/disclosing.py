"""Disclosed results of opened campaigns: the one way from a stored tally to figures that people may see."""

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from evalsite.core.disclosure import Results, disclose
from evalsite.core.moderation import Moderation
from evalsite.core.refusals import NoSuchCampaign, WrongState
from evalsite.core.tally import Tally
from evalsite.core.visibility import Extent, Eyes
from evalsite.store import desk as desk_store
from evalsite.store.desk import Record, State
from evalsite.store.engine import Database
from evalsite.usecases import extending
from evalsite.usecases.closing import closing_counts, statement_of
from evalsite.usecases.moderating import acts_in, moderation_of
from evalsite.usecases.preparing import campaign_of

KEPT = 4  # campaigns whose results a process remembers: to make those of 200 units anew takes a second or two


@dataclass(frozen=True, slots=True)
class _Counted:
    """A count, and what organisers have done to it since: two of one ``digest`` have the same results."""

    digest: bytes
    record: Record = field(compare=False)
    moderation: Moderation = field(compare=False)


@lru_cache(maxsize=KEPT)
def _disclosed(counted: _Counted) -> Results:
    return results_of(counted.record, counted.moderation)


def results(desk: Database, campaign_id: str) -> Results:
    """The results that may be published. Raises NoSuchCampaign, WrongState before the box is opened.

    Remembered as long as nothing that they are made of has changed: pages are sorted and filtered by asking again.
    """
    with desk.read() as connection:
        record = desk_store.get_campaign(connection, campaign_id)
        acts = acts_in(connection, campaign_id)
    made_of = (record.id, record.definition, record.manifest, record.closing, record.tally, acts)
    counted = _Counted(hashlib.sha256(repr(made_of).encode()).digest(), record, moderation_of(acts))
    return replace(_disclosed(counted), extensions=extending.of_record(desk, record))


def results_of(record: Record, moderation: Moderation) -> Results:
    """Without notices of extension. ``moderation`` is asked for: a result without it would show what was hidden."""
    if record.tally is None:
        raise WrongState(state=record.state.value, needs=State.OPENED.value)
    tally = Tally.from_json(json.loads(record.tally))
    return disclose(record.id, campaign_of(record), tally, closing_counts(record), moderation)


def day_of(record: Record) -> date:
    """The day on which the box was closed, from the signed statement."""
    return date.fromisoformat(statement_of(record)["closed"])


class Reading:
    """Results of campaigns as ``eyes`` may see them (可见范围 of each), disclosed once for a page or file however often
    they are asked for. Whatever is made from one reading holds nothing else: reports, rounds, indices, batches.
    """

    def __init__(self, desk: Database, eyes: Eyes = Eyes.ORGANISER) -> None:
        self.eyes = eyes
        self._desk = desk
        self._found: dict[str, Results] = {}

    def sees(self, record: Record) -> bool:
        """Whether these eyes see anything of the campaign's results."""
        return campaign_of(record).visibility.of(self.eyes) is not Extent.NONE

    def results(self, campaign_id: str) -> Results:
        """Raises NoSuchCampaign, also where it is hidden from these eyes, and WrongState before the box is opened."""
        if campaign_id not in self._found:
            self._found[campaign_id] = self._seen(results(self._desk, campaign_id))
        return self._found[campaign_id]

    def _seen(self, found: Results) -> Results:
        match found.campaign.visibility.of(self.eyes):
            case Extent.ALL:
                return found
            case Extent.FIGURES:
                return replace(found, comments=())
            case Extent.NONE:
                raise NoSuchCampaign(campaign=found.id)
