"""Small campaigns, published and ready, and voters without a screen: over the use cases, without HTTP.

Voters over real HTTP are ``evalsite.voter``; servers for them start in tests/running.py.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any, NamedTuple

from evalsite.core import ballot as ballots
from evalsite.core import envelope as formats
from evalsite.core import rules
from evalsite.core.ballot import Answer
from evalsite.core.campaign import Campaign, Electorate, Grade, Indicator, Kind, Quota, Rule, Scale, Subject, Type
from evalsite.core.questionnaire import Sheet, sheet_for
from evalsite.crypto import blindrsa, sealing
from evalsite.crypto.published import Published
from evalsite.store.engine import Database
from evalsite.usecases import dropping, preparing, stamping, ticketing
from evalsite.usecases.dropping import Receipt
from evalsite.usecases.preparing import Terms

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
SECRET = "a secret of the tests, long enough for a signature"
BASE_URL = "http://vote.example.org"

GRADES = Scale("四档", (Grade("优秀", Fraction(100)), Grade("良好", Fraction(80)), Grade("一般", Fraction(60)), Grade("不了解", None, counts=False)))  # fmt: skip


class Ledgers(NamedTuple):
    """Migrated databases: ``desk`` holds desk and roll, ``box`` the box."""

    desk: Database
    box: Database


# --- campaigns --------------------------------------------------------------------------------------------------------


def small_campaign(tickets: int = 6, **changes: Any) -> Campaign:
    """Two units, one grade and one comment for each, one electorate."""
    plain = Campaign(
        name="年度测评",
        kind=Kind.DEMOCRATIC,
        subjects=(Subject("D1", "第一科", group="科室"), Subject("D2", "第二科", group="科室")),
        scales=(GRADES,),
        indicators=(
            Indicator("总体", "总体评价", Type.GRADE, scale="四档"),
            Indicator("意见", "意见建议", Type.TEXT, required=False),
        ),
        electorates=(Electorate("A", "职工", tickets, ("科室",)),),
    )
    return replace(plain, **changes)


def two_electorates(first: int = 6, second: int = 6, **changes: Any) -> Campaign:
    both = (Electorate("A", "职工", first, ("科室",)), Electorate("B", "服务对象", second, ("科室",)))
    return small_campaign(electorates=both, **changes)


def strict_campaign(**changes: Any) -> Campaign:
    """Every kind of question once, each with a rule that a ballot can break."""
    return small_campaign(
        indicators=(
            Indicator("总体", "总体评价", Type.GRADE, scale="四档"),
            Indicator("分数", "打分", Type.SCORE, low=0, high=10),
            Indicator("多选", "需要改进的方面", Type.CHOICE, scale="方面", least=2, most=2),
            Indicator("排序", "排序", Type.RANK),
            Indicator("推荐", "推荐", Type.NOMINATE, required=False, most=2),
        ),
        scales=(GRADES, Scale("方面", (Grade("效率"), Grade("态度"), Grade("公开")))),
        quotas=(Quota("总体", "优秀", count=1),),
        **changes,
    )


def ruled_campaign(**changes: Any) -> Campaign:
    """Every rule on the whole ballot once: D1 and D2 are graded on the whole and by two items, and scored."""
    grades = [Indicator(code, f"{code}评价", Type.GRADE, scale="四档") for code in ("总体", "作风", "效率")]
    campaign = small_campaign(
        indicators=(*grades, Indicator("分数", "打分", Type.SCORE)),
        rules=(
            Rule("限额", "总体", "优秀≤1/2"),
            Rule("限额", "作风", "优秀+良好≥1"),
            Rule("分数限额", "分数", "≥90 最多1个"),
            Rule("分数限额", "分数", "<70 至少1个"),
            Rule("不得全同", "效率", ""),
            Rule("总评一致", "总体", "优秀须各项优秀≥90%"),
            Rule("总评一致", "总体", "任一项一般则为一般"),
        ),
        **changes,
    )
    ruled, failed = rules.apply(campaign)
    assert failed == ()
    return ruled


# --- a campaign that people can vote in -------------------------------------------------------------------------------


@dataclass
class Live:
    """A published campaign with its tickets. ``codes`` are the plain ones, in random order, by electorate."""

    desk: Database
    box: Database
    id: str
    published: Published
    campaign: Campaign
    shares: tuple[str, ...]
    codes: dict[str, list[str]] = field(default_factory=dict)

    @property
    def hash(self) -> bytes:
        return self.published.hash

    def sheet(self, electorate: str = "A") -> Sheet:
        return sheet_for(self.campaign, electorate)

    def key(self, electorate: str = "A") -> blindrsa.StampKey:
        return self.published.stamp_keys[electorate]


def take_in(ledgers: Sequence[Database], campaign: Campaign | None = None) -> str:
    return preparing.take_in(ledgers[0], campaign or small_campaign(), NOW)


def publish(
    ledgers: Sequence[Database], campaign: Campaign | None = None, terms: Terms | None = None, *, issue: bool = True
) -> Live:
    """A published campaign; by default the server keeps the only share, and the tickets are issued."""
    desk, box = ledgers
    campaign_id = take_in(ledgers, campaign)
    terms = replace(terms or Terms(), acknowledge_small=True)
    done = preparing.publish(desk, box, campaign_id, NOW, terms)
    live = live_of(ledgers, campaign_id, done.shares)
    if issue:
        live.codes = issue_tickets(live)
    return live


def live_of(ledgers: Sequence[Database], campaign_id: str, shares: tuple[str, ...] = ()) -> Live:
    """A campaign that is published already; its tickets are yet to be issued, or known to somebody else."""
    desk, box = ledgers
    record = preparing.get(desk, campaign_id)
    assert record.manifest is not None
    return Live(desk, box, campaign_id, Published.read(record.manifest), preparing.campaign_of(record), shares)


def issue_tickets(live: Live, *, anew: bool = False) -> dict[str, list[str]]:
    made: list[ticketing.Issue] = []
    ticketing.issue(live.desk, SECRET, live.id, BASE_URL, made.append, anew=anew)
    codes: dict[str, list[str]] = {electorate.code: [] for electorate in live.campaign.electorates}
    for ticket in made[0].tickets:
        codes[ticket.electorate].append(ticket.code)
    return codes


# --- voters -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sealed:
    """An envelope with its stamp message blinded: what a phone holds before its first request."""

    electorate: str
    envelope: bytes
    message: bytes
    blinded: bytes
    inverse: int


def plaintext(live: Live, answers: Mapping[int, Answer], electorate: str = "A") -> bytes:
    sheet = live.sheet(electorate)
    digest = formats.sheet_digest(live.hash, electorate)
    ballot = ballots.compose(sheet, answers)
    return ballots.encode(sheet, digest, live.published.ballot_size, live.published.text_chars, ballot)


def seal_bytes(live: Live, data: bytes, electorate: str = "A", opening_key: bytes | None = None) -> Sealed:
    """An envelope around any bytes: a modified phone can put anything in."""
    envelope = sealing.seal(opening_key or live.published.opening_key, data, live.hash, electorate)
    return blind_envelope(live, envelope, electorate)


def blind_envelope(live: Live, envelope: bytes, electorate: str = "A") -> Sealed:
    message = formats.stamp_message(live.hash, electorate, formats.digest(envelope))
    blinded = blindrsa.blind(live.key(electorate), message, secrets.token_bytes)
    return Sealed(electorate, envelope, message, blinded.blinded, blinded.inverse)


def seal(live: Live, answers: Mapping[int, Answer] | None = None, electorate: str = "A") -> Sealed:
    return seal_bytes(live, plaintext(live, answers or {}, electorate), electorate)


def stamp(live: Live, code: str, sealed: Sealed, now: datetime = NOW) -> bytes:
    signature = stamping.stamp(live.desk, SECRET, code, sealed.blinded, now)
    return blindrsa.finalize(live.key(sealed.electorate), sealed.message, signature, sealed.inverse)


def drop(live: Live, sealed: Sealed, stamped: bytes) -> Receipt:
    return dropping.drop(live.box, live.hash, sealed.electorate, sealed.envelope, stamped)


def cast(live: Live, code: str, answers: Mapping[int, Answer] | None = None, electorate: str = "A") -> Receipt:
    """The whole trip of one voter."""
    return cast_sealed(live, code, seal(live, answers, electorate))


def cast_sealed(live: Live, code: str, sealed: Sealed) -> Receipt:
    return drop(live, sealed, stamp(live, code, sealed))


def cast_all(live: Live, answers: Mapping[int, Answer] | None = None) -> list[Receipt]:
    """Every ticket votes, with the same answers."""
    return [cast(live, code, answers, electorate) for electorate, codes in live.codes.items() for code in codes]
