"""A campaign with every type of question, and a peer that serves it."""

from collections.abc import Iterator
from fractions import Fraction

import pytest

from evalsite.core.campaign import Campaign, Electorate, Grade, Indicator, Kind, Quota, Scale, Subject, Type
from evalsite.crypto.blindrsa import IssuingKey
from evalsite.voter.client import Slip, Voter
from evalsite.voter.wire import Patience, Wire
from tests.voter.peer import Peer, serving

SCALE = Scale(
    "四等",
    (
        Grade("优秀", Fraction(100)),
        Grade("良好", Fraction(80)),
        Grade("一般", Fraction(60)),
        Grade("不了解", None, counts=False),
    ),
)
WAYS = Scale("方式", (Grade("走访"), Grade("座谈"), Grade("问卷")))

CAMPAIGN = Campaign(
    name="年度测评",
    kind=Kind.TWO_WAY,
    subjects=(
        Subject("D1", "发展局", group="部门", kind="unit"),
        Subject("D2", "农业局", group="部门", kind="unit"),
        Subject("D3", "交通局", group="部门", kind="unit"),
        Subject("T1", "东镇", group="乡镇", kind="unit"),
    ),
    scales=(SCALE, WAYS),
    indicators=(
        Indicator("G", "总体评价", Type.GRADE, scale="四等"),
        Indicator("S", "服务态度", Type.SCORE, low=0, high=10, step=Fraction(1, 2), groups=("部门",)),
        Indicator("S2", "服务态度", Type.SCORE, low=60, high=100, groups=("乡镇",)),
        Indicator("C", "联系方式", Type.CHOICE, scale="方式", most=2, required=False),
        Indicator("W", "意见", Type.TEXT, required=False),
        Indicator("R", "工作排序", Type.RANK, groups=("部门",)),
        Indicator("N", "先进推荐", Type.NOMINATE, most=2, required=False),
        Indicator("A", "总的意见", Type.TEXT, required=False, whole=True),
    ),
    electorates=(
        Electorate("E1", "区级领导", 30, ("部门", "乡镇")),
        Electorate("E2", "乡镇", 30, ("部门",), unit="东镇"),
    ),
    quotas=(Quota("G", "优秀", count=1),),
)

QUICK = Patience(attempts=4, first=0.001, longest=0.002)


@pytest.fixture(scope="session")
def keys() -> dict[str, IssuingKey]:
    return {"E1": IssuingKey.generate(), "E2": IssuingKey.generate()}


@pytest.fixture
def peer(keys: dict[str, IssuingKey]) -> Iterator[Peer]:
    with serving(Peer(CAMPAIGN, keys)) as running:
        yield running


@pytest.fixture
def wire(peer: Peer) -> Iterator[Wire]:
    with Wire(peer.url, patience=QUICK) as opened:
        yield opened


@pytest.fixture
def voter(peer: Peer, wire: Wire) -> Voter:
    (code,) = peer.issue("E1", 1)
    return Voter(Slip.read(peer.slip(code)), wire)
