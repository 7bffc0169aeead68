"""A full disk: a clear answer, nothing half-written, and all is well as soon as there is room again."""

from dataclasses import replace

import httpx
import pytest

from evalsite.core.ballot import compose
from evalsite.core.campaign import Indicator, Type
from evalsite.core.envelope import b64
from evalsite.core.refusals import NoAnswer
from evalsite.voter.client import Slip, Voter
from evalsite.voter.wire import Wire
from tests.factories import publish, small_campaign
from tests.faults import proof
from tests.running import Server
from tests.usecases.helpers import rows

VOTERS = 30


@pytest.fixture
def server(tmp_path, free_port):
    with Server(tmp_path / "instance", free_port) as made:
        yield made


@pytest.fixture
def live(server):
    """Its envelopes have room for eight texts, so that the box outgrows desk and roll well before all have voted."""
    plain = small_campaign(VOTERS)
    more = [Indicator(f"建议{n}", f"其他建议 {n}", Type.TEXT, required=False) for n in (1, 2, 3)]
    made = publish(server.ledgers, replace(plain, indicators=(*plain.indicators, *more)))
    server.start()
    return made


@pytest.fixture
def wire(server):
    with Wire(server.url, patience=proof.ONCE) as opened:
        yield opened


def voters(live, server, wire):
    """A voter with the sheet and a sealed ballot, for each ticket."""
    for code in live.codes["A"]:
        voter = Voter(Slip(server.url, code, live.published.fingerprint), wire)
        served = voter.fetch_sheet()
        yield voter, served, voter.seal(served, compose(served.sheet, {0: 1, 1: "字" * 20}))


def content(live):
    return {table: rows(database, table) for database, table in ((live.desk, "ticket"), (live.box, "envelope"))}


def test_nothing_can_be_written_and_voters_are_told_so_and_nothing_is_spent(server, live, wire):
    waiting = list(voters(live, server, wire))
    voter, served, trip = waiting[0]
    stamped = voter.stamp(served, trip)
    before = content(live)
    server.limit_files(0)
    stamp = {"code": live.codes["A"][1], "blinded": b64(waiting[1][2].blinded)}
    drop = {
        "manifest": live.hash.hex(),
        "electorate": "A",
        "envelope": b64(stamped.envelope),
        "stamp": b64(stamped.stamp),
    }
    for path, body in (("stamp", stamp), ("drop", drop)):
        answer = httpx.post(f"{server.url}/b/{path}", json=body, trust_env=False)
        assert answer.status_code == 503
        assert answer.json() == {
            "error": "busy",
            "message": "系统正忙，选票还没有投出，内容保存在本机。请稍等片刻再试。",
        }
    assert voter.fetch_sheet().ticket == "stamped"  # reading goes on
    assert content(live) == before
    server.limit_files(None)
    assert voter.drop(served, stamped).receipt
    for one, sheet, sealed in waiting[1:]:
        assert one.finish(sheet, sealed).receipt
    assert proof.close(live) == (VOTERS, VOTERS, VOTERS)
    proof.require_sound(*server.ledgers)


def test_a_disk_that_fills_up_while_people_vote_keeps_every_receipt_and_loses_no_ticket(server, live, wire):
    """The box may not grow; the roll, whose rows are as long as they will ever be, still takes stamps."""
    sizes = [database.path.stat().st_size for database in (live.desk, live.box)]
    server.limit_files(max(sizes) + 8192)
    given, refused = [], []
    for voter, served, trip in voters(live, server, wire):
        stamped = voter.stamp(served, trip)
        try:
            given.append(voter.drop(served, stamped))
        except NoAnswer:
            refused.append((voter, served, stamped))
    assert given
    assert refused
    assert len(rows(live.box, "envelope")) == len(given)
    proof.require_sound(*server.ledgers)
    server.limit_files(None)
    for voter, served, stamped in refused:
        assert voter.drop(served, stamped).receipt
    assert proof.close(live) == (VOTERS, VOTERS, VOTERS)
    proof.require_sound(*server.ledgers)
