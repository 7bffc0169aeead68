"""The server is killed at any instruction while people vote: whoever has a receipt has an envelope in the box, once."""

import os
import random
import signal
import threading
import time

import pytest

from evalsite.usecases import opening
from evalsite.voter.run import vote
from tests.factories import publish, small_campaign
from tests.faults import proof
from tests.running import Server, tickets_csv

VOTERS = 90
KILLS = 5


@pytest.fixture
def server(tmp_path, free_port):
    with Server(tmp_path / "instance", free_port, RELAY_EVERY="20", RELAY_IDLE="1") as made:
        yield made


class Killer(threading.Thread):
    """Kills the server while ballots are under way: all of it, or one worker, at a random moment each time."""

    def __init__(self, server):
        super().__init__()
        self.server = server
        self.arrived = 0
        self.kills = 0
        self.voted = threading.Event()

    def progress(self, done, _total):
        self.arrived = done

    def run(self):
        for number in range(KILLS):
            while self.arrived < (number + 1) * VOTERS // (KILLS + 2):
                if self.voted.wait(0.005):
                    return
            time.sleep(random.uniform(0, 0.1))
            self.strike(whole=number % 2 == 0)
            self.kills += 1

    def strike(self, *, whole):
        if whole:
            self.server.kill()
            self.server.start()
        else:
            os.kill(random.choice(self.server.workers()), signal.SIGKILL)


def test_every_ballot_of_voters_who_retry_is_counted_once_however_often_the_server_is_killed(server, tmp_path):
    live = publish(server.ledgers, small_campaign(VOTERS))
    empty = proof.keep_box(live, tmp_path / "kept")
    server.start()
    killer = Killer(server)
    killer.start()
    file = tickets_csv(live, server.url, tmp_path / "tickets.csv")
    outcome = vote(file, concurrency=6, patience=proof.STUBBORN, progress=killer.progress)
    killer.voted.set()
    killer.join()
    assert killer.kills == KILLS
    assert outcome.retried > 0  # the kills did hit voters
    assert (outcome.cast, outcome.refused) == (VOTERS, {})
    assert list(outcome.receipts) == proof.receipt_codes(live)
    server.stop()
    assert proof.close(live) == (VOTERS, VOTERS, VOTERS)
    (tally,) = opening.open_box(live.desk, live.box, live.id).electorates
    assert (tally.returned, tally.valid) == (VOTERS, VOTERS)
    proof.require_sound(*server.ledgers)
    proof.require_no_history(live, empty)
