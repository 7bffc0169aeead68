"""The same voters against the product itself: cast over HTTP, closed, opened, counted, bundled and verified."""

import threading
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from evalsite.audit.format import read
from evalsite.audit.verify import verify
from evalsite.core import ticket
from evalsite.factory import Role, create_app
from evalsite.paper.results import results_json
from evalsite.settings import load
from evalsite.usecases import auditing, closing, opening
from evalsite.voter.outcome import Outcome
from evalsite.voter.run import vote
from tests.factories import NOW, SECRET, Ledgers, Live, publish
from tests.voter.conftest import CAMPAIGN, QUICK


@pytest.fixture
def live(sqlite_only: Ledgers) -> Live:
    return publish(sqlite_only, CAMPAIGN)


@pytest.fixture
def site(live: Live, tmp_path: Path) -> Iterator[str]:
    """A roll and a box that do not know each other, behind one address, as a proxy before two hosts shows them."""
    settings = replace(
        load({}),
        instance=tmp_path,
        secret_key=SECRET,
        database_url=live.desk.url.render_as_string(hide_password=False),
        box_database_url=live.box.url.render_as_string(hide_password=False),
        mix_delay=0,
    )
    roll, box = (create_app(settings, role) for role in (Role.ROLL, Role.BOX))

    def proxy(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        return (box if environ["PATH_INFO"] == "/b/drop" else roll)(environ, start)

    server = make_server("127.0.0.1", 0, proxy, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def tickets(live: Live, site: str, tmp_path: Path) -> Path:
    lines = [
        f"{code},{one},{ticket.slip_url(site, one, live.published.fingerprint)}"
        for code, ones in live.codes.items()
        for one in ones[:6]
    ]
    file = tmp_path / "tickets.csv"
    file.write_text("\n".join(["electorate,code,url", *lines]), encoding="utf-8")
    return file


def test_ballots_cast_over_http_are_counted_and_the_audit_file_proves_it(live: Live, tickets: Path, tmp_path: Path):
    outcome = vote(tickets, concurrency=4, patience=QUICK)
    assert (outcome.cast, outcome.refused) == (12, {})
    closing.close(live.desk, live.box, live.id, NOW)
    tally = opening.open_box(live.desk, live.box, live.id)
    assert [(one.electorate, one.returned, one.valid) for one in tally.electorates] == [("E1", 6, 6), ("E2", 6, 6)]
    file = tmp_path / "audit.zip"
    file.write_bytes(auditing.bundle(live.desk, live.box, live.id, results_json))
    for receipt in outcome.receipts:
        found = verify(read(file), receipt)
        assert found.passed, found.lines()
    assert not verify(read(file), "0000-0000-0000").passed


def test_written_marks_arrive_in_the_count_and_broken_rules_as_void(live: Live, tickets: Path, tmp_path: Path):
    lines = [
        "electorate,voter,subject,indicator,value",
        "E1,1,D1,G,优秀",
        "E1,2,D1,G,良好",
        "E1,3,D1,G,优秀",
        "E1,3,D2,G,优秀",
    ]
    ballots = tmp_path / "ballots.csv"
    ballots.write_text("\n".join(lines), encoding="utf-8")
    outcome: Outcome = vote(tickets, ballots, patience=QUICK)
    assert (outcome.cast, outcome.void) == (3, {"over_quota": 1})
    closing.close(live.desk, live.box, live.id, NOW)
    first = opening.open_box(live.desk, live.box, live.id).electorates[0]
    assert (first.returned, first.valid, dict(first.void)) == (3, 2, {"over_quota": 1})


def test_after_closing_every_voter_is_told_so(live: Live, tickets: Path):
    closing.close(live.desk, live.box, live.id, NOW)
    outcome = vote(tickets, patience=QUICK)
    assert (outcome.cast, outcome.refused) == (0, {"closed": 12})
