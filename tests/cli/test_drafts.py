"""A draft that is edited on the desk, at the command line: it tells its faults, goes out as it is written, no further."""

import pytest
from click.testing import CliRunner

from evalsite.cli import evalsite
from evalsite.core.refusals import FaultyWorkbook
from evalsite.paper.workbook import read_campaign
from evalsite.paper.workbook_grid import judge, read_sheets, sheets_of
from evalsite.usecases import drafting
from evalsite.usecases.drafting import Author, Workbook
from tests import factories
from tests.factories import NOW


def test_a_faulty_draft_goes_out_as_it_is_written_and_no_further(sqlite_only, tmp_path):
    environment = {
        "EVALSITE_INSTANCE": str(tmp_path / "instance"),
        "EVALSITE_SECRET_KEY": factories.SECRET,
        "EVALSITE_DATABASE_URL": str(sqlite_only.desk.url),
        "EVALSITE_BOX_DATABASE_URL": str(sqlite_only.box.url),
    }
    sheets = dict(sheets_of(factories.small_campaign(tickets=12)))
    sheets["electorates"] = ({**sheets["electorates"][0], "tickets": "很多"},)
    draft = drafting.begin(sqlite_only.desk, sheets, Author("甲", NOW), Workbook(judge, sheets_of))

    def run(*arguments):
        return CliRunner().invoke(evalsite, arguments, env=environment, prog_name="evalsite")

    assert "还有 1 处要改" in run("campaign", "show", draft).stdout
    refused = run("campaign", "publish", draft)
    assert refused.exit_code != 0
    assert "还有 1 处要改" in refused.stderr
    file = tmp_path / "草稿.xlsx"
    assert run("campaign", "export", draft, "-o", str(file)).exit_code == 0
    assert read_sheets(file.read_bytes())["electorates"][0]["tickets"] == "很多"
    with pytest.raises(FaultyWorkbook):
        read_campaign(file.read_bytes())
