"""The promise: who holds everything that is left of a campaign pairs tickets with envelopes no better than by guessing."""

from pathlib import Path

import pytest

from evalsite.factory import create_app
from evalsite.voter.client import Trip
from tests import factories
from tests.attack import campaigns
from tests.attack.adversary import attack
from tests.attack.campaigns import HALF, VOTERS, Hall, Left
from tests.attack.evidence import Evidence

PARTS = (range(HALF), range(HALF, VOTERS))


@pytest.fixture(params=["sqlite", "postgres"])
def left(request: pytest.FixtureRequest) -> Left:
    found: Left = request.getfixturevalue(f"left_on_{request.param}")
    return found


def test_after_the_campaign_nothing_links_a_ticket_to_an_envelope(left):
    verdict = attack(left.hall.case(left.after))
    assert verdict.comparisons > 100
    assert not verdict.links, verdict.best


def test_nor_does_a_copy_made_in_the_middle_beyond_who_had_come_by_then(left):
    verdict = attack(left.hall.case(left.middle, [PARTS[0]], HALF))
    assert not verdict.links, verdict.best


def test_both_copies_together_link_nobody_within_his_half(left):
    files = left.middle.files | {f"later {name}": file for name, file in left.after.files.items()}
    tables = left.middle.tables | {f"later {name}": rows for name, rows in left.after.tables.items()}
    verdict = attack(left.hall.case(Evidence(files, tables), PARTS))
    assert not verdict.links, verdict.best


def test_the_adversary_did_see_every_file_on_sqlite(left_on_sqlite):
    """Or the tests above would have looked away."""
    verdict = attack(left_on_sqlite.hall.case(left_on_sqlite.after))
    for words in (
        ("box.sqlite3: first leaf",), ("box.sqlite3: first tail",), ("box.sqlite3: first stamp",), ("box.sqlite3:envelope.place",),
        ("backup.zip/box/envelope.jsonl", "stamp", "base64"), ("audit.zip/stamps.csv", "digest", "hex"),
    ):  # fmt: skip
        assert verdict.sees(*words), words
    names = left_on_sqlite.after.files.keys()
    assert {
        "server.log",
        "tickets.csv",
        "results.json",
        "report.html",
        "box.sqlite3.lock",
        "box.sqlite3-journal",
    } <= names


def test_the_adversary_did_see_every_file_on_postgresql(left_on_postgres):
    verdict = attack(left_on_postgres.hall.case(left_on_postgres.after))
    for words in ((":envelope.ctid",), ("base/", "first leaf (raw)"), ("base/", "last tail"), ("stamps.csv",)):
        assert verdict.sees(*words), words
    assert not verdict.sees(":envelope.xmin"), "one transaction laid all rows"


# --- where the promise ends, and that the adversary is there --------------------------------------------------------


@pytest.mark.parametrize("ledger_urls", ["postgresql"], indirect=True)
def test_a_box_on_postgresql_that_is_never_laid_anew_is_seen_through(ledgers, postgres_server):
    live = factories.publish(ledgers, factories.small_campaign(40))
    hall = Hall.of(live)
    for code in hall.came:
        sealed = factories.seal(live, {0: 1})
        stamp = factories.stamp(live, code, sealed)
        factories.drop(live, sealed, stamp)
        hall.trips.append(Trip("A", sealed.envelope, sealed.blinded, sealed.inverse, stamp))
    data = Path(postgres_server.folder) / "data"
    verdict = attack(hall.case(campaigns.postgres_evidence(data, ledgers)))
    assert verdict.links
    assert verdict.sees(":envelope.xmin")


def test_a_copy_between_two_relays_shows_the_order_of_the_last_arrivals_and_of_no_others(sqlite_only, tmp_path):
    """A limit that docs/threat-model.md names: fewer than ``relay_every`` envelopes lie as they came, for a while."""
    live = factories.publish(sqlite_only, factories.small_campaign(60))
    hall = Hall.of(live)
    app = create_app(campaigns.settings_for(live, tmp_path, relay_every=20, relay_idle=10**6))
    campaigns.in_process(hall, app, [(59, lambda: None)])
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    evidence = campaigns.sqlite_evidence(tmp_path, scratch)
    laid_anew = attack(hall.case(evidence, [range(40)], 40))
    assert not laid_anew.links, laid_anew.best
    fresh = attack(hall.case(evidence, [range(40, 59)], 59))
    assert fresh.links, fresh.best
