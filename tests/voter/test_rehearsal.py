"""evalsite vote casts in a rehearsal as in anything else, over the real protocol, and says that it counts for nothing."""

import json

import pytest

from evalsite.usecases import closing, opening, rehearsing
from evalsite.voter.run import vote
from tests import factories
from tests.running import Server, tickets_csv


@pytest.fixture
def server(tmp_path, free_port):
    with Server(tmp_path / "site", free_port) as running:
        running.start(workers="1")
        yield running


def test_headless_voters_vote_in_a_rehearsal_and_its_box_is_counted(server, tmp_path):
    draft = factories.take_in(server.ledgers, factories.small_campaign(tickets=8))
    made = rehearsing.rehearse(server.ledgers.desk, server.ledgers.box, draft, factories.NOW)
    live = factories.live_of(server.ledgers, made.id)
    live.codes = factories.issue_tickets(live)
    done = vote(tickets_csv(live, server.url, tmp_path / "tickets.csv"))
    assert (done.cast, done.failed, done.rehearsal) == (8, False, True)
    assert done.in_words().startswith("演练，不计票。")
    assert json.loads(done.as_json())["rehearsal"] is True
    closing.close(live.desk, live.box, live.id, factories.NOW)
    assert opening.open_box(live.desk, live.box, live.id).of("A").valid == 8
