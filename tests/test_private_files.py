"""What commands write is for its owner alone, and they say so where a file is worth a vote."""

import os
import subprocess
import sys

import pytest

from evalsite.settings import ROOT, load
from evalsite.store.migrating import migrate
from tests.factories import SECRET, Ledgers, publish


def test_a_command_makes_nothing_that_other_accounts_can_read(tmp_path):
    folder = tmp_path / "above" / "instance"
    subprocess.run(
        [sys.executable, "-m", "evalsite", "migrate"],
        env=os.environ | {"EVALSITE_INSTANCE": str(folder)},
        cwd=ROOT,
        umask=0o022,
        check=True,
        capture_output=True,
    )
    made = [folder.parent, *folder.parent.rglob("*")]
    assert len(made) > 3
    assert [path.name for path in made if path.stat().st_mode & 0o077] == []


@pytest.mark.parametrize("flags", [[], ["--csv"]])
def test_whoever_asks_for_a_list_of_codes_is_told_what_its_holder_can_see(tmp_path, flags):
    settings = load({"EVALSITE_INSTANCE": str(tmp_path / "instance"), "EVALSITE_SECRET_KEY": SECRET})
    settings.instance.mkdir()
    ledgers = Ledgers(settings.desk(), settings.box())
    migrate(ledgers.desk, "desk")
    migrate(ledgers.box, "box")
    live = publish(ledgers, issue=False)
    for database in ledgers:
        database.dispose()
    done = subprocess.run(
        [sys.executable, "-m", "evalsite", "tickets", "issue", live.id, "--out", str(tmp_path / "out"), *flags],
        env=os.environ | {"EVALSITE_INSTANCE": str(settings.instance), "EVALSITE_SECRET_KEY": SECRET},
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    assert ("用后删除" in done.stderr) == bool(flags)
    assert "用后删除" not in done.stdout
    written = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "out").iterdir()}
    assert written == dict.fromkeys(
        ["slips.pdf", "poster.pdf", "handout.pdf", *(["tickets.csv"] if flags else [])], 0o600
    )
