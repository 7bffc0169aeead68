"""Seats of scrutineers (监票人席位): who holds which share of an opening key, and how far the ceremony has come.

A seat is a place with a name ("纪检组"); its holder is an account. Seat number i holds share number i of the split. What
stands here is what everybody at the desk may know; shares and passwords are nowhere near it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from evalsite.core.saying import Saying, joined, say

MOST = 16  # shares that SLIP-39 can number
NAME_CHARS = 40


class Way(StrEnum):
    """How shares come to their holders.

    ``ROOM`` (当场分发): all are in one room, one screen is passed on. ``APART`` (分别领取): each takes the own share on the
    own phone, under a collection password that was set when the seat was accepted.
    """

    ROOM = "room"
    APART = "apart"


WAY_WORDS = {Way.ROOM: say("当场分发"), Way.APART: say("分别领取")}


@dataclass(frozen=True, slots=True)
class Wanted:
    """One seat as an organiser wants it: ``holder`` is an account's name, ``""`` where nobody is named yet."""

    name: str
    holder: str = ""


def faults(k: int, wanted: Sequence[Wanted]) -> list[Saying]:
    """Everything that is wrong with seats as they are wanted; nothing when they can be kept."""
    return [*_bad_numbers(k, len(wanted)), *_bad_names(wanted), *_seated_twice(wanted)]


def _bad_numbers(k: int, n: int) -> Iterator[Saying]:
    if not 1 <= n <= MOST:
        yield say("席位要有 1 到 {most} 个", most=MOST)
    elif n == 1 and k != 1:
        yield say("只有 1 个席位时，开箱所需份数也是 1")
    elif n > 1 and not 2 <= k <= n:
        yield say("共 {n} 个席位时，开箱所需份数要在 2 到 {n} 之间", n=n)


def _bad_names(wanted: Sequence[Wanted]) -> Iterator[Saying]:
    names = [" ".join(one.name.split()) for one in wanted]
    for number, name in enumerate(names, 1):
        if not name:
            yield say("第 {number} 席没有名称", number=number)
        elif len(name) > NAME_CHARS or not name.isprintable():
            yield say("第 {number} 席的名称太长，或含有不可见的字符", number=number)
        elif name in names[: number - 1]:
            yield say("有两个席位都叫“{name}”", name=name)


def _seated_twice(wanted: Sequence[Wanted]) -> Iterator[Saying]:
    """Whoever held two shares would be two of the k that nobody else watches."""
    holders = [one.holder for one in wanted if one.holder]
    for name in dict.fromkeys(one for one in holders if holders.count(one) > 1):
        yield say("“{name}”占了不止一席，一人只能占一席", name=name)


@dataclass(frozen=True, slots=True)
class Seat:
    """One seat as it stands.

    ``account`` is its holder's number, None while there is none; ``holder`` the account's name. ``serving``: the account
    is in service, and a scrutineer's. ``invited_until``: the end of an invitation that is out for it, in seconds since
    1970, 0 without one. ``ready``: a collection password is set. ``waiting``: the share lies sealed at the desk. ``shown``
    counts how often the share was shown. ``taken`` and ``lost`` are ISO 8601 times, ``""`` where it is not so.
    """

    number: int
    name: str
    account: int | None = None
    holder: str = ""
    serving: bool = False
    invited_until: int = 0
    ready: bool = False
    waiting: bool = False
    shown: int = 0
    taken: str = ""
    lost: str = ""

    @property
    def alive(self) -> bool:
        """Whether the share can still be expected at an opening: of a published campaign."""
        return self.serving and not self.lost and bool(self.taken or self.waiting)

    def lacks(self, way: Way) -> Saying | None:
        """What keeps a campaign with this seat from being published."""
        if self.account is None:
            return say("第 {number} 席“{name}”还没有人", number=self.number, name=self.name)
        if not self.serving:
            return say("第 {number} 席的“{holder}”已停用，或不再是监票人", number=self.number, holder=self.holder)
        if way is Way.APART and not self.ready:
            return say("第 {number} 席的“{holder}”还没有接受席位", number=self.number, holder=self.holder)
        return None


class Gap(StrEnum):
    """Why nothing may be voted yet: too many shares are lost, not all are taken, they were not tried."""

    LOST = "shares_lost"
    TAKING = "shares_waiting"
    TRIAL = "trial_missing"


