"""evalsite rehearse: made, voted in by headless voters, counted, wiped; and apart from what counts."""

import json

import pytest
from click.testing import CliRunner

from evalsite.cli import evalsite
from evalsite.paper.workbook import write_campaign
from tests import factories


@pytest.fixture
def run(tmp_path):
    """Commands on an instance of this test; ``run(...)`` gives stdout of a command that must succeed."""
    environment = {"EVALSITE_INSTANCE": str(tmp_path / "instance"), "EVALSITE_SECRET_KEY": factories.SECRET}

    def invoke(*arguments, fails=False):
        done = CliRunner().invoke(evalsite, arguments, env=environment, prog_name="evalsite")
        assert (done.exit_code != 0) == fails, done.output
        return done.stderr if fails else done.stdout

    return invoke


@pytest.fixture
def draft(run, tmp_path):
    (tmp_path / "campaign.xlsx").write_bytes(write_campaign(factories.small_campaign(tickets=12)))
    return run("campaign", "import", str(tmp_path / "campaign.xlsx")).split()[-1]


def test_a_rehearsal_is_made_with_slips_and_listed_apart(run, draft, tmp_path):
    made = json.loads(run("rehearse", draft, "--csv", "--json"))
    assert made["rehearses"] == draft
    assert made["tickets"] == 12
    assert sorted(file.rpartition("/")[2] for file in made["files"]) == [
        "handout.pdf",
        "poster.pdf",
        "slips.pdf",
        "tickets.csv",
    ]
    assert [one["id"] for one in json.loads(run("campaign", "list", "--json"))] == [draft]
    assert "演练，不计票" in run("campaign", "list")
    assert "演练，不计票" in run("campaign", "show", made["id"])
    assert json.loads(run("campaign", "show", made["id"], "--json"))["rehearses"] == draft


def test_wiping_takes_rows_and_files_and_publishing_then_goes_through(run, draft, tmp_path):
    rehearsal = run("rehearse", draft).split()[-1]
    folder = tmp_path / "instance" / "out" / rehearsal
    assert (folder / "slips.pdf").exists()
    assert "--wipe-rehearsals" in run("campaign", "publish", draft, fails=True)
    assert run("rehearse", rehearsal, "--wipe").split() == ["1"]
    assert not folder.exists()
    run("campaign", "show", rehearsal, fails=True)
    run("campaign", "publish", draft)


def test_publishing_wipes_on_request(run, draft):
    run("rehearse", draft)
    run("rehearse", draft)
    run("campaign", "publish", draft, "--wipe-rehearsals")
    assert "演练" not in run("campaign", "list")


def test_shares_can_be_rehearsed(run, draft, tmp_path):
    shares = tmp_path / "shares"
    rehearsal = run("rehearse", draft, "--shares", str(shares), "-k", "2", "-n", "3").split()[-1]
    assert len(list(shares.iterdir())) == 3
    run("close", rehearsal)
    files = [part for file in sorted(shares.iterdir())[:2] for part in ("--share", str(file))]
    run("open", rehearsal, fails=True)
    run("open", rehearsal, *files)


def test_a_slip_is_voided_by_its_code(run, draft, tmp_path):
    run("campaign", "publish", draft)
    run("tickets", "issue", draft, "--out", str(tmp_path / "slips"), "--csv")
    code = (tmp_path / "slips" / "tickets.csv").read_text().splitlines()[1].split(",")[1]
    run("tickets", "void", draft, code)
    assert "没有这个测评码" in run("tickets", "void", draft, "0" * 24, fails=True)
