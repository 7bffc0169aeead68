"""Looking through what people wrote (意见): passages hidden and shown again, names written in put together and apart.

Done at any time after the count, and undone at any time: the program cannot know when a report was handed out. What
makes it honest is the trace, which keeps every act for good, and that every output says how many places are hidden.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from evalsite.core.campaign import Campaign
from evalsite.core.contacts import Flag, Lookout
from evalsite.core.moderation import Moderation, Opinion, nominations_of, opinions, spellings
from evalsite.core.redacting import REASONS, Act, Passage, Redactions, Seen, places_of
from evalsite.core.refusals import BadMerge, BadReason, NoSuchText, PassageNotThere, WrongState
from evalsite.core.register import PERSON
from evalsite.core.tally import Tally
from evalsite.core.writeins import Name, Proposal, Target, Written, proposals, root_of
from evalsite.store import desk as desk_store
from evalsite.store import redactions as redaction_store
from evalsite.store import register as register_store
from evalsite.store import writeins as merge_store
from evalsite.store.desk import Record, State
from evalsite.store.engine import Database
from evalsite.store.redactions import Redaction
from evalsite.store.writeins import Merge
from evalsite.usecases.preparing import campaign_of


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something at the desk or the command line, and when."""

    name: str
    now: datetime


Acts = tuple[list[Redaction], list[Merge]]
"""Everything on record from which a moderation follows: the same acts are the same moderation."""


def acts_in(connection: Connection, campaign_id: str) -> Acts:
    return redaction_store.list_redactions(connection, campaign_id), merge_store.list_merges(connection, campaign_id)


def moderation_of(acts: Acts) -> Moderation:
    """What organisers have hidden and put together by these acts."""
    redactions, merges = acts
    hidden = (Act(one.text_key, Passage(one.first, one.beyond, one.reason), one.hidden) for one in redactions)
    return Moderation(Redactions.of(hidden), _merged(merges))


def moderation_in(connection: Connection, campaign_id: str) -> Moderation:
    """What organisers have hidden and put together, as it stands now."""
    return moderation_of(acts_in(connection, campaign_id))


def _merges(connection: Connection, campaign_id: str) -> dict[str, dict[str, Target]]:
    return _merged(merge_store.list_merges(connection, campaign_id))


def _merged(acts: Iterable[Merge]) -> dict[str, dict[str, Target]]:
    found: dict[str, dict[str, Target]] = {}
    for one in acts:
        merges = found.setdefault(one.indicator, {})
        merges.pop(one.spelling, None)
        if one.into_spelling or one.into_subject:
            merges[one.spelling] = Target(one.into_spelling, one.into_subject)
    return found


@dataclass(frozen=True, slots=True)
class _Counted:
    campaign: Campaign
    tally: Tally
    moderation: Moderation


def _counted(desk: Database, campaign_id: str) -> _Counted:
    """Raises NoSuchCampaign, WrongState before the box is opened.

    Read before anything is written, and outside the transaction that writes: a tally is final, and to go through a
    large one takes a moment in which nobody could vote.
    """
    with desk.read() as connection:
        record = desk_store.get_campaign(connection, campaign_id)
        moderation = moderation_in(connection, campaign_id)
    if record.tally is None:
        raise WrongState(state=record.state.value, needs=State.OPENED.value)
    return _Counted(campaign_of(record), Tally.from_json(json.loads(record.tally)), moderation)


# --- texts ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Looked:
    """One text as an organiser looks at it: as written, what may need a look in it, what is hidden, what is left."""

    opinion: Opinion
    flags: tuple[Flag, ...]
    passages: tuple[Passage, ...]
    seen: Seen

    @property
    def open_flags(self) -> tuple[Flag, ...]:
        """The flags of what is not hidden yet."""
        hidden = [(one.start, one.end) for one in self.passages]
        return tuple(f for f in self.flags if not any(start <= f.start and f.end <= end for start, end in hidden))


