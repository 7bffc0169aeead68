"""What commands write is for its owner alone, and they say so where a file is worth a vote."""

import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from evalsite.cli import campaigns, evalsite
from evalsite.settings import ROOT, load


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
def test_whoever_asks_for_a_list_of_codes_is_told_what_its_holder_can_see(monkeypatch, tmp_path, flags):
    here = SimpleNamespace(settings=load({"EVALSITE_SECRET_KEY": "secret"}), desk=None)
    monkeypatch.setattr(campaigns, "instance", lambda: here)
    monkeypatch.setattr(campaigns.ticketing, "issue", lambda *_, **__: 3)
    done = CliRunner().invoke(evalsite, ["tickets", "issue", "c-x", "--out", str(tmp_path), *flags])
    assert done.exit_code == 0, done.output
    assert ("用后删除" in done.stderr) == bool(flags)
    assert "用后删除" not in done.stdout
