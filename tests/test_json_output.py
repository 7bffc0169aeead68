"""``--json``: what scripts read of a command stands on stdout, as one JSON value and nothing else."""

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from evalsite.cli import evalsite
from evalsite.settings import load
from evalsite.store.migrating import migrate
from evalsite.usecases import preparing
from tests.factories import NOW, SECRET, Ledgers, small_campaign


class Script:
    def __init__(self, folder):
        self.environment: dict[str, str | None] = {name: None for name in os.environ if name.startswith("EVALSITE_")}
        self.environment |= {"EVALSITE_INSTANCE": str(folder), "EVALSITE_SECRET_KEY": SECRET, "EVALSITE_MIX_DELAY": "0"}

    def run(self, *arguments):
        return CliRunner().invoke(evalsite, [str(one) for one in arguments], env=self.environment, prog_name="evalsite")

    def reads(self, *arguments, status=0):
        done = self.run(*arguments, "--json")
        assert done.exit_code == status, done.stderr
        return json.loads(done.stdout)


@pytest.fixture
def script(tmp_path):
    return Script(tmp_path / "instance")


@pytest.fixture
def drafted(script):
    """The id of a draft with six tickets."""
    settings = load({name: value for name, value in script.environment.items() if value is not None})
    ledgers = Ledgers(settings.desk(), settings.box())
    migrate(ledgers.desk, "desk")
    migrate(ledgers.box, "box")
    campaign_id = preparing.take_in(ledgers.desk, small_campaign(), NOW)
    for database in ledgers:
        database.dispose()
    return campaign_id


def test_publishing_tells_fingerprint_and_share_files(script, drafted, tmp_path):
    said = script.reads("campaign", "publish", drafted, "--shares", tmp_path / "shares", "--acknowledge-small")
    assert said["id"] == drafted
    assert said["fingerprint"] == script.reads("campaign", "show", drafted)["fingerprint"]
    assert [Path(file).name for file in said["shares"]] == [f"share-{number}-of-3.txt" for number in (1, 2, 3)]
    assert sorted(map(Path, said["shares"])) == sorted((tmp_path / "shares").iterdir())


def test_a_key_kept_by_the_server_has_no_share_files(script, drafted):
    assert script.reads("campaign", "publish", drafted, "--acknowledge-small")["shares"] == []


@pytest.mark.parametrize("flags", [[], ["--csv"]])
def test_issuing_tells_how_many_tickets_and_which_files(script, drafted, tmp_path, flags):
    script.run("campaign", "publish", drafted, "--acknowledge-small")
    said = script.reads("tickets", "issue", drafted, "--out", tmp_path / "out", *flags)
    assert (said["id"], said["tickets"]) == (drafted, 6)
    assert sorted(map(Path, said["files"])) == sorted((tmp_path / "out").iterdir())
    assert len(said["files"]) == 3 + len(flags)


def test_a_check_tells_each_question_and_the_counts(script, drafted, tmp_path):
    script.run("campaign", "publish", drafted, "--acknowledge-small")
    script.run("tickets", "issue", drafted, "--out", tmp_path / "out")
    closed = script.reads("close", drafted)
    assert script.run("bundle", drafted, "-o", tmp_path / "audit.zip").exit_code == 0
    said = script.reads("verify", tmp_path / "audit.zip")
    assert said["ok"] is True
    assert all(check["ok"] and check["words"] for check in said["checks"])
    assert said["counts"] == closed["counts"] == [{"electorate": "A", "issued": 6, "stamped": 0, "dropped": 0}]
    missing = script.reads("verify", tmp_path / "audit.zip", "--receipt", "0000-0000-0000", status=1)
    assert missing["ok"] is False
    assert [check["ok"] for check in missing["checks"]].count(False) == 1


def test_what_is_no_audit_file_gives_no_json_but_words_on_stderr(script, tmp_path):
    (tmp_path / "photo.zip").write_bytes(b"\x89PNG")
    done = script.run("verify", tmp_path / "photo.zip", "--json")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "photo.zip" in done.stderr