def texts(desk: Database, campaign_id: str) -> tuple[Looked, ...]:
    """Everything that people wrote in words, with flags: names are those of subjects and of people on the register.

    For organisers alone: it is the one list that holds what is hidden. Raises NoSuchCampaign, WrongState.
    """
    counted = _counted(desk, campaign_id)
    subjects = (one.name for one in counted.campaign.subjects if one.kind == "person")
    lookout = Lookout([*subjects, *_people(desk)])
    redactions = counted.moderation.redactions
    return tuple(
        Looked(
            one,
            lookout.flags(one.text),
            redactions.of_text(one.key),
            redactions.seen(one.subject, one.indicator, one.text),
        )
        for one in opinions(counted.campaign, counted.tally, counted.moderation)
    )


def _people(desk: Database) -> set[str]:
    """Every name that a person on the register has or had: a text may hold an old one, or that of who has left."""
    with desk.read() as connection:
        register = register_store.load(connection)
    return {version.entry.name for version in register.versions if version.entry.kind == PERSON}


def hide(desk: Database, campaign_id: str, key: str, passage: str | None, reason: str, by: Actor) -> int:
    """Hide a passage of the text ``key`` wherever it stands in it, or (None) the whole text; gives how many places.

    Raises NoSuchCampaign, WrongState, BadReason, NoSuchText, PassageNotThere.
    """
    if reason not in REASONS:
        raise BadReason()
    text = _text(_counted(desk, campaign_id), key).text
    places = ((0, len(text)),) if passage is None else places_of(text, passage)
    if not places:
        raise PassageNotThere()
    with desk.write() as connection:
        desk_store.lock(connection, campaign_id)
        for first, beyond in places:
            made = Redaction(True, key, first, beyond, reason, by.name, _seconds(by))  # noqa: FBT003 - a row's columns
            redaction_store.add(connection, campaign_id, made)
    return len(places)


def show_again(desk: Database, campaign_id: str, key: str, place: tuple[int, int], by: Actor) -> None:
    """Show a passage that was hidden. Raises NoSuchCampaign, PassageNotThere where it is not (any more)."""
    with desk.write() as connection:
        desk_store.get_campaign(connection, campaign_id)
        desk_store.lock(connection, campaign_id)
        redactions = moderation_in(connection, campaign_id).redactions
        reasons = [one.reason for one in redactions.of_text(key) if (one.start, one.end) == place]
        if not reasons:
            raise PassageNotThere()
        made = Redaction(False, key, *place, reasons[0], by.name, _seconds(by))  # noqa: FBT003 - a row's columns
        redaction_store.add(connection, campaign_id, made)


def _text(counted: _Counted, key: str) -> Opinion:
    for one in opinions(counted.campaign, counted.tally, counted.moderation):
        if one.key == key:
            return one
    raise NoSuchText()


def _seconds(by: Actor) -> int:
    return int(by.now.timestamp())


# --- names written in -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Nominated:
    """Names written in for one nomination, what else may be one name, and whom they can be put together with."""

    indicator: str
    written: tuple[Written, ...]
    names: tuple[Name, ...]
    proposals: tuple[Proposal, ...]
    listed: dict[str, str]


def names_of(desk: Database, campaign_id: str) -> tuple[Nominated, ...]:
    """The nominations under which somebody wrote a name. Raises NoSuchCampaign, WrongState."""
    counted = _counted(desk, campaign_id)
    found = (_nominated(counted, code) for code in nominations_of(counted.campaign))
    return tuple(one for one in found if one.written)


def _nominated(counted: _Counted, code: str) -> Nominated:
    indicator = counted.campaign.indicator(code)
    listed = {one.code: one.name for one in counted.campaign.subjects if indicator.applies_to(one.group)}
    written, merges = spellings(counted.tally, code), counted.moderation.merges.get(code, {})
    names = counted.moderation.names(counted.tally, code)
    return Nominated(code, written, names, proposals(written, listed, merges), listed)


