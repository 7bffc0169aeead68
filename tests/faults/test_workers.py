"""Several workers and hundreds of voters on one SQLite box: nobody waits in vain, nothing is lost, no order remains."""

import re

import pytest

from evalsite.store.box import EnvelopeRow
from evalsite.store.relay import relay
from evalsite.store.roll import TicketRow
from evalsite.voter.run import vote
from tests.factories import publish, small_campaign
from tests.faults import proof
from tests.running import Server, tickets_csv

VOTERS = 240


@pytest.fixture
def server(tmp_path, free_port):
    with Server(tmp_path / "instance", free_port, RELAY_EVERY="20", RELAY_IDLE="1") as made:
        yield made


def test_two_workers_take_hundreds_of_ballots_into_one_sqlite_box_without_a_single_error(server, tmp_path):
    live = publish(server.ledgers, small_campaign(VOTERS))
    empty = proof.keep_box(live, tmp_path / "kept")
    server.start(workers="2")
    assert len(server.workers()) == 2
    outcome = vote(tickets_csv(live, server.url, tmp_path / "tickets.csv"), concurrency=24, patience=proof.ONCE)
    assert (outcome.cast, outcome.refused, outcome.retried) == (VOTERS, {}, 0)
    assert list(outcome.receipts) == proof.receipt_codes(live)
    server.stop()
    assert not re.search("locked|error|busy|Traceback", server.log, re.IGNORECASE), server.log
    assert proof.close(live) == (VOTERS, VOTERS, VOTERS)
    proof.require_sound(*server.ledgers)
    proof.require_no_history(live, empty)


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_a_server_that_ends_with_votes_just_in_leaves_no_order_of_arrival_for_long(server, tmp_path, end):
    """Fewer votes than one laying anew: a stop lays them out on its way, after a kill the next start does."""
    live = publish(server.ledgers, small_campaign(12))
    server.start(workers="1")
    outcome = vote(tickets_csv(live, server.url, tmp_path / "tickets.csv"), concurrency=1, patience=proof.STUBBORN)
    assert outcome.cast == 12
    getattr(server, end)()
    if end == "kill":
        server.start()
        server.kill()
    left = proof.digest(live.desk), proof.digest(live.box)
    relay(live.desk, TicketRow)
    relay(live.box, EnvelopeRow)
    assert (proof.digest(live.desk), proof.digest(live.box)) == left
