"""From the opened box to its destruction: who opened it, who confirmed the result, what was objected, who agreed.

Every act stands on record in its order and is never changed; where a campaign stands follows from them alone. Acts are
those of accounts at the desk: nothing here knows of a voter.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from evalsite.core.permission import Role

DAYS = 7  # of the objection period (异议期) where nobody has set another
LEAST_DAYS, MOST_DAYS = 1, 365


class Kind(StrEnum):
    """What was done. ``OBJECTED``: a scrutineer's own objection; ``RECEIVED``: one that somebody else handed in."""

    OPENED = "opened"
    PERIOD = "period"
    CONFIRMED = "confirmed"
    OBJECTED = "objected"
    RECEIVED = "received"
    RESOLVED = "resolved"
    CONSENTED = "consented"


@dataclass(frozen=True, slots=True)
class Act:
    """One act on record.

    ``account`` and ``role`` are of whoever did it ("" for a command of the operator's); ``at`` an ISO 8601 time on the
    installation's clock; ``day`` the day on which an objection came in; ``about`` the number of the objection that is
    resolved, or the days of the period; ``text`` what was written, of an opening the numbers of the shares that were given.
    """

    kind: Kind
    account: str
    role: str
    at: str
    text: str = ""
    about: int = 0
    day: str = ""

    @property
    def done_on(self) -> date:
        return date.fromisoformat(self.at[:10])


@dataclass(frozen=True, slots=True)
class Objection:
    """``number`` counts from 1 within the campaign; ``resolved`` is the act that settled it, None while it is open."""

    number: int
    entered: Act
    resolved: Act | None = None

    @property
    def day(self) -> str:
        return self.entered.day or self.entered.at[:10]


@dataclass(frozen=True, slots=True)
class Need:
    """How many scrutineers must confirm (and agree to the destruction), and whether an organiser does instead."""

    scrutineers: int
    organiser: bool

    @classmethod
    def of(cls, *, kept: bool, k: int) -> "Need":
        """Where the server keeps the key nobody's part was needed to open, so the organiser answers for the result."""
        return cls(0, organiser=True) if kept else cls(k, organiser=False)

    def met_by(self, acts: Iterable[Act]) -> bool:
        roles = [act.role for act in acts]
        organised = not self.organiser or any(role in _ORGANISERS for role in roles)
        return organised and roles.count(Role.SCRUTINEER) >= self.scrutineers


_ORGANISERS = (Role.ORGANISER.value, Role.ADMIN.value)


@dataclass(slots=True)
class Standing:
    """Where a campaign stands after all its acts. Of several openings only the first one counted."""

    opened: Act | None = None
    days: int = DAYS
    confirmed: list[Act] = field(default_factory=list)
    objections: list[Objection] = field(default_factory=list)
    consents: list[Act] = field(default_factory=list)

    @classmethod
    def of(cls, acts: Iterable[Act]) -> "Standing":
        standing = cls()
        for act in acts:
            standing._take(act)
        return standing

    def _take(self, act: Act) -> None:
        match act.kind:
            case Kind.OPENED:
                self.opened = self.opened or act
            case Kind.PERIOD:
                self.days = act.about
            case Kind.CONFIRMED:
                self.confirmed.append(act)
            case Kind.OBJECTED | Kind.RECEIVED:
                self.objections.append(Objection(len(self.objections) + 1, act))
                self.consents.clear()  # who agreed to the destruction did not know of this
            case Kind.RESOLVED:
                self.objections[act.about - 1] = Objection(act.about, self.objections[act.about - 1].entered, act)
            case _:  # CONSENTED, the last there is
                self.consents.append(act)

    @property
    def open_objections(self) -> tuple[Objection, ...]:
        return tuple(one for one in self.objections if one.resolved is None)

    def has(self, acts: list[Act], account: str) -> bool:
        """Whether an account is among those who did something."""
        return any(act.account == account for act in acts)

    def until(self, need: Need) -> date | None:
        """The last day of the objection period; None while the result is not confirmed.

        It begins with the confirmation that made the number full, whatever came later.
        """
        for place in range(1, len(self.confirmed) + 1):
            if need.met_by(self.confirmed[:place]):
                return self.confirmed[place - 1].done_on + timedelta(days=self.days)
        return None