def merge(desk: Database, campaign_id: str, indicator: str, spelling: str, target: Target, by: Actor) -> None:
    """Let a spelling stand for another that somebody wrote, or for a subject on the list: no name is made up.

    Raises NoSuchCampaign, WrongState, BadMerge.
    """
    _require_written(_counted(desk, campaign_id), indicator, spelling, target)
    with desk.write() as connection:
        _require_not_final(desk_store.hold_campaign(connection, campaign_id))
        merges = _merges(connection, campaign_id).get(indicator, {})
        merges.pop(spelling, None)
        if target.spelling and root_of(target.spelling, merges) == Target(spelling=spelling):
            raise BadMerge(problem="circle")
        made = Merge(indicator, spelling, target.spelling, target.subject, by.name, _seconds(by))
        merge_store.add(connection, campaign_id, made)


def _require_not_final(record: Record) -> None:
    """Putting names together changes figures; those of a confirmed result are final. Words can be hidden at any time."""
    if record.state in (State.CERTIFIED, State.DESTROYED):
        raise WrongState(state=record.state.value, needs=State.OPENED.value)


def _require_written(counted: _Counted, indicator: str, spelling: str, target: Target) -> None:
    """Both ends are there: a spelling is its key, as ``names_of`` gives it."""
    if indicator not in nominations_of(counted.campaign):
        raise BadMerge(problem="not_written")
    found = _nominated(counted, indicator)
    keys = {one.key for one in found.written}
    if spelling not in keys:
        raise BadMerge(problem="not_written")
    if target.subject not in found.listed if target.subject else target.spelling not in keys:
        raise BadMerge(problem="no_target")


def split(desk: Database, campaign_id: str, indicator: str, spelling: str, by: Actor) -> None:
    """Let a spelling stand for itself again. Raises NoSuchCampaign, BadMerge where it does already."""
    with desk.write() as connection:
        _require_not_final(desk_store.hold_campaign(connection, campaign_id))
        if spelling not in _merges(connection, campaign_id).get(indicator, {}):
            raise BadMerge(problem="not_merged")
        merge_store.add(connection, campaign_id, Merge(indicator, spelling, "", "", by.name, _seconds(by)))


# --- the trace --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Traced:
    """One act on record. ``what`` is ``hidden``, ``shown``, ``merged`` or ``split``.

    Of a text it tells subject (None: of the whole sheet, or a name), indicator, ``key`` and reason, of a name
    indicator, spelling and target: never a word that is hidden.
    """

    at: datetime
    account: str
    what: str
    indicator: str
    subject: str | None = None
    key: str = ""
    reason: str = ""
    spelling: str = ""
    target: Target | None = None


def trace(desk: Database, campaign_id: str) -> tuple[Traced, ...]:
    """Every act on texts and names of a campaign, the newest first. Raises NoSuchCampaign, WrongState."""
    counted = _counted(desk, campaign_id)
    with desk.read() as connection:
        redactions = redaction_store.list_redactions(connection, campaign_id)
        merges = merge_store.list_merges(connection, campaign_id)
    written = opinions(counted.campaign, counted.tally, Moderation())  # every name, also one that is merged by now
    places = {one.key: (one.indicator, one.subject) for one in written}
    found = [
        Traced(
            _moment(one.at),
            one.account,
            "hidden" if one.hidden else "shown",
            *places[one.text_key],
            key=one.text_key,
            reason=one.reason,
        )
        for one in redactions
    ]
    found += [_traced_merge(counted, one) for one in merges]
    return tuple(sorted(found, key=lambda one: one.at)[::-1])


def _traced_merge(counted: _Counted, one: Merge) -> Traced:
    """Names as they may be read: one that is hidden is hidden here too."""
    read = {
        spelt.key: counted.moderation.redactions.seen(None, one.indicator, spelt.text).text
        for spelt in spellings(counted.tally, one.indicator)
    }
    target: Target | None = None
    if one.into_spelling or one.into_subject:
        target = Target(read.get(one.into_spelling, ""), one.into_subject)
    what = "merged" if target else "split"
    return Traced(_moment(one.at), one.account, what, one.indicator, spelling=read[one.spelling], target=target)


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