@dataclass(frozen=True, slots=True)
class Ceremony:
    """The seats of a campaign, and how far taking and trying the shares has come.

    ``k`` of the shares open the box. ``tried`` is when the trial opening succeeded (ISO 8601), ``tried_with`` the seats
    whose shares did it; ``fewer`` the account that has confirmed to go on though not every share is taken.
    """

    k: int
    way: Way
    seats: tuple[Seat, ...]
    published: bool = False
    tried: str = ""
    tried_with: tuple[int, ...] = ()
    fewer: str = ""

    @property
    def n(self) -> int:
        return len(self.seats)

    @property
    def taken(self) -> int:
        return sum(bool(seat.taken) for seat in self.seats)

    @property
    def alive(self) -> int:
        """How many shares can still be expected at an opening."""
        return sum(seat.alive for seat in self.seats)

    @property
    def dead(self) -> bool:
        """A published campaign whose box nobody could open any more."""
        return self.published and self.alive < self.k

    @property
    def holders(self) -> frozenset[str]:
        """Names of the accounts that hold a seat."""
        return frozenset(seat.holder for seat in self.seats if seat.account is not None)

    def lacking(self) -> list[Saying]:
        """All that keeps the campaign from being published with these seats."""
        return [lack for seat in self.seats if (lack := seat.lacks(self.way))]

    def seat_of(self, account: int) -> Seat | None:
        return next((seat for seat in self.seats if seat.account == account), None)

    def gap(self) -> Gap | None:
        """What is still to be done before tickets may be made; None when all is in order."""
        if self.alive < self.k:
            return Gap.LOST
        if self.taken < self.n and not (self.fewer and self.taken >= self.k):
            return Gap.TAKING
        return None if self.tried else Gap.TRIAL

    def names_of(self, numbers: Sequence[int]) -> Saying:
        """Seats by number, with their names and holders: "第 1 席“纪检组”（甲）、…"."""
        chosen = (seat for seat in self.seats if seat.number in numbers)
        return joined("、", (full_name(seat) for seat in chosen))


def full_name(seat: Seat) -> Saying:
    return say("第 {number} 席“{name}”（{holder}）", number=seat.number, name=seat.name, holder=seat.holder)


def state_words(seat: Seat, ceremony: Ceremony, now: int) -> tuple[Saying, str]:
    """How a seat stands, and the tone in which its tag says so (a class of the desk's style sheet). ``now`` in seconds."""
    if not ceremony.published:
        return _before(seat, ceremony, now)
    if not seat.serving:
        return say("监票人已离任，份额按丢失算"), "warn"
    if seat.lost:
        return say("份额已报丢失"), "warn"
    if seat.taken:
        return say("份额已领取"), "run"
    return (say("份额待领取"), "blue") if seat.waiting else (say("份额没有领取"), "warn")


def _before(seat: Seat, ceremony: Ceremony, now: int) -> tuple[Saying, str]:
    if seat.account is None:
        if seat.invited_until > now:
            return say("已邀请，还没有接受"), "blue"
        return (say("邀请已过期"), "warn") if seat.invited_until else (say("还没有人"), "")
    if not seat.serving:
        return say("账号已停用或改任，请换人"), "warn"
    if ceremony.way is Way.ROOM or seat.ready:
        return say("已就位"), "run"
    return say("还没有接受席位"), "blue"


def warning(ceremony: Ceremony, *, voting: bool) -> Saying | None:
    """What people must be told of shares that are lost while something can still be done; None when nothing is amiss.

    ``voting``: tickets are out, so ballots may be in the box already.
    """
    if not ceremony.published or ceremony.alive == ceremony.n:
        return None
    if ceremony.dead and voting:
        return say(
            "可用的份额只剩 {alive} 份，开箱要 {k} 份：票箱打不开了，已投的票数不出来。不要延期，请马上通知停止投票、封箱，"
            "把活动复制成新的，重新设席位、发布、发票。找回份额的监票人，请在“我的席位”里撤销报失。",
            alive=ceremony.alive,
            k=ceremony.k,
        )
    if ceremony.dead:
        return say(
            "可用的份额只剩 {alive} 份，开箱要 {k} 份：这个活动发布后也打不开票箱。请不要发放测评条，把活动复制成新的，"
            "重新设席位、发布。找回份额的监票人，请在“我的席位”里撤销报失。",
            alive=ceremony.alive,
            k=ceremony.k,
        )
    return say(
        "已有 {gone} 份份额不能用，还有 {alive} 份，开箱要 {k} 份。{more}",
        gone=ceremony.n - ceremony.alive,
        alive=ceremony.alive,
        k=ceremony.k,
        more=say("再少一份就打不开票箱，请其余监票人保管好。") if ceremony.alive == ceremony.k else "",
    )
