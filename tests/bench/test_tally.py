"""Counting what the envelopes held: 100,000 ballots of 20 marks, decoded, judged and counted. ``make bench``."""

import tracemalloc
from collections.abc import Iterator
from fractions import Fraction
from random import Random

import pytest

from evalsite.core.ballot import Ballot, decode, encode
from evalsite.core.campaign import Campaign, Electorate, Grade, Indicator, Kind, Missing, Quota, Scale, Subject, Type
from evalsite.core.questionnaire import ballot_size, sheet_for
from evalsite.core.tally import counts_for, finish
from evalsite.core.validity import Judge
from tests.bench.machine import Machine, Table, seconds

BALLOTS = 100_000
KINDS = 2_000  # different ballots among them
DIGEST = bytes(32)
pytestmark = pytest.mark.bench

GRADES = tuple(
    Grade(name, Fraction(points)) for name, points in (("优秀", 100), ("良好", 80), ("一般", 60), ("较差", 30))
)
CAMPAIGN = Campaign(
    "测评",
    Kind.DEMOCRATIC,
    tuple(Subject(f"s{n}", f"对象{n}", group="组") for n in range(4)),
    (Scale("四档", GRADES),),
    tuple(Indicator(f"i{n}", f"指标{n}", Type.GRADE, scale="四档") for n in range(5)),
    (Electorate("A", "群众", BALLOTS, ("组",)),),
    missing=Missing.VOID,
    quotas=(Quota("i1", "优秀", percent=Fraction(75)),),
)
SHEET = sheet_for(CAMPAIGN, "A")
SIZE = ballot_size(CAMPAIGN)


@pytest.fixture(scope="module")
def plaintexts() -> list[bytes]:
    random = Random(1)
    marks = (bytes(random.randint(1, 4) for _ in range(SHEET.width)) for _ in range(KINDS))
    return [encode(SHEET, DIGEST, SIZE, 200, Ballot(one, ())) for one in marks]


def opened(plaintexts: list[bytes], number: int) -> Iterator[bytes]:
    for n in range(number):
        yield plaintexts[n % KINDS]


def tally(plaintexts: list[bytes], number: int) -> None:
    """What opening does with each ballot once its envelope is open."""
    counts, judge = counts_for(CAMPAIGN), Judge(CAMPAIGN, SHEET)
    count = counts["A"]
    for plaintext in opened(plaintexts, number):
        ballot = decode(SHEET, DIGEST, SIZE, 200, plaintext)
        reason = judge.reason(ballot)
        if reason:
            count.add_void(reason)
        else:
            count.add(ballot)
    made = finish(CAMPAIGN, "00" * 32, counts)
    assert made.of("A").returned == number
    assert 0 < made.of("A").valid < number


def peak(plaintexts: list[bytes], number: int) -> int:
    tracemalloc.start()
    tally(plaintexts, number)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def test_a_tally_of_a_hundred_thousand(plaintexts):
    table = Table(Machine.measured())
    table.head(f"{BALLOTS} ballots of {SHEET.width} marks, decoded, judged and counted")
    whole = seconds(lambda: tally(plaintexts, BALLOTS), rounds=3)
    table.row("one ballot, in HPKE openings of one core", whole / BALLOTS / table.machine.opening, "x")
    table.row("all of them, in seconds of this run", whole, "s")
    table.row(
        "memory at the peak, against a fifth of the ballots",
        peak(plaintexts, BALLOTS) / peak(plaintexts, BALLOTS // 5),
        "x",
    )
