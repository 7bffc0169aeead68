"""Who may do what at the desk: roles of accounts, the acts each is trusted with, and how far an account reaches."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

from evalsite.core.saying import say
from evalsite.core.visibility import Extent, Eyes, Visibility


class Role(StrEnum):
    """组织者 prepares and runs campaigns, 监票人 opens boxes, 计票人 counts paper ballots, 阅看人 reads results, 管理员 does
    all and keeps accounts.
    """

    ORGANISER = "organiser"
    SCRUTINEER = "scrutineer"
    TELLER = "teller"
    READER = "reader"
    ADMIN = "admin"


ROLE_WORDS = {
    Role.ORGANISER: say("组织者"),
    Role.SCRUTINEER: say("监票人"),
    Role.TELLER: say("计票人"),
    Role.READER: say("阅看人"),
    Role.ADMIN: say("管理员"),
}


class Act(StrEnum):
    """What is asked of an account. ``FOLLOW`` is to see a campaign's state and turnout, ``TELL`` to enter a count of
    paper ballots.
    """

    FOLLOW = "follow"
    PREPARE = "prepare"
    TELL = "tell"
    OPEN = "open"
    AUDIT = "audit"
    READ = "read"
    ADMINISTER = "administer"


# Scrutineers see that the count is right: of the result they get what the public audit file holds, no reports. Readers
# see what the count says and nothing on the way there.
# Tellers see neither: they count before anything is opened. In a small office an organiser may be one of the two.
# An organiser may start an opening too: without the shares of the scrutineers that opens nothing.
_ACTS: dict[Role, frozenset[Act]] = {
    Role.ORGANISER: frozenset({Act.FOLLOW, Act.PREPARE, Act.TELL, Act.OPEN, Act.AUDIT, Act.READ}),
    Role.SCRUTINEER: frozenset({Act.FOLLOW, Act.OPEN, Act.AUDIT}),
    Role.TELLER: frozenset({Act.FOLLOW, Act.TELL}),
    Role.READER: frozenset({Act.READ}),
    Role.ADMIN: frozenset(Act),
}


def allows(role: Role, act: Act) -> bool:
    """Whether an account of this role may do this anywhere at all."""
    return act in _ACTS[role]


@dataclass(frozen=True, slots=True)
class Reach:
    """How far an account reaches beyond its role.

    ``zones`` (责任区): only campaigns of one of these; none named is all of them. ``unit``: of results, only the report
    on this unit, by its code; ``""`` is all. An administrator's reach is never limited.
    """

    zones: frozenset[str] = frozenset()
    unit: str = ""

    @property
    def limited(self) -> bool:
        return bool(self.zones or self.unit)


WHOLE = Reach()


@dataclass(frozen=True, slots=True)
class Where:
    """What an act is done on.

    ``zones``: those of the campaign; None where there is no campaign in particular. ``subject``: the code of the one
    whose result is asked for; None for all of them. ``common``: what belongs to all zones (the register, indices).
    ``visibility``: who was promised to see what of the campaign's results; None where there is no campaign.
    """

    zones: frozenset[str] | None = None
    subject: str | None = None
    common: bool = False
    visibility: Visibility | None = None


class Answer(StrEnum):
    """``HIDDEN`` is said in the words for a campaign that does not exist: that it exists is already an answer."""

    YES = "yes"
    NO = "no"
    HIDDEN = "hidden"


def may(role: Role, reach: Reach, act: Act, where: Where) -> Answer:
    """Whether an account may do this act there.

    The role is asked first: whoever may do the act nowhere learns nothing about campaigns. The awkward case: a campaign
    of no zone is seen by those alone who are not limited to any. To a unit's reader other units are hidden as other
    campaigns are; results are so to everybody who was not promised to see them.
    """
    if not allows(role, act):
        return Answer.NO
    if role is Role.ADMIN:
        return Answer.YES
    if where.zones is not None and not sees(role, reach, where.zones):
        return Answer.HIDDEN
    if where.common and reach.limited:
        return Answer.NO
    if act is Act.READ and where.visibility and where.visibility.of(eyes_of(role, reach)) is Extent.NONE:
        return Answer.HIDDEN
    if reach.unit and where.subject != reach.unit:
        return Answer.NO if where.subject is None and where.visibility is None else Answer.HIDDEN
    return Answer.YES


def eyes_of(role: Role, reach: Reach) -> Eyes:
    """With whose eyes an account reads results, of those that 可见范围 tells apart."""
    if role is Role.ADMIN:
        return Eyes.ORGANISER
    if reach.unit:
        return Eyes.UNIT
    return Eyes.LEADER if role is Role.READER else Eyes.ORGANISER


def sees(role: Role, reach: Reach, zones: AbstractSet[str]) -> bool:
    """Whether a campaign of these zones is there for the account."""
    return role is Role.ADMIN or not reach.zones or not reach.zones.isdisjoint(zones)
