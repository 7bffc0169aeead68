"""How long a vote, a count and their paper take: ratios to raw work that the same run measured. ``make bench``."""

import pytest

from evalsite.core.report import unit_report
from evalsite.paper.report_content import content
from evalsite.paper.report_pdf import report_pdf
from evalsite.paper.slips import Print, Slip, slips_pdfs
from evalsite.paper.typesetting import Typesetter
from evalsite.store.box import EnvelopeRow
from evalsite.store.relay import relay
from evalsite.usecases import closing, opening
from evalsite.voter.run import vote
from tests import factories
from tests.bench.machine import Machine, Table, seconds
from tests.factories import Ledgers
from tests.paper import campaigns
from tests.running import Server, tickets_csv

VOTERS = 400
pytestmark = pytest.mark.bench


@pytest.fixture(scope="module")
def table():
    return Table(Machine.measured())


@pytest.fixture
def server(server_databases, tmp_path, free_port):
    with Server(tmp_path / "instance", free_port, **server_databases) as made:
        made.start(workers="2")
        yield made


@pytest.mark.parametrize("concurrency", [1, 16])
def test_casting(table, server, tmp_path, concurrency):
    """Voters and server share the machine, so a ballot's sealing and blinding on the phone are in the time too."""
    live = factories.publish(server.ledgers, factories.small_campaign(VOTERS))
    outcome = vote(tickets_csv(live, server.url, tmp_path / "tickets.csv"), concurrency=concurrency)
    assert outcome.cast == VOTERS
    table.head(f"{VOTERS} whole trips over HTTP, {server.ledgers.box.engine.dialect.name}, {concurrency} at a time")
    table.row("one trip, in RSA-2048 blind signatures of one core", outcome.seconds / VOTERS / table.machine.stamp, "x")
    for name, latency in outcome.latencies.items():
        table.row(f"  {name}: slowest of a hundred to the median", latency.p99 / latency.median, "x")


@pytest.fixture
def filled(tmp_path):
    """A box of ballots that came by the use cases, closed."""
    with Server(tmp_path / "instance", 1) as instance:
        live = factories.publish(Ledgers(*instance.ledgers), factories.small_campaign(VOTERS))
        factories.cast_all(live)
        yield live


def test_counting(table, filled):
    table.head(f"a box of {VOTERS} envelopes")
    per = seconds(lambda: relay(filled.box, EnvelopeRow)) / VOTERS
    table.row("laying anew, per envelope, in HPKE openings", per / table.machine.opening, "x")
    closed = seconds(lambda: closing.close(filled.desk, filled.box, filled.id, factories.NOW), rounds=1) / VOTERS
    table.row("closing (every stamp checked), per envelope, in HPKE openings", closed / table.machine.opening, "x")
    opened = seconds(lambda: opening.open_box(filled.desk, filled.box, filled.id), rounds=3) / VOTERS
    table.row("opening and counting, per envelope, in HPKE openings", opened / table.machine.opening, "x")


def test_paper(table):
    slips = [Slip("职工", f"{n:024d}", f"https://cp.example.org/b#{n:024d}.{'0' * 26}") for n in range(480)]
    few, many = (_slip_seconds(slips[:count]) for count in (48, 480))
    table.head("paper")
    table.row("a slip of 480, to a slip of 48", many / few, "x")
    report = unit_report(campaigns.results(valid={"E1": 13, "E2": 28, "E3": 57, "E4": 12}), "D04")
    alone = seconds(lambda: report_pdf(report), rounds=2)
    with Typesetter() as typesetter:
        typesetter.pdf(content(report))
        batch = seconds(lambda: typesetter.pdf(content(report)), rounds=3)
    table.row("a report of a batch, to one alone", batch / alone, "x")


def _slip_seconds(slips: list[Slip]) -> float:
    return seconds(lambda: slips_pdfs(Print("年度测评", "0" * 26), slips), rounds=1) / len(slips)
